"""The worlds of one dispute, made from answers to its doubts (ours).

What worlds have in common is made once: the states and moves of each way in which doubts about
options and rules may be answered, and each party's ranks and moves for each way in which doubts
about its ends may be.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from detente.disputes.model import (
    Dispute,
    Doubt,
    OptionDoubt,
    PreferenceDoubt,
    Preferences,
    Prioritised,
    StatementDoubt,
)
from detente.disputes.places import problem_at
from detente.disputes.problems import DisputeError
from detente.doubts.answers import (
    AS_STATED,
    answers_to,
    is_structural,
    party_of,
    placed,
    preferences_in,
    rules_in,
)
from detente.graphs.building import build
from detente.graphs.compiled import available, kernel
from detente.graphs.graph import Graph
from detente.graphs.moves import Moves
from detente.graphs.ranks import Ranks, lexicographic_by, ranks
from detente.graphs.remembering import remembered
from detente.graphs.varying import ranked_moves
from detente.graphs.worlds import Worlds, rounds_of, worlds_of
from detente.statements.evaluation import Truth
from detente.statements.syntax import Formula

Key = tuple[int, ...]
"""The answers to some of a dispute's doubts."""
_MOST_COLUMNS = 128
_MOST_NUMBERS = 1 << 25
_MOST_GRAPHS = 64
_MOST_KEPT = 1 << 24  # states, over all that is kept


@dataclass(frozen=True)
class World:
    """The answers to a dispute's doubts, by what they are about.

    Attributes
    ----------
    structure : tuple of int
        The answers to doubts about options and rules.
    ends : tuple of tuple of int
        For each party, the answers to doubts about its preferences.
    """

    structure: Key
    ends: tuple[Key, ...]


