"""Machine words as sixty-four flags side by side: one bit for each of so many questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from detente.graphs.graph import Graph
from detente.graphs.moves import Moves
from detente.graphs.ranks import Ranks
from detente.graphs.remembering import remembered
from detente.graphs.transforms import Words, union

WIDTH = 64
_NOTHING = np.uint64(0)


def bit(places: npt.NDArray[Any]) -> Words:
    """The word in which only that bit is set, for each place below `WIDTH`."""
    return np.uint64(1) << places.astype(np.uint64)


def below(ranks: Ranks, bounds: npt.NDArray[Any]) -> Words:
    """Which of at most 64 bounds each rank is below, bit by bit: shape (n,)."""
    top = int(ranks.max(initial=0)) + 1
    by_bound = np.zeros(top + 1, dtype=np.uint64)
    np.bitwise_or.at(by_bound, np.clip(bounds, 0, top), bit(np.arange(len(bounds))))
    words: Words = np.bitwise_or.accumulate(by_bound[::-1])[::-1][1:].take(ranks)
    return words


def above(ranks: Ranks, bounds: npt.NDArray[Any]) -> Words:
    """Which of at most 64 bounds each rank is above, bit by bit: shape (n,)."""
    return ~below(ranks, bounds + 1) & _all_of(len(bounds))


def _all_of(count: int) -> np.uint64:
    return np.uint64((1 << count) - 1)


def union_along(graph: Graph, group: Sequence[int], words: Words) -> Words:
    """The bits of each state and of all that a group's legal sequences reach: shape (n,)."""
    movers = [graph.moves[party] for party in group if not graph.moves[party].none]
    if not graph.chaining:
        scans = [remembered(graph, ("scan", id(mover)), partial(_scan, mover)) for mover in movers]
        return _along_sequences(scans, words)
    again = True
    while again:
        before = words
        for mover in movers:
            words = union(mover, words)
        again = not graph.commuting and len(movers) > 1 and not np.array_equal(before, words)
    return words


def _along_sequences(movers: list[_Scan], words: Words) -> Words:
    """As `union_along`, where two moves in a row of one party may not be one move of it."""
    onward = [_union_of_moves(mover, words) for mover in movers]
    while True:
        after = [_joined([words, *onward[:k], *onward[k + 1 :]]) for k in range(len(movers))]
        further = [_union_of_moves(mover, a) for mover, a in zip(movers, after, strict=True)]
        if all(np.array_equal(a, b) for a, b in zip(onward, further, strict=True)):
            return _joined([words, *onward])
        onward = further


def _joined(arrays: list[Words]) -> Words:
    joined: Words = np.bitwise_or.reduce(arrays)
    return joined


def _union_of_moves(scan: _Scan, words: Words) -> Words:
    """The bits of all states that one move of the party leads to, the state itself left out."""
    found = np.zeros_like(words)
    if len(scan.members):
        given = np.where(scan.targets, words.take(scan.members), _NOTHING)
        before, after = _running(given, scan.steps), _running(given[::-1], scan.steps_back)
        read = (before | after[::-1]).take(scan.readers)
        found[scan.states] = np.bitwise_or.reduceat(read, scan.starts)
    return found


@dataclass(frozen=True, eq=False)
class _Scan:
    """A party's lists, each state once in each, ready to be run through from either end.

    Attributes
    ----------
    members : numpy.ndarray of int, shape (entries,)
        The states, list after list.
    targets : numpy.ndarray of bool, shape (entries,)
        Which of them can be moved to.
    readers : numpy.ndarray of int, shape (readers,)
        The entries whose states read their list, in the order of the states.
    states, starts : numpy.ndarray of int, shape (states,)
        The states that read any list, and where the entries of each start in `readers`.
    steps, steps_back : tuple of numpy.ndarray of bool, shape (entries,)
        For a shift by 1, 2, 4 … from the front and from the back: where it stays in its list.
    """

    members: npt.NDArray[np.int64]
    targets: npt.NDArray[np.bool_]
    readers: npt.NDArray[np.int64]
    states: npt.NDArray[np.int64]
    starts: npt.NDArray[np.int64]
    steps: tuple[npt.NDArray[np.bool_], ...]
    steps_back: tuple[npt.NDArray[np.bool_], ...]


def _scan(moves: Moves) -> _Scan:
    sizes = np.diff(moves.starts)
    # A state may stand in a list twice, where several of its members were coalesced.
    key = np.repeat(np.arange(len(sizes), dtype=np.int64), sizes) << 32 | moves.members
    found, inverse = np.unique(key, return_inverse=True)
    targets = np.zeros(len(found), dtype=bool)
    reads = np.zeros(len(found), dtype=bool)
    np.logical_or.at(targets, inverse, True if moves.targets is None else moves.targets)
    np.logical_or.at(reads, inverse, True if moves.readers is None else moves.readers)
    members, lists = found & (1 << 32) - 1, found >> 32
    readers = np.flatnonzero(reads)
    readers = readers[np.argsort(members[readers], kind="stable")]
    states, starts = np.unique(members[readers], return_index=True)
    forward, backward = tuple(_steps(lists)), tuple(_steps(lists[::-1]))
    return _Scan(members, targets, readers, states, starts, forward, backward)


def _steps(lists: npt.NDArray[np.int64]) -> Iterator[npt.NDArray[np.bool_]]:
    """For a shift by 1, 1, 2, 4 … entries: where what is shifted stays in its list."""
    shift, first = 1, True
    while shift < len(lists):
        inside = np.zeros(len(lists), dtype=bool)
        inside[shift:] = lists[shift:] == lists[:-shift]
        if not inside.any():
            return
        yield inside
        shift, first = shift if first else 2 * shift, False


def _running(words: Words, steps: tuple[npt.NDArray[np.bool_], ...]) -> Words:
    """The union of all words before each place within its list."""
    found = np.zeros_like(words)
    for number, inside in enumerate(steps):
        shift = 1 << max(number - 1, 0)
        shifted = np.zeros_like(words)
        shifted[shift:] = (words if number == 0 else found)[:-shift]
        found |= np.where(inside, shifted, _NOTHING)
    return found
