"""What share of all strict orders of the states meets a condition, counted exactly (ours).

Draw a number between 0 and 1 for every state, each by itself; their order is a strict order, all
being equally likely. Let *v* be the share of numbers above that of the state asked about. Then
each of its atoms fails with probability *v* by itself, the condition holds with a probability that
is a polynomial in *v*, and the share of orders is its integral from 0 to 1. For clauses of single
atoms this is inclusion and exclusion: 1 - 1/3 - 1/3 + 1/5 for two clauses of two states each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from detente.levers.clauses import Clauses

_Set = frozenset[int]
_Clause = frozenset[_Set]
Polynomial = dict[int, int]
"""The coefficient of each power of *v*."""
_MOST_WRITTEN = 10_000
_MOST_STEPS = 4000
_MOST_TERMS = 600
_MOST_CHOICES = 200  # where choices share states


class _TooMuch(Exception):
    """It would take too long to count."""


def share_of_strict_orders(clauses: Clauses) -> Fraction | None:
    """The share of all strict orders that meets all clauses; None where it takes too long to count.

    Examples
    --------
    >>> from detente.levers.clauses import singles
    >>> import numpy as np
    >>> share_of_strict_orders(singles(6, [np.array([0, 3]), np.array([2, 5])])[0])
    Fraction(8, 15)
    """
    try:
        found = _of_separate(clauses) or _of_any(clauses)
    except _TooMuch:
        return None
    return sum((Fraction(c, power + 1) for power, c in found.items()), Fraction())


def _of_separate(clauses: Clauses) -> Polynomial | None:
    """The same for clauses of single atoms that share none: a product of one factor each."""
    lengths = [len(choices) for choices in clauses.choices]
    if clauses.sets or sum(lengths) > len(clauses.atoms):
        return None
    product: Polynomial = {0: 1}
    for length in lengths:
        product = _times(product, {0: 1, length: -1})
    return product


def _of_any(clauses: Clauses) -> Polynomial:
    size = sum(map(len, clauses.choices)) + sum(map(len, clauses.sets))
    if size > _MOST_WRITTEN:
        raise _TooMuch
    written = [frozenset(frozenset(choice) for choice in choices) for choices in clauses.written()]
    return _Counting().of(frozenset(written))


class _Counting:
    """The probability of a formula by the probability *v* that an atom fails."""

    def __init__(self) -> None:
        self.steps = 0
        self.known: dict[frozenset[_Clause], Polynomial] = {}

    def of(self, formula: frozenset[_Clause]) -> Polynomial:
        """The polynomial of a formula: a product over parts that share no state."""
        product: Polynomial = {0: 1}
        for part in _parts(formula):
            product = _times(product, self._part(part))
        return product

    def _part(self, formula: frozenset[_Clause]) -> Polynomial:
        if formula in self.known:
            return self.known[formula]
        self.steps += 1
        if self.steps > _MOST_STEPS:
            raise _TooMuch
        if len(formula) == 1 and _apart(next(iter(formula))):
            fails: Polynomial = {0: 1}
            for choice in next(iter(formula)):
                fails = _times(fails, _minus({0: 1}, _all_hold(len(choice))))
            found = _minus({0: 1}, fails)
        else:
            found = self._split(formula)
        self.known[formula] = found
        return found

    def _split(self, formula: frozenset[_Clause]) -> Polynomial:
        """By cases: choices that stand in the same clauses alone hold, some or none; or an atom."""
        group = _group(formula)
        if group:
            none: Polynomial = {0: 1}
            for choice in group:
                none = _times(none, _minus({0: 1}, _all_hold(len(choice))))
            rest = frozenset(clause for clause in formula if not clause & group)
            without = frozenset(clause - group for clause in formula)
            some = _times(_minus({0: 1}, none), self.of(rest))
            if any(not clause for clause in without):
                return some
            return _plus(some, _times(none, self.of(without)))
        if sum(map(len, formula)) > _MOST_CHOICES:
            raise _TooMuch
        counts = Counter(state for clause in formula for choice in clause for state in choice)
        state = max(counts, key=lambda one: (counts[one], -one))
        held = _given(formula, state, True)
        assert held is not None  # a state that holds makes no clause impossible
        failed = _given(formula, state, False)
        found = _times({0: 1, 1: -1}, self.of(held))
        return found if failed is None else _plus(found, _times({1: 1}, self.of(failed)))


def _group(formula: frozenset[_Clause]) -> _Clause:
    """Choices that stand in just the same clauses, more than one, and share no state with others.

    Of all such groups the one in most clauses; empty where there is none worth a case.
    """
    choices = {choice for clause in formula for choice in clause}
    if sum(map(len, choices)) != len(frozenset().union(*choices)):
        return frozenset()
    where = {c: frozenset(clause for clause in formula if c in clause) for c in choices}
    most = where[max(where, key=lambda choice: (len(where[choice]), -min(choice)))]
    return frozenset(choice for choice, clauses in where.items() if clauses == most)


def _given(formula: frozenset[_Clause], state: int, holds: bool) -> frozenset[_Clause] | None:
    """The formula once one atom is known to hold, or to fail; None where it fails with it."""
    found = set()
    for clause in formula:
        if holds:
            choices = frozenset(choice - {state} for choice in clause)
            if frozenset() in choices:
                continue
        else:
            choices = frozenset(choice for choice in clause if state not in choice)
            if not choices:
                return None
        least = frozenset(c for c in choices if not any(other < c for other in choices))
        found.add(least)
    return frozenset(found)


def _parts(formula: frozenset[_Clause]) -> list[frozenset[_Clause]]:
    """The clauses, in parts that share no state."""
    parts: list[tuple[set[int], list[_Clause]]] = []
    for clause in sorted(formula, key=lambda one: sorted(map(sorted, one))):
        states = {state for choice in clause for state in choice}
        joined = [clause]
        apart = []
        for others, clauses in parts:
            if others & states:
                states |= others
                joined += clauses
            else:
                apart.append((others, clauses))
        parts = [*apart, (states, joined)]
    return [frozenset(clauses) for _, clauses in parts]


def _apart(clause: _Clause) -> bool:
    """Whether no two choices of a clause share a state."""
    return sum(map(len, clause)) == len(frozenset().union(*clause))


def _all_hold(count: int) -> Polynomial:
    """(1 - v) to that power."""
    found: Polynomial = {0: 1}
    for _ in range(count):
        found = _times(found, {0: 1, 1: -1})
    return found


def _times(left: Polynomial, right: Polynomial) -> Polynomial:
    found: Counter[int] = Counter()
    for power, one in left.items():
        for more, other in right.items():
            found[power + more] += one * other
    if len(found) > _MOST_TERMS:
        raise _TooMuch
    return {power: c for power, c in found.items() if c}


def _plus(left: Polynomial, right: Polynomial) -> Polynomial:
    return _sum([left, right])


def _minus(left: Polynomial, right: Polynomial) -> Polynomial:
    return _sum([left, {power: -c for power, c in right.items()}])


def _sum(terms: Sequence[Polynomial]) -> Polynomial:
    found: Counter[int] = Counter()
    for term in terms:
        for power, c in term.items():
            found[power] += c
    return {power: c for power, c in found.items() if c}
