"""What is wrong with levers only when they are seen together, and beside the rest of the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from detente.disputes.layout import Path
from detente.disputes.model import (
    AddRule,
    Allow,
    Doubt,
    Edit,
    Forbid,
    MoveStatement,
    Party,
    Prefer,
    PreferenceDoubt,
    Preferences,
    Prioritised,
    Ranking,
    RemoveRule,
    Replace,
    Rule,
    RuleDoubt,
    Setting,
    StatementDoubt,
    Unprefer,
    Weigh,
    Weighted,
)
from detente.disputes.parts import Parts
from detente.disputes.problems import did_you_mean
from detente.statements.printing import printed
from detente.statements.syntax import Formula, Not, OptionLevel, OptionOn

_KEYS: dict[type, str] = {
    Prefer: "prefer",
    Replace: "replace",
    Unprefer: "unprefer",
    MoveStatement: "move",
    Weigh: "weigh",
    Allow: "allow",
    Forbid: "forbid",
    AddRule: "rule",
    RemoveRule: "unrule",
}
_OF_STATEMENTS = (Prefer, Unprefer, MoveStatement)
_OF_PREFERENCES = (*_OF_STATEMENTS, Replace, Weigh)
_OF_STATES = (Allow, Forbid, AddRule, RemoveRule)


def check_levers(
    parts: Parts,
    parties: tuple[Party, ...],
    rules: tuple[Rule, ...],
    edits: Mapping[Path, Edit | None],
    doubts: tuple[Doubt, ...],
) -> None:
    """Note edits that find nothing to change, whatever else is in force, and edits at odds.

    Parameters
    ----------
    parts : Parts
        What the file holds, and where faults are noted.
    parties, rules, doubts : tuple
        What was read of the file.
    edits : mapping from Path to Edit or None
        The edits of its levers; None for those that could not be read.
    """
    read = {path: edit for path, edit in edits.items() if edit is not None}
    unclear = _Unclear.of(parts, [path for path, edit in edits.items() if edit is None])
    for party in parties:
        own = {
            path: edit
            for path, edit in read.items()
            if isinstance(edit, _OF_PREFERENCES) and edit.party == party.name
        }
        stated = _Stated.of(party, own.values(), doubts)
        fits = _check_alternatives(parts, stated, own) and _check_ways(parts, stated, own)
        known = party.name not in unclear.parties
        if fits and known and parts.is_read(("parties", party.name), party.preferences):
            _check_statements(parts, stated, own)
    if not unclear.rules:
        _check_rules(parts, rules, read, doubts)
    _check_rankings(parts, parties, read, doubts)


@dataclass(frozen=True)
class _Unclear:
    """What could not all be read: whose statements may be more, and whether rules may be."""

    parties: frozenset[str]
    rules: bool

    @classmethod
    def of(cls, parts: Parts, unread: list[Path]) -> _Unclear:
        """What faulty edits, rules and doubts leave unclear."""
        levers = [("levers", name) for name in parts.keys(("levers",))]
        listed = parts.is_whole(("levers",)) or all(
            isinstance(parts.get((*path, "edits")), list) for path in levers
        )
        everything = not listed or "doubts" in parts.damaged
        known = frozenset(parts.names.options)
        named = {parts.text((*path, "party")) for path in unread}
        unsure = everything or not named <= {None, *known}
        rules = everything or "rules" in parts.damaged or None in named
        return cls(known if unsure else known & named, rules)


@dataclass(frozen=True)
class _Stated:
    """What a party may prefer: as the file says, in doubt, or once levers are in force.

    ``formulas`` are all that its preferences may list.
    """

    party: Party
    others: tuple[Preferences, ...]
    formulas: frozenset[Formula]

    @classmethod
    def of(cls, party: Party, edits: Iterable[Edit], doubts: Iterable[Doubt]) -> _Stated:
        others: list[Preferences] = []
        formulas: set[Formula] = set()
        for doubt in doubts:
            match doubt.matter:
                case PreferenceDoubt(whose, alternatives) if whose == party.name:
                    others += [alternative.preferences for alternative in alternatives]
                case StatementDoubt(whose, formula) if whose == party.name:
                    formulas.add(formula)
        for preferences in (party.preferences, *others):
            formulas.update(_listed(preferences))
        for edit in edits:
            match edit:
                case Prefer(_, formula) | Weigh(_, formula) | Replace(_, _, formula):
                    formulas.add(formula)
        return cls(party, tuple(others), frozenset(formulas))


def _listed(preferences: Preferences | None) -> Iterator[Formula]:
    match preferences:
        case Prioritised(statements):
            yield from (statement.formula for statement in statements)
        case Weighted(weights):
            yield from (formula for formula, _ in weights)


# Preferences ------------------------------------------------------------------------------------


def _check_alternatives(parts: Parts, stated: _Stated, edits: Mapping[Path, Edit]) -> bool:
    """Whether edits fit what a party may prefer instead; it is noted where they do not."""
    name, fits = stated.party.name, True
    for path, edit in edits.items():
        for other in stated.others:
            weighed = isinstance(other, Weighted)
            if isinstance(other, Ranking):
                how = "a ranking, which no edit can change"
            elif weighed and isinstance(edit, _OF_STATEMENTS):
                how = "weights, in which no statement has a place"
            elif not weighed and isinstance(edit, Weigh):
                how = "statements, which have no weights"
            else:
                continue
            what = f"an alternative for `{name}`, which is in doubt, is stated by {how}"
            parts.fault((*path, _KEYS[type(edit)]), what, "state all in one way", key=True)
            fits = False
            break
    return fits


def _check_ways(parts: Parts, stated: _Stated, edits: Mapping[Path, Edit]) -> bool:
    """Whether levers add only statements, or only weights, where a party has neither by itself."""
    if stated.party.preferences is not None:
        return True
    added = {path: edit for path, edit in edits.items() if not isinstance(edit, Replace)}
    first = next((isinstance(edit, Weigh) for edit in added.values()), False)
    for path, edit in added.items():
        if isinstance(edit, Weigh) != first:
            other = "statements" if isinstance(edit, Weigh) else "weights"
            what = f"levers give `{stated.party.name}` {other}, with which this cannot be joined"
            mend = "use prefer: … in all of them, or weigh: …"
            parts.fault((*path, _KEYS[type(edit)]), what, mend, key=True)
            return False
    return True


def _check_statements(parts: Parts, stated: _Stated, edits: Mapping[Path, Edit]) -> None:
    """Note statements to be changed that a party never has, and places that its list never has."""
    name, most = stated.party.name, len(stated.formulas)
    weighed = isinstance(stated.party.preferences, Weighted)
    has = "gives no weight to" if weighed else "has no statement"
    for path, edit in edits.items():
        match edit:
            case Replace(_, formula) | Unprefer(_, formula) | MoveStatement(_, formula) if (
                formula not in stated.formulas
            ):
                own = [printed(other) for other in _listed(stated.party.preferences)]
                what = f"`{name}` {has} `{printed(formula)}`, and no lever adds it"
                mend = did_you_mean(printed(formula), own, "name one that it has")
                parts.fault((*path, _KEYS[type(edit)]), what, mend)
            case Prefer(_, _, at) | MoveStatement(_, _, at) if at is not None and at > most:
                count = f"{most} statement{'s' if most > 1 else ''}, with those that levers add"
                what = f"`{name}` has {count}, and no place {at}"
                mend = f"keep to the places from 1 to {most}" if most > 1 else "write at: 1"
                parts.fault((*path, "at"), what, mend)


# Rules ------------------------------------------------------------------------------------------


def barring(setting: Setting, levels: tuple[str, ...]) -> tuple[Formula, ...]:
    """The rules that say that an option, or a level of it, is never on, and nothing else.

    Parameters
    ----------
    setting : OptionOn or OptionLevel
        An option as a whole, even one with levels, or one level of it.
    levels : tuple of str
        The levels of that option; empty where it is on or off.
    """
    if isinstance(setting, OptionLevel):
        return Not(setting), replace(setting, equal=False)
    if not levels:
        return (Not(setting),)
    lowest = OptionLevel(setting.party, setting.option, levels[0])
    return lowest, Not(replace(lowest, equal=False))


def _check_rules(
    parts: Parts, rules: tuple[Rule, ...], edits: Mapping[Path, Edit], doubts: tuple[Doubt, ...]
) -> None:
    """Note rules to be removed that are nowhere made, and options to be allowed that none bars."""
    made = [rule.formula for rule in rules]
    made += [doubt.matter.formula for doubt in doubts if isinstance(doubt.matter, RuleDoubt)]
    made += [edit.formula for edit in edits.values() if isinstance(edit, AddRule)]
    for edit in edits.values():
        if isinstance(edit, Forbid):
            made += _bars(parts, edit.setting)
    for path, edit in edits.items():
        if isinstance(edit, RemoveRule) and edit.formula not in made:
            what = f"there is no rule `{printed(edit.formula)}`, and no lever adds it"
            known = [printed(rule.formula) for rule in rules]
            mend = did_you_mean(printed(edit.formula), known, "name one of the rules")
            parts.fault((*path, "unrule"), what, mend)
        elif isinstance(edit, Allow) and not set(made) & set(_bars(parts, edit.setting)):
            never = printed(_bars(parts, edit.setting)[0])
            what = f"no rule says `{never}`, so that there is nothing to allow"
            parts.fault((*path, "allow"), what, f"add `{never}` to the rules, or remove this")


def _bars(parts: Parts, setting: OptionOn | OptionLevel) -> tuple[Formula, ...]:
    return barring(setting, parts.names.options[setting.party][setting.option])


def _check_rankings(
    parts: Parts,
    parties: tuple[Party, ...],
    edits: Mapping[Path, Edit],
    doubts: tuple[Doubt, ...],
) -> None:
    """Note edits of which states there are where a ranking lists these by number."""
    ranked = [party.name for party in parties if isinstance(party.preferences, Ranking)]
    ranked += [
        doubt.matter.party
        for doubt in doubts
        if isinstance(doubt.matter, PreferenceDoubt)
        and any(isinstance(other.preferences, Ranking) for other in doubt.matter.alternatives)
    ]
    for path, edit in edits.items():
        if ranked and isinstance(edit, _OF_STATES):
            what = (
                f"the states change with this, and a ranking of `{ranked[0]}` lists their numbers"
            )
            mend = f"state what `{ranked[0]}` prefers by statements"
            parts.fault((*path, _KEYS[type(edit)]), what, mend, key=True)
