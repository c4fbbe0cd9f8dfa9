"""Claims as a notebook shows them."""

from __future__ import annotations

from detente.claims.verdicts import ClaimAnswer
from detente.report.claims import ASSUMED, VERDICTS, claim_in_words
from detente.report.notebook.markup import bullets, heading, page, paragraph, prose, text


def claim_html(answer: ClaimAnswer) -> str:
    """A claim's verdict, what it says, and why that is the verdict."""
    return page(
        heading(answer.claim.name, verdict_in_words(answer)),
        paragraph(text(answer.claim.says)),
        bullets(map(prose, claim_in_words(answer))),
    )


def verdict_in_words(answer: ClaimAnswer) -> str:
    """A verdict, and whether it is assumed."""
    return f"{VERDICTS[answer.verdict]}{f' ({ASSUMED})' if answer.assumed else ''}"
