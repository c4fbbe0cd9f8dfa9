"""What differs between two disputes in what their files state (ours).

Both are taken as plain data, in the shape of a file. Named things are matched by their names,
preference statements and rules by their formulas, other entries of lists by all that they say. So
nothing that a file can state is left out, and what merely moved within a list is told from what
came in or went.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from detente.disputes.model import Dispute
from detente.disputes.plain import to_data
from detente.disputes.rendering import flow_text

Kind: TypeAlias = Literal["added", "removed", "changed", "moved"]
_MISSING: Any = object()
_NAMED = frozenset(  # keys of sections whose own keys are names that the analyst chose
    {"sources", "parties", "options", "attributes", "weights", "states", "moves", "terms"}
    | {"settlements", "threats", "levers", "sets", "set", "trust", "claims"}
)
_WHOLE = frozenset(  # keys of lists that mean something as a whole only
    {"ranking", "levels", "sources", "parties", "known_to", "between", "at", "channel"}
)
_FOR_READERS = frozenset({"why", "sources", "title", "summary"})
_SHORT_FOR = {  # what an entry says where it is no dict, by the key of the section
    "options": "title",
    "prefers": "statement",
    "rules": "rule",
    "attributes": "value",
    "channels": "between",
}
_KNOWN_BY = {"prefers": "statement", "rules": "rule", "doubts": "name", "either": "title"}


@dataclass(frozen=True)
class Difference:
    """One thing that two disputes state differently.

    Attributes
    ----------
    path : tuple of str
        Where: keys of the file, and names or formulas, from the outside in. A statement of a
        party is at ``("parties", "North", "prefers", "peace")``.
    kind : {"added", "removed", "changed", "moved"}
        What happened to it on the way from the first dispute to the second.
    before, after : object
        What is stated there, as plain data; None where nothing is.
    places : tuple of int or None
        Where it stands among its like, from 1, before and after.
    """

    path: tuple[str, ...]
    kind: Kind
    before: Any = None
    after: Any = None
    places: tuple[int | None, int | None] = (None, None)

    @property
    def in_words_only(self) -> bool:
        """Whether only what readers are told differs: a reason, a title, what is cited."""
        return self.path[-1] in _FOR_READERS and (len(self.path) != 1 or self.path[0] != "sources")


def differences(before: Dispute, after: Dispute) -> tuple[Difference, ...]:
    """Everything that the second dispute states otherwise than the first.

    Parameters
    ----------
    before, after : Dispute
        Two disputes, or one with and without a change.

    Returns
    -------
    tuple of Difference
        In the order of a file; empty where both state the same.

    Examples
    --------
    >>> from detente.disputes.model import Option, Party
    >>> one = Dispute("Rain", (Party("A", options=(Option("go", "Go home"),)),))
    >>> other = Dispute("Rain", (Party("A", options=(Option("go", "Go home"), Option("stay"))),))
    >>> [(found.kind, found.path) for found in differences(one, other)]
    [('added', ('parties', 'A', 'options', 'stay'))]
    """
    return tuple(_fixed((), to_data(before), to_data(after)))


def _same(before: Any, after: Any) -> bool:
    """Whether two values say the same, in the same order; unlike ``==`` this minds that of keys."""
    return before is after or repr(before) == repr(after)


def _fixed(path: tuple[str, ...], before: Any, after: Any) -> Iterator[Difference]:
    """What differs in two dicts whose keys are those of the format."""
    for key in dict.fromkeys([*before, *after]):
        yield from _value((*path, key), before.get(key, _MISSING), after.get(key, _MISSING))


def _value(path: tuple[str, ...], before: Any, after: Any) -> Iterator[Difference]:
    """What differs in the values of a key of the format."""
    if _same(before, after):
        return
    key, empty = path[-1], [type(v)() for v in (before, after) if isinstance(v, dict | list)]
    found: list[Difference] = []
    if empty and (isinstance(empty[0], dict) or key not in _WHOLE):
        one, other = (empty[0] if v is _MISSING else v for v in (before, after))
        if isinstance(one, dict) and isinstance(other, dict):
            parts = _entries if key in _NAMED else _fixed
            found = list(parts(path, one, other))
        elif isinstance(one, list) and isinstance(other, list):
            found = list(_entries(path, _by_key(key, one), _by_key(key, other)))
    yield from found or [_plainly(path, before, after)]


def _plainly(
    path: tuple[str, ...],
    before: Any,
    after: Any,
    places: tuple[int | None, int | None] = (None, None),
) -> Difference:
    """That one value was added, removed or put in the place of another."""
    if before is _MISSING:
        return Difference(path, "added", None, after, places)
    if after is _MISSING:
        return Difference(path, "removed", before, None, places)
    return Difference(path, "changed", before, after, places)


def _by_key(section: str, entries: Iterable[Any]) -> dict[str, Any]:
    """The entries of a list by what they are known by; a second one of its kind is numbered."""
    found: dict[str, Any] = {}
    for entry in entries:
        name = known = _known_by(section, entry)
        count = 1
        while name in found:
            count += 1
            name = f"{known} ({count})"
        found[name] = entry
    return found


def _known_by(section: str, entry: Any) -> str:
    if isinstance(entry, dict) and _KNOWN_BY.get(section) in entry:
        return str(entry[_KNOWN_BY[section]])
    if section == "channels":
        between = entry["between"] if isinstance(entry, dict) else entry
        return " – ".join(between)
    if section == "events":
        return f"{entry['date']} {entry['title']}"
    if section == "observed":
        told = entry.get("title") or flow_text(entry.get("sets", {}))
        return (
            f"{entry['date']} {entry['by']}: {told}"
            if "date" in entry
            else f"{entry['by']}: {told}"
        )
    return entry if isinstance(entry, str) else flow_text(entry)


def _entries(
    path: tuple[str, ...], before: dict[Any, Any], after: dict[Any, Any]
) -> Iterator[Difference]:
    """What differs in two collections of entries, by what these are known by."""
    was = {key: place for place, key in enumerate(before, 1)}
    now = {key: place for place, key in enumerate(after, 1)}
    moved = _moved([(was[key], now[key]) for key in after if key in before])
    for key in _in_order(before, after):
        places = (was.get(key), now.get(key))
        inside = (*path, str(key))
        if key not in before or key not in after:
            one, other = before.get(key, _MISSING), after.get(key, _MISSING)
            yield _plainly(inside, one, other, places)
            continue
        if places[0] in moved:
            yield Difference(inside, "moved", before[key], after[key], places)
        if not _same(before[key], after[key]):
            yield from _entry(inside, path[-1], before[key], after[key], places)


def _entry(
    path: tuple[str, ...],
    section: str,
    before: Any,
    after: Any,
    places: tuple[int | None, int | None],
) -> Iterator[Difference]:
    """What differs in one entry of a collection."""
    short = _SHORT_FOR.get(section)
    one, other = (
        value if isinstance(value, dict) or short is None else _long(short, value)
        for value in (before, after)
    )
    if isinstance(one, dict) and isinstance(other, dict):
        yield from _fixed(path, one, other)
    elif isinstance(one, list) and isinstance(other, list):
        yield from _entries(path, _by_key("", one), _by_key("", other))
    else:
        yield _plainly(path, one, other, places)


def _long(key: str, value: Any) -> dict[str, Any]:
    return {} if value is None else {key: value}


def _in_order(before: Iterable[Any], after: Iterable[Any]) -> Iterator[Any]:
    """Every key once: in the second order, what is gone right after what it followed."""
    last: Any = _MISSING
    follow: dict[Any, list[Any]] = {}
    kept = set(after)
    for key in before:
        if key in kept:
            last = key
        else:
            follow.setdefault(last, []).append(key)
    yield from follow.get(_MISSING, ())
    for key in after:
        yield key
        yield from follow.get(key, ())


def _moved(places: Sequence[tuple[int, int]]) -> set[int]:
    """Which old places, given with the new ones in the new order, moved among one another.

    As few as possible; and, where that leaves a choice, rather those whose number changed.
    """
    top = max((was for was, _ in places), default=0)
    best: list[tuple[int, int]] = [(0, -1)] * (top + 1)  # a Fenwick tree of maxima
    weights: list[int] = []
    previous: list[int] = []
    for k, (was, now) in enumerate(places):
        weight, last = _heaviest(best, was - 1)
        weights.append(weight + len(places) + 1 + (was == now))
        previous.append(last)
        at = was
        while at <= top:
            best[at] = max(best[at], (weights[k], k))
            at += at & -at
    kept: set[int] = set()
    k = _heaviest(best, top)[1]
    while k >= 0:
        kept.add(places[k][0])
        k = previous[k]
    return {was for was, _ in places} - kept


def _heaviest(best: Sequence[tuple[int, int]], at: int) -> tuple[int, int]:
    """The heaviest rising run that ends at no later place: its weight, and its end."""
    found = (0, -1)
    while at > 0:
        found = max(found, best[at])
        at -= at & -at
    return found
