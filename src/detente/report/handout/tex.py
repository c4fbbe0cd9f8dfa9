r"""The tables of a report, for a paper written in LaTeX.

The text is a fragment to be read with ``\input``, or to copy single tables from. It needs no
package: its rules are those of booktabs where the paper loads that, and plain lines where it does
not. A table too long for a page is written in parts that have one number. Nothing in it breaks a
page of the paper.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

from detente.report.handout.columns_of_tex import (
    Column,
    Layout,
    layout,
    lines_of,
    texts_of,
)
from detente.report.handout.ids import identifiers
from detente.report.handout.letters_of_tex import ANY_LETTER, in_tex
from detente.report.handout.parts import Block, Fold, Handout, Row, Table
from detente.report.handout.plain import shown, with_code
from detente.report.handout.widths_of_tex import breakable
from detente.report.handout.writing import without_empty_columns

_LINES = 42.0  # lines of a table that fit on a page, with its caption
_BETWEEN = 0.15  # lines between rows
_CAPTION = 20.0  # ems, of a word in a caption
_HEAD = (
    r"% Tables to be read with \input, or to be copied one by one. No package is needed; booktabs",
    r"% is used if it is loaded. A table copied alone needs booktabs, or these lines in its paper:",
    r"\providecommand{\toprule}{\hline\rule{0pt}{2.7ex}}",
    r"\providecommand{\midrule}{\hline\rule{0pt}{2.7ex}}",
    r"\providecommand{\bottomrule}{\hline}",
    ANY_LETTER,
)


@dataclass(frozen=True)
class _Part:
    """A table, or a part of one that is too long for a page, and which of how many."""

    table: Table
    layout: Layout
    caption: str
    label: str
    place: int
    parts: int


def to_tex(handout: Handout) -> str:
    r"""The tables of a report as LaTeX, for ``\input`` in a paper.

    Its text is set as text, whatever it holds. pdfLaTeX, XeLaTeX and LuaLaTeX can read it.
    """
    labels = identifiers(section.anchor for section in handout.sections)
    parts = [
        part
        for section in handout.sections
        for part in _section(section.title, labels[section.anchor], section.blocks)
    ]
    title = f"% {shown(handout.title)}: {shown(handout.subtitle)}"
    head = "\n".join([title, *_HEAD, *_room_for(len(parts))])
    return "\n\n".join([head, *map(_written, parts)]) + "\n"


def _room_for(tables: int) -> Iterator[str]:
    """What lets LaTeX remember so many tables until there is a place for them."""
    if tables:
        yield r"% So many tables may wait for their place:"
        yield rf"\ifdefined\extrafloats\extrafloats{{{tables}}}\fi"
        yield rf"\maxdeadcycles={100 + 4 * tables}"


def _section(title: str, label: str, blocks: Iterable[Block]) -> Iterator[_Part]:
    numbers = count(1)
    for heading, stated in _tables(title, blocks):
        table = without_empty_columns(stated)
        if not table.rows:
            continue
        found = layout(table)
        own = f"detente-{label}-{next(numbers)}"
        pages = list(_pages(table, found.columns))
        for place, part in enumerate(pages, 1):
            yield _Part(part, found, table.caption or heading, own, place, len(pages))


def _tables(title: str, blocks: Iterable[Block]) -> Iterator[tuple[str, Table]]:
    """The tables among blocks, each with the title under which it stands."""
    for block in blocks:
        if isinstance(block, Table):
            yield title, block
        elif isinstance(block, Fold):
            yield from _tables(f"{title}: {block.title}", block.blocks)


def _pages(table: Table, columns: Sequence[Column]) -> Iterator[Table]:
    """A table in parts of about the same height that each fit on a page."""
    heights = [lines_of(texts_of(row), columns) + _BETWEEN for row in table.rows]
    whole = sum(heights)
    wanted = whole / math.ceil(whole / _LINES)
    part: list[Row] = []
    lines = 0.0
    for row, high in zip(table.rows, heights, strict=True):
        if part and (lines >= wanted or lines + high > _LINES):
            yield replace(table, rows=tuple(part))
            part, lines = [], 0.0
        part.append(row)
        lines += high
    yield replace(table, rows=tuple(part))


def _written(part: _Part) -> str:
    kind = "table*" if part.layout.whole_page else "table"
    columns = part.layout.columns
    lines = [
        f"% {_named(part)}",
        rf"\begin{{{kind}}}[htbp]",
        r"\centering\footnotesize",
        *_headed(part),
        r"\smallskip",
        r"\renewcommand{\arraystretch}{1.1}\setlength{\tabcolsep}{4pt}",
        rf"\begin{{tabular}}{{@{{}}{''.join(column.form for column in columns)}@{{}}}}",
        r"\toprule",
        _row(part.table.heads, columns),
        r"\midrule",
        *(_row(texts_of(row), columns) for row in part.table.rows),
        r"\bottomrule",
        r"\end{tabular}",
        rf"\end{{{kind}}}",
    ]
    return "\n".join(lines)


def _named(part: _Part) -> str:
    """What a table is, for somebody who looks for it in the file."""
    of = f", part {part.place} of {part.parts}" if part.parts > 1 else ""
    return f"tab:{part.label}{of}: {shown(part.caption)}"


def _headed(part: _Part) -> Iterator[str]:
    """A table's number, caption and label; its later parts have the number of the first."""
    caption = in_tex(breakable(shown(part.caption), _CAPTION))
    if part.place == 1:
        yield rf"\caption{{{caption}}}"
        yield rf"\label{{tab:{part.label}}}"
    else:
        yield r"\addtocounter{table}{-1}"
        yield rf"\def\theHtable{{{part.label}.{part.place}}}% tells hyperref the parts apart"
        yield rf"\caption{{{caption} (continued)}}"


def _row(cells: Iterable[str], columns: Sequence[Column]) -> str:
    texts = [c.begins + _text(cell, c.width) for cell, c in zip(cells, columns, strict=True)]
    row = " & ".join(texts)
    return (f"{{}}{row}" if row.startswith(("[", "*")) else row) + r" \tabularnewline"


def _text(cell: str, width: float) -> str:
    """A cell's text, with what stood between backticks as typewriting."""
    parts = [(in_tex(breakable(t, width)), code) for t, code in with_code(shown(cell).strip())]
    return "".join(rf"\texttt{{{text}}}" if is_code else text for text, is_code in parts)
