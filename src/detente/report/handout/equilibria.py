"""The equilibria: how many by each kind of stability, which can come about, and why."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from detente.graphs.moves import Flags
from detente.report.handout.charting import charts
from detente.report.handout.dispute import state_line
from detente.report.handout.material import Material
from detente.report.handout.parts import Block, Figure, Fold, Line, Link, Section, Table
from detente.report.handout.writing import (
    WORLDS,
    bullets,
    led,
    line,
    number_anchor,
    paragraph,
    row,
    said,
    state_link,
)
from detente.report.shares import beside, share_in_words, stability_outcome, state_share
from detente.report.terminal import strictest_first
from detente.report.words import (
    on_by_party,
    plural,
    state_in_words,
    verdict_in_words,
    witness_in_words,
)
from detente.stability.concepts import CONCEPTS

_MOST_LISTED = 20
_MOST_WHY = 6
_MOST_ANSWERS = 4
IMPROVEMENTS = "improvements"  # what their number is called, in its anchor
_COMING, _OTHERS = "equilibria-coming", "equilibria-others"  # where those are listed


def equilibria_section(material: Material) -> Section:
    """Which states are stable for everybody, and why."""
    return Section("equilibria", "What is stable", tuple(_blocks(material)))


def kind_anchor(concept: str) -> str:
    """The anchor of a kind of stability."""
    return f"equilibria-{concept}"


def why_anchor(number: int) -> str:
    """The anchor of why a state is stable or is not."""
    return f"why-{number}"


def _blocks(material: Material) -> Iterator[Block]:
    yield paragraph(
        "A state is stable for a party if the party has no reason to leave it alone. It is an"
        " equilibrium if it is stable for every party. Kinds of stability differ in how far a party"
        " looks ahead: whether it counts the answers of the others, and which."
    )
    yield _kinds(material)
    yield from equilibria_drawn(material)
    for name, reason in material.analysis.left_out.items():
        yield paragraph(f"{CONCEPTS[name].title} is left out: {reason}.")
    yield from _status_quo(material)
    yield from _listed(material)
    listed = why_listed(material)
    if listed:
        yield paragraph(f"Why, by {CONCEPTS[material.concept].title}:")
    for place in listed:
        yield _why(material, place)


def _kinds(material: Material) -> Table:
    analysis = material.analysis
    listed = _COMING if _coming(material).any() else _OTHERS
    rows = []
    for name in analysis.concepts:
        concept = CONCEPTS[name]
        come = analysis.come_about(name)
        rows.append(
            row(
                line(f"{concept.title}", (f" ({name.upper()})",)),
                f"{concept.meaning} ({concept.source})",
                Link(f"{len(analysis.equilibria(name)):,}", listed),
                "—" if come is None else Link(f"{len(come):,}", _COMING),
                anchor=kind_anchor(name),
            )
        )
    heads = (
        "kind of stability",
        "a state is stable for a party if",
        "equilibria",
        "can come about",
    )
    return Table(
        heads, tuple(rows), frozenset({2, 3}), "How many equilibria there are, by each kind"
    )


def equilibria_drawn(material: Material) -> tuple[Figure, ...]:
    """How many equilibria each kind of stability finds, drawn."""
    from detente.report.charts.equilibria import plot_equilibria

    return charts(material.beside, lambda: plot_equilibria(material.analysis))


def _status_quo(material: Material) -> Iterator[Block]:
    graph, analysis = material.graph, material.analysis
    place = graph.status_quo
    if place is None:
        return
    said_of = []
    for name in analysis.concepts:
        restless = [p for p in analysis.parties if not analysis.flags(name, p)[place]]
        verdict = "stable for all" if not restless else f"not stable for {', '.join(restless)}"
        share = ""
        if material.sweep is not None and name in material.sweep.tally:
            found = state_share(material.sweep, graph, name, place)
            share = f" (an equilibrium in {share_in_words(found)} of the worlds)"
        said_of.append(said(f"{CONCEPTS[name].title}: {verdict}{share}.", WORLDS))
    yield paragraph("How the status quo fares: ", (state_link(graph.states.number(place)), "."))
    yield bullets(said_of)


def _coming(material: Material) -> Flags:
    """The states that are equilibria by some kind and can come about; all if that is not known."""
    every, reached = material.analysis.any_equilibrium, material.analysis.reached
    return every if reached is None else every & reached


def _listed(material: Material) -> Iterator[Block]:
    every, coming = material.analysis.any_equilibrium, _coming(material)
    if not every.any():
        yield paragraph("There is no equilibrium by any of these kinds.")
        return
    if material.analysis.reached is None:
        yield from _table(material, every, "Equilibria", _COMING)
        return
    if coming.any():
        yield from _table(material, coming, "Equilibria that can come about from now", _COMING)
    else:
        yield paragraph("No equilibrium can come about from the status quo by improvements.")
    others = int((every & ~coming).sum())
    if others:
        yield paragraph(
            f"{plural(others, 'other state')} would be stable by one kind or another, but no"
            " improvements lead there from the status quo.",
            counts=(_OTHERS,),
        )
        caption = "Equilibria that cannot come about"
        blocks = tuple(_table(material, every & ~coming, caption, None))
        yield Fold("Those that cannot come about", blocks, _OTHERS)


def _table(material: Material, flags: Flags, caption: str, anchor: str | None) -> Iterator[Block]:
    graph, sweep, concept = material.graph, material.sweep, material.concept
    places = strictest_first(material.analysis, np.flatnonzero(flags))
    drawn = graph.dispute.drawing is not None
    told = why_listed(material)
    rows = []
    for place in map(int, places[:_MOST_LISTED]):
        number = graph.states.number(place)
        on = [state_in_words(graph, place)] if drawn else on_by_party(graph, place)
        names = material.analysis.strongest(number)
        own = Link(str(number), why_anchor(number)) if place in told else state_link(number)
        cells: list[Line] = [(own,), *((one,) for one in on)]
        cells.append(line(", ".join(name.upper() for name in names)))
        if sweep is not None:
            found = share_in_words(state_share(sweep, graph, concept, place))
            cells.append((Link(found, WORLDS),))
        rows.append(row(*cells))
    what = ["what it is"] if drawn else list(graph.parties)
    worlds = [] if sweep is None else [f"{concept.upper()} in how many worlds"]
    heads = ("state", *what, "stable by", *worlds)
    listed = tuple(rows) if anchor is None else led(rows, anchor)
    yield Table(heads, listed, frozenset({0}), caption)
    more = len(places) - len(rows)
    if more > 0:
        yield paragraph(
            f"… and {more:,} more; `detente analyse {material.file} --limit` lists them."
        )


def why_listed(material: Material) -> list[int]:
    """The states of which it is told why they are stable or not: the status quo, and equilibria."""
    graph, analysis = material.graph, material.analysis
    flags = analysis.flags(material.concept)
    if analysis.reached is not None:
        flags = flags & analysis.reached
    found = [] if graph.status_quo is None else [graph.status_quo]
    found += map(int, strictest_first(analysis, np.flatnonzero(flags)))
    return list(dict.fromkeys(found))[:_MOST_WHY]


def _why(material: Material, place: int) -> Fold:
    graph = material.graph
    number = graph.states.number(place)
    starred = ", the status quo" if place == graph.status_quo else ""
    blocks: list[Block] = [paragraph(f"State {number}: ", state_line(graph, place), ".")]
    for party in graph.parties:
        witness = material.analysis.why(number, party, material.concept)
        outcome = stability_outcome(graph, material.concept, party, number)
        share = beside(material.sweep, outcome, witness.stable)
        verdict = verdict_in_words(witness, share)
        blocks.append(paragraph(verdict, shares=WORLDS, counts=(number_anchor(IMPROVEMENTS),)))
        lines = list(witness_in_words(graph, witness, _MOST_ANSWERS))
        if len(witness.answers) > _MOST_ANSWERS:
            more = plural(len(witness.answers) - _MOST_ANSWERS, "more improvement")
            lines[-1] = f"… and {more}; `detente why {material.file} {number}` tells of all."
        if lines:
            blocks.append(bullets(lines))
    stable = material.analysis.is_equilibrium(material.concept, place)
    how = "is stable" if stable else "is not stable"
    return Fold(f"State {number}{starred}: why it {how}", tuple(blocks), why_anchor(number))
