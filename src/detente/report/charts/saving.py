"""What a drawing becomes when it is kept in a file."""

from __future__ import annotations

import html

from detente.report.charts.extra import converter
from detente.report.handout.plain import shown

_DENSE = 2.0  # dots of a picture for each pixel of the drawing


def page(title: str, body: str) -> str:
    """A page that shows one drawing, in a light or a dark scheme."""
    head = "<!doctype html><html lang=en><meta charset=utf-8>"
    title = f"<title>{html.escape(shown(title))}</title>"
    scheme = "<meta name=color-scheme content='light dark'>"
    return f"{head}{title}{scheme}<body>{body}</body></html>"


def png(svg: str) -> bytes:
    """A picture of a drawing that has colours of its own.

    Raises
    ------
    MissingExtra
        If what makes it is not installed.
    """
    return bytes(converter().svg_to_png(svg, scale=_DENSE))
