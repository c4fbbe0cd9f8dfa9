"""``detente evolve``: the answer against the oracle, the table, the drawings and the files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import detente
from cli.running import ask, ask_about, assert_problems, assert_refused
from oracle import arriving, brute, spec, strategies

OPTION_FORM = strategies.option_disputes(
    parties=(1, 3), options=(1, 5), levels=True, same=True, forbidden=True
)
ANY = st.one_of(OPTION_FORM, strategies.graphs(states=(1, 7)))
WAYS = {(): arriving.by_improvements, ("--possible",): arriving.by_moves}


def _arcs(answer: dict[str, Any], key: str) -> set[arriving.Arc]:
    return {(arc["party"], arc["from"], arc["to"]) for arc in answer[key]}


def _assert_agrees(answer: dict[str, Any], drawn: spec.Spec, wanted: arriving.Arrival) -> None:
    equilibria = brute.equilibria(drawn)
    assert answer["feasible"] == len(brute.states(drawn))
    assert answer["reached"] == len(answer["states"]) == len(wanted.steps)
    assert answer["most_steps"] == max(wanted.steps.values())
    for state in answer["states"]:
        number = state["number"]
        assert state["steps"] == wanted.steps[number]
        assert set(state["last_movers"]) == wanted.last_movers[number]
        stable = {name for name, found in equilibria.items() if number in (found or ())}
        assert set(state["equilibria"]) == stable
    order = [(state["steps"], state["number"]) for state in answer["states"]]
    assert order == sorted(order)
    assert _arcs(answer, "arcs") == wanted.arcs
    assert {(a["party"], a["from"], a["to"]) for a in answer["arcs"] if a["irreversible"]} == (
        wanted.irreversible
    )
    assert _arcs(answer, "points_of_no_return") == wanted.irreversible
    assert all(answer["complete"].values())
    _assert_stages_agree(answer, wanted)


def _assert_stages_agree(answer: dict[str, Any], wanted: arriving.Arrival) -> None:
    assert answer["stage_count"] == len(answer["stages"]) == len(wanted.stages)
    for stage in answer["stages"]:
        members = {s["number"] for s in answer["states"] if s["stage"] == stage["stage"]}
        assert members in wanted.stages
        assert stage["states"] == len(members)
        assert stage["first"] in members
        assert stage["steps"] == wanted.steps[stage["first"]]
    assert answer["no_return"] == {
        party: len({s for i, s, _ in wanted.irreversible if i == party})
        for party in answer["no_return"]
    }


@settings(max_examples=30)
@given(drawn=ANY, words=st.sampled_from(list(WAYS)))
def test_the_answer_is_the_oracles(drawn: spec.Spec, words: tuple[str, ...]) -> None:
    start = brute.status_quo(drawn)
    answer = ask_about(spec.to_yaml(drawn), "evolve", "--json", *words)
    if start is None:
        assert_problems(answer)
        return
    assert (answer.status, answer.err) == (0, "")
    assert answer.json["status_quo"] == start
    _assert_agrees(answer.json, drawn, WAYS[words](drawn, start))


def test_what_an_arc_sets() -> None:
    answer = ask("evolve", "elmira", "--json").json
    assert answer["by"] == "improvements"
    assert answer["arcs"] == [
        {
            "party": "Local Government",
            "from": 1,
            "to": 7,
            "sets": {'"Local Government".Insist': "on"},
            "irreversible": False,
        }
    ]
    assert ask("evolve", "elmira", "--json", "--possible").json["by"] == "moves"


@pytest.mark.parametrize("limit", [0, 1, 3, 100])
def test_limit_cuts_every_list_and_no_count(limit: int) -> None:
    words = ("evolve", "korea-2018", "--possible", "--json", "--limit")
    answer, more = (ask(*words, str(n)).json for n in (limit, 200))
    lists = ("states", "arcs", "stages", "points_of_no_return")
    for key in lists:
        assert len(answer[key]) <= limit
    for key in ("states", "stages", "points_of_no_return"):
        assert answer[key] == more[key][:limit]
    shown = {state["number"] for state in answer["states"]}
    assert all({arc["from"], arc["to"]} <= shown for arc in answer["arcs"])
    for key in ("reached", "most_steps", "stage_count", "no_return", "feasible"):
        assert answer[key] == more[key]
    assert answer["complete"]["states"] is False
    assert answer["complete"]["stages"] == (answer["stage_count"] <= limit)


# ---------------------------------------------------------------------- in words


def test_the_words_come_first_and_the_status_quo_is_starred() -> None:
    answer = ask("evolve", "elmira", "--possible")
    assert (answer.status, answer.err) == (0, "")
    said = " ".join(answer.out.split())
    assert "9 of 9 feasible states can come about" in said
    assert "3 steps at most" in said
    assert "5 stages" in said
    assert "MoE (from 4 states) and Uniroyal (from 8 states)" in said
    assert said.index("5 stages") < said.index("last step by")
    numbers = re.findall(r"^ +(\*?≡?\d+)  ", answer.out, re.MULTILINE)
    assert numbers == ["*1", "2", "3", "≡5", "7", "4", "8", "9", "10"]
    assert "MoE: from state 1 to 2 by turning Modify on" in answer.out


def test_one_stage_has_no_column_and_nothing_that_cannot_be_taken_back() -> None:
    out = ask("evolve", "elmira").out
    assert "one stage" in out
    assert "cannot be taken back" not in out
    assert "  stage  " not in out


@pytest.mark.parametrize(
    ("words", "said"), [((), "no party has an improvement"), (("--possible",), "no party can move")]
)
def test_where_nothing_comes_about(words: tuple[str, ...], said: str) -> None:
    text = "dispute: d\nparties: {A: {options: {x: {title: X, direction: on only}}}}\n"
    text += "status_quo: [A.x]\n"
    answer = ask_about(text, "evolve", *words)
    assert answer.status == 0
    assert said in answer.out


def test_a_long_table_is_cut_and_says_so() -> None:
    out = ask("evolve", "korea-2018", "--limit", "2").out
    assert "… and 19 more (--limit)." in out
    assert "… and more (--limit)." in out
    assert out.count("by turning strike on") == 2


def test_a_concept_that_was_left_out_is_named() -> None:
    assert "SIM is left out" in ask("evolve", "elmira-graph").out
    assert "sim" in ask("evolve", "elmira-graph", "--json").json["left_out"]


@pytest.mark.parametrize("columns", [40, 20])
def test_a_narrow_terminal_is_not_overrun(columns: int) -> None:
    out = ask("evolve", "korea-2018", columns=columns).out
    assert max(map(len, out.splitlines())) <= columns


def test_markup_in_names_is_shown_as_it_is() -> None:
    text = "dispute: '[red]d[/]'\nparties: {'[b]A': {options: {'[/x]': X}}}\nstatus_quo: []\n"
    out = ask_about(text, "evolve", "--possible").out
    for name in ("[red]d[/]", "[b]A", "[/x]"):
        assert name in out


# ---------------------------------------------------------------------- drawings


@pytest.mark.parametrize(("option", "begins"), [("--dot", "digraph"), ("--graphml", "<?xml")])
def test_a_drawing_goes_to_standard_output_alone(option: str, begins: str) -> None:
    answer = ask("evolve", "chicken", option, "-")
    assert (answer.status, answer.err) == (0, "")
    assert answer.out.startswith(begins)
    assert "Ask further" not in answer.out


def test_drawings_are_written_beside_the_usual_answer(tmp_path: Path) -> None:
    dot, graphml = tmp_path / "a.dot", tmp_path / "a.graphml"
    answer = ask("evolve", "chicken", "--dot", str(dot), "--graphml", str(graphml), "--json")
    assert answer.json["reached"] == 3
    found = detente.load("chicken").evolve()
    assert dot.read_text("utf-8") == detente.to_dot(found)
    assert graphml.read_text("utf-8") == detente.to_graphml(found)
    assert ElementTree.parse(graphml).getroot().tag.endswith("graphml")


def test_a_file_is_overwritten_only_by_force(tmp_path: Path) -> None:
    path = tmp_path / "a.dot"
    path.write_text("mine")
    answer = ask("evolve", "chicken", "--dot", str(path))
    assert_refused(answer)
    assert "--force" in answer.err
    assert path.read_text() == "mine"
    assert ask("evolve", "chicken", "--dot", str(path), "--force").status == 0
    assert path.read_text().startswith("digraph")


def test_a_drawing_that_is_cut_says_so() -> None:
    answer = ask("evolve", "korea-2018", "--dot", "-", "--limit", "5")
    assert answer.status == 0
    assert "the first 5 of 21 states" in answer.err
    assert ask("evolve", "korea-2018", "--dot", "-").err == ""


# ---------------------------------------------------------------------- refusals


@pytest.mark.parametrize("words", [("--graphml", "-"), ("--json",)])
def test_standard_output_takes_one_answer(words: tuple[str, ...]) -> None:
    answer = ask("evolve", "chicken", "--dot", "-", *words)
    assert_problems(answer)
    assert "standard output" in answer.err


def test_without_a_status_quo_there_is_nothing_to_ask() -> None:
    text = "dispute: d\nparties: {A: {options: {x: X}}}\nrules: [A.x]\n"
    for words in ((), ("--json",), ("--dot", "-")):
        answer = ask_about(text, "evolve", *words)
        assert_problems(answer)
        assert "status quo" in answer.err


def test_a_folder_that_is_not_there_and_a_limit_below_nothing(tmp_path: Path) -> None:
    assert_refused(ask("evolve", "chicken", "--dot", str(tmp_path / "no" / "a.dot")))
    assert_problems(ask("evolve", "chicken", "--limit", "-1"))
