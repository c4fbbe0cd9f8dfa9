"""A party's moves in rounds: the first move from every state, then the second, and so on.

Lists that many states share suit one world, in which each is put in the order of its mover's ranks.
Where many worlds are looked at side by side, which differ in ranks, the moves from a state are gone
through one after another instead, for all states and worlds at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from detente.graphs.moves import Moves

_MOST_ROUNDS = 48
Places = npt.NDArray[np.int64]
Table = npt.NDArray[Any]
"""One row for each state and one column for each world."""


@dataclass(frozen=True, eq=False)
class Rounds:
    """All moves of a party, each pair of states once.

    Attributes
    ----------
    states : numpy.ndarray of int64, shape (m,)
        The states from which the party can move, those with most moves first.
    targets : tuple of numpy.ndarray of int64
        For each round, a target of each of the first of `states`: as many as have so many moves.
    crowded : tuple of numpy.ndarray of int64
        The targets beyond all rounds, for each of the first of `states` that has such.
    """

    states: Places
    targets: tuple[Places, ...]
    crowded: tuple[Places, ...]

    @cached_property
    def in_order(self) -> bool:
        """Whether the states stand in order."""
        return bool((np.diff(self.states) > 0).all())

    def reduced(
        self,
        values: Table,
        extreme: np.ufunc,
        none: Any,
        changed: Callable[[int, Table], Table] | None = None,
    ) -> Table:
        """The extreme of `values` among the targets of each of `states`: shape (m, worlds).

        Parameters
        ----------
        values : numpy.ndarray, shape (n, worlds)
            A value for each state and world.
        extreme : numpy.ufunc
            Such as `numpy.minimum`.
        none : scalar
            Its neutral value.
        changed : callable, optional
            From the number of a round (those of `crowded` come after) and the values of its
            targets to what is to be compared; the values may be overwritten.
        """
        found = np.full((len(self.states), *values.shape[1:]), none, dtype=values.dtype)
        room = np.empty_like(found)
        for number, targets in enumerate(self.targets):
            seen = np.take(values, targets, axis=0, out=room[: len(targets)], mode="clip")
            seen = seen if changed is None else changed(number, seen)
            extreme(found[: len(targets)], seen, out=found[: len(targets)])
        for place, targets in enumerate(self.crowded):
            seen = values.take(targets, axis=0)
            seen = seen if changed is None else changed(len(self.targets) + place, seen)
            extreme(found[place], extreme.reduce(seen, axis=0), out=found[place])
        return found

    def pairs(self) -> list[tuple[Places, Places]]:
        """The sources and targets of each round, then of each crowded state."""
        rounds = [(self.states[: len(targets)], targets) for targets in self.targets]
        crowded = enumerate(self.crowded)
        return rounds + [(np.repeat(self.states[k : k + 1], len(t)), t) for k, t in crowded]


@dataclass(frozen=True, eq=False)
class BothWays:
    """A party's moves in rounds.

    Attributes
    ----------
    onward : Rounds
        From each state to those that can be moved to from there.
    back : Rounds
        From each state to those that it can be moved to from.
    """

    onward: Rounds
    back: Rounds


def in_rounds(moves: Moves) -> BothWays:
    """The moves that a party's lists hold, in rounds."""
    sources, reached = _each_once(moves)
    order = np.argsort(reached, kind="stable")
    return BothWays(_rounds(sources, reached), _rounds(reached[order], sources[order]))


