"""Three-valued logic (Kleene 1952): true, false, and null where there is no answer.

What joins answers is null only if the answers that there are do not decide it: ``false and null``
is false, ``true and null`` is null. So nothing is ever true because it means nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

Truth = bool | None
Value = bool | Fraction | None


def negation(part: Truth) -> Truth:
    """Not a part.

    Examples
    --------
    >>> negation(True), negation(None)
    (False, None)
    """
    return None if part is None else not part


def conjunction(parts: Iterable[Truth]) -> Truth:
    """All parts.

    Examples
    --------
    >>> conjunction([True, None]), conjunction([False, None])
    (None, False)
    """
    found = list(parts)
    if False in found:
        return False
    return None if None in found else True


def disjunction(parts: Iterable[Truth]) -> Truth:
    """Any part.

    Examples
    --------
    >>> disjunction([True, None]), disjunction([False, None])
    (True, None)
    """
    return negation(conjunction(negation(part) for part in parts))


def implication(left: Truth, right: Truth) -> Truth:
    """That the left implies the right.

    Examples
    --------
    >>> implication(None, True), implication(None, False)
    (True, None)
    """
    return disjunction([negation(left), right])


def equivalence(left: Truth, right: Truth) -> Truth:
    """That both are the same; null where either is.

    Examples
    --------
    >>> equivalence(False, False), equivalence(None, None)
    (True, None)
    """
    return None if left is None or right is None else left == right


def comparison(sign: str, left: Value, right: Value) -> Truth:
    """How two numbers or two truth values compare; null where either is.

    Examples
    --------
    >>> comparison("<", Fraction(1, 3), Fraction(1, 2)), comparison("=", True, None)
    (True, None)
    """
    if left is None or right is None:
        return None
    return {
        "=": left == right,
        "!=": left != right,
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
    }[sign]
