"""Verdicts on threats, and on the equilibria they hold, agree with the definitions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

import detente
from detente.disputes.model import Threat
from detente.graphs.asking import asked_formula
from detente.graphs.graph import Graph
from detente.settlements import empty_threats
from detente.settlements.empty_threats import EmptyThreats
from detente.settlements.threats import SHARED, ThreatAnswer
from drawn import graph_of
from oracle import brute, strategies, threatening
from oracle.spec import Formula, Spec, formula_text

SMALL: dict[str, Any] = {"parties": (2, 3), "options": (2, 6), "statements": 3}
KINDS: dict[str, Any] = {
    "free": strategies.option_disputes(directions=False, rules=False, **SMALL),
    "rules and directions": strategies.option_disputes(**SMALL),
    "levels": strategies.option_disputes(levels=True, **SMALL),
    "everything": strategies.option_disputes(same=True, forbidden=True, levels=True, **SMALL),
    "hand-drawn": strategies.graphs(states=(2, 7)),
}


@pytest.fixture(params=list(KINDS))
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@st.composite
def threats(draw: Any, kind: str) -> tuple[Spec, dict[str, Any]]:
    """A dispute with a status quo, and a threat of one of its parties."""
    spec = draw(KINDS[kind])
    if brute.status_quo(spec) is None:
        if "graph" in spec:
            spec = {**spec, "status_quo": draw(st.sampled_from(spec["graph"]["states"]))}
        else:
            setting = draw(st.sampled_from(brute.feasible(spec)))
            spec = {**spec, "status_quo": strategies._listed_on(spec, setting, False)}
    able = [p for p in spec["parties"] if "graph" in spec or p["options"]]
    party = draw(st.sampled_from(able or spec["parties"]))
    own = spec if "graph" in spec else {**spec, "parties": [party]}
    threat: dict[str, Any] = {
        "by": party["name"],
        "action": draw(strategies.formulas(strategies.atoms(own))),
    }
    for key in ("if", "unless"):
        if draw(st.integers(0, 2)) == 2:
            threat[key] = draw(strategies.formulas(strategies.atoms(spec)))
    return spec, threat


def _answer(spec: Spec, threat: dict[str, Any]) -> ThreatAnswer:
    graph = graph_of(spec)

    def formula(key: str, otherwise: Formula) -> Any:
        return asked_formula(graph, formula_text(threat.get(key, otherwise)))

    declared = Threat(
        "drawn",
        threat["by"],
        formula("action", ("const", True)),
        formula("if", ("const", True)),
        formula("unless", ("const", False)),
    )
    graph = replace(graph, dispute=replace(graph.dispute, threats=(declared,)))
    assert graph.status_quo is not None
    return ThreatAnswer(graph, declared, graph.status_quo)


@given(data=st.data())
def test_every_verdict_is_the_definition_s(kind: str, data: st.DataObject) -> None:
    spec, threat = data.draw(threats(kind))
    game, found = threatening.game(spec), _answer(spec, threat)
    for place, number in enumerate(found.graph.states.numbers.tolist()):
        assert found.verdict(place) == threatening.verdict(game, threat, number), number
    start = brute.status_quo(spec)
    assert start is not None
    said = threatening.shares(game, threat, start)
    assert found.over == said["over"]
    assert found.counts["carried"] == said["carried"]
    assert found.counts["impossible"] == said["impossible"]
    for verdict in SHARED:
        assert (found.shares or dict.fromkeys(SHARED))[verdict] == said[verdict]
    changes = [(c.party, c.option, _value(c.value)) for c in found.held_back_by]
    assert sorted(map(str, changes)) == sorted(
        map(str, ((p, o, v) for p, o, v in threatening.held_back_by(game, threat, start)))
    )


def _value(said: str) -> bool | str:
    return {"on": True, "off": False}.get(said, said)


@given(data=st.data())
def test_reasons_can_be_replayed(kind: str, data: st.DataObject) -> None:
    spec, threat = data.draw(threats(kind))
    game, found = threatening.game(spec), _answer(spec, threat)
    by, rank = threat["by"], game.r[threat["by"]]
    for place, number in enumerate(found.graph.states.numbers.tolist()):
        verdict, reason = found.verdict(place), found.why(place)
        assert (reason.move is not None) == (verdict in SHARED)
        if reason.move is None:
            continue
        target = reason.move.target
        assert target in threatening.carrying_moves(game, threat, number)
        credible = threatening.credible_move(game, by, number, target)
        assert credible == (verdict in {"credible", "second_best"})
        assert (rank[target] > rank[number]) == (verdict != "empty")
        if verdict == "second_best":
            assert reason.better is not None
            assert reason.better.target in game.R[by][number]
            assert rank[reason.better.target] > rank[target]
            assert not threatening.true_at(game, threat["action"], reason.better.target)
        if verdict == "deterred":
            assert reason.answer is not None
            assert reason.answer.sanction
            end = reason.answer.sanction[-1].target
            assert rank[end] <= rank[number]


@given(data=st.data())
def test_what_rests_on_empty_threats(kind: str, data: st.DataObject) -> None:
    spec = data.draw(KINDS[kind])
    graph, game = graph_of(spec), threatening.game(spec)
    whose = EmptyThreats(graph).whose()
    for place, number in enumerate(graph.states.numbers.tolist()):
        sets = {frozenset(graph.parties[p] for p in group) for group in whose.get(place, ())}
        assert sets == {frozenset(group) for group in threatening.rests_on(game, number)}, number


@given(data=st.data())
def test_large_disputes_look_for_small_sets_only(data: st.DataObject) -> None:
    spec = data.draw(strategies.option_disputes(parties=(3, 4), options=(3, 5), statements=3))
    graph: Graph = graph_of(spec)
    with patch.object(empty_threats, "_MOST_WORK", 0):
        few = EmptyThreats(graph)
        assert few.largest <= 2
        for state, groups in EmptyThreats(graph).whose().items():
            assert few.whose()[state] == tuple(g for g in groups if len(g) <= 2)


@pytest.mark.parametrize("least", [1, 3, 5])
def test_many_options_of_one_owner(least: int) -> None:
    """Every set of just so many options carries the threat out, and no larger one."""
    names = [f"o{k}" for k in range(9)]
    options = ", ".join(f"{name}: Do" for name in names)
    count = f"at least {least} of ({', '.join(f'A.{name}' for name in names)})"
    case = detente.loads(
        f"dispute: d\nparties:\n  A: {{options: {{{options}}}}}\n"
        f"threats: {{t: {{by: A, action: '{count}'}}}}\n"
    )
    carrying = case.threats["t"].carrying
    reached = carrying.targets[carrying.sources == 0]
    codes = case.graph.states.codes[reached]
    assert sorted(codes.tolist()) == [c for c in range(512) if c.bit_count() == least]
