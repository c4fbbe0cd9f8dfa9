"""The dispute in plain words: what it is about, how things stand, and what is possible."""

from __future__ import annotations

from collections.abc import Iterator

from detente.report.handout.material import Material
from detente.report.handout.parts import Block, Fold, Paragraph, Section, Table
from detente.report.handout.writing import citations, paragraph, row, theirs
from detente.report.words import plural, state_in_words
from detente.statements.printing import printed


def dispute_section(material: Material) -> Section:
    """What the dispute is about."""
    return Section("dispute", "The dispute", tuple(_blocks(material)))


def _blocks(material: Material) -> Iterator[Block]:
    dispute, graph = material.dispute, material.graph
    if dispute.summary:
        yield Paragraph(theirs(dispute.summary))
    yield _how_it_is_stated(material)
    if graph.status_quo is None:
        yield paragraph(
            "The file states no status quo, and everything off is not feasible: so what follows can"
            " say which states are stable, and not what can come about from now."
        )
    else:
        number = graph.states.number(graph.status_quo)
        words = state_in_words(graph, graph.status_quo)
        yield paragraph(f"The status quo is state {number}: ", (f"{words}.",))
    if dispute.terms:
        yield _terms(material)
    if dispute.rules or dispute.same or dispute.forbidden_moves:
        yield Fold("What the rules are", tuple(_rules(material)), "rules")


def _how_it_is_stated(material: Material) -> Paragraph:
    dispute, graph = material.dispute, material.graph
    parties = plural(len(dispute.parties), "party").replace("partys", "parties")
    states = plural(len(graph), "state")
    if dispute.drawing is not None:
        return paragraph(
            f"It is drawn by hand: {parties} and {states}, with each party's moves between them."
        )
    options = sum(len(party.options) for party in dispute.parties)
    return paragraph(
        f"It is stated by {parties} with {plural(options, 'option')} in all. A state says which of"
        f" them are on; {states} of those that can be written down {_are(len(graph))} feasible."
    )


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _terms(material: Material) -> Table:
    rows = (
        row(name, f"{printed(formula)}", anchor=f"term-{name}")
        for name, formula in material.dispute.terms
    )
    return Table(("short for", "it means"), tuple(rows), caption="Names that formulas use")


def _rules(material: Material) -> Iterator[Block]:
    dispute = material.dispute
    if dispute.rules:
        rows = (
            row(printed(r.formula), theirs(r.why), citations(r.sources, material.sources))
            for r in dispute.rules
        )
        yield Table(("rule", "why", "source"), tuple(rows), caption="What every state satisfies")
    if dispute.same:
        rows = (row(printed(formula)) for formula in dispute.same)
        yield Table(("states where this holds count as one",), tuple(rows))
    if dispute.forbidden_moves:
        rows = (
            row(move.party, printed(move.source), printed(move.target), printed(move.when))
            for move in dispute.forbidden_moves
        )
        heads = ("who cannot go", "from where", "to where", "if, when it leaves")
        yield Table(heads, tuple(rows), caption="Moves that no party can make")
