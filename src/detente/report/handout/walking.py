"""All that a report holds, in the order in which it is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

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
    Table,
)


def blocks(handout: Handout) -> Iterator[Block]:
    """Every block, those of a fold right behind it."""
    for section in handout.sections:
        yield from _within(section.blocks)


def _within(some: Iterable[Block]) -> Iterator[Block]:
    for block in some:
        yield block
        if isinstance(block, Fold):
            yield from _within(block.blocks)


def lines_of(some: Iterable[Block]) -> Iterator[Line]:
    """Every line of blocks, those of folds too."""
    return (line for block in _within(some) for line in lines(block))


def lines(block: Block) -> Iterator[Line]:
    """The lines of a block itself, without those of blocks in it."""
    if isinstance(block, Paragraph):
        yield block.line
    elif isinstance(block, Bullets):
        yield from block.items
    elif isinstance(block, Table):
        for row in block.rows:
            yield from row.cells
    elif isinstance(block, Figure):
        for _, about in block.details:
            yield from about


def spans(handout: Handout) -> Iterator[Span]:
    """Every span of the first screen and of all blocks."""
    for line in handout.first:
        yield from line
    for block in blocks(handout):
        for line in lines(block):
            yield from line


def links(handout: Handout) -> Iterator[Link]:
    """Every link."""
    return (span for span in spans(handout) if isinstance(span, Link))


def defined(some: Iterable[Line]) -> tuple[Defined, ...]:
    """The words that lines define, each once."""
    found = (span for line in some for span in line if isinstance(span, Defined))
    return tuple(dict.fromkeys(found))


def anchors(handout: Handout) -> Iterator[str]:
    """Every anchor: of sections, folds and rows, and of the words that are explained."""
    for section in handout.sections:
        yield section.anchor
        for block in _within(section.blocks):
            if isinstance(block, Fold) and block.anchor is not None:
                yield block.anchor
            elif isinstance(block, Table):
                yield from (row.anchor for row in block.rows if row.anchor is not None)
    if handout.glossary:
        yield WORDS
        yield from (word_anchor(word) for word in handout.glossary)


WORDS = "words"


def word_anchor(word: Defined) -> str:
    """The anchor of a word that the report explains at its end."""
    return f"word-{word.text}"


def dangling(handout: Handout) -> tuple[str, ...]:
    """What links lead to though it is nowhere in the report."""
    known = set(anchors(handout))
    return tuple(dict.fromkeys(link.to for link in links(handout) if link.to not in known))
