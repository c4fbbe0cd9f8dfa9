"""What differs between two disputes, on a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from detente.claims.differences import AnswerDifferences, Matched, Pair
from detente.disputes.differences import Difference
from detente.graphs.graph import Graph
from detente.report.differences import (
    by_state,
    claim_in_words,
    headed,
    settlement_in_words,
    strictest,
    threat_in_words,
)
from detente.report.terminal import say_merged, states_table
from detente.report.words import joined


def show_statements(console: Console, found: Sequence[Difference]) -> None:
    """What is stated differently, party by party and section by section."""
    console.print(Text("What is stated", style="bold"))
    if not found:
        _line(console, "Nothing differs.")
        return
    for heading, lines in headed(found).items():
        _line(console, Text(heading, style="bold"))
        for line in lines:
            _line(console, line[:1].upper() + line[1:], 4)


def show_answers(console: Console, found: AnswerDifferences, limit: int) -> None:
    """What is answered differently: equilibria, settlements, threats and claims."""
    console.print(Text("What follows", style="bold"))
    _show_equilibria(console, found, limit)
    _show_pairs(console, "settlement", found.settlements, settlement_in_words)
    _show_pairs(console, "threat", found.threats, threat_in_words)
    _show_pairs(console, "claim", found.claims, claim_in_words)


def _line(console: Console, said: str | Text, indent: int = 2) -> None:
    text = Text(said) if isinstance(said, str) else said
    console.print(Padding(text, (0, 0, 0, indent), expand=False))


def _show_equilibria(console: Console, found: AnswerDifferences, limit: int) -> None:
    table = Table(box=None, header_style="dim", padding=(0, 2, 0, 0))
    which = "that can come about" if found.by_coming else ""
    for column in ("", "equilibria", which, "new", "gone"):
        if column or not table.columns:
            table.add_column(column, justify="left" if not column else "right")
    for one in found.equilibria:
        coming = [_counts(one.coming)] if found.by_coming else []
        new, gone = str(len(one.came)), str(len(one.went))
        table.add_row(one.concept.upper(), _counts(one.counts), *coming, new, gone)
    if found.equilibria:
        console.print(Padding(table, (0, 0, 0, 2), expand=False))
    if not found.by_coming:
        none = "There is no status quo in both, so all equilibria are compared."
        _line(console, Text(none, style="dim"))
    about = " that can come about" if found.by_coming else ""
    sides = (("came", found.after, f"New{about}"), ("went", found.before, f"Gone{about}"))
    for side, graph, title in sides:
        _show_states(console, graph, title, by_state(found.equilibria, side), limit)


def _counts(pair: Pair[int]) -> str:
    was, now = ("none" if one is None else f"{one:,}" for one in (pair.before, pair.after))
    return was if was == now else f"{was} → {now}"


def _show_states(
    console: Console,
    graph: Graph,
    title: str,
    states: Mapping[int, list[tuple[str, Matched]]],
    limit: int,
) -> None:
    if not states:
        return
    shown = list(states)[:limit]
    met = [strictest(states[place]) for place in shown]
    rows = [(" ".join(map(str.upper, one)), ", ".join(dict.fromkeys(one.values()))) for one in met]
    other = "before" if title.startswith("New") else "after"
    console.print()
    _line(console, Text(f"{title}: {len(states):,}", style="bold"))
    table = states_table(graph, shown, ("stable by", other), rows)
    console.print(Padding(table, (0, 0, 0, 2), expand=False))
    say_merged(console, graph, shown)
    if len(states) > limit:
        _line(console, Text(f"… and {len(states) - limit:,} more (--limit).", style="dim"))


def _show_pairs(
    console: Console,
    noun: str,
    pairs: Mapping[str, Pair[Any]],
    in_words: Callable[[Pair[Any]], str],
) -> None:
    """Those of a kind that differ, a line each, and how many do not."""
    if not pairs:
        return
    console.print()
    _line(console, Text(f"{noun.capitalize()}s", style="bold"))
    for name, pair in pairs.items():
        if pair.differs:
            _line(console, Text.assemble((name, "bold"), f": {in_words(pair)}"), 4)
    same = [name for name, pair in pairs.items() if not pair.differs]
    for said in _unchanged(same, noun):
        _line(console, said, 4)


def _unchanged(names: Sequence[str], noun: str) -> Iterator[str]:
    if len(names) > 8:
        yield f"The same for {len(names)} {noun}s."
    elif names:
        yield f"The same for {joined(list(names))}."
