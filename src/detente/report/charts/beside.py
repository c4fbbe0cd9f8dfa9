"""Charts drawn beside other work, by a process of their own.

What draws them takes half a second to start, in which nothing else could be done in this process,
threads or not.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from detente.report.charts.figure import figure_of, svg_of
from detente.report.charts.layers import Layer

if TYPE_CHECKING:
    from detente.report.charts.plot import Plot
    from detente.report.handout.parts import Figure

_CONVERTING = Path(__file__).with_name("converting.py")


class Beside:
    """Draws one chart after another while something else is done; ends with the block it is in.

    Where no process can be started, or it fails, charts are drawn by this one.
    """

    def __init__(self) -> None:
        self._process = _started()
        self._line = ThreadPoolExecutor(1)
        self._begun: dict[str, Future[Figure]] = {}

    def __enter__(self) -> Beside:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        if kind is not None:
            self._give_up()
        self._line.shutdown(cancel_futures=True)
        self._give_up()

    def draw(self, plot: Plot) -> Future[Figure]:
        """Have a chart drawn; one that has been asked for already is not drawn again."""
        key = json.dumps([plot.stated, plot.alt, plot.caption])
        if key not in self._begun:
            drawn = self._line.submit(self._figure, plot.stated, plot.alt, plot.caption)
            self._begun[key] = drawn
        return self._begun[key]

    def _figure(self, spec: Layer, alt: str, caption: str) -> Figure:
        svg = self._converted(spec)
        return figure_of(svg_of(spec) if svg is None else svg, alt, caption)

    def _converted(self, spec: Layer) -> str | None:
        """What the process makes of a chart; None where it does not."""
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            return None
        try:
            process.stdin.write(json.dumps(spec).encode() + b"\n")
            process.stdin.flush()
            svg = json.loads(process.stdout.readline())
        except (OSError, ValueError):
            self._give_up()
            return None
        return str(svg)

    def _give_up(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        with contextlib.suppress(OSError, ValueError):
            process.communicate()


def _started() -> subprocess.Popen[bytes] | None:
    """The process; None where this program is no Python that could run it."""
    if not sys.executable or getattr(sys, "frozen", False) or not _CONVERTING.is_file():
        return None
    try:
        return subprocess.Popen(
            [sys.executable, "-P", str(_CONVERTING)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError:
        return None
