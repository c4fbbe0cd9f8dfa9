"""Charts of a report, where what draws them is installed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import TYPE_CHECKING

from detente.report.handout.parts import Block, Figure, Fold, Handout

if TYPE_CHECKING:
    from detente.report.charts.beside import Beside
    from detente.report.charts.plot import Plot
    from detente.report.charts.undrawn import Undrawn


@dataclass(frozen=True)
class Pending(Figure):
    """A figure that is still being drawn."""

    drawn: Future[Figure] | None = None


def can_draw() -> bool:
    """Whether charts can be drawn: vl-convert is in the extra ``report``."""
    return find_spec("vl_convert") is not None


@contextmanager
def drawing(*, wanted: bool) -> Iterator[Beside | Undrawn | None]:
    """What draws the charts of a report while the rest of it is worked out; None if they cannot."""
    if not can_draw():
        yield None
        return
    if not wanted:
        from detente.report.charts.undrawn import Undrawn

        yield Undrawn()
        return
    from detente.report.charts.beside import Beside

    with Beside() as beside:
        yield beside


def charts(beside: Beside | Undrawn | None, *makes: Callable[[], Plot]) -> tuple[Figure, ...]:
    """The charts that have something to show, to be drawn; none where charts cannot be."""
    if beside is None:
        return ()
    from detente.report.charts.rows import NothingToShow

    found = []
    for make in makes:
        try:
            found.append(Pending("", "", drawn=beside.draw(make())))
        except NothingToShow:
            continue
    return tuple(found)


def all_drawn(handout: Handout) -> Handout:
    """The same report once each of its charts is drawn."""
    sections = tuple(
        replace(section, blocks=tuple(map(_drawn, section.blocks))) for section in handout.sections
    )
    return replace(handout, sections=sections)


def _drawn(block: Block) -> Block:
    match block:
        case Pending(drawn=Future() as figure):
            drawn: Figure = figure.result()
            return drawn
        case Fold(blocks=blocks):
            return replace(block, blocks=tuple(map(_drawn, blocks)))
    return block
