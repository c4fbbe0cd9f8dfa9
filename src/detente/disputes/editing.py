"""A YAML text changed where its data shall differ, and nowhere else.

Comments and layout stay: a round trip through a general YAML library loses the comments inside
brackets and folds long texts afresh. The library's parser says where everything stands.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from detente.disputes.layout import Path
from detente.disputes.rendering import (
    WIDTH,
    after_text,
    entry_text,
    flow_key_text,
    flow_text,
    key_text,
    lead_text,
    pattern_of,
)
from detente.statements.parsing import FormulaError, parse
from detente.statements.printing import printed

_MISSING: Any = object()
_NAMED = frozenset(  # where the keys are names that an analyst chose, so that one can be renamed
    {("sources",), ("parties",), ("parties", "*", "options"), ("parties", "*", "weights")}
    | {("graph", "states"), ("graph", "moves"), ("terms",), ("settlements",)}
    | {("threats",), ("claims",), ("doubts", "*", "either", "*", "weights")}
    | {("parties", "*", "attributes"), ("levers",)}
)
_SHORT_FOR: dict[Path, str] = {
    ("parties", "*", "options"): "title",
    ("parties", "*", "prefers"): "statement",
    ("doubts", "*", "either", "*", "prefers"): "statement",
    ("rules",): "rule",
    ("parties", "*", "attributes"): "value",
    ("channels",): "between",
    ("levers", "*", "edits", "*"): "between",  # only a channel has a short form there
}
_BESIDE: dict[Path, str] = {("doubts", "*", "correlation"): "with"}  # what goes with another key
_TO_DASH = re.compile(r"[^\n]*\n(?:[ \t]*(?:#[^\n]*)?\n)*[ \t]*(?=-)")
_TO_COLON = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*[ \t]*:")
_TO_COMMA = re.compile(r"(?:[ \t\n]|#[^\n]*\n)*,")
_NOTE = re.compile(r"[ \t]*#[^\n]*")
_ENDS_IN_BLOCK = re.compile(  # lines after | or > that are all deeper, up to the last
    r"^( *)(?:\S.*)?[:-][ \t]+[|>][-+\d]*[ \t]*(?:#.*)?\n(?:(?:\1 .*)?\n)*\1 .*\Z", re.MULTILINE
)
_QUESTION = re.compile(r"(?:^|(?<=[\s\[{,-]))\?[ \t]+\Z", re.MULTILINE)
_Kind: TypeAlias = Literal["scalar", "block scalar", "alias", "dict", "list"]


@dataclass(frozen=True)
class _Node:
    """A value in a text: where it starts and its last character ends, and what it holds."""

    kind: _Kind
    start: int
    end: int
    flow: bool = True
    entries: tuple[_Entry, ...] = ()
    text: str = ""


@dataclass(frozen=True)
class _Entry:
    """An entry of a dict or list: from its key or dash, which ends at `head`, to its value."""

    start: int
    head: int
    value: _Node
    key: _Node | None = None


class _Nodes:
    """Builds the nodes of a text from what YAML's parser says of it."""

    def __init__(self, text: str) -> None:
        from ruamel.yaml import YAML

        self.text = text
        self.events: Iterator[Any] = iter(YAML(typ="safe", pure=True).parse(text))
        for event in self.events:
            if type(event).__name__ == "DocumentStartEvent":
                break

    def node(self, start: int | None = None, event: Any = None) -> _Node:
        """The next node; where it is empty, it stands at `start`."""
        event = event or next(self.events)
        first, last = event.start_mark.index, event.end_mark.index
        match type(event).__name__:
            case "MappingStartEvent":
                return self._collection("dict", event)
            case "SequenceStartEvent":
                return self._collection("list", event)
            case "AliasEvent":
                return _Node("alias", first, last)
        if event.style in {"|", ">"}:
            whole = self.text[first:last].rstrip("\n")
            keeps = "+" in whole.partition("\n")[0]
            return _Node("block scalar", first, last - 1 if keeps else first + len(whole))
        if first == last and start is not None:
            first = last = start
        return _Node("scalar", first, last, text=event.value)

    def _collection(self, kind: Literal["dict", "list"], opening: Any) -> _Node:
        flow, at = bool(opening.flow_style), opening.start_mark.index
        entries: list[_Entry] = []
        while not type(event := next(self.events)).__name__.endswith("EndEvent"):
            entry = self._pair(event) if kind == "dict" else self._item(event, at, flow)
            entries.append(entry)
            found = None if flow else _TO_DASH.match(self.text, entry.value.end)
            at = found.end() if found else at
        end = event.end_mark.index if flow else entries[-1].value.end
        start = opening.start_mark.index if flow else entries[0].start
        return _Node(kind, start, end, flow, tuple(entries))

    def _pair(self, event: Any) -> _Entry:
        key = self.node(event=event)
        line = self.text.rfind("\n", 0, key.start) + 1
        question = _QUESTION.search(self.text[line : key.start])
        colon = _TO_COLON.match(self.text, key.end)
        head = colon.end() if colon else key.end
        return _Entry(
            line + question.start() if question else key.start, head, self.node(head), key
        )

    def _item(self, event: Any, dash: int, flow: bool) -> _Entry:
        if flow:
            value = self.node(event=event)
            return _Entry(value.start, value.start, value)
        return _Entry(dash, dash + 1, self.node(dash + 1, event))


