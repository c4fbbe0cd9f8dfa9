"""Stability with unknown comparisons agrees with the definitions, and its witnesses replay."""

from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import product
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import detente
from detente.graphs.graph import Graph
from detente.graphs.ranks import Ranks
from detente.stability import unknown_solver as solver
from detente.stability.analysis import Analysis, analyse
from detente.stability.comparisons import EXTENSIONS, HERE, alternatives_from
from detente.stability.concepts import UnknownName
from detente.stability.unknown import UnknownAnalysis, seconds, unknown_analysis
from detente.stability.unknown_witness import UnknownAnswer, UnknownStep, UnknownWitness
from drawn import graph_of
from oracle import brute, strategies, unknown
from oracle.spec import Spec

SMALL = (1, 6)
KINDS: dict[str, Any] = {
    "free": strategies.option_disputes(directions=False, rules=False, options=SMALL),
    "rules and directions": strategies.option_disputes(options=SMALL),
    "same": strategies.option_disputes(same=True, options=SMALL),
    "forbidden moves": strategies.option_disputes(forbidden=True, options=SMALL),
    "everything": strategies.option_disputes(same=True, forbidden=True, levels=True, options=SMALL),
    "hand-drawn": strategies.graphs(),
}
Orders = list[list[Ranks]]


@pytest.fixture(params=list(KINDS))
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@st.composite
def alternatives(draw: Any, graph: Graph) -> Orders:
    """For each party one to four orders of the states, which may have much in common."""
    generator = np.random.default_rng(draw(st.integers(0, 99_999)))
    found: Orders = []
    for own in graph.ranks:
        orders = [own]
        for _ in range(draw(st.sampled_from([0, 0, 1, 1, 2, 3]))):
            other = own.copy()
            chosen = np.flatnonzero(generator.random(len(own)) < draw(st.sampled_from([0.3, 1])))
            other[chosen] = generator.permutation(other[chosen])
            orders.append(other)
        found.append(orders)
    return found


def relation_of(graph: Graph, orders: Orders) -> dict[str, unknown.Relation]:
    """What the oracle makes of the same orders, party by party."""
    numbers = graph.states.numbers.tolist()
    found: dict[str, unknown.Relation] = {}
    for party, own in zip(graph.parties, orders, strict=True):
        worlds = [{party: dict(zip(numbers, rank.tolist(), strict=True))} for rank in own]
        found |= unknown.relation_from_worlds(worlds)
    return found


@given(data=st.data())
def test_every_verdict_is_the_definition_s(kind: str, data: st.DataObject) -> None:
    _agrees(data.draw(KINDS[kind]), data)


def _agrees(spec: Spec, data: st.DataObject) -> None:
    graph = graph_of(spec)
    orders = data.draw(alternatives(graph))
    found = unknown_analysis(graph, orders)
    moves, relation = brute.moves(spec), relation_of(graph, orders)
    wanted = unknown.stable(moves, relation)
    for party, share in found.unknown.items():
        every = [relation[party][s, t] for s in moves[party] for t in moves[party][s]]
        assert share == (pytest.approx(every.count("U") / len(every)) if every else None)
    for extension in EXTENSIONS:
        for concept in HERE:
            for party in graph.parties:
                told = set(found.stable(extension, concept, party))
                assert told == wanted[extension][concept][party], (extension, concept, party)


@pytest.mark.soak
@given(data=st.data())
def test_soak(kind: str, data: st.DataObject) -> None:
    _agrees(data.draw(KINDS[kind]), data)


@given(data=st.data())
def test_blocks_of_states_do_not_change_the_answer(data: st.DataObject) -> None:
    """However few words are worked out together, and whether or not there are more than one."""
    spec = data.draw(strategies.option_disputes(options=(7, 8), parties=(2, 3)))
    graph = graph_of(spec)
    orders = data.draw(alternatives(graph))
    found = unknown_analysis(graph, orders)
    with patch.object(solver, "_ROOM", 1):
        again = unknown_analysis(graph, orders)
    for extension, concept in product(EXTENSIONS, HERE):
        for party in graph.parties:
            told = found.flags(extension, concept, party)
            assert np.array_equal(told, again.flags(extension, concept, party))


# Theorems ---------------------------------------------------------------------------------------


