"""How sections write: lines of the report's own words, citations, and numbers that lead on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from detente.disputes.parts import cited_source
from detente.report.handout.parts import (
    Block,
    Bullets,
    Fold,
    Handout,
    Line,
    Link,
    Paragraph,
    Row,
    Section,
    Span,
    Strong,
    Table,
)
from detente.report.handout.plain import plain
from detente.report.handout.terms import VERBATIM, spans_of
from detente.report.handout.walking import links
from detente.report.words import plural

_DIGIT = re.compile(r"\d")
_NUMBERS = re.compile(
    rf"{VERBATIM}"
    r"|\b[Ss]tate (?P<state>\d+(?: to \d+)?)"
    r"|\bstates (?P<states>\d+(?:(?:, | and | or )\d+)*)(?![\d,.]*\d)"
    r"|(?P<share>(?<![\w.])[<>]?\d+%(?: \([<>]?\d+–[<>]?\d+\))?(?! of the settlement)"
    r"|(?<![\w.])\d+(?:,\d{3})*(?= worlds?\b))"
    r"|(?<![\w.-])(?P<count>\d+(?:,\d{3})*(?:\.\d+)?%?)(?![\w-])"
)
_NOTHING = frozenset({"", "—"})
_NAMES: ContextVar[re.Pattern[str] | None] = ContextVar("names", default=None)
WORLDS = "worlds"


@contextmanager
def naming(names: Iterable[str]) -> Iterator[None]:
    """Write of a dispute whose things have these names: no number in a name leads anywhere."""
    numbered = sorted({name for name in names if _DIGIT.search(name)}, key=len, reverse=True)
    before = _NAMES.set(re.compile("|".join(map(re.escape, numbered))) if numbered else None)
    try:
        yield
    finally:
        _NAMES.reset(before)


def said(text: str, shares: str | None = None, counts: Sequence[str] = ()) -> Line:
    """A sentence of the report's own: its words are explained, and its numbers lead on.

    States lead to their rows.

    Parameters
    ----------
    text : str
        The sentence; what stands in backticks or «» is an author's.
    shares : str, optional
        Where shares of worlds lead to.
    counts : sequence of str
        Where all other numbers lead to, one after another; the last is for all that follow.
    """
    found: list[Span] = []
    end = 0
    for start, stop, to in _numbered(text, shares, counts):
        found.extend(spans_of(text[end:start]))
        found.append(Link(text[start:stop], to))
        end = stop
    found.extend(spans_of(text[end:]))
    return tuple(found)


def _numbered(
    text: str, shares: str | None, counts: Sequence[str]
) -> Iterator[tuple[int, int, str]]:
    """Where numbers stand in a text, and what they lead to."""
    counted = 0
    names = _NAMES.get()
    own = [name.span() for name in names.finditer(text)] if names is not None else []
    for match in _NUMBERS.finditer(text):
        kind = match.lastgroup
        if any(first < match.end() and match.start() < last for first, last in own):
            continue
        if kind in {"state", "states"}:
            offset = match.start(kind)
            for one in re.finditer(r"\d+", match[kind]):
                where = state_anchor(int(one.group()))
                yield offset + one.start(), offset + one.end(), where
        elif kind == "share" and shares is not None:
            yield *match.span(kind), shares
        elif kind is not None and counts:
            yield *match.span(kind), counts[min(counted, len(counts) - 1)]
            counted += 1


def state_anchor(number: int) -> str:
    """The anchor of a state's row."""
    return f"state-{number}"


def state_link(number: int) -> Link:
    """A state's number, which leads to what is on in it."""
    return Link(str(number), state_anchor(number))


def paragraph(
    *parts: str | Line, shares: str | None = None, counts: Sequence[str] = ()
) -> Paragraph:
    """A paragraph; texts are the report's own, lines stay as they are."""
    return Paragraph(line(*parts, shares=shares, counts=counts))