@dataclass(frozen=True, eq=False)
class Laboratory:
    """Makes the graphs of a dispute's worlds.

    Attributes
    ----------
    dispute : Dispute
        The dispute, with its doubts.
    compiled : bool
        Whether the loop over worlds is to be compiled, if it can be: worth it for many.
    """

    dispute: Dispute
    compiled: bool = False
    _graphs: dict[Key, Graph] = field(default_factory=dict, repr=False)
    _preferences: dict[tuple[int, Key], Preferences | None] = field(
        default_factory=dict, repr=False
    )

    @cached_property
    def _structural(self) -> tuple[int, ...]:
        return tuple(k for k, doubt in enumerate(self.dispute.doubts) if is_structural(doubt))

    @cached_property
    def _about(self) -> tuple[tuple[int, ...], ...]:
        doubts = list(enumerate(self.dispute.doubts))
        parties = self.dispute.parties
        return tuple(tuple(k for k, d in doubts if party_of(d) == p.name) for p in parties)

    def world(self, answers: Sequence[int]) -> World:
        """A world, from one answer to each doubt."""
        structure = tuple(answers[k] for k in self._structural)
        return World(structure, tuple(tuple(answers[k] for k in own) for own in self._about))

    @property
    def base(self) -> World:
        """The dispute as its file states it."""
        return self.world([AS_STATED] * len(self.dispute.doubts))

    def graph(self, structure: Key) -> Graph:
        """The states and moves that there are, with the preferences of the file.

        Raises
        ------
        DisputeError
            If the dispute cannot be so: no state is feasible, or classes of same states overlap.
        """
        if structure not in self._graphs:
            if len(self._graphs) >= _MOST_GRAPHS:
                del self._graphs[next(iter(self._graphs))]
            self._graphs[structure] = self._built(structure)
        return self._graphs[structure]

    def _built(self, structure: Key) -> Graph:
        try:
            return build(self._structured(structure))
        except DisputeError as error:
            first = error.problems[0]
            answered = zip(self._structural, structure, strict=True)
            so = [
                answers_to(self.dispute.doubts[k], self.dispute)[answer].text
                for k, answer in answered
                if answer != AS_STATED
            ]
            what = f"in a world in which {' and '.join(so)}: {first.what}"
            mend = "change one of these doubts, or what they are about"
            raise DisputeError([problem_at(self.dispute, ("doubts",), what, mend)]) from None

    def _structured(self, structure: Key) -> Dispute:
        doubts = [self.dispute.doubts[k] for k in self._structural]
        return replace(
            self.dispute,
            rules=rules_in(self.dispute, zip(doubts, structure, strict=True)),
            doubts=(),
        )

    @cached_property
    def widest(self) -> Graph:
        """The graph of all states that are feasible in any world."""
        doubts = [self.dispute.doubts[k] for k in self._structural]
        return self.graph(tuple(_loosest(doubt) for doubt in doubts))

    def preferences(self, party: int, ends: Key) -> Preferences | None:
        """What a party prefers in worlds in which the doubts about it are so answered."""
        key = (party, ends)
        if key not in self._preferences:
            doubts = [self.dispute.doubts[k] for k in self._about[party]]
            name = self.dispute.parties[party].name
            found = preferences_in(self.dispute, name, list(zip(doubts, ends, strict=True)))
            self._preferences[key] = found
        return self._preferences[key]

    def ranks(self, graph: Graph, party: int, ends: Key) -> Ranks:
        """A party's ranks of a graph's states: made once for all graphs of the same states."""
        return self.rankings(graph, party, [ends])[0]

    def rankings(self, graph: Graph, party: int, several: Sequence[Key]) -> list[Ranks]:
        """A party's ranks in several kinds of world, made together where they are not known yet."""
        known = _kept(graph)
        new = [ends for ends in several if ("ranks", party, ends) not in known]
        found = {ends: known[("ranks", party, ends)] for ends in several if ends not in set(new)}
        found |= zip(new, self._ranked(graph, party, new), strict=True)
        for ends in new:
            _keep(graph, ("ranks", party, ends), found[ends])
        return [found[ends] for ends in several]

    def _ranked(self, graph: Graph, party: int, several: Sequence[Key]) -> list[Ranks]:
        orders = [self._order(party, ends) for ends in several]
        if any(order is None for order in orders):
            return [ranks(graph.states, self.preferences(party, ends)) for ends in several]
        true = self._truths(graph, party)
        longest = max((len(order) for order in orders if order is not None), default=0)
        nothing = len(true) - 1  # a statement that is true nowhere fills shorter lists up
        padded = np.full((len(orders), longest), nothing, dtype=np.int64)
        for row, order in zip(padded, orders, strict=True):
            assert order is not None
            row[: len(order)] = order

        def truths(places: Sequence[int], span: slice) -> Iterator[Truth]:
            for place in places:
                yield true[padded[:, place], span]

        found = lexicographic_by((len(orders), len(graph)), list(range(longest)), truths)
        return list(found)

    def _truths(self, graph: Graph, party: int) -> Truth:
        """Where each statement that a party may have is true, and at last where none is."""
        known = _kept(graph)
        if ("true", party) not in known:
            each = list(graph.states.each_where(self._statements[party]))
            _keep(graph, ("true", party), np.array([*each, np.zeros(len(graph), dtype=bool)]))
        table: Truth = known[("true", party)]
        return table

    @cached_property
    def _statements(self) -> tuple[dict[Formula, int], ...]:
        """Every statement that each party may have, with a number."""
        found = []
        for party, doubts in zip(self.dispute.parties, self._about, strict=True):
            stated = [party.preferences]
            own: dict[Formula, int] = {}
            for k in doubts:
                matter = self.dispute.doubts[k].matter
                if isinstance(matter, StatementDoubt):
                    own.setdefault(matter.formula, len(own))
                elif isinstance(matter, PreferenceDoubt):
                    stated += [alternative.preferences for alternative in matter.alternatives]
            for preferences in stated:
                for formula in _formulas(preferences) or ():
                    own.setdefault(formula, len(own))
            found.append(own)
        return tuple(found)

    def _order(self, party: int, ends: Key) -> list[int] | None:
        """The numbers of a party's statements in order; None where it has none to be ordered."""
        numbers, own = self._statements[party], self.dispute.parties[party].preferences
        answered = [
            (self.dispute.doubts[k].matter, answer)
            for k, answer in zip(self._about[party], ends, strict=True)
            if answer != AS_STATED
        ]
        for matter, answer in answered:
            if isinstance(matter, PreferenceDoubt):
                own = matter.alternatives[answer].preferences
        stated = _formulas(own)
        if stated is None:
            return None
        listed: Sequence[int] = [numbers[formula] for formula in stated]
        for matter, answer in answered:
            if isinstance(matter, StatementDoubt):
                listed = placed(listed, numbers[matter.formula], matter, answer)
        return list(listed)

    def _moves(self, graph: Graph, party: int, ends: Key) -> Moves:
        known = _kept(graph)
        if ("moves", party, ends) not in known:
            made = ranked_moves(graph.moves[party], self.ranks(graph, party, ends))
            _keep(graph, ("moves", party, ends), made)
        found: Moves = known[("moves", party, ends)]
        return found

    def preferring(self, graph: Graph, world: World) -> Graph:
        """A graph of this dispute's parties, were they to prefer what they do in a world."""
        dispute = graph.dispute
        parties = tuple(
            replace(party, preferences=self.preferences(k, world.ends[k]))
            for k, party in enumerate(dispute.parties)
        )
        return replace(
            graph,
            dispute=replace(dispute, parties=parties),
            ranks=tuple(self.ranks(graph, k, ends) for k, ends in enumerate(world.ends)),
            moves=tuple(self._moves(graph, k, ends) for k, ends in enumerate(world.ends)),
        )

    # Many at once ------------------------------------------------------------------------------

    def batches(self, worlds: Sequence[World]) -> Iterator[tuple[Graph, list[World]]]:
        """Groups of worlds that share their states, and are few enough to be looked at together."""
        by_structure: dict[Key, list[World]] = {}
        for world in worlds:
            by_structure.setdefault(world.structure, []).append(world)
        for structure, alike in by_structure.items():
            graph = self.graph(structure)
            columns = columns_of(graph)
            for first in range(0, len(alike), columns):
                yield graph, alike[first : first + columns]

    def side_by_side(self, graph: Graph, worlds: Sequence[World]) -> Worlds:
        """Worlds of one graph of this dispute's parties side by side."""
        variants, picks = [], []
        for party in range(len(graph.moves)):
            place: dict[Key, int] = {}
            picked = [place.setdefault(world.ends[party], len(place)) for world in worlds]
            variants.append(self.rankings(graph, party, list(place)))
            picks.append(picked)
        loop = kernel() if self.compiled and available() else None
        return worlds_of(graph, variants, np.array(picks).T, kernel=loop)


