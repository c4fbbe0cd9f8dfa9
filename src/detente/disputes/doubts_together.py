"""What is wrong with doubts only when they are seen together, and beside the parties."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeAlias

from detente.disputes.layout import Path
from detente.disputes.model import (
    LeverDoubt,
    Matter,
    OptionDoubt,
    Party,
    PreferenceDoubt,
    Preferences,
    Prioritised,
    Ranking,
    RuleDoubt,
    StatementDoubt,
    Weighted,
)
from detente.disputes.parts import Parts
from detente.statements.syntax import Formula, OptionLevel

Matters: TypeAlias = Mapping[Path, Matter | None]
_AGAIN = {
    "statement": "this statement is",
    "either": "the preferences of this party are",
    "option": "this is",
    "rule": "this rule is",
    "lever": "this lever is",
}


def check_together(parts: Parts, parties: tuple[Party, ...], matters: Matters) -> None:
    """Note what is wrong with doubts, given by their paths, beside one another.

    Parameters
    ----------
    parts : Parts
        What the file holds, and where faults are noted.
    parties : tuple of Party
        The parties of the file.
    matters : mapping from Path to Matter or None
        What each doubt is about; None where that could not be read.
    """
    read = {path: matter for path, matter in matters.items() if matter is not None}
    unread = [path for path in matters if path not in read]
    _check_repeated(parts, read)
    _check_statements(parts, parties, read, unread)
    _check_rankings(parts, parties, read)


def _check_repeated(parts: Parts, matters: Mapping[Path, Matter]) -> None:
    """Note two doubts about one and the same thing."""
    seen: dict[Hashable, Path] = {}
    for path, matter in matters.items():
        key, thing = _subject(parts, matter)
        other = seen.setdefault((key, thing), path)
        if other != path:
            line = parts.layout.place(other).line
            what = f"{_AGAIN[key]} in doubt already, in line {line}"
            parts.fault((*path, key), what, "make one doubt of the two", key=True)


def _subject(parts: Parts, matter: Matter) -> tuple[str, Hashable]:
    """The key that says what a doubt is about, and what that is."""
    match matter:
        case StatementDoubt(party, formula):
            return "statement", (party, formula)
        case PreferenceDoubt(party):
            return "either", party
        case RuleDoubt(formula):
            return "rule", formula
        case LeverDoubt(lever):
            return "lever", lever
        case OptionDoubt(setting):
            levels = parts.names.options[setting.party][setting.option][1:]
            if isinstance(setting, OptionLevel):
                levels = (setting.level,)
            return "option", (setting.party, setting.option, levels)


def _check_statements(
    parts: Parts, parties: tuple[Party, ...], matters: Mapping[Path, Matter], unread: list[Path]
) -> None:
    """Note statements that the preferences of their party have no place for."""
    doubts: dict[str, dict[Path, StatementDoubt]] = {}
    either: dict[str, tuple[Preferences, ...]] = {}
    for path, matter in matters.items():
        if isinstance(matter, StatementDoubt):
            doubts.setdefault(matter.party, {})[path] = matter
        elif isinstance(matter, PreferenceDoubt):
            either[matter.party] = tuple(other.preferences for other in matter.alternatives)
    unclear = {parts.text((*path, "party")) for path in unread}
    for party in parties:
        own, others = doubts.get(party.name, {}), either.get(party.name, ())
        if _check_listed(parts, party, own, others) and party.name not in unclear:
            _check_places(parts, party, own, others)


def _check_listed(
    parts: Parts,
    party: Party,
    doubts: Mapping[Path, StatementDoubt],
    others: tuple[Preferences, ...],
) -> bool:
    """Whether a party has lists of statements, and all of them are known; note where it has not."""
    for preferences in (party.preferences, *others):
        if isinstance(preferences, Ranking | Weighted):
            stated = "a ranking" if isinstance(preferences, Ranking) else "weights"
            own = preferences is party.preferences
            what = f"`{party.name}` states its preferences by {stated}"
            what = what if own else f"an alternative for `{party.name}` is stated by {stated}"
            mend = "put what it may prefer under `either`" if own else "state it by statements"
            for path in doubts:
                said = f"{what}, in which no statement has a place"
                parts.fault((*path, "statement"), said, mend, key=True)
            return False
    return parts.is_read(("parties", party.name), party.preferences)


def _check_places(
    parts: Parts,
    party: Party,
    doubts: Mapping[Path, StatementDoubt],
    others: tuple[Preferences, ...],
) -> None:
    """Note places that no list of a party's statements has, and statements that have no place."""
    listed = _formulas(party.preferences)
    doubted = {doubt.formula for doubt in doubts.values()}
    most = max(len(own | doubted) for own in (listed, *map(_formulas, others)))
    for path, doubt in doubts.items():
        if doubt.at is None and doubt.formula not in listed:
            what = f"`{party.name}` does not list this statement, so that it has no place"
            mend = "add at: 1, or another place, or list it under `prefers`"
            parts.fault((*path, "statement"), what, mend)
        elif doubt.at is not None and doubt.at[1] > most:
            statements = f"{most} statement{'s' if most > 1 else ''}, with those in doubt"
            what = f"`{party.name}` has {statements}, and no place {doubt.at[1]}"
            mend = f"keep to the places from 1 to {most}" if most > 1 else "write at: 1"
            parts.fault((*path, "at"), what, mend)


def _formulas(preferences: Preferences | None) -> frozenset[Formula]:
    if not isinstance(preferences, Prioritised):
        return frozenset()
    return frozenset(statement.formula for statement in preferences.statements)


def _check_rankings(
    parts: Parts, parties: tuple[Party, ...], matters: Mapping[Path, Matter]
) -> None:
    """Note doubts of which states there are where a ranking lists these by number."""
    ranked = [party.name for party in parties if isinstance(party.preferences, Ranking)]
    ranked += [
        matter.party
        for matter in matters.values()
        if isinstance(matter, PreferenceDoubt)
        and any(isinstance(other.preferences, Ranking) for other in matter.alternatives)
    ]
    for path, matter in matters.items():
        if ranked and isinstance(matter, OptionDoubt | RuleDoubt):
            key = "option" if isinstance(matter, OptionDoubt) else "rule"
            what = (
                f"the states change with this, and a ranking of `{ranked[0]}` lists their numbers"
            )
            mend = f"state what `{ranked[0]}` prefers by statements"
            parts.fault((*path, key), what, mend, key=True)
