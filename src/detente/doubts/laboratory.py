"""The worlds of one dispute, made from answers to its doubts (ours).

What worlds have in common is made once: the states and moves of each way in which doubts about
options and rules may be answered, and each party's ranks and moves for each way in which doubts
about its ends may be.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from detente.disputes.model import (
    Allow,
    Dispute,
    Doubt,
    Lever,
    LeverDoubt,
    OptionDoubt,
    PreferenceDoubt,
    Preferences,
    Prioritised,
    RemoveRule,
    StatementDoubt,
    Weigh,
)
from detente.disputes.places import problem_at
from detente.disputes.problems import DisputeError
from detente.doubts.answers import (
    AS_STATED,
    answers_to,
    is_structural,
    levers_in,
    party_of,
    placed,
    preferences_in,
    rules_in,
)
from detente.graphs.building import build, started_at
from detente.graphs.compiled import available, kernel
from detente.graphs.graph import Graph
from detente.graphs.moves import Moves
from detente.graphs.ranks import Ranks, lexicographic_by, ranks
from detente.graphs.remembering import remembered
from detente.graphs.varying import ranked_moves
from detente.graphs.worlds import Worlds, rounds_of, worlds_of
from detente.levers.applying import (
    added_formulas,
    changes_states,
    edited_party,
    listed_after,
    preferences_with,
    states_with,
)
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
        The answers to doubts about options and rules, then for each lever that changes these
        whether it is in force.
    ends : tuple of tuple of int
        For each party, the answers to doubts about its preferences, then for each lever that
        changes these whether it is in force.
    levers : frozenset of str
        The levers that are in force.
    """

    structure: Key
    ends: tuple[Key, ...]
    levers: frozenset[str] = frozenset()


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
    _by_states: dict[Hashable, Graph] = field(default_factory=dict, repr=False)
    _own: object = field(default_factory=object, repr=False)
    _preferences: dict[tuple[int, Key], Preferences | None] = field(
        default_factory=dict, repr=False
    )

    def knows_of(self, graph: Graph) -> None:
        """Use the states and moves of a graph of this dispute, and of others made from it."""
        known = remembered(graph.states, "graphs of other states", dict[Hashable, Graph])
        known.setdefault(_states_key(graph.dispute), graph)
        object.__setattr__(self, "_by_states", known)

    def ways(self, party: int) -> Iterator[Key]:
        """Every way in which the doubts about a party's preferences may be answered."""
        return itertools.product(*map(range, self._choices(party)))

    def count(self, party: int) -> int:
        """How many `ways` there are."""
        return math.prod(self._choices(party))

    def _choices(self, party: int) -> list[int]:
        about = [self.dispute.doubts[k] for k in self._about[party]]
        counts = [len(answers_to(doubt, self.dispute)) for doubt in about]
        flags = [1 + (lever.name in self._doubted) for lever in self._persuading[party]]
        return counts + flags

    @cached_property
    def _doubted(self) -> frozenset[str]:
        """The levers of which it is in doubt whether they are in force."""
        matters = (doubt.matter for doubt in self.dispute.doubts)
        return frozenset(matter.lever for matter in matters if isinstance(matter, LeverDoubt))

    @cached_property
    def _structural(self) -> tuple[int, ...]:
        return tuple(k for k, doubt in enumerate(self.dispute.doubts) if is_structural(doubt))

    @cached_property
    def _about(self) -> tuple[tuple[int, ...], ...]:
        doubts = list(enumerate(self.dispute.doubts))
        parties = self.dispute.parties
        return tuple(tuple(k for k, d in doubts if party_of(d) == p.name) for p in parties)

    @cached_property
    def _moving(self) -> tuple[Lever, ...]:
        """The levers that change which states and moves there are, or the status quo."""
        return tuple(lever for lever in self.dispute.levers if changes_states(lever))

    @cached_property
    def _persuading(self) -> tuple[tuple[Lever, ...], ...]:
        """For each party, the levers that change its preferences."""
        return tuple(
            tuple(
                lever
                for lever in self.dispute.levers
                if party.name in {edited_party(edit) for edit in lever.edits}
            )
            for party in self.dispute.parties
        )

    def world(self, answers: Sequence[int]) -> World:
        """A world, from one answer to each doubt."""
        structure = tuple(answers[k] for k in self._structural)
        ends = tuple(tuple(answers[k] for k in own) for own in self._about)
        in_force = levers_in(zip(self.dispute.doubts, answers, strict=True))
        return self._with_flags(structure, ends, frozenset(in_force))

    def with_levers(
        self, world: World, added: Iterable[str] = (), removed: Iterable[str] = ()
    ) -> World:
        """The same world with other levers in force."""
        structure = world.structure[: len(self._structural)]
        pairs = zip(world.ends, self._about, strict=True)
        ends = tuple(own[: len(about)] for own, about in pairs)
        return self._with_flags(structure, ends, (world.levers | set(added)) - set(removed))

    def _with_flags(self, structure: Key, ends: Sequence[Key], in_force: frozenset[str]) -> World:
        pairs = zip(ends, self._persuading, strict=True)
        return World(
            (*structure, *_flags(self._moving, in_force)),
            tuple((*own, *_flags(levers, in_force)) for own, levers in pairs),
            in_force,
        )

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
        dispute = self._structured(structure)
        try:
            return self._started(dispute)
        except DisputeError as error:
            first = error.problems[0]
            answered = zip(self._structural, structure, strict=False)
            so = [
                answers_to(self.dispute.doubts[k], self.dispute)[answer].text
                for k, answer in answered
                if answer != AS_STATED
            ]
            so += [f"the lever `{lever.name}` is in force" for lever in self._in_force(structure)]
            what = f"in a world in which {' and '.join(so)}: {first.what}"
            mend = "change one of these doubts, or what they are about"
            raise DisputeError([problem_at(self.dispute, ("doubts",), what, mend)]) from None

    def _started(self, dispute: Dispute) -> Graph:
        """The graph of a dispute; its states and moves are made once for all status quos."""
        key = _states_key(dispute)
        if key not in self._by_states:
            if len(self._by_states) >= _MOST_GRAPHS:
                del self._by_states[next(iter(self._by_states))]
            self._by_states[key] = build(dispute)
        known = self._by_states[key]
        if known.dispute.status_quo == dispute.status_quo:
            return known
        return replace(known, dispute=dispute, status_quo=started_at(known, dispute))

    def _in_force(self, structure: Key) -> tuple[Lever, ...]:
        flags = structure[len(self._structural) :]
        return tuple(lever for lever, flag in zip(self._moving, flags, strict=True) if flag)

    def _structured(self, structure: Key) -> Dispute:
        doubts = [self.dispute.doubts[k] for k in self._structural]
        answered = zip(doubts, structure, strict=False)
        changed = replace(self.dispute, rules=rules_in(self.dispute, answered), doubts=())
        return states_with(changed, self._in_force(structure))

    @cached_property
    def widest(self) -> Graph:
        """The graph of all states that are feasible in any world."""
        doubts = [self.dispute.doubts[k] for k in self._structural]
        loosest = [_loosest(doubt) for doubt in doubts]
        if not any(lever.name in self._doubted for lever in self._moving):
            return self.graph((*loosest, *_flags(self._moving, frozenset())))
        rules = rules_in(self.dispute, zip(doubts, loosest, strict=True))
        opening = tuple(
            replace(lever, edits=tuple(e for e in lever.edits if isinstance(e, Allow | RemoveRule)))
            for lever in self._moving
            if lever.name in self._doubted
        )
        return build(states_with(replace(self.dispute, rules=rules, doubts=()), opening))

    def preferences(self, party: int, ends: Key) -> Preferences | None:
        """What a party prefers in worlds in which the doubts about it are so answered."""
        key = (party, ends)
        if key not in self._preferences:
            doubts = [self.dispute.doubts[k] for k in self._about[party]]
            name = self.dispute.parties[party].name
            found = preferences_in(self.dispute, name, list(zip(doubts, ends, strict=False)))
            levers = self._levers_of(party, ends)
            self._preferences[key] = preferences_with(found, name, levers)
        return self._preferences[key]

    def _levers_of(self, party: int, ends: Key) -> tuple[Lever, ...]:
        """The levers in force that change a party's preferences."""
        flags = ends[len(self._about[party]) :]
        return tuple(
            lever for lever, flag in zip(self._persuading[party], flags, strict=True) if flag
        )

    def ranks(self, graph: Graph, party: int, ends: Key) -> Ranks:
        """A party's ranks of a graph's states: made once for all graphs of the same states."""
        return self.rankings(graph, party, [ends])[0]

    def rankings(self, graph: Graph, party: int, several: Sequence[Key]) -> list[Ranks]:
        """A party's ranks in several kinds of world, made together where they are not known yet."""
        known = _kept(graph)
        keys = {ends: (self._own, "ranks", party, ends) for ends in several}
        found = {ends: known[key] for ends, key in keys.items() if key in known}
        new = [ends for ends in keys if ends not in found]
        found |= zip(new, self._ranked(graph, party, new), strict=True)
        for ends in new:
            _keep(graph, keys[ends], found[ends])
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
        if ("true", self._own, party) not in known:
            each = list(graph.states.each_where(self._statements[party]))
            _keep(
                graph,
                ("true", self._own, party),
                np.array([*each, np.zeros(len(graph), dtype=bool)]),
            )
        table: Truth = known[("true", self._own, party)]
        return table

    @cached_property
    def _statements(self) -> tuple[dict[Formula, int], ...]:
        """Every statement that each party may have, with a number."""
        found = []
        for party, doubts, levers in zip(
            self.dispute.parties, self._about, self._persuading, strict=True
        ):
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
            for lever in levers:
                for formula in added_formulas(lever, party.name):
                    own.setdefault(formula, len(own))
            found.append(own)
        return tuple(found)

    def _order(self, party: int, ends: Key) -> list[int] | None:
        """The numbers of a party's statements in order; None where it has none to be ordered."""
        numbers, own = self._statements[party], self.dispute.parties[party].preferences
        answered = [
            (self.dispute.doubts[k].matter, answer)
            for k, answer in zip(self._about[party], ends, strict=False)
            if answer != AS_STATED
        ]
        edits = [
            edit
            for lever in self._levers_of(party, ends)
            for edit in lever.edits
            if edited_party(edit) == self.dispute.parties[party].name
        ]
        for matter, answer in answered:
            if isinstance(matter, PreferenceDoubt):
                own = matter.alternatives[answer].preferences
        stated = _formulas(own)
        if stated is None or any(isinstance(edit, Weigh) for edit in edits):
            return None
        listed: Sequence[int] = [numbers[formula] for formula in stated]
        for matter, answer in answered:
            if isinstance(matter, StatementDoubt):
                listed = placed(listed, numbers[matter.formula], matter, answer)
        if edits:
            formulas = [list(numbers)[number] for number in listed]
            for edit in edits:
                formulas, _ = listed_after(formulas, edit)
            listed = [numbers[formula] for formula in formulas]
        return list(listed)

    def _moves(self, graph: Graph, party: int, ends: Key) -> Moves:
        known, key = _kept(graph), (self._own, "moves", party, ends)
        if key not in known:
            made = ranked_moves(graph.moves[party], self.ranks(graph, party, ends))
            _keep(graph, key, made)
        found: Moves = known[key]
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
            yield from self.batches_of(self.graph(structure), alike)

    def batches_of(
        self, graph: Graph, worlds: Sequence[World]
    ) -> Iterator[tuple[Graph, list[World]]]:
        """Groups of worlds of one graph that are few enough to be looked at together."""
        columns = columns_of(graph)
        for first in range(0, len(worlds), columns):
            yield graph, list(worlds[first : first + columns])

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


def _states_key(dispute: Dispute) -> Hashable:
    """What of a dispute decides on its states and moves, as far as levers and doubts change it."""
    return dispute.rules, dispute.forbidden_moves, tuple(p.options for p in dispute.parties)


def _flags(levers: Iterable[Lever], in_force: frozenset[str]) -> Key:
    """For each lever whether it is in force, 1 or 0."""
    return tuple(int(lever.name in in_force) for lever in levers)


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


def by_file(disputes: Mapping[str, Dispute], *, compiled: bool) -> Mapping[str, Laboratory]:
    """A laboratory for each dispute, by the name of its file; the same while they are the same."""
    return _by_file(tuple(disputes.items()), compiled)


@lru_cache(maxsize=4)
def _by_file(disputes: tuple[tuple[str, Dispute], ...], compiled: bool) -> Mapping[str, Laboratory]:
    return {file: Laboratory(dispute, compiled) for file, dispute in disputes}
