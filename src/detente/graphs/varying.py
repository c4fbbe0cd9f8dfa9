"""The same dispute with other preferences: only what they change is made anew."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from detente.disputes.model import Preferences
from detente.graphs.graph import Graph
from detente.graphs.moves import Entries, Moves, sorted_moves
from detente.graphs.ranks import Ranks, ranks

_T = TypeVar("_T")


def with_preferences(graph: Graph, party: int, preferences: Preferences | None) -> Graph:
    """The graph in which one party has other preferences.

    Parameters
    ----------
    graph : Graph
        The dispute's graph.
    party : int
        Whose preferences, by its place.
    preferences : Preferences or None
        What it prefers instead; None where it is indifferent.
    """
    changed = replace(graph.dispute.parties[party], preferences=preferences)
    dispute = replace(graph.dispute, parties=_with(graph.dispute.parties, party, changed))
    rank = ranks(graph.states, preferences)
    return replace(
        graph,
        dispute=dispute,
        ranks=_with(graph.ranks, party, rank),
        moves=_with(graph.moves, party, ranked_moves(graph.moves[party], rank)),
    )


def ranked_moves(moves: Moves, rank: Ranks) -> Moves:
    """A party's moves, were its ranks others."""
    lists = moves.members, moves.starts, moves.targets, moves.readers, moves.shared, moves.box
    return sorted_moves(Entries(*lists), rank)


def _with(items: tuple[_T, ...], place: int, item: _T) -> tuple[_T, ...]:
    return (*items[:place], item, *items[place + 1 :])
