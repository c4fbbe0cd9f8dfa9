"""Tests of the oracle for doubts: small cases worked out by hand, and what must always hold."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any
from zlib import crc32

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from ruamel.yaml import YAML

from . import brute, levering
from .doubting import (
    AS_FILED,
    CORRELATIONS,
    Doubt,
    State,
    Test,
    answers,
    apply,
    as_filed,
    doubted,
    doubts_yaml,
    equilibrium_shares,
    factors,
    first_order,
    flips,
    joint,
    nearest,
    share,
    total,
)
from .spec import Formula, Spec, formula_text, to_yaml

slow = settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])

F = Fraction
A: Formula = ("on", "A", "a")
B: Formula = ("on", "B", "b")
X: Formula = ("level", "B", "l", "x")
NEW: Formula = ("and", A, B)


def option(name: str, levels: list[str] | None = None) -> dict[str, Any]:
    return {"name": name, "direction": "both", "levels": levels}


def dispute(*doubts: Doubt, rules: list[Formula] | None = None) -> Spec:
    """A (option a) wants A, B, X, in this order; B (options b and l) has no preference."""
    named = [{"name": f"d{k}", **doubt} for k, doubt in enumerate(doubts, 1)]
    return {
        "parties": [
            {"name": "A", "options": [option("a")], "prefers": [A, B, X]},
            {"name": "B", "options": [option("b"), option("l", ["x", "y", "z"])]},
        ],
        "rules": rules or [],
        "status_quo": None,
        "doubts": named,
    }


def coin(rule: Formula = NEW, chance: str = "0.5", **tie: Any) -> Doubt:
    return {"rule": rule, "probability": chance, **tie}


def in_world(*rules: Formula) -> Test:
    """Whether all these rules are among those of the world."""
    return lambda world: all(rule in world["rules"] for rule in rules)


def lists(spec: Spec, party: int = 0) -> list[Any]:
    """What the party prefers, by answer to the first doubt; the others as the file has them."""
    rest = as_filed(spec)[1:]
    count = len(answers(spec, spec["doubts"][0]))
    return [apply(spec, (k, *rest))["parties"][party]["prefers"] for k in range(count)]


# ---------------------------------------------------------------------- answers and worlds


def test_places_share_the_probability_and_absence_comes_last() -> None:
    doubt: Doubt = {"party": "A", "statement": B, "at": (1, 3), "probability": "0.3"}
    spec = dispute(doubt)
    assert answers(spec, doubt) == [
        ("at 1", F(1, 10)),
        ("at 2", F(1, 10)),
        ("at 3", F(1, 10)),
        ("absent", F(7, 10)),
    ]
    assert lists(spec) == [[B, A, X], [A, B, X], [A, X, B], [A, X]]


def test_without_a_probability_the_statement_always_counts() -> None:
    spec = dispute({"party": "A", "statement": NEW, "at": (2, 4), "probability": None})
    assert [p for _, p in answers(spec, spec["doubts"][0])] == [F(1, 3)] * 3
    assert lists(spec) == [[A, NEW, B, X], [A, B, NEW, X], [A, B, X, NEW]]


def test_a_place_beyond_the_end_is_the_end() -> None:
    first: Doubt = {"party": "B", "statement": A, "at": (1, 2), "probability": "0.5"}
    spec = dispute(first, {"party": "B", "statement": B, "at": (1, 2)})
    assert lists(spec, 1) == [[A], [A], []]  # B's list is empty in the file
    assert apply(spec, (1, 0))["parties"][1]["prefers"] == [B, A]
    assert apply(spec, (1, 1))["parties"][1]["prefers"] == [A, B]
    assert apply(spec, (0, 0))["parties"][1]["prefers"] == [B, A]


def test_without_a_place_it_is_there_or_absent() -> None:
    doubt: Doubt = {"party": "A", "statement": B, "at": None, "probability": "0.3"}
    spec = dispute(doubt)
    assert answers(spec, doubt) == [("there", F(3, 10)), ("absent", F(7, 10))]
    assert lists(spec) == [[A, B, X], [A, X]]


def test_there_is_where_it_stands() -> None:
    """Without A, B stays before X, as it does where it is as the file has it."""
    spec = dispute(
        {"party": "A", "statement": A, "probability": "0.5"},
        {"party": "A", "statement": B, "probability": "0.5"},
    )
    assert apply(spec, (1, 0))["parties"][0]["prefers"] == [B, X]
    assert apply(spec, (1, AS_FILED))["parties"][0]["prefers"] == [B, X]


def test_either_shares_what_is_left_and_comes_before_statements() -> None:
    """Whatever the order in the file; and what an alternative says of B is taken out first."""
    either = [{"prefers": [B, A]}, {"prefers": [X], "probability": "0.4"}, {"prefers": []}]
    spec = dispute(
        {"party": "A", "statement": B, "at": (2, 3), "probability": "0.5"},
        {"party": "A", "either": either},
    )
    assert [p for _, p in answers(spec, spec["doubts"][1])] == [F(3, 10), F(4, 10), F(3, 10)]
    found = {a: apply(spec, a)["parties"][0]["prefers"] for a in joint(spec)}
    assert found == {
        (0, 0): [A, B],
        (1, 0): [A, B],
        (2, 0): [A],
        (0, 1): [X, B],
        (1, 1): [X, B],
        (2, 1): [X],
        (0, 2): [B],
        (1, 2): [B],
        (2, 2): [],
    }
    assert apply(spec, (AS_FILED, 0))["parties"][0]["prefers"] == [B, A]


def test_weights_replace_the_list() -> None:
    alternatives = [{"weights": [(B, "2")], "probability": "0.4"}, {"ranking": [[1], [2]]}]
    spec = dispute({"party": "A", "either": alternatives})
    party = {"name": "A", "options": [option("a")]}
    assert apply(spec, (0,))["parties"][0] == {**party, "weights": [(B, "2")]}
    assert apply(spec, (1,))["parties"][0] == {**party, "ranking": [[1], [2]]}
    spec["doubts"].append({"name": "d2", "party": "A", "statement": A, "at": (1, 2)})
    with pytest.raises(ValueError, match="no list of statements"):
        apply(spec, (0, 0))


def test_rules_are_added_and_removed() -> None:
    spec = dispute(coin(A), coin(B), rules=[A, X])
    rules = {a: apply(spec, a)["rules"] for a in product((-1, 0, 1), repeat=2)}
    assert rules == {
        (-1, -1): [A, X],
        (-1, 0): [A, X, B],
        (-1, 1): [A, X],
        (0, -1): [A, X],
        (0, 0): [A, X, B],
        (0, 1): [A, X],
        (1, -1): [X],
        (1, 0): [X, B],
        (1, 1): [X],
    }


def test_a_missing_option_is_never_on() -> None:
    spec = dispute(
        {"option": ("A", "a"), "probability": "0.9"},
        {"option": ("B", "l"), "probability": "0.9"},
    )
    assert brute.feasible(apply(spec, (1, 1))) == [(0, 0, 0), (0, 1, 0)]
    assert len(brute.feasible(apply(spec, (0, 1)))) == 4
    assert len(brute.feasible(apply(spec, (1, 0)))) == 6
    assert apply(spec, (0, 0)) == apply(spec, as_filed(spec))
    level = dispute({"option": ("B", "l", "y"), "probability": "0.9"})
    assert {s[2] for s in brute.feasible(apply(level, (1,)))} == {0, 2}


def test_a_rule_that_does_not_hold_leaves_what_a_missing_option_adds() -> None:
    gone = {"option": ("A", "a"), "probability": "0.9"}
    for doubts in ((gone, coin(("not", A))), (coin(("not", A)), gone)):
        assert apply(dispute(*doubts), (1, 1))["rules"] == [("not", A)]


def test_the_base_is_the_file_without_its_doubts() -> None:
    spec = dispute(coin(), {"party": "A", "statement": B, "probability": "0.5"})
    assert apply(spec, as_filed(spec)) == {k: v for k, v in spec.items() if k != "doubts"}
    with pytest.raises(ValueError, match="no answer 2"):
        apply(spec, (2, 0))


# ---------------------------------------------------------------------- probabilities


def test_independent_doubts() -> None:
    spec = dispute(coin(A, "0.3"), coin(B, "0.5"))
    assert joint(spec) == {(0, 0): F(3, 20), (0, 1): F(3, 20), (1, 0): F(7, 20), (1, 1): F(7, 20)}
    assert joint(dispute()) == {(): F(1)}


def test_doubts_that_stand_or_fall_together() -> None:
    """u below 0.3: both hold; from 0.3 to 0.5: only the second."""
    spec = dispute(coin(A, "0.3"), coin(B, "0.5", **{"with": "d1"}))
    assert joint(spec) == {(0, 0): F(3, 10), (1, 0): F(2, 10), (1, 1): F(5, 10)}


def test_doubts_that_stand_where_the_other_falls() -> None:
    """The second holds where 1 - u is below 0.5: never where the first does."""
    spec = dispute(coin(A, "0.3"), coin(B, "0.5", **{"with": "d1"}, correlation="-1"))
    assert joint(spec) == {(0, 1): F(3, 10), (1, 0): F(5, 10), (1, 1): F(2, 10)}


def test_half_a_tie_is_half_of_both() -> None:
    spec = dispute(coin(A), coin(B, **{"with": "d1"}, correlation="0.5"))
    assert joint(spec) == {(0, 0): F(3, 8), (0, 1): F(1, 8), (1, 0): F(1, 8), (1, 1): F(3, 8)}


def test_a_chain_of_ties() -> None:
    """d1 turns d2 round; d2 copies d3 half of the time. The first doubt of the file comes last."""
    spec = dispute(
        coin(A, **{"with": "d2"}, correlation="-1"),
        coin(B, **{"with": "d3"}, correlation="0.5"),
        coin(X),
    )
    three, one = F(3, 8), F(1, 8)
    assert joint(spec) == {(1, 0, 0): three, (1, 0, 1): one, (0, 1, 0): one, (0, 1, 1): three}


def test_two_that_name_the_same() -> None:
    """Both copy with probability 1/4; then all three agree."""
    tie = {"with": "d1", "correlation": "0.5"}
    spec = dispute(coin(A), coin(B, **tie), coin(X, **tie))
    assert joint(spec)[0, 0, 0] == F(1, 4) / 2 + 2 * F(1, 4) / 4 + F(1, 4) / 8


def test_ties_between_doubts_of_different_kinds() -> None:
    """Thirds against tenths: the places are cut at 1/3 and 2/3, the option at 1/2."""
    spec = dispute(
        {"party": "A", "statement": B, "at": (1, 3)},
        {"option": ("A", "a"), "probability": "0.5", "with": "d1"},
    )
    assert joint(spec) == {(0, 0): F(1, 3), (1, 0): F(1, 6), (1, 1): F(1, 6), (2, 1): F(1, 3)}


def test_shares() -> None:
    spec = dispute(coin(A, "0.3"), coin(B, "0.5"))

    def test(world: Spec) -> bool | None:
        return None if A in world["rules"] else B in world["rules"]

    assert share(spec, test) == {None: F(3, 10), True: F(35, 100), False: F(35, 100)}


# ---------------------------------------------------------------------- what it hinges on


def test_factors_are_what_ties_connect() -> None:
    spec = dispute(coin(A), coin(B), coin(X, **{"with": "d1"}), coin(NEW, **{"with": "d3"}))
    assert factors(spec) == [[0, 2, 3], [1]]
    assert factors(dispute(coin(A), coin(B))) == [[0], [1]]


def test_both_of_two_coins() -> None:
    """Var Y = 3/16. E[Y | one] is 1/2 or 0: variance 1/16. Given the other: 1/4 or 0."""
    spec = dispute(coin(A), coin(B))
    assert first_order(spec, in_world(A, B)) == [F(1, 3), F(1, 3)]
    assert total(spec, in_world(A, B)) == [F(2, 3), F(2, 3)]


def test_one_of_two_coins() -> None:
    """Alone neither tells anything; together they tell all."""
    spec = dispute(coin(A), coin(B))

    def test(world: Spec) -> bool:
        return (A in world["rules"]) != (B in world["rules"])

    assert first_order(spec, test) == [0, 0]
    assert total(spec, test) == [1, 1]


def test_what_does_not_matter_and_what_never_varies() -> None:
    spec = dispute(coin(A, "0.3"), coin(B), coin(X, **{"with": "d2"}))
    assert first_order(spec, in_world(A)) == total(spec, in_world(A)) == [1, 0]
    assert first_order(spec, in_world()) == total(spec, in_world()) == [0, 0]
    assert total(spec, lambda _: None) == [0, 0]


def test_flips() -> None:
    spec = dispute(coin(A), coin(B), rules=[A])

    def test(world: Spec) -> bool | None:
        return None if B in world["rules"] else A in world["rules"]

    assert flips(spec, test) == {"d1": {1: False}, "d2": {0: None}}
    assert flips(spec, lambda _: None) == {"d1": {}, "d2": {}}


def test_nearest() -> None:
    spec = dispute(coin(A), coin(B), coin(X))
    assert nearest(spec, in_world(A)) == (1, {(0, -1, -1)})
    assert nearest(spec, in_world(A, B)) == (2, {(0, 0, -1)})
    assert nearest(spec, in_world(A, B, X)) == (3, {(0, 0, 0)})
    assert nearest(spec, in_world(NEW)) is None

    def two_of_three(world: Spec) -> bool:
        return sum(rule in world["rules"] for rule in (A, B, X)) >= 2

    assert nearest(spec, two_of_three) == (2, {(0, 0, -1), (0, -1, 0), (-1, 0, 0)})


def test_nearest_takes_answers_that_ties_make_impossible() -> None:
    spec = dispute(coin(A), coin(B, **{"with": "d1"}))
    assert nearest(spec, in_world(A)) == (1, {(0, -1)})
    assert (0, 1) not in joint(spec)


# ---------------------------------------------------------------------- equilibria


def game(*doubts: Doubt, status_quo: list[Any] | None, rules: list[Formula] | None = None) -> Spec:
    """Each looks at its own option only: A wants a on, B wants b off. No move is sanctioned."""
    return {
        "parties": [
            {"name": "A", "options": [option("a")], "prefers": [A]},
            {"name": "B", "options": [option("b")], "prefers": [("not", B)]},
        ],
        "rules": rules or [],
        "status_quo": status_quo,
        "doubts": [{"name": f"d{k}", **doubt} for k, doubt in enumerate(doubts, 1)],
    }


EVERY = [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_shares_of_equilibria_with_two_orders() -> None:
    either = [{"prefers": [A]}, {"prefers": [("not", A)], "probability": "0.7"}]
    spec = game({"party": "A", "either": either}, status_quo=[("B", "b")])
    expected = {s: {(1, 0): F(3, 10), (0, 0): F(7, 10)}.get(s, F(0)) for s in EVERY}
    for concept in brute.CONCEPTS:
        assert equilibrium_shares(spec)[concept] == expected
        assert equilibrium_shares(spec, come_about=True)[concept] == expected


def test_shares_of_equilibria_without_an_option() -> None:
    """Where a is missing there is no state 2: (0, 1) is number 2 there and 3 else."""
    spec = game({"option": ("A", "a"), "probability": "0.6"}, status_quo=[])
    expected = {s: {(1, 0): F(3, 5), (0, 0): F(2, 5)}.get(s, F(0)) for s in EVERY}
    assert equilibrium_shares(spec) == dict.fromkeys(brute.CONCEPTS, expected)


def test_an_equilibrium_that_does_not_come_about() -> None:
    """A is indifferent without its statement: from (0, 0) nobody moves; (1, 0) is stable, too."""
    doubt: Doubt = {"party": "A", "statement": A, "probability": "0.9"}
    spec = game(doubt, status_quo=[])
    found = equilibrium_shares(spec)["nash"]
    assert found == {(0, 0): F(1, 10), (0, 1): 0, (1, 0): F(1), (1, 1): 0}
    found = equilibrium_shares(spec, come_about=True)["nash"]
    assert found == {(0, 0): F(1, 10), (0, 1): 0, (1, 0): F(9, 10), (1, 1): 0}


def test_merged_states_go_by_the_lowest_member_in_each_world() -> None:
    """All states with exactly one option on are one; its lowest is (1, 0) where A has a."""
    spec = game({"option": ("A", "a"), "probability": "0.6"}, status_quo=[])
    spec["same"] = [("or", A, B)]
    found = equilibrium_shares(spec)["nash"]
    assert found == {(0, 0): F(2, 5), (1, 0): F(3, 5), (0, 1): F(0)}


def test_no_status_quo_in_some_world() -> None:
    """All off breaks the rule; where it does not hold, all off is the status quo."""
    spec = game(coin(("or", A, B)), status_quo=None, rules=[("or", A, B)])
    expected: dict[State, Fraction] = {(0, 0): F(0), (0, 1): F(0), (1, 0): F(1), (1, 1): F(0)}
    assert equilibrium_shares(spec, come_about=True) == dict.fromkeys(brute.CONCEPTS)
    # Where it holds, B cannot leave (0, 1) by itself, and A's move to (1, 1) is an improvement.
    assert equilibrium_shares(spec)["nash"] == expected


def test_hand_drawn_states_go_by_their_numbers() -> None:
    spec: Spec = {
        "graph": {"states": [3, 7], "moves": {"A": [(3, 7)], "B": []}},
        "parties": [{"name": "A", "prefers": [("state", 7)]}, {"name": "B"}],
        "status_quo": 3,
        "doubts": [
            {"name": "d1", "party": "A", "statement": ("state", 7), "probability": "0.25"},
        ],
    }
    assert equilibrium_shares(spec)["seq"] == {3: F(3, 4), 7: F(1)}
    assert equilibrium_shares(spec, come_about=True)["seq"] == {3: F(3, 4), 7: F(1, 4)}
    assert equilibrium_shares(spec)["sim"] is None


# ---------------------------------------------------------------------- the file


def test_the_section_of_the_file() -> None:
    spec = dispute(
        {"party": "A", "statement": ("not", A), "at": (1, 3), "probability": "0.3"},
        {
            "party": "B",
            "either": [{"prefers": [A, X]}, {"weights": [(B, "1.5")], "probability": "0.6"}],
            "with": "d1",
        },
        {"option": ("B", "l", "y"), "probability": "0.9", "with": "d4", "correlation": "-0.5"},
        {"rule": ("iff", A, B), "probability": "0.5"},
        {"party": "A", "statement": A, "at": (2, 2), "probability": "0.5", "with": None},
        {"party": "A", "either": [{"prefers": []}, {"ranking": [[1], [2, 3]]}]},
    )
    assert doubts_yaml(spec) == (
        "doubts:\n"
        "  - name: d1\n"
        "    party: A\n"
        "    statement: not A.a\n"
        "    at: [1, 3]\n"
        "    probability: 0.3\n"
        "  - name: d2\n"
        "    party: B\n"
        "    either:\n"
        "      - prefers:\n"
        "          - A.a\n"
        "          - B.l = x\n"
        "      - weights:\n"
        "          B.b: 1.5\n"
        "        probability: 0.6\n"
        "    with: d1\n"
        "  - name: d3\n"
        "    option: B.l = y\n"
        "    probability: 0.9\n"
        "    with: d4\n"
        "    correlation: -0.5\n"
        "  - name: d4\n"
        "    rule: A.a iff B.b\n"
        "    probability: 0.5\n"
        "  - name: d5\n"
        "    party: A\n"
        "    statement: A.a\n"
        "    at: 2\n"
        "    probability: 0.5\n"
        "  - name: d6\n"
        "    party: A\n"
        "    either:\n"
        "      - prefers: []\n"
        "      - ranking: [1, [2, 3]]\n"
    )
    assert doubts_yaml(dispute()) == ""


@slow
@given(spec=doubted())
def test_the_section_is_yaml_and_says_what_the_spec_says(spec: Spec) -> None:
    read = YAML(typ="safe", pure=True).load(to_yaml(spec) + doubts_yaml(spec))["doubts"]
    assert len(read) == len(spec["doubts"])
    for entry, doubt in zip(read, spec["doubts"], strict=True):
        told = {key for key, value in doubt.items() if value is not None}
        assert set(entry) == told
        for key in told & {"name", "party", "with"}:
            assert entry[key] == doubt[key]
        for key in told & {"statement", "rule"}:
            assert entry[key] == formula_text(doubt[key])
        for key in told & {"probability", "correlation"}:
            assert entry[key] == float(doubt[key])
        if "at" in told:
            lo, hi = doubt["at"]
            assert entry["at"] == (lo if lo == hi else [lo, hi])
        if "either" in told:
            for read_one, one in zip(entry["either"], doubt["either"], strict=True):
                assert set(read_one) == set(one)
                if "prefers" in one:
                    assert read_one["prefers"] == [formula_text(f) for f in one["prefers"]]
                if "weights" in one:
                    texts = [formula_text(f) for f, _ in one["weights"]]
                    assert list(read_one["weights"]) == texts


# ---------------------------------------------------------------------- what must always hold


def any_verdict(world: Spec) -> bool | None:
    """Some verdict of a world, as good as drawn at random."""
    return (True, False, None, True)[crc32(repr(world).encode()) % 4]


@slow
@given(spec=doubted())
def test_drawn_doubts_are_valid(spec: Spec) -> None:
    doubts = spec["doubts"]
    assert 1 <= len(doubts) <= 4
    assert len({doubt["name"] for doubt in doubts}) == len(doubts)
    assert all("\n" not in doubt["name"] for doubt in doubts)
    kinds = [[k for k in ("statement", "either", "option", "rule") if k in d] for d in doubts]
    assert all(len(kind) == 1 for kind in kinds)
    changing = any("option" in doubt or "rule" in doubt for doubt in doubts)
    preferences = [
        *spec["parties"],
        *(alternative for doubt in doubts for alternative in doubt.get("either", [])),
    ]
    assert not (changing and any("ranking" in preference for preference in preferences))
    matters = [
        (d.get("party"), d.get("statement"), d.get("rule"), d.get("option", ())[:2]) for d in doubts
    ]
    assert len(set(matters)) == len(matters)
    for doubt in doubts:
        chances = [p for _, p in answers(spec, doubt)]
        assert sum(chances) == 1
        assert len(chances) >= 2
        assert all(0 < p < 1 for p in chances)
        if "statement" in doubt:
            (party,) = (p for p in spec["parties"] if p["name"] == doubt["party"])
            listed = [
                *party.get("prefers", []),
                *(
                    d["statement"]
                    for d in doubts
                    if "statement" in d and d["party"] == party["name"]
                ),
            ]
            if doubt["at"] is None:
                assert doubt["statement"] in party["prefers"]
            else:
                lo, hi = doubt["at"]
                assert 1 <= lo <= hi <= len(set(listed))
        assert doubt.get("with") in [None, *(d["name"] for d in doubts if d is not doubt)]


@slow
@given(spec=doubted())
def test_every_world_can_be_solved(spec: Spec) -> None:
    start = brute.status_quo(apply(spec, as_filed(spec)))
    ranges = [[AS_FILED, *range(len(answers(spec, doubt)))] for doubt in spec["doubts"]]
    for picked in list(product(*ranges))[::7]:
        world = apply(spec, picked)
        assert brute.states(world)
        assert (brute.status_quo(world) is None) == (start is None)
        ranks = brute.ranks(world)
        assert all(set(ranks[i]) == set(brute.states(world)) for i in ranks)


def kinds_of(spec: Spec, doubt: Doubt) -> set[str]:
    """What is special about a doubt."""
    found = {key for order in doubt.get("either", []) for key in order}
    if "statement" in doubt:
        told = [key for key in ("at", "probability") if doubt[key] is not None]
        found |= {"statement " + " and ".join(told)}
        if "graph" in spec:
            found.add("of hand-drawn states")
        if any("either" in d and d["party"] == doubt["party"] for d in spec["doubts"]):
            found.add("statement with either")
    if "option" in doubt:
        found.add("level" if len(doubt["option"]) == 3 else "option")
        if spec["status_quo"]:
            found.add("option with status quo")
        if spec["same"]:
            found.add("option with same")
    if "rule" in doubt:
        found.add("old rule" if doubt["rule"] in spec["rules"] else "new rule")
    if doubt.get("with") is not None:
        found.add(f"tie {doubt['correlation']}")
    return found


def test_all_kinds_are_drawn() -> None:
    seen: set[str] = set()

    @settings(slow, max_examples=200, derandomize=True, database=None, phases=[Phase.generate])
    @given(spec=doubted())
    def collect(spec: Spec) -> None:
        for doubt in spec["doubts"]:
            seen.update(kinds_of(spec, doubt))

    collect()
    assert seen == {
        *("prefers", "weights", "ranking", "probability"),
        *("statement at", "statement probability", "statement at and probability"),
        *("of hand-drawn states", "statement with either"),
        *("option", "level", "option with status quo", "option with same"),
        *("old rule", "new rule"),
        *(f"tie {c}" for c in CORRELATIONS),
    }


@slow
@given(spec=doubted())
def test_ties_keep_the_probabilities_of_each_doubt(spec: Spec) -> None:
    chances = joint(spec)
    assert sum(chances.values()) == 1
    assert all(p > 0 for p in chances.values())
    for k, doubt in enumerate(spec["doubts"]):
        for number, (_, p) in enumerate(answers(spec, doubt)):
            assert sum(chance for a, chance in chances.items() if a[k] == number) == p


@slow
@given(spec=doubted())
def test_factors_are_independent(spec: Spec) -> None:
    chances, groups = joint(spec), factors(spec)
    assert sorted(k for group in groups for k in group) == list(range(len(spec["doubts"])))

    def chance_of(a: tuple[int, ...], group: list[int]) -> Fraction:
        return sum((p for b, p in chances.items() if all(b[k] == a[k] for k in group)), F(0))

    for a, p in chances.items():
        assert p == prod(chance_of(a, group) for group in groups)


@slow
@given(spec=doubted(ties=False))
def test_without_ties_probabilities_multiply(spec: Spec) -> None:
    chances = joint(spec)
    assert len(factors(spec)) == len(spec["doubts"])
    ranges = [range(len(answers(spec, doubt))) for doubt in spec["doubts"]]
    assert chances == {
        a: prod(answers(spec, d)[k][1] for d, k in zip(spec["doubts"], a, strict=True))
        for a in product(*ranges)
    }


def test_joint_is_what_drawing_numbers_gives() -> None:
    """A hundred thousand draws of u, copied as the definition says."""
    spec = dispute(
        {"party": "A", "statement": B, "at": (1, 3), "probability": "0.7", "with": "d3"},
        coin(A, "0.3", **{"with": "d1"}, correlation="-0.6"),
        coin(X, "0.4"),
        coin(NEW, "0.2", **{"with": "d1"}, correlation="0.25"),
    )
    ups = [
        [float(sum(p for _, p in answers(spec, d)[:k])) for k in range(1, len(answers(spec, d)))]
        for d in spec["doubts"]
    ]
    drawing, count = random.Random(1), 100_000
    seen: dict[tuple[int, ...], int] = {}
    for _ in range(count):
        third = drawing.random()
        first = third
        second = 1 - first if drawing.random() < 0.6 else drawing.random()
        fourth = first if drawing.random() < 0.25 else drawing.random()
        numbers = (first, second, third, fourth)
        a = tuple(sum(u >= up for up in ups[k]) for k, u in enumerate(numbers))
        seen[a] = seen.get(a, 0) + 1
    chances = joint(spec)
    assert set(seen) == set(chances)
    assert all(abs(seen[a] / count - chances[a]) < 0.006 for a in chances)


@slow
@given(spec=doubted())
def test_shares_and_what_they_hinge_on(spec: Spec) -> None:
    shares = share(spec, any_verdict)
    assert sum(shares.values()) == 1
    first, whole = first_order(spec, any_verdict), total(spec, any_verdict)
    assert len(first) == len(whole) == len(factors(spec))
    assert all(0 <= f <= t <= 1 for f, t in zip(first, whole, strict=True))
    assert sum(first) <= 1
    if 0 < shares[True] < 1:
        assert sum(whole) >= 1
        if len(first) == 1:
            assert first == whole == [1]
    else:
        assert not any(first)
        assert not any(whole)


@slow
@given(spec=doubted())
def test_nearest_and_flips_agree(spec: Spec) -> None:
    alone = {
        tuple(answer if j == k else AS_FILED for j in range(len(spec["doubts"])))
        for k, doubt in enumerate(spec["doubts"])
        for answer in flips(spec, any_verdict)[doubt["name"]]
    }
    found = nearest(spec, any_verdict)
    assert (found == (1, alone)) == bool(alone)
    base = any_verdict(apply(spec, as_filed(spec)))
    for a in found[1] if found is not None else ():
        assert found is not None
        assert sum(k != AS_FILED for k in a) == found[0]
        assert any_verdict(apply(spec, a)) is not base
    if found is None:
        assert share(spec, any_verdict)[base] == 1


@settings(slow, max_examples=25)
@given(spec=doubted(worlds=12))
def test_shares_of_equilibria(spec: Spec) -> None:
    """Each is the share of a test; what comes about is less likely; implications carry over."""
    shares, reached = equilibrium_shares(spec), equilibrium_shares(spec, come_about=True)
    for concept, by_state in shares.items():
        if by_state is None:
            assert concept == "sim"
            continue
        for state in list(by_state)[:2]:

            def test(world: Spec, state: Any = state, concept: str = concept) -> bool:
                found = brute.equilibria(world)[concept]
                number = next(
                    (n for n, s in brute.states(world).items() if state in (n, *s[:1])), None
                )
                return found is not None and number in found

            assert by_state[state] == share(spec, test)[True]
            assert by_state[state] >= (shares["nash"] or {})[state]
        come_about = reached[concept]
        if come_about is not None:
            assert come_about.keys() == by_state.keys()
            assert all(come_about[state] <= by_state[state] for state in by_state)


# ---------------------------------------------------------------------- levers


def test_doubted_levers_are_in_force_or_not() -> None:
    """Once all else is answered, in the order of the levers."""
    spec = dispute(
        {"lever": "L2", "probability": "0.3"},
        {"option": ("A", "a"), "probability": "0.9"},
        {"lever": "L1", "probability": "0.5"},
        {"party": "A", "statement": B, "probability": "0.5"},
    )
    spec["levers"] = [
        {"name": "L1", "edits": [{"prefer": B, "party": "A", "at": 1}, {"rule": B}]},
        {"name": "L2", "edits": [{"unprefer": B, "party": "A"}, {"allow": ("A", "a")}]},
    ]
    assert answers(spec, spec["doubts"][0]) == [("in force", F(3, 10)), ("not in force", F(7, 10))]

    def found(*picked: int) -> tuple[list[Formula], list[Formula]]:
        world = apply(spec, picked)
        return world["parties"][0]["prefers"], world["rules"]

    assert found(*as_filed(spec)) == found(1, -1, 1, -1) == ([A, B, X], [])
    assert found(1, 1, 0, 1) == ([B, A, X], [("not", A), B])
    assert found(0, 1, 1, 0) == ([A, X], [])
    assert found(0, 1, 0, 0) == ([A, X], [B])
    assert found(1, 1, 1, 1) == ([A, X], [("not", A)])


@slow
@given(doubted(levering.levered(levers=(1, 3))))
def test_drawn_doubts_about_levers_fit(spec: Spec) -> None:
    for picked in joint(spec):
        world = apply(spec, picked)
        assert levering.stands(world)
        brute.ranks(world)
