"""What is said of coalitions that could leave, on a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from detente.report.coalitions import (
    WHO_COULD,
    departure_in_words,
    departures_by_concept,
    looked_at_in_words,
    place_of,
    standing_outcome,
    who_leaves_in_words,
)
from detente.report.shares import share_in_words
from detente.report.terminal_shares import show_worlds
from detente.report.words import plural, state_in_words
from detente.stability.coalition_answers import CoalitionAnalysis
from detente.stability.coalitional import MEANINGS

if TYPE_CHECKING:
    from detente.claims.sweep import Sweep

MOST_DEPARTURES = 12


def show_coalitions(
    console: Console, found: CoalitionAnalysis, limit: int, shares: Sweep | None
) -> None:
    """Which equilibria stand against every coalition, and who could leave the others."""
    console.print(Text.assemble("Coalitions in ", (found.graph.dispute.title, "bold")))
    console.print(looked_at_in_words(found))
    show_worlds(console, shares)
    console.print()
    console.print(_counts(found))
    looked_at = sorted({n for answer in found.concepts.values() for n in answer.looked_at})
    shown = looked_at[:limit]
    if shown:
        console.print()
        console.print(_states(found, shown, shares))
    if len(looked_at) > limit:
        console.print(f"… and {len(looked_at) - limit:,} more (--limit shows more).", style="dim")
    for number in shown:
        if _verdicts(found, number)[1]:
            console.print()
            _show_state(console, found, number)
    console.print()
    show_meanings(console, found.concepts)


def show_one_state(
    console: Console, found: CoalitionAnalysis, number: int, shares: Sweep | None
) -> None:
    """Whether one state stands against every coalition, and who could leave it how."""
    stands, left = _verdicts(found, number)
    _show_state(console, found, number)
    if stands:
        also = " still" if left else ""
        console.print(Padding(f"It{also} stands against every coalition: {stands}.", (0, 0, 0, 2)))
    if shares is not None:
        said = f"It stands in shares of the worlds: {_in_worlds(found, number, shares)}."
        console.print(Padding(said, (0, 0, 0, 2)))
        show_worlds(console, shares)
    console.print()
    show_meanings(console, found.concepts)


def show_meanings(console: Console, names: Iterable[str]) -> None:
    """What the concepts mean, a line each, and what the answer does not say."""
    for name in names:
        console.print(Text(f"{name.upper()}: {MEANINGS[name]}."), style="dim")
    console.print(WHO_COULD, style="dim")


def _counts(found: CoalitionAnalysis) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for column in ("concept", "extends"):
        table.add_column(column, overflow="fold")
    for column in ("equilibria looked at", "stand", "can be left"):
        table.add_column(column, justify="right", overflow="fold")
    for name, answer in found.concepts.items():
        stand, all_of_them = int(answer.stands.sum()), len(answer.places)
        counts = [f"{count:,}" for count in (all_of_them, stand, all_of_them - stand)]
        table.add_row(name.upper(), answer.extends.upper(), *counts)
    return table


def _states(found: CoalitionAnalysis, numbers: Iterable[int], shares: Sweep | None) -> Table:
    """The states that were looked at, with what each of the concepts says of them."""
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    table.add_column("state", justify="right", no_wrap=True)
    worlds = () if shares is None else ("stands in worlds",)
    for column in ("stands", "can be left", *worlds, "what is on"):
        table.add_column(column, overflow="fold")
    for number in numbers:
        words = state_in_words(found.graph, place_of(found.graph, number))
        cells = [*_verdicts(found, number)]
        cells += [] if shares is None else [_in_worlds(found, number, shares)]
        table.add_row(f"{number}", *map(Text, (*cells, words)))
    return table


def _in_worlds(found: CoalitionAnalysis, number: int, shares: Sweep) -> str:
    """In what share of worlds a state stands, by concept."""
    said = []
    for name, answer in found.concepts.items():
        outcome = standing_outcome(found.graph, name, number)
        if number in answer.looked_at and outcome in shares.columns:
            said.append(f"{name.upper()} {share_in_words(shares.verdicts(outcome).true)}")
    return ", ".join(said)


def _verdicts(found: CoalitionAnalysis, number: int) -> tuple[str, str]:
    """The concepts under which a state stands, and those under which it can be left."""
    looked_at = [name for name, answer in found.concepts.items() if number in answer.looked_at]
    left = [name for name in looked_at if number in found.concepts[name].left]
    stands = [name for name in looked_at if name not in left]
    return " ".join(stands).upper(), " ".join(left).upper()


def _show_state(console: Console, found: CoalitionAnalysis, number: int) -> None:
    """A state, and the smallest groups that could leave it."""
    graph = found.graph
    place = place_of(graph, number)
    starred = " (the status quo)" if place == graph.status_quo else ""
    console.print(Text(f"State {number}{starred}: {state_in_words(graph, place)}.", style="bold"))
    departures = departures_by_concept(found, number)
    for departure, concepts in departures[:MOST_DEPARTURES]:
        who = Text(who_leaves_in_words(departure, concepts))
        console.print(Padding(who, (0, 0, 0, 2), expand=False))
        for line in departure_in_words(graph, number, departure):
            console.print(Padding(Text(line), (0, 0, 0, 5), expand=False))
    if len(departures) > MOST_DEPARTURES:
        more = plural(len(departures) - MOST_DEPARTURES, "more way")
        console.print(f"  … and {more} to leave it (--json gives all).", style="dim")
