"""Status-quo analysis: what can come about, in how many steps, by whom, and what for good.

Li, Kilgour & Hipel (2005) search layer by layer over pairs of a state and the party that moved
last, because no party moves twice in a row. So does this, for all states of a layer at once.
Stages and what cannot be taken back are read off the classes of states that reach one another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from detente.graphs.graph import Graph
from detente.graphs.moves import Flags
from detente.graphs.returning import always_returns, classes
from detente.graphs.states import Indices
from detente.graphs.transforms import (
    Values,
    gained,
    moved_to,
    worst,
    worst_of_improvements,
)

UNREACHED = -1
_FEW = 32


@dataclass(frozen=True)
class Steps:
    """The steps that count: improvements, or any moves; a party is given by its place.

    Attributes
    ----------
    to : callable
        From a party and a set of states to the states that one step of it leads to.
    onward : callable
        From a party and one state to the states that one step of it leads to, in order.
    lowest : callable
        From a party and a value for each state to the lowest value one step of it away from each
        state; the state's own may count too.
    """

    to: Callable[[int, Flags], Flags]
    onward: Callable[[int, int], list[int]]
    lowest: Callable[[int, Values], Values]


@dataclass(frozen=True, order=True)
class Arc:
    """A step from one state to another, by their places; parties by their places too."""

    party: int
    source: int
    target: int
    irreversible: bool


@dataclass(frozen=True)
class Stage:
    """States that can come about and can be reached from one another by moves.

    Attributes
    ----------
    number : int
        From 1, which holds the status quo, in the order in which stages can first be entered.
    states : int
        How many there are.
    steps : int
        The least number of steps to one of them.
    first : int
        The first state that can be reached in so many steps, by its place.
    """

    number: int
    states: int
    steps: int
    first: int


@dataclass(frozen=True, eq=False, repr=False)
class Evolution:
    """What can come about from the status quo by legal sequences of steps of all parties.

    States are given by their places; ``graph.states.number`` gives their numbers.

    Attributes
    ----------
    graph : Graph
        The dispute.
    start : int
        The status quo.
    possible : bool
        Whether any legal moves count as steps, and not improvements only.
    steps : numpy.ndarray of int32, shape (n,)
        The least number of steps to each state; `UNREACHED` (below 0) where none lead there.
    movers : numpy.ndarray of bool, shape (parties, n)
        Who can make the last step of a sequence of that least length.
    turns : numpy.ndarray of bool, shape (parties, n)
        Where each party may make a step: states that sequences reach, however long, by a last
        step of somebody else, and the status quo.
    """

    graph: Graph
    start: int
    possible: bool
    steps: npt.NDArray[np.int32]
    movers: Flags
    turns: Flags
    _steps: Steps = field(repr=False)

    def __len__(self) -> int:
        return len(self.reached)

    def __repr__(self) -> str:
        title = self.graph.dispute.title
        return f"<Evolution of {title!r}: {len(self)} of {len(self.graph)} states come about>"

    @cached_property
    def reached(self) -> npt.NDArray[np.int64]:
        """The states that can come about: those in fewer steps first, then in order."""
        places = np.flatnonzero(self.steps >= 0)
        return places[np.argsort(self.steps[places], kind="stable")]

    @property
    def numbers(self) -> list[int]:
        """The numbers of the states that can come about, in the order of `reached`."""
        numbers: list[int] = self.graph.states.numbers[self.reached].tolist()
        return numbers

    @property
    def longest(self) -> int:
        """In how many steps every one of them can come about."""
        return int(self.steps.max())

    def last_movers(self, state: int) -> tuple[str, ...]:
        """Who can make the last of the least number of steps to a state."""
        return tuple(self.graph.parties[party] for party in np.flatnonzero(self.movers[:, state]))

    # What cannot be taken back -----------------------------------------------------------------

    @cached_property
    def stage(self) -> Indices:
        """The number of each state's stage; 0 for states that cannot come about: shape (n,)."""
        found = np.zeros(len(self.graph), dtype=np.int32)
        found[self.reached] = 1
        if not always_returns(self.graph):
            _, first, place = np.unique(
                classes(self.graph)[self.reached], return_index=True, return_inverse=True
            )
            found[self.reached] = np.argsort(np.argsort(first))[place] + 1
        return found

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """All stages, in the order of their numbers."""
        numbers, first, counts = np.unique(
            self.stage[self.reached], return_index=True, return_counts=True
        )
        firsts = self.reached[first]
        found = zip(numbers.tolist(), counts.tolist(), firsts.tolist(), strict=True)
        return tuple(
            Stage(number, count, int(self.steps[place]), place) for number, count, place in found
        )

    @cached_property
    def leaving(self) -> Flags:
        """Where each party can make a step that cannot be taken back: shape (parties, n)."""
        found = np.zeros_like(self.turns)
        if not self._all_returns:
            for party, turn in enumerate(self.turns):
                lower = self._steps.lowest(party, self.stage) < self.stage
                higher = -self._steps.lowest(party, -self.stage) > self.stage
                found[party] = turn & (lower | higher)
        return found

    @cached_property
    def no_return(self) -> dict[str, int]:
        """From how many states each party can make a step that cannot be taken back."""
        return dict(zip(self.graph.parties, self.leaving.sum(axis=1).tolist(), strict=True))

    @property
    def _all_returns(self) -> bool:
        return bool(self.stage.max() == 1)

    # Arcs --------------------------------------------------------------------------------------

    def arcs(self, between: npt.NDArray[np.int64] | None = None) -> Iterator[Arc]:
        """The arcs that belong to such sequences, in the order of the states that they leave.

        Parameters
        ----------
        between : numpy.ndarray of int, optional
            Only arcs from one of these states to another; all unless told, which may be many.
        """
        kept = self.steps >= 0
        if between is not None:
            kept = np.isin(np.arange(len(self.graph)), between)
        for source in (self.reached if between is None else between).tolist():
            for arc in self._arcs_from(source, self.turns):
                if kept[arc.target]:
                    yield arc

    def points_of_no_return(self) -> Iterator[Arc]:
        """The arcs that cannot be taken back, in the order of the states that they leave.

        No legal moves, wanted or not, of whatever parties, lead from the end of such an arc back
        to where it started.
        """
        sources = self.reached[self.leaving[:, self.reached].any(axis=0)]
        for source in sources.tolist():
            for arc in self._arcs_from(source, self.leaving):
                if arc.irreversible:
                    yield arc

    def _arcs_from(self, source: int, turns: Flags) -> Iterator[Arc]:
        for party in np.flatnonzero(turns[:, source]).tolist():
            for target in self._steps.onward(party, source):
                changes = bool(self.stage[source] != self.stage[target])
                yield Arc(party, source, target, changes)


