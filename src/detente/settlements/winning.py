"""Which coalitions can settle: by agreed steps, under pressure, by pact, or merely in law (ours).

A path to an end is *willing* if every mover prefers the end to each state it moves from: the
single-mover restriction of farsighted dominance (Harsanyi 1974, Chwe 1994). It is *agreed* if each
mover also prefers the end to where the path began. By *pact* several members may also move jointly.
Coalitions are sets of bits here, bit *i* being party *i*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from detente.graphs.graph import Graph
from detente.graphs.moves import Flags
from detente.graphs.states import Indices
from detente.graphs.transforms import closure, legally_reached
from detente.settlements.field import Field, field_of
from detente.settlements.search import (
    ALWAYS,
    NEVER,
    Bounds,
    Lanes,
    any_leads,
    lanes_to,
    which_lead,
)

Sets = npt.NDArray[np.int64]
Places = npt.NDArray[np.intp]
Bounding = Callable[["Quest", Indices, int], Bounds]
Reaches = Callable[["Quest", int, Indices], bool]


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
            without = closure(graph, graph.others(party), self.start)
            found |= (~without[self.ends]).astype(np.int64) << party
        return found


def quest(graph: Graph, held: Flags, start: int) -> Quest:
    """The search from a state for the states where a settlement holds."""
    within = closure(graph, range(len(graph.moves)), start)
    return Quest(graph, start, np.flatnonzero(held & within).astype(np.int32))


def members(coalition: int) -> tuple[int, ...]:
    """The parties of a set of bits, in order."""
    return tuple(k for k in range(coalition.bit_length()) if coalition >> k & 1)


def as_bits(parties: Iterable[int]) -> int:
    """A set of bits of parties."""
    return sum(1 << party for party in parties)


# Minimal coalitions -----------------------------------------------------------------------------


def by_agreement(sought: Quest) -> tuple[int, ...]:
    """The minimal coalitions that can settle by agreed steps."""
    return _minimal(sought, sought.needs, sought.prefers, willingly, _by(willingly))


def under_pressure(sought: Quest) -> tuple[int, ...]:
    """The minimal coalitions that can settle by willing steps, agreed or not."""
    anyone = np.full(len(sought.ends), sought.everyone)
    return _minimal(sought, sought.needs, anyone, willingly, _by(willingly))


def in_law(sought: Quest) -> tuple[int, ...]:
    """The minimal coalitions that can settle by legal moves, wanted or not."""
    anyone = np.full(len(sought.ends), sought.everyone)
    return _minimal(sought, sought.needs, anyone, legally, _by(legally))


def by_pact(sought: Quest) -> tuple[int, ...]:
    """The minimal coalitions that can settle by agreed steps, some of them joint."""
    return _minimal(sought, sought.needs, sought.prefers, legally, _pact)


def by_consent(sought: Quest) -> tuple[int, ...]:
    """The minimal sets of parties whose moves, freed of any preference, would let all settle."""
    unwilling = sought.needs & ~sought.prefers
    anyone = np.full(len(sought.ends), sought.everyone)
    return _minimal(sought, unwilling, anyone, consenting, _consent)


def willingly(sought: Quest, ends: Indices, coalition: int) -> Bounds:
    """Members of the coalition move from states below the end; others never."""
    ranks = sought.graph.ranks
    return np.array(
        [
            ranks[party][ends] if coalition >> party & 1 else np.full(len(ends), NEVER)
            for party in range(len(ranks))
        ],
        dtype=np.int32,
    ).T


def legally(sought: Quest, ends: Indices, coalition: int) -> Bounds:
    """Members of the coalition move from any state; others never."""
    row = [ALWAYS if coalition >> k & 1 else NEVER for k in range(len(sought.graph.ranks))]
    return np.tile(np.array(row, dtype=np.int32), (len(ends), 1))


def consenting(sought: Quest, ends: Indices, freed: int) -> Bounds:
    """The freed move from any state; others as they agree."""
    start = sought.start
    columns = []
    for party, rank in enumerate(sought.graph.ranks):
        if freed >> party & 1:
            columns.append(np.full(len(ends), ALWAYS))
        else:
            columns.append(np.where(rank[ends] > rank[start], rank[ends], NEVER))
    return np.array(columns, dtype=np.int32).T


def _minimal(
    sought: Quest, least: Sets, most: Sets, bounding: Bounding, reaches: Reaches
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
            if reaches(sought, party_set, sought.ends[tried]):
                found.append(party_set)
    left = possible & (least != most)
    for party_set in found:
        left &= (party_set & ~least) != 0
    if left.any():
        left[left] = _hopeful(sought, np.flatnonzero(left), most, bounding)
        found.extend(_larger(sought, np.flatnonzero(left), least, most, reaches, found))
    return tuple(_by_size(s for s in found if not _covered(s, [o for o in found if o != s])))


def _hopeful(sought: Quest, tried: Places, most: Sets, bounding: Bounding) -> Flags:
    """Which of the ends tried are reached by the most parties that they may have."""
    field = field_of(sought.graph, range(len(sought.graph.moves)), sought.start)
    found = np.zeros(len(tried), dtype=bool)
    for party_set in np.unique(most[tried]).tolist():
        those = np.flatnonzero(most[tried] == party_set)
        ends = sought.ends[tried[those]]
        lanes = lanes_to(field.inside(ends), bounding(sought, ends, party_set))
        led = which_lead(field, lanes, int(field.inside(np.array([sought.start]))[0]))
        found[those] = led[lanes.lane]
    return found


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
        if len(may) and reaches(sought, party_set, sought.ends[may]):
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


def _by(bounding: Bounding) -> Reaches:
    def reaches(sought: Quest, coalition: int, ends: Indices) -> bool:
        field = field_of(sought.graph, members(coalition), sought.start)
        inside = ends[field.holds(ends)]
        below = bounding(sought, inside, coalition)
        return _any(field, sought, lanes_to(field.inside(inside), below))

    return reaches


def _consent(sought: Quest, freed: int, ends: Indices) -> bool:
    field = field_of(sought.graph, range(len(sought.graph.moves)), sought.start)
    return _any(field, sought, lanes_to(field.inside(ends), consenting(sought, ends, freed)))


def _any(field: Field, sought: Quest, lanes: Lanes) -> bool:
    return any_leads(field, lanes, int(field.inside(np.array([sought.start]))[0]))


def _pact(sought: Quest, coalition: int, ends: Indices) -> bool:
    """Whether the coalition, all of whom prefer each end to the start, reaches one of them.

    At the start all of them may move jointly, so what their legal sequences reach is reached. Only
    where two moves in a row may not be one move can a pact of several steps reach more.
    """
    group = members(coalition)
    at_once = legally_reached(sought.graph, group, sought.start)[ends]
    if at_once.any() or sought.graph.chaining:
        return bool(at_once.any())
    within = closure(sought.graph, group, sought.start)[ends]
    return any(_pact_in_steps(sought, coalition, int(end)) for end in ends[within])


def _pact_in_steps(sought: Quest, coalition: int, end: int) -> bool:
    """Whether steps, each by members who prefer the end to where it begins, lead to the end."""
    graph = sought.graph

    def willing(state: int) -> int:
        return as_bits(p for p in members(coalition) if graph.ranks[p][end] > graph.ranks[p][state])

    first = (sought.start, -1, willing(sought.start))  # a state, who moved last, who moves jointly
    seen, waiting = {first}, [first]
    while waiting:
        state, last, group = waiting.pop()
        if state == end:
            return True
        after = [
            (target, party, group)
            for party in members(group)
            if party != last
            for target in graph.moves[party].from_state(state).tolist()
        ]
        for node in [*after, (state, -1, willing(state))]:
            if node not in seen:
                seen.add(node)
                waiting.append(node)
    return False


# From any state ---------------------------------------------------------------------------------


def can_settle(graph: Graph, held: Flags, start: int, coalition: int, *, agreed: bool) -> bool:
    """Whether a coalition can settle with `start` as the status quo.

    By agreed steps, or by willing ones where `agreed` is false.
    """
    if held[start]:
        return True
    field = field_of(graph, members(coalition), start)
    sought = Quest(graph, start, field.places[held[field.places]])
    allowed = sought.prefers & coalition if agreed else np.full(len(sought.ends), coalition)
    feasible = graph.feasible
    possible = allowed != 0
    if feasible is not None and feasible.home is None:
        possible &= (sought.needs & ~allowed) == 0
    ends = sought.ends[possible]
    if agreed:
        below = consenting(sought, ends, 0)
        for party in members(sought.everyone & ~coalition):
            below[:, party] = NEVER
    else:
        below = willingly(sought, ends, coalition)
    return _any(field, sought, lanes_to(field.inside(ends), below))
