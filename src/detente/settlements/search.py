"""Searching for paths towards many ends at once, an end to each bit of a machine word (ours).

Whether a party may move on its way to an end depends on how it ranks the state it moves from: below
the end where it moves willingly, in any case where its consent is taken for granted, never where it
is not among the movers. A *lane* is one such search: its ends, and for each party the rank below
which it moves. Sixty-four lanes run backwards from their ends side by side.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.graphs.moves import Flags
from detente.graphs.states import Indices
from detente.graphs.transforms import Words, union
from detente.graphs.words import WIDTH, below, bit
from detente.settlements.field import Field

NEVER = 0
ALWAYS = np.iinfo(np.int32).max
FAR = ALWAYS
Bounds = npt.NDArray[np.int32]
Distances = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Lanes:
    """Searches to be run in one field.

    Attributes
    ----------
    ends : numpy.ndarray of int32, shape (k,)
        States to be reached, by their places in the field.
    lane : numpy.ndarray of int64, shape (k,)
        The lane of each.
    below : numpy.ndarray of int32, shape (m, parties)
        For each lane, the rank below which each party moves: `NEVER`, `ALWAYS`, or between.
    """

    ends: Indices
    lane: npt.NDArray[np.int64]
    below: Bounds

    def __len__(self) -> int:
        return len(self.below)

    def some(self, lanes: npt.NDArray[np.int64]) -> Lanes:
        """These lanes only, in this order."""
        place = np.full(len(self), -1)
        place[lanes] = np.arange(len(lanes))
        kept = place[self.lane] >= 0
        return Lanes(self.ends[kept], place[self.lane[kept]], self.below[lanes])

    def joined(self) -> tuple[Lanes, npt.NDArray[np.int64]]:
        """A word's worth of lanes that find at least what these find, and the group of each.

        Each group has the ends of all its lanes, and lets a party move where any of them does.
        """
        group = np.arange(len(self)) * WIDTH // len(self)
        first = np.searchsorted(group, np.arange(WIDTH))
        return Lanes(self.ends, group[self.lane], np.maximum.reduceat(self.below, first)), group


def lanes_to(ends: Indices, below: Bounds) -> Lanes:
    """One lane for all ends that have the same bounds.

    Parameters
    ----------
    ends : numpy.ndarray of int32, shape (k,)
        By their places in the field.
    below : numpy.ndarray of int32, shape (k, parties)
        For each end, the rank below which each party moves on the way to it.
    """
    if len(ends) == 0:
        return Lanes(ends, np.zeros(0, dtype=np.int64), below)
    _, first, lane = np.unique(_packed(below), axis=0, return_index=True, return_inverse=True)
    return Lanes(ends, lane.reshape(-1), below[first])


def _packed(below: Bounds) -> npt.NDArray[np.int64]:
    """One integer for each row, different for different rows; the rows themselves if none fits."""
    bounds = np.where(below == ALWAYS, -1, below).astype(np.int64) + 1
    sizes = [int(column.max()).bit_length() for column in bounds.T]
    if sum(sizes) > 63:
        return bounds
    packed = np.zeros(len(bounds), dtype=np.int64)
    for column, size in zip(bounds.T, sizes, strict=True):
        packed = packed << size | column
    return packed


def which_lead(field: Field, lanes: Lanes, start: int, barred: Flags | None = None) -> Flags:
    """Which lanes lead from `start` to one of their ends: shape (lanes,).

    Parameters
    ----------
    field : Field
        Where.
    lanes : Lanes
        The searches.
    start : int
        A place in the field.
    barred : numpy.ndarray of bool, shape (m,), optional
        States that may be the end of a path, but nothing before its end.
    """
    found = np.zeros(len(lanes), dtype=bool)
    hopeful = np.arange(len(lanes))
    if len(lanes) > 2 * WIDTH:
        joined, group = lanes.joined()
        hopeful = np.flatnonzero(_lead(field, joined, start, barred)[group])
        if 2 * len(hopeful) < len(lanes):
            found[hopeful] = which_lead(field, lanes.some(hopeful), start, barred)
            return found
    for first in range(0, len(hopeful), WIDTH):
        batch = hopeful[first : first + WIDTH]
        found[batch] = _lead(field, lanes.some(batch), start, barred)
    return found


def any_leads(
    field: Field, ends: Indices, below: Bounds, start: int, barred: Flags | None = None
) -> bool:
    """Whether a path leads from `start` to any of some ends, with bounds for each.

    Parameters are as for `lanes_to` and `which_lead`. A few ends are tried first, since one is
    enough; then groups of them, so that hopeless ones are left out together.
    """
    some = np.arange(0, len(ends), max(len(ends) // WIDTH, 1))[:WIDTH]
    tried = lanes_to(ends[some], below[some])
    if _lead(field, tried, start, barred, enough=1).any():
        return True
    if len(some) == len(ends):
        return False
    lanes = lanes_to(ends, below)
    while len(lanes) > 2 * WIDTH:
        joined, group = lanes.joined()
        hopeful = np.flatnonzero(_lead(field, joined, start, barred)[group])
        fewer = 2 * len(hopeful) < len(lanes)
        lanes = lanes.some(hopeful)
        if not fewer:
            break
    numbers = np.arange(len(lanes))
    return any(
        _lead(field, lanes.some(numbers[k : k + WIDTH]), start, barred, enough=1).any()
        for k in range(0, len(lanes), WIDTH)
    )


def _lead(
    field: Field, lanes: Lanes, start: int, barred: Flags | None, enough: int = WIDTH
) -> Flags:
    """Which of at most a word of lanes lead from `start`, looking no further once `enough` do."""
    if len(lanes) == 0:
        return np.zeros(0, dtype=bool)
    word = _search(field, lanes, start, barred, min(enough, len(lanes)))[start]
    bits: Flags = (word >> np.arange(len(lanes), dtype=np.uint64) & np.uint64(1)).astype(bool)
    return bits


def leading_states(field: Field, lanes: Lanes) -> tuple[Words, Distances]:
    """From which states each of at most 64 lanes leads to an end, and in how many moves any does.

    Returns
    -------
    words : numpy.ndarray of uint64, shape (m,)
        For each place in the field, the lanes that lead from it.
    distances : numpy.ndarray of int32, shape (m,)
        The least number of moves in any lane; `FAR` where none leads.
    """
    words = _words(field, lanes)
    movers = {party: may_move(field, lanes, party) for party in field.moves}
    distances = np.where(words != 0, 0, FAR).astype(np.int32)
    moves, before = 0, np.zeros_like(words)
    while not np.array_equal(words, before):
        moves, before = moves + 1, words
        for party, may in movers.items():
            words = words | union(field.moves[party], before) & may
        distances[(words != 0) & (distances == FAR)] = moves
    return words, distances


def _words(field: Field, lanes: Lanes) -> Words:
    words = np.zeros(len(field), dtype=np.uint64)
    np.bitwise_or.at(words, lanes.ends, bit(lanes.lane))
    return words


def _search(field: Field, lanes: Lanes, start: int, barred: Flags | None, enough: int) -> Words:
    words = _words(field, lanes)
    movers = {party: may_move(field, lanes, party, barred) for party in field.moves}
    fresh = dict.fromkeys(movers, True)  # whether words have changed since the party's last turn
    while any(fresh.values()):
        for party, may in movers.items():
            if not fresh[party]:
                continue
            fresh[party] = False
            grown = union(field.moves[party], words)
            grown &= may
            grown |= words
            if np.array_equal(grown, words):
                continue
            words = grown
            fresh = {other: other != party or not field.graph.chaining for other in movers}
            if int(words[start]).bit_count() >= enough:
                return words
    return words


def may_move(field: Field, lanes: Lanes, party: int, barred: Flags | None = None) -> Words:
    """In which lanes a party moves from each state of the field, bit by bit: shape (m,)."""
    may = below(field.ranks[party], lanes.below[:, party])
    if barred is not None:
        may[barred] = 0
    return may
