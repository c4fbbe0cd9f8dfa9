"""What the signs of a drawing mean: only those that occur in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from detente.report.graph.boxes import Faces, flag, frame
from detente.report.graph.curves import Curve
from detente.report.graph.inks import Inks
from detente.report.graph.labels import shortened, text_width
from detente.report.graph.pen import (
    Element,
    added,
    badge_width,
    badged,
    barred,
    headed,
    lined,
    written,
)
from detente.report.graph.view import View

_SIZE = 12.0
_ROW = 23.0
_BOX, _LINE = 36.0, 50.0
_BETWEEN = 24.0
_LONGEST = 300.0
_Draw = Callable[[Element, float, float], None]
_Sign = tuple[float, _Draw, str]
"""How wide a sign is, how it is drawn, what it means."""


def legend(parent: Element, view: View, told: Faces, width: float, top: float, inks: Inks) -> float:
    """Draw the legend below the graph; give the height at which it ends."""
    group = added(parent, "g", aria_hidden="true")
    y = top - _ROW / 2
    for signs in (_states(view, told, inks), _parties(view, told, inks), _arrows(view, told, inks)):
        x = width + 1
        for wide_sign, draw, meaning in signs:
            text = shortened(meaning, _LONGEST, _SIZE)
            wide = wide_sign + 7 + text_width(text, _SIZE)
            if x + wide > width:
                x, y = 0.0, y + _ROW
            draw(group, x, y)
            written(group, (x + wide_sign + 7, y + _SIZE * 0.35), text, _SIZE, inks.ink)
            x += wide + _BETWEEN
    return y + _ROW / 2


def _states(view: View, told: Faces, inks: Inks) -> Iterator[_Sign]:
    start = "status quo" if view.is_status_quo else "start"
    if view.start is not None:
        yield _BOX, _box(inks, start=True), start
    if view.stable:
        yield _BOX, _box(inks, stable=True), "equilibrium: nobody has reason to leave it"
    if view.start is not None and len(view.coming) < len(view.shown):
        yield _BOX, _box(inks, coming=False), "improvements alone do not lead here"
    if told.ends:
        yield 10.0, lambda group, x, y: flag(group, (x, y + 4), inks), "a settlement holds"
    if told.labels.changes:
        yield 22.0, _words("+ −", inks), f"turned on, off since the {start}"


def _parties(view: View, told: Faces, inks: Inks) -> Iterator[_Sign]:
    movers = {mover for link in view.links for mover in link.movers}
    named = {line.party for lines in told.labels.lines.values() for line in lines}
    for party, name in enumerate(view.graph.parties):
        if party in movers | named:
            yield _LINE, _line(inks, style=party, mark=told.marks[party]), name


def _arrows(view: View, told: Faces, inks: Inks) -> Iterator[_Sign]:
    if any(link.improvement for link in view.links):
        yield _LINE, _line(inks), "improvement: the mover gains"
    if any(not link.improvement for link in view.links):
        yield _LINE, _line(inks, dashed=True), "move that is no improvement"
    if any(link.settling for link in view.links):
        yield _LINE, _line(inks, colour=inks.accent), "on the way to a settlement"
    if any(link.back for link in view.links):
        yield _LINE, _line(inks, back=True), "the mover could go back"
    if any(link.final for link in view.links):
        yield _LINE, _line(inks, final=True), "cannot be taken back"
    if any(len(link.movers) > 1 for link in view.links):
        marks = next(link.movers for link in view.links if len(link.movers) > 1)
        joint = "+".join(told.marks[mover] for mover in marks)
        wide = _LINE + badge_width(joint)
        yield wide, _line(inks, dashed=True, mark=joint, wide=wide), "joint move"


def _box(inks: Inks, *, stable: bool = False, start: bool = False, coming: bool = True) -> _Draw:
    def draw(group: Element, x: float, y: float) -> None:
        frame(group, (x + 4, y - 7), (28.0, 14.0), inks, stable=stable, start=start, coming=coming)

    return draw


def _words(text: str, inks: Inks) -> _Draw:
    def draw(group: Element, x: float, y: float) -> None:
        written(group, (x, y + 4), text, _SIZE, inks.ink, font_weight="700")

    return draw


def _line(
    inks: Inks,
    *,
    style: int = 0,
    mark: str = "",
    dashed: bool = False,
    colour: str = "",
    back: bool = False,
    final: bool = False,
    wide: float = _LINE,
) -> _Draw:
    colour = colour or inks.ink

    def draw(group: Element, x: float, y: float) -> None:
        lined(group, f"M{x:.1f} {y:.1f}H{x + wide - 7:.1f}", style, colour, inks, dashed=dashed)
        headed(group, (x + wide, y), (1.0, 0.0), colour, inks, full=True)
        if back:
            headed(group, (x, y), (-1.0, 0.0), colour, inks, full=False)
        if final:
            end = (x + wide, y)
            barred(group, Curve((x, y), ((end, end, end),), (x, y)), inks)
        if mark:
            badged(group, (x + wide / 2 - 4, y), mark, colour, inks)

    return draw
