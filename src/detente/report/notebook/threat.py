"""What a threat is worth, as a notebook shows it."""

from __future__ import annotations

from detente.report.notebook.markup import bullets, heading, page, prose
from detente.report.threats import condition_in_words, shares_in_words
from detente.settlements.threats import MEANINGS, ThreatAnswer


def threat_html(answer: ThreatAnswer) -> str:
    """What is threatened, what it is worth now, and what elsewhere."""
    now = answer.status_quo
    lines = [
        f"{condition_in_words(answer)}.",
        f"At the status quo: {now.replace('_', ' ')}, for {MEANINGS[now]}.",
        shares_in_words(answer),
    ]
    return page(heading(answer.threat.name), bullets(map(prose, lines)))
