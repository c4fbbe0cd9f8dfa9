"""Terms that rest on other terms: circles, depth, and the options they speak of in the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from detente.statements.syntax import (
    Compared,
    Formula,
    OptionLevel,
    OptionOn,
    StateIs,
    Term,
    atoms,
    children,
)

NamedOptions: TypeAlias = frozenset[tuple[str, str]]


def term_cycles(terms: Mapping[str, Formula]) -> Iterator[tuple[str, ...]]:
    """Every circle of terms that rest on one another, once, as the names along it."""
    done: set[str] = set()
    for first in terms:
        trail: list[str] = []
        stack = [(first, False)]
        while stack:
            name, leaving = stack.pop()
            if leaving:
                trail.pop()
                done.add(name)
            elif name in trail:
                yield (*trail[trail.index(name) :], name)
            elif name not in done and name in terms:
                trail.append(name)
                stack.append((name, True))
                stack.extend((other, False) for other in sorted(terms_in(terms[name])))


def terms_in(formula: Formula) -> set[str]:
    """The terms that a formula names."""
    return {atom.name for atom in atoms(formula) if isinstance(atom, Term)}


def in_order(terms: Mapping[str, Formula]) -> list[str]:
    """The terms, each after all that it rests on; those in or behind a circle are left out."""
    waiting = {name: terms_in(formula) & set(terms) for name, formula in terms.items()}
    ordered: list[str] = []
    while True:
        ready = [name for name, needs in waiting.items() if not needs]
        if not ready:
            return ordered
        ordered.extend(ready)
        waiting = {name: needs - set(ready) for name, needs in waiting.items() if name not in ready}


def term_depths(terms: Mapping[str, Formula]) -> dict[str, int]:
    """How deeply each term is nested once the terms in it are written out."""
    depths: dict[str, int] = {}
    for name in in_order(terms):
        depths[name] = _depth(terms[name], depths)
    return depths


def _depth(formula: Formula, depths: Mapping[str, int]) -> int:
    own = 1 + (depths.get(formula.name, 0) if isinstance(formula, Term) else 0)
    return max([own, *(1 + _depth(part, depths) for part in children(formula))])


def options_by_term(terms: Mapping[str, Formula]) -> dict[str, NamedOptions]:
    """The options, as party and option, that each term speaks of, through other terms too."""
    found: dict[str, NamedOptions] = {}
    for name in in_order(terms):
        found[name] = options_of(terms[name], found)
    return found


def options_of(formula: Formula, by_term: Mapping[str, NamedOptions]) -> NamedOptions:
    """The options that a formula speaks of, given those of the terms."""
    found: set[tuple[str, str]] = set()
    for atom in atoms(formula):
        match atom:
            case Term(name):
                found |= by_term[name]
            case OptionOn(party, option) | OptionLevel(party, option):
                found.add((party, option))
            case StateIs() | Compared():
                pass
    return frozenset(found)
