"""Whatever stands in names is written as text, and in no other place."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

pytest.importorskip("altair", reason="charts need the extra `report`")
pytest.importorskip("vl_convert", reason="charts need the extra `report`")

import detente
from detente.disputes.model import Dispute
from detente.report.charts.plot import Plot
from detente.report.charts.wording import plain
from report.charts.looking import HOSTILE, texts

KNOWN = {"svg", "desc", "g", "path", "line", "rect", "text", "tspan", "defs", "clipPath"}


def hostile(name: str) -> detente.Case:
    """A dispute in which everything that can be called something is called so."""
    quoted = "'" + name.replace("'", "''") + "'"
    party = "'\"" + name.replace("'", "''").replace('"', '\\"') + "\".act'"
    return detente.loads(
        f"""
dispute: {quoted}
parties: {{{quoted}: {{options: {{act: {quoted}}}, prefers: [{party}]}}}}
status_quo: []
settlements: {{done: {party}}}
threats: {{push: {{by: {quoted}, action: {party}}}}}
doubts: [{{name: {quoted}, party: {quoted}, statement: {party}, probability: 0.5}}]
events: [{{date: 2020-01-01, title: {quoted}, sets: {{}}}}]
claims: {{acts: {{says: {quoted}, test: settle(done)}}}}
"""
    )


def usable(name: str) -> bool:
    try:
        hostile(name)
    except detente.DisputeError:
        return False
    return True


USABLE = [name for name in HOSTILE if usable(name)]


def checked(plot: Plot, name: str) -> str:
    root = ElementTree.fromstring(plot.figure.svg)
    assert {element.tag.rpartition("}")[2] for element in root.iter()} <= KNOWN
    attributes = {a for element in root.iter() for a in element.attrib}
    assert not {a for a in attributes if a.startswith("on") or "href" in a}
    said = " ".join(texts(plot.figure.svg))
    assert not set("\u202e\u2067\u2069\u202c") & set(said)
    return said if plain(name)[:8] in said.replace(" ", "") or " " in plain(name) else ""


def test_some_of_these_can_be_names() -> None:
    assert len(USABLE) >= 4


@pytest.mark.parametrize("name", USABLE)
def test_names_are_text(name: str) -> None:
    case = hostile(name)
    sweep = case.sweep()
    plots = [
        case.settle("done").plot_weights(sweep),
        case.plot_threats(),
        case.plot_timeline("done"),
        sweep.plot_hinges("acts"),
        case.analyse().plot_equilibria(),
    ]
    for plot in plots:
        assert isinstance(plot, Plot)
        said = checked(plot, name)
        if plot is not plots[-1]:  # which names only the dispute, in its description
            assert said
        assert plain(name)[:20] in plot.figure.alt or plot is plots[1]
        assert float(ElementTree.fromstring(plot.figure.svg).get("width", "inf")) < 640
        assert "<script" not in plot._repr_html_().casefold()


def test_characters_that_no_text_has_are_replaced() -> None:
    assert plain("a\x00b\ud800c\nd") == "a\ufffdb\ufffdc d"


def test_a_dispute_made_in_python_is_drawn_too() -> None:
    from dataclasses import replace

    case = detente.load("chicken")
    dispute: Dispute = replace(case.dispute, title="a\x00\x1bb")
    plot = detente.Case.of(dispute).analyse().plot_equilibria()
    assert isinstance(plot, Plot)
    assert ElementTree.fromstring(plot.figure.svg) is not None
