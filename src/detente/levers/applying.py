"""Levers put in force: the dispute as it would be, and where levers collide (ours).

Levers apply in the order of the file, the edits of one in their own order. An edit that finds what
it speaks of gone or there already, or that undoes an earlier one, is a *collision*: it does what it
still can, and is told of.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from detente.disputes.levers_together import barring
from detente.disputes.model import (
    AddChannel,
    AddRule,
    Allow,
    Dispute,
    Edit,
    Forbid,
    ForbiddenMove,
    Irreversible,
    Lever,
    MoveStatement,
    Option,
    Party,
    Prefer,
    Preferences,
    Prioritised,
    RemoveRule,
    Replace,
    Rule,
    SetAtStart,
    Setting,
    Statement,
    Unprefer,
    Weigh,
    Weighted,
)
from detente.disputes.problems import did_you_mean, nearest
from detente.statements.printing import level_name, option_name, printed
from detente.statements.syntax import Formula, Not, OptionLevel, OptionOn

Found = tuple[str, ...]


class UnknownLever(ValueError):
    """There is no lever of that name."""


@dataclass(frozen=True)
class Collision:
    """An edit that found something else than it counts on.

    Attributes
    ----------
    lever : str
        Whose edit it is.
    what : str
        What it found, as a sentence without its full stop.
    edit : int
        Which of the lever's edits it is, from 0.
    """

    lever: str
    what: str
    edit: int = 0

    def __str__(self) -> str:
        return f"`{self.lever}`: {self.what}"


@dataclass(frozen=True)
class Applied:
    """A dispute with levers in force.

    Attributes
    ----------
    dispute : Dispute
        What it would be; it still lists its levers.
    collisions : tuple of Collision
        What edits found otherwise than they count on.
    """

    dispute: Dispute
    collisions: tuple[Collision, ...] = ()


def applied(dispute: Dispute, names: Iterable[str]) -> Applied:
    """Put levers in force.

    Parameters
    ----------
    dispute : Dispute
        The dispute as it stands.
    names : iterable of str
        The levers; they apply in the order of the file, whatever their order here.

    Returns
    -------
    Applied

    Raises
    ------
    UnknownLever
        If there is no lever of a name.

    Examples
    --------
    >>> from detente.disputes.model import Lever, Option, Party, Prefer
    >>> go = OptionOn("A", "go")
    >>> levers = (Lever("nudge", (Prefer("A", go, 1),)),)
    >>> dispute = Dispute("Rain", (Party("A", options=(Option("go"),)),), levers=levers)
    >>> applied(dispute, ["nudge"]).dispute.party("A").preferences.statements[0].formula == go
    True
    """
    collisions: dict[Collision, None] = {}
    touched: dict[Hashable, str] = {}
    for lever in in_file_order(dispute, names):
        for number, edit in enumerate(lever.edits):
            dispute, found = _edited(dispute, lever, edit)
            earlier = {touched.setdefault(what, lever.name) for what in _touched(dispute, edit)}
            found = found or tuple(
                f"{_about(edit)} is changed by `{other}` too"
                for other in sorted(earlier - {lever.name})
            )
            collisions |= dict.fromkeys(Collision(lever.name, what, number) for what in found)
    return Applied(dispute, tuple(collisions))


def in_file_order(dispute: Dispute, names: Iterable[str]) -> tuple[Lever, ...]:
    """The levers of these names, each once, in the order in which they apply.

    Raises
    ------
    UnknownLever
        If there is no lever of a name.
    """
    wanted = set(names)
    known = [lever.name for lever in dispute.levers]
    for name in sorted(wanted - set(known)):
        mend = did_you_mean(name, known, "name it under `levers`")
        raise UnknownLever(f"there is no lever `{name}`; {mend}")
    return tuple(lever for lever in dispute.levers if lever.name in wanted)


def preferences_with(
    preferences: Preferences | None, party: str, levers: Iterable[Lever]
) -> Preferences | None:
    """What a party prefers once levers, in this order, have changed it."""
    for lever in levers:
        for edit in lever.edits:
            if edited_party(edit) == party:
                preferences, _ = _preferring(preferences, lever, edit)
    return preferences


def states_with(dispute: Dispute, levers: Iterable[Lever]) -> Dispute:
    """A dispute in which levers, in this order, have changed all but the parties' preferences."""
    for lever in levers:
        for edit in lever.edits:
            if edited_party(edit) is None:
                dispute, _ = _STATE_EDITS[type(edit)](dispute, edit)
    return dispute


