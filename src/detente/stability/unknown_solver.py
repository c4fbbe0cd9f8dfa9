"""Where states are stable with unknown comparisons, for all states at once.

Sixty-four kinds of states are asked about together, a bit to each in a machine word. For a party
all of whose own comparisons are known, the lowest rank that the others lead to is enough. (Ours.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np

from detente.graphs.graph import Graph
from detente.graphs.moves import Flags
from detente.graphs.ranks import Ranks
from detente.graphs.rounds import Places, Rounds, Table, rounds_from
from detente.graphs.transforms import HIGHEST
from detente.graphs.words import WIDTH
from detente.graphs.worlds import rounds_of, worlds_of
from detente.stability.comparisons import (
    BETTER,
    EXTENSIONS,
    UNKNOWN,
    Alternatives,
    Codes,
    alternatives_from,
)
from detente.stability.concepts import CONCEPTS

Key = tuple[str, str, int]
"""An extension, a concept, and a party by its place."""

_ROOM = 1 << 16  # words in an array that fits a cache


# A party's moves --------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Mover:
    """A party's moves, and what is known of them.

    Attributes
    ----------
    may : Alternatives
        What its preferences may be.
    rounds : callable
        Gives its moves in rounds.
    """

    may: Alternatives
    rounds: Callable[[], Rounds]

    @cached_property
    def _pairs(self) -> tuple[Places, Places, Codes]:
        """The source and the target of every move, and how the target compares with the source."""
        pairs = self.rounds().pairs()
        nothing = np.zeros(0, dtype=np.int64)
        sources = np.concatenate([nothing, *(source for source, _ in pairs)])
        targets = np.concatenate([nothing, *(target for _, target in pairs)])
        order = np.argsort(self.may.kinds[sources], kind="stable")
        sources, targets = sources[order], targets[order]
        return sources, targets, self.may.compared(sources, targets)

    @cached_property
    def attractive(self) -> tuple[Places, Places, Codes]:
        """As `_pairs`, of moves to what is or may be better, ordered by the kinds of sources."""
        sources, targets, codes = self._pairs
        kept = (codes == BETTER) | (codes == UNKNOWN)
        return sources[kept], targets[kept], codes[kept]

    @cached_property
    def all_moves(self) -> Rounds:
        """All its moves, however many lead from one state, in rounds."""
        return rounds_from(*self._pairs[:2])

    @cached_property
    def attractive_moves(self) -> Rounds:
        """The moves to what is or may be better, in rounds."""
        return rounds_from(*self.attractive[:2])

    @cached_property
    def share(self) -> float:
        """The share of its moves, of which there are some, whose comparison is unknown."""
        return 0.0 if self.may.certain else float((self._pairs[2] == UNKNOWN).mean())


def movers_of(graph: Graph, alternatives: Sequence[Sequence[Ranks]]) -> tuple[Mover, ...]:
    """Each party's moves, and what is known of them where its ranks may be any of several."""
    return tuple(
        Mover(alternatives_from(ranks), partial(_onward, graph, party))
        for party, ranks in enumerate(alternatives)
    )


def _onward(graph: Graph, party: int) -> Rounds:
    return rounds_of(graph)[party].onward


# For all states at once -------------------------------------------------------------------------


def stable_flags(
    graph: Graph, parties: Sequence[Mover], concepts: Sequence[str], extensions: Sequence[str]
) -> dict[Key, Flags]:
    """Where states are stable for each party in each sense: shape (n,)."""
    if all(party.may.certain for party in parties):
        return dict(_where_all_is_known(graph, parties, concepts, extensions))
    found: dict[Key, Flags] = {}
    for place, party in enumerate(parties):
        solve = _by_values if party.may.certain else _by_words
        found |= solve(parties, place, concepts, extensions)
    return found


def _where_all_is_known(
    graph: Graph, parties: Sequence[Mover], concepts: Sequence[str], extensions: Sequence[str]
) -> Iterator[tuple[Key, Flags]]:
    """The flags where every comparison is known: those of the concepts that are extended."""
    ranks = [party.may.ranks[0][party.may.kinds] for party in parties]
    as_stated = all(map(np.array_equal, ranks, graph.ranks))
    everyone = np.zeros((1, len(parties)), dtype=np.intp)
    world = graph if as_stated else worlds_of(graph, [[rank] for rank in ranks], everyone)
    for concept in concepts:
        for party in range(len(parties)):
            found = CONCEPTS[concept].stable(world, party).reshape(-1)
            yield from (((letter, concept, party), found) for letter in extensions)


