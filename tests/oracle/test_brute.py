"""Tests of the oracle itself: games checked by hand, published cases, and theorems."""

from __future__ import annotations

import re
import time
from itertools import permutations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from . import brute
from .brute import CONCEPTS, come_about, equilibria, group_improvements, group_moves, stable
from .spec import Formula, Spec, bits, formula_text, to_yaml
from .strategies import (
    as_graph,
    atoms,
    formulas,
    graphs,
    option_disputes,
    permute_options,
    permute_parties,
    renumber_states,
)

slow = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)  # the oracle is slow by design


def option(name: str, direction: str = "both", levels: list[str] | None = None) -> dict[str, Any]:
    return {"name": name, "direction": direction, "levels": levels}


def ranked(order: list[int], number: dict[int, int] | None = None) -> list[list[int]]:
    """A strict ranking, best first, optionally from published labels to our numbers."""
    return [[n if number is None else number[n]] for n in order]


# ---------------------------------------------------------------------- 2x2 games


def two_by_two(first: list[int], second: list[int]) -> Spec:
    """States 1 = DD, 2 = CD, 3 = DC, 4 = CC; the first letter is the first party's choice."""
    return {
        "parties": [
            {"name": "1", "options": [option("Cooperate")], "ranking": ranked(first)},
            {"name": "2", "options": [option("Cooperate")], "ranking": ranked(second)},
        ]
    }


PRISONERS = two_by_two([3, 4, 1, 2], [2, 4, 1, 3])
CHICKEN = two_by_two([3, 4, 2, 1], [2, 4, 3, 1])


def test_prisoners_dilemma() -> None:
    found = equilibria(PRISONERS)
    assert found["nash"] == {1}
    assert all(found[c] == {1, 4} for c in CONCEPTS if c != "nash")
    assert brute.moves(PRISONERS)["1"] == {1: {2}, 2: {1}, 3: {4}, 4: {3}}
    assert brute.moves(PRISONERS)["2"] == {1: {3}, 2: {4}, 3: {1}, 4: {2}}
    assert come_about(PRISONERS, "gmr") == {1}
    assert come_about({**PRISONERS, "status_quo": [("1", "Cooperate")]}, "gmr") == {1}


def test_chicken() -> None:
    assert equilibria(CHICKEN) == {
        "nash": {2, 3},
        "gmr": {2, 3, 4},
        "smr": {2, 3, 4},
        "seq": {2, 3},
        "sseq": {2, 3},
        "sim": {2, 3, 4},
    }
    assert come_about(CHICKEN, "nash") == {2, 3}


# ---------------------------------------------------------------------- published cases


def positions(row: str) -> set[int]:
    """The numbers, from 1, at which a row of digits shows a 1."""
    return {number for number, digit in enumerate(row, 1) if digit == "1"}


CUBA: Spec = {
    "parties": [
        {
            "name": "US",
            "options": [option("Air strike"), option("Blockade")],
            "ranking": ranked([n + 1 for n in (4, 6, 5, 7, 2, 1, 3, 0, 11, 9, 10, 8)]),
        },
        {
            "name": "USSR",
            "options": [option("Withdraw"), option("Escalate")],
            "ranking": ranked([n + 1 for n in (0, 4, 6, 2, 5, 1, 7, 3, 11, 9, 10, 8)]),
        },
    ],
    "rules": [("not", ("and", ("on", "USSR", "Withdraw"), ("on", "USSR", "Escalate")))],
}


def test_cuban_missile_crisis() -> None:
    """Fraser & Hipel (1982, 1984): the sequential equilibria are 4 and 6, here 5 and 7."""
    assert len(brute.states(CUBA)) == 12
    assert stable(CUBA) == {
        "nash": {"US": positions("001010000001"), "USSR": positions("100001110000")},
        "gmr": {"US": positions("111111110001"), "USSR": positions("111011110000")},
        "smr": {"US": positions("111111110001"), "USSR": positions("111011110000")},
        "seq": {"US": positions("001010100001"), "USSR": positions("100011110000")},
        "sseq": {"US": positions("001010100001"), "USSR": positions("100011110000")},
        "sim": {"US": positions("001010000001"), "USSR": positions("100001110000")},
    }
    found = equilibria(CUBA)
    assert found["nash"] == found["sim"] == set()
    assert found["seq"] == found["sseq"] == {5, 7}
    assert found["gmr"] == found["smr"] == {1, 2, 3, 5, 6, 7, 8}
    assert come_about(CUBA, "seq") == {5, 7}