def edited_party(edit: Edit) -> str | None:
    """Whose preferences an edit changes; None where it changes something else."""
    match edit:
        case Prefer() | Replace() | Unprefer() | MoveStatement() | Weigh():
            return edit.party
    return None


def changes_states(lever: Lever) -> bool:
    """Whether a lever changes which states or moves there are, or where the dispute stands."""
    return any(
        edited_party(edit) is None and not isinstance(edit, AddChannel) for edit in lever.edits
    )


def added_formulas(lever: Lever, party: str) -> Iterator[Formula]:
    """The statements, or weighed formulas, that a lever may bring into a party's preferences."""
    for edit in lever.edits:
        match edit:
            case Prefer(whose, formula) | Weigh(whose, formula) if whose == party:
                yield formula
            case Replace(whose, _, by) if whose == party:
                yield by


# One edit ---------------------------------------------------------------------------------------


def _edited(dispute: Dispute, lever: Lever, edit: Edit) -> tuple[Dispute, Found]:
    whose = edited_party(edit)
    if whose is None:
        return _STATE_EDITS[type(edit)](dispute, edit)
    own = dispute.party(whose)
    preferences, found = _preferring(own.preferences, lever, edit)
    return _with_party(dispute, replace(own, preferences=preferences)), found


def _touched(dispute: Dispute, edit: Edit) -> tuple[Hashable, ...]:
    """What an edit changes, so that two levers which change the same are seen to collide."""
    match edit:
        case Replace(party, formula, by):
            return (party, formula), (party, by)
        case Weigh():
            return ()  # payments add up
        case Prefer(party, formula) | Unprefer(party, formula) | MoveStatement(party, formula):
            return ((party, formula),)
        case SetAtStart(sets):
            return tuple((setting.party, setting.option) for setting, _ in sets)
        case Allow(setting) | Forbid(setting):
            return barring(setting, _option(dispute, setting).levels)
        case Irreversible(setting):
            return (("irreversible", setting),)
        case AddRule(formula) | RemoveRule(formula):
            return (formula,)
        case AddChannel(channel):
            return (frozenset(channel.between),)


def _about(edit: Edit) -> str:
    """What an edit changes, in words."""
    match edit:
        case Prefer() | Unprefer() | MoveStatement() | Replace() | Weigh():
            return f"{edit.party}'s `{printed(edit.formula)}`"
        case SetAtStart(sets):
            return " or ".join(f"{_named(setting)} at the start" for setting, _ in sets)
        case Allow(setting) | Forbid(setting) | Irreversible(setting):
            return _named(setting)
        case AddRule(formula) | RemoveRule(formula):
            return f"the rule `{printed(formula)}`"
        case AddChannel(channel):
            return f"the channel between {_ends(channel.between)}"


def _with_party(dispute: Dispute, party: Party) -> Dispute:
    parties = tuple(party if old.name == party.name else old for old in dispute.parties)
    return replace(dispute, parties=parties)


# Preferences ------------------------------------------------------------------------------------


def _preferring(
    own: Preferences | None, lever: Lever, edit: Edit
) -> tuple[Preferences | None, Found]:
    """A party's preferences after an edit, and what the edit found otherwise."""
    if isinstance(edit, Weigh):
        return _weighing(own, edit, lever)
    if isinstance(edit, Replace) and isinstance(own, Weighted):
        return _reweighed(own, edit)
    assert own is None or isinstance(own, Prioritised)
    statements = {} if own is None else {s.formula: s for s in reversed(own.statements)}
    listed, found = listed_after([] if own is None else [s.formula for s in own.statements], edit)
    fresh = {formula: Statement(formula, lever.why, lever.sources) for formula in listed}
    changed = tuple((fresh | statements)[formula] for formula in listed)
    return Prioritised(changed) if changed or own is not None else None, found


