"""The preferences that a party may come to have by few steps, in order of their number (ours).

They are made step by step: every order of distance *d* from a ranking is reached from it through
orders of lesser distance by splitting a class of tied states, by two neighbouring classes changing
places, or by two becoming one, each step costing the pairs whose order it changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np

from detente.disputes.model import (
    Edit,
    MoveStatement,
    Prefer,
    Preferences,
    Prioritised,
    Ranking,
    Weigh,
    Weighted,
)
from detente.graphs.graph import Graph
from detente.graphs.moves import Moves
from detente.graphs.ranks import Ranks, ranks
from detente.graphs.worlds import rounds_of
from detente.levers.inverse_changes import Change
from detente.levers.inverse_rankings import ranking_of
from detente.levers.inverse_statements import StatementMove, with_addition, with_move
from detente.levers.inverse_weights import exact_decimal, exact_weights, raised
from detente.levers.pool import pool

_MOST = 20_000
_MOST_CELLS = 20_000_000
_MOST_MOVES = 300_000
Order = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, eq=False)
class Variant:
    """Preferences that a party may come to have, and its ranks then."""

    change: Change
    ranks: Ranks


class TooMany(Exception):
    """There are more than can be gone through."""


@dataclass(eq=False)
class Variants:
    """What one party may come to prefer, by the number of steps.

    Of preferences that agree in all that matters to whether the state is an equilibrium, only
    those of fewest steps are given: how the state compares, and which of the party's moves are
    improvements.
    """

    graph: Graph
    place: int
    party: int
    _levels: list[list[Variant]] = field(default_factory=list)
    _known: set[bytes] = field(default_factory=set)
    _source: Iterator[list[Variant]] | None = None

    def level(self, steps: int) -> list[Variant]:
        """Those of just so many steps.

        Raises
        ------
        TooMany
            If there are too many to go through.
        """
        if self._source is None:
            if possible_moves(self.graph.moves[self.party]) > _MOST_MOVES:
                raise TooMany
            self._arcs = _arcs(self.graph, self.party)
            self._source = _LEVELS[type(self._preferences)](self)
        while len(self._levels) <= steps:
            made = next(self._source)
            self._levels.append([one for one in made if self._new(one.ranks)])
        return self._levels[steps]

    @property
    def _preferences(self) -> Preferences | None:
        return self.graph.dispute.parties[self.party].preferences

    def _new(self, rank: Ranks) -> bool:
        sources, targets = self._arcs
        matters = np.concatenate([rank <= rank[self.place], rank[targets] > rank[sources]])
        key = np.packbits(matters).tobytes()
        if key in self._known:
            return False
        self._known.add(key)
        return True

    def variant(self, preferences: Preferences, steps: int, edits: tuple[Edit, ...]) -> Variant:
        """A variant with its ranks."""
        change = Change(self.graph.parties[self.party], preferences, steps, edits)
        return Variant(change, ranks(self.graph.states, preferences))

    def most(self) -> int:
        """How many may be gone through."""
        return min(_MOST, _MOST_CELLS // len(self.graph))


def possible_moves(moves: Moves) -> int:
    """About how many moves a party has from all states together, without counting them."""
    lengths = np.diff(moves.starts).astype(np.int64)
    if moves.box is None and moves.readers is not None:
        readers = np.add.reduceat(moves.readers.astype(np.int64), moves.starts[:-1])
        return int((lengths * readers).sum())
    return int((lengths * lengths).sum())


def _arcs(graph: Graph, party: int) -> tuple[Any, Any]:
    pairs = rounds_of(graph)[party].onward.pairs()
    none = np.zeros(0, dtype=np.int64)
    sources = np.concatenate([none, *(one for one, _ in pairs)])
    return sources, np.concatenate([none, *(two for _, two in pairs)])


# Rankings ---------------------------------------------------------------------------------------


def _ranking_levels(of: Variants) -> Iterator[list[Variant]]:
    given = of.graph.ranks[of.party]
    name = of.graph.parties[of.party]
    for steps, orders in enumerate(orders_by_distance(order_of(given), of.most())):
        made = []
        for order in orders:
            rank = ranks_of(order, len(given))
            made.append(Variant(Change(name, ranking_of(of.graph, rank), steps), rank))
        yield made


def order_of(rank: Ranks) -> Order:
    """Ranks as classes of places, best first."""
    by_class: dict[int, list[int]] = {}
    for place, own in enumerate(rank.tolist()):
        by_class.setdefault(own, []).append(place)
    return tuple(tuple(by_class[own]) for own in sorted(by_class, reverse=True))


def ranks_of(order: Order, size: int) -> Ranks:
    """Classes of places, best first, as ranks."""
    rank = np.zeros(size, dtype=np.int32)
    for worse, tied in enumerate(reversed(order)):
        rank[list(tied)] = worse
    return rank


def orders_by_distance(given: Order, most: int) -> Iterator[list[Order]]:
    """All weak orders by the pairs in which they differ from one; strict ones if that is strict.

    Raises
    ------
    TooMany
        Once there are more than `most`.
    """
    strict = all(len(tied) == 1 for tied in given)
    waiting: dict[int, dict[Order, None]] = {0: {given: None}}
    known: set[Order] = set()
    steps = 0
    while True:
        level = [order for order in waiting.pop(steps, {}) if order not in known]
        known.update(level)
        yield level
        for order in level:
            for cost, other in _neighbours(order, strict):
                if other not in known:
                    waiting.setdefault(steps + cost, {})[other] = None
                if len(known) + sum(map(len, waiting.values())) > most:
                    raise TooMany
        steps += 1


def _neighbours(order: Order, strict: bool) -> Iterator[tuple[int, Order]]:
    for k in range(len(order) - 1):
        one, two = order[k], order[k + 1]
        cost = len(one) * len(two)
        yield cost, (*order[:k], two, one, *order[k + 2 :])
        if not strict:
            yield cost, (*order[:k], tuple(sorted(one + two)), *order[k + 2 :])
    for k, tied in enumerate(order):
        for size in range(1, len(tied)):
            for upper in combinations(tied, size):
                lower = tuple(place for place in tied if place not in upper)
                yield size * len(lower), (*order[:k], upper, lower, *order[k + 1 :])


# Statements -------------------------------------------------------------------------------------


def _statement_levels(of: Variants) -> Iterator[list[Variant]]:
    given = of.graph.dispute.parties[of.party].preferences
    start = given if isinstance(given, Prioritised) else Prioritised(())
    level: list[tuple[Prioritised, tuple[Edit, ...]]] = [(start, ())]
    known = {tuple(statement.formula for statement in start.statements)}
    steps, looked = 0, 0
    while True:
        yield [of.variant(preferences, steps, edits) for preferences, edits in level]
        further = []
        for preferences, edits in level:
            for changed, edit in _edited(of, preferences):
                looked += 1
                if looked > of.most():
                    raise TooMany
                key = tuple(statement.formula for statement in changed.statements)
                if key not in known:
                    known.add(key)
                    further.append((changed, (*edits, edit)))
        level, steps = further, steps + 1


def _edited(of: Variants, preferences: Prioritised) -> Iterator[tuple[Prioritised, Edit]]:
    """Everything that one step makes of a list of statements."""
    party = of.graph.parties[of.party]
    formulas = [statement.formula for statement in preferences.statements]
    for source, formula in enumerate(formulas, start=1):
        for target in range(1, len(formulas) + 1):
            if target != source:
                move = StatementMove(formula, source, target)
                yield with_move(preferences, move), MoveStatement(party, formula, target)
    for candidate in pool(of.graph, of.place):
        if candidate.formula not in formulas:
            for at in range(1, len(formulas) + 2):
                changed = with_addition(preferences, candidate.formula, at)
                yield changed, Prefer(party, candidate.formula, at)


# Weights ----------------------------------------------------------------------------------------


def _weight_levels(of: Variants) -> Iterator[list[Variant]]:
    given = of.graph.dispute.parties[of.party].preferences
    assert isinstance(given, Weighted)
    yield [of.variant(given, 0, ())]
    party = of.graph.parties[of.party]
    made: list[Variant] = []
    for formula, amount in _amounts(of, given):
        if len(made) >= of.most():
            raise TooMany
        edits: tuple[Edit, ...] = (Weigh(party, formula, exact_decimal(amount)),)
        made.append(of.variant(raised(given, formula, exact_decimal(amount)), 1, edits))
    yield made
    raise TooMany  # of two formulas whose weights grow together there are too many kinds


def _amounts(of: Variants, given: Weighted) -> Iterator[tuple[Any, Fraction]]:
    """For each formula of the pool the amounts that tie states, and one between any two of them.

    Only pairs of states count that matter: the asked one with any other, and moves of the party.
    """
    total, scale = exact_weights(of.graph, given)
    sources, targets = _arcs(of.graph, of.party)
    one = np.concatenate([sources, np.full(len(total), of.place)])
    two = np.concatenate([targets, np.arange(len(total))])
    for candidate in pool(of.graph, of.place):
        gains = candidate.truth[one].astype(np.int8) - candidate.truth[two]
        behind = (total[two] - total[one]) * gains
        ties = sorted({int(found) for found in behind[gains != 0] if found > 0})
        for amount in _with_those_between(ties):
            yield candidate.formula, amount / scale


def _with_those_between(ties: Iterable[int]) -> Iterator[Fraction]:
    last = Fraction(0)
    for tie in map(Fraction, ties):
        yield (last + tie) / 2
        yield tie
        last = tie
    yield last + 1


_LEVELS = {
    Ranking: _ranking_levels,
    Prioritised: _statement_levels,
    Weighted: _weight_levels,
    type(None): _statement_levels,
}
