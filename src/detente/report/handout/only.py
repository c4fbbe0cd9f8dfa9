"""Some sections of a report, for those who need no more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from detente.disputes.problems import DisputeError, Problem, nearest
from detente.report.handout.parts import Defined, Handout
from detente.report.handout.plain import plain
from detente.report.handout.terms import spans_of, without_loose_links
from detente.report.handout.walking import blocks, lines

SECTIONS = (
    "dispute",
    "parties",
    "graph",
    "equilibria",
    "settlements",
    "threats",
    "levers",
    "hidden",
    "claims",
    "doubts",
    "timeline",
    "sources",
    "made",
)


def sections_named(text: str) -> tuple[str, ...]:
    """The sections that a text names, with commas between them.

    Raises
    ------
    DisputeError
        If it names something else, or nothing.

    Examples
    --------
    >>> sections_named("settlements, claims")
    ('settlements', 'claims')
    """
    names = tuple(name for name in map(str.strip, text.split(",")) if name)
    _check(names)
    return names


def only(handout: Handout, names: Iterable[str]) -> Handout:
    """The same report with some of its sections, in the order that it has them.

    The first screen stays. What led to other sections becomes plain text, and words that are no
    longer used are explained no longer.

    Parameters
    ----------
    handout : Handout
        A report.
    names : iterable of str
        The anchors of the sections to keep.

    Raises
    ------
    DisputeError
        If there is no section of some name, or none is named.

    Examples
    --------
    >>> import detente
    >>> found = only(detente.load("chicken").report(), ["equilibria", "parties"])
    >>> [section.anchor for section in found.sections]
    ['parties', 'equilibria']
    """
    wanted = frozenset(names)
    _check(sorted(wanted))
    kept = replace(
        handout,
        sections=tuple(one for one in handout.sections if one.anchor in wanted),
        left_out=tuple(anchor for anchor in handout.left_out if anchor in wanted),
    )
    used = _words(kept)
    glossary = tuple(word for word in handout.glossary if word.meaning in used)
    return without_loose_links(replace(kept, glossary=glossary))


def _words(handout: Handout) -> frozenset[str]:
    """What the words of the trade mean that a report uses."""
    of_blocks = (line for block in blocks(handout) for line in lines(block))
    marked = (spans_of(plain(line)) for line in (*handout.first, *of_blocks))
    return frozenset(
        span.meaning for spans in marked for span in spans if isinstance(span, Defined)
    )


def _check(names: Iterable[str]) -> None:
    """Refuse names that no section has."""
    known = f"sections are {', '.join(SECTIONS)}"
    asked = list(names)
    problems = [_unknown(name, known) for name in asked if name not in SECTIONS]
    if not asked:
        problems = [Problem("--only", 1, 1, "no section is named", known)]
    if problems:
        raise DisputeError(problems)


def _unknown(name: str, known: str) -> Problem:
    close = nearest(name, SECTIONS)
    mend = known if close is None else f"did you mean `{close}`? {known}"
    return Problem("--only", 1, 1, f"there is no section `{name}`", mend)
