"""A view as SVG, to stand in a page or alone."""

from __future__ import annotations

from xml.etree import ElementTree

from detente.report.drawing import in_xml
from detente.report.graph.boxes import BOX_WIDTH, Faces, boxed, faces
from detente.report.graph.curves import Curve
from detente.report.graph.inks import LIGHT, PAGE, Inks, dark_style
from detente.report.graph.labels import wrap
from detente.report.graph.layout import Layout, laid_out
from detente.report.graph.legend import legend
from detente.report.graph.link import Link
from detente.report.graph.pen import (
    FONT,
    Element,
    added,
    as_path,
    badge_width,
    badged,
    barred,
    headed,
    lined,
    titled,
    written,
)
from detente.report.graph.sentences import described, folding, title_of
from detente.report.graph.view import View

_NAMESPACE = "http://www.w3.org/2000/svg"
_MARGIN = 14.0
_LEAST = 520.0
_SMALL = 11.5


def to_svg(view: View, *, alone: bool = False) -> str:
    """A view as SVG.

    Parameters
    ----------
    view : View
        What is shown.
    alone : bool
        Whether it brings its own colours, for light and dark, and says what was folded; else it
        uses the custom properties of the page that it stands in.
    """
    inks = LIGHT if alone else PAGE
    told = faces(view)
    drawn = laid_out(
        view.layers,
        view.links,
        (BOX_WIDTH, told.height),
        view.stable,
        max(map(badge_width, _marks(view, told)), default=0.0) + 4,
    )
    inner = max(drawn.width, _LEAST)
    root = ElementTree.Element("svg", {"xmlns": _NAMESPACE})
    titled(root, title_of(view))
    added(root, "desc").text = in_xml(described(view))
    if alone:
        added(root, "style").text = dark_style()
    body = added(root, "g", font_family=FONT)
    moved = added(
        body,
        "g",
        transform=f"translate({_MARGIN + (inner - drawn.width) / 2:.1f} {_MARGIN:.1f})",
    )
    _arrows(moved, view, drawn, told, inks)
    for place, middle in drawn.middles.items():
        boxed(moved, view, place, middle, told, inks)
    below = added(body, "g", transform=f"translate({_MARGIN:.1f} 0)")
    end = legend(below, view, told, inner, drawn.height + 2 * _MARGIN + 12, inks)
    end = _footer(below, view, inner, end, inks) if alone else end
    _sized(root, inner + 2 * _MARGIN, end + _MARGIN)
    if alone:
        ground = ElementTree.Element(
            "rect", {"width": "100%", "height": "100%", "fill": inks.paper}
        )
        root.insert(3, ground)
    text: str = ElementTree.tostring(root, encoding="unicode")
    return text


def standing_alone(view: View) -> str:
    """A view as a file of SVG."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{to_svg(view, alone=True)}\n'


def _sized(root: Element, width: float, height: float) -> None:
    root.attrib |= {
        "viewBox": f"0 0 {width:.0f} {height:.0f}",
        "width": f"{width:.0f}",
        "height": f"{height:.0f}",
        "style": "max-width:100%;height:auto",
        "role": "group",
    }


def _arrows(parent: Element, view: View, drawn: Layout, told: Faces, inks: Inks) -> None:
    """Lines first, then what must stand above all lines."""
    pairs = list(zip(view.links, drawn.curves, strict=True))
    for link, curve in pairs:
        colour = inks.accent if link.settling else inks.ink
        style = link.movers[0] if len(link.movers) == 1 else 0
        lined(parent, as_path(curve), style, colour, inks, dashed=not link.improvement)
    for link, curve in pairs:
        _ends(parent, link, curve, told, inks)


def _ends(parent: Element, link: Link, curve: Curve, told: Faces, inks: Inks) -> None:
    colour = inks.accent if link.settling else inks.ink
    headed(parent, curve.end, curve.into, colour, inks, full=True)
    if link.back:
        back = (-curve.out[0], -curve.out[1])
        headed(parent, curve.start, back, colour, inks, full=False)
    if link.final:
        barred(parent, curve, inks)
    badged(parent, curve.badge, _mark(link, told), colour, inks)


def _mark(link: Link, told: Faces) -> str:
    return "+".join(told.marks[mover] for mover in link.movers)


def _marks(view: View, told: Faces) -> set[str]:
    """What stands in badges, those of joint steps apart."""
    return {_mark(link, told) for link in view.links if len(link.movers) == 1}


def _footer(parent: Element, view: View, width: float, top: float, inks: Inks) -> float:
    """What was folded away, for a drawing without a caption."""
    lines = wrap(f"{view.graph.dispute.title}. {folding(view)}", width, _SMALL, 6)
    for number, line in enumerate(lines):
        written(parent, (0.0, top + 16 + number * 16), line, _SMALL, inks.soft)
    return top + 16 * len(lines) + 6
