"""The shortest way along legal sequences: no party moves twice in a row."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from detente.graphs.graph import Graph
from detente.graphs.moves import Flags

Step = tuple[int, int, int]
"""Who moves, from where, and to where, by their places."""
_Node = tuple[int, int]


def shortest_sequence(
    graph: Graph, group: Sequence[int], start: int, wanted: Flags, *, improving: bool
) -> list[Step] | None:
    """The shortest legal sequence of a group, of one step at least, to a state that is wanted.

    Parameters
    ----------
    graph : Graph
        The dispute.
    group : sequence of int
        Who may move.
    start : int
        Where it begins, by its place.
    wanted : numpy.ndarray of bool, shape (n,)
        Where it may end.
    improving : bool
        Whether every step must be its mover's improvement at that step.

    Returns
    -------
    list of Step or None
        None where no sequence leads to such a state.
    """
    came: dict[_Node, _Node] = {}
    waiting = deque([(start, -1)])
    while waiting:
        node = waiting.popleft()
        here, last = node
        for mover in group:
            if mover == last:
                continue
            for there in _onward(graph, mover, here, improving):
                if (there, mover) in came:
                    continue
                came[there, mover] = node
                if wanted[there]:
                    return _path(came, (there, mover))
                waiting.append((there, mover))
    return None


def _onward(graph: Graph, mover: int, state: int, improving: bool) -> list[int]:
    if improving:
        return graph.improvements(mover, state)
    return [int(target) for target in graph.moves[mover].from_state(state)]


def _path(came: dict[_Node, _Node], node: _Node) -> list[Step]:
    path = []
    while node[1] != -1:
        before = came[node]
        path.append((node[1], before[0], node[0]))
        node = before
    return path[::-1]
