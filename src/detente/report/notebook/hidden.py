"""What moves say of hidden levers, as a notebook shows it."""

from __future__ import annotations

from detente.levers.hidden import Hidden, Weighed
from detente.report.hidden import (
    apart_in_words,
    best_in_words,
    factor_in_words,
    little_in_words,
    percents,
    rivals_in_words,
)
from detente.report.notebook.markup import bullets, heading, page, strong, table, text
from detente.report.words import plural


def hidden_html(found: Hidden) -> str:
    """Each lever before and after the moves, and how much they can tell."""
    heads = ["lever", "kind", "before", "after", "by behaviour", "the moves are"]
    lines = [
        *best_in_words(found),
        *apart_in_words(found),
        little_in_words(found),
        rivals_in_words(found),
    ]
    return page(
        heading(found.dispute.title, f"{plural(len(found.moves), 'move')} seen"),
        table(heads, [_row(lever) for lever in found.levers]),
        bullets(text(line) for line in lines),
    )


def _row(lever: Weighed) -> list[str]:
    low, high = (percents(float(end)) for end in lever.range)
    cells = [
        "secret" if lever.secret else "public",
        percents(float(lever.prior)),
        percents(float(lever.posterior)),
        f"{low} to {high}",
        factor_in_words(lever.bayes_factor),
    ]
    return [strong(lever.name), *map(text, cells)]
