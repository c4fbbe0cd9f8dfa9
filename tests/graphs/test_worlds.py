"""Many worlds side by side give what each gives alone."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.disputes.reading import read_text
from detente.graphs import compiled, rounds
from detente.graphs.building import build
from detente.graphs.compiled import Kernel
from detente.graphs.graph import Graph
from detente.graphs.moves import Flags
from detente.graphs.rounds import WorldMoves
from detente.graphs.transforms import come_about
from detente.graphs.varying import with_preferences
from detente.graphs.worlds import Worlds, chains, worlds_of
from detente.settlements.credibility import assured, stable_for
from detente.settlements.holding import holds_on
from detente.stability.concepts import CONCEPTS
from drawn import graph_of
from oracle import strategies
from oracle.spec import Spec

SMALL: dict[str, Any] = {"parties": (2, 4), "options": (2, 6), "statements": 3}
KINDS: dict[str, Any] = {
    "free": strategies.option_disputes(directions=False, rules=False, **SMALL),
    "rules and directions": strategies.option_disputes(**SMALL),
    "everything": strategies.option_disputes(same=True, forbidden=True, levels=True, **SMALL),
    "same": strategies.option_disputes(same=True, **SMALL),
    "forbidden moves": strategies.option_disputes(forbidden=True, **SMALL),
    "hand-drawn": strategies.graphs(states=(2, 7)),
}
SIDE_BY_SIDE = ("nash", "gmr", "smr", "seq", "sseq")
LOOPS: list[Kernel | None] = [None, compiled._lower]  # numpy's, and what is to be compiled
PREFERENCES = ("prefers", "ranking", "weights")
few = settings(max_examples=max(settings().max_examples // 5, 1))


@pytest.fixture(params=list(KINDS))
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


# One graph, several rankings for each party, and worlds that pick among them ---------------------


@st.composite
def worlds(draw: Any, kind: str) -> tuple[list[Spec], list[tuple[int, ...]]]:
    """A dispute, the same with all preferences otherwise; and for each world, whose each party has.

    How many worlds there are matters: eight at a time are looked at in another way.
    """
    spec = draw(KINDS[kind])
    several = [spec, *(_otherwise(draw, spec) for _ in range(draw(st.integers(0, 2))))]
    one = st.tuples(*(st.integers(0, len(several) - 1) for _ in spec["parties"]))
    count = draw(st.sampled_from([1, 2, 3, 5, 8, 9]))
    return several, draw(st.lists(one, min_size=count, max_size=count))


def _otherwise(draw: Any, spec: Spec) -> Spec:
    kinds = ["none", "prefers", "ranking"] + ([] if "graph" in spec else ["weights"])
    parties = []
    for party in spec["parties"]:
        bare = {key: value for key, value in party.items() if key not in PREFERENCES}
        order = strategies._preference(draw, spec, draw(st.sampled_from(kinds)), True, 3)
        parties.append({**bare, **order})
    return {**spec, "parties": parties}


def _made(
    several: Sequence[Graph], picks: Sequence[Sequence[int]], loop: Kernel | None = None
) -> tuple[Worlds, list[Graph]]:
    """Worlds side by side, and each of them alone."""
    graph, parties = several[0], range(len(several[0].parties))
    variants = [[other.ranks[party] for other in several] for party in parties]
    singles = []
    for own in picks:
        single = graph
        for party, picked in enumerate(own):
            preferences = several[picked].dispute.parties[party].preferences
            single = with_preferences(single, party, preferences)
        singles.append(single)
    return worlds_of(graph, variants, np.array(picks), kernel=loop), singles


def _columns(table: Any, singles: list[Any]) -> None:
    assert table.shape == (len(singles[0]), len(singles))
    for column, single in enumerate(singles):
        assert table[:, column].tolist() == single.tolist(), column


def _same_stability(together: Worlds, singles: list[Graph]) -> None:
    assert together.count == len(singles)
    for party in range(len(together.parties)):
        _columns(together.ranks[party], [single.ranks[party] for single in singles])
        for concept in SIDE_BY_SIDE:
            stable = CONCEPTS[concept].stable
            _columns(stable(together, party), [stable(single, party) for single in singles])


def _same_holding(together: Worlds, singles: list[Graph], settled: Flags) -> None:
    for party in range(len(together.parties)):
        _columns(assured(together, party), [assured(single, party) for single in singles])
        _columns(stable_for(together, party), [stable_for(single, party) for single in singles])
    repeated = settled[:, None].repeat(len(singles), axis=1)
    _columns(holds_on(together, repeated), [holds_on(single, settled) for single in singles])
    assert (repeated == settled[:, None]).all()  # what is passed in is left as it is


@few
@given(data=st.data(), loop=st.sampled_from(LOOPS))
def test_every_concept(kind: str, loop: Kernel | None, data: st.DataObject) -> None:
    several, picks = data.draw(worlds(kind))
    _same_stability(*_made([graph_of(spec) for spec in several], picks, loop))


@few
@given(data=st.data(), loop=st.sampled_from(LOOPS))
def test_what_holds_and_can_come_about(kind: str, loop: Kernel | None, data: st.DataObject) -> None:
    several, picks = data.draw(worlds(kind))
    together, singles = _made([graph_of(spec) for spec in several], picks, loop)
    size = len(together)
    settled = data.draw(st.lists(st.booleans(), min_size=size, max_size=size))
    _same_holding(together, singles, np.array(settled))
    start = data.draw(st.integers(0, size - 1))
    _columns(come_about(together, start), [come_about(single, start) for single in singles])


@few
@given(data=st.data())
def test_in_any_order(kind: str, data: st.DataObject) -> None:
    """A world is the same wherever it stands, and however often."""
    several, picks = data.draw(worlds(kind))
    graphs = [graph_of(spec) for spec in several]
    order = data.draw(st.lists(st.integers(0, len(picks) - 1), min_size=1, max_size=9))
    together, _ = _made(graphs, picks)
    again, _ = _made(graphs, [picks[k] for k in order])
    for concept in SIDE_BY_SIDE:
        for party in range(len(together.parties)):
            stable = CONCEPTS[concept].stable
            assert (stable(again, party) == stable(together, party)[:, order]).all()


# Whether moves chain ----------------------------------------------------------------------------


def _moves(graph: Graph, party: int) -> dict[int, set[int]]:
    moves = graph.moves[party]
    return {state: set(moves.from_state(state).tolist()) for state in range(len(graph))}


def _truly_chain(graph: Graph) -> bool:
    for party in range(len(graph.parties)):
        onward = _moves(graph, party)
        for s, t in [(s, t) for s, targets in onward.items() for t in targets]:
            if not onward[t] - {s} <= onward[s]:
                return False
    return True


@given(data=st.data())
def test_moves_are_said_to_chain_only_where_they_do(kind: str, data: st.DataObject) -> None:
    graph = graph_of(data.draw(KINDS[kind]))
    if chains(graph):
        assert _truly_chain(graph)
    if graph.chaining:
        assert _truly_chain(graph)


TWO = """\
dispute: d
parties:
  A: {options: {hit: {title: Hit, direction: on only}, arm: Arm}, prefers: [not A.hit, A.arm]}
  B: {options: {pay: Pay, go: Go}, prefers: [not A.hit, not B.pay]}
