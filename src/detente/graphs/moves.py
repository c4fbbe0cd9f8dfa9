"""A party's moves, as lists of target states that many states share.

All states from which a party can go to the same places read the same list: in option form, the
states that differ only in the party's own options (its *fibre*). One-way options and forbidden
moves split a fibre by what may leave where; in a hand-drawn graph each state reads a list of its
own. Within a list the mover's most preferred states come first, so that its improvements from a
state are the beginning of that state's list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from detente.graphs.ranks import Ranks
from detente.graphs.states import Indices

_PORTION = 1 << 15
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Box:
    """A party's moves where states are a full product of what each party can do.

    Attributes
    ----------
    shape : tuple of int
        ``(above, own, below)``: the axes of an array of states, the party's own in the middle.
    groups : tuple of pairs of numpy.ndarray of int64
        Settings of the party's own options between which it may go: from each of the first to
        each of the second. One group, of all settings, where it may move freely. The lists of the
        moves stand in the same order, for every group one for each setting of the others.
    """

    shape: tuple[int, int, int]
    groups: tuple[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]], ...]

    @property
    def free(self) -> bool:
        """Whether the party may go between any two of its settings.

        Settings of one group may always go to one another, so a single group holds them all.
        """
        return len(self.groups) == 1

    def lists_with(self, flagged: Flags) -> Flags:
        """Which lists have a flagged state among their entries."""
        boxed = flagged.reshape(self.shape)
        if self.free:
            return np.asarray(boxed.any(axis=1)).reshape(-1)
        parts = [boxed[:, np.union1d(*group), :].any(axis=1).reshape(-1) for group in self.groups]
        return np.concatenate(parts)


@dataclass(frozen=True, eq=False)
class Entries:
    """Lists of states, before they are put in order.

    Attributes
    ----------
    members : numpy.ndarray of int32, shape (entries,)
        Indices of states, list after list.
    starts : numpy.ndarray of int32, shape (lists + 1,)
        Where each list starts in `members`, and where the last one ends.
    targets, readers : numpy.ndarray of bool, shape (entries,), or None for all of them
        Which entries can be moved to, and which are states that read the list.
    shared : bool
        Whether a state may read several lists, as one does that others are coalesced into.
    box : Box or None
        Where the states are a full product of what each party can do, and what this party may do
        depends on its own options only.
    """

    members: Indices
    starts: Indices
    targets: Flags | None = None
    readers: Flags | None = None
    shared: bool = False
    box: Box | None = None


@dataclass(frozen=True, eq=False)
class Moves:
    """One party's moves, each list sorted by that party's rank, best first.

    Attributes
    ----------
    members, starts, targets, readers, shared, box
        As in `Entries`, in the order of ranks.
    opens : numpy.ndarray of bool, shape (entries,), or None
        Which entries open a class of equally ranked ones within their list; None for all, where no
        two entries of a list are equally ranked.
    """

    members: Indices
    starts: Indices
    targets: Flags | None
    readers: Flags | None
    shared: bool
    box: Box | None
    opens: Flags | None

    @cached_property
    def none(self) -> bool:
        """Whether the party can never move."""
        return len(self.members) == 0 or int(self._lengths.max()) <= 1

    @cached_property
    def _lengths(self) -> npt.NDArray[np.int64]:
        return np.diff(self.starts).astype(np.int64)

    def portions(self, lists: Flags | None = None) -> Iterator[Portion]:
        """All lists, or those flagged, in portions that fit a cache, no list cut in two."""
        if lists is None:
            yield from (self._slice(first, last) for first, last in self._spans)
            return
        chosen = np.flatnonzero(lists)
        lengths = (self.starts[chosen + 1] - self.starts[chosen]).astype(np.int64)
        ends = np.concatenate([[0], np.cumsum(lengths)])
        for first, last in spans(ends):
            yield self._selection(chosen[first:last], lengths[first:last])

    @cached_property
    def _spans(self) -> tuple[tuple[int, int], ...]:
        return tuple(spans(self.starts))

    def _slice(self, first: int, last: int) -> Portion:
        span = slice(int(self.starts[first]), int(self.starts[last]))
        return self._portion(span, self._lengths[first:last])

    def _selection(self, lists: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]) -> Portion:
        before = np.cumsum(lengths) - lengths
        places = np.repeat(self.starts[lists] - before, lengths)
        places += np.arange(len(places))
        return self._portion(places, lengths)

    def _portion(
        self, places: slice | npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]
    ) -> Portion:
        return Portion(
            self.members[places],
            lengths,
            None if self.targets is None else self.targets[places],
            None if self.readers is None else self.readers[places],
            None if self.opens is None else self.opens[places],
        )

    def lists_with(self, flagged: Flags) -> Flags:
        """Which lists have a flagged state among their entries: shape (lists,)."""
        if self.box is not None:
            return self.box.lists_with(flagged)
        return np.concatenate(
            [
                np.logical_or.reduceat(flagged.take(portion.members), portion.starts)
                for portion in self.portions()
            ]
        )

    def from_state(self, state: int) -> Indices:
        """Every state the party can move to from `state`, in order."""
        lists = [self._list(int(self._list_of[at])) for at in self._read_at(state)]
        joined: Indices = np.unique(np.concatenate([np.zeros(0, dtype=np.int32), *lists]))
        reached: Indices = joined[joined != state]
        return reached

    def _list(self, number: int) -> Indices:
        inside = slice(int(self.starts[number]), int(self.starts[number + 1]))
        members = self.members[inside]
        return members if self.targets is None else members[self.targets[inside]]

    @cached_property
    def _list_of(self) -> Indices:
        return np.repeat(np.arange(len(self.starts) - 1, dtype=np.int32), np.diff(self.starts))

    @cached_property
    def _reading(self) -> tuple[Indices, Indices]:
        """The entries that read their list, in order of their states, and those states."""
        entries = np.arange(len(self.members), dtype=np.int32)
        if self.readers is not None:
            entries = entries[self.readers]
        by_state = np.argsort(self.members[entries], kind="stable")
        entries = entries[by_state]
        return entries, self.members[entries]

    def _read_at(self, state: int) -> Indices:
        entries, states = self._reading
        first, last = np.searchsorted(states, [state, state + 1])
        return entries[first:last]


@dataclass(frozen=True, eq=False)
class Portion:
    """Some of the lists of a party's moves, entry after entry; attributes as in `Moves`."""

    members: Indices
    lengths: npt.NDArray[np.int64]
    targets: Flags | None
    readers: Flags | None
    opens: Flags | None

    @cached_property
    def starts(self) -> npt.NDArray[np.int64]:
        """Where each list starts within the portion."""
        return np.cumsum(self.lengths) - self.lengths

    @cached_property
    def even(self) -> int | None:
        """The length of all lists, if they have the same."""
        first = int(self.lengths[0])
        return first if bool((self.lengths == first).all()) else None

    def spread(self, by_list: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """One value a list as one value an entry."""
        return np.repeat(by_list, self.lengths if self.even is None else self.even)

    def readers_of(self, by_entry: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """What stands at the entries that read their list."""
        return by_entry if self.readers is None else by_entry[self.readers]


def sorted_moves(entries: Entries, ranks: Ranks) -> Moves:
    """Put every list in the order of its mover's ranks, best first."""
    highest = int(ranks.max(initial=0))
    members = np.empty_like(entries.members)
    opens = np.empty(len(members), dtype=bool)
    flags = [
        (kept, np.empty_like(kept))
        for kept in (entries.targets, entries.readers)
        if kept is not None
    ]
    for first, last in spans(entries.starts):
        starts = entries.starts[first : last + 1].astype(np.int64)
        span = slice(int(starts[0]), int(starts[-1]))
        starts -= starts[0]
        worse = highest - ranks.take(entries.members[span])
        order = _order(worse, starts)
        members[span] = entries.members[span].take(order)
        for kept, sorted_ in flags:
            sorted_[span] = kept[span].take(order)
        worse = worse.take(order)
        np.not_equal(worse[1:], worse[:-1], out=opens[span.start + 1 : span.stop])
        opens[span.start + starts[:-1]] = True
    sorted_flags = iter(sorted_ for _, sorted_ in flags)
    return Moves(
        members,
        entries.starts,
        None if entries.targets is None else next(sorted_flags),
        None if entries.readers is None else next(sorted_flags),
        entries.shared,
        entries.box,
        None if opens.all() else opens,
    )


def _order(worse: Ranks, starts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The order that sorts entries by list and, within it, by `worse`, keeping ties as they are.

    List, rank and place within the list are packed into one integer where they fit: plain sorting
    of integers is many times faster than sorting their places.
    """
    lengths = np.diff(starts)
    lists = np.repeat(np.arange(len(lengths)), lengths)
    first = np.repeat(starts[:-1], lengths)
    place = np.arange(len(worse)) - first
    sizes = [int(array.max(initial=0)).bit_length() for array in (lists, worse, place)]
    if sum(sizes) > 63:
        return np.lexsort((worse, lists))
    key = lists << (sizes[1] + sizes[2])
    key |= worse.astype(np.int64) << sizes[2]
    key |= place
    key.sort()
    key &= (1 << sizes[2]) - 1
    key += first
    return key


def spans(ends: npt.NDArray[np.integer[Any]], most: int = _PORTION) -> Iterator[tuple[int, int]]:
    """First and last (exclusive) list of portions that fit a cache, given where the lists end."""
    first, lists = 0, len(ends) - 1
    while first < lists:
        last = int(np.searchsorted(ends, int(ends[first]) + most, side="right")) - 1
        last = min(max(last, first + 1), lists)
        yield first, last
        first = last
