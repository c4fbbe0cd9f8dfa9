"""All worlds that doubts allow: how likely each is, and what is drawn of them."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import accumulate
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import detente
from detente.doubts import spaces
from detente.doubts.answers import AS_STATED, answers_to, base_answer, in_world
from detente.doubts.spaces import HERE, Picks, Space, space_of
from detente.graphs.building import build
from doubted import dispute_of
from oracle import brute, doubting, strategies
from oracle.doubting import Answers
from oracle.spec import Spec, formula_text

SMALL: dict[str, Any] = {"parties": (2, 3), "options": (1, 3), "statements": 3}
DISPUTES = st.one_of(
    strategies.option_disputes(preferences="prefers", **SMALL),
    strategies.option_disputes(levels=True, same=True, **SMALL),
    strategies.graphs(parties=(2, 3), states=(1, 5)),
)
few = settings(max_examples=max(settings().max_examples // 3, 1))
IN_DOUBT = doubting.doubted(DISPUTES, doubts=(1, 5), worlds=200)


def _space(spec: Spec) -> Space:
    return space_of({HERE: dispute_of(spec)})


def _seed(number: int) -> np.random.SeedSequence:
    return np.random.SeedSequence(number)


# Answers ----------------------------------------------------------------------------------------


@few
@given(spec=IN_DOUBT)
def test_answers_and_how_likely_they_are(spec: Spec) -> None:
    dispute = dispute_of(spec)
    assert [doubt.name for doubt in dispute.doubts] == [d["name"] for d in spec["doubts"]]
    for doubt, drawn in zip(dispute.doubts, spec["doubts"], strict=True):
        found = answers_to(doubt, dispute)
        assert [a.probability for a in found] == [p for _, p in doubting.answers(spec, drawn)]
        assert sum(a.probability for a in found) == 1
        assert all(a.text and a.short for a in found)
        assert len({a.text for a in found}) == len(found)
        assert len({a.short for a in found}) == len(found)


@few
@given(spec=IN_DOUBT, data=st.data())
def test_a_world_is_the_dispute_so_answered(spec: Spec, data: st.DataObject) -> None:
    dispute = dispute_of(spec)
    picked = data.draw(_some_answers(spec))
    expected = dispute_of(doubting.apply(spec, picked))
    found = in_world(dispute, picked)
    for name in ("parties", "same", "forbidden_moves", "status_quo", "doubts"):
        assert getattr(found, name) == getattr(expected, name), name
    assert {rule.formula for rule in found.rules} == {rule.formula for rule in expected.rules}


@few
@given(spec=IN_DOUBT)
def test_the_answer_that_leaves_the_file_as_it_is(spec: Spec) -> None:
    dispute = dispute_of(spec)
    ranks = [rank.tolist() for rank in build(in_world(dispute, doubting.as_filed(spec))).ranks]
    for k, doubt in enumerate(dispute.doubts):
        base = base_answer(doubt, dispute)
        if base == AS_STATED:
            continue
        picked = list(doubting.as_filed(spec))
        picked[k] = base
        graph = build(in_world(dispute, picked))
        assert [rank.tolist() for rank in graph.ranks] == ranks
        assert graph.states.codes.tolist() == build(dispute).states.codes.tolist()


@st.composite
def _some_answers(draw: Any, spec: Spec) -> Answers:
    counts = [len(doubting.answers(spec, doubt)) for doubt in spec["doubts"]]
    return tuple(draw(st.integers(-1, count - 1)) for count in counts)


# Every world ------------------------------------------------------------------------------------


@few
@given(spec=IN_DOUBT)
def test_every_world_and_how_likely_it_is(spec: Spec) -> None:
    space, expected = _space(spec), doubting.joint(spec)
    picks, weights = space.every()
    rows = [tuple(row) for row in picks.tolist()]
    assert len(set(rows)) == len(rows) == len(weights) == space.size
    assert set(rows) == set(expected)
    for row, weight in zip(rows, weights.tolist(), strict=True):
        assert weight == pytest.approx(float(expected[row]), abs=1e-12)
    assert weights.sum() == pytest.approx(1, abs=1e-12)


@few
@given(spec=IN_DOUBT)
def test_the_factors(spec: Spec) -> None:
    space, expected = _space(spec), doubting.joint(spec)
    assert [list(factor.questions) for factor in space.factors] == doubting.factors(spec)
    for factor in space.factors:
        shares: dict[Answers, Fraction] = {}
        for row, chance in expected.items():
            own = tuple(row[k] for k in factor.questions)
            shares[own] = shares.get(own, Fraction(0)) + chance
        assert factor.joint is not None
        assert dict(factor.joint) == shares


# Worlds that are drawn --------------------------------------------------------------------------


@few
@given(spec=IN_DOUBT, count=st.integers(1, 200), seed=st.integers(0, 2**32))
def test_answers_are_drawn_as_likely_as_they_are(spec: Spec, count: int, seed: int) -> None:
    """Below each boundary between answers lie as many draws as there should, give or take one."""
    picks = _space(spec).drawn(_seed(seed), count)
    assert picks.shape == (count, len(spec["doubts"]))
    for k, doubt in enumerate(spec["doubts"]):
        chances = [chance for _, chance in doubting.answers(spec, doubt)]
        assert set(picks[:, k].tolist()) <= set(range(len(chances)))
        if doubt.get("with") is None:
            for answer, share in enumerate(accumulate(chances)):
                assert abs((picks[:, k] <= answer).sum() - count * float(share)) < 1 + 1e-9


TIED = """\
dispute: d
parties:
  A: {options: {a: A, b: B, c: C, d: D, e: E}, prefers: [A.a, A.b, A.c]}
