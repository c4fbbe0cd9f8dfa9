"""Stability against coalitions: CNash, CGMR, CSMR and CSEQ.

Kilgour, Hipel, Fang & Peng (2001); Inohara & Hipel (2008). A coalition improves on a state where
its legal sequences lead to one that all its members prefer; what is no better for some member is a
sanction. A state is stable if it is so for every coalition, single parties included.

Three of the concepts are found for all states at once, sixty-four states to a machine word (ours).
For CSEQ, whose sanctions are chains of improvements of coalitions, states are looked at one by one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
import numpy.typing as npt

from detente.disputes.problems import did_you_mean
from detente.graphs.graph import Graph
from detente.graphs.moves import Flags
from detente.graphs.remembering import remembered
from detente.graphs.states import Indices
from detente.graphs.transforms import (
    Values,
    Words,
    closure,
    legally_reached,
    lowest_by_improvements,
)
from detente.graphs.words import WIDTH, above, bit, union_along
from detente.stability.concepts import UnknownName
from detente.stability.sequences import Step, shortest_sequence

MEANINGS = {
    "cnash": "no coalition can go by its own moves to a state that all its members prefer",
    "cgmr": "whatever better state a coalition goes to, the others can go on to one that is no"
    " better for some member",
    "csmr": "as CGMR, and the coalition cannot go on from there to anything that all prefer",
    "cseq": "the others would answer each joint improvement by joint improvements of their own",
}
SINGLE = {"cnash": "nash", "cgmr": "gmr", "csmr": "smr", "cseq": "seq"}
"""The concept for single parties that each of them extends."""

Coalition = tuple[int, ...]
_Node = tuple[int, Coalition]
_LEAST = 64  # what keeping anything takes, in places
Escapes = Callable[["_Origins", Coalition], Words]


def coalitions(parties: int) -> Iterator[Coalition]:
    """Every coalition that is not empty, smaller ones first.

    Examples
    --------
    >>> list(coalitions(2))
    [(0,), (1,), (0, 1)]
    """
    for size in range(1, parties + 1):
        yield from combinations(range(parties), size)


def coalition_concepts(names: Sequence[str]) -> tuple[str, ...]:
    """The coalition concepts of those names, in any case.

    Raises
    ------
    UnknownName
        Naming the nearest one.
    """
    found = tuple(dict.fromkeys(name.strip().casefold() for name in names))
    for name in found:
        if name not in MEANINGS:
            mend = did_you_mean(name, MEANINGS, "choose another")
            raise UnknownName(f"there is no coalition concept `{name}`; {mend}")
    return found


def stable(graph: Graph, concept: str, states: npt.NDArray[np.intp]) -> Flags:
    """Which of some states are stable against every coalition: shape (states,).

    Parameters
    ----------
    graph : Graph
        The dispute.
    concept : {"cnash", "cgmr", "csmr", "cseq"}
        The concept.
    states : numpy.ndarray of int, shape (k,)
        The states that are asked about, by their places.
    """
    if concept == "cseq":
        return np.array([_stable_sequentially(graph, int(s)) for s in states], dtype=bool)
    found = np.ones(len(states), dtype=bool)
    for first in range(0, len(states), WIDTH):
        batch = states[first : first + WIDTH]
        left = _left(_Origins(graph, batch), _ESCAPES[concept])
        found[first : first + WIDTH] = ~left
    return found


@dataclass(frozen=True, eq=False)
class _Origins:
    """Up to 64 states from which coalitions may improve, a bit to each."""

    graph: Graph
    states: npt.NDArray[np.intp]

    def better(self, coalition: Coalition) -> Words:
        """Where all of a coalition are better off than in each of the origins: shape (n,)."""
        ranks = self.graph.ranks
        words = [above(ranks[party], ranks[party][self.states]) for party in coalition]
        joined: Words = np.bitwise_and.reduce(words)
        return joined

    def others(self, coalition: Coalition) -> Coalition:
        """All parties outside a coalition."""
        return tuple(p for p in range(len(self.graph.moves)) if p not in coalition)

    def union(self, group: Coalition, words: Words) -> Words:
        """The bits of each state and of all that the legal sequences of a group reach."""
        return union_along(self.graph, group, words)


def _cnash(origins: _Origins, coalition: Coalition) -> Words:
    return origins.better(coalition)


def _cgmr(origins: _Origins, coalition: Coalition) -> Words:
    better = origins.better(coalition)
    return better & ~origins.union(origins.others(coalition), ~better)


def _csmr(origins: _Origins, coalition: Coalition) -> Words:
    better = origins.better(coalition)
    slips_away = origins.union(coalition, better)
    return better & ~origins.union(origins.others(coalition), ~slips_away)


_ESCAPES: dict[str, Escapes] = {"cnash": _cnash, "cgmr": _cgmr, "csmr": _csmr}
"""To which states a coalition improves, from each origin, without any sanction there."""


def _left(origins: _Origins, escapes: Escapes) -> Flags:
    """Which of the origins some coalition leaves."""
    own = bit(np.arange(len(origins.states)))
    left = np.zeros(len(origins.states), dtype=bool)
    for coalition in coalitions(len(origins.graph.moves)):
        if left.all():
            break
        reached = origins.union(coalition, escapes(origins, coalition))
        left |= (reached[origins.states] & own) != 0
    return left


# One state at a time ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Leaving:
    """How a coalition leaves a state, with nothing to answer it.

    Attributes
    ----------
    coalition : tuple of int
        Its members; no fewer of them can leave.
    target : int
        Where it goes, by its place; all members prefer it.
    steps : tuple of Step
        The shortest legal sequence of its moves that leads there.
    """

    coalition: Coalition
    target: int
    steps: tuple[Step, ...]


def leavings(graph: Graph, state: int, concept: str) -> Iterator[Leaving]:
    """The smallest coalitions that leave a state under a coalition concept, and how.

    Parameters
    ----------
    graph : Graph
        The dispute.
    state : int
        The state, by its place.
    concept : {"cnash", "cgmr", "csmr", "cseq"}
        What counts as an answer.
    """
    found: list[Coalition] = []
    for coalition in coalitions(len(graph.moves)):
        if any(set(smaller) <= set(coalition) for smaller in found):
            continue
        escapes = _escapes_from(graph, state, coalition, concept)
        if escapes.any():
            found.append(coalition)
            steps = shortest_sequence(graph, coalition, state, escapes, improving=False)
            assert steps is not None
            yield Leaving(coalition, steps[-1][2], tuple(steps))


def _escapes_from(graph: Graph, state: int, coalition: Coalition, concept: str) -> Flags:
    """The states to which a coalition leaves a state without an answer: shape (n,)."""
    improved = joint_improvements(graph, coalition, state)
    if not improved.any() or concept == "cnash":
        return improved
    if concept in _ESCAPES:
        escapes = _ESCAPES[concept](_Origins(graph, np.array([state])), coalition)
        return np.asarray(improved & (escapes != 0))
    return np.asarray(improved & ~_answered_by_chains(graph, state, coalition, improved))


def _answered_by_chains(graph: Graph, state: int, coalition: Coalition, improved: Flags) -> Flags:
    """Which of a coalition's improvements chains of the others' improvements answer."""
    others = tuple(p for p in range(len(graph.moves)) if p not in coalition)
    answered = np.zeros(len(graph), dtype=bool)
    for party in coalition:  # single parties' improvements, one after another, are a chain
        answered |= improved & (_worst_answer(graph, party, others) <= graph.ranks[party][state])
    ranks = graph.ranks
    sanction = np.logical_or.reduce([ranks[p] <= ranks[p][state] for p in coalition])
    hopeless: set[_Node] = set()
    for target in np.flatnonzero(improved & ~answered).tolist():
        possible = (closure(graph, others, target) & sanction).any()
        answered[target] = possible and _chain_leads(graph, others, target, sanction, hopeless)
    return answered


def _worst_answer(graph: Graph, party: int, others: Coalition) -> Values:
    """The lowest rank for a party that improvements of others, one by one, lead to."""

    def made() -> Values:
        return lowest_by_improvements(graph, others, graph.ranks[party].copy())

    return remembered(graph, ("worst answer", party, others), made)


def joint_improvements(graph: Graph, coalition: Coalition, state: int) -> Flags:
    """The states of a coalition's legal sequences that all of it prefer: shape (n,)."""
    better = [graph.ranks[party] > graph.ranks[party][state] for party in coalition]
    wanted = np.logical_and.reduce(better)
    if wanted.any():
        wanted &= legally_reached(graph, coalition, state)
    return np.asarray(wanted)


