"""Maxima and minima over moves, for all states at once.

`best` and `worst` look one move of one party ahead. `worst_of_improvements` looks one improvement
ahead. `lowest` and `lowest_by_improvements` look along all legal sequences of moves of a group.
These maps, and their use for stability in time linear in the states, are ours.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from functools import partial
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from detente.graphs.graph import Graph
from detente.graphs.moves import Box, Flags, Moves, Portion
from detente.graphs.rounds import WorldMoves
from detente.graphs.states import Indices

Values: TypeAlias = npt.NDArray[np.int32]
Words: TypeAlias = npt.NDArray[np.uint64]
AnyValues: TypeAlias = npt.NDArray[Any]
OneStep: TypeAlias = Callable[[Values], Values]
HIGHEST = np.iinfo(np.int32).max
LOWEST = np.iinfo(np.int32).min
_SHORT = 64
_MOST_TURNS = 30_000


def best(moves: Moves, values: Values) -> Values:
    """The highest value of each state and of those one move of the party away.

    Parameters
    ----------
    moves : Moves
        The party's moves.
    values : numpy.ndarray of int32, shape (n,)
        A value for each state.

    Returns
    -------
    numpy.ndarray of int32, shape (n,)
        A new array.
    """
    return _one_move(moves, values, np.maximum, LOWEST)


def never_above(moves: Moves, values: Values, bounds: Values) -> Flags:
    """Where `best` of `values` is not above `bounds`: shape (n,)."""
    box = moves.box
    if box is None or not box.free:
        return best(moves, values) <= bounds
    shape = (*box.shape, *values.shape[1:])
    reduced = values.reshape(shape).max(axis=1, keepdims=True)
    return np.asarray(reduced <= bounds.reshape(shape)).reshape(values.shape)


def worst(moves: Moves, values: Values) -> Values:
    """The lowest value of each state and of those one move of the party away: shape (n,)."""
    return _one_move(moves, values, np.minimum, HIGHEST)


def union(moves: Moves, words: Words) -> Words:
    """The bits of each state and of all states one move of the party away: shape (n,)."""
    return _one_move(moves, words, np.bitwise_or, 0)


def _one_move(moves: Moves, values: AnyValues, extreme: np.ufunc, none: int) -> AnyValues:
    if moves.none:
        return values.copy()
    if moves.box is not None:
        return _one_move_in(moves.box, values, extreme)
    if isinstance(moves, WorldMoves):
        return moves.extreme(values, extreme)
    found = values.copy()
    for portion in moves.portions():
        reached = extreme.reduceat(_targets(portion, values, none), portion.starts)
        _gather(portion, portion.spread(reached), found, extreme, moves.shared)
    return found


def _one_move_in(box: Box, values: AnyValues, extreme: np.ufunc) -> AnyValues:
    """`_one_move` where a party's moves depend on its own options only: along one axis."""
    boxed = values.reshape(*box.shape, *values.shape[1:])
    found = np.empty_like(boxed)
    if box.free:
        found[...] = extreme.reduce(boxed, axis=1, keepdims=True)
        return found.reshape(values.shape)
    for leaving, reached in box.groups:
        reduced = extreme.reduce(boxed[:, reached, :], axis=1, keepdims=True)
        found[:, leaving, :] = extreme(boxed[:, leaving, :], reduced)
    return found.reshape(values.shape)


def _targets(portion: Portion, values: AnyValues, none: int) -> AnyValues:
    """The values of a portion's entries, `none` where they cannot be moved to."""
    seen = values.take(portion.members)
    if portion.targets is not None:
        seen[~portion.targets] = none
    return seen


def _gather(
    portion: Portion, reached: AnyValues, found: AnyValues, extreme: np.ufunc, shared: bool
) -> None:
    """Let the states that read the portion's lists take what they reach, if it is more extreme."""
    states, reached = portion.readers_of(portion.members), portion.readers_of(reached)
    if shared:
        extreme.at(found, states, reached)
    else:
        found[states] = extreme(found.take(states), reached)


def worst_of_improvements(moves: Moves, values: Values) -> Values:
    """The lowest value among the party's improvements from each state; `HIGHEST` if it has none."""
    if isinstance(moves, WorldMoves):
        return moves.lowest_of_improvements(values)
    found = np.full(len(values), HIGHEST, dtype=np.int32)
    for states, lowest_ in _improvements(moves, values):
        np.minimum.at(found, states, lowest_)
    return found


