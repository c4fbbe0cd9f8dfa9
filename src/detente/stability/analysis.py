"""Which states are stable for whom, under each solution concept."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from detente._version import __version__
from detente.disputes.problems import did_you_mean
from detente.graphs.asking import asked_states
from detente.graphs.graph import Graph
from detente.graphs.moves import Flags
from detente.graphs.states import Codes
from detente.seen import Drawn, Shown, chart
from detente.stability import sim
from detente.stability.coming import coming
from detente.stability.concepts import CONCEPTS, UnknownName, chosen

if TYPE_CHECKING:
    from pandas import DataFrame

    from detente.stability.witness import Witness

SIM_UNASKED = 2.5
_WORKERS = 2
_WORTH_THREADS = 1 << 14
Progress = Callable[[int, int], None]
Packed = npt.NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Analysis(Shown):
    """The stable states of a dispute.

    Attributes
    ----------
    graph : Graph
        What was analysed.
    concepts : tuple of str
        The concepts that were computed.
    left_out : mapping of str to str
        Concepts that were not, with the reason in words.
    seconds : float
        How long it took.
    version : str
        The version of the package that made it.
    """

    graph: Graph
    concepts: tuple[str, ...]
    left_out: Mapping[str, str]
    seconds: float
    _packed: Mapping[tuple[str, int], Packed] = field(repr=False)
    version: str = __version__

    @property
    def parties(self) -> tuple[str, ...]:
        """The names of the parties, in order."""
        return self.graph.parties

    def flags(self, concept: str, party: str | int | None = None) -> Flags:
        """Where states are stable for a party, or equilibria where no party is named: shape (n,).

        Raises
        ------
        UnknownName
            If there is no such party or concept, or the concept was left out.
        """
        concept = self._concept(concept)
        if party is None:
            everyone = [self.flags(concept, p) for p in range(len(self.parties))]
            return np.asarray(np.logical_and.reduce(everyone))
        place = party if isinstance(party, int) else self._party(party)
        packed = self._packed[concept, place]
        return np.unpackbits(packed, count=len(self.graph)).view(np.bool_)

    def stable(self, concept: str, party: str) -> list[int]:
        """The numbers of the states that are stable for a party under a concept, in order.

        Parameters
        ----------
        concept : str
            A solution concept that was computed.
        party : str
            A party's name.

        Returns
        -------
        list of int

        Raises
        ------
        UnknownName
            If there is no such party or concept, or the concept was left out.
        """
        return self._numbers(self.flags(concept, party))

    def equilibria(self, concept: str = "seq", *, where: str | None = None) -> list[int]:
        """The numbers of the states that are stable for every party under a concept.

        Parameters
        ----------
        concept : str
            A solution concept that was computed.
        where : str, optional
            A formula, or a settlement's name: only states in which it holds.

        Returns
        -------
        list of int
            In order.

        Raises
        ------
        UnknownName
            If there is no such concept, or it was left out.
        DisputeError
            If `where` is no formula, or uses unknown names.

        Examples
        --------
        >>> import detente
        >>> detente.load("chicken").analyse().equilibria("nash", where="Row.swerve")
        [2]
        """
        asked = asked_states(self.graph, where)
        flags = self.flags(concept)
        return self._numbers(flags if asked is None else flags & asked)

    def come_about(self, concept: str = "seq") -> list[int] | None:
        """The equilibria that improvements lead to from the status quo, by their numbers.

        This is the status quo analysis of Li, Kilgour & Hipel (2005), cut down to equilibria.

        Returns
        -------
        list of int or None
            In order; None where there is no status quo.

        Raises
        ------
        UnknownName
            If there is no such concept, or it was left out.
        """
        if self.reached is None:
            return None
        return self._numbers(self.flags(concept) & self.reached)

    @cached_property
    def reached(self) -> Flags | None:
        """The states that improvements lead to from the status quo, itself included: shape (n,)."""
        return None if self.graph.status_quo is None else coming(self.graph)

    def counts(self, concept: str) -> dict[str, int]:
        """How many equilibria there are, and how many states are stable for each party.

        Returns
        -------
        dict of str to int
            Under ``equilibria`` and under each party's name.
        """
        found = {"equilibria": int(self.flags(concept).sum())}
        return found | {name: int(self.flags(concept, name).sum()) for name in self.parties}

    @cached_property
    def any_equilibrium(self) -> Flags:
        """Which states are equilibria under at least one concept: shape (n,)."""
        return np.asarray(np.logical_or.reduce([self.flags(c) for c in self.concepts]))

    def strongest(self, number: int) -> tuple[str, ...]:
        """The concepts by which a state is an equilibrium, less those that follow from others."""
        state = self._state(number)
        met = [concept for concept in self.concepts if self.is_equilibrium(concept, state)]
        implied = {weaker for concept in met for weaker in CONCEPTS[concept].weaker}
        return tuple(concept for concept in met if concept not in implied)

    def why(self, state: int, party: str, concept: str = "seq") -> Witness:
        """Why a state is or is not stable for a party.

        Parameters
        ----------
        state : int
            Its number.
        party : str
            The party's name.
        concept : str
            A solution concept.

        Returns
        -------
        Witness
            Every improvement of the party, with the sanction that meets it, if any.

        Raises
        ------
        UnknownName
            If there is no such state, party or concept.
        """
        from detente.stability.witness import explain

        (name,) = chosen([concept])
        return explain(self.graph, self._state(state), self._party(party), name)

    def to_frame(self) -> DataFrame:
        """One row a state: its number, what is on, and how it fares; needs pandas.

        Returns
        -------
        pandas.DataFrame
            Indexed by state number. Columns: each option (true where it is on), each concept
            (true for equilibria), ``reached`` (true where improvements lead from the status quo;
            left out where there is none), and each concept with each party (``seq: North``).

        Examples
        --------
        >>> import detente
        >>> detente.load("chicken").analyse(["nash"]).to_frame()["nash"].tolist()
        [False, True, True, False]
        """
        import pandas as pd

        states = self.graph.states
        columns: dict[str, Flags] = {}
        if self.graph.dispute.drawing is None:
            columns |= {label: _bit(states.codes, k) for k, label in enumerate(states.labels)}
        columns |= {concept: self.flags(concept) for concept in self.concepts}
        columns |= {} if self.reached is None else {"reached": self.reached}
        columns |= {
            f"{concept}: {party}": self.flags(concept, party)
            for concept in self.concepts
            for party in self.parties
        }
        return pd.DataFrame(columns, index=pd.Index(states.numbers, name="state"))

    def plot_equilibria(self) -> Drawn:
        """Draw how many states are equilibria; needs ``pip install 'detente[report]'``."""
        return chart("equilibria", self)

    def _numbers(self, flags: Flags) -> list[int]:
        numbers: list[int] = self.graph.states.numbers[flags].tolist()
        return numbers

    def is_equilibrium(self, concept: str, state: int) -> bool:
        """Whether a state, by its place, is stable for all under a concept that was computed."""
        bit = 0x80 >> (state & 7)
        return all(
            bool(self._packed[concept, party][state >> 3] & bit)
            for party in range(len(self.parties))
        )

    def _concept(self, name: str) -> str:
        (concept,) = chosen([name])
        if concept not in self.concepts:
            reason = self.left_out.get(concept, "it was not asked for")
            raise UnknownName(f"`{concept}` was not computed: {reason}")
        return concept

    def _party(self, name: str) -> int:
        if name not in self.parties:
            mend = did_you_mean(name, self.parties, "choose another")
            raise UnknownName(f"there is no party `{name}`; {mend}")
        return self.parties.index(name)

    def _state(self, number: int) -> int:
        state = self.graph.states.index(number) if isinstance(number, int) else None
        if state is None:
            raise UnknownName(f"there is no state {number!r}; `detente states` lists them")
        return state

    def __repr__(self) -> str:
        counts = ", ".join(
            f"{concept} {int(self.flags(concept).sum())}" for concept in self.concepts
        )
        return f"<Analysis of {self.graph.dispute.title!r}: {len(self.graph)} states; {counts}>"


def _bit(codes: Codes, k: int) -> Flags:
    return np.asarray((codes >> k & 1).astype(bool))


def analyse(
    graph: Graph, concepts: Iterable[str] | None = None, progress: Progress | None = None
) -> Analysis:
    """Find the states that are stable for each party under each concept.

    Parameters
    ----------
    graph : Graph
        The dispute's graph.
    concepts : iterable of str, optional
        Which concepts; all where none are named, save simultaneous stability where it is undefined
        or takes more than `SIM_UNASKED` seconds.
    progress : callable, optional
        Called with how many of how many parts are done.

    Returns
    -------
    Analysis

    Raises
    ------
    UnknownName
        If a concept is not known.
    """
    begun = time.perf_counter()
    names, left_out = _computable(graph, concepts)
    tasks = [(name, party) for name in names for party in range(len(graph.moves))]
    packed: dict[tuple[str, int], Packed] = {}
    with ThreadPoolExecutor(_WORKERS) as pool:
        spread = pool.map if len(graph) >= _WORTH_THREADS else map
        solved = spread(lambda task: _solve(graph, *task), tasks)
        for done, (task, flags) in enumerate(zip(tasks, solved, strict=True), start=1):
            packed[task] = flags
            if progress is not None:
                progress(done, len(tasks))
    return Analysis(graph, names, left_out, time.perf_counter() - begun, packed)


def _solve(graph: Graph, concept: str, party: int) -> Packed:
    return np.packbits(CONCEPTS[concept].stable(graph, party))


def _computable(
    graph: Graph, concepts: Iterable[str] | None
) -> tuple[tuple[str, ...], dict[str, str]]:
    """The concepts to compute, and why others are left out."""
    names = chosen(concepts)
    if "sim" not in names:
        return names, {}
    reason = sim.undefined(graph)
    if reason is None and concepts is None:
        seconds = sim.seconds_of(graph)
        if seconds > SIM_UNASKED:
            reason = f"it takes about {seconds:,.0f} seconds; ask for it by name"
    if reason is None:
        return names, {}
    return tuple(name for name in names if name != "sim"), {"sim": reason}
