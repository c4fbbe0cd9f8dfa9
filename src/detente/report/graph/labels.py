"""What is written on a state: what is on, or what differs from the start; cut to what fits."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from detente.disputes.model import Option, option_places
from detente.disputes.problems import visible
from detente.report.graph.view import View

MOST_LINES = 4
LINE_SIZE, MARK_SIZE = 12.0, 11.0
_LINES_OF_ONE = 2
_SLIM_EMS, _NARROW, _BROAD, _WIDE = 0.4, 0.6, 0.78, 1.05
_SLIM = frozenset("iljtfr.,:;'|!()[] ")
_MOST_CHARACTERS = 120
_PIECE = re.compile(r" ?[^ _]+_?| ?_")


@dataclass(frozen=True)
class Label:
    """A line on a state: whose option it is (by its place, if any), and what is said of it.

    Attributes
    ----------
    party : int or None
        Whose option it is, by its place.
    text : str
        What is said of it.
    goes_on : bool
        Whether it goes on from the line above.
    """

    party: int | None
    text: str
    goes_on: bool = False


@dataclass(frozen=True)
class Labels:
    """The lines on each state by its place, and whether they tell differences from the start."""

    lines: dict[int, tuple[Label, ...]]
    changes: bool


def labels(view: View, marks: Sequence[str], width: float) -> Labels:
    """Lines for the states shown, which fit into a width where words are no longer than that."""
    if view.graph.dispute.drawing is not None:
        titles = dict(view.graph.dispute.drawing.states)
        wrapped = {at: wrap(titles[view.number(at)], width, LINE_SIZE) for at in view.shown}
        return Labels(
            {at: tuple(Label(None, t) for t in found) for at, found in wrapped.items()}, False
        )
    held = {place: _on(view, place) for place in view.shown}
    most = max(sum(map(len, _set(lines, marks, width))) for lines in held.values())
    changes = view.start is not None and most > MOST_LINES
    if changes:
        held = {at: lines if at == view.start else _changes(view, at) for at, lines in held.items()}
    empty = (Label(None, "everything off"),)
    told = {at: _cut(_set(lines or empty, marks, width)) for at, lines in held.items()}
    return Labels(told, changes)


def _on(view: View, place: int) -> tuple[Label, ...]:
    code = int(view.graph.states.codes[place])
    found = ((p, (code & p.mask) >> p.shift) for p in option_places(view.graph.dispute))
    return tuple(Label(p.party, _setting(p.option, now)) for p, now in found if now)


def _setting(option: Option, now: int) -> str:
    return f"{option.name} = {option.levels[now.bit_length()]}" if option.levels else option.name


def _changes(view: View, place: int) -> tuple[Label, ...]:
    """What differs from the start: + for on, − for off, or the level that an option now has."""
    codes = view.graph.states.codes
    before, now = int(codes[view.start or 0]), int(codes[place])
    found = []
    for at in option_places(view.graph.dispute):
        if (before ^ now) & at.mask:
            setting = (now & at.mask) >> at.shift
            sign = "+ " if setting else "− "
            text = _setting(at.option, setting) if at.option.levels else sign + at.option.name
            found.append(Label(at.party, text))
    return tuple(found)


def _set(lines: Sequence[Label], marks: Sequence[str], width: float) -> list[list[Label]]:
    """Each line as one, or as two where it is too wide."""
    found = []
    for line in lines:
        room = width - (0.0 if line.party is None else indent(marks[line.party]))
        texts = wrap(line.text, room, LINE_SIZE, _LINES_OF_ONE)
        found.append([Label(line.party, text, number > 0) for number, text in enumerate(texts)])
    return found


def _cut(lines: list[list[Label]]) -> tuple[Label, ...]:
    """As many as there is room for, and how many more there are."""
    if sum(map(len, lines)) <= MOST_LINES:
        return tuple(label for line in lines for label in line)
    kept: list[Label] = []
    for number, line in enumerate(lines):
        if len(kept) + len(line) >= MOST_LINES:
            return (*kept, Label(None, f"… and {len(lines) - number} more"))
        kept += line
    return tuple(kept)


# What fits --------------------------------------------------------------------------------------


def indent(mark: str) -> float:
    """How much room a party's mark takes before what it has on."""
    return max(12.0, text_width(mark, MARK_SIZE) + 5)


def text_width(text: str, size: float) -> float:
    """About how wide a text is in a common typeface; rather too much than too little."""
    return sum(map(_ems, text)) * size


def _ems(character: str) -> float:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return _WIDE
    if character in _SLIM:
        return _SLIM_EMS
    return _BROAD if character.isupper() or character in "mw—…=+−" else _NARROW


def shortened(text: str, width: float, size: float) -> str:
    """A text on one line, cut off with an ellipsis where it would be wider than `width`."""
    text = visible(text)
    if len(text) <= _MOST_CHARACTERS and text_width(text, size) <= width:
        return text
    text = text[:_MOST_CHARACTERS]
    while text and text_width(text + "…", size) > width:
        text = text[:-1]
    return text.rstrip() + "…"


def wrap(text: str, width: float, size: float, most: int = MOST_LINES) -> list[str]:
    """A text on a few lines, broken between words; all that is left stands on the last of them."""
    lines = [""]
    for piece in _PIECE.findall(" ".join(visible(text).split())):
        longer = lines[-1] + piece
        if not lines[-1] or len(lines) == most or text_width(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(piece.lstrip())
    return lines
