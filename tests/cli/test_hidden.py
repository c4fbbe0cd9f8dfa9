"""``detente hidden``: which hidden levers best explain the moves that were seen."""

from __future__ import annotations

from typing import Any

import pytest

from cli.running import ask_about, assert_problems
from detente.levers.behaviours import GRID

BORDER = """\
dispute: A border and a patron
parties:
  North:
    options: {dig: Dig in, test: Test a weapon}
    prefers: [not (North.test and South.strike), North.test, not North.dig]
  South:
    options: {strike: Strike, talk: Offer talks}
    prefers: [not North.test, not South.strike, South.talk]
  Patron:
    options: {arms: Deliver arms}
    prefers: [not South.strike]
rules: [not Patron.arms]
status_quo: []
observed:
  - {date: 2021-03-01, by: North, sets: {North.test: on}}
  - {date: 2021-03-09, by: South, sets: {South.talk: on}, exact: true}
  - {by: South, sets: {}}
levers:
  shield:
    {by: Patron, kind: guarantee, secret: true, prior: 0.3,
     edits: [{prefer: North.test, party: North, at: 1}]}
  arsenal: {by: Patron, secret: true, prior: 0.1, edits: [{allow: Patron.arms}]}
"""
RIVAL = (
    BORDER
    + """\
  elections:
    {title: A vote in the South, prior: 0.5, edits: [{prefer: South.talk, party: South, at: 1}]}
"""
)


def asked(text: str, *words: str) -> dict[str, Any]:
    answer = ask_about(text, "hidden", *words, "--json")
    assert (answer.status, answer.err) == (0, "")
    return answer.json


def lines_of(text: str, *words: str) -> list[str]:
    answer = ask_about(text, "hidden", *words, columns=300)
    assert (answer.status, answer.err) == (0, "")
    return [" ".join(line.split()) for line in answer.out.splitlines()]


def test_the_shape_of_the_answer() -> None:
    answer = asked(BORDER)
    assert list(answer) == [
        "format",
        "version",
        "dispute",
        "from",
        "observed",
        "levers",
        "sets",
        "best",
        "alternative",
        "indistinguishable",
        "untouched",
        "nats",
        "expected_nats",
        "rival_wanted",
        "behaviours",
    ]
    assert answer["from"] == 1
    move = answer["observed"][1]
    assert move["by"] == "South"
    assert move["sets"] == {"South.talk": "on"}
    assert (move["date"], move["stays"], move["exact"], move["options"]) == (
        "2021-03-09",
        False,
        True,
        4,
    )
    assert [seen["stays"] for seen in answer["observed"]] == [False, False, True]
    assert list(answer["levers"]) == ["shield", "arsenal"]
    shield = answer["levers"]["shield"]
    assert list(shield) == [
        "prior",
        "posterior",
        "secret",
        "bayes_factor",
        "by_behaviour",
        "range",
        "nats",
        "instead",
    ]
    assert len(shield["by_behaviour"]) == len(answer["behaviours"]) == len(GRID)
    assert shield["range"] == [min(shield["by_behaviour"]), max(shield["by_behaviour"])]
    assert answer["behaviours"][0].keys() == {"kind", "epsilon", "posterior"}
    assert answer["behaviours"][-1].keys() == {"kind", "lambda", "kappa", "posterior"}


def test_sums_and_sets() -> None:
    answer = asked(RIVAL)
    sets = answer["sets"]
    assert len(sets) == 8
    assert sum(one["posterior"] for one in sets) == pytest.approx(1)
    assert [one["posterior"] for one in sets] == sorted(
        (o["posterior"] for o in sets), reverse=True
    )
    assert answer["best"] == sets[0]["levers"]
    assert not set(answer["best"]) & set(answer["alternative"])
    for name, lever in answer["levers"].items():
        within = sum(one["posterior"] for one in sets if name in one["levers"])
        assert lever["posterior"] == pytest.approx(within)
        product = 1.0
        for move in answer["observed"]:
            product *= move["bayes_factors"][name]
        assert product == pytest.approx(lever["bayes_factor"])


def test_what_makes_no_difference_keeps_its_prior() -> None:
    """Arms that nobody cares for, and that may not be looked at, tell nothing."""
    answer = asked(BORDER)
    assert answer["untouched"] == ["arsenal"]
    assert answer["levers"]["arsenal"]["posterior"] == 0.1
    assert answer["levers"]["arsenal"]["bayes_factor"] == 1


def test_the_limit_cuts_the_sets() -> None:
    assert len(asked(RIVAL, "--limit", "3")["sets"]) == 3
    assert "… and 6 more (--limit shows more)." in lines_of(RIVAL, "--limit", "2")


def test_in_words() -> None:
    lines = lines_of(BORDER)
    assert lines[0] == "Hidden levers in A border and a patron"
    assert lines[1].startswith("3 observed moves from state 1 (everything is off); 2 levers may")
    assert any(line.startswith("shield secret 30.0%") for line in lines)
    assert any(
        line.startswith("arsenal secret 10.0% 10.0%") and line.endswith("as likely either way")
        for line in lines
    )
    assert any(line.startswith("1. 2021-03-01 North set test on (") for line in lines)
    assert any(
        line.startswith("2. 2021-03-09 South set talk on, and nothing else (") for line in lines
    )
    assert any(line.startswith("3. South stayed put (") for line in lines)
    assert any("times as likely with shield" in line for line in lines)
    assert any(line.startswith("They say nothing of arsenal:") for line in lines)
    assert any(line.startswith("Together they say") and "nats" in line for line in lines)


def test_a_rival_explanation_is_asked_for() -> None:
    assert asked(BORDER)["rival_wanted"] is True
    assert any(line.startswith("A rival is missing") for line in lines_of(BORDER))
    assert asked(RIVAL)["rival_wanted"] is False
    assert "Weighed beside as public explanations: elections." in lines_of(RIVAL)


def test_levers_without_a_prior_are_no_explanation() -> None:
    text = BORDER.replace("secret: true, prior: 0.3,", "").replace("secret: true, prior: 0.1, ", "")
    answer = ask_about(text, "hidden")
    assert_problems(answer)
    assert [int(problem["line"]) for problem in answer.problems] == [19]
    assert "no lever has a prior" in answer.err


def test_a_move_that_nothing_makes_possible_is_refused() -> None:
    answer = ask_about(BORDER.replace("[not Patron", "[not North.test, not Patron"), "hidden")
    assert_problems(answer)
    assert [int(problem["line"]) for problem in answer.problems] == [15]
    assert "after this move of `North` a rule would be broken" in answer.err


def test_nothing_observed_is_refused() -> None:
    text = BORDER[: BORDER.index("observed:")] + BORDER[BORDER.index("levers:") :]
    answer = ask_about(text, "hidden")
    assert_problems(answer)
    assert "no observed moves are stated" in answer.err


def test_what_the_moves_prove() -> None:
    text = BORDER.replace("by: South, sets: {}", "by: Patron, sets: {Patron.arms: on}")
    answer = asked(text)
    assert answer["levers"]["arsenal"]["posterior"] == 1
    assert answer["levers"]["arsenal"]["bayes_factor"] is None
    assert answer["levers"]["arsenal"]["instead"] is None
    assert any("impossible without arsenal" in line for line in lines_of(text))


def test_long_work_is_announced_before_it_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detente.cli.hidden._LONG", 0.0)
    answer = ask_about(BORDER, "hidden")
    assert answer.status == 0
    assert answer.err.startswith("4 sets of levers, 4 of them different to those who moved:")
