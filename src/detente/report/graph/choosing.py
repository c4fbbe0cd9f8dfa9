"""Choosing what is shown of the graph of states and moves, so that it can be taken in at a glance.

A small graph is shown whole. Of a larger one: the start; where settlements hold, with a way to
each; the equilibria that can come about, the nearest first, with a shortest way to each; other
kinds of ways to the settlements; and all else that can come about, if it fits in. Where nothing can
come about: what each party could do.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from detente.graphs.graph import Graph
from detente.graphs.moves import Flags
from detente.report.graph.layers import layers
from detente.report.graph.links import drawn_links
from detente.report.graph.routes import Route, Stride, Way, alternatives, routes_to, settling
from detente.report.graph.view import Folded, View
from detente.stability.analysis import analyse
from detente.stability.evolution import Evolution, evolve

MOST = 20
MOST_READABLE = 30
_SETTLEMENTS_SHARE = 3


@dataclass
class _Kept:
    """The states and steps kept so far, within a budget of states."""

    most: int
    states: dict[int, None] = field(default_factory=dict)
    strides: dict[Stride, bool] = field(default_factory=dict)

    def take(self, route: Route, *, settling: bool = False, most: int | None = None) -> bool:
        """Keep a route if all of its states fit in."""
        new = {stride.target for stride in route} - self.states.keys()
        if len(self.states) + len(new) > (self.most if most is None else most):
            return False
        self.states |= dict.fromkeys(stride.target for stride in route)
        for stride in route:
            self.strides[stride] = settling or self.strides.get(stride, False)
        return True

    def fill(self, places: Iterable[int]) -> None:
        """Keep all of these states if they fit in, and none of them if not."""
        together = self.states | dict.fromkeys(places)
        if len(together) <= self.most:
            self.states = together


def choose(
    graph: Graph,
    *,
    concept: str = "seq",
    start: int | None = None,
    party: int | None = None,
    improvements: bool = True,
    most: int = MOST,
) -> View:
    """What to show of a graph.

    Parameters
    ----------
    graph : Graph
        The dispute's graph.
    concept : str
        The solution concept that marks equilibria.
    start : int, optional
        Where steps are counted from, by its place; the status quo unless told.
    party : int, optional
        Show the moves of this party only, by its place.
    improvements : bool
        Show no moves but improvements and what settlements need.
    most : int
        Show at most so many states, and about twice as many arrows (see `arrows`).

    Raises
    ------
    UnknownName
        If there is no such concept.
    """
    analysis = analyse(graph, [concept])
    (concept,) = analysis.concepts
    stable = analysis.flags(concept)
    start = graph.status_quo if start is None else start
    evolution = None if start is None else evolve(graph, start)
    kept = _Kept(max(most, 1))
    ways: tuple[Way, ...] = ()
    if evolution is None:
        _without_start(kept, stable)
    else:
        ways = _from_start(kept, evolution, stable)
    drawn_ways = [way for way in ways if kept.strides.keys() >= set(way.route)]
    shown = tuple(kept.states)
    links, drawn, left_out = drawn_links(
        graph, shown, kept.strides, party, improvements, arrows(kept.most, len(shown) < len(graph))
    )
    steps = np.full(len(graph), -1) if evolution is None else evolution.steps
    coming = {place: int(steps[place]) for place in shown if steps[place] >= 0}
    return View(
        graph=graph,
        analysis=analysis,
        concept=concept,
        start=start,
        layers=layers(shown, links, coming),
        links=drawn,
        coming=coming,
        stable=frozenset(place for place in shown if stable[place]),
        ends=_ends(drawn_ways, start),
        party=party,
        improvements=improvements,
        folded=Folded(
            states=len(graph),
            coming=int((steps >= 0).sum()),
            stable=int(((steps >= 0) & stable).sum()),
            moves=left_out,
            ways=len(ways) - len(drawn_ways),
        ),
    )


def arrows(most: int, folded: bool) -> int:
    """How many arrows are drawn at most, but for the ways that are shown.

    Two for each state that may be shown; where states are folded away, three for every two.
    """
    return most * 3 // 2 if folded else most * 2


def _without_start(kept: _Kept, stable: Flags) -> None:
    kept.fill(range(len(stable)) if len(stable) <= kept.most else ())
    if not kept.states:
        found = np.flatnonzero(stable)[: kept.most].tolist()
        kept.fill(found or range(kept.most))


def _from_start(kept: _Kept, evolution: Evolution, stable: Flags) -> tuple[Way, ...]:
    """Fill the budget in order of what matters; give the ways to settlements, drawn or not."""
    graph, start = evolution.graph, evolution.start
    kept.fill([start])
    ways = settling(graph, start)
    leading = {way.settlement: way for way in reversed(ways)}
    share = 1 + (kept.most - 1) // _SETTLEMENTS_SHARE
    for way in reversed(leading.values()):
        kept.take(way.route, settling=True, most=share)
    equilibria = [place for place in evolution.reached.tolist() if stable[place]][: kept.most]
    for route in routes_to(evolution, equilibria).values():
        kept.take(route)
    for way in ways:
        if way.first:
            kept.take(way.route, settling=True)
    if len(evolution) == 1 and len(graph) > kept.most:
        for route in alternatives(graph, start):
            kept.take(route)
    kept.fill(evolution.reached[: kept.most + 1].tolist())
    kept.fill(range(len(graph)) if len(graph) <= kept.most else ())
    for way in ways:
        kept.take(way.route, settling=True, most=len(kept.states))
    return ways


def _ends(ways: list[Way], start: int | None) -> dict[int, tuple[str, ...]]:
    """Where ways end, and which settlements hold there."""
    found: dict[int, dict[str, None]] = {}
    for way in ways:
        end = way.route[-1].target if way.route else start
        if end is not None:
            found.setdefault(end, {})[way.settlement] = None
    return {place: tuple(names) for place, names in found.items()}