def line(*parts: str | Line, shares: str | None = None, counts: Sequence[str] = ()) -> Line:
    """Parts one behind the other; texts are the report's own, lines stay as they are."""
    spans: list[Span] = []
    for part in parts:
        spans.extend(said(part, shares, counts) if isinstance(part, str) else part)
    return tuple(spans)


def bullets(
    lines: Iterable[str | Line],
    shares: str | None = None,
    *,
    counts: Sequence[str] = (),
    ordered: bool = False,
) -> Bullets:
    """Points; texts are the report's own, lines stay as they are."""
    items = [said(one.strip(), shares, counts) if isinstance(one, str) else one for one in lines]
    return Bullets(tuple(items), ordered)


def theirs(text: str | None) -> Line:
    """What an author wrote, on one line; a dash where there is nothing."""
    return (" ".join(text.split()),) if text and text.strip() else ("—",)


def strong(text: str) -> Line:
    """A line that stands out."""
    return (Strong(text),)


def row(*cells: str | Line | Span, anchor: str | None = None) -> Row:
    """A row; texts stand as they are."""
    return Row(tuple(cell if isinstance(cell, tuple) else (cell,) for cell in cells), anchor)


def led(rows: Sequence[Row], anchor: str) -> tuple[Row, ...]:
    """Rows with an anchor at the first, so that links can lead to the list."""
    return tuple(Row(one.cells, one.anchor if k else anchor) for k, one in enumerate(rows))


def without_empty_columns(table: Table) -> Table:
    """The same table without the columns in which no row says anything.

    The first column stays.
    """
    kept = [
        place
        for place in range(len(table.heads))
        if place == 0 or any(plain(one.cells[place]).strip() not in _NOTHING for one in table.rows)
    ]
    rows = (Row(tuple(one.cells[place] for place in kept), one.anchor) for one in table.rows)
    numbers = frozenset(new for new, old in enumerate(kept) if old in table.numbers)
    return Table(tuple(table.heads[place] for place in kept), tuple(rows), numbers, table.caption)


def number_anchor(name: str) -> str:
    """The anchor of what a kind of number means."""
    return f"number-{name}"


def with_numbers(
    blocks: Iterable[Block], meanings: Iterable[tuple[str, str, str]]
) -> tuple[Block, ...]:
    """The blocks of a section, and behind them what their numbers mean.

    Parameters
    ----------
    blocks : iterable of Block
        The blocks.
    meanings : iterable of tuple of str
        For each kind of number what its anchor is made from, what it is called, and how it is
        found. Those that no number leads to are left out.
    """
    listed = tuple(blocks)
    wanted = {link.to for link in links(Handout("", "", (), (Section("", "", listed),)))}
    rows = tuple(
        row(head, said(means), anchor=number_anchor(name))
        for name, head, means in meanings
        if number_anchor(name) in wanted
    )
    if not rows:
        return listed
    return (*listed, Fold("What the numbers here mean", (Table(("number", "what it is"), rows),)))


def count_link(number: int, noun: str, to: str) -> Link:
    """A number with its noun, which leads to its explanation."""
    return Link(plural(number, noun), to)


def citations(cited: Sequence[str], sources: frozenset[str]) -> Line:
    """What is cited, each leading to its source; a dash where nothing is."""
    spans: list[Span] = []
    for number, citation in enumerate(cited):
        name = cited_source(citation, sources)
        spans += [", "] * bool(number)
        spans.append(citation if name is None else Link(citation, source_anchor(name)))
    return tuple(spans) or ("—",)


def source_anchor(name: str) -> str:
    """The anchor of a source's row."""
    return f"source-{name}"


def joined_lines(lines: Sequence[Line]) -> Line:
    """Lines as a phrase: a, b and c."""
    spans: list[Span] = []
    for number, one in enumerate(lines):
        if number:
            spans.append(" and " if number == len(lines) - 1 else ", ")
        spans.extend(one)
    return tuple(spans)
