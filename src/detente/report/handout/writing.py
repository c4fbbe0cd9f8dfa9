"""How sections write: lines of the report's own words, citations, and numbers that lead on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from detente.disputes.parts import cited_source
from detente.report.handout.parts import Bullets, Line, Link, Paragraph, Row, Span, Strong
from detente.report.handout.terms import spans_of
from detente.report.words import plural

_SHARE = r"[<>]?\d+%(?: \([<>]?\d+–[<>]?\d+\))?(?! of the settlement)"  # of worlds
_STATE = r"\bstate (\d+)\b"
WORLDS = "worlds"


def said(text: str, shares: str | None = None) -> Line:
    """A sentence of the report's own: its words are explained, and its states lead to their rows.

    Parameters
    ----------
    text : str
        The sentence; what stands in backticks or «» is an author's.
    shares : str, optional
        Where percentages lead to.
    """
    found: list[Span] = []
    for span in spans_of(text):
        found.extend([span] if not isinstance(span, str) else _numbered(span, shares))
    return tuple(found)


def _numbered(text: str, shares: str | None) -> Iterable[Span]:
    pattern = _STATE if shares is None else f"{_STATE}|({_SHARE})"
    end = 0
    for match in re.finditer(pattern, text):
        yield text[end : match.start()]
        number = match.group(1)
        yield Link(match.group(), str(shares) if number is None else state_anchor(int(number)))
        end = match.end()
    yield text[end:]


def state_anchor(number: int) -> str:
    """The anchor of a state's row."""
    return f"state-{number}"


def state_link(number: int) -> Link:
    """A state's number, which leads to what is on in it."""
    return Link(str(number), state_anchor(number))


def paragraph(*parts: str | Line, shares: str | None = None) -> Paragraph:
    """A paragraph; texts are the report's own, lines stay as they are."""
    return Paragraph(line(*parts, shares=shares))


def line(*parts: str | Line, shares: str | None = None) -> Line:
    """Parts one behind the other; texts are the report's own, lines stay as they are."""
    spans: list[Span] = []
    for part in parts:
        spans.extend(said(part, shares) if isinstance(part, str) else part)
    return tuple(spans)


def bullets(
    lines: Iterable[str | Line], shares: str | None = None, *, ordered: bool = False
) -> Bullets:
    """Points; texts are the report's own, lines stay as they are."""
    items = [said(one.strip(), shares) if isinstance(one, str) else one for one in lines]
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
