"""Nash stability (Nash 1950, 1951): no improvement at all."""

from __future__ import annotations

from detente.graphs.graph import Graph
from detente.graphs.moves import Flags
from detente.graphs.transforms import never_above


def stable(graph: Graph, party: int) -> Flags:
    """Where `party` has no improvement: shape (n,)."""
    rank = graph.ranks[party]
    return never_above(graph.moves[party], rank, rank)
