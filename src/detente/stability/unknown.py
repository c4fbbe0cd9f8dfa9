"""Stability where some comparisons are not known at all: all answers together, by name.

The extensions are those of Li, Hipel, Kilgour & Fang (2004).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from detente.disputes.problems import did_you_mean
from detente.graphs.graph import Graph
from detente.graphs.moves import Flags
from detente.graphs.ranks import Ranks
from detente.graphs.transforms import moved_to
from detente.graphs.words import WIDTH
from detente.stability.comparisons import chosen_extensions, extended_concepts
from detente.stability.concepts import UnknownName
from detente.stability.unknown_solver import Key, Mover, movers_of, stable_flags
from detente.stability.unknown_witness import UnknownWitness, explain

_SECONDS_PER_PASS = 1.5e-8  # one word, one move, one concept
_SECONDS_PER_ORDER = 2e-7  # one order, one state


@dataclass(frozen=True, eq=False, repr=False)
class UnknownAnalysis:
    """What is stable where some comparisons are unknown.

    Attributes
    ----------
    graph : Graph
        What was analysed.
    extensions, concepts : tuple of str
        The extensions and the concepts that were looked at.
    alternatives : mapping of str to int
        For each party, how many different orders its preferences may be.
    """

    graph: Graph
    extensions: tuple[str, ...]
    concepts: tuple[str, ...]
    alternatives: Mapping[str, int]
    _parties: tuple[Mover, ...] = field(repr=False)
    _flags: Mapping[Key, Flags] = field(repr=False)

    @property
    def parties(self) -> tuple[str, ...]:
        """The names of the parties, in order."""
        return self.graph.parties

    @property
    def certain(self) -> bool:
        """Whether all comparisons of all parties are known, so that the extensions agree."""
        return all(party.may.certain for party in self._parties)

    @cached_property
    def unknown(self) -> dict[str, float | None]:
        """For each party, the share of its moves whose comparison is unknown.

        What counts is the comparison of where a move leads with where it starts. None where the
        party has no moves at all.
        """
        everywhere = np.ones(len(self.graph), dtype=bool)
        moving = [bool(moved_to(moves, everywhere).any()) for moves in self.graph.moves]
        return {
            name: party.share if moves else None
            for name, party, moves in zip(self.parties, self._parties, moving, strict=True)
        }

    def flags(self, extension: str, concept: str, party: str | int | None = None) -> Flags:
        """Where states are stable for a party, or equilibria where no party is named: shape (n,).

        Raises
        ------
        UnknownName
            If there is no such party, concept or extension, or it was not looked at.
        """
        names = self._extension(extension), self._concept(concept)
        if party is None:
            everyone = [self._flags[*names, place] for place in range(len(self.parties))]
            return np.asarray(np.logical_and.reduce(everyone))
        return self._flags[*names, party if isinstance(party, int) else self._party(party)]

    def stable(self, extension: str, concept: str, party: str) -> list[int]:
        """The numbers of the states that are stable for a party, in order.

        Parameters
        ----------
        extension : {"a", "b", "c", "d"}
            How the party takes what is unknown.
        concept : {"nash", "gmr", "smr", "seq"}
            A solution concept.
        party : str
            A party's name.

        Raises
        ------
        UnknownName
            If there is no such party, concept or extension, or it was not looked at.
        """
        return self._numbers(self.flags(extension, concept, party))

    def equilibria(self, extension: str, concept: str) -> list[int]:
        """The numbers of the states that are stable for every party, in order.

        All parties take what is unknown in the same way.

        Raises
        ------
        UnknownName
            If there is no such concept or extension, or it was not looked at.
        """
        return self._numbers(self.flags(extension, concept))

    def counts(self, extension: str, concept: str) -> dict[str, int]:
        """How many equilibria there are, and how many states are stable for each party.

        Returns
        -------
        dict of str to int
            Under ``equilibria`` and under each party's name.
        """
        found = {"equilibria": int(self.flags(extension, concept).sum())}
        by_party = {name: int(self.flags(extension, concept, name).sum()) for name in self.parties}
        return found | by_party

    def why(self, extension: str, concept: str, party: str, number: int) -> UnknownWitness:
        """Why a state is or is not stable for a party.

        Parameters
        ----------
        extension, concept, party : str
            In which sense, and for whom.
        number : int
            The state's number.

        Returns
        -------
        UnknownWitness
            Every move that the party would make, with a sanction that deters it, if any.

        Raises
        ------
        UnknownName
            If there is no such state, party, concept or extension.
        """
        (letter,), (name,) = chosen_extensions([extension]), extended_concepts([concept])
        place = self.graph.states.index(number) if isinstance(number, int) else None
        if place is None:
            raise UnknownName(f"there is no state {number!r}; `detente states` lists them")
        return explain(self.graph, self._parties, self._party(party), place, letter, name)

    def _numbers(self, flags: Flags) -> list[int]:
        numbers: list[int] = self.graph.states.numbers[flags].tolist()
        return numbers

    def _extension(self, name: str) -> str:
        (letter,) = chosen_extensions([name])
        if letter not in self.extensions:
            raise UnknownName(f"extension `{letter}` was not looked at: it was not asked for")
        return letter

    def _concept(self, name: str) -> str:
        (concept,) = extended_concepts([name])
        if concept not in self.concepts:
            raise UnknownName(f"`{concept}` was not computed: it was not asked for")
        return concept

    def _party(self, name: str) -> int:
        if name not in self.parties:
            mend = did_you_mean(name, self.parties, "choose another")
            raise UnknownName(f"there is no party `{name}`; {mend}")
        return self.parties.index(name)

    def __repr__(self) -> str:
        unsure = sum(count > 1 for count in self.alternatives.values())
        told = f"{len(self.graph)} states, {unsure} of {len(self.parties)} parties with unknowns"
        return f"<UnknownAnalysis of {self.graph.dispute.title!r}: {told}>"


def unknown_analysis(
    graph: Graph,
    alternatives: Sequence[Sequence[Ranks]],
    concepts: Iterable[str] | None = None,
    extensions: Iterable[str] | None = None,
) -> UnknownAnalysis:
    """Find what is stable where some comparisons are unknown.

    Parameters
    ----------
    graph : Graph
        The dispute's graph; its own ranks do not count.
    alternatives : sequence of sequences of numpy.ndarray, shape (n,)
        For each party, ranks (higher is better) that its preferences may be. A comparison of two
        states is known where all of them agree on better, worse or equal.
    concepts : iterable of str, optional
        Any of ``nash``, ``gmr``, ``smr``, ``seq``; all unless told.
    extensions : iterable of str, optional
        Any of ``a``, ``b``, ``c``, ``d``; all unless told.

    Returns
    -------
    UnknownAnalysis

    Raises
    ------
    UnknownName
        If there is no such concept or extension.
    """
    names, letters = extended_concepts(concepts), chosen_extensions(extensions)
    parties = movers_of(graph, alternatives)
    flags = stable_flags(graph, parties, names, letters)
    counts = {name: len(p.may.ranks) for name, p in zip(graph.parties, parties, strict=True)}
    return UnknownAnalysis(graph, letters, names, counts, parties, flags)


def seconds(
    graph: Graph, alternatives: Sequence[Sequence[Ranks]], concepts: int = 3, fears: int = 2
) -> float:
    """About how long `unknown_analysis` takes; a rough guess.

    Parameters
    ----------
    graph, alternatives
        As for `unknown_analysis`.
    concepts : int
        How many concepts, Nash stability apart.
    fears : int
        Whether extensions are asked for that do, that do not, or that do and do not fear the
        unknown: 1 or 2.
    """
    arcs = [int(np.square(np.diff(moves.starts).astype(np.int64)).sum()) for moves in graph.moves]
    total = 0.0
    for own, ranks in zip(arcs, alternatives, strict=True):
        if len(ranks) > 1:
            kinds = 1 + max(int(rank.max(initial=0)) for rank in ranks)  # at least so many
            words = -(-kinds // WIDTH)
            passes = words * (sum(arcs) - own) * concepts * fears
            total += passes * _SECONDS_PER_PASS
            total += len(ranks) * (len(graph) + words * kinds / 4) * _SECONDS_PER_ORDER
    return total
