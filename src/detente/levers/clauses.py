"""What must hold of a party's comparisons with one state, as a monotone formula (ours).

An atom is "the state is no worse than *x*", named by the place of *x*. A *choice* is a set of
atoms that hold together, a *clause* a list of choices of which one must hold, and all clauses must
hold. Nothing in it is negated, so that whatever sets the state higher keeps it true.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from detente.graphs.moves import Flags

Places = npt.NDArray[np.int64]
_MOST_COMPARED = 2_000_000  # pairs of choices that are held against one another


@dataclass(frozen=True, eq=False)
class Clauses:
    """Clauses of choices of atoms.

    Attributes
    ----------
    size : int
        How many states there are; choice *x* below it is the atom of state *x* alone.
    sets : tuple of numpy.ndarray of int64
        The choices of several atoms, numbered from `size`; each sorted.
    choices : tuple of numpy.ndarray of int64
        Each clause's choices, by number, sorted.
    """

    size: int
    sets: tuple[Places, ...]
    choices: tuple[Places, ...]

    def __len__(self) -> int:
        return len(self.choices)

    def atoms_of(self, choice: int) -> Places:
        """The states that one choice speaks of."""
        return np.array([choice]) if choice < self.size else self.sets[choice - self.size]

    def written(self) -> Iterator[list[list[int]]]:
        """Each clause as a list of choices, each a list of places; the shortest choices first."""
        for choices in self.choices:
            found = [self.atoms_of(int(choice)).tolist() for choice in choices]
            yield sorted(found, key=lambda atoms: (len(atoms), atoms))

    @cached_property
    def atoms(self) -> Places:
        """Every state that is spoken of, sorted."""
        if not self.choices:
            return np.zeros(0, dtype=np.int64)
        used = np.unique(np.concatenate(self.choices))
        found = [used[used < self.size], *(self.atoms_of(int(k)) for k in used[used >= self.size])]
        return np.unique(np.concatenate(found))

    @cached_property
    def _members(self) -> tuple[Places, Places]:
        lengths = [len(atoms) for atoms in self.sets]
        none = np.zeros(0, dtype=np.int64)
        return np.concatenate([none, *self.sets]), np.cumsum([0, *lengths[:-1]])

    @cached_property
    def _choices(self) -> tuple[Places, Places]:
        lengths = [len(choices) for choices in self.choices]
        return np.concatenate(self.choices), np.cumsum([0, *lengths[:-1]])

    def _by_choice(self, values: npt.NDArray[Any], extreme: np.ufunc) -> npt.NDArray[Any]:
        if not self.sets:
            return values
        members, starts = self._members
        return np.concatenate([values, extreme.reduceat(values[members], starts)])

    def met(self, no_worse: Flags) -> Flags:
        """Which clauses hold if the state is no worse than just those flagged."""
        if not self.choices:
            return np.zeros(0, dtype=bool)
        choices, starts = self._choices
        holds = self._by_choice(no_worse, np.logical_and)
        return np.asarray(np.logical_or.reduceat(holds[choices], starts))

    def hold(self, no_worse: Flags) -> bool:
        """Whether all clauses hold if the state is no worse than just those flagged."""
        return bool(self.met(no_worse).all())

    def least(self, values: npt.NDArray[Any]) -> Any:
        """The least bound such that all hold if the state is no worse than all up to it.

        Parameters
        ----------
        values : numpy.ndarray, shape (size,)
            A value of any ordered kind for each state.

        Returns
        -------
        One of the values, or None where nothing is asked.
        """
        if not self.choices:
            return None
        choices, starts = self._choices
        needed = self._by_choice(values, np.maximum)
        return np.minimum.reduceat(needed[choices], starts).max()

    def by_kind(self, kinds: Places, count: int) -> Clauses:
        """The same clauses about kinds of states instead of states.

        Parameters
        ----------
        kinds : numpy.ndarray of int, shape (size,)
            The kind of each state; -1 where the state is no worse in any case.
        count : int
            How many kinds there are.
        """
        kept = {}
        for number, atoms in enumerate(self.sets, start=self.size):
            found = np.unique(kinds[atoms])
            kept[number] = found[found >= 0]
        written = []
        for choices in self.choices:
            alone = kinds[choices[choices < self.size]]
            sets = [kept[int(k)] for k in choices[choices >= self.size]]
            if (alone < 0).any() or any(len(atoms) == 0 for atoms in sets):
                continue
            written.append([*(np.array([kind]) for kind in np.unique(alone)), *sets])
        return simplified(count, written)


def singles(size: int, clauses: Sequence[Places]) -> tuple[Clauses, list[int]]:
    """Clauses whose choices are single atoms, without those that follow from another.

    Returns
    -------
    pair
        The clauses that are left, and their places among those that were given.
    """
    kept = minimal(clauses, size)
    return Clauses(size, (), tuple(np.unique(clauses[k]) for k in kept)), kept


def simplified(size: int, clauses: Sequence[Sequence[Places]]) -> Clauses:
    """Clauses, given as lists of sorted sets of atoms, without what follows from the rest."""
    return simplified_with_places(size, clauses)[0]


def simplified_with_places(
    size: int, clauses: Sequence[Sequence[Places]]
) -> tuple[Clauses, list[int]]:
    """As `simplified`, with the places of the clauses that are left among those given."""
    numbers: dict[bytes, int] = {}
    known: dict[int, int] = {}  # the same array often stands in many clauses
    sets: list[Places] = []

    def number(atoms: Places) -> int:
        if len(atoms) == 1:
            return int(atoms[0])
        if id(atoms) not in known:
            key = atoms.astype(np.int64).tobytes()
            if key not in numbers:
                numbers[key] = size + len(sets)
                sets.append(atoms.astype(np.int64))
            known[id(atoms)] = numbers[key]
        return known[id(atoms)]

    found = [
        np.array(sorted({number(clause[k]) for k in minimal(clause, size)}), dtype=np.int64)
        for clause in clauses
    ]
    kept = minimal(found, size + len(sets))
    kept = _without_implied(Clauses(size, tuple(sets), tuple(found)), kept)
    return Clauses(size, tuple(sets), tuple(found[k] for k in kept)), kept


def minimal(sets: Sequence[Places], size: int) -> list[int]:
    """The places of the sets that contain no other, each only once, in the order given."""
    if len(sets) > 1 and int(np.bincount(np.concatenate(sets), minlength=size).max()) <= 1:
        return list(range(len(sets)))
    opens = np.zeros(size, dtype=bool)  # the first members of the sets that are kept
    kept: dict[int, list[frozenset[int]]] = {}
    found = []
    for place in sorted(range(len(sets)), key=lambda k: len(sets[k])):
        members = sets[place]
        first = members[opens[members]]
        if len(first):
            whole = frozenset(members.tolist())
            if any(one <= whole for member in first.tolist() for one in kept[member]):
                continue
        lowest = int(members.min())
        opens[lowest] = True
        kept.setdefault(lowest, []).append(frozenset(members.tolist()))
        found.append(place)
    return sorted(found)


def _without_implied(clauses: Clauses, places: list[int]) -> list[int]:
    """Without the clauses that another implies: each choice of that one grants a choice of this.

    Where there is too much to compare, all are kept: the formula is longer, and says the same.
    """
    used = [set(clauses.choices[k].tolist()) for k in places]
    total = sum(map(len, used))
    if not clauses.sets or total * total > _MOST_COMPARED:
        return places
    atoms = {k: frozenset(clauses.atoms_of(k).tolist()) for k in set().union(*used)}

    def implies(one: set[int], other: set[int]) -> bool:
        return all(any(atoms[b] <= atoms[a] for b in other) for a in one)

    left = list(range(len(places)))
    for k in range(len(places)):
        if any(m != k and implies(used[m], used[k]) for m in left):
            left.remove(k)
    return [places[k] for k in left]
