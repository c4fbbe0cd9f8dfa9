"""The least change of a list of preference statements that makes a state stable (ours).

For the comparisons of one state with others a statement is either good or bad, and never both: one
that holds in the state can only set it higher, one that does not only lower. So a good statement
does the more the further up it stands, a bad one the less the further down; whatever set of
statements is moved, the most it can do is to have the good ones at the top and the bad ones at the
bottom. And a statement that is added helps only if it holds in the state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from detente.disputes.model import Prioritised, Statement
from detente.graphs.graph import Graph
from detente.graphs.moves import Flags
from detente.levers.clauses import Clauses, Places
from detente.levers.conditions import Condition
from detente.levers.fewest import Fewest, fewest
from detente.levers.pool import Candidate, holds_in_all, joined, literals, options_as_in, pool
from detente.statements.syntax import Formula

_MOST_SETS = 4000
_NEVER = np.iinfo(np.int32).max


@dataclass(frozen=True)
class StatementMove:
    """A statement that is moved, from one place to another; places count from 1.

    Attributes
    ----------
    formula : Formula
        The statement.
    source, target : int
        Where it stands, and the nearest place that is enough: any further does as well.
    """

    formula: Formula
    source: int
    target: int

    @property
    def up(self) -> bool:
        """Whether it moves up, towards what is more important."""
        return self.target < self.source


@dataclass(frozen=True)
class Addition:
    """A statement that is added.

    Attributes
    ----------
    formula : Formula
        The statement; it holds in the state.
    at : int
        The lowest place, from 1, at which it is enough: any above does as well.
    literals : int
        How many options it names, terms written out.
    origin : str
        Where it comes from, as in `Candidate`; `description` too if it is part of one.
    """

    formula: Formula
    at: int
    literals: int
    origin: str


@dataclass(frozen=True)
class StatementChange:
    """What changes of a list of statements make a state stable.

    Attributes
    ----------
    single : tuple of StatementMove
        Every statement that does it by moving alone, least moved first.
    fewest : Fewest
        A smallest set of statements (by their places, from 0) that does it by moving, if any does.
    moves : tuple of StatementMove
        These moves, one after another; empty where there are none.
    additions : tuple of Addition
        Every formula of the pool that does it by being added alone: those with fewest literals
        first, and of these the lowest places.
    fewest_literals : Fewest
        A smallest set of options (by their order) which, required to be as in the state, is enough
        at the top of the list.
    """

    single: tuple[StatementMove, ...]
    fewest: Fewest
    moves: tuple[StatementMove, ...]
    additions: tuple[Addition, ...]
    fewest_literals: Fewest


def least_statement_change(condition: Condition) -> StatementChange:
    """The least changes of a party's statements that meet a condition that they do not meet yet."""
    found = Lists(condition)
    single = tuple(sorted(found.single_moves(), key=lambda m: (abs(m.source - m.target), m.source)))
    smallest = found.fewest_moves()
    moves = () if smallest.chosen is None else found.in_steps(smallest.chosen)
    few, described = found.fewest_literals()
    candidates = [*pool(condition.graph, condition.state), *described]
    additions = found.additions(candidates)
    return StatementChange(single, smallest, moves, additions, few)


