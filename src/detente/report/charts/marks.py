"""What is drawn in a row: bars, lines, points, and the scale below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.report.charts.extra import altair, inline
from detente.report.charts.rows import Placed, drawn, from_top
from detente.report.charts.theme import BAR, INK, LABELS, PLOT

if TYPE_CHECKING:
    from altair import Chart, X

_ENDS = 6
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

    @property
    def _whole(self) -> dict[str, int]:
        """That numbers which are counted have no ticks between them."""
        return {"tickMinStep": 1} if self.written == ",d" else {}

    def of(self, field: str) -> X:
        """The encoding of a field; the same axis in every layer, so that they share it."""
        alt = altair()
        ticks = {"values": _QUARTERS} if self.most == 1 else {"tickCount": 4} | self._whole
        axis = alt.Axis(
            format=self.written, title=self.title, grid=self.grid, labelFlush=False, **ticks
        )
        scale = alt.Scale(domain=[0, self.most], nice=False, zero=True)
        found: X = alt.X(f"{field}:Q", scale=scale, axis=axis)
        return found


def bars(
    rows: Placed,
    scale: Scale,
    start: str,
    end: str,
    look: dict[str, str],
    thick: float = BAR,
    above: float = 0,
) -> Chart:
    """A bar in each row, from one field to another, so much above its middle."""
    alt = altair()
    found: Chart = (
        alt.Chart(drawn(rows, thick, -above), width=PLOT)
        .transform_filter(f"datum['{end}'] !== datum['{start}']")
        .mark_rect(strokeWidth=1, **look)
        .encode(x=scale.of(start), x2=alt.X2(end), y=from_top(rows, "top"), y2=alt.Y2("bottom"))
    )
    return found


def ranges(rows: Placed, scale: Scale, start: str, end: str, below: float = 0) -> list[Chart]:
    """A line with two ends in each row that has both fields, so much below its middle."""
    alt = altair()
    here = alt.Chart(drawn(rows, _ENDS, below), width=PLOT).transform_filter(
        f"isValid(datum['{start}']) && isValid(datum['{end}'])"
    )
    line = here.mark_rule(stroke=INK, strokeWidth=1.5)
    found = [line.encode(x=scale.of(start), x2=alt.X2(end), y=from_top(rows))]
    return found + [_stroke(rows, scale, here, field) for field in (start, end)]


def strokes(rows: Placed, scale: Scale, field: str, tall: float = 12) -> Chart:
    """A short upright line in each row that has the field."""
    here = altair().Chart(drawn(rows, tall), width=PLOT)
    return _stroke(rows, scale, here.transform_filter(f"isValid(datum['{field}'])"), field)


def _stroke(rows: Placed, scale: Scale, here: Chart, field: str) -> Chart:
    found: Chart = here.mark_rule(stroke=INK, strokeWidth=1.5).encode(
        x=scale.of(field), y=from_top(rows, "top"), y2=altair().Y2("bottom")
    )
    return found


def points(
    rows: Placed,
    scale: Scale,
    field: str,
    look: dict[str, str],
    where: str = "true",
    size: float = 90,
    shape: str = "circle",
) -> Chart:
    """A point in each row that has the field and of which something is so."""
    found: Chart = (
        altair()
        .Chart(drawn(rows), width=PLOT)
        .transform_filter(f"isValid(datum['{field}']) && ({where})")
        .mark_point(shape=shape, size=size, opacity=1, strokeWidth=1.5, **look)
        .encode(x=scale.of(field), y=from_top(rows))
    )
    return found


def key(
    entries: Sequence[tuple[str, dict[str, str], str]], rows: Placed, *, below: bool = False
) -> list[Chart]:
    """What each look means, in a line above or below: its word, its look and its mark."""
    alt = altair()
    found: list[Chart] = []
    x, y, offset = float(-LABELS), rows.height if below else 0, 12 if below else -12
    for word, look, shape in entries:
        data = inline([{"y": y, "word": word}])
        sign = alt.Chart(data).mark_point(
            shape=shape, size=100, opacity=1, strokeWidth=1.5, x=x + 6, yOffset=offset, **look
        )
        said = alt.Chart(data).mark_text(align="left", baseline="middle", x=x + 17, yOffset=offset)
        found += [
            sign.encode(y=from_top(rows)),
            said.encode(y=from_top(rows), text="word:N"),
        ]
        x += 17 + 7 * len(word) + 16
    return found
