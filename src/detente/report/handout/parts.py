"""What a report is made of: parts that HTML, Markdown and TeX each show in their own way.

A part holds what is said and nothing of how it looks. Text is plain and may hold anything that a
file's author wrote; whoever renders it makes it safe.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias


@dataclass(frozen=True)
class Link:
    """Text that leads to its explanation: the anchor of a section, block or row."""

    text: str
    to: str


@dataclass(frozen=True)
class Defined:
    """A word of the trade, shown where it first stands with what it means."""

    text: str
    meaning: str


@dataclass(frozen=True)
class Strong:
    """Text that stands out."""

    text: str


Span: TypeAlias = str | Link | Defined | Strong
Line: TypeAlias = tuple[Span, ...]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph."""

    line: Line


@dataclass(frozen=True)
class Bullets:
    """Points, or numbered steps where ``ordered``."""

    items: tuple[Line, ...]
    ordered: bool = False


@dataclass(frozen=True)
class Row:
    """A row of a table; its anchor, if it has one, can be linked to."""

    cells: tuple[Line, ...]
    anchor: str | None = None


@dataclass(frozen=True)
class Table:
    """A table: what its columns are called, which of them hold numbers, its rows."""

    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    numbers: frozenset[int] = frozenset()
    caption: str = ""


@dataclass(frozen=True)
class Figure:
    """A drawing as SVG, what it shows in words for those who cannot see it, and its caption.

    ``svg`` uses the custom properties ``--ink``, ``--paper``, ``--soft``, ``--accent`` and
    ``--warn`` for its colours, so that it follows the page's light or dark scheme; it names no
    fonts but generic ones, and loads nothing. ``details`` are shown when a part of the drawing with
    that key (its ``data-key``) is chosen.
    """

    svg: str
    alt: str
    caption: str = ""
    details: tuple[tuple[str, tuple[Line, ...]], ...] = ()


@dataclass(frozen=True)
class Fold:
    """Blocks that are folded away behind a title until they are asked for; printed in full."""

    title: str
    blocks: tuple[Block, ...]
    anchor: str | None = None


Block: TypeAlias = Paragraph | Bullets | Table | Figure | Fold


@dataclass(frozen=True)
class Section:
    """A section with its anchor, which is unique in the report."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Handout:
    """A report.

    Attributes
    ----------
    title : str
        The dispute's title.
    subtitle : str
        Date, file and the like, in a phrase.
    first : tuple of Line
        The first screen: what is stable, who is needed, which threats are empty, what would change
        it, and how sure that is.
    sections : tuple of Section
        The rest, in order.
    glossary : tuple of Defined
        Every word of the trade that the report uses, in alphabetical order.
    made : str
        By what, when and in how long it was made.
    language : str
        Of the report's own words.
    left_out : tuple of str
        The anchors of sections that lack something for want of time; they say what.
    """

    title: str
    subtitle: str
    first: tuple[Line, ...]
    sections: tuple[Section, ...]
    glossary: tuple[Defined, ...] = ()
    made: str = ""
    language: Literal["en"] = field(default="en")
    left_out: tuple[str, ...] = ()