def syria_iraq(syria: list[int]) -> Spec:
    return {
        "parties": [
            {
                "name": "Syria",
                "options": [option("Release water"), option("Escalate")],
                "ranking": ranked(syria),
            },
            {
                "name": "Iraq",
                "options": [option("Attack")],
                "ranking": ranked([2, 4, 6, 1, 5, 3]),
            },
        ],
        "rules": [("not", ("and", ("on", "Syria", "Release water"), ("on", "Syria", "Escalate")))],
    }


def test_syria_iraq() -> None:
    """Hipel, Kilgour & Kinsara (2014)."""
    assert stable(syria_iraq([1, 3, 6, 2, 4, 5])) == {
        "nash": {"Syria": {1, 6}, "Iraq": {2, 4, 6}},
        "gmr": {"Syria": {1, 3, 6}, "Iraq": {1, 2, 4, 5, 6}},
        "smr": {"Syria": {1, 3, 6}, "Iraq": {2, 4, 6}},
        "seq": {"Syria": {1, 3, 6}, "Iraq": {2, 4, 5, 6}},
        "sseq": {"Syria": {1, 3, 6}, "Iraq": {2, 4, 6}},
        "sim": {"Syria": {1, 3, 6}, "Iraq": {2, 4, 5, 6}},
    }


def test_syria_iraq_inverse() -> None:
    """Of Syria's 720 strict rankings, those that make state 2 an equilibrium.

    SEQ by hand: 720 (1 - 1/3 - 1/3 + 1/5) = 384; another tool's 420 is wrong.
    """
    counts = dict.fromkeys(("nash", "gmr", "smr", "seq"), 0)
    for syria in permutations(range(1, 7)):
        found = equilibria(syria_iraq(list(syria)))
        for concept in counts:
            counts[concept] += 2 in (found[concept] or set())
    assert counts == {"nash": 240, "gmr": 384, "smr": 300, "seq": 384}


def test_elmira() -> None:
    """Hipel, Fang, Kilgour & Haight (1993): nine states, all with Abandon being one of them.

    Published 1-4, 5-8 and 9 are here 1-4, 7-10 and 5.
    """
    number = {1: 1, 2: 2, 3: 3, 4: 4, 5: 7, 6: 8, 7: 9, 8: 10, 9: 5}
    abandon: Formula = ("on", "Uniroyal", "Abandon")
    one_of = (("on", "Uniroyal", "Delay"), ("on", "Uniroyal", "Accept"), abandon)
    spec: Spec = {
        "parties": [
            {
                "name": "MoE",
                "options": [option("Modify", "on only")],
                "ranking": ranked([7, 3, 4, 8, 5, 1, 2, 6, 9], number),
            },
            {
                "name": "Uniroyal",
                "options": [
                    option("Delay", "off only"),
                    option("Accept"),
                    option("Abandon", "on only"),
                ],
                "ranking": ranked([1, 4, 8, 5, 9, 3, 7, 2, 6], number),
            },
            {
                "name": "Local Government",
                "options": [option("Insist")],
                "ranking": ranked([7, 3, 5, 1, 8, 6, 4, 2, 9], number),
            },
        ],
        "rules": [("count", "exactly", 1, one_of)],
        "same": [abandon],
        "status_quo": [("Uniroyal", "Delay")],
    }
    assert sorted(brute.states(spec)) == [1, 2, 3, 4, 5, 7, 8, 9, 10]
    moves = brute.moves(spec)
    assert moves["MoE"] == {
        1: {2}, 2: set(), 3: {4}, 4: set(), 5: set(), 7: {8}, 8: set(), 9: {10}, 10: set()
    }  # fmt: skip
    assert moves["Uniroyal"] == {
        1: {3, 5}, 2: {4, 5}, 3: {5}, 4: {5}, 5: set(), 7: {9, 5}, 8: {10, 5}, 9: {5}, 10: {5}
    }  # fmt: skip
    found = equilibria(spec)
    for concept, published in {
        "nash": {5, 8, 9},
        "gmr": {1, 4, 5, 8, 9},
        "smr": {1, 4, 5, 8, 9},
        "seq": {5, 8, 9},
        "sseq": {5, 8, 9},
    }.items():
        assert found[concept] == {number[n] for n in published}, concept
    individually = stable(spec)["seq"]
    assert individually is not None
    assert individually["Uniroyal"] == {number[n] for n in (1, 4, 5, 8, 9)}
    assert come_about(spec, "nash") == {7}  # the deadlock, published state 5


