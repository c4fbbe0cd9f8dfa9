"""The answer of ``detente sweep`` as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.graphs.graph import Graph
from detente.report.answers import heading
from detente.report.shares import (
    claim_shares_answer,
    doubts_answer,
    hinges_answer,
    is_true,
    kinds_answer,
    nearest_answer,
    settlement_shares_answer,
    share_answer,
    worlds_answer,
)

if TYPE_CHECKING:
    from detente.claims.sweep import Sweep


def sweep_answer(sweep: Sweep, base: Graph, limit: int) -> dict[str, Any]:
    """The answer of ``detente sweep``; `base` is the graph of the file as it stands."""
    asked = sweep.plan.asked
    return {
        **heading(base.dispute.title),
        **worlds_answer(sweep),
        "seconds": round(sweep.seconds, 2),
        "doubts": doubts_answer(sweep.space.questions),
        "claims": {name: _claim(sweep, name) for name in asked.claims},
        "settlements": {name: _settlement(sweep, name, base) for name in asked.settlements},
        "threats": {name: _kinds(sweep, f"threat {name}") for name in asked.threats},
        "equilibria": {c: _equilibria(sweep, base, c, limit) for c in asked.concepts},
    }


def _claim(sweep: Sweep, name: str) -> dict[str, Any]:
    outcome = f"claim {name}"
    found = claim_shares_answer(sweep, name)
    if outcome not in sweep.columns:
        return found
    steps = sweep.convergence(outcome, is_true)
    as_stated = {}
    if sweep.has_base:
        as_stated["verdict"] = sweep.base(outcome)
        found["nearest"] = nearest_answer(sweep, sweep.nearest(outcome))
    return {
        **as_stated,
        **found,
        "convergence": [{"worlds": count, **share_answer(share)} for count, share in steps],
    }


def _settlement(sweep: Sweep, name: str, base: Graph) -> dict[str, Any]:
    outcome = f"settlement {name}"
    if outcome not in sweep.columns:
        return {}
    found = settlement_shares_answer(sweep, name, base)
    found["open_hinges_on"] = hinges_answer(sweep, sweep.hinges(outcome, lambda v: v == "open"))
    return found | ({"as_stated": sweep.base(outcome)} if sweep.has_base else {})


def _kinds(sweep: Sweep, outcome: str) -> dict[str, Any]:
    if outcome not in sweep.columns:
        return {}
    as_stated = {"as_stated": sweep.base(outcome)} if sweep.has_base else {}
    return {**as_stated, "status_quo": kinds_answer(sweep.kinds(outcome))}


def _equilibria(sweep: Sweep, base: Graph, concept: str, limit: int) -> dict[str, Any]:
    found = sweep.equilibria(concept)
    coming = sweep.equilibria(concept, coming=True)
    started = base.status_quo is not None
    return {
        "count": len(found),
        "states": [
            {
                "number": number_in(base, sweep.graph, place),
                "on": list(sweep.graph.states.on(place)),
                **share_answer(share),
                "comes_about": share_answer(
                    coming.get(place, sweep.state_share(f"{concept} come_about", place))
                )
                if started
                else None,
            }
            for place, share in list(found.items())[:limit]
        ],
    }


def number_in(base: Graph, widest: Graph, place: int) -> int | None:
    """The number that a state of the widest graph has in the file as it stands, if it is there."""
    codes = widest.states.codes[[place]]
    feasible = widest.feasible
    if feasible is not None and feasible.home is not None:
        codes = feasible.codes[feasible.home == place]
    places = base.places_of(codes)
    there = places[places >= 0]
    return base.states.number(int(there[0])) if len(there) else None
