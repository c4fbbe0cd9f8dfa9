"""What an answer hinges on: how much of its variation each doubt accounts for.

The shares are those of Sobol (1993; total: Homma & Saltelli 1996), for answers of yes or no. Doubts
that are tied to one another count as one *factor*, so that factors are independent.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.doubts.shares import Weights
from detente.doubts.spaces import Picks

Holds = npt.NDArray[np.bool_]
Groups = npt.NDArray[np.int64]
NEGLIGIBLE = 0.01
_WORLDS_IN_CELL = 5  # with fewer for each pair of answers, chance would speak louder than they


@dataclass(frozen=True)
class Hinge:
    """How much an answer hinges on a factor.

    Attributes
    ----------
    factor : int
        Which.
    first_order : float
        The share of the answer's variance that goes when this factor is known.
    first_error : float
        How much that would vary by chance if it were nothing; 0 where every world was looked at.
    total : float or None
        The share that stays when all other factors are known; None where it was not looked at.
    error : float
        The standard error of the total; 0 where every world was looked at.
    """

    factor: int
    first_order: float
    first_error: float
    total: float | None
    error: float

    @property
    def matters(self) -> bool:
        """Whether this is more than nothing, as far as the worlds looked at can tell."""
        alone = self.first_order > max(NEGLIGIBLE, 3 * self.first_error)
        total = 0.0 if self.total is None else self.total
        return bool(alone or total > max(NEGLIGIBLE, 2 * self.error))


@dataclass(frozen=True)
class Together:
    """Two factors that matter together more than each alone.

    Attributes
    ----------
    factors : tuple of int
        Which.
    joint : float
        The share of the variance that goes when both are known.
    apart : float
        The sum of their first-order shares.
    """

    factors: tuple[int, int]
    joint: float
    apart: float


def variance(holds: Holds, weights: Weights) -> float:
    """The variance of an answer of yes or no."""
    mean = float(np.average(holds, weights=weights))
    return mean * (1 - mean)


def explained(holds: Holds, weights: Weights, groups: Groups, *, exact: bool) -> float:
    """The share of an answer's variance that goes when it is known which group a world is in.

    Where worlds were drawn, what groups would explain by chance alone is taken off.
    """
    spread = variance(holds, weights)
    if spread <= 0:
        return 0.0
    size = np.bincount(groups, weights)
    held = np.bincount(groups, weights * holds)
    present = size > 0
    size, held = size[present], held[present]
    mean = held.sum() / size.sum()
    between = float((size * (held / size - mean) ** 2).sum())
    if not exact:
        within = float((held * (1 - held / size)).sum())
        free = size.sum() - len(size)
        between -= (len(size) - 1) * within / free if free > 0 else between
    return max(between / float(size.sum()) / spread, 0.0)


def chance(weights: Weights, groups: Groups, *, exact: bool) -> float:
    """How much `explained` would vary if the groups had nothing to do with the answer."""
    if exact:
        return 0.0
    present = int(np.count_nonzero(np.bincount(groups)))
    return float(np.sqrt(2.0 * max(present - 1, 0)) / weights.sum())


def groups_of(picks: Picks, questions: Sequence[int]) -> Groups:
    """Which worlds have the same answers to some questions: a number for each world."""
    if not questions:
        return np.zeros(len(picks), dtype=np.int64)
    found = np.unique(picks[:, list(questions)], axis=0, return_inverse=True)[1]
    return found.reshape(-1).astype(np.int64)


def hinges(
    holds: Holds,
    weights: Weights,
    picks: Picks,
    factors: Sequence[Sequence[int]],
    redrawn: Mapping[int, tuple[Holds, Holds, Weights]],
    *,
    exact: bool,
) -> tuple[Hinge, ...]:
    """How much an answer hinges on each factor, the most important first.

    Parameters
    ----------
    holds : numpy.ndarray of bool, shape (worlds,)
        The answer in each world.
    weights, picks
        How likely the worlds are, and their answers to all questions.
    factors : sequence of sequence of int
        The questions of each factor.
    redrawn : mapping of int to triples of numpy.ndarray
        For a factor, the answer in some worlds, and in the same with this factor answered
        otherwise, and how likely it is that a fresh draw of the factor answers it otherwise.
    exact : bool
        Whether these are all worlds; then `redrawn` is not needed.
    """
    spread = variance(holds, weights)
    found = []
    for number, questions in enumerate(factors):
        groups = groups_of(picks, questions)
        first = explained(holds, weights, groups, exact=exact)
        noise = chance(weights, groups, exact=exact)
        total, error = None, 0.0
        if exact:
            others = [k for k in range(picks.shape[1]) if k not in questions]
            rest = explained(holds, weights, groups_of(picks, others), exact=True)
            total = max(1 - rest, 0.0) if spread > 0 else 0.0
        elif number in redrawn:
            total, error = _total(*redrawn[number], spread)
        found.append(Hinge(number, first, noise, total, error))
    return tuple(sorted(found, key=_importance, reverse=True))


def _importance(hinge: Hinge) -> float:
    return max(hinge.first_order, 0.0 if hinge.total is None else hinge.total)


def _total(before: Holds, after: Holds, chances: Weights, spread: float) -> tuple[float, float]:
    """Half the share of worlds that change when a factor is drawn afresh (Jansen 1999)."""
    if spread <= 0 or len(before) == 0:
        return 0.0, 0.0
    changed = chances * (before != after)
    error = float(np.std(changed) / np.sqrt(len(before)))
    return float(changed.mean()) / (2 * spread), error / (2 * spread)


def together(
    holds: Holds,
    weights: Weights,
    picks: Picks,
    factors: Sequence[Sequence[int]],
    first_orders: Mapping[int, float],
    *,
    exact: bool,
) -> tuple[Together, ...]:
    """The pairs of factors whose joint share exceeds those of both apart, the largest first.

    Where worlds were drawn, only pairs are looked at whose answers together are few enough.
    """
    found = []
    for one, other in itertools.combinations(range(len(factors)), 2):
        groups = groups_of(picks, (*factors[one], *factors[other]))
        cells = int(groups.max(initial=0)) + 1
        if not exact and len(holds) < _WORLDS_IN_CELL * cells:
            continue
        joint = explained(holds, weights, groups, exact=exact)
        apart = first_orders[one] + first_orders[other]
        if joint - apart > max(NEGLIGIBLE, 4 * chance(weights, groups, exact=exact)):
            found.append(Together((one, other), joint, apart))
    return tuple(sorted(found, key=lambda pair: pair.apart - pair.joint))
