"""What each party's preferences may be, whatever the others' are."""

from __future__ import annotations

from detente.doubts.laboratory import Laboratory
from detente.graphs.graph import Graph
from detente.graphs.ranks import Ranks

MOST_ALTERNATIVES = 4096


class TooManyAlternatives(ValueError):
    """So many preferences of one party that they cannot be gone through."""


def alternatives_of(graph: Graph) -> tuple[tuple[Ranks, ...], ...]:
    """For each party, its ranks of every state under each way of answering the doubts about it.

    Parameters
    ----------
    graph : Graph
        The graph of the file as it stands, whose states are ranked.

    Returns
    -------
    tuple of tuple of numpy.ndarray of int32, shape (n,)
        Each ranking once; that of the file alone where nothing about the party is doubted.

    Raises
    ------
    TooManyAlternatives
        If a party may have more than `MOST_ALTERNATIVES` preferences.
    """
    dispute = graph.dispute
    laboratory = Laboratory(dispute)
    found = []
    for place, party in enumerate(dispute.parties):
        ways = laboratory.count(place)
        if ways > MOST_ALTERNATIVES:
            what = f"the doubts about {party.name} make {ways:,} different preferences"
            raise TooManyAlternatives(f"{what}; {MOST_ALTERNATIVES:,} can be gone through")
        distinct: dict[bytes, Ranks] = {}
        for ends in laboratory.ways(place):
            ranked = laboratory.ranks(graph, place, ends)
            distinct.setdefault(ranked.tobytes(), ranked)
        found.append(tuple(distinct.values()))
    return tuple(found)
