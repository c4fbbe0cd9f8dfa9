"""How each party ranks the states: a weak order, as dense integers, higher being better."""

from __future__ import annotations

from collections.abc import Iterable
from math import lcm

import numpy as np
import numpy.typing as npt

from detente.disputes.model import Preferences, Prioritised, Ranking, Weighted
from detente.graphs.states import States
from detente.statements.evaluation import Truth

Ranks = npt.NDArray[np.int32]


def ranks(states: States, preferences: Preferences | None) -> Ranks:
    """A party's rank of every state: shape (n,), from 0 without gaps, higher being better.

    Statements are compared as tuples of truth values, most important first (Fang, Hipel,
    Kilgour & Peng 2003), weights by their exact sums, a ranking as it is listed.
    """
    match preferences:
        case Prioritised(statements):
            return lexicographic(states.each_where(s.formula for s in statements), len(states))
        case Ranking(classes):
            return _listed(states, classes)
        case Weighted():
            return _summed(states, preferences)
        case None:
            return np.zeros(len(states), dtype=np.int32)


def lexicographic(truths: Iterable[Truth], size: int) -> Ranks:
    """Ranks by tuples of truth values, the first the most important, however many there are.

    The tuples are never packed into one integer: whenever the keys grow beyond a few times the
    number of states, they are numbered afresh in order.
    """
    key = np.zeros(size, dtype=np.int32)
    top = 1
    for truth in truths:
        if 2 * top > 4 * size + 1024:
            key, top = _dense(key, top)
        key *= 2
        key += truth
        top *= 2
    return _dense(key, top)[0]


def _dense(key: Ranks, top: int) -> tuple[Ranks, int]:
    """The keys (below `top`) numbered from 0 in order without gaps, and how many there are."""
    present = np.zeros(top, dtype=bool)
    present[key] = True
    numbered = np.cumsum(present, dtype=np.int32)
    numbered -= 1
    return numbered.take(key), int(numbered[-1]) + 1


def _listed(states: States, classes: tuple[tuple[int, ...], ...]) -> Ranks:
    found = np.zeros(len(states), dtype=np.int32)
    for worse, tied in enumerate(reversed(classes)):
        found[np.searchsorted(states.numbers, tied)] = worse
    return found


def _summed(states: States, preferences: Weighted) -> Ranks:
    ratios = [weight.as_integer_ratio() for _, weight in preferences.weights]
    scale = lcm(*(denominator for _, denominator in ratios))
    whole = [numerator * (scale // denominator) for numerator, denominator in ratios]
    exact = np.int64 if sum(map(abs, whole)) < 2**62 else object
    total = np.zeros(len(states), dtype=exact)
    holds = states.each_where(formula for formula, _ in preferences.weights)
    for truth, weight in zip(holds, whole, strict=True):
        total += truth.astype(exact) * weight
    return np.unique(total, return_inverse=True)[1].astype(np.int32)
