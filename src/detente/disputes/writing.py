"""From a dispute to the text of its file, and onto the disk whole or not at all.

A dispute that was read from a file is written by changing that file's text where the dispute
differs from it, and nowhere else, so that comments and layout stay as the analyst left them.
"""

from __future__ import annotations

import codecs
import contextlib
import datetime
import difflib
import errno
import itertools
import os
import re
import secrets
import stat
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path as FilePath
from typing import Any, Literal, TypeAlias

from detente.disputes.layout import Path
from detente.disputes.model import (
    ALWAYS,
    Dispute,
    Drawing,
    Event,
    ForbiddenMove,
    Option,
    Party,
    Prioritised,
    Ranking,
    Rule,
    Statement,
    Weighted,
)
from detente.disputes.problems import DisputeError
from detente.disputes.reading import read_text
from detente.statements.parsing import FormulaError, parse
from detente.statements.printing import option_name, printed
from detente.statements.syntax import OptionLevel

# Plain data ------------------------------------------------------------------------------------


def to_data(dispute: Dispute) -> dict[str, Any]:
    """Give a dispute as plain nested data, in the shape and order of a dispute file.

    Parameters
    ----------
    dispute : Dispute
        Any dispute.

    Returns
    -------
    dict
        Dicts, lists, text, numbers and dates. Short forms stand wherever they say as much as the
        long ones, sections that say nothing are left out.

    Examples
    --------
    >>> to_data(Dispute("Rain", (Party("A", options=(Option("go", "Go home"),)),)))
    {'dispute': 'Rain', 'format': 1, 'parties': {'A': {'options': {'go': 'Go home'}}}}
    """
    stated = _stated(
        dispute=dispute.title,
        format=1,
        as_of=dispute.as_of,
        summary=dispute.summary,
        sources={source.name: _stated(**_but_name(source)) for source in dispute.sources},
        parties={party.name: _party(party) for party in dispute.parties},
        graph=None if dispute.drawing is None else _graph(dispute.drawing),
        terms={name: printed(formula) for name, formula in dispute.terms},
        rules=[_reasoned("rule", rule) for rule in dispute.rules],
        same=[printed(formula) for formula in dispute.same],
        forbidden_moves=[_forbidden_move(move) for move in dispute.forbidden_moves],
        status_quo=0,
        settlements={name: printed(formula) for name, formula in dispute.settlements},
        events=[_event(event) for event in dispute.events],
    )
    if isinstance(dispute.status_quo, tuple):  # nothing on is not the same as nothing said
        stated["status_quo"] = [printed(setting) for setting in dispute.status_quo]
    elif dispute.status_quo is not None:
        stated["status_quo"] = dispute.status_quo
    else:
        del stated["status_quo"]
    return stated


def _stated(**values: Any) -> dict[str, Any]:
    """What of `values` says anything."""
    return {key: value for key, value in values.items() if value not in (None, "", [], {}, ())}


def _but_name(source: Any) -> dict[str, Any]:
    return {key: value for key, value in vars(source).items() if key != "name"}


def _party(party: Party) -> dict[str, Any]:
    data = _stated(
        title=party.title, options={option.name: _option(option) for option in party.options}
    )
    match party.preferences:
        case Prioritised(statements):
            data["prefers"] = [_reasoned("statement", statement) for statement in statements]
        case Ranking(classes):
            data["ranking"] = [tied[0] if len(tied) == 1 else list(tied) for tied in classes]
        case Weighted(weights):
            data["weights"] = _distinct(
                (printed(formula), _number(weight)) for formula, weight in weights
            )
    return data


def _option(option: Option) -> Any:
    data = _stated(
        title=option.title,
        direction="" if option.direction == "both" else option.direction,
        levels=list(option.levels),
        sources=list(option.sources),
    )
    return data.get("title") if data.keys() <= {"title"} else data


def _reasoned(key: str, stated: Statement | Rule) -> Any:
    """A statement or rule: its formula alone where it has neither a reason nor sources."""
    text = printed(stated.formula)
    more = _stated(why=stated.why, sources=list(stated.sources))
    return {key: text, **more} if more else text


def _number(value: Decimal) -> int | float | Decimal:
    if abs(value) < 10**15 and value == int(value):
        return int(value)
    return float(value) if Decimal(repr(float(value))) == value else value


