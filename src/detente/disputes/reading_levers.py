"""The sections `levers` and `channels` of a file, every fault noted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import cast

from detente.disputes.layout import Path
from detente.disputes.model import (
    AddChannel,
    AddRule,
    Allow,
    Channel,
    Edit,
    Forbid,
    Irreversible,
    Lever,
    LeverKind,
    MoveStatement,
    Party,
    Prefer,
    Prioritised,
    Ranking,
    RemoveRule,
    Replace,
    SetAtStart,
    Unprefer,
    Weigh,
    Weighted,
)
from detente.disputes.parts import Parts
from detente.disputes.schema_levers import EDIT_KEYS
from detente.statements.printing import option_name
from detente.statements.syntax import Formula, OptionLevel, OptionOn

_NEEDED = {  # the keys that an edit of each kind has to have beside its own
    "prefer": ("party",),
    "replace": ("party", "by"),
    "unprefer": ("party",),
    "move": ("party", "at"),
    "weigh": ("party",),
    **dict.fromkeys(("set", "allow", "forbid", "irreversible", "rule", "unrule", "channel"), ()),
}
_ALLOWED = {"prefer": ("at",), "weigh": ("amount",)}
_BESIDE = ("party", "at", "by", "amount")
_OF_STATES = frozenset({"set", "allow", "forbid", "irreversible", "rule", "unrule"})


def read_levers(
    parts: Parts, parties: tuple[Party, ...]
) -> tuple[tuple[Lever, ...], dict[Path, Edit | None]]:
    """The levers of a file with these parties, and their edits by their paths.

    Faulty levers are noted and left out; their edits are listed, with None for faulty ones.
    """
    reader = _Levers(parts, parties)
    edits = {path: reader.edits(path) for path in parts.each("levers")}
    levers = (reader.lever(path, own) for path, own in edits.items())
    every = {path: edit for own in edits.values() for path, edit in own.items()}
    return tuple(lever for lever in levers if lever is not None), every


def read_channels(parts: Parts) -> tuple[Channel, ...]:
    """The channels of a file; faulty ones are noted and left out."""
    found: dict[frozenset[str], Channel] = {}
    for path in parts.each("channels"):
        channel = read_channel(parts, path)
        if channel is None:
            continue
        first, second = channel.between
        if found.setdefault(frozenset(channel.between), channel) is not channel:
            what = f"there is a channel between `{first}` and `{second}` already"
            parts.fault(path, what, "keep one of them")
    return tuple(found.values())


def read_channel(parts: Parts, path: Path) -> Channel | None:
    """The channel at `path`; None, with the faults noted, where it is none."""
    long = isinstance(parts.get(path), dict)
    inside = (*path, "between") if long else path
    ends = parts.each(*inside)
    named = [str(parts.get(item)) for item in ends]
    known = [parts.known_party(at, name) for at, name in zip(ends, named, strict=True)]
    trust = tuple(_trust(parts, path, named)) if long else ()
    if len(named) != 2 or not all(known) or not parts.is_whole(path):
        return None
    if named[0] == named[1]:
        what = f"`{named[0]}` needs no channel to itself"
        parts.fault(ends[1], what, "name two parties")
        return None
    return Channel((named[0], named[1]), trust)


def _trust(parts: Parts, path: Path, ends: list[str]) -> Iterator[tuple[str, Decimal]]:
    """How far each end of a channel believes the other."""
    for item in parts.each(*path, "trust"):
        name, share = str(item[-1]), parts.number(item)
        if not parts.known_party(item, name, key=True) or share is None:
            continue
        if name in ends:
            yield name, share
        elif len(ends) == 2:
            what = f"`{name}` has no part in this channel"
            mend = f"write `{ends[0]}` or `{ends[1]}`: who believes the other, and how far"
            parts.fault(item, what, mend, key=True)


class _Levers:
    """Reads levers one by one, and notes what is wrong with each by itself."""

    def __init__(self, parts: Parts, parties: tuple[Party, ...]) -> None:
        self.parts = parts
        self.parties = {party.name: party for party in parties}
        self.readers: dict[str, Callable[[Path], Edit | None]] = {
            "prefer": self._prefer,
            "replace": self._replace,
            "unprefer": self._unprefer,
            "move": self._move,
            "weigh": self._weigh,
            "set": self._set,
            "allow": self._allow,
            "forbid": self._forbid,
            "irreversible": self._irreversible,
            "rule": self._rule,
            "unrule": self._unrule,
            "channel": self._channel,
        }

    def edits(self, path: Path) -> dict[Path, Edit | None]:
        """The edits of the lever at `path` by their own paths; None for those that are faulty."""
        value = self.parts.get((*path, "edits"))
        count = len(value) if isinstance(value, list) else 0
        paths: list[Path] = [(*path, "edits", number) for number in range(count)]
        return {at: None if at in self.parts.bad else self._edit(at) for at in paths}

    def lever(self, path: Path, edits: Mapping[Path, Edit | None]) -> Lever | None:
        """The lever at `path` with its edits, where nothing is wrong with it."""
        parts = self.parts
        by, prior = parts.text((*path, "by")), parts.number((*path, "prior"))
        known = by is None or parts.known_party((*path, "by"), by)
        known_to = self._known_to((*path, "known_to"))
        secret, cost = bool(parts.get((*path, "secret"))), parts.number((*path, "cost"))
        if secret and "prior" not in parts.keys(path):
            what = "this lever is secret, and it is not said how likely it is in force"
            parts.fault((*path, "secret"), what, "add prior: 0.3, for example", key=True)
        read = tuple(edit for edit in edits.values() if edit is not None)
        self._check_amount(path, edits)
        whole = parts.is_whole(path) and len(read) == len(edits)
        sources = parts.citations(path)
        if not whole or not known or (secret and prior is None):
            return None
        return Lever(
            name=str(path[-1]),
            edits=read,
            by=by,
            kind=cast("LeverKind | None", parts.text((*path, "kind"))),
            cost=Decimal(1) if cost is None else cost,
            secret=secret,
            prior=prior,
            amount=parts.number((*path, "amount")),
            known_to=known_to,
            title=parts.text((*path, "title")) or "",
            why=parts.text((*path, "why")),
            sources=sources,
        )

    def _known_to(self, path: Path) -> tuple[str, ...] | None:
        """The parties who know of a lever, each once; None where all do."""
        if self.parts.get(path) is None:
            return None
        names: dict[str, None] = {}
        for item in self.parts.each(*path):
            name = str(self.parts.get(item))
            if name in names:
                self.parts.fault(item, f"`{name}` is named already", "name each party once")
            elif self.parts.known_party(item, name):
                names[name] = None
        return tuple(names)

    def _check_amount(self, path: Path, edits: Mapping[Path, Edit | None]) -> None:
        """Note payments of no size, and sizes of nothing."""
        unsaid = [
            item for item, edit in edits.items() if isinstance(edit, Weigh) and edit.amount is None
        ]
        said, unread = "amount" in self.parts.keys(path), None in edits.values()
        if not said:
            for item in unsaid:
                what = "it is not said how much this adds to the weight"
                mend = "add amount: 3, here or to the lever"
                self.parts.fault((*item, "weigh"), what, mend, key=True)
        elif not unsaid and not unread and self.parts.is_whole((*path, "edits")):
            what = "`amount` is what edits add to weights, and no edit of this lever adds it"
            mend = "add an edit {weigh: …, party: …}, or remove it"
            self.parts.fault((*path, "amount"), what, mend, key=True)

    # One edit ----------------------------------------------------------------------------------

    def _edit(self, path: Path) -> Edit | None:
        """The edit at `path`, where it is said without a fault."""
        keys = self.parts.keys(path)
        kinds = [key for key in keys if key in _NEEDED]
        if len(kinds) > 1:
            what = f"this edit has both `{kinds[0]}` and `{kinds[1]}`"
            self.parts.fault((*path, kinds[1]), what, "make two edits of it", key=True)
        elif not kinds and EDIT_KEYS.issuperset(keys):
            what = "this edit does not say what it changes"
            self.parts.fault(path, what, "add prefer: …, set: …, rule: … or the like")
        if len(kinds) != 1:
            return None
        (kind,) = kinds
        fits = self._check_keys(path, kind)
        if kind in _OF_STATES and self.parts.names.states is not None:
            what = "a hand-drawn graph has no options or rules that a lever could change"
            self.parts.fault((*path, kind), what, "remove this edit", key=True)
            return None
        edit = self.readers[kind](path)
        return edit if fits and self.parts.is_whole(path) else None

    def _check_keys(self, path: Path, kind: str) -> bool:
        """Whether an edit has just the keys that its kind takes; it is noted where it has not."""
        keys, needed = self.parts.keys(path), _NEEDED[kind]
        missing = [key for key in needed if key not in keys]
        for key in missing:
            self.parts.fault((*path, key), f"`{key}` is missing", f"add {key}: …", key=True)
        strange = set(_BESIDE).difference(needed, _ALLOWED.get(kind, ())).intersection(keys)
        for key in keys:
            if key in strange:
                what = f"`{key}` has no place in an edit with `{kind}`"
                self.parts.fault((*path, key), what, "remove it", key=True)
        return not missing and not strange

    def _formula(self, path: Path) -> Formula | None:
        value = self.parts.get(path)
        return None if value is None else self.parts.formula(path, value)

    def _at(self, path: Path) -> int | None:
        value = self.parts.get((*path, "at"))
        return None if value is None else int(value)

    # Preferences -------------------------------------------------------------------------------

    def _party(self, path: Path, kind: str) -> str | None:
        """The party whose preferences an edit changes, where they are stated in such a way."""
        name = self.parts.text((*path, "party"))
        if name is None or not self.parts.known_party((*path, "party"), name):
            return None
        own = self.parties[name].preferences if name in self.parties else None
        stated = f"`{name}` states its preferences by"
        by_statements = f"state what `{name}` prefers by statements"
        fault = None
        if isinstance(own, Ranking):
            fault = f"{stated} a ranking, which no edit can change", by_statements
        elif isinstance(own, Weighted) and kind not in {"weigh", "replace"}:
            mend = f"write weigh: …, amount: …, or {by_statements}"
            fault = f"{stated} weights, in which no statement has a place", mend
        elif isinstance(own, Prioritised) and kind == "weigh":
            mend = f"insert a statement with prefer: …, or state what `{name}` prefers by weights"
            fault = f"{stated} statements, which have no weights", mend
        if fault is not None:
            self.parts.fault((*path, kind), *fault, key=True)
        return name if fault is None else None

    def _prefer(self, path: Path) -> Prefer | None:
        party, formula = self._party(path, "prefer"), self._formula((*path, "prefer"))
        if party is None or formula is None:
            return None
        return Prefer(party, formula, self._at(path))

    def _replace(self, path: Path) -> Replace | None:
        party = self._party(path, "replace")
        formula, by = self._formula((*path, "replace")), self._formula((*path, "by"))
        if formula is not None and formula == by:
            what = "this edit puts a statement in its own place"
            self.parts.fault((*path, "by"), what, "write another statement", key=True)
            return None
        if party is None or formula is None or by is None:
            return None
        return Replace(party, formula, by)

    def _unprefer(self, path: Path) -> Unprefer | None:
        party, formula = self._party(path, "unprefer"), self._formula((*path, "unprefer"))
        return None if party is None or formula is None else Unprefer(party, formula)

    def _move(self, path: Path) -> MoveStatement | None:
        party, formula = self._party(path, "move"), self._formula((*path, "move"))
        at = self._at(path)
        if party is None or formula is None or at is None:
            return None
        return MoveStatement(party, formula, at)

    def _weigh(self, path: Path) -> Weigh | None:
        party, formula = self._party(path, "weigh"), self._formula((*path, "weigh"))
        if party is None or formula is None:
            return None
        return Weigh(party, formula, self.parts.number((*path, "amount")))

    # States ------------------------------------------------------------------------------------

    def _set(self, path: Path) -> SetAtStart | None:
        inside = (*path, "set")
        sets = tuple((setting, on) for _, setting, on in self.parts.sets(inside))
        return SetAtStart(sets) if len(sets) == len(self.parts.get(inside) or ()) else None

    def _allow(self, path: Path) -> Allow | None:
        setting = self.parts.whole_or_level((*path, "allow"))
        return None if setting is None else Allow(setting)

    def _forbid(self, path: Path) -> Forbid | None:
        setting = self.parts.whole_or_level((*path, "forbid"))
        return None if setting is None else Forbid(setting)

    def _irreversible(self, path: Path) -> Irreversible | None:
        inside = (*path, "irreversible")
        setting = self.parts.whole_or_level(inside)
        if isinstance(setting, OptionLevel):
            what = "an option is irreversible as a whole: none of its levels is given up again"
            own = option_name(setting.party, setting.option)
            self.parts.fault(inside, what, f"write irreversible: {own}")
        return Irreversible(setting) if isinstance(setting, OptionOn) else None

    def _rule(self, path: Path) -> AddRule | None:
        formula = self._formula((*path, "rule"))
        return None if formula is None else AddRule(formula)

    def _unrule(self, path: Path) -> RemoveRule | None:
        formula = self._formula((*path, "unrule"))
        return None if formula is None else RemoveRule(formula)

    def _channel(self, path: Path) -> AddChannel | None:
        channel = read_channel(self.parts, (*path, "channel"))
        return None if channel is None else AddChannel(channel)