def listed_after(listed: Sequence[Formula], edit: Edit) -> tuple[list[Formula], Found]:
    """A party's statements after an edit of them, and what the edit found otherwise.

    Places count from 1 among the other statements; a place beyond the last is the last.
    """
    assert isinstance(edit, Prefer | Replace | Unprefer | MoveStatement)
    others = [other for other in listed if other != edit.formula]
    is_there = len(others) < len(listed)
    has = f"{edit.party} has `{printed(edit.formula)}` already"
    match edit:
        case Prefer(party, formula, at):
            beyond = _beyond(party, others, at)
            others.insert(len(others) if at is None else at - 1, formula)
            return others, (has,) if is_there else beyond
        case _ if not is_there:
            lacks = f"{edit.party} has no statement `{printed(edit.formula)}`"
            return list(listed), (f"{lacks}{_like(edit.formula, listed)}",)
        case Unprefer():
            return others, ()
        case MoveStatement(party, formula, at):
            beyond = _beyond(party, others, at)
            others.insert(at - 1, formula)
            return others, beyond
        case Replace(party, formula, by):
            twice = f"{party} has `{printed(by)}` already"
            moved = [other for other in listed if other != by or other == formula]
            changed = [by if other == formula else other for other in moved]
            return changed, (twice,) if by in others else ()


def _like(formula: Formula, known: Iterable[Formula]) -> str:
    """Which of several formulas is written much like one, as a remark behind it."""
    near = nearest(printed(formula), map(printed, known))
    return "" if near is None else f" (did you mean `{near}`?)"


def _beyond(party: str, others: Sequence[Formula], at: int | None) -> Found:
    """That a place is beyond the last."""
    if at is None or at <= len(others) + 1:
        return ()
    count = f"{len(others)} other statement{'' if len(others) == 1 else 's'}"
    return (f"{party} has {count}, and no place {at}: it comes last",)


def _weighing(own: Preferences | None, edit: Weigh, lever: Lever) -> tuple[Weighted, Found]:
    assert own is None or isinstance(own, Weighted)
    amount = lever.amount if edit.amount is None else edit.amount
    assert amount is not None
    weights = () if own is None else own.weights
    if edit.formula not in dict(weights):
        return Weighted((*weights, (edit.formula, amount))), ()
    return Weighted(
        tuple((f, weight + amount if f == edit.formula else weight) for f, weight in weights)
    ), ()


def _reweighed(own: Weighted, edit: Replace) -> tuple[Weighted, Found]:
    if edit.formula not in dict(own.weights):
        return own, (f"{edit.party} has no weight for `{printed(edit.formula)}`",)
    if edit.by in dict(own.weights):
        weight = dict(own.weights)[edit.formula]
        left = tuple((f, w) for f, w in own.weights if f != edit.formula)
        joined = tuple((f, w + weight if f == edit.by else w) for f, w in left)
        return Weighted(joined), (f"{edit.party} has a weight for `{printed(edit.by)}` already",)
    return Weighted(
        tuple((edit.by if f == edit.formula else f, weight) for f, weight in own.weights)
    ), ()


# States and moves -------------------------------------------------------------------------------


def _set(dispute: Dispute, edit: SetAtStart) -> tuple[Dispute, Found]:
    before = dispute.status_quo if isinstance(dispute.status_quo, tuple) else ()
    at_start = {(setting.party, setting.option): setting for setting in before}
    found = []
    for setting, on in edit.sets:
        place = (setting.party, setting.option)
        lasting = at_start.pop(place, None)
        if on and not _is_lowest(dispute, setting):
            at_start[place] = setting
        if at_start.get(place) == lasting:
            found.append(f"{_named(setting)} is {'on' if on else 'off'} at the start already")
    return replace(dispute, status_quo=tuple(at_start.values())), tuple(found)


def _allow(dispute: Dispute, edit: Allow) -> tuple[Dispute, Found]:
    bars = bars_of(dispute, edit.setting)
    if not bars:
        return dispute, (f"no rule bars {_named(edit.setting)}",)
    left = tuple(rule for rule in dispute.rules if rule.formula not in bars)
    return replace(dispute, rules=left), ()


