"""The graph of states and moves as notebooks show it and files keep it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from xml.etree import ElementTree

from detente.graphs.graph import Graph
from detente.report.charts.saving import page, png
from detente.report.graph.choosing import MOST
from detente.report.graph.figure import figure_of, viewed
from detente.report.graph.svg import standing_alone
from detente.report.handout.parts import Figure, Line, Strong
from detente.report.notebook.markup import bullets, folded, paragraph, prose, strong, text

_INKS = (
    "--ink:CanvasText;--paper:Canvas;--soft:color-mix(in srgb,CanvasText 65%,Canvas);"
    "--accent:color-mix(in srgb,#2f7cc9 75%,CanvasText);"
    "--warn:color-mix(in srgb,#c2601f 75%,CanvasText);color:CanvasText;background:Canvas"
)
_LEAST = 0.75


@dataclass(frozen=True, eq=False, repr=False)
class GraphPlot:
    """The graph of states and moves: a notebook shows it, and it can be saved.

    It is drawn as in a report, folded to what matters, and loads nothing. Only PNG needs
    ``pip install 'detente[report]'``.

    Attributes
    ----------
    figure : Figure
        The drawing, with what it shows in words.
    alone : callable
        Gives the drawing as a file of SVG, with colours of its own.
    """

    figure: Figure
    alone: Callable[[], str]

    def __repr__(self) -> str:
        return f"<GraphPlot: {self.figure.alt}>"

    def _repr_html_(self) -> str:
        return drawn_html(self.figure)

    def save(self, path: str | Path) -> None:
        """Write the drawing to a file.

        Parameters
        ----------
        path : str or Path
            Ends in ``.svg``, ``.png`` or ``.html``.

        Raises
        ------
        ValueError
            If it ends in something else.
        MissingExtra
            If it ends in ``.png`` and what makes that is not installed.
        """
        target = Path(path)
        kind = target.suffix.casefold()
        if kind == ".png":
            target.write_bytes(png(self.alone()))
        elif kind == ".svg":
            target.write_text(self.alone(), encoding="utf-8")
        elif kind == ".html":
            target.write_text(page(self.figure.alt, drawn_html(self.figure)), encoding="utf-8")
        elif kind == ".json":
            what = "the drawing of a graph is no Vega-Lite chart and cannot be saved as `.json`"
            raise ValueError(f"{what}: use .svg, .png or .html")
        else:
            what = f"the drawing of a graph cannot be saved as `{kind}`"
            raise ValueError(f"{what}: use .svg, .png or .html")


def plot_graph(
    graph: Graph,
    *,
    concept: str = "seq",
    start: int | None = None,
    party: str | None = None,
    improvements: bool = True,
    most: int = MOST,
) -> GraphPlot:
    """Draw the graph of states and moves; see `graph_figure`."""
    view = viewed(
        graph, concept=concept, start=start, party=party, improvements=improvements, most=most
    )
    return GraphPlot(figure_of(view), partial(standing_alone, view))


def drawn_html(figure: Figure) -> str:
    """The drawing as notebooks show it, on a ground of its own, with what is said of each state.

    Lines pass behind boxes, so the ground cannot be left to whatever stands around it.
    """
    width = _LEAST * float(ElementTree.fromstring(figure.svg).get("width", "0"))
    drawing = f'<div style="min-width:{width:.0f}px">{figure.svg}</div>'
    told = [part for _, lines in figure.details for part in _told(lines)]
    caption = f"<figcaption>{text(figure.caption)}</figcaption>"
    states = folded(text("The states that are shown, one by one"), *told) if told else ""
    return (
        f'<figure class="detente" style="margin:0.5em 0;padding:0.5em;{_INKS}">'
        f'<div style="overflow-x:auto">{drawing}</div>{caption}{states}</figure>'
    )


def _told(lines: tuple[Line, ...]) -> tuple[str, str]:
    first, *others = map(_line, lines)
    return paragraph(first), bullets(others)


def _line(line: Line) -> str:
    return "".join(
        prose(span) if isinstance(span, str)
        else strong(span.text) if isinstance(span, Strong)
        else text(span.text)
        for span in line
    )  # fmt: skip
