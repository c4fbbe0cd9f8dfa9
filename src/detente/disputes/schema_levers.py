"""The shape of the sections on levers, on who can speak to whom, and on moves that were seen."""

from __future__ import annotations

from detente.disputes.shapes import (
    CITATIONS,
    Choice,
    Cost,
    Date,
    Exact,
    FormulaText,
    Keys,
    ListOf,
    Named,
    Probability,
    Share,
    Short,
    Text,
    Truth,
    Whole,
    Year,
)

ATTRIBUTE = Keys(
    {"value": Exact(), "year": Year(), "source": Text(), "title": Text()},
    needed=("value",),
    says="Something measured of a party.",
)
_PAIR = ListOf(Text(), least=2, most=2)
CHANNEL = Short(
    Keys(
        {"between": _PAIR, "trust": Named(Share())},
        needed=("between",),
        says="Two parties who can speak to each other, and how far each believes the other.",
    ),
    _PAIR,
)
_EDIT = Keys(
    {
        "prefer": FormulaText(),
        "replace": FormulaText(),
        "unprefer": FormulaText(),
        "move": FormulaText(),
        "weigh": FormulaText(),
        "set": Named(FormulaText(), least=1),
        "allow": Text(),
        "forbid": Text(),
        "irreversible": Text(),
        "rule": FormulaText(),
        "unrule": FormulaText(),
        "channel": CHANNEL,
        "party": Text(),
        "at": Whole(),
        "by": FormulaText(),
        "amount": Exact(),
    },
    says="One thing that a lever changes: a party's preferences, the start, an option, a rule or a "
    "channel.",
)
EDIT_KEYS = frozenset(_EDIT.kinds)
LEVER = Keys(
    {
        "by": Text(),
        "kind": Choice(
            ("guarantee", "inducement", "threat", "commitment", "sanction relief", "channel")
        ),
        "cost": Cost(),
        "secret": Truth(),
        "prior": Probability(),
        "amount": Exact(),
        "known_to": ListOf(Text()),
        "title": Text(),
        "why": Text(),
        "sources": CITATIONS,
        "edits": ListOf(_EDIT, least=1),
    },
    needed=("edits",),
    says="A named change to the dispute, which somebody could make or may have made in secret.",
)
OBSERVATION = Keys(
    {
        "date": Date(),
        "by": Text(),
        "sets": Named(FormulaText()),
        "exact": Truth(),
        "title": Text(),
        "sources": CITATIONS,
    },
    needed=("by",),
    says="A move that was seen, or, where it sets nothing, that a party stayed put.",
)
