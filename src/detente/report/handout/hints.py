"""Hidden commitments: what the moves that were seen say of levers that may be in force."""

from __future__ import annotations

from collections.abc import Iterator

from detente.levers.behaviours import GRID
from detente.levers.hidden import Hidden
from detente.report.handout.charting import charts
from detente.report.handout.levers import lever_anchor
from detente.report.handout.material import Material
from detente.report.handout.parts import Block, Figure, Fold, Line, Link, Section, Table
from detente.report.handout.writing import (
    bullets,
    citations,
    line,
    number_anchor,
    paragraph,
    row,
    theirs,
    with_numbers,
    without_empty_columns,
)
from detente.report.hidden import (
    apart_in_words,
    behaviours_in_words,
    best_in_words,
    factor_in_words,
    little_in_words,
    mixed_in_words,
    move_in_words,
    percents,
    rivals_in_words,
    says_in_words,
)
from detente.report.words import percent, plural

_MEANINGS = (
    (
        "before",
        "likely before",
        "How likely it is that the lever is in force before anything is made of the moves: the file"
        " says that.",
    ),
    (
        "after",
        "likely after",
        "How likely it is once the moves that were seen are taken into account: by Bayes' rule,"
        " from how likely they were with it and how likely without.",
    ),
    (
        "by-way",
        "by how parties choose",
        "The same for each way in which parties may choose, one by one: the lowest and the highest"
        " of the results. Elsewhere the mean over all these ways is told.",
    ),
    (
        "times",
        "times as likely",
        "How likely the moves were with the lever in force, divided by how likely they were without"
        " it, or the other way round (a Bayes factor).",
    ),
    (
        "chance",
        "how likely a move was",
        "How likely it was that the party made this move rather than another or none, as far as it"
        " is known what is in force.",
    ),
    (
        "nats",
        "how much the moves say",
        "By how much the moves change what is thought to be in force, measured as information (the"
        " divergence of what is likely after from what was likely before).",
    ),
)
_BEFORE, _AFTER, _BY_WAY, _TIMES, _CHANCE, _NATS = (number_anchor(one[0]) for one in _MEANINGS)


def hidden_section(material: Material) -> Section:
    """What may have been promised in secret."""
    return Section("hidden", "Hidden commitments", with_numbers(_blocks(material), _MEANINGS))


def _blocks(material: Material) -> Iterator[Block]:
    dispute = material.dispute
    uncertain = [lever for lever in dispute.levers if lever.prior is not None]
    if not uncertain:
        yield paragraph("The file has no lever that may be in force in secret.")
        return
    yield paragraph(
        "A hidden commitment is a lever that may be in force without anybody having said so. The"
        " moves that were seen are weighed: how likely they were with it, and how likely without."
    )
    for left in material.unlooked("hidden"):
        yield paragraph(f"{left.says} `{left.command}` answers it.")
    if not dispute.observed:
        yield paragraph("The file has no moves that were seen, so nothing can be weighed.")
    found = material.hidden
    if found is None:
        heads = ("lever", "what it is", "", "likely at first")
        rows = (
            row(
                (Link(lever.name, lever_anchor(lever.name)),),
                theirs(lever.title),
                "secret" if lever.secret else "public",
                "—" if lever.prior is None else percent(float(lever.prior)),
            )
            for lever in uncertain
        )
        yield Table(heads, tuple(rows), frozenset({3}), "What may be in force")
        yield from _seen(material)
        return
    yield bullets(best_in_words(found), counts=(_AFTER, _BEFORE))
    yield _levers(found)
    yield from _drawn(material, found)
    yield Fold("Move by move", (_moves(material, found),), "moves-seen")
    yield bullets([*mixed_in_words(found), *apart_in_words(found)], counts=(_BY_WAY,))
    yield bullets([little_in_words(found), rivals_in_words(found)], counts=(_NATS,))
    averaged = f"Averaged over {len(GRID)} ways in which parties may choose."
    yield paragraph(f"{averaged} {behaviours_in_words(found)}", counts=(_BY_WAY,))


def _levers(found: Hidden) -> Table:
    rows = []
    for lever in found.levers:
        low, high = lever.range
        rows.append(
            row(
                (Link(lever.name, lever_anchor(lever.name)),),
                "secret" if lever.secret else "public",
                Link(percents(float(lever.prior)), _BEFORE),
                Link(percents(float(lever.posterior)), _AFTER),
                line(f"{percents(float(low))} to {percents(float(high))}", counts=(_BY_WAY,)),
                line(f"the moves are {factor_in_words(lever.bayes_factor)}", counts=(_TIMES,)),
                anchor=f"hidden-{lever.name}",
            )
        )
    heads = ("lever", "", "likely before", "and after", "by how parties choose", "because")
    return Table(heads, tuple(rows), frozenset({2, 3}), "How likely each is in force")


def _drawn(material: Material, found: Hidden) -> tuple[Figure, ...]:
    from detente.report.charts.hidden import plot_hidden

    return charts(material.beside, lambda: plot_hidden(found))


def _moves(material: Material, found: Hidden) -> Table:
    rows = []
    for number, move in enumerate(found.moves, 1):
        dated = move.entry.date.isoformat() if move.entry.date else "—"
        says = "; ".join(says_in_words(move)) or "about as likely with any of them as without"
        told = line(says, counts=(_TIMES,))
        likely = f"{percent(move.chance)}, of {plural(move.options, 'thing')} it could do"
        among = line(likely, counts=(_CHANCE,))
        cited = citations(move.entry.sources, material.sources)
        cells: list[str | Line] = [
            str(number),
            dated,
            move_in_words(move.entry),
            among,
            told,
            cited,
        ]
        rows.append(row(*cells))
    heads = ("", "date", "what was seen", "how likely", "what it says", "source")
    return without_empty_columns(Table(heads, tuple(rows), frozenset({0})))


def _seen(material: Material) -> Iterator[Block]:
    """The moves that were seen, where they are not weighed."""
    rows = [
        row(
            entry.date.isoformat() if entry.date else "—",
            move_in_words(entry),
            citations(entry.sources, material.sources),
        )
        for entry in material.dispute.observed
    ]
    if rows:
        yield Fold("The moves that were seen", (Table(("date", "move", "source"), tuple(rows)),))