@given(data=st.data())
def test_where_all_is_known_the_extensions_are_the_concept(kind: str, data: st.DataObject) -> None:
    graph = graph_of(data.draw(KINDS[kind]))
    orders = [[own, own * 2 + 1] for own in graph.ranks]
    found, classical = unknown_analysis(graph, orders), analyse(graph, HERE)
    assert found.certain
    _all_agree(found, classical, graph.parties)


@given(data=st.data())
def test_what_an_onlooker_s_preferences_are_does_not_matter(data: st.DataObject) -> None:
    """Comparisons that are unknown for one who cannot move leave the others' verdicts alone."""
    spec = data.draw(strategies.option_disputes(options=SMALL))
    looker = {"name": "Onlooker", "options": [], "prefers": []}
    graph = graph_of({**spec, "parties": [*spec["parties"], looker]})
    up = np.arange(len(graph), dtype=np.int32)
    orders = [[own] for own in graph.ranks[:-1]] + [[up, up[::-1]]]
    found, classical = unknown_analysis(graph, orders), analyse(graph, HERE)
    _all_agree(found, classical, graph.parties)


def _all_agree(found: UnknownAnalysis, classical: Analysis, parties: Sequence[str]) -> None:
    for extension, concept in product(EXTENSIONS, HERE):
        assert found.equilibria(extension, concept) == classical.equilibria(concept)
        for party in parties:
            told = found.stable(extension, concept, party)
            assert told == classical.stable(concept, party), (extension, concept, party)


@given(data=st.data())
def test_inclusions(kind: str, data: st.DataObject) -> None:
    graph = graph_of(data.draw(KINDS[kind]))
    found = unknown_analysis(graph, data.draw(alternatives(graph)))

    def stable(extension: str, concept: str, party: str) -> set[int]:
        return set(found.stable(extension, concept, party))

    for party, concept in product(graph.parties, HERE):
        for stronger, weaker in ("ab", "ac", "bd", "cd"):
            assert stable(stronger, concept, party) <= stable(weaker, concept, party)
    for party, extension in product(graph.parties, EXTENSIONS):
        for stronger, weaker in (("nash", "smr"), ("nash", "seq"), ("smr", "gmr"), ("seq", "gmr")):
            assert stable(extension, stronger, party) <= stable(extension, weaker, party)
    for party in graph.parties:
        assert stable("a", "nash", party) == stable("c", "nash", party)
        assert stable("b", "nash", party) == stable("d", "nash", party)


@given(data=st.data())
def test_equilibria_are_stable_for_all(data: st.DataObject) -> None:
    graph = graph_of(data.draw(strategies.option_disputes(options=SMALL)))
    found = unknown_analysis(graph, data.draw(alternatives(graph)))
    for extension, concept in product(EXTENSIONS, HERE):
        by_party = [set(found.stable(extension, concept, party)) for party in graph.parties]
        wanted = sorted(set.intersection(*by_party))
        assert found.equilibria(extension, concept) == wanted
        counts = found.counts(extension, concept)
        assert list(counts.values()) == [len(wanted), *map(len, by_party)]


@given(data=st.data())
def test_more_alternatives_never_make_less_unknown(data: st.DataObject) -> None:
    graph = graph_of(data.draw(strategies.option_disputes(options=SMALL)))
    orders = data.draw(alternatives(graph))
    more = data.draw(alternatives(graph))
    fewer = unknown_analysis(graph, orders, [], [])
    wider = unknown_analysis(graph, [a + b for a, b in zip(orders, more, strict=True)], [], [])
    for party, share in fewer.unknown.items():
        other = wider.unknown[party]
        assert (share is None) == (other is None)
        assert share is None or other is None or share <= other


@given(data=st.data())
def test_what_every_world_and_what_some_world_says(kind: str, data: st.DataObject) -> None:
    """Under a, Nash, GMR and SMR hold in every world; what holds in some world holds under d."""
    graph = graph_of(data.draw(KINDS[kind]))
    orders = data.draw(alternatives(graph))
    found = unknown_analysis(graph, orders)
    world = unknown_analysis(graph, [[data.draw(st.sampled_from(own))] for own in orders])
    assert world.certain
    for party, concept in product(graph.parties, HERE):
        here = set(world.stable("a", concept, party))
        assert concept == "seq" or set(found.stable("a", concept, party)) <= here
        assert here <= set(found.stable("d", concept, party))


