"""Tests of the coalition oracle itself: games checked by hand, and theorems."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from . import brute
from .coalitions import CONCEPTS, chains, stable, universal
from .settling import game, joint_improvements, subsets
from .spec import Spec
from .strategies import graphs, option_disputes
from .test_brute import CHICKEN, PRISONERS, drawn, two_by_two

slow = settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
STAG_HUNT = two_by_two([4, 3, 1, 2], [4, 2, 1, 3])

FREE = option_disputes(parties=(2, 4), options=(1, 4))
TINY = option_disputes(
    parties=(2, 4), options=(1, 4), same=True, forbidden=True, levels=True
) | graphs(parties=(2, 4), states=(1, 6))


def coalition(*members: str) -> frozenset[str]:
    return frozenset(members)


def test_prisoners_dilemma() -> None:
    """Both can leave DD together and nobody is left to sanction it; CC is left by one, deterred."""
    both = coalition("1", "2")
    assert joint_improvements(game(PRISONERS), both, 1) == {4}
    assert all(stable(PRISONERS, both)[c] == {2, 3, 4} for c in CONCEPTS)
    assert stable(PRISONERS, coalition("1")) == {
        "cnash": {1, 3}, "cgmr": {1, 3, 4}, "csmr": {1, 3, 4}, "cseq": {1, 3, 4},
    }  # fmt: skip
    assert universal(PRISONERS) == {"cnash": set(), "cgmr": {4}, "csmr": {4}, "cseq": {4}}


def test_chicken() -> None:
    assert universal(CHICKEN) == {
        "cnash": {2, 3}, "cgmr": {2, 3, 4}, "csmr": {2, 3, 4}, "cseq": {2, 3},
    }  # fmt: skip


def test_stag_hunt() -> None:
    """Both DD and CC are Nash, but together they leave DD."""
    assert brute.equilibria(STAG_HUNT)["nash"] == {1, 4}
    assert all(universal(STAG_HUNT)[c] == {4} for c in CONCEPTS)


def test_a_joint_sanction() -> None:
    """B loses by its first step and gains by C's answer: together they sanction A's move to 2."""
    spec = drawn(
        {"A": [(1, 2)], "B": [(2, 3)], "C": [(3, 4)]},
        4,
        A=[2, 1, 4, 3],
        B=[4, 2, 3, 1],
        C=[4, 2, 1, 3],
    )
    by_party = brute.stable(spec)["seq"]
    assert by_party is not None
    assert 1 not in by_party["A"]
    assert chains(game(spec), coalition("B", "C"), 2) == {4}
    found = stable(spec, coalition("A"))
    assert 1 in found["cseq"] & found["cgmr"] & found["csmr"]
    assert 1 not in found["cnash"]


def test_a_sanction_hurts_some_member_and_lasts_if_no_joint_move_repairs_it() -> None:
    """A and B go 1, 2, 3; C sanctions with 4, bad for B alone; B can go on to 5, good for both."""
    arcs = {"A": [(1, 2)], "B": [(2, 3), (4, 5)], "C": [(3, 4)]}
    ranked = {"A": [4, 5, 3, 1, 2], "B": [5, 3, 1, 2, 4], "C": [4, 3, 1, 2, 5]}
    pair = coalition("A", "B")
    found = stable(drawn(arcs, 5, **ranked), pair)
    assert 1 not in found["cnash"] | found["csmr"]
    assert 1 in found["cgmr"] & found["cseq"]
    found = stable(drawn({**arcs, "B": [(2, 3)]}, 5, **ranked), pair)
    assert 1 in found["csmr"]
    # Where B ends no better off than at 1, the same move repairs nothing.
    found = stable(drawn(arcs, 5, **{**ranked, "B": [3, 1, 5, 2, 4]}), pair)
    assert 1 in found["csmr"]


def test_a_chain_of_overlapping_coalitions_need_not_be_a_legal_sequence() -> None:
    """B goes 2, 3, then 3, 4 in the name of B and C: CSEQ does not imply CGMR in such a graph."""
    spec = drawn(
        {"A": [(1, 2)], "B": [(2, 3), (3, 4)], "C": []},
        4,
        A=[2, 3, 1, 4],
        B=[4, 3, 2, 1],
        C=[4, 3, 2, 1],
    )
    assert brute.group_moves(brute.moves(spec), ["B", "C"], 2) == {3}
    assert chains(game(spec), coalition("B", "C"), 2) == {3, 4}
    found = stable(spec, coalition("A"))
    assert 1 in found["cseq"]
    assert 1 not in found["cgmr"]


@slow
@given(TINY)
def test_theorems(spec: Spec) -> None:
    ordinary, everyone = brute.stable(spec), set(brute.states(spec))
    parties = [p["name"] for p in spec["parties"]]
    by_all = universal(spec)
    for H in subsets(parties)[1:]:
        found = stable(spec, H)
        assert found["cnash"] <= found["cgmr"] & found["csmr"] & found["cseq"]
        assert found["csmr"] <= found["cgmr"]
        assert all(by_all[c] <= found[c] <= everyone for c in CONCEPTS)
        if len(H) == len(parties):
            assert all(found[c] == found["cnash"] for c in CONCEPTS)
        if len(H) == 1:
            (i,) = H
            for single, joint in (("nash", "cnash"), ("gmr", "cgmr"), ("smr", "csmr")):
                by_party = ordinary[single]
                assert by_party is not None
                assert by_party[i] == found[joint]
            by_party = ordinary["seq"]
            assert by_party is not None
            assert by_party[i] <= found["cseq"]
    nash = brute.equilibria(spec)["nash"]
    assert nash is not None
    assert by_all["cnash"] <= nash


@slow
@given(FREE)
def test_cseq_implies_cgmr_where_moves_are_transitive(spec: Spec) -> None:
    for H in subsets(p["name"] for p in spec["parties"])[1:]:
        found = stable(spec, H)
        assert found["cseq"] <= found["cgmr"]
