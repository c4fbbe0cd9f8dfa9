"""What parties would have to prefer, and the nearest such preferences, against brute force."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import permutations, product
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import detente
from detente.disputes.model import Lever, Prioritised, Ranking, Weighted
from detente.graphs.building import build
from detente.graphs.graph import Graph
from detente.levers.applying import applied
from detente.levers.conditions import Condition, condition, widest_condition
from detente.levers.fewest import fewest
from detente.levers.inverse import changed, inverse
from detente.levers.inverse_rankings import pairs_between
from detente.levers.inverse_statements import with_addition, with_move
from detente.levers.inverse_variants import TooMany, orders_by_distance, ranks_of
from detente.levers.inverse_weights import raised
from detente.levers.pool import pool
from detente.levers.strict_orders import share_of_strict_orders
from detente.stability import sim
from detente.stability.concepts import CONCEPTS, UnknownName
from drawn import graph_of
from oracle import brute, strategies
from oracle import inverse as oracle
from oracle.spec import Spec

NAMES = tuple(CONCEPTS)
FEW: dict[str, Any] = {"options": (2, 3), "parties": (2, 3)}
KINDS: dict[str, Any] = {
    "options": strategies.option_disputes(**FEW),
    "same": strategies.option_disputes(same=True, options=(2, 4), parties=(2, 3)),
    "forbidden": strategies.option_disputes(forbidden=True, levels=True, **FEW),
    "hand-drawn": strategies.graphs(states=(3, 5), parties=(2, 3)),
}


@pytest.fixture(params=list(KINDS))
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _asked(data: st.DataObject, spec: Spec, most: int) -> tuple[Graph, int, str, int]:
    """A graph of few states, and a state, concept and party to ask about."""
    graph = graph_of(spec)
    assume(len(graph) <= most)
    names = [name for name in NAMES if name != "sim" or "graph" not in spec]
    place = data.draw(st.integers(0, len(graph) - 1))
    concept = data.draw(st.sampled_from(names))
    return graph, place, concept, data.draw(st.integers(0, len(graph.parties) - 1))


def _array(graph: Graph, order: oracle.Order) -> Any:
    return np.array([order[number] for number in graph.states.numbers.tolist()])


# The condition ------------------------------------------------------------------------------------


@settings(max_examples=15)
@given(data=st.data())
def test_the_condition_is_exact_over_all_orders(kind: str, data: st.DataObject) -> None:
    spec: Spec = data.draw(KINDS[kind])
    graph, place, concept, party = _asked(data, spec, 4)
    found = condition(graph, place, concept, party)
    ranks, name = brute.ranks(spec), graph.parties[party]
    state, strict = graph.states.number(place), []
    for order in oracle.weak_orders(graph.states.numbers.tolist()):
        stable = oracle.stable_at(spec, {**ranks, name: order}, name, state, concept)
        rank = _array(graph, order)
        assert found.clauses.hold(rank <= rank[place]) == stable
        if oracle.is_strict(order):
            strict.append(stable)
    assert share_of_strict_orders(found.clauses) == Fraction(sum(strict), len(strict))


@settings(max_examples=10)
@given(data=st.data())
def test_the_condition_agrees_with_the_solver(kind: str, data: st.DataObject) -> None:
    graph = graph_of(data.draw(KINDS[kind]))
    for concept in NAMES:
        if concept == "sim" and graph.feasible is None:
            continue
        for party in range(len(graph.parties)):
            flags = CONCEPTS[concept].stable(graph, party)
            for place in range(len(graph)):
                found = condition(graph, place, concept, party)
                assert found.holds == flags[place]
                assert _needs_no_less(found, widest_condition(graph, place, concept, party))


def _needs_no_less(found: Condition, widest: Condition) -> bool:
    """Whether the condition for any answers holds wherever that for given ones does."""
    ranks = found.graph.ranks[found.party]
    orders = (np.roll(ranks, shift) for shift in range(len(ranks)))
    told = [(rank <= rank[found.state]) for rank in orders]
    return all(widest.clauses.hold(one) for one in told if found.clauses.hold(one))


@settings(max_examples=15)
@given(data=st.data())
def test_no_clause_follows_from_another(kind: str, data: st.DataObject) -> None:
    graph, place, concept, party = _asked(data, data.draw(KINDS[kind]), 16)
    written = list(condition(graph, place, concept, party).clauses.written())

    def implies(one: list[list[int]], other: list[list[int]]) -> bool:
        return all(any(set(b) <= set(a) for b in other) for a in one)

    for one, other in permutations(written, 2):
        assert not implies(one, other)
    for clause in written:
        assert all(not set(a) <= set(b) for a, b in permutations(clause, 2))


@settings(max_examples=15)
@given(spec=strategies.option_disputes(same=True, options=(2, 4), parties=(2, 3)))
def test_both_forms_of_one_dispute_ask_the_same(spec: Spec) -> None:
    stated, drawn = graph_of(spec), graph_of(strategies.as_graph(spec))
    for concept in ("nash", "gmr", "smr", "seq", "sseq"):
        for party in range(len(stated.parties)):
            for place in range(len(stated)):
                one, other = (condition(g, place, concept, party) for g in (stated, drawn))
                assert list(one.clauses.written()) == list(other.clauses.written())


def test_syria_iraq_384_of_720() -> None:
    """720 (1 - 1/3 - 1/3 + 1/5): a known solver forgets an unanswered improvement, and says 420."""
    graph = detente.load("syria-iraq-1975").graph
    counts = {}
    for concept in ("nash", "seq", "gmr", "smr"):
        found = inverse(graph, 1, concept).party("Syria")
        assert found.share is not None
        counts[concept] = found.share * 720
    assert counts == {"nash": 240, "seq": 384, "gmr": 384, "smr": 300}
    found = inverse(graph, 1, "seq").party("Syria")
    numbers = [[[k + 1 for k in c] for c in clause] for clause in found.condition.clauses.written()]
    assert numbers == [[[1], [4]], [[3], [6]]]
    assert inverse(graph, 1, "seq").party("Iraq").stable


def test_simultaneous_stability_is_not_defined_for_drawings() -> None:
    with pytest.raises(sim.UndefinedConcept):
        inverse(detente.load("elmira-graph").graph, 0, "sim")


def test_unknown_names_are_refused() -> None:
    graph = detente.load("chicken").graph
    with pytest.raises(UnknownName, match="did you mean `Row`"):
        inverse(graph, 0, "seq", "row")
    with pytest.raises(UnknownName, match="seq"):
        inverse(graph, 0, "sq")


# Rankings -----------------------------------------------------------------------------------------


@settings(max_examples=15)
@given(data=st.data())
def test_no_order_is_nearer_than_the_lift(kind: str, data: st.DataObject) -> None:
    """Neither among all weak orders nor, where the given one is strict, among all strict ones."""
    graph, place, concept, party = _asked(data, data.draw(KINDS[kind]), 5)
    found = inverse(graph, place, concept, graph.parties[party]).parties[0]
    numbers = graph.states.numbers.tolist()
    given_order = dict(zip(numbers, graph.ranks[party].tolist(), strict=True))
    strict = oracle.is_strict(given_order)
    every = oracle.strict_orders(numbers) if strict else oracle.weak_orders(numbers)
    clauses = found.condition.clauses
    distances = [
        oracle.distance(given_order, order)
        for order in every
        for rank in [_array(graph, order)]
        if clauses.hold(rank <= rank[place])
    ]
    assert found.lift.pairs == min(distances)
    if isinstance(graph.dispute.parties[party].preferences, Ranking) and not found.stable:
        assert found.change is not None
        after = changed(graph, [found.change])
        assert pairs_between(graph.ranks[party], after.ranks[party]) == found.change.steps
        assert len(np.unique(after.ranks[party])) == len(graph) or not strict


def test_orders_come_by_their_distance() -> None:
    for start in ((0,), (1,), (2,), (3,)), ((0, 1), (2, 3)), ((0, 1, 2, 3),), ((1,), (0, 2, 3)):
        before = dict(enumerate(ranks_of(start, 4).tolist()))
        strict = oracle.is_strict(before)
        every = oracle.strict_orders([0, 1, 2, 3]) if strict else oracle.weak_orders([0, 1, 2, 3])
        wanted: dict[int, int] = {}
        for order in every:
            far = oracle.distance(before, order)
            wanted[far] = wanted.get(far, 0) + 1
        levels = orders_by_distance(start, 10_000)
        for far in range(7):
            level = next(levels)
            assert len(level) == len(set(level)) == wanted.get(far, 0)
            for found in level:
                assert oracle.distance(before, dict(enumerate(ranks_of(found, 4).tolist()))) == far


def test_too_many_orders_are_said_to_be_too_many() -> None:
    levels = orders_by_distance(tuple((k,) for k in range(9)), 20)
    assert [len(next(levels)) for _ in range(2)] == [1, 8]
    with pytest.raises(TooMany):
        next(levels)


# Statements ---------------------------------------------------------------------------------------

STATED = strategies.option_disputes(
    options=(2, 4), parties=(2, 2), preferences="prefers", statements=4, rules=False
)


def _ranked(truths: list[Any]) -> Any:
    """Ranks by tuples of truth values."""
    rows = list(zip(*truths, strict=True)) if truths else []
    ladder = sorted(set(rows))
    return np.array([ladder.index(row) for row in rows])


def _unstable(data: st.DataObject, spec: Spec) -> Any:
    graph, place, concept, party = _asked(data, spec, 16)
    found = inverse(graph, place, concept, graph.parties[party]).parties[0]
    assume(not found.stable)
    return graph, found, found.condition.clauses, place


@settings(max_examples=20)
@given(data=st.data(), spec=STATED)
def test_every_move_that_is_enough_is_shown(data: st.DataObject, spec: Spec) -> None:
    graph, found, clauses, place = _unstable(data, spec)
    own = graph.dispute.party(found.party).preferences
    truths = list(graph.states.each_where(s.formula for s in own.statements))
    order = list(range(len(truths)))

    def enough(numbers: Any) -> bool:
        rank = _ranked([truths[k] for k in numbers])
        return bool(clauses.hold(rank <= rank[place]))

    shown = {move.source: move for move in found.statements.single}
    for source, target in product(range(1, len(order) + 1), repeat=2):
        if source != target:
            move = shown.get(source)
            within = move is not None and (
                target <= move.target if move.up else target >= move.target
            )
            assert within == enough(oracle.moved(order, source, target)), (source, target)
    goals = {numbers for numbers in permutations(order) if enough(numbers)}
    least = oracle.fewest_moves(tuple(order), goals) if goals else None
    smallest = found.statements.fewest
    assert smallest.ended
    assert (None if smallest.chosen is None else len(smallest.chosen)) == least
    if least is not None:
        assert len(found.statements.moves) == least
        after = own
        for move in found.statements.moves:
            after = with_move(after, move)
        (name,) = [k for k, p in enumerate(graph.parties) if p == found.party]
        graph_after = replace(graph.dispute, parties=_with(graph, name, after))
        stable = CONCEPTS[found.condition.concept].stable(build(graph_after), name)
        assert stable[place]


def test_a_statement_need_move_no_further_than_past_what_decides() -> None:
    """States that are no better already do not make the nearest place a further one."""
    text = """
