"""What is said of what can come about: in words, and as plain data for ``--json``."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from detente.claims.asked import COME_ABOUT
from detente.graphs.graph import Graph
from detente.report.answers import heading, state_answer
from detente.report.shares import share_answer, shares_answer, state_share
from detente.report.words import change_in_words, joined, plural, sets
from detente.stability.analysis import Analysis
from detente.stability.evolution import Arc, Evolution

if TYPE_CHECKING:
    from detente.claims.sweep import Sweep

# In words ---------------------------------------------------------------------------------------


def evolution_in_words(evolution: Evolution) -> Iterator[str]:
    """How many states, in how many steps, in how many stages, and who can end a stage."""
    how = "legal moves, wanted or not" if evolution.possible else "improvements"
    if len(evolution) == 1:
        none = "can move" if evolution.possible else "has an improvement"
        yield f"Nothing comes about from the status quo by {how}: no party {none} there."
        return
    come, feasible = len(evolution), len(evolution.graph)
    many = plural(evolution.longest, "step")
    yield (
        f"{come:,} of {plural(feasible, 'feasible state')} can come about from the status quo"
        f" (itself included) by {how}, in {many} at most."
    )
    if len(evolution.stages) == 1:
        yield "They are one stage: from any of them, legal moves lead to any other."
        return
    whose = [
        f"{party} (from {plural(count, 'state')})"
        for party, count in evolution.no_return.items()
        if count
    ]
    yield (
        f"They fall into {len(evolution.stages):,} stages: within a stage, legal moves lead from"
        " any state to any other; a step into another stage cannot be taken back."
    )
    yield f"Who can make such a step: {joined(whose)}."


def arc_in_words(graph: Graph, arc: Arc) -> str:
    """A step: who goes from where to where, and by what."""
    party, number = graph.parties[arc.party], graph.states.number
    change = change_in_words(graph, party, arc.source, arc.target)
    return f"{party}: from state {number(arc.source)} to {number(arc.target)} by {change}"


# As data ----------------------------------------------------------------------------------------


def evolution_answer(
    evolution: Evolution, analysis: Analysis, limit: int, shares: Sweep | None
) -> dict[str, Any]:
    """The answer of ``detente evolve``; no list is longer than `limit`."""
    graph, number = evolution.graph, evolution.graph.states.number
    shown = evolution.reached[:limit]
    told = cache(partial(arc_answer, graph))
    arcs = list(islice(evolution.arcs(shown), limit + 1))
    final = list(islice(evolution.points_of_no_return(), limit + 1))
    return {
        **heading(graph.dispute.title),
        "by": "moves" if evolution.possible else "improvements",
        "status_quo": number(evolution.start),
        "feasible": len(graph),
        "reached": len(evolution),
        "most_steps": evolution.longest,
        "stage_count": len(evolution.stages),
        "no_return": evolution.no_return,
        "states": [_state(evolution, analysis, place, shares) for place in shown.tolist()],
        "arcs": [told(arc) for arc in arcs[:limit]],
        "stages": [
            {
                "stage": stage.number,
                "states": stage.states,
                "steps": stage.steps,
                "first": number(stage.first),
            }
            for stage in evolution.stages[:limit]
        ],
        "points_of_no_return": [told(arc) for arc in final[:limit]],
        "complete": {
            "states": len(evolution) <= limit,
            "arcs": len(evolution) <= limit and len(arcs) <= limit,
            "stages": len(evolution.stages) <= limit,
            "points_of_no_return": len(final) <= limit,
        },
        "left_out": dict(analysis.left_out),
        **shares_answer(shares, {}),
    }


def _state(
    evolution: Evolution, analysis: Analysis, place: int, shares: Sweep | None
) -> dict[str, Any]:
    share = {}
    if shares is not None:
        share = share_answer(state_share(shares, evolution.graph, COME_ABOUT, place))
    return {
        **state_answer(evolution.graph, place),
        "steps": int(evolution.steps[place]),
        "last_movers": list(evolution.last_movers(place)),
        "stage": int(evolution.stage[place]),
        "equilibria": [name for name in analysis.concepts if analysis.is_equilibrium(name, place)],
        **share,
    }


def arc_answer(graph: Graph, arc: Arc) -> dict[str, Any]:
    """One arc: who goes from where to where, what it sets, and whether that can be undone."""
    party = graph.parties[arc.party]
    return {
        "party": party,
        "from": graph.states.number(arc.source),
        "to": graph.states.number(arc.target),
        "sets": sets(graph, party, arc.source, arc.target),
        "irreversible": arc.irreversible,
    }