# Witnesses --------------------------------------------------------------------------------------

TOLD = {"better": ">", "worse": "<", "equal": "=", "unknown": "U"}
Moves = brute.Moves
Relations = dict[str, unknown.Relation]


@given(data=st.data())
def test_witnesses_replay(kind: str, data: st.DataObject) -> None:
    spec = data.draw(KINDS[kind])
    graph = graph_of(spec)
    orders = data.draw(alternatives(graph))
    found = unknown_analysis(graph, orders)
    moves, relation = brute.moves(spec), relation_of(graph, orders)
    extension, concept = data.draw(st.sampled_from(list(product(EXTENSIONS, HERE))))
    for party in graph.parties:
        stable = found.stable(extension, concept, party)
        for number in data.draw(_some(graph)):
            witness = found.why(extension, concept, party, number)
            assert witness.stable == (number in stable)
            _replay(witness, moves, relation)


def _some(graph: Graph) -> st.SearchStrategy[set[int]]:
    return st.sets(st.sampled_from(graph.states.numbers.tolist()), max_size=8)


def _replay(witness: UnknownWitness, moves: Moves, relation: Relations) -> None:
    party, state = witness.party, witness.state
    wanted = unknown.MOVES_TO[witness.extension]
    told = {answer.move.target: TOLD[answer.move.compared] for answer in witness.answers}
    own = relation[party]
    assert told == {t: own[state, t] for t in moves[party][state] if own[state, t] in wanted}
    assert len(told) == len(witness.answers)
    assert witness.stable == all(answer.sanction is not None for answer in witness.answers)
    for answer in witness.answers:
        assert (answer.move.party, answer.move.source) == (party, state)
        assert answer.move.known == (answer.move.compared != "unknown")
        if answer.sanction is None:
            assert (answer.end, answer.compared) == (None, None)
        else:
            _replay_sanction(witness, answer, moves, relation)


def _replay_sanction(
    witness: UnknownWitness, answer: UnknownAnswer, moves: Moves, relation: Relations
) -> None:
    """A legal sequence of the others that ends where the party is deterred."""
    assert answer.sanction
    assert answer.compared
    assert witness.concept != "nash"
    here, last = answer.move.target, witness.party
    for step in answer.sanction:
        assert step.source == here
        assert step.party not in {witness.party, last}
        assert step.target in moves[step.party][here]
        assert TOLD[step.compared] == relation[step.party][here, step.target]
        assert witness.concept != "seq" or step.compared in {"better", "unknown"}
        here, last = step.target, step.party
    own, state, extension = relation[witness.party], witness.state, witness.extension
    assert here == answer.end
    assert TOLD[answer.compared] == own[state, here]
    assert own[state, here] in unknown.SANCTIONS[extension]
    if witness.concept == "smr":
        ways_out = moves[witness.party][here]
        assert not any(own[state, there] in unknown.ESCAPES[extension] for there in ways_out)


# By hand ----------------------------------------------------------------------------------------

DRAWN = """
dispute: Where it leads
graph:
  states: {1: here, 2: there, 3: back}
  moves: {A: [[1, 2]], B: [[2, 3]]}
parties:
  A: {ranking: [1, 2, 3]}
  B: {ranking: [3, 2, 1]}
"""


def test_an_unknown_gain_and_an_unknown_loss() -> None:
    """A may gain by going to 2. B would go on to 3, of which A knows as little."""
    graph = detente.loads(DRAWN).graph
    worst_first, best_first = np.array([0, 1, 2]), np.array([2, 1, 0])
    found = unknown_analysis(graph, [[worst_first, best_first], [worst_first]])
    assert found.unknown == {"A": 1.0, "B": 0.0}
    assert found.alternatives == {"A": 2, "B": 1}
    told = {e: [c for c in HERE if 1 in found.stable(e, c, "A")] for e in EXTENSIONS}
    assert told == {"a": [], "b": list(HERE), "c": ["gmr", "smr", "seq"], "d": list(HERE)}
    (answer,) = found.why("c", "seq", "A", 1).answers
    assert answer.move == UnknownStep("A", 1, 2, "unknown")
    assert answer.sanction == (UnknownStep("B", 2, 3, "better"),)
    assert (answer.end, answer.compared) == (3, "unknown")
    assert found.why("b", "seq", "A", 1).answers == ()
    assert repr(found.why("a", "gmr", "A", 1)) == (
        "<UnknownWitness: state 1 not stable for A (gmr, extension a); 1 moves, 1 not deterred>"
    )


