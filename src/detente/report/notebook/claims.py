"""Several claims as a notebook shows them."""

from __future__ import annotations

from collections.abc import Sequence

from detente.claims.verdicts import ClaimAnswer
from detente.report.notebook.claim import verdict_in_words
from detente.report.notebook.markup import page, paragraph, strong, table, text


def claims_html(answers: Sequence[ClaimAnswer]) -> str:
    """Several claims, a row each."""
    rows = [
        [strong(a.claim.name), text(a.claim.says), text(verdict_in_words(a)), text(a.because)]
        for a in answers
    ]
    heads = ["claim", "what it says", "verdict", "because"]
    return page(table(heads, rows) if rows else paragraph(text("There are no claims.")))
