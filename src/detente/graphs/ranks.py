"""How each party ranks the states: a weak order, as dense integers, higher being better."""

from __future__ import annotations

from collections.abc import Sequence
from math import lcm

import numpy as np
import numpy.typing as npt

from detente.disputes.model import Preferences, Prioritised, Ranking, Weighted
from detente.graphs.states import States
from detente.statements.syntax import Formula

_PORTION = 1 << 16
Ranks = npt.NDArray[np.int32]


def ranks(states: States, preferences: Preferences | None) -> Ranks:
    """A party's rank of every state: shape (n,), from 0 without gaps, higher being better.

    Statements are compared as tuples of truth values, most important first (Fang, Hipel,
    Kilgour & Peng 2003), weights by their exact sums, a ranking as it is listed.
    """
    match preferences:
        case Prioritised(statements):
            return lexicographic(states, [statement.formula for statement in statements])
        case Ranking(classes):
            return _listed(states, classes)
        case Weighted():
            return _summed(states, preferences)
        case None:
            return np.zeros(len(states), dtype=np.int32)


def lexicographic(states: States, formulas: Sequence[Formula]) -> Ranks:
    """Ranks by tuples of truth values, the first the most important, however many there are.

    The tuples are never packed into one integer: whenever the keys would grow beyond a few times
    the number of states, they are numbered afresh in order.
    """
    key = np.zeros(len(states), dtype=np.int32)
    top, rest = 1, list(formulas)
    while rest:
        room = max((4 * len(states) + 1024) // top, 2).bit_length() - 1
        now, rest = rest[:room], rest[room:]
        for portion in range(0, len(states), _PORTION):
            span = slice(portion, portion + _PORTION)
            for truth in states.each_where(now, span):
                key[span] = 2 * key[span] + truth
        key, top = _dense(key, top << len(now))
    return key


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
