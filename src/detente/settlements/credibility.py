"""Credible moves: improvements that nobody's own improvements would make a loss of (ours).

They are exactly the moves that break sequential stability (Fraser & Hipel 1984).
"""

from __future__ import annotations

import numpy as np

from detente.graphs.graph import Graph
from detente.graphs.moves import Flags
from detente.graphs.remembering import remembered
from detente.graphs.states import Indices
from detente.graphs.transforms import Values, gained
from detente.stability import seq


def assured(graph: Graph, party: int) -> Values:
    """What `party` is sure of in each state: its lowest rank after the others' improvements.

    Parameters
    ----------
    graph : Graph
        The dispute.
    party : int
        The party, by its place.

    Returns
    -------
    numpy.ndarray of int32, shape (n,)
        A move from *s* to *t* is credible just where this is, at *t*, above its rank of *s*.
    """
    return remembered(graph, ("assured", party), lambda: seq.answered(graph, party))


def stable_for(graph: Graph, party: int) -> Flags:
    """Where `party` has no credible move, which is sequential stability: shape (n,)."""
    return seq.stable_given(graph, party, assured(graph, party))


def equilibria(graph: Graph) -> Flags:
    """Where nobody has a credible move: the equilibria under SEQ, shape (n,)."""
    each = [stable_for(graph, party) for party in range(len(graph.moves))]
    return np.asarray(np.logical_and.reduce(each))


def credible_moves(graph: Graph, party: int, state: int) -> Indices:
    """The states to which `party` has a credible move from `state`, by their places."""
    targets = graph.moves[party].from_state(state)
    found: Indices = targets[assured(graph, party)[targets] > graph.ranks[party][state]]
    return found


def credibly_reached(graph: Graph, start: int) -> Flags:
    """The states that credible moves, one after another, lead to from `start`, itself included."""
    reached = np.zeros(len(graph), dtype=bool)
    reached[start] = True
    before = 0
    while before < (before := int(reached.sum())):
        for party, moves in enumerate(graph.moves):
            reached |= gained(moves, reached, graph.ranks[party], assured(graph, party))
    return reached
