"""Formulas over arrays of states."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

import numpy as np
import numpy.typing as npt

from detente.statements.syntax import (
    And,
    Atom,
    Conditional,
    Constant,
    Count,
    Formula,
    Not,
    Or,
)

Truth = npt.NDArray[np.bool_]
Lookup = Callable[[Atom], Truth]


def evaluate(formula: Formula, atom: Lookup, size: int) -> Truth:
    """Where `formula` is true.

    Parameters
    ----------
    formula : Formula
        What is evaluated.
    atom : callable
        Gives, for an atom, the array that says where it is true.
    size : int
        How many states there are.

    Returns
    -------
    numpy.ndarray of bool, shape (size,)
        May be an array that `atom` gave: treat it as read-only.
    """

    def at(part: Formula) -> Truth:
        return evaluate(part, atom, size)

    match formula:
        case Constant(value):
            return np.full(size, value)
        case Not(part):
            return ~at(part)
        case And(parts):
            return reduce(np.logical_and, map(at, parts))
        case Or(parts):
            return reduce(np.logical_or, map(at, parts))
        case Conditional("implies", left, right):
            return ~at(left) | at(right)
        case Conditional("if", left, right):
            return at(left) | ~at(right)
        case Conditional("iff", left, right):
            return ~(at(left) ^ at(right))
        case Count(word, number, parts):
            return _compare(word, sum(at(part).astype(np.int32) for part in parts), number)
        case _:
            return atom(formula)  # type: ignore[arg-type]


def _compare(word: str, count: npt.NDArray[np.int32] | int, number: int) -> Truth:
    compare = {"at least": np.greater_equal, "at most": np.less_equal, "exactly": np.equal}
    return np.asarray(compare[word](count, number))
