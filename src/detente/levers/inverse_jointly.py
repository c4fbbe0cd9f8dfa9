"""Whether fewer steps, of several parties together, make a state an equilibrium (ours).

Where answers are made of improvements, a change of one party's preferences can create an answer
that spares another party a change of its own. So the smallest changes of the parties one by one
need not be the smallest of all. All changes of fewer steps are gone through, fewest first, as far
as that can be done: each party's changes that still allow the state to be stable for it, whatever
the others would do, and of those alike in all that matters only one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product
from math import prod

import numpy as np

from detente.graphs.graph import Graph
from detente.graphs.varying import ranked_moves
from detente.graphs.worlds import worlds_of
from detente.levers.conditions import condition, widest_condition
from detente.levers.inverse_changes import Change
from detente.levers.inverse_variants import TooMany, Variant, Variants, possible_moves
from detente.stability.concepts import CONCEPTS

_MOST_JOINT = 50_000
_MOST_CELLS = 200_000_000
_SIDE_BY_SIDE = 512
_AT_ONCE = 4_000_000
_MOST_SOLVED = 500


@dataclass(frozen=True)
class Joint:
    """What the search found.

    Attributes
    ----------
    changes : tuple of Change, or None
        A smallest change; None where there is none of fewer steps than were known, or the search
        did not get so far.
    ruled_out : int
        No change of fewer steps than this is enough.
    """

    changes: tuple[Change, ...] | None
    ruled_out: int


def fewer_steps(graph: Graph, place: int, concept: str, least: Sequence[int], below: int) -> Joint:
    """A change of fewer steps than are known to be enough, if there is one.

    Parameters
    ----------
    graph, place, concept
        The dispute, the place of the state and the concept.
    least : sequence of int
        For each party the fewest steps that it must be changed by in any case. At least one step
        is needed, since the state is no equilibrium.
    below : int
        How many steps are known to be enough.
    """
    first = max(1, sum(least))
    if first >= below:
        return Joint(None, below)
    search = _Search(graph, place, concept, least)
    for steps in range(first, below):
        try:
            found = search.of(steps)
        except TooMany:
            return Joint(None, steps)
        if found is not None:
            return Joint(found, steps)
    return Joint(None, below)


class _Search:
    def __init__(self, graph: Graph, place: int, concept: str, least: Sequence[int]) -> None:
        self.graph, self.place, self.concept, self.least = graph, place, concept, least
        parties = range(len(graph.moves))
        self.needed = [widest_condition(graph, place, concept, party) for party in parties]
        self.variants = [Variants(graph, place, party) for party in parties]
        self.looked = 0
        moves = sum(map(possible_moves, graph.moves))
        self.most = min(_MOST_JOINT, _MOST_CELLS // (len(graph) + moves))

    def of(self, steps: int) -> tuple[Change, ...] | None:
        """A change of just so many steps that makes the state an equilibrium.

        Raises
        ------
        TooMany
            If there are too many to go through.
        """
        for shares in _shared_out(steps, self.least):
            choices = [self._level(party, own) for party, own in enumerate(shares)]
            count = prod(map(len, choices))
            self.looked += count
            if self.looked > self.most:
                raise TooMany
            picked = self._enough(choices) if count else None
            if picked is not None:
                return tuple(variant.change for variant in picked if variant.change.steps)
        return None

    def _level(self, party: int, steps: int) -> list[Variant]:
        needed = self.needed[party].clauses
        level = self.variants[party].level(steps)
        return [one for one in level if needed.hold(one.ranks <= one.ranks[self.place])]

    def _enough(self, choices: list[list[Variant]]) -> tuple[Variant, ...] | None:
        every = product(*choices)
        together = max(1, min(_SIDE_BY_SIDE, _AT_ONCE // len(self.graph)))
        while some := list(islice(every, together)):
            found = self._stable_jointly(some) if self.concept == "sim" else self._stable(some)
            if found is not None:
                return found
        return None

    def _stable(self, some: list[tuple[Variant, ...]]) -> tuple[Variant, ...] | None:
        """The first of several joint choices under which the state is an equilibrium."""
        ranks, picks = [], np.zeros((len(some), len(self.variants)), dtype=np.int64)
        for party in range(len(self.variants)):
            places = {id(choice[party]): choice[party] for choice in some}
            numbered = {key: k for k, key in enumerate(places)}
            ranks.append([variant.ranks for variant in places.values()])
            picks[:, party] = [numbered[id(choice[party])] for choice in some]
        worlds = worlds_of(self.graph, ranks, picks)
        stable = np.ones(len(some), dtype=bool)
        for party in range(len(self.variants)):
            stable &= CONCEPTS[self.concept].stable(worlds, party)[self.place]
        return some[int(stable.argmax())] if stable.any() else None

    def _stable_jointly(self, some: list[tuple[Variant, ...]]) -> tuple[Variant, ...] | None:
        for choice in some:
            graph = with_all_ranks(self.graph, [variant.ranks for variant in choice])
            if is_equilibrium(graph, self.place, self.concept):
                return choice
        return None


def with_all_ranks(graph: Graph, ranks: Sequence[np.ndarray]) -> Graph:
    """The graph, were all parties' ranks others."""
    moves = tuple(ranked_moves(own, rank) for own, rank in zip(graph.moves, ranks, strict=True))
    return replace(graph, ranks=tuple(ranks), moves=moves)


def is_equilibrium(graph: Graph, place: int, concept: str) -> bool:
    """Whether a state is stable for every party."""
    return all(is_stable(graph, place, concept, party) for party in range(len(graph.moves)))


def is_stable(graph: Graph, place: int, concept: str, party: int) -> bool:
    """Whether the solver finds a state stable for a party.

    In a large dispute simultaneous stability is looked up in the condition on this one state: the
    solver would go through all states.
    """
    if concept == "sim" and len(graph) > _MOST_SOLVED:
        return condition(graph, place, concept, party).holds
    return bool(CONCEPTS[concept].stable(graph, party)[place])


def _shared_out(steps: int, least: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """All ways to share steps out among parties, each with at least its own number."""
    if len(least) == 1:
        yield (steps,)
        return
    for own in range(least[0], steps - sum(least[1:]) + 1):
        for rest in _shared_out(steps - own, least[1:]):
            yield (own, *rest)
