"""Tests of the oracle for threats: games checked by hand, and theorems."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from . import brute
from .spec import Formula, Spec
from .strategies import as_graph, atoms, formulas, graphs, option_disputes, permute_parties
from .threatening import (
    VERDICTS,
    WEIGHED,
    Game,
    Threat,
    applies,
    carrying_moves,
    credible_move,
    game,
    held_back_by,
    rests_on,
    shares,
    true_at,
    verdict,
)

slow = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])

STRIKE: Formula = ("on", "A", "strike")
EMBARGO: Formula = ("on", "A", "embargo")
YIELD: Formula = ("on", "B", "yield")
FEW: Formula = ("level", "A", "force", "few")
THREAT: Threat = {"by": "A", "action": STRIKE}


def option(name: str, direction: str = "both", levels: list[str] | None = None) -> dict[str, Any]:
    return {"name": name, "direction": direction, "levels": levels}


def ranked(*order: int) -> list[list[int]]:
    return [[n] for n in order]


def duel(a: list[list[int]], b: list[list[int]] | None = None, direction: str = "both") -> Spec:
    """States 1 = neither, 2 = A strikes, 3 = B yields, 4 = both."""
    second: dict[str, Any] = {"name": "B", "options": [option("yield")]}
    if b is not None:
        second["ranking"] = b
    first = {"name": "A", "options": [option("strike", direction)], "ranking": a}
    return {"parties": [first, second]}


def arsenal(a: list[list[int]]) -> Spec:
    """States 1 = nothing, 2 = A strikes, 3 = A's embargo, 4 = both; B has no option."""
    options = [option("strike"), option("embargo")]
    return {"parties": [{"name": "A", "options": options, "ranking": a}, {"name": "B"}]}


# ---------------------------------------------------------------------- verdicts


def test_a_credible_threat() -> None:
    g = game(duel(ranked(2, 1, 3, 4)))
    assert carrying_moves(g, THREAT, 1) == {2}
    assert credible_move(g, "A", 1, 2)
    assert not credible_move(g, "A", 2, 1)
    assert not credible_move(g, "A", 1, 3)  # no move of A, though better for B
    assert verdict(g, THREAT, 1) == "credible"
    assert held_back_by(g, THREAT, 1) == []


def test_an_empty_threat_held_back_by_one_option() -> None:
    g = game(duel(ranked(4, 3, 1, 2)))
    assert verdict(g, THREAT, 1) == "empty"
    assert verdict(g, THREAT, 3) == "credible"
    assert held_back_by(g, THREAT, 1) == [("B", "yield", True)]
    assert held_back_by(g, THREAT, 3) == []
    other_way = game(duel(ranked(2, 1, 3, 4)))
    assert held_back_by(other_way, THREAT, 3) == [("B", "yield", False)]


def test_held_back_is_a_counterfactual_but_feasible() -> None:
    spec = duel(ranked(4, 3, 1, 2))
    spec["parties"][1]["options"][0]["direction"] = "off only"  # B itself could never yield
    assert held_back_by(game(spec), THREAT, 1) == [("B", "yield", True)]
    ruled = {**duel(ranked(1, 2)), "rules": [("not", YIELD)]}
    assert verdict(game(ruled), THREAT, 1) == "empty"
    assert held_back_by(game(ruled), THREAT, 1) == []


def test_a_change_to_second_best_holds_nothing_back() -> None:
    """States 1-4 as in the arsenal, 5-8 the same with B yielding."""
    spec = arsenal(ranked(7, 6, 5, 1, 2, 3, 4, 8))
    spec["parties"][1]["options"] = [option("yield")]
    g = game(spec)
    assert verdict(g, THREAT, 1) == "empty"
    assert verdict(g, THREAT, 5) == "second_best"
    assert held_back_by(g, THREAT, 1) == []


