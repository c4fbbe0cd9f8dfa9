"""Tests of the settlement oracle itself: games checked by hand, and theorems."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from . import settling
from .brute import stable, status_quo
from .settling import Game, Step, game, subsets
from .spec import Spec
from .strategies import graphs, option_disputes
from .test_brute import CHICKEN, PRISONERS, drawn, option, two_by_two

slow = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
STAG_HUNT = two_by_two([4, 3, 1, 2], [4, 2, 1, 3])
HALF = Fraction(1, 2)


def at(*states: int) -> frozenset[int]:
    return frozenset(states)


def members(*names: str) -> list[frozenset[str]]:
    """Coalitions from words such as "AB"; "" is the empty one."""
    return [frozenset(name) for name in names]


# ---------------------------------------------------------------------- textbook games


def test_prisoners_dilemma_settles_on_cooperation_only_by_pact() -> None:
    view, T = game(PRISONERS), at(4)
    assert settling.holding(view, T) == T  # A's gain is met by B's defection
    assert settling.holding_firmly(view, T) == set()
    assert not settling.credible(view, "1", 4, 3)
    assert settling.credible(view, "2", 3, 1)
    assert not settling.credible(view, "1", 1, 2)  # no improvement
    assert not settling.credible(view, "1", 1, 4)  # no move
    assert settling.status(view, T, 1) == "unreachable"
    for kind in ("agreed", "pressure"):
        assert settling.minimal_winning(view, T, 1, kind) == set()
    assert settling.minimal_winning(view, T, 1, "pact") == {frozenset("12")}
    assert settling.roles(view, T, 1, "pact") == {"1": "needed", "2": "needed"}
    assert settling.weights(view, T, 1, "pact").shapley == {"1": HALF, "2": HALF}
    assert settling.possible(view, T, 1, ["1", "2"])
    assert not settling.possible(view, T, 1, ["1"])
    assert settling.refusals(view, T, 1) == set(members("1", "2"))
    assert settling.before(view, T, at(2), 1) is None
    assert settling.must_tolerate(view, T, 1) == set()  # v(N) does not *become* 0
    assert settling.relied_on(view, T, 1) == {"1", "2"}  # formal: nobody can settle anyway
    # From CD only the second must give in, and is asked to prefer CC to its best state.
    assert not settling.willing(view, T, 2, ["1", "2"])
    # Nobody moves from CC to bring mutual defection about; from CD the one who still cooperates.
    assert settling.minimal_winning(view, at(1), 4) == set()
    assert settling.minimal_winning(view, at(1), 4, "pressure") == set()
    assert settling.minimal_winning(view, at(1), 2) == {frozenset("1")}


def test_chicken_from_the_crash() -> None:
    """Either can swerve; that both swerve cannot hold; who insists counts on the other."""
    view = game(CHICKEN)
    assert settling.status(view, at(4), 1) == "cannot_hold"
    either = at(2, 3)
    assert settling.holding_firmly(view, either) == either
    assert settling.status(view, either, 1) == "open"
    assert settling.minimal_winning(view, either, 1) == set(members("1", "2"))
    assert settling.roles(view, either, 1) == {"1": "substitute", "2": "substitute"}
    assert settling.weights(view, either, 1).shapley == {"1": HALF, "2": HALF}
    mine = at(3)
    assert settling.roles(view, mine, 1) == {"1": "irrelevant", "2": "needed"}
    assert settling.holding_obstructed_by(view, mine, "1") == set()
    assert settling.must_tolerate(view, mine, 1) == {"1"}
    assert settling.relied_on(view, mine, 1) == {"1"}  # if 1 swerves first, 2 will not
    assert settling.would_block(view, mine, 1) == {"1"}
    found = settling.annotate(view, mine, 1, ["2"], [("2", 1, 3)])
    assert found.objections == [(1, "1", 2)]
    assert found.coerced == found.drift == set()
    assert found.firm_jointly
    assert not found.firm_farsighted  # 2 goes back to the crash, 1 swerves
    assert settling.best_score(view, mine, 1, ["2"], "agreed") == (0, 1, 1)
    assert settling.best_score(view, mine, 1, ["1", "2"], "agreed") == (0, 0, 1)
    assert settling.best_score(view, mine, 1, ["1"], "agreed") is None
    # Both are spoilers where both swerve; from the crash no willing path leads there.
    assert settling.spoilers(view, at(4), 4) == {"1", "2"}
    assert settling.spoilers(view, at(4), 1) == set()
    assert settling.exit_cost(view, at(4), "1") == 0  # the other leaves all the same
    assert settling.holding(view, at(3, 4)) == {3}
    assert settling.holding_without_exits_of(view, at(3, 4), "2") == {3, 4}
    assert settling.exit_cost(view, at(3, 4), "2") == HALF
    assert settling.exit_cost(view, at(), "2") == 0


def test_stag_hunt() -> None:
    view, T = game(STAG_HUNT), at(4)
    assert settling.status(view, T, 1) == "open"
    for kind in settling.KINDS:
        assert settling.minimal_winning(view, T, 1, kind) == {frozenset("12")}
    assert settling.roles(view, T, 1) == {"1": "needed", "2": "needed"}
    found = settling.annotate(view, T, 1, ["1", "2"], [("1", 1, 2), ("2", 2, 4)])
    assert found == settling.Annotations(set(), [], set(), True, True)
    assert settling.best_score(view, T, 1, ["1", "2"], "agreed") == (0, 0, 2)
    assert settling.refusals(view, T, 1) == set()  # open
    for F, passed in ((at(1), True), (at(2), False), (at(2, 3), True), (at(4), False)):
        assert settling.before(view, T, F, 1) is passed


def test_a_settlement_that_already_holds() -> None:
    view, T = game(STAG_HUNT), at(4)
    assert settling.status(view, T, 4) == "already"
    for kind in settling.KINDS:
        assert settling.minimal_winning(view, T, 4, kind) == {frozenset()}
    assert settling.roles(view, T, 4) == {"1": "irrelevant", "2": "irrelevant"}
    assert settling.must_tolerate(view, T, 4) == {"1", "2"}
    # From CD the second alone can mend what the first undid, but the first need not.
    assert settling.relied_on(view, T, 4) == {"1", "2"}
    assert settling.would_block(view, T, 4) == set()
    w = settling.weights(view, T, 4)
    assert set(w.shapley.values()) == set(w.banzhaf.values()) == {Fraction(0)}
    assert settling.before(view, T, T, 4) is None
    found = settling.annotate(view, T, 4, [], [])
    assert found == settling.Annotations(set(), [], set(), True, True)
    assert settling.best_score(view, T, 4, [], "pressure") == (0, 0, 0)
    assert settling.spoilers(view, T, 4) == set()


def test_firm_counts_single_parties_and_long_ways() -> None:
    """Cooperation in the Prisoner's Dilemma holds, but is firm in neither sense."""
    found = settling.annotate(game(PRISONERS), at(4), 4, [], [])
    assert not found.firm_jointly
    assert not found.firm_farsighted