def test_opponents_take_steps_whose_worth_is_unknown() -> None:
    """In every extension, a step that may pay its mover counts as one that it would take."""
    graph = detente.loads(DRAWN).graph
    up, down = np.array([1, 2, 0]), np.array([0, 1, 2])
    found = unknown_analysis(graph, [[up], [down, down[::-1]]], ["seq"])
    assert [found.stable(e, "seq", "A") for e in EXTENSIONS] == [[1, 2, 3]] * 4
    known = unknown_analysis(graph, [[up], [down[::-1]]], ["seq"])
    assert [known.stable(e, "seq", "A") for e in EXTENSIONS] == [[2, 3]] * 4


def test_worse_here_and_equal_there_is_unknown() -> None:
    may = alternatives_from([np.array([1, 0]), np.array([0, 0])])
    assert may.compared(np.array([0]), np.array([1])).tolist() == [3]


def test_going_round_in_a_circle_is_a_sequence_too() -> None:
    """B and C can leave 2 and come back: then the others lead A to where it was, unsure still."""
    circle = DRAWN.replace("B: [[2, 3]]", "B: [[2, 3]], C: [[3, 2]]") + "  C: {ranking: [2, 3, 1]}"
    graph = detente.loads(circle).graph
    orders = [[np.array([0, 0, 1]), np.array([0, 1, 1])], [np.zeros(3)], [np.zeros(3)]]
    found = unknown_analysis(graph, orders)
    assert 1 in found.stable("c", "gmr", "A")
    assert [step.target for step in found.why("c", "gmr", "A", 1).answers[0].sanction or ()] == [
        3,
        2,
    ]
    alone = detente.loads(DRAWN).graph
    assert 1 not in unknown_analysis(alone, orders[:2]).stable("c", "gmr", "A")


# What is asked for ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda found: found.stable("e", "nash", "Row"), "choose from a, b, c, d"),
        (lambda found: found.stable("b", "nash", "Row"), "not asked for"),
        (lambda found: found.stable("a", "smr", "Row"), "not asked for"),
        (lambda found: found.stable("a", "sgq", "Row"), "`seq`"),
        (lambda found: found.equilibria("a", "sim"), "not defined where comparisons are unknown"),
        (lambda found: found.equilibria("a", "cseq"), "not defined where comparisons are unknown"),
        (lambda found: found.stable("a", "nash", "Rwo"), "`Row`"),
        (lambda found: found.why("a", "nash", "Row", 9), "no state 9"),
    ],
)
def test_names_that_stand_for_nothing(ask: Any, said: str) -> None:
    graph = detente.load("chicken").graph
    found = unknown_analysis(graph, [[own] for own in graph.ranks], ["nash", "seq"], ["a"])
    with pytest.raises(UnknownName, match=said):
        ask(found)


def test_only_what_is_asked_for() -> None:
    graph = detente.load("chicken").graph
    found = unknown_analysis(graph, [[own] for own in graph.ranks], [" SEQ"], ["D", "b"])
    assert (found.concepts, found.extensions) == (("seq",), ("d", "b"))
    assert found.counts("d", "seq")["equilibria"] == len(found.equilibria("d", "seq"))


def test_four_thousand_states_take_seconds() -> None:
    """Five parties, each with eight orders that have hardly anything in common."""
    sizes = {"A": 3, "B": 3, "C": 2, "D": 2, "E": 2}
    parties = "".join(
        f"  {name}: {{options: {{{', '.join(f'o{k}: x' for k in range(size))}}}}}\n"
        for name, size in sizes.items()
    )
    graph = detente.loads(f"dispute: Large\nparties:\n{parties}").graph
    generator = np.random.default_rng(7)
    orders = [[generator.permutation(len(graph)).astype(np.int32) for _ in range(8)] for _ in sizes]
    begun = time.perf_counter()
    found = unknown_analysis(graph, orders)
    assert time.perf_counter() - begun < 60
    assert len(graph) == 4096
    assert 0.1 < seconds(graph, orders) < 60
    assert set(found.equilibria("a", "seq")) <= set(found.equilibria("d", "seq"))