def test_a_deterred_threat() -> None:
    """A gains by striking, but B then yields gladly, and A is worse off than before."""
    g = game(duel(ranked(3, 2, 1, 4), ranked(4, 2, 1, 3)))
    assert 2 in g.up["A"][1]
    assert not credible_move(g, "A", 1, 2)
    assert verdict(g, THREAT, 1) == "deterred"
    assert verdict(g, THREAT, 3) == "empty"
    assert held_back_by(g, THREAT, 1) == []


def test_an_end_no_better_deters() -> None:
    g = game(duel([[2], [1, 4], [3]], ranked(4, 2, 1, 3)))
    assert verdict(g, THREAT, 1) == "deterred"
    assert held_back_by(g, THREAT, 1) == [("B", "yield", True)]  # from 3 to 4, where B stays


def test_a_second_best_threat() -> None:
    g = game(arsenal(ranked(3, 2, 1, 4)))
    assert credible_move(g, "A", 1, 2)
    assert verdict(g, THREAT, 1) == "second_best"
    assert verdict(game(arsenal([[2, 3], [1, 4]])), THREAT, 1) == "credible"  # a tie is not better


def test_a_better_move_that_carries_the_threat_out_is_no_other_move() -> None:
    assert verdict(game(arsenal(ranked(4, 2, 1, 3))), THREAT, 1) == "credible"


def test_bundled_options_do_not_make_it_credible() -> None:
    g = game(arsenal(ranked(4, 3, 1, 2)))
    assert credible_move(g, "A", 1, 4)  # strike and embargo together: for the embargo's sake
    assert carrying_moves(g, THREAT, 1) == {2}
    assert verdict(g, THREAT, 1) == "empty"
    assert verdict(g, THREAT, 3) == "credible"
    assert held_back_by(g, THREAT, 1) == []  # the embargo is its own option, not another party's


def test_what_a_rule_or_a_forbidden_move_forces_is_not_bundled() -> None:
    ruled = {**arsenal(ranked(3, 1, 2)), "rules": [("implies", STRIKE, EMBARGO)]}
    assert carrying_moves(game(ruled), THREAT, 1) == {3}  # none, embargo, both
    assert verdict(game(ruled), THREAT, 1) == "credible"
    barred = arsenal(ranked(4, 3, 1, 2))
    barred["forbidden_moves"] = [
        {"party": "A", "from": ("const", True), "to": ("and", STRIKE, ("not", EMBARGO))}
    ]
    assert carrying_moves(game(barred), THREAT, 1) == {4}
    assert verdict(game(barred), THREAT, 1) == "credible"


def test_two_smallest_ways_to_carry_it_out() -> None:
    g = game(arsenal(ranked(3, 1, 2, 4)))
    either: Threat = {"by": "A", "action": ("or", STRIKE, EMBARGO)}
    assert carrying_moves(g, either, 1) == {2, 3}
    assert verdict(g, either, 1) == "credible"


def test_impossible_carried_and_not_triggered() -> None:
    g = game(duel(ranked(2, 1, 3, 4), direction="off only"))
    assert verdict(g, THREAT, 1) == verdict(g, THREAT, 3) == "impossible"
    assert verdict(g, THREAT, 2) == verdict(g, THREAT, 4) == "carried"
    unless = {**THREAT, "unless": YIELD}
    assert [verdict(g, unless, s) for s in (1, 2, 3, 4)] == [
        "impossible",
        "carried",
        "not_triggered",
        "not_triggered",
    ]
    assert verdict(g, {**THREAT, "if": YIELD}, 2) == "not_triggered"
    assert verdict(g, {**THREAT, "if": YIELD}, 4) == "carried"
    assert verdict(g, {**unless, "if": YIELD}, 4) == "not_triggered"


# ---------------------------------------------------------------------- levels


