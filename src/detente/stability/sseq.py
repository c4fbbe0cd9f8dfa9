"""Symmetric sequential stability (Rêgo & Vieira 2015; 2017 for more than two parties)."""

from __future__ import annotations

import numpy as np

from detente.graphs.graph import Graph
from detente.graphs.moves import Flags
from detente.graphs.transforms import best, lowest_by_improvements, never_above


def stable(graph: Graph, party: int) -> Flags:
    """Where the others' improvements answer each improvement, and leave no escape: shape (n,)."""
    rank, own = graph.ranks[party], graph.moves[party]
    answered = lowest_by_improvements(graph, graph.others(party), best(own, rank))
    np.minimum(rank, answered, out=answered)
    return never_above(own, answered, rank)
