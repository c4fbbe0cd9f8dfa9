"""What is wrong with levers only when they are seen together, and beside the rest of the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
    Ranking,
    RemoveRule,
    Replace,
    Setting,
    Unprefer,
    Weigh,
    Weighted,
)
from detente.disputes.parts import Parts
from detente.statements.syntax import Formula, Not, OptionLevel

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
    edits: Mapping[Path, Edit | None],
    doubts: tuple[Doubt, ...],
) -> None:
    """Note edits that do not fit how a party states what it prefers, alone or with others.

    An edit that finds nothing to change is no fault: another lever may come first.

    Parameters
    ----------
    parts : Parts
        What the file holds, and where faults are noted.
    parties, doubts : tuple
        What was read of the file.
    edits : mapping from Path to Edit or None
        The edits of its levers; None for those that could not be read.
    """
    read = {path: edit for path, edit in edits.items() if edit is not None}
    for party in parties:
        own = {
            path: edit
            for path, edit in read.items()
            if isinstance(edit, _OF_PREFERENCES) and edit.party == party.name
        }
        stated = _Stated.of(party, doubts)
        if _check_alternatives(parts, stated, own):
            _check_ways(parts, stated, own)
    _check_rankings(parts, parties, read, doubts)


@dataclass(frozen=True)
class _Stated:
    """A party, and what it may prefer instead of what the file says."""

    party: Party
    others: tuple[Preferences, ...]

    @classmethod
    def of(cls, party: Party, doubts: Iterable[Doubt]) -> _Stated:
        others: list[Preferences] = []
        for doubt in doubts:
            matter = doubt.matter
            if isinstance(matter, PreferenceDoubt) and matter.party == party.name:
                others += [alternative.preferences for alternative in matter.alternatives]
        return cls(party, tuple(others))


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
