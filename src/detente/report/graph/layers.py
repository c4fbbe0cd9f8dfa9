"""Layers: how many of the steps shown lead from the start to each state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from detente.report.graph.link import Link

_To = Mapping[int, list[int]]


@dataclass(frozen=True)
class Layers:
    """The layer of each state shown.

    Attributes
    ----------
    layer : dict of int to int
        The layer of each state, 0 for the start.
    led_to : frozenset of int
        The states to which arrows lead from the start, in as many steps as their layer says.
    apart : frozenset of int
        The states that no arrows join to the start in any direction.
    """

    layer: dict[int, int]
    led_to: frozenset[int]
    apart: frozenset[int]


def layers(shown: tuple[int, ...], links: Iterable[Link]) -> Layers:
    """For each state shown, the least number of steps from the first of them.

    States to which no arrows lead are reached against the arrows instead. What is joined to the
    start in neither way stands below the rest, whatever leads to most of it first. Joint steps
    count only where nothing else joins two states.
    """
    links = tuple(links)
    alone = tuple(link for link in links if len(link.movers) == 1)
    onward, around, every = (
        _to(shown, alone, False),
        _to(shown, alone, True),
        _to(shown, links, True),
    )
    led_to = _spread(onward, {shown[0]: 0})
    found = _spread(every, _spread(around, led_to))
    apart = frozenset(shown) - found.keys()
    while left := [place for place in shown if place not in found]:
        root = max(left, key=lambda place: (len(_spread(onward, {place: 0})), len(around[place])))
        below = max(found.values()) + 1
        if not every[root]:
            found |= dict.fromkeys(left, below)
        else:
            found = _spread(every, _spread(around, _spread(onward, found | {root: below})))
    return Layers({place: found[place] for place in shown}, frozenset(led_to), apart)


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
