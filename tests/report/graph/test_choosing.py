"""What is shown: within the budget, what matters first, and what was left out adds up."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import detente
from detente.disputes.shipped import shipped_names
from detente.graphs.graph import Graph
from detente.report.graph.choosing import arrows, choose
from detente.report.graph.figure import viewed
from detente.report.graph.link import Link
from detente.report.graph.routes import Stride
from detente.report.graph.sentences import folding
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


def _ways_told(case: detente.Case, name: str) -> Iterator[tuple[Stride, ...]]:
    """The ways to a settlement of which a report tells, in its own order and number."""
    settlement = case.settle(name)
    if settlement.status in {"open", "unreachable"}:
        kinds = ["agreed", "pressure", "pact"]
        for kind in kinds + ["consent"] * (settlement.status == "unreachable"):
            for path in settlement.first_paths(kind, 2):
                yield tuple(Stride(step.movers, step.source, step.target) for step in path.steps)


@pytest.mark.parametrize("name", [name for name in shipped_names() if "korea-201" not in name])
def test_the_ways_to_settlements_that_a_report_tells_are_drawn(name: str) -> None:
    case = detente.load(name)
    view = choose(case.graph)
    drawn = {(link.movers, link.source, link.target) for link in view.links if link.settling}
    for settlement, _ in case.graph.dispute.settlements:
        for way in _ways_told(case, settlement):
            assert drawn >= {(step.movers, step.source, step.target) for step in way}
            assert settlement in view.ends[way[-1].target]
    assert view.folded.ways == 0


@pytest.mark.parametrize(
    ("name", "steps"),
    [
        ("elmira", {("MoE", 1, 2, False), ("Uniroyal", 2, 4, True)}),
        ("cuba-1962", {("US", 1, 3, True), ("USSR", 3, 7, True), ("USSR", 1, 5, False)}),
    ],
)
def test_steps_under_pressure_and_by_consent_are_marked(
    name: str, steps: set[tuple[str, int, int, bool]]
) -> None:
    view = choose(detente.load(name).graph)
    assert steps == {
        (
            view.graph.parties[link.movers[0]],
            view.number(link.source),
            view.number(link.target),
            link.improvement,
        )
        for link in view.links
        if link.settling
    }


@pytest.mark.parametrize("name", ["korea-2018", "korea-2019"])
def test_large_graphs_show_a_way_of_each_kind_and_count_the_others(name: str) -> None:
    case = detente.load(name)
    view = choose(case.graph)
    drawn = {(link.movers, link.source, link.target) for link in view.links if link.settling}
    missing = 0
    for settlement, _ in case.graph.dispute.settlements:
        ways = list(_ways_told(case, settlement))
        whole = [drawn >= {(step.movers, step.source, step.target) for step in w} for w in ways]
        assert whole[0]
        missing += whole.count(False)
    assert view.folded.ways == missing > 0
    assert f"Not drawn: {missing} more way" in folding(view)


@pytest.mark.parametrize("most", [20, 30])
def test_no_state_stands_apart_if_something_leads_there(most: int) -> None:
    view = choose(detente.load("korea-2018").graph, most=most)
    entered = {link.target for link in view.links}
    assert set(view.shown) - entered == {view.start}


def test_a_pact_is_an_arrow_of_both() -> None:
    view = choose(detente.load("prisoners-dilemma").graph)
    (joint,) = (link for link in view.links if len(link.movers) == 2)
    assert (joint.source, joint.target, joint.settling) == (0, 3, True)
    assert view.ends == {3: ("cooperation",)}
    assert view.layers == {0: 0, 1: 1, 2: 1, 3: 2}


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
    graph = detente.load("chicken").graph
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
