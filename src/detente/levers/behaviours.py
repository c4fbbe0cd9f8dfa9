"""How parties may choose: a visible grid of behaviours, none of which is known to be right (ours).

*Rule-bound* parties make one of the moves that they have a reason for, whichever, and now and then
anything at all. *Quantal* parties make a move the more often the more it is worth to them (McKelvey
& Palfrey 1995), and now and then anything at all. Averaging over a grid of both was better
calibrated than either alone where parties behave in yet another way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from detente.graphs.graph import Graph
from detente.graphs.moves import Flags
from detente.graphs.states import Indices
from detente.levers.beginning import beginning
from detente.settlements.credibility import credible_moves

Chances = npt.NDArray[np.float64]


@dataclass(frozen=True)
class RuleBound:
    """Any of the moves for which there is a reason, each as likely; sometimes anything.

    Attributes
    ----------
    epsilon : float
        How often it is anything at all.
    """

    epsilon: float

    kind = "rule-bound"


@dataclass(frozen=True)
class Quantal:
    """The better, the likelier, looking ahead; sometimes anything.

    Attributes
    ----------
    precision : float
        How much likelier what is better is: the literature's lambda.
    lapse : float
        How often it is anything at all: kappa.
    """

    precision: float
    lapse: float

    kind = "quantal"


Behaviour: TypeAlias = RuleBound | Quantal
EPSILONS = (0.02, 0.05, 0.1, 0.2, 0.4)
PRECISIONS = (1.0, 3.0, 10.0, 30.0, 100.0)
LAPSES = (0.02, 0.1, 0.3)
GRID: tuple[Behaviour, ...] = (
    *map(RuleBound, EPSILONS),
    *(Quantal(precision, lapse) for precision in PRECISIONS for lapse in LAPSES),
)


def reasonable(graph: Graph, mover: int, start: int, settled: Iterable[Flags]) -> Indices:
    """The states to which a rule-bound party moves from `start`; `start` alone if to none.

    These are its credible moves, and those that begin a willing path to where a settlement holds.
    Parameters are those of `beginning`.
    """
    credible = credible_moves(graph, mover, start)
    begun = beginning(graph, mover, start, settled)
    found: Indices = np.union1d(credible, begun).astype(np.int32)
    return found if len(found) else np.array([start], dtype=np.int32)


def rule_bound(settings: npt.NDArray[np.int64], within: Flags) -> Chances:
    """The chance of each setting of a menu under every rule-bound behaviour of the grid.

    Parameters
    ----------
    settings : numpy.ndarray of int64, shape (k,)
        The places in the menu of the moves for which there is a reason.
    within : numpy.ndarray of bool, shape (n,)
        Which settings of the menu can be reached.

    Returns
    -------
    numpy.ndarray of float64, shape (5, n)
    """
    wanted = np.zeros(len(within))
    wanted[settings] = 1
    return _mixed(wanted / wanted.sum(), np.array(EPSILONS), within)


def quantal(worth: Chances, settings: npt.NDArray[np.int64], within: Flags) -> Chances:
    """The chance of each setting of a menu under every quantal behaviour of the grid.

    Parameters
    ----------
    worth : numpy.ndarray of float64, shape (5, k)
        For each precision, the values for the mover of the states that it could be in next.
    settings : numpy.ndarray of int64, shape (k,)
        The place in the menu of each of these states.
    within : numpy.ndarray of bool, shape (n,)
        Which settings of the menu can be reached.

    Returns
    -------
    numpy.ndarray of float64, shape (15, n)
    """
    exponents = np.array(PRECISIONS)[:, None] * worth
    likely = np.exp(exponents - exponents.max(axis=1, keepdims=True))
    likely /= likely.sum(axis=1, keepdims=True)
    chosen = np.zeros((len(PRECISIONS), len(within)))
    for row, weights in zip(chosen, likely, strict=True):
        np.add.at(row, settings, weights)
    return np.concatenate([_mixed(row, np.array(LAPSES), within) for row in chosen])


def _mixed(chosen: Chances, errors: Chances, within: Flags) -> Chances:
    """What is chosen but for an error now and then, which may be anything within reach."""
    anything = within / within.sum()
    mixed: Chances = (1 - errors)[:, None] * chosen + errors[:, None] * anything
    return mixed
