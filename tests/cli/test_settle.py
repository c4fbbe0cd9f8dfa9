"""``detente settle``: words, JSON and bad input."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .running import ask

KEYS = {
    *("format", "version", "dispute", "status", "holds_on", "holds_firmly_on", "reached"),
    *("minimal_coalitions", "pressure", "pact", "roles", "must_tolerate", "relied_on"),
    *("spoilers", "exit_cost", "refusals", "weights", "paths"),
}


def _asked(*words: str) -> dict[str, Any]:
    answer = ask("settle", *words, "--worlds", "0", "--json")
    assert answer.status == 0, answer.err
    found = json.loads(answer.out)
    assert set(found) >= KEYS
    return dict(found)


def test_an_open_settlement() -> None:
    found = _asked("korea-2019", "full_peace")
    assert found["status"] == "open"
    assert found["reached"] is True
    assert found["minimal_coalitions"] == [
        ["North", "South", "US", "Russia"],
        ["North", "South", "US", "China"],
    ]
    assert found["pressure"] == {"reached": True, "minimal_coalitions": [["North", "South", "US"]]}
    assert sum(found["weights"]["shapley_shubik"].values()) == pytest.approx(1)
    assert sum(found["weights"]["banzhaf"].values()) == pytest.approx(1)
    assert [path["coalition"] for path in found["paths"]] == found["minimal_coalitions"]
    for path in found["paths"]:
        assert path["coerced"] == []
        assert [step["to"] for step in path["steps"]][-1] == path["end"]
        assert all(step["sets"] and step["gains"] for step in path["steps"])
        assert set(path["firm"]) == {"jointly", "farsighted"}
    (pressed,) = found["pressure_paths"]
    assert pressed["coerced"] == ["US"]


def test_already_there() -> None:
    found = _asked("korea-2018", "not US.strike")
    assert found["status"] == "already"
    assert found["minimal_coalitions"] == [[]]
    (path,) = found["paths"]
    assert path["steps"] == []


def test_by_a_coalition_and_merely_possible() -> None:
    found = _asked("korea-2018", "peace", "--by", "North,South")
    assert (found["by"], found["by_reached"]) == (["North", "South"], True)
    (path,) = found["paths"]
    assert path["coalition"] == ["North", "South"]
    assert _asked("korea-2018", "peace", "--by", "North, US")["by_reached"] is False
    law = _asked("korea-2018", "disarmament", "--possible")
    assert law["possible"] == {"reached": True, "minimal_coalitions": [["North"]]}
    assert [step["party"] for step in law["paths"][0]["steps"]] == ["North"]
    assert _asked("korea-2018", "disarmament", "--possible", "--by", "US")["by_reached"] is False


def test_a_pact_and_refusals() -> None:
    found = _asked("prisoners-dilemma", "cooperation")
    assert found["status"] == "unreachable"
    assert found["refusals"] == [["Row"], ["Column"]]
    assert found["pact"] == {"reached": True, "minimal_coalitions": [["Row", "Column"]]}
    (pact,) = found["pact_paths"]
    (step,) = pact["steps"]
    assert step["parties"] == ["Row", "Column"]
    assert step["sets"] == {"Row.cooperate": "on", "Column.cooperate": "on"}
    assert len(found["consent_paths"]) == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["korea-2018", "peace"], ["Open", "North + South", "must tolerate", "not who would"]),
        (["korea-2019", "full_peace"], ["Under pressure: US is worse off", "It may drift"]),
        (["korea-2018", "not US.strike"], ["Already there"]),
        (["prisoners-dilemma", "cooperation"], ["Out of reach", "By pact", "What blocks it"]),
        (["prisoners-dilemma", "false"], ["no feasible state satisfies it"]),
        (
            ["korea-2018", "peace", "--by", "US"],
            ["cannot settle by agreed steps of its own", "Nor under pressure"],
        ),
        (["korea-2018", "peace", "--by", "North,South"], ["can settle by agreed steps"]),
        (["korea-2018", "disarmament", "--possible"], ["merely legal moves", "North"]),
        (["elmira", "state = 5"], ["Settlement state = 5 in"]),
        (["chicken", "crash"], ["It cannot hold", "leaves it by a credible move"]),
    ],
)
def test_words(words: list[str], said: list[str]) -> None:
    answer = ask("settle", *words, "--worlds", "0")
    assert answer.status == 0, answer.err
    for part in said:
        assert part in " ".join(answer.out.split())
    if "no feasible" in answer.out or "Already" in answer.out:
        assert "weight" not in answer.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["korea-2018", "peas"], "did you mean"),
        (["korea-2018", "North.treaty and"], "too early"),
        (["korea-2018", "peace", "--by", "Nroth"], "did you mean `North`"),
        (["nowhere", "peace"], "no such file"),
    ],
)
def test_bad_input(words: list[str], said: str) -> None:
    answer = ask("settle", *words)
    assert answer.status == 2
    assert said in answer.err
    assert answer.out == ""
    assert "Traceback" not in answer.err


def test_without_a_status_quo(tmp_path: Any) -> None:
    path = tmp_path / "none.yaml"
    path.write_text("dispute: d\nparties:\n  A: {options: {x: X}, prefers: [A.x]}\nrules: [A.x]\n")
    answer = ask("settle", str(path), "A.x")
    assert answer.status == 2
    assert "no status quo" in answer.err