def korea(us: list[int], nk: list[int], invade: str = "both") -> Spec:
    number = {n: k for k, n in enumerate((0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14), 1)}
    strike, withdraw = ("on", "US", "Nuclear strike"), ("on", "US", "Withdraw")
    return {
        "parties": [
            {
                "name": "US",
                "options": [option("Nuclear strike", "on only"), option("Withdraw")],
                "ranking": ranked(us, number),
            },
            {
                "name": "NK",
                "options": [option("Invade", invade), option("Abandon programme")],
                "ranking": ranked(nk, number),
            },
        ],
        "rules": [("not", ("and", strike, withdraw))],
    }


US_BASE = [8, 0, 9, 10, 12, 5, 4, 13, 14, 1, 2, 6]
NK_BASE = [6, 14, 2, 10, 0, 4, 12, 5, 1, 13, 8, 9]
US_BLOOD = [8, 9, 0, 10, 13, 12, 5, 4, 1, 2, 14, 6]


def test_korea_2017() -> None:
    """Z. Jacobi's blog of November 2017: published as SEQ are the states each SEQ or SIM."""
    labels = (0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14)
    spec = korea(US_BASE, NK_BASE)
    by = stable(spec)
    assert by == {
        "nash": {"US": positions("110010110110"), "NK": positions("100011000000")},
        "gmr": {"US": positions("110110111110"), "NK": positions("101111001101")},
        "smr": {"US": positions("110110111110"), "NK": positions("101111001101")},
        "seq": {"US": positions("110010111110"), "NK": positions("101011001001")},
        "sseq": {"US": positions("110010111110"), "NK": positions("101011001001")},
        "sim": {"US": positions("110110111110"), "NK": positions("101111001001")},
    }
    seq, sim = by["seq"], by["sim"]
    assert seq is not None
    assert sim is not None
    either = (seq["US"] | sim["US"]) & (seq["NK"] | sim["NK"])
    assert {labels[n - 1] for n in either} == {0, 4, 5, 10}
    assert {labels[n - 1] for n in equilibria(spec)["smr"] or ()} == {0, 4, 5, 10, 12}


@pytest.mark.parametrize(
    ("us", "nk", "invade", "seq", "smr"),
    [
        (US_BASE, NK_BASE, "on only", {0, 5, 10, 12}, {0, 4, 5, 10, 12}),
        (
            US_BLOOD,
            [6, 14, 4, 12, 5, 13, 2, 0, 10, 1, 9, 8],
            "on only",
            {5, 12},
            {5, 12},
        ),
        (
            US_BLOOD,
            [6, 14, 4, 12, 0, 10, 5, 13, 2, 1, 9, 8],
            "on only",
            {0, 5, 10, 12},
            {0, 5, 10, 12},
        ),
        (
            [8, 0, 10, 2, 9, 12, 4, 5, 14, 13, 6, 1],
            [6, 14, 2, 10, 0, 8, 4, 12, 5, 1, 9, 13],
            "both",
            {0, 5},
            {0, 2, 4, 5, 8, 10, 12},
        ),
    ],
    ids=["irreversible", "bloodthirsty", "deterrence", "pacifist"],
)
def test_korea_2017_variants(
    us: list[int], nk: list[int], invade: str, seq: set[int], smr: set[int]
) -> None:
    labels = (0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14)
    found = equilibria(korea(us, nk, invade))
    assert {labels[n - 1] for n in found["seq"] or ()} == seq
    assert {labels[n - 1] for n in found["smr"] or ()} == smr


