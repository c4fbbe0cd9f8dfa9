"""``detente coalitions``: which equilibria stand against groups, and who could leave the others."""

from __future__ import annotations

import time
from typing import Any

import pytest

import detente
from cli.running import ask, ask_about, assert_problems, assert_refused
from detente.stability.coalitional import MEANINGS, SINGLE
from detente.stability.concepts import AGAINST_COALITIONS

NOBODY_STARTS = """\
dispute: No beginning
parties:
  A: {options: {x: X}, prefers: [A.x iff B.y]}
  B: {options: {y: Y}, prefers: [A.x iff B.y]}
rules: [A.x or B.y]
"""


def concept_of(*words: str, name: str) -> dict[str, Any]:
    answer = ask("coalitions", *words, "--json")
    assert (answer.status, answer.err) == (0, "")
    found = answer.json["concepts"][name]
    assert isinstance(found, dict)
    return found


def test_two_prisoners_would_leave_their_nash_equilibrium_together() -> None:
    (left,) = concept_of("prisoners-dilemma", name="cnash")["left"]
    assert (left["number"], left["on"]) == (1, [])
    assert left["leaving"] == [
        {
            "coalition": ["Row", "Column"],
            "to": 4,
            "steps": [
                {"party": "Row", "from": 1, "to": 2, "sets": {"Row.cooperate": "on"}},
                {"party": "Column", "from": 2, "to": 4, "sets": {"Column.cooperate": "on"}},
            ],
            "gains": {"Row": [], "Column": []},
            "gives_up": {"Row": [], "Column": []},
        }
    ]


def test_the_shape_of_the_answer() -> None:
    answer = ask("coalitions", "elmira", "--json").json
    assert list(answer) == ["format", "version", "dispute", "looked_at", "concepts"]
    assert answer["looked_at"] == "come_about"
    assert list(answer["concepts"]) == list(MEANINGS)
    analysis = detente.load("elmira").analyse(SINGLE.values())
    for name, found in answer["concepts"].items():
        assert list(found) == ["extends", "looked_at", "stable", "left", "counts"]
        assert found["extends"] == SINGLE[name]
        left = [state["number"] for state in found["left"]]
        assert sorted(found["stable"] + left) == analysis.come_about(SINGLE[name])
        assert found["counts"] == {"stable": len(found["stable"]), "left": len(left)}
        assert found["looked_at"] == sum(found["counts"].values())


def test_the_ministry_and_the_firm_leave_the_deadlock_of_elmira() -> None:
    """Kilgour, Hipel, Fang & Peng (2001)."""
    for name in MEANINGS:
        (left,) = concept_of("elmira-graph", name=name)["left"]
        (group,) = left["leaving"]
        assert (left["number"], group["coalition"], group["to"]) == (5, ["MoE", "Uniroyal"], 8)


def test_all_looks_at_what_cannot_come_about_too() -> None:
    answer = ask("coalitions", "elmira", "--all", "--json").json
    analysis = detente.load("elmira").analyse(SINGLE.values())
    assert answer["looked_at"] == "all"
    for name, found in answer["concepts"].items():
        left = [state["number"] for state in found["left"]]
        assert sorted(found["stable"] + left) == analysis.equilibria(SINGLE[name])


def test_without_a_status_quo_all_equilibria_are_looked_at() -> None:
    answer = ask_about(NOBODY_STARTS, "coalitions", "--json").json
    assert answer["looked_at"] == "all"
    assert answer["concepts"]["cnash"]["looked_at"] == 1
    assert "no status quo" in ask_about(NOBODY_STARTS, "coalitions").out


def test_one_state_under_every_concept_equilibrium_or_not() -> None:
    for asked in ("4", "Row.cooperate and Column.cooperate"):
        answer = ask("coalitions", "prisoners-dilemma", asked, "--json").json
        assert answer["looked_at"] == "state"
        assert {name: found["stable"] for name, found in answer["concepts"].items()} == {
            "cnash": [],
            "cgmr": [4],
            "csmr": [4],
            "cseq": [4],
        }
    alone = answer["concepts"]["cnash"]["left"][0]["leaving"]
    assert [group["coalition"] for group in alone] == [["Row"], ["Column"]]


