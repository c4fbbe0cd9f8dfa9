"""A dispute as a notebook shows it, with what follows from it."""

from __future__ import annotations

from collections.abc import Iterator

from detente.graphs.graph import Graph
from detente.report.notebook.dispute import dispute_page
from detente.report.words import plural, state_in_words


def case_html(graph: Graph) -> str:
    """What its file states, and how many states that makes."""
    return dispute_page(graph.dispute, _facts(graph), lambda number: _title(graph, number))


def _title(graph: Graph, number: int) -> str:
    place = graph.states.index(number)
    return "" if place is None else state_in_words(graph, place)


def _facts(graph: Graph) -> Iterator[str]:
    yield f"{plural(len(graph), 'state')}."
    yield status_quo_in_words(graph)


def status_quo_in_words(graph: Graph) -> str:
    """The status quo with its number, and whether the file says so."""
    if graph.status_quo is None:
        return "The file states no status quo."
    number = graph.states.number(graph.status_quo)
    words = f"state {number} ({state_in_words(graph, graph.status_quo)})"
    if graph.dispute.status_quo is None:
        return f"Status quo: {words}. That is assumed, since the file states none."
    return f"Status quo: {words}."
