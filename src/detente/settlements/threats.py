"""What a threat is worth in each state: whether its owner would carry it out (ours)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal, TypeAlias, get_args

import numpy as np
import numpy.typing as npt

from detente.disputes.model import Option, Threat, option_places
from detente.graphs.graph import Graph
from detente.graphs.moves import Flags, Moves, spans
from detente.graphs.remembering import remembered
from detente.graphs.states import Indices
from detente.graphs.transforms import LOWEST, Values, best, legally_reached
from detente.seen import Shown
from detente.settlements.credibility import assured
from detente.stability.witness import Answer, Step, explain, step_of

Verdict: TypeAlias = Literal[
    "not_triggered", "carried", "impossible", "credible", "second_best", "deterred", "empty"
]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
SHARED: tuple[Verdict, ...] = ("credible", "second_best", "deterred", "empty")
MEANINGS: dict[Verdict, str] = {
    "not_triggered": "it does not apply",
    "carried": "what it threatens is being done already",
    "impossible": "no move of its owner carries it out",
    "credible": "its owner would gain by carrying it out, whatever the others would then do",
    "second_best": "its owner would gain by carrying it out, but has something better to do",
    "deterred": "its owner would gain by carrying it out, but others would then make a loss of it",
    "empty": "its owner would not gain by carrying it out",
}
Verdicts = npt.NDArray[np.int8]
_MOST_PAIRS = 1 << 21


@dataclass(frozen=True)
class Change:
    """One option of a party set otherwise than it is.

    Attributes
    ----------
    party, option : str
        Whose option.
    value : str
        ``on``, ``off`` or a level.
    """

    party: str
    option: str
    value: str


@dataclass(frozen=True)
class Carrying:
    """The moves that carry a threat out, from the states where it could be carried out.

    Attributes
    ----------
    sources, targets : numpy.ndarray of int32, shape (k,)
        The states of each move, by their places.
    """

    sources: Indices
    targets: Indices


@dataclass(frozen=True)
class Reason:
    """Why a threat has its verdict in a state.

    Attributes
    ----------
    move : Step or None
        The best of the moves that carry it out and are of the verdict's kind; None where there is
        none, or none is wanted.
    answer : Answer or None
        How the others would answer that move, where it is deterred.
    better : Step or None
        What its owner would rather do, where it is second best.
    """

    move: Step | None = None
    answer: Answer | None = None
    better: Step | None = None


@dataclass(frozen=True, eq=False, repr=False)
class ThreatAnswer(Shown):
    """What a declared threat is worth, worked out when it is asked for.

    Attributes
    ----------
    graph : Graph
        The dispute.
    threat : Threat
        What is threatened, by whom, and when.
    start : int
        The status quo, by its place.
    """

    graph: Graph
    threat: Threat
    start: int

    def __repr__(self) -> str:
        return f"<ThreatAnswer {self.threat.name!r}: {self.status_quo}>"

    @cached_property
    def owner(self) -> int:
        """The place of the party that threatens."""
        return self.graph.parties.index(self.threat.by)

    @cached_property
    def done(self) -> Flags:
        """Where the action is true: shape (n,)."""
        return self.graph.states.where(self.threat.action)

    @cached_property
    def applies(self) -> Flags:
        """Where the threat applies: shape (n,)."""
        where = self.graph.states.where
        return where(self.threat.condition) & ~where(self.threat.unless)

    @cached_property
    def reached(self) -> Flags:
        """The states that legal moves of all lead to from the status quo, itself included."""
        return legally_reached(self.graph, range(len(self.graph.moves)), self.start)

    @cached_property
    def verdicts(self) -> Verdicts:
        """The verdict in every state, as its place in `VERDICTS`: shape (n,)."""
        return _verdicts(self.graph, self.owner, self.done, self.applies, self.carrying)

    @cached_property
    def carrying(self) -> Carrying:
        """Every move that carries the threat out where it applies and is not carried already."""

        def found() -> Carrying:  # whatever anyone prefers
            return _carrying(self.graph, self.owner, self.done, self.applies & ~self.done)

        return remembered(self.graph.states, ("carrying", self.threat), found)

    def verdict(self, state: int) -> Verdict:
        """The verdict in one state, given by its place."""
        return VERDICTS[int(self.verdicts[state])]

    @property
    def status_quo(self) -> Verdict:
        """The verdict at the status quo."""
        return self.verdict(self.start)

    @cached_property
    def counts(self) -> dict[Verdict, int]:
        """Of the states that legal moves lead to, how many there are of each verdict."""
        found = np.bincount(self.verdicts[self.reached], minlength=len(VERDICTS)).tolist()
        return dict(zip(VERDICTS, found, strict=True))

    @property
    def over(self) -> int:
        """How many states the shares are taken over."""
        return sum(self.counts[verdict] for verdict in SHARED)

    @property
    def shares(self) -> dict[Verdict, Fraction] | None:
        """The share of each verdict where the threat applies and could yet be carried out.

        None where there is no such state.
        """
        if self.over == 0:
            return None
        return {verdict: Fraction(self.counts[verdict], self.over) for verdict in SHARED}

    @cached_property
    def held_back_by(self) -> tuple[Change, ...]:
        """Where it is empty or deterred now: single changes that would make it credible.

        Each is a change of one option of another party from the status quo, whether or not that
        party could make it.
        """
        if self.status_quo not in {"empty", "deterred"}:
            return ()
        changed = _single_changes(self.graph, self.start, self.owner)
        return tuple(change for change, state in changed if self.verdict(state) == "credible")

    def where(self, formula_flags: Flags) -> tuple[Verdict, ...]:
        """The verdicts that the shares count, in those of some states that moves lead to."""
        counted = self.verdicts[self.reached & formula_flags].tolist()
        return tuple(VERDICTS[v] for v in counted if VERDICTS[v] in SHARED)

    def why(self, state: int) -> Reason:
        """Why the threat has its verdict in a state."""
        verdict = self.verdict(state)
        if verdict not in SHARED:
            return Reason()
        rank = self.graph.ranks[self.owner]
        targets = self.carrying.targets[self.carrying.sources == state]
        if verdict in {"credible", "second_best"}:
            targets = targets[assured(self.graph, self.owner)[targets] > rank[state]]
        target = int(targets[np.argmax(rank[targets])])
        move = step_of(self.graph, self.owner, state, target)
        if verdict == "deterred":
            answers = explain(self.graph, state, self.owner, "seq").answers
            return Reason(move, next(a for a in answers if a.improvement.target == move.target))
        if verdict == "second_best":
            others = self.graph.moves[self.owner].from_state(state)
            others = others[~self.done[others]]
            return Reason(
                move,
                None,
                step_of(self.graph, self.owner, state, int(others[np.argmax(rank[others])])),
            )
        return Reason(move)


def threat_answers(graph: Graph, start: int) -> Mapping[str, ThreatAnswer]:
    """Every declared threat, by its name."""
    return {threat.name: ThreatAnswer(graph, threat, start) for threat in graph.dispute.threats}


def _verdicts(
    graph: Graph, owner: int, done: Flags, applies: Flags, carrying: Carrying
) -> Verdicts:
    rank = graph.ranks[owner]
    sources, targets = carrying.sources, carrying.targets
    possible = np.zeros(len(graph), dtype=bool)
    possible[sources] = True
    improving = np.zeros(len(graph), dtype=bool)
    improving[sources[rank[targets] > rank[sources]]] = True
    credible = assured(graph, owner)[targets] > rank[sources]
    gain = np.full(len(graph), LOWEST, dtype=np.int32)
    np.maximum.at(gain, sources[credible], rank[targets[credible]])
    other: Values = best(graph.moves[owner], np.where(done, np.int32(LOWEST), rank))
    said: tuple[tuple[Flags, Verdict], ...] = (
        (~applies, "not_triggered"),
        (done, "carried"),
        (~possible, "impossible"),
        ((gain != LOWEST) & (other <= gain), "credible"),
        (gain != LOWEST, "second_best"),
        (improving, "deterred"),
    )
    conditions = [flags for flags, _ in said]
    found = [VERDICTS.index(verdict) for _, verdict in said]
    return np.select(conditions, found, VERDICTS.index("empty")).astype(np.int8)


def _carrying(graph: Graph, owner: int, done: Flags, where: Flags) -> Carrying:
    """Moves that make the action true with an inclusion-minimal set of changed options.

    Minimal among all of a state's moves that make it true; where states are coalesced, those of
    all its members. In a hand-drawn graph all moves that make it true carry it out.
    """
    feasible = graph.feasible
    if feasible is None:
        pairs = list(_pairs(graph.moves[owner], where, done))
        return Carrying(_joined(pairs, 0), _joined(pairs, 1))
    home = feasible.home
    at_home = np.arange(len(graph), dtype=np.int32) if home is None else home
    found = _pairs(graph.member_moves[owner], where[at_home], done[at_home])
    if home is not None:  # a state's moves may be its several members': looked at together
        pairs = list(found)
        found = iter([(_joined(pairs, 0), _joined(pairs, 1))])
    kept = [_minimal_of(graph, owner, at_home, *pair) for pair in found]
    return Carrying(_joined(kept, 0), _joined(kept, 1))


def _joined(pairs: list[tuple[Indices, Indices]], side: int) -> Indices:
    return np.concatenate([np.zeros(0, dtype=np.int32), *(pair[side] for pair in pairs)])


def _minimal_of(
    graph: Graph, owner: int, at_home: Indices, sources: Indices, targets: Indices
) -> tuple[Indices, Indices]:
    """Those of a party's moves between members that change a minimal set of options."""
    assert graph.feasible is not None
    codes = graph.feasible.codes[sources] ^ graph.feasible.codes[targets]
    changed = np.zeros(len(sources), dtype=np.int64)
    for k, place in enumerate(p for p in option_places(graph.dispute) if p.party == owner):
        changed |= ((codes & place.mask) != 0).astype(np.int64) << k
    sources, targets = at_home[sources], at_home[targets]
    elsewhere = np.flatnonzero(sources != targets)
    kept = elsewhere[_minimal(sources[elsewhere], changed[elsewhere], len(graph))]
    return sources[kept], targets[kept]


