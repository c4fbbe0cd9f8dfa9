"""The boxes of states: number, what they are, what is written on them."""

from __future__ import annotations

from dataclasses import dataclass

from detente.report.graph.curves import Point
from detente.report.graph.inks import Inks
from detente.report.graph.labels import (
    LINE_SIZE,
    MARK_SIZE,
    Label,
    Labels,
    indent,
    labels,
    shortened,
)
from detente.report.graph.letters import letters
from detente.report.graph.pen import Element, added, titled, written
from detente.report.graph.view import View
from detente.report.words import plural, state_in_words

BOX_WIDTH = 148.0
NUMBER_SIZE = 16.0
_TAG_SIZE = MARK_SIZE
_EDGE = 10.0
_LONG_NUMBER = 5
_LINE = 15.5
_TOP = 25.0
_MOST_FLAGS = 2


@dataclass(frozen=True)
class Faces:
    """What is written on the boxes: on lines, at flags; and how high all of them are."""

    labels: Labels
    marks: tuple[str, ...]
    ends: dict[int, tuple[str, ...]]
    height: float


def faces(view: View) -> Faces:
    """What to write on the boxes of a view."""
    marks = letters(view.graph.parties)
    told = labels(view, marks, BOX_WIDTH - 2 * _EDGE)
    ends = {at: _flags(names) for at, names in view.ends.items()}
    inner = max(
        len(lines) * _LINE + (len(ends[at]) * _LINE + 2 if at in ends else 0)
        for at, lines in told.lines.items()
    )
    return Faces(told, marks, ends, _TOP + inner + 7)


def _flags(names: tuple[str, ...]) -> tuple[str, ...]:
    """A line for each name, or for the first of them and how many more there are."""
    if len(names) <= _MOST_FLAGS:
        return names
    more = len(names) - _MOST_FLAGS + 1
    return (*names[: _MOST_FLAGS - 1], f"… and {more} more")


def boxed(parent: Element, view: View, place: int, middle: Point, told: Faces, inks: Inks) -> None:
    """Draw the box of a state."""
    x, y = middle[0] - BOX_WIDTH / 2, middle[1] - told.height / 2
    name = in_short(view, place)
    group = added(parent, "g", data_key=view.number(place), tabindex=0, role="img",
                  aria_label=name, transform=f"translate({x:.1f} {y:.1f})")  # fmt: skip
    titled(group, name)
    framed(group, view, place, told.height, inks)
    number = str(view.number(place))
    written(group, (_EDGE, 19.0), number, NUMBER_SIZE, inks.ink, font_weight="700")
    tag, ink = _tag(view, place), inks.ink if place == view.start else inks.soft
    written(group, (BOX_WIDTH - _EDGE, 18.5), tag, _TAG_SIZE, ink, text_anchor="end")
    for number_, label in enumerate(told.labels.lines[place]):
        _line(group, _TOP + (number_ + 0.75) * _LINE, label, told.marks, inks)
    for line, name in enumerate(reversed(told.ends.get(place, ()))):
        _flagged(group, told.height - 10 - line * _LINE, name, inks)


def _tag(view: View, place: int) -> str:
    """What stands beside a number: the start, or in how many improvements a state comes about."""
    if place == view.start:
        fits = len(str(view.number(place))) <= _LONG_NUMBER
        return "status quo" if view.is_status_quo and fits else "start"
    return plural(view.coming[place], "step") if place in view.coming else ""


def framed(group: Element, view: View, place: int, height: float, inks: Inks) -> None:
    """The frame: ringed for an equilibrium, thick for the start, broken off the ways of gain."""
    stable, start = place in view.stable, place == view.start
    frame(group, (0.0, 0.0), (BOX_WIDTH, height), inks, stable=stable, start=start,
          coming=place in view.coming or view.start is None)  # fmt: skip


def frame(
    group: Element,
    at: Point,
    size: Point,
    inks: Inks,
    *,
    stable: bool,
    start: bool,
    coming: bool,
) -> None:
    """A frame as boxes and the legend have it."""
    (x, y), (width, height) = at, size
    common: dict[str, object] = {"x": x, "y": y, "width": width, "height": height, "rx": 9.0}
    added(group, "rect", **common, fill=inks.paper)
    line: dict[str, object] = {"stroke": inks.accent if stable else inks.ink}
    line["stroke_width"] = 3.2 if start else 1.4
    if not coming:
        line |= {"stroke_dasharray": "2 3"} | ({} if stable else {"stroke": inks.soft})
    tint = 0.13 if stable else 0.0
    added(group, "rect", **common, fill=inks.accent, fill_opacity=f"{tint}", **line)
    if stable:
        ring = 4.2 if start else 3.6
        added(group, "rect", x=x - ring, y=y - ring, width=width + 2 * ring,
              height=height + 2 * ring, rx=9.0 + ring, fill="none", stroke=inks.accent,
              stroke_width=1.4)  # fmt: skip


def _line(group: Element, y: float, label: Label, marks: tuple[str, ...], inks: Inks) -> None:
    left, room = _EDGE, BOX_WIDTH - 2 * _EDGE
    if label.party is not None:
        mark = marks[label.party]
        if not label.goes_on:
            written(group, (left, y), mark, MARK_SIZE, inks.soft, font_weight="700")
        left, room = left + indent(mark), room - indent(mark)
    text = shortened(label.text, room, LINE_SIZE)
    written(group, (left, y), text, LINE_SIZE, inks.ink)


def _flagged(group: Element, y: float, name: str, inks: Inks) -> None:
    flag(group, (_EDGE, y), inks)
    text = shortened(name, BOX_WIDTH - 2 * _EDGE - 14, _TAG_SIZE)
    written(group, (_EDGE + 14, y), text, _TAG_SIZE, inks.accent, font_weight="700")


def flag(group: Element, at: Point, inks: Inks) -> None:
    """A small flag, its foot at a point."""
    x, y = at
    outline = f"V{y - 9:.1f}H{x + 9:.1f}L{x + 6.5:.1f} {y - 6.5:.1f}L{x + 9:.1f} {y - 4:.1f}"
    shape = f"M{x:.1f} {y + 1:.1f}{outline}H{x:.1f}"
    added(group, "path", d=shape, fill=inks.accent, stroke=inks.accent, stroke_width=1.2,
          stroke_linejoin="round")  # fmt: skip


def in_short(view: View, place: int) -> str:
    """A state and what it is, in a line."""
    facts = [f"State {view.number(place)}"]
    if place == view.start:
        facts.append("the status quo" if view.is_status_quo else "where steps are counted from")
    if place in view.stable:
        facts.append("an equilibrium")
    facts += [f"{name} holds" for name in view.ends.get(place, ())]
    return f"{', '.join(facts)}. {state_in_words(view.graph, place)}"
