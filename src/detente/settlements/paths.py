"""Paths to a settlement, step by step, and what each of them rests on (ours).

Reaching is farsighted and holding is myopic. So a path says who could object on the way, whose
gain may be lost once it has ended, who gave in under pressure, and how firm its end is.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
import numpy.typing as npt

from detente.graphs.graph import Graph
from detente.graphs.moves import Flags
from detente.graphs.states import Indices
from detente.graphs.transforms import Words, closure, legally_reached
from detente.graphs.words import WIDTH
from detente.settlements.credibility import credible_moves, credibly_reached
from detente.settlements.field import Field, field_of
from detente.settlements.roles import willing_path_exists
from detente.settlements.search import (
    NEVER,
    Lanes,
    lanes_to,
    leading_states,
    may_move,
    which_lead,
)
from detente.settlements.winning import (
    AGREED,
    Kind,
    Quest,
    Sets,
    can_settle,
    consenting,
    members,
    pact,
)


@dataclass(frozen=True)
class PathStep:
    """One step of a path, by places: who moves (jointly, where they are several), and whither."""

    movers: tuple[int, ...]
    source: int
    target: int


@dataclass(frozen=True)
class Objection:
    """An outsider's credible move off a path to where the coalition can no longer settle."""

    state: int
    party: int
    target: int


@dataclass(frozen=True)
class Firmness:
    """Whether nothing leads out of the settlement from a state.

    Attributes
    ----------
    jointly : bool
        No group can go by legal sequences of its own to a state outside that all of it prefer.
    farsighted : bool
        No willing path of all parties ends outside.
    """

    jointly: bool
    farsighted: bool


@dataclass(frozen=True)
class Path:
    """A way for a coalition to a state where the settlement holds.

    Attributes
    ----------
    coalition : tuple of int
        The coalition; not all of its members need have a step of their own.
    end : int
        Where the path ends, by its place.
    steps : tuple of PathStep
        In order.
    coerced : tuple of int
        Movers who are worse off at the end than where the path began.
    objections : tuple of Objection
        From the states on the way, the first included and the last not.
    drift : tuple of int
        Movers for whom credible moves from the end may lead to a state no better than one that
        they moved from.
    firm : Firmness
        How firm the end is.
    """

    coalition: tuple[int, ...]
    end: int
    steps: tuple[PathStep, ...]
    coerced: tuple[int, ...]
    objections: tuple[Objection, ...]
    drift: tuple[int, ...]
    firm: Firmness


@dataclass(frozen=True, eq=False)
class Goal:
    """A settlement as paths see it: where its formula holds, and where it holds against moves.

    ``known`` gathers which coalitions could still settle from where.
    """

    graph: Graph
    settled: Flags
    held: Flags
    known: dict[tuple[int, int, Kind], bool] = field(default_factory=dict, repr=False)

    def still_settles(self, state: int, coalition: int, kind: Kind) -> bool:
        """Whether a coalition could settle with `state` as the status quo: worked out once."""
        key = state, coalition, kind
        if key not in self.known:
            self.known[key] = can_settle(self.graph, self.held, state, coalition, kind)
        return self.known[key]

    def objections(self, state: int, coalition: int, kind: Kind) -> tuple[Objection, ...]:
        """Outsiders' credible moves from a state to where the coalition cannot settle."""
        graph = self.graph
        return tuple(
            Objection(state, party, target)
            for party in range(len(graph.moves))
            if not coalition >> party & 1
            for target in credible_moves(graph, party, state).tolist()
            if not self.still_settles(target, coalition, kind)
        )


def path_of(goal: Goal, coalition: int, end: int, steps: tuple[PathStep, ...], kind: Kind) -> Path:
    """A path with all that it rests on."""
    graph = goal.graph
    on_the_way = [step.source for step in steps]
    movers = sorted({party for step in steps for party in step.movers})
    start = on_the_way[0] if steps else end
    left = {party: [step.source for step in steps if party in step.movers] for party in movers}
    after = credibly_reached(graph, end) if movers else None
    return Path(
        coalition=members(coalition),
        end=end,
        steps=steps,
        coerced=tuple(p for p in movers if graph.ranks[p][end] < graph.ranks[p][start]),
        objections=tuple(o for s in on_the_way for o in goal.objections(s, coalition, kind)),
        drift=tuple(
            party
            for party in movers
            if graph.ranks[party][after].min() <= graph.ranks[party][left[party]].max()
        ),
        firm=firmness(graph, goal.settled, end),
    )


