"""``detente diff``: what two disputes state differently, and what follows from that."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from detente.claims.differences import Side, answer_differences
from detente.cli.asking import JSON_LIMIT, TABLE_LIMIT, console, opened, positive, print_json
from detente.cli.levering import with_levers
from detente.disputes.differences import differences
from detente.disputes.predicates import listed_names
from detente.disputes.problems import DisputeError, Problem, visible
from detente.library import Case
from detente.report.answers import heading
from detente.report.differences import answers_answer, collisions_answer, statements_answer
from detente.report.words import joined
from detente.stability.concepts import chosen

if TYPE_CHECKING:
    from detente.levers.applying import Collision


def diff(
    file: str,
    other: str | None = None,
    /,
    *,
    with_: Annotated[str | None, Parameter(name="--with")] = None,
    concept: str | None = None,
    limit: int | None = None,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> None:
    """Say what two disputes state differently, and what they answer differently for it.

    States are matched by what is on in them, not by their numbers.

    Parameters
    ----------
    file : str
        A dispute's file, a shipped dispute's name, or a .gmcr file.
    other : str
        What to compare it with; with --with it may be left out, and is the same file then.
    with_ : str
        Put these levers of the second in force there, separated by commas.
    concept : str
        Compare equilibria by these solution concepts only, separated by commas.
    limit : int
        Show at most so many states of a kind (20, or 1000 with --json).
    json : bool
        Print one JSON object.
    """
    most = positive(limit, JSON_LIMIT if json else TABLE_LIMIT)
    names = None if concept is None else chosen(concept.split(","))
    if other is None and with_ is None:
        what = "a dispute is compared with another, or with itself under levers"
        raise DisputeError([Problem("FILE", 1, 1, what, "name a second file, or --with LEVER")])
    before = opened(file)
    after = before if other in {None, file} else opened(str(other))
    levers = () if with_ is None else tuple(dict.fromkeys(listed_names(f"[{with_}]") or ()))
    if with_ is not None and not levers:
        raise DisputeError([Problem("--with", 1, 1, "no lever is named", "write --with A,B")])
    collisions: tuple[Collision, ...] = ()
    changed = after
    if levers:
        changed, collisions = with_levers(after, levers)
    for collision in collisions:
        print(visible(f"warning: {collision}"), file=sys.stderr)
    stated = differences(before.dispute, changed.dispute)
    sides = Side(before.graph, before._beside), Side(after.graph, after._beside, levers)
    answers = answer_differences(*sides, names)
    sources = (file, other or file)
    if json:
        answer = _compared((before, after), sources, levers, collisions)
        answer["statements"] = statements_answer(stated)
        print_json(answer | {"answers": answers_answer(answers, most)})
        return
    from rich.text import Text

    from detente.report.terminal_differences import show_answers, show_statements

    output = console()
    output.print(Text(_from_to(sources, levers), style="bold"))
    output.print()
    show_statements(output, stated)
    output.print()
    show_answers(output, answers, most)


def _from_to(sources: tuple[str, str], levers: tuple[str, ...]) -> str:
    """What is compared with what, in words."""
    first, second = sources
    if levers and first == second:
        second = "the same"
    added = f" with {joined([f'`{lever}`' for lever in levers])}" if levers else ""
    return f"From {first} to {second}{added}"


def _compared(
    cases: tuple[Case, Case],
    sources: tuple[str, str],
    levers: tuple[str, ...],
    collisions: tuple[Collision, ...],
) -> dict[str, Any]:
    """What is compared with what, as plain data."""
    first, second = (
        {"file": source, "dispute": case.dispute.title}
        for source, case in zip(sources, cases, strict=True)
    )
    return {
        **heading(cases[0].dispute.title),
        "a": first,
        "b": {**second, "with": list(levers)},
        "collisions": collisions_answer(collisions),
    }