# ---------------------------------------------------------------------- option form


def on(party: str) -> tuple[str, str, str]:
    return ("on", party, "x")


A, B, C, D = (on(name) for name in "ABCD")
DEAL = ("and", A, ("or", B, C))


def simple(**prefers: list[Any]) -> Spec:
    """Parties with one option each; bit k of (state - 1) is the k-th party's option."""
    return {
        "parties": [
            {"name": name, "options": [option("x")], "prefers": stated}
            for name, stated in prefers.items()
        ]
    }


def test_a_veto_player_and_two_substitutes() -> None:
    view, q = game(simple(A=[DEAL], B=[DEAL], C=[DEAL])), 1
    T = at(4, 6, 8)  # A and (B or C)
    assert settling.holding_firmly(view, T) == T
    assert settling.status(view, T, q) == "open"
    assert settling.winning(view, T, q) == set(members("AB", "AC", "ABC"))
    assert settling.minimal_winning(view, T, q) == set(members("AB", "AC"))
    assert settling.roles(view, T, q) == {"A": "needed", "B": "substitute", "C": "substitute"}
    w, sixth = settling.weights(view, T, q), Fraction(1, 6)
    assert w.shapley == {"A": Fraction(2, 3), "B": sixth, "C": sixth}
    assert w.banzhaf == {"A": Fraction(3, 5), "B": Fraction(1, 5), "C": Fraction(1, 5)}
    assert w.banzhaf_raw == {"A": Fraction(3, 4), "B": Fraction(1, 4), "C": Fraction(1, 4)}
    assert settling.must_tolerate(view, T, q) == set()  # B may obstruct: C stands in for it
    assert settling.holding_obstructed_by(view, T, "B") == {6, 8}
    assert settling.relied_on(view, T, q) == set()


