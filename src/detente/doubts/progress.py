"""How far a long run is, in one line on standard error."""

from __future__ import annotations

import shutil
import sys
import time
from collections import deque
from collections.abc import Callable
from typing import TextIO

from detente.graphs.limits import time_in_words

_SILENT = 1.0  # seconds from the beginning without a word
_REWRITTEN = 0.2  # seconds between two rewritings of the line on a terminal
_PLAIN = 10.0  # seconds between two lines elsewhere
_RECENT = 20.0  # seconds whose rate counts
_ARRIVALS = 6  # chunks whose rate counts, however long they take


class Progress:
    """Says how many worlds are done, and how long the others take; called by `run`.

    On a terminal it rewrites one line; elsewhere it writes a line now and then.

    Parameters
    ----------
    worlds : int
        How many there are.
    per_chunk : int
        How many a chunk has; the last one may have fewer.
    what : str
        What they are called.
    stream : text stream, optional
        Where to write; standard error unless told.
    clock : callable
        Gives the time in seconds.

    Examples
    --------
    >>> import io, itertools
    >>> out = io.StringIO()
    >>> progress = Progress(2000, 20, stream=out, clock=itertools.count(0, 12).__next__)
    >>> for done in (0, 50, 100):
    ...     progress(done, 100)
    >>> progress.finish()
    >>> print(out.getvalue(), end="")
    1,000 of 2,000 worlds, about 12 seconds left
    2,000 of 2,000 worlds
    """

    def __init__(
        self,
        worlds: int,
        per_chunk: int,
        *,
        what: str = "worlds",
        stream: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._worlds = worlds
        self._per_chunk = per_chunk
        self._what = what
        self._stream = stream if stream is not None else sys.stderr
        self._clock = clock
        self._terminal = self._stream is not None and self._stream.isatty()
        self._arrivals: deque[tuple[float, int]] = deque()
        self._written_at: float | None = None
        self._width = 0
        self._began: float | None = None

    def __call__(self, done: int, count: int) -> None:
        """Note that so many chunks of all are done, and say so where it is time to."""
        now = self._clock()
        worlds = self._worlds if done >= count else min(done * self._per_chunk, self._worlds - 1)
        if self._began is None:
            self._began = now
        self._note(now, max(worlds, 0))
        if self._is_due(now, finished=done >= count):
            self._written_at = now
            self._write(self._line(now))

    def finish(self) -> None:
        """End the line, where one has been begun."""
        if self._width:
            self._width = 0
            self._put("\n")

    def _note(self, now: float, worlds: int) -> None:
        if self._arrivals and self._arrivals[-1][1] == worlds:
            return
        self._arrivals.append((now, worlds))
        while len(self._arrivals) > _ARRIVALS and self._arrivals[1][0] < now - _RECENT:
            self._arrivals.popleft()

    def _is_due(self, now: float, finished: bool) -> bool:
        if self._began is None or now - self._began < _SILENT:
            return False
        if self._written_at is None:
            return self._terminal or now - self._began >= _PLAIN
        if self._terminal:
            return finished or now - self._written_at >= _REWRITTEN
        return now - self._written_at >= _PLAIN

    def _line(self, now: float) -> str:
        (began, before), (last, done) = self._arrivals[0], self._arrivals[-1]
        line = f"{done:,} of {self._worlds:,} {self._what}"
        if done == before or done == self._worlds:
            return line
        left = (self._worlds - done) * (last - began) / (done - before) - (now - last)
        taken = time_in_words(left if left < 1 else max(left, 2))
        return f"{line}, {taken if left < 1 else f'about {taken}'} left"

    def _write(self, line: str) -> None:
        if not self._terminal:
            self._put(line + "\n")
            return
        line = line[: shutil.get_terminal_size().columns - 1]
        self._put("\r" + line.ljust(self._width))
        self._width = len(line)

    def _put(self, text: str) -> None:
        if self._stream is None:
            return
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError):  # closed: what is run matters more
            self._stream, self._terminal = None, False
