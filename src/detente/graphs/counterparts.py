"""The states of one dispute as they are found again in another (ours)."""

from __future__ import annotations

import numpy as np

from detente.graphs.graph import Graph
from detente.graphs.states import Indices


def counterparts(source: Graph, target: Graph) -> Indices:
    """Where each state of one graph is found in another, by what is on in it: shape (n,).

    Parameters
    ----------
    source, target : Graph
        Two graphs, of the same dispute changed or of different ones.

    Returns
    -------
    numpy.ndarray of int32
        Places in `target`; -1 where something is on that it does not know, or the state is not
        feasible there. Options that only `target` has are off. A state that is made the same as
        others there is found in the one that stands for them. States of hand-drawn graphs are
        found by their numbers; none is found between a drawn graph and one with options.
    """
    drawn = [graph.dispute.drawing is not None for graph in (source, target)]
    if drawn[0] != drawn[1]:
        return np.full(len(source), -1, dtype=np.int32)
    if drawn[0]:
        return target.places_of(source.states.codes)
    places = {label: bit for bit, label in enumerate(target.states.labels)}
    codes = source.states.codes.astype(np.int64)
    renamed = np.zeros(len(source), dtype=np.int64)
    strange = np.zeros(len(source), dtype=bool)
    for bit, label in enumerate(source.states.labels):
        on = codes >> bit & 1
        if label in places:
            renamed |= on << places[label]
        else:
            strange |= on.astype(bool)
    return np.where(strange, -1, target.places_of(renamed)).astype(np.int32)