doubts:
  - {name: one, party: A, statement: A.a, at: [1, 3], probability: 0.7}
  - {name: two, rule: not A.b, probability: 0.3, with: one, correlation: -0.6}
  - {name: three, option: A.c, probability: 0.8, with: four}
  - {name: four, rule: not A.d, probability: 0.5, with: two, correlation: 0.25}
  - {name: five, option: A.e, probability: 0.45, with: one, correlation: -1}
"""
ORACLE_OF_TIED: Spec = {
    "parties": [
        {
            "name": "A",
            "options": [{"name": name, "direction": "both", "levels": None} for name in "abcde"],
            "prefers": [("on", "A", name) for name in "abc"],
        }
    ],
    "rules": [],
    "status_quo": None,
    "doubts": [
        {
            "name": "one", "party": "A", "statement": ("on", "A", "a"),
            "at": (1, 3), "probability": "0.7",
        },
        {
            "name": "two", "rule": ("not", ("on", "A", "b")),
            "probability": "0.3", "with": "one", "correlation": "-0.6",
        },
        {"name": "three", "option": ("A", "c"), "probability": "0.8", "with": "four"},
        {
            "name": "four", "rule": ("not", ("on", "A", "d")),
            "probability": "0.5", "with": "two", "correlation": "0.25",
        },
        {
            "name": "five", "option": ("A", "e"),
            "probability": "0.45", "with": "one", "correlation": "-1",
        },
    ],
}  # fmt: skip
MANY = 40_000


def _within(found: float, expected: float, count: int) -> bool:
    """Whether a share seen in so many draws is one that may be: five standard errors at most."""
    return bool(abs(found - expected) <= 5 * (expected * (1 - expected) / count) ** 0.5 + 1 / count)


def _shares(picks: Picks) -> dict[Answers, float]:
    return {row: n / len(picks) for row, n in Counter(map(tuple, picks.tolist())).items()}


def test_doubts_that_are_tied() -> None:
    space = space_of({HERE: detente.loads(TIED).dispute})
    expected = doubting.joint(ORACLE_OF_TIED)
    picks, weights = space.every()
    exact = dict(zip(map(tuple, picks.tolist()), weights.tolist(), strict=True))
    assert exact == pytest.approx({row: float(chance) for row, chance in expected.items()})
    drawn = space.drawn(_seed(1), MANY)
    found = _shares(drawn)
    assert set(found) <= set(expected)
    for row, chance in expected.items():
        assert _within(found.get(row, 0.0), float(chance), MANY), row
    for k, doubt in enumerate(ORACLE_OF_TIED["doubts"]):  # each keeps its own probabilities
        for answer, (_, chance) in enumerate(doubting.answers(ORACLE_OF_TIED, doubt)):
            assert _within(float((drawn[:, k] == answer).mean()), float(chance), MANY)


@settings(max_examples=15, derandomize=True)
@given(spec=IN_DOUBT)
def test_joint_frequencies(spec: Spec) -> None:
    found, expected = _shares(_space(spec).drawn(_seed(2), MANY)), doubting.joint(spec)
    assert set(found) <= set(expected)
    for row, chance in expected.items():
        assert _within(found.get(row, 0.0), float(chance), MANY), row


@few
@given(spec=IN_DOUBT, count=st.integers(1, 50), seed=st.integers(0, 2**32))
def test_the_same_seed_gives_the_same_worlds(spec: Spec, count: int, seed: int) -> None:
    one, two = _space(spec), _space(spec)
    picks = one.drawn(_seed(seed), count)
    assert (picks == two.drawn(_seed(seed), count)).all()
    for k, factor in enumerate(one.factors):
        again, chances = one.redrawn(_seed(seed), picks, factor)
        other, same = two.redrawn(_seed(seed), picks, two.factors[k])
        assert (again == other).all()
        assert (chances == same).all()


def test_another_seed_gives_other_worlds() -> None:
    space = space_of({HERE: detente.loads(TIED).dispute})
    assert (space.drawn(_seed(1), 50) != space.drawn(_seed(2), 50)).any()


# One factor answered otherwise ------------------------------------------------------------------


@few
@given(spec=IN_DOUBT, seed=st.integers(0, 2**32))
def test_a_factor_is_answered_otherwise(spec: Spec, seed: int) -> None:
    space = _space(spec)
    picks, _ = space.every()
    before = picks.copy()
    for factor in space.factors:
        shares = {own: float(share) for own, share in factor.joint or ()}
        found, chances = space.redrawn(_seed(seed), picks, factor)
        for old, new, chance in zip(picks.tolist(), found.tolist(), chances.tolist(), strict=True):
            own = tuple(old[k] for k in factor.questions)
            other = tuple(new[k] for k in factor.questions)
            assert other != own
            assert other in shares
            assert chance == pytest.approx(1 - shares[own], abs=1e-12)
            kept = [k for k in range(len(old)) if k not in factor.questions]
            assert [old[k] for k in kept] == [new[k] for k in kept]
    assert (picks == before).all()


@settings(max_examples=15, derandomize=True)
@given(spec=IN_DOUBT, data=st.data())
def test_other_answers_are_drawn_as_likely_as_they_are(spec: Spec, data: st.DataObject) -> None:
    space = _space(spec)
    picks, _ = space.every()
    factor = data.draw(st.sampled_from(space.factors))
    row = data.draw(st.sampled_from(picks.tolist()))
    own = tuple(row[k] for k in factor.questions)
    others = {a: float(share) for a, share in factor.joint or () if a != own}
    worlds = np.array([row]).repeat(MANY, axis=0)
    found, _ = space.redrawn(_seed(3), worlds, factor)
    seen = _shares(found[:, list(factor.questions)])
    for answers, share in others.items():
        assert _within(seen.get(answers, 0.0), share / sum(others.values()), MANY), answers


@few
@given(spec=IN_DOUBT, seed=st.integers(0, 2**32))
def test_with_more_ties_than_are_worked_out(spec: Spec, seed: int) -> None:
    """Then a factor is drawn afresh, whatever it was, and its worlds cannot be counted."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(spaces, "_MOST_TIES", 0)
        space = _space(spec)
        tied = any(doubt.get("with") is not None for doubt in spec["doubts"])
        assert (space.size is None) == tied
        picks = space.drawn(_seed(seed), 30)
        known = {tuple(row) for row in doubting.joint(spec)}
        for factor in space.factors:
            found, chances = space.redrawn(_seed(seed + 1), picks, factor)
            if factor.joint is None:
                assert (chances == 1).all()
            own = {tuple(row[k] for k in factor.questions) for row in known}
            assert {tuple(row) for row in found[:, list(factor.questions)].tolist()} <= own


