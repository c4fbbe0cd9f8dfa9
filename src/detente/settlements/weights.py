"""How much each party weighs in a simple game, given its minimal winning coalitions.

The index of Shapley & Shubik (1954) and that of Banzhaf (1965), the latter scaled to sum to 1.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import factorial

import numpy as np
import numpy.typing as npt


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
        They sum to 1 where everyone together wins and nobody alone does not need to act; all are
        0 where no coalition wins, or the empty one does.

    Examples
    --------
    >>> [str(share) for share in shapley_shubik(3, [0b011, 0b101])]
    ['2/3', '1/6', '1/6']
    """
    swings = _swings(parties, minimal)
    every = [factorial(s) * factorial(max(parties - s - 1, 0)) for s in range(parties + 1)]
    total = factorial(parties)
    return tuple(
        Fraction(sum(int(n) * every[s] for s, n in enumerate(by_size)), total) for by_size in swings
    )


def banzhaf(parties: int, minimal: Iterable[int]) -> tuple[Fraction, ...]:
    """For each party, its share of all swings: coalitions that win with it and lose without it.

    Examples
    --------
    >>> [str(share) for share in banzhaf(3, [0b011, 0b101])]
    ['3/5', '1/5', '1/5']
    """
    counts = [int(sum(by_size)) for by_size in _swings(parties, minimal)]
    total = sum(counts)
    return tuple(Fraction(count, total) if total else Fraction(0) for count in counts)


def _swings(parties: int, minimal: Iterable[int]) -> list[list[int]]:
    """For each party and size, how many losing coalitions of that size it makes winning."""
    wins = winning(parties, minimal)
    sizes = np.bitwise_count(np.arange(1 << parties))
    found = []
    for party in range(parties):
        without = (np.arange(1 << parties) >> party & 1) == 0
        swing = without & ~wins
        swing[swing] = wins[np.flatnonzero(swing) | 1 << party]
        found.append(np.bincount(sizes[swing], minlength=parties + 1).tolist())
    return found
