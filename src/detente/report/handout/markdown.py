"""A report as CommonMark, with the tables of GitHub's Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import count

from detente.report.handout.ids import ids_of
from detente.report.handout.parts import (
    Block,
    Bullets,
    Defined,
    Figure,
    Fold,
    Handout,
    Line,
    Link,
    Paragraph,
    Span,
    Strong,
    Table,
)
from detente.report.handout.plain import shown, with_code
from detente.report.handout.walking import WORDS, defined, links, word_anchor

_DEEPEST = 6
_MARKS = re.compile(r"[\\`*\[\]<>|~$]|!$")
_ENTITY = re.compile(r"&(?=[#\w]|$)")
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")  # plain between letters and digits
_LIST_OR_RULE = re.compile(r"([#+\-=:])")
_NUMBERED = re.compile(r"(\d{1,9})([.)])")


def to_markdown(handout: Handout) -> str:
    """A report as Markdown; its text is shown as text, whatever it holds.

    A word of the trade is explained below the paragraph, list or table in which it first stands.
    Of a drawing its words are given.
    """
    return "\n\n".join(filter(None, _Text(handout).parts())) + "\n"


def escaped(text: str) -> str:
    r"""A text in which Markdown finds nothing to act on within a line.

    Examples
    --------
    >>> print(escaped("*all* of_it <b>"))
    \*all\* of_it \<b\>
    """
    plain = _MARKS.sub(r"\\\g<0>", shown(text))
    return _UNDERSCORE.sub(r"\\_", _ENTITY.sub(r"\\&", plain))


def _opening(line: str) -> str:
    """A line that begins no list, heading or rule."""
    line = line.strip()
    return (
        _NUMBERED.sub(r"\1\\\2", line, count=1)
        if _NUMBERED.match(line)
        else (f"\\{line}" if _LIST_OR_RULE.match(line) else line)
    )


class _Text:
    """A report as Markdown, with the anchors to which something leads."""

    def __init__(self, handout: Handout) -> None:
        self._handout = handout
        self._ids = ids_of(handout)
        self._wanted = {link.to for link in links(handout)} & set(self._ids)

    def parts(self) -> Iterator[str]:
        """What is parted by empty lines."""
        handout = self._handout
        yield self._heading(handout.title, 1)
        yield _opening(escaped(handout.subtitle))
        yield from self._bullets(Bullets(handout.first))
        for section in handout.sections:
            yield self._heading(section.title, 2, section.anchor)
            yield from self._blocks(section.blocks, 3)
        if handout.glossary:
            if WORDS not in {section.anchor for section in handout.sections}:
                yield self._heading("Words", 2, WORDS)
            yield "\n".join(
                f"- {self._anchor(word_anchor(w))}{_meant(w)}" for w in handout.glossary
            )
        yield _opening(escaped(handout.made))

    def _blocks(self, blocks: Iterable[Block], depth: int) -> Iterator[str]:
        for block in blocks:
            if isinstance(block, Paragraph):
                yield self._opened(block.line)
                yield from _notes([block.line])
            elif isinstance(block, Bullets):
                yield from self._bullets(block)
            elif isinstance(block, Table):
                yield from self._table(block)
            elif isinstance(block, Figure):
                yield from self._figure(block)
            else:
                yield from self._fold(block, depth)

    def _fold(self, fold: Fold, depth: int) -> Iterator[str]:
        yield self._heading(fold.title, depth, fold.anchor)
        yield from self._blocks(fold.blocks, depth + 1)

    def _bullets(self, block: Bullets) -> Iterator[str]:
        marks = (f"{place}. " if block.ordered else "- " for place in count(1))
        yield "\n".join(
            mark + self._opened(item) for mark, item in zip(marks, block.items, strict=False)
        )
        yield from _notes(block.items)

    def _table(self, table: Table) -> Iterator[str]:
        yield _opening(escaped(table.caption))
        marks = ["---:" if place in table.numbers else "---" for place in range(len(table.heads))]
        rows = [_row(map(escaped, table.heads)), _row(marks)]
        for row in table.rows:
            cells = [self._line(cell).strip() for cell in row.cells]
            cells[0] = self._anchor(row.anchor) + cells[0]
            rows.append(_row(cells))
        yield "\n".join(rows)
        yield from _notes(cell for row in table.rows for cell in row.cells)

    def _figure(self, figure: Figure) -> Iterator[str]:
        said = [escaped(text).strip() for text in (figure.caption, figure.alt)]
        yield " ".join(["Figure:", *filter(None, dict.fromkeys(said))])
        for _, lines in figure.details:
            yield "- " + _opening(" ".join(self._line(line).strip() for line in lines))
            yield from _notes(lines)

    def _opened(self, line: Line) -> str:
        return _opening(self._line(line))

    def _line(self, line: Line) -> str:
        return "".join(map(self._span, line))

    def _span(self, span: Span) -> str:
        if isinstance(span, str):
            return "".join(
                f"`{shown(t)}`" if is_code else escaped(t) for t, is_code in with_code(span)
            )
        text = escaped(span.text)
        if isinstance(span, Link):
            return f"[{text}](#{self._ids[span.to]})" if span.to in self._ids else text
        return _wrapped(text, "**" if isinstance(span, Strong) else "*")

    def _heading(self, title: str, depth: int, anchor: str | None = None) -> str:
        text = escaped(title).replace("#", r"\#").strip()
        return f"{'#' * min(depth, _DEEPEST)} {self._anchor(anchor)}{text}"

    def _anchor(self, anchor: str | None) -> str:
        """The anchor as what Markdown lets through, once, where something leads to it."""
        if anchor is None or anchor not in self._wanted:
            return ""
        self._wanted.remove(anchor)
        return f'<a id="{self._ids[anchor]}"></a>'


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _wrapped(text: str, mark: str) -> str:
    """A text between marks, with its outer spaces outside of them."""
    inner = text.strip()
    if not inner:
        return text
    before, _, after = text.partition(inner)
    return f"{before}{mark}{inner}{mark}{after}"


def _notes(lines: Iterable[Line]) -> Iterator[str]:
    """What the words mean that lines define."""
    for word in defined(lines):
        yield f"> {_meant(word)}"


def _meant(word: Defined) -> str:
    return f"{_wrapped(escaped(word.text), '**')}: {escaped(word.meaning)}"
