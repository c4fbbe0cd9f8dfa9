"""The arrows between the states shown, the ones that matter first."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from detente.graphs.graph import Graph
from detente.graphs.returning import always_returns, classes
from detente.report.graph.link import Link
from detente.report.graph.routes import Stride

_Key = tuple[tuple[int, ...], int, int]


def drawn_links(
    graph: Graph,
    shown: tuple[int, ...],
    strides: Mapping[Stride, bool],
    party: int | None,
    improvements: bool,
    most: int,
) -> tuple[tuple[Link, ...], tuple[Link, ...], int]:
    """Arrows between the states shown: all kept, those to be drawn, and how many moves are left.

    Parameters
    ----------
    graph : Graph
        The dispute.
    shown : tuple of int
        The states, by their places.
    strides : mapping of Stride to bool
        Steps that are drawn whatever the budget, and whether they lead to a settlement.
    party : int or None
        Draw the moves of this party only.
    improvements : bool
        Draw no other moves but those among `strides`.
    most : int
        Draw at most so many, but for `strides`.

    Returns
    -------
    tuple
        The arrows kept where no party is chosen, which tell the layers; those to be drawn; and the
        number of moves between states shown, of the kinds asked for, that have no arrow.
    """
    routed = [_routed(graph, *each) for each in strides.items()]
    between = sorted(_between(graph, shown), key=lambda link: not link.improvement)
    if improvements:
        between = [link for link in between if link.improvement]
    together = {_key(link): link for link in [*between, *routed]}
    first = {_key(link): together[_key(link)] for link in routed}
    leading = {_key(link): link for link in _leading(list(together.values()), shown[0], routed)}
    links = _finalised(graph, list((first | leading | together).values()))
    every = list(_merged(links, set(first)))
    kept = every[: max(most, len(routed))]
    mine = [link for link in every if party is None or party in link.movers]
    drawn = mine[: max(most, len(routed))]
    left_out = sum(link.moves for link in mine) - sum(link.moves for link in drawn)
    return tuple(kept), tuple(drawn), left_out


def _leading(links: list[Link], start: int, routed: list[Link]) -> Iterator[Link]:
    """One arrow to each state that arrows lead to from the start, the nearest states first."""
    onward: dict[int, list[Link]] = defaultdict(list)
    for link in links:
        onward[link.source].append(link)
    known = dict.fromkeys([start, *(link.target for link in routed)])
    waiting = deque(known)
    while waiting:
        for link in onward[waiting.popleft()]:
            if link.target not in known:
                known[link.target] = None
                waiting.append(link.target)
                yield link


def _key(link: Link) -> _Key:
    return link.movers, link.source, link.target


def _routed(graph: Graph, stride: Stride, settling: bool) -> Link:
    better = all(
        bool(graph.ranks[mover][stride.target] > graph.ranks[mover][stride.source])
        for mover in stride.movers
    )
    improvement = better and len(stride.movers) == 1
    return Link(stride.movers, stride.source, stride.target, improvement, settling=settling)


def _between(graph: Graph, shown: tuple[int, ...]) -> Iterator[Link]:
    """Every single party's move from one of the states shown to another."""
    wanted = np.array(sorted(shown))
    for source in shown:
        for party, rank in enumerate(graph.ranks):
            found = graph.moves[party].from_state(source)
            for target in found[np.isin(found, wanted)].tolist():
                yield Link((party,), source, target, bool(rank[target] > rank[source]))


def _merged(links: list[Link], routed: set[_Key]) -> Iterator[Link]:
    """A move and the same party's way back, which is no improvement, as one arrow.

    A step that a settlement needs keeps an arrow of its own.
    """
    known = {_key(link): link for link in links}
    for link in links:
        back = known.get((link.movers, link.target, link.source))
        if back is None or _stands_alone(link, routed) or _stands_alone(back, routed):
            yield link
        elif link.improvement or (not back.improvement and link.source < link.target):
            yield replace(link, back=True)


def _stands_alone(link: Link, routed: set[_Key]) -> bool:
    return not link.improvement and _key(link) in routed


def _finalised(graph: Graph, links: list[Link]) -> list[Link]:
    """Links that say whether they can be taken back."""
    if always_returns(graph):
        return links
    stage = classes(graph)
    return [replace(link, final=bool(stage[link.source] != stage[link.target])) for link in links]