# ---------------------------------------------------------------------- single rules, by hand


def drawn(moves: dict[str, list[tuple[int, int]]], states: int, **rankings: list[int]) -> Spec:
    parties = [
        {"name": p, **({"ranking": ranked(rankings[p])} if p in rankings else {})} for p in moves
    ]
    graph = {"states": list(range(1, states + 1)), "moves": moves}
    return {"graph": graph, "parties": parties, "status_quo": 1}


def test_nobody_moves_twice_in_a_row_but_may_move_again() -> None:
    """Fang, Hipel & Kilgour (1993): B, C, B is legal; B, B is not."""
    R = brute.moves(drawn({"A": [(1, 2)], "B": [(2, 3), (3, 4), (5, 6)], "C": [(3, 5)]}, 6))
    assert group_moves(R, ["B", "C"], 2) == {3, 5, 6}
    assert group_moves(R, ["B"], 2) == {3}
    assert group_moves(R, ["C"], 2) == set()


def test_a_sanction_may_take_the_same_opponent_twice() -> None:
    """Some tools let every opponent move at most once; then 1 would not be SEQ for A."""
    spec = drawn(
        {"A": [(1, 2)], "B": [(2, 3), (4, 5)], "C": [(3, 4)]},
        5,
        A=[2, 3, 4, 1, 5],
        B=[5, 4, 3, 2, 1],
        C=[5, 4, 3, 2, 1],
    )
    by_party = stable(spec)["seq"]
    assert by_party is not None
    assert by_party["A"] == {1, 2, 3, 4, 5}
    R = brute.moves(spec)
    assert group_improvements(R, brute.ranks(spec), ["B", "C"], 2) == {3, 4, 5}


def test_returning_to_the_state_itself_is_a_sanction() -> None:
    spec = drawn({"A": [(1, 2)], "B": [(2, 1)]}, 2, A=[2, 1], B=[1, 2])
    found = stable(spec)
    assert found["nash"] == {"A": {2}, "B": {1}}
    assert found["gmr"] == found["seq"] == {"A": {1, 2}, "B": {1, 2}}
    # But A can escape from 1 again, to 2, and B from 2 again, to 1.
    assert found["smr"] == found["sseq"] == {"A": {2}, "B": {1}}
    assert found["sim"] is None
    assert equilibria(spec)["sim"] is None
    assert group_moves(brute.moves(spec), ["A", "B"], 1) == {1, 2}


def test_directions_and_levels() -> None:
    spec: Spec = {
        "parties": [
            {"name": "A", "options": [option("x", "on only", ["none", "some", "all"])]},
            {"name": "B", "options": [option("y", "off only"), option("z", "both", ["lo", "hi"])]},
        ]
    }
    assert bits(spec) == [
        ("A", "x", "some"), ("A", "x", "all"), ("B", "y", None), ("B", "z", "hi"),
    ]  # fmt: skip
    integers = [brute.integer(spec, s) for s in brute.feasible(spec)]
    assert integers == [0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14]
    moves = brute.moves(spec)
    assert moves["A"] == {
        1: {2, 3}, 2: {3}, 3: set(), 4: {5, 6}, 5: {6}, 6: set(),
        7: {8, 9}, 8: {9}, 9: set(), 10: {11, 12}, 11: {12}, 12: set(),
    }  # fmt: skip
    assert moves["B"][1] == {7}
    assert moves["B"][12] == {3, 6, 9}
    assert brute.status_quo(spec) == 1
    assert brute.status_quo({**spec, "status_quo": [("A", "x", "all"), ("B", "y")]}) == 6


def test_forbidden_moves_read_when_at_the_departure() -> None:
    a, b = ("on", "A", "a"), ("on", "B", "b")
    spec: Spec = {
        "parties": [
            {"name": "A", "options": [option("a")]},
            {"name": "B", "options": [option("b")]},
        ],
        "forbidden_moves": [
            {"party": "A", "from": ("not", a), "to": a, "when": b},
            {"party": "B", "from": ("const", True), "to": b, "when": b},  # never: b already holds
        ],
    }
    assert brute.moves(spec) == {
        "A": {1: {2}, 2: {1}, 3: set(), 4: {3}},
        "B": {1: {3}, 2: {4}, 3: {1}, 4: {2}},
    }


