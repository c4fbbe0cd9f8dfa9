"""Simultaneous stability (Fraser & Hipel 1984): improvements made at the same time.

Unlike the other concepts this one looks at combinations of the others' improvements, whose number
grows with the product of how many each party has: `combinations` counts them beforehand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.graphs.graph import Graph
from detente.graphs.moves import Flags, Moves, sorted_moves
from detente.graphs.option_moves import Feasible, option_entries
from detente.graphs.states import Codes

_ROWS = 1 << 20
Counts = npt.NDArray[np.int64]


class UndefinedConcept(ValueError):
    """A concept that has no meaning for this kind of dispute."""


@dataclass(frozen=True, eq=False)
class _Improvements:
    """One party's improvements from every feasible state, as settings of its own options."""

    first: Counts
    count: Counts
    own: Codes


@dataclass(frozen=True, eq=False)
class _Setting:
    """What `stable` and `combinations` need of a graph, before states are coalesced."""

    feasible: Feasible
    home: npt.NDArray[np.integer]
    improvements: tuple[_Improvements, ...]


def stable(graph: Graph, party: int) -> Flags:
    """Where each improvement meets a combination of the others' improvements made with it.

    The combined state must be feasible and no better for `party`; infeasible combinations are
    ignored. Where states are coalesced, an improvement is met by what the others can do from that
    same member of the class.

    Raises
    ------
    UndefinedConcept
        For a hand-drawn graph, whose moves cannot be combined.
    """
    setting = _setting(graph)
    candidate, improved = _open_pairs(graph, setting, party)
    unmet = np.zeros(len(graph), dtype=bool)
    unmet[setting.home[_hopeless(graph, setting, party)]] = True
    asked = ~unmet[setting.home[candidate]]
    candidate, improved = candidate[asked], improved[asked]
    for rows in _portions(_combined(setting, party)[candidate]):
        met = _met(graph, setting, party, candidate[rows], improved[rows])
        unmet[setting.home[candidate[rows][~met]]] = True
    return ~unmet


def combinations(graph: Graph) -> int:
    """How many combinations `stable` looks at, at most, over all parties: its cost."""
    setting = _setting(graph)
    return int(sum(
        np.sum(own.count.astype(float) * _combined(setting, party))
        for party, own in enumerate(setting.improvements)
    ))


def _setting(graph: Graph) -> _Setting:
    if graph.feasible is None:
        raise UndefinedConcept("simultaneous stability is not defined for a hand-drawn graph")
    whole = Feasible(graph.feasible.codes, None, graph.feasible.masks)
    home = graph.feasible.home
    if home is None:
        home = np.arange(len(graph), dtype=np.int32)
    improvements = []
    for party, mask in enumerate(whole.masks):
        rank = graph.ranks[party][home]
        moves = graph.moves[party]
        if graph.feasible.home is not None:
            moves = sorted_moves(option_entries(graph.dispute, party, whole), rank)
        improvements.append(_improvements(moves, whole.codes, mask))
    return _Setting(whole, home, tuple(improvements))


def _improvements(moves: Moves, codes: Codes, mask: int) -> _Improvements:
    """The improvements of one party from every state that reads one of its lists."""
    size = len(codes)
    if moves.none:
        return _Improvements(np.zeros(size, np.int64), np.zeros(size, np.int64), codes[:0])
    entry = np.arange(len(moves.members))
    start = np.repeat(moves.starts[:-1], np.diff(moves.starts))
    opens = entry if moves.opens is None else np.maximum.accumulate(np.where(moves.opens, entry, 0))
    reads = np.ones(len(entry), dtype=bool) if moves.readers is None else moves.readers
    reader = moves.members[reads]
    by_state = np.argsort(reader, kind="stable")
    start, length = start[reads][by_state], (opens - start)[reads][by_state]
    state = np.repeat(reader[by_state], length)
    places = np.repeat(start, length) + _within(length)
    if moves.targets is not None:
        kept = moves.targets[places]
        state, places = state[kept], places[kept]
    count = np.bincount(state, minlength=size)
    first = np.concatenate([[0], np.cumsum(count)[:-1]])
    return _Improvements(first, count, codes[moves.members[places]] & mask)


def _within(lengths: Counts) -> Counts:
    """0, 1, … for each of `lengths` in turn."""
    ends = np.cumsum(lengths)
    return np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - lengths, lengths)


def _combined(setting: _Setting, party: int) -> npt.NDArray[np.float64]:
    """How many combinations the others of `party` have at each feasible state."""
    product = np.ones(len(setting.feasible.codes))
    for other, improvements in enumerate(setting.improvements):
        if other != party:
            product *= improvements.count + 1
    return product


def _open_pairs(graph: Graph, setting: _Setting, party: int) -> tuple[Counts, Codes]:
    """Each feasible state with each improvement of `party` from it (its own options only)."""
    own = setting.improvements[party]
    state = np.repeat(np.arange(len(own.count)), own.count)
    return state, own.own


def _hopeless(graph: Graph, setting: _Setting, party: int) -> Counts:
    """States with an improvement that nothing the others might do can spoil.

    The lowest rank among all states with the same options of `party` bounds what any combination
    can do, so most unstable states are known without looking at one.
    """
    state, improved = _open_pairs(graph, setting, party)
    rank = graph.ranks[party][setting.home]
    kinds, kind = np.unique(setting.feasible.codes & setting.feasible.masks[party], return_inverse=True)
    bound = np.full(len(kinds), np.iinfo(np.int32).max, dtype=np.int32)
    np.minimum.at(bound, kind, rank)
    return state[bound[np.searchsorted(kinds, improved)] > rank[state]]


def _portions(weights: npt.NDArray[np.float64]) -> Iterator[slice]:
    """Consecutive portions whose weights sum to about the rows that fit in memory."""
    ends = np.cumsum(weights)
    first = 0
    while first < len(weights):
        before = ends[first - 1] if first else 0.0
        last = max(int(np.searchsorted(ends, before + _ROWS, side="right")), first + 1)
        yield slice(first, last)
        first = last


def _met(graph: Graph, setting: _Setting, party: int, state: Counts, improved: Codes) -> Flags:
    """Which improvements some combination of the others' improvements from the state meets."""
    counts = _combined(setting, party)[state].astype(np.int64)
    pair = np.repeat(np.arange(len(state)), counts)
    which = _within(counts)
    at = state[pair]
    codes, masks = setting.feasible.codes, setting.feasible.masks
    joint = (codes[at] & ~masks[party]) | improved[pair]
    for other, theirs in enumerate(setting.improvements):
        if other == party or not len(theirs.own):
            continue
        which, choice = np.divmod(which, theirs.count[at] + 1)
        chosen = theirs.own[np.minimum(theirs.first[at] + np.maximum(choice - 1, 0), len(theirs.own) - 1)]
        joint = np.where(choice > 0, (joint & ~masks[other]) | chosen, joint)
    place = np.minimum(np.searchsorted(codes, joint), len(codes) - 1)
    rank = graph.ranks[party][setting.home]
    spoilt = (codes[place] == joint) & (rank[place] <= rank[at])
    return np.bincount(pair[spoilt], minlength=len(state)) > 0
