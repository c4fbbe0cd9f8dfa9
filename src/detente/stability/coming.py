"""What can come about from the status quo, worked out once for a graph."""

from __future__ import annotations

import numpy as np

from detente.graphs.graph import Graph
from detente.graphs.moves import Flags
from detente.graphs.remembering import remembered
from detente.graphs.transforms import come_about


def coming(graph: Graph) -> Flags:
    """The states that improvements lead to from the status quo, itself included: shape (n,).

    None of them where there is no status quo.
    """
    start = graph.status_quo
    if start is None:
        return np.zeros(len(graph), dtype=bool)
    return remembered(graph, "coming", lambda: come_about(graph, start))