dispute: The nearest place
parties:
  A: {options: {x: X, y: Y}, prefers: [true, A.x, not A.x]}
"""
    (found,) = inverse(detente.loads(text).graph, 0, "nash").parties
    assert found.statements is not None
    moves = [(move.source, move.target) for move in found.statements.single]
    assert moves == [(2, 3), (3, 2)]


def _with(graph: Graph, party: int, preferences: Any) -> Any:
    parties = list(graph.dispute.parties)
    parties[party] = replace(parties[party], preferences=preferences)
    return tuple(parties)


@settings(max_examples=15)
@given(data=st.data(), spec=STATED)
def test_every_addition_that_is_enough_is_shown(data: st.DataObject, spec: Spec) -> None:
    graph, found, clauses, place = _unstable(data, spec)
    own = graph.dispute.party(found.party).preferences
    formulas = [s.formula for s in own.statements]
    truths = list(graph.states.each_where(formulas))
    shown = {one.formula: one.at for one in found.statements.additions}
    for one in pool(graph, place):
        for at in range(1, len(truths) + 2):
            rank = _ranked([*truths[: at - 1], one.truth, *truths[at - 1 :]])
            enough = bool(clauses.hold(rank <= rank[place]))
            if one.formula not in formulas:
                assert enough == (at <= shown.get(one.formula, 0))
    assert found.statements.additions, "the full description is always enough"
    few = found.statements.fewest_literals
    assert few.ended
    assert few.chosen is not None
    assert len(few.chosen) == _fewest_literals(graph, place, truths, clauses)


def _fewest_literals(graph: Graph, place: int, truths: list[Any], clauses: Any) -> int:
    codes, count = graph.states.codes, len(graph.states.bits)
    least = count
    for chosen in product([0, 1], repeat=count):
        mask = sum(bit << k for k, bit in enumerate(chosen))
        rank = _ranked([(codes & mask) == (codes[place] & mask), *truths])
        if clauses.hold(rank <= rank[place]):
            least = min(least, sum(chosen))
    return least


@settings(max_examples=12)
@given(data=st.data(), spec=st.one_of(STATED, strategies.graphs(states=(3, 6), parties=(2, 3))))
def test_edits_do_as_a_lever_what_the_change_says(data: st.DataObject, spec: Spec) -> None:
    graph, found, _, place = _unstable(data, spec)
    change = found.change
    assume(change is not None and change.edits)
    levers = (Lever("nudge", change.edits),)
    after = applied(replace(graph.dispute, levers=levers), ["nudge"])
    own = after.dispute.party(found.party).preferences
    assert isinstance(own, Prioritised)
    formulas = [s.formula for s in own.statements]
    assert formulas == [s.formula for s in change.preferences.statements]
    party = graph.parties.index(found.party)
    assert CONCEPTS[found.condition.concept].stable(build(after.dispute), party)[place]


def test_what_moves_nothing_is_no_change() -> None:
    """A party that is stable is shown no change, and the graph stays as it was."""
    graph = detente.load("prisoners-dilemma").graph
    before = [rank.copy() for rank in graph.ranks]
    found = inverse(graph, 0, "nash")
    assert found.whole is not None
    assert (found.whole.stable, found.whole.changes, found.whole.steps) == (True, (), 0)
    inverse(graph, 3, "nash").changed()
    assert all((a == b).all() for a, b in zip(before, graph.ranks, strict=True))


def test_the_fewest_that_are_enough() -> None:
    pairs = [{0, 1}, {1, 2}, {2, 3}]

    def wanted(chosen: frozenset[int]) -> set[int] | None:
        return next((pair for pair in pairs if not pair & chosen), None)

    found = fewest(wanted, 4, 100)
    assert found.chosen is not None
    assert (len(found.chosen), found.ruled_out, found.ended) == (2, 2, True)
    assert fewest(wanted, 4, 1).ended is False
    assert fewest(lambda _: set(), 4, 100).chosen is None


# Weights ------------------------------------------------------------------------------------------

WEIGHED = strategies.option_disputes(
    options=(2, 4), parties=(2, 2), preferences="weights", rules=False
)


@settings(max_examples=12)
@given(data=st.data(), spec=WEIGHED)
def test_amounts_are_exact(data: st.DataObject, spec: Spec) -> None:
    graph, found, clauses, place = _unstable(data, spec)
    own = graph.dispute.party(found.party).preferences
    shown = {one.formula: one for one in found.raises}
    assert any(one.candidate.truth.sum() == 1 for one in found.raises)
    for one in pool(graph, place):
        amount = shown[one.formula].amount if one.formula in shown else Decimal(10) ** 6
        assert _enough(graph, raised(own, one.formula, amount), clauses, place) == (
            one.formula in shown
        )
        if one.formula in shown:
            less = raised(own, one.formula, amount - Decimal("0.000001"))
            assert not _enough(graph, less, clauses, place)


def _enough(graph: Graph, weights: Weighted, clauses: Any, place: int) -> bool:
    worth = [Fraction(0)] * len(graph)
    for formula, weight in weights.weights:
        holds = graph.states.where(formula)
        worth = [own + Fraction(weight) * bool(h) for own, h in zip(worth, holds, strict=True)]
    return bool(clauses.hold(np.array([own <= worth[place] for own in worth])))


def test_no_digit_of_an_amount_is_lost() -> None:
    text = """
