"""Claims as a notebook shows them."""

from __future__ import annotations

from collections.abc import Sequence

from detente.claims.verdicts import ClaimAnswer
from detente.report.claims import ASSUMED, VERDICTS, claim_in_words
from detente.report.notebook.markup import bullets, heading, page, paragraph, strong, table, text


def claim_html(answer: ClaimAnswer) -> str:
    """A claim's verdict, what it says, and why that is the verdict."""
    return page(
        heading(answer.claim.name, _verdict(answer)),
        paragraph(text(answer.claim.says)),
        bullets(text(line) for line in claim_in_words(answer)),
    )


def claims_html(answers: Sequence[ClaimAnswer]) -> str:
    """Several claims, a row each."""
    rows = [
        [strong(a.claim.name), text(a.claim.says), text(_verdict(a)), text(a.because)]
        for a in answers
    ]
    heads = ["claim", "what it says", "verdict", "because"]
    return page(table(heads, rows) if rows else paragraph(text("There are no claims.")))


def _verdict(answer: ClaimAnswer) -> str:
    return f"{VERDICTS[answer.verdict]}{f' ({ASSUMED})' if answer.assumed else ''}"
