"""A settlement as a notebook shows it."""

from __future__ import annotations

from detente.report.notebook.markup import heading, page, paragraph, strong, table, text
from detente.report.settlements import (
    ROLES,
    WHO_COULD,
    beside_in_words,
    coalitions_in_words,
    status_in_words,
)
from detente.settlements.settlement import Settlement


def settlement_html(settlement: Settlement) -> str:
    """Its status, the smallest coalitions that could settle, and who is needed."""
    title = f"{settlement.name}, in {settlement.graph.dispute.title}"
    blocks = [heading(title, status_in_words(settlement))]
    if settlement.status == "open":
        who = coalitions_in_words(settlement.minimal_coalitions)
        blocks.append(paragraph(text(f"Who can settle by agreed steps: {who}. {WHO_COULD}")))
        heads = ["party", "weight", "role", "besides"]
        blocks.append(table(heads, [_row(settlement, p) for p in settlement.graph.parties]))
    elif settlement.refusals:
        who = coalitions_in_words(settlement.refusals)
        blocks.append(paragraph(text(f"It is blocked by the refusal of: {who}.")))
    return page(*blocks)


def _row(settlement: Settlement, party: str) -> list[str]:
    weight = settlement.weight(party)
    weighs = "not worked out" if weight is None else f"{float(weight):.2f}"
    role = ROLES[settlement.roles[party]]
    besides = beside_in_words(settlement, party, None)
    return [strong(party), text(weighs), text(role), text(besides)]
