"""What each key of a file is for, in words that editors and the file's reference show.

Keys are known by where they stand: ``parties.NAME.options`` is the key `options` of a party, and
``doubts[].why`` the key `why` of an item of the list `doubts`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_CITATIONS = "the names of sources, each alone or with a paragraph behind it: talks 4"
_TITLE = "in words, for people"
_WHY = "why it is stated so"

TITLES = {
    "": "The file",
    "sources.NAME": "A source",
    "parties.NAME": "A party",
    "parties.NAME.options.NAME": "An option",
    "parties.NAME.prefers[]": "A statement",
    "parties.NAME.attributes.NAME": "An attribute",
    "graph": "A hand-drawn graph",
    "rules[]": "A rule",
    "forbidden_moves[]": "A forbidden move",
    "threats.NAME": "A threat",
    "levers.NAME": "A lever",
    "levers.NAME.edits[]": "An edit",
    "channels[]": "A channel",
    "doubts[]": "A doubt",
    "doubts[].either[]": "An alternative",
    "observed[]": "An observed move",
    "events[]": "An event",
    "claims.NAME": "A claim",
}

_FILE = {
    "dispute": "the dispute's title",
    "format": "the version of the format",
    "as_of": "the day that the file describes",
    "summary": "what the dispute is about",
    "sources": "what the dispute rests on",
    "parties": "who takes part",
    "graph": "states and moves drawn by hand, in place of options",
    "terms": "names that can stand wherever a formula can",
    "rules": "what every feasible state satisfies",
    "same": "the states that satisfy one of these are one state",
    "forbidden_moves": "moves barred beyond the directions of options",
    "status_quo": "how things stand: what is on, or the number of a state",
    "settlements": "outcomes that would settle the dispute",
    "threats": "what parties say they will do, and when",
    "levers": "what could be changed, or may have been in secret",
    "channels": "who can speak to whom",
    "doubts": "what the analyst is not sure of",
    "observed_from": "where the observed moves begin: what was on",
    "observed": "what parties were seen to do, in order",
    "events": "what happened, and what it set",
    "claims": "what is said of the dispute, and how it is tested",
}
_SOURCE = {
    "title": "what it is called",
    "author": "who wrote it",
    "publisher": "who published it",
    "date": "when it appeared: a date, or a text such as a year",
    "url": "where it can be found",
    "note": "whatever else a reader should know",
}
_PARTY = {
    "title": _TITLE,
    "options": "what it can do",
    "prefers": "its preferences as statements, most important first",
    "ranking": "its preferences as numbers of states, best first; ties in a list; every state once",
    "weights": "its preferences as formulas with numbers; higher sums are preferred",
    "attributes": "what has been measured of it",
}
_OPTION = {
    "title": _TITLE,
    "direction": "both unless told; with levels, on only means up and off only down",
    "levels": "the levels at which it can stand, lowest first; without any it is on or off",
    "sources": _CITATIONS,
}
_ATTRIBUTE = {
    "value": "compared exactly as it is written",
    "year": "when it was so",
    "source": "what it was taken from",
    "title": _TITLE,
}
_STATEMENT = {"statement": "what the party wants", "why": _WHY, "sources": _CITATIONS}
_RULE = {"rule": "what holds in every feasible state", "why": _WHY, "sources": _CITATIONS}
_MOVE = {
    "party": "whose moves these are",
    "from": "holds in the state that is left; always, unless told",
    "to": "holds in the state that is entered; always, unless told",
    "when": "holds in the state that is left; always, unless told",
}
_THREAT = {
    "by": "the party that threatens",
    "action": "over that party's own options: true once the threat is carried out",
    "if": "where it applies; everywhere unless told",
    "unless": "where it does not apply; nowhere unless told",
    "title": _TITLE,
    "sources": _CITATIONS,
}
_LEVER = {
    "by": "the party whose lever it is",
    "kind": "what kind of change it is",
    "cost": "in units of your choice; 1 unless told",
    "secret": "whether it is not known to you if it is in force; false unless told",
    "prior": "how likely it is in force before the observed moves are looked at; "
    "needed where it is secret",
    "amount": "what its weigh edits add, unless they say so themselves",
    "known_to": "the parties that know of it; all unless told",
    "title": _TITLE,
    "why": _WHY,
    "sources": _CITATIONS,
    "edits": "what it changes, in this order",
}
_EDIT = {
    "prefer": "inserts this statement into what the party prefers",
    "replace": "puts the formula behind `by` in the place of this one",
    "unprefer": "removes this statement",
    "move": "moves this statement to the place behind `at`",
    "weigh": "adds an amount to the weight of this formula: the party is paid where it holds",
    "set": "sets options, or levels, at the status quo",
    "allow": "removes the rules that say no more than that this option is never on",
    "forbid": "adds the rule that this option is never on",
    "irreversible": "this option is not turned off again, or lowered, once it is on",
    "rule": "adds this rule",
    "unrule": "removes this rule",
    "channel": "opens this channel",
    "party": "whose preferences are edited; needed with prefer, replace, unprefer, move and weigh",
    "at": "a place among the statements, 1 being most important; for prefer and move",
    "by": "what is put in its place; for replace",
    "amount": "how much is added; for weigh",
}
_CHANNEL = {
    "between": "the two parties",
    "trust": "how far each of the two believes the other, by name",
}
_DOUBT = {
    "name": "what the doubt is called, each name once",
    "party": "the party whose statement or preferences are in doubt",
    "statement": "the statement that is in doubt",
    "at": "the place where the statement may stand, or the first and the last such place",
    "probability": "how likely it counts, exists, holds, or is in force",
    "either": "several preferences, of which the party has one",
    "option": "the option, or level, whose existence is in doubt",
    "rule": "the rule that is in doubt",
    "lever": "the lever that may be in force",
    "with": "the name of another doubt, with which this one stands or falls",
    "correlation": "how closely, beside `with`; 1 unless told",
    "why": "why it is in doubt",
    "sources": _CITATIONS,
}
_ALTERNATIVE = {
    "prefers": _PARTY["prefers"],
    "ranking": _PARTY["ranking"],
    "weights": _PARTY["weights"],
    "probability": "how likely it is; an equal share of what the others leave, unless told",
    "title": _TITLE,
}
_OBSERVATION = {
    "date": "not before that of a move above it",
    "by": "who moved",
    "sets": "what the move set: options with on, off or a level; without it, the party stayed put",
    "exact": "whether the move was this and no more; else it was this at least",
    "title": _TITLE,
    "sources": _CITATIONS,
}
_EVENT = {
    "date": "when it happened",
    "title": _TITLE,
    "parties": "who took part in it",
    "sets": "what it changed in the status quo: options with on, off or a level",
    "sources": _CITATIONS,
}
_CLAIM = {
    "says": "the claim in words",
    "kind": "opinion unless told",
    "test": "the claim test that it is put to; needed unless it is a report",
    "by": "of a forecast: by when it should have come true",
    "outcome": "of a forecast: whether it came true",
    "why": "how the claim is read",
    "sources": _CITATIONS,
}
_GRAPH = {
    "states": "the states by number, each with its title, which may be missing",
    "moves": "parties with their arcs [from, to]",
}
WORDS: Mapping[str, Mapping[str, str]] = {
    "": _FILE,
    "sources.NAME": _SOURCE,
    "parties.NAME": _PARTY,
    "parties.NAME.options.NAME": _OPTION,
    "parties.NAME.prefers[]": _STATEMENT,
    "parties.NAME.attributes.NAME": _ATTRIBUTE,
    "graph": _GRAPH,
    "rules[]": _RULE,
    "forbidden_moves[]": _MOVE,
    "threats.NAME": _THREAT,
    "levers.NAME": _LEVER,
    "levers.NAME.edits[]": _EDIT,
    "levers.NAME.edits[].channel": _CHANNEL,
    "channels[]": _CHANNEL,
    "doubts[]": _DOUBT,
    "doubts[].either[]": _ALTERNATIVE,
    "doubts[].either[].prefers[]": _STATEMENT,
    "observed[]": _OBSERVATION,
    "events[]": _EVENT,
    "claims.NAME": _CLAIM,
}


def described(schema: dict[str, Any], at: str = "") -> dict[str, Any]:
    """A file's schema with a title for each kind of object and words for each key.

    Examples
    --------
    >>> from detente.disputes.schema import json_schema
    >>> json_schema()["properties"]["as_of"]["description"]
    'the day that the file describes'
    """
    found = dict(schema)
    if "anyOf" in found:
        found["anyOf"] = [described(form, at) for form in found["anyOf"]]
    if "items" in found:
        found["items"] = described(found["items"], f"{at}[]")
    if isinstance(found.get("additionalProperties"), dict):
        inside = f"{at}.NAME".removeprefix(".")
        found["additionalProperties"] = described(found["additionalProperties"], inside)
    if "properties" in found:
        found["properties"] = {
            key: _with_words(described(kind, f"{at}.{key}".removeprefix(".")), at, key)
            for key, kind in found["properties"].items()
        }
        return {"title": TITLES[at], **found} if at in TITLES else found
    return found


def _with_words(kind: dict[str, Any], at: str, key: str) -> dict[str, Any]:
    words = WORDS.get(at, {}).get(key)
    return kind if words is None or "description" in kind else {**kind, "description": words}
