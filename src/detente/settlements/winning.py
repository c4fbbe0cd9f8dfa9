"""Which coalitions can settle: by agreed steps, under pressure, by pact, or merely in law (ours).

A path to an end is *willing* if every mover prefers the end to each state it moves from: the
single-mover restriction of farsighted dominance (Harsanyi 1974, Chwe 1994). It is *agreed* if each
mover also prefers the end to where the path began. By *pact* several members may also move jointly.
Coalitions are sets of bits here, bit *i* being party *i*.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from detente.graphs.graph import Graph
from detente.graphs.moves import Flags
from detente.graphs.states import Indices
from detente.graphs.transforms import closure, legally_reached
from detente.settlements.field import field_of, reachable
from detente.settlements.search import (
    ALWAYS,
    NEVER,
    Bounds,
    any_leads,
    lanes_to,
    which_lead,
)

Sets = npt.NDArray[np.int64]
Places = npt.NDArray[np.intp]
Reaches = Callable[[int, Indices], bool]


@dataclass(frozen=True, eq=False)
class Quest:
    """From where, and to which ends, a path is looked for.

    Attributes
    ----------
    graph : Graph
        The dispute.
    start : int
        The state where paths begin, by its place.
    ends : numpy.ndarray of int32, shape (k,)
        The states where they may end: of those in which the settlement holds, those that legal
        moves lead to.
    """

    graph: Graph
    start: int
    ends: Indices

    @property
    def everyone(self) -> int:
        """All parties."""
        return (1 << len(self.graph.moves)) - 1

    @cached_property
    def prefers(self) -> Sets:
        """For each end, the parties who prefer it to the start: shape (k,)."""
        found = np.zeros(len(self.ends), dtype=np.int64)
        for party, rank in enumerate(self.graph.ranks):
            found |= (rank[self.ends] > rank[self.start]).astype(np.int64) << party
        return found

    @cached_property
    def needs(self) -> Sets:
        """For each end, parties without whose moves it cannot be reached at all: shape (k,)."""
        graph = self.graph
        found = np.zeros(len(self.ends), dtype=np.int64)
        feasible = graph.feasible
        if feasible is not None and feasible.home is None:
            changed = graph.states.codes[self.ends] ^ graph.states.codes[self.start]
            for party, mask in enumerate(feasible.masks):
                found |= ((changed & mask) != 0).astype(np.int64) << party
            return found
        for party in range(len(graph.moves)):
            without = reachable(graph, graph.others(party), self.start)
            found |= (~without[self.ends]).astype(np.int64) << party
        return found


def quest(graph: Graph, held: Flags, start: int) -> Quest:
    """The search from a state for the states where a settlement holds."""
    within = reachable(graph, tuple(range(len(graph.moves))), start)
    return Quest(graph, start, np.flatnonzero(held & within).astype(np.int32))


def members(coalition: int) -> tuple[int, ...]:
    """The parties of a set of bits, in order."""
    return tuple(k for k in range(coalition.bit_length()) if coalition >> k & 1)


def as_bits(parties: Iterable[int]) -> int:
    """A set of bits of parties."""
    return sum(1 << party for party in parties)


# Kinds of path ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Kind:
    """What a path asks of those who move on it.

    Attributes
    ----------
    agreed : bool
        That they prefer its end to where it begins.
    willing : bool
        That they prefer its end to each state they move from.
    """

    agreed: bool
    willing: bool

    def movers(self, sought: Quest, coalition: int) -> Sets:
        """For each end, those of a coalition who may move towards it."""
        everyone = np.full(len(sought.ends), coalition)
        return sought.prefers & coalition if self.agreed else everyone

    def bounds(self, sought: Quest, ends: Indices, movers: int | Sets) -> Bounds:
        """For each end, the rank below which each of the movers moves: shape (k, parties)."""
        columns = []
        for party, rank in enumerate(sought.graph.ranks):
            moves = np.broadcast_to(np.asarray(movers) >> party & 1, len(ends)).astype(bool)
            columns.append(np.where(moves, rank[ends] if self.willing else ALWAYS, NEVER))
        return np.array(columns, dtype=np.int32).T


AGREED = Kind(agreed=True, willing=True)
WILLING = Kind(agreed=False, willing=True)
LEGAL = Kind(agreed=False, willing=False)


# Minimal coalitions -----------------------------------------------------------------------------


def minimal_coalitions(sought: Quest, kind: Kind) -> tuple[int, ...]:
    """The minimal coalitions whose moves alone make a path of a kind to one of the ends."""

    def reaches(coalition: int, ends: Indices) -> bool:
        return _leads(sought, coalition, ends, kind.bounds(sought, ends, coalition))

    most = kind.movers(sought, sought.everyone)
    return _minimal(sought, sought.needs, most, kind, reaches)


def by_pact(sought: Quest) -> tuple[int, ...]:
    """The minimal coalitions that can settle by agreed steps, some of them joint."""

    def reaches(coalition: int, ends: Indices) -> bool:
        return any(pact(sought, coalition, int(end)) for end in _nearest(sought, coalition, ends))

    return _minimal(sought, sought.needs, sought.prefers, LEGAL, reaches)


def by_consent(sought: Quest) -> tuple[int, ...]:
    """The minimal sets of parties whose moves, freed of any preference, would let all settle."""

    def reaches(freed: int, ends: Indices) -> bool:
        return _leads(sought, sought.everyone, ends, consenting(sought, ends, freed))

    unwilling = sought.needs & ~sought.prefers
    anyone = np.full(len(sought.ends), sought.everyone)
    return _minimal(sought, unwilling, anyone, LEGAL, reaches)


def consenting(sought: Quest, ends: Indices, freed: int) -> Bounds:
    """The freed move from any state; the others as they agree: shape (k, parties)."""
    prefer = [rank[ends] > rank[sought.start] for rank in sought.graph.ranks]
    agree = np.array(prefer).T * np.array([rank[ends] for rank in sought.graph.ranks]).T
    free = np.array([freed >> party & 1 for party in range(len(prefer))], dtype=bool)
    return np.where(free, ALWAYS, agree).astype(np.int32)


def _minimal(
    sought: Quest, least: Sets, most: Sets, kind: Kind, reaches: Reaches
) -> tuple[int, ...]:
    """The minimal sets S by which some end is reached, given `least` ⊆ S ⊆ `most` for each end.

    Most ends are reached by just the parties that they need: these are tried first. Only ends
    that need no party of a set found so are tried with more parties, once it is known that the
    most that they may have would do.
    """
    found: list[int] = []
    possible = (least & ~most) == 0
    for party_set in _by_size(np.unique(least[possible]).tolist()):
        if not _covered(party_set, found):
            tried = np.flatnonzero(possible & (least == party_set))
            if reaches(party_set, sought.ends[tried]):
                found.append(party_set)
    left = possible & (least != most)
    for party_set in found:
        left &= (party_set & ~least) != 0
    if left.any():
        left[left] = _hopeful(sought, np.flatnonzero(left), most, kind)
        found.extend(_larger(sought, np.flatnonzero(left), least, most, reaches, found))
    return tuple(_by_size(s for s in found if not _covered(s, [o for o in found if o != s])))


def _hopeful(sought: Quest, tried: Places, most: Sets, kind: Kind) -> Flags:
    """Which of the ends tried are reached by the most parties that they may have."""
    field = field_of(sought.graph, members(sought.everyone), sought.start)
    ends = sought.ends[tried]
    lanes = lanes_to(field.inside(ends), kind.bounds(sought, ends, most[tried]))
    return which_lead(field, lanes, field.place(sought.start))[lanes.lane]


def _larger(
    sought: Quest,
    left: Places,
    least: Sets,
    most: Sets,
    reaches: Reaches,
    known: Sequence[int],
) -> list[int]:
    """Minimal sets larger than the least of the ends left."""
    found: list[int] = []
    waiting = {s for k in left.tolist() for s in _one_more(int(least[k]), int(most[k]))}
    while waiting:
        party_set = min(waiting, key=lambda s: (s.bit_count(), s))
        waiting.remove(party_set)
        if _covered(party_set, [*known, *found]):
            continue
        may = left[((least[left] & ~party_set) == 0) & ((party_set & ~most[left]) == 0)]
        if len(may) and reaches(party_set, sought.ends[may]):
            found.append(party_set)
        else:
            waiting |= {s for k in may.tolist() for s in _one_more(party_set, int(most[k]))}
    return found


def _one_more(party_set: int, most: int) -> Iterator[int]:
    for party in members(most & ~party_set):
        yield party_set | 1 << party


def _covered(party_set: int, found: Iterable[int]) -> bool:
    return any(smaller & ~party_set == 0 for smaller in found)


def _by_size(sets: Iterable[int]) -> list[int]:
    return sorted(set(sets), key=lambda s: (s.bit_count(), members(s)))


# Whether a coalition reaches an end -------------------------------------------------------------


def _leads(sought: Quest, coalition: int, ends: Indices, below: Bounds) -> bool:
    """Whether the coalition's moves lead from the start to an end, within its bounds."""
    field = field_of(sought.graph, members(coalition), sought.start)
    held = field.holds(ends)
    return any_leads(field, field.inside(ends[held]), below[held], field.place(sought.start))