def _improvements(
    moves: Moves, values: Values, lists: Flags | None = None
) -> Iterator[tuple[Indices, Values]]:
    """Portions of states, with the lowest of `values` among the improvements from each.

    In a list sorted best first, the improvements from an entry are all entries of better rank
    classes before it: a running minimum over classes, started afresh in every list. With `lists`
    only those flagged are looked at.
    """
    if moves.none:
        return
    for portion in moves.portions(lists):
        seen = _targets(portion, values, HIGHEST)
        short = portion.even is not None and portion.even <= _SHORT
        before = _before_in_even_lists(portion, seen) if short else _before(portion, seen)
        yield portion.readers_of(portion.members), portion.readers_of(before)


def _before_in_even_lists(portion: Portion, seen: Values) -> Values:
    """`_before` for short lists of one length: place by place, over all lists at once."""
    shape = len(portion.lengths), -1
    columns = np.ascontiguousarray(seen.reshape(shape).T)
    opens = None if portion.opens is None else portion.opens.reshape(shape).T
    running = np.full(columns.shape[1], HIGHEST, dtype=np.int32)
    better = running.copy()
    for place, column in enumerate(columns):
        if opens is None:
            better = running.copy()
        else:
            np.copyto(better, running, where=opens[place])
        np.minimum(running, column, out=running)
        column[:] = better
    return columns.T.reshape(-1)


def _before(portion: Portion, seen: Values) -> Values:
    """For each entry, the lowest of `seen` among the better rank classes of its list."""
    if portion.opens is None:
        return _lowest_before(seen, portion.starts)
    classes = np.flatnonzero(portion.opens)
    starts = np.searchsorted(classes, portion.starts)
    by_class = _lowest_before(np.minimum.reduceat(seen, classes), starts)
    return np.repeat(by_class, np.diff(classes, append=len(seen)))


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


def improvement_counts(moves: Moves, size: int) -> Values:
    """How many improvements the party has from each of `size` states, none of them coalesced."""
    found = np.zeros(size, dtype=np.int32)
    if moves.none:
        return found
    for portion in moves.portions():
        targets = np.ones(len(portion.members), dtype=bool)
        targets = targets if portion.targets is None else portion.targets
        before = np.cumsum(targets) - targets
        if portion.opens is not None:
            classes = np.flatnonzero(portion.opens)
            before = np.repeat(before[classes], np.diff(classes, append=len(before)))
        before = before - portion.spread(before[portion.starts])
        found[portion.readers_of(portion.members)] = portion.readers_of(before)
    return found


def worst_of_moves(moves: Moves, values: Values) -> Values:
    """The lowest value among all the party's moves from each state; `HIGHEST` if it has none.

    Unlike `worst`, this leaves the state itself out: staying put is not a move.
    """
    if isinstance(moves, WorldMoves):
        return moves.lowest_of_moves(values)
    found = np.full(len(values), HIGHEST, dtype=np.int32)
    if moves.none:
        return found
    for portion in moves.portions():
        seen = _targets(portion, values, HIGHEST)
        lowest = portion.spread(np.minimum.reduceat(seen, portion.starts))
        holder = _first_holder(portion, seen == lowest)
        seen[portion.members == holder] = HIGHEST
        next_lowest = portion.spread(np.minimum.reduceat(seen, portion.starts))
        reached = np.where(portion.members == holder, next_lowest, lowest)
        _gather(portion, reached, found, np.minimum, moves.shared)
    return found


def _first_holder(portion: Portion, holds: Flags) -> Indices:
    """For each entry, the state of the first entry of its list that `holds`."""
    place = np.where(holds, np.arange(len(holds)), len(holds))
    first = np.minimum.reduceat(place, portion.starts)
    return portion.spread(portion.members[first])


def lowest(graph: Graph, group: Sequence[int], values: Values) -> Values:
    """The lowest value of each state and of all that a group's legal sequences reach from it.

    Parameters
    ----------
    graph : Graph
        The dispute.
    group : sequence of int
        The parties who move, by their places; no one moves twice in a row.
    values : numpy.ndarray of int32, shape (n,)
        A value for each state. It is used up: pass a copy of what is still needed.

    Returns
    -------
    numpy.ndarray of int32, shape (n,)
    """
    movers = _movers(graph, group)
    if not graph.chaining:
        return _along_sequences([partial(worst_of_moves, mover) for mover in movers], values)
    again = True
    while again:
        before = None if graph.commuting else values.copy()
        for mover in movers:
            values = _lowered(mover, values)
        again = before is not None and len(movers) > 1 and not np.array_equal(before, values)
    return values


def _lowered(moves: Moves, values: Values) -> Values:
    """`worst`, in the memory of `values` itself where that can be."""
    if moves.box is None or not moves.box.free:
        return worst(moves, values)
    boxed = values.reshape(*moves.box.shape, *values.shape[1:])
    boxed[...] = boxed.min(axis=1, keepdims=True)
    return values


