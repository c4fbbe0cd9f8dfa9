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

from detente.graphs.compiled import Kernel
from detente.graphs.moves import Flags, Moves

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

    @cached_property
    def in_lists(self) -> tuple[Places, Places, Places]:
        """The same moves list by list: the states, where the targets of each start, the targets."""
        none = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        pairs = [none, *self.pairs()]  # a party may have no moves at all
        sources, targets = (np.concatenate(side) for side in zip(*pairs, strict=True))
        order = np.lexsort((targets, sources))
        states, starts = np.unique(sources[order], return_index=True)
        return states, np.append(starts, len(order)), targets[order]

    def reaching(self, flagged: Flags) -> Flags:
        """Which of `states` have a flagged one among their targets: shape (m,)."""
        found = np.zeros(len(self.states), dtype=bool)
        for targets in self.targets:
            found[: len(targets)] |= flagged[targets]
        for place, targets in enumerate(self.crowded):
            found[place] |= bool(flagged[targets].any())
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
    onward = rounds_from(sources, reached, _MOST_ROUNDS)
    return BothWays(onward, rounds_from(reached, sources, _MOST_ROUNDS))


def rounds_from(sources: Places, reached: Places, most: int | None = None) -> Rounds:
    """The moves from `sources` to `reached`, each given once, in rounds.

    There are as many rounds as any state has moves, or `most`; what is beyond these is crowded.
    """
    order = np.argsort(sources, kind="stable")
    sources, reached = sources[order], reached[order]
    states, first, counts = np.unique(sources, return_index=True, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    states, first, counts = states[order], first[order], counts[order]
    most = int(counts.max(initial=0)) if most is None else most
    many = np.searchsorted(-counts, -np.arange(1, most + 1), side="right")
    rounds = [reached[first[:m] + k] for k, m in enumerate(many.tolist()) if m]
    ends = (first + counts)[counts > most].tolist()
    begins = (first + most)[: len(ends)].tolist()
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
    kernel : callable or None
        The compiled loop that `lower` is done by; None where numpy does it.
    """

    rounds: BothWays
    ranks: Table
    kernel: Kernel | None = None

    @cached_property
    def barred(self) -> tuple[Table, ...]:
        """For each of the `pairs` of the rounds and each world: 0 if it is an improvement.

        Where it is none, the highest number that the ranks' type holds: joined bit by bit with a
        value that is not negative, it leaves that number.
        """
        return tuple(self._barred(*pair) for pair in self.rounds.onward.pairs())

    def _barred(self, sources: Places, targets: Places) -> Table:
        better = self.ranks.take(targets, axis=0) > self.ranks.take(sources, axis=0)
        highest = np.array(np.iinfo(self.ranks.dtype).max, dtype=self.ranks.dtype)
        barred: Table = (better.astype(self.ranks.dtype) - 1) & highest
        return barred

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

    def lower(self, values: Table, stale: Flags | None) -> Places:
        """Lower each state's value (none negative) to the lowest one improvement away.

        Parameters
        ----------
        values : numpy.ndarray, shape (n, worlds)
            The values.
        stale : numpy.ndarray of bool, shape (n,), or None
            The states whose values have changed since this was last done; None for all. Only
            states from which these can be moved to are looked at.

        Returns
        -------
        numpy.ndarray of int64
            The states whose value is lower now, in any world.
        """
        onward = self.rounds.onward
        if self.kernel is not None:
            return self._lower_by(self.kernel, values, stale)
        rows = None if stale is None else np.flatnonzero(onward.reaching(stale))
        if rows is None or 2 * len(rows) > len(onward.states):
            states, found = onward.states, self._improved(values)
        else:
            states, found = onward.states[rows], self._improved_in(values, rows)
        before = values.take(states, axis=0)
        np.minimum(found, before, out=found)
        lower = _rows_with(found != before)
        changed: Places = states[lower]
        values[changed] = found[lower]
        return changed

    def _lower_by(self, kernel: Kernel, values: Table, stale: Flags | None) -> Places:
        """`lower` by a compiled loop."""
        states, starts, targets = self.rounds.onward.in_lists
        changed = np.empty(len(states), dtype=np.int64)
        room = np.empty(values.shape[1], dtype=values.dtype)
        whole = stale is None
        flags = np.zeros(len(values), dtype=bool) if stale is None else stale
        lists = states, starts, targets, self._barred_in_lists
        count = kernel(values, *lists, flags, whole, room, changed)
        return changed[:count]

    @cached_property
    def _barred_in_lists(self) -> Table:
        """As `barred`, one row for each target of `Rounds.in_lists`."""
        states, starts, targets = self.rounds.onward.in_lists
        sources = np.repeat(states, np.diff(starts))
        return self._barred(sources, targets)

    def _improved_in(self, values: Table, rows: Places) -> Table:
        """As `_improved`, for some of the states that can move, by their places among these."""
        found = np.full((len(rows), values.shape[1]), np.iinfo(values.dtype).max, values.dtype)
        onward = self.rounds.onward
        for targets, barred in zip(onward.targets, self.barred, strict=False):
            some = rows[: np.searchsorted(rows, len(targets))]
            seen = values.take(targets[some], axis=0)
            np.bitwise_or(seen, barred.take(some, axis=0), out=seen)
            np.minimum(found[: len(some)], seen, out=found[: len(some)])
        for place in range(int(np.searchsorted(rows, len(onward.crowded)))):
            row = int(rows[place])
            barred = self.barred[len(onward.targets) + row]
            seen = values.take(onward.crowded[row], axis=0) | barred
            np.minimum(found[place], seen.min(axis=0), out=found[place])
        return found

    def _improved(self, values: Table) -> Table:
        def unless_barred(number: int, seen: Table) -> Table:
            return np.bitwise_or(seen, self.barred[number], out=seen)

        highest = np.iinfo(values.dtype).max
        return self.rounds.onward.reduced(values, np.minimum, highest, unless_barred)

    def gained(self, sources: Flags, gains: Table) -> Flags:
        """Where one move from `sources` leads whose gain is above the rank of what it leaves."""
        back = self.rounds.back
        pays = self._pays if gains is self.ranks else self._paying(gains)

        def where_it_pays(number: int, seen: Table) -> Table:
            return np.logical_and(seen, pays[number], out=seen)

        found = np.zeros_like(sources)
        found[back.states] = back.reduced(sources, np.logical_or, False, where_it_pays)
        return found

    @cached_property
    def _pays(self) -> tuple[Flags, ...]:
        return self._paying(self.ranks)

    def _paying(self, gains: Table) -> tuple[Flags, ...]:
        """Where moves pay, for each of the `pairs` of the rounds that lead back."""
        return tuple(
            gains.take(entered, axis=0) > self.ranks.take(left, axis=0)
            for entered, left in self.rounds.back.pairs()
        )


def _rows_with(flags: Flags) -> Places:
    """The rows in which any flag is set."""
    if flags.shape[1] % 8 == 0:  # eight at a time
        flags = flags.view(np.uint64)
    found: Places = np.flatnonzero(np.bitwise_or.reduce(flags, axis=1))
    return found
