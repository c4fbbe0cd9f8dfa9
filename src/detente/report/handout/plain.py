"""Text of a report as it is shown: on one line, and with nothing in it that steers a screen."""

from __future__ import annotations

import re
import unicodedata

from detente.disputes.problems import is_control
from detente.report.handout.parts import Line

_SPACES = re.compile(r"[ \t\r\n\v\f\x85\u2028\u2029]+")
_REORDERS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
_CODE = re.compile(r"(?<!`)`([^`|\s](?:[^`|]*[^`|\s])?)`(?!`)")
_RIGHT_TO_LEFT = {"R", "AL", "AN"}


def shown(text: str) -> str:
    r"""A text on one line; a character that would steer or reorder it is shown by its code.

    Marks that only say which way a neutral character reads stay as they are.

    Examples
    --------
    >>> shown("two" + chr(10) + "lines" + chr(0x202E) + chr(27))
    'two lines[U+202E][U+001B]'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_shown, _SPACES.sub(" ", text)))


def _shown(character: str) -> str:
    if is_control(character) or unicodedata.bidirectional(character) in _REORDERS:
        return f"[U+{ord(character):04X}]"
    return character


def reads_both_ways(text: str) -> bool:
    """Whether any of a text is read from right to left."""
    return not text.isascii() and any(
        unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in text
    )


def plain(line: Line) -> str:
    """The text of a line, without what its spans lead to or mean."""
    return "".join(span if isinstance(span, str) else span.text for span in line)


def with_code(text: str) -> tuple[tuple[str, bool], ...]:
    """A text in parts, each with whether it stood between backticks, which are left out.

    Examples
    --------
    >>> with_code("if `a or b` holds")
    (('if ', False), ('a or b', True), (' holds', False))
    """
    parts = _CODE.split(text)
    return tuple((part, place % 2 == 1) for place, part in enumerate(parts) if part)
