"""What two disputes answer differently: equilibria, settlements, threats and claims (ours).

What is compared is what the same question gets in each. States are matched by what is on in them,
not by their numbers, so that disputes with different options or rules can be compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, Literal, TypeAlias, TypeVar

import numpy as np

from detente.claims.kleene import Truth
from detente.claims.model import Model
from detente.claims.verdicts import HERE, Opened, models_of, truth
from detente.graphs.counterparts import counterparts
from detente.graphs.graph import Graph
from detente.graphs.moves import Flags
from detente.graphs.states import Indices
from detente.settlements.settlement import Coalition, Status, settlement_at
from detente.settlements.threats import ThreatAnswer, Verdict
from detente.stability.analysis import Analysis, analyse

_T = TypeVar("_T")
Lacking: TypeAlias = Literal["no such state", "not an equilibrium", "out of reach"]


@dataclass(frozen=True)
class Pair(Generic[_T]):
    """The same question's answer in each of two disputes; None where it is not asked there."""

    before: _T | None
    after: _T | None

    @property
    def differs(self) -> bool:
        """Whether the answers are not the same."""
        return self.before != self.after


@dataclass(frozen=True)
class Matched:
    """An equilibrium of one dispute that the other does not have.

    Attributes
    ----------
    state : int
        The state, by its place in its own graph.
    counterpart : int or None
        The same state in the other graph; None where there is none.
    lacking : str
        Why it does not count there: there is no such state, it is no equilibrium, or improvements
        from the status quo do not lead to it.
    """

    state: int
    counterpart: int | None
    lacking: Lacking


@dataclass(frozen=True)
class EquilibriaDifference:
    """What became of the equilibria of a concept.

    Attributes
    ----------
    concept : str
        Which concept.
    counts : Pair of int
        How many equilibria there are.
    coming : Pair of int
        How many of them can come about; None where there is no status quo.
    came : tuple of Matched
        Those of the second dispute only; of those that can come about, where both disputes have a
        status quo, else of all.
    went : tuple of Matched
        Likewise those of the first only.
    """

    concept: str
    counts: Pair[int]
    coming: Pair[int]
    came: tuple[Matched, ...]
    went: tuple[Matched, ...]


@dataclass(frozen=True, eq=False)
class SettlementStanding:
    """How a settlement stands from the status quo; roles only where it is open.

    The order in which parties and coalitions are named does not count when two are compared.

    Attributes
    ----------
    status : str
        Its status.
    holds_on : int
        On how many states it holds.
    minimal_coalitions : tuple of tuple of str
        The smallest coalitions that can settle.
    roles : mapping of str to str
        By party: needed, substitute or irrelevant.
    must_tolerate, relied_on, spoilers : tuple of str
        Parties.
    """

    status: Status
    holds_on: int
    minimal_coalitions: tuple[Coalition, ...]
    roles: Mapping[str, str]
    must_tolerate: Coalition
    relied_on: Coalition
    spoilers: Coalition

    @cached_property
    def _compared(self) -> tuple[object, ...]:
        coalitions = frozenset(map(frozenset, self.minimal_coalitions))
        parties = map(frozenset, (self.must_tolerate, self.relied_on, self.spoilers))
        return (self.status, self.holds_on, coalitions, frozenset(self.roles.items()), *parties)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SettlementStanding) and self._compared == other._compared

    def __hash__(self) -> int:
        return hash(self._compared)


@dataclass(frozen=True)
class ClaimVerdict:
    """The verdict on a claim; None where there is no answer."""

    verdict: Truth


@dataclass(frozen=True, eq=False)
class AnswerDifferences:
    """What two disputes answer, side by side.

    Attributes
    ----------
    before, after : Graph
        The disputes.
    equilibria : tuple of EquilibriaDifference
        For each concept that was worked out for both.
    left_out : mapping of str to str
        Concepts that were not, with the reason.
    settlements, threats, claims : mapping of str to Pair
        By name, whatever either of them has; the same ones and different ones.
    """

    before: Graph
    after: Graph
    equilibria: tuple[EquilibriaDifference, ...]
    left_out: Mapping[str, str]
    settlements: Mapping[str, Pair[SettlementStanding]]
    threats: Mapping[str, Pair[Verdict]]
    claims: Mapping[str, Pair[ClaimVerdict]]

    @cached_property
    def by_coming(self) -> bool:
        """Whether `came` and `went` look at what can come about only."""
        return self.before.status_quo is not None and self.after.status_quo is not None


