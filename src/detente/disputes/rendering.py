"""Plain data as YAML text."""

from __future__ import annotations

import datetime
import itertools
import re
import textwrap
from typing import Any

from detente.disputes.layout import Path

WIDTH = 100
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
    | {("settlements",), ("threats",), ("events",), ("claims",), ("claims", "*")}
    | {("doubts",), ("doubts", "*", "either"), ("doubts", "*", "either", "*", "prefers")}
    | {("doubts", "*", "either", "*", "weights"), ("parties", "*", "attributes")}
    | {("levers",), ("levers", "*", "edits"), ("observed",)}
)
_STARRED: dict[str | int, tuple[int, ...]] = {
    "parties": (1,),
    "doubts": (1, 3),
    "levers": (1, 3),
}


def block_text(value: Any, path: Path, indent: int) -> str:
    """The entries of a dict or list on lines of their own, the first without its indentation."""
    texts = [entry_text(key, inside, (*path, at), indent) for key, at, inside in _parts(value)]
    pairs = itertools.pairwise(texts)
    return texts[0] + "".join(lead_text(path, above, text, indent) + text for above, text in pairs)


def _parts(value: Any) -> list[tuple[str | int | None, str | int, Any]]:
    """The keys (none in a list), places and values of a dict or list."""
    if isinstance(value, dict):
        return [(key, key, inside) for key, inside in value.items()]
    return [(None, number, inside) for number, inside in enumerate(value)]


def lead_text(path: Path, above: str, entry: str, indent: int) -> str:
    """The line break before an entry; sections and parties of several lines stand apart."""
    apart = path in {(), ("parties",)} and any(re.match(r".*:\n", text) for text in (above, entry))
    return ("\n\n" if apart else "\n") + " " * indent


def entry_text(key: str | int | None, value: Any, path: Path, indent: int) -> str:
    """``key: value`` or, in a list, ``- value``."""
    head = "-" if key is None else key_text(key, indent)
    return head + after_text(head, value, path, indent)


def key_text(key: str | int, indent: int) -> str:
    """A key with its colon."""
    text = str(key) if isinstance(key, int) else _quoted(key)
    return f"{text}:" if len(text) < _LONGEST_KEY else f"? {text}\n{' ' * indent}:"


def after_text(head: str, value: Any, path: Path, indent: int) -> str:
    """What follows ``key:`` or ``-``, with the space or line break before it."""
    room = WIDTH - indent - len(head.rpartition("\n")[2]) - 1
    inner = " " * (indent + 2)
    if not isinstance(value, dict | list):
        return "" if value is None else _scalar(value, inner, room)
    one_line, is_open = flow_text(value), pattern_of(path) in _OPEN
    if not value or (not is_open and len(one_line) <= room):
        return f" {one_line}"
    if not is_open and isinstance(value, list):
        return " " + _wrapped(value, inner, room)
    return (" " if head == "-" else f"\n{inner}") + block_text(value, path, indent + 2)


def pattern_of(path: Path) -> Path:
    """`path` with a star for the name of a party or lever, or a number."""
    starred = _STARRED.get(path[0], ()) if path else ()
    return tuple("*" if at in starred else part for at, part in enumerate(path))


def _wrapped(values: list[Any], indent: str, room: int) -> str:
    """A list between brackets over several lines."""
    lines = [""]
    for text in (f"{flow_text(value)}, " for value in values):
        if lines[-1] and len(lines[-1]) + len(text) > room - 1:
            lines.append("")
        lines[-1] += text
    return "[" + f"\n{indent}".join(line.rstrip(" ") for line in lines).removesuffix(",") + "]"


def flow_text(value: Any) -> str:
    """A value on one line, as it may stand between brackets."""
    if isinstance(value, dict):
        inside = ", ".join(f"{flow_key_text(key)} {flow_text(part)}" for key, part in value.items())
        return f"{{{inside}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(flow_text, value))}]"
    if isinstance(value, str):
        return _quoted(value, between="[]{},")
    return _unquoted(value)


def flow_key_text(key: Any) -> str:
    """A key with its colon, inside braces."""
    text = flow_text(key)
    return f"{text}:" if len(text) < _LONGEST_KEY else f"? {text} :"


def _unquoted(value: Any) -> str:
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
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
    fits = all(len(indent + line) <= WIDTH for line in body.split("\n"))
    if not (fits if multiple else len(one_line) <= room) and not re.search(r"  |\n |^\S+$", body):
        style, body = ">", _folded(body, WIDTH - len(indent))
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