# Several files ----------------------------------------------------------------------------------

FIRST = """\
dispute: First
parties: {A: {options: {a: A, b: B}, prefers: [A.a, A.b]}}
doubts:
  - {name: shared, rule: not A.a, probability: 0.3}
  - {name: own, party: A, statement: A.b, at: [1, 2]}
"""
SECOND = """\
dispute: Second
parties: {B: {options: {x: X, y: Y}, prefers: [B.x, B.y]}}
doubts:
  - {name: further, party: B, statement: B.x, at: [1, 2], with: shared}
  - {name: shared, option: B.y, probability: 0.3}
"""


def _both(first: str, second: str) -> Space:
    return space_of({HERE: detente.loads(first).dispute, "b.yaml": detente.loads(second).dispute})


def test_a_doubt_of_two_files_is_one_question() -> None:
    space = _both(FIRST, SECOND)
    names = [question.name for question in space.questions]
    assert names == ["shared", "own", "further (in b.yaml)"]
    assert [question.stands_in for question in space.questions] == [
        ((HERE, 0), ("b.yaml", 1)),
        ((HERE, 1),),
        (("b.yaml", 0),),
    ]
    assert [factor.questions for factor in space.factors] == [(0, 2), (1,)]
    assert space.size == 6  # of the tied ones three pairs, as 0.3 lies before one half
    assert space.factors[0].joint == (
        ((0, 0), Fraction(3, 10)),
        ((1, 0), Fraction(1, 5)),
        ((1, 1), Fraction(1, 2)),
    )


