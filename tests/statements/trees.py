"""Strategies for formulas: syntax trees, and texts that say the same in Python's own operators."""

from __future__ import annotations

from fractions import Fraction
from typing import TypeAlias

from hypothesis import strategies as st

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

KEYWORDS = (
    *("not", "and", "or", "if", "implies", "iff", "at", "least", "most", "exactly", "of"),
    *("true", "false", "state", "in"),
)
PLAIN = ("A", "North", "peace", "o_1", "Łódź", "北京", "2nd", "on", "off", "none")
DIGITS = ("1", "5", "07", "1.5", "-2", "1/3")  # names that could be taken for numbers
ODD = ("Local Government", 'say "no"', "back\\slash", "St. John's", "a, (b)", "", " ", "x-y", "1=2")
NAMES = st.sampled_from(
    (*PLAIN, *ODD, *DIGITS, *KEYWORDS, *(word.upper() for word in KEYWORDS))
) | st.text(max_size=6)
NUMBERS = st.integers(0, 999_999_999)


def _states() -> st.SearchStrategy[StateIs]:
    """``state in`` has no negation of its own: only one number can be unequal."""
    one = st.builds(lambda number, equal: StateIs((number,), equal), NUMBERS, st.booleans())
    return one | st.lists(NUMBERS, min_size=2, max_size=4).map(lambda some: StateIs(tuple(some)))


MEASURES = st.builds(Measure, NAMES, NAMES)
AMOUNTS: st.SearchStrategy[Fraction] = st.one_of(
    st.integers(-99, 999).map(Fraction),
    st.decimals(-100, 100, places=3).map(Fraction),
    st.fractions(),
    st.integers(1, 50).map(lambda k: Fraction(1, 10**k)),
)
SIGNS = ("=", "!=", "<", "<=", ">", ">=")
COMPARISONS: st.SearchStrategy[Compared] = st.one_of(
    st.builds(Compared, st.sampled_from(SIGNS), MEASURES, MEASURES | AMOUNTS),
    st.builds(Compared, st.sampled_from(SIGNS), AMOUNTS, MEASURES),
)
LEAVES: st.SearchStrategy[Formula] = st.one_of(
    st.builds(OptionOn, NAMES, NAMES),
    st.builds(OptionLevel, NAMES, NAMES, NAMES, st.booleans()),
    st.builds(Term, NAMES),
    st.builds(Constant, st.booleans()),
    _states(),
    COMPARISONS,
)


def _several(inner: st.SearchStrategy[Formula]) -> st.SearchStrategy[tuple[Formula, ...]]:
    return st.lists(inner, min_size=2, max_size=4).map(tuple)


def _grown(inner: st.SearchStrategy[Formula]) -> st.SearchStrategy[Formula]:
    return st.one_of(
        st.builds(Not, inner),
        st.builds(And, _several(inner)),
        st.builds(Or, _several(inner)),
        st.builds(Conditional, st.sampled_from(["if", "implies", "iff"]), inner, inner),
        st.builds(
            Count,
            st.sampled_from(["at least", "at most", "exactly"]),
            st.integers(0, 9),
            st.lists(inner, min_size=1, max_size=4).map(tuple),
        ),
    )


FORMULAS: st.SearchStrategy[Formula] = st.recursive(LEAVES, _grown, max_leaves=12)

Pair: TypeAlias = tuple[str, str]  # the text of a formula, and of the same in Python

_ATOMS: st.SearchStrategy[Pair] = st.sampled_from(
    [("P.a", "a"), ("P.b", "b"), ("P.c", "c"), ("true", "True"), ("false", "False")]
)


def _chained(parts: st.SearchStrategy[Pair]) -> st.SearchStrategy[Pair]:
    """Parts with ``not``, ``and`` and ``or`` strewn between, and no parentheses.

    These three bind in Python as they do in the statement language.
    """
    link = st.tuples(st.sampled_from(["and", "or"]), st.sampled_from(["", "not ", "not not "]))

    def joined(drawn: tuple[str, Pair, list[tuple[tuple[str, str], Pair]]]) -> Pair:
        first, (ours, python), rest = drawn
        ours, python = first + ours, first + python
        for (word, nots), (our_part, python_part) in rest:
            ours += f" {word} {nots}{our_part}"
            python += f" {word} {nots}{python_part}"
        return ours, python

    starts = st.sampled_from(["", "not "])
    return st.tuples(starts, parts, st.lists(st.tuples(link, parts), max_size=4)).map(joined)


def _conditional(drawn: tuple[str, Pair, Pair]) -> Pair:
    word, (left, python_left), (right, python_right) = drawn
    meaning = {
        "implies": f"(not ({python_left}) or ({python_right}))",
        "if": f"(({python_left}) or not ({python_right}))",
        "iff": f"(({python_left}) == ({python_right}))",
    }
    return f"{left} {word} {right}", meaning[word]


def _texts(inner: st.SearchStrategy[Pair]) -> st.SearchStrategy[Pair]:
    chains = _chained(inner)
    words = st.sampled_from(["if", "implies", "iff"])
    whole = chains | st.tuples(words, chains, chains).map(_conditional)
    return whole.map(lambda pair: (f"({pair[0]})", f"({pair[1]})"))


_PARTS = st.recursive(_ATOMS, _texts, max_leaves=8)
TEXTS: st.SearchStrategy[Pair] = _chained(_PARTS) | st.tuples(
    st.sampled_from(["if", "implies", "iff"]), _chained(_PARTS), _chained(_PARTS)
).map(_conditional)
