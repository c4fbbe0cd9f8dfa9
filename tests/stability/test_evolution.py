"""What comes about from the status quo agrees with the definition-level brute force."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import detente
from detente.graphs.graph import Graph
from detente.graphs.returning import always_returns, classes
from detente.graphs.transforms import come_about, legally_reached
from detente.stability import evolution
from detente.stability.evolution import Arc, Evolution, evolve, evolve_by_any_moves
from drawn import graph_of
from oracle import arriving, brute, strategies
from oracle.spec import Spec

SMALL: dict[str, Any] = {"parties": (1, 4), "options": (1, 5)}
KINDS: dict[str, Any] = {
    "free": strategies.option_disputes(directions=False, rules=False, **SMALL),
    "one-way": strategies.option_disputes(**SMALL),
    "forbidden": strategies.option_disputes(directions=False, forbidden=True, **SMALL),
    "same": strategies.option_disputes(same=True, **SMALL),
    "everything": strategies.option_disputes(same=True, forbidden=True, levels=True, **SMALL),
    "hand-drawn": strategies.graphs(states=(1, 9)),
}
WAYS: dict[str, tuple[Callable[..., Evolution], Callable[..., arriving.Arrival]]] = {
    "improvements": (evolve, arriving.by_improvements),
    "any moves": (evolve_by_any_moves, arriving.by_moves),
}


@pytest.fixture(params=list(KINDS))
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=list(WAYS))
def way(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _named(found: Evolution, arcs: list[Arc]) -> set[arriving.Arc]:
    name, number = found.graph.parties, found.graph.states.number
    assert len(set(arcs)) == len(arcs)
    return {(name[a.party], number(a.source), number(a.target)) for a in arcs}


def _place(graph: Graph, number: int) -> int:
    place = graph.states.index(number)
    assert place is not None
    return place


def _assert_agree(found: Evolution, wanted: arriving.Arrival) -> None:
    number = found.graph.states.number
    steps = {number(s): int(found.steps[s]) for s in found.reached.tolist()}
    assert steps == wanted.steps
    assert list(steps) == sorted(steps, key=lambda n: (steps[n], n)) == found.numbers
    assert found.longest == max(steps.values())
    for name, place in [(n, _place(found.graph, n)) for n in steps]:
        assert set(found.last_movers(place)) == wanted.last_movers[name]
    arcs = list(found.arcs())
    assert _named(found, arcs) == wanted.arcs
    assert _named(found, [arc for arc in arcs if arc.irreversible]) == wanted.irreversible
    assert [arc for arc in arcs if arc.irreversible] == list(found.points_of_no_return())
    _assert_stages_agree(found, wanted)


def _assert_stages_agree(found: Evolution, wanted: arriving.Arrival) -> None:
    members = [
        set(found.graph.states.numbers[found.stage == stage.number].tolist())
        for stage in found.stages
    ]
    assert sorted(members, key=min) == wanted.stages
    assert [stage.number for stage in found.stages] == list(range(1, len(members) + 1))
    assert (found.stage[found.steps < 0] == 0).all()
    first = [(stage.steps, stage.first) for stage in found.stages]
    assert first == sorted(first)
    for stage, states in zip(found.stages, members, strict=True):
        assert stage.states == len(states)
        assert stage.steps == min(wanted.steps[number] for number in states)
        assert found.graph.states.number(stage.first) in states
    for name, count in found.no_return.items():
        assert count == len({s for i, s, _ in wanted.irreversible if i == name})


@given(data=st.data())
def test_everything_is_as_the_definitions_say(kind: str, way: str, data: st.DataObject) -> None:
    spec = data.draw(KINDS[kind])
    graph = graph_of(spec)
    start = data.draw(st.sampled_from(sorted(brute.states(spec))))
    evolved, oracle = WAYS[way]
    with mock.patch.object(evolution, "_FEW", data.draw(st.sampled_from([0, 32]))):
        found = evolved(graph, _place(graph, start))
    _assert_agree(found, oracle(spec, start))
    _assert_parts_agree(found, data.draw(st.integers(0, len(found))))


def _assert_parts_agree(found: Evolution, count: int) -> None:
    """The arcs between the first states only, and the searches that find the states alone."""
    graph, some = found.graph, found.reached[:count]
    inside = [arc for arc in found.arcs() if {arc.source, arc.target} <= set(some.tolist())]
    assert list(found.arcs(some)) == inside
    everyone = range(len(graph.moves))
    flags = (
        legally_reached(graph, everyone, found.start)
        if found.possible
        else come_about(graph, found.start)
    )
    assert np.array_equal(found.steps >= 0, flags)


@given(data=st.data())
def test_classes_of_states_that_reach_one_another(kind: str, data: st.DataObject) -> None:
    spec = data.draw(KINDS[kind])
    graph, moves = graph_of(spec), brute.moves(spec)
    number = graph.states.number
    onward = {s: arriving.reachable(moves, number(s)) for s in range(len(graph))}
    found = classes(graph)
    for s in range(len(graph)):
        for t in range(len(graph)):
            both = number(t) in onward[s] and number(s) in onward[t]
            assert (found[s] == found[t]) == both


@given(spec=strategies.option_disputes(directions=False, same=True, levels=True, **SMALL))
def test_rules_and_same_states_leave_every_step_reversible(spec: Spec) -> None:
    graph = graph_of(spec)
    assert always_returns(graph)
    for start in range(len(graph)):
        found = evolve_by_any_moves(graph, start)
        assert len(set(classes(graph)[found.reached].tolist())) == 1


def test_elmira_by_hand() -> None:
    graph = detente.load("elmira-graph").graph
    assert graph.status_quo is not None
    found = evolve(graph, graph.status_quo)
    assert found.numbers == [1, 5]
    assert [found.last_movers(place) for place in found.reached] == [(), ("Local Government",)]
    assert [stage.states for stage in found.stages] == [2]
    possible = evolve_by_any_moves(graph, graph.status_quo)
    numbers = [
        possible.graph.states.numbers[possible.stage == stage.number].tolist()
        for stage in possible.stages
    ]
    assert sorted(numbers) == [[1, 5], [2, 6], [3, 7], [4, 8], [9]]
    assert possible.no_return == {"MoE": 4, "Uniroyal": 8, "Local Government": 0}


def _row(size: int, *, closed: bool, both_ways: bool = False) -> str:
    """States in a row or a ring, the moves between them by two parties in turn."""
    arcs: dict[str, list[list[int]]] = {"A": [], "B": []}
    for state in range(1, size + closed):
        pair = [state, state % size + 1]
        arcs["AB"[state % 2]] += [pair, pair[::-1]] if both_ways else [pair]
    states = ", ".join(f"{state}: s" for state in range(1, size + 1))
    return (
        f"dispute: A row\ngraph:\n  states: {{{states}}}\n  moves: {arcs}\n"
        "parties: {A: {}, B: {}}\nstatus_quo: 1\n"
    )


@pytest.mark.parametrize("both_ways", [False, True])
def test_a_long_ring_is_one_stage_however_one_goes_round_it(both_ways: bool) -> None:
    graph = detente.loads(_row(600, closed=True, both_ways=both_ways)).graph
    found = evolve_by_any_moves(graph, 0)
    assert len(found) == 600
    assert found.longest == (300 if both_ways else 599)
    assert len(found.stages) == 1


def test_a_long_chain_has_a_stage_for_each_state() -> None:
    found = evolve_by_any_moves(detente.loads(_row(601, closed=False)).graph, 0)
    assert len(found.stages) == found.longest + 1 == 601
    assert found.no_return == {"A": 300, "B": 300}
