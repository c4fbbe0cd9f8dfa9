"""The timeline: how roles and weights change with what happened after the file's date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from detente.graphs.events import is_past
from detente.report.handout.charting import charts
from detente.report.handout.material import Material
from detente.report.handout.parts import Block, Figure, Line, Section, Table
from detente.report.handout.settlements import role_anchor
from detente.report.handout.writing import (
    bullets,
    citations,
    number_anchor,
    paragraph,
    row,
    said,
    state_link,
    without_empty_columns,
)
from detente.report.settlements import coalitions_in_words
from detente.report.timeline import STATUS_WORDS, changes_in_words, row_of, same_state, when
from detente.settlements.timeline import Moment, shifts

_WEIGHT = number_anchor("weight")


def timeline_section(material: Material) -> Section:
    """How standing changes over time."""
    return Section("timeline", "Timeline", tuple(_blocks(material)))


def _blocks(material: Material) -> Iterator[Block]:
    dispute = material.dispute
    if not dispute.events:
        yield paragraph(
            "The file has no events, so there is one date only. Two files of one dispute at two"
            " dates can be compared by `detente timeline`."
        )
        return
    yield _events(material)
    moments = distinct(material.moments)
    if not moments:
        yield paragraph("Without a status quo it cannot be said what the events led to.")
        return
    if len(moments) == 1:
        yield paragraph(
            "No event after the file's date sets an option to something new, so that roles and"
            " weights are the same at all of these dates."
        )
    else:
        changed = {shift.settlement for shift in shifts(moments)}
        for name in dict(dispute.settlements) if material.settlements else ():
            yield _standings(moments, name)
            if name in changed:
                yield from _drawn(material, moments, name)
        for before, after in pairwise(moments):
            told = list(changes_in_words(before, after))
            if told:
                yield paragraph(f"From {when(before)} to {when(after)}:")
                yield bullets(told, counts=(_WEIGHT,))


def distinct(moments: Sequence[Moment]) -> list[Moment]:
    """The moments at which something differs that the model speaks of."""
    found: list[Moment] = []
    for moment in moments:
        if not found or not same_state(found[-1], moment):
            found.append(moment)
    return found


def _events(material: Material) -> Table:
    dispute = material.dispute
    led_to = {(m.date, m.title): m for m in material.moments}
    rows = []
    for event in sorted(dispute.events, key=lambda event: event.date):
        moment = led_to.get((event.date, event.title))
        what: Line = ("—",)
        if is_past(event, dispute.as_of):
            what = ("in the status quo already",)
        elif moment is not None and event.sets:
            what = ("led to state ", state_link(moment.graph.states.number(moment.start)))
        elif not event.sets:
            what = ("nothing that the model speaks of changed",)
        cited = citations(event.sources, material.sources)
        rows.append(row(event.date.isoformat(), event.title, ", ".join(event.parties), what, cited))
    heads = ("date", "event", "parties", "in the model", "source")
    return without_empty_columns(Table(heads, tuple(rows), caption="What happened"))


def _standings(moments: Sequence[Moment], name: str) -> Table:
    found = [moment.settlements[name] for moment in moments]
    rows = [
        row("(status)", *(STATUS_WORDS[one.status] for one in found)),
        row("(who could)", *(coalitions_in_words(one.minimal_coalitions) for one in found)),
    ]
    none = [None] * len(moments)
    for party in moments[0].graph.parties:
        cells = row_of(moments, name, party, none)
        told = (said(cell, counts=(_WEIGHT,)) for cell in cells)
        rows.append(row(party, *told, anchor=f"time-{role_anchor(name, party)}"))
    heads = ("", *(f"{when(moment)} {moment.title}".strip() for moment in moments))
    return Table(heads, tuple(rows), caption=f"{name}: roles and weights at each date")


def _drawn(material: Material, moments: Sequence[Moment], name: str) -> tuple[Figure, ...]:
    from detente.report.charts.timeline import plot_timeline

    return charts(material.beside, lambda: plot_timeline(moments, name))
