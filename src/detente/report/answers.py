"""Answers as plain data, for ``--json``: the shape that the file format's reference fixes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from detente._version import __version__
from detente.disputes.problems import Problem
from detente.graphs.advice import Want
from detente.graphs.graph import Graph
from detente.graphs.moves import Flags
from detente.graphs.reasons import exchange
from detente.report.shares import (
    share_answer,
    shares_answer,
    stability_outcome,
    state_share,
    verdicts_answer,
)
from detente.report.words import sets
from detente.stability.analysis import Analysis
from detente.stability.concepts import CONCEPTS
from detente.stability.witness import Answer, Step, Witness
from detente.statements.printing import printed

if TYPE_CHECKING:
    from detente.claims.sweep import Sweep


def heading(title: str) -> dict[str, Any]:
    """What every answer starts with."""
    return {"format": 1, "version": __version__, "dispute": title}


def state_answer(graph: Graph, state: int) -> dict[str, Any]:
    """One state: its number and what is on in it."""
    return {"number": int(graph.states.numbers[state]), "on": list(graph.states.on(state))}


def states_answer(graph: Graph, where: Flags | None, limit: int) -> dict[str, Any]:
    """The answer of ``detente states``."""
    places = np.arange(len(graph)) if where is None else np.flatnonzero(where)
    return {
        **heading(graph.dispute.title),
        "parties": list(graph.parties),
        "options": list(graph.states.labels),
        "feasible": len(graph),
        "matching": len(places),
        "states": [state_answer(graph, int(place)) for place in places[:limit]],
        "status_quo": _status_quo(graph),
    }


def analysis_answer(
    analysis: Analysis, where: Flags | None, limit: int, shares: Sweep | None
) -> dict[str, Any]:
    """The answer of ``detente analyse``; a concept that was left out is null."""
    graph = analysis.graph
    concepts: dict[str, Any] = {
        name: _concept_answer(analysis, name, where, limit, shares)
        for name in CONCEPTS
        if name in analysis.concepts
    }
    concepts |= dict.fromkeys(analysis.left_out)
    listed = states_answer(graph, where, limit)
    return {
        **listed,
        "concepts": concepts,
        "left_out": dict(analysis.left_out),
        **({} if where is None else {"matching_equilibria": _matching(analysis, where)}),
        **shares_answer(shares, {}),
    }


def _matching(analysis: Analysis, where: Flags) -> dict[str, int]:
    """How many equilibria are among the states that were asked for."""
    return {name: int((analysis.flags(name) & where).sum()) for name in analysis.concepts}


def _concept_answer(
    analysis: Analysis, name: str, where: Flags | None, limit: int, shares: Sweep | None
) -> dict[str, Any]:
    def numbers(flags: Flags) -> list[int]:
        shown = flags if where is None else flags & where
        found: list[int] = analysis.graph.states.numbers[shown][:limit].tolist()
        return found

    everyone = analysis.flags(name)
    reached = analysis.reached
    return {
        "stable": {party: numbers(analysis.flags(name, party)) for party in analysis.parties},
        "equilibria": numbers(everyone),
        "come_about": None if reached is None else numbers(everyone & reached),
        "counts": analysis.counts(name),
        **_equilibria_shares(analysis, name, numbers(everyone), shares),
    }


def _equilibria_shares(
    analysis: Analysis, name: str, numbers: list[int], shares: Sweep | None
) -> dict[str, Any]:
    """In what share of worlds each equilibrium that is listed is one."""
    if shares is None or name not in shares.tally:
        return {}
    states = analysis.graph.states
    pairs = [(number, states.index(number)) for number in numbers]
    found = [(n, state_share(shares, analysis.graph, name, p)) for n, p in pairs]
    return {"shares": [{"number": number, **share_answer(share)} for number, share in found]}


def _status_quo(graph: Graph) -> int | None:
    return None if graph.status_quo is None else int(graph.states.numbers[graph.status_quo])


def witness_answer(graph: Graph, witness: Witness, shares: Sweep | None) -> dict[str, Any]:
    """One witness, as part of the answer of ``detente why``."""
    return {
        "state": witness.state,
        "party": witness.party,
        "concept": witness.concept,
        "stable": witness.stable,
        **_witness_share(graph, witness, shares),
        "answers": [_answer(graph, answer) for answer in witness.answers],
    }


def _witness_share(graph: Graph, witness: Witness, shares: Sweep | None) -> dict[str, Any]:
    if shares is None:
        return {}
    outcome = stability_outcome(graph, witness.concept, witness.party, witness.state)
    return verdicts_answer(shares.verdicts(outcome))


def _answer(graph: Graph, answer: Answer) -> dict[str, Any]:
    sanction = answer.sanction
    return {
        "improvement": step_answer(graph, answer.improvement),
        "sanction": None if sanction is None else [step_answer(graph, step) for step in sanction],
        "end": answer.end,
        "escape": None if answer.escape is None else step_answer(graph, answer.escape),
        "anyway": answer.anyway,
    }


def step_answer(graph: Graph, step: Step) -> dict[str, Any]:
    """One step of a witness."""
    source, target = graph.states.index(step.source), graph.states.index(step.target)
    assert source is not None
    assert target is not None
    found = exchange(graph, graph.parties.index(step.party), source, target)
    return {
        "party": step.party,
        "from": step.source,
        "to": step.target,
        "sets": sets(graph, step.party, source, target),
        "gains": [printed(formula) for formula in found.gains],
        "gives_up": [printed(formula) for formula in found.gives_up],
        "improvement": step.improvement,
        "anyway": step.anyway,
    }


def problem_answer(problem: Problem) -> dict[str, Any]:
    """One problem or warning."""
    return {
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "what": problem.what,
        "mend": problem.mend,
    }


def want_answer(want: Want) -> dict[str, Any]:
    """What a party wants of another, as shares of the comparisons."""
    return {
        "party": want.party,
        "of": want.of,
        "setting": want.setting,
        "on": round(want.on, 6),
        "off": round(want.off, 6),
        "either": round(want.either, 6),
    }
