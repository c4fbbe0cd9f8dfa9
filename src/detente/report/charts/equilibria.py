"""How many states are equilibria under each concept, and how many of them can come about."""

from __future__ import annotations

from detente.report.charts.layers import Layer
from detente.report.charts.marks import Scale, bars
from detente.report.charts.plot import Plot
from detente.report.charts.rows import Row, labels, placed, says
from detente.report.charts.theme import FILLED, HOLLOW, themed
from detente.report.words import joined
from detente.stability.analysis import Analysis
from detente.stability.concepts import CONCEPTS


def equilibria_chart(analysis: Analysis) -> Layer:
    """How many equilibria each concept finds."""
    rows = placed(_row(analysis, concept) for concept in analysis.concepts)
    most = max([1, *(row.drawn["all"] for row, _ in rows.rows)])
    scale = Scale(most, f"equilibria, of {len(analysis.graph):,} states", ",d")
    layers = [
        bars(rows, scale, "none", "all", HOLLOW),
        bars(rows, scale, "none", "coming", FILLED),
        labels(rows),
        says(rows),
    ]
    return themed(layers, rows.height)


def _row(analysis: Analysis, concept: str) -> Row:
    found, coming = _counts(analysis, concept)
    said = f"{found:,}" if coming is None else f"{found:,}\n{coming:,} can come about"
    drawn = {"none": 0, "all": found, "coming": coming or 0, "concept": concept}
    return Row(f"{concept.upper()}: {CONCEPTS[concept].title}", said, drawn)


def _counts(analysis: Analysis, concept: str) -> tuple[int, int | None]:
    coming = analysis.come_about(concept)
    return int(analysis.flags(concept).sum()), None if coming is None else len(coming)


def plot_equilibria(analysis: Analysis) -> Plot:
    """How many states are equilibria under each concept.

    Parameters
    ----------
    analysis : Analysis
        What was found.

    Returns
    -------
    Plot
    """
    started = analysis.reached is not None
    parts = [_in_words(analysis, concept) for concept in analysis.concepts]
    alt = f"Equilibria of {analysis.graph.dispute.title}: {joined(parts)}."
    caption = "How many states are equilibria, by what it takes to be one."
    if started:
        caption += " Filled: those that improvements lead to from the status quo."
    return Plot.of(equilibria_chart(analysis), alt, caption)


def _in_words(analysis: Analysis, concept: str) -> str:
    found, coming = _counts(analysis, concept)
    tail = "" if coming is None else f" of which {coming:,} can come about"
    return f"{concept.upper()} {found:,}{tail}"
