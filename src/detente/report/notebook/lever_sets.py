"""Sets of levers as a notebook shows them."""

from __future__ import annotations

from detente.claims.lever_sets import LeverSets
from detente.report.lever_sets import (
    in_units,
    looked_in_words,
    set_in_words,
    single_levers_in_words,
    verdicts_in_words,
)
from detente.report.notebook.markup import bullets, heading, page, paragraph, table, text
from detente.report.words import plural

_MOST = 12


def lever_sets_html(found: LeverSets) -> str:
    """Which sets make the test true, what they cost, and what each lever does."""
    says = {True: "true as things stand: no lever is needed", None: "without an answer so far"}
    minimal = sorted(found.minimal, key=found.cost)
    rows = [
        [
            text(set_in_words(found, names)),
            text(in_units(found.cost(names))),
            text(", ".join(found.breakers(names)) or "none"),
        ]
        for names in minimal[:_MOST]
    ]
    left = len(minimal) - len(rows)
    return page(
        heading(found.graph.dispute.title, says.get(found.base, "false as things stand")),
        paragraph(text(" ".join([*looked_in_words(found), verdicts_in_words(found)]))),
        table(["smallest sets that make it true", "cost", "undone by adding"], rows)
        if rows
        else paragraph(text("No set that was looked at makes it true.")),
        paragraph(text(f"{plural(left, 'dearer set')} not shown.")) if left else "",
        bullets(text(line) for line in single_levers_in_words(found)),
    )
