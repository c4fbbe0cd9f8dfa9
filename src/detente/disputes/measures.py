"""What has been measured of parties, compared exactly."""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction

from detente.disputes.model import Dispute
from detente.statements.syntax import Compared, Measure

_COMPARE: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def measured(dispute: Dispute, side: Measure | Fraction) -> Fraction:
    """The value of an attribute, or a number as it is.

    Parameters
    ----------
    dispute : Dispute
        Whose parties have the attributes.
    side : Measure or Fraction
        One side of a comparison.

    Returns
    -------
    Fraction
        Exactly what the file says.

    Examples
    --------
    >>> from decimal import Decimal
    >>> from detente.disputes.model import Attribute, Party
    >>> dispute = Dispute("Size", (Party("A", attributes=(Attribute("size", Decimal("0.1")),)),))
    >>> measured(dispute, Measure("A", "size"))
    Fraction(1, 10)
    """
    if isinstance(side, Fraction):
        return side
    attributes = dispute.party(side.party).attributes
    return Fraction(next(known.value for known in attributes if known.name == side.attribute))


def holds(dispute: Dispute, compared: Compared) -> bool:
    """Whether a comparison holds, which it does in all states of a dispute or in none."""
    left, right = measured(dispute, compared.left), measured(dispute, compared.right)
    return _COMPARE[compared.sign](left, right)
