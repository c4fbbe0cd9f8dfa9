"""The least change of a ranking that makes a state stable: how far it must rise (ours).

A change is measured by the pairs of states whose order it changes; for strict rankings that is the
number of adjacent swaps. The least one always lifts the state, and moves no other: if the state
must be no worse than *d*, then for every *y* ranked with or between them the order of *y* and *d*
or that of *y* and the state has to change, and lifting the state changes just one pair for each.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.disputes.model import Ranking
from detente.graphs.graph import Graph
from detente.graphs.ranks import Ranks
from detente.levers.conditions import Condition


@dataclass(frozen=True)
class Lift:
    """How far a state must rise in a party's order.

    Attributes
    ----------
    pairs : int
        How many pairs of states change their order; 0 where the state is stable already.
    above : tuple of int
        The states, by number, just above which it comes to stand; empty where it need not rise.
    passed : int
        How many states it passes, those of `above` among them.
    left : int
        How many states it is tied with and leaves behind.
    rank : int
        The rank of the states just above which it comes to stand.
    """

    pairs: int
    above: tuple[int, ...]
    passed: int
    left: int
    rank: int


def least_lift(condition: Condition) -> Lift:
    """How far the state must rise, at least, to meet a condition; see the notes of this module."""
    graph = condition.graph
    return lift_to(graph, condition.party, condition.state, _needed(condition))


def _needed(condition: Condition) -> int:
    rank = condition.graph.ranks[condition.party]
    least = condition.clauses.least(rank)
    own = int(rank[condition.state])
    return own if least is None else max(own, int(least))


def lift_to(graph: Graph, party: int, state: int, rank: int) -> Lift:
    """What it takes to lift a state just above all states of a rank."""
    ranks = graph.ranks[party]
    own = int(ranks[state])
    if rank <= own:
        return Lift(0, (), 0, 0, own)
    passed = int(((ranks > own) & (ranks <= rank)).sum())
    left = int((ranks == own).sum()) - 1
    above = tuple(graph.states.numbers[ranks == rank].tolist())
    return Lift(passed + left, above, passed, left, rank)


def lifted(ranks: Ranks, state: int, lift: Lift) -> Ranks:
    """Ranks, from 0 without gaps, once a state has been lifted."""
    if lift.pairs == 0:
        return ranks
    doubled = ranks.astype(np.int64) * 2
    doubled[state] = 2 * lift.rank + 1
    return np.unique(doubled, return_inverse=True)[1].reshape(-1).astype(np.int32)


def ranking_of(graph: Graph, ranks: Ranks) -> Ranking:
    """Ranks as a ranking of state numbers, best first."""
    order = np.argsort(-ranks, kind="stable")
    cuts = np.flatnonzero(np.diff(ranks[order])) + 1
    numbers = graph.states.numbers
    return Ranking(tuple(tuple(tied.tolist()) for tied in np.split(numbers[order], cuts)))


def pairs_between(one: Ranks, other: Ranks) -> int:
    """In how many pairs of states two orders differ: where better, tied or worse is not the same.

    Examples
    --------
    >>> pairs_between(np.array([0, 1, 2]), np.array([2, 0, 1]))
    2
    """
    before = np.sign(one[:, None].astype(np.int64) - one[None, :])
    after = np.sign(other[:, None].astype(np.int64) - other[None, :])
    return int((before != after).sum()) // 2
