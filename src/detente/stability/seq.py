"""Sequential stability (Fraser & Hipel 1979, 1984): sanctions made of improvements."""

from __future__ import annotations

from detente.graphs.graph import Graph
from detente.graphs.moves import Flags
from detente.graphs.transforms import Values, lowest_by_improvements, never_above


def answered(graph: Graph, party: int) -> Values:
    """The lowest rank for `party` that the others' own improvements lead to: shape (n,)."""
    return lowest_by_improvements(graph, graph.others(party), graph.ranks[party].copy())


def stable(graph: Graph, party: int) -> Flags:
    """Where the others' own improvements answer each improvement of `party`: shape (n,)."""
    return stable_given(graph, party, answered(graph, party))


def stable_given(graph: Graph, party: int, answers: Values) -> Flags:
    """As `stable`, where what `answered` gives is known already."""
    return never_above(graph.moves[party], answers, graph.ranks[party])
