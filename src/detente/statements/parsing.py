"""From text to formula, with messages an analyst can act on.

Operators, tightest first: ``not``, ``and``, ``or``, then ``if`` / ``implies`` / ``iff``, of which
two in one formula need parentheses. Keywords are case-blind, names are not; after a dot, and after
the sign before a level, a word is always a name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, cast

from detente.statements.printing import KEYWORDS
from detente.statements.syntax import (
    And,
    Conditional,
    Constant,
    Count,
    Formula,
    Not,
    OptionLevel,
    OptionOn,
    Or,
    StateIs,
    Term,
    children,
)

if TYPE_CHECKING:
    from lark import Lark

_WORD = r'(?:\w+|"(?:[^"\\]|\\.)*")'
_GRAMMAR = rf"""
?start: formula
?formula: disjunction
        | disjunction (IF | IMPLIES | IFF) disjunction -> conditional
?disjunction: conjunction (_OR conjunction)*
?conjunction: negation (_AND negation)*
?negation: _NOT negation -> negated
         | atom
?atom: "(" formula ")"
     | TRUE                                    -> true
     | FALSE                                   -> false
     | NAME                                    -> term
     | NAME DOTTED                             -> option_on
     | NAME DOTTED (IS | IS_NOT)               -> option_level
     | STATE (IS | IS_NOT)                     -> state_is
     | STATE _IN "(" NAME ("," NAME)* ")"      -> state_in
     | COUNT NAME _OF "(" formula ("," formula)* ")" -> count

IF.2: /if\b/i
IMPLIES.2: /implies\b/i
IFF.2: /iff\b/i
_OR.2: /or\b/i
_AND.2: /and\b/i
_NOT.2: /not\b/i
TRUE.2: /true\b/i
FALSE.2: /false\b/i
STATE.2: /state\b/i
_IN.2: /in\b/i
_OF.2: /of\b/i
COUNT.2: /(at\s+least|at\s+most|exactly)\b/i
NAME: /{_WORD}/
DOTTED.3: /\s*\.\s*{_WORD}/
IS.3: /=\s*{_WORD}/
IS_NOT.3: /!=\s*{_WORD}/
%ignore /\s+/
"""
_MAXIMUM_LENGTH = 20_000
_MAXIMUM_DEPTH = 150


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
    >>> parse("A.x implies peace")
    Conditional(word='implies', left=OptionOn(party='A', option='x', at=0), right=Term(...))
    """
    from lark.exceptions import UnexpectedCharacters, UnexpectedToken

    if len(text) > _MAXIMUM_LENGTH:
        raise FormulaError(
            f"this formula is longer than {_MAXIMUM_LENGTH} characters", "split it into terms"
        )
    try:
        formula: Formula = _parser().parse(text)  # type: ignore[assignment]
    except UnexpectedCharacters as error:
        raise _strange_character(text, error.pos_in_stream or 0) from None
    except UnexpectedToken as error:
        raise _strange_token(text, error.token) from None
    if _depth(formula) > _MAXIMUM_DEPTH:
        raise FormulaError(
            f"this formula is nested more than {_MAXIMUM_DEPTH} deep", "split it into terms"
        )
    return formula


def unquoted(word: str) -> str:
    """The name that a word of a formula stands for: itself, or what its double quotes hold."""
    return re.sub(r"\\(.)", r"\1", word[1:-1]) if word.startswith('"') else str(word)


@cache
def _parser() -> Lark:
    from lark import Lark, Transformer, v_args

    built = {name: staticmethod(make) for name, make in _BUILDERS.items()}
    transformer = v_args(inline=True)(type("_Builder", (Transformer,), built))()
    return Lark(_GRAMMAR, parser="lalr", lexer="basic", transformer=transformer)


def _number(token: Any) -> int:
    if not re.fullmatch("[0-9]{1,9}", token):
        raise FormulaError(
            f"a whole number is wanted here, not `{token}`", "write 1, 2, …", token.start_pos
        )
    return int(token)


def _signed(token: Any) -> tuple[bool, str]:
    """Whether the sign before a level or number is ``=``, and the word behind it."""
    return token.startswith("="), unquoted(token.lstrip("!= \t\r\n"))


def _option_on(party: Any, dotted: Any) -> Formula:
    return OptionOn(unquoted(party), unquoted(dotted.strip()[1:].strip()), party.start_pos)


