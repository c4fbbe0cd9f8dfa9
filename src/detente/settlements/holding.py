"""Where a settlement holds: the largest part of it that certain moves never leave (ours)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from detente.graphs.graph import Graph
from detente.graphs.moves import Flags
from detente.graphs.transforms import Values, best
from detente.settlements.credibility import assured

Exits = Callable[[int, Flags], Flags]
"""From a party and a set of states to those of them that an exit of the party leaves."""


def holds_on(graph: Graph, settled: Flags) -> Flags:
    """Where no credible move of any party leaves: shape (n,).

    Parameters
    ----------
    graph : Graph
        The dispute.
    settled : numpy.ndarray of bool, shape (n,)
        The states that satisfy the settlement.

    Returns
    -------
    numpy.ndarray of bool, shape (n,)
        The largest subset of `settled` that no credible move goes out of.
    """
    return _largest(settled, _everyone(graph), _credible(graph))


def holds_firmly_on(graph: Graph, settled: Flags) -> Flags:
    """As `holds_on`, where no improvement at all leaves."""

    def improves(party: int, kept: Flags) -> Flags:
        return _leaves(graph, party, kept, graph.ranks[party])

    return _largest(settled, _everyone(graph), improves)


def holds_without_exits(graph: Graph, settled: Flags, party: int) -> Flags:
    """As `holds_on`, were one party never to use its own credible exits."""
    return _largest(settled, graph.others(party), _credible(graph))


def holds_obstructed(graph: Graph, settled: Flags, party: int) -> Flags:
    """As `holds_on`, where moreover no legal move of one party leaves."""
    credible = _credible(graph)

    def obstructs(mover: int, kept: Flags) -> Flags:
        if mover != party:
            return credible(mover, kept)
        outside = (~kept).astype(np.int32)
        return kept & (best(graph.moves[party], outside) > 0)

    return _largest(settled, _everyone(graph), obstructs)


def _everyone(graph: Graph) -> Sequence[int]:
    return range(len(graph.moves))


def _credible(graph: Graph) -> Exits:
    return lambda party, kept: _leaves(graph, party, kept, assured(graph, party))


def _leaves(graph: Graph, party: int, kept: Flags, gains: Values) -> Flags:
    """Which of the states kept the party leaves for one whose gain is above its rank of them."""
    outside = np.where(kept, gains.dtype.type(np.iinfo(gains.dtype).min), gains)
    return kept & (best(graph.moves[party], outside) > graph.ranks[party])


def _largest(settled: Flags, parties: Sequence[int], exits: Exits) -> Flags:
    kept = settled.copy()
    again = bool(kept.any())
    while again:
        again = False
        for party in parties:
            left = exits(party, kept)
            if left.any():
                kept &= ~left
                again = True
    return kept
