"""Stability where some comparisons are not known at all.

Li, Hipel, Kilgour & Fang (2004) extend Nash stability, GMR, SMR and SEQ in four ways, which differ
in what a party makes of a comparison that nobody knows. Where the unknown comes from is ours: a
party's preferences may be any of several orders, and what these do not agree on is unknown.

Sixty-four kinds of states are asked about at once, a bit to each in a machine word (ours).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, Literal, cast

import numpy as np
import numpy.typing as npt

from detente.disputes.problems import did_you_mean
from detente.graphs.graph import Graph
from detente.graphs.moves import Flags
from detente.graphs.ranks import Ranks
from detente.graphs.rounds import Places, Rounds, Table
from detente.graphs.transforms import HIGHEST, Words, moved_to
from detente.graphs.words import WIDTH, above, below, bit
from detente.graphs.worlds import rounds_of, worlds_of
from detente.stability.concepts import AGAINST_COALITIONS, CONCEPTS, UnknownName

Comparison = Literal["better", "equal", "worse", "unknown"]
Codes = npt.NDArray[np.int8]
Key = tuple[str, str, int]
"""An extension, a concept, and a party by its place."""

HERE = ("nash", "gmr", "smr", "seq")
"""The concepts that are extended."""
_COMPARISONS: tuple[Comparison, ...] = ("better", "equal", "worse", "unknown")
_BETTER, _EQUAL, _WORSE, _UNKNOWN = range(4)
_ROOM = 1 << 16  # words in an array that fits a cache
_ALL = ~np.uint64(0)
_SECONDS_PER_PASS = 1.5e-8  # one word, one move, one concept
_SECONDS_PER_ORDER = 2e-7  # one order, one state


@dataclass(frozen=True)
class Extension:
    """One way in which a party may take what is unknown.

    Attributes
    ----------
    name : str
        One letter, as in the literature.
    moves : bool
        Whether it moves to states of which it is unknown how they compare.
    fears : bool
        Whether such states deter it, too, when the others could lead it there.
    """

    name: str
    moves: bool
    fears: bool

    @property
    def meaning(self) -> str:
        """What the party does, in a sentence."""
        moves = (
            "to what is or may be better" if self.moves else "only to what is known to be better"
        )
        deters = "all that may be no better" if self.fears else "only what is known to be no better"
        return f"a party moves {moves}; {deters} deters it"


EXTENSIONS: dict[str, Extension] = {
    "a": Extension("a", moves=True, fears=False),
    "b": Extension("b", moves=False, fears=False),
    "c": Extension("c", moves=True, fears=True),
    "d": Extension("d", moves=False, fears=True),
}


def extended_concepts(names: Iterable[str] | None) -> tuple[str, ...]:
    """The concepts of those names, in any case; all four where None is given.

    Raises
    ------
    UnknownName
        Naming the nearest one, or why a concept has no such extension.

    Examples
    --------
    >>> extended_concepts(["SEQ", "nash"])
    ('seq', 'nash')
    """
    if names is None:
        return HERE
    found = tuple(dict.fromkeys(name.strip().casefold() for name in names))
    for name in found:
        if name in AGAINST_COALITIONS or (name in CONCEPTS and name not in HERE):
            mend = f"choose from {', '.join(HERE)}"
            raise UnknownName(f"`{name}` is not defined where comparisons are unknown; {mend}")
        if name not in HERE:
            mend = did_you_mean(name, HERE, f"choose from {', '.join(HERE)}")
            raise UnknownName(f"there is no solution concept `{name}`; {mend}")
    return found


def chosen_extensions(names: Iterable[str] | None) -> tuple[str, ...]:
    """The extensions of those names, in any case; all four where None is given.

    Raises
    ------
    UnknownName
        If there is no such extension.

    Examples
    --------
    >>> chosen_extensions(["A", "d"])
    ('a', 'd')
    """
    if names is None:
        return tuple(EXTENSIONS)
    found = tuple(dict.fromkeys(name.strip().casefold() for name in names))
    for name in found:
        if name not in EXTENSIONS:
            raise UnknownName(f"there is no extension `{name}`; choose from a, b, c, d")
    return found


# What is known of a party's preferences ---------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Alternatives:
    """The orders that a party's preferences may be.

    Attributes
    ----------
    kinds : numpy.ndarray of int, shape (n,)
        The kind of each state: states of one kind are tied in every order.
    ranks : numpy.ndarray of int32, shape (orders, kinds)
        How each order ranks the kinds, higher being better. No two orders are the same.
    """

    kinds: Places
    ranks: npt.NDArray[np.int32]

    @property
    def certain(self) -> bool:
        """Whether there is one order only, so that every comparison is known."""
        return len(self.ranks) == 1

    def compared(self, sources: Places, targets: Places) -> Codes:
        """What each target is, compared with its source: an index of `Comparison` each."""
        before, after = self.kinds[sources], self.kinds[targets]
        better = np.ones(np.broadcast(before, after).shape, dtype=bool)
        worse = better.copy()
        for rank in self.ranks:
            better &= rank[after] > rank[before]
            worse &= rank[after] < rank[before]
        found = np.full(better.shape, _UNKNOWN, dtype=np.int8)
        found[better], found[worse], found[before == after] = _BETTER, _WORSE, _EQUAL
        return found

    def words(self, first: int) -> tuple[Words, Words]:
        """Which kinds are better than each of 64 kinds, and which are no better, bit by bit.

        Parameters
        ----------
        first : int
            The first of the 64.

        Returns
        -------
        pair of numpy.ndarray of uint64, shape (n,)
            For every state, which of the 64 it is known to be better than, and which it is known
            to be no better than.
        """
        bounds = self.ranks[:, first : first + WIDTH]
        here = np.arange(bounds.shape[1])
        better = np.full(self.ranks.shape[1], _ALL)
        worse = better.copy()
        for rank, bound in zip(self.ranks, bounds, strict=True):
            better &= above(rank, bound)
            worse &= below(rank, bound)
        worse[first + here] |= bit(here)  # a kind is no better than itself
        return better[self.kinds], worse[self.kinds]


def alternatives_from(ranks: Sequence[Ranks]) -> Alternatives:
    """What several rank arrays (higher is better) have in common.

    Examples
    --------
    >>> found = alternatives_from([np.array([0, 1, 1]), np.array([5, 9, 9]), np.array([2, 0, 0])])
    >>> len(found.ranks), found.compared(np.array([0, 1]), np.array([1, 2])).tolist()
    (2, [3, 1])
    """
    dense = [np.unique(rank, return_inverse=True)[1].reshape(-1) for rank in ranks]
    orders = np.unique(np.array(dense, dtype=np.int32), axis=0)
    by_kind, kinds = np.unique(orders, axis=1, return_inverse=True)
    return Alternatives(kinds.reshape(-1), np.ascontiguousarray(by_kind))


@dataclass(frozen=True, eq=False)
class _Party:
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
        kept = (codes == _BETTER) | (codes == _UNKNOWN)
        return sources[kept], targets[kept], codes[kept]

    @cached_property
    def all_moves(self) -> Rounds:
        """All its moves, however many lead from one state, in rounds."""
        return _in_rounds(*self._pairs[:2])

    @cached_property
    def attractive_moves(self) -> Rounds:
        """The moves to what is or may be better, in rounds."""
        return _in_rounds(*self.attractive[:2])

    @cached_property
    def share(self) -> float:
        """The share of its moves, of which there are some, whose comparison is unknown."""
        return 0.0 if self.may.certain else float((self._pairs[2] == _UNKNOWN).mean())


def _in_rounds(sources: Places, targets: Places) -> Rounds:
    order = np.argsort(sources, kind="stable")
    sources, targets = sources[order], targets[order]
    states, first, counts = np.unique(sources, return_index=True, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    states, first, counts = states[order], first[order], counts[order]
    turns = np.arange(1, int(counts.max(initial=0)) + 1)
    many = np.searchsorted(-counts, -turns, side="right").tolist()
    return Rounds(states, tuple(targets[first[:m] + k] for k, m in enumerate(many)), ())


# The answer -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class UnknownStep:
    """One move of one party between states, by their numbers.

    Attributes
    ----------
    party : str
        Who moves.
    source, target : int
        From which state to which.
    compared : {"better", "equal", "worse", "unknown"}
        What is known of the target for its mover, compared with the source.
    """

    party: str
    source: int
    target: int
    compared: Comparison

    @property
    def known(self) -> bool:
        """Whether the mover's comparison of the two states is known."""
        return self.compared != "unknown"