def _rounds(sources: Places, reached: Places) -> Rounds:
    """Rounds of moves that are given in the order of their sources."""
    states, first, counts = np.unique(sources, return_index=True, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    states, first, counts = states[order], first[order], counts[order]
    many = np.searchsorted(-counts, -np.arange(1, _MOST_ROUNDS + 1), side="right")
    rounds = [reached[first[:m] + k] for k, m in enumerate(many.tolist()) if m]
    ends = (first + counts)[counts > _MOST_ROUNDS].tolist()
    begins = (first + _MOST_ROUNDS)[: len(ends)].tolist()
    crowded = [reached[begin:end] for begin, end in zip(begins, ends, strict=True)]
    return Rounds(states, tuple(rounds), tuple(crowded))


def _each_once(moves: Moves) -> tuple[Places, Places]:
    """The source and the target of every move, in the order of both."""
    lengths = np.diff(moves.starts).astype(np.int64)
    lists = np.repeat(np.arange(len(lengths)), lengths)
    every = np.arange(len(moves.members))
    reads = every if moves.readers is None else np.flatnonzero(moves.readers)
    entered = every if moves.targets is None else np.flatnonzero(moves.targets)
    ends = np.searchsorted(lists[entered], np.arange(len(lengths) + 1))
    counts = np.diff(ends)[lists[reads]]
    place = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    place += np.repeat(ends[:-1][lists[reads]], counts)
    sources = np.repeat(moves.members[reads], counts).astype(np.int64)
    reached = moves.members[entered[place]].astype(np.int64)
    apart = sources != reached
    pairs = np.unique(sources[apart] << 32 | reached[apart])
    return pairs >> 32, pairs & ((1 << 32) - 1)


@dataclass(frozen=True, eq=False)
class WorldMoves(Moves):
    """One party's moves in many worlds side by side, which differ in its ranks.

    Attributes
    ----------
    rounds : BothWays
        The same moves, in rounds.
    ranks : numpy.ndarray, shape (n, worlds)
        The party's ranks in each world.
    """

    rounds: BothWays
    ranks: Table

    @cached_property
    def barred(self) -> tuple[Table, ...]:
        """For each of the `pairs` of the rounds and each world: 0 if it is an improvement.

        Where it is none, the highest number that the ranks' type holds: joined bit by bit with a
        value that is not negative, it leaves that number.
        """
        highest = np.array(np.iinfo(self.ranks.dtype).max, dtype=self.ranks.dtype)
        found = []
        for sources, targets in self.rounds.onward.pairs():
            better = self.ranks.take(targets, axis=0) > self.ranks.take(sources, axis=0)
            found.append((better.astype(self.ranks.dtype) - 1) & highest)
        return tuple(found)

    def extreme(self, values: Table, extreme: np.ufunc) -> Table:
        """The extreme of each state's value and those one move away: shape (n, worlds)."""
        found = values.copy()
        states, none = self.rounds.onward.states, values.dtype.type(0)
        if extreme is not np.bitwise_or:
            bounds = np.iinfo(values.dtype)
            none = values.dtype.type(bounds.max if extreme is np.minimum else bounds.min)
        reached = self.rounds.onward.reduced(values, extreme, none)
        found[states] = extreme(values.take(states, axis=0), reached)
        return found

    def lowest_of_moves(self, values: Table) -> Table:
        """The lowest value one move away; the highest number where there is none."""
        highest = np.iinfo(values.dtype).max
        found = np.full_like(values, highest)
        found[self.rounds.onward.states] = self.rounds.onward.reduced(values, np.minimum, highest)
        return found

    def lowest_of_improvements(self, values: Table) -> Table:
        """The lowest value (none negative) one improvement away; the highest number without."""
        highest = np.iinfo(values.dtype).max
        found = np.full_like(values, highest)
        found[self.rounds.onward.states] = self._improved(values)
        return found

    def lower(self, values: Table) -> bool:
        """Lower each state's value (none negative) to the lowest one improvement away.

        Returns
        -------
        bool
            Whether anything changed.
        """
        states = self.rounds.onward.states
        found = self._improved(values)
        everywhere = len(states) == len(values) and self.rounds.onward.in_order
        before = values if everywhere else values.take(states, axis=0)
        np.minimum(found, before, out=found)
        if np.array_equal(found, before):
            return False
        if everywhere:
            values[...] = found
        else:
            values[states] = found
        return True

    def _improved(self, values: Table) -> Table:
        def unless_barred(number: int, seen: Table) -> Table:
            return np.bitwise_or(seen, self.barred[number], out=seen)

        highest = np.iinfo(values.dtype).max
        return self.rounds.onward.reduced(values, np.minimum, highest, unless_barred)

    def gained(self, sources: npt.NDArray[np.bool_], gains: Table) -> npt.NDArray[np.bool_]:
        """Where one move from `sources` leads whose gain is above the rank of what it leaves."""
        back = self.rounds.back
        pairs = back.pairs()

        def where_it_pays(number: int, seen: Table) -> Table:
            entered, left = pairs[number]
            pays = gains.take(entered, axis=0) > self.ranks.take(left, axis=0)
            return np.logical_and(seen, pays, out=seen)

        found = np.zeros_like(sources)
        found[back.states] = back.reduced(sources, np.logical_or, False, where_it_pays)
        return found
