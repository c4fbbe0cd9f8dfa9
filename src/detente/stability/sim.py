"""Simultaneous stability (Fraser & Hipel 1984): improvements made at the same time.

Unlike the other concepts this one looks at combinations of the others' improvements, whose number
grows with the product of how many each party has: `combinations` counts them beforehand. Bounds on
what a partial combination can still lead to rule most of them out unseen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations as combinations_of
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from detente.graphs.graph import Graph
from detente.graphs.moves import Flags, Moves
from detente.graphs.option_moves import Feasible
from detente.graphs.ranks import Ranks
from detente.graphs.remembering import remembered
from detente.graphs.states import Codes
from detente.graphs.transforms import improvement_counts

_ROWS = 1 << 18
_MOST_INDEXED = 1 << 20
_A_SECOND = 80_000_000  # combinations, most of them ruled out unseen
_NOTHING = np.iinfo(np.int32).max
Counts = npt.NDArray[np.integer[Any]]


class UndefinedConcept(ValueError):
    """A concept that has no meaning for this kind of dispute."""


@dataclass(frozen=True, eq=False)
class Improvements:
    """One party's improvements from every feasible state, as settings of its own options."""

    first: Counts
    count: Counts
    own: Codes


@dataclass(frozen=True, eq=False)
class Setting:
    """What `stable` and `combinations` need of a graph, before states are coalesced."""

    feasible: Feasible
    home: npt.NDArray[np.integer]
    improvements: tuple[Improvements, ...]


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
    setting = setting_of(graph)
    own = setting.improvements[party]
    state = np.repeat(np.arange(len(own.count)), own.count)
    met = np.zeros(len(state), dtype=bool)
    search = _search(graph, setting, party)
    for first in range(0, len(state), _ROWS):
        rows = slice(first, first + _ROWS)
        _meet(search, 0, _Rows(np.arange(len(state))[rows], state[rows], own.own[rows]), met)
    unmet = np.zeros(len(graph), dtype=bool)
    unmet[setting.home[state[~met]]] = True
    return ~unmet


def combinations(graph: Graph) -> int:
    """How many combinations `stable` would look at over all parties, were none ruled out early."""
    assert graph.feasible is not None
    size = len(graph.feasible.codes)
    each = [improvement_counts(moves, size) for moves in graph.member_moves]
    total = 0.0
    for party, own in enumerate(each):
        product = own.astype(np.float64)
        for other, count in enumerate(each):
            if other != party:
                product *= count + 1.0
        total += float(product.sum())
    return int(total)


def seconds_of(graph: Graph) -> float:
    """About how long `stable` takes for all parties; nothing where it is undefined."""
    return 0.0 if graph.feasible is None else combinations(graph) / _A_SECOND


def setting_of(graph: Graph) -> Setting:
    """Every party's improvements as settings of its own options.

    Raises
    ------
    UndefinedConcept
        For a hand-drawn graph.
    """
    return remembered(graph, "setting", lambda: _made_setting(graph))


def _made_setting(graph: Graph) -> Setting:
    reason = undefined(graph)
    if graph.feasible is None or reason is not None:
        raise UndefinedConcept(f"simultaneous stability is left out: {reason}")
    whole = Feasible(graph.feasible.codes, None, graph.feasible.masks)
    home = graph.feasible.home
    home = np.arange(len(graph), dtype=np.int32) if home is None else home
    improvements = tuple(
        _improvements(moves, whole.codes, mask)
        for moves, mask in zip(graph.member_moves, whole.masks, strict=True)
    )
    return Setting(whole, home, improvements)


def undefined(graph: Graph) -> str | None:
    """Why simultaneous stability has no meaning for a graph; None where it has one."""
    return "it is not defined for a hand-drawn graph" if graph.feasible is None else None


def _improvements(moves: Moves, codes: Codes, mask: int) -> Improvements:
    """The improvements of one party from every state that reads one of its lists."""
    size = len(codes)
    if moves.none:
        return Improvements(np.zeros(size, np.int64), np.zeros(size, np.int64), codes[:0])
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
    return Improvements(first, count, codes[moves.members[places]] & mask)


def _within(lengths: Counts) -> Counts:
    """0, 1, … for each of `lengths` in turn."""
    ends = np.cumsum(lengths)
    return np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - lengths, lengths)


@dataclass(frozen=True, eq=False)
class _Bound:
    """The least rank among the feasible states that agree with a code on some parties' options.

    ``least`` stands beside ``codes`` or, where these are None, is indexed by the code itself.
    """

    mask: int
    codes: Codes | None
    least: Ranks

    def of(self, partial: Codes) -> Ranks:
        """The least rank for each partial code; the highest number where nothing is feasible."""
        if self.codes is None:
            return self.least.take(partial)
        place = np.minimum(np.searchsorted(self.codes, partial), len(self.codes) - 1)
        return np.where(self.codes[place] == partial, self.least[place], _NOTHING)