def evolve(graph: Graph, start: int) -> Evolution:
    """What legal sequences of improvements of all parties bring about (Li, Kilgour & Hipel 2005).

    Parameters
    ----------
    graph : Graph
        The dispute.
    start : int
        The state they start from, by its place.
    """

    def to(party: int, sources: Flags) -> Flags:
        rank = graph.ranks[party]
        return gained(graph.moves[party], sources, rank, rank)

    def onward(party: int, state: int) -> list[int]:
        return sorted(graph.improvements(party, state))

    def lowest(party: int, values: Values) -> Values:
        return worst_of_improvements(graph.moves[party], values)

    return _evolution(graph, start, Steps(to, onward, lowest), possible=False)


def evolve_by_any_moves(graph: Graph, start: int) -> Evolution:
    """As `evolve`, by legal moves whether they are improvements or not: what is possible at all."""

    def to(party: int, sources: Flags) -> Flags:
        return moved_to(graph.moves[party], sources)

    def onward(party: int, state: int) -> list[int]:
        found: list[int] = graph.moves[party].from_state(state).tolist()
        return found

    def lowest(party: int, values: Values) -> Values:
        return worst(graph.moves[party], values)

    return _evolution(graph, start, Steps(to, onward, lowest), possible=True)


def _evolution(graph: Graph, start: int, steps: Steps, *, possible: bool) -> Evolution:
    """Layer by layer over pairs of a state and its last mover."""
    parties = range(len(graph.moves))
    least = np.full(len(graph), UNREACHED, dtype=np.int32)
    by = np.zeros((len(parties), len(graph)), dtype=bool)  # reached with that last mover
    movers = np.zeros_like(by)
    least[start] = length = 0
    none = np.zeros(0, dtype=np.int64)
    layer = [*(none for _ in parties), np.array([start])]  # newly reached, by last mover, if any
    while any(map(len, layer)):
        length += 1
        here, times = np.unique(np.concatenate(layer), return_counts=True)
        sources = (here[times > np.isin(here, layer[party])] for party in parties)
        new = [_one_step(steps, len(graph), *each) for each in enumerate(sources)]
        new = [places[~by[party, places]] for party, places in enumerate(new)]
        for party, places in enumerate(new):
            by[party, places] = True
            first = places[(least[places] == UNREACHED) | (least[places] == length)]
            least[first], movers[party, first] = length, True
        layer = [*new, none]
    others = by.sum(axis=0) - by
    turns = others > 0
    turns[:, start] = True
    return Evolution(graph, start, possible, least, movers, turns, steps)


def _one_step(
    steps: Steps, size: int, party: int, sources: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Where one step of a party leads from any of `sources`, one by one where they are few."""
    if len(sources) <= _FEW:
        found = _together(steps.onward(party, source) for source in sources.tolist())
        return np.array(sorted(found), dtype=np.int64)
    flags = np.zeros(size, dtype=bool)
    flags[sources] = True
    return np.flatnonzero(steps.to(party, flags))


def _together(lists: Iterable[list[int]]) -> set[int]:
    return set().union(*lists)