def firmness(graph: Graph, settled: Flags, state: int) -> Firmness:
    """Whether groups or willing paths lead from a state out of the settlement."""
    everyone = range(len(graph.moves))
    outside = closure(graph, everyone, state) & ~settled
    sought = Quest(graph, state, np.flatnonzero(outside).astype(np.int32))
    wanted = Quest(graph, state, sought.ends[sought.prefers != 0])
    return Firmness(not _jointly_left(wanted), not willing_path_exists(wanted))


def _jointly_left(sought: Quest) -> bool:
    """Whether those who prefer some end to the start could go there by their own moves."""
    possible = (sought.needs & ~sought.prefers) == 0
    if sought.graph.commuting:
        return bool(possible.any())
    groups = sought.prefers[possible]
    ends = sought.ends[possible]
    return any(
        legally_reached(sought.graph, members(group), sought.start)[ends[groups == group]].any()
        for group in np.unique(groups).tolist()
    )


# The path to show -------------------------------------------------------------------------------


def best_path(goal: Goal, start: int, coalition: int, kind: Kind) -> Path | None:
    """The path of a coalition with fewest coerced, then fewest objections, then shortest.

    Parameters
    ----------
    goal : Goal
        The settlement.
    start : int
        The status quo, by its place.
    coalition : int
        A set of bits.
    kind : Kind
        What the path asks of its movers.

    Returns
    -------
    Path or None
        None where no path of the kind leads to where the settlement holds.
    """
    if goal.held[start]:
        return path_of(goal, coalition, start, (), kind)
    field = field_of(goal.graph, members(coalition), start)
    sought = Quest(goal.graph, start, field.places[goal.held[field.places]])

    def objections(place: int) -> int:
        return len(goal.objections(int(field.places[place]), coalition, kind))

    for ends, movers in _least_coerced(sought, kind.movers(sought, coalition), coalition):
        below = kind.bounds(sought, ends, movers)
        lanes = lanes_to(field.inside(ends), below)
        led = which_lead(field, lanes, field.place(start))
        if led.any():
            lanes = lanes.some(np.flatnonzero(led))
            steps = _steps(field, cheapest(field, lanes, field.place(start), objections))
            return path_of(goal, coalition, steps[-1].target, steps, kind)
    return None


def path_by_consent(goal: Goal, sought: Quest, freed: int) -> Path:
    """The path of all that opens once some parties move whatever they prefer.

    The one on which fewest of them are worse off at the end, then the shortest; nobody is outside
    to object.
    """
    field = field_of(goal.graph, members(sought.everyone), sought.start)
    start = field.place(sought.start)
    for ends, movers in _least_coerced(sought, sought.prefers | freed, freed):
        below = consenting(sought, ends, freed)
        for party in members(freed):
            below[(movers >> party & 1) == 0, party] = NEVER
        lanes = lanes_to(field.inside(ends), below)
        led = which_lead(field, lanes, start)
        if led.any():
            lanes = lanes.some(np.flatnonzero(led))
            steps = _steps(field, cheapest(field, lanes, start, lambda _: 0))
            return path_of(goal, sought.everyone, steps[-1].target, steps, AGREED)
    raise ValueError("consent opens no path")


def pact_path(goal: Goal, sought: Quest, coalition: int) -> Path:
    """A pact of a coalition that can settle by one: to the end that changes fewest options."""
    willing = sought.ends[(coalition & ~sought.prefers) == 0]
    codes = goal.graph.states.codes
    changes = np.bitwise_count(codes[willing] ^ codes[sought.start])
    for end in willing[np.argsort(changes, kind="stable")].tolist():
        joint = pact(sought, coalition, end)
        if joint is not None:
            steps = tuple(PathStep(members(who), source, target) for who, source, target in joint)
            return path_of(goal, coalition, end, steps, AGREED)
    raise ValueError("no pact leads to where the settlement holds")


def _least_coerced(sought: Quest, movers: Sets, group: int) -> Iterator[tuple[Indices, Sets]]:
    """Ends and who may move towards them, those first on whose way fewer of a group are coerced."""
    worse = np.zeros(len(sought.ends), dtype=np.int64)
    for party, rank in enumerate(sought.graph.ranks):
        worse |= (rank[sought.ends] < rank[sought.start]).astype(np.int64) << party
    worse &= movers & group
    for number in range(group.bit_count() + 1):
        ends, allowed = [], []
        for pressed in combinations(members(group), number):
            bits = sum(1 << party for party in pressed)
            those = (worse & bits) == bits
            ends.append(sought.ends[those])
            allowed.append((movers & ~worse | bits)[those])
        yield np.concatenate(ends), np.concatenate(allowed)


