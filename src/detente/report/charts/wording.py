"""Names and sentences made fit to stand in a chart."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_STEERING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_PIECE = re.compile(r"\s*[^\s_/-]*[_/-]*")
_NOT_TEXT = frozenset({"Cc", "Cs", "Cn", "Co"})


def plain(text: str) -> str:
    """A text on one line, without characters that steer its direction or that no text has.

    Examples
    --------
    >>> plain("North   and" + chr(0) + chr(0x202E) + " South")
    'North and� South'
    """
    kept = "".join(_character(c) for c in text if c not in _STEERING)
    return " ".join(kept.split())


def _character(character: str) -> str:
    if character.isspace():
        return " "
    return (
        "\N{REPLACEMENT CHARACTER}" if unicodedata.category(character) in _NOT_TEXT else character
    )


def wrapped(text: str, width: int, most: int = 3) -> list[str]:
    """A text in lines of at most so many characters, and at most so many of them.

    Examples
    --------
    >>> wrapped("The Soviet Union withdraws its missiles", 12, 2)
    ['The Soviet', 'Union…']
    >>> wrapped("corridor-backs-unification, or not", 16)
    ['corridor-backs-', 'unification, or', 'not']
    """
    lines = [""]
    for piece in _pieces(plain(text), width):
        if len((lines[-1] + piece).rstrip()) > width:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    lines = [line.rstrip() for line in lines]
    return lines if len(lines) <= most else [*lines[: most - 1], _cut(lines[most - 1], width)]


def _pieces(text: str, width: int) -> Iterator[str]:
    """What must stay on one line: words, parts of names, or as much of them as fits."""
    for piece in _PIECE.findall(text):
        yield from (piece[k : k + width] for k in range(0, len(piece), width))


def _cut(line: str, width: int) -> str:
    return line[: width - 1].rstrip(" -_,.;") + "…"


def percent(share: float) -> str:
    """A share in percent; all and none are only said where it is so.

    Examples
    --------
    >>> percent(0.283), percent(0.999), percent(0.001), percent(0.0)
    ('28%', '>99%', '<1%', '0%')
    """
    if 1e-9 < share < 0.005:
        return "<1%"
    if 0.995 < share < 1 - 1e-9:
        return ">99%"
    return f"{100 * share:.0f}%"
