"""Answers as text and tables on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from detente.disputes.model import Dispute, Option
from detente.graphs.graph import Graph
from detente.graphs.moves import Flags
from detente.report.shares import (
    beside,
    doubt_in_words,
    share_in_words,
    stability_outcome,
    state_share,
)
from detente.report.terminal_shares import show_worlds
from detente.report.words import (
    merged_into,
    on_by_party,
    plural,
    state_in_words,
    verdict_in_words,
    witness_in_words,
)
from detente.stability.analysis import Analysis
from detente.stability.concepts import CONCEPTS

if TYPE_CHECKING:
    from detente.claims.sweep import Sweep
    from detente.doubts.spaces import Question
    from detente.graphs.advice import Want
    from detente.stability.witness import Witness

_ARROWS = {"on only": " (for good)", "off only": " (only off)"}


def show_dispute(console: Console, graph: Graph) -> None:
    """The dispute in a paragraph: title, summary, who can do what."""
    dispute = graph.dispute
    dated = f"  ({dispute.as_of})" if dispute.as_of else ""
    console.print(Text(dispute.title + dated, style="bold"))
    if dispute.summary:
        console.print(Text(" ".join(dispute.summary.split())))
    console.print()
    for party in dispute.parties:
        who = Text(party.name, style="bold")
        if party.title:
            who.append(f", {party.title}", style="not bold")
        if party.options:
            who.append(": " + "; ".join(map(_option, party.options)), style="not bold")
        console.print(Padding(who, (0, 0, 0, 2), expand=False))
    console.print()


def _option(option: Option) -> str:
    title = f" – {option.title}" if option.title and option.title != option.name else ""
    levels = f" [{' < '.join(option.levels)}]" if option.levels else ""
    return f"{option.name}{title}{levels}{_ARROWS.get(option.direction, '')}"


def show_analysis(
    console: Console,
    analysis: Analysis,
    where: Flags | None,
    limit: int,
    name: str,
    shares: Sweep | None,
) -> None:
    """Where the status quo stands, the equilibria, and how to ask further."""
    graph = analysis.graph
    show_dispute(console, graph)
    merged = (
        ""
        if graph.feasible is None or graph.feasible.home is None
        else (f" (of {len(graph.feasible.codes):,} before merging)")
    )
    counted = f" Equilibria: {_counts(analysis)}." if analysis.concepts else ""
    console.print(f"{plural(len(graph), 'feasible state')}{merged}.{counted}")
    for concept, reason in analysis.left_out.items():
        console.print(f"{concept.upper()} is left out: {reason}.", style="dim")
    show_worlds(console, shares)
    show_status_quo(console, analysis, shares)
    console.print()
    show_equilibria(console, analysis, where, limit, shares)
    asked = "nash" if not analysis.concepts else analysis.concepts[-1]
    asked = "seq" if "seq" in analysis.concepts else asked
    number = _example(analysis)
    console.print("Ask further:", style="bold")
    console.print(escape(f"  detente why {name} {number} --concept {asked}"), highlight=False)
    console.print(
        escape(f"  detente analyse {name} --where 'FORMULA' --limit 100"), highlight=False
    )
    console.print(escape(f"  detente check {name}"), highlight=False)


def _example(analysis: Analysis) -> int:
    graph = analysis.graph
    place = graph.status_quo
    if place is None:
        found = np.flatnonzero(analysis.any_equilibrium)
        place = int(found[0]) if len(found) else 0
    return int(graph.states.numbers[place])


def _counts(analysis: Analysis) -> str:
    found = [
        f"{int(analysis.flags(concept).sum()):,} {concept.upper()}" for concept in analysis.concepts
    ]
    return ", ".join(found)


def show_status_quo(console: Console, analysis: Analysis, shares: Sweep | None) -> None:
    """Where the status quo stands: for whom it is stable, and for whom not."""
    graph = analysis.graph
    if graph.status_quo is None:
        console.print("No status quo is declared, and all off is not feasible.", style="dim")
        return
    number = int(graph.states.numbers[graph.status_quo])
    console.print(
        Text.assemble(
            ("Status quo", "bold"), f": state {number} – {state_in_words(graph, graph.status_quo)}."
        )
    )
    for concept in analysis.concepts:
        stable = [p for p in analysis.parties if analysis.flags(concept, p)[graph.status_quo]]
        restless = [party for party in analysis.parties if party not in stable]
        says = "stable for all" if not restless else f"not stable for {', '.join(restless)}"
        if shares is not None and concept in shares.tally:
            share = state_share(shares, graph, concept, graph.status_quo)
            says += f" (an equilibrium in {share_in_words(share)} of the worlds)"
        console.print(Text(f"  {concept.upper():<5} {says}"))


def show_equilibria(
    console: Console,
    analysis: Analysis,
    where: Flags | None,
    limit: int,
    shares: Sweep | None,
) -> None:
    """The equilibria as a table, those that can come about from the status quo first."""
    found = analysis.any_equilibrium if where is None else analysis.any_equilibrium & where
    if not analysis.concepts:
        return
    if not found.any():
        matching = "" if where is None else " among the states asked for"
        console.print(f"There is no equilibrium{matching} under any of these concepts.")
        console.print()
        return
    reached = analysis.reached
    if reached is None:
        _table(console, analysis, found, limit, "Equilibria", shares)
        return
    first = "Equilibria that improvements lead to from the status quo"
    rest = "Other equilibria, which no improvements from the status quo lead to"
    if (found & reached).any():
        _table(console, analysis, found & reached, limit, first, shares)
    else:
        none = "No equilibrium" if where is None else "None of the equilibria asked for"
        console.print(f"{none} can come about from the status quo by improvements.")
        console.print()
    if (found & ~reached).any():
        _table(console, analysis, found & ~reached, limit, rest, shares)


def _table(
    console: Console,
    analysis: Analysis,
    flags: Flags,
    limit: int,
    title: str,
    shares: Sweep | None,
) -> None:
    graph = analysis.graph
    places = np.flatnonzero(flags)
    console.print(Text(f"{title}: {len(places):,}", style="bold"))
    shown = [int(place) for place in strictest_first(analysis, places)[:limit]]
    rows = [_stable_by(analysis, place, shares) for place in shown]
    columns = ("stable by",) if shares is None else ("stable by", "share of worlds")
    console.print(states_table(graph, shown, columns, rows))
    say_merged(console, graph, shown)
    if len(places) > limit:
        console.print(f"… and {len(places) - limit:,} more (--limit, --where).", style="dim")
    console.print()


def _stable_by(analysis: Analysis, place: int, shares: Sweep | None) -> tuple[str, ...]:
    """The strictest concepts by which a state is an equilibrium, and in what share of worlds."""
    names = analysis.strongest(int(analysis.graph.states.numbers[place]))
    said = " ".join(name.upper() for name in names)
    if shares is None:
        return (said,)
    found = [state_share(shares, analysis.graph, n, place) for n in names if n in shares.tally]
    return said, ", ".join(map(share_in_words, found))


def strictest_first(analysis: Analysis, places: np.ndarray) -> np.ndarray:
    """Equilibria of the strictest concepts first, then by number."""
    order = ("nash", "sseq", "seq", "smr", "sim", "gmr")
    weight = np.zeros(len(places), dtype=np.int64)
    for concept in order:
        holds = concept in analysis.concepts and analysis.flags(concept)[places]
        weight = weight * 2 + np.asarray(holds, dtype=np.int64)
    return places[np.argsort(-weight, kind="stable")]


def say_merged(console: Console, graph: Graph, places: Sequence[int]) -> None:
    """What the sign before a state's number means, where one stands there."""
    if any(merged_into(graph, place) > 1 for place in places):
        says = "≡ stands for several states that are the same; shown is what the lowest has on."
        console.print(says, style="dim")


