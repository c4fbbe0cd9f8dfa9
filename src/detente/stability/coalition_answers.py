"""Which equilibria stand against every coalition, and how groups could leave the others.

Coalition analysis after Kilgour, Hipel, Fang & Peng (2001): an equilibrium for single parties is
asked again for groups. Nothing is worked out before it is asked for, since it may take long.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt

from detente.graphs.graph import Graph
from detente.graphs.moves import Flags
from detente.graphs.words import WIDTH
from detente.stability.analysis import analyse
from detente.stability.coalitional import (
    MEANINGS,
    SINGLE,
    Leaving,
    coalition_concepts,
    leavings,
    stable,
)
from detente.stability.concepts import UnknownName
from detente.stability.witness import Step, step_of

Places = npt.NDArray[np.intp]
LookedAt = Literal["come_about", "all", "state"]
_SECONDS_PER_PASS = 1e-6  # one coalition, one state of the graph; 64 states asked about at once
_SECONDS_BY_CHAINS = 2.5e-6  # the same for CSEQ, for each state that is asked about


@dataclass(frozen=True)
class Departure:
    """How a group could leave a state together, with nothing to answer it.

    Attributes
    ----------
    coalition : tuple of str
        Its members; no fewer of them could leave.
    target : int
        The number of the state to which they go; all of them prefer it.
    steps : tuple of Step
        The shortest way there. A step need not be an improvement by itself.
    """

    coalition: tuple[str, ...]
    target: int
    steps: tuple[Step, ...]


@dataclass(frozen=True, eq=False, repr=False)
class AgainstCoalitions:
    """What one coalition concept says of some states.

    Attributes
    ----------
    graph : Graph
        The dispute.
    concept : {"cnash", "cgmr", "csmr", "cseq"}
        The concept.
    places : numpy.ndarray of int, shape (k,)
        The states that are looked at, by their places, in order.
    """

    graph: Graph
    concept: str
    places: Places

    @property
    def extends(self) -> str:
        """The concept for single parties that this one extends."""
        return SINGLE[self.concept]

    @cached_property
    def stands(self) -> Flags:
        """Which of the states looked at are stable against every coalition: shape (k,)."""
        return stable(self.graph, self.concept, self.places)

    @property
    def looked_at(self) -> list[int]:
        """The numbers of the states looked at."""
        return self._numbers(self.places)

    @property
    def stable(self) -> list[int]:
        """The numbers of those that are stable against every coalition."""
        return self._numbers(self.places[self.stands])

    @property
    def left(self) -> list[int]:
        """The numbers of those that some group could leave."""
        return self._numbers(self.places[~self.stands])

    def departures(self, number: int) -> tuple[Departure, ...]:
        """The smallest groups that could leave a state, and how; none for a stable state.

        Raises
        ------
        UnknownName
            If there is no state of that number.
        """
        found = leavings(self.graph, _place(self.graph, number), self.concept)
        return tuple(_departure(self.graph, leaving) for leaving in found)

    def seconds(self, shown: int = 0) -> float:
        """About how long it takes, with the departures from so many states; a rough guess."""
        count = len(self.places)
        size = len(self.graph) * ((1 << len(self.graph.moves)) - 1)
        if self.concept == "cseq":
            return count * size * _SECONDS_BY_CHAINS
        asked = -(-count // WIDTH) + min(shown, count)
        return asked * size * _SECONDS_PER_PASS

    def _numbers(self, places: Places) -> list[int]:
        numbers: list[int] = self.graph.states.numbers[places].tolist()
        return numbers

    def __repr__(self) -> str:
        return f"<AgainstCoalitions: {self.concept}, {len(self.places)} states looked at>"


@dataclass(frozen=True, eq=False, repr=False)
class CoalitionAnalysis:
    """What the coalition concepts say of a dispute.

    Attributes
    ----------
    graph : Graph
        The dispute.
    looked_at : {"come_about", "all", "state"}
        Which states were looked at: for each concept the equilibria of the one it extends that
        improvements lead to from the status quo, or all of these equilibria; or named states.
    concepts : mapping of str to AgainstCoalitions
        What each concept says of them.
    """

    graph: Graph
    looked_at: LookedAt
    concepts: Mapping[str, AgainstCoalitions]

    def __repr__(self) -> str:
        title, names = self.graph.dispute.title, ", ".join(self.concepts)
        return f"<CoalitionAnalysis of {title!r}: {names}; looked at: {self.looked_at}>"


def coalition_analysis(
    graph: Graph,
    concepts: Iterable[str] | None = None,
    states: Iterable[int] | None = None,
    *,
    everywhere: bool = False,
) -> CoalitionAnalysis:
    """Ask the equilibria of a dispute, or some states, again for groups of parties.

    Parameters
    ----------
    graph : Graph
        The dispute.
    concepts : iterable of str, optional
        Any of ``cnash``, ``cgmr``, ``csmr``, ``cseq``; all unless told.
    states : iterable of int, optional
        Look at the states of these numbers, be they equilibria or not.
    everywhere : bool
        Look at equilibria that cannot come about from the status quo too.

    Raises
    ------
    UnknownName
        If there is no such concept or state.
    """
    names = tuple(MEANINGS) if concepts is None else coalition_concepts(tuple(concepts))
    looked_at, places = (
        _equilibria(graph, names, everywhere) if states is None else _named(graph, names, states)
    )
    return CoalitionAnalysis(
        graph, looked_at, {name: AgainstCoalitions(graph, name, places[name]) for name in names}
    )


def _equilibria(
    graph: Graph, names: tuple[str, ...], everywhere: bool
) -> tuple[LookedAt, dict[str, Places]]:
    single = analyse(graph, [SINGLE[name] for name in names])
    reached = None if everywhere else single.reached
    flags = {name: single.flags(SINGLE[name]) for name in names}
    if reached is None:
        return "all", {name: np.flatnonzero(found) for name, found in flags.items()}
    return "come_about", {name: np.flatnonzero(found & reached) for name, found in flags.items()}


def _named(
    graph: Graph, names: tuple[str, ...], states: Iterable[int]
) -> tuple[LookedAt, dict[str, Places]]:
    places = np.array(sorted({_place(graph, number) for number in states}), dtype=np.intp)
    return "state", dict.fromkeys(names, places)


def _place(graph: Graph, number: int) -> int:
    place = graph.states.index(number) if isinstance(number, int) else None
    if place is None:
        raise UnknownName(f"there is no state {number!r}; `detente states` lists them")
    return place


def _departure(graph: Graph, leaving: Leaving) -> Departure:
    number = graph.states.number
    return Departure(
        tuple(graph.parties[party] for party in leaving.coalition),
        number(leaving.target),
        tuple(step_of(graph, *step) for step in leaving.steps),
    )