@dataclass(frozen=True, eq=False)
class Side:
    """One of two disputes that are compared.

    Attributes
    ----------
    base : Graph
        Its graph as the file has it.
    opened : callable
        Opens the other files that its claims name.
    levers : tuple of str
        The levers that are in force.
    """

    base: Graph
    opened: Opened
    levers: tuple[str, ...] = ()

    @cached_property
    def models(self) -> Mapping[str, Model]:
        """The dispute, and every other that its claims name, by its file."""
        found = models_of(self.base, self.opened)
        return found | {HERE: found[HERE].levered(self.levers)}

    @property
    def graph(self) -> Graph:
        """The graph of the dispute, with the levers in force."""
        return self.models[HERE].graph


def answer_differences(
    before: Side, after: Side, concepts: Iterable[str] | None = None
) -> AnswerDifferences:
    """Put the same questions to two disputes.

    Parameters
    ----------
    before, after : Side
        The disputes.
    concepts : iterable of str, optional
        Which solution concepts; all unless told.

    Raises
    ------
    UnknownName
        If there is no such concept.
    DisputeError
        If a test of a claim cannot be asked.
    """
    names = None if concepts is None else tuple(concepts)
    graphs = before.graph, after.graph
    analyses = analyse(graphs[0], names), analyse(graphs[1], names)
    return AnswerDifferences(
        *graphs,
        tuple(_equilibria(*analyses)),
        {**analyses[0].left_out, **analyses[1].left_out},
        _pairs(*(dict(_settlements(graph)) for graph in graphs)),
        _pairs(*(dict(_threats(graph)) for graph in graphs)),
        _pairs(*(dict(_claims(side)) for side in (before, after))),
    )


def _pairs(before: Mapping[str, _T], after: Mapping[str, _T]) -> dict[str, Pair[_T]]:
    names = dict.fromkeys([*before, *after])
    return {name: Pair(before.get(name), after.get(name)) for name in names}


# Equilibria -------------------------------------------------------------------------------------


def _equilibria(before: Analysis, after: Analysis) -> Iterator[EquilibriaDifference]:
    there = counterparts(before.graph, after.graph)
    back = counterparts(after.graph, before.graph)
    for concept in before.concepts:
        if concept in after.concepts:
            coming = [_coming(analysis, concept) for analysis in (before, after)]
            yield EquilibriaDifference(
                concept,
                Pair(*(int(one.flags(concept).sum()) for one in (before, after))),
                Pair(*(None if flags is None else int(flags.sum()) for flags in coming)),
                tuple(_lacking(after, before, concept, back)),
                tuple(_lacking(before, after, concept, there)),
            )


def _coming(analysis: Analysis, concept: str) -> Flags | None:
    """Which equilibria can come about; None where there is no status quo."""
    reached = analysis.reached
    return None if reached is None else np.asarray(analysis.flags(concept) & reached)


def _lacking(own: Analysis, other: Analysis, concept: str, found: Indices) -> Iterator[Matched]:
    """The equilibria of one dispute that the other lacks, and why."""
    counted = [_coming(one, concept) for one in (own, other)]
    if counted[0] is None or counted[1] is None:
        counted = [one.flags(concept) for one in (own, other)]
    mine, theirs = counted
    assert mine is not None
    assert theirs is not None
    for state in np.flatnonzero(mine).tolist():
        place = int(found[state])
        if place < 0:
            yield Matched(state, None, "no such state")
        elif not theirs[place]:
            is_one = other.flags(concept)[place]
            yield Matched(state, place, "out of reach" if is_one else "not an equilibrium")


# Settlements, threats and claims ----------------------------------------------------------------


def _settlements(graph: Graph) -> Iterator[tuple[str, SettlementStanding]]:
    start = graph.status_quo
    for name, formula in graph.dispute.settlements if start is not None else ():
        assert start is not None
        found = settlement_at(graph, name, formula, start)
        is_open = found.status == "open"
        yield (
            name,
            SettlementStanding(
                found.status,
                int(found.held.sum()),
                found.minimal_coalitions,
                found.roles if is_open else {},
                found.must_tolerate if is_open else (),
                found.relied_on if is_open else (),
                found.spoilers,
            ),
        )


def _threats(graph: Graph) -> Iterator[tuple[str, Verdict]]:
    start = graph.status_quo
    for threat in graph.dispute.threats if start is not None else ():
        assert start is not None
        yield threat.name, ThreatAnswer(graph, threat, start).status_quo


def _claims(side: Side) -> Iterator[tuple[str, ClaimVerdict]]:
    for claim in side.base.dispute.claims:
        untested = claim.test is None or claim.kind == "report"
        verdict = None if untested or claim.test is None else truth(claim.test, side.models)
        yield claim.name, ClaimVerdict(verdict)
