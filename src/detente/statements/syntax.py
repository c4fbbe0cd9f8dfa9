"""What a formula is: a tree of frozen nodes.

The atoms speak of one option, one level of an option, a named term, the number of a state, or of
what has been measured of parties.
Every atom remembers where in its text it stood (``at``), so that a message about an unknown name
can point to it; two formulas are equal when they say the same, wherever they were written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class Constant:
    """``true`` or ``false``."""

    value: bool


@dataclass(frozen=True, slots=True)
class OptionOn:
    """``Party.option``: the option is on."""

    party: str
    option: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class OptionLevel:
    """``Party.option = level`` or ``Party.option != level``."""

    party: str
    option: str
    level: str
    equal: bool = True
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Term:
    """The name of a formula that is stated elsewhere in the file."""

    name: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class StateIs:
    """``state = 2``, ``state != 2`` or ``state in (1, 2)``, by state number."""

    numbers: tuple[int, ...]
    equal: bool = True
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Measure:
    """``Party.attribute`` in a comparison: something measured of a party."""

    party: str
    attribute: str
    at: int = field(default=0, compare=False)


Sign: TypeAlias = Literal["=", "!=", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two measures, or a measure and a number, compared: ``China.cinc >= US.cinc``."""

    sign: Sign
    left: Measure | Fraction
    right: Measure | Fraction
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """Negation."""

    part: Formula


@dataclass(frozen=True, slots=True)
class And:
    """Conjunction of two or more parts."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Disjunction of two or more parts."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Conditional:
    """``left if right``, ``left implies right`` or ``left iff right``."""

    word: Literal["if", "implies", "iff"]
    left: Formula
    right: Formula


@dataclass(frozen=True, slots=True)
class Count:
    """``at least 2 of (A, B, C)``, and likewise ``at most`` and ``exactly``."""

    word: Literal["at least", "at most", "exactly"]
    number: int
    parts: tuple[Formula, ...]


Formula: TypeAlias = (
    Constant
    | OptionOn
    | OptionLevel
    | Term
    | StateIs
    | Compared
    | Not
    | And
    | Or
    | Conditional
    | Count
)
Atom: TypeAlias = OptionOn | OptionLevel | Term | StateIs | Compared


def children(formula: Formula) -> tuple[Formula, ...]:
    """The formulas that `formula` is directly built of."""
    match formula:
        case Not(part):
            return (part,)
        case And(parts) | Or(parts) | Count(_, _, parts):
            return parts
        case Conditional(_, left, right):
            return (left, right)
        case _:
            return ()


def atoms(formula: Formula) -> Iterator[Atom]:
    """Every atom of `formula`, from left to right, repeated as often as it stands there."""
    if isinstance(formula, OptionOn | OptionLevel | Term | StateIs | Compared):
        yield formula
    for child in children(formula):
        yield from atoms(child)


def with_atoms(formula: Formula, change: Callable[[Atom], Formula]) -> Formula:
    """`formula` with each atom replaced by what `change` makes of it."""
    match formula:
        case Not(part):
            return Not(with_atoms(part, change))
        case And(parts):
            return And(tuple(with_atoms(part, change) for part in parts))
        case Or(parts):
            return Or(tuple(with_atoms(part, change) for part in parts))
        case Conditional(word, left, right):
            return Conditional(word, with_atoms(left, change), with_atoms(right, change))
        case Count(word, number, parts):
            return Count(word, number, tuple(with_atoms(part, change) for part in parts))
        case Constant():
            return formula
        case _:
            return change(formula)
