"""What differs between two disputes: in words, and as plain data for ``--json``."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from decimal import Decimal
from typing import Any

from detente.claims.differences import (
    AnswerDifferences,
    ClaimVerdict,
    EquilibriaDifference,
    Matched,
    Pair,
    SettlementStanding,
)
from detente.disputes.differences import Difference
from detente.disputes.rendering import flow_text
from detente.graphs.graph import Graph
from detente.levers.applying import Collision
from detente.report.answers import state_answer
from detente.report.claims import VERDICTS
from detente.report.settlements import STATUSES, coalitions_in_words
from detente.report.threats import VERDICT_WORDS
from detente.report.words import joined
from detente.settlements.settlement import Coalition
from detente.settlements.threats import Verdict
from detente.stability.concepts import CONCEPTS

ROLE_WORDS = {"needed": "needed", "substitute": "a substitute", "irrelevant": "not needed"}
LACKING_WORDS = {
    "no such state": "no such state",
    "not an equilibrium": "no equilibrium",
    "out of reach": "out of reach",
}
_BESIDE = {
    "must_tolerate": ("it must now be tolerated by", "it need no longer be tolerated by"),
    "relied_on": ("it now relies on what is done by", "it no longer relies on what is done by"),
    "spoilers": ("it would now be spoilt by", "it would no longer be spoilt by"),
}
_FILE = "The file itself"
_HEADINGS = {
    **dict.fromkeys(("dispute", "as_of", "summary"), _FILE),
    "graph": "The graph",
    "same": "States that are the same",
    "status_quo": "Status quo",
    "observed_from": "Where what was observed begins",
}
_FORMULAS = frozenset({"terms", "settlements", "action", "if", "unless", "test"})
_LONGEST = 72

# What is stated, in words -----------------------------------------------------------------------


def headed(found: Iterable[Difference]) -> dict[str, list[str]]:
    """What differs, a line each, under the party or section that it belongs to."""
    lines: dict[str, list[str]] = {}
    quiet: dict[str, int] = {}
    for difference in found:
        heading = _heading(difference.path)
        if difference.in_words_only and heading != _FILE:
            quiet[heading] = quiet.get(heading, 0) + 1
            lines.setdefault(heading, [])
        else:
            said = lines.setdefault(heading, [])
            line = difference_in_words(difference)
            if line not in said:
                said.append(line)
    for heading, count in quiet.items():
        many = f"{count} reasons, titles or citations are"
        things = "one reason, title or citation is" if count == 1 else many
        lines[heading].append(f"{things} worded otherwise.")
    return lines


def _heading(path: Sequence[str]) -> str:
    if path[0] == "parties" and len(path) > 2:
        return path[1]
    section = path[0].replace("_", " ")
    return _HEADINGS.get(path[0], section[:1].upper() + section[1:])


def difference_in_words(found: Difference) -> str:
    """One difference as a sentence, to stand below the heading of its party or section."""
    match found.path:
        case ("parties", _, "prefers", formula):
            return _statement(found, f"the statement `{formula}`")
        case ("parties", _, "weights", formula):
            return _weight(found, formula)
        case ("parties", _, "ranking"):
            said = {"added": "ranks the states now", "removed": "no longer ranks the states"}
            return f"{said.get(found.kind, 'ranks the states otherwise')}."
        case ("parties", _, "options", option):
            return _entry(found, f"the option `{option}`", _said(found.after))
        case ("parties", _, "options", option, key):
            usual = "both" if key == "direction" else "none"
            return _changed(f"the {key} of the option `{option}`", found, usual)
        case ("parties", _, "attributes", name):
            return _entry(found, f"the attribute `{name}`", _said(found.after))
        case ("parties", name):
            return _entry(found, f"the party `{name}`", "")
        case ("status_quo" | "observed_from", setting):
            if found.kind == "moved":
                return "what is on is listed in another order."
            return f"`{setting}` is {'on' if found.kind == 'added' else 'no longer on'}."
        case ("status_quo" | "observed_from" as key,):
            return _changed(key.replace("_", " "), found, "not stated")
        case ("rules" | "same", formula):
            return _entry(found, f"`{formula}`", "")
        case ("dispute" | "as_of" | "summary" as key,):
            named = {"dispute": "the title", "as_of": "the date"}.get(key, f"the {key}")
            return _changed(named, found, "not stated")
        case ("levers", lever, "edits", edit):
            return _entry(found, f"the edit `{edit}` of `{lever}`", "")
        case (section, name):
            value = _said(found.after)
            return _entry(found, f"`{name}`", f"`{value}`" if section in _FORMULAS else value)
    what = " of ".join(f"`{name}`" for name in reversed(found.path[1:]))
    if found.places != (None, None):
        return _entry(found, what, _said(found.after))
    return _changed(what, found, "none")


def _statement(found: Difference, what: str) -> str:
    before, after = found.places
    if found.kind == "moved":
        if before == after:
            return f"{what} stays in place {after}, but others have changed sides with it."
        return f"{what} moves from place {before} to place {after}."
    if found.kind == "added":
        return f"{what} comes in, at place {after}."
    return f"{what} is gone (it was at place {before})."


def _weight(found: Difference, formula: str) -> str:
    if found.kind == "added":
        return f"`{formula}` weighs {found.after}; it had no weight."
    if found.kind == "removed":
        return f"`{formula}` has no weight any more; it weighed {found.before}."
    if found.kind == "moved":
        return f"`{formula}` stands elsewhere in the list."
    return f"`{formula}` weighs {found.after}; it weighed {found.before}."


def _entry(found: Difference, what: str, more: str) -> str:
    if found.kind == "added":
        said = f": {more}" if 0 < len(more) <= 2 * _LONGEST and more not in what else ""
        return f"{what} comes in{said}."
    if found.kind == "removed":
        return f"{what} is gone."
    if found.kind == "moved":
        before, after = found.places
        return f"{what} stands elsewhere: {after} instead of {before}, counted from 1."
    return _changed(what, found, "nothing")


def _changed(what: str, found: Difference, usual: str) -> str:
    before, after = (_said(value) or usual for value in (found.before, found.after))
    if found.path[-1] in _FORMULAS or found.path[0] in _FORMULAS:
        before, after = f"`{before}`", f"`{after}`"
    if max(len(before), len(after)) > _LONGEST:
        return f"{what} is another."
    return f"{what} was {before}, and is {after}."


def _said(value: Any) -> str:
    """A value on one line; nothing where there is none."""
    if value is None:
        return ""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, dict) and (titles := {"title", "says"} & set(value)):
        more = {key: inside for key, inside in value.items() if key in {"direction", "levels"}}
        return f"{value[titles.pop()]}{' ' if more else ''}{flow_text(more) if more else ''}"
    return "true" if value is True else "false" if value is False else flow_text(value)


# What is answered, in words ---------------------------------------------------------------------


def settlement_in_words(pair: Pair[SettlementStanding]) -> str:
    """What differs in how a settlement stands."""
    was, now = pair.before, pair.after
    if was is None or now is None:
        one, where = (now, "the second") if now is not None else (was, "the first")
        assert one is not None
        return f"in {where} only: {STATUSES[one.status]}{_who(one)}."
    said = [f"was {STATUSES[was.status]}, now {STATUSES[now.status]}"]
    if was.status == now.status:
        said = []
    said += _coalitions(was.minimal_coalitions, now.minimal_coalitions)
    said += [
        f"{party} was {ROLE_WORDS[was.roles[party]]}, now {ROLE_WORDS[now.roles[party]]}"
        for party in now.roles
        if party in was.roles and was.roles[party] != now.roles[party]
    ]
    for kind, (begins, ceases) in _BESIDE.items():
        said += _joins(begins, ceases, getattr(was, kind), getattr(now, kind))
    if not said:
        return f"it holds on {now.holds_on:,} states instead of {was.holds_on:,}; no more differs."
    return f"{'; '.join(said)}."


def _who(found: SettlementStanding) -> str:
    could = coalitions_in_words(found.minimal_coalitions)
    return f", by {could}" if found.status == "open" else ""


def _coalitions(was: Sequence[Coalition], now: Sequence[Coalition]) -> list[str]:
    """Who could settle and who can, where that differs."""
    if set(map(frozenset, was)) == set(map(frozenset, now)):
        return []
    could, can = coalitions_in_words(was), coalitions_in_words(now)
    if not now:
        return [f"those who could were {could}"]
    return [f"those who could were {could}, and are {can}" if was else f"those who can are {can}"]


def _joins(begins: str, ceases: str, was: Iterable[str], now: Iterable[str]) -> list[str]:
    """Who begins and who ceases to be something."""
    more = [party for party in now if party not in set(was)]
    fewer = [party for party in was if party not in set(now)]
    said = [(more, begins), (fewer, ceases)]
    return [f"{what} {joined(parties)}" for parties, what in said if parties]


def threat_in_words(pair: Pair[Verdict]) -> str:
    """What differs in the verdict on a threat."""
    was, now = (None if v is None else VERDICT_WORDS[v] for v in (pair.before, pair.after))
    if was is None or now is None:
        return f"in the {'second' if was is None else 'first'} only: it {now or was}."
    return f"it {now}; before, it {was}."


def claim_in_words(pair: Pair[ClaimVerdict]) -> str:
    """What differs in the verdict on a claim."""
    if pair.before is None or pair.after is None:
        one, where = (pair.after, "second") if pair.before is None else (pair.before, "first")
        assert one is not None
        return f"in the {where} only: {VERDICTS[one.verdict]}."
    return f"was {VERDICTS[pair.before.verdict]}, now {VERDICTS[pair.after.verdict]}."


def strictest(found: Iterable[tuple[str, Matched]]) -> dict[str, str]:
    """The strictest concepts of a state, and why it does not count there in the other dispute."""
    reasons = {concept: LACKING_WORDS[matched.lacking] for concept, matched in found}
    implied = {weaker for concept in reasons for weaker in CONCEPTS[concept].weaker}
    return {concept: why for concept, why in reasons.items() if concept not in implied}


def by_state(
    differences: Iterable[EquilibriaDifference], side: str
) -> dict[int, list[tuple[str, Matched]]]:
    """The states that ``came`` or ``went``, each with the concepts under which it did."""
    found: dict[int, list[tuple[str, Matched]]] = {}
    for difference in differences:
        for matched in getattr(difference, side):
            found.setdefault(matched.state, []).append((difference.concept, matched))
    return dict(sorted(found.items()))


# As plain data ----------------------------------------------------------------------------------


def statements_answer(found: Iterable[Difference]) -> list[dict[str, Any]]:
    """What is stated differently."""
    return [
        {
            "path": list(difference.path),
            "kind": difference.kind,
            "before": _plain(difference.before),
            "after": _plain(difference.after),
            "places": list(difference.places),
        }
        for difference in found
    ]


def _plain(value: Any) -> Any:
    """A value as JSON can hold it."""
    if isinstance(value, dict):
        return {str(key): _plain(inside) for key, inside in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inside) for inside in value]
    if isinstance(value, datetime.date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def collisions_answer(found: Iterable[Collision]) -> list[dict[str, str]]:
    """Where levers found something else than they count on."""
    return [{"lever": collision.lever, "what": collision.what} for collision in found]


def answers_answer(found: AnswerDifferences, limit: int) -> dict[str, Any]:
    """What is answered differently."""
    return {
        "compared": "come_about" if found.by_coming else "equilibria",
        "concepts": {one.concept: _concept(found, one, limit) for one in found.equilibria},
        "left_out": dict(found.left_out),
        "settlements": {name: _settlement(pair) for name, pair in found.settlements.items()},
        "threats": {
            name: {"differs": pair.differs, "verdict": [pair.before, pair.after]}
            for name, pair in found.threats.items()
        },
        "claims": {
            name: {
                "differs": pair.differs,
                "stated": [one is not None for one in (pair.before, pair.after)],
                "verdict": [
                    None if one is None else one.verdict for one in (pair.before, pair.after)
                ],
            }
            for name, pair in found.claims.items()
        },
    }


def _concept(found: AnswerDifferences, one: EquilibriaDifference, limit: int) -> dict[str, Any]:
    return {
        "counts": [one.counts.before, one.counts.after],
        "come_about": [one.coming.before, one.coming.after],
        "came": _matched(found.after, found.before, one.came[:limit]),
        "went": _matched(found.before, found.after, one.went[:limit]),
        "came_count": len(one.came),
        "went_count": len(one.went),
    }


def _matched(own: Graph, other: Graph, those: Iterable[Matched]) -> list[dict[str, Any]]:
    return [
        {
            **state_answer(own, one.state),
            "counterpart": None
            if one.counterpart is None
            else int(other.states.number(one.counterpart)),
            "lacking": one.lacking.replace(" ", "_"),
        }
        for one in those
    ]


def _settlement(pair: Pair[SettlementStanding]) -> dict[str, Any]:
    sides = (pair.before, pair.after)
    kinds = [field.name for field in fields(SettlementStanding)]
    values = {
        kind: [None if one is None else _as_data(getattr(one, kind)) for one in sides]
        for kind in kinds
    }
    return {"differs": pair.differs, **values}


def _as_data(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_as_data(inside) for inside in value]
    return dict(value) if isinstance(value, Mapping) else value