def can_settle(graph: Graph, held: Flags, start: int, coalition: int, kind: Kind) -> bool:
    """Whether a coalition can settle by a kind of path, with `start` as the status quo."""
    if held[start]:
        return True
    field = field_of(graph, members(coalition), start)
    sought = Quest(graph, start, field.places[held[field.places]])
    movers = kind.movers(sought, coalition)
    possible = movers != 0
    if graph.feasible is not None and graph.feasible.home is None:
        possible &= (sought.needs & ~movers) == 0
    ends = sought.ends[possible]
    below = kind.bounds(sought, ends, movers[possible])
    return any_leads(field, field.inside(ends), below, field.place(start))


def avoidable(sought: Quest, passed: Flags) -> bool:
    """Whether an agreed path of all leads to an end without passing certain states before it."""
    if passed[sought.start]:
        return False
    field = field_of(sought.graph, members(sought.everyone), sought.start)
    below = AGREED.bounds(sought, sought.ends, sought.prefers)
    ends, start = field.inside(sought.ends), field.place(sought.start)
    return any_leads(field, ends, below, start, passed[field.places])


# Pacts ------------------------------------------------------------------------------------------


JointStep = tuple[int, int, int]
"""Who moves jointly (a set of bits), from where, and to where."""


def pact(sought: Quest, coalition: int, end: int) -> tuple[JointStep, ...] | None:
    """Joint steps of a coalition, all of whom prefer the end to the start; None if none lead there.

    At the start all of them may move jointly, so what their legal sequences reach is reached at
    once. Only where two moves in a row may not be one move can several steps reach more.
    """
    graph = sought.graph
    if legally_reached(graph, members(coalition), sought.start)[end]:
        return ((coalition, sought.start, end),)
    if graph.chaining or not closure(graph, members(coalition), sought.start)[end]:
        return None
    return _pact_in_steps(sought, coalition, end)