@dataclass(frozen=True)
class _Planned:
    """An entry as it shall be: what it was, if it was there, and its value, place and key."""

    entry: _Entry | None
    before: Any
    after: Any
    path: Path
    key: str | int | None = None


def edited(text: str, before: Any, after: Any) -> str | None:
    """The text of a file, changed where `after` differs from `before`, which is what it says."""
    root = _Nodes(text).node()
    if not _alike(root, before, after):
        return None
    changed, below = _merged(text, root, before, after, ()), text[_end(text, root) :]
    if not changed.endswith(text[root.entries[-1].start : _end(text, root)]):
        below = _apart(changed, below, 0)
    return f"{text[: root.start]}{changed}{below}".rstrip("\n") + "\n"


def _alike(node: _Node, before: Any, after: Any) -> bool:
    """Whether what stands at `node` can be changed from within."""
    if not after or not node.entries:
        return False
    if node.kind == "dict":
        return isinstance(before, dict) and isinstance(after, dict)
    both = isinstance(before, list) and isinstance(after, list)
    return both and len(before) == len(node.entries)


def _merged(text: str, node: _Node, before: Any, after: Any, path: Path) -> str:
    """The text of a dict or list that says `before`, changed to say `after`."""
    planned = _planned_pairs if node.kind == "dict" else _planned_items
    plan = planned(node, before, after, path)
    return (_merged_flow if node.flow else _merged_block)(text, node, plan)


def _end(text: str, node: _Node) -> int:
    """Where a value ends; that of several lines ends with the comment in its last one."""
    return node.end if node.flow else _line_end(text, node.end)


def _line_end(text: str, at: int) -> int:
    return len(text) if (found := text.find("\n", at)) < 0 else found


# What shall stand where


def _planned_pairs(
    node: _Node, before: dict[Any, Any], after: dict[Any, Any], path: Path
) -> list[_Planned]:
    """The entries of a dict as they shall stand: in their old order wherever that is possible."""
    old = {_known_key(entry.key.text, before): entry for entry in node.entries if entry.key}
    renamed = {key: key for key in old if key in after or _may_stay(key, before, after, path)}
    if pattern_of(path) in _NAMED and len(before) == len(after):
        pairs = zip(before, after, strict=True)
        renamed |= {a: b for a, b in pairs if a in old and a not in after and b not in before}
    order = [renamed[key] for key in before if key in renamed]
    keys = [renamed[key] for key in old if key in renamed]
    if order != [key for key in after if key in order]:
        keys = [key for key in keys if key not in after]
    previous = None
    for key in after:
        if key not in old and repr(before.get(key, _MISSING)) == repr(after[key]):
            continue  # the file need not say it
        if key not in keys:
            keys.insert(0 if previous is None else keys.index(previous) + 1, key)
        previous = key
    origin = {new: key for key, new in renamed.items()}
    return [
        _Planned(
            entry=old[origin[key]] if key in origin else None,
            before=before.get(origin.get(key), _MISSING),
            after=after.get(key, _MISSING),
            path=(*path, key),
            key=key,
        )
        for key in keys
    ]