def test_who_need_not_act_but_must_not_obstruct() -> None:
    """D can forbid the deal; it would rather do so than have nothing, but prefers the deal."""
    deal = ("and", DEAL, ("not", D))
    spec = simple(A=[deal], B=[deal], C=[deal], D=[("or", deal, D)])
    view, T = game(spec), at(4, 6, 8)
    assert status_quo(spec) == 1
    assert settling.status(view, T, 1) == "open"
    assert settling.roles(view, T, 1)["D"] == "irrelevant"
    assert settling.must_tolerate(view, T, 1) == {"D"}
    assert settling.relied_on(view, T, 1) == settling.would_block(view, T, 1) == {"D"}
    found = settling.annotate(view, T, 1, ["A", "B"], [("A", 1, 2), ("B", 2, 4)])
    assert found.objections == [(1, "D", 9), (2, "D", 10)]
    assert settling.best_score(view, T, 1, ["A", "B"], "agreed") == (0, 2, 2)
    assert settling.best_score(view, T, 1, ["A", "B", "D"], "agreed") == (0, 0, 2)
    idle = game(simple(A=[deal], B=[deal], C=[deal], D=[]))
    assert settling.must_tolerate(idle, T, 1) == settling.relied_on(idle, T, 1) == {"D"}
    assert settling.would_block(idle, T, 1) == set()
    assert settling.best_score(idle, T, 1, ["A", "B"], "agreed") == (0, 0, 2)


def irreversible(**prefers: list[Any]) -> Spec:
    spec = simple(**prefers)
    for party in spec["parties"]:
        party["options"] = [option("x", "on only")]
    return spec


def test_refusals_are_minimal() -> None:
    """A and B refuse what cannot be undone; C would take part gladly."""
    spec = irreversible(A=[("not", A)], B=[("not", B)], C=[C])
    view, T = game(spec), at(8)
    assert settling.holding(view, T) == T
    assert settling.status(view, T, 1) == "unreachable"
    assert settling.refusals(view, T, 1) == set(members("AB"))
    assert settling.refusals(view, T, 2) == set(members("B"))
    # What is not even possible, no consent would open.
    assert settling.status(view, at(5), 2) == "unreachable"
    assert settling.refusals(view, at(5), 2) == set()
    assert settling.status(view, at(1), 2) == "cannot_hold"  # C moves on
    assert settling.roles(view, T, 1) == dict.fromkeys("ABC", "irrelevant")


def test_giving_in_under_pressure() -> None:
    """A shells B until B pays, once and for all, and then stops."""
    spec = simple(A=[B, ("not", A)], B=[("not", A), ("not", B)])
    spec["parties"][1]["options"] = [option("x", "on only")]
    view, T = game(spec), at(3)
    assert settling.holding(view, T) == T
    assert settling.status(view, T, 1) == "unreachable"
    assert settling.minimal_winning(view, T, 1, "pact") == set()
    assert settling.minimal_winning(view, T, 1, "pressure") == set(members("AB"))
    way: list[Step] = [("A", 1, 2), ("B", 2, 4), ("A", 4, 3)]
    found = settling.annotate(view, T, 1, ["A", "B"], way, "pressure")
    assert found.coerced == {"B"}
    assert found.objections == []
    assert found.drift == set()
    assert settling.best_score(view, T, 1, ["A", "B"], "pressure") == (1, 0, 3)
    assert settling.best_score(view, T, 1, ["A", "B"], "agreed") is None
    with pytest.raises(ValueError, match="not a step"):
        settling.annotate(view, T, 1, ["A", "B"], way, "agreed")
    with pytest.raises(ValueError, match="does not hold"):
        settling.annotate(view, T, 1, ["A", "B"], [], "pressure")
    assert settling.refusals(view, T, 1) == set(members("B"))


