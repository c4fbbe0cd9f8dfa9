"""The graph is drawn as in a report, shown in a notebook, and kept in files."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

import detente
from detente.disputes.model import ALWAYS
from detente.report.graph.figure import graph_figure, graph_svg
from report.charts.looking import HOSTILE


def test_it_is_what_the_report_shows() -> None:
    case = detente.load("cuba-1962")
    assert case.plot_graph().figure == graph_figure(case.graph)
    asked = {"concept": "nash", "start": 2, "party": "US", "improvements": False, "most": 6}
    assert case.plot_graph(**asked).figure == graph_figure(case.graph, **asked)  # type: ignore[arg-type]


def test_a_notebook_shows_it_with_what_is_said_of_each_state() -> None:
    plot = detente.load("prisoners-dilemma").plot_graph()
    page = plot._repr_html_()
    assert plot.figure.svg in page
    told = "".join(ElementTree.fromstring(page).itertext())
    assert plot.figure.caption in told
    assert "State 4: Row: cooperate; Column: cooperate." in told
    assert "An equilibrium under sequential stability" in told
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    assert plot.figure.alt in repr(plot)


def test_it_has_a_ground_of_its_own_in_every_scheme() -> None:
    page = detente.load("chicken").plot_graph()._repr_html_()
    for name in ("ink", "paper", "soft", "accent", "warn"):
        assert f"--{name}:" in page
    assert "color:CanvasText;background:Canvas" in page


def test_it_is_saved_in_three_ways(tmp_path: Path) -> None:
    case = detente.load("cuba-1962")
    plot = case.plot_graph(party="US")
    plot.save(tmp_path / "graph.svg")
    plot.save(str(tmp_path / "graph.HTML"))
    assert (tmp_path / "graph.svg").read_text("utf-8") == graph_svg(case.graph, party="US")
    page = (tmp_path / "graph.HTML").read_text("utf-8")
    assert plot._repr_html_() in page
    assert "color-scheme content='light dark'" in page
    pytest.importorskip("vl_convert", reason="PNG needs the extra `report`")
    plot.save(tmp_path / "graph.png")
    assert (tmp_path / "graph.png").read_bytes().startswith(b"\x89PNG")


def test_other_endings_are_refused(tmp_path: Path) -> None:
    plot = detente.load("chicken").plot_graph()
    with pytest.raises(ValueError, match=r"no Vega-Lite chart.*use \.svg, \.png or \.html"):
        plot.save(tmp_path / "graph.json")
    with pytest.raises(ValueError, match=r"`\.gif`: use \.svg, \.png or \.html"):
        plot.save(tmp_path / "graph.gif")
    assert not list(tmp_path.iterdir())


def test_unknown_names_are_refused_at_once() -> None:
    case = detente.load("chicken")
    for asked in ({"concept": "nahs"}, {"start": 99}, {"party": "Rwo"}):
        with pytest.raises(detente.UnknownName):
            case.plot_graph(**asked)


def test_only_png_needs_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    monkeypatch.setitem(sys.modules, "altair", None)
    plot = detente.load("chicken").plot_graph()
    plot.save(tmp_path / "graph.svg")
    with pytest.raises(ImportError, match=r"pip install 'detente\[report\]'"):
        plot.save(tmp_path / "graph.png")


@pytest.mark.parametrize("name", [*HOSTILE, "a\x00b\ud800c"])
def test_names_are_text(name: str, tmp_path: Path) -> None:
    case = detente.load("prisoners-dilemma")
    first, second = case.dispute.parties
    options = tuple(replace(option, title=name) for option in second.options)
    renamed = replace(second, name=name, title=name, options=options)
    dispute = replace(
        case.dispute, title=name, parties=(first, renamed), settlements=((name, ALWAYS),)
    )
    plot = detente.Case.of(dispute).plot_graph()
    plot.save(tmp_path / "graph.html")
    page = (tmp_path / "graph.html").read_text("utf-8")
    assert "<script" not in page
    assert "<img" not in page


def test_nothing_of_it_is_loaded_before_it_is_asked_for() -> None:
    program = (
        "import detente, sys; case = detente.load('chicken'); case.dispute; case.graph;"
        "print([m for m in sys.modules if m.startswith('detente.report')]);"
        "case.plot_graph();"
        "print([m for m in ('altair', 'vl_convert', 'jinja2') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["[]", "[]"]
