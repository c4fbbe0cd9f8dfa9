"""General metarationality (Howard 1971): every improvement can be answered by some sanction."""

from __future__ import annotations

from detente.graphs.graph import Graph
from detente.graphs.moves import Flags
from detente.graphs.transforms import lowest, never_above


def stable(graph: Graph, party: int) -> Flags:
    """Where the others can answer each improvement by moves to a state no better: shape (n,)."""
    rank = graph.ranks[party]
    answered = lowest(graph, graph.others(party), rank.copy())
    return never_above(graph.moves[party], answered, rank)
