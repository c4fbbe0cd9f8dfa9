"""Tests of the oracle for status-quo analysis: games checked by hand, and theorems."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from . import brute
from .arriving import Arc, Arrival, by_improvements, by_moves, reachable
from .spec import Spec
from .strategies import as_graph, graphs, option_disputes

slow = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])

Arcs = dict[str, list[tuple[int, int]]]


def drawn(count: int, moves: Arcs, **best: list[int]) -> Spec:
    """A hand-drawn dispute on states 1 ... count, by party its arcs and its strict ranking."""
    return {
        "graph": {"states": list(range(1, count + 1)), "moves": moves},
        "parties": [{"name": i, "ranking": [[s] for s in best[i]]} for i in moves],
        "status_quo": 1,
    }


# ---------------------------------------------------------------------- games checked by hand


def test_prisoners_dilemma() -> None:
    """1 = DD, 2 = CD, 3 = DC, 4 = CC. From CC defection leads to DD, and stays there."""
    option = {"name": "Cooperate", "direction": "both", "levels": None}
    spec: Spec = {
        "parties": [
            {"name": "A", "options": [option], "ranking": [[3], [4], [1], [2]]},
            {"name": "B", "options": [option], "ranking": [[2], [4], [1], [3]]},
        ]
    }
    assert by_improvements(spec, 1) == Arrival({1: 0}, {1: set()}, set(), set(), [{1}])
    assert by_improvements(spec, 4) == Arrival(
        {4: 0, 2: 1, 3: 1, 1: 2},
        {4: set(), 2: {"B"}, 3: {"A"}, 1: {"A", "B"}},
        {("A", 4, 3), ("B", 4, 2), ("A", 2, 1), ("B", 3, 1)},
        set(),
        [{1, 2, 3, 4}],
    )
    found = by_moves(spec, 1)
    assert found.steps == {1: 0, 2: 1, 3: 1, 4: 2}
    assert len(found.arcs) == 8
    assert found.irreversible == set()
    assert found.stages == [{1, 2, 3, 4}]


def test_nobody_moves_twice_in_a_row() -> None:
    """A's arcs 1-2-3 do not make a sequence; B's detour 2-4-2 lets A go on, in four steps."""
    arcs: Arcs = {"A": [(1, 2), (2, 3)], "B": []}
    spec = drawn(3, arcs, A=[3, 2, 1], B=[1, 2, 3])
    assert by_improvements(spec, 1) == Arrival(
        {1: 0, 2: 1},
        {1: set(), 2: {"A"}},
        {("A", 1, 2)},
        {("A", 1, 2)},
        [{1}, {2}],
    )
    detour: Arcs = {"A": [(1, 2), (2, 3)], "B": [(2, 4)], "C": [(4, 2)]}
    spec = drawn(4, detour, A=[3, 2, 1, 4], B=[4, 3, 2, 1], C=[3, 2, 1, 4])
    assert by_improvements(spec, 1) == Arrival(
        {1: 0, 2: 1, 4: 2, 3: 4},
        {1: set(), 2: {"A"}, 4: {"B"}, 3: {"A"}},
        {("A", 1, 2), ("B", 2, 4), ("C", 4, 2), ("A", 2, 3)},
        {("A", 1, 2), ("A", 2, 3)},
        [{1}, {2, 4}, {3}],
    )


def test_last_movers_are_those_of_the_shortest_sequences() -> None:
    """3 is reached by A at once, by B in two steps; after B's step A moves on to 4."""
    arcs: Arcs = {"A": [(1, 3), (1, 2), (3, 4)], "B": [(2, 3)], "C": [(1, 3)]}
    spec = drawn(4, arcs, A=[4, 3, 2, 1], B=[4, 3, 2, 1], C=[4, 3, 2, 1])
    found = by_improvements(spec, 1)
    assert found.steps == {1: 0, 2: 1, 3: 1, 4: 2}
    assert found.last_movers == {1: set(), 2: {"A"}, 3: {"A", "C"}, 4: {"A"}}
    without = drawn(4, {**arcs, "C": []}, A=[4, 3, 2, 1], B=[4, 3, 2, 1], C=[4, 3, 2, 1])
    found = by_improvements(without, 1)
    assert found.steps == {1: 0, 2: 1, 3: 1, 4: 3}
    assert found.last_movers[3] == {"A"}
    assert ("B", 2, 3) in found.arcs


def test_back_at_the_status_quo_the_last_mover_may_not_go_on() -> None:
    """The status quo is reached in no steps; that B returns there adds nothing."""
    arcs: Arcs = {"A": [(1, 2)], "B": [(2, 1), (1, 3)]}
    spec = drawn(3, arcs, A=[2, 1, 3], B=[3, 1, 2])
    found = by_improvements(spec, 1)
    assert found.steps == {1: 0, 2: 1, 3: 1}
    assert found.last_movers == {1: set(), 2: {"A"}, 3: {"B"}}
    assert found.arcs == {("A", 1, 2), ("B", 2, 1), ("B", 1, 3)}
    assert found.irreversible == {("B", 1, 3)}
    assert found.stages == [{1, 2}, {3}]