def levelled(a: list[list[int]]) -> Spec:
    """States 1 = none, 2 = few, 3 = many; then 4-6 and 7-9 the same with B's ban on part, whole."""
    return {
        "parties": [
            {"name": "A", "options": [option("force", levels=["none", "few", "many"])]}
            | {"ranking": a},
            {"name": "B", "options": [option("ban", levels=["no", "part", "whole"])]},
        ]
    }


def test_an_option_with_levels_is_one_option() -> None:
    g = game(levelled(ranked(3, 2, 1, 4, 5, 6, 7, 8, 9)))
    few: Threat = {"by": "A", "action": FEW}
    some: Threat = {"by": "A", "action": ("not", ("level", "A", "force", "none"))}
    assert carrying_moves(g, some, 1) == {2, 3}
    # From few to many changes both bits, from few to none only one of them.
    assert carrying_moves(g, {"by": "A", "action": ("not", few["action"])}, 2) == {1, 3}
    assert verdict(g, few, 1) == "second_best"  # many is better
    assert verdict(g, few, 3) == "empty"
    assert verdict(g, some, 1) == "credible"


def test_better_than_the_best_credible_carrying_move() -> None:
    """States 1 = none, 2 = few, 3 = many, 4 = all; few or many are threatened."""
    some: Threat = {"by": "A", "action": ("or", FEW, ("level", "A", "force", "many"))}
    force = option("force", levels=["none", "few", "many", "all"])

    def spec(*order: int) -> Spec:
        a = {"name": "A", "options": [force], "ranking": ranked(*order)}
        return {"parties": [a, {"name": "B"}]}

    assert verdict(game(spec(3, 4, 2, 1)), some, 1) == "credible"
    assert verdict(game(spec(4, 3, 2, 1)), some, 1) == "second_best"


def test_held_back_by_levels() -> None:
    g = game(levelled(ranked(1, 2, 3, 5, 4, 6, 8, 7, 9)))
    few: Threat = {"by": "A", "action": FEW}
    assert held_back_by(g, few, 1) == [("B", "ban", "part"), ("B", "ban", "whole")]
    at_part = game(levelled(ranked(2, 1, 3, 4, 5, 6, 8, 7, 9)))
    assert held_back_by(at_part, few, 4) == [("B", "ban", "no"), ("B", "ban", "whole")]


# ---------------------------------------------------------------------- coalesced states


def test_a_strike_that_ends_the_game() -> None:
    """States 1, 2 = every strike, 3; B would spoil a strike by yielding, but it is too late."""
    before = duel(ranked(3, 2, 1, 4), ranked(4, 2, 1, 3))
    assert verdict(game(before), THREAT, 1) == "deterred"
    g = game({**duel(ranked(3, 2, 1), ranked(2, 1, 3)), "same": [STRIKE]})
    assert verdict(g, THREAT, 1) == "credible"
    assert verdict(g, THREAT, 2) == "carried"
    assert verdict(g, THREAT, 3) == "empty"
    assert held_back_by(g, THREAT, 3) == [("B", "yield", False)]


def test_a_coalesced_state_is_read_at_its_lowest_member() -> None:
    """States 1, 2, and 3 = B yields, whether A strikes or not."""
    g = game({**duel(ranked(2, 1, 3)), "same": [YIELD]})
    assert verdict(g, THREAT, 3) == "impossible"  # striking there leads nowhere new
    assert g.R["A"][3] == set()


def test_minimal_over_all_members() -> None:
    """2 = x alone, or x and y; from each of them z alone is the smallest change."""
    x, z = ("on", "A", "x"), ("on", "A", "z")
    spec: Spec = {
        "parties": [{"name": "A", "options": [option("x"), option("y"), option("z")]}],
        "same": [("and", x, ("not", z))],
    }
    assert carrying_moves(game(spec), {"by": "A", "action": z}, 2) == {6, 8}
    # Neither x nor z: y is to be dropped with x from one member, x alone from the other.
    neither = ("and", ("not", x), ("and", ("not", z), ("not", ("on", "A", "y"))))
    assert carrying_moves(game(spec), {"by": "A", "action": neither}, 2) == {1}


