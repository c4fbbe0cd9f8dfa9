"""Rows of a chart, one below the other, as tall as their labels are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from detente.report.charts.layers import TEXT, Layer, expression, layer, quantity
from detente.report.charts.theme import LABELS, LINE, PLOT
from detente.report.charts.wording import plain, wrapped

_CHARACTERS = 23
_ACROSS = 64
_GAP = 8
_ROOM = 160


class NothingToShow(ValueError):
    """There is nothing that a chart could show; says why."""


@dataclass(frozen=True)
class Row:
    """A row: its label, what is said at its end, and what is drawn.

    Attributes
    ----------
    label, says : str
        What stands before and behind it.
    drawn : mapping
        What its marks need to know, by field.
    heading : bool
        Whether it is the heading of the rows below it; nothing is drawn in it.
    """

    label: str
    says: str = ""
    drawn: Mapping[str, Any] = field(default_factory=dict)
    heading: bool = False


@dataclass(frozen=True)
class Placed:
    """Rows with their places.

    Attributes
    ----------
    rows : tuple of (Row, float)
        Each row with the height of its middle, from the top.
    height : float
        Of all together.
    """

    rows: tuple[tuple[Row, float], ...]
    height: float


def placed(rows: Iterable[Row]) -> Placed:
    """Rows one below the other."""
    found: list[tuple[Row, float]] = []
    top = 0.0
    for row in rows:
        above = _GAP if row.heading and found else 0
        height = _GAP + LINE * max(len(_label(row)), len(_says(row)))
        found.append((row, top + above + height / 2))
        top += above + height
    return Placed(tuple(found), top)


def _label(row: Row) -> list[str]:
    return wrapped(row.label, _ACROSS if row.heading else _CHARACTERS)


def _says(row: Row) -> list[str]:
    return [plain(line) for line in row.says.split("\n")]


def from_top(rows: Placed, name: str = "y") -> Layer:
    """The encoding of a height from the top."""
    return quantity(name, (0, rows.height), down=True)


def drawn(rows: Placed, thick: float = 0, below: float = 0) -> list[dict[str, Any]]:
    """What is drawn in rows, as data: `y` so much below the middle, `top` and `bottom` around."""
    half = thick / 2
    return [
        {
            "name": plain(row.label),
            "y": y + below,
            "top": y + below - half,
            "bottom": y + below + half,
        }
        | dict(row.drawn)
        for row, y in rows.rows
        if not row.heading
    ]


def labels(rows: Placed, width: int = LABELS) -> Layer:
    """The labels of all rows."""
    values = [
        {"y": height, "text": text, **_manner(row, width)}
        for row, y in rows.rows
        for text, height in _spread(_label(row), y)
    ]
    weight, limit = expression("datum.bold"), expression("datum.room")
    look = {"align": "left", "baseline": "middle", "x": -width}
    look |= {"fontWeight": weight, "limit": limit}
    return layer(values, "text", look, {"y": from_top(rows), "text": TEXT})


def _manner(row: Row, width: int) -> dict[str, Any]:
    """How bold a label is, and how much room it has: headings run on over the plot."""
    if row.heading:
        return {"bold": "bold", "room": width + PLOT + _ROOM / 2}
    return {"bold": "normal", "room": width - _GAP}


def says(rows: Placed, at: float = PLOT) -> Layer:
    """What is said at the end of each row."""
    values = [
        {"y": height, "text": text}
        for row, y in rows.rows
        for text, height in _spread(_says(row), y)
        if text
    ]
    look = {"align": "left", "baseline": "middle", "x": at, "dx": 10, "limit": _ROOM}
    return layer(values, "text", look, {"y": from_top(rows), "text": TEXT})


def _spread(lines: list[str], middle: float) -> list[tuple[str, float]]:
    first = middle - LINE * (len(lines) - 1) / 2
    return [(line, first + LINE * k) for k, line in enumerate(lines)]