@dataclass(frozen=True)
class UnknownAnswer:
    """One move that a party would make, and how the others would deter it.

    Attributes
    ----------
    move : UnknownStep
        What the party would do: a known improvement, or a move whose comparison is unknown.
    sanction : tuple of UnknownStep, or None
        The shortest legal sequence of the others that deters it; None where none does.
    end : int or None
        The state that the sanction leads to.
    compared : Comparison or None
        What is known of that state for the party, compared with the state it would leave.
    """

    move: UnknownStep
    sanction: tuple[UnknownStep, ...] | None
    end: int | None
    compared: Comparison | None


@dataclass(frozen=True, repr=False)
class UnknownWitness:
    """Why a state is stable for a party, or not, where comparisons are unknown.

    Attributes
    ----------
    state : int
        The state's number.
    party, extension, concept : str
        For whom and in which sense.
    stable : bool
        The verdict: stable if every move that the party would make is deterred.
    answers : tuple of UnknownAnswer
        Every move that it would make, known improvements first.
    """

    state: int
    party: str
    extension: str
    concept: str
    stable: bool
    answers: tuple[UnknownAnswer, ...]

    def __repr__(self) -> str:
        verdict = "stable" if self.stable else "not stable"
        unmet = sum(answer.sanction is None for answer in self.answers)
        asked = f"{self.concept}, extension {self.extension}"
        told = f"{len(self.answers)} moves, {unmet} not deterred"
        return f"<UnknownWitness: state {self.state} {verdict} for {self.party} ({asked}); {told}>"


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
    _parties: tuple[_Party, ...] = field(repr=False)
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
        asked = _Asked(self.graph, self._parties, self._party(party), place, EXTENSIONS[letter])
        answers = tuple(asked.answers(name))
        stable = all(answer.sanction is not None for answer in answers)
        return UnknownWitness(number, party, letter, name, stable, answers)

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
    parties = tuple(
        _Party(alternatives_from(ranks), partial(_onward, graph, party))
        for party, ranks in enumerate(alternatives)
    )
    if all(party.may.certain for party in parties):
        flags = dict(_where_all_is_known(graph, parties, names, letters))
    else:
        flags = {}
        for place in range(len(parties)):
            solve = _by_values if parties[place].may.certain else _by_words
            flags |= solve(parties, place, names, letters)
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


