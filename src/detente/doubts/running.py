"""Long work in numbered chunks: here, in several processes or on a cluster, kept as it is done."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeVar

from detente.doubts.checkpoint import Checkpoint
from detente.doubts.interrupting import CtrlC

Chunk = dict[str, Any]
"""What work on a chunk gives: lists, numbers and text under names, as JSON can hold it."""

Stopped = Literal["", "interrupted", "time limit"]

GRACE = 1.0  # seconds that chunks under way have to be finished, once the run is to stop
_LOOK_UP = 0.1  # seconds between two looks at the clock and at Ctrl-C

_Shared = TypeVar("_Shared")


class NotRun(ValueError):
    """A run that cannot be begun as it was asked for."""


@dataclass(frozen=True)
class Run:
    """What a run gave.

    Attributes
    ----------
    chunks : dict of int to Chunk
        The finished chunks by their numbers, in order; all of them unless the run was stopped.
    stopped : {"", "interrupted", "time limit"}
        Why some are missing.
    """

    chunks: dict[int, Chunk]
    stopped: Stopped


class Crew(Protocol):
    """Whoever works on chunks."""

    @property
    def capacity(self) -> int:
        """How many chunks it takes at once: few, so that it can stop soon."""

    @property
    def under_way(self) -> int:
        """How many it has been given and has not handed back."""

    def give(self, number: int) -> None:
        """Give it a chunk to work on."""

    def take(self, seconds: float) -> list[tuple[int, Chunk]]:
        """What it has finished, waiting so long for the first; raises what work raised."""

    def halt(self) -> None:
        """Have it begin no more of what it was given."""

    def close(self) -> None:
        """Send it home, whatever it is at."""


def run(
    shared: _Shared,
    count: int,
    work: Callable[[_Shared, int], Chunk],
    *,
    workers: int = 1,
    cluster: str | None = None,
    checkpoint: Checkpoint | None = None,
    seconds: float | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Run:
    """Work on the chunks 0 to `count` - 1. What comes out does not depend on who works on them.

    Ctrl-C and the time limit end the run early, with what is finished. Chunks under way then have
    a second to be finished and are dropped after it. In this process, a chunk under way is
    dropped on Ctrl-C and finished at the time limit. A second Ctrl-C raises KeyboardInterrupt.

    Parameters
    ----------
    shared : object
        What all chunks need. Each worker gets it once, pickled.
    count : int
        How many chunks there are.
    work : callable
        ``work(shared, number)`` gives a chunk. A function of a module, which others can import.
        It may be run twice for a chunk whose worker process died, and gives the same again.
    workers : int
        How many processes work; with 1 it is this one.
    cluster : str, optional
        The address of a Dask scheduler, ``tcp://…``, whose workers work instead.
    checkpoint : Checkpoint, optional
        Where finished chunks are kept. Those in it already are not worked on again.
    seconds : float, optional
        The time limit.
    progress : callable, optional
        Told again and again how many chunks are finished, and of how many.

    Raises
    ------
    NotRun
        If there are no workers.
    WorkersLost
        If worker processes die time and again.
    ClusterError
        If the cluster cannot be reached, or is lost.
    CheckpointError
        If the checkpoint cannot be read or written.
    Exception
        Whatever work raises; the chunks finished until then are in the checkpoint.
    """
    if workers < 1:
        raise NotRun(f"{workers} processes cannot do any work; give 1 or more")
    deadline = None if seconds is None else time.monotonic() + seconds
    stopped: Stopped = ""
    with CtrlC() as ctrl_c:
        done = _Done(count, checkpoint, progress)
        try:
            if done.missing:
                with closing(_crew(shared, work, workers, cluster, done, ctrl_c)) as crew:
                    stopped = _finish(crew, done, deadline, ctrl_c)
        except KeyboardInterrupt:
            if ctrl_c.times > 1:
                raise
            stopped = "interrupted"
    return Run(dict(sorted(done.chunks.items())), stopped)


class _Done:
    """The chunks that are finished, and those that nobody has begun."""

    def __init__(
        self,
        count: int,
        checkpoint: Checkpoint | None,
        progress: Callable[[int, int], None] | None,
    ) -> None:
        kept = checkpoint.chunks() if checkpoint is not None else {}
        self.count = count
        self.chunks = {number: chunk for number, chunk in kept.items() if 0 <= number < count}
        self.missing = deque(number for number in range(count) if number not in self.chunks)
        self._checkpoint = checkpoint
        self._progress = progress
        self.keep([])

    def keep(self, finished: Iterable[tuple[int, Chunk]]) -> None:
        """Keep chunks, and say how many there are."""
        for number, chunk in finished:
            if self._checkpoint is not None:
                self._checkpoint.add(number, chunk)
            self.chunks[number] = chunk
        if self._progress is not None:
            self._progress(len(self.chunks), self.count)


def _finish(crew: Crew, done: _Done, deadline: float | None, ctrl_c: CtrlC) -> Stopped:
    """Have the crew work on all that is missing, or until it has to stop."""
    while done.missing or crew.under_way:
        if ctrl_c.times:
            return _stop(crew, done, "interrupted")
        if deadline is not None and time.monotonic() >= deadline:
            return _stop(crew, done, "time limit")
        while done.missing and crew.under_way < crew.capacity:
            crew.give(done.missing.popleft())
        done.keep(crew.take(_until(deadline)))
    return ""


def _stop(crew: Crew, done: _Done, why: Stopped) -> Stopped:
    crew.halt()
    end = time.monotonic() + GRACE
    while crew.under_way and time.monotonic() < end:
        done.keep(crew.take(_until(end)))
    return why if len(done.chunks) < done.count else ""


def _until(moment: float | None) -> float:
    """How long to wait for a chunk, where something else is to be done at that moment."""
    return _LOOK_UP if moment is None else min(_LOOK_UP, max(moment - time.monotonic(), 0))


def _crew(
    shared: _Shared,
    work: Callable[[_Shared, int], Chunk],
    workers: int,
    cluster: str | None,
    done: _Done,
    ctrl_c: CtrlC,
) -> Crew:
    if cluster is not None:
        from detente.doubts.clusters import Cluster

        with ctrl_c.at_once():
            return Cluster(cluster, shared, work)
    if workers > 1:
        from detente.doubts.workers import Workers

        return Workers(min(workers, len(done.missing)), shared, work)
    return _Here(shared, work, ctrl_c)


class _Here:
    """The process itself, which works on one chunk after another."""

    capacity = 1

    def __init__(
        self, shared: _Shared, work: Callable[[_Shared, int], Chunk], ctrl_c: CtrlC
    ) -> None:
        self._work: Callable[[int], Chunk] = lambda number: work(shared, number)
        self._ctrl_c = ctrl_c
        self._given: deque[int] = deque()

    @property
    def under_way(self) -> int:
        return len(self._given)

    def give(self, number: int) -> None:
        self._given.append(number)

    def take(self, seconds: float) -> list[tuple[int, Chunk]]:  # noqa: ARG002
        number = self._given.popleft()
        with self._ctrl_c.at_once():
            return [(number, self._work(number))]

    def halt(self) -> None:
        self._given.clear()

    def close(self) -> None:
        self.halt()
