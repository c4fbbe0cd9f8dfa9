"""What is said of threats, on a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from detente.graphs.graph import Graph
from detente.report.shares import share_in_words
from detente.report.terminal_shares import show_worlds
from detente.report.threats import (
    condition_in_words,
    resting_in_words,
    resting_share,
    threat_in_words,
)
from detente.report.words import state_in_words
from detente.settlements.empty_threats import EmptyThreats
from detente.settlements.threats import ThreatAnswer
from detente.stability.coming import coming

if TYPE_CHECKING:
    from detente.claims.sweep import Sweep


def show_threats(
    console: Console,
    graph: Graph,
    threats: Mapping[str, ThreatAnswer],
    shares: Sweep | None,
) -> None:
    """Every declared threat: what it is, its verdict, and why."""
    console.print(Text.assemble("Threats in ", (graph.dispute.title, "bold")))
    if graph.dispute.threats and not threats:
        console.print("Without a status quo no threat can be looked at.")
    elif not threats:
        console.print("No threat is declared; declare one under `threats` in the file.")
    show_worlds(console, shares)
    for name, answer in threats.items():
        console.print()
        title = f" – {answer.threat.title}" if answer.threat.title else ""
        console.print(Text.assemble((name, "bold"), title, f": {condition_in_words(answer)}."))
        for line in threat_in_words(answer, shares):
            console.print(Padding(Text(line.strip()), (0, 0, 0, 2), expand=False))


def show_empty_threats(
    console: Console,
    graph: Graph,
    empty: EmptyThreats,
    limit: int,
    shares: Sweep | None,
    *,
    every: bool,
) -> None:
    """The equilibria that rest on empty threats and can come about (or every one), with whose."""
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
    listed = np.flatnonzero(empty.resting if every else empty.resting & first).tolist()
    if not every and early < len(whose):
        console.print("--all lists those too that cannot come about.", style="dim")
    if listed:
        _show_states(console, graph, empty, listed[:limit], shares)
        if len(listed) > limit:
            more = len(listed) - limit
            console.print(f"… and {more:,} more (--limit shows more).", style="dim")


def _show_states(
    console: Console,
    graph: Graph,
    empty: EmptyThreats,
    listed: list[int],
    shares: Sweep | None,
) -> None:
    whose, first = empty.whose(), coming(graph)
    table = Table(box=None)
    table.add_column("state", justify="right")
    table.add_column("comes about")
    table.add_column("whose threat")
    if shares is not None:
        table.add_column("share of worlds")
    table.add_column("what is on", overflow="fold")
    for state in listed:
        groups = resting_in_words(graph, whose[state], empty.largest)
        number, comes = graph.states.number(state), "yes" if first[state] else "no"
        cells: list[str | Text] = [f"{number:,}", comes, Text(groups)]
        if shares is not None:
            cells.append(share_in_words(resting_share(shares, graph, state)))
        table.add_row(*cells, Text(state_in_words(graph, state)))
    console.print(table)
