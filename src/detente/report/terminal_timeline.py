"""What is said of a dispute at several dates, on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from detente.disputes.model import Event
from detente.report.settlements import coalitions_in_words
from detente.report.shares import beside, in_cell
from detente.report.terminal_shares import show_worlds
from detente.report.threats import VERDICT_WORDS
from detente.report.timeline import STATUS_WORDS, changes_in_words, row_of, same_state, when
from detente.report.words import joined, state_in_words
from detente.settlements.timeline import Moment

if TYPE_CHECKING:
    from detente.claims.sweep import Sweep


def show_timeline(
    console: Console,
    moments: Sequence[Moment],
    past: Sequence[Event],
    shares: Sequence[Sweep | None],
) -> None:
    """The dates, each settlement across them, and what changed from one to the next.

    Dates at which nothing changed that the model speaks of are named, but have no column.
    """
    titles = dict.fromkeys(moment.graph.dispute.title for moment in moments)
    console.print(Text("; ".join(titles), style="bold"))
    if past:
        named = joined([f"{event.title} ({event.date})" for event in past])
        console.print(Text(f"Before the file's date, and in its status quo: {named}."))
    show_worlds(console, shares[0])
    distinct, own = [moments[0]], [shares[0]]
    for moment, swept in zip(moments, shares, strict=True):
        if moment is moments[0] or not same_state(distinct[-1], moment):
            if moment is not moments[0]:
                distinct, own = [*distinct, moment], [*own, swept]
            _show_moment(console, moment, swept)
        else:
            says = "nothing that the model speaks of changed."
            console.print(Text.assemble((f"{when(moment)} {moment.title}: ", "bold"), says))
    for name in _settlements(distinct):
        console.print()
        _show_settlement(console, distinct, name, own)
    if len(distinct) == 1:
        console.print()
        console.print("There is no second date to compare with: no later event sets an option.")
    for before, after in pairwise(distinct):
        console.print()
        same = f" ({after.title})" if when(before) == when(after) else ""
        console.print(Text(f"From {when(before)} to {when(after)}{same}", style="bold"))
        for said in _parties_in_words(before, after):
            console.print(Padding(Text(said), (0, 0, 0, 2), expand=False))
        for said in changes_in_words(before, after):
            console.print(Padding(Text(said), (0, 0, 0, 2), expand=False))


def _parties_in_words(before: Moment, after: Moment) -> Iterator[str]:
    """Which parties left and joined between two dates."""
    for says, one, other in (("no longer", before, after), ("now", after, before)):
        named = [party for party in one.graph.parties if party not in other.graph.parties]
        if named:
            yield f"Parties {says}: {joined(named)}."


def _show_moment(console: Console, moment: Moment, shares: Sweep | None) -> None:
    number = moment.graph.states.number(moment.start)
    says = f"state {number} – {state_in_words(moment.graph, moment.start)}."
    title = f" {moment.title}" if moment.date is not None else ""
    console.print(Text.assemble((f"{when(moment)}{title}: ", "bold"), says))
    for name, answer in moment.threats.items():
        share = beside(shares, f"threat {name}", answer.status_quo)
        line = Text(f"The threat {name} {VERDICT_WORDS[answer.status_quo]}{share}.")
        console.print(Padding(line, (0, 0, 0, 2), expand=False))


def _settlements(moments: Sequence[Moment]) -> list[str]:
    return list(dict.fromkeys(name for moment in moments for name in moment.settlements))


def _show_settlement(
    console: Console, moments: Sequence[Moment], name: str, shares: Sequence[Sweep | None]
) -> None:
    table = Table(title=name, title_justify="left", title_style="bold", box=None)
    table.add_column("party", style="bold")
    dates = [when(moment) for moment in moments]
    for moment, date in zip(moments, dates, strict=True):
        alone = dates.count(date) == 1
        table.add_column(Text(date if alone else f"{date} {moment.title}"), min_width=10)
    found = [moment.settlements.get(name) for moment in moments]
    statuses = [
        "not asked"
        if one is None
        else _status(one.status, in_cell(swept, f"settlement {name}", one.status))
        for one, swept in zip(found, shares, strict=True)
    ]
    table.add_row(Text("(status)"), *map(Text, statuses))
    coalitions = ["—" if one is None else _coalitions(one.minimal_coalitions) for one in found]
    table.add_row(Text("(who could)"), *map(Text, coalitions))
    parties = dict.fromkeys(party for moment in moments for party in moment.graph.parties)
    for party in parties:
        table.add_row(Text(party), *map(Text, row_of(moments, name, party, shares)))
    console.print(table)


def _status(status: str, share: str) -> str:
    return STATUS_WORDS[status] + (f", in{share}" if share else "")


def _coalitions(coalitions: Sequence[tuple[str, ...]]) -> str:
    return coalitions_in_words(coalitions) if coalitions else "—"
