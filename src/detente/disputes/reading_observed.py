"""The sections `observed_from` and `observed` of a file: the moves that were seen."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from detente.disputes.layout import Path
from detente.disputes.model import (
    Dispute,
    Lever,
    Observation,
    Option,
    SetAtStart,
    Setting,
)
from detente.disputes.parts import Parts
from detente.statements.printing import option_name
from detente.statements.syntax import OptionLevel

_Named: TypeAlias = tuple[str, str]
_Standing: TypeAlias = dict[_Named, int]


def read_observed_from(parts: Parts) -> tuple[Setting, ...] | None:
    """What was on where the observed moves begin; None where the file does not say."""
    if parts.get(("observed_from",)) is None:
        return None
    if _in_a_drawing(parts, "observed_from"):
        return None
    return parts.settings(("observed_from",))


def read_observed(parts: Parts) -> tuple[Observation, ...]:
    """The moves that were seen; faulty ones are noted and left out."""
    if not parts.get(("observed",)) or _in_a_drawing(parts, "observed"):
        return ()
    found = [_observation(parts, path) for path in parts.each("observed")]
    _check_order(parts)
    return tuple(observation for observation in found if observation is not None)


def _in_a_drawing(parts: Parts, section: str) -> bool:
    """Whether a graph is drawn by hand, in which moves set nothing; it is noted where it is."""
    if parts.names.states is None:
        return False
    what = "moves are seen by the options that they set, and a hand-drawn graph has none"
    parts.fault((section,), what, f"remove `{section}`, or state the dispute by options", key=True)
    return True


def _observation(parts: Parts, path: Path) -> Observation | None:
    by = parts.text((*path, "by"))
    known = by is not None and parts.known_party((*path, "by"), by)
    inside = (*path, "sets")
    sets = []
    for item, setting, on in parts.sets(inside):
        if known and setting.party != by:
            name = option_name(setting.party, setting.option)
            what = f"`{name}` is not an option of `{by}`, whose move this is"
            mend = f"name what `{by}` set; moves of `{setting.party}` are entries of their own"
            parts.fault(item, what, mend, key=True)
        else:
            sets.append((setting, on))
    sources = parts.citations(path)
    whole = parts.is_whole(path) and len(sets) == len(parts.get(inside) or ())
    if by is None or not known or not whole:
        return None
    return Observation(
        by=by,
        sets=tuple(sets),
        date=parts.get((*path, "date")),
        exact=bool(parts.get((*path, "exact"))),
        title=parts.text((*path, "title")) or "",
        sources=sources,
    )


def _check_order(parts: Parts) -> None:
    """Note moves that are dated before one above them."""
    latest: datetime.date | None = None
    for path in parts.each("observed"):
        date = parts.get((*path, "date"))
        if date is None:
            continue
        if latest is not None and date < latest:
            what = f"this move is dated before one above it, of {latest.isoformat()}"
            parts.fault((*path, "date"), what, "list the moves in the order in which they came")
        latest = date if latest is None else max(latest, date)


# Directions -------------------------------------------------------------------------------------


def check_directions(parts: Parts, dispute: Dispute) -> None:
    """Note moves that were seen to do what their option's direction rules out.

    What levers set at the start is not known to the replay, until a move has set it.
    """
    paths = parts.each("observed")
    if parts.damaged & {"parties", "status_quo", "levers", "observed_from", "observed"}:
        return
    options = {
        (party.name, option.name): option for party in dispute.parties for option in party.options
    }
    standing = _start(dispute, options)
    seen: dict[_Named, Path] = {}
    for path, observation in zip(paths, dispute.observed, strict=True):
        for item, (setting, on) in zip(parts.each(*path, "sets"), observation.sets, strict=True):
            named = (setting.party, setting.option)
            height = _height(options[named], setting, on)
            _check_direction(
                parts, item, options[named], standing.get(named), height, seen.get(named)
            )
            standing[named], seen[named] = height, item


def _start(dispute: Dispute, options: Mapping[_Named, Option]) -> _Standing:
    """How high each option stood at first, but for those that a lever may have set."""
    begun = dispute.status_quo if dispute.observed_from is None else dispute.observed_from
    standing = dict.fromkeys(options, 0)
    for setting in begun if isinstance(begun, tuple) else ():
        named = (setting.party, setting.option)
        standing[named] = _height(options[named], setting, True)
    unsure = {named for lever in dispute.levers for named in _set_by(lever)}
    return {named: height for named, height in standing.items() if named not in unsure}


def _set_by(lever: Lever) -> Iterator[_Named]:
    for edit in lever.edits:
        if isinstance(edit, SetAtStart):
            yield from ((setting.party, setting.option) for setting, _ in edit.sets)


def _height(option: Option, setting: Setting, on: bool) -> int:
    """0 where an option is off or at its lowest level, more where it is higher."""
    return option.levels.index(setting.level) if isinstance(setting, OptionLevel) else int(on)


def _check_direction(
    parts: Parts, item: Path, option: Option, before: int | None, after: int, seen: Path | None
) -> None:
    if before is None or before == after:
        return
    higher = after > before
    barred = "off only" if higher else "on only"
    if option.direction != barred:
        return
    levels = option.levels
    was = f"at `{levels[before]}`" if levels else ("on" if before else "off")
    where = "at the start" if seen is None else f"as set in line {parts.layout.place(seen).line}"
    never = "it never goes " + ("up" if higher else "down")
    if not levels:
        never = "it cannot be turned on" if higher else "it cannot be turned off again"
    what = f"`{item[-1]}` was {was} {where} and is `{barred}`: {never}"
    parts.fault(item, what, "change this move, or the direction of the option", key=True)