def test_a_smaller_change_from_another_member_counts() -> None:
    """2 = either x or y: what takes least from one member is all that counts."""
    x, y, z = ("on", "A", "x"), ("on", "A", "y"), ("on", "A", "z")
    spec: Spec = {
        "parties": [{"name": "A", "options": [option("x"), option("y"), option("z")]}],
        "same": [("and", ("not", z), ("count", "exactly", 1, (x, y)))],
    }
    threat: Threat = {"by": "A", "action": ("and", z, x)}
    # From x: z alone gives x z (6). From y: x and z give x y z (8), and all three x z: not minimal.
    assert carrying_moves(game(spec), threat, 2) == {6}


# ---------------------------------------------------------------------- hand-drawn disputes


def test_a_hand_drawn_threat() -> None:
    spec: Spec = {
        "graph": {"states": [1, 2, 3, 4], "moves": {"A": [(1, 2), (1, 3)], "B": [(3, 4)]}},
        "parties": [
            {"name": "A", "ranking": ranked(3, 2, 1, 4)},
            {"name": "B", "ranking": ranked(4, 3, 2, 1)},
        ],
        "status_quo": 1,
    }
    g = game(spec)
    assert carrying_moves(g, {"by": "A", "action": ("or", ("state", 2), ("state", 3))}, 1) == {2, 3}
    assert verdict(g, {"by": "A", "action": ("state", 2)}, 1) == "second_best"
    assert verdict(g, {"by": "A", "action": ("state", 3)}, 1) == "deterred"
    assert verdict(g, {"by": "A", "action": ("state", 4)}, 1) == "impossible"
    assert verdict(g, {"by": "B", "action": ("state", 4)}, 4) == "carried"
    assert held_back_by(g, {"by": "A", "action": ("state", 3)}, 1) == []
    assert shares(g, {"by": "A", "action": ("state", 3)}, 1) == {
        "carried": 1,  # at 3
        "impossible": 2,  # at 2 and 4
        "over": 1,
        "credible": 0,
        "second_best": 0,
        "deterred": 1,
        "empty": 0,
    }


# ---------------------------------------------------------------------- shares


def test_shares() -> None:
    g = game(duel(ranked(4, 3, 1, 2)))  # at 1 empty, at 3 credible, at 2 and 4 carried
    assert shares(g, THREAT, 1) == {
        "carried": 2,
        "impossible": 0,
        "over": 2,
        "credible": Fraction(1, 2),
        "second_best": 0,
        "deterred": 0,
        "empty": Fraction(1, 2),
    }
    unless = shares(g, {**THREAT, "unless": YIELD}, 1)
    assert (unless["carried"], unless["over"], unless["empty"]) == (1, 1, 1)


def test_no_share_of_nothing() -> None:
    g = game(duel(ranked(2, 1, 3, 4), direction="off only"))
    assert shares(g, THREAT, 1) == {
        "carried": 0,  # 2 and 4 are not reached from 1
        "impossible": 2,
        "over": 0,
        "credible": None,
        "second_best": None,
        "deterred": None,
        "empty": None,
    }


# ---------------------------------------------------------------------- equilibria


def trio(hurt: Formula, *others: list[Formula]) -> Spec:
    """A wants most that it is not hurt, then its own option; B's and C's statements follow."""
    preferences = [[("not", hurt), ("on", "A", "o")], *others]
    return {
        "parties": [
            {"name": name, "options": [option("o")], "prefers": prefers}
            for name, prefers in zip("ABC", preferences, strict=True)
        ]
    }


