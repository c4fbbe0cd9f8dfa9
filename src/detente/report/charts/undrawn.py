"""Charts that nobody looks at: told in words, and not drawn."""

from __future__ import annotations

from concurrent.futures import Future
from typing import TYPE_CHECKING

from detente.report.charts.wording import plain
from detente.report.handout.parts import Figure

if TYPE_CHECKING:
    from detente.report.charts.plot import Plot


class Undrawn:
    """Stands where charts are drawn, and draws none."""

    def draw(self, plot: Plot) -> Future[Figure]:
        """What a chart shows, without the drawing."""
        told: Future[Figure] = Future()
        told.set_result(Figure("", plain(plot.alt), plain(plot.caption)))
        return told
