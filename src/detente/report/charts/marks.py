"""What is drawn in a row: bars, lines, points, and the scale below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from detente.report.charts.layers import TEXT, Layer, layer, quantity
from detente.report.charts.rows import Placed, drawn, from_top
from detente.report.charts.theme import BAR, INK, LABELS

Drawn: TypeAlias = dict[str, Any]
"""What is known of a mark, by field."""

_ENDS = 6
_LINE = {"stroke": INK, "strokeWidth": 1.5}
_QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class Scale:
    """What runs along the plot, from 0.

    Attributes
    ----------
    most : float
        Where it ends.
    title : str
        What it is.
    written : str
        How its numbers are written, as d3-format has it.
    grid : bool
        Whether lines run up from its numbers; they would cross headings.
    """

    most: float
    title: str
    written: str = ".0%"
    grid: bool = True

    def of(self, field: str) -> Layer:
        """The encoding of a field; the same axis in every layer, so that they share it."""
        axis: dict[str, Any] = {
            "format": self.written,
            "title": self.title,
            "grid": self.grid,
            "labelFlush": False,
        }
        axis |= {"values": list(_QUARTERS)} if self.most == 1 else {"tickCount": 4}
        if self.written == ",d":
            axis["tickMinStep"] = 1  # no ticks between what is counted
        return quantity(field, (0, self.most), axis)


def bars(
    rows: Placed,
    scale: Scale,
    start: str,
    end: str,
    look: dict[str, str],
    thick: float = BAR,
    above: float = 0,
) -> Layer:
    """A bar in each row, from one field to another, so much above its middle."""
    around = {"y": from_top(rows, "top"), "y2": {"field": "bottom"}}
    values = [value for value in drawn(rows, thick, -above) if value[end] != value[start]]
    across = {"x": scale.of(start), "x2": {"field": end}}
    return layer(values, "rect", {"strokeWidth": 1, **look}, across | around)


def ranges(rows: Placed, scale: Scale, start: str, end: str, below: float = 0) -> list[Layer]:
    """A line with two ends in each row that has both fields, so much below its middle."""
    values = _having(drawn(rows, _ENDS, below), start, end)
    line = {"x": scale.of(start), "x2": {"field": end}, "y": from_top(rows)}
    ends = [_stroke(rows, scale, values, field) for field in (start, end)]
    return [layer(values, "rule", _LINE, line), *ends]


def strokes(rows: Placed, scale: Scale, field: str, tall: float = 12) -> Layer:
    """A short upright line in each row that has the field."""
    return _stroke(rows, scale, _having(drawn(rows, tall), field), field)


def _stroke(rows: Placed, scale: Scale, values: Sequence[Drawn], field: str) -> Layer:
    upright = {"y": from_top(rows, "top"), "y2": {"field": "bottom"}}
    return layer(values, "rule", _LINE, {"x": scale.of(field), **upright})


def _having(values: Sequence[Drawn], *fields: str) -> list[Drawn]:
    """The values that have all these fields."""
    return [value for value in values if all(value[field] is not None for field in fields)]


def points(
    rows: Placed,
    scale: Scale,
    field: str,
    look: dict[str, str],
    where: Callable[[Drawn], bool] = lambda _: True,
    size: float = 90,
    shape: str = "circle",
) -> Layer:
    """A point in each row that has the field and of which something is so."""
    return layer(
        [value for value in _having(drawn(rows), field) if where(value)],
        "point",
        {"shape": shape, "size": size, "opacity": 1, "strokeWidth": 1.5, **look},
        {"x": scale.of(field), "y": from_top(rows)},
    )


def key(
    entries: Sequence[tuple[str, dict[str, str], str]], rows: Placed, *, below: bool = False
) -> list[Layer]:
    """What each look means, in a line above or below: its word, its look and its mark."""
    found: list[Layer] = []
    x, y, offset = float(-LABELS), rows.height if below else 0, 12 if below else -12
    for word, look, shape in entries:
        values = [{"y": y, "text": word}]
        sign = {"shape": shape, "size": 100, "opacity": 1, "strokeWidth": 1.5}
        sign |= {"x": x + 6, "yOffset": offset, **look}
        said = {"align": "left", "baseline": "middle", "x": x + 17, "yOffset": offset}
        found += [
            layer(values, "point", sign, {"y": from_top(rows)}),
            layer(values, "text", said, {"y": from_top(rows), "text": TEXT}),
        ]
        x += 17 + 7 * len(word) + 16
    return found