B, C = ("on", "B", "o"), ("on", "C", "o")
EITHER, BOTH = ("or", B, C), ("and", B, C)


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        (duel(ranked(2, 1, 3, 4), ranked(1, 2, 3, 4)), [["B"]]),
        (trio(B, [("not", B)], [("not", C)]), [["B"]]),
        (trio(EITHER, [("not", B)], [("not", C)]), [["B"], ["C"]]),
        (trio(BOTH, [("not", B)], [("not", C)]), [["B", "C"]]),
        (trio(BOTH, [("not", B)], [("iff", B, C)]), [["B"]]),  # C gladly follows B
        (trio(B, [("on", "B", "o")], [("not", C)]), []),  # no equilibrium: B improves
        (trio(BOTH, [("if", B, ("on", "A", "o"))], [("iff", B, C)]), []),  # nothing empty about it
        (trio(("const", False), [("not", B)], [("not", C)]), []),  # nobody hurts A: no equilibrium
    ],
)
def test_what_an_equilibrium_rests_on(spec: Spec, expected: list[list[str]]) -> None:
    assert rests_on(game(spec), 1) == expected


def test_chicken_rests_on_both() -> None:
    """1 = DD, 2 = CD, 3 = DC, 4 = CC: each would answer the other's defection by the worst."""
    g = game(duel(ranked(3, 4, 2, 1), ranked(2, 4, 3, 1)))
    assert {s: rests_on(g, s) for s in (1, 2, 3, 4)} == {1: [], 2: [], 3: [], 4: [["A", "B"]]}


# ---------------------------------------------------------------------- theorems


drawn_disputes = option_disputes(
    parties=(2, 3), options=(2, 4), same=True, forbidden=True, levels=True
) | option_disputes(parties=(2, 3), options=(2, 4), levels=True)
drawn_graphs = graphs(parties=(2, 3), states=(1, 5))


def draw_threat(data: st.DataObject, spec: Spec) -> Threat:
    """A threat of a party with options (in a hand-drawn dispute of any party)."""
    owners = [p["name"] for p in spec["parties"] if "graph" in spec or p.get("options")]
    threat: Threat = {"by": data.draw(st.sampled_from(owners))}
    owned = [f for f in atoms(spec) if "graph" in spec or f[1] == threat["by"]]
    threat["action"] = data.draw(formulas(owned, 2, constants=False))
    for key in ("if", "unless"):
        if data.draw(st.integers(0, 3)) == 3:
            threat[key] = data.draw(formulas(atoms(spec), 2))
    return threat


@slow
@given(drawn_disputes | drawn_graphs)
def test_credible_moves_are_those_that_break_seq(spec: Spec) -> None:
    g, stable = game(spec), brute.stable(spec)
    assert stable["seq"] is not None
    for i in g.parties:
        breaks = {s for s in g.R[i] if any(credible_move(g, i, s, t) for t in g.R[i][s])}
        assert breaks == set(g.R[i]) - stable["seq"][i]


@slow
@given(drawn_disputes | drawn_graphs, st.data())
def test_verdicts(spec: Spec, data: st.DataObject) -> None:
    g, threat = game(spec), draw_threat(data, spec)
    stable, i = brute.stable(spec), threat["by"]
    assert stable["nash"] is not None
    assert stable["seq"] is not None
    for s in g.facts:
        found, carrying = verdict(g, threat, s), carrying_moves(g, threat, s)
        making = {t for t in g.R[i][s] if true_at(g, threat["action"], t)}
        assert found in VERDICTS
        assert (found == "not_triggered") == (not applies(g, threat, s))
        assert carrying <= making
        assert bool(carrying) == bool(making)
        if found == "impossible":
            assert not making
        if found in ("credible", "second_best"):
            assert s not in stable["seq"][i]
        if found == "deterred":
            assert s not in stable["nash"][i]
        # The opposite action is where the better other move leads.
        opposite = {**threat, "action": ("not", threat["action"])}
        if found == "second_best":
            assert carrying_moves(g, opposite, s)
        if found in WEIGHED:
            assert verdict(g, opposite, s) == "carried"