@dataclass(frozen=True, eq=False)
class Lists:
    """A party's statements as the comparisons with one state see them."""

    condition: Condition

    @cached_property
    def graph(self) -> Graph:
        """The dispute's graph."""
        return self.condition.graph

    @cached_property
    def formulas(self) -> tuple[Formula, ...]:
        """The statements, most important first; none where the party is indifferent."""
        preferences = self.graph.dispute.parties[self.condition.party].preferences
        if preferences is None:
            return ()
        assert isinstance(preferences, Prioritised)
        return tuple(statement.formula for statement in preferences.statements)

    @cached_property
    def _truths(self) -> Flags:
        found = np.zeros((len(self.formulas), len(self.graph)), dtype=bool)
        for row, truth in zip(found, self.graph.states.each_where(self.formulas), strict=True):
            row[:] = truth
        return found

    @cached_property
    def good(self) -> Flags:
        """Which statements hold in the state."""
        return self._truths[:, self.condition.state].copy()

    @cached_property
    def differs(self) -> Flags:
        """Where each statement's truth is not what it is in the state."""
        return np.asarray(self._truths != self.good[:, None])

    @cached_property
    def first(self) -> Places:
        """The first statement that tells each state from this one; their number if none does."""
        return _first(self.differs)

    @cached_property
    def no_worse(self) -> Flags:
        """Which states the state is no worse than."""
        return np.append(self.good, True)[self.first]

    # Moving one statement --------------------------------------------------------------------

    def single_moves(self) -> Iterator[StatementMove]:
        """Each statement that is enough by moving alone, with the nearest place that is."""
        for j, formula in enumerate(self.formulas):
            target = self._highest(j) if self.good[j] else self._lowest(j)
            if target is not None:
                yield StatementMove(formula, j + 1, target + 1)

    def _highest(self, j: int) -> int | None:
        """Where a good statement must move up to: to or above what sets the state lower."""
        helps = self.differs[j] & (self.first < j)
        bounds = np.where(self.no_worse, -j, np.where(helps, -self.first, 1))
        least = int(self.condition.clauses.least(bounds))
        return None if least > 0 else -least

    def _lowest(self, j: int) -> int | None:
        """Where a bad statement must move down to: past the next that tells the states apart."""
        rest = self.differs.copy()
        rest[: j + 1] = False
        following = _first(rest)
        helps = (self.first == j) & np.append(self.good, False)[following]
        bounds = np.where(self.no_worse, 0, np.where(helps, following, _NEVER))
        least = int(self.condition.clauses.least(bounds))
        return None if least == _NEVER else least

    # Moving several --------------------------------------------------------------------------

    @cached_property
    def _kinds(self) -> tuple[Clauses, Flags]:
        """The condition over kinds of states that no statement tells apart, and what does."""
        packed = np.packbits(self.differs, axis=0)
        _, index, kinds = np.unique(packed, axis=1, return_index=True, return_inverse=True)
        kinds, differs = kinds.reshape(-1), self.differs[:, index]
        told: Flags = np.asarray(differs.any(axis=0))
        kinds = np.where(told[kinds], kinds, -1)
        return self.condition.clauses.by_kind(kinds, len(index)), differs

    def fewest_moves(self) -> Fewest:
        """A smallest set of statements that is enough by moving."""
        count = len(self.formulas)
        if self._wanted(frozenset(range(count))) is not None:
            return Fewest(None, count + 1, True)
        return fewest(self._wanted, count, _MOST_SETS)

    def _wanted(self, moved: frozenset[int]) -> set[int] | None:
        """Of which statements one more must be moved, once some are moved as far as can be."""
        clauses, differs = self._kinds
        away = np.zeros(len(self.good), dtype=bool)
        away[list(moved)] = True
        raised = differs[away & self.good].any(axis=0)
        first = _first(differs & ~away[:, None])
        lowered = differs[away & ~self.good].any(axis=0)
        by_rest = np.append(self.good, False)[first] | ((first == len(self.good)) & ~lowered)
        no_worse = raised | by_rest

        def mend(kind: int) -> set[int]:
            bad = int(first[kind])
            if bad == len(self.good):
                return set()
            after = np.flatnonzero(differs[:, kind] & self.good & ~away)
            return {bad, *after.tolist()}

        return _least_wanted(clauses, no_worse, mend)

    def in_steps(self, moved: frozenset[int]) -> tuple[StatementMove, ...]:
        """The moves of a set of statements that is enough, each no further than it must be."""
        order = self._relaxed(moved)
        return tuple(_steps(self.formulas, order, moved))

    def _relaxed(self, moved: frozenset[int]) -> list[int]:
        """The order once they are moved, each brought back as near to its place as it may be."""
        rest = [j for j in range(len(self.good)) if j not in moved]
        top = [j for j in sorted(moved) if self.good[j]]
        order = [*top, *rest, *(j for j in sorted(moved) if not self.good[j])]
        for j in sorted(moved):
            others = [k for k in order if k != j]
            places = range(len(order)) if not self.good[j] else range(len(order) - 1, -1, -1)
            nearest = sorted(places, key=lambda place: abs(place - j))
            order = next(
                tried
                for place in nearest
                for tried in [[*others[:place], j, *others[place:]]]
                if self._enough(tried)
            )
        return order

    def _enough(self, order: Sequence[int]) -> bool:
        clauses, differs = self._kinds
        first = _first(differs[list(order)])
        return clauses.hold(np.append(self.good[list(order)], True)[first])

    # Adding one ------------------------------------------------------------------------------

    def additions(self, candidates: Sequence[Candidate]) -> tuple[Addition, ...]:
        """The candidates that are enough by being added, each at the lowest place that is.

        One that is a statement of the party already is left out: it is moved rather than added.
        """
        found = []
        for one in candidates:
            place = None if one.formula in self.formulas else self.lowest_place(one)
            if place is not None:
                found.append(Addition(one.formula, place, one.literals, one.origin))
        return tuple(sorted(found, key=lambda one: (one.literals, -one.at)))

    def lowest_place(self, candidate: Candidate) -> int | None:
        """The lowest place, from 1, at which it is enough to add a formula; None if nowhere is."""
        if not candidate.truth[self.condition.state]:
            return None
        bounds = np.where(candidate.truth, _NEVER, -self.first)
        bounds = np.where(self.no_worse, -len(self.good), bounds)
        least = int(self.condition.clauses.least(bounds))
        return None if least == _NEVER else 1 - least

    def description(self) -> Addition:
        """The full description of the state, added at the lowest place at which it is enough.

        It makes the state rise and changes nothing else, and there is always such a place.
        """
        alone = [c for c in pool(self.graph, self.condition.state) if self._alone(c)]
        place = self.lowest_place(alone[0])
        assert place is not None, "the full description is enough at the top"
        return Addition(alone[0].formula, place, alone[0].literals, alone[0].origin)

    def _alone(self, candidate: Candidate) -> bool:
        return bool(candidate.truth[self.condition.state]) and candidate.truth.sum() == 1

    def fewest_literals(self) -> tuple[Fewest, list[Candidate]]:
        """A smallest set of options that is enough at the top, required to be as in the state."""
        options = options_as_in(self.graph, self.condition.state)
        if not options:
            return Fewest(None, 0, True), []
        codes = self.graph.states.codes
        apart = codes ^ codes[self.condition.state]
        differs = np.array([(apart & spot.mask) != 0 for spot, _ in options])
        differs[:, self.no_worse] = False
        packed = np.packbits(differs, axis=0)
        _, index, kinds = np.unique(packed, axis=1, return_index=True, return_inverse=True)
        kinds = np.where(self.no_worse, -1, kinds.reshape(-1))
        clauses, differs = self.condition.clauses.by_kind(kinds, len(index)), differs[:, index]

        def wanted(chosen: frozenset[int]) -> set[int] | None:
            no_worse: Flags = np.asarray(differs[sorted(chosen)].any(axis=0))
            return _least_wanted(
                clauses, no_worse, lambda kind: set(np.flatnonzero(differs[:, kind]).tolist())
            )

        found = fewest(wanted, len(options), _MOST_SETS)
        if found.chosen is None or len(found.chosen) < 2:
            return found, []
        parts = [options[k][1] for k in sorted(found.chosen)]
        formula = joined(parts)
        truth = holds_in_all(self.graph.states.each_where(parts), len(self.graph))
        count = literals(formula, {})
        return found, [Candidate(formula, "description", count, truth)]