@pytest.mark.parametrize(
    "mistaken",
    [
        SECOND.replace("0.3", "0.4"),
        SECOND.replace("option: B.y, probability: 0.3", "party: B, statement: B.y, at: [1, 2]"),
        SECOND.replace(
            "option: B.y, probability: 0.3",
            "party: B, statement: B.y, at: [1, 2], probability: 0.6",
        ),
    ],
)
def test_a_doubt_of_two_files_must_be_the_same(mistaken: str) -> None:
    with pytest.raises(detente.DisputeError) as caught:
        _both(FIRST, mistaken)
    (problem,) = caught.value.problems
    assert "`shared`" in problem.what
    assert "b.yaml" in problem.what
    assert problem.line == 4


def test_a_doubt_that_only_other_files_have_is_one_question() -> None:
    alone = FIRST.replace("shared", "alone")
    second, third = (detente.loads(SECOND).dispute for _ in range(2))
    space = space_of({HERE: detente.loads(alone).dispute, "b.yaml": second, "c.yaml": third})
    stands_in = [question.stands_in for question in space.questions]
    assert (("b.yaml", 1), ("c.yaml", 1)) in stands_in


def test_no_doubts_at_all() -> None:
    space = space_of({HERE: detente.loads(FIRST.split("doubts:")[0]).dispute})
    picks, weights = space.every()
    assert (space.size, picks.shape, weights.tolist()) == (1, (1, 0), [1.0])


def test_rules_of_a_world_in_the_words_of_the_file() -> None:
    dispute = dispute_of(ORACLE_OF_TIED)
    rules = [formula_text(f) for f in doubting.apply(ORACLE_OF_TIED, (0, 0, 1, 0, 1))["rules"]]
    assert rules == ["not A.b", "not A.d", "not A.c", "not A.e"]
    made = build(in_world(dispute, (0, 0, 1, 0, 1)))
    assert made.states.codes.tolist() == [
        brute.integer(ORACLE_OF_TIED, (a, 0, 0, 0, 0)) for a in (0, 1)
    ]
