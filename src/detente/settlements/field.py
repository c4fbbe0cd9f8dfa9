"""The part of a graph that some parties can move about in: where paths are searched for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from detente.graphs.graph import Graph
from detente.graphs.moves import Flags, Moves
from detente.graphs.ranks import Ranks
from detente.graphs.remembering import remembered
from detente.graphs.states import Indices
from detente.graphs.transforms import closure


@dataclass(frozen=True, eq=False)
class Field:
    """States that a group's moves never leave, and the group's moves among them.

    Attributes
    ----------
    graph : Graph
        What it is part of.
    places : numpy.ndarray of int32, shape (m,)
        The states, by their places in the graph, in order.
    moves : mapping of int to Moves
        The moves of each party of the group, over places in this field.
    ranks : mapping of int to numpy.ndarray of int32, shape (m,)
        Their ranks of these states, as in the graph.
    """

    graph: Graph
    places: Indices
    moves: Mapping[int, Moves]
    ranks: Mapping[int, Ranks]

    def __len__(self) -> int:
        return len(self.places)

    @cached_property
    def whole(self) -> bool:
        """Whether the field holds all states of the graph."""
        return len(self.places) == len(self.graph)

    def inside(self, states: Indices) -> Indices:
        """The places in this field of states that it holds."""
        if self.whole:
            return states
        found: Indices = np.searchsorted(self.places, states).astype(np.int32)
        return found

    def place(self, state: int) -> int:
        """The place in this field of a state that it holds."""
        return state if self.whole else int(np.searchsorted(self.places, state))

    def holds(self, states: Indices) -> Flags:
        """Which of these states are in the field."""
        at = np.minimum(np.searchsorted(self.places, states), len(self) - 1)
        return np.asarray(self.places[at] == states)


def field_of(graph: Graph, group: Sequence[int], start: int) -> Field:
    """The field of a group's moves from `start`, by their places."""
    held = _held(graph, group, start)
    movers = [party for party in group if not graph.moves[party].none]
    places = np.flatnonzero(held).astype(np.int32)
    if len(places) == len(graph):
        return Field(
            graph,
            places,
            {party: graph.moves[party] for party in movers},
            {party: graph.ranks[party] for party in movers},
        )
    moves = {party: _moves_within(graph, tuple(group), start, party, held) for party in movers}
    return Field(
        graph,
        places,
        {party: own for party, own in moves.items() if not own.none},
        {party: graph.ranks[party][places] for party, own in moves.items() if not own.none},
    )


def reachable(graph: Graph, group: tuple[int, ...], start: int) -> Flags:
    """The states that a group's moves lead to, whatever it prefers: worked out once."""
    key = ("reachable", group, start)
    return remembered(graph.states, key, lambda: closure(graph, group, start))


def _held(graph: Graph, group: Sequence[int], start: int) -> Flags:
    """States that the group's moves from `start` never leave.

    Where nothing is coalesced, those that differ from it in the group's own options only; among
    them may be some that rules cut off.
    """
    feasible = graph.feasible
    if feasible is None or feasible.home is not None:
        kept = start == graph.status_quo  # what is asked again and again
        find = reachable if kept else closure
        return find(graph, tuple(group), start)
    own = 0
    for party in group:
        own |= feasible.masks[party]
    codes = graph.states.codes
    return np.asarray((codes & ~own) == (codes[start] & ~own))


def _moves_within(
    graph: Graph, group: tuple[int, ...], start: int, party: int, held: Flags
) -> Moves:
    """A party's moves among the states that are held, in the order in which they were first asked.

    From the status quo they are asked for again and again, whatever anyone prefers.
    """

    def made() -> Moves:
        return _within(graph.moves[party], held, np.cumsum(held, dtype=np.int32) - 1)

    if start != graph.status_quo:
        return made()
    return remembered(graph.states, ("moves within", group, start, party), made)


def _within(moves: Moves, held: Flags, renamed: Indices) -> Moves:
    """A party's moves among the states that are held, with their new places."""
    kept = held[moves.members]
    ends = np.concatenate([[0], np.cumsum(kept)])[moves.starts]
    filled = np.flatnonzero(np.diff(ends))
    return Moves(
        renamed[moves.members[kept]],
        np.concatenate([ends[filled], ends[-1:]]).astype(np.int32),
        None if moves.targets is None else moves.targets[kept],
        None if moves.readers is None else moves.readers[kept],
        moves.shared,
        None,
        None,
    )
