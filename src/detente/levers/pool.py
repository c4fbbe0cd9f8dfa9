"""Formulas that a party might be brought to care about: what a dispute itself speaks of (ours)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Literal, TypeAlias

import numpy as np

from detente.disputes.model import OptionPlace, Prioritised, Weighted, option_places
from detente.graphs.graph import Graph
from detente.graphs.moves import Flags
from detente.graphs.remembering import remembered
from detente.statements.syntax import (
    And,
    Formula,
    Not,
    OptionLevel,
    OptionOn,
    StateIs,
    Term,
    children,
)

Origin: TypeAlias = Literal["option", "term", "settlement", "statement", "description"]


@dataclass(frozen=True, eq=False)
class Candidate:
    """A formula of the pool.

    Attributes
    ----------
    formula : Formula
        What it says.
    origin : str
        Whether it speaks of one option, is a term, a settlement or somebody's statement, or the
        denial of one; or describes the state in full.
    literals : int
        How many options (or states) it names, terms written out.
    truth : numpy.ndarray of bool, shape (n,)
        Where it holds.
    """

    formula: Formula
    origin: Origin
    literals: int
    truth: Flags


def pool(graph: Graph, place: int) -> tuple[Candidate, ...]:
    """What a party might be brought to care about, with a state in view.

    Every option on or off (or at each level), every term, settlement and statement of any party,
    the denials of all these and, last, the full description of the state. Of formulas that say
    the same in all states, the shortest is kept; what holds in all or in none is left out.

    Parameters
    ----------
    graph : Graph
        The dispute.
    place : int
        The state that is described in full.
    """
    return remembered(graph, ("pool", place), lambda: tuple(_pool(graph, place)))


def _pool(graph: Graph, place: int) -> Iterator[Candidate]:
    terms = dict(graph.dispute.terms)
    stated = [*_stated(graph), (description(graph, place), "description")]
    truths = graph.states.each_where(formula for formula, _ in stated)
    found: list[Candidate] = []
    for (formula, origin), truth in zip(stated, truths, strict=True):
        found.append(Candidate(formula, origin, literals(formula, terms), truth))
        if origin != "description":
            denied = formula.part if isinstance(formula, Not) else Not(formula)
            found.append(Candidate(denied, origin, found[-1].literals, ~truth))
    known: set[bytes] = set()
    for one in sorted(found, key=lambda candidate: candidate.literals):
        key = np.packbits(one.truth).tobytes()
        if key not in known and one.truth.any() and not one.truth.all():
            known.add(key)
            yield one


def _stated(graph: Graph) -> Iterator[tuple[Formula, Origin]]:
    dispute = graph.dispute
    for spot in option_places(dispute):
        owner, option = dispute.parties[spot.party].name, spot.option
        if not option.levels:
            yield OptionOn(owner, option.name), "option"
        for level in option.levels:
            yield OptionLevel(owner, option.name, level), "option"
    for name, _ in dispute.terms:
        yield Term(name), "term"
    for _, formula in dispute.settlements:
        yield formula, "settlement"
    for party in dispute.parties:
        match party.preferences:
            case Prioritised(statements):
                yield from ((statement.formula, "statement") for statement in statements)
            case Weighted(weights):
                yield from ((formula, "statement") for formula, _ in weights)


def literals(formula: Formula, terms: dict[str, Formula]) -> int:
    """How many atoms a formula has, terms written out; one for each state that is named."""
    match formula:
        case Term(name):
            return literals(terms[name], terms)
        case StateIs(numbers):
            return len(numbers)
    parts = children(formula)
    return sum(literals(part, terms) for part in parts) if parts else 1


def options_as_in(graph: Graph, place: int) -> tuple[tuple[OptionPlace, Formula], ...]:
    """Every option, with the literal that says that it is as in a state (its lowest member)."""
    code = int(graph.states.codes[place])
    return tuple(
        (spot, _literal(graph, spot, (code & spot.mask) >> spot.shift))
        for spot in option_places(graph.dispute)
    )


def _literal(graph: Graph, spot: OptionPlace, setting: int) -> Formula:
    owner, option = graph.dispute.parties[spot.party].name, spot.option
    if option.levels:
        return OptionLevel(owner, option.name, option.levels[setting.bit_length()])
    on = OptionOn(owner, option.name)
    return on if setting else Not(on)


def description(graph: Graph, place: int) -> Formula:
    """A formula that holds in one state only: all its options, or its number where it is drawn."""
    if graph.dispute.drawing is not None:
        return StateIs((graph.states.number(place),))
    return joined(literal for _, literal in options_as_in(graph, place))


def joined(formulas: Iterable[Formula]) -> Formula:
    """Formulas joined by `and`."""
    parts = tuple(formulas)
    return parts[0] if len(parts) == 1 else And(parts)


def holds_in_all(truths: Iterable[Flags], size: int) -> Flags:
    """Where all of several formulas hold: shape (n,)."""
    return reduce(np.logical_and, truths, np.ones(size, dtype=bool))
