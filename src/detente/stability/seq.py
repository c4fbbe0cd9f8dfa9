"""Sequential stability (Fraser & Hipel 1979, 1984): sanctions made of improvements."""

from __future__ import annotations

from detente.graphs.graph import Graph
from detente.graphs.moves import Flags
from detente.graphs.transforms import lowest_by_improvements, never_above


def stable(graph: Graph, party: int) -> Flags:
    """Where the others' own improvements answer each improvement of `party`: shape (n,)."""
    rank = graph.ranks[party]
    answered = lowest_by_improvements(graph, graph.others(party), rank.copy())
    return never_above(graph.moves[party], answered, rank)
