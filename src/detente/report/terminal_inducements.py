"""How large an inducement must be, on a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from detente.claims.inducements import Inducement
from detente.graphs.graph import Graph
from detente.report.inducements import (
    alone_in_words,
    course_in_words,
    how_sure_in_words,
    tip_in_words,
)


def show_inducement(console: Console, graph: Graph, found: Inducement) -> None:
    """Where the test turns as the amount grows, and what tips each of those who are paid."""
    title = f", {found.lever.title}" if found.lever.title else ""
    console.print(Text.assemble("Inducement ", (found.lever.name, "bold"), title))
    console.print(Text.assemble("Asked: ", (_asked(graph, found.asked), "bold")))
    console.print()
    for line in (*course_in_words(found), *how_sure_in_words(found)):
        console.print(Padding(Text(line), (0, 0, 0, 2), expand=False))
    console.print()
    _show_paid(console, found)


def _asked(graph: Graph, asked: str) -> str:
    """A claim with its test, or the test alone."""
    for claim in graph.dispute.claims:
        if claim.name == asked:
            return f"{asked}, {' '.join((claim.test_text or '').split())}"
    return asked


def _show_paid(console: Console, found: Inducement) -> None:
    """A row for each outcome and party: from which amounts it would rather have it than not."""
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for column in ("paid", "outcome", "does not mind it", "prefers it"):
        table.add_column(column)
    several = len(found.paid) > 1
    if several:
        table.add_column("test is true if paid alone")
    for one in found.paid:
        alone = [alone_in_words(one)] if several else []
        for tipped in one.tipped:
            tips = [tip_in_words(tip) for tip in (tipped.not_minding, tipped.preferring)]
            table.add_row(*map(Text, (one.party, tipped.outcome, *tips, *alone)))
        if not one.tipped:
            table.add_row(*map(Text, (one.party, "—", "—", "—", *alone)))
    console.print(table)
    if any(one.tipped for one in found.paid):
        says = "Outcomes are taken at their best for that party, against the status quo."
        console.print(Text(says, style="dim"))
