"""The drawings of figures: checked, so that nothing but a drawing comes onto the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from xml.etree import ElementTree

from detente.report.handout.plain import shown

_SVG = "{http://www.w3.org/2000/svg}"
_XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_ELEMENTS = frozenset(
    [
        "svg",
        "g",
        "defs",
        "symbol",
        "use",
        "title",
        "desc",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "text",
        "tspan",
        "textPath",
        "marker",
        "clipPath",
        "mask",
        "pattern",
        "linearGradient",
        "radialGradient",
        "stop",
    ]
)
_OF_SHAPES = (
    "viewBox preserveAspectRatio version width height x y x1 y1 x2 y2 cx cy r rx ry fx fy dx dy d "
    "points pathLength rotate textLength lengthAdjust startOffset method spacing side transform "
    "offset gradientUnits gradientTransform spreadMethod patternUnits patternContentUnits "
    "patternTransform clipPathUnits maskUnits maskContentUnits markerWidth markerHeight "
    "markerUnits refX refY orient"
)
_OF_LOOKS = (
    "fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-dasharray "
    "stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit opacity color display "
    "visibility overflow pointer-events cursor paint-order clip-path clip-rule mask marker-start "
    "marker-mid marker-end stop-color stop-opacity vector-effect shape-rendering text-rendering "
    "mix-blend-mode transform-origin font-family font-size font-style font-weight font-variant "
    "font-stretch letter-spacing word-spacing text-anchor text-decoration text-overflow "
    "dominant-baseline alignment-baseline baseline-shift direction unicode-bidi writing-mode"
)
_OF_PARTS = "id class style role tabindex lang focusable href"
_ATTRIBUTES = frozenset(f"{_OF_SHAPES} {_OF_LOOKS} {_OF_PARTS}".split())
_DECLARES = re.compile(r"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_LOADS = re.compile(r"url\s*\(\s*(?!['\"]?#[\w.:-]+['\"]?\s*\))|@import|image-set|src\s*\(", re.I)
_OWN_URL = re.compile(r"url\(\s*['\"]?#([\w.:-]+)['\"]?\s*\)")
_REFERS = frozenset({"aria-labelledby", "aria-describedby", "aria-controls", "aria-owns"})
_REPLACED = frozenset(
    ["width", "height", "role", "aria-label", "aria-roledescription", "class", "style", "id"]
)
_SAYS = re.compile(r"(aria|data)-[a-z-]+|xml:(space|lang)")  # is shown or read out, and no more
_LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:px)?\s*")


class UnsafeDrawing(ValueError):
    """A figure whose SVG holds something other than a drawing."""


@dataclass(frozen=True)
class Drawing:
    """A checked drawing.

    Attributes
    ----------
    svg : str
        Markup that can stand in a page.
    width : float
        How wide it is by itself, in pixels.
    """

    svg: str
    width: float


def drawing(svg: str, *, prefix: str, role: str, title: str, description: str) -> Drawing:
    """An SVG drawing as markup for a page.

    Parameters
    ----------
    svg : str
        The drawing.
    prefix : str
        Put before every identifier in it, so that two drawings of a page do not meet.
    role : str
        What it is to those who cannot see it: ``img``, or ``group`` if parts can be chosen.
    title, description : str
        What it is called, and what it shows in words.

    Raises
    ------
    UnsafeDrawing
        If it is no well-formed SVG, or holds scripts, events, foreign markup, style sheets,
        animations, or references to anything outside itself.
    """
    root = _parsed(svg)
    width, height = _size(root)
    for name in _REPLACED & set(root.attrib):
        del root.attrib[name]
    if "viewBox" not in root.attrib:
        root.set("viewBox", f"0 0 {width:g} {height:g}")
    for child in [child for child in root if child.tag in {f"{_SVG}title", f"{_SVG}desc"}]:
        root.remove(child)
    root.attrib |= {"role": role, "aria-labelledby": "title", "aria-describedby": "desc"}
    for place, (tag, text) in enumerate((("title", title), ("desc", description))):
        child = ElementTree.Element(f"{_SVG}{tag}", {"id": tag})
        child.text = text
        root.insert(place, child)
    return Drawing("".join(_written(root, prefix)), width)


def _parsed(svg: str) -> ElementTree.Element:
    if _DECLARES.search(svg):
        raise UnsafeDrawing("a drawing declares no document type and no entities")
    try:
        root = ElementTree.fromstring(svg)
    except ElementTree.ParseError as error:
        raise UnsafeDrawing(f"a drawing is not well-formed: {error}") from None
    if root.tag != f"{_SVG}svg":
        raise UnsafeDrawing("a drawing is an <svg> element of the SVG namespace")
    return root


def _size(root: ElementTree.Element) -> tuple[float, float]:
    """Width and height in pixels: as they are given, or else by the drawing's own coordinates."""
    box = re.findall(r"[-+\d.e]+", root.get("viewBox", ""))
    wide, high = map(float, box[2:4]) if len(box) == 4 else (300.0, 150.0)
    given = [_LENGTH.fullmatch(root.get(name, "")) for name in ("width", "height")]
    return tuple(  # type: ignore[return-value]
        float(match[1]) if match else other
        for match, other in zip(given, (wide, high), strict=True)
    )


def _written(element: ElementTree.Element, prefix: str) -> Iterator[str]:
    tag = element.tag.removeprefix(_SVG)
    if tag not in _ELEMENTS:
        raise UnsafeDrawing(f"a drawing holds no <{tag}>")
    attributes = "".join(
        f' {name}="{escape(value)}"' for name, value in _attributes(element, prefix)
    )
    yield f"<{tag}{attributes}>"
    yield escape(shown(element.text or ""), quote=False)
    for child in element:
        yield from _written(child, prefix)
        yield escape(shown(child.tail or ""), quote=False)
    yield f"</{tag}>"


def _attributes(element: ElementTree.Element, prefix: str) -> Iterator[tuple[str, str]]:
    for full, value in element.attrib.items():
        name = "href" if full == _XLINK_HREF else full.replace(_XML, "xml:")
        if name in _REFERS:
            yield name, " ".join(prefix + word for word in value.split())
        elif _SAYS.fullmatch(name):
            yield name, value
        elif name in _ATTRIBUTES:
            yield name, _within(name, value, prefix)
        else:
            raise UnsafeDrawing(f"a drawing has no attribute `{name}`")


def _within(name: str, value: str, prefix: str) -> str:
    """An attribute's value with the prefix before each identifier in it."""
    if _LOADS.search(value) or "\\" in value or (name == "href" and not value.startswith("#")):
        raise UnsafeDrawing(f"a drawing loads nothing, but its `{name}` may: {value[:80]}")
    if name == "id":
        return prefix + value
    if name == "href":
        return f"#{prefix}{value[1:]}"
    return _OWN_URL.sub(rf"url(#{prefix}\1)", value)
