"""Sequential stability (Fraser & Hipel 1979, 1984): sanctions made of improvements."""

from __future__ import annotations

from detente.graphs.graph import Graph
from detente.graphs.moves import Flags
from detente.graphs.transforms import best, lowest_by_improvements


def stable(graph: Graph, party: int) -> Flags:
    """Where the others' own improvements answer each improvement of `party`: shape (n,)."""
    rank = graph.ranks[party]
    answered = lowest_by_improvements(graph, graph.others(party), rank)
    return best(graph.moves[party], answered) <= rank
