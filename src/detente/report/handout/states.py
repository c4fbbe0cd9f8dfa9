"""The graph of states and moves, what can come about in it, and every state that is spoken of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from detente.report.evolution import evolution_in_words
from detente.report.graph.figure import graph_figure
from detente.report.handout.material import Material
from detente.report.handout.parts import Block, Fold, Line, Link, Section, Table
from detente.report.handout.writing import bullets, paragraph, row, said, state_anchor
from detente.report.words import merged_into, on_by_party, plural, state_in_words

_MOST_STATES = 400
_ANCHOR = re.compile(r"state-(\d+)")


def graph_section(material: Material) -> Section:
    """The states and moves from the status quo."""
    blocks: list[Block] = [
        paragraph(
            "A party moves from one state to another by changing options of its own. A move to a"
            " state that it prefers is an improvement. Which states can come about is found by"
            " following improvements, one after another, from the status quo."
        )
    ]
    if material.dispute.drawing is not None:
        blocks[0] = paragraph(
            "A party moves along the arrows that are drawn for it. A move to a state that it"
            " prefers is an improvement. Which states can come about is found by following"
            " improvements, one after another, from the status quo."
        )
    blocks.append(graph_figure(material.graph, concept=material.concept))
    if material.evolution is not None:
        blocks.append(bullets(evolution_in_words(material.evolution)))
    return Section("graph", "States and moves", tuple(blocks))


def spoken_of(lines: Iterable[Line]) -> list[int]:
    """The numbers of the states that lines lead to, in order."""
    found = set()
    for line in lines:
        for span in line:
            match = _ANCHOR.fullmatch(span.to) if isinstance(span, Link) else None
            if match:
                found.add(int(match.group(1)))
    return sorted(found)


def states_fold(material: Material, numbers: Iterable[int]) -> Fold:
    """What is on in each state that the report speaks of, and how it fares."""
    graph = material.graph
    places = [(number, graph.states.index(number)) for number in numbers]
    listed = [(number, place) for number, place in places if place is not None][:_MOST_STATES]
    drawn = graph.dispute.drawing is not None
    rows = []
    for number, place in listed:
        on = [state_in_words(graph, place)] if drawn else on_by_party(graph, place)
        mark = "status quo" if place == graph.status_quo else _count(merged_into(graph, place))
        rows.append(
            row(
                str(number),
                *on,
                said(_stable(material, number)),
                mark,
                anchor=state_anchor(number),
            )
        )
    what = ["title"] if drawn else list(graph.parties)
    heads = ("state", *what, "stable by", "note")
    table = Table(heads, tuple(rows), frozenset({0}))
    intro = paragraph(
        "What is on in each state, party by party, and by which kinds of stability it is an"
        " equilibrium (the strictest ones; what follows from them is left out)."
    )
    return Fold("Every state that this report speaks of", (intro, table), "states")


def _count(members: int) -> str:
    return "" if members == 1 else f"one of {plural(members, 'state')} that are the same"


def _stable(material: Material, number: int) -> str:
    names = material.analysis.strongest(number)
    return ", ".join(name.upper() for name in names) or "—"


def lines_of(blocks: Iterable[Block]) -> Iterator[Line]:
    """Every line of blocks, those of folds too."""
    from detente.report.handout.walking import lines

    for block in blocks:
        yield from lines(block)
        if isinstance(block, Fold):
            yield from lines_of(block.blocks)
