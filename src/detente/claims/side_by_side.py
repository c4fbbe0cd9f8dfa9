"""What single worlds remember of what was worked out for many of them side by side (ours)."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from detente.claims.model import Model
from detente.disputes.model import Alternative, Doubt, PreferenceDoubt, Preferences
from detente.doubts.answers import AS_STATED
from detente.doubts.laboratory import Laboratory, World
from detente.graphs.graph import Graph
from detente.graphs.moves import Flags
from detente.graphs.rounds import Table
from detente.graphs.transforms import come_about
from detente.graphs.worlds import Worlds
from detente.settlements.credibility import assured, stable_for
from detente.settlements.holding import holds_on
from detente.stability.concepts import CONCEPTS

ALONE = frozenset({"nash", "gmr", "smr"})
"""Concepts that look at no ranks but the party's own."""
_NAMES = frozenset({"assured", "held", "stable"})


@dataclass(frozen=True, eq=False)
class SideBySide:
    """Worlds of the same states, and what is known of all of them.

    Attributes
    ----------
    laboratory : Laboratory
        Where they are made.
    worlds : sequence of World
        The worlds.
    graph : Graph
        Their states, with the preferences of the file.
    together : Worlds
        The worlds side by side, in the same order.
    """

    laboratory: Laboratory
    worlds: Sequence[World]
    graph: Graph
    together: Worlds
    _tables: dict[Hashable, Table] = field(default_factory=dict, repr=False)
    _bound: dict[int, SideBySide] = field(default_factory=dict, repr=False)
    _others: dict[tuple[frozenset[str], frozenset[str]], SideBySide] = field(
        default_factory=dict, repr=False
    )
    _fewer: dict[int, Worlds] = field(default_factory=dict, repr=False)

    def model(self, column: int) -> Model:
        """The model of one world."""

        def levering(added: frozenset[str], removed: frozenset[str]) -> Model:
            return self._levered(added, removed).model(column)

        return Model(
            self.single(column),
            (Model(self.graph), lambda g: self._other(g, column)),
            self.worlds[column].levers,
            levering,
        )

    def _levered(self, added: frozenset[str], removed: frozenset[str]) -> SideBySide:
        """The same worlds with other levers in force."""
        key = (added, removed)
        if key not in self._others:
            worlds = [self.laboratory.with_levers(world, added, removed) for world in self.worlds]
            graph = self.laboratory.graph(worlds[0].structure)
            together = self.laboratory.side_by_side(graph, worlds)
            self._others[key] = SideBySide(self.laboratory, worlds, graph, together)
        return self._others[key]

    def single(self, column: int) -> Graph:
        """The graph of one world, which remembers its part of what is known of all."""
        graph = self.laboratory.preferring(self.graph, self.worlds[column])
        vars(graph)["_remembered"] = _Remembered(self, column)
        return graph

    def _other(self, graph: Graph, column: int) -> Graph:
        """Another graph of the same parties, as it is in one of these worlds."""
        key = id(graph.states)
        if key not in self._bound:
            together = self.laboratory.side_by_side(graph, self.worlds)
            self._bound[key] = SideBySide(self.laboratory, self.worlds, graph, together)
        return self._bound[key].single(column)

    def knows(self, key: Hashable) -> bool:
        """Whether a table can be made of what a graph would remember under a key."""
        if key == "coming":
            return self.together.status_quo is not None
        if not isinstance(key, tuple) or key[0] not in _NAMES:
            return False
        return bool(key[0] != "stable" or key[1] != "sim")

    def table(self, key: Hashable) -> Table:
        """What graphs remember under a key, in all worlds: shape (n, worlds)."""
        if key not in self._tables:
            self._tables[key] = self._made(key)
        return self._tables[key]

    def _made(self, key: Any) -> Table:
        if key == "coming":
            assert self.together.status_quo is not None
            return come_about(self.together, self.together.status_quo)
        match key:
            case ("assured", party):
                return assured(self.together, party)
            case ("held", name):
                settled = Model(self.together).where(name)
                return holds_on(self.together, settled[:, None].repeat(len(self.worlds), axis=1))
            case ("stable", concept, party):
                return self._stable(concept, party)
        raise KeyError(key)

    def _stable(self, concept: str, party: int) -> Flags:
        if concept == "seq":
            return stable_for(self.together, party)
        if concept in ALONE:
            return self._stable_alone(concept, party)
        return CONCEPTS[concept].stable(self.together, party)

    def _stable_alone(self, concept: str, party: int) -> Flags:
        """As `_stable`, for concepts that depend on the party's own ends: once for each of them."""
        ends = [world.ends[party] for world in self.worlds]
        firsts = {own: column for column, own in enumerate(ends)}
        if 2 * len(firsts) > len(ends):
            return CONCEPTS[concept].stable(self.together, party)
        if party not in self._fewer:
            distinct = [self.worlds[column] for column in firsts.values()]
            self._fewer[party] = self.laboratory.side_by_side(self.graph, distinct)
        found = CONCEPTS[concept].stable(self._fewer[party], party)
        place = {own: k for k, own in enumerate(firsts)}
        return found[:, [place[own] for own in ends]]

    def equilibria(self, concept: str) -> Flags:
        """In which worlds each state is an equilibrium: shape (n, worlds)."""
        parties = range(len(self.together.moves))
        each = [self.table(("stable", concept, party)) for party in parties]
        return np.asarray(np.logical_and.reduce(each))


def models_preferring(graph: Graph, instead: Sequence[tuple[str, Preferences]]) -> Iterator[Model]:
    """The model of a dispute for each of several things that one of its parties may prefer instead.

    Parameters
    ----------
    graph : Graph
        The dispute.
    instead : sequence of (str, Preferences)
        Who prefers what, everyone else being as the dispute has it.
    """
    by_party: dict[str, list[Alternative]] = {}
    for party, preferences in instead:
        by_party.setdefault(party, []).append(Alternative(preferences))
    doubts = tuple(
        Doubt(party, PreferenceDoubt(party, tuple(found))) for party, found in by_party.items()
    )
    laboratory = Laboratory(replace(graph.dispute, doubts=doubts))
    laboratory.knows_of(graph)
    worlds, seen = [], dict.fromkeys(by_party, 0)
    for party, _ in instead:
        answers = [seen[party] if name == party else AS_STATED for name in by_party]
        worlds.append(laboratory.world(answers))
        seen[party] += 1
    for _, batch in laboratory.batches_of(graph, worlds):
        together = laboratory.side_by_side(graph, batch)
        known = SideBySide(laboratory, batch, graph, together)
        yield from map(known.model, range(len(batch)))


class _Remembered(dict[Hashable, Any]):
    """What one world's graph remembers, filled from its column of what is known of all."""

    def __init__(self, known: SideBySide, column: int) -> None:
        super().__init__()
        self._known = known
        self._column = column

    def __contains__(self, key: object) -> bool:
        return super().__contains__(key) or (isinstance(key, Hashable) and self._known.knows(key))

    def __missing__(self, key: Hashable) -> npt.NDArray[Any]:
        own = np.ascontiguousarray(self._known.table(key)[:, self._column])
        self[key] = own if own.dtype == bool else own.astype(np.int32)
        found: npt.NDArray[Any] = self[key]
        return found