def _distinct(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """The pairs as a dict; a formula that comes again gets parentheses, to be a key of its own."""
    found: dict[str, Any] = {}
    for text, value in pairs:
        key = text
        while key in found:
            key = f"({key})"
        found[key] = value
    return found


def _graph(drawing: Drawing) -> dict[str, Any]:
    return {
        "states": {number: title or None for number, title in drawing.states},
        **_stated(moves={party: [list(arc) for arc in arcs] for party, arcs in drawing.moves}),
    }


def _forbidden_move(move: ForbiddenMove) -> dict[str, Any]:
    ends = {"from": move.source, "to": move.target, "when": move.when}
    return {
        "party": move.party,
        **{key: printed(end) for key, end in ends.items() if end != ALWAYS},
    }


def _event(event: Event) -> dict[str, Any]:
    sets = _distinct(
        (option_name(setting.party, setting.option), setting.level)
        if isinstance(setting, OptionLevel)
        else (printed(setting), "on" if on else "off")
        for setting, on in event.sets
    )
    return _stated(
        date=event.date,
        title=event.title,
        parties=list(event.parties),
        sets=sets,
        sources=list(event.sources),
    )


# Text ------------------------------------------------------------------------------------------

_WIDTH = 100
_LONGEST_KEY = 1000  # YAML takes a key of up to 1024 characters without a question mark before it
_TURNED = frozenset(
    {"on", "off", "yes", "no", "y", "n", "true", "false", "null", "~", ""}
    | {".inf", "+.inf", "-.inf", ".nan", "<<", "="}
)
_LIKE_A_NUMBER = re.compile(r"[-+.]?\d[\da-fxoA-FXOTZtz_.,:+\-]*")
_NOT_PLAIN_AT_START = frozenset("-?:,[]{}#&*!|>'\"%@`=<~ ")
_NOT_PLAIN = re.compile(r": | #|:\Z| \Z|\A\.\.\.")
_UNSEEN = re.compile(  # what YAML allows only as an escape, or an editor would not show
    "[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_ESCAPES = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}
_OPEN = frozenset(  # what takes a line for each entry, however short; * is any name or number
    {(), ("sources",), ("parties",), ("parties", "*"), ("parties", "*", "options")}
    | {("parties", "*", "prefers"), ("parties", "*", "weights"), ("graph",), ("graph", "states")}
    | {("graph", "moves"), ("terms",), ("rules",), ("same",), ("forbidden_moves",)}
    | {("settlements",), ("events",)}
)


def to_yaml(dispute: Dispute) -> str:
    """Give the text of a dispute's file.

    A dispute that was read from a file gets that file's text, changed only where the dispute has
    been: comments and layout survive, but for comments inside or right above what was removed.

    Parameters
    ----------
    dispute : Dispute
        Any dispute whose names and numbers agree with one another.

    Returns
    -------
    str
        YAML 1.2 that reads back as an equal dispute, its lines ended by a line feed alone.

    Examples
    --------
    >>> print(to_yaml(Dispute("Rain", (Party("A", options=(Option("go", "Go home"),)),))), end="")
    dispute: Rain
    format: 1
    <BLANKLINE>
    parties:
      A:
        options:
          go: Go home
    """
    if dispute.origin is not None:
        text = dispute.origin.text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        base = _read_again(text)
        if base == dispute:
            return text
        changed = None if base is None else _changed(text, to_data(base), to_data(dispute))
        if changed is not None and _read_again(changed) == dispute:
            return changed
    return _block(to_data(dispute), (), 0) + "\n"


def _read_again(text: str) -> Dispute | None:
    try:
        return read_text(text, "").dispute
    except DisputeError:
        return None


def _block(value: Any, path: Path, indent: int) -> str:
    """The entries of a dict or list on lines of their own, the first without its indentation."""
    texts = [_entry(key, inside, (*path, at), indent) for key, at, inside in _parts(value)]
    pairs = itertools.pairwise(texts)
    return texts[0] + "".join(_lead(path, above, text, indent) + text for above, text in pairs)


def _parts(value: Any) -> list[tuple[str | int | None, str | int, Any]]:
    """The keys (none in a list), places and values of a dict or list."""
    if isinstance(value, dict):
        return [(key, key, inside) for key, inside in value.items()]
    return [(None, number, inside) for number, inside in enumerate(value)]


def _lead(path: Path, above: str, entry: str, indent: int) -> str:
    """The line break before an entry; sections and parties of several lines stand apart."""
    apart = path in {(), ("parties",)} and any(re.match(r".*:\n", text) for text in (above, entry))
    return ("\n\n" if apart else "\n") + " " * indent


def _entry(key: str | int | None, value: Any, path: Path, indent: int) -> str:
    """``key: value`` or, in a list, ``- value``."""
    head = "-" if key is None else _key(key, indent)
    return head + _after(head, value, path, indent)


def _key(key: str | int, indent: int) -> str:
    text = str(key) if isinstance(key, int) else _quoted(key)
    return f"{text}:" if len(text) < _LONGEST_KEY else f"? {text}\n{' ' * indent}:"


def _after(head: str, value: Any, path: Path, indent: int) -> str:
    """What follows ``key:`` or ``-``, with the space or line break before it."""
    room = _WIDTH - indent - len(head.rpartition("\n")[2]) - 1
    inner = " " * (indent + 2)
    if not isinstance(value, dict | list):
        return "" if value is None else _scalar(value, inner, room)
    one_line, is_open = _flow(value), _pattern(path) in _OPEN
    if not value or (not is_open and len(one_line) <= room):
        return f" {one_line}"
    if not is_open and isinstance(value, list):
        return " " + _wrapped(value, inner, room)
    return (" " if head == "-" else f"\n{inner}") + _block(value, path, indent + 2)


def _pattern(path: Path) -> Path:
    """`path` with a star for the name of a party."""
    return ("parties", "*", *path[2:]) if path[:1] == ("parties",) and path[1:] else path


def _wrapped(values: list[Any], indent: str, room: int) -> str:
    """A list between brackets over several lines."""
    lines = [""]
    for text in (f"{_flow(value)}, " for value in values):
        if lines[-1] and len(lines[-1]) + len(text) > room - 1:
            lines.append("")
        lines[-1] += text
    return "[" + f"\n{indent}".join(line.rstrip(" ") for line in lines).removesuffix(",") + "]"


def _flow(value: Any) -> str:
    """A value on one line, as it may stand between brackets."""
    if isinstance(value, dict):
        inside = ", ".join(f"{_flow_key(key)} {_flow(part)}" for key, part in value.items())
        return f"{{{inside}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    if isinstance(value, str):
        return _quoted(value, between="[]{},")
    return _unquoted(value)


def _flow_key(key: Any) -> str:
    text = _flow(key)
    return f"{text}:" if len(text) < _LONGEST_KEY else f"? {text} :"


def _unquoted(value: Any) -> str:
    if isinstance(value, datetime.date):
        return value.isoformat()
    return "null" if value is None else str(value)


def _quoted(text: str, between: str = "") -> str:
    """A text on one line, in quotes where YAML, of this version or the last, might turn it.

    `between` holds the characters that mean something to YAML where the text is to stand.
    """
    if _UNSEEN.search(text):
        escaped = text.replace("\\", "\\\\").replace('"', '\\"')
        return '"' + _UNSEEN.sub(lambda found: _escaped(found[0]), escaped) + '"'
    if (
        text.casefold() in _TURNED
        or _LIKE_A_NUMBER.fullmatch(text)
        or text[0] in _NOT_PLAIN_AT_START
        or _NOT_PLAIN.search(text)
        or any(character in between for character in text)
    ):
        return "'" + text.replace("'", "''") + "'"
    return text


def _escaped(character: str) -> str:
    code = ord(character)
    wide = f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"
    return _ESCAPES.get(character, wide)


def _scalar(value: Any, indent: str, room: int) -> str:
    """A text, number or date after its key: on the same line, or below it where it is long."""
    one_line = _quoted(value) if isinstance(value, str) else _unquoted(value)
    if not isinstance(value, str) or not _can_stand_below(value):
        return f" {one_line}"
    body, multiple = value.removesuffix("\n"), "\n" in value
    fits = all(len(indent + line) <= _WIDTH for line in body.split("\n"))
    if not (fits if multiple else len(one_line) <= room) and not re.search(r"  |\n |^\S+$", body):
        style, body = ">", _folded(body, _WIDTH - len(indent))
    elif multiple:
        style = "|"
    else:
        return f" {one_line}"
    chomping = "" if value.endswith("\n") else "-"
    return f" {style}{chomping}\n{textwrap.indent(body, indent)}"


def _can_stand_below(text: str) -> bool:
    """Whether a block of lines can hold `text` and show all of it."""
    ends = text[:1] + text.removesuffix("\n")[-1:]
    return not (
        set(ends) & set(" \n") or " \n" in text or _UNSEEN.search(text.replace("\n", ""))
    ) and bool(text.strip())


def _folded(text: str, width: int) -> str:
    """The lines of a folded block, in which one line break more stands for each run of them."""
    spread = re.sub(r"\n+", lambda breaks: f"{breaks[0]}\n", text)
    wrap = textwrap.TextWrapper(width, break_long_words=False, break_on_hyphens=False).fill
    return re.sub(r"[^\n]+", lambda line: wrap(line[0]), spread)


# Text that stands already ----------------------------------------------------------------------

_MISSING: Any = object()
_NAMED = frozenset(  # where the keys are names that an analyst chose, so that one can be renamed
    {("sources",), ("parties",), ("parties", "*", "options"), ("parties", "*", "weights")}
    | {("graph", "states"), ("graph", "moves"), ("terms",), ("settlements",)}
)
_SHORT_FOR: dict[Path, str] = {
    ("parties", "*", "options"): "title",
    ("parties", "*", "prefers"): "statement",
    ("rules",): "rule",
}
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


def _changed(text: str, before: Any, after: Any) -> str | None:
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
    renamed = {key: key for key in old if key in after or key not in before}
    if _pattern(path) in _NAMED and len(before) == len(after):
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
            lead = _lead(planned.path[:-1], above_it, body, indent)
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
            return _flow(after) if key is None else f"{_flow_key(key)} {_flow(after)}"
        return _entry(key, after, planned.path, indent)
    value = entry.value
    end = value.end if flow else _line_end(text, value.end)
    if after is _MISSING:
        return text[entry.start : end]
    head = text[entry.start : entry.head]
    if entry.key and key is not None and _known_key(entry.key.text, {key: None}) != key:
        head = _flow_key(key) if flow else _key(key, indent)
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
        return f"{head} {_flow(after)}" if head else _flow(after)
    first, *rest = _after(head, after, planned.path, indent).split("\n")
    return "\n".join([head + first + _note(text, entry), *rest])


def _fits(text: str, indent: int) -> bool:
    first, *rest = text.split("\n")
    return all(len(line) <= _WIDTH for line in (" " * indent + first, *rest))


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
    short = _SHORT_FOR.get(_pattern(path)[:-1])
    if short is None or value.kind != "dict" or isinstance(data, dict) or data is _MISSING:
        return data
    return {} if data is None else {short: data}


# Onto the disk ---------------------------------------------------------------------------------


class NotOverwritten(Exception):
    """A file stands where one was to be written, and has not been touched."""


def save(dispute: Dispute, path: str | FilePath, *, force: bool = False) -> None:
    """Write a dispute to a file, whole or not at all.

    Parameters
    ----------
    dispute : Dispute
        What to write.
    path : str or Path
        Where to. A link is followed to the file it names.
    force : bool
        Overwrite the file there, whatever it is.

    Raises
    ------
    NotOverwritten
        If there is a file which is not the one that the dispute was read from, or no longer says
        what it said then.
    OSError
        If the folder or the file cannot be written to.
    """
    origin, expected = dispute.origin, None
    if origin is not None and os.path.realpath(origin.path) == os.path.realpath(path):
        expected = origin.text
    write_text(to_yaml(dispute), path, expected=expected, force=force)


def write_text(text: str, path: str | FilePath, *, expected: str | None, force: bool) -> None:
    """Write a text to a file, whole or not at all, in UTF-8 and with line ends as they are.

    Parameters
    ----------
    text : str
        What the file shall hold.
    path : str or Path
        Where it is. A link is followed to the file it names; permissions stay as they are.
    expected : str or None
        What the file may hold now, None if it should not exist. A file that holds `text` already
        is as good.
    force : bool
        Overwrite the file whatever it holds.

    Raises
    ------
    NotOverwritten
        If the file holds something else, or is not a plain file.
    OSError
        If the folder or the file cannot be written to.
    """
    target = FilePath(os.path.realpath(path))
    temporary = target.with_name(f".detente-{secrets.token_hex(8)}.tmp")
    content = text.encode()
    try:
        with open(temporary, "xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if os.path.lexists(target):
            _check_old(target, content, expected, force, path)
            os.chmod(temporary, stat.S_IMODE(target.stat().st_mode))
        os.replace(temporary, target)
    except BaseException as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.errno is not None:
            error.filename, error.filename2 = str(path), None  # not that of the temporary file
        raise


def _check_old(
    target: FilePath, content: bytes, expected: str | None, force: bool, path: str | FilePath
) -> None:
    """Raise unless the file at `target` may be replaced."""
    if not target.is_file():
        raise NotOverwritten(f"{path} is not a plain file; name another to write to")
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    mend = "`--force` (in the library: force=True) overwrites it"
    old = target.read_bytes()
    if force or old == content:
        return
    if expected is None:
        raise NotOverwritten(f"{path} exists already and was not what has been read; {mend}")
    if old.removeprefix(codecs.BOM_UTF8) != expected.encode():
        raise NotOverwritten(f"{path} has been changed by someone else since it was read; {mend}")
