"""Equilibria that rest on an empty threat: sanctions that somebody would not carry out (ours).

A state that is generally metarational for everyone without being sequentially stable for everyone
is held only by sanctions in which somebody would act without gaining by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np

from detente.graphs.graph import Graph
from detente.graphs.moves import Flags
from detente.graphs.transforms import lowest_partly_free, never_above
from detente.stability import gmr, seq

_MOST_WORK = 40_000_000
_FEWEST = 2


@dataclass(frozen=True, eq=False, repr=False)
class EmptyThreats:
    """The equilibria of a dispute that rest on empty threats.

    Attributes
    ----------
    graph : Graph
        The dispute.
    """

    graph: Graph

    @cached_property
    def resting(self) -> Flags:
        """Which states are equilibria by GMR but not by SEQ: shape (n,)."""
        parties = range(len(self.graph.moves))
        answered = [gmr.stable(self.graph, party) for party in parties]
        would = [seq.stable(self.graph, party) for party in parties]
        return np.asarray(np.logical_and.reduce(answered) & ~np.logical_and.reduce(would))

    @cached_property
    def largest(self) -> int:
        """How many parties a set may have to be looked for: all, or a few in large disputes."""
        parties = sum(not moves.none for moves in self.graph.moves)
        work = parties * 2 ** max(parties - 1, 0) * len(self.graph)
        return parties if work <= _MOST_WORK else min(_FEWEST, parties)

    def whose(self) -> Mapping[int, tuple[tuple[int, ...], ...]]:
        """For each such state, by its place, the smallest sets of parties whose threats hold it.

        With the members of such a set free to make any move in a sanction, and all others only
        their improvements, every improvement of every party is answered. Sets of more than
        `largest` parties are not looked for, so that a state may have none.
        """
        return self._whose

    @cached_property
    def _whose(self) -> Mapping[int, tuple[tuple[int, ...], ...]]:
        found: dict[int, list[tuple[int, ...]]] = {
            int(state): [] for state in np.flatnonzero(self.resting)
        }
        states = np.array(sorted(found), dtype=np.intp)
        for group in self._groups():
            open_ = [s for s in found if not any(set(g) <= set(group) for g in found[s])]
            if not open_:
                continue
            held = self._held(group)[states]
            for state in states[held].tolist():
                if not any(set(g) <= set(group) for g in found[state]):
                    found[state].append(group)
        return {state: tuple(groups) for state, groups in found.items()}

    def _groups(self) -> Iterator[tuple[int, ...]]:
        movers = [party for party, moves in enumerate(self.graph.moves) if not moves.none]
        for size in range(1, self.largest + 1):
            yield from combinations(movers, size)

    def _held(self, free: tuple[int, ...]) -> Flags:
        """Where everybody's improvements are answered once some parties make any move."""
        flags = [self._held_for(party, free) for party in range(len(self.graph.moves))]
        return np.asarray(np.logical_and.reduce(flags))

    def _held_for(self, party: int, free: tuple[int, ...]) -> Flags:
        graph, rank = self.graph, self.graph.ranks[party]
        if graph.moves[party].none:
            return np.ones(len(graph), dtype=bool)
        answered = lowest_partly_free(graph, graph.others(party), free, rank)
        return never_above(graph.moves[party], answered, rank)
