"""The shape of a file: which keys stand where, and what kind of value each takes.

It says nothing of names: whether a formula's party exists is checked in `reading`.
"""

from __future__ import annotations

from typing import Any

from detente.disputes.schema_levers import ATTRIBUTE, CHANNEL, LEVER, OBSERVATION
from detente.disputes.shapes import (
    CITATIONS,
    Amount,
    Choice,
    Correlation,
    Date,
    Day,
    Exact,
    FormulaText,
    Keys,
    ListOf,
    Maybe,
    Name,
    Named,
    Probability,
    Short,
    Text,
    Truth,
    Whole,
)

LATER_SECTIONS = frozenset({"perceptions", "factions"})


def as_option(value: Any) -> Any:
    """The long form of an option: ``name: title`` is short for ``name: {title: title}``."""
    if value is None:
        return {}
    return {"title": value} if isinstance(value, str) else value


def as_statement(value: Any) -> Any:
    """The long form of a preference statement, of which a formula alone is short."""
    return value if isinstance(value, dict) else {"statement": value}


def as_rule(value: Any) -> Any:
    """The long form of a rule, of which a formula alone is short."""
    return value if isinstance(value, dict) else {"rule": value}


_WORDS = Text(may_be_empty=True)

_SOURCE = Keys(
    {
        "title": Text(),
        "author": Text(),
        "publisher": Text(),
        "date": Day(),
        "url": Text(),
        "note": Text(),
    },
    needed=("title",),
    says="A text, data set or paper that the dispute rests on.",
)
_OPTION = Keys(
    {
        "title": Maybe(_WORDS),
        "direction": Choice(("both", "on only", "off only")),
        "levels": ListOf(Name(), least=2),
        "sources": CITATIONS,
    },
    says="Something that a party can do.",
)
_STATEMENT = Keys(
    {"statement": FormulaText(), "why": Text(), "sources": CITATIONS},
    needed=("statement",),
    says="One line of a party's preferences.",
)
_RULE = Keys(
    {"rule": FormulaText(), "why": Text(), "sources": CITATIONS},
    needed=("rule",),
    says="What every feasible state satisfies.",
)
_PREFERS = ListOf(Short(_STATEMENT, FormulaText()))
_RANKING = ListOf(Short(ListOf(Whole(), least=1), Whole()))
_WEIGHTS = Named(Amount())
_PARTY = Keys(
    {
        "title": Maybe(_WORDS),
        "options": Maybe(Named(Short(_OPTION, Maybe(_WORDS)))),
        "prefers": Maybe(_PREFERS),
        "ranking": _RANKING,
        "weights": _WEIGHTS,
        "attributes": Maybe(Named(Short(ATTRIBUTE, Exact()))),
    },
    says="A decision maker: what it can do, and what it prefers, stated in one of three ways.",
)
_FORBIDDEN_MOVE = Keys(
    {"party": Text(), "from": FormulaText(), "to": FormulaText(), "when": FormulaText()},
    needed=("party",),
    says="Moves that a party cannot make at once, beyond directions.",
)
_EVENT = Keys(
    {
        "date": Date(),
        "title": Text(),
        "parties": ListOf(Text()),
        "sets": Named(FormulaText()),
        "sources": CITATIONS,
    },
    needed=("date", "title"),
    says="Something that happened.",
)
_THREAT = Keys(
    {
        "by": Text(),
        "action": FormulaText(),
        "if": FormulaText(),
        "unless": FormulaText(),
        "title": Text(),
        "sources": CITATIONS,
    },
    needed=("by", "action"),
    says="What a party says it will do, and when.",
)
_ALTERNATIVE = Keys(
    {
        "prefers": _PREFERS,
        "ranking": _RANKING,
        "weights": _WEIGHTS,
        "probability": Probability(),
        "title": Text(),
    },
    says="What a party may prefer, stated in one of three ways.",
)
_DOUBT = Keys(
    {
        "name": Name(),
        "party": Text(),
        "statement": FormulaText(),
        "at": Short(ListOf(Whole(), least=2, most=2), Whole()),
        "probability": Probability(),
        "either": ListOf(_ALTERNATIVE, least=2),
        "option": Text(),
        "rule": FormulaText(),
        "lever": Text(),
        "with": Text(),
        "correlation": Correlation(),
        "why": Text(),
        "sources": CITATIONS,
    },
    needed=("name",),
    says="Something that the analyst is not sure of: a statement, several preferences, an option, "
    "a rule or a lever.",
)
DOUBT_KEYS, ALTERNATIVE_KEYS = frozenset(_DOUBT.kinds), frozenset(_ALTERNATIVE.kinds)
_CLAIM = Keys(
    {
        "says": Text(),
        "kind": Choice(("opinion", "report", "quotation", "inference", "forecast")),
        "test": FormulaText(),
        "by": Date(),
        "outcome": Truth(),
        "why": Text(),
        "sources": CITATIONS,
    },
    needed=("says",),
    says="Something that somebody says of the dispute, and the test that it is put to.",
)
_GRAPH = Keys(
    {
        "states": Named(Maybe(_WORDS), least=1, key=Whole()),
        "moves": Named(ListOf(ListOf(Whole(), least=2, most=2))),
    },
    needed=("states",),
    says="A hand-drawn graph: states by number, and each party's arcs.",
)
FILE = Keys(
    {
        "dispute": Name(),
        "format": Choice(("1",)),
        "as_of": Date(),
        "summary": Text(),
        "sources": Maybe(Named(_SOURCE)),
        "parties": Named(Maybe(_PARTY), least=1),
        "graph": _GRAPH,
        "terms": Maybe(Named(FormulaText())),
        "rules": Maybe(ListOf(Short(_RULE, FormulaText()))),
        "same": Maybe(ListOf(FormulaText())),
        "forbidden_moves": Maybe(ListOf(_FORBIDDEN_MOVE)),
        "status_quo": Maybe(Short(ListOf(Text()), Whole())),
        "settlements": Maybe(Named(FormulaText())),
        "threats": Maybe(Named(_THREAT)),
        "levers": Maybe(Named(LEVER)),
        "channels": Maybe(ListOf(CHANNEL)),
        "doubts": Maybe(ListOf(_DOUBT)),
        "observed_from": Maybe(ListOf(Text())),
        "observed": Maybe(ListOf(OBSERVATION)),
        "events": Maybe(ListOf(_EVENT)),
        "claims": Maybe(Named(_CLAIM)),
    },
    needed=("dispute", "parties"),
    says="A dispute, format 1.",
)


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a dispute file, for editors' completion and checks."""
    from detente.disputes.schema_words import described

    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **described(FILE.schema()),
        "title": "A dispute, format 1",
    }
