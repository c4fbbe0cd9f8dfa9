"""Roles and weights for a settlement, from one date to the next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from detente.report.charts.layers import TEXT, Layer, expression, layer, quantity
from detente.report.charts.marks import key
from detente.report.charts.plot import Plot
from detente.report.charts.rows import NothingToShow, Placed, Row, from_top, labels, placed
from detente.report.charts.theme import FONT, LINE, themed
from detente.report.charts.weights import ROLE_LOOKS
from detente.report.charts.wording import plain, wrapped
from detente.report.timeline import ROLE_WORDS, STATUS_WORDS, standing_in_words, when
from detente.report.words import joined
from detente.settlements.timeline import Moment, standing

_COLUMN = 62
_CHARACTERS = 8
_SIZE = 520
_LOOKS = tuple((ROLE_WORDS[role], look, "circle") for role, look in ROLE_LOOKS.items())


def timeline_chart(moments: Sequence[Moment], settlement: str) -> Layer:
    """Each party's role and weight at each date: a circle as large as the weight.

    Raises
    ------
    NothingToShow
        If the settlement is open at none of the dates.
    """
    asked = _asked(moments, settlement)
    parties = _parties(asked)
    rows = placed(Row(_label(moment), "\n") for moment in asked)
    cells = [
        _cell(moment, settlement, party, y, _COLUMN * (k + 0.5))
        for moment, (_, y) in zip(asked, rows.rows, strict=True)
        for k, party in enumerate(parties)
        if party in moment.graph.parties
    ]
    closed = [
        {"y": y, "text": STATUS_WORDS[moment.settlements[settlement].status]}
        for moment, (_, y) in zip(asked, rows.rows, strict=True)
        if moment.settlements[settlement].status != "open"
    ]
    width = _COLUMN * len(parties)
    layers = [
        *_circles([cell for cell in cells if cell["role"] is not None], rows, width),
        _closed(closed, rows),
        _heads(parties, rows, width),
        labels(rows),
        *key(_LOOKS, rows, below=True),
    ]
    return themed(layers, rows.height, width)


def _asked(moments: Sequence[Moment], settlement: str) -> list[Moment]:
    found = [moment for moment in moments if settlement in moment.settlements]
    if not any(moment.settlements[settlement].status == "open" for moment in found):
        raise NothingToShow(f"{settlement} is open at none of the dates")
    return found


def _parties(moments: Sequence[Moment]) -> list[str]:
    return list(dict.fromkeys(party for moment in moments for party in moment.graph.parties))


def _label(moment: Moment) -> str:
    return moment.title if moment.date is None else f"{when(moment)} {moment.title}"


def _cell(moment: Moment, settlement: str, party: str, y: float, x: float) -> dict[str, Any]:
    found = standing(moment.settlements[settlement], party)
    weight = None if found.weight is None else float(found.weight)
    said = "" if weight is None else f"{weight:.2f}"
    return {"y": y, "x": x, "party": party, "role": found.role, "weight": weight, "text": said}


def _across(width: float) -> Layer:
    return quantity("x", (0, width))


def _circles(cells: list[dict[str, Any]], rows: Placed, width: float) -> list[Layer]:
    place = {"x": _across(width), "y": from_top(rows)}
    scale = {"domain": [0, 1], "range": [20, _SIZE]}
    size = {"field": "weight", "type": "quantitative", "scale": scale, "legend": None}
    circle = {"shape": "circle", "opacity": 1, "strokeWidth": 1.5}
    said = {"align": "left", "baseline": "middle", "dx": 16, "fontSize": FONT - 1}
    return [
        *(
            layer(
                [cell for cell in cells if cell["role"] == role],
                "point",
                circle | look,
                place | {"size": size},
            )
            for role, look in ROLE_LOOKS.items()
        ),
        layer(cells, "text", said, place | {"text": TEXT}),
    ]


def _closed(values: list[dict[str, Any]], rows: Placed) -> Layer:
    said = {"align": "left", "baseline": "middle", "x": 8, "fontStyle": "italic"}
    return layer(values, "text", said, {"y": from_top(rows), "text": TEXT})


def _heads(parties: Sequence[str], rows: Placed, width: float) -> Layer:
    """The parties' names above their columns."""
    values = []
    for k, party in enumerate(parties):
        lines = wrapped(party, _CHARACTERS, 2)
        values += [
            {"x": _COLUMN * (k + 0.5), "y": 0, "up": LINE * (n - len(lines)), "text": line}
            for n, line in enumerate(lines)
        ]
    up = expression("datum.up")
    said = {"baseline": "middle", "fontWeight": "bold", "yOffset": up}
    place = {"x": _across(width), "y": from_top(rows)}
    return layer(values, "text", said, place | {"text": TEXT})


def plot_timeline(moments: Sequence[Moment], settlement: str) -> Plot:
    """Roles and weights for a settlement, from one date to the next.

    Parameters
    ----------
    moments : sequence of Moment
        The dates.
    settlement : str
        The settlement's name.

    Returns
    -------
    Plot

    Raises
    ------
    NothingToShow
        If the settlement is open at none of the dates.
    """
    chart = timeline_chart(moments, settlement)
    parts = [_in_words(moment, settlement) for moment in _asked(moments, settlement)]
    alt = f"Roles and weights for {plain(settlement)}: {'; '.join(parts)}."
    caption = "Larger circle: more weight in bringing the settlement about."
    return Plot.of(chart, alt, caption)


def _in_words(moment: Moment, settlement: str) -> str:
    found = moment.settlements[settlement]
    if found.status != "open":
        return f"{when(moment)}, {STATUS_WORDS[found.status]}"
    parts = [f"{p} {standing_in_words(standing(found, p))}" for p in moment.graph.parties]
    return f"{when(moment)}, {joined(parts)}"
