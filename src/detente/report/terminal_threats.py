"""What is said of threats, on a terminal."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from detente.graphs.graph import Graph
from detente.report.threats import (
    condition_in_words,
    in_order,
    resting_in_words,
    threat_in_words,
)
from detente.report.words import state_in_words
from detente.settlements.empty_threats import EmptyThreats
from detente.settlements.threats import ThreatAnswer
from detente.stability.coming import coming


def show_threats(console: Console, graph: Graph, threats: Mapping[str, ThreatAnswer]) -> None:
    """Every declared threat: what it is, its verdict, and why."""
    console.print(Text.assemble("Threats in ", (graph.dispute.title, "bold")))
    if not threats:
        console.print("No threat is declared; declare one under `threats` in the file.")
    for name, answer in threats.items():
        console.print()
        title = f" – {answer.threat.title}" if answer.threat.title else ""
        console.print(Text.assemble((name, "bold"), title, f": {condition_in_words(answer)}."))
        for line in threat_in_words(answer):
            console.print(Padding(Text(line.strip()), (0, 0, 0, 2), expand=False))


def show_empty_threats(console: Console, graph: Graph, empty: EmptyThreats, limit: int) -> None:
    """The equilibria that rest on empty threats, with whose."""
    whose, first = empty.whose(), coming(graph)
    if not whose:
        console.print("No equilibrium rests on an empty threat.")
        return
    early = int((empty.resting & first).sum())
    if len(whose) == 1:
        count, come = "One equilibrium rests", f"it {'can' if early else 'cannot'} come about"
    else:
        count = f"{len(whose):,} equilibria rest"
        come = f"{f'{early:,}' if early else 'none'} of them can come about"
    console.print(f"{count} on an empty threat (GMR stable for all, but not SEQ); {come}.")
    table = Table(box=None)
    table.add_column("state", justify="right")
    table.add_column("whose threat")
    table.add_column("what is on", overflow="fold")
    for state in in_order(empty.resting, first)[:limit]:
        groups = resting_in_words(graph, whose[state], empty.largest)
        number = graph.states.number(state)
        mark = "" if first[state] else " (cannot come about)"
        table.add_row(f"{number:,}", Text(groups), Text(state_in_words(graph, state) + mark))
    console.print(table)
    if len(whose) > limit:
        console.print(f"… and {len(whose) - limit:,} more (--limit shows more).", style="dim")