def test_same_keeps_the_lowest_member_and_every_members_moves() -> None:
    """A has a, b; B has c. The states with b are one; A can leave it from a member with c only."""
    a, b, c = ("on", "A", "a"), ("on", "A", "b"), ("on", "B", "c")
    spec: Spec = {
        "parties": [
            {"name": "A", "options": [option("a"), option("b")], "prefers": [c, a]},
            {"name": "B", "options": [option("c")], "weights": [(b, "0.1"), (c, "0.2")]},
        ],
        "same": [b],
        "forbidden_moves": [{"party": "A", "from": b, "to": ("not", b), "when": ("not", c)}],
        "status_quo": [("A", "b"), ("B", "c")],
    }
    assert list(brute.states(spec)) == [1, 2, 3, 5, 6]
    assert brute.status_quo(spec) == 3
    assert brute.moves(spec)["A"] == {1: {2, 3}, 2: {1, 3}, 3: {5, 6}, 5: {3, 6}, 6: {3, 5}}
    assert brute.moves(spec)["B"] == {1: {5}, 2: {6}, 3: set(), 5: {1}, 6: {2}}
    assert brute.ranks(spec) == {
        "A": {1: 0, 2: 1, 3: 0, 5: 2, 6: 3},
        "B": {1: 0, 2: 0, 3: 1, 5: 2, 6: 2},
    }
    with pytest.raises(ValueError, match="overlap"):
        brute.states({**spec, "same": [b, c]})


def test_weights_are_exact() -> None:
    """In binary floating point 0.1 + 0.2 > 0.3."""
    a, b, c = (("on", "A", name) for name in "abc")
    spec: Spec = {
        "parties": [
            {
                "name": "A",
                "options": [option("a"), option("b"), option("c")],
                "weights": [(a, "0.1"), (b, "0.2"), (c, "0.3")],
            }
        ]
    }
    r = brute.ranks(spec)["A"]
    assert r[4] == r[5] == 3  # {a, b} and {c}


def test_sim_looks_at_every_improvement_and_every_combination() -> None:
    """A improves to a or b; only a is met by B alone, b only by B and C together."""
    a, b, x, y = ("on", "A", "a"), ("on", "A", "b"), ("on", "B", "x"), ("on", "C", "y")
    bad: Formula = ("or", ("and", a, x), ("and", b, ("and", x, y)))

    def spec(*met: Formula) -> Spec:
        return {
            "parties": [
                {
                    "name": "A",
                    "options": [option("a"), option("b")],
                    "prefers": [("not", f) for f in met] + [("or", a, b)],
                },
                {"name": "B", "options": [option("x")], "prefers": [x]},
                {"name": "C", "options": [option("y")], "prefers": [y]},
            ],
            "rules": [("not", ("and", a, b))],
        }

    full, partial = stable(spec(bad))["sim"], stable(spec(("and", a, x)))["sim"]
    assert full is not None
    assert partial is not None
    assert 1 in full["A"]
    assert 1 not in partial["A"]


# ---------------------------------------------------------------------- theorems


INCLUSIONS = (
    ("nash", "gmr"), ("nash", "smr"), ("nash", "seq"), ("nash", "sseq"), ("nash", "sim"),
    ("sseq", "seq"), ("seq", "gmr"), ("sseq", "smr"), ("smr", "gmr"),
)  # fmt: skip
EVERYTHING = option_disputes(options=(1, 7), same=True, forbidden=True, levels=True)


def check_inclusions(spec: Spec) -> None:
    found = stable(spec)
    for inner, outer in INCLUSIONS:
        narrow, wide = found[inner], found[outer]
        if narrow is not None and wide is not None:
            for party in narrow:
                assert narrow[party] <= wide[party], (inner, outer, party)


@slow
@given(option_disputes())
def test_inclusions(spec: Spec) -> None:
    check_inclusions(spec)


