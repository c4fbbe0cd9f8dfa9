"""Words of the trade: what each means, and where a report first uses it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

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
    Row,
    Span,
    Table,
)
from detente.report.handout.walking import dangling
from detente.settlements.threats import MEANINGS
from detente.stability.concepts import CONCEPTS, Concept

VERBATIM = "`[^`]*`|«[^»]*»"
"""What an author wrote, or a formula, in a text of the report's own."""


@dataclass(frozen=True)
class Term:
    """A word of the trade.

    Attributes
    ----------
    head : str
        The word as the glossary has it.
    meaning : str
        What it means, in a sentence that a reader without game theory follows.
    forms : str
        A pattern of the forms in which it stands in a text; the word itself unless told.
    """

    head: str
    meaning: str
    forms: str = ""

    @property
    def pattern(self) -> str:
        """The pattern of all its forms."""
        return self.forms or re.escape(self.head)


_NAMED = (
    Term(
        "option", "something that a party can do or leave undone, or do to some level", "options?"
    ),
    Term(
        "state",
        "what everybody does at one time: which options are on",
        "(?<!file )states?",  # not the verb
    ),
    Term("status quo", "the state that things are in now, from which everything here begins"),
    Term("feasible", "allowed by the rules of the dispute"),
    Term(
        "irreversible",
        "of a step that cannot be taken back: no moves of anybody lead to where it began",
        "irreversible|for good",
    ),
    Term(
        "improvement",
        "a move that one party can make alone and that leads to a state it prefers to where it is",
        "improvements?",
    ),
    Term(
        "credible move",
        "an improvement that stays one even after the others have answered by improvements of"
        " their own",
        "credible moves?",
    ),
    Term(
        "equilibrium",
        "a state that is stable for every party, so that nobody has reason to leave it alone",
        "equilibri(?:um|a)",
    ),
    Term(
        "stable",
        "of a state, for a party: the party has no reason to leave it alone; how far it looks ahead"
        " is what the kinds of stability differ in",
    ),
    Term(
        "come about",
        "of a state: improvements, one after another, lead there from the status quo",
        "comes? about|came about",
    ),
    Term(
        "settlement",
        "an outcome that would settle the dispute: any state of a kind",
        "settlements?",
    ),
    Term(
        "holds",
        "of a settlement, in a state: no credible moves lead out of it, at once or one by one",
        r"holds?(?= on| there)|hold(?=:)|can(?:not)? hold|unable to hold",
    ),
    Term(
        "holds firmly",
        "of a settlement, in a state: not even an improvement that would be answered leads out",
        "holds? firmly|hold firmly",
    ),
    Term(
        "agreed steps",
        "moves to a settlement that all who make them want, since its end is better for each of"
        " them than where it moves and than now",
        "agreed (?:steps?|path)|steps that all (?:who take them|movers) want|willing path",
    ),
    Term("coalition", "a group of parties that act towards one end", "coalitions?"),
    Term(
        "under pressure",
        "of a way to a settlement: somebody on it likes the end better than where it moves, but not"
        " better than now",
    ),
    Term(
        "pact",
        "some of a coalition moving at the same time, since none of them would move first",
        "by pact|pacts?",
    ),
    Term(
        "needed",
        "of a party: all together can settle, and all but this party cannot",
    ),
    Term(
        "substitute",
        "a party that is not needed, but can stand in for another in some smallest coalition",
        "substitutes?|stand in for (?:one )?another",
    ),
    Term(
        "need not act",
        "of a party: it is in none of the smallest coalitions that can settle",
        "needs? not act",
    ),
    Term(
        "weight",
        "how much turns on a party: in what share of all orders in which the parties could join"
        " does its joining make it possible to settle (the Shapley-Shubik index); all add up to 1",
        "weights?",
    ),
    Term(
        "must tolerate",
        "of a party that is not needed: it has to let it be, for its moves could undo it",
    ),
    Term(
        "relied on",
        "of a party that is not needed: it could move now so that the others could not settle",
    ),
    Term(
        "spoiler", "a party that would gain by leaving the settlement once it is there", "spoilers?"
    ),
    Term(
        "threat",
        "what a party says it will do if, or unless, something is so",
        "(?<!is no )threats?",  # not an answer that would come anyway
    ),
    Term(
        "empty threat",
        MEANINGS["empty"].replace("its owner", "of a threat: the party that makes it"),
        "empty threats?|is empty",
    ),
    Term(
        "credible threat",
        MEANINGS["credible"].replace("its owner", "of a threat: the party that makes it"),
        "credible threats?|is credible",
    ),
    Term(
        "deterred",
        MEANINGS["deterred"].replace("its owner", "of a threat: the party that makes it"),
    ),
    Term(
        "second best",
        MEANINGS["second_best"].replace("its owner", "of a threat: the party that makes it"),
    ),
    Term(
        "lever", "a change to the dispute that somebody would have to make from outside", "levers?"
    ),
    Term(
        "minimal set",
        "levers that together are enough, and of which none can be left out",
        "minimal sets?|smallest sets? of levers",
    ),
    Term(
        "doubt", "something that the analyst is not sure of, with its possible answers", "doubts?"
    ),
    Term("world", "the dispute as it is with one answer to every doubt", "worlds?"),
    Term(
        "hinges on",
        "of an answer: knowing that doubt would take away so much of the uncertainty about it",
        "hinges? on",
    ),
    Term("claim", "something that somebody says of the dispute, put to a test", "claims?"),
    Term(
        "assumed, not derived",
        "of a verdict: it follows from one single statement of preference, so that it was put in"
        " rather than found",
        "[Aa]ssumed, not derived",
    ),
    Term(
        "hidden commitment",
        "a lever that may be in force without anybody having said so",
        "hidden (?:commitments?|levers?)",
    ),
    Term("nat", "a unit of information, as a metre is one of length", "nats"),
)


