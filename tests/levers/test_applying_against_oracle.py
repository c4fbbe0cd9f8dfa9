"""What levers make of a dispute agrees with the definitions, in whatever order they are named."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import detente
from detente.graphs.building import build
from detente.graphs.graph import Graph
from detente.levers.applying import applied
from levered import case_of, dispute_of
from oracle import brute, levering, strategies
from oracle.spec import Spec

SMALL: dict[str, Any] = {"parties": (2, 3), "options": (2, 5), "statements": 3}
KINDS: dict[str, Any] = {
    "statements": strategies.option_disputes(preferences="prefers", **SMALL),
    "weights": strategies.option_disputes(preferences="weights", **SMALL),
    "no preferences": strategies.option_disputes(preferences="none", **SMALL),
    "everything": strategies.option_disputes(same=True, forbidden=True, levels=True, **SMALL),
    "hand-drawn": strategies.graphs(parties=(2, 3), states=(2, 6)),
}
some = settings(max_examples=max(settings().max_examples // 2, 1))


@pytest.fixture(params=list(KINDS))
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _agrees(graph: Graph, spec: Spec) -> None:
    """States, moves, ranks and status quo are those of the definitions."""
    numbers = graph.states.numbers.tolist()
    assert numbers == sorted(brute.states(spec))
    start = None if graph.status_quo is None else numbers[graph.status_quo]
    assert start == brute.status_quo(spec)
    moves, ranks = brute.moves(spec), brute.ranks(spec)
    for party, name in enumerate(graph.parties):
        by_rank = [ranks[name][number] for number in numbers]
        assert _dense(graph.ranks[party].tolist()) == by_rank
        for place, number in enumerate(numbers):
            targets = {numbers[t] for t in graph.moves[party].from_state(place).tolist()}
            assert targets - {number} == moves[name][number], (name, number)


def _dense(values: list[int]) -> list[int]:
    ladder = sorted(set(values))
    return [ladder.index(value) for value in values]


@some
@given(data=st.data())
def test_every_set_of_levers(kind: str, data: st.DataObject) -> None:
    spec = data.draw(levering.levered(KINDS[kind]))
    dispute = dispute_of(spec)
    for chosen in levering.lever_sets(spec):
        order = data.draw(st.permutations(sorted(chosen)))
        _agrees(build(applied(dispute, order).dispute), levering.apply(spec, chosen))


@some
@given(data=st.data())
def test_what_they_make_is_written_and_read_again(kind: str, data: st.DataObject) -> None:
    spec = data.draw(levering.levered(KINDS[kind]))
    chosen = data.draw(st.sets(st.sampled_from(levering.lever_names(spec))))
    changed = case_of(spec).with_levers(chosen)
    again = detente.loads(changed.to_yaml())
    assert again.dispute == changed.dispute
    _agrees(again.graph, levering.apply(spec, chosen))