def _option_level(party: Any, dotted: Any, sign: Any) -> Formula:
    option = unquoted(dotted.strip()[1:].strip())
    equal, level = _signed(sign)
    return OptionLevel(unquoted(party), option, level, equal, party.start_pos)


def _state_is(state: Any, sign: Any) -> Formula:
    equal, word = _signed(sign)
    if not re.fullmatch("[0-9]{1,9}", word):
        raise FormulaError(
            f"`state` is compared with a state number, not with `{word}`",
            "write state = 2, or put a party called state in double quotes",
            sign.start_pos,
        )
    return StateIs((int(word),), equal, state.start_pos)


def _state_in(state: Any, *numbers: Any) -> Formula:
    return StateIs(tuple(_number(number) for number in numbers), True, state.start_pos)


def _count(word: Any, number: Any, *parts: Formula) -> Formula:
    kind = cast(Literal["at least", "at most", "exactly"], " ".join(word.casefold().split()))
    return Count(kind, _number(number), parts)


_BUILDERS: dict[str, Callable[..., Formula]] = {
    "true": lambda _: Constant(True),
    "false": lambda _: Constant(False),
    "term": lambda name: Term(unquoted(name), name.start_pos),
    "option_on": _option_on,
    "option_level": _option_level,
    "state_is": _state_is,
    "state_in": _state_in,
    "count": _count,
    "negated": Not,
    "conjunction": lambda *parts: And(parts),
    "disjunction": lambda *parts: Or(parts),
    "conditional": lambda left, word, right: Conditional(word.casefold(), left, right),
}


def _depth(formula: Formula) -> int:
    layer, depth = [formula], 0
    while layer:
        layer = [child for node in layer for child in children(node)]
        depth += 1
    return depth


_INSTEAD = {
    "&": "write `and`",
    "|": "write `or`",
    "!": "write `not`, or `!=` before a level",
    "~": "write `not`",
    "=": "write one `=` and then a level's name",
    "-": "write `not`, or put a name that holds a hyphen in double quotes",
    "'": "put names in double quotes",
    '"': "close the double quotes",
    ">": "write `implies`",
    ".": "write Party.option",
}


def _strange_character(text: str, at: int) -> FormulaError:
    character = text[at]
    mend = _INSTEAD.get(character, "put a name with such characters in double quotes")
    return FormulaError(f"`{character}` is not understood here", mend, at)


def _strange_token(text: str, token: Any) -> FormulaError:
    kind, at = token.type, len(text) if token.type == "$END" else token.start_pos
    follows = _ends_an_operand(text[:at])
    if kind == "$END":
        return _stops_early(text)
    if kind in {"IF", "IMPLIES", "IFF"} and follows:
        what = "two of if, implies and iff in one formula can be read in two ways"
        mend = "put parentheses around one of them"
    elif kind == "NAME" and follows:
        what = f"`{token}` follows a name without an operator between them"
        mend = "write and, or, implies … between them, or put a name with spaces in double quotes"
    elif kind == "RPAR":
        what = "this parenthesis was never opened, or holds too little"
        mend = "remove it or complete what it holds"
    elif kind == "DOTTED":
        what = f"`{str(token).strip()}` needs the name of a party before its dot"
        mend = "write Party.option; put a party whose name is a keyword in double quotes"
    elif kind == "NAME" and re.search(r"\bof\s*$", text[:at], re.IGNORECASE):
        what, mend = "what is counted stands in parentheses", "write at least 2 of (A, B, C)"
    else:
        what = f"`{str(token).strip()}` is not expected here"
        mend = "complete what stands before it; put a name that is a keyword in double quotes"
    return FormulaError(what, mend, at)


def _ends_an_operand(text: str) -> bool:
    """Whether `text` ends with a name, a level or a closed parenthesis, not with an operator."""
    last = re.search(rf"({_WORD}|\))\s*$", text)
    return last is not None and last.group(1).casefold() not in KEYWORDS - {"true", "false"}


def _stops_early(text: str) -> FormulaError:
    if text.count("(") > text.count(")"):
        return FormulaError("a parenthesis is not closed", "add the missing `)`", len(text))
    what = "this formula stops too early" if text.strip() else "there is no formula here"
    return FormulaError(what, "say what should hold", len(text))
