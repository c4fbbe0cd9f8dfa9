"""What a party wants, as a notebook shows it; long lists are folded."""

from __future__ import annotations

from collections.abc import Callable

from detente.disputes.model import Party, Prioritised, Ranking, Statement, Weighted
from detente.report.notebook.markup import (
    folded,
    formula,
    ordered,
    paragraph,
    some,
    strong,
    table,
    text,
)
from detente.report.words import plural
from detente.statements.printing import printed

_SHORT, _MOST = 4, 40


def wants(party: Party, title_of: Callable[[int], str]) -> str:
    """What a party wants and in which order; states are given by their numbers and titles."""
    match party.preferences:
        case Prioritised(statements):
            says = f" wants, the most important first ({plural(len(statements), 'statement')})"
            lines = [_statement(one) for one in statements[:_MOST]]
            return _listed(party, says, ordered(lines), len(statements))
        case Ranking(classes):
            says = f" ranks the states, the best first ({plural(len(classes), 'place')})"
            lines = [_tied(tied, title_of) for tied in classes[:_MOST]]
            return _listed(party, says, ordered(lines), len(classes))
        case Weighted(weights):
            says = " prefers the state whose weights add up to more"
            rows = [[formula(printed(what)), text(f"{by:f}")] for what, by in weights[:_MOST]]
            return _listed(party, says, table(["it counts", "by so much"], rows), len(weights))
        case None:
            return paragraph(strong(party.name), text(" does not mind which state comes."))


def _listed(party: Party, says: str, block: str, count: int) -> str:
    title = f"{strong(party.name)}{text(says)}"
    if count <= _SHORT:
        return f"{paragraph(title, text(':'))}{block}"
    left = [paragraph(text(f"… and {count - _MOST:,} more."))] if count > _MOST else []
    return folded(title, block, *left)


def _statement(statement: Statement) -> str:
    why = f": {text(statement.why)}" if statement.why else ""
    return f"{formula(printed(statement.formula))}{why}"


def _tied(tied: tuple[int, ...], title_of: Callable[[int], str]) -> str:
    if len(tied) == 1:
        title = title_of(tied[0])
        return text(f"state {tied[0]}{f' ({title})' if title else ''}")
    return text(f"states {some(tied)}")
