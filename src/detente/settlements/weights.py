"""How much each party weighs in a simple game, given its minimal winning coalitions.

The index of Shapley & Shubik (1954) and that of Banzhaf (1965), the latter scaled to sum to 1.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import factorial

import numpy as np
import numpy.typing as npt

MOST_MEMBERS = 22


def winning(parties: int, minimal: Iterable[int]) -> npt.NDArray[np.bool_]:
    """Whether each coalition (a set of bits) wins: shape (2 ** parties,).

    Examples
    --------
    >>> winning(2, [0b01]).tolist()
    [False, True, False, True]
    """
    coalitions = np.arange(1 << parties)
    found = np.zeros(len(coalitions), dtype=bool)
    for smallest in minimal:
        found |= (coalitions & smallest) == smallest
    return found


def shapley_shubik(parties: int, minimal: Iterable[int]) -> tuple[Fraction, ...]:
    """For each party, in what share of the orders of all parties it turns losing into winning.

    Parameters
    ----------
    parties : int
        How many there are.
    minimal : iterable of int
        The minimal winning coalitions, as sets of bits.

    Returns
    -------
    tuple of Fraction
        They sum to 1, unless no coalition wins or the empty one does: then all are 0.

    Raises
    ------
    TooManyMembers
        If more than `MOST_MEMBERS` parties are in some minimal winning coalition.

    Examples
    --------
    >>> [str(share) for share in shapley_shubik(3, [0b011, 0b101])]
    ['2/3', '1/6', '1/6']
    """
    members, swings = _swings(minimal)
    count = len(members)
    orders = [factorial(s) * factorial(max(count - s - 1, 0)) for s in range(count + 1)]
    found = [Fraction(0)] * parties
    for party, by_size in zip(members, swings, strict=True):
        pivots = sum(int(n) * orders[s] for s, n in enumerate(by_size))
        found[party] = Fraction(pivots, factorial(count))
    return tuple(found)


def banzhaf(parties: int, minimal: Iterable[int]) -> tuple[Fraction, ...]:
    """For each party, its share of all swings: coalitions that win with it and lose without it.

    Examples
    --------
    >>> [str(share) for share in banzhaf(3, [0b011, 0b101])]
    ['3/5', '1/5', '1/5']
    """
    members, swings = _swings(minimal)
    counts = [sum(by_size) for by_size in swings]
    found = [Fraction(0)] * parties
    for party, count in zip(members, counts, strict=True):
        found[party] = Fraction(count, sum(counts))
    return tuple(found)


class TooManyMembers(ValueError):
    """So many parties are in minimal coalitions that all coalitions cannot be gone through."""


def _swings(minimal: Iterable[int]) -> tuple[list[int], list[list[int]]]:
    """For each party that ever swings, how many losing coalitions of each size it makes winning.

    Parties in no minimal coalition weigh nothing and change nobody's weight: they are left out.
    """
    coalitions = list(minimal)
    everyone = 0
    for coalition in coalitions:
        everyone |= coalition
    members = [k for k in range(everyone.bit_length()) if everyone >> k & 1]
    if len(members) > MOST_MEMBERS:
        what = f"{len(members)} parties are in the smallest coalitions; weights are given for"
        raise TooManyMembers(f"{what} at most {MOST_MEMBERS}")
    renamed = [sum((c >> m & 1) << k for k, m in enumerate(members)) for c in coalitions]
    wins = winning(len(members), renamed)
    every = np.arange(1 << len(members))
    sizes = np.bitwise_count(every)
    found = []
    for place in range(len(members)):
        swing = ((every >> place & 1) == 0) & ~wins
        swing[swing] = wins[every[swing] | 1 << place]
        found.append(np.bincount(sizes[swing], minlength=len(members) + 1).tolist())
    return members, found