Move = tuple[int, int]
"""A party, and the place in the field that it moves to."""


def cheapest(field: Field, lanes: Lanes, start: int, cost: Callable[[int], int]) -> list[Move]:
    """The moves with least cost, then fewest of them, then fewest changes, over all lanes.

    Parameters
    ----------
    field : Field
        Where.
    lanes : Lanes
        All of them lead from the start to one of their ends.
    start : int
        A place in the field.
    cost : callable
        What passing through a place costs, its end excepted; asked only where it may matter.

    Returns
    -------
    list of pairs of int
        Who moves, and to which place; the first stands for the start.
    """
    # Labels are taken up cheapest first, each for all lanes in which it is a way: what a lane has
    # at a place when the place is first taken up in it is the best there is.
    guide = _guide(field, lanes)
    codes = field.graph.states.codes[field.places]
    costs: dict[int, int] = {}
    settled: dict[int, int] = {}
    trail: list[tuple[int, Move]] = [(-1, (-1, start))]
    waiting = [(0, 0, 0, 0, start, (1 << len(lanes)) - 1)]
    while True:
        spent, reckoned, changes, label, place, within = heapq.heappop(waiting)
        within &= ~settled.get(place, 0)
        if within & guide.ends.get(place, 0):
            return _back(trail, label)
        if not within:
            continue
        settled[place] = settled.get(place, 0) | within
        costs[place] = costs[place] if place in costs else cost(place)
        moves = reckoned - int(guide.distance[place]) + 1 if label else 1
        for party, own in field.moves.items():
            moving = within & guide.may_move(party, place)
            for target in own.from_state(place).tolist() if moving else ():
                onward = moving & guide.leads(target) & ~settled.get(target, 0)
                if onward:
                    trail.append((label, (party, target)))
                    changed = changes + (int(codes[place]) ^ int(codes[target])).bit_count()
                    so_far = spent + costs[place], moves + int(guide.distance[target]), changed
                    heapq.heappush(waiting, (*so_far, len(trail) - 1, target, onward))


@dataclass(frozen=True, eq=False)
class _Guide:
    """What is known of a field's lanes, any number of them, beforehand."""

    ends: dict[int, int]
    distance: npt.NDArray[np.int32]
    leading: list[Words]
    moving: dict[int, list[Words]]

    def leads(self, place: int) -> int:
        """The lanes that lead to an end from a place."""
        return _as_integer(self.leading, place)

    def may_move(self, party: int, place: int) -> int:
        """The lanes in which a party moves from a place."""
        return _as_integer(self.moving[party], place)


def _as_integer(words: list[Words], place: int) -> int:
    whole = 0
    for word in reversed(words):
        whole = whole << WIDTH | int(word[place])
    return whole


def _guide(field: Field, lanes: Lanes) -> _Guide:
    numbers = np.arange(len(lanes))
    portions = [lanes.some(numbers[k : k + WIDTH]) for k in range(0, len(lanes), WIDTH)]
    leading = [leading_states(field, portion) for portion in portions]
    return _Guide(
        _ends(lanes),
        np.minimum.reduce([distances for _, distances in leading]),
        [words for words, _ in leading],
        {p: [may_move(field, portion, p) for portion in portions] for p in field.moves},
    )


def _ends(lanes: Lanes) -> dict[int, int]:
    """In which lanes each place is an end."""
    found: dict[int, int] = {}
    for place, lane in zip(lanes.ends.tolist(), lanes.lane.tolist(), strict=True):
        found[place] = found.get(place, 0) | 1 << lane
    return found


def _back(trail: list[tuple[int, Move]], label: int) -> list[Move]:
    """The first place and then every move of the way to a label, from its trail."""
    moves: list[Move] = []
    while label >= 0:
        label, move = trail[label]
        moves.append(move)
    return moves[::-1]


def _steps(field: Field, moves: list[Move]) -> tuple[PathStep, ...]:
    places = [int(field.places[place]) for _, place in moves]
    movers = [party for party, _ in moves]
    return tuple(PathStep((movers[k],), places[k - 1], places[k]) for k in range(1, len(moves)))
