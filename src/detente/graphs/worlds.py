"""Many worlds of one dispute side by side: the same states and moves, other preferences (ours).

A `Worlds` is read like a graph whose ranks, and all that is worked out from them, have a further
axis with one column for each world. The solution concepts and all that stands on them see no
difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from detente.graphs.compiled import Kernel
from detente.graphs.graph import Graph
from detente.graphs.ranks import Ranks
from detente.graphs.remembering import remembered
from detente.graphs.rounds import BothWays, Table, WorldMoves, in_rounds

Picks = npt.NDArray[np.integer[Any]]


@dataclass(frozen=True, eq=False, repr=False)
class Worlds(Graph):
    """A graph in many worlds; ``ranks`` and what follows from them have shape (n, worlds)."""

    count: int = 1

    def __repr__(self) -> str:
        return f"<{self.count} worlds of {self.dispute.title!r}: {len(self)} states>"


def worlds_of(
    graph: Graph,
    variants: Sequence[Sequence[Ranks]],
    picks: Picks,
    *,
    kernel: Kernel | None = None,
) -> Worlds:
    """Worlds of a graph, each with one of several rankings for each party.

    Parameters
    ----------
    graph : Graph
        Whose states and moves all worlds share.
    variants : sequence of sequences of numpy.ndarray, shape (n,)
        For each party, the ranks that it may have; from 0, higher being better.
    picks : numpy.ndarray of int, shape (worlds, parties)
        For each world, which of its variants each party has.
    kernel : callable, optional
        The compiled loop over worlds, where one is to be used.
    """
    narrow = np.int16 if len(graph) < np.iinfo(np.int16).max else np.int32
    ranks: list[Table] = []
    for party, own in enumerate(variants):
        table = np.array(own, dtype=narrow)
        ranks.append(np.ascontiguousarray(table.take(picks[:, party], axis=0).T))
    return with_ranks(graph, tuple(ranks), kernel)


def with_ranks(graph: Graph, ranks: tuple[Table, ...], kernel: Kernel | None = None) -> Worlds:
    """Worlds of a graph, given each party's ranks, shape (n, worlds), in all of them."""
    rounds = rounds_of(graph)
    moves = tuple(
        WorldMoves(
            own.members,
            own.starts,
            own.targets,
            own.readers,
            own.shared,
            own.box,
            None,
            rounds=rounds[party],
            ranks=ranks[party],
            kernel=kernel,
        )
        for party, own in enumerate(graph.moves)
    )
    return Worlds(
        graph.dispute,
        graph.states,
        graph.feasible,
        moves,
        ranks,
        graph.commuting,
        graph.chaining or chains(graph),
        graph.status_quo,
        count=ranks[0].shape[1] if ranks else 0,
    )


def rounds_of(graph: Graph) -> tuple[BothWays, ...]:
    """Each party's moves in rounds: worked out once for all worlds that share their states."""
    return remembered(
        graph.states, "rounds", lambda: tuple(in_rounds(moves) for moves in graph.moves)
    )


def chains(graph: Graph) -> bool:
    """Whether two moves of one party in a row are known to be one move of it.

    So they are in option form, unless a party moves on from a state that others were coalesced
    into, or from one that it may not leave for everywhere. Where such states are the end of
    moving, nothing is lost by them.
    """
    return remembered(graph.states, "chains", lambda: _chains(graph))


def _chains(graph: Graph) -> bool:
    if graph.feasible is None:
        return False
    merged = np.zeros(len(graph), dtype=bool)
    if graph.feasible.home is not None:
        merged = np.bincount(graph.feasible.home, minlength=len(graph)) > 1
    for name, rounds in zip(graph.parties, rounds_of(graph), strict=True):
        stuck = merged.copy()
        for entry in graph.dispute.forbidden_moves:
            if entry.party == name:
                stuck |= graph.states.where(entry.source) & graph.states.where(entry.when)
        if stuck[rounds.onward.states].any():
            return False
    return True