def _pairs(moves: Moves, leaving: Flags, entering: Flags) -> Iterator[tuple[Indices, Indices]]:
    """Every move from one of some states to one of some others, a portion at a time.

    No portion is large, and none parts the moves of a state that are in one list.
    """
    for portion in () if moves.none else moves.portions():
        lists = np.repeat(np.arange(len(portion.lengths)), portion.lengths)
        reads = leaving[portion.members]
        enters = entering[portion.members]
        if portion.readers is not None:
            reads = reads & portion.readers
        if portion.targets is not None:
            enters = enters & portion.targets
        ends = np.searchsorted(lists[enters], np.arange(len(portion.lengths) + 1))
        leaves, entered = portion.members[reads], portion.members[enters]
        first, counts = ends[:-1][lists[reads]], np.diff(ends)[lists[reads]]
        for begin, end in spans(np.concatenate([[0], np.cumsum(counts)]), _MOST_PAIRS):
            some = counts[begin:end]
            place = np.arange(int(some.sum())) - np.repeat(np.cumsum(some) - some, some)
            place += np.repeat(first[begin:end], some)
            sources, targets = np.repeat(leaves[begin:end], some), entered[place]
            apart = sources != targets
            yield sources[apart], targets[apart]


def _minimal(sources: Indices, changed: npt.NDArray[np.int64], size: int) -> npt.NDArray[np.intp]:
    """The moves that change a set of options of which no smaller one would do from their state.

    Sets are taken up by size; what a set found minimal for a state makes needless is dropped.
    """
    sizes = np.bitwise_count(changed)
    left = np.arange(len(sources))
    found = [left[:0]]
    has = np.zeros(size, dtype=bool)
    while len(left):
        least = left[sizes[left] == sizes[left].min()]
        found.append(least)
        left = left[sizes[left] > sizes[least[0]]]
        for smaller in np.unique(changed[least]).tolist() if len(left) else ():
            with_it = sources[least[changed[least] == smaller]]
            has[with_it] = True
            left = left[~(has[sources[left]] & ((changed[left] & smaller) == smaller))]
            has[with_it] = False
    return np.sort(np.concatenate(found))


def _single_changes(graph: Graph, state: int, owner: int) -> Iterator[tuple[Change, int]]:
    """Every change of one option of another party that gives a feasible state, and that state."""
    feasible = graph.feasible
    if feasible is None:
        return
    code = int(graph.states.codes[state])
    for place in option_places(graph.dispute):
        for value, setting in _settings(place.option) if place.party != owner else ():
            other = code & ~place.mask | setting << place.shift
            at = int(np.searchsorted(feasible.codes, other))
            there = at < len(feasible.codes) and int(feasible.codes[at]) == other
            if there and other != code:
                home = at if feasible.home is None else int(feasible.home[at])
                yield Change(graph.parties[place.party], place.option.name, value), home


def _settings(option: Option) -> Iterator[tuple[str, int]]:
    if not option.levels:
        yield from (("off", 0), ("on", 1))
    for level, name in enumerate(option.levels):
        yield name, 1 << level >> 1
