"""How each party ranks the states: a weak order, as dense integers, higher being better."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import lcm
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from detente.disputes.model import Preferences, Prioritised, Ranking, Weighted
from detente.graphs.states import States
from detente.statements.evaluation import Truth
from detente.statements.syntax import Formula

_PORTION = 1 << 16
_T = TypeVar("_T")
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
    """Ranks by tuples of truth values, the first the most important, however many there are."""

    def truths(now: Sequence[Formula], span: slice) -> Iterable[Truth]:
        return states.each_where(now, span)

    return lexicographic_by((len(states),), list(formulas), truths)


def lexicographic_by(
    shape: tuple[int, ...],
    criteria: list[_T],
    truths: Callable[[Sequence[_T], slice], Iterable[Truth]],
) -> Ranks:
    """As `lexicographic`, where what is true is told by `truths`.

    The tuples are never packed into one integer: whenever the keys would grow beyond a few times
    the number of states, they are numbered afresh in order.

    Parameters
    ----------
    shape : tuple of int
        ``(n,)``, or ``(rows, n)`` where several rankings of the same states are made at once.
    criteria : list
        What is compared, the most important first.
    truths : callable
        From some of the criteria and a slice of the states to where each is true: an array that
        fits to the shape, cut down to the slice.
    """
    key = np.zeros(shape, dtype=np.int32)
    size = shape[-1]
    top, rest = 1, criteria
    while rest:
        room = max((4 * size + 1024) // top, 2).bit_length() - 1
        now, rest = rest[:room], rest[room:]
        for portion in range(0, size, _PORTION):
            span = slice(portion, portion + _PORTION)
            for truth in truths(now, span):
                part = key[..., span]
                part *= 2
                part += truth
        key, top = _dense(key, top << len(now))
    return key


def _dense(key: Ranks, top: int) -> tuple[Ranks, int]:
    """The keys (below `top`) of each row numbered from 0 in order without gaps; and a new top."""
    rows = key.reshape(-1, key.shape[-1])
    if len(rows) > 1:
        rows = rows + top * np.arange(len(rows), dtype=np.int32)[:, None]
    present = np.zeros((len(rows), top), dtype=bool)
    present.reshape(-1)[rows] = True
    numbered = np.cumsum(present, axis=1, dtype=np.int32)
    numbered -= 1
    highest = int(numbered[:, -1].max(initial=0))
    return numbered.reshape(-1).take(rows).reshape(key.shape), highest + 1


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
