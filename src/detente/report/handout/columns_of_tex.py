"""How the columns of a table are set in a paper: as wide as what stands in them needs.

Widths are in ems of the size of the table's letters.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from detente.report.handout.parts import Row, Table
from detente.report.handout.plain import plain
from detente.report.handout.widths_of_tex import lines_in, longest_word, width_of

_COLUMN = 27.5  # of a paper in two columns, with letters of 8 points
_PAGE = 38.5  # of a paper in one column
_GAP = 1.0  # between columns
_WORD = 13.0  # of a word that a column keeps together where it can
_SHORTER = (9.0, 7.0, 5.5, 4.5, 3.5, 2.5)
_LOWER = 1.4
_HIGH = 4.0  # lines of a row, above which a table is given the page


@dataclass(frozen=True)
class Column:
    """How a column is set.

    Attributes
    ----------
    form : str
        What LaTeX calls it.
    begins : str
        What each of its cells begins with.
    width : float
        How wide it is at least.
    """

    form: str
    begins: str
    width: float


@dataclass(frozen=True)
class Layout:
    """How a table is set: whether over the whole page, and its columns."""

    whole_page: bool
    columns: tuple[Column, ...]


def layout(table: Table) -> Layout:
    """How a table is set: in a column where it reads well there, else over the page.

    Examples
    --------
    >>> found = layout(Table(("party", "weight"), (Row((("North",), ("0.50",))),), frozenset({1})))
    >>> found.whole_page, [column.form for column in found.columns]
    (False, ['l', 'r'])
    """
    in_column = _best(table, _COLUMN)
    if in_column is not None and _height(table, in_column) <= _HIGH * len(table.rows):
        return Layout(False, in_column)
    return Layout(True, _best(table, _PAGE) or _squeezed(table, _PAGE))


def lines_of(cells: Sequence[str], columns: Sequence[Column]) -> int:
    """On how many lines a row stands."""
    return max(lines_in(cell, c.width) for cell, c in zip(cells, columns, strict=True))


def texts_of(row: Row) -> list[str]:
    """The texts of a row's cells."""
    return [plain(cell) for cell in row.cells]


def _height(table: Table, columns: Sequence[Column]) -> int:
    return sum(lines_of(texts_of(row), columns) for row in table.rows)


def _best(table: Table, line: float) -> tuple[Column, ...] | None:
    """Columns that break no word, or words at their seams alone where that makes rows much lower.

    None where there is no room for either.
    """
    whole = _columns(table, line, _least(table, _WORD, seams=False))
    parted = _columns(table, line, _least(table, _WORD, seams=True))
    if whole is None or parted is None:
        return whole or parted
    return parted if _height(table, parted) * _LOWER < _height(table, whole) else whole


def _squeezed(table: Table, line: float) -> tuple[Column, ...]:
    """Columns some of whose words break, the longest first."""
    for word in _SHORTER:
        found = _columns(table, line, _least(table, word, seams=True))
        if found is not None:
            return found
    width = max(1.0, line - _GAP * (len(table.heads) - 1)) / len(table.heads)
    return tuple(_wraps(table, place, width, line) for place in range(len(table.heads)))


def _columns(table: Table, line: float, least: Sequence[float]) -> tuple[Column, ...] | None:
    """Columns of some width at least; None where there is no room for them."""
    room = line - _GAP * (len(least) - 1)
    whole = [max(map(width_of, _texts(table, place))) for place in range(len(least))]
    if sum(whole) <= room:
        return tuple(_whole(table, place, width) for place, width in enumerate(whole))
    if sum(least) > room:
        return None
    most = [max(low, _longest_cell(table, place)) for place, low in enumerate(least)]
    weights = [_weight(table, place) for place in range(len(least))]
    return tuple(
        _whole(table, place, width) if width >= whole[place] else _wraps(table, place, width, line)
        for place, width in enumerate(_shared(room, least, most, weights))
    )


def _shared(
    room: float, least: Sequence[float], most: Sequence[float], weights: Sequence[float]
) -> list[float]:
    """Widths that fill the room by weight, none below its least or above its most."""

    def at(level: float) -> list[float]:
        wanted = (level * weight for weight in weights)
        return [min(max(w, a), b) for w, a, b in zip(wanted, least, most, strict=True)]

    low, high = 0.0, room / min(weights)
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if sum(at(middle)) <= room else (low, middle)
    return at(low)


def _texts(table: Table, place: int) -> list[str]:
    return [table.heads[place], *_cells(table, place)]


def _cells(table: Table, place: int) -> list[str]:
    return [plain(row.cells[place]) for row in table.rows]


def _least(table: Table, word: float, *, seams: bool) -> list[float]:
    """The width of the longest word of each column, or of some width of it."""
    longest = (
        max(longest_word(text, seams=seams) for text in _texts(table, place))
        for place in range(len(table.heads))
    )
    return [min(max(1.0, one), word) for one in longest]


def _longest_cell(table: Table, place: int) -> float:
    return max(map(width_of, _cells(table, place)))


def _weight(table: Table, place: int) -> float:
    """How much stands in a column; long cells count for more, since they make rows high."""
    return max(1.0, math.hypot(*map(width_of, _cells(table, place))))


def _whole(table: Table, place: int, width: float) -> Column:
    return Column("r" if place in table.numbers else "l", "", max(width, 1.0) * 1.001)


def _wraps(table: Table, place: int, width: float, line: float) -> Column:
    begins = r"\raggedleft " if place in table.numbers else r"\raggedright "
    return Column(rf"p{{{width / line:.3f}\linewidth}}", begins, width)