# ---------------------------------------------------------------------- hand-drawn graphs


def test_drift() -> None:
    """A brings 2 about, which holds as {2, 3}; then B moves on to 3, no better for A than 1."""
    spec = drawn({"A": [(1, 2)], "B": [(2, 3)]}, 3, A=[2, 1, 3], B=[3, 2, 1])
    view, T = game(spec), at(2, 3)
    assert settling.holding(view, T) == T
    assert settling.holding(view, at(2)) == set()
    found = settling.annotate(view, T, 1, ["A"], [("A", 1, 2)])
    assert found == settling.Annotations(set(), [], {"A"}, True, True)


def test_a_party_may_move_twice_in_a_row_on_a_path_but_not_in_a_joint_move() -> None:
    view = game(drawn({"A": [(1, 2), (2, 3)], "B": []}, 3, A=[3, 1, 2], B=[3, 2, 1]))
    assert settling.agreed(view, at(3), 1, ["A"])
    assert settling.joint_moves(view, frozenset("AB"), 1) == {2}
    assert settling.best_score(view, at(3), 1, ["A"], "agreed") == (0, 0, 2)


def test_a_detour_that_nobody_minds_beats_a_short_way_that_somebody_minds() -> None:
    """Directly from 1 via 2 to 5, where C objects at 2; or via 3 and 4, where it does not."""
    arcs = {"A": [(1, 2), (1, 3), (3, 4)], "B": [(2, 5), (4, 5)], "C": [(2, 6)]}
    spec = drawn(arcs, 6, A=[5, 1, 2, 3, 4, 6], B=[5, 1, 2, 3, 4, 6], C=[6, 5, 1, 2, 3, 4])
    view = game(spec)
    assert settling.best_score(view, at(5), 1, ["A", "B"], "agreed") == (0, 0, 3)
    assert settling.best_score(view, at(5), 1, ["A", "B", "C"], "agreed") == (0, 0, 2)
    assert settling.before(view, at(5), at(3), 1) is False
    assert settling.before(view, at(5), at(2, 4), 1) is True


def test_what_holds_is_left_for_a_state_of_the_settlement_that_does_not_hold() -> None:
    """B leaves {1, 2} at 2, so that A's credible move from 1 to 2 leaves what holds as well."""
    view = game(drawn({"A": [(1, 2)], "B": [(2, 3)]}, 3, A=[3, 2, 1], B=[3, 2, 1]))
    assert settling.holding(view, at(1, 2)) == set()
    assert settling.holding_without_exits_of(view, at(1, 2), "A") == {1}
    assert settling.exit_cost(view, at(1, 2), "A") == HALF
    assert settling.spoilers(view, at(1, 2), 1) == {"B"}  # A makes no move out of {1, 2}


# ---------------------------------------------------------------------- theorems


Case = tuple[Game, frozenset[int], int]
DISPUTES = option_disputes(parties=(2, 4), options=(1, 4), same=True, forbidden=True) | graphs(
    parties=(2, 4), states=(1, 7)
)


@st.composite
def cases(draw: Any) -> Case:
    """A tiny dispute, a settlement (now and then empty) and a status quo."""
    view = game(draw(DISPUTES))
    T = frozenset(draw(st.lists(st.sampled_from(view.states), max_size=6, unique=True)))
    return view, T, draw(st.sampled_from(view.states))


@slow
@given(cases())
def test_coalitions_that_can_settle(case: Case) -> None:
    view, T, q = case
    N, H = frozenset(view.parties), settling.holding(view, T)
    won = {kind: settling.winning(view, T, q, kind) for kind in settling.KINDS}
    assert won["agreed"] <= won["pressure"] & won["pact"]
    for kind in settling.KINDS:
        assert all(S in won[kind] for R in won[kind] for S in subsets(N) if R <= S)
        assert (frozenset() in won[kind]) == (q in H)
        least, role = settling.minimal_winning(view, T, q, kind), settling.roles(view, T, q, kind)
        w = settling.weights(view, T, q, kind)
        decided = N in won[kind] and q not in H
        assert sum(w.shapley.values()) == sum(w.banzhaf.values()) == int(decided)
        for i in N:
            assert (role[i] == "needed") == (bool(least) and all(i in S for S in least))
            assert (w.shapley[i] > 0) == (w.banzhaf_raw[i] > 0) == (role[i] != "irrelevant")
        # Who wins at all can do so by merely legal moves. Joint moves are legal moves, too.
        assert all(settling.possible(view, H, q, S) for S in won[kind])


