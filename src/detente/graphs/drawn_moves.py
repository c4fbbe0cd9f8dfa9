"""The arcs of a hand-drawn graph as lists that one state each reads."""

from __future__ import annotations

import numpy as np

from detente.disputes.model import Dispute
from detente.graphs.moves import Entries
from detente.graphs.states import States


def drawn_entries(dispute: Dispute, party: str, states: States) -> Entries:
    """One list for each state: the state itself, which reads it, and where its arcs lead."""
    assert dispute.drawing is not None
    arcs = dict(dispute.drawing.moves).get(party, ())
    ends = np.array(arcs, dtype=np.int64).reshape(-1, 2)
    sources, targets = np.searchsorted(states.numbers, ends).T
    own = np.arange(len(states))
    lists = np.concatenate([own, sources])
    members = np.concatenate([own, targets])
    reads = np.arange(len(lists)) < len(states)
    order = np.argsort(lists, kind="stable")
    lengths = np.bincount(lists, minlength=len(states))
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    return Entries(members[order].astype(np.int32), starts, ~reads[order], reads[order])
