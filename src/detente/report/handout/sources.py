"""The sources: what the file rests on."""

from __future__ import annotations

from detente.report.handout.material import Material
from detente.report.handout.parts import Block, Section, Table
from detente.report.handout.writing import (
    paragraph,
    row,
    source_anchor,
    theirs,
    without_empty_columns,
)


def sources_section(material: Material) -> Section:
    """What the file cites."""
    sources = material.dispute.sources
    if not sources:
        blocks: tuple[Block, ...] = (paragraph("The file names no sources."),)
        return Section("sources", "Sources", blocks)
    rows = (
        row(
            one.name,
            theirs(one.title),
            theirs(one.author),
            theirs(one.publisher),
            "—" if one.date is None else str(one.date),
            theirs(one.url),
            theirs(one.note),
            anchor=source_anchor(one.name),
        )
        for one in sources
    )
    heads = ("name", "title", "author", "publisher", "date", "address", "note")
    intro = paragraph("A number behind a source's name is a paragraph or page of it.")
    table = without_empty_columns(Table(heads, tuple(rows)))
    return Section("sources", "Sources", (intro, table))