@slow
@given(EVERYTHING | graphs())
def test_inclusions_everywhere(spec: Spec) -> None:
    check_inclusions(spec)


@slow
@given(option_disputes(options=(1, 6), same=True, forbidden=True, levels=True))
def test_both_forms_agree(spec: Spec) -> None:
    drawn_form = as_graph(spec)
    assert {**stable(spec), "sim": None} == stable(drawn_form)
    for concept in CONCEPTS[:-1]:
        assert come_about(spec, concept) == come_about(drawn_form, concept)


@slow
@given(option_disputes(options=(1, 6), same=True, forbidden=True, levels=True), st.data())
def test_relabelling(spec: Spec, data: st.DataObject) -> None:
    perm = data.draw(st.permutations(range(len(spec["parties"]))))
    moved, to_moved = permute_parties(spec, perm)
    perms = {
        p["name"]: data.draw(st.permutations(range(len(p["options"])))) for p in spec["parties"]
    }
    turned, to_turned = permute_options(moved, perms)
    expected = {
        concept: by and {i: {to_turned(to_moved(n)) for n in held} for i, held in by.items()}
        for concept, by in stable(spec).items()
    }
    assert stable(turned) == expected


@slow
@given(graphs(), st.data())
def test_renumbering(spec: Spec, data: st.DataObject) -> None:
    numbers = spec["graph"]["states"]
    number = dict(zip(numbers, data.draw(st.permutations(numbers)), strict=True))
    expected = {
        concept: by and {i: {number[n] for n in held} for i, held in by.items()}
        for concept, by in stable(spec).items()
    }
    assert stable(renumber_states(spec, number)) == expected


@slow
@given(option_disputes(ties=False, options=(1, 6), levels=True, same=True) | graphs(ties=False))
def test_without_ties_no_two_states_rank_alike(spec: Spec) -> None:
    for by_state in brute.ranks(spec).values():
        assert len(set(by_state.values())) == len(brute.states(spec))


@slow
@given(EVERYTHING)
def test_drawn_disputes_are_valid(spec: Spec) -> None:
    assert brute.states(spec)
    brute.ranks(spec)
    if spec["status_quo"] is not None:
        assert brute.status_quo(spec) in brute.states(spec)
    names = [p["name"] for p in spec["parties"]]
    assert len(set(names)) == len(names)
    assert len(bits(spec)) <= 7


# ---------------------------------------------------------------------- the written file

TOKEN = re.compile(r'\s*("[^"]*"|!=|[().,=]|[A-Za-z_]\w*|\d+)')


class Reader:
    """A reader of printed formulas, written from the description of the language alone."""

    def __init__(self, text: str) -> None:
        self.left = TOKEN.findall(text)
        assert "".join(self.left).replace(" ", "") == text.replace(" ", "")

    def take(self) -> str:
        return str(self.left.pop(0))

    def at(self, *words: str) -> bool:
        return bool(self.left) and self.left[0] in words

    def expect(self, word: str) -> None:
        assert self.take() == word

    def formula(self) -> Formula:
        first = self.disjunction()
        if not self.at("if", "implies", "iff"):
            return first
        kind, second = self.take(), self.disjunction()
        assert not self.at("if", "implies", "iff")
        return (kind, first, second)

    def disjunction(self) -> Formula:
        found = self.conjunction()
        while self.at("or"):
            found = (self.take(), found, self.conjunction())
        return found

    def conjunction(self) -> Formula:
        found = self.negation()
        while self.at("and"):
            found = (self.take(), found, self.negation())
        return found

    def negation(self) -> Formula:
        if self.at("not"):
            return (self.take(), self.negation())
        return self.atom()

    def atom(self) -> Formula:
        word = self.take()
        if word == "(":
            inner = self.formula()
            self.expect(")")
            return inner
        if word in ("true", "false"):
            return ("const", word == "true")
        if word in ("at", "exactly"):
            kind = word if word == "exactly" else f"at {self.take()}"
            number = int(self.take())
            self.expect("of")
            self.expect("(")
            members = [self.formula()]
            while not self.at(")"):
                self.expect(",")
                members.append(self.formula())
            self.expect(")")
            return ("count", kind, number, tuple(members))
        if word == "state":
            relation = self.take()
            if relation == "in":
                self.expect("(")
                first = ("state", int(self.take()))
                self.expect(",")
                second = ("state", int(self.take()))
                self.expect(")")
                return ("or", first, second)
            found: Formula = ("state", int(self.take()))
            return ("not", found) if relation == "!=" else found
        self.expect(".")
        party, name = word.strip('"'), self.take().strip('"')
        if self.at("=", "!="):
            relation, level = self.take(), self.take().strip('"')
            found = ("level", party, name, level)
            return ("not", found) if relation == "!=" else found
        return ("on", party, name)


