"""Elements of SVG: text that can do no harm, lines in a party's style, badges, heads of arrows."""

from __future__ import annotations

from xml.etree import ElementTree

from detente.report.drawing import in_xml
from detente.report.graph.curves import Curve, Point
from detente.report.graph.inks import Inks
from detente.report.graph.labels import text_width

Element = ElementTree.Element
FONT = "system-ui, sans-serif"
BADGE_SIZE = 10.5
_STYLES = 4
_HEAD = 9.0


def added(parent: Element, tag: str, **attributes: object) -> Element:
    """A new element within another; ``_`` in the names of attributes stands for ``-``."""
    told = {name.strip("_").replace("_", "-"): _said(value) for name, value in attributes.items()}
    return ElementTree.SubElement(parent, tag, told)


def _said(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return in_xml(str(value))


def titled(parent: Element, text: str) -> None:
    """What an element is, in words."""
    added(parent, "title").text = in_xml(text)


def written(
    parent: Element, at: Point, text: str, size: float, fill: str, **attributes: object
) -> Element:
    """A text, its direction its own; names never change the order of what stands about them."""
    element = added(
        parent, "text", x=at[0], y=at[1], font_size=size, fill=fill, unicode_bidi="isolate",
        **attributes,
    )  # fmt: skip
    element.text = in_xml(text)
    return element


# Lines ------------------------------------------------------------------------------------------


def lined(parent: Element, path: str, style: int, colour: str, inks: Inks, *, dashed: bool) -> None:
    """A line in the style of a party: plain, double, heavy or beaded; dashed if so asked."""
    style %= _STYLES
    strokes = {0: 1.7, 1: 4.6, 2: 3.6, 3: 1.3}
    dash = {"stroke_dasharray": "7 5"} if dashed else {}
    common: dict[str, object] = {"d": path, "fill": "none"}
    added(parent, "path", **common, stroke=colour, stroke_width=strokes[style], **dash)
    if style == 1:
        added(parent, "path", **common, stroke=inks.paper, stroke_width=2.0)
    if style == 3:
        beads = {"stroke_dasharray": "0 9", "stroke_linecap": "round"}
        added(parent, "path", **common, stroke=colour, stroke_width=4.6, **beads)


def headed(parent: Element, at: Point, way: Point, colour: str, inks: Inks, *, full: bool) -> None:
    """The head of an arrow that points a way (of length 1) at a point; hollow if not full."""
    (x, y), (across, down) = at, way
    back = x - across * _HEAD, y - down * _HEAD
    wing = _HEAD * 0.48
    corners = (at, (back[0] - down * wing, back[1] + across * wing),
               (back[0] + down * wing, back[1] - across * wing))  # fmt: skip
    points = " ".join(f"{px:.1f},{py:.1f}" for px, py in corners)
    fill = colour if full else inks.paper
    added(parent, "polygon", points=points, fill=fill, stroke=colour, stroke_width=1.2,
          stroke_linejoin="round")  # fmt: skip


def barred(parent: Element, curve: Curve, inks: Inks) -> None:
    """A bar across the beginning of an arrow that nothing takes back."""
    (x, y), (across, down) = curve.start, curve.out
    x, y = x + across * 4, y + down * 4
    ends = f"M{x - down * 7:.1f} {y + across * 7:.1f}L{x + down * 7:.1f} {y - across * 7:.1f}"
    added(parent, "path", d=ends, stroke=inks.warn, stroke_width=3.0, stroke_linecap="round")


def badged(parent: Element, at: Point, letters: str, colour: str, inks: Inks) -> None:
    """A party's letters in a round badge."""
    width = badge_width(letters)
    added(parent, "rect", x=at[0] - width / 2, y=at[1] - 8, width=width, height=16.0, rx=8.0,
          fill=inks.paper, stroke=colour, stroke_width=1.2)  # fmt: skip
    written(parent, (at[0], at[1] + BADGE_SIZE * 0.36), letters, BADGE_SIZE, colour,
            text_anchor="middle", font_weight="700")  # fmt: skip


def badge_width(letters: str) -> float:
    """How wide a badge with these letters is."""
    return max(16.0, text_width(letters, BADGE_SIZE) + 9)


def as_path(curve: Curve) -> str:
    """A curve as the data of a path."""
    pieces = "".join("C" + " ".join(f"{x:.1f} {y:.1f}" for x, y in piece) for piece in curve.pieces)
    return f"M{curve.start[0]:.1f} {curve.start[1]:.1f}{pieces}"
