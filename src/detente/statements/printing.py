"""Formulas and names as the statement language writes them."""

from __future__ import annotations

import re
from fractions import Fraction

from detente.statements.syntax import (
    And,
    Compared,
    Conditional,
    Constant,
    Count,
    Formula,
    Measure,
    Not,
    OptionLevel,
    OptionOn,
    Or,
    StateIs,
    Term,
)

KEYWORDS = frozenset(
    {"not", "and", "or", "if", "implies", "iff", "at", "least", "most", "exactly", "of"}
    | {"true", "false", "state", "in"}
)
_BARE = re.compile(r"\w+")
NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+|/[0-9]+)?")
_MOST_PLACES = 30
_LOOSEST, _OR, _AND, _TIGHTEST = range(4)


def quoted(name: str, *, after_dot: bool = False) -> str:
    """`name` as a formula writes it: in double quotes where it is not one plain word.

    After a dot a keyword is a name like any other, and needs no quotes.

    Examples
    --------
    >>> quoted("Local Government")
    '"Local Government"'
    >>> quoted("not"), quoted("not", after_dot=True)
    ('"not"', 'not')
    """
    bare = _BARE.fullmatch(name) and (after_dot or name.casefold() not in KEYWORDS)
    if bare:
        return name
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def option_name(party: str, option: str) -> str:
    """``Party.option``, with quotes where they are needed."""
    return f"{quoted(party)}.{quoted(option, after_dot=True)}"


def level_name(party: str, option: str, level: str, *, equal: bool = True) -> str:
    """``Party.option = level``, with quotes where they are needed."""
    sign = "=" if equal else "!="
    return f"{option_name(party, option)} {sign} {quoted(level, after_dot=True)}"


def measure_name(party: str, attribute: str) -> str:
    """``Party.attribute``, with quotes where they are needed, never to be taken for a number."""
    named = option_name(party, attribute)
    return f'"{party}".{attribute}' if NUMBER.fullmatch(named) else named


def number_text(number: Fraction) -> str:
    """A number as a decimal fraction where it is one, else as ``1/3``.

    Examples
    --------
    >>> number_text(Fraction(1, 8)), number_text(Fraction(-2, 6)), number_text(Fraction(2))
    ('0.125', '-1/3', '2')
    """
    places = next((k for k in range(_MOST_PLACES + 1) if 10**k % number.denominator == 0), None)
    if places is None:
        return str(number)
    digits = str(abs(number.numerator) * 10**places // number.denominator).zfill(places + 1)
    point = len(digits) - places
    whole, behind = digits[:point], digits[point:]
    return ("-" if number < 0 else "") + whole + (f".{behind}" if behind else "")


def printed(formula: Formula) -> str:
    """`formula` as text that reads back as the same formula.

    Examples
    --------
    >>> from detente.statements.parsing import parse
    >>> printed(parse("not (A.x and B.y) or at least 1 of (A.x, peace)"))
    'not (A.x and B.y) or at least 1 of (A.x, peace)'
    """
    return _printed(formula, _LOOSEST)


def _printed(formula: Formula, tightness: int) -> str:
    text, own = _text(formula)
    return f"({text})" if own < tightness else text


def _text(formula: Formula) -> tuple[str, int]:
    """The text of a formula and how tightly it binds."""
    match formula:
        case Constant(value):
            return ("true" if value else "false"), _TIGHTEST
        case OptionOn(party, option):
            return option_name(party, option), _TIGHTEST
        case OptionLevel(party, option, level, equal):
            return level_name(party, option, level, equal=equal), _TIGHTEST
        case Term(name):
            return quoted(name), _TIGHTEST
        case StateIs(numbers, equal):
            return _state_text(numbers, equal), _TIGHTEST
        case Compared(sign, left, right):
            return f"{_side(left)} {sign} {_side(right, sign)}", _TIGHTEST
        case Not(part):
            return "not " + _printed(part, _TIGHTEST), _TIGHTEST
        case And(parts):
            return " and ".join(_printed(part, _TIGHTEST) for part in parts), _AND
        case Or(parts):
            return " or ".join(_printed(part, _AND) for part in parts), _OR
        case Conditional(word, left, right):
            return f"{_printed(left, _OR)} {word} {_printed(right, _OR)}", _LOOSEST
        case Count(word, number, parts):
            inside = ", ".join(_printed(part, _LOOSEST) for part in parts)
            return f"{word} {number} of ({inside})", _TIGHTEST


def _side(side: Measure | Fraction, sign: str = "") -> str:
    """One side of a comparison; behind = and != a whole number would be read as a level."""
    if isinstance(side, Measure):
        return measure_name(side.party, side.attribute)
    text = number_text(side)
    return f"{text}.0" if sign in {"=", "!="} and text.isdecimal() else text


def _state_text(numbers: tuple[int, ...], equal: bool) -> str:
    if len(numbers) == 1:
        return f"state {'=' if equal else '!='} {numbers[0]}"
    listed = f"state in ({', '.join(map(str, numbers))})"
    return listed if equal else f"not {listed}"
