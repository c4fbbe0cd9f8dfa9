"""What is so in many worlds, as a notebook shows it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from detente.report.notebook.markup import heading, page, paragraph, strong, table, text
from detente.report.shares import (
    claim_shares_in_words,
    share_in_words,
    stopped_in_words,
    value_in_words,
    worlds_in_words,
)
from detente.report.words import joined

if TYPE_CHECKING:
    from detente.claims.sweep import Sweep


def sweep_html(sweep: Sweep) -> str:
    """The shares of claims, settlements and threats, over which worlds."""
    if len(sweep.weights) == 0:
        return page(heading(sweep.graph.dispute.title, stopped_in_words(sweep) or ""))
    stopped = stopped_in_words(sweep)
    blocks = [heading(sweep.graph.dispute.title, worlds_in_words(sweep))]
    blocks += [] if stopped is None else [paragraph(text(stopped))]
    claims, others = list(_claims(sweep)), list(_others(sweep))
    blocks += [table(["claim", "over the worlds"], claims)] if claims else []
    blocks += [table(["settlement or threat", "over the worlds"], others)] if others else []
    return page(*blocks)


def _claims(sweep: Sweep) -> Iterator[list[str]]:
    for name in sweep.plan.asked.claims:
        if f"claim {name}" in sweep.columns:
            yield [strong(name), text(" ".join(claim_shares_in_words(sweep, name)))]


def _others(sweep: Sweep) -> Iterator[list[str]]:
    asked = sweep.plan.asked
    outcomes = [(name, f"settlement {name}") for name in asked.settlements]
    outcomes += [(name, f"threat {name}") for name in asked.threats]
    for name, outcome in outcomes:
        if outcome in sweep.columns:
            kinds = sweep.kinds(outcome).items()
            said = [f"{value_in_words(kind)} in {share_in_words(share)}" for kind, share in kinds]
            yield [strong(name), text(joined(said))]
