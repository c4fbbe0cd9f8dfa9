"""A chart as notebooks show it and files keep it."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from detente.report.charts.extra import altair, converter
from detente.report.charts.figure import chart_figure
from detente.report.charts.layers import Layer
from detente.report.charts.saving import page, png
from detente.report.charts.wording import plain
from detente.report.handout.parts import Figure

if TYPE_CHECKING:
    from altair import LayerChart

ON_PAPER = {
    "--ink": "#101114",
    "--paper": "#ffffff",
    "--soft": "#d5d6d8",
    "--accent": "#0a4a8c",
    "--warn": "#9a3b05",
}
"""The colours of a chart that is kept in a file."""
_ANYWHERE = (
    "--ink:currentColor;--paper:transparent;--soft:rgb(128 128 128/.4);"
    "--accent:#2f7cc9;--warn:#c2601f"
)


@dataclass(frozen=True)
class Plot:
    """A chart: a notebook shows it, and it can be saved.

    What is shown is the same drawing as in a report. It loads nothing, and takes the colour of the
    text around it, so that it stands in a light page as well as in a dark one.

    Attributes
    ----------
    stated : dict
        What is drawn, as Vega-Lite states it.
    alt, caption : str
        What it shows, in words, and what stands below it.
    """

    stated: Layer
    alt: str
    caption: str

    @classmethod
    def of(cls, stated: Layer, alt: str, caption: str) -> Plot:
        """A chart that can be drawn.

        Raises
        ------
        MissingExtra
            If what draws charts is not installed.
        """
        converter()
        return cls(stated, alt, caption)

    @cached_property
    def figure(self) -> Figure:
        """The drawing, with what it shows in words."""
        return chart_figure(self.stated, self.alt, self.caption)

    @property
    def chart(self) -> LayerChart:
        """The chart as Altair has it, to be changed as you like."""
        alt = altair()
        layers = [alt.Chart.from_dict(layer) for layer in self.stated["layer"]]
        found: LayerChart = alt.LayerChart(**self.stated | {"layer": layers})
        return found

    def __repr__(self) -> str:
        return f"<Plot: {plain(self.alt)}>"

    def _repr_html_(self) -> str:
        return figure_html(self.figure)

    def save(self, path: str | Path) -> None:
        """Write the chart to a file.

        Parameters
        ----------
        path : str or Path
            Ends in ``.svg``, ``.png``, ``.html`` or ``.json`` (as Vega-Lite states it).

        Raises
        ------
        ValueError
            If it ends in something else.
        """
        target = Path(path)
        kind = target.suffix.casefold()
        if kind == ".png":
            target.write_bytes(png(coloured(self.figure.svg)))
        elif kind in _WRITERS:
            target.write_text(_WRITERS[kind](self), encoding="utf-8")
        else:
            raise ValueError(f"a chart cannot be saved as `{kind}`: use .svg, .png, .html or .json")


_WRITERS: dict[str, Callable[[Plot], str]] = {
    ".svg": lambda plot: coloured(plot.figure.svg),
    ".html": lambda plot: page(plot.figure.alt, plot._repr_html_()),
    ".json": lambda plot: str(plot.chart.to_json()),
}


def figure_html(figure: Figure) -> str:
    """A figure as notebooks show it, whichever scheme they have."""
    caption = f"<figcaption>{html.escape(figure.caption)}</figcaption>" if figure.caption else ""
    return (
        f'<figure class="detente" style="margin:0.5em 0;max-width:40em;{_ANYWHERE}">'
        f"{figure.svg}{caption}</figure>"
    )


def coloured(svg: str) -> str:
    """A figure's SVG with colours and ground of its own, to stand alone."""
    ground = '<rect width="100%" height="100%" fill="var(--paper)" />'
    svg = svg.replace("</desc>", f"</desc>{ground}", 1)
    for name, colour in ON_PAPER.items():
        svg = svg.replace(f'"var({name})"', f'"{colour}"')
    return svg
