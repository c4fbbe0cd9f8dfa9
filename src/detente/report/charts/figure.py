"""A chart as a drawing: SVG that loads nothing, with the page's colours and names of its own."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from detente.report.charts.extra import converter
from detente.report.charts.layers import Layer
from detente.report.charts.theme import PROPERTIES
from detente.report.charts.wording import plain
from detente.report.handout.parts import Figure

if TYPE_CHECKING:
    from typing import Any

_SVG = "http://www.w3.org/2000/svg"
_NEEDLESS = (
    "aria-hidden",
    "aria-label",
    "aria-roledescription",
    "class",
    "font-family",
    "pointer-events",
    "role",
    "version",
)
_POINTS_AT = re.compile(r"url\(#([^)]*)\)")


def chart_figure(chart: Layer, alt: str, caption: str = "") -> Figure:
    """A chart as a figure of a report.

    Parameters
    ----------
    chart : dict
        A chart as Vega-Lite states it.
    alt : str
        What it shows, in words.
    caption : str
        What stands below it.

    Returns
    -------
    Figure

    Raises
    ------
    MissingExtra
        If what draws charts is not installed.
    """
    return figure_of(svg_of(chart), alt, caption)


def svg_of(chart: Layer) -> str:
    """A chart as it is drawn by what draws charts."""
    return str(converter().vegalite_to_svg(chart, allowed_base_urls=[]))


def figure_of(drawn: str, alt: str, caption: str) -> Figure:
    """A figure of a report from a chart as it was drawn."""
    return Figure(_adapted(drawn, plain(alt)), plain(alt), plain(caption))


def _adapted(drawn: str, alt: str) -> str:
    """The SVG with custom properties for colours, unique names, and its description."""
    ElementTree.register_namespace("", _SVG)
    root = ElementTree.fromstring(drawn)
    own = "chart-" + hashlib.sha256((drawn + alt).encode()).hexdigest()[:10]
    _prune(root)
    for element in root.iter():
        _recolour(element)
        _rename(element, own)
    root.set("role", "img")
    root.set("aria-labelledby", f"{own}-is")
    root.set("font-family", "sans-serif")
    root.set("style", "max-width:100%;height:auto")
    title = ElementTree.Element(f"{{{_SVG}}}desc", {"id": f"{own}-is"})
    title.text = alt
    root.insert(0, title)
    return ElementTree.tostring(root, encoding="unicode")


def _prune(element: Any) -> None:
    """Take out what draws nothing: empty outlines, and groups that hold nothing."""
    for child in list(element):
        _prune(child)
        tag = child.tag.rpartition("}")[2]
        empty = tag == "g" and len(child) == 0
        ground = tag == "rect" and child.get("fill") == "transparent"
        if empty or ground or (tag == "path" and _outlines_nothing(child)):
            element.remove(child)


def _outlines_nothing(path: Any) -> bool:
    drawn = path.get("d", "")
    unseen = path.get("fill") in {None, "none"} and path.get("stroke") in {None, "none"}
    return not drawn or (unseen and path.get("aria-hidden") == "true")


def _recolour(element: Any) -> None:
    for name in _NEEDLESS:
        element.attrib.pop(name, None)
    for name in ("fill", "stroke"):
        colour = element.get(name)
        if colour in PROPERTIES:
            element.set(name, f"var({PROPERTIES[colour]})")


def _rename(element: Any, own: str) -> None:
    for name, value in element.attrib.items():
        if name == "id":
            element.set(name, f"{own}-{value}")
        elif "url(#" in value:
            element.set(name, _POINTS_AT.sub(rf"url(#{own}-\1)", value))
