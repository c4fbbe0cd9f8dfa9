"""A letter or two for each party, by which its arrows are known."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

_WHOLE = 2
_LONGEST = 3


def letters(names: Sequence[str]) -> tuple[str, ...]:
    """Short marks for names, all different: the first letter, more where that would not do.

    A mark is the least beginning of a name that no other name has; names of one or two letters
    stand whole. Where three letters do not tell two names apart, all get their numbers.

    Examples
    --------
    >>> letters(["North", "South", "US"]), letters(["US", "USSR"]), letters(["North 1", "North 2"])
    (('N', 'S', 'US'), ('US', 'USS'), ('1', '2'))
    """
    plain = ["".join(filter(_is_shown, name)) for name in names]
    folded = [name.casefold() for name in plain]
    marks = [_mark(name, [*folded[:at], *folded[at + 1 :]]) for at, name in enumerate(plain)]
    if len({mark.casefold() for mark in marks}) < len(marks) or not all(marks):
        return tuple(str(number) for number in range(1, len(names) + 1))
    return tuple(marks)


def _mark(name: str, others: list[str]) -> str:
    """The mark of a name; none where there is no short one."""
    if len(name) <= _WHOLE:
        return name
    beginnings = (name[:length] for length in range(1, _LONGEST + 1))
    return next((b for b in beginnings if not _opens_any(b.casefold(), others)), "")


def _opens_any(beginning: str, names: list[str]) -> bool:
    return any(name.startswith(beginning) for name in names)


def _is_shown(character: str) -> bool:
    return unicodedata.category(character)[0] in "LN"
