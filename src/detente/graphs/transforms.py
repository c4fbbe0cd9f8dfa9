"""Maxima and minima over moves, for all states at once.

`best` and `worst` look one move of one party ahead. `worst_of_improvements` looks one improvement
ahead. `lowest` and `lowest_by_improvements` look along all legal sequences of moves of a group.
These maps, and their use for stability in time linear in the states, are ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from detente.graphs.graph import Graph
from detente.graphs.moves import Chunk, Flags, Moves
from detente.graphs.states import Indices

Values: TypeAlias = npt.NDArray[np.int32]
HIGHEST = np.iinfo(np.int32).max
LOWEST = np.iinfo(np.int32).min


def best(moves: Moves, values: Values) -> Values:
    """The highest value of each state and of those one move of the party away: shape (n,)."""
    return _one_move(moves, values, np.maximum, LOWEST)


def worst(moves: Moves, values: Values) -> Values:
    """The lowest value of each state and of those one move of the party away: shape (n,)."""
    return _one_move(moves, values, np.minimum, HIGHEST)


def _one_move(moves: Moves, values: Values, extreme: np.ufunc, none: int) -> Values:
    if moves.none:
        return values
    if moves.box is not None:
        boxed = values.reshape(moves.box)
        reduced = extreme.reduce(boxed, axis=1, keepdims=True)
        return np.broadcast_to(reduced, boxed.shape).reshape(-1)
    found = values.copy()
    for chunk in moves.chunks():
        reached = extreme.reduceat(_targets(chunk, values, none), chunk.starts)
        _gather(chunk, np.repeat(reached, chunk.lengths), found, extreme)
    return found


def _targets(chunk: Chunk, values: Values, none: int) -> Values:
    """The values of a chunk's entries, `none` where they cannot be moved to."""
    seen = values.take(chunk.members)
    if chunk.targets is not None:
        seen[~chunk.targets] = none
    return seen


def _gather(chunk: Chunk, reached: Values, found: Values, extreme: np.ufunc) -> None:
    """Let the states that read the chunk's lists take what they reach, if it is more extreme.

    A state may read several lists (a coalesced one does), so entries are taken one by one.
    """
    readers = chunk.readers
    states = chunk.members if readers is None else chunk.members[readers]
    extreme.at(found, states, reached if readers is None else reached[readers])


def worst_of_improvements(moves: Moves, values: Values) -> Values:
    """The lowest value among the party's improvements from each state; `HIGHEST` if it has none."""
    found = np.full(len(values), HIGHEST, dtype=np.int32)
    for states, lowest in _improvements(moves, values):
        np.minimum.at(found, states, lowest)
    return found


def _improvements(moves: Moves, values: Values) -> Iterator[tuple[Indices, Values]]:
    """Portions of states, with the lowest of `values` among the improvements from each.

    In a list sorted best first, the improvements from an entry are all entries of better rank
    classes before it: a running minimum over classes, started afresh in every list.
    """
    if moves.none:
        return
    for chunk in moves.chunks():
        seen = _targets(chunk, values, HIGHEST)
        classes = chunk.classes
        by_class = seen if classes is None else np.minimum.reduceat(seen, classes)
        starts = chunk.starts if classes is None else np.searchsorted(classes, chunk.starts)
        before = _lowest_before(by_class, starts)
        if classes is not None:
            before = np.repeat(before, np.diff(classes, append=len(seen)))
        readers = chunk.readers
        yield (chunk.members, before) if readers is None else (chunk.members[readers], before[readers])


def _lowest_before(values: Values, starts: npt.NDArray[np.int64]) -> Values:
    """The running minimum before each place, started afresh at every one of `starts`.

    Lists later in the array are lowered below all earlier ones, so that one running minimum over
    the whole array never looks back across a list's start.
    """
    lists = np.zeros(len(values), dtype=np.int64)
    lists[starts] = 1 << 32
    np.cumsum(lists, out=lists)
    running = values - lists
    np.minimum.accumulate(running, out=running)
    running += lists
    before = np.empty(len(values), dtype=np.int32)
    before[1:] = running[:-1]
    before[starts] = HIGHEST
    return before

def worst_of_moves(moves: Moves, values: Values) -> Values:
    """The lowest value among all the party's moves from each state; `HIGHEST` if it has none.

    Unlike `worst`, this leaves the state itself out: staying put is not a move.
    """
    found = np.full(len(values), HIGHEST, dtype=np.int32)
    if moves.none:
        return found
    for chunk in moves.chunks():
        seen = _targets(chunk, values, HIGHEST)
        lowest = np.repeat(np.minimum.reduceat(seen, chunk.starts), chunk.lengths)
        holder = _first_holder(chunk, seen == lowest)
        seen[chunk.members == holder] = HIGHEST
        next_lowest = np.repeat(np.minimum.reduceat(seen, chunk.starts), chunk.lengths)
        reached = np.where(chunk.members == holder, next_lowest, lowest)
        _gather(chunk, reached, found, np.minimum)
    return found


