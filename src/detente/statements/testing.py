"""The tests that claims are put to: predicates, compared and joined.

A test asks something of a dispute, ``reached(peace) and not needed(Patron, peace)`` for example.
It is joined like a formula, by the same words with the same strength; what is joined are calls of
predicates, truth values, and comparisons of numbers and attributes. What stands between the
parentheses of a call is kept as text, since it depends on the predicate whether it is a formula, a
party or a list::

    test        = disjunction [ ("if" | "implies" | "iff") disjunction ]
    disjunction = conjunction { "or" conjunction }
    conjunction = negation { "and" negation }
    negation    = "not" negation | comparison
    comparison  = value [ ("=" | "!=" | "<" | "<=" | ">" | ">=") value ]
    value       = "(" test ")" | "true" | "false" | NUMBER | measure | call
    measure     = WORD "." WORD
    call        = WORD "(" [ argument { "," argument } ] ")"
    argument    = [ WORD "=" ] text
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, TypeAlias, cast

from detente.statements.parsing import SIGNS, FormulaError, as_fraction, name_in
from detente.statements.printing import KEYWORDS, NUMBER
from detente.statements.syntax import Measure

_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+/\d+|\d+(?:\.\d+)?)(?!\w))|(?P<word>\w+)|(?P<quoted>\"(?:[^\"\\]|\\.)*\")"
    r"|(?P<sign><=|>=|!=|[][=<>.,()]))"
)
_NEGATIVE = re.compile(rf"\s*(?P<number>(?=-){NUMBER.pattern})(?!\w)")
_NAMED = re.compile(r"\s*(\w+)\s*=(?!=)\s*")
ARGUMENT_NAMES = frozenset(
    {"by", "pact", "pressure", "party", "anywhere", "at", "in", "with", "without", "decider"}
    | {"when", "via"}
)
_MAXIMUM_DEPTH = 40
_MAXIMUM_LENGTH = 20_000

Comparing: TypeAlias = Literal["=", "!=", "<", "<=", ">", ">="]


@dataclass(frozen=True)
class Argument:
    """One argument of a call, as it is written, and where."""

    text: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Call:
    """A predicate put to its arguments; ``named`` are those written as ``name=value``."""

    name: str
    arguments: tuple[Argument, ...]
    named: tuple[tuple[str, Argument], ...] = ()
    at: int = field(default=0, compare=False)

    def option(self, name: str) -> Argument | None:
        """The argument of that name; None where it is not given."""
        return dict(self.named).get(name)


@dataclass(frozen=True)
class Given:
    """A number or a truth value."""

    value: Fraction | bool


@dataclass(frozen=True)
class Comparison:
    """Two values compared."""

    sign: Comparing
    left: Test
    right: Test


@dataclass(frozen=True)
class Negation:
    """``not`` a test."""

    part: Test


@dataclass(frozen=True)
class Junction:
    """Tests joined by ``and`` or by ``or``."""

    word: Literal["and", "or"]
    parts: tuple[Test, ...]


@dataclass(frozen=True)
class Condition:
    """Two tests joined by ``if``, ``implies`` or ``iff``."""

    word: Literal["if", "implies", "iff"]
    left: Test
    right: Test


Test: TypeAlias = Call | Given | Measure | Comparison | Negation | Junction | Condition


def calls(test: Test) -> Iterator[Call]:
    """Every call of a predicate in a test, from left to right."""
    if isinstance(test, Call):
        yield test
    for part in _parts(test):
        yield from calls(part)


def measures(test: Test) -> Iterator[Measure]:
    """Every attribute that a test itself compares, from left to right."""
    if isinstance(test, Measure):
        yield test
    for part in _parts(test):
        yield from measures(part)


def _parts(test: Test) -> tuple[Test, ...]:
    """The tests that a test is directly built of."""
    match test:
        case Negation(part):
            return (part,)
        case Junction(_, parts):
            return parts
        case Comparison(_, left, right) | Condition(_, left, right):
            return (left, right)
        case _:
            return ()


def parse_test(text: str) -> Test:
    """Read a test.

    Parameters
    ----------
    text : str
        For example ``"reached(peace) and weight(Patron, peace) < 0.2"``.

    Returns
    -------
    Test
        Its tree. Names are not looked up here.

    Raises
    ------
    FormulaError
        If `text` is not a test; the error says where, and what would mend it.

    Examples
    --------
    >>> parse_test("holds(peace) and not needed(A, peace)").word
    'and'
    """
    if len(text) > _MAXIMUM_LENGTH:
        what = f"this test is longer than {_MAXIMUM_LENGTH} characters"
        raise FormulaError(what, "split it into several claims")
    reader = _Reader(text)
    test = reader.test()
    if reader.next.kind != "end":
        raise reader.unexpected()
    return test


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    at: int
    end: int

    @property
    def keyword(self) -> str:
        folded = self.text.casefold()
        return folded if self.kind == "word" and folded in KEYWORDS else ""


class _Reader:
    """Goes through a test once, from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = [*_tokens(text), _Token("end", "", len(text), len(text))]
        self.place = 0
        self.depth = 0

    @property
    def next(self) -> _Token:
        return self.tokens[self.place]

    def takes(self, *wanted: str) -> bool:
        token = self.next
        said = token.keyword or (token.text if token.kind == "sign" else "")
        self.place += said in wanted
        return said in wanted

    def test(self) -> Test:
        self.depth += 1
        if self.depth > _MAXIMUM_DEPTH:
            what = f"this test is nested more than {_MAXIMUM_DEPTH} deep"
            raise FormulaError(what, "split it into several claims", self.next.at)
        left = self.junction("or")
        word = self.next.keyword
        if self.takes("if", "implies", "iff"):
            kind = cast(Literal["if", "implies", "iff"], word)
            left = Condition(kind, left, self.junction("or"))
        self.depth -= 1
        return left

    def junction(self, word: Literal["and", "or"]) -> Test:
        parts = [self.part(word)]
        while self.takes(word):
            parts.append(self.part(word))
        return parts[0] if len(parts) == 1 else Junction(word, tuple(parts))

    def part(self, word: str) -> Test:
        return self.junction("and") if word == "or" else self.negation()

    def negation(self) -> Test:
        count = 0
        while self.takes("not"):
            count += 1
        found = self.comparison()
        for _ in range(count % 2 or min(count, 2)):
            found = Negation(found)
        return found

    def comparison(self) -> Test:
        left = self.value()
        sign = self.next.text
        if self.takes("=", "!=", "<", "<=", ">", ">="):
            return Comparison(cast(Comparing, sign), left, self.value())
        return left

    def value(self) -> Test:
        token = self.next
        if self.takes("("):
            inside = self.test()
            if not self.takes(")"):
                raise self.unexpected()
            return inside
        if self.takes("true", "false"):
            return Given(token.keyword == "true")
        if token.kind == "number":
            self.place += 1
            return Given(as_fraction(token.text, token.at))
        if token.kind == "quoted" or (token.kind == "word" and not token.keyword):
            dotted = self.tokens[self.place + 1].text == "."
            if dotted:
                return self.measure()
            if token.kind == "word":
                return self.call()
        raise self.unexpected()

    def measure(self) -> Measure:
        party, _, attribute = self.tokens[self.place : self.place + 3]
        self.place += 2
        if attribute.kind not in {"word", "quoted"}:
            raise self.unexpected()
        self.place += 1
        return Measure(name_in(party.text), name_in(attribute.text), party.at)

    def call(self) -> Call:
        name = self.next
        self.place += 1
        if not self.takes("("):
            what = f"`{name.text}` alone asks nothing"
            mend = f"write holds({name.text}), settle({name.text}), stable({name.text}) or the like"
            raise FormulaError(what, mend, name.at)
        positional: list[Argument] = []
        named: list[tuple[str, Argument]] = []
        while not self.takes(")"):
            argument = self.argument()
            key = _NAMED.match(argument.text)
            if key is None or key[1] not in ARGUMENT_NAMES:
                if named:
                    what = "an argument without a name follows one that has a name"
                    raise FormulaError(what, "put it before", argument.at)
                positional.append(argument)
            elif key[1] in dict(named):
                raise FormulaError(f"`{key[1]}` is given twice", "remove one", argument.at)
            else:
                value = Argument(argument.text[key.end() :], argument.at + key.end())
                named.append((key[1], value))
            if not self.takes(",") and self.next.text != ")":
                raise self.unexpected()
        return Call(name.text, tuple(positional), tuple(named), name.at)

    def argument(self) -> Argument:
        """The text up to the comma or parenthesis that ends an argument."""
        first, depth = self.next, 0
        while True:
            token = self.next
            if token.kind == "end":
                raise self.unexpected()
            if depth == 0 and token.text in {",", ")"} and token.kind == "sign":
                break
            if token.kind == "sign":
                depth += (token.text in "([") - (token.text in ")]")
            self.place += 1
        if first is self.next:
            what, mend = "an argument is missing here", "name what is asked about"
            raise FormulaError(what, mend, first.at)
        return Argument(self.text[first.at : self.tokens[self.place - 1].end], first.at)

    def unexpected(self) -> FormulaError:
        token = self.next
        if token.kind == "end":
            if self.text.count("(") > self.text.count(")"):
                what, mend = "a parenthesis is not closed", "add the missing `)`"
            elif self.text.strip():
                what, mend = "this test stops too early", "say what should hold"
            else:
                what, mend = "there is no test here", "say what should hold"
            return FormulaError(what, mend, len(self.text))
        mend = "join predicates such as holds(…) by and, or, not"
        if token.keyword in {"if", "implies", "iff"}:
            what = "two of if, implies and iff in one test can be read in two ways"
            return FormulaError(what, "put parentheses around one of them", token.at)
        return FormulaError(f"`{token.text}` is not expected here", mend, token.at)


def _tokens(text: str) -> Iterator[_Token]:
    at, end = 0, len(text.rstrip())
    before: _Token | None = None
    while at < end:
        opens = before is None or before.keyword or before.text in {*SIGNS, "(", ","}
        match = (_NEGATIVE.match(text, at) if opens else None) or _TOKEN.match(text, at)
        if match is None:
            place = at + len(text[at:]) - len(text[at:].lstrip())
            mend = "put a name with such characters in double quotes"
            raise FormulaError(f"`{text[place]}` is not understood here", mend, place)
        kind = str(match.lastgroup)
        before = _Token(kind, match[kind], match.start(kind), match.end())
        yield before
        at = match.end()