def _bound(mask: int, codes: Codes, rank: Ranks) -> _Bound:
    if int(codes[-1]) < _MOST_INDEXED:
        least = np.full(1 << int(codes[-1]).bit_length(), _NOTHING, dtype=np.int32)
        np.minimum.at(least, codes & mask, rank)
        return _Bound(mask, None, least)
    kinds, kind = np.unique(codes & mask, return_inverse=True)
    least = np.full(len(kinds), _NOTHING, dtype=np.int32)
    np.minimum.at(least, kind.reshape(-1), rank)
    return _Bound(mask, kinds, least)


@dataclass(frozen=True, eq=False)
class _Search:
    """What stays the same while combinations of the others' improvements are looked through."""

    setting: Setting
    rank: Ranks
    others: tuple[int, ...]
    bounds: tuple[_Bound, ...]


@dataclass(frozen=True, eq=False)
class _Rows:
    """Partial combinations: of which improvement, from which state, the options set so far."""

    pair: Counts
    state: Counts
    partial: Codes

    def chosen(self, rows: Flags | slice) -> _Rows:
        return _Rows(self.pair[rows], self.state[rows], self.partial[rows])


def _search(graph: Graph, setting: Setting, party: int) -> _Search:
    """Bounds by the options of `party`, then of one other more at a time, down to full states."""
    rank = graph.ranks[party][setting.home]
    masks = setting.feasible.masks
    others = tuple(other for other in range(len(masks)) if other != party)
    bounds, mask = [], 0
    for mover in (party, *others):
        mask |= masks[mover]
        bounds.append(_bound(mask, setting.feasible.codes, rank))
    return _Search(setting, rank, others, tuple(bounds))


def _meet(search: _Search, depth: int, rows: _Rows, met: Flags) -> None:
    """Flag the improvements that some completion of the partial combinations meets.

    A row is dropped when its improvement is met already, or when nothing that the remaining
    parties could do (by improvement or not) would make the outcome bad enough. It is settled when
    it is bad enough with the remaining parties staying put.
    """
    bound = search.bounds[depth].of(rows.partial)
    rows = rows.chosen((bound <= search.rank[rows.state]) & ~met[rows.pair])
    resting = search.setting.feasible.codes[rows.state] & ~search.bounds[depth].mask
    reached = search.bounds[-1].of(rows.partial | resting)
    met[rows.pair[reached <= search.rank[rows.state]]] = True
    if depth == len(search.others):
        return
    rows = rows.chosen(~met[rows.pair])
    choices = search.setting.improvements[search.others[depth]].count[rows.state] + 1
    for portion in _portions(choices):
        _meet(search, depth + 1, _expanded(search, depth, rows.chosen(portion)), met)


def _expanded(search: _Search, depth: int, rows: _Rows) -> _Rows:
    """Each row once with the next party staying put, and once for each of its improvements."""
    other = search.others[depth]
    theirs = search.setting.improvements[other]
    mask = search.setting.feasible.masks[other]
    choices = theirs.count[rows.state] + 1
    state = np.repeat(rows.state, choices)
    choice = _within(choices)
    bits = search.setting.feasible.codes[state] & mask
    moves = choice > 0
    bits[moves] = theirs.own[theirs.first[state[moves]] + choice[moves] - 1]
    return _Rows(np.repeat(rows.pair, choices), state, np.repeat(rows.partial, choices) | bits)


def _portions(weights: Counts) -> Iterator[slice]:
    """Consecutive portions whose weights sum to about the rows that fit in memory."""
    ends = np.cumsum(weights)
    first = 0
    while first < len(weights):
        before = int(ends[first - 1]) if first else 0
        last = max(int(np.searchsorted(ends, before + _ROWS, side="right")), first + 1)
        yield slice(first, last)
        first = last


def joint_answer(
    graph: Graph, party: int, state: int, improved: int
) -> tuple[tuple[tuple[int, int], ...], int] | None:
    """The fewest others whose improvements from a feasible state, made with `improved`, meet it.

    Parameters
    ----------
    graph : Graph
        In option form.
    party : int
        Whose improvement is met.
    state : int
        The place of a feasible state, before coalescing.
    improved : int
        The party's own options after its improvement, as bits.

    Returns
    -------
    tuple or None
        The others with their own options after their improvements, and the place of the feasible
        state that all lead to together; None where nothing meets the improvement.
    """
    setting = setting_of(graph)
    codes, masks = setting.feasible.codes, setting.feasible.masks
    rank = graph.ranks[party][setting.home]
    theirs = {
        other: own.own[own.first[state] : own.first[state] + own.count[state]]
        for other, own in enumerate(setting.improvements)
        if other != party and own.count[state]
    }
    alone = (int(codes[state]) & ~masks[party]) | improved
    for size in range(1, len(theirs) + 1):
        for movers in combinations_of(theirs, size):
            for choice in product(*(theirs[mover] for mover in movers)):
                joint = alone
                for mover, setting_ in zip(movers, choice, strict=True):
                    joint = (joint & ~masks[mover]) | int(setting_)
                place = int(np.searchsorted(codes, joint))
                feasible = place < len(codes) and int(codes[place]) == joint
                if feasible and rank[place] <= rank[state]:
                    return tuple(zip(movers, map(int, choice), strict=True)), place
    return None