def states_table(
    graph: Graph,
    places: Sequence[int],
    columns: Sequence[str] = (),
    rows: Sequence[Sequence[str]] = (),
) -> Table:
    """States as a table: number, what is on by party, and further columns."""
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    table.add_column("state", justify="right")
    drawn = graph.dispute.drawing is not None
    for column in ["title"] if drawn else graph.parties:
        table.add_column(Text(column), overflow="fold")
    for column in columns:
        table.add_column(column)
    for row, place in enumerate(places):
        number = int(graph.states.numbers[place])
        mark = "*" if place == graph.status_quo else ""
        mark += "≡" if merged_into(graph, place) > 1 else ""
        cells = [state_in_words(graph, place)] if drawn else on_by_party(graph, place)
        extra = rows[row] if rows else ()
        table.add_row(f"{mark}{number}", *map(Text, (*cells, *extra)))
    return table


def show_states(console: Console, graph: Graph, where: Flags | None, limit: int) -> None:
    """The states as a table; the status quo is starred."""
    places = np.arange(len(graph)) if where is None else np.flatnonzero(where)
    shown = [int(place) for place in places[:limit]]
    console.print(states_table(graph, shown))
    say_merged(console, graph, shown)
    if len(places) > limit:
        console.print(f"… and {len(places) - limit:,} more (--limit, --where).", style="dim")
    of = "" if where is None else f"{len(places):,} of "
    console.print(f"{of}{plural(len(graph), 'state')}.", style="dim")