def _first(differs: Flags) -> Places:
    """For each column the first row that is set; the number of rows where none is."""
    rows = len(differs)
    if rows == 0:
        return np.zeros(differs.shape[1], dtype=np.int64)
    return np.where(differs.any(axis=0), differs.argmax(axis=0), rows)


def _least_wanted(
    clauses: Clauses, no_worse: Flags, mend: Callable[[int], set[int]]
) -> set[int] | None:
    """Of the clauses that fail, the one that the fewest things could mend: these things.

    ``mend`` gives them for one kind of states that should be no better. One such kind is looked at
    for each choice, for unless it is mended the choice stays closed.
    """
    failing = np.flatnonzero(~clauses.met(no_worse))
    if len(failing) == 0:
        return None
    least: set[int] | None = None
    for k in failing.tolist():
        found: set[int] = set()
        for choice in clauses.choices[k].tolist():
            atoms = clauses.atoms_of(choice)
            found |= mend(int(atoms[~no_worse[atoms]][0]))
        if least is None or len(found) < len(least):
            least = found
    return least


def _steps(
    formulas: Sequence[Formula], order: Sequence[int], moved: frozenset[int]
) -> Iterator[StatementMove]:
    """Single moves that lead from the given order to another, each read in the list as it then is.

    Whatever is moved goes just before the next one of those that stand where they shall.
    """
    now = sorted(order)
    settled = set(now) - moved
    for j in [k for k in order if k in moved]:
        source = now.index(j)
        now.remove(j)
        behind = order[order.index(j) + 1 :]
        target = next((now.index(k) for k in behind if k in settled), len(now))
        now.insert(target, j)
        settled.add(j)
        if source != target:
            yield StatementMove(formulas[j], source + 1, target + 1)


def with_move(preferences: Prioritised, move: StatementMove) -> Prioritised:
    """Statements once one of them has moved."""
    statements = list(preferences.statements)
    statements.insert(move.target - 1, statements.pop(move.source - 1))
    return Prioritised(tuple(statements))


def with_addition(preferences: Prioritised, formula: Formula, at: int) -> Prioritised:
    """Statements once one more stands at a place, from 1."""
    statements = preferences.statements
    return Prioritised((*statements[: at - 1], Statement(formula), *statements[at - 1 :]))
