"""The parties: what each can do and what it wants, with sources and reasons."""

from __future__ import annotations

from collections.abc import Iterator

from detente.disputes.model import Option, Party, Prioritised, Ranking, Weighted
from detente.report.handout.material import Material
from detente.report.handout.parts import (
    Block,
    Fold,
    Line,
    Link,
    Paragraph,
    Row,
    Section,
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
)
from detente.report.inverse import ranking_in_words
from detente.statements.printing import printed

_MOST_CLASSES = 40
_DIRECTIONS = {"both": "on or off", "on only": "on, and then for good", "off only": "off only"}


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
        yield Table(("option", "what it is", "it can be", "source"), rows, caption=caption)
    elif material.dispute.drawing is None:
        yield paragraph("It has no option: it can do nothing, and only has preferences.")
    if party.attributes:
        yield _attributes(party)
    yield Fold(
        f"What {party.name} wants", tuple(_preferences(material, party)), party_anchor(party.name)
    )


def _option(material: Material, party: Party, option: Option) -> Row:
    levels = " < ".join(option.levels)
    cited = citations(option.sources, material.sources)
    anchor = f"option-{party.name}.{option.name}"
    kind = levels or _DIRECTIONS[option.direction]
    return row(option.name, theirs(option.title), kind, cited, anchor=anchor)


def _attributes(party: Party) -> Table:
    rows = (
        row(
            one.title or one.name,
            f"{one.value:f}",
            str(one.year or "—"),
            "—" if one.source is None else _source(one.source),
        )
        for one in party.attributes
    )
    heads = ("measure", "value", "year", "source")
    return Table(heads, tuple(rows), frozenset({1, 2}), f"What is measured of {party.name}")


def _source(name: str) -> Line:
    return (Link(name, source_anchor(name)),)


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
            yield Table(("place", "statement", "why", "source"), tuple(rows), frozenset({0}))
        case Weighted(weights):
            weighed = (row(printed(formula), f"{weight:f}") for formula, weight in weights)
            yield Table(
                ("it counts", "by so much"),
                tuple(weighed),
                frozenset({1}),
                "Of two states it prefers the one whose sum is larger",
            )
        case Ranking(classes):
            yield from _ranking(classes)
        case None:
            yield paragraph("The file says nothing of that: it does not mind which state comes.")


def _ranking(classes: tuple[tuple[int, ...], ...]) -> Iterator[Block]:
    yield paragraph("It ranks the states themselves, the best first; those tied share a place.")
    if len(classes) > _MOST_CLASSES:
        yield Paragraph((ranking_in_words(classes),))
        return
    rows = (
        row(str(place), joined_lines([(state_link(number),) for number in tied]))
        for place, tied in enumerate(classes, 1)
    )
    yield Table(("place", "state"), tuple(rows), frozenset({0}))
