"""A dispute under many sets of levers at once (ours).

Most sets of levers leave states and moves as they are, and give each party one of a few rankings.
What they have in common is made once, as it is for worlds (`detente.doubts`); what stands for the
same states, moves, status quo and ranks is asked once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy.typing as npt

from detente.claims.model import Model
from detente.claims.side_by_side import SideBySide
from detente.disputes.problems import DisputeError
from detente.doubts.laboratory import Key, Laboratory, World
from detente.graphs.graph import Graph

Names = frozenset[str]
_T = TypeVar("_T")
_FEW = 4  # worlds of the same states that are not worth setting side by side


class Impossible(ValueError):
    """A dispute that cannot be: no state is feasible, or the status quo breaks a rule."""


@dataclass(frozen=True, eq=False)
class LeverWorlds:
    """Looks at a dispute under sets of its levers.

    Attributes
    ----------
    graph : Graph
        The dispute without them.
    compiled : bool
        Whether the loop over sets is to be compiled, if it can be: worth it for many.
    alike : bool
        Whether an answer depends on states, moves, status quo and ranks alone, so that sets which
        agree in these need not be asked twice.
    """

    graph: Graph
    compiled: bool = False
    alike: bool = True
    _known: dict[Hashable, object] = field(default_factory=dict, repr=False)
    laboratory: Laboratory = field(init=False)

    def __post_init__(self) -> None:
        dispute = replace(self.graph.dispute, doubts=())
        laboratory = Laboratory(dispute, self.compiled)
        laboratory.knows_of(self.graph)
        object.__setattr__(self, "laboratory", laboratory)

    def look(
        self, sets: Sequence[Names], ask: Callable[[Model], _T]
    ) -> Iterator[tuple[Names, _T | Impossible]]:
        """What is answered under each set, in any order; `Impossible` where it cannot be.

        Parameters
        ----------
        sets : sequence of frozenset of str
            The levers in force.
        ask : callable
            What is asked; the same whenever this is called.
        """
        base = self.laboratory.base
        by_structure: dict[Key, list[World]] = {}
        for names in sets:
            world = self.laboratory.with_levers(base, names)
            by_structure.setdefault(world.structure, []).append(world)
        for structure, worlds in by_structure.items():
            try:
                graph = self.laboratory.graph(structure)
            except DisputeError as error:
                impossible = Impossible(error.problems[0].what)
                yield from ((world.levers, impossible) for world in worlds)
            else:
                yield from self._look(graph, worlds, ask)

    def _look(
        self, graph: Graph, worlds: Sequence[World], ask: Callable[[Model], _T]
    ) -> Iterator[tuple[Names, _T]]:
        """What is answered in worlds of one graph."""
        keys = self._keys(graph, worlds)
        new = dict(zip(keys, worlds, strict=True))
        unknown = [(key, world) for key, world in new.items() if key not in self._known]
        models = self._models(graph, [world for _, world in unknown])
        for (key, _), model in zip(unknown, models, strict=True):
            self._known[key] = ask(model)
        for key, world in zip(keys, worlds, strict=True):
            answer: _T = self._known[key]  # type: ignore[assignment]
            yield world.levers, answer

    def _keys(self, graph: Graph, worlds: Sequence[World]) -> list[Hashable]:
        """What the answer in each world depends on."""
        if not self.alike:
            return [world.levers for world in worlds]
        where = _same_moves(graph)
        columns = [self._ranked(graph, party, worlds) for party in range(len(graph.moves))]
        return [(where, *ranked) for ranked in zip(*columns, strict=True)]

    def _ranked(self, graph: Graph, party: int, worlds: Sequence[World]) -> list[bytes]:
        """What tells a party's ranks in each world apart."""
        distinct = list(dict.fromkeys(world.ends[party] for world in worlds))
        ranks = self.laboratory.rankings(graph, party, distinct)
        known = dict(zip(distinct, (_digest(rank) for rank in ranks), strict=True))
        return [known[world.ends[party]] for world in worlds]

    def _models(self, graph: Graph, worlds: Sequence[World]) -> Iterator[Model]:
        if len(worlds) < _FEW:
            for world in worlds:
                yield self._alone(graph, world)
            return
        for _, batch in self.laboratory.batches_of(graph, worlds):
            together = self.laboratory.side_by_side(graph, batch)
            known = SideBySide(self.laboratory, batch, graph, together)
            yield from map(known.model, range(len(batch)))

    def _alone(self, graph: Graph, world: World) -> Model:
        """The model of one world that is not set beside others."""

        def levering(added: Names, removed: Names) -> Model:
            other = self.laboratory.with_levers(world, added, removed)
            return self._alone(self.laboratory.graph(other.structure), other)

        return Model(self.laboratory.preferring(graph, world), None, world.levers, levering)


def models_with(model: Model, sets: Iterable[Names]) -> Iterator[tuple[Names, Model | Impossible]]:
    """A model with just these levers in force, for each of several sets."""
    every = {lever.name for lever in model.graph.dispute.levers}
    for names in sets:
        try:
            yield names, model.levered(names, every - names)
        except DisputeError as error:
            yield names, Impossible(error.problems[0].what)


def _same_moves(graph: Graph) -> Hashable:
    """What tells the states, moves and status quo of graphs of one dispute apart."""
    dispute = graph.dispute
    directions = tuple(o.direction for p in dispute.parties for o in p.options)
    codes = graph.states.codes if graph.feasible is None else graph.feasible.codes
    return _digest(codes), directions, dispute.forbidden_moves, graph.status_quo


def _digest(array: npt.NDArray[Any]) -> bytes:
    return hashlib.blake2b(array.tobytes(), digest_size=16).digest()
