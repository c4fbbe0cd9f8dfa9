"""``detente why``: why a state is or is not stable."""

from __future__ import annotations

import re
from typing import Annotated

import numpy as np
from cyclopts import Parameter

from detente.cli.asking import console, opened, print_json
from detente.disputes.problems import DisputeError, Problem
from detente.graphs.asking import asked_formula
from detente.graphs.graph import Graph
from detente.stability.concepts import chosen


def why(
    file: str,
    state: str,
    /,
    *,
    party: str | None = None,
    concept: str = "seq",
    json: Annotated[bool, Parameter(negative="")] = False,
) -> None:
    """Say why a state is or is not stable: every improvement, and who would answer it how.

    Parameters
    ----------
    file : str
        A dispute's file, a shipped dispute's name, or a .gmcr file.
    state : str
        A state's number, or a formula that holds in one state only.
    party : str
        For this party; for all unless told.
    concept : str
        Under these solution concepts, separated by commas.
    json : bool
        Print one JSON object.
    """
    names = chosen(concept.split(","))
    case = opened(file)
    place = _asked_state(case.graph, state)
    number = int(case.graph.states.numbers[place])
    analysis = case.analyse(())
    parties = case.graph.parties if party is None else (party,)
    witnesses = [analysis.why(number, p, name) for name in names for p in parties]
    if json:
        from detente.report.answers import heading, state_answer, witness_answer

        answer = heading(case.dispute.title) | {
            "state": state_answer(case.graph, place),
            "witnesses": [witness_answer(case.graph, w) for w in witnesses],
        }
        print_json(answer)
        return
    from detente.report.terminal import show_meanings, show_witnesses

    output = console()
    show_witnesses(output, case.graph, place, witnesses)
    show_meanings(output, names)


def _asked_state(graph: Graph, text: str) -> int:
    if re.fullmatch("[0-9]{1,100}", text.strip()):
        place = graph.states.index(int(text))
        if place is None:
            raise DisputeError([_no_state(graph, int(text))])
        return place
    found = np.flatnonzero(graph.states.where(asked_formula(graph, text, "STATE")))
    if len(found) != 1:
        what = f"this holds in {len(found):,} states, where one is wanted"
        raise DisputeError([Problem("STATE", 1, 1, what, "`detente states --where` lists them")])
    return int(found[0])


def _no_state(graph: Graph, number: int) -> Problem:
    last = int(graph.states.numbers[-1])
    merged = graph.feasible is not None and graph.feasible.home is not None
    if merged and 1 <= number <= last:
        what = f"state {number} has been made the same as another, under a lower number"
    else:
        what = f"there is no state {number}: states are numbered 1 to {last}"
    return Problem("STATE", 1, 1, what, "`detente states` lists them")
