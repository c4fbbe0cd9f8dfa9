"""Which sets of levers make a test true, on a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from detente.claims.lever_sets import LeverSets
from detente.claims.lever_worlds import Names
from detente.report.lever_sets import (
    base_in_words,
    breakers_in_words,
    cheapest_in_words,
    in_units,
    looked_in_words,
    opened_by,
    set_in_words,
    single_levers_in_words,
    verdicts_in_words,
)
from detente.report.settlements import path_in_words
from detente.report.terminal_settlements import print_indented

_COULD = (
    "Levers are changes that somebody would have to make; the way shown is one that the parties"
    " could go, not one that they would."
)


def show_lever_sets(console: Console, found: LeverSets, asked: str, most: int) -> None:
    """What is so without any, the minimal sets with their ways, and what each lever does."""
    title = found.graph.dispute.title
    console.print(Text.assemble("What would have to change in ", (title, "bold")))
    console.print(Text(base_in_words(found, asked)))
    for line in looked_in_words(found):
        console.print(Text(line))
    if not found.levers:
        console.print("The file states no levers; `detente new` shows how.")
        return
    console.print(Text(verdicts_in_words(found)))
    if found.minimal and found.base is not True:
        console.print()
        _show_minimal(console, found, most)
    console.print()
    for line in single_levers_in_words(found):
        console.print(Text(line))
    if found.minimal:
        console.print(_COULD, style="dim")


def _show_minimal(console: Console, found: LeverSets, most: int) -> None:
    console.print("Smallest sets of levers that make it true", style="bold")
    console.print(_table(found, most))
    if len(found.minimal) > most:
        more = len(found.minimal) - most
        console.print(f"… and {more:,} more (--limit shows more).", style="dim")
    console.print(Text(cheapest_in_words(found)))
    for names in found.minimal[:most]:
        _show_way(console, found, names)


def _table(found: LeverSets, most: int) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    table.add_column("levers", overflow="fold")
    table.add_column("cost", justify="right")
    table.add_column("whose", overflow="fold")
    table.add_column("what", overflow="fold")
    for names in found.minimal[:most]:
        levers = [lever for lever in found.levers if lever.name in names]
        whose = ", ".join(dict.fromkeys(lever.by for lever in levers if lever.by))
        what = "; ".join(lever.title or lever.name for lever in levers)
        cost = in_units(found.cost(names))
        table.add_row(Text(set_in_words(found, names)), cost, Text(whose or "—"), Text(what))
    return table


def _show_way(console: Console, found: LeverSets, names: Names) -> None:
    console.print()
    opened = opened_by(found, names)
    said = Text.assemble("With ", (set_in_words(found, names), "bold"))
    if opened is None:
        said.append(" it is true; no settlement is opened by agreed steps.")
        console.print(said)
    else:
        settlement, path = opened
        who = " + ".join(settlement.names(path.coalition)) or "nobody"
        said.append(f" this way to {settlement.name} opens for {who}:")
        console.print(said)
        print_indented(console, path_in_words(settlement, path))
    undone = breakers_in_words(found, names)
    if undone is not None:
        console.print(Padding(Text(undone), (0, 0, 0, 3), expand=False))
