"""Which states lie on a way there and back: classes of states that reach one another.

Everybody may move here, any number of times, whether it pays or not. States between which one
party can go at will are joined first, all at once. What is left is joined along cycles (Tarjan
1972), in a small graph: from a class to the lists that its states read, and from a list to the
classes of its targets, after the classes that lie on no cycle have been taken out.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from detente.graphs.graph import Graph
from detente.graphs.moves import Flags, Moves
from detente.graphs.states import Indices
from detente.graphs.transforms import HIGHEST, LOWEST, best, worst

Places = npt.NDArray[np.int64]
_TURNS = 64


def always_returns(graph: Graph) -> bool:
    """Whether every move can be undone at once: nothing is one-way, forbidden or hand-drawn.

    Rules do not matter, since the state that a move leaves is feasible. Nor do states that are
    the same: a move can be undone between the members that it was made between.
    """
    dispute = graph.dispute
    return dispute.drawing is None and not dispute.forbidden_moves and not _one_way(graph)


def classes(graph: Graph) -> Indices:
    """A number for each state, the same for two states if each can be reached from the other.

    Parameters
    ----------
    graph : Graph
        The dispute.

    Returns
    -------
    numpy.ndarray of int32, shape (n,)
        In no order.
    """
    joined = _joined_at_will(graph)
    # A one-way option never comes back, and all others change at will: then this is all.
    if graph.chaining or always_returns(graph):
        return joined
    names, place = np.unique(joined, return_inverse=True)
    onward = _on_cycles(graph, place.astype(np.int32), len(names))
    if not onward.any():
        return joined
    starts, ends = _links(graph, place, onward)
    cycles = np.array(_strong_classes(starts, ends)[: int(onward.sum())])
    _, first, inverse = np.unique(cycles, return_index=True, return_inverse=True)
    names[onward] = names[onward][first][inverse]
    return names.take(place)


def _one_way(graph: Graph) -> bool:
    parties = graph.dispute.parties
    return any(option.direction != "both" for party in parties for option in party.options)


def _joined_at_will(graph: Graph) -> Indices:
    """The lowest state that each is joined to, where one party can go from any to any other.

    Every state points to a lower one of its class or to itself; pointers are followed to their
    ends after each turn, so that few turns are needed however long the chains of states are.
    """
    lowest = np.arange(len(graph), dtype=np.int32)
    again = True
    while again:
        before = lowest.copy()
        for moves in graph.moves:
            for members, starts in _at_will(moves):
                ends = lowest.take(members)
                lengths = np.diff(starts, append=len(members))
                np.minimum.at(lowest, ends, np.repeat(np.minimum.reduceat(ends, starts), lengths))
            lowest = _followed(lowest)
        again = not np.array_equal(before, lowest)
    return lowest


def _at_will(moves: Moves) -> Iterator[tuple[Indices, Places]]:
    """Groups of states between which a party can go at will, and where each group starts."""
    if moves.none:
        return
    for portion in moves.portions():
        both = np.ones(len(portion.members), dtype=bool)
        both = both if portion.readers is None else both & portion.readers
        both = both if portion.targets is None else both & portion.targets
        lists = portion.spread(np.arange(len(portion.lengths)))[both]
        if len(lists):
            yield portion.members[both], np.flatnonzero(np.diff(lists, prepend=-1))


def _followed(pointers: Indices) -> Indices:
    while True:
        further = pointers.take(pointers)
        if np.array_equal(further, pointers):
            return pointers
        pointers = further


def _on_cycles(graph: Graph, place: Indices, count: int) -> Flags:
    """Which of `count` classes may lie on a cycle with others: shape (count,).

    Those from which nothing leads on lie on none, nor do those from which only such lead on, and
    so forth. After some turns the rest is kept as it is.
    """
    kept = np.ones(count, dtype=bool)
    for _ in range(_TURNS):
        leaves = np.zeros(count, dtype=bool)
        low, high = (np.where(kept[place], place, other) for other in (HIGHEST, LOWEST))
        for moves in graph.moves:
            leaves[place[(worst(moves, low) < place) | (best(moves, high) > place)]] = True
        if not (kept & ~leaves).any():
            break
        kept &= leaves
    return kept


def _links(graph: Graph, place: Places, kept: Flags) -> tuple[list[int], list[int]]:
    """Links from the classes that are kept to lists, and back; lists are numbered after classes.

    Returns
    -------
    starts, ends : list of int
        Where the links from each begin in `ends`, and to what they lead.
    """
    first = int(kept.sum())
    renamed = np.where(kept, np.cumsum(kept) - 1, -1)
    sources, targets = [], []
    for moves in graph.moves:
        lists = np.repeat(np.arange(len(moves.starts) - 1), np.diff(moves.starts)) + first
        first += len(moves.starts) - 1
        entries = renamed.take(place.take(moves.members))
        reads = entries >= 0 if moves.readers is None else (entries >= 0) & moves.readers
        enters = entries >= 0 if moves.targets is None else (entries >= 0) & moves.targets
        sources += [entries[reads], lists[enters]]
        targets += [lists[reads], entries[enters]]
    links = np.unique(np.concatenate(sources) * first + np.concatenate(targets))
    from_, to = np.divmod(links, first)
    return np.searchsorted(from_, np.arange(first + 1)).tolist(), to.tolist()


def _strong_classes(starts: list[int], ends: list[int]) -> list[int]:
    """Tarjan's classes of a graph's nodes, without recursion: a number for each."""
    count = len(starts) - 1
    found, low, class_of = [0] * count, [0] * count, [-1] * count
    at, waiting = list(starts), list[int]()
    seen = classes_so_far = 0
    for root in range(count):
        path = [] if found[root] else [root]
        while path:
            node = path[-1]
            if not found[node]:
                seen += 1
                found[node] = low[node] = seen
                waiting.append(node)
            for link in range(at[node], starts[node + 1]):
                after = ends[link]
                if not found[after]:
                    at[node] = link  # looked at again once `after` is done
                    path.append(after)
                    break
                if class_of[after] < 0:
                    low[node] = min(low[node], low[after])
            else:
                path.pop()
                if low[node] == found[node]:
                    while class_of[node] < 0:
                        class_of[waiting.pop()] = classes_so_far
                    classes_so_far += 1
    return class_of