def _may_stay(key: Any, before: dict[Any, Any], after: dict[Any, Any], path: Path) -> bool:
    """Whether a key of the text that `after` need not say can stand beside what it says."""
    needed = _BESIDE.get(pattern_of((*path, key)))
    return key not in before and (needed is None or needed in after)


def _known_key(text: str, known: Mapping[Any, Any]) -> Any:
    """The key of `known` that a key in a text stands for, or else that text."""
    if text in known:
        return text
    if text.isdecimal() and int(text) in known:
        return int(text)
    try:
        formula = printed(parse(text))
    except FormulaError:
        return text
    return formula if formula in known else text


def _planned_items(node: _Node, before: list[Any], after: list[Any], path: Path) -> list[_Planned]:
    """The entries of a list as they shall stand: kept, moved, changed in their place, or new."""
    olds, news = list(map(repr, before)), list(map(repr, after))
    steps = difflib.SequenceMatcher(None, olds, news, autojunk=False).get_opcodes()
    source: dict[int, int] = {}
    for kind, first, last, to, _ in steps:
        if kind == "equal":
            source |= {to + number: first + number for number in range(last - first)}
    left = [number for number in range(len(olds)) if number not in source.values()]
    for number in (number for number in range(len(news)) if number not in source):
        moved = next((old for old in left if olds[old] == news[number]), None)
        if moved is not None:
            source[number] = moved
            left.remove(moved)
    for kind, first, last, to, end in steps:
        if kind == "replace":
            gone = [number for number in left if first <= number < last]
            come = [number for number in range(to, end) if number not in source]
            source |= dict(zip(come, gone, strict=False))
    return [
        _Planned(node.entries[source[number]], before[source[number]], value, (*path, number))
        if number in source
        else _Planned(None, _MISSING, value, (*path, number))
        for number, value in enumerate(after)
    ]


# Putting it there


def _merged_block(text: str, node: _Node, plan: list[_Planned]) -> str:
    """Entries on lines of their own, each with the comments right above it."""
    indent = node.start - text.rfind("\n", 0, node.start) - 1
    staying = {planned.entry.start for planned in plan if planned.entry}
    above: dict[int, str] = {}
    loose, last, at = "", "", node.start
    follows: dict[int, str] = {}
    for entry in node.entries:
        above[entry.start], follows[entry.start] = loose + text[at : entry.start], last
        loose = "" if entry.start in staying else _loose(above[entry.start], indent)
        at = _line_end(text, entry.value.end)
        last = text[entry.start : at]
    merged, body = "", ""
    for planned in plan:
        above_it = body
        body = _body(text, planned, indent)
        lead = above[planned.entry.start] if planned.entry else ""
        if not merged:
            lead = lead.lstrip()
        elif not lead:
            lead = lead_text(planned.path[:-1], above_it, body, indent)
        elif planned.entry and not merged.endswith(follows[planned.entry.start]):
            lead = _apart(merged, lead, indent)
        merged += lead + body
    return merged + _apart(merged, loose, indent)


def _apart(above: str, comments: str, indent: int) -> str:
    """The comments, none so deep that it would read as part of a text that ends above them."""
    if not _ENDS_IN_BLOCK.search(" " * indent + above):
        return comments
    return re.sub(r"\n +#", lambda found: found[0][: indent + 1].rstrip("#") + "#", comments)


def _loose(lead: str, indent: int) -> str:
    """The comments between two entries that are not of the second: apart from it, or deeper."""
    lines = lead.split("\n")[:-1]
    while lines and lines[-1].strip() and not lines[-1].startswith(" " * (indent + 1)):
        lines.pop()
    return "\n".join(lines) if any(line.strip() for line in lines) else ""