def _stable_sequentially(graph: Graph, state: int) -> bool:
    return next(leavings(graph, state, "cseq"), None) is None


def _chain_leads(
    graph: Graph, others: Sequence[int], start: int, sanction: Flags, hopeless: set[_Node]
) -> bool:
    """Whether joint improvements of coalitions of others, none twice in a row, lead to a sanction.

    Where two moves in a row of one party are one move of it, two improvements in a row of one
    coalition are one of it, too: then who moved last does not matter. From what is `hopeless` no
    chain leads there; all that a search in vain has seen is added to it.
    """
    groups = [tuple(others[k] for k in g) for g in coalitions(len(others))]
    seen: set[_Node] = {(start, ())}
    waiting = deque(seen - hopeless)
    while waiting:
        here, last = waiting.popleft()
        for group in groups:
            if group == last and not graph.chaining:
                continue
            reached = _improved_to(graph, group, here)
            if sanction[reached].any():
                return True
            kept = () if graph.chaining else group
            for node in [(there, kept) for there in reached.tolist()]:
                if node not in seen and node not in hopeless:
                    seen.add(node)
                    waiting.append(node)
    hopeless |= seen
    return False


def _improved_to(graph: Graph, group: Coalition, state: int) -> Indices:
    """The states of `joint_improvements` by their places; kept for other chains, up to a limit."""
    kept = remembered(graph, "joint improvements", _Kept)
    found = kept.places.get((group, state))
    if found is None:
        found = np.flatnonzero(joint_improvements(graph, group, state)).astype(np.int32)
        kept.room -= len(found) + _LEAST
        if kept.room >= 0:
            kept.places[group, state] = found
    return found


@dataclass
class _Kept:
    """What has been worked out already, and how many more places may be kept."""

    places: dict[tuple[Coalition, int], Indices] = field(default_factory=dict)
    room: int = 1 << 24
