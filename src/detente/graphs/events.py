"""What later events make of the status quo, option by option."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

import numpy as np

from detente.disputes.model import Dispute, Event, Setting, option_places
from detente.disputes.places import problem_at
from detente.disputes.problems import DisputeError, Problem
from detente.graphs.graph import Graph
from detente.graphs.states import status_quo_code
from detente.statements.syntax import OptionOn


def is_past(event: Event, as_of: datetime.date | None) -> bool:
    """Whether an event had happened by the file's date, so that its status quo has it already."""
    return as_of is not None and event.date <= as_of


def later_states(graph: Graph) -> Iterator[tuple[Event, int]]:
    """The events after the file's date, in the order of dates, and the state that each leads to.

    Raises
    ------
    DisputeError
        With every event that leads to a state which is not feasible.
    """
    problems = tuple(event_problems(graph))
    if problems:
        raise DisputeError(problems)
    for _, event, place in _places(graph):
        assert place is not None
        yield event, place


def event_problems(graph: Graph) -> Iterator[Problem]:
    """Events after the file's date that would lead to what is not feasible."""
    if graph.status_quo is None:
        return
    for number, event, place in _places(graph):
        if place is None and event.sets:
            what = "after this event the state of affairs would break a rule"
            mend = "change what it sets, or the rule"
            yield problem_at(graph.dispute, ("events", number), what, mend)


def _places(graph: Graph) -> Iterator[tuple[int, Event, int | None]]:
    """Each later event with its number in the file and the place of its state, if feasible."""
    every = enumerate(graph.dispute.events)
    later = [(k, event) for k, event in every if not is_past(event, graph.dispute.as_of)]
    code = status_quo_code(graph.dispute)
    for number, event in sorted(later, key=lambda placed: placed[1].date):
        code = code_after(graph.dispute, code, event.sets)
        yield number, event, _place(graph, code)


def code_after(dispute: Dispute, code: int, sets: Iterable[tuple[Setting, bool]]) -> int:
    """The code of a state once options have been set."""
    places = {
        (dispute.parties[place.party].name, place.option.name): place
        for place in option_places(dispute)
    }
    for setting, on in sets:
        place = places[setting.party, setting.option]
        value = int(on)
        if not isinstance(setting, OptionOn):
            value = 1 << place.option.levels.index(setting.level) >> 1
        code = code & ~place.mask | value << place.shift
    return code


def _place(graph: Graph, code: int) -> int | None:
    """The place of the state with that code; that of the status quo in a hand-drawn graph."""
    feasible = graph.feasible
    if feasible is None:
        return graph.status_quo
    at = int(np.searchsorted(feasible.codes, code))
    if at == len(feasible.codes) or int(feasible.codes[at]) != code:
        return None
    return at if feasible.home is None else int(feasible.home[at])
