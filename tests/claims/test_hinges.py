"""What answers hinge on, and how sure shares are: values worked out by hand or published."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.doubts.hinges import Hinge, Together, explained, hinges, together, variance
from detente.doubts.shares import Share, convergence, share, share_of, shares, spread, wilson

COINS = [[0.5, 0.5], [0.5, 0.5]]
Rows = np.ndarray[Any, np.dtype[np.int64]]
Weights = np.ndarray[Any, np.dtype[np.float64]]


def _worlds(chances: Sequence[Sequence[float]]) -> tuple[Rows, Weights]:
    """All answers to independent doubts, and how likely they are."""
    picks = list(product(*(range(len(own)) for own in chances)))
    weights = [math.prod(own[k] for own, k in zip(chances, row, strict=True)) for row in picks]
    return np.array(picks), np.array(weights)


def _hinges(
    chances: Sequence[Sequence[float]], so: Any, factors: Sequence[Sequence[int]] | None = None
) -> dict[int, Hinge]:
    picks, weights = _worlds(chances)
    holds = np.array([bool(so(*row)) for row in picks.tolist()])
    groups = [[k] for k in range(len(chances))] if factors is None else factors
    found = hinges(holds, weights, picks, groups, {}, exact=True)
    return {hinge.factor: hinge for hinge in found}


def _together(chances: Sequence[Sequence[float]], so: Any) -> tuple[Together, ...]:
    picks, weights = _worlds(chances)
    holds = np.array([bool(so(*row)) for row in picks.tolist()])
    factors = [[k] for k in range(len(chances))]
    first = {k: hinge.first_order for k, hinge in _hinges(chances, so).items()}
    return together(holds, weights, picks, factors, first, exact=True)


def _close(value: float) -> Any:
    return pytest.approx(value, abs=1e-12)


# All worlds -------------------------------------------------------------------------------------


def test_one_or_the_other_but_not_both() -> None:
    """Neither coin alone says anything; both say everything."""
    found = _hinges(COINS, lambda a, b: a != b)
    assert [found[k].first_order for k in (0, 1)] == [_close(0), _close(0)]
    assert [found[k].total for k in (0, 1)] == [_close(1), _close(1)]
    assert all(hinge.matters for hinge in found.values())
    (pair,) = _together(COINS, lambda a, b: a != b)
    assert (pair.factors, pair.joint, pair.apart) == ((0, 1), _close(1), _close(0))


def test_one_doubt_alone() -> None:
    found = _hinges([[0.3, 0.7], [0.5, 0.5], [0.2, 0.3, 0.5]], lambda a, b, c: a == 0)  # noqa: ARG005
    assert (found[0].first_order, found[0].total) == (_close(1), _close(1))
    for k in (1, 2):
        assert (found[k].first_order, found[k].total) == (_close(0), _close(0))
        assert not found[k].matters
    assert _together([[0.3, 0.7], [0.5, 0.5]], lambda a, b: a == 0) == ()  # noqa: ARG005


def test_both_of_two() -> None:
    """P = 1/4 and V = 3/16; E[Y | a] is 1/2 or 0, so that S = (1/16) / V and T = (1/8) / V."""
    found = _hinges(COINS, lambda a, b: a == b == 0)
    for k in (0, 1):
        assert (found[k].first_order, found[k].total) == (_close(1 / 3), _close(2 / 3))
    (pair,) = _together(COINS, lambda a, b: a == b == 0)
    assert (pair.joint, pair.apart) == (_close(1), _close(2 / 3))


def test_unequal_chances() -> None:
    """Y = a and b, with 0.6 and 0.1: V = 0.06 * 0.94, S = 0.24 * 0.1² / V, T = 0.1 * 0.24 / V."""
    found = _hinges([[0.6, 0.4], [0.1, 0.9]], lambda a, b: a == b == 0)
    whole = 0.06 * 0.94
    assert found[0].first_order == _close(0.24 * 0.1**2 / whole)
    assert found[0].total == _close(0.1 * 0.24 / whole)
    assert found[1].first_order == _close(0.09 * 0.6**2 / whole)
    assert found[1].total == _close(0.6 * 0.09 / whole)


def test_what_exclude_one_another_adds_up() -> None:
    """One doubt with two answers of three that make it so: all of the variance is its own."""
    found = _hinges([[0.2, 0.3, 0.5], [0.5, 0.5]], lambda a, b: a in (0, 2))  # noqa: ARG005
    assert (found[0].first_order, found[0].total) == (_close(1), _close(1))
    assert _together([[0.2, 0.3, 0.5], [0.5, 0.5]], lambda a, b: a in (0, 2)) == ()  # noqa: ARG005


def test_the_most_of_three() -> None:
    """V = 1/4; E[Y | a] is 1/4 or 3/4, E[Y | a, b] is 0, 1/2, 1/2 or 1: pairs are as apart."""
    coins = [[0.5, 0.5]] * 3
    found = _hinges(coins, lambda *row: sum(row) >= 2)
    assert [found[k].first_order for k in range(3)] == [_close(1 / 4)] * 3
    assert [found[k].total for k in range(3)] == [_close(1 / 2)] * 3
    assert _together(coins, lambda *row: sum(row) >= 2) == ()


def test_odd_number_of_three() -> None:
    """Only all three together tell; no pair does."""
    coins = [[0.5, 0.5]] * 3
    found = _hinges(coins, lambda *row: sum(row) % 2 == 1)
    assert [found[k].first_order for k in range(3)] == [_close(0)] * 3
    assert [found[k].total for k in range(3)] == [_close(1)] * 3
    assert _together(coins, lambda *row: sum(row) % 2 == 1) == ()


@pytest.mark.parametrize("always", [True, False])
def test_what_never_varies_hinges_on_nothing(always: bool) -> None:
    found = _hinges(COINS, lambda a, b: always)  # noqa: ARG005
    for hinge in found.values():
        assert (hinge.first_order, hinge.total, hinge.matters) == (0, 0, False)
    assert _together(COINS, lambda a, b: always) == ()  # noqa: ARG005


def test_doubts_that_are_tied_are_one() -> None:
    found = _hinges(COINS, lambda a, b: a != b, [[0, 1]])
    assert (found[0].first_order, found[0].total) == (_close(1), _close(1))


@given(
    st.lists(st.integers(1, 9), min_size=2, max_size=3),
    st.lists(st.integers(1, 9), min_size=2, max_size=3),
    st.data(),
)
def test_bounds(one: list[int], other: list[int], data: st.DataObject) -> None:
    """For two factors: S_1 + T_2 = 1, and S never exceeds T."""
    chances = [[k / sum(own) for k in own] for own in (one, other)]
    table = data.draw(
        st.lists(
            st.lists(st.booleans(), min_size=len(other), max_size=len(other)),
            min_size=len(one),
            max_size=len(one),
        )
    )
    found = _hinges(chances, lambda a, b: table[a][b])
    picks, weights = _worlds(chances)
    holds = np.array([table[a][b] for a, b in picks.tolist()])
    if variance(holds, weights) > 0:
        for k in (0, 1):
            total, rest = found[k].total, found[1 - k]
            assert total is not None
            assert total >= found[k].first_order - 1e-9
            assert total + rest.first_order == pytest.approx(1)
        assert explained(holds, weights, np.arange(len(holds)), exact=True) == pytest.approx(1)


# Some worlds ------------------------------------------------------------------------------------


def _drawn(seed: int, count: int, sizes: Sequence[int]) -> Rows:
    random = np.random.default_rng(seed)
    return np.column_stack([random.integers(0, size, count) for size in sizes])


@pytest.mark.parametrize("size", [2, 5, 40])
def test_chance_alone_is_taken_off(size: int) -> None:
    """What has nothing to do with the answer explains nothing, on average, and seldom seems to."""
    firsts, mattering = [], 0
    for seed in range(60):
        picks = _drawn(seed, 200, [size, 2])
        holds = picks[:, 1] == 0
        (hinge,) = hinges(holds, np.ones(200), picks, [[0]], {}, exact=False)
        assert (hinge.total, hinge.error) == (None, 0)
        firsts.append(hinge.first_order)
        mattering += hinge.matters
    assert np.mean(firsts) < 3 * math.sqrt(2 * (size - 1)) / 200
    assert mattering <= 3


def test_totals_from_worlds_drawn_afresh() -> None:
    """Y = a and b, two coins: T = 2/3. The other answer of a coin is drawn with a chance of 1/2."""
    picks = _drawn(7, 4000, [2, 2])
    holds = picks.sum(axis=1) == 0
    redrawn = {}
    for k in (0, 1):
        other = picks.copy()
        other[:, k] = 1 - other[:, k]
        redrawn[k] = holds, other.sum(axis=1) == 0, np.full(4000, 0.5)
    found = hinges(holds, np.ones(4000), picks, [[0], [1]], redrawn, exact=False)
    for hinge in found:
        assert hinge.total is not None
        assert 0 < hinge.error < 0.02
        assert abs(hinge.total - 2 / 3) < 4 * hinge.error + 0.05
        assert abs(hinge.first_order - 1 / 3) < 0.05
        assert hinge.first_error == pytest.approx(math.sqrt(2) / 4000)


def test_pairs_with_too_few_worlds_are_left_out() -> None:
    picks = np.array(list(product(range(3), repeat=2)) * 4)  # four worlds for each pair of answers
    holds = (picks.sum(axis=1) % 3) == 0
    first = {0: 0.0, 1: 0.0}
    count = len(picks)
    assert together(holds, np.ones(count), picks, [[0], [1]], first, exact=False) == ()
    picks = np.array(list(product(range(3), repeat=2)) * 5)
    holds = (picks.sum(axis=1) % 3) == 0
    (pair,) = together(holds, np.ones(len(picks)), picks, [[0], [1]], first, exact=False)
    assert (pair.factors, pair.joint) == ((0, 1), _close(1))


def test_the_most_important_comes_first() -> None:
    chances = [[0.5, 0.5], [0.5, 0.5], [0.5, 0.5]]
    picks, weights = _worlds(chances)
    holds = np.array([bool(c or (a and b)) for a, b, c in picks.tolist()])
    found = hinges(holds, weights, picks, [[0], [1], [2]], {}, exact=True)
    assert found[0].factor == 2
    totals = [hinge.total for hinge in found]
    assert totals == sorted(totals, key=lambda total: -(total or 0))


# Shares and intervals ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seen", "count", "low", "high"),
    [  # Newcombe (1998), table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_published_intervals(seen: int, count: int, low: float, high: float) -> None:
    found = wilson(seen / count, count)
    assert [round(end, 4) for end in found] == [low, high]
    mirrored = wilson(1 - seen / count, count)
    assert mirrored == pytest.approx((1 - found[1], 1 - found[0]))


@given(st.integers(1, 5000), st.data())
def test_an_interval_holds_its_share(count: int, data: st.DataObject) -> None:
    seen = data.draw(st.integers(0, count))
    found = share_of(seen, np.ones(count), exact=False)
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert found.low < found.high
    wider = wilson(found.value, count / 4)
    assert wider[0] <= found.low
    assert found.high <= wider[1]


def test_a_share_of_all_worlds_is_no_estimate() -> None:
    weights = np.array([0.5, 0.3, 0.2])
    assert share(np.array([True, False, True]), weights, exact=True) == Share(0.7, 0.7, 0.7)
    assert share(np.ones(3, dtype=bool), np.array([0.1, 0.2, 0.7]), exact=True).value == 1
    assert math.isnan(share_of(0, np.zeros(0), exact=False).value)


def test_worlds_of_other_weights_count_for_fewer() -> None:
    """As many of the same as Kish (1965) gives: the square of the sum by the sum of squares."""
    weights = np.array([1.0, 1.0, 2.0, 4.0])
    holds = np.array([True, False, True, False])
    found = share(holds, weights, exact=False)
    assert found.value == 3 / 8
    assert (found.low, found.high) == pytest.approx(wilson(3 / 8, 64 / 22))
    again = share(holds, 10 * weights, exact=False)
    assert (again.low, again.high) == pytest.approx((found.low, found.high))


def test_three_answers() -> None:
    found = shares([True, None, False, None], np.array([0.4, 0.3, 0.2, 0.1]), exact=True)
    values = [one.value for one in (found.true, found.false, found.null)]
    assert values == [_close(0.4), _close(0.2), _close(0.4)]


@pytest.mark.parametrize(
    ("worlds", "counts"),
    [(1000, [125, 250, 500, 1000]), (100, [13, 25, 50, 100]), (3, [1, 2, 3]), (1, [1]), (0, [])],
)
def test_how_a_share_settled(worlds: int, counts: list[int]) -> None:
    holds = np.arange(worlds) % 2 == 0
    found = list(convergence(holds, np.ones(worlds)))
    assert [count for count, _ in found] == counts
    for count, own in found:
        assert own == share(holds[:count], np.ones(count), exact=False)


# Where a number lies ----------------------------------------------------------------------------


def test_nine_worlds_of_ten() -> None:
    values: list[float | None] = [float(k) for k in range(1, 101)]
    found = spread(values, np.ones(100), exact=True)
    assert found is not None
    assert (found.mean, found.low, found.high) == (50.5, 5, 95)
    assert (found.mean_low, found.mean_high) == (50.5, 50.5)
    assert found.worlds.value == 1


def test_weights_count() -> None:
    """In order 1, 2, 3 with weights 0.04, 0.92, 0.04: what lies between the bounds is 2."""
    found = spread([3.0, 1.0, None, 2.0], np.array([0.02, 0.02, 0.5, 0.46]), exact=True)
    assert found is not None
    assert (found.low, found.high) == (2, 2)
    assert found.mean == _close((3 * 0.02 + 0.02 + 2 * 0.46) / 0.5)
    assert found.worlds.value == _close(0.5)


def test_a_bound_that_is_met_exactly() -> None:
    weights = np.array([0.05, 0.9, 0.05])
    found = spread([1.0, 2.0, 3.0], weights, exact=True)
    assert found is not None
    assert (found.low, found.high) == (1, 2)


def test_the_interval_of_a_mean() -> None:
    values: list[float | None] = [0.0, 1.0, None] * 50
    found = spread(values, np.ones(150), exact=False)
    assert found is not None
    half = 1.959964 * math.sqrt(0.25 * 100 / 99) / 10
    assert (found.mean_low, found.mean_high) == pytest.approx((0.5 - half, 0.5 + half), abs=1e-6)
    assert found.worlds.low < 2 / 3 < found.worlds.high


def test_no_number_at_all() -> None:
    assert spread([None, None], np.ones(2), exact=False) is None
    single = spread([0.25], np.ones(1), exact=False)
    assert single is not None
    assert (single.mean_low, single.mean_high) == (0.25, 0.25)
