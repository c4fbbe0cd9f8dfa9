"""A claim as a file states it, as a notebook shows it."""

from __future__ import annotations

from collections.abc import Iterator

from detente.disputes.model import Claim
from detente.report.notebook.markup import bullets, heading, page, paragraph, prose, text


def stated_claim_html(claim: Claim) -> str:
    """What it says, its kind, how it is put to the test, and its sources."""
    return page(
        heading(claim.name, claim.kind),
        paragraph(text(claim.says)),
        bullets(map(prose, _facts(claim))),
    )


def _facts(claim: Claim) -> Iterator[str]:
    if claim.test_text:
        yield f"Put to the test as: `{' '.join(claim.test_text.split())}`."
    elif claim.test is None:
        yield "It is not put to a test."
    if claim.by is not None:
        yield f"It should have come true by {claim.by.isoformat()}."
    if claim.outcome is not None:
        yield "It came true." if claim.outcome else "It did not come true."
    if claim.why:
        yield f"Read so: {claim.why}"
    yield f"Source: {', '.join(claim.sources)}." if claim.sources else "No source is named."
