"""Layers: by how many improvements a state comes about, and else how many arrows lead there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from detente.report.graph.link import Link

_To = Mapping[int, list[int]]


def layers(
    shown: tuple[int, ...], links: Iterable[Link], coming: Mapping[int, int]
) -> dict[int, int]:
    """For each state shown, its layer; the first of them stands in layer 0.

    What improvements bring about stands in the layer of that number of steps. Any other state
    stands as many arrows below as lead there, or is reached against the arrows if none do. What
    no arrows join to the rest stands below it, whatever leads to most of it first. Joint steps
    count only where nothing else joins two states.

    Parameters
    ----------
    shown : tuple of int
        The states, by their places, the start first.
    links : iterable of Link
        The arrows between them.
    coming : mapping of int to int
        In how many improvements each state comes about; none for the others.
    """
    links = tuple(links)
    alone = tuple(link for link in links if len(link.movers) == 1)
    onward, around, every = (
        _to(shown, alone, False),
        _to(shown, alone, True),
        _to(shown, links, True),
    )
    found = {shown[0]: 0} | {place: coming[place] for place in shown if place in coming}
    for to in (onward, around, every):
        found = _spread(to, found)
    while left := [place for place in shown if place not in found]:
        root = max(left, key=lambda place: (len(_spread(onward, {place: 0})), len(around[place])))
        below = max(found.values()) + 1
        if not every[root]:
            found |= dict.fromkeys(left, below)
        else:
            found = _spread(every, _spread(around, _spread(onward, found | {root: below})))
    return {place: found[place] for place in shown}


def _to(shown: tuple[int, ...], links: tuple[Link, ...], both_ways: bool) -> _To:
    found: dict[int, list[int]] = {place: [] for place in shown}
    for link in links:
        found[link.source].append(link.target)
        if link.back or both_ways:
            found[link.target].append(link.source)
    return found


def _spread(to: _To, known: dict[int, int]) -> dict[int, int]:
    """Onward from all states known, layer after layer; these stay where they are."""
    found = dict(known)
    layer = min(found.values())
    while layer <= max(found.values()):
        here = [place for place, at in found.items() if at == layer]
        for there in (there for place in here for there in to[place]):
            found.setdefault(there, layer + 1)
        layer += 1
    return found
