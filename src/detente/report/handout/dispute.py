"""The dispute in plain words: what it is about, how things stand, and what is possible."""

from __future__ import annotations

from collections.abc import Iterator

from detente.disputes.model import Dispute
from detente.graphs.graph import Graph
from detente.report.handout.formulas import how_to_read
from detente.report.handout.material import Material
from detente.report.handout.parts import Block, Fold, Line, Link, Paragraph, Section, Table
from detente.report.handout.terms import with_kinds
from detente.report.handout.writing import (
    citations,
    paragraph,
    row,
    theirs,
    without_empty_columns,
)
from detente.report.words import merged_into, plural, state_in_words
from detente.statements.printing import printed

_RULES = "rules"


def dispute_section(material: Material) -> Section:
    """What the dispute is about."""
    return Section("dispute", "The dispute", tuple(_blocks(material)))


def _blocks(material: Material) -> Iterator[Block]:
    dispute, graph = material.dispute, material.graph
    if dispute.summary:
        yield Paragraph(with_kinds(" ".join(dispute.summary.split())))
    yield _how_it_is_stated(material)
    if graph.status_quo is None:
        yield paragraph(
            "The file has no status quo, and everything off is not feasible: so what follows can"
            " say which states are stable, and not what can come about from now."
        )
    else:
        number = graph.states.number(graph.status_quo)
        words = state_line(graph, graph.status_quo)
        taken = "The file names no status quo, so it is taken to be that nothing is on. "
        named = taken if dispute.status_quo is None else ""
        yield paragraph(f"{named}The status quo is state {number}: ", words, ".")
    read = how_to_read(dispute)
    if read is not None:
        yield read
    if dispute.terms:
        yield _terms(material)
    if _has_rules(dispute):
        yield Fold("What the rules are", tuple(_rules(material)), _RULES)


def _has_rules(dispute: Dispute) -> bool:
    return bool(dispute.rules or dispute.same or dispute.forbidden_moves)


def state_line(graph: Graph, place: int) -> Line:
    """A state in words; how many states are the same as it leads to the rules that say so."""
    words = state_in_words(graph, place)
    before, mark, after = words.rpartition(" (one of ")
    if merged_into(graph, place) == 1:
        return (words,)
    count, _, rest = after.partition(" ")
    return (before, mark, Link(count, _RULES), f" {rest}")


def rules_anchor(dispute: Dispute) -> str:
    """The anchor of what makes states feasible: rules, or else all that parties can do."""
    return _RULES if _has_rules(dispute) else "parties"


def _how_it_is_stated(material: Material) -> Paragraph:
    dispute, graph = material.dispute, material.graph
    count = len(dispute.parties)
    parties = "1 party" if count == 1 else f"{count} parties"
    states = plural(len(graph), "state")
    if dispute.drawing is not None:
        return paragraph(
            f"It is drawn by hand: {parties} and {states}, with each party's moves between them.",
            counts=("parties", "graph"),
        )
    options = sum(len(party.options) for party in dispute.parties)
    return paragraph(
        f"It has {parties} with {plural(options, 'option')} in all. A state says which of them are"
        f" on; {states} of those that can be written down {_are(len(graph))} feasible.",
        counts=("parties", "parties", rules_anchor(dispute)),
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
        caption = "What every state satisfies"
        heads = ("rule", "why", "source")
        yield without_empty_columns(Table(heads, tuple(rows), caption=caption))
    if dispute.same:
        rows = (row(printed(formula)) for formula in dispute.same)
        yield Table(("states where this holds count as one",), tuple(rows))
    if dispute.forbidden_moves:
        rows = (
            row(move.party, printed(move.source), printed(move.target), printed(move.when))
            for move in dispute.forbidden_moves
        )
        who = ("who cannot go", "from where", "to where", "if, when it leaves")
        yield Table(who, tuple(rows), caption="Moves that no party can make")
