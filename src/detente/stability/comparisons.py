"""What is known of how states compare for a party, and what it makes of what is not.

Li, Hipel, Kilgour & Fang (2004) extend Nash stability, GMR, SMR and SEQ in four ways, which differ
in what a party makes of a comparison that nobody knows. Where the unknown comes from is ours: a
party's preferences may be any of several orders, and what these do not agree on is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from detente.disputes.problems import did_you_mean
from detente.graphs.ranks import Ranks
from detente.graphs.rounds import Places
from detente.graphs.transforms import Words
from detente.graphs.words import WIDTH, above, below, bit
from detente.stability.concepts import AGAINST_COALITIONS, CONCEPTS, UnknownName

Comparison = Literal["better", "equal", "worse", "unknown"]
Codes = npt.NDArray[np.int8]
"""Comparisons, each by its place in `COMPARISONS`."""

HERE = ("nash", "gmr", "smr", "seq")
"""The concepts that are extended."""
COMPARISONS: tuple[Comparison, ...] = ("better", "equal", "worse", "unknown")
BETTER, EQUAL, WORSE, UNKNOWN = range(4)
_ALL = ~np.uint64(0)


@dataclass(frozen=True)
class Extension:
    """One way in which a party may take what is unknown.

    Attributes
    ----------
    name : str
        One letter, as in the literature.
    moves : bool
        Whether it moves to states of which it is unknown how they compare.
    fears : bool
        Whether such states deter it, too, when the others could lead it there.
    """

    name: str
    moves: bool
    fears: bool

    @property
    def meaning(self) -> str:
        """What the party does, in a sentence."""
        moves = (
            "to what is or may be better" if self.moves else "only to what is known to be better"
        )
        deters = "all that may be no better" if self.fears else "only what is known to be no better"
        return f"a party moves {moves}; {deters} deters it"


EXTENSIONS: dict[str, Extension] = {
    "a": Extension("a", moves=True, fears=False),
    "b": Extension("b", moves=False, fears=False),
    "c": Extension("c", moves=True, fears=True),
    "d": Extension("d", moves=False, fears=True),
}


def extended_concepts(names: Iterable[str] | None) -> tuple[str, ...]:
    """The concepts of those names, in any case; all four where None is given.

    Raises
    ------
    UnknownName
        Naming the nearest one, or why a concept has no such extension.

    Examples
    --------
    >>> extended_concepts(["SEQ", "nash"])
    ('seq', 'nash')
    """
    if names is None:
        return HERE
    found = tuple(dict.fromkeys(name.strip().casefold() for name in names))
    for name in found:
        if name in AGAINST_COALITIONS or (name in CONCEPTS and name not in HERE):
            mend = f"choose from {', '.join(HERE)}"
            raise UnknownName(f"`{name}` is not defined where comparisons are unknown; {mend}")
        if name not in HERE:
            mend = did_you_mean(name, HERE, f"choose from {', '.join(HERE)}")
            raise UnknownName(f"there is no solution concept `{name}`; {mend}")
    return found


def chosen_extensions(names: Iterable[str] | None) -> tuple[str, ...]:
    """The extensions of those names, in any case; all four where None is given.

    Raises
    ------
    UnknownName
        If there is no such extension.

    Examples
    --------
    >>> chosen_extensions(["A", "d"])
    ('a', 'd')
    """
    if names is None:
        return tuple(EXTENSIONS)
    found = tuple(dict.fromkeys(name.strip().casefold() for name in names))
    for name in found:
        if name not in EXTENSIONS:
            raise UnknownName(f"there is no extension `{name}`; choose from a, b, c, d")
    return found


# What is known of a party's preferences ---------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Alternatives:
    """The orders that a party's preferences may be.

    Attributes
    ----------
    kinds : numpy.ndarray of int, shape (n,)
        The kind of each state: states of one kind are tied in every order.
    ranks : numpy.ndarray of int32, shape (orders, kinds)
        How each order ranks the kinds, higher being better. No two orders are the same.
    """

    kinds: Places
    ranks: npt.NDArray[np.int32]

    @property
    def certain(self) -> bool:
        """Whether there is one order only, so that every comparison is known."""
        return len(self.ranks) == 1

    def compared(self, sources: Places, targets: Places) -> Codes:
        """What each target is, compared with its source: a place in `COMPARISONS` each."""
        before, after = self.kinds[sources], self.kinds[targets]
        better = np.ones(np.broadcast(before, after).shape, dtype=bool)
        worse = better.copy()
        for rank in self.ranks:
            better &= rank[after] > rank[before]
            worse &= rank[after] < rank[before]
        found = np.full(better.shape, UNKNOWN, dtype=np.int8)
        found[better], found[worse], found[before == after] = BETTER, WORSE, EQUAL
        return found

    def words(self, first: int) -> tuple[Words, Words]:
        """Which kinds are better than each of 64 kinds, and which are no better, bit by bit.

        Parameters
        ----------
        first : int
            The first of the 64.

        Returns
        -------
        pair of numpy.ndarray of uint64, shape (n,)
            For every state, which of the 64 it is known to be better than, and which it is known
            to be no better than.
        """
        bounds = self.ranks[:, first : first + WIDTH]
        here = np.arange(bounds.shape[1])
        better = np.full(self.ranks.shape[1], _ALL)
        worse = better.copy()
        for rank, bound in zip(self.ranks, bounds, strict=True):
            better &= above(rank, bound)
            worse &= below(rank, bound)
        worse[first + here] |= bit(here)  # a kind is no better than itself
        return better[self.kinds], worse[self.kinds]


def alternatives_from(ranks: Sequence[Ranks]) -> Alternatives:
    """What several rank arrays (higher is better) have in common.

    Examples
    --------
    >>> found = alternatives_from([np.array([0, 1, 1]), np.array([5, 9, 9]), np.array([2, 0, 0])])
    >>> len(found.ranks), found.compared(np.array([0, 1]), np.array([1, 2])).tolist()
    (2, [3, 1])
    """
    dense = [np.unique(rank, return_inverse=True)[1].reshape(-1) for rank in ranks]
    orders = np.unique(np.array(dense, dtype=np.int32), axis=0)
    by_kind, kinds = np.unique(orders, axis=1, return_inverse=True)
    return Alternatives(kinds.reshape(-1), np.ascontiguousarray(by_kind))
