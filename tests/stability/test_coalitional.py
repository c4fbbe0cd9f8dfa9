"""Stability against coalitions agrees with the definition-level brute force."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.graphs.graph import Graph
from detente.stability import coalitional
from detente.stability.analysis import analyse
from drawn import graph_of
from oracle import coalitions, settling, strategies
from oracle.spec import Spec

SMALL: dict[str, Any] = {"parties": (2, 4), "options": (2, 5)}
KINDS: dict[str, Any] = {
    "free": strategies.option_disputes(directions=False, rules=False, **SMALL),
    "rules and directions": strategies.option_disputes(**SMALL),
    "everything": strategies.option_disputes(same=True, forbidden=True, levels=True, **SMALL),
    "hand-drawn": strategies.graphs(states=(2, 7)),
}


@pytest.fixture(params=list(KINDS))
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _stable(graph: Graph, concept: str) -> set[int]:
    flags = coalitional.stable(graph, concept, np.arange(len(graph)))
    return set(graph.states.numbers[flags].tolist())


@given(data=st.data())
def test_every_state_is_as_the_definition_says(kind: str, data: st.DataObject) -> None:
    spec = data.draw(KINDS[kind])
    graph = graph_of(spec)
    for concept, numbers in coalitions.universal(spec).items():
        assert _stable(graph, concept) == numbers, concept


@given(data=st.data())
def test_who_leaves_and_how(kind: str, data: st.DataObject) -> None:
    spec = data.draw(KINDS[kind])
    graph, game = graph_of(spec), settling.game(spec)
    number = data.draw(st.sampled_from(game.states))
    place = graph.states.index(number)
    assert place is not None
    for concept in coalitional.MEANINGS:
        found = list(coalitional.leavings(graph, place, concept))
        leaving = {
            group
            for group in settling.subsets(game.parties)
            if group and not coalitions.stable_at(game, group, number)[concept]
        }
        named = [frozenset(graph.parties[p] for p in one.coalition) for one in found]
        assert set(named) == settling.minimal(leaving)
        for group, one in zip(named, found, strict=True):
            _can_be_replayed(graph, game, group, number, one)


def _can_be_replayed(
    graph: Graph,
    game: settling.Game,
    group: frozenset[str],
    number: int,
    leaving: coalitional.Leaving,
) -> None:
    at, last = number, ""
    for mover, source, target in leaving.steps:
        name = graph.parties[mover]
        assert name in group
        assert name != last
        assert graph.states.number(source) == at
        last, at = name, graph.states.number(target)
        assert at in game.R[name][graph.states.number(source)]
    assert at == graph.states.number(leaving.target)
    assert all(game.r[i][at] > game.r[i][number] for i in group)


@given(spec=strategies.option_disputes(**SMALL))
def test_what_follows_from_what(spec: Spec) -> None:
    graph = graph_of(spec)
    found = {concept: _stable(graph, concept) for concept in coalitional.MEANINGS}
    single = analyse(graph, ["nash", "gmr", "smr"])
    assert found["cnash"] <= found["csmr"] <= found["cgmr"]
    assert found["cnash"] <= found["cseq"] <= found["cgmr"]
    for concept in ("cnash", "cgmr", "csmr"):
        assert found[concept] <= set(single.equilibria(coalitional.SINGLE[concept]))


def test_more_states_than_a_word_has_bits() -> None:
    atoms = [("on", "ABCD"[k % 4], f"o{k}") for k in range(8)]
    spec: Spec = {
        "parties": [
            {
                "name": name,
                "options": [{"name": f"o{k}"} for k in range(8) if "ABCD"[k % 4] == name],
                "prefers": [("iff", atoms[(3 * n + k) % 8], atoms[(n + 2 * k + 1) % 8])
                            for k in range(5)],
            }
            for n, name in enumerate("ABCD")
        ]
    }  # fmt: skip
    graph = graph_of(spec)
    assert len(graph) == 256
    game = settling.game(spec)
    for group in (frozenset("A"), frozenset("AB"), frozenset("ABCD")):
        places = tuple("ABCD".index(name) for name in sorted(group))
        for number in range(1, 257, 7):
            escapes = coalitional._escapes_from(graph, number - 1, places, "csmr")
            stable = coalitions.stable_at(game, group, number)["csmr"]
            assert escapes.any() != stable
