"""Machine words as sixty-four flags side by side: one bit for each of so many questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from detente.graphs.graph import Graph
from detente.graphs.moves import Moves, Portion
from detente.graphs.ranks import Ranks
from detente.graphs.transforms import Words, union

WIDTH = 64


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
        return _along_sequences(movers, words)
    again = True
    while again:
        before = words
        for mover in movers:
            words = union(mover, words)
        again = not graph.commuting and len(movers) > 1 and not np.array_equal(before, words)
    return words


def _along_sequences(movers: list[Moves], words: Words) -> Words:
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


def _union_of_moves(moves: Moves, words: Words) -> Words:
    """The bits of all states that one move of the party leads to, the state itself left out."""
    found = np.zeros_like(words)
    if moves.none:
        return found
    for portion in moves.portions():
        states = portion.readers_of(portion.members)
        np.bitwise_or.at(found, states, portion.readers_of(_but_own(portion, words)))
    return found


def _but_own(portion: Portion, words: Words) -> Words:
    """For each entry, the bits of its list's targets that are not the same state."""
    seen = words.take(portion.members)
    targets = np.ones(len(seen), dtype=bool) if portion.targets is None else portion.targets
    lists = np.repeat(np.arange(len(portion.lengths)), portion.lengths)
    # A state may stand in a list twice, where several of its members were coalesced.
    key = lists * (int(portion.members.max()) + 1) + portion.members
    _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    enters = np.zeros(len(first), dtype=bool)
    np.logical_or.at(enters, inverse, targets)
    given = np.where(enters, seen[first], np.uint64(0))
    starts = np.searchsorted(lists[first], np.arange(len(portion.lengths)))
    before, after = _running(given, starts), _running(given[::-1], _mirrored(starts, len(given)))
    others: Words = (before | after[::-1])[inverse]
    return others


def _mirrored(starts: npt.NDArray[Any], size: int) -> npt.NDArray[Any]:
    """Where lists start when they are read from their ends."""
    return size - np.append(starts[1:], size)[::-1]


def _running(words: Words, starts: npt.NDArray[Any]) -> Words:
    """The union of all words before each place, started afresh at every one of `starts`."""
    found = np.zeros_like(words)
    place = np.arange(len(words))
    first = np.repeat(starts, np.diff(np.append(starts, len(words))))
    reach = 1
    found[1:] = np.where(place[1:] > first[1:], words[:-1], 0)
    while (place - first >= reach).any():
        shifted = np.zeros_like(found)
        shifted[reach:] = np.where(place[reach:] - first[reach:] >= reach, found[:-reach], 0)
        found |= shifted
        reach *= 2
    return found
