"""A lever as a file states it, as a notebook shows it."""

from __future__ import annotations

from collections.abc import Iterator

from detente.disputes.model import Lever
from detente.disputes.plain_levers import lever_data
from detente.report.lever_sets import in_units
from detente.report.notebook.edits import edit_in_words
from detente.report.notebook.markup import bullets, heading, page, paragraph, prose, text
from detente.report.words import percent


def stated_lever_html(lever: Lever) -> str:
    """What it is, whose, what it costs, whether it is secret, and what it changes."""
    edits = [edit_in_words(data, lever) for data in lever_data(lever)["edits"]]
    changes = [paragraph(text("What it changes:")), bullets(map(prose, edits))]
    return page(
        heading(lever.name, lever.title),
        bullets(map(text, _facts(lever))),
        *(changes if edits else [paragraph(text("It changes nothing."))]),
        *([paragraph(text(lever.why))] if lever.why else []),
    )


def _facts(lever: Lever) -> Iterator[str]:
    yield f"By: {lever.by or 'nobody in particular'}."
    if lever.kind:
        yield f"Kind: {lever.kind}."
    yield f"Cost: {in_units(lever.cost)}, in units of the analyst's choice."
    yield "Secret: it may be in force unseen." if lever.secret else "Not secret."
    if lever.prior is not None:
        likely = percent(float(lever.prior))
        yield f"Chance that it is in force, before the moves seen are looked at: {likely}."
    if lever.known_to is not None:
        yield f"Known to: {', '.join(lever.known_to) or 'nobody'}."
    if lever.sources:
        yield f"Source: {', '.join(lever.sources)}."
