"""From text to formula, with messages an analyst can act on.

Operators, tightest first: ``not``, ``and``, ``or``, then ``if`` / ``implies`` / ``iff``, of which
two in one formula need parentheses. Keywords are case-blind, names are not; after a dot, and after
the sign before a level, a word is always a name.

Behind ``Party.name =`` (or ``!=``) a bare word is a level, be it a whole number; what has a dot, a
sign or a stroke in it is a number or another party's attribute: ``A.x = 2`` is about a level,
``A.x = 2.0``, ``2 = A.x`` and ``A.x = B.x`` compare attributes.

The grammar is small enough to be read by descent, a function for each of its rules::

    formula     = disjunction [ ("if" | "implies" | "iff") disjunction ]
    disjunction = conjunction { "or" conjunction }
    conjunction = negation { "and" negation }
    negation    = "not" negation | atom
    atom        = "(" formula ")" | "true" | "false" | state | count | comparison | name
    state       = "state" ( "=" N | "!=" N | "in" "(" N { "," N } ")" )
    count       = ( "at" "least" | "at" "most" | "exactly" ) N "of" "(" formula { "," formula } ")"
    comparison  = side ( "=" | "!=" | "<" | "<=" | ">" | ">=" ) side
    side        = WORD "." WORD | NUMBER
    name        = WORD [ "." WORD [ ("=" | "!=") WORD ] ]
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeVar, cast

from detente.statements.printing import KEYWORDS, NUMBER
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
    Sign,
    StateIs,
    Term,
)

SIGNS = ("=", "!=", "<", "<=", ">", ">=")
_TOKEN = re.compile(
    r'\s*(?:(?P<word>\w+)|(?P<quoted>"(?:[^"\\]|\\.)*")'
    r"|(?P<sign>!=|(?<!=)>=?|<=(?!>)|<(?!->|=>)|[=.,()]))"
)
_AMOUNT = rf"\s*(?P<number>{NUMBER.pattern})(?![\w.])"
_RIGHT_AMOUNT = re.compile(_AMOUNT)
_LEFT_AMOUNT = re.compile(  # `1.5 = high` is about a party called 1
    _AMOUNT + r'(?=\s*(?:[<>]|!?=\s*(?:(?:\w+|"(?:[^"\\]|\\.)*")\s*\.|-?\d+/)))'
)
_MOST_DIGITS = 1000
_MAXIMUM_LENGTH = 20_000
_MAXIMUM_DEPTH = 60
_T = TypeVar("_T")


class FormulaError(ValueError):
    """A text is not a formula.

    Parameters
    ----------
    what : str
        What is wrong, in words.
    mend : str
        What would mend it.
    at : int
        Where in the text, counted from 0.
    """

    def __init__(self, what: str, mend: str, at: int = 0) -> None:
        super().__init__(f"{what}; {mend}")
        self.what = what
        self.mend = mend
        self.at = at


def parse(text: str) -> Formula:
    """Read a formula of the statement language.

    Parameters
    ----------
    text : str
        For example ``"North.treaty iff (guaranteed and not US.strike)"``.

    Returns
    -------
    Formula
        Its tree. Names are not looked up here.

    Raises
    ------
    FormulaError
        If `text` is not a formula; the error says where, and what would mend it.

    Examples
    --------
    >>> parse("A.x implies peace").word
    'implies'
    """
    if len(text) > _MAXIMUM_LENGTH:
        what = f"this formula is longer than {_MAXIMUM_LENGTH} characters"
        raise FormulaError(what, "split it into terms")
    reader = _Reader(text, _tokens(text))
    formula = reader.formula()
    if reader.next.kind != "end":
        raise reader.unexpected()
    return formula


@dataclass(frozen=True, slots=True)
class _Token:
    """A word, a quoted name, a sign, or the end; ``keyword`` is set for a word that is one."""

    kind: str
    text: str
    at: int
    keyword: str = ""


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    at, end = 0, len(text.rstrip())
    while at < end:
        match = _amount(text, at, found[-1] if found else None) or _TOKEN.match(text, at)
        if match is None:
            raise _strange_character(text, at + len(text[at:]) - len(text[at:].lstrip()))
        kind, word = str(match.lastgroup), match[str(match.lastgroup)]
        folded = word.casefold()
        keyword = folded if kind == "word" and folded in KEYWORDS else ""
        found.append(_Token(kind, word, match.end() - len(word), keyword))
        at = match.end()
    return [*found, _Token("end", "", len(text))]


def _amount(text: str, at: int, before: _Token | None) -> re.Match[str] | None:
    """A number at `at` that is no plain word, where one can stand: beside a sign of comparison."""
    if before is not None and before.kind == "sign" and before.text in SIGNS:
        found = _RIGHT_AMOUNT.match(text, at)
    elif before is None or before.keyword or before.text in {"(", ","}:
        found = _LEFT_AMOUNT.match(text, at)
    else:
        return None
    return None if found is None or found["number"].isdecimal() else found


class _Reader:
    """Goes through the tokens of a formula once, from left to right."""

    def __init__(self, text: str, tokens: list[_Token]) -> None:
        self.text = text
        self.tokens = tokens
        self.place = 0
        self.depth = 0

    @property
    def next(self) -> _Token:
        return self.tokens[self.place]

    def take(self) -> _Token:
        token = self.next
        self.place += token.kind != "end"
        return token

    def takes(self, *wanted: str) -> bool:
        """Take the next token if it is one of these keywords or signs."""
        token = self.next
        found = (token.keyword or (token.text if token.kind == "sign" else "")) in wanted
        self.place += found
        return found

    def want(self, wanted: str) -> None:
        if not self.takes(wanted):
            raise self.unexpected()

    def formula(self) -> Formula:
        self.depth += 1
        if self.depth > _MAXIMUM_DEPTH:
            what = f"this formula is nested more than {_MAXIMUM_DEPTH} deep"
            raise FormulaError(what, "split it into terms", self.next.at)
        left = self.disjunction()
        word = self.next.keyword
        if self.takes("if", "implies", "iff"):
            kind = cast(Literal["if", "implies", "iff"], word)
            left = Conditional(kind, left, self.disjunction())
        self.depth -= 1
        return left

    def disjunction(self) -> Formula:
        parts = self.chain("or", self.conjunction)
        return parts[0] if len(parts) == 1 else Or(parts)

    def conjunction(self) -> Formula:
        parts = self.chain("and", self.negation)
        return parts[0] if len(parts) == 1 else And(parts)

    def chain(self, word: str, part: Callable[[], Formula]) -> tuple[Formula, ...]:
        parts = [part()]
        while self.takes(word):
            parts.append(part())
        return tuple(parts)

    def negation(self) -> Formula:
        count = 0
        while self.takes("not"):
            count += 1
        if count > _MAXIMUM_DEPTH:
            raise FormulaError("this formula has too many `not`", "remove them in pairs")
        found = self.atom()
        for _ in range(count):
            found = Not(found)
        return found

    def atom(self) -> Formula:
        token = self.next
        if self.takes("("):
            inside = self.formula()
            self.want(")")
            return inside
        if self.takes("true", "false"):
            return Constant(token.keyword == "true")
        if self.takes("state"):
            return self.state(token.at)
        if self.takes("at", "exactly"):
            return self.count(token.keyword)
        if token.kind == "number":
            return self.compared(as_fraction(self.take().text, token.at), token.at)
        if token.kind == "quoted" or (token.kind == "word" and not token.keyword):
            return self.name()
        raise self.unexpected()

    def name(self) -> Formula:
        token = self.take()
        first = name_in(token.text)
        if not self.takes("."):
            if _is_whole(token) and self.next.kind == "sign" and self.next.text in SIGNS:
                return self.compared(as_fraction(token.text, token.at), token.at)
            return Term(first, token.at)
        second, sign = self.word(), self.next
        if sign.kind != "sign" or sign.text not in SIGNS:
            return OptionOn(first, second, token.at)
        if sign.text in {"=", "!="} and self.is_level():
            self.take()
            return OptionLevel(first, second, self.word(), sign.text == "=", token.at)
        return self.compared(Measure(first, second, token.at), token.at)

    def is_level(self) -> bool:
        """Whether the sign that comes next has a level behind it: a name, and no dot."""
        level, *behind = self.tokens[self.place + 1 : self.place + 3]
        dotted = bool(behind) and behind[0].text == "."
        return level.kind in {"word", "quoted", "end"} and not dotted

    def compared(self, left: Measure | Fraction, at: int) -> Formula:
        """A comparison, from its sign on."""
        sign = self.take()
        token = self.next
        right = self.side(sign)
        if isinstance(left, Fraction) and isinstance(right, Fraction):
            what, mend = "two numbers are compared", "compare an attribute: Party.attribute > 0.5"
            raise FormulaError(what, mend, at)
        if self.next.kind == "sign" and self.next.text in SIGNS:
            mend = f"join two by and: … {sign.text} {token.text} and {token.text} …"
            raise FormulaError("one comparison follows another", mend, self.next.at)
        return Compared(cast(Sign, sign.text), left, right, at)

    def side(self, sign: _Token) -> Measure | Fraction:
        """What stands to the right of a sign of comparison."""
        token = self.next
        if token.kind == "number":
            return as_fraction(self.take().text, token.at)
        first = self.word()
        if self.takes("."):
            return Measure(first, self.word(), token.at)
        if _is_whole(token):
            return as_fraction(token.text, token.at)
        what = f"`{sign.text}` compares attributes and numbers, and `{token.text}` is neither"
        mend = "write Party.attribute or a number; levels are compared by = and !="
        raise FormulaError(what, mend, token.at)

    def word(self) -> str:
        if self.next.kind not in {"word", "quoted"}:
            raise self.unexpected()
        return name_in(self.take().text)

    def number(self) -> int:
        token = self.next
        if not re.fullmatch("[0-9]{1,9}", token.text):
            what = f"a whole number is wanted here, not `{token.text}`"
            raise FormulaError(what, "write 1, 2, …", token.at) if token.text else self.unexpected()
        return int(self.take().text)

    def state(self, at: int) -> Formula:
        equal = self.next.text != "!="
        if self.takes("=", "!="):
            return StateIs((self.number(),), equal, at)
        if not self.takes("in"):
            raise self.unexpected()
        return StateIs(tuple(self.listed(self.number)), True, at)

    def count(self, keyword: str) -> Formula:
        if keyword == "at":
            keyword = f"at {self.next.keyword}"
            if not self.takes("least", "most"):
                raise self.unexpected()
        kind = cast(Literal["at least", "at most", "exactly"], keyword)
        number = self.number()
        if not self.takes("of"):
            what, mend = "`of` is wanted here", "write at least 2 of (A, B, C)"
            raise FormulaError(what, mend, self.next.at)
        return Count(kind, number, tuple(self.listed(self.formula)))

    def listed(self, part: Callable[[], _T]) -> list[_T]:
        """A list in parentheses."""
        self.want("(")
        parts = [part()]
        while self.takes(","):
            parts.append(part())
        self.want(")")
        return parts

    def unexpected(self) -> FormulaError:
        """What to say of the next token, which cannot stand where it does."""
        token = self.next
        before = self.tokens[self.place - 1] if self.place else _Token("start", "", 0)
        follows = before.text == ")" or before.kind == "quoted"
        follows |= before.kind == "word" and (not before.keyword or before.keyword in _VALUES)
        if token.kind == "end":
            return _stops_early(self.text)
        what = f"`{token.text}` is not expected here"
        mend = "complete what stands before it; put a name that is a keyword in double quotes"
        if token.keyword in {"if", "implies", "iff"} and follows:
            what = "two of if, implies and iff in one formula can be read in two ways"
            mend = "put parentheses around one of them"
        elif before.keyword == "of" and token.text != "(":
            what, mend = "what is counted stands in parentheses", "write at least 2 of (A, B, C)"
        elif follows and token.kind in {"word", "quoted"} and not token.keyword:
            what = f"`{token.text}` follows a name without an operator between them"
            mend = "write and, or, implies … between, or put a name with spaces in double quotes"
        elif token.text == ")":
            what = "this parenthesis was never opened, or holds too little"
            mend = "remove it or complete what it holds"
        elif token.text == ".":
            what = "a party's name is wanted before the dot"
            mend = "write Party.option; put a party whose name is a keyword in double quotes"
        elif token.text in {"=", "!="}:
            what = f"`{token.text}` compares an option with its level"
            mend = "write Party.option = level"
        elif token.text in SIGNS:
            what = f"`{token.text}` compares attributes and numbers"
            mend = "write Party.attribute > 0.5, for example; write `implies` for if … then"
        return FormulaError(what, mend, token.at)


_VALUES = {"true", "false"}


def _is_whole(token: _Token) -> bool:
    return token.text.isascii() and token.text.isdecimal()


def name_in(text: str) -> str:
    """The name that a word stands for: itself, or what its double quotes hold."""
    return re.sub(r"\\(.)", r"\1", text[1:-1]) if text.startswith('"') else text


def _stops_early(text: str) -> FormulaError:
    if text.count("(") > text.count(")"):
        return FormulaError("a parenthesis is not closed", "add the missing `)`", len(text))
    what = "this formula stops too early" if text.strip() else "there is no formula here"
    return FormulaError(what, "say what should hold", len(text))


def as_fraction(text: str, at: int = 0) -> Fraction:
    """The number that a text writes, exactly.

    Raises
    ------
    FormulaError
        If it has too many digits, or divides by nothing; `at` is where the text stands.

    Examples
    --------
    >>> as_fraction("-0.25"), as_fraction("2/6")
    (Fraction(-1, 4), Fraction(1, 3))
    """
    over, _, under = text.partition("/")
    if max(sum(map(str.isdigit, part)) for part in (over, under)) > _MOST_DIGITS:
        what = f"this number has more than {_MOST_DIGITS} digits"
        raise FormulaError(what, "round it", at)
    if under and int(under) == 0:
        raise FormulaError(f"`{text}` divides by 0", "write another number", at)
    return Fraction(text)


_INSTEAD = {
    "&": "write `and`",
    "|": "write `or`",
    "!": "write `not`, or `!=` before a level",
    "~": "write `not`",
    "-": "write `not`, or put a name that holds a hyphen in double quotes",
    "'": "put names in double quotes",
    '"': "close the double quotes",
    ">": "write `implies`",
}


def _strange_character(text: str, at: int) -> FormulaError:
    character = text[at]
    for arrow in ("->", "<=>", "<->"):
        if text.startswith(arrow, at):
            mend = "write `iff`" if arrow[0] == "<" else "write `implies`"
            return FormulaError(f"`{arrow}` is not understood here", mend, at)
    mend = _INSTEAD.get(character, "put a name with such characters in double quotes")
    return FormulaError(f"`{character}` is not understood here", mend, at)
