"""How large an inducement must be: in words, and as plain data for ``--json``."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from detente.claims.courses import Course, Turning
from detente.claims.inducements import Inducement, PaidParty
from detente.graphs.graph import Graph
from detente.levers.payments import Tip
from detente.report.answers import heading
from detente.report.claims import VERDICTS
from detente.report.words import plural

_MOST_DIGITS = 12
_NEVER = "never"


# In words ---------------------------------------------------------------------------------------


def amount_in_words(amount: Fraction) -> str:
    """An amount as a decimal number where it is one, else as a fraction with its value.

    Examples
    --------
    >>> amount_in_words(Fraction(5, 2)), amount_in_words(Fraction(10, 3))
    ('2.5', '10/3 (about 3.333)')
    """
    rest = amount.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest == 1:
        whole, digits = amount, 0
        while whole.denominator != 1 and digits <= _MOST_DIGITS:
            whole, digits = whole * 10, digits + 1
        if whole.denominator == 1:
            return f"{float(amount):.{digits}f}" if digits else str(amount.numerator)
    return f"{amount.numerator}/{amount.denominator} (about {float(amount):.4g})"


def tip_in_words(tip: Tip | None) -> str:
    """From which amount something is so."""
    if tip is None:
        return _NEVER
    if tip.above:
        return "above " + amount_in_words(tip.amount)
    return "at once" if tip.amount == 0 else "from " + amount_in_words(tip.amount)


def turning_in_words(turning: Turning) -> str:
    """Where a verdict turns, and to what."""
    becomes = f"{VERDICTS[turning.before]} becomes {VERDICTS[turning.after]}"
    if not turning.exact:
        low, high = (amount_in_words(bound) for bound in (turning.low, turning.high))
        return f"between {low} and {high}: {becomes}"
    amount = amount_in_words(turning.low)
    if turning.above:
        return f"above {amount}, not yet at it: {becomes}"
    return f"at {amount}: {becomes}"


def alone_in_words(found: PaidParty) -> str:
    """Where the test turns if one party alone is paid, in short."""
    course = found.alone
    if course.at_zero is True:
        still = "" if not course.turnings else f", until {_short(course.turnings[0])}"
        return f"true at once{still}"
    first = course.first_true
    return _NEVER if first is None else _short(first)


def _short(turning: Turning) -> str:
    if not turning.exact:
        return f"between {amount_in_words(turning.low)} and {amount_in_words(turning.high)}"
    return f"{'above' if turning.above else 'at'} {amount_in_words(turning.low)}"


def course_in_words(found: Inducement) -> Iterator[str]:
    """The verdict at nothing, at the stated amount, and at every turning."""
    course, most = found.course, amount_in_words(Fraction(found.most))
    yield f"At 0 it is {VERDICTS[course.at_zero]}."
    if not course.turnings:
        yield f"It stays so up to {most}."
    for turning in course.turnings:
        said = turning_in_words(turning)
        yield f"{said[:1].upper()}{said[1:]}."
    if found.lever.amount is not None:
        amount = amount_in_words(Fraction(found.lever.amount))
        yield f"At {amount}, as the file has it, it is {VERDICTS[found.stated]}."


def how_sure_in_words(found: Inducement) -> Iterator[str]:
    """What the turnings rest on: all amounts that count, or some."""
    if found.breaks is None:
        yield (
            f"Looked at {plural(found.course.looks, 'amount')}, closer together the smaller they"
            f" are, and halved between any two that differ down to {found.tolerance}: a verdict"
            " that turns there and back between two of them may have been missed."
        )
        return
    if not found.breaks:
        yield "Nobody who is paid orders the states otherwise for any larger amount: exact."
        return
    changes = plural(found.breaks, "amount")
    most = amount_in_words(Fraction(found.most))
    orders = f"Up to {most} the order of states changes for those who are paid at {changes}."
    if found.course.complete:
        yield f"{orders} Each was looked at, and what lies between: exact."
    else:
        yield (
            f"{orders} {found.course.looks} places on that line were"
            " looked at. The turnings are exact, but one that turns back between two of these"
            " may have been missed."
        )
    if found.last_break is None:
        return
    last = amount_in_words(found.last_break)
    if found.last_break > Fraction(found.most):
        yield f"Beyond that orders go on changing, up to {last} (--most)."
    else:
        yield f"Beyond {last} more changes nothing."


# As plain data ----------------------------------------------------------------------------------


def inducement_answer(graph: Graph, found: Inducement) -> dict[str, Any]:
    """The answer of ``detente induce``."""
    amount = found.lever.amount
    return {
        **heading(graph.dispute.title),
        "lever": found.lever.name,
        "for": found.asked,
        "most": float(found.most),
        "tolerance": float(found.tolerance),
        "amount": None if amount is None else float(amount),
        "verdict": found.stated,
        "exact": found.breaks is not None,
        "order_changes": found.breaks,
        "last_order_change": None if found.last_break is None else float(found.last_break),
        **_course(found.course),
        "paid": {one.party: _paid(one) for one in found.paid},
    }


def _course(course: Course) -> dict[str, Any]:
    return {
        "complete": course.complete,
        "looked_at": course.looks,
        "at_zero": course.at_zero,
        "at_most": course.at_end,
        "turnings": [
            {
                "from": turning.before,
                "to": turning.after,
                "low": float(turning.low),
                "high": float(turning.high),
                "above": turning.above,
                "exact": turning.exact,
            }
            for turning in course.turnings
        ],
    }


def _paid(one: PaidParty) -> dict[str, Any]:
    return {
        "outcomes": {
            tipped.outcome: {
                "not_minding": _tip(tipped.not_minding),
                "preferring": _tip(tipped.preferring),
            }
            for tipped in one.tipped
        },
        "alone": _course(one.alone),
    }


def _tip(tip: Tip | None) -> dict[str, Any] | None:
    return None if tip is None else {"amount": float(tip.amount), "above": tip.above}
