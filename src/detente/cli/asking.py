"""What the commands share: loading, formulas in arguments, printing."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

from detente.disputes.names import Names, check_atoms
from detente.disputes.problems import DisputeError, Problem
from detente.graphs.graph import Graph
from detente.graphs.moves import Flags
from detente.library import Case, load
from detente.statements.parsing import FormulaError, parse
from detente.statements.syntax import Formula, StateIs, atoms

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


def names_of(graph: Graph) -> Names:
    """What formulas about a dispute may speak of."""
    dispute = graph.dispute
    drawing = dispute.drawing
    return Names(
        options={p.name: {o.name: o.levels for o in p.options} for p in dispute.parties},
        terms=frozenset(name for name, _ in dispute.terms),
        states=None if drawing is None else frozenset(number for number, _ in drawing.states),
    )


def asked_formula(graph: Graph, text: str, argument: str) -> Formula:
    """A formula given on the command line, or the settlement of that name.

    State numbers may be used in any dispute here.

    Raises
    ------
    DisputeError
        Naming the argument and the place in it.
    """
    settlements = dict(graph.dispute.settlements)
    if text in settlements:
        return settlements[text]
    try:
        formula = parse(text)
    except FormulaError as error:
        raise DisputeError([Problem(argument, 1, error.at + 1, error.what, error.mend)]) from None
    faults = list(check_atoms(formula, names_of(graph)))
    if graph.dispute.drawing is None:
        numbered = {atom.at for atom in atoms(formula) if isinstance(atom, StateIs)}
        faults = [fault for fault in faults if fault.at not in numbered]
    if faults:
        raise DisputeError([Problem(argument, 1, f.at + 1, f.what, f.mend) for f in faults])
    return formula


def where_flags(graph: Graph, where: str | None) -> Flags | None:
    """Where the formula given as ``--where`` holds; None where none is given."""
    return None if where is None else graph.states.where(asked_formula(graph, where, "--where"))


def positive(limit: int | None, otherwise: int) -> int:
    """The limit that was asked for, or another."""
    if limit is not None and limit < 0:
        raise DisputeError(
            [Problem("--limit", 1, 1, "a limit is not negative", "write 0, 1, 2, …")]
        )
    return otherwise if limit is None else limit


def print_json(answer: dict[str, Any]) -> None:
    """One JSON object on standard output."""
    json.dump(answer, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def console() -> Console:
    """A terminal, or a hundred columns where output goes elsewhere."""
    from rich.console import Console

    wide = None if sys.stdout.isatty() or "COLUMNS" in os.environ else 100
    return Console(width=wide, highlight=False, soft_wrap=False)
