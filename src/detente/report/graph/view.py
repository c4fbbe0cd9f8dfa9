"""What is shown of a graph of states and moves, and what of it was folded away."""

from __future__ import annotations

from dataclasses import dataclass

from detente.graphs.graph import Graph
from detente.report.graph.link import Link
from detente.stability.analysis import Analysis


@dataclass(frozen=True)
class Folded:
    """How much there is, to be set against what is shown; the start counts among what comes about.

    Attributes
    ----------
    states, coming, stable : int
        How many states there are, how many can come about, and how many equilibria among these.
    moves : int
        How many moves between the states shown are left out of those that were asked for.
    ways : int
        How many of the ways to settlements are not drawn from start to end.
    """

    states: int
    coming: int
    stable: int
    moves: int
    ways: int = 0


@dataclass(frozen=True, eq=False)
class View:
    """What is shown; states are given by their places.

    Attributes
    ----------
    graph : Graph
        The dispute.
    analysis : Analysis
        Its states' stability under `concept`.
    concept : str
        The solution concept that marks equilibria.
    start : int or None
        Where steps are counted from; None where the dispute has no status quo.
    layers : dict of int to int
        The layer of each state shown.
    links : tuple of Link
        The arrows between them.
    coming : dict of int to int
        The states shown that improvements lead to from the start, with the number of steps.
    stable : frozenset of int
        The states shown that are equilibria.
    ends : dict of int to tuple of str
        The settlements that hold where a shown path to them ends.
    party : int or None
        The party to whose moves the arrows are confined.
    improvements : bool
        Whether other moves were left out, but for those that settlements need.
    folded : Folded
        What there is in all.
    """

    graph: Graph
    analysis: Analysis
    concept: str
    start: int | None
    layers: dict[int, int]
    links: tuple[Link, ...]
    coming: dict[int, int]
    stable: frozenset[int]
    ends: dict[int, tuple[str, ...]]
    party: int | None
    improvements: bool
    folded: Folded

    @property
    def shown(self) -> tuple[int, ...]:
        """The states shown."""
        return tuple(self.layers)

    @property
    def is_status_quo(self) -> bool:
        """Whether steps are counted from the status quo."""
        return self.start is not None and self.start == self.graph.status_quo

    def number(self, place: int) -> int:
        """The number of a state."""
        return self.graph.states.number(place)
