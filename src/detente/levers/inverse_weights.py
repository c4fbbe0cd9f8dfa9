"""The least weight that, added to one formula, makes a state stable (ours)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from math import lcm

import numpy as np
import numpy.typing as npt

from detente.disputes.model import Weighted
from detente.graphs.graph import Graph
from detente.levers.conditions import Condition
from detente.levers.pool import Candidate, pool
from detente.statements.syntax import Formula


@dataclass(frozen=True)
class Raise:
    """A formula, and the least amount by which its weight must grow.

    Attributes
    ----------
    formula : Formula
        It holds in the state.
    amount : Decimal
        Exactly so much is enough: it makes the state no worse than it must be, by a tie. Any more
        makes it better.
    weight : Decimal
        The weight that it has then.
    candidate : Candidate
        Where it comes from.
    """

    formula: Formula
    amount: Decimal
    weight: Decimal
    candidate: Candidate


def least_raises(condition: Condition) -> tuple[Raise, ...]:
    """For each formula of the pool whose weight could do it, by how much it must grow at least.

    The smallest amounts come first. Formulas that do not hold in the state are of no use: more
    weight on them would only set the state lower.
    """
    graph, place = condition.graph, condition.state
    preferences = graph.dispute.parties[condition.party].preferences
    assert isinstance(preferences, Weighted)
    found = list(_raises(condition, preferences, pool(graph, place)))
    return tuple(sorted(found, key=lambda one: (one.amount, one.candidate.literals)))


def _raises(
    condition: Condition, preferences: Weighted, candidates: tuple[Candidate, ...]
) -> Iterator[Raise]:
    total, scale = exact_weights(condition.graph, preferences)
    behind = total - total[condition.state]  # by how much each state outweighs this one
    never = max(int(behind.max()), 0) + 1
    beyond, gap = behind.copy(), behind.copy()
    beyond[behind > 0], gap[behind <= 0] = never, 0
    beyond[behind <= 0] = 0
    given = dict(reversed(preferences.weights))
    for candidate in candidates:
        if not candidate.truth[condition.state]:
            continue
        needed = int(condition.clauses.least(np.where(candidate.truth, beyond, gap)))
        if needed < never:
            amount = exact_decimal(Fraction(needed, scale))
            weight = added(given.get(candidate.formula, Decimal(0)), amount)
            yield Raise(candidate.formula, amount, weight, candidate)


def exact_weights(graph: Graph, preferences: Weighted) -> tuple[npt.NDArray[np.generic], int]:
    """What every state weighs in parts of a unit, and how many such parts the unit has."""
    ratios = [weight.as_integer_ratio() for _, weight in preferences.weights]
    scale = lcm(*(denominator for _, denominator in ratios))
    whole = [numerator * (scale // denominator) for numerator, denominator in ratios]
    kind = np.int64 if sum(map(abs, whole)) < 2**61 else object
    total = np.zeros(len(graph), dtype=kind)
    holds = graph.states.each_where(formula for formula, _ in preferences.weights)
    for truth, weight in zip(holds, whole, strict=True):
        total = total + truth.astype(kind) * weight
    return total, scale


def exact_decimal(amount: Fraction) -> Decimal:
    """A fraction whose denominator divides a power of ten, as a decimal without rounding.

    Examples
    --------
    >>> exact_decimal(Fraction(1, 8))
    Decimal('0.125')
    """
    with localcontext() as context:
        context.prec = 10_000
        found = Decimal(amount.numerator) / Decimal(amount.denominator)
        return found.normalize() if found % 1 else found.quantize(Decimal(1))


def added(one: Decimal, other: Decimal) -> Decimal:
    """A sum without rounding."""
    return exact_decimal(Fraction(one) + Fraction(other))


def raised(preferences: Weighted, formula: Formula, amount: Decimal) -> Weighted:
    """Weights in which one formula weighs more; it is added at the end where it had none."""
    weights = dict(preferences.weights)
    if formula not in weights:
        return Weighted((*preferences.weights, (formula, amount)))
    first = next(k for k, (stated, _) in enumerate(preferences.weights) if stated == formula)
    changed = list(preferences.weights)
    changed[first] = (formula, added(changed[first][1], amount))
    return Weighted(tuple(changed))
