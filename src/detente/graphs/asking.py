"""Formulas that are asked of a graph, rather than stated in its file."""

from __future__ import annotations

from detente.disputes.names import Names, understood
from detente.disputes.problems import DisputeError, Problem, did_you_mean, nearest
from detente.graphs.graph import Graph
from detente.graphs.moves import Flags
from detente.statements.parsing import FormulaError
from detente.statements.syntax import Formula, StateIs, Term, atoms


def asked_formula(graph: Graph, text: str, source: str = "formula") -> Formula:
    """The formula that `text` states, or the settlement of that name.

    State numbers may be used in any dispute here.

    Raises
    ------
    DisputeError
        If it is no formula or uses unknown names; `source` is what the messages call it.
    """
    settlements = dict(graph.dispute.settlements)
    if text in settlements:
        return settlements[text]
    try:
        formula, faults = understood(text, names_of(graph))
    except FormulaError as error:
        raise DisputeError([_problem(source, error)]) from None
    if isinstance(formula, Term) and formula.name in settlements:
        return settlements[formula.name]
    if graph.dispute.drawing is None:
        numbered = {atom.at for atom in atoms(formula) if isinstance(atom, StateIs)}
        faults = [fault for fault in faults if fault.at not in numbered]
    if isinstance(formula, Term) and faults and nearest(text, settlements) is not None:
        what, mend = f"there is no settlement or term `{text}`", did_you_mean(text, settlements, "")
        raise DisputeError([Problem(source, 1, 1, what, mend)])
    if faults:
        raise DisputeError([_problem(source, fault) for fault in faults])
    return formula


def asked_states(graph: Graph, text: str | None, source: str = "formula") -> Flags | None:
    """Where the formula that `text` states holds: shape (n,); None where nothing is asked."""
    return None if text is None else graph.states.where(asked_formula(graph, text, source))


def _problem(source: str, error: FormulaError) -> Problem:
    return Problem(source, 1, error.at + 1, error.what, error.mend)


def names_of(graph: Graph) -> Names:
    """The names that formulas may use of a dispute."""
    dispute = graph.dispute
    drawing = dispute.drawing
    return Names(
        options={p.name: {o.name: o.levels for o in p.options} for p in dispute.parties},
        attributes={p.name: frozenset(a.name for a in p.attributes) for p in dispute.parties},
        terms=frozenset(name for name, _ in dispute.terms),
        states=None if drawing is None else frozenset(number for number, _ in drawing.states),
    )