def _by_values(
    parties: Sequence[Mover], place: int, concepts: Sequence[str], extensions: Sequence[str]
) -> dict[Key, Flags]:
    """The flags of a party all of whose own comparisons are known."""
    own = parties[place]
    rank = own.may.ranks[0][own.may.kinds].reshape(-1, 1)
    sources, targets, _ = own.attractive
    found: dict[Key, Flags] = {}
    for concept in concepts:
        harm = rank.copy()
        if concept == "smr":
            states = own.all_moves.states
            harm[states] = np.maximum(harm[states], own.all_moves.reduced(rank, np.maximum, -1))
        lowest = along(answering(parties, place, concept), harm, np.minimum, HIGHEST)
        flags = np.ones(len(rank), dtype=bool)
        flags[sources[lowest[targets, 0] > rank[sources, 0]]] = False
        found |= {(letter, concept, place): flags for letter in extensions}
    return found


def _by_words(
    parties: Sequence[Mover], place: int, concepts: Sequence[str], extensions: Sequence[str]
) -> dict[Key, Flags]:
    """The flags of a party some of whose comparisons are unknown."""
    may = parties[place].may
    sources, targets, codes = parties[place].attractive
    keys = [(letter, concept, place) for letter in extensions for concept in concepts]
    found = {key: np.ones(len(may.kinds), dtype=bool) for key in keys}
    starts = range(0, may.ranks.shape[1], WIDTH)
    columns = max(1, _ROOM // len(may.kinds))
    kinds = may.kinds[sources]
    for first in range(0, len(starts), columns):
        block = starts[first : first + columns]
        span = slice(*np.searchsorted(kinds, [block[0], block[-1] + WIDTH]))
        lanes = kinds[span] - block[0]
        for concept, fears, deterring in _deterred(parties, place, concepts, extensions, block):
            word = deterring[targets[span], lanes // WIDTH]
            free = (word >> (lanes % WIDTH).astype(np.uint64) & np.uint64(1)) == 0
            for letter in extensions:
                if EXTENSIONS[letter].fears == fears:
                    tempted = EXTENSIONS[letter].moves | (codes[span] == BETTER)
                    found[letter, concept, place][sources[span][free & tempted]] = False
    return found


def _deterred(
    parties: Sequence[Mover],
    place: int,
    concepts: Sequence[str],
    extensions: Sequence[str],
    block: range,
) -> Iterator[tuple[str, bool, Table]]:
    """Which kinds of states a move to each state is deterred at, bit by bit: shape (n, words).

    For each concept, and for parties that do and do not fear the unknown.
    """
    own = parties[place]
    words = np.stack([own.may.words(start) for start in block], axis=2)
    sanctions = {fears: ~words[0] if fears else words[1] for fears in _fears(extensions)}
    for concept in concepts:
        ends = {
            fears: _without_escape(own, deterring) if concept == "smr" else deterring
            for fears, deterring in sanctions.items()
        }
        together = np.concatenate(list(ends.values()), axis=1)
        reached = along(answering(parties, place, concept), together, np.bitwise_or, 0)
        split = np.split(reached, len(ends), axis=1)
        yield from ((concept, *pair) for pair in zip(ends, split, strict=True))


def _fears(extensions: Sequence[str]) -> list[bool]:
    return sorted({EXTENSIONS[letter].fears for letter in extensions})


def _without_escape(own: Mover, sanctions: Table) -> Table:
    """Those sanctions from which each move of the party leads to such a state again."""
    found, states = sanctions.copy(), own.all_moves.states
    found[states] &= ~own.all_moves.reduced(~sanctions, np.bitwise_or, np.uint64(0))
    return found


def answering(parties: Sequence[Mover], place: int, concept: str) -> list[Rounds]:
    """The moves of the others of which sanctions are made: none for Nash stability."""
    if concept == "nash":
        return []
    others = [party for other, party in enumerate(parties) if other != place]
    return [other.attractive_moves if concept == "seq" else other.all_moves for other in others]


def along(steps: Sequence[Rounds], values: Table, extreme: np.ufunc, none: Any) -> Table:
    """The extreme of `values` where legal sequences of one step or more lead.

    Parameters
    ----------
    steps : sequence of Rounds
        The steps of each party; no party makes two in a row.
    values : numpy.ndarray, shape (n, columns)
        A value for each state.
    extreme : numpy.ufunc
        Such as `numpy.minimum`.
    none : scalar
        Its neutral value.
    """
    none = values.dtype.type(none)
    onward = [np.full_like(values, none) for _ in steps]  # by whoever makes the first step
    turn, idle = 0, 0  # parties in a row whose turn changed nothing
    while idle < len(steps):
        now = turn % len(steps)
        after = values.copy()
        for other, reached in enumerate(onward):
            if other != now:
                extreme(after, reached, out=after)
        found = steps[now].reduced(after, extreme, none)
        changed = not np.array_equal(found, onward[now][steps[now].states])
        onward[now][steps[now].states] = found
        idle = 1 if changed else idle + 1  # its own sequences do not go on with itself
        turn += 1
    joined = np.full_like(values, none)
    for reached in onward:
        extreme(joined, reached, out=joined)
    return joined
