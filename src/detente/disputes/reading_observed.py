"""The sections `observed_from` and `observed` of a file: the moves that were seen."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from detente.disputes.layout import Path
from detente.disputes.model import (
    Dispute,
    Edit,
    Observation,
    Option,
    SetAtStart,
    Setting,
)
from detente.disputes.parts import Parts
from detente.statements.printing import option_name
from detente.statements.syntax import OptionLevel

_Named: TypeAlias = tuple[str, str]
Seen: TypeAlias = dict[Path, tuple[Setting, bool] | None]


def read_observed_from(parts: Parts) -> tuple[Setting, ...] | None:
    """What was on where the observed moves begin; None where the file does not say."""
    if parts.get(("observed_from",)) is None:
        return None
    if _in_a_drawing(parts, "observed_from"):
        return None
    return parts.settings(("observed_from",))


def read_observed(parts: Parts) -> tuple[tuple[Observation, ...], Seen]:
    """The moves that were seen, and what each of them set, by the place where it stands.

    Faulty moves are noted and left out; None stands for what they set in a faulty way.
    """
    if not parts.get(("observed",)) or _in_a_drawing(parts, "observed"):
        return (), {}
    sets = {path: _sets(parts, path) for path in parts.each("observed")}
    found = [_observation(parts, path, own) for path, own in sets.items()]
    _check_order(parts)
    every = {item: setting for own in sets.values() for item, setting in own.items()}
    return tuple(observation for observation in found if observation is not None), every


def _in_a_drawing(parts: Parts, section: str) -> bool:
    """Whether a graph is drawn by hand, in which moves set nothing; it is noted where it is."""
    if parts.names.states is None:
        return False
    what = "moves are seen by the options that they set, and a hand-drawn graph has none"
    parts.fault((section,), what, f"remove `{section}`, or state the dispute by options", key=True)
    return True


def _sets(parts: Parts, path: Path) -> dict[Path, tuple[Setting, bool] | None]:
    """What the move at `path` set."""
    by, inside = parts.text((*path, "by")), (*path, "sets")
    found: dict[Path, tuple[Setting, bool] | None] = dict.fromkeys(parts.each(*inside))
    for item, setting, on in parts.sets(inside):
        if by in parts.names.options and setting.party != by:
            name = option_name(setting.party, setting.option)
            what = f"`{name}` is not an option of `{by}`, whose move this is"
            mend = f"name what `{by}` set; moves of `{setting.party}` are entries of their own"
            parts.fault(item, what, mend, key=True)
        else:
            found[item] = setting, on
    return found


def _observation(
    parts: Parts, path: Path, own: Mapping[Path, tuple[Setting, bool] | None]
) -> Observation | None:
    by = parts.text((*path, "by"))
    known = by is not None and parts.known_party((*path, "by"), by)
    sets = [setting for setting in own.values() if setting is not None]
    sources = parts.citations(path)
    whole = parts.is_whole(path) and len(sets) == len(own)
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


def check_directions(
    parts: Parts, dispute: Dispute, seen: Seen, edits: Mapping[Path, Edit | None]
) -> None:
    """Note moves that were seen to do what their option's direction rules out.

    What levers set at the start is not known to the replay, until a move has set it.

    Parameters
    ----------
    parts : Parts
        Where faults are noted.
    dispute : Dispute
        What was read of the file.
    seen : mapping
        What moves set, as `read_observed` gives it.
    edits : mapping from Path to Edit or None
        The edits of the levers; None for those that could not be read.
    """
    unread = [path for path, edit in edits.items() if edit is None]
    if any("party" not in parts.keys(path) for path in unread):
        return
    if parts.damaged & {"parties", "status_quo", "observed_from"}:
        return
    options = {
        (party.name, option.name): option for party in dispute.parties for option in party.options
    }
    standing = _start(dispute, options, edits.values())
    places: dict[_Named, Path] = {}
    for item, found in seen.items():
        if found is None:
            named = parts.names.levels_of(str(item[-1]))
            standing.pop((named.party, named.option) if named else ("", ""), None)
            continue
        setting, on = found
        at = (setting.party, setting.option)
        height = _height(options[at], setting, on)
        _check_direction(parts, item, options[at], (standing.get(at), height), places.get(at))
        standing[at], places[at] = height, item


def _start(
    dispute: Dispute, options: Mapping[_Named, Option], edits: Iterable[Edit | None]
) -> dict[_Named, int]:
    """How high each option stood at first, but for those that a lever may have set."""
    begun = dispute.status_quo if dispute.observed_from is None else dispute.observed_from
    standing = dict.fromkeys(options, 0)
    for setting in begun if isinstance(begun, tuple) else ():
        named = (setting.party, setting.option)
        standing[named] = _height(options[named], setting, True)
    for edit in edits:
        for setting, _ in edit.sets if isinstance(edit, SetAtStart) else ():
            standing.pop((setting.party, setting.option), None)
    return standing


def _height(option: Option, setting: Setting, on: bool) -> int:
    """0 where an option is off or at its lowest level, more where it is higher."""
    return option.levels.index(setting.level) if isinstance(setting, OptionLevel) else int(on)


def _check_direction(
    parts: Parts, item: Path, option: Option, heights: tuple[int | None, int], place: Path | None
) -> None:
    """Note a move of an option from one height to another that its direction rules out."""
    before, after = heights
    if before is None or before == after:
        return
    higher, levels = after > before, option.levels
    if option.direction != ("off only" if higher else "on only"):
        return
    was = f"at `{levels[before]}`" if levels else ("on" if before else "off")
    where = "at the start" if place is None else f"as set in line {parts.layout.place(place).line}"
    never = "it never goes " + ("up" if higher else "down")
    if not levels:
        never = "it cannot be turned on" if higher else "it cannot be turned off again"
    what = f"`{item[-1]}` was {was} {where} and is `{option.direction}`: {never}"
    parts.fault(item, what, "change this move, or the direction of the option", key=True)