def test_only_the_concepts_that_are_asked_for() -> None:
    answer = ask("coalitions", "chicken", "--concept", "CSEQ, cnash", "--json").json
    assert list(answer["concepts"]) == ["cseq", "cnash"]


def test_the_limit_cuts_lists_and_not_counts() -> None:
    found = concept_of("cuba-1962", "--limit", "1", name="cgmr")
    assert (len(found["stable"]), len(found["left"])) == (1, 1)
    assert found["counts"] == {"stable": 2, "left": 5}
    assert "6 more" in ask("coalitions", "cuba-1962", "--limit", "1").out


def test_in_words_who_leaves_how_and_for_what() -> None:
    words = ("coalitions", "korea-2018", "5627", "--concept", "cgmr", "--worlds", "0")
    answer = ask(*words, columns=200)
    assert (answer.status, answer.err) == (0, "")
    for said in (
        "State 5627 (the status quo)",
        "CGMR: North, South and US could go together to state 5639.",
        "1. North goes to state 5630 by setting pact to treaty (no gain by itself).",
        "2. South goes to state 5639 by setting pact to treaty.",
        "North gains `peace`.",
        "US, which only has to let it happen, gains `peace`.",
    ):
        assert said in answer.out


def test_in_words_what_stands() -> None:
    for words, said in (
        (("stag-hunt", "4"), "It stands against every coalition: CNASH CGMR CSMR CSEQ."),
        (("prisoners-dilemma", "4"), "It still stands against every coalition: CGMR CSMR CSEQ."),
        (("deadlock",), "Looked at are the equilibria that improvements lead to"),
        (("deadlock", "--all"), "Looked at are all equilibria, whether or not"),
    ):
        assert said in ask("coalitions", *words, columns=200).out


def test_korea_is_answered_while_one_waits() -> None:
    begun = time.perf_counter()
    answer = ask("coalitions", "korea-2018", "--worlds", "0")
    assert (answer.status, answer.err) == (0, "")
    assert "CSEQ: North and South could go together to state 5639." in answer.out
    assert time.perf_counter() - begun < 30


def test_long_work_is_announced_before_it_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detente.cli.coalitions._LONG", 0.0)
    answer = ask("coalitions", "chicken", "--all")
    assert answer.status == 0
    assert answer.err.startswith("3 groups to ask about 10 states, concept by concept: perhaps")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--concept", "cnsh"), ("cnsh", "cnash")),
        (("--concept", "nash"), ("nash", "cnash")),
        (("--concept", ""), ("cnash",)),
        (("--limit", "-1"), ("--limit",)),
        (("99",), ("99", "1 to 4")),
        (("Row.swerve",), ("2 states",)),
        (("false",), ("0 states",)),
        (("Row.swreve",), ("swreve", "swerve")),
        (("Row.swerve and",), ("STATE",)),
        (("1", "--all"), ("--all",)),
        (("1", "2"), ("2",)),
    ],
)
def test_what_it_refuses(words: tuple[str, ...], said: tuple[str, ...]) -> None:
    answer = ask("coalitions", "chicken", *words)
    assert_refused(answer)
    for part in said:
        assert part in answer.err


def test_a_faulty_file_is_refused_line_by_line() -> None:
    assert_problems(ask_about("dispute: d\nparties: {A: {options: [x]}}\n", "coalitions"))


@pytest.mark.parametrize("words", [("analyse", "chicken"), ("why", "chicken", "1")])
@pytest.mark.parametrize("name", MEANINGS)
def test_other_commands_say_where_to_ask_about_coalitions(
    words: tuple[str, ...], name: str
) -> None:
    answer = ask(*words, "--concept", name)
    assert_refused(answer)
    assert "`detente coalitions`" in answer.err
    assert name in AGAINST_COALITIONS
    assert len(AGAINST_COALITIONS) == len(MEANINGS)


@pytest.mark.parametrize("columns", [40, 20])
def test_a_narrow_terminal_is_not_overrun(columns: int) -> None:
    out = ask("coalitions", "korea-2018", "--concept", "cgmr", columns=columns).out
    assert max(map(len, out.splitlines())) <= columns
    for number in ("136", "5627", "5939"):
        assert number in out
