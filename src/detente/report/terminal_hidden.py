"""What moves say of hidden levers, on a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from detente.levers.behaviours import GRID
from detente.levers.hidden import Hidden
from detente.report.hidden import (
    apart_in_words,
    behaviours_in_words,
    best_in_words,
    factor_in_words,
    little_in_words,
    mixed_in_words,
    move_in_words,
    percents,
    rivals_in_words,
    says_in_words,
    set_in_words,
)
from detente.report.words import percent, plural, state_in_words


def show_hidden(console: Console, found: Hidden, most: int) -> None:
    """What is more or less likely for the moves, and how little that is; at most so many sets."""
    console.print(Text.assemble("Hidden levers in ", (found.dispute.title, "bold")))
    _show_start(console, found)
    console.print()
    console.print(_levers(found))
    _print_indented(console, mixed_in_words(found))
    console.print()
    for line in best_in_words(found):
        console.print(Text(line))
    _show_sets(console, found, most)
    console.print()
    _show_moves(console, found)
    console.print()
    console.print("What the moves cannot tell", style="bold")
    _print_indented(console, apart_in_words(found))
    console.print()
    console.print("How much they say", style="bold")
    _print_indented(console, [little_in_words(found), rivals_in_words(found)])
    console.print()
    console.print(
        f"Averaged over {len(GRID)} ways to choose. {behaviours_in_words(found)}", style="dim"
    )


def _show_start(console: Console, found: Hidden) -> None:
    seen = plural(len(found.moves), "observed move")
    where = "what only levers make possible"
    if found.start is not None:
        number = found.graph.states.number(found.start)
        where = f"state {number} ({state_in_words(found.graph, found.start)})"
    said = f"{seen} from {where}; {plural(len(found.levers), 'lever')} may or may not be in force."
    console.print(Text(said))


def _levers(found: Hidden) -> Table:
    table = _table("lever", "", "before", "after", "by behaviour", "the moves are")
    for lever in found.levers:
        low, high = lever.range
        table.add_row(
            Text(lever.name),
            "secret" if lever.secret else "public",
            percents(float(lever.prior)),
            percents(float(lever.posterior)),
            f"{percents(float(low))} to {percents(float(high))}",
            Text(factor_in_words(lever.bayes_factor)),
        )
    return table


def _show_sets(console: Console, found: Hidden, most: int) -> None:
    if len(found.levers) < 2 or most == 0:
        return
    console.print()
    table = _table("in force together, and no other", "before", "after")
    for one in found.sets[:most]:
        row = percents(float(one.prior)), percents(float(one.posterior))
        table.add_row(Text(set_in_words(one.levers)), *row)
    console.print(table)
    if len(found.sets) > most:
        console.print(f"… and {len(found.sets) - most:,} more (--limit shows more).", style="dim")


def _show_moves(console: Console, found: Hidden) -> None:
    console.print("Move by move", style="bold")
    for number, move in enumerate(found.moves, 1):
        dated = f"{move.entry.date.isoformat()} " if move.entry.date else ""
        line = f"{number}. {dated}{move_in_words(move.entry)}"
        among = f" ({percent(move.chance)} likely, of {plural(move.options, 'thing')} it could do)"
        console.print(Padding(Text(line + among), (0, 0, 0, 2), expand=False))
        lines = list(says_in_words(move)) or ["about as likely with any of them as without it"]
        for said in lines:
            console.print(Padding(Text(said), (0, 0, 0, 5), expand=False))


def _print_indented(console: Console, lines: Iterable[str]) -> None:
    for line in lines:
        console.print(Padding(Text(line), (0, 0, 0, 2), expand=False))


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for column in columns:
        right = column in {"before", "after"}
        table.add_column(column, justify="right" if right else "left", overflow="fold")
    return table