@slow
@given((EVERYTHING | graphs()).flatmap(lambda spec: formulas(atoms(spec), max_leaves=8)))
def test_printed_formulas_read_back(formula: Formula) -> None:
    assert Reader(formula_text(formula)).formula() == formula


def test_printed_formulas() -> None:
    a, b, c = ("on", "A", "a"), ("on", "Local Government", "not"), ("level", "if", "b c", "open")
    assert formula_text(b) == '"Local Government".not'
    assert formula_text(("not", c)) == '"if"."b c" != open'
    assert formula_text(("if", ("if", a, a), ("or", a, a))) == "(A.a if A.a) if A.a or A.a"
    assert formula_text(("and", ("or", a, a), ("not", ("and", a, a)))) == (
        "(A.a or A.a) and not (A.a and A.a)"
    )
    assert formula_text(("count", "at most", 1, (a, ("iff", a, a)))) == (
        "at most 1 of (A.a, (A.a iff A.a))"
    )


def as_read(formula: Formula) -> Any:
    return formula[1] if formula[0] == "const" else formula_text(formula)


@slow
@given(EVERYTHING | graphs())
def test_written_files_read_back(spec: Spec) -> None:
    read = YAML(typ="safe", pure=True).load(to_yaml(spec))
    assert read["format"] == 1
    assert list(read["parties"]) == [p["name"] for p in spec["parties"]]
    for party in spec["parties"]:
        body = read["parties"][party["name"]]
        listed = body.get("options", {})
        assert list(listed) == [o["name"] for o in party.get("options", [])]
        for one in party.get("options", []):
            if isinstance(listed[one["name"]], dict):
                assert listed[one["name"]].get("levels") == one["levels"]
                assert listed[one["name"]].get("direction", "both") == one["direction"]
        if "prefers" in party:
            assert body["prefers"] == [as_read(f) for f in party["prefers"]]
        if "ranking" in party:
            assert [n if isinstance(n, list) else [n] for n in body["ranking"]] == party["ranking"]
        if "weights" in party:
            assert list(body["weights"]) == [formula_text(f) for f, _ in party["weights"]]
            assert [float(w) for w in body["weights"].values()] == [
                float(w) for _, w in party["weights"]
            ]
    for key in ("rules", "same"):
        assert read.get(key, []) == [as_read(f) for f in spec.get(key, [])]
    entries = read.get("forbidden_moves", [])
    for entry, expected in zip(entries, spec.get("forbidden_moves", []), strict=True):
        assert entry == {k: v if k == "party" else as_read(v) for k, v in expected.items()}
    if "graph" in spec:
        assert list(read["graph"]["states"]) == spec["graph"]["states"]
        assert read["graph"]["moves"] == {
            i: [list(arc) for arc in arcs] for i, arcs in spec["graph"]["moves"].items()
        }
    assert (read.get("status_quo") is None) == (spec["status_quo"] is None)


# ---------------------------------------------------------------------- speed


def test_256_states_and_5_parties_take_seconds() -> None:
    sizes = {"A": 2, "B": 2, "C": 2, "D": 1, "E": 1}
    parties = [
        {
            "name": name,
            "options": [option(f"o{k}") for k in range(size)],
            "ranking": ranked([1 + (n * step) % 257 - 1 for n in range(1, 257)]),
        }
        for (name, size), step in zip(sizes.items(), (3, 5, 7, 11, 13), strict=True)
    ]
    began = time.perf_counter()
    assert len(equilibria({"parties": parties})) == len(CONCEPTS)
    assert time.perf_counter() - began < 60