@slow
@given(DISPUTES)
def test_credible_moves_are_those_that_break_sequential_stability(spec: Spec) -> None:
    view, by_party = game(spec), stable(spec)["seq"]
    assert by_party is not None
    for i in view.parties:
        assert {s for s in view.states if not view.credible_moves[i][s]} == by_party[i]


@slow
@given(cases())
def test_what_holds(case: Case) -> None:
    view, T, q = case
    H = settling.holding(view, T)
    assert settling.holding_firmly(view, T) <= H <= T
    assert settling.holding(view, H) == H
    assert settling.holding(view, frozenset(view.states)) == set(view.states)
    reached = settling.willing(view, T, q, view.parties)
    for i in view.parties:
        assert settling.holding_obstructed_by(view, T, i) <= H
        assert settling.holding_without_exits_of(view, T, i) >= H
        assert 0 <= settling.exit_cost(view, T, i) <= 1
        assert reached or i not in settling.spoilers(view, T, q)
        for s in view.states:
            assert view.credible_moves[i][s] <= view.up[i][s]
    # By hand: the largest closed subset is the union of all closed subsets.
    if len(T) <= 5:
        closed = [
            S
            for S in (frozenset(map(int, c)) for c in subsets(map(str, T)))
            if all(view.credible_moves[i][s] <= S for i in view.parties for s in S)
        ]
        assert frozenset().union(*closed) == H


@slow
@given(cases())
def test_status_and_those_beside_it(case: Case) -> None:
    view, T, q = case
    found, role = settling.status(view, T, q), settling.roles(view, T, q)
    assert (found == "already") == (q in settling.holding(view, T))
    assert settling.would_block(view, T, q) <= settling.relied_on(view, T, q)
    for i in settling.relied_on(view, T, q) | settling.must_tolerate(view, T, q):
        assert role[i] != "needed"
    refused = settling.refusals(view, T, q)
    assert found == "unreachable" or not refused
    assert frozenset() not in refused
    if found == "unreachable":
        possible = settling.possible(view, settling.holding(view, T), q, view.parties)
        assert bool(refused) == possible
        assert not settling.winning(view, T, q)
    assert (settling.before(view, T, at(), q) is None) == (found != "open")
    if found == "open":
        assert settling.before(view, T, at(), q) is False
        assert settling.before(view, T, at(q), q) is True


@slow
@given(cases())
def test_scores(case: Case) -> None:
    view, T, q = case
    for coalition in subsets(view.parties):
        H = settling.holding(view, T)
        scores = {}
        for kind in ("agreed", "pressure"):
            score = settling.best_score(view, T, q, coalition, kind)
            assert score == settling.least_score(view, T, q, coalition, kind)
            assert (score is not None) == settling.settles(view, H, q, coalition, kind)
            assert score is None or (score == (0, 0, 0)) == (q in H)
            scores[kind] = score
        assert scores["agreed"] is None or scores["agreed"][0] == 0


@slow
@given(cases())
def test_annotations_of_single_steps(case: Case) -> None:
    view, T, q = case
    H = settling.holding(view, T)
    for i in view.parties:
        for t in view.R[i][q] & H:
            if view.r[i][t] <= view.r[i][q]:
                continue
            found = settling.annotate(view, T, q, [i], [(i, q, t)])
            assert found.coerced == set()
            assert all(s == q and j != i for s, j, _ in found.objections)
            assert not found.firm_farsighted or not any(view.up[j][t] - T for j in view.parties)
            assert not found.firm_jointly or not any(view.up[j][t] - T for j in view.parties)
            later = settling.best_score(view, T, q, [i], "agreed")
            assert later is not None
            assert later <= (0, len(found.objections), 1)