def _onward(graph: Graph, party: int) -> Rounds:
    return rounds_of(graph)[party].onward


# For all states at once -------------------------------------------------------------------------


def _where_all_is_known(
    graph: Graph, parties: Sequence[_Party], concepts: Sequence[str], extensions: Sequence[str]
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
    parties: Sequence[_Party], place: int, concepts: Sequence[str], extensions: Sequence[str]
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
        lowest = _along(_answering(parties, place, concept), harm, np.minimum, HIGHEST)
        flags = np.ones(len(rank), dtype=bool)
        flags[sources[lowest[targets, 0] > rank[sources, 0]]] = False
        found |= {(letter, concept, place): flags for letter in extensions}
    return found


def _by_words(
    parties: Sequence[_Party], place: int, concepts: Sequence[str], extensions: Sequence[str]
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
                    tempted = EXTENSIONS[letter].moves | (codes[span] == _BETTER)
                    found[letter, concept, place][sources[span][free & tempted]] = False
    return found


def _deterred(
    parties: Sequence[_Party],
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
        reached = _along(_answering(parties, place, concept), together, np.bitwise_or, 0)
        split = np.split(reached, len(ends), axis=1)
        yield from ((concept, *pair) for pair in zip(ends, split, strict=True))


def _fears(extensions: Sequence[str]) -> list[bool]:
    return sorted({EXTENSIONS[letter].fears for letter in extensions})


def _without_escape(own: _Party, sanctions: Table) -> Table:
    """Those sanctions from which each move of the party leads to such a state again."""
    found, states = sanctions.copy(), own.all_moves.states
    found[states] &= ~own.all_moves.reduced(~sanctions, np.bitwise_or, np.uint64(0))
    return found


def _answering(parties: Sequence[_Party], place: int, concept: str) -> list[Rounds]:
    """The moves of the others of which sanctions are made: none for Nash stability."""
    if concept == "nash":
        return []
    others = [party for other, party in enumerate(parties) if other != place]
    return [other.attractive_moves if concept == "seq" else other.all_moves for other in others]


def _along(steps: Sequence[Rounds], values: Table, extreme: np.ufunc, none: Any) -> Table:
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


# For one state ----------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Asked:
    """One state that is asked about, for one party that takes the unknown in one way."""

    graph: Graph
    parties: Sequence[_Party]
    place: int
    state: int
    extension: Extension

    def answers(self, concept: str) -> Iterator[UnknownAnswer]:
        """Every move that the party would make, and what deters it."""
        ends = self._ends(concept)
        steps = _answering(self.parties, self.place, concept)
        deterred = _along(steps, ends.reshape(-1, 1), np.logical_or, False)
        for target, code in self._tempting():
            move = self._step(self.place, self.state, target, code)
            if not deterred[target, 0]:
                yield UnknownAnswer(move, None, None, None)
                continue
            path = tuple(self._shortest(target, ends, concept))
            end = path[-1].target
            yield UnknownAnswer(move, path, end, self._compared(end))

    def _ends(self, concept: str) -> Flags:
        """The states that the party would not want to end in: shape (n,)."""
        found = self._against(np.arange(len(self.graph)))
        if concept == "smr":
            rounds = self.parties[self.place].all_moves
            escapes = rounds.reduced(~found[:, None], np.logical_or, False)[:, 0]
            found[rounds.states[escapes]] = False
        return found

    def _against(self, states: Places) -> Flags:
        """Which states deter the party."""
        codes = self.parties[self.place].may.compared(np.array(self.state), states)
        deters = (codes == _EQUAL) | (codes == _WORSE)
        return np.asarray(deters | (codes == _UNKNOWN) if self.extension.fears else deters)

    def _tempting(self) -> list[tuple[int, int]]:
        """Where the party would move, with how it compares; known improvements first."""
        found = self._moves(self.place, self.state)
        wanted = (_BETTER, _UNKNOWN) if self.extension.moves else (_BETTER,)
        return sorted((row for row in found if row[1] in wanted), key=lambda row: (row[1], row[0]))

    def _moves(self, party: int, state: int) -> list[tuple[int, int]]:
        """Where a party can move, each with how it compares with where it is."""
        targets = self.graph.moves[party].from_state(state).astype(np.int64)
        codes = self.parties[party].may.compared(np.array(state), targets)
        return list(zip(targets.tolist(), codes.tolist(), strict=True))

    def _shortest(self, start: int, ends: Flags, concept: str) -> list[UnknownStep]:
        """A shortest legal sequence of the others, of one step at least, to one of `ends`."""
        came: dict[tuple[int, int], tuple[tuple[int, int], int]] = {}
        waiting = deque([(start, -1)])
        while waiting:
            node = waiting.popleft()
            for mover in self.graph.others(self.place):
                for there, code in self._moves(mover, node[0]) if mover != node[1] else ():
                    credible = concept != "seq" or code in (_BETTER, _UNKNOWN)
                    if not credible or (there, mover) in came:
                        continue
                    came[there, mover] = node, code
                    if ends[there]:
                        return self._path(came, (there, mover))
                    waiting.append((there, mover))
        raise AssertionError("a sanction was found for all states at once but not by the search")

    def _path(
        self, came: dict[tuple[int, int], tuple[tuple[int, int], int]], node: tuple[int, int]
    ) -> list[UnknownStep]:
        path = []
        while node[1] != -1:
            before, code = came[node]
            path.append(self._step(node[1], before[0], node[0], code))
            node = before
        return path[::-1]

    def _step(self, party: int, source: int, target: int, code: int) -> UnknownStep:
        number = self.graph.states.number
        compared = _COMPARISONS[code]
        return UnknownStep(self.graph.parties[party], number(source), number(target), compared)

    def _compared(self, number: int) -> Comparison:
        place = cast(int, self.graph.states.index(number))
        may = self.parties[self.place].may
        return _COMPARISONS[int(may.compared(np.array(self.state), np.array(place)))]
