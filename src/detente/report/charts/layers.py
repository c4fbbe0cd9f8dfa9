"""The layers of a chart, as Vega-Lite states them (Satyanarayan et al. 2017).

They are stated directly, and checked against the language's schema in the tests. A `Plot` gives the
same chart as Altair has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

Layer: TypeAlias = dict[str, Any]
"""A chart of one mark, or several charts one on top of the other."""


def layer(
    values: Iterable[Mapping[str, Any]],
    mark: str,
    look: Mapping[str, Any],
    encoding: Mapping[str, Any],
) -> Layer:
    """A mark for each value.

    Parameters
    ----------
    values : iterable of mapping
        What is drawn, by field.
    mark : str
        As what: ``point``, ``rect``, ``rule`` or ``text``.
    look : mapping
        What the marks look like, all the same.
    encoding : mapping
        From what is seen of each mark to what it depends on.
    """
    return {
        "data": {"values": list(values)},
        "mark": {"type": mark, **look},
        "encoding": dict(encoding),
    }


def quantity(
    field: str, domain: tuple[float, float], axis: Layer | None = None, *, down: bool = False
) -> Layer:
    """A number along the plot, or from its top down; between two ends and with both of them."""
    scale: Layer = {"domain": list(domain), "nice": False, "zero": not down}
    if down:
        scale["reverse"] = True
    return {"field": field, "type": "quantitative", "scale": scale, "axis": axis, "title": None}


TEXT: Layer = {"field": "text", "type": "nominal"}
"""What a mark of text says."""


def expression(text: str) -> Layer:
    """What depends on the value, as a Vega expression."""
    return {"expr": text}