dispute: Fine weights
parties:
  A: {options: {x: X, y: Y}, weights: {A.x: 0.10000000000000000000000000000000000001, A.y: 0.3}}
"""
    (found,) = inverse(detente.loads(text).graph, 0, "nash").parties
    assert found.raises is not None
    amounts = {one.amount for one in found.raises}
    assert Decimal("0.40000000000000000000000000000000000001") in amounts


# All parties together -----------------------------------------------------------------------------


@settings(max_examples=12)
@given(data=st.data())
def test_no_joint_change_of_rankings_is_smaller(data: st.DataObject) -> None:
    kinds = strategies.option_disputes(
        options=(2, 2), parties=(2, 2), rules=False, directions=False, preferences="ranking"
    ) | strategies.graphs(states=(3, 4), parties=(2, 2), preferences="ranking")
    spec: Spec = data.draw(kinds)
    graph, place, concept, _ = _asked(data, spec, 4)
    found = inverse(graph, place, concept).whole
    assert found is not None
    given_ranks = brute.ranks(spec)
    state, least = graph.states.number(place), 99
    own = []
    for party in graph.parties:
        strict = oracle.is_strict(given_ranks[party])
        numbers = graph.states.numbers.tolist()
        every = oracle.strict_orders(numbers) if strict else oracle.weak_orders(numbers)
        rows = [(oracle.distance(given_ranks[party], order), order) for order in every]
        own.append(sorted(rows, key=lambda row: row[0]))
    for first, second in product(*own):
        if first[0] + second[0] < least:
            ranks = dict(zip(graph.parties, (first[1], second[1]), strict=True))
            if oracle.equilibrium_at(spec, ranks, state, concept):
                least = first[0] + second[0]
    assert found.smallest
    assert found.steps == least


@settings(max_examples=20)
@given(data=st.data(), spec=strategies.option_disputes(options=(2, 3), parties=(2, 3), rules=False))
def test_the_whole_change_makes_an_equilibrium(data: st.DataObject, spec: Spec) -> None:
    graph, place, concept, _ = _asked(data, spec, 8)
    found = inverse(graph, place, concept)
    assert found.whole is not None
    after = build(found.changed().dispute)
    assert all(CONCEPTS[concept].stable(after, p)[place] for p in range(len(after.parties)))
    assert found.whole.ruled_out <= max(found.whole.steps, 0)
    if concept in ("nash", "gmr", "smr"):
        parts = [one.change.steps for one in found.parties if one.change is not None]
        assert found.whole.steps == sum(parts)
    if concept == "seq":
        parts = [one.change.steps for one in found.parties if one.change is not None]
        assert found.whole.steps <= sum(parts)


@settings(max_examples=3)
@given(data=st.data(), spec=STATED)
def test_no_single_statement_does_what_two_are_needed_for(data: st.DataObject, spec: Spec) -> None:
    graph, place, concept, _ = _asked(data, spec, 16)
    found = inverse(graph, place, concept).whole
    assert found is not None
    assume(found.steps == 2 and found.smallest)
    for party, own in enumerate(graph.dispute.parties):
        assert isinstance(own.preferences, Prioritised)
        length = len(own.preferences.statements)
        tried = [
            with_addition(own.preferences, one.formula, at)
            for one in pool(graph, place)
            for at in range(1, length + 2)
        ]
        for preferences in tried:
            after = build(replace(graph.dispute, parties=_with(graph, party, preferences)))
            stable = [CONCEPTS[concept].stable(after, p)[place] for p in (0, 1)]
            assert not all(stable)


def test_a_change_of_one_party_can_spare_another_a_larger_one() -> None:
    """The US alone would need nine swaps; four and one of North Korea, which then answers, do."""
    found = inverse(detente.load("korea-2017").graph, 2, "seq")
    assert found.whole is not None
    assert [one.change.steps for one in found.parties if one.change is not None] == [9]
    assert (found.whole.steps, found.whole.smallest) == (5, True)
    assert [change.party for change in found.whole.changes] == ["US", "NK"]


def test_what_was_not_ruled_out_is_not_called_smallest() -> None:
    found = inverse(detente.load("cuba-1962").graph, 8, "seq").whole
    assert found is not None
    assert found.ruled_out < found.steps
    assert not found.smallest


# Large disputes -----------------------------------------------------------------------------------


def test_a_large_dispute_is_answered() -> None:
    parties = "\n".join(
        f"  {name}: {{options: {{{', '.join(f'o{k}: O' for k in range(3))}}},"
        f" prefers: [not {name}.o0, {other}.o1 or {name}.o2, not {other}.o2]}}"
        for name, other in ("AB", "BC", "CD", "DA")
    )
    graph = detente.loads(f"dispute: Large\nparties:\n{parties}\n").graph
    assert len(graph) == 1 << 12
    for concept in NAMES:
        found = inverse(graph, 1, concept)
        assert found.whole is not None
        assert found.whole.steps
