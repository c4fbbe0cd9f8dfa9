"""The graph of a dispute with levers in force, made from its graph without them."""

from __future__ import annotations

from collections.abc import Iterable

from detente.disputes.model import Dispute
from detente.graphs.building import build
from detente.graphs.graph import Graph
from detente.graphs.remembering import remembered
from detente.graphs.varying import with_preferences
from detente.levers.applying import applied, changes_states, in_file_order, states_with


def levered(graph: Graph, names: Iterable[str]) -> Graph:
    """The graph of a dispute in which levers are in force.

    States and moves are made anew only where a lever changes them, and once for all preferences.

    Parameters
    ----------
    graph : Graph
        The dispute without them.
    names : iterable of str
        The levers.

    Raises
    ------
    UnknownLever
        If there is no lever of a name.
    DisputeError
        If the dispute could not be so: the status quo would break a rule, for example.
    """
    wanted = in_file_order(graph.dispute, names)
    moving = tuple(lever for lever in wanted if changes_states(lever))
    like = graph
    if moving:
        key = ("levered states", moving, graph.dispute.status_quo)
        like = remembered(graph.states, key, lambda: build(states_with(graph.dispute, moving)))
    return preferring(like, applied(graph.dispute, (lever.name for lever in wanted)).dispute)


def preferring(graph: Graph, dispute: Dispute) -> Graph:
    """The graph of a dispute that differs from another's in what its parties prefer alone."""
    for place, party in enumerate(dispute.parties):
        if party.preferences != graph.dispute.parties[place].preferences:
            graph = with_preferences(graph, place, party.preferences)
    return graph
