"""In what share of worlds something is so, and how sure that share is."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

Weights = npt.NDArray[np.float64]
CONFIDENCE = 0.95
_STEPS = (0.125, 0.25, 0.5, 1.0)


@dataclass(frozen=True)
class Share:
    """A share of worlds.

    Attributes
    ----------
    value : float
        The share.
    low, high : float
        The interval that holds it with a confidence of 95 %; the share itself where every world
        was looked at.
    """

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Shares:
    """The shares of worlds in which a question is answered by yes, by no, or means nothing."""

    true: Share
    false: Share
    null: Share


def share(holds: npt.NDArray[np.bool_], weights: Weights, *, exact: bool) -> Share:
    """The share of worlds in which something holds.

    Parameters
    ----------
    holds : numpy.ndarray of bool, shape (worlds,)
        In which worlds.
    weights : numpy.ndarray of float, shape (worlds,)
        How likely each world is, or 1 for each that was drawn.
    exact : bool
        Whether these are all worlds there are.
    """
    return share_of(float(weights[holds].sum()), weights, exact=exact)


def share_of(held: float, weights: Weights, *, exact: bool) -> Share:
    """The share, from the weight of the worlds in which something holds, and those of all.

    Worlds of different weights say less than as many of the same: the interval is that of so many
    as Kish (1965) gives.
    """
    whole = float(weights.sum())
    value = min(held / whole, 1.0) if whole else math.nan
    if exact or not whole:
        return Share(value, value, value)
    return Share(value, *wilson(value, whole * whole / float((weights * weights).sum())))


def wilson(value: float, count: float) -> tuple[float, float]:
    """The interval of Wilson (1927) for a share that was seen in so many independent draws.

    For draws that are stratified it is, if anything, too wide.

    Examples
    --------
    >>> [round(end, 3) for end in wilson(0.5, 100)]
    [0.404, 0.596]
    >>> [round(end, 3) for end in wilson(0.0, 100)]
    [0.0, 0.037]
    """
    z = _deviations()
    middle = (value + z * z / (2 * count)) / (1 + z * z / count)
    half = z * math.sqrt(value * (1 - value) / count + (z / (2 * count)) ** 2)
    half /= 1 + z * z / count
    return max(0.0, min(value, middle - half)), min(1.0, max(value, middle + half))


@cache
def _deviations() -> float:
    """How many standard deviations on either side hold a normal variable with confidence."""
    from statistics import NormalDist  # takes long to load

    return NormalDist().inv_cdf((1 + CONFIDENCE) / 2)


def shares(values: list[Any], weights: Weights, *, exact: bool) -> Shares:
    """The shares of a question's three answers: true, false, and None."""
    found = np.array([2 if value is None else int(not value) for value in values], dtype=np.int8)
    true, false, null = (share(found == k, weights, exact=exact) for k in range(3))
    return Shares(true, false, null)


def convergence(holds: npt.NDArray[np.bool_], weights: Weights) -> Iterator[tuple[int, Share]]:
    """The share as it was after an eighth, a quarter, half and all of the worlds drawn."""
    counts = sorted({math.ceil(len(holds) * step) for step in _STEPS} - {0})
    for count in counts:
        yield count, share(holds[:count], weights[:count], exact=False)


@dataclass(frozen=True)
class Spread:
    """Where a number lies in the worlds that have one.

    Attributes
    ----------
    mean, low, high : float
        Its mean, and the bounds between which it lies in nine worlds of ten.
    mean_low, mean_high : float
        The interval that holds the mean with a confidence of 95 %.
    worlds : Share
        In what share of worlds there is such a number.
    """

    mean: float
    low: float
    high: float
    mean_low: float
    mean_high: float
    worlds: Share


def spread(values: list[float | None], weights: Weights, *, exact: bool) -> Spread | None:
    """Where a number lies; None where it is in no world."""
    has = np.array([value is not None for value in values])
    if not has.any():
        return None
    numbers = np.array([value for value in values if value is not None], dtype=float)
    own = weights[has]
    mean = float(np.average(numbers, weights=own))
    order = np.argsort(numbers, kind="stable")
    cumulated = np.cumsum(own[order]) / own.sum()
    low, high = (
        float(numbers[order][min(int(np.searchsorted(cumulated, q - 1e-12)), len(order) - 1)])
        for q in (0.05, 0.95)
    )
    half = 0.0
    if not exact and len(numbers) > 1:
        z = _deviations()
        half = z * float(np.std(numbers, ddof=1)) / math.sqrt(len(numbers))
    among = share(has, weights, exact=exact)
    return Spread(mean, low, high, mean - half, mean + half, among)