def _forbid(dispute: Dispute, edit: Forbid) -> tuple[Dispute, Found]:
    if bars_of(dispute, edit.setting):
        return dispute, (f"{_named(edit.setting)} is impossible already",)
    return _add_rule(dispute, AddRule(never(dispute, edit.setting)))


def bars_of(dispute: Dispute, setting: Setting) -> tuple[Formula, ...]:
    """The rules that say that an option, or a level of it, is never on, and nothing else."""
    forms = barring(setting, _option(dispute, setting).levels)
    return tuple(rule.formula for rule in dispute.rules if rule.formula in forms)


def never(dispute: Dispute, setting: Setting) -> Formula:
    """That an option, or a level of it, is never on."""
    return barring(setting, _option(dispute, setting).levels)[0]


def _irreversible(dispute: Dispute, edit: Irreversible) -> tuple[Dispute, Found]:
    setting = edit.setting
    option = _option(dispute, setting)
    match option.direction:
        case "both":
            return _with_option(dispute, setting, replace(option, direction="on only")), ()
        case "on only":
            return dispute, (f"{_named(setting)} cannot be taken back as it is",)
        case _:
            return _kept(dispute, setting, option), (f"{_named(setting)} can only be taken back",)


def _kept(dispute: Dispute, setting: OptionOn, option: Option) -> Dispute:
    """The dispute in which an option that can only be given up is not given up either."""
    levels: tuple[Formula, ...] = (setting,)
    if option.levels:
        levels = tuple(
            OptionLevel(setting.party, setting.option, level, True) for level in option.levels[1:]
        )
    barred = tuple(ForbiddenMove(setting.party, level, Not(level)) for level in levels)
    return replace(dispute, forbidden_moves=(*dispute.forbidden_moves, *barred))


def _add_rule(dispute: Dispute, edit: AddRule) -> tuple[Dispute, Found]:
    if edit.formula in [rule.formula for rule in dispute.rules]:
        return dispute, (f"`{printed(edit.formula)}` is a rule already",)
    return replace(dispute, rules=(*dispute.rules, Rule(edit.formula))), ()


def _remove_rule(dispute: Dispute, edit: RemoveRule) -> tuple[Dispute, Found]:
    left = tuple(rule for rule in dispute.rules if rule.formula != edit.formula)
    if len(left) < len(dispute.rules):
        return replace(dispute, rules=left), ()
    like = _like(edit.formula, [rule.formula for rule in left])
    return dispute, (f"`{printed(edit.formula)}` is no rule{like}",)


def _add_channel(dispute: Dispute, edit: AddChannel) -> tuple[Dispute, Found]:
    ends = set(edit.channel.between)
    others = tuple(channel for channel in dispute.channels if set(channel.between) != ends)
    found = () if len(others) == len(dispute.channels) else (f"{_ends(ends)} can speak already",)
    return replace(dispute, channels=(*others, edit.channel)), found


def _ends(names: Iterable[str]) -> str:
    return " and ".join(sorted(names))


_STATE_EDITS: dict[type, Callable[[Dispute, Any], tuple[Dispute, Found]]] = {
    SetAtStart: _set,
    Allow: _allow,
    Forbid: _forbid,
    Irreversible: _irreversible,
    AddRule: _add_rule,
    RemoveRule: _remove_rule,
    AddChannel: _add_channel,
}


def _is_lowest(dispute: Dispute, setting: Setting) -> bool:
    if isinstance(setting, OptionOn):
        return False
    return _option(dispute, setting).levels[0] == setting.level


def _option(dispute: Dispute, setting: Setting) -> Option:
    options = dispute.party(setting.party).options
    return next(option for option in options if option.name == setting.option)


def _with_option(dispute: Dispute, setting: Setting, option: Option) -> Dispute:
    own = dispute.party(setting.party)
    options = tuple(option if old.name == option.name else old for old in own.options)
    return _with_party(dispute, replace(own, options=options))


def _named(setting: Setting) -> str:
    if isinstance(setting, OptionOn):
        return f"`{option_name(setting.party, setting.option)}`"
    return f"`{level_name(setting.party, setting.option, setting.level)}`"
