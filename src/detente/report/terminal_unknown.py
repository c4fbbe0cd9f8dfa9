"""What is stable where comparisons are unknown, on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from detente.report.coalitions import place_of
from detente.report.terminal import say_merged
from detente.report.unknown import (
    all_known_in_words,
    equilibria_in_most_senses,
    left_aside_in_words,
)
from detente.report.words import merged_into, percent, state_in_words
from detente.stability.comparisons import EXTENSIONS
from detente.stability.concepts import CONCEPTS
from detente.stability.unknown import UnknownAnalysis

UNKNOWN = (
    "A party's preferences may be any of several orders of the states; how two states compare is"
    " unknown where these do not agree."
)
ALIKE = "In an equilibrium all parties take what is unknown in the same way."


def show_unknown(console: Console, found: UnknownAnalysis, limit: int) -> None:
    """Whose comparisons are unknown, and the equilibria in each extension."""
    graph = found.graph
    console.print(Text.assemble("Unknown comparisons in ", (graph.dispute.title, "bold")))
    console.print(all_known_in_words(graph) if found.certain else UNKNOWN)
    aside = left_aside_in_words(graph)
    if aside is not None:
        console.print(aside)
    console.print()
    if not found.certain:
        console.print(_parties(found))
        console.print()
    console.print(_counts(found))
    console.print()
    _show_states(console, found, limit)
    _show_meanings(console, found)


def _parties(found: UnknownAnalysis) -> Table:
    table = _table()
    table.add_column("party", overflow="fold")
    for column in ("orders it may have", "its moves of unknown worth"):
        table.add_column(column, justify="right", overflow="fold")
    for party, share in found.unknown.items():
        told = "no moves" if share is None else percent(share)
        table.add_row(Text(party), f"{found.alternatives[party]:,}", told)
    return table


def _counts(found: UnknownAnalysis) -> Table:
    table = _table()
    table.add_column("equilibria", overflow="fold")
    letters = found.extensions[:1] if found.certain else found.extensions
    for letter in letters:
        table.add_column("states" if found.certain else letter, justify="right", overflow="fold")
    for name in found.concepts:
        counts = [f"{found.counts(letter, name)['equilibria']:,}" for letter in letters]
        table.add_row(name.upper(), *counts)
    return table


def _show_states(console: Console, found: UnknownAnalysis, limit: int) -> None:
    numbers = equilibria_in_most_senses(found)
    shown = numbers[:limit]
    if not numbers:
        console.print("No state is an equilibrium in any of these senses.")
    if shown:
        console.print(_states(found, shown))
        say_merged(console, found.graph, [place_of(found.graph, number) for number in shown])
    if len(numbers) > limit:
        console.print(f"… and {len(numbers) - limit:,} more (--limit shows more).", style="dim")
    if numbers:
        console.print()


def _states(found: UnknownAnalysis, numbers: Sequence[int]) -> Table:
    """The equilibria, with the extensions in which they are ones under each concept."""
    graph, table = found.graph, _table()
    table.add_column("state", justify="right", no_wrap=True)
    for name in found.concepts:
        table.add_column(name.upper(), no_wrap=True)
    table.add_column("what is on", overflow="fold")
    under = {
        (letter, name): set(found.equilibria(letter, name))
        for letter in found.extensions
        for name in found.concepts
    }
    for number in numbers:
        place = place_of(graph, number)
        mark = "*" if place == graph.status_quo else ""
        mark += "≡" if merged_into(graph, place) > 1 else ""
        cells = []
        for name in found.concepts:
            met = [letter for letter in found.extensions if number in under[letter, name]]
            cells.append(("yes" if met else "") if found.certain else "".join(met))
        table.add_row(f"{mark}{number}", *cells, Text(state_in_words(graph, place)))
    return table


def _show_meanings(console: Console, found: UnknownAnalysis) -> None:
    """What the extensions and the concepts mean, a line each."""
    for letter in () if found.certain else found.extensions:
        console.print(Text(f"{letter}: {EXTENSIONS[letter].meaning}."), style="dim")
    if not found.certain:
        console.print(ALIKE, style="dim")
    for name in found.concepts:
        console.print(Text(f"{name.upper()}: {CONCEPTS[name].meaning}."), style="dim")


def _table() -> Table:
    return Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
