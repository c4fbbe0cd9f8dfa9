"""How the formulas of a dispute are read: only what its file uses is told."""

from __future__ import annotations

from collections.abc import Iterator

from detente.disputes.model import Dispute, Prioritised, Weighted
from detente.report.handout.parts import Paragraph
from detente.report.handout.writing import paragraph
from detente.statements.syntax import (
    And,
    Compared,
    Conditional,
    Count,
    Formula,
    Not,
    OptionLevel,
    OptionOn,
    Or,
    children,
)

_READ = {
    "on": "`Party.option` says that the option is on",
    "level =": "`Party.option = level` that it is set to that level",
    "level !=": "`Party.option != level` that it is not",
    "not": "`not p` that p is not so",
    "and": "`p and q` that both are so",
    "or": "`p or q` that one of them is, or both are",
    "implies": "`p implies q` that q is so wherever p is",
    "if": "`p if q` that p is so wherever q is",
    "iff": "`p iff q` that both are so or neither is",
    "at least": "`at least n of (…)` that so many of them are so, or more",
    "at most": "`at most n of (…)` that so many of them are so, or fewer",
    "exactly": "`exactly n of (…)` that just so many of them are so",
    "<": "`<` is for less than",
    "<=": "`<=` is for at most",
    ">": "`>` is for more than",
    ">=": "`>=` is for at least",
    "levels": "`a < b` between levels of an option that b is the higher one",
}


def how_to_read(dispute: Dispute) -> Paragraph | None:
    """What the signs and words mean that formulas of a dispute use; None if it has no formulas."""
    used = {sign for formula in formulas(dispute) for sign in _signs(formula)}
    if any(option.levels for party in dispute.parties for option in party.options):
        used.add("levels")
    told = [says for sign, says in _READ.items() if sign in used]
    return paragraph(f"How formulas are read: {'; '.join(told)}.") if told else None


def formulas(dispute: Dispute) -> Iterator[Formula]:
    """Every formula of a dispute that a report shows."""
    yield from (formula for _, formula in (*dispute.terms, *dispute.settlements))
    yield from (rule.formula for rule in dispute.rules)
    yield from dispute.same
    for move in dispute.forbidden_moves:
        yield from (move.source, move.target, move.when)
    for party in dispute.parties:
        match party.preferences:
            case Prioritised(statements):
                yield from (one.formula for one in statements)
            case Weighted(weights):
                yield from (formula for formula, _ in weights)
    for threat in dispute.threats:
        yield from (threat.action, threat.condition, threat.unless)


def _signs(formula: Formula) -> Iterator[str]:
    match formula:
        case OptionOn():
            yield "on"
        case OptionLevel(equal=equal):
            yield "level =" if equal else "level !="
        case Compared(sign=sign):
            yield sign
        case Not():
            yield "not"
        case And():
            yield "and"
        case Or():
            yield "or"
        case Conditional(word) | Count(word):
            yield word
    for part in children(formula):
        yield from _signs(part)
