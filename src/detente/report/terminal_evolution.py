"""What can come about, on a terminal."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.text import Text

from detente.claims.asked import COME_ABOUT
from detente.graphs.graph import Graph
from detente.report.evolution import arc_in_words, evolution_in_words
from detente.report.shares import share_in_words, state_share
from detente.report.terminal import say_merged, states_table
from detente.report.terminal_shares import show_worlds
from detente.report.words import state_in_words
from detente.stability.analysis import Analysis
from detente.stability.evolution import Evolution

if TYPE_CHECKING:
    from detente.claims.sweep import Sweep

COULD = "This says what can come about, not what will."


def show_evolution(
    console: Console,
    evolution: Evolution,
    analysis: Analysis,
    limit: int,
    name: str,
    shares: Sweep | None,
) -> None:
    """The gist in words, the states as a table, and the steps that cannot be taken back."""
    graph = evolution.graph
    console.print(Text(graph.dispute.title, style="bold"))
    _show_start(console, graph, evolution.start)
    for sentence in evolution_in_words(evolution):
        console.print(Text(sentence))
    for concept, reason in analysis.left_out.items():
        console.print(f"{concept.upper()} is left out: {reason}.", style="dim")
    show_worlds(console, shares)
    console.print()
    _show_states(console, evolution, analysis, limit, shares)
    if len(evolution.stages) > 1:
        _show_no_return(console, evolution, limit)
    console.print(COULD, style="dim")
    console.print("Ask further:", style="bold")
    if not evolution.possible:
        console.print(escape(f"  detente evolve {name} --possible"))
    console.print(escape(f"  detente evolve {name} --dot NAME.dot --graphml NAME.graphml"))


def _show_start(console: Console, graph: Graph, start: int) -> None:
    number, words = graph.states.number(start), state_in_words(graph, start)
    console.print(Text.assemble(("Status quo", "bold"), f": state {number} – {words}."))


def _show_states(
    console: Console,
    evolution: Evolution,
    analysis: Analysis,
    limit: int,
    shares: Sweep | None,
) -> None:
    graph, shown = evolution.graph, evolution.reached[:limit].tolist()
    staged = len(evolution.stages) > 1
    columns = ("steps", "last step by", *(("stage",) if staged else ()), "stable by")
    columns += () if shares is None else ("comes about in",)
    rows = []
    for place in shown:
        cells = [str(evolution.steps[place]), " / ".join(evolution.last_movers(place)) or "—"]
        cells += [str(evolution.stage[place])] if staged else []
        stable = analysis.strongest(graph.states.number(place))
        cells.append(" ".join(concept.upper() for concept in stable))
        if shares is not None:
            cells.append(share_in_words(state_share(shares, graph, COME_ABOUT, place)))
        rows.append(tuple(cells))
    console.print(states_table(graph, shown, columns, rows))
    say_merged(console, graph, shown)
    _say_more(console, len(evolution) - len(shown))
    console.print()


def _show_no_return(console: Console, evolution: Evolution, limit: int) -> None:
    found = list(islice(evolution.points_of_no_return(), limit + 1))
    console.print("Steps that cannot be taken back", style="bold")
    for arc in found[:limit]:
        line = Text(arc_in_words(evolution.graph, arc))
        console.print(Padding(line, (0, 0, 0, 2), expand=False))
    if len(found) > limit:
        console.print("… and more (--limit).", style="dim")
    console.print()


def _say_more(console: Console, left: int) -> None:
    if left:
        console.print(f"… and {left:,} more (--limit).", style="dim")
