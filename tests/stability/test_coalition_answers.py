"""What the library answers of coalitions agrees with the definition-level brute force."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import detente
from detente.library import Case
from detente.stability.coalitional import MEANINGS, SINGLE
from drawn import graph_of
from oracle import brute, coalitions, settling, strategies
from oracle.spec import Spec

DISPUTES = strategies.option_disputes(parties=(2, 3), options=(2, 4)) | strategies.graphs()


def _case(spec: Spec) -> Case:
    graph = graph_of(spec)
    return Case(graph.dispute, graph)


@settings(max_examples=40)
@given(spec=DISPUTES)
def test_equilibria_that_stand_and_that_can_be_left(spec: Spec) -> None:
    universal, single = coalitions.universal(spec), brute.equilibria(spec)
    for everywhere in (False, True):
        found = _case(spec).coalitions(everywhere=everywhere)
        for name, answer in found.concepts.items():
            equilibria = single[SINGLE[name]]
            assert equilibria is not None
            came = brute.come_about(spec, SINGLE[name])
            among = equilibria if everywhere or came is None else equilibria & set(came)
            assert answer.stable == sorted(among & universal[name])
            assert answer.left == sorted(among - universal[name])
            assert (found.looked_at == "all") == (everywhere or came is None)


@settings(max_examples=40)
@given(spec=DISPUTES, data=st.data())
def test_named_states_and_who_leaves_them(spec: Spec, data: st.DataObject) -> None:
    asked = data.draw(st.sets(st.sampled_from(sorted(brute.states(spec))), min_size=1))
    found = _case(spec).coalitions(states=asked)
    game = settling.game(spec)
    assert found.looked_at == "state"
    for name, answer in found.concepts.items():
        assert answer.looked_at == sorted(asked)
        for number in asked:
            departures = answer.departures(number)
            assert bool(departures) == (number in answer.left)
            for departure in departures:
                group = frozenset(departure.coalition)
                assert not coalitions.stable_at(game, group, number)[name]
                assert departure.target in coalitions.joint_improvements(game, group, number)
                assert departure.steps[0].source == number
                assert departure.steps[-1].target == departure.target
                assert {step.party for step in departure.steps} <= group


def test_unknown_names() -> None:
    case = detente.load("chicken")
    with pytest.raises(detente.UnknownName, match="no state 99"):
        case.coalitions(states=[1, 99])
    with pytest.raises(detente.UnknownName, match="no state"):
        case.coalitions(["cnash"], [1]).concepts["cnash"].departures(0)
    with pytest.raises(detente.UnknownName, match="cnash"):
        case.coalitions(["nash"])


def test_how_they_print() -> None:
    found = detente.load("chicken").coalitions(["cnash"])
    assert repr(found) == "<CoalitionAnalysis of 'Chicken': cnash; looked at: come_about>"
    assert repr(found.concepts["cnash"]) == "<AgainstCoalitions: cnash, 2 states looked at>"
    assert list(detente.load("chicken").coalitions().concepts) == list(MEANINGS)
