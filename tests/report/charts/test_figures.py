"""Drawings are well formed, load nothing, take the page's colours, and can be read by all."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import pytest

pytest.importorskip("altair", reason="charts need the extra `report`")
pytest.importorskip("vl_convert", reason="charts need the extra `report`")

from detente.report.charts.figure import chart_figure
from detente.report.charts.plot import Plot
from report.charts.plots import PLOTS

COLOURS = {f"var(--{name})" for name in ("ink", "paper", "soft", "accent", "warn")} | {"none"}
OTHERS = re.compile(r"//|@import|<script|<image|<foreignObject|href|javascript:", re.IGNORECASE)


@pytest.fixture(scope="module", params=sorted(PLOTS))
def plot(request: pytest.FixtureRequest) -> Plot:
    found = PLOTS[request.param]()
    assert isinstance(found, Plot)
    return found


def elements(plot: Plot) -> list[Any]:
    return list(ElementTree.fromstring(plot.figure.svg).iter())


def test_it_states_a_valid_chart(plot: Plot) -> None:
    import altair as alt

    assert alt.LayerChart.from_json(plot.chart.to_json(), validate=True)


def test_it_loads_nothing(plot: Plot) -> None:
    svg = plot.figure.svg.replace("http://www.w3.org/2000/svg", "")
    assert not OTHERS.search(svg)


def test_its_colours_are_the_page_s(plot: Plot) -> None:
    used = {element.get(name) for element in elements(plot) for name in ("fill", "stroke")} - {None}
    assert used <= COLOURS
    assert "var(--ink)" in used


def test_everything_written_is_in_ink(plot: Plot) -> None:
    """And so has the contrast of the page's own text, in either scheme."""
    written = [element for element in elements(plot) if element.tag.endswith("}text")]
    assert written
    assert {element.get("fill") for element in written} == {"var(--ink)"}
    assert all(float(element.get("font-size").removesuffix("px")) >= 12 for element in written)


def test_it_names_no_font_but_a_generic_one(plot: Plot) -> None:
    fonts = {element.get("font-family") for element in elements(plot)} - {None}
    assert fonts == {"sans-serif"}


def test_it_says_what_it_shows(plot: Plot) -> None:
    root = ElementTree.fromstring(plot.figure.svg)
    described = [e for e in root if e.get("id") == root.get("aria-labelledby")]
    assert root.get("role") == "img"
    assert [element.text for element in described] == [plot.figure.alt]
    assert plot.figure.caption


def test_its_names_are_its_own(plot: Plot) -> None:
    names = [element.get("id") for element in elements(plot) if element.get("id")]
    assert len(names) == len(set(names))
    assert all(name.startswith("chart-") for name in names)
    other = chart_figure(plot.stated, "something else")
    assert not set(names) & set(re.findall(r'id="([^"]*)"', other.svg))


def test_it_is_small_and_not_too_wide_for_a_phone(plot: Plot) -> None:
    root = ElementTree.fromstring(plot.figure.svg)
    assert float(root.get("width", "inf")) < 640
    assert "max-width:100%" in root.get("style", "")
    assert len(plot.figure.svg) < 30_000


def test_it_is_the_same_each_time(plot: Plot) -> None:
    assert chart_figure(plot.stated, plot.figure.alt, plot.figure.caption) == plot.figure
