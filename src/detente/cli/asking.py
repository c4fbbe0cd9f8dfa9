"""What the commands share: loading, limits, printing."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from cyclopts import Parameter

from detente.disputes.problems import DisputeError, Problem
from detente.graphs.asking import asked_formula
from detente.graphs.graph import Graph
from detente.library import Case, load

if TYPE_CHECKING:
    from rich.console import Console

JSON_LIMIT = 1000
TABLE_LIMIT = 20


def opened(source: str) -> Case:
    """The dispute that an argument names, with notes of its conversion on standard error."""
    case = load(source)
    for note in case.notes:
        print(f"{source}: {note}", file=sys.stderr)
    return case


def positive(limit: int | None, otherwise: int) -> int:
    """The limit that was asked for, or another."""
    if limit is not None and limit < 0:
        raise DisputeError(
            [Problem("--limit", 1, 1, "a limit is not negative", "write 0, 1, 2, …")]
        )
    return otherwise if limit is None else limit


def asked_state(graph: Graph, text: str) -> int:
    """The place of the state that an argument names: its number, or a formula true in it alone."""
    if re.fullmatch("[0-9]{1,100}", text.strip()):
        place = graph.states.index(int(text))
        if place is None:
            raise DisputeError([_no_state(graph, int(text))])
        return place
    found = np.flatnonzero(graph.states.where(asked_formula(graph, text, "STATE")))
    if len(found) != 1:
        what = f"this holds in {len(found):,} states, where one is wanted"
        raise DisputeError([Problem("STATE", 1, 1, what, "`detente states --where` lists them")])
    return int(found[0])


def _no_state(graph: Graph, number: int) -> Problem:
    last = int(graph.states.numbers[-1])
    merged = graph.feasible is not None and graph.feasible.home is not None
    if merged and 1 <= number <= last:
        what = f"state {number} has been made the same as another, under a lower number"
    else:
        what = f"there is no state {number}: states are numbered 1 to {last}"
    return Problem("STATE", 1, 1, what, "`detente states` lists them")


def print_json(answer: dict[str, Any]) -> None:
    """One JSON object on standard output."""
    json.dump(answer, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def console() -> Console:
    """A terminal, or a hundred columns where output goes elsewhere."""
    from rich.console import Console

    class Piped(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    wide = None if sys.stdout.isatty() or "COLUMNS" in os.environ else 100
    return Piped(width=wide, highlight=False, soft_wrap=False)


def whole(_: Any, tokens: Sequence[Any]) -> int:
    """A whole number as it is written; 3.5 is none, and is not rounded to one."""
    text: str = tokens[0].value
    if not re.fullmatch("[+-]?[0-9]{1,18}", text.strip()):
        raise ValueError(f"{text} is no whole number; write 1, 2, …")
    return int(text)


Whole = Annotated[int, Parameter(converter=whole)]
