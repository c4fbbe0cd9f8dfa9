"""The parties: what each can do and what it wants, with sources and reasons."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from detente.disputes.model import Attribute, Option, Party, Prioritised, Ranking, Weighted
from detente.graphs.graph import Graph
from detente.report.handout.material import Material
from detente.report.handout.parts import (
    Block,
    Fold,
    Line,
    Link,
    Paragraph,
    Row,
    Section,
    Span,
    Strong,
    Table,
)
from detente.report.handout.writing import (
    citations,
    joined_lines,
    paragraph,
    row,
    source_anchor,
    state_link,
    theirs,
    without_empty_columns,
)
from detente.report.inverse import ranking_in_words
from detente.report.words import state_in_words
from detente.statements.printing import printed

_MOST_CLASSES = 40
_DIRECTIONS = {
    "both": "on or off",
    "on only": "on or off; once on, it stays on",
    "off only": "on or off; once off, it stays off",
}
_DIGITS = 4  # that are shown of what is measured


def parties_section(material: Material) -> Section:
    """What each party can do and what it wants."""
    intro = paragraph(
        "What a party wants is written down as statements, the most important first: of two states"
        " it prefers the one in which the first statement that tells them apart is true."
    )
    has_lists = any(isinstance(p.preferences, Prioritised) for p in material.dispute.parties)
    blocks = [intro] if has_lists else []
    return Section(
        "parties",
        "The parties, what they can do, and what they want",
        (
            *blocks,
            *(block for party in material.dispute.parties for block in _party(material, party)),
        ),
    )


def party_anchor(name: str) -> str:
    """The anchor of what a party wants."""
    return f"party-{name}"


def _party(material: Material, party: Party) -> Iterator[Block]:
    title = f", {party.title}" if party.title and party.title != party.name else ""
    yield Paragraph((Strong(party.name), title) if title else (Strong(party.name),))
    if party.options:
        rows = tuple(_option(material, party, option) for option in party.options)
        caption = f"What {party.name} can do"
        heads = ("option", "what it is", "it can be", "source")
        yield without_empty_columns(Table(heads, rows, caption=caption))
    elif material.dispute.drawing is None:
        yield paragraph("It has no option: it can do nothing, and only has preferences.")
    if party.attributes:
        yield _attributes(material, party)
    yield Fold(
        f"What {party.name} wants", tuple(_preferences(material, party)), party_anchor(party.name)
    )


def _option(material: Material, party: Party, option: Option) -> Row:
    levels = " < ".join(option.levels)
    cited = citations(option.sources, material.sources)
    anchor = f"option-{party.name}.{option.name}"
    kind = levels or _DIRECTIONS[option.direction]
    return row(option.name, theirs(option.title), kind, cited, anchor=anchor)


def _attributes(material: Material, party: Party) -> Table:
    rows = (
        row(
            f"{one.title} ({one.name})" if one.title else one.name,
            rounded(one.value),
            str(one.year or "—"),
            _measured(material, one),
        )
        for one in party.attributes
    )
    heads = ("measure", "value", "year", "source")
    table = Table(heads, tuple(rows), frozenset({1, 2}), f"What is measured of {party.name}")
    return without_empty_columns(table)


def rounded(value: Decimal) -> str:
    """A measured value in at most four significant digits; whole numbers stay whole.

    Examples
    --------
    >>> rounded(Decimal("0.013444724")), rounded(Decimal("0.5")), rounded(Decimal(1234567))
    ('0.01344', '0.5', '1234567')
    """
    short = round(value, max(_DIGITS - 1 - value.adjusted(), 0))
    return f"{value if short == value else short:f}"


def _measured(material: Material, one: Attribute) -> Line:
    """Where a measured value is from, and what it is there in full."""
    titles = {source.name: source.title for source in material.dispute.sources}
    spans: list[Span] = []
    if one.source is not None:
        title = titles.get(one.source)
        spans += [Link(one.source, source_anchor(one.source)), f": {title}" if title else ""]
    if rounded(one.value) != f"{one.value:f}":
        spans.append(f"{'; ' if spans else ''}in full {one.value:f}")
    return tuple(spans) or ("—",)


def _preferences(material: Material, party: Party) -> Iterator[Block]:
    match party.preferences:
        case Prioritised(statements):
            rows = (
                row(
                    str(place),
                    printed(one.formula),
                    theirs(one.why),
                    citations(one.sources, material.sources),
                    anchor=f"wants-{party.name}-{place}",
                )
                for place, one in enumerate(statements, 1)
            )
            heads = ("place", "statement", "why", "source")
            yield without_empty_columns(Table(heads, tuple(rows), frozenset({0})))
        case Weighted(weights):
            weighed = (row(printed(formula), f"{weight:f}") for formula, weight in weights)
            yield Table(
                ("it counts", "by so much"),
                tuple(weighed),
                frozenset({1}),
                "Of two states it prefers the one whose sum is larger",
            )
        case Ranking(classes):
            yield from _ranking(material.graph, classes)
        case None:
            yield paragraph("The file says nothing of that: it does not mind which state comes.")


def _ranking(graph: Graph, classes: tuple[tuple[int, ...], ...]) -> Iterator[Block]:
    yield paragraph("It ranks the states themselves, the best first; those tied share a place.")
    if len(classes) > _MOST_CLASSES:
        yield Paragraph((ranking_in_words(classes),))
        return
    if sum(map(len, classes)) > _MOST_CLASSES:
        rows = (
            row(str(place), joined_lines([(state_link(number),) for number in tied]))
            for place, tied in enumerate(classes, 1)
        )
        yield Table(("place", "state"), tuple(rows), frozenset({0}))
        return
    each = (
        row(str(place), (state_link(number),), _in_words(graph, number))
        for place, tied in enumerate(classes, 1)
        for number in tied
    )
    heads = ("place", "state", "what it is")
    yield without_empty_columns(Table(heads, tuple(each), frozenset({0, 1})))


def _in_words(graph: Graph, number: int) -> str:
    place = graph.states.index(number)
    return "—" if place is None else state_in_words(graph, place)
