"""What is shown: within the budget, what matters first, and what was left out adds up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import detente
from detente.graphs.graph import Graph
from detente.report.graph.choosing import arrows, choose
from detente.report.graph.figure import viewed
from detente.report.graph.link import Link
from detente.report.graph.view import View
from detente.stability.analysis import analyse
from detente.stability.concepts import UnknownName
from detente.stability.evolution import evolve
from drawn import graph_of
from oracle import strategies
from oracle.spec import Spec

DISPUTES = strategies.option_disputes(
    parties=(1, 3), options=(1, 4), same=True, forbidden=True, levels=True
)
KINDS = st.one_of(DISPUTES, strategies.graphs(states=(1, 9)))


def _moves(graph: Graph, shown: set[int], party: int | None) -> set[tuple[int, int, int, bool]]:
    """Every move between states shown, and whether it is an improvement."""
    return {
        (mover, source, target, bool(graph.ranks[mover][target] > graph.ranks[mover][source]))
        for mover in range(len(graph.parties))
        if party is None or mover == party
        for source in shown
        for target in graph.moves[mover].from_state(source).tolist()
        if target in shown
    }


def _told(links: tuple[Link, ...]) -> list[tuple[int, int, int, bool]]:
    """The moves that arrows of one party stand for."""
    found = [
        (link.movers[0], link.source, link.target, link.improvement)
        for link in links
        if len(link.movers) == 1
    ]
    return found + [
        (link.movers[0], link.target, link.source, False) for link in links if link.back
    ]


def _check(view: View, party: int | None, improvements: bool) -> None:
    graph, shown = view.graph, set(view.shown)
    moves = _moves(graph, shown, party)
    told = _told(view.links)
    assert len(told) == len(set(told))
    assert set(told) <= moves
    asked = {move for move in moves if move[3]} if improvements else moves
    assert len(asked - set(told)) == view.folded.moves
    stable = analyse(graph, [view.concept]).flags(view.concept)
    assert view.stable == {place for place in shown if stable[place]}
    if view.start is not None:
        evolution = evolve(graph, view.start)
        assert view.shown[0] == view.start
        assert view.coming == {p: int(evolution.steps[p]) for p in shown if evolution.steps[p] >= 0}
        assert view.folded.coming == len(evolution)
        assert view.folded.stable == int(stable[evolution.reached].sum())


@given(
    spec=KINDS,
    most=st.integers(1, 9),
    improvements=st.booleans(),
    one=st.booleans(),
    data=st.data(),
)
def test_the_budget_holds_and_counts_add_up(
    spec: Spec, most: int, improvements: bool, one: bool, data: st.DataObject
) -> None:
    graph = graph_of(spec)
    party = data.draw(st.integers(0, len(graph.parties) - 1)) if one else None
    start = data.draw(st.one_of(st.none(), st.integers(0, len(graph) - 1)))
    view = choose(graph, start=start, party=party, improvements=improvements, most=most)
    assert 1 <= len(view.shown) <= most
    assert view.folded.states == len(graph)
    if len(graph) <= most:
        assert len(view.shown) == len(graph)
    routed = sum(link.settling for link in view.links) + len(view.shown)
    assert len(view.links) <= arrows(most, len(view.shown) < len(graph)) + routed
    _check(view, party, improvements)


@given(spec=DISPUTES, most=st.integers(2, 6))
def test_equilibria_are_shown_with_a_way_of_improvements(spec: Spec, most: int) -> None:
    graph = graph_of(spec)
    view = choose(graph, start=0, most=most)
    reached = {0}
    while True:
        more = {
            link.target for link in view.links if link.improvement and link.source in reached
        } | reached
        if more == reached:
            break
        reached = more
    coming_equilibria = view.stable & view.coming.keys()
    if len(graph) > most:
        assert coming_equilibria <= reached


def test_korea_shows_every_equilibrium_that_can_come_about_and_where_settlements_end() -> None:
    graph = detente.load("korea-2018").graph
    view = choose(graph)
    assert len(view.stable & view.coming.keys()) == view.folded.stable == 6
    assert len(view.shown) <= 20
    assert {name for names in view.ends.values() for name in names} == {
        name for name, _ in graph.dispute.settlements
    }
    for place, names in view.ends.items():
        for name in names:
            held = detente.load("korea-2018").settle(name).held
            assert held[place]


def test_a_pact_is_an_arrow_of_both() -> None:
    view = choose(detente.load("prisoners-dilemma").graph)
    (joint,) = (link for link in view.links if len(link.movers) == 2)
    assert (joint.source, joint.target, joint.settling) == (0, 3, True)
    assert view.ends == {3: ("cooperation",)}
    assert view.layers.layer == {0: 0, 1: 1, 2: 1, 3: 2}


def test_where_nothing_can_come_about_the_alternatives_are_shown() -> None:
    options = ", ".join(f"o{k}: X" for k in range(5))
    prefers = ", ".join(f"not A.o{k}" for k in range(5))
    text = (
        f"dispute: d\nparties: {{A: {{options: {{{options}}}, prefers: [{prefers}]}}}}\n"
        "status_quo: []\n"
    )
    view = choose(detente.loads(text).graph)
    assert view.shown == (0, 16)
    assert sorted(link.improvement for link in view.links) == [False, True]  # there, and back


def test_without_a_status_quo_equilibria_are_shown() -> None:
    options = ", ".join(f"o{k}: X" for k in range(6))
    text = (
        f"dispute: d\nparties: {{A: {{options: {{{options}}}, prefers: [A.o0]}}}}\nrules: [A.o1]\n"
    )
    graph = detente.loads(text).graph
    assert graph.status_quo is None
    view = choose(graph, most=5)
    assert len(view.shown) == 5
    assert set(view.shown) == view.stable
    assert view.coming == {}


def test_steps_that_cannot_be_taken_back_are_marked() -> None:
    graph = detente.load("elmira").graph
    view = choose(graph)
    numbers = {
        (graph.states.number(x.source), graph.states.number(x.target))
        for x in view.links
        if x.final
    }
    assert (2, 4) in numbers
    assert not any(link.final for link in choose(detente.load("chicken").graph).links)


def test_the_way_back_shares_the_arrow() -> None:
    graph = detente.load("prisoners-dilemma").graph
    view = choose(graph, improvements=False)
    assert sum(link.back for link in view.links) == 4
    assert sum(link.moves for link in view.links if len(link.movers) == 1) == 8


def test_a_partys_drawing_has_the_same_states_and_layers() -> None:
    graph = detente.load("cuba-1962").graph
    whole, part = choose(graph), choose(graph, party=0)
    assert whole.layers == part.layers
    assert set(part.links) == {link for link in whole.links if link.movers == (0,)}


def test_unknown_names_are_refused() -> None:
    graph = detente.load("chicken").graph
    asked = {"concept": "seq", "improvements": True, "most": 20}
    with pytest.raises(UnknownName, match="no party `Raw`; did you mean `Row`"):
        viewed(graph, start=None, party="Raw", **asked)  # type: ignore[arg-type]
    with pytest.raises(UnknownName, match="no state 9"):
        viewed(graph, start=9, party=None, **asked)  # type: ignore[arg-type]


def test_large_graphs_are_folded_without_looking_at_all_of_it() -> None:
    graph = detente.load("korea-2018").graph
    view = choose(graph, improvements=False)
    assert len(view.links) <= arrows(20, True)
    assert view.folded.moves > 0
    assert np.unique(view.shown).size == len(view.shown)
