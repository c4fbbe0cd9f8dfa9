"""``detente threats``, ``claims`` and ``timeline``: words, JSON and bad input."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import detente

from .running import ask, assert_problems

FILE = """\
dispute: Neighbours
as_of: 2020-01-01
sources: {press: {title: A newspaper}}
parties:
  A:
    options: {hit: {title: Hit, direction: on only}, sign: Sign}
    prefers: [B.pay, not A.hit if B.pay, A.hit, A.sign and B.sign]
  B: {options: {pay: Pay, sign: Sign, shield: Shield}, prefers: [not A.hit, A.sign and B.sign]}
terms: {peace: A.sign and B.sign and not A.hit}
settlements: {peace: peace}
threats:
  force: {by: A, action: A.hit, unless: B.pay, title: The raid}
events:
  - {date: 2019-05-01, title: A quarrel, parties: [A, B]}
  - {date: 2020-05-01, title: B pays, parties: [B], sets: {B.pay: on}}
  - {date: 2020-06-01, title: Nothing, sets: {}}
claims:
  forecast:
    {says: Peace comes, kind: forecast, by: 2021-01-01, test: reached(peace), outcome: false}
  talk: {says: They spoke, kind: report, sources: [press 2]}
"""


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "neighbours.yaml"
    path.write_text(FILE)
    return str(path)


def _json(*words: str) -> dict[str, Any]:
    answer = ask(*words, "--json")
    assert answer.status == 0, answer.err
    return dict(json.loads(answer.out))


def test_threats_as_data(file: str) -> None:
    found = _json("threats", file)["threats"]["force"]
    assert {"status_quo", "held_back_by", "share", "carried", "impossible", "over"} <= set(found)
    assert found["status_quo"] == "credible"
    assert found["share"] is not None
    assert sum(found["share"].values()) == pytest.approx(1)
    assert found["witness"]["move"]["sets"] == {"A.hit": "on"}


def test_threats_in_words(file: str) -> None:
    said = " ".join(ask("threats", file).out.split())
    assert "force – The raid: A threatens `A.hit` unless `B.pay`." in said
    assert "is credible" in said


def test_korea_s_threat_is_held_back_by_the_halt_of_tests() -> None:
    found = _json("threats", "korea-2018", "--limit", "3")
    assert found["threats"]["carriers"]["status_quo"] == "empty"
    assert found["threats"]["carriers"]["held_back_by"] == [
        {"party": "North", "sets": {"North.freeze": "off"}}
    ]
    resting = found["rests_on_empty_threats"]
    assert resting["count"] > 3
    assert len(resting["equilibria"]) == 3
    assert all(state["whose"] for state in resting["equilibria"])


def test_chicken_rests_on_both() -> None:
    found = _json("threats", "chicken")
    assert found["threats"] == {}
    (state,) = found["rests_on_empty_threats"]["equilibria"]
    assert state["number"] == 4
    assert state["whose"] == [["Row", "Column"]]


def test_no_equilibrium_rests_on_an_empty_threat() -> None:
    assert "No equilibrium rests" in ask("threats", "prisoners-dilemma").out


def test_claims_as_data(file: str) -> None:
    found = _json("claims", file)["claims"]
    assert set(found) == {"forecast", "talk"}
    assert {"verdict", "because", "assumed"} <= set(found["talk"])
    assert found["talk"]["verdict"] is None
    assert found["forecast"]["outcome"] is False
    assert found["forecast"]["agrees_with_outcome"] in {True, False, None}


def test_claims_in_words(file: str) -> None:
    said = " ".join(ask("claims", file).out.split())
    assert "A forecast by 2021-01-01: it did not come true" in said
    assert "Source: press 2 (report)." in said
    assert "The file has no claims" in ask("claims", "chicken").out


def test_timeline_of_one_file(file: str) -> None:
    found = _json("timeline", file)
    dates = [moment["date"] for moment in found["moments"]]
    assert dates == ["2020-01-01", "2020-05-01", "2020-06-01"]
    assert found["moments"][1]["status_quo"]["on"] == ["B.pay"]
    assert [moment["threats"]["force"] for moment in found["moments"]] == [
        "credible", "not_triggered", "not_triggered"
    ]  # fmt: skip
    said = " ".join(ask("timeline", file).out.split())
    assert "in its status quo: A quarrel (2019-05-01)." in said
    assert "2020-06-01 Nothing: nothing that the model speaks of changed." in said
    assert "From 2020-01-01 to 2020-05-01" in said


def test_timeline_of_the_korea_cases() -> None:
    found = _json("timeline", "korea-2019", "korea-2018", "--worlds", "0")
    assert [moment["date"] for moment in found["moments"]] == ["2018-06-07", "2019-04-26"]
    changed = {(c["settlement"], c["party"]): c["weight"] for c in found["changes"]}
    before, after = changed["full_peace", "US"]
    assert before > after
    before, after = changed["full_peace", "Russia"]
    assert before < after
    said = " ".join(ask("timeline", "korea-2018", "korea-2019", "--worlds", "0").out.split())
    assert "Russia (0.00 to 0.05) and China (0.00 to 0.05) gained standing" in said


def test_an_event_that_leads_nowhere_feasible(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(FILE + "rules: [not B.pay]\n")
    answer = ask("timeline", str(path))
    assert answer.status == 2
    (problem,) = answer.problems
    assert "would break a rule" in problem["what"]
    assert problem["line"] == "15"


@pytest.mark.parametrize("command", ["threats", "claims", "timeline"])
def test_bad_input(command: str) -> None:
    answer = ask(command, "nowhere")
    assert answer.status == 2
    assert "no such file" in answer.err
    assert ask(command).status == 2


def test_an_equilibrium_is_limited(file: str) -> None:
    assert ask("threats", file, "--limit", "-1").status == 2


def test_some_claims_are_asked_and_answered_as_among_all(file: str) -> None:
    every, some = _json("claims", file), _json("claims", file, "--only", " talk ,talk")
    assert list(some["claims"]) == ["talk"]
    assert some["claims"]["talk"] == every["claims"]["talk"]
    case = detente.load(file)
    assert [case.claim(answer.claim.name).verdict for answer in case.claims] == [
        answer.verdict for answer in case.claims
    ]
    with pytest.raises(detente.UnknownName, match="no claim `talks`"):
        case.claim("talks")


@pytest.mark.parametrize("only", ["talks", "talk,talks", "", ","])
def test_a_claim_that_is_not_there_is_told_of(file: str, only: str) -> None:
    answer = ask("claims", file, "--only", only)
    assert_problems(answer)
    assert "there is no claim" in answer.err