def lowest_by_improvements(graph: Graph, group: Sequence[int], values: Values) -> Values:
    """As `lowest`, where every step of a sequence is its mover's improvement at that step.

    `values` is used up here too.
    """
    movers = _movers(graph, group)
    if not graph.chaining:
        return _along_sequences([partial(worst_of_improvements, mover) for mover in movers], values)
    in_worlds = [mover for mover in movers if isinstance(mover, WorldMoves)]
    if in_worlds:
        return _lowest_in_worlds(in_worlds, values)
    found = values
    changed = np.zeros(len(values), dtype=np.int16)  # at which turn each state last changed
    turn, done, last_change = 1, [0] * len(movers), [0] * len(movers)
    while True:
        if turn > _MOST_TURNS:  # counted afresh, so that the next turns look at every list
            turn, done, last_change = 1, [0] * len(movers), [0] * len(movers)
            changed.fill(0)
        for k, mover in enumerate(movers):
            if turn > len(movers) and max(last_change, default=0) <= done[k]:
                return found
            lists = mover.lists_with(changed > done[k]) if done[k] else None
            if _lower(mover, found, lists, changed, turn):
                last_change[k] = turn
            done[k] = turn
            turn += 1
        if len(movers) < 2:
            return found


def _lowest_in_worlds(movers: list[WorldMoves], values: Values) -> Values:
    """`lowest_by_improvements` where moves chain, in many worlds at once."""
    stale: list[Flags | None] = [None] * len(movers)  # what has changed since a mover's last turn
    idle, turn = 0, 0  # movers in a row whose turn changed nothing
    while idle < len(movers):
        now = turn % len(movers)
        changed = movers[now].lower(values, stale[now])
        stale[now] = np.zeros(len(values), dtype=bool)
        for flags in stale[:now] + stale[now + 1 :]:
            if flags is not None:
                flags[changed] = True
        idle = 1 if len(changed) else idle + 1  # a mover whose moves chain lowers no more at once
        turn += 1
    return values


def _movers(graph: Graph, group: Sequence[int]) -> list[Moves]:
    return [graph.moves[party] for party in group if not graph.moves[party].none]


def _lower(
    moves: Moves, values: Values, lists: Flags | None, changed: npt.NDArray[np.int16], turn: int
) -> bool:
    """Lower `values` in place to the lowest among the improvements; whether anything changed.

    Where something did, `changed` takes the number of this `turn`.
    """
    any_change = False
    for states, lowest_ in _improvements(moves, values, lists):
        lower = np.flatnonzero(lowest_ < values.take(states))
        if len(lower):
            lowered = states[lower]
            if moves.shared:
                np.minimum.at(values, lowered, lowest_[lower])
            else:
                values[lowered] = lowest_[lower]
            changed[lowered] = turn
            any_change = True
    return any_change


def lowest_partly_free(
    graph: Graph, group: Sequence[int], free: Container[int], values: Values
) -> Values:
    """As `lowest`, where only the free make any move, and the others their improvements.

    Parameters
    ----------
    graph, group, values
        As for `lowest`; `values` is left as it is.
    free : container of int
        Those of the group whose steps need not be improvements.
    """
    steps: list[OneStep] = [
        partial(worst_of_moves if party in free else worst_of_improvements, graph.moves[party])
        for party in group
        if not graph.moves[party].none
    ]
    if not graph.chaining:
        return _along_sequences(steps, values)
    before, found = None, values
    while before is None or not np.array_equal(before, found):
        before = found
        for step in steps:
            found = np.minimum(found, step(found))
    return found


def _along_sequences(steps: list[OneStep], values: Values) -> Values:
    """The lowest value along sequences in which no party moves twice in a row.

    ``after[k]`` is the lowest value that can follow once `k` was the last to move: that of the
    state itself, or of what any other party goes on to.
    """
    after = [values] * len(steps)
    onward = [step(values) for step in steps]
    while True:
        new = [_lowest_of([values, *onward[:k], *onward[k + 1 :]]) for k in range(len(steps))]
        stale = [k for k in range(len(steps)) if not np.array_equal(after[k], new[k])]
        if not stale:
            return _lowest_of([values, *onward])
        for k in stale:
            onward[k] = steps[k](new[k])
        after = new


def _lowest_of(arrays: list[Values]) -> Values:
    lowest_of: Values = np.minimum.reduce(arrays)
    return lowest_of


def moved_to(moves: Moves, sources: Flags) -> Flags:
    """The states that one move of the party leads to from any of `sources`: shape (n,).

    Staying put is not a move: a source is among them only if it can be moved to from another.
    """
    found = np.zeros(len(sources), dtype=bool)
    for portion, reads in _read_from(moves, sources):
        lowest = np.where(reads, portion.members, HIGHEST)
        highest = np.where(reads, portion.members, -1)
        first = portion.spread(np.minimum.reduceat(lowest, portion.starts))
        last = portion.spread(np.maximum.reduceat(highest, portion.starts))
        entered = (last >= 0) & ((first != portion.members) | (last != portion.members))
        if portion.targets is not None:
            entered &= portion.targets
        found[portion.members[entered]] = True
    return found