def _merged_flow(text: str, node: _Node, plan: list[_Planned]) -> str:
    """Entries between brackets, each with the comments before it and behind it."""
    opening = re.compile(r"[^\[{]*.").match(text, node.start)
    at = opening.end() if opening else node.start
    merged = text[node.start : at]
    lead: dict[int, str] = {}
    tail: dict[int, str] = {}
    for entry in node.entries:
        lead[entry.start] = text[at : entry.start]
        tail[entry.start], at = _behind(text, entry.value.end)
    line = text[text.rfind("\n", 0, node.start) + 1 : node.start]
    indented = "\n" + " " * (len(line) - len(line.lstrip()) + 2)
    fresh_line = next((gap for gap in lead.values() if gap.isspace() and "\n" in gap), indented)
    above, note = "", ""
    for number, planned in enumerate(plan):
        gap = lead[planned.entry.start] if planned.entry else above
        if number and not gap.startswith((" ", "\n")):
            gap = " "
        elif not number and "\n" not in gap and planned.entry is not node.entries[0]:
            gap = ""
        above = gap if gap.isspace() else ""
        if note and "\n" not in gap:
            gap = fresh_line
        note = tail[planned.entry.start] if planned.entry else ""
        body = _body(text, planned, 0, flow=True)
        comma = "" if number == len(plan) - 1 else " ," if body.endswith(":") else ","
        merged += gap + body + comma + note
    closing = text[at : node.end]
    return merged + (fresh_line if note and "\n" not in closing else "") + closing


def _behind(text: str, end: int) -> tuple[str, int]:
    """The comment behind an entry that ends at `end`, and where the next may start."""
    comma = _TO_COMMA.match(text, end)
    note = _NOTE.match(text, comma.end() if comma else end)
    after = note.end() if note else comma.end() if comma else end
    behind = text[end : comma.end() - 1] if comma else ""
    return (behind if "#" in behind else "") + (note[0] if note else ""), after


def _body(text: str, planned: _Planned, indent: int, *, flow: bool = False) -> str:
    """The text of an entry, without what stands before it and, between brackets, behind it."""
    entry, after, key = planned.entry, planned.after, planned.key
    if entry is None:
        if flow:
            return flow_text(after) if key is None else f"{flow_key_text(key)} {flow_text(after)}"
        return entry_text(key, after, planned.path, indent)
    value = entry.value
    end = value.end if flow else _line_end(text, value.end)
    if after is _MISSING:
        return text[entry.start : end]
    head = text[entry.start : entry.head]
    if entry.key and key is not None and _known_key(entry.key.text, {key: None}) != key:
        head = flow_key_text(key) if flow else key_text(key, indent)
    elif entry.key and text[entry.head - 1] != ":":
        head += ":"
    if repr(planned.before) == repr(after):  # unlike ==, this minds the order in a dict
        return head + text[entry.head : end]
    before, after = (_in_full(value, data, planned.path) for data in (planned.before, after))
    if _alike(value, before, after):
        merged = _merged(text, value, before, after, planned.path)
        changed = head + text[entry.head : value.start] + merged + text[_end(text, value) : end]
        if flow or not value.flow or "#" in changed or _fits(changed, indent):
            return changed
    if flow:
        return f"{head} {flow_text(after)}" if head else flow_text(after)
    first, *rest = after_text(head, after, planned.path, indent).split("\n")
    return "\n".join([head + first + _note(text, entry), *rest])


def _fits(text: str, indent: int) -> bool:
    first, *rest = text.split("\n")
    return all(len(line) <= WIDTH for line in (" " * indent + first, *rest))


def _note(text: str, entry: _Entry) -> str:
    """The comment in the line of an entry's key or dash, where its value is all replaced."""
    value = entry.value
    if value.entries and not value.flow:
        line = text[entry.head : value.start].partition("\n")[0]
    elif value.kind == "block scalar":
        line = text[value.start : value.end].partition("\n")[0]
    else:
        line = text[value.end : _line_end(text, value.end)]
    found = re.search(r"(?:\A|[ \t]+)#.*", line)
    return found[0] if found else ""


def _in_full(value: _Node, data: Any, path: Path) -> Any:
    """`data` in the long form, if that is how the text has it."""
    short = _SHORT_FOR.get(pattern_of(path)[:-1])
    if short is None or value.kind != "dict" or isinstance(data, dict) or data is _MISSING:
        return data
    return {} if data is None else {short: data}