def _first_holder(chunk: Chunk, holds: Flags) -> Indices:
    """For each entry, the state of the first entry of its list that `holds`."""
    place = np.where(holds, np.arange(len(holds)), len(holds))
    first = np.minimum.reduceat(place, chunk.starts)
    return np.repeat(chunk.members[first], chunk.lengths)


def lowest(graph: Graph, group: Sequence[int], values: Values) -> Values:
    """The lowest value of each state and of all that the group's legal sequences reach from it."""
    movers = _movers(graph, group)
    if not graph.chaining:
        return _along_sequences(movers, values, worst_of_moves)
    found, again = values, True
    while again:
        before = found
        for mover in movers:
            found = worst(mover, found)
        again = len(movers) > 1 and not graph.commuting and not np.array_equal(before, found)
    return found


def lowest_by_improvements(graph: Graph, group: Sequence[int], values: Values) -> Values:
    """As `lowest`, where every step of a sequence is its mover's improvement at that step."""
    movers = _movers(graph, group)
    if not graph.chaining:
        return _along_sequences(movers, values, worst_of_improvements)
    found = values.copy()
    idle, turn = 0, 0
    while idle < len(movers):
        idle = 0 if _lower(movers[turn], found) else idle + 1
        turn = (turn + 1) % len(movers)
        idle = len(movers) if len(movers) == 1 else idle
    return found


def _movers(graph: Graph, group: Sequence[int]) -> list[Moves]:
    return [graph.moves[party] for party in group if not graph.moves[party].none]


def _lower(moves: Moves, values: Values) -> bool:
    """Lower `values` in place to the lowest among the improvements; whether anything changed."""
    changed = False
    for states, lowest_ in _improvements(moves, values):
        lower = np.flatnonzero(lowest_ < values.take(states))
        if len(lower):
            np.minimum.at(values, states[lower], lowest_[lower])
            changed = True
    return changed


def _along_sequences(
    movers: list[Moves], values: Values, one_step: Callable[[Moves, Values], Values]
) -> Values:
    """The lowest value along sequences in which no party moves twice in a row.

    ``after[k]`` is the lowest value that can follow once `k` was the last to move: that of the
    state itself, or of what any other party goes on to.
    """
    after = [values] * len(movers)
    while True:
        onward = [one_step(mover, reached) for mover, reached in zip(movers, after, strict=True)]
        new = [_lowest_of([values, *onward[:k], *onward[k + 1 :]]) for k in range(len(movers))]
        if all(map(np.array_equal, after, new)):
            return _lowest_of([values, *onward])
        after = new


def _lowest_of(arrays: list[Values]) -> Values:
    return np.minimum.reduce(arrays)


def come_about(graph: Graph, start: int) -> Flags:
    """Which states legal sequences of improvements of all parties lead to from `start`.

    `start` itself is among them. Li, Kilgour & Hipel (2005) call this status quo analysis.
    """
    by = [np.zeros(len(graph), dtype=bool) for _ in graph.moves]
    reached = np.zeros(len(graph), dtype=bool)
    reached[start] = True
    here = reached.copy()
    while True:
        grown = False
        for party, moves in enumerate(graph.moves):
            others = [here, *(by[other] for other in graph.others(party))]
            source = reached if graph.chaining else np.logical_or.reduce(others)
            new = _improved(moves, source) & ~by[party]
            if new.any():
                by[party] |= new
                reached |= new
                grown = True
        if not grown:
            return reached


def _improved(moves: Moves, sources: Flags) -> Flags:
    """The states that one improvement of the party leads to from any of `sources`."""
    found = np.zeros(len(sources), dtype=bool)
    if moves.none:
        return found
    for chunk in moves.chunks():
        reads = sources[chunk.members] if chunk.readers is None else sources[chunk.members] & chunk.readers
        if not reads.any():
            continue
        rank_class = np.arange(len(reads))
        if chunk.classes is not None:
            sizes = np.diff(chunk.classes, append=len(reads))
            rank_class = np.repeat(np.arange(len(sizes)), sizes)
        last = np.maximum.reduceat(np.where(reads, rank_class, -1), chunk.starts)
        better = rank_class < np.repeat(last, chunk.lengths)
        if chunk.targets is not None:
            better &= chunk.targets
        found[chunk.members[better]] = True
    return found
