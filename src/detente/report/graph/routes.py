"""Ways from the start: to equilibria by improvements, to settlements by their paths."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from detente.graphs.graph import Graph
from detente.settlements.settlement import MOST_PARTIES, Settlement, settlement_at
from detente.stability.evolution import Evolution


@dataclass(frozen=True)
class Stride:
    """One step of a route: who moves, from where and whither, all by their places."""

    movers: tuple[int, ...]
    source: int
    target: int


Route = tuple[Stride, ...]


@dataclass(frozen=True)
class Way:
    """A way to a settlement, and whether it is the first of its kind."""

    settlement: str
    route: Route
    first: bool


_MOST_WAYS = 2
_AGREEABLE = ("agreed", "pressure", "pact")
_KINDS = {"open": _AGREEABLE, "unreachable": (*_AGREEABLE, "consent")}
_Turn = tuple[int, int]  # a state, and who moved last


def routes_to(evolution: Evolution, wanted: list[int]) -> dict[int, Route]:
    """For each state wanted, a shortest legal sequence of improvements that leads there.

    All are branches of one tree, so that they share as many of their first steps as they can.
    """
    graph, begin = evolution.graph, (evolution.start, -1)
    came: dict[_Turn, _Turn] = {}
    missing = set(wanted) - {evolution.start}
    first: dict[int, _Turn] = {}
    waiting = deque([begin])
    while waiting and missing:
        turn = waiting.popleft()
        here, last = turn
        for mover in range(len(graph.parties)):
            for there in graph.improvements(mover, here) if mover != last else ():
                if (there, mover) in came:
                    continue
                came[there, mover] = turn
                waiting.append((there, mover))
                if there in missing:
                    missing.discard(there)
                    first[there] = there, mover
    return {place: _back(came, first[place]) if place in first else () for place in wanted}


def _back(came: dict[_Turn, _Turn], turn: _Turn) -> Route:
    route: list[Stride] = []
    while turn[1] != -1:
        before = came[turn]
        route.append(Stride((turn[1],), before[0], turn[0]))
        turn = before
    return tuple(route[::-1])


def settling(graph: Graph, start: int) -> tuple[Way, ...]:
    """The ways to settlements that a report tells of, those of each settlement together.

    By agreed steps, under pressure, by pact, and with the consent of who refuses, in this order.
    None where there are too many parties to look for coalitions among them.
    """
    if len(graph.parties) > MOST_PARTIES:
        return ()
    return tuple(
        way
        for name, formula in graph.dispute.settlements
        for way in _ways(settlement_at(graph, name, formula, start))
    )


def _ways(settlement: Settlement) -> Iterator[Way]:
    if settlement.status == "already":
        yield Way(settlement.name, (), True)
    for kind in _KINDS.get(settlement.status, ()):
        for number, path in enumerate(settlement.first_paths(kind, _MOST_WAYS)):
            route = tuple(Stride(step.movers, step.source, step.target) for step in path.steps)
            yield Way(settlement.name, route, number == 0)


def alternatives(graph: Graph, start: int) -> list[Route]:
    """What each party could do at the start that it likes best, be it an improvement or not."""
    found: list[Route] = []
    for party, rank in enumerate(graph.ranks):
        targets = graph.moves[party].from_state(start)
        if len(targets):
            best = int(targets[np.argmax(rank[targets])])
            found.append((Stride((party,), start, best),))
    return found