def _formulas(preferences: Preferences | None) -> tuple[Formula, ...] | None:
    """The statements of preferences that are a list of such; none where there are none."""
    if preferences is None:
        return ()
    if isinstance(preferences, Prioritised):
        return tuple(statement.formula for statement in preferences.statements)
    return None


def _kept(graph: Graph) -> dict[Hashable, Any]:
    """What is kept for all graphs of the same states."""
    return remembered(graph.states, "kept for worlds", dict[Hashable, Any])


def _keep(graph: Graph, key: Hashable, made: Any) -> None:
    """Keep something as long as there is room."""
    kept = _kept(graph)
    if len(kept) * len(graph) > _MOST_KEPT:
        del kept[next(iter(kept))]
    kept[key] = made


def _loosest(doubt: Doubt) -> int:
    """The answer that rules no state out."""
    return 0 if isinstance(doubt.matter, OptionDoubt) else 1


def columns_of(graph: Graph) -> int:
    """How many worlds of a graph are looked at side by side: fewer where it has many moves."""
    moves = sum(
        sum(map(len, (*rounds.onward.targets, *rounds.onward.crowded)))
        for rounds in rounds_of(graph)
    )
    return int(np.clip(_MOST_NUMBERS // max(moves, 1), 1, _MOST_COLUMNS))


def by_file(disputes: Mapping[str, Dispute], *, compiled: bool) -> dict[str, Laboratory]:
    """A laboratory for each dispute, by the name of its file."""
    return {file: Laboratory(dispute, compiled) for file, dispute in disputes.items()}
