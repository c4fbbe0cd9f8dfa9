"""What is wrong with doubts that only the states show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from detente.disputes.model import (
    Dispute,
    Doubt,
    Matter,
    OptionDoubt,
    PreferenceDoubt,
    Ranking,
    RuleDoubt,
    Setting,
    bits,
)
from detente.disputes.places import problem_at
from detente.disputes.problems import Problem
from detente.graphs.building import ranking_problems
from detente.graphs.graph import Graph
from detente.graphs.states import status_quo_code, truths
from detente.statements.syntax import Formula, OptionOn


def doubt_problems(graph: Graph) -> Iterator[Problem]:
    """Doubts that the status quo has settled, and rankings among alternatives that are faulty."""
    for number, doubt in enumerate(graph.dispute.doubts):
        match doubt.matter:
            case PreferenceDoubt() as matter:
                yield from _ranking_problems(graph, number, matter)
            case OptionDoubt() as matter if _is_settled(graph, matter):
                what = "this is on in the status quo, so it exists"
                mend = "take it out of the status quo, or remove the doubt"
                yield problem_at(graph.dispute, ("doubts", number, "option"), what, mend)
            case RuleDoubt() as matter if _is_settled(graph, matter):
                what = "the status quo breaks this rule, so it cannot hold"
                mend = "change which options are on, or remove the doubt"
                yield problem_at(graph.dispute, ("doubts", number, "rule"), what, mend)
            case _:
                pass


def open_doubts(graph: Graph) -> tuple[Doubt, ...]:
    """The doubts that the status quo has not settled; those tied to others stand alone."""
    kept = [doubt for doubt in graph.dispute.doubts if not _is_settled(graph, doubt.matter)]
    names = {doubt.name for doubt in kept}
    return tuple(
        doubt if doubt.tied_to in names or doubt.tied_to is None else replace(doubt, tied_to=None)
        for doubt in kept
    )


def _is_settled(graph: Graph, matter: Matter) -> bool:
    match matter:
        case OptionDoubt(setting):
            return _has_status_quo(graph) and _is_on(graph.dispute, setting)
        case RuleDoubt(formula):
            return _has_status_quo(graph) and _breaks(graph.dispute, formula)
    return False


def _ranking_problems(graph: Graph, number: int, matter: PreferenceDoubt) -> Iterator[Problem]:
    """What is wrong with the rankings among a doubt's alternatives."""
    feasible = 0 if graph.feasible is None else len(graph.feasible.codes)
    for place, alternative in enumerate(matter.alternatives):
        if isinstance(alternative.preferences, Ranking):
            path = ("doubts", number, "either", place, "ranking")
            yield from ranking_problems(
                graph.dispute, graph.states, feasible, path, alternative.preferences
            )


def _has_status_quo(graph: Graph) -> bool:
    """Whether a dispute of options has one; all off is one where it is feasible."""
    return graph.feasible is not None and graph.status_quo is not None


def _is_on(dispute: Dispute, setting: Setting) -> bool:
    """Whether an option, at that level or at any but the lowest, is on in the status quo."""
    named = [
        bit.setting == setting
        or (isinstance(setting, OptionOn) and _option(bit.setting) == _option(setting))
        for bit in bits(dispute)
    ]
    mask = sum(1 << place for place, is_named in enumerate(named) if is_named)
    return status_quo_code(dispute) & mask != 0


def _option(setting: Setting) -> tuple[str, str]:
    return setting.party, setting.option


def _breaks(dispute: Dispute, rule: Formula) -> bool:
    """Whether the status quo breaks a rule."""
    alone = np.array([status_quo_code(dispute)], dtype=np.int64)
    return not next(truths([rule], dispute, alone))[0]
