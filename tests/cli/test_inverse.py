"""``detente inverse``: what parties would have to prefer for a state to be an equilibrium."""

from __future__ import annotations

from typing import Any

import pytest

import detente
from cli.running import ask, ask_about, assert_problems, assert_refused
from detente.stability.concepts import CONCEPTS

DAM = """\
dispute: A dam and a court
parties:
  Upstream:
    options: {fast: Fill the dam within two years}
    prefers: [Upstream.fast, not Downstream.court]
  Downstream:
    options: {court: Take the matter to court}
    weights: {not Upstream.fast: 2, Downstream.court: -0.5}
"""
PARTY = [
    "stable",
    "on_others",
    "moves",
    "clauses",
    "formula",
    "condition",
    "share",
    "lift",
    "single_moves",
    "fewest_moves",
    "additions",
    "raises",
    "change",
]


def answer_of(*words: str) -> dict[str, Any]:
    answer = ask("inverse", *words, "--json")
    assert (answer.status, answer.err) == (0, "")
    return answer.json


def test_the_shape_of_the_answer() -> None:
    answer = answer_of("syria-iraq-1975", "2")
    assert list(answer) == [
        "format",
        "version",
        "dispute",
        "state",
        "concept",
        "parties",
        "whole",
    ]
    assert (answer["state"]["number"], answer["concept"]) == (2, "seq")
    assert list(answer["parties"]) == ["Syria", "Iraq"]
    assert all(list(one) == PARTY for one in answer["parties"].values())
    syria = answer["parties"]["Syria"]
    assert syria["formula"] == "(2 ≥ 1 or 2 ≥ 4) and (2 ≥ 3 or 2 ≥ 6)"
    assert syria["share"] == {"exact": "8/15", "value": 0.533333, "orders": 384}
    assert syria["condition"][1] == {
        "move": 3,
        "holds": False,
        "any_of": [[3], [6]],
        "choices": 2,
    }
    assert syria["change"]["ranking"] == [1, 3, 2, 6, 4, 5]
    assert answer["whole"] == {
        "equilibrium": False,
        "steps": 1,
        "smallest": True,
        "not_fewer_than": 1,
        "changes": [syria["change"]],
    }


def test_one_party_alone() -> None:
    answer = answer_of("syria-iraq-1975", "2", "--party", "Syria", "--concept", "SMR")
    assert (list(answer["parties"]), answer["whole"]) == (["Syria"], None)
    syria = answer["parties"]["Syria"]
    assert not syria["on_others"]
    assert syria["condition"][0]["any_of"] == [[1], [4, 5, 6]]


def test_statements_and_weights() -> None:
    """The changes that are shown are those of the file's own words, and the solver accepts them."""
    found = ask_about(DAM, "inverse", "1", "--concept", "nash", "--json").json
    upstream, downstream = found["parties"]["Upstream"], found["parties"]["Downstream"]
    assert upstream["fewest_moves"]["possible"] is False
    assert upstream["additions"]["shown"][0] == {
        "statement": "not Upstream.fast",
        "at": 1,
        "literals": 1,
        "origin": "option",
    }
    assert upstream["change"]["edits"] == [
        {"prefer": "not Upstream.fast", "party": "Upstream", "at": 1}
    ]
    assert downstream["stable"]
    found = ask_about(DAM, "inverse", "3", "--concept", "nash", "--json").json
    downstream = found["parties"]["Downstream"]
    assert downstream["raises"]["shown"][0] == {
        "formula": "Downstream.court",
        "amount": 0.5,
        "weight": 0,
        "literals": 1,
        "origin": "option",
    }
    paid = DAM.replace("Downstream.court: -0.5", "Downstream.court: 0")
    assert 3 in detente.loads(paid).analyse(["nash"]).stable("nash", "Downstream")


def test_what_does_not_fit_is_counted() -> None:
    whole = answer_of("cuba-1962", "1", "--concept", "gmr")["parties"]["US"]
    assert whole["clauses"] == len(whole["condition"]) == 3
    cut = answer_of("cuba-1962", "1", "--concept", "gmr", "--limit", "1")["parties"]["US"]
    assert (cut["clauses"], len(cut["condition"])) == (3, 1)
    assert (cut["condition"][0]["choices"], len(cut["condition"][0]["any_of"])) == (3, 1)
    assert cut["formula"].endswith("2 more) and 2 more clauses")
    said = ask("inverse", "cuba-1962", "1", "--concept", "gmr", "--limit", "1").out
    assert "… and 2 more clauses" in said


@pytest.mark.parametrize("concept", CONCEPTS)
def test_words_for_every_concept(concept: str) -> None:
    answer = ask("inverse", "korea-2017", "3", "--concept", concept)
    assert (answer.status, answer.err) == (0, "")
    assert f"{concept.upper()}: " in answer.out
    assert "ranking: [" in answer.out
    for line in answer.out.splitlines():
        assert "≥ \n" not in line
        assert len(line) <= 100


def test_words_for_statements_and_weights() -> None:
    said = ask_about(DAM, "inverse", "1", "--concept", "nash").out
    assert "No reordering of its statements is enough." in said
    assert "- `not Upstream.fast` at place 1\n" in said
    assert "A step is a statement that is moved or added." in said
    said = ask_about(DAM, "inverse", "3", "--concept", "nash").out
    assert "- `Downstream.court` by 0.5 (to 0)" in said


def test_a_party_that_cannot_move_is_asked_nothing() -> None:
    alone = "dispute: Alone\nparties:\n  A: {options: {x: X}}\n  B: {}\n"
    said = ask_about(alone, "inverse", "1", "--party", "B").out
    assert "Nothing is asked of it: it cannot move from here." in said


def test_what_was_not_proved_is_not_said_to_be() -> None:
    answer = ask("inverse", "cuba-1962", "9")
    assert "13 steps at most (fewer than 10 are not enough" in answer.out
    whole = answer_of("cuba-1962", "9")["whole"]
    assert (whole["steps"], whole["smallest"], whole["not_fewer_than"]) == (13, False, 10)


def test_unknown_names_and_states() -> None:
    assert_refused(ask("inverse", "chicken", "1", "--party", "Rowe"))
    assert_refused(ask("inverse", "chicken", "1", "--concept", "nash,seq"))
    assert_refused(ask("inverse", "chicken", "1", "--concept", "cseq"))
    assert_refused(ask("inverse", "elmira-graph", "1", "--concept", "sim"))
    assert_problems(ask("inverse", "chicken", "9"))
    assert_problems(ask("inverse", "chicken", "Row.swerve"))
    assert_problems(ask("inverse", "chicken", "1", "--limit", "-1"))
