"""The graph of states and moves, what can come about in it, and every state that is spoken of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from detente.report.evolution import evolution_in_words
from detente.report.graph.figure import graph_figure
from detente.report.handout.dispute import rules_anchor, state_line
from detente.report.handout.equilibria import IMPROVEMENTS, why_anchor
from detente.report.handout.material import Material
from detente.report.handout.parts import (
    Block,
    Figure,
    Fold,
    Line,
    Link,
    Section,
    Strong,
    Table,
)
from detente.report.handout.writing import (
    bullets,
    number_anchor,
    paragraph,
    row,
    said,
    state_anchor,
    state_link,
    with_numbers,
    without_empty_columns,
)
from detente.report.words import merged_into, on_by_party, plural, state_in_words
from detente.stability.concepts import CONCEPTS
from detente.stability.evolution import Evolution

_MOST_STATES = 400
_ANCHOR = re.compile(r"state-(\d+)")
_MEANINGS = (
    (
        IMPROVEMENTS,
        "improvements",
        "How many moves to states that it prefers the party could make alone. Each is told behind"
        " the number, or the first of them.",
    ),
    (
        "come",
        "states that can come about",
        "The status quo, and every state that some improvements, one after another, lead to.",
    ),
    (
        "steps",
        "steps",
        "How many improvements the shortest way to a state takes, from the status quo; at most, how"
        " many for the state that takes the most.",
    ),
    (
        "stages",
        "stages",
        "Two states are in one stage if legal moves lead from each to the other. So a step into"
        " another stage is one that cannot be taken back.",
    ),
    (
        "away",
        "states that a party can leave a stage from",
        "In how many of the states that can come about the party has an improvement that leads into"
        " another stage.",
    ),
)
_MANY, _COME, _STEPS, _STAGES, _AWAY = (number_anchor(name) for name, _, _ in _MEANINGS)


def graph_section(material: Material) -> Section:
    """The states and moves from the status quo."""
    moves = "moves from one state to another by changing options of its own"
    if material.dispute.drawing is not None:
        moves = "moves along the arrows that are drawn for it"
    kind = CONCEPTS[material.concept].title
    blocks: list[Block] = [
        paragraph(
            f"A party {moves}. A move to a state that it prefers is an improvement. Which states"
            " can come about is found by following improvements, one after another, from the status"
            " quo. A state that nobody has reason to leave is an equilibrium; the drawing marks"
            f" those by {kind}."
        )
    ]
    blocks.append(_figure(material))
    if material.evolution is not None:
        blocks.append(bullets(_come_about(material.evolution)))
    return Section("graph", "States and moves", with_numbers(blocks, _MEANINGS))


def _figure(material: Material) -> Figure:
    """The graph drawn; what is said of a state leads to the other states that it names."""
    figure = graph_figure(material.graph, concept=material.concept)
    details = tuple(
        (key, tuple(_told_of(material, int(key), about))) for key, about in figure.details
    )
    return replace(figure, details=details)


def _told_of(material: Material, number: int, about: tuple[Line, ...]) -> Iterator[Line]:
    """What is said of a state: first which it is and what is on, then how it fares and why."""
    place = material.graph.states.index(number)
    assert place is not None
    yield (Strong("State "), state_link(number), ": ", *state_line(material.graph, place), ".")
    for later, one in enumerate(about[1:]):
        to = _MANY if later else _STEPS
        parts = (said(part, counts=(to,)) if isinstance(part, str) else (part,) for part in one)
        yield tuple(span for part in parts for span in part)


def _come_about(evolution: Evolution) -> Iterator[Line]:
    """How many states come about, in how many steps and stages."""
    possible = rules_anchor(evolution.graph.dispute)
    kinds = {"feasible": (_COME, possible, _STEPS), "fall into": (_STAGES,), "Who can": (_AWAY,)}
    for text in evolution_in_words(evolution):
        found = next((counts for mark, counts in kinds.items() if mark in text), ())
        yield said(text, counts=found)


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
        mark = "status quo" if place == graph.status_quo else _same(merged_into(graph, place))
        rows.append(
            row(
                Link(str(number), why_anchor(number)),
                *on,
                said(_stable(material, number)),
                said(mark, counts=(rules_anchor(graph.dispute),)),
                anchor=state_anchor(number),
            )
        )
    what = ["title"] if drawn else list(graph.parties)
    heads = ("state", *what, "stable by", "note")
    table = without_empty_columns(Table(heads, tuple(rows), frozenset({0})))
    intro = paragraph(
        "What is on in each state, party by party, and by which kinds of stability it is an"
        " equilibrium (the strictest ones; what follows from them is left out). The number of a"
        " state leads to why it is stable or not, where that is told."
    )
    return Fold("Every state that this report speaks of", (intro, table), "states")


def _same(members: int) -> str:
    return "" if members == 1 else f"one of {plural(members, 'state')} that are the same"


def _stable(material: Material, number: int) -> str:
    names = material.analysis.strongest(number)
    return ", ".join(name.upper() for name in names) or "—"