def _nearest(sought: Quest, coalition: int, ends: Indices) -> Indices:
    """The ends that are worth looking at: one reached at once, or all where none is."""
    group = members(coalition)
    at_once = legally_reached(sought.graph, group, sought.start)[ends]
    if at_once.any():
        return ends[at_once][:1]
    if sought.graph.chaining:
        return ends[:0]
    return ends[closure(sought.graph, group, sought.start)[ends]]


def _pact_in_steps(sought: Quest, coalition: int, end: int) -> tuple[JointStep, ...] | None:
    """Steps, each by members who prefer the end to where the step begins, that lead to the end."""
    graph = sought.graph

    def step(state: int) -> tuple[int, int]:
        """A step begun at a state: who may join in it, and where it begins."""
        prefer = (p for p in members(coalition) if graph.ranks[p][end] > graph.ranks[p][state])
        return as_bits(prefer), state

    Node = tuple[int, int, tuple[int, int]]  # a state, who moved last, the step under way
    first: Node = (sought.start, -1, step(sought.start))
    before: dict[Node, Node] = {first: first}
    waiting = deque([first])
    while waiting:
        node = waiting.popleft()
        state, last, under_way = node
        if state == end:
            return _joint_steps(node, before)
        after = [
            (target, party, under_way)
            for party in members(under_way[0])
            if party != last
            for target in graph.moves[party].from_state(state).tolist()
        ]
        for other in [*after, (state, -1, step(state))]:
            if other not in before:
                before[other] = node
                waiting.append(other)
    return None


def _joint_steps(
    node: tuple[int, int, tuple[int, int]],
    before: Mapping[tuple[int, int, tuple[int, int]], tuple[int, int, tuple[int, int]]],
) -> tuple[JointStep, ...]:
    steps: list[JointStep] = []
    end, under_way = node[0], node[2]
    while True:
        earlier = before[node]
        if earlier[2] != under_way or earlier == node:
            steps.append((under_way[0], under_way[1], end))
            end, under_way = earlier[0], earlier[2]
        if earlier == node:
            return tuple(reversed([s for s in steps if s[1] != s[2]]))
        node = earlier
