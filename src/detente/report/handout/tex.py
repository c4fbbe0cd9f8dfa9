r"""The tables of a report, for a paper written in LaTeX.

The text is a fragment to be read with ``\input``. It needs no package: its rules are those of
booktabs where the paper loads that, and plain lines where it does not. A table too long for a page
is written as several.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

from detente.report.handout.ids import identifiers
from detente.report.handout.letters_of_tex import ANY_LETTER, in_tex
from detente.report.handout.parts import Block, Fold, Handout, Row, Table
from detente.report.handout.plain import plain, shown, with_code

_LINE, _SMALL_LINE = 66, 84  # letters on a line of a paper, and of small print
_NARROW = 14  # letters below which a column keeps its lines whole
_LEAST = 7  # letters that a column has in any case
_WORD = 24  # letters of a word that a column keeps together where it can
_GAP = 3  # letters between columns
_AT_ONCE = 10  # tables that wait for their place
_LINES = 42  # lines of a table that fit on a page
_RULES = (  # those of booktabs, or lines with as much room
    r"\providecommand{\toprule}{\hline\rule{0pt}{2.7ex}}",
    r"\providecommand{\midrule}{\hline\rule{0pt}{2.7ex}}",
    r"\providecommand{\bottomrule}{\hline}",
)


@dataclass(frozen=True)
class _Column:
    """A column: how it is set, what each cell begins with, how many letters of it fit on a line."""

    form: str
    begins: str
    letters: int


def to_tex(handout: Handout) -> str:
    r"""The tables of a report as LaTeX, for ``\input`` in a paper.

    Its text is set as text, whatever it holds. pdfLaTeX, XeLaTeX and LuaLaTeX can read it.
    """
    head = [
        f"% {shown(handout.title)}: {shown(handout.subtitle)}",
        r"% Tables to be read with \input; no package is needed, booktabs is used if it is loaded.",
        *_RULES,
        ANY_LETTER,
    ]
    labels = identifiers(section.anchor for section in handout.sections)
    tables = (
        _section(section.title, labels[section.anchor], section.blocks)
        for section in handout.sections
    )
    return (
        "\n\n".join(["\n".join(head), *_placed(part for parts in tables for part in parts)]) + "\n"
    )


def _placed(tables: Iterable[str]) -> Iterator[str]:
    """Tables, all of which are given their place before LaTeX has too many to remember."""
    for place, table in enumerate(tables, 1):
        yield table
        if place % _AT_ONCE == 0:
            yield r"\clearpage"


def _section(title: str, label: str, blocks: Iterable[Block]) -> Iterator[str]:
    numbers = count(1)
    for heading, table in _tables(title, blocks):
        if not table.rows:
            continue
        columns = _columns(table)
        for place, part in enumerate(_pages(table, columns)):
            caption = in_tex(table.caption or heading) + (" (continued)" if place else "")
            yield _written(part, columns, caption, f"tab:{label}-{next(numbers)}")


def _tables(title: str, blocks: Iterable[Block]) -> Iterator[tuple[str, Table]]:
    """The tables among blocks, each with the title under which it stands."""
    for block in blocks:
        if isinstance(block, Table):
            yield title, block
        elif isinstance(block, Fold):
            yield from _tables(f"{title}: {block.title}", block.blocks)


def _columns(table: Table) -> tuple[_Column, ...]:
    """How columns are set: those that are narrow as they are, the others share what is left."""
    longest = [_longest(table, place) for place in range(len(table.heads))]
    numbers = [place in table.numbers for place in range(len(longest))]
    heads = [max(most, len(head)) for most, head in zip(longest, table.heads, strict=True)]
    if sum(heads) + _GAP * len(heads) <= _LINE:
        return tuple(map(_whole, heads, numbers))
    room = _SMALL_LINE - _GAP * len(longest)
    narrow = [letters <= _NARROW for letters in heads]
    left = room - sum(letters for letters, keeps in zip(heads, narrow, strict=True) if keeps)
    if left < _LEAST * narrow.count(False):
        narrow, left = [False] * len(longest), room
    wide = [place for place, keeps in enumerate(narrow) if not keeps]
    shares = dict(zip(wide, _shared(table, wide, left), strict=True))
    return tuple(
        _wrapping(shares[place], number) if place in shares else _whole(letters, number)
        for place, (letters, number) in enumerate(zip(heads, numbers, strict=True))
    )


def _shared(table: Table, places: Sequence[int], room: float) -> list[float]:
    """How many letters each of some columns has: its longest word, and more for longer cells."""
    least = [max(_LEAST, min(_word(table, place), _WORD)) for place in places]
    left = room - sum(least)
    if left < 0:
        return [room * letters / sum(least) for letters in least]
    wanted = [math.sqrt(_longest(table, place)) for place in places]
    return [one + left * more / sum(wanted) for one, more in zip(least, wanted, strict=True)]


def _word(table: Table, place: int) -> int:
    """Letters of the longest word of a column."""
    texts = [table.heads[place], *(plain(row.cells[place]) for row in table.rows)]
    return max([1, *(len(word) for text in texts for word in text.split())])


def _longest(table: Table, place: int) -> int:
    """Letters of a column's longest cell, or of the longest word of its head."""
    cells = (len(plain(row.cells[place])) for row in table.rows)
    return max([1, *cells, *map(len, table.heads[place].split())])


def _whole(letters: int, number: bool) -> _Column:
    return _Column("r" if number else "l", "", letters)


def _wrapping(letters: float, number: bool) -> _Column:
    form = rf"p{{{letters / _SMALL_LINE:.3f}\linewidth}}"
    return _Column(form, r"\raggedleft " if number else r"\raggedright ", max(1, int(letters)))


def _pages(table: Table, columns: Sequence[_Column]) -> Iterator[Table]:
    """A table in parts that each fit on a page."""
    part: list[Row] = []
    lines = 0
    for row in table.rows:
        high = max(
            math.ceil(len(plain(cell)) / column.letters)
            for cell, column in zip(row.cells, columns, strict=True)
        )
        if part and lines + high > _LINES:
            yield replace(table, rows=tuple(part))
            part, lines = [], 0
        part.append(row)
        lines += max(high, 1)
    yield replace(table, rows=tuple(part))


def _written(table: Table, columns: Sequence[_Column], caption: str, label: str) -> str:
    wraps = any(column.begins for column in columns)
    lines = [
        r"\begin{table}[htbp]",
        r"\centering",
        rf"\caption{{{caption}}}",
        rf"\label{{{label}}}",
        r"\smallskip",
        r"\renewcommand{\arraystretch}{1.1}",
        *([r"\footnotesize"] if wraps else []),
        rf"\begin{{tabular}}{{{''.join(column.form for column in columns)}}}",
        r"\toprule",
        _row(table.heads, columns),
        r"\midrule",
        *(_row([plain(cell) for cell in row.cells], columns) for row in table.rows),
        r"\bottomrule",
        r"\end{tabular}",
        r"\end{table}",
    ]
    return "\n".join(lines)


def _row(cells: Iterable[str], columns: Sequence[_Column]) -> str:
    texts = [column.begins + _text(cell) for cell, column in zip(cells, columns, strict=True)]
    row = " & ".join(texts)
    return (f"{{}}{row}" if row.startswith(("[", "*")) else row) + r" \tabularnewline"


def _text(cell: str) -> str:
    """A cell's text, with what stood between backticks as typewriting."""
    parts = with_code(shown(cell).strip())
    return "".join(rf"\texttt{{{in_tex(t)}}}" if is_code else in_tex(t) for t, is_code in parts)