def show_witnesses(
    console: Console,
    graph: Graph,
    state: int,
    witnesses: Iterable[Witness],
    shares: Sweep | None,
) -> None:
    """Why a state is or is not stable, party by party, in words."""
    number = int(graph.states.numbers[state])
    starred = " (the status quo)" if state == graph.status_quo else ""
    console.print(Text(f"State {number}{starred}: {state_in_words(graph, state)}.", style="bold"))
    for witness in witnesses:
        console.print()
        outcome = stability_outcome(graph, witness.concept, witness.party, number)
        share = beside(shares, outcome, witness.stable)
        said = verdict_in_words(witness, share)
        console.print(Text(said, style="bold" if not witness.stable else ""))
        for line in witness_in_words(graph, witness):
            deeper = len(line) - len(line.lstrip())
            console.print(Padding(Text(line.strip()), (0, 0, 0, 2 + deeper), expand=False))
    if witnesses:
        console.print()
    show_worlds(console, shares)


def show_meanings(console: Console, concepts: Iterable[str]) -> None:
    """What the solution concepts mean, a line each."""
    for name in concepts:
        concept = CONCEPTS[name]
        console.print(
            Text(f"{name.upper()}: {concept.title} ({concept.source}): {concept.meaning}."),
            style="dim",
        )


def show_wants(console: Console, wants: Sequence[Want]) -> None:
    """What each party wants of the others."""
    if not wants:
        return
    console.print(Text("What each party wants of the others, all else as it is:", style="bold"))
    for party in dict.fromkeys(want.party for want in wants):
        said = [_want(want) for want in wants if want.party == party and want.either < 1]
        line = "; ".join(said) or "does not care"
        console.print(
            Padding(Text.assemble((party, "bold"), f": {line}"), (0, 0, 0, 2), expand=False)
        )


def show_doubts(console: Console, questions: Sequence[Question]) -> None:
    """What is doubted, with every answer."""
    if not questions:
        return
    console.print(Text("Doubts, with how likely each answer is (* as the file stands):", "bold"))
    for question in questions:
        line = f": {doubt_in_words(question)}"
        said = Text.assemble((question.name, "bold"), line)
        console.print(Padding(said, (0, 0, 0, 2), expand=False))


def _want(want: Want) -> str:
    if want.off == 0:
        return f"{want.setting}{_share(want.on)}"
    if want.on == 0:
        return f"not {want.setting}{_share(want.off)}"
    return f"{want.setting} on {_percent(want.on)}, off {_percent(want.off)}"


def _share(share: float) -> str:
    return "" if share == 1 else f" ({_percent(share)})"


def _percent(share: float) -> str:
    return f"{share:.0%}" if share >= 0.005 else "<1%"


def show_cases(console: Console, disputes: Sequence[tuple[str, Dispute]]) -> None:
    """The shipped disputes as a table."""
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for column in ("name", "dispute", "parties", "options", "after"):
        table.add_column(column)
    for name, dispute in disputes:
        options = sum(len(party.options) for party in dispute.parties)
        cited = [s.author or s.title for s in dispute.sources[:1]]
        table.add_row(
            name,
            Text(dispute.title),
            str(len(dispute.parties)),
            str(options) if options else "drawn",
            Text("; ".join(cited), overflow="ellipsis", no_wrap=True),
        )
    console.print(table)
