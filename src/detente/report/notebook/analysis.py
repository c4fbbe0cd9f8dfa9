"""The stable states of a dispute as a notebook shows them."""

from __future__ import annotations

from detente.report.notebook.markup import heading, page, paragraph, some, table, text
from detente.report.words import plural
from detente.stability.analysis import Analysis
from detente.stability.concepts import CONCEPTS

_NONE = "none"


def analysis_html(analysis: Analysis) -> str:
    """For each concept, the equilibria, and those that can come about."""
    started = analysis.reached is not None
    heads = ["concept", "equilibria", *(["that can come about"] if started else [])]
    left = [paragraph(text(f"{name}: {why}.")) for name, why in analysis.left_out.items()]
    return page(
        heading(analysis.graph.dispute.title, plural(len(analysis.graph), "state")),
        table(heads, [_row(analysis, concept, started) for concept in analysis.concepts]),
        *left,
    )


def _row(analysis: Analysis, concept: str, started: bool) -> list[str]:
    name = f"{concept.upper()}, {CONCEPTS[concept].title}"
    cells = [text(name), text(some(analysis.equilibria(concept)) or _NONE)]
    return [*cells, text(some(analysis.come_about(concept) or []) or _NONE)] if started else cells