@slow
@given(drawn_disputes | drawn_graphs, st.data())
def test_shares_add_up(spec: Spec, data: st.DataObject) -> None:
    g, threat = game(spec), draw_threat(data, spec)
    for q in g.facts:
        found = shares(g, threat, q)
        weighed = [found[v] for v in WEIGHED]
        if found["over"] == 0:
            assert weighed == [None] * 4
        else:
            assert sum(weighed) == 1
        reached = {q} | brute.group_moves(g.R, g.parties, q)
        counted = found["over"] + found["carried"] + found["impossible"]
        assert counted == sum(applies(g, threat, s) for s in reached)


@slow
@given(drawn_disputes, st.data())
def test_each_that_holds_back_would_make_it_credible(spec: Spec, data: st.DataObject) -> None:
    g, threat = game(spec), draw_threat(data, spec)
    for q in g.facts:
        for party, name, value in held_back_by(g, threat, q):
            assert verdict(g, threat, q) in ("empty", "deterred")
            assert party != threat["by"]
            wanted = {**g.facts[q], (party, name): value}
            assert wanted != g.facts[q]
            found = [
                n for s, n in brute.class_of(spec).items() if brute.facts_of(spec, s) == wanted
            ]
            assert [verdict(g, threat, n) for n in found] == ["credible"]


@slow
@given(drawn_disputes | drawn_graphs)
def test_what_rests_on_empty_threats(spec: Spec) -> None:
    g, equilibria = game(spec), brute.equilibria(spec)
    assert equilibria["gmr"] is not None
    assert equilibria["seq"] is not None
    for s in g.facts:
        found = [set(members) for members in rests_on(g, s)]
        assert bool(found) == (s in equilibria["gmr"] - equilibria["seq"])
        assert all(found)
        assert not any(a <= b or b <= a for a, b in combinations(found, 2))


@slow
@given(drawn_disputes)
def test_both_forms_rest_on_the_same(spec: Spec) -> None:
    first, second = game(spec), game(as_graph(spec))
    assert {s: rests_on(first, s) for s in first.facts} == {
        s: rests_on(second, s) for s in second.facts
    }


@slow
@given(drawn_disputes, st.data())
def test_with_nothing_to_bundle_both_forms_agree(spec: Spec, data: st.DataObject) -> None:
    """An owner of one option changes that or nothing; else the drawn graph has more that carry."""
    first, second, threat = game(spec), game(as_graph(spec)), draw_threat(data, spec)

    def drawn(formula: Formula) -> Formula:
        true_in = tuple(("state", n) for n in first.facts if true_at(first, formula, n))
        return ("count", "at least", 1, true_in)

    translated = {k: f if k == "by" else drawn(f) for k, f in threat.items()}
    owned = [o for party, o in brute.owned_options(spec) if party == threat["by"]]
    for s in first.facts:
        here, there = carrying_moves(first, threat, s), carrying_moves(second, translated, s)
        assert here <= there
        if len(owned) == 1:
            assert here == there
        if here == there:
            assert verdict(first, threat, s) == verdict(second, translated, s)


@slow
@given(option_disputes(parties=(2, 3), options=(2, 4), forbidden=True, levels=True), st.data())
def test_the_order_of_the_parties_does_not_matter(spec: Spec, data: st.DataObject) -> None:
    threat = draw_threat(data, spec)
    other, new = permute_parties(spec, data.draw(st.permutations(range(len(spec["parties"])))))
    first, second = game(spec), game(other)

    def sets(g: Game, s: int) -> set[frozenset[str]]:
        return {frozenset(members) for members in rests_on(g, s)}

    for s in first.facts:
        assert verdict(first, threat, s) == verdict(second, threat, new(s))
        assert set(held_back_by(first, threat, s)) == set(held_back_by(second, threat, new(s)))
        assert shares(first, threat, s) == shares(second, threat, new(s))
        assert sets(first, s) == sets(second, new(s))
