"""Results show themselves in notebooks, with everything escaped."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest

import detente
from detente.claims.verdicts import ClaimAnswers
from report.charts.looking import doubtful, lever_sets, levered, swept, weighed

RESULTS: dict[str, Callable[[], Any]] = {
    "case": lambda: doubtful(),
    "dispute": lambda: doubtful().dispute,
    "drawn dispute": lambda: detente.load("elmira-graph").dispute,
    "graph": lambda: doubtful().graph,
    "stated claim": lambda: doubtful().dispute.claims[0],
    "stated lever": lambda: levered().dispute.lever("wish"),
    "analysis": lambda: doubtful().analyse(),
    "settlement": lambda: doubtful().settle("done"),
    "blocked": lambda: detente.load("prisoners-dilemma").settle("cooperation"),
    "threat": lambda: doubtful().threats["push"],
    "claim": lambda: doubtful().claims[0],
    "claims": lambda: doubtful().claims,
    "sweep": lambda: swept(),
    "lever sets": lambda: lever_sets(),
    "no lever": lambda: levered().levers("settle(not B.help)"),
    "hidden": lambda: weighed(),
}
SAYS = {
    "case": "Settlements: done, both",
    "dispute": "A wants, the most important first (1 statement)",
    "drawn dispute": "9 states, drawn by hand",
    "graph": "4 states and 8 moves",
    "stated claim": "Put to the test as: settle(done)",
    "stated lever": "A: add A.act to what it wants, at place 1",
    "analysis": "SEQ, sequential stability",
    "settlement": "needed: it must act",
    "blocked": "refusal of",
    "threat": "credible",
    "claim": "Because everyone together can settle done",
    "claims": "Both do",
    "sweep": "all 4 worlds",
    "lever sets": "duty",
    "no lever": "no lever is needed",
    "hidden": "25.0%",
}


@pytest.mark.parametrize("name", sorted(RESULTS))
def test_it_says_what_matters_in_well_formed_markup(name: str) -> None:
    page = RESULTS[name]()._repr_html_()
    said = "".join(ElementTree.fromstring(page).itertext())
    assert SAYS[name] in said
    assert "None" not in said


@pytest.mark.parametrize("name", sorted(RESULTS.keys() - {"graph"}))
def test_it_brings_no_colours_of_its_own(name: str) -> None:
    page = RESULTS[name]()._repr_html_()
    assert "color" not in page
    assert "background" not in page


def test_everything_is_escaped() -> None:
    text = """
dispute: <script>alert(1)</script>
summary: <script>alert(2)</script>
parties:
  <b>: {title: <script>, options: {<i>: x}, prefers: ['"<b>"."<i>"']}
status_quo: []
settlements: {<u>: '"<b>"."<i>"'}
threats: {<s>: {by: <b>, action: '"<b>"."<i>"'}}
doubts: [{name: <em>, party: <b>, statement: '"<b>"."<i>"', probability: 0.5}]
levers:
  push:
    {title: <q>, why: <em>, by: <b>, edits: [{prefer: 'not "<b>"."<i>"', party: <b>, at: 1}]}
claims: {acts: {says: <script>alert(3)</script>, test: 'settle("<b>"."<i>")'}}
"""
    case = detente.loads(text)
    results: list[Any] = [
        case,
        case.dispute,
        case.dispute.lever("push"),
        case.dispute.claims[0],
        case.graph,
        case.plot_graph(),
        case.analyse(),
        case.settle("<u>"),
        case.threats["<s>"],
        case.claims[0],
        case.sweep(),
        case.levers("acts"),
    ]
    for result in results:
        page = result._repr_html_()
        assert page is not None
        for tag in ("<script", "<b>", "<i>", "<u>", "<s>", "<em>", "<q>"):
            assert tag not in page


def test_claims_together_have_a_row_each() -> None:
    page = doubtful().claims._repr_html_()
    assert page is not None
    assert page.count("<tr>") == 1 + len(doubtful().claims)
    assert "no claims" in str(ClaimAnswers()._repr_html_())


def test_nothing_of_this_is_loaded_before_it_is_looked_at() -> None:
    program = (
        "import detente, sys; detente.load('chicken').analyse();"
        "print([m for m in sys.modules if m.startswith('detente.report')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_without_the_library_results_show_themselves_plainly() -> None:
    program = (
        "from detente.seen import Shown, chart\n"
        "print(Shown()._repr_html_())\n"
        "try: chart('claims')\n"
        "except RuntimeError as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("None\nnothing is there to draw charts")