"""


@pytest.mark.parametrize(
    ("more", "so"),
    [
        ("same: [A.hit]\n", True),  # nobody moves on from there
        ("same: [A.hit and A.arm]\n", False),  # A can
        ("same: [A.hit and B.pay]\n", False),  # B can
        ("forbidden_moves: [{party: A, from: A.hit, to: true}]\n", True),
        ("forbidden_moves: [{party: A, from: A.hit, to: A.arm}]\n", False),
        ("forbidden_moves: [{party: A, from: A.hit, to: true, when: B.pay}]\n", True),
        ("forbidden_moves: [{party: A, from: A.hit, to: true, when: A.arm}]\n", True),
        ("forbidden_moves: [{party: B, from: B.pay, to: B.go}]\n", False),
    ],
)
def test_where_moves_are_said_to_chain(more: str, so: bool) -> None:
    graph = _read(TWO + more)
    assert not graph.chaining
    assert chains(graph) == so
    assert _truly_chain(graph) or not so


# Many moves, many states ------------------------------------------------------------------------

CROWDED = """\
dispute: d
parties:
  A: {options: {a: A, b: B, c: C, d: D, e: E, f: F}, prefers: [A.a iff B.x, A.b, not A.c]}
  B: {options: {x: X, y: {title: Y, direction: on only}}, prefers: [B.x implies A.a, not B.y]}
"""
OTHERWISE = [
    ("prefers: [A.a iff B.x, A.b, not A.c]", "prefers: [A.d or B.y, A.e iff A.f]"),
    ("prefers: [B.x implies A.a, not B.y]", "weights: {A.a: 1, A.b: 2, B.x: 2.5}"),
]


def _read(text: str) -> Graph:
    reading = read_text(text, "made.yaml")
    assert reading.layout.problems == []
    return build(reading.dispute)


@pytest.mark.parametrize("most", [1, 2, 7, 48, 62])
@pytest.mark.parametrize("more", ["", "same: [A.a and B.x]\n", "rules: [A.f implies B.x]\n"])
def test_more_moves_than_rounds(monkeypatch: pytest.MonkeyPatch, most: int, more: str) -> None:
    monkeypatch.setattr(rounds, "_MOST_ROUNDS", most)
    picks = list(product(range(3), repeat=2))
    for loop in LOOPS:
        several = [_read(CROWDED + more)]
        several += [_read(CROWDED.replace(*other) + more) for other in OTHERWISE]
        together, singles = _made(several, picks, loop)
        _same_stability(together, singles)
        _same_holding(together, singles, np.arange(len(together)) % 3 < 2)
        _columns(come_about(together, 0), [come_about(single, 0) for single in singles])
        in_rounds = [moves.rounds for moves in together.moves if isinstance(moves, WorldMoves)]
        assert any(both.onward.crowded and both.back.crowded for both in in_rounds)


def test_more_states_than_short_numbers_count() -> None:
    """With 2 ** 15 states, each of another rank."""
    bits = [f"{party}.o{k}" for party in "ABC" for k in range(5)]
    text = "dispute: d\nparties:\n"
    for n, party in enumerate("ABC"):
        options = ", ".join(f"o{k}: O" for k in range(5))
        prefers = ", ".join(bits[5 * n :] + bits[: 5 * n])
        text += f"  {party}: {{options: {{{options}}}, prefers: [{prefers}]}}\n"
    graph = _read(text)
    variants = [[rank, rank.max() - rank] for rank in graph.ranks]
    together = worlds_of(graph, variants, np.array([[0, 0, 0], [0, 1, 0]]))
    assert (assured(together, 0)[:, 0] == assured(graph, 0)).all()
    for concept in ("gmr", "sseq"):
        stable = CONCEPTS[concept].stable
        assert (stable(together, 2)[:, 0] == stable(graph, 2)).all()


@pytest.mark.skipif(not compiled.available(), reason="numba is not installed")
def test_the_compiled_loop() -> None:
    several = [_read(CROWDED), *(_read(CROWDED.replace(*other)) for other in OTHERWISE)]
    picks = list(product(range(3), repeat=2))
    _same_stability(*_made(several, picks, compiled.kernel()))