def test_going_back_takes_any_legal_moves() -> None:
    """From 2 back to 1 only by A's two moves in a row, through 3, which no improvement reaches."""
    arcs: Arcs = {"A": [(1, 2), (2, 3), (3, 1)], "B": []}
    spec = drawn(3, arcs, A=[2, 1, 3], B=[1, 2, 3])
    found = by_improvements(spec, 1)
    assert found.steps == {1: 0, 2: 1}
    assert found.irreversible == set()
    assert found.stages == [{1, 2}]
    assert by_moves(spec, 1).steps == {1: 0, 2: 1}


def test_an_irreversible_option() -> None:
    """States 1 = neither, 2 = A burns its bridge, 3 = B acts, 4 = both."""
    spec: Spec = {
        "parties": [
            {"name": "A", "options": [{"name": "burn", "direction": "on only", "levels": None}]}
            | {"prefers": [("on", "A", "burn")]},
            {"name": "B", "options": [{"name": "act", "direction": "both", "levels": None}]}
            | {"prefers": [("iff", ("on", "A", "burn"), ("on", "B", "act"))]},
        ]
    }
    assert by_improvements(spec, 1) == Arrival(
        {1: 0, 2: 1, 4: 2},
        {1: set(), 2: {"A"}, 4: {"B"}},
        {("A", 1, 2), ("B", 2, 4)},
        {("A", 1, 2)},
        [{1}, {2, 4}],
    )
    found = by_moves(spec, 1)
    assert found.irreversible == {("A", 1, 2), ("A", 3, 4)}
    assert found.stages == [{1, 3}, {2, 4}]


# ---------------------------------------------------------------------- theorems


drawn_disputes = option_disputes(
    parties=(2, 3), options=(1, 4), same=True, forbidden=True, levels=True
) | graphs(parties=(2, 3), states=(1, 5))
LONGEST = 4


def sequences(R: brute.Moves, q: int) -> list[list[Arc]]:
    """Every legal sequence of at most so many steps from q, one by one."""
    found: list[list[Arc]] = [[]]
    for sequence in found:
        last, at = (sequence[-1][0], sequence[-1][2]) if sequence else (None, q)
        if len(sequence) < LONGEST:
            found += [[*sequence, (i, at, t)] for i in R if i != last for t in R[i][at]]
    return found


def check(found: Arrival, steps: brute.Moves, q: int) -> None:
    """What must be true of any answer."""
    assert set(found.steps) == {q} | brute.group_moves(steps, list(steps), q)
    assert set(found.last_movers) == set(found.steps)
    assert sorted(s for stage in found.stages for s in stage) == sorted(found.steps)
    stage_of = {s: k for k, stage in enumerate(found.stages) for s in stage}
    for i, s, t in found.arcs:
        assert t in steps[i][s]
        assert ((i, s, t) in found.irreversible) == (stage_of[s] != stage_of[t])
    for t, movers in found.last_movers.items():
        into = {i for i, s, end in found.arcs if end == t and found.steps[s] < found.steps[t]}
        assert bool(movers) == (t != q)
        assert movers <= into
    # A step from a reached state is missing only if its own mover alone can have led there.
    for s in found.steps:
        leaving = {(i, s, t) for i in steps for t in steps[i][s]}
        missing = leaving - found.arcs
        assert s != q or not missing
        assert all({i} == found.last_movers[s] for i, _, _ in missing)


@slow
@given(drawn_disputes)
def test_every_answer(spec: Spec) -> None:
    R = brute.moves(spec)
    up = brute.improvements(R, brute.ranks(spec))
    for q in brute.states(spec):
        willing, legal = by_improvements(spec, q), by_moves(spec, q)
        check(willing, up, q)
        check(legal, R, q)
        assert all(legal.steps[s] <= willing.steps[s] for s in willing.steps)
        assert willing.arcs <= legal.arcs
        assert willing.irreversible <= legal.irreversible
        assert set(legal.steps) <= reachable(R, q)
        assert all(any(stage <= other for other in legal.stages) for stage in willing.stages)


@slow
@given(graphs(parties=(2, 3), states=(1, 4)))
def test_against_sequences_one_by_one(spec: Spec) -> None:
    R = brute.moves(spec)
    up = brute.improvements(R, brute.ranks(spec))
    q = min(brute.states(spec))
    for steps, found in ((up, by_improvements(spec, q)), (R, by_moves(spec, q))):
        least: dict[int, int] = {}
        movers: dict[int, set[str]] = {}
        for sequence in sequences(steps, q):  # shorter ones first
            end = sequence[-1][2] if sequence else q
            if least.setdefault(end, len(sequence)) == len(sequence):
                movers.setdefault(end, set()).update({sequence[-1][0]} if sequence else ())
            assert set(sequence) <= found.arcs
        assert least == {s: length for s, length in found.steps.items() if length <= LONGEST}
        assert movers == {s: found.last_movers[s] for s in least}


@slow
@given(drawn_disputes)
def test_both_forms_agree(spec: Spec) -> None:
    graph = as_graph(spec)
    for q in brute.states(spec):
        assert by_improvements(spec, q) == by_improvements(graph, q)
        assert by_moves(spec, q) == by_moves(graph, q)


@slow
@given(drawn_disputes)
def test_equilibria_that_come_about_are_reached(spec: Spec) -> None:
    q = brute.status_quo(spec)
    if q is not None:
        reached = set(by_improvements(spec, q).steps)
        for concept, found in brute.equilibria(spec).items():
            expected = None if found is None else found & reached
            assert brute.come_about(spec, concept) == expected