def _read_from(moves: Moves, sources: Flags) -> Iterator[tuple[Portion, Flags]]:
    """The portions of lists that some of `sources` read, with the entries that do."""
    if moves.none:
        return
    lists = None if moves.box is None else moves.lists_with(sources)  # quick along an axis
    for portion in moves.portions(lists):
        reads = sources[portion.members]
        if portion.readers is not None:
            reads &= portion.readers
        if reads.any():
            yield portion, reads


def gained(moves: Moves, sources: Flags, ranks: Values, gains: Values) -> Flags:
    """The states that one move of the party leads to where that pays.

    Parameters
    ----------
    moves : Moves
        The party's moves.
    sources : numpy.ndarray of bool, shape (n,)
        From where it may move.
    ranks, gains : numpy.ndarray of int32, shape (n,)
        A move pays whose target's gain is above the rank of the state it leaves.

    Returns
    -------
    numpy.ndarray of bool, shape (n,)
    """
    if isinstance(moves, WorldMoves):
        return moves.gained(sources, gains)
    found = np.zeros(len(sources), dtype=bool)
    for portion, reads in _read_from(moves, sources):
        left = np.where(reads, ranks.take(portion.members), HIGHEST)
        lowest_left = portion.spread(np.minimum.reduceat(left, portion.starts))
        pays = gains.take(portion.members) > lowest_left
        if portion.targets is not None:
            pays &= portion.targets
        found[portion.members[pays]] = True
    return found


def closure(graph: Graph, group: Sequence[int], start: int) -> Flags:
    """The states that moves of a group lead to from `start`, itself included: shape (n,).

    One party may move several times in a row here, as it may on the way to a settlement.
    """
    reached = np.zeros(len(graph), dtype=bool)
    reached[start] = True
    movers = _movers(graph, group)
    count, turn, idle = 1, 0, 0  # how many are reached, and movers in a row that added nothing
    while idle < len(movers):
        _spread_over(movers[turn % len(movers)], reached)
        before, count = count, int(reached.sum())
        if count == before:
            idle += 1
        else:
            idle = 1 if graph.chaining else 0  # then the mover would add nothing by moving again
        turn += 1
    return reached


def _spread_over(moves: Moves, reached: Flags) -> None:
    """Add to `reached` what one move of the party leads to from any of it."""
    for portion, reads in _read_from(moves, reached):
        entered = portion.spread(np.logical_or.reduceat(reads, portion.starts))
        if portion.targets is not None:
            entered &= portion.targets
        reached[portion.members[entered]] = True


def come_about(graph: Graph, start: int) -> Flags:
    """Which states legal sequences of improvements of all parties lead to from `start`.

    `start` itself is among them. Li, Kilgour & Hipel (2005) call this status quo analysis.
    """
    return led_to(graph, range(len(graph.moves)), start)


def led_to(graph: Graph, group: Sequence[int], start: int) -> Flags:
    """The states that a group's legal sequences of improvements lead to, with `start` itself."""

    def improved(party: int, sources: Flags) -> Flags:
        rank = graph.ranks[party]
        return gained(graph.moves[party], sources, rank, rank)

    nowhere = np.zeros(graph.ranks[0].shape, dtype=bool)
    return _sequences_from(graph, group, start, improved, nowhere)


def legally_reached(graph: Graph, group: Sequence[int], start: int) -> Flags:
    """The states of R_H(start) for a group H, with `start` itself: shape (n,)."""

    def moved(party: int, sources: Flags) -> Flags:
        return moved_to(graph.moves[party], sources)

    nowhere = np.zeros(len(graph), dtype=bool)
    return _sequences_from(graph, group, start, moved, nowhere)


def _sequences_from(
    graph: Graph,
    group: Sequence[int],
    start: int,
    step: Callable[[int, Flags], Flags],
    nowhere: Flags,
) -> Flags:
    """Where sequences of steps lead in which no party moves twice in a row."""
    by = dict.fromkeys(group, nowhere)
    reached = nowhere.copy()
    reached[start] = True
    here = reached.copy()
    grown = True
    while grown:
        grown = False
        for party in group:
            others = [here, *(by[other] for other in group if other != party)]
            source = reached if graph.chaining else np.logical_or.reduce(others)
            new = step(party, source) & ~by[party]
            if new.any():
                by[party] = by[party] | new
                reached |= new
                grown = True
    return reached
