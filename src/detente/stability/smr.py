"""Symmetric metarationality (Howard 1971): sanctions from which there is no escape either."""

from __future__ import annotations

import numpy as np

from detente.graphs.graph import Graph
from detente.graphs.moves import Flags
from detente.graphs.transforms import best, lowest, never_above


def stable(graph: Graph, party: int) -> Flags:
    """Where each improvement meets a sanction that no move of `party` escapes: shape (n,)."""
    rank, own = graph.ranks[party], graph.moves[party]
    answered = lowest(graph, graph.others(party), best(own, rank))
    np.minimum(rank, answered, out=answered)
    return never_above(own, answered, rank)