@cache
def terms() -> tuple[Term, ...]:
    """Every word of the trade that reports explain."""
    return (*_NAMED, *(_kind(name, concept) for name, concept in CONCEPTS.items()))


def _kind(name: str, concept: Concept) -> Term:
    """A kind of stability, by its title or by its short name."""
    short = name.upper()
    named = f"{concept.title}, {short} for short; {concept.source}"
    meaning = f"of a state, for a party: {concept.meaning} ({named})"
    forms = f"{re.escape(concept.title)}(?: \\({short}\\))?|{short}"
    forms += r"|Nash(?! \d)" if name == "nash" else ""
    return Term(concept.title, meaning, forms)


@cache
def _forms() -> tuple[re.Pattern[str], dict[str, Term]]:
    """One pattern for all words, the longest tried first, and the word of each group."""
    ordered = sorted(terms(), key=lambda term: -len(term.head))
    groups = {f"t{k}": term for k, term in enumerate(ordered)}
    parts = [f"(?P<{name}>{term.pattern})" for name, term in groups.items()]
    return re.compile(rf"{VERBATIM}|(?<![\w-])(?:{'|'.join(parts)})(?![\w-])"), groups


def spans_of(text: str) -> Iterator[str | Defined]:
    """A text of the report's own, with every word of the trade in it marked."""
    pattern, groups = _forms()
    end = 0
    for match in pattern.finditer(text):
        if match.lastgroup is None:
            continue
        if text[end : match.start()]:
            yield text[end : match.start()]
        yield Defined(match.group(), groups[match.lastgroup].meaning)
        end = match.end()
    if text[end:]:
        yield text[end:]


def with_kinds(text: str) -> Line:
    """A text of an author's, with the kinds of stability in it marked, and no other words."""
    kinds = {_kind(name, concept).meaning for name, concept in CONCEPTS.items()}
    return tuple(
        span if isinstance(span, str) or span.meaning in kinds else span.text
        for span in spans_of(text)
    )


# Each where it first stands ---------------------------------------------------------------------


def explained(handout: Handout, names: Iterable[str] = ()) -> Handout:
    """The same report, with each word marked where it first stands, and in the glossary once.

    Parameters
    ----------
    handout : Handout
        With words marked wherever they stand.
    names : iterable of str
        What the dispute's own things are called: none of these is taken for a word of the trade.
    """
    own = {name.casefold() for name in names}
    seen: dict[str, None] = {}

    def once(span: Span) -> Line:
        if isinstance(span, Link):
            counted = _counted(span)
            return counted if counted and new(counted[-1]) else (span,)
        return (span if not isinstance(span, Defined) or new(span) else span.text,)

    def new(word: Defined) -> bool:
        if word.meaning in seen or word.text.casefold() in own:
            return False
        seen[word.meaning] = None
        return True

    changed = _changed(handout, once)
    heads = {term.meaning: term.head for term in terms()}
    words = (Defined(heads[meaning], meaning) for meaning in seen)
    glossary = tuple(sorted(words, key=lambda word: word.text.casefold()))
    return replace(changed, glossary=glossary)


def _counted(link: Link) -> tuple[Link, str, Defined] | None:
    """A link of a number with a word of the trade, as a link of the number and the word."""
    match = re.fullmatch(r"(\d[\d,]*) ([a-z ]+)", link.text)
    spans = tuple(spans_of(match[2])) if match else ()
    if match is None or len(spans) != 1 or not isinstance(spans[0], Defined):
        return None
    return Link(match[1], link.to), " ", spans[0]


def without_loose_links(handout: Handout) -> Handout:
    """The same report, with links that lead nowhere as plain text."""
    loose = frozenset(dangling(handout))
    return _changed(handout, lambda span: (_loosened(span, loose),)) if loose else handout


def _loosened(span: Span, loose: frozenset[str]) -> Span:
    return span.text if isinstance(span, Link) and span.to in loose else span


def _changed(handout: Handout, change: Callable[[Span], Line]) -> Handout:
    """The same report with each of its spans changed, in the order in which they are read."""
    first = tuple(_line(line, change) for line in handout.first)
    sections = tuple(
        replace(section, blocks=tuple(_block(block, change) for block in section.blocks))
        for section in handout.sections
    )
    return replace(handout, first=first, sections=sections)


def _block(block: Block, change: Callable[[Span], Line]) -> Block:
    match block:
        case Paragraph(line):
            return Paragraph(_line(line, change))
        case Bullets(items):
            return replace(block, items=tuple(_line(item, change) for item in items))
        case Table(rows=rows):
            return replace(block, rows=tuple(_row(row, change) for row in rows))
        case Fold(blocks=blocks):
            return replace(block, blocks=tuple(_block(one, change) for one in blocks))
        case Figure(details=details):
            told = tuple(
                (key, tuple(_line(line, change) for line in about)) for key, about in details
            )
            return replace(block, details=told)


def _row(row: Row, change: Callable[[Span], Line]) -> Row:
    return replace(row, cells=tuple(_line(cell, change) for cell in row.cells))


def _line(line: Line, change: Callable[[Span], Line]) -> Line:
    """A line with each span changed, and neighbouring plain texts made one."""
    found: list[Span] = []
    for span in (new for old in line for new in change(old)):
        if isinstance(span, str) and found and isinstance(found[-1], str):
            found[-1] += span
        elif span != "":
            found.append(span)
    return tuple(found)
