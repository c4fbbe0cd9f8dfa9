"""What parties would have to prefer, on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TypeVar

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from detente.disputes.model import Prioritised, Ranking
from detente.levers.inverse import Inverse
from detente.levers.inverse_changes import PartyInverse
from detente.levers.inverse_statements import StatementChange
from detente.levers.inverse_weights import Raise
from detente.report.inverse import (
    GIVEN,
    WHAT,
    addition_in_words,
    change_in_words,
    clauses_in_words,
    formula_in_words,
    lift_in_words,
    move_in_words,
    no_reordering_in_words,
    raise_in_words,
    ranking_in_words,
    share_in_words,
    spoken_of,
    steps_in_words,
    whole_in_words,
)
from detente.report.terminal import say_merged, show_meanings, states_table
from detente.report.words import plural, state_in_words
from detente.statements.printing import printed

_MOST_STATES = 40
_MOST_LISTED = 16
_T = TypeVar("_T")


def show_inverse(console: Console, found: Inverse, limit: int) -> None:
    """The condition on each party's preferences, and the smallest changes that meet it."""
    graph = found.graph
    console.print(
        Text.assemble("What a state asks of preferences in ", (graph.dispute.title, "bold"))
    )
    starred = " (the status quo)" if found.place == graph.status_quo else ""
    state = f"State {found.state}{starred}: {state_in_words(graph, found.place)}."
    console.print(Text(state, style="bold"))
    for one in found.parties:
        console.print()
        _show_party(console, one, limit)
    if found.whole is not None:
        console.print()
        _show_whole(console, found)
    console.print()
    _show_states(console, found, limit)
    console.print(Text(WHAT), style="dim")
    if any(one.condition.on_others for one in found.parties):
        console.print(GIVEN, style="dim")
    show_meanings(console, [found.concept])


def _show_states(console: Console, found: Inverse, limit: int) -> None:
    """What the numbers of the formulas stand for."""
    places = spoken_of(found, limit)
    shown = places[:_MOST_LISTED]
    console.print(states_table(found.graph, shown))
    say_merged(console, found.graph, shown)
    if len(places) > len(shown):
        left = len(places) - len(shown)
        console.print(f"… and {left:,} more; `detente states` lists them.", style="dim")
    console.print()


def _show_party(console: Console, found: PartyInverse, limit: int) -> None:
    verdict = "stable" if found.stable else "not stable"
    console.print(
        Text.assemble(
            (found.party, "bold"), (f": {verdict} as things are", "" if found.stable else "bold")
        )
    )
    for deeper, line in (*_condition_lines(found, limit), *_change_lines(found, limit)):
        console.print(Padding(Text(line), (0, 0, 0, 2 + 2 * deeper), expand=False))


def _condition_lines(found: PartyInverse, limit: int) -> Iterator[tuple[int, str]]:
    condition = found.condition
    count = len(condition.clauses)
    if count == 0:
        why = (
            "it cannot move from here"
            if condition.considered == 0
            else "the others can always answer"
        )
        yield 0, f"Nothing is asked of it: {why}."
        return
    yield 0, f"Asked: {formula_in_words(condition, limit)}"
    met = condition.clauses.met(condition.no_worse)
    for holds, says in zip(met, clauses_in_words(condition, limit), strict=False):
        yield 1, f"{'holds' if holds else 'fails'}  {says}"
    if count > limit:
        failing = int((~met[limit:]).sum())
        told = f"{failing:,} of which fail" if failing else "none of which fails"
        yield 1, f"… and {plural(count - limit, 'more clause')}, {told} (--limit)"
    yield 0, share_in_words(found)


def _change_lines(found: PartyInverse, limit: int) -> Iterator[tuple[int, str]]:
    if found.change is None:
        return
    if found.statements is not None:
        yield from _statement_lines(found.statements, limit)
    elif found.raises is not None:
        yield from _raise_lines(found.raises, limit)
    else:
        yield 0, f"Smallest change: {lift_in_words(found)}."
        if isinstance(found.change.preferences, Ranking):
            classes = found.change.preferences.classes
            if len(found.condition.graph) <= _MOST_STATES:
                yield 1, f"ranking: {ranking_in_words(classes)}"
        return
    yield 0, f"In the order of states that this party has, {lift_in_words(found)}."


def _statement_lines(change: StatementChange, limit: int) -> Iterator[tuple[int, str]]:
    if change.single:
        yield 0, "One statement is enough by moving:"
        yield from _list(map(move_in_words, change.single), len(change.single), limit)
    else:
        yield 0, no_reordering_in_words(change) + (":" if change.moves else ".")
        for k, move in enumerate(change.moves, start=1):
            yield 1, f"{k}. `{printed(move.formula)}` from place {move.source} to {move.target}"
    yield 0, "One statement is enough by being added:"
    additions = change.additions
    yield from _list(map(addition_in_words, additions), len(additions), limit)


def _raise_lines(raises: Sequence[Raise], limit: int) -> Iterator[tuple[int, str]]:
    yield 0, "One formula is enough by weighing more; so much makes a tie, and any more decides:"
    yield from _list(map(raise_in_words, raises), len(raises), limit)


def _list(lines: Iterator[str], count: int, limit: int) -> Iterator[tuple[int, str]]:
    for line in islice(lines, limit):
        yield 1, f"- {line}"
    if count > limit:
        yield 1, f"… and {count - limit:,} more (--limit)"


def _show_whole(console: Console, found: Inverse) -> None:
    whole, graph = found.whole, found.graph
    assert whole is not None
    if whole.stable:
        console.print("All together: it is an equilibrium as things are.", style="bold")
        return
    console.print(Text(whole_in_words(whole), style="bold"))
    for change in whole.changes:
        line = change_in_words(graph, change, _MOST_STATES)
        console.print(Padding(Text(line), (0, 0, 0, 2), expand=False))
    kinds = {
        Prioritised if change.preferences is None else type(change.preferences)
        for change in whole.changes
    }
    console.print(Text(steps_in_words(kinds)), style="dim")
