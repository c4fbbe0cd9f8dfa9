"""How charts look: a column of labels, a plot, a column of words; five colours, no legend's hues.

Colours are named by what they are for. In the SVG they become custom properties, so that the page
says what they are. What matters is told apart by filled, grey and hollow, which print keeps.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

INK, PAPER, SOFT, ACCENT, WARN = "#101114", "#fdfcfb", "#d5d6d8", "#0a4a8c", "#9a3b05"
PROPERTIES = {
    INK: "--ink",
    PAPER: "--paper",
    SOFT: "--soft",
    ACCENT: "--accent",
    WARN: "--warn",
}
"""Which custom property each colour of a stated chart becomes."""

FILLED = {"fill": ACCENT, "stroke": ACCENT}
GREY = {"fill": SOFT, "stroke": INK}
HOLLOW = {"fill": PAPER, "stroke": INK}

LABELS = 176
PLOT = 210
FONT = 13
LINE = 16
BAR = 14


_CONFIG: dict[str, Any] = {
    "font": "sans-serif",
    "aria": False,
    "view": {"stroke": None},
    "text": {"fontSize": FONT, "fill": INK},
    "axis": {
        "labelFontSize": FONT - 1,
        "labelColor": INK,
        "labelPadding": 4,
        "titleFontSize": FONT - 1,
        "titleFontWeight": "normal",
        "titleColor": INK,
        "titlePadding": 6,
        "domain": False,
        "ticks": False,
        "gridColor": SOFT,
    },
}


def themed(layers: Iterable[dict[str, Any]], height: float, width: float = PLOT) -> dict[str, Any]:
    """The layers that have something to draw as one chart, without decoration of its own."""
    return {
        "layer": [layer for layer in layers if layer["data"]["values"]],
        "width": width,
        "height": height,
        "padding": 6,
        "background": "transparent",
        "config": _CONFIG,
    }
