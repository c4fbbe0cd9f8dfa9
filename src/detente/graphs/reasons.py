"""Why a party prefers one state to another: which of its statements it gains and gives up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.disputes.model import Prioritised, Weighted
from detente.graphs.graph import Graph
from detente.graphs.states import truths
from detente.statements.syntax import Formula


@dataclass(frozen=True)
class Exchange:
    """What a party's statements say of going from one state to another.

    Attributes
    ----------
    gains, gives_up : tuple of Formula
        Statements that begin to hold and that cease to hold, most important first.
    decided_by : Formula or None
        The most important statement of either kind, which decides the preference; None for a
        party with weights, with a ranking, or to which both states are the same.
    """

    gains: tuple[Formula, ...]
    gives_up: tuple[Formula, ...]
    decided_by: Formula | None


def exchange(graph: Graph, party: int, source: int, target: int) -> Exchange:
    """What `party` gains and gives up between two states (all by their places)."""
    preferences = graph.dispute.parties[party].preferences
    if isinstance(preferences, Prioritised):
        formulas = tuple(statement.formula for statement in preferences.statements)
    elif isinstance(preferences, Weighted):
        formulas = tuple(formula for formula, _ in preferences.weights)
    else:
        return Exchange((), (), None)
    places = np.array([source, target])
    codes = graph.states.codes[places]
    numbers = np.array([graph.states.number(source), graph.states.number(target)])
    held = list(truths(formulas, graph.dispute, codes, numbers))
    changed = [f for f, (before, after) in zip(formulas, held, strict=True) if before != after]
    gains = tuple(
        f for f, (before, after) in zip(formulas, held, strict=True) if after and not before
    )
    gives_up = tuple(f for f in changed if f not in gains)
    decides = isinstance(preferences, Prioritised) and changed
    return Exchange(gains, gives_up, changed[0] if decides else None)
