"""Plots are shown and saved; without the extra, it is said what is missing."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

import detente
from detente.report.charts.extra import MissingExtra, altair
from detente.report.charts.plot import ON_PAPER, Plot

ANYWHERE = {"--accent": "#2f7cc9", "--warn": "#c2601f"}


def plotted() -> Plot:
    pytest.importorskip("altair", reason="charts need the extra `report`")
    pytest.importorskip("vl_convert", reason="charts need the extra `report`")
    found = detente.load("chicken").analyse().plot_equilibria()
    assert isinstance(found, Plot)
    return found


def test_it_is_saved_in_four_ways(tmp_path: Path) -> None:
    plot = plotted()
    for ending in ("svg", "png", "html", "json"):
        plot.save(tmp_path / f"chart.{ending}")
    svg = (tmp_path / "chart.svg").read_text("utf-8")
    assert ElementTree.fromstring(svg) is not None
    assert "var(" not in svg
    assert f'height="100%" fill="{ON_PAPER["--paper"]}"' in svg
    assert (tmp_path / "chart.png").read_bytes().startswith(b"\x89PNG")
    page = (tmp_path / "chart.html").read_text("utf-8")
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    assert json.loads((tmp_path / "chart.json").read_text("utf-8"))["layer"]


def test_other_endings_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"\.svg, \.png"):
        plotted().save(tmp_path / "chart.gif")


def test_a_notebook_shows_the_drawing_with_its_caption() -> None:
    plot = plotted()
    page = plot._repr_html_()
    assert plot.figure.svg in page
    assert plot.figure.caption in page
    assert "currentColor" in page
    assert plot.figure.alt in repr(plot)


def test_without_the_extra_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with pytest.raises(MissingExtra, match=r"pip install 'detente\[report\]'"):
        detente.load("chicken").analyse().plot_equilibria()


def test_it_can_be_changed_in_altair() -> None:
    chart = plotted().chart
    assert len(chart.layer) == len(plotted().stated["layer"])
    assert chart.layer[0].mark_tick().to_dict()["mark"] == {"type": "tick"}
    assert chart.properties(title="Other").to_dict()["title"] == "Other"


def test_what_is_drawn_needs_no_altair(monkeypatch: pytest.MonkeyPatch) -> None:
    plot = plotted()
    monkeypatch.setitem(sys.modules, "altair", None)
    assert plot.figure.svg
    with pytest.raises(MissingExtra, match=r"pip install 'detente\[report\]'"):
        plot.chart  # noqa: B018


def test_what_cannot_be_imported_is_an_import_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "altair", None)
    with pytest.raises(ImportError):
        altair()


def luminance(colour: str) -> float:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def test_what_is_saved_has_contrast_enough() -> None:
    assert contrast(ON_PAPER["--ink"], ON_PAPER["--paper"]) > 7
    assert contrast(ON_PAPER["--accent"], ON_PAPER["--paper"]) > 4.5
    assert contrast(ON_PAPER["--warn"], ON_PAPER["--paper"]) > 4.5


@pytest.mark.parametrize("ground", ["#ffffff", "#f8f9fb", "#131416", "#1e1e1e", "#000000"])
def test_in_notebooks_marks_have_contrast_enough_on_any_ground(ground: str) -> None:
    page = plotted()._repr_html_()
    for name, colour in ANYWHERE.items():
        assert f"{name}:{colour}" in page
        assert contrast(colour, ground) >= 3


def test_in_grey_the_filled_the_grey_and_the_hollow_differ() -> None:
    accent, soft, paper = (luminance(ON_PAPER[f"--{n}"]) for n in ("accent", "soft", "paper"))
    assert accent + 0.3 < soft < paper - 0.2
