"""What an inducement pays each party, and where the amount changes an order of states (ours).

A lever with `weigh` edits that name no amount of their own pays the lever's amount: it adds it to
what some formulas weigh for some parties. A state is then worth a total that rises in a straight
line with the amount. Two states change sides where their lines meet, and nowhere else. There are
finitely many such amounts, and they are found exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
import numpy.typing as npt

from detente.disputes.model import Dispute, Lever, Party, Preferences, Weigh, Weighted
from detente.graphs.graph import Graph
from detente.graphs.moves import Flags
from detente.levers.applying import preferences_with
from detente.statements.syntax import Formula

Wholes = npt.NDArray[Any]
_MOST_PAIRS = 2_000_000


@dataclass(frozen=True, eq=False)
class Payment:
    """What states are worth to a party that is paid.

    Attributes
    ----------
    party : str
        The party.
    totals, gains : numpy.ndarray of whole numbers, shape (n,)
        What each state is worth where nothing is paid, and what it gains with each unit of the
        amount; both in the same unit.
    """

    party: str
    totals: Wholes
    gains: Wholes

    def classes(self) -> tuple[Wholes, Wholes]:
        """Every pair of a total and a gain that some state has."""
        pairs = set(zip(self.totals.tolist(), self.gains.tolist(), strict=True))
        totals, gains = zip(*sorted(pairs), strict=True)
        return _wholes(totals), _wholes(gains)


@dataclass(frozen=True)
class Tip:
    """The least amount at which something is so.

    Attributes
    ----------
    amount : Fraction
        The amount.
    above : bool
        Whether it is so only above it, and not at it.
    """

    amount: Fraction
    above: bool = False


def paid_by(lever: Lever) -> tuple[str, ...]:
    """The parties who are paid more as the amount of a lever grows, in the order of its edits."""
    paid = (e.party for e in lever.edits if isinstance(e, Weigh) and e.amount is None)
    return tuple(dict.fromkeys(paid))


def paying_only(lever: Lever, party: str) -> Lever:
    """The lever, were its amount paid to one party alone; all else that it does stays."""
    edits = (
        edit
        for edit in lever.edits
        if not isinstance(edit, Weigh) or edit.amount is not None or edit.party == party
    )
    return replace(lever, edits=tuple(edits))


def with_lever(dispute: Dispute, lever: Lever) -> Dispute:
    """A dispute in which a lever takes the place of the one of its name."""
    levers = tuple(lever if old.name == lever.name else old for old in dispute.levers)
    return replace(dispute, levers=levers)


def payment(graph: Graph, lever: Lever, party: str) -> Payment:
    """What a lever pays a party in each state of the graph, which is that with the lever in force.

    Parameters
    ----------
    graph : Graph
        The states; what the parties prefer there does not matter.
    lever : Lever
        The lever, one of those of the graph's dispute.
    party : str
        One of the parties that it pays, who has weights or is indifferent, in `graph.dispute`
        without the lever.
    """
    own = graph.dispute.party(party).preferences
    nothing, unit = (_weights(own, lever, party, amount) for amount in (0, 1))
    gains = {formula: unit[formula] - nothing[formula] for formula in unit}
    scale = lcm(*(w.denominator for w in (*nothing.values(), *gains.values())))
    each_total = [int(weight * scale) for weight in nothing.values()]
    each_gain = [int(weight * scale) for weight in gains.values()]
    small = sum(map(abs, (*each_total, *each_gain))) < 2**62
    totals, rises = (np.zeros(len(graph), dtype=np.int64 if small else object) for _ in range(2))
    truths = graph.states.each_where(nothing)
    for truth, total, gain in zip(truths, each_total, each_gain, strict=True):
        totals += truth.astype(totals.dtype) * total
        rises += truth.astype(totals.dtype) * gain
    return Payment(party, totals, rises)


def _weights(
    own: Preferences | None, lever: Lever, party: str, amount: int
) -> Mapping[Formula, Fraction]:
    found = preferences_with(own, party, [replace(lever, amount=Decimal(amount))])
    assert isinstance(found, Weighted)
    weights: dict[Formula, Fraction] = {}
    for formula, weight in found.weights:
        weights[formula] = weights.get(formula, Fraction(0)) + Fraction(weight)
    return weights


def _wholes(numbers: Iterable[int]) -> Wholes:
    found = list(numbers)
    small = max(map(abs, found), default=0) < 2**61
    return np.array(found, dtype=np.int64 if small else object)


# Where orders change ----------------------------------------------------------------------------


def break_points(payments: Iterable[Payment]) -> tuple[Fraction, ...] | None:
    """The amounts above nothing at which some party's order of the states changes, in order.

    Returns
    -------
    tuple of Fraction or None
        None where too many pairs of states would have to be compared.
    """
    found: set[Fraction] = set()
    for paid in payments:
        totals, gains = paid.classes()
        by_gain = {gain: totals[gains == gain] for gain in sorted(set(gains.tolist()))}
        sizes = [len(own) for own in by_gain.values()]
        if (sum(sizes) ** 2 - sum(size**2 for size in sizes)) // 2 > _MOST_PAIRS:
            return None
        slow_first = list(by_gain.items())
        for place, (less, slower) in enumerate(slow_first):
            for more, faster in slow_first[place + 1 :]:
                ahead = np.unique(np.subtract.outer(slower, faster))
                found |= {Fraction(int(lead), more - less) for lead in ahead[ahead > 0].tolist()}
    return tuple(sorted(found))


def tips(paid: Payment, outcome: Flags, start: int) -> tuple[Tip | None, Tip | None]:
    """From which amount a party does not mind the best of an outcome, and from which it wants it.

    Parameters
    ----------
    paid : Payment
        The party, and what states are worth to it.
    outcome : numpy.ndarray of bool, shape (n,)
        The states of the outcome.
    start : int
        The status quo, by its place, which the best of these states is compared with.

    Returns
    -------
    tuple of Tip or None
        The least amount at which some state of the outcome is worth no less to it than the status
        quo, and that at which one is worth more. None where no amount does it.
    """
    leads = (paid.totals[outcome] - paid.totals[start]).tolist()
    rises = (paid.gains[outcome] - paid.gains[start]).tolist()
    no_less: list[Tip] = []
    more: list[Tip] = []
    for lead, rise in set(zip(leads, rises, strict=True)):
        at = Fraction(0) if lead >= 0 else Fraction(-lead, rise) if rise > 0 else None
        if at is None:
            continue
        no_less.append(Tip(at))
        if lead > 0 or rise > 0:
            more.append(Tip(at, above=lead <= 0))
    return _least(no_less), _least(more)


def _least(found: Iterable[Tip]) -> Tip | None:
    return min(found, key=lambda tip: (tip.amount, tip.above), default=None)


# A dispute at an amount -------------------------------------------------------------------------


def at_amount(dispute: Dispute, lever: Lever, amount: Fraction) -> Dispute:
    """The dispute in which a lever pays an amount, and all that it is compared with, exactly.

    What the lever adds, and all weights of those to whom it adds, are multiplied by one number that
    makes them whole. So every party orders the states as it would, though an amount such as 1/3
    cannot be written in a file.
    """
    touched = {edit.party for edit in lever.edits if isinstance(edit, Weigh)}
    stated = [e.amount for e in lever.edits if isinstance(e, Weigh) and e.amount is not None]
    for party in dispute.parties:
        if party.name in touched and isinstance(party.preferences, Weighted):
            stated += [weight for _, weight in party.preferences.weights]
    scale = lcm(amount.denominator, *(weight.as_integer_ratio()[1] for weight in stated))
    parties = tuple(_scaled(p, scale) if p.name in touched else p for p in dispute.parties)
    edits = tuple(
        replace(edit, amount=_times(edit.amount, scale))
        if isinstance(edit, Weigh) and edit.amount is not None
        else edit
        for edit in lever.edits
    )
    paying = replace(lever, amount=_times(amount, scale), edits=edits)
    return with_lever(replace(dispute, parties=parties), paying)


def _scaled(party: Party, scale: int) -> Party:
    if not isinstance(party.preferences, Weighted):
        return party
    weights = tuple((f, _times(weight, scale)) for f, weight in party.preferences.weights)
    return replace(party, preferences=Weighted(weights))


def _times(number: Decimal | Fraction, scale: int) -> Decimal:
    """A number times another that makes it whole."""
    return Decimal(int(Fraction(number) * scale))
