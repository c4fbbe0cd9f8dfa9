"""What is said of a state that is chosen in the drawing: what is on, how it fares, and why."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from detente.report.graph.view import View
from detente.report.handout.parts import Line, Strong
from detente.report.words import plural, state_in_words, verdict_in_words, witness_in_words
from detente.stability.concepts import CONCEPTS
from detente.stability.witness import explain

Details = tuple[tuple[str, tuple[Line, ...]], ...]
_MOST_EXPLAINED = 16
_WHY_LINES = 2


def details(view: View) -> Details:
    """For each state shown, by its number, lines about it."""
    return tuple((str(view.number(place)), tuple(_lines(view, place))) for place in view.shown)


def _lines(view: View, place: int) -> Iterator[Line]:
    graph = view.graph
    yield (Strong(f"State {view.number(place)}"), f": {state_in_words(graph, place)}.")
    yield (_standing(view, place),)
    yield from ((f"{name} holds here.",) for name in view.ends.get(place, ()))
    for party in range(len(graph.parties)):
        yield from _stability(view, place, party)


def _standing(view: View, place: int) -> str:
    kind = CONCEPTS[view.concept].title
    told = f"An equilibrium under {kind}" if place in view.stable else "No equilibrium"
    if view.start is None:
        return f"{told}."
    if place == view.start:
        return f"{told}; the {'status quo' if view.is_status_quo else 'start'}."
    if place not in view.coming:
        return f"{told}; improvements do not lead here."
    return f"{told}; can come about in {plural(view.coming[place], 'step')}."


def _stability(view: View, place: int, party: int) -> Iterator[Line]:
    """For one party: stable or not, and the first reasons."""
    graph, name = view.graph, view.graph.parties[party]
    count = len(graph.improvements(party, place))
    if count > _MOST_EXPLAINED:
        stable = "stable" if view.analysis.flags(view.concept, party)[place] else "not stable"
        many = plural(count, "improvement")
        command = f"`detente why FILE {view.number(place)}`"
        yield (Strong(name), f": {stable}; it has {many} ({command} goes through them).")
        return
    witness = explain(graph, place, party, view.concept)
    yield (Strong(name), verdict_in_words(witness).removeprefix(name))
    yield from ((line.strip(),) for line in islice(witness_in_words(graph, witness), _WHY_LINES))
