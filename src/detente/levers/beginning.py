"""Moves that begin a willing path to where a settlement holds (ours)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from detente.graphs.graph import Graph
from detente.graphs.moves import Flags
from detente.graphs.states import Indices
from detente.graphs.words import WIDTH
from detente.settlements.field import Field, field_of
from detente.settlements.holding import holds_on
from detente.settlements.search import Lanes, lanes_to, leading_states


def beginning(graph: Graph, mover: int, start: int, settled: Iterable[Flags]) -> Indices:
    """The states to which a party may move from `start` as the first step of such a path.

    A path is willing if every mover on it prefers its end to each state it moves from, as
    `detente.settlements.winning` has it; a party may move more than once in a row.

    Parameters
    ----------
    graph : Graph
        The dispute.
    mover : int
        The party, by its place.
    start : int
        The state it moves from, by its place.
    settled : iterable of numpy.ndarray of bool, shape (n,)
        The states of each settlement.
    """
    targets = graph.moves[mover].from_state(start)
    found = np.zeros(len(targets), dtype=bool)
    better = graph.ranks[mover] > graph.ranks[mover][start]
    ends = [holds_on(graph, states) & better for states in settled] if len(targets) else []
    if not any(wanted.any() for wanted in ends):
        return targets[found]
    field = field_of(graph, tuple(range(len(graph.moves))), start)
    for wanted in ends:
        lanes = _lanes(field, np.flatnonzero(wanted[field.places]))
        found |= _led_from(field, lanes, field.inside(targets), found)
    return targets[found]


def _lanes(field: Field, ends: npt.NDArray[np.integer[Any]]) -> Lanes:
    """Searches for ends, given by their places in the field, in which all move willingly."""
    states = field.places[ends]
    below = np.array([rank[states] for rank in field.graph.ranks], dtype=np.int32).T
    return lanes_to(ends.astype(np.int32), below)


def _led_from(field: Field, lanes: Lanes, states: Indices, known: Flags) -> Flags:
    """From which states any lane leads; of those known already it is not asked."""
    found = known.copy()
    hopeful = np.arange(len(lanes))
    if len(lanes) > 2 * WIDTH:  # several lanes as one first, which finds at least what they do
        joined, group = lanes.joined()
        words, _ = leading_states(field, joined)
        led = np.bitwise_or.reduce(words[states[~found]], initial=np.uint64(0))
        hopeful = hopeful[(led >> group.astype(np.uint64) & np.uint64(1)).astype(bool)]
        if 2 * len(hopeful) < len(lanes):
            return _led_from(field, lanes.some(hopeful), states, found)
    for first in range(0, len(hopeful), WIDTH):
        if found.all():
            break
        words, _ = leading_states(field, lanes.some(hopeful[first : first + WIDTH]))
        found |= words[states] != 0
    return found
