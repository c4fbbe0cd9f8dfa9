"""How good states are for farsighted parties who choose by quantal response (ours).

A party goes to each state that it could go to, or stays, with a probability that grows
exponentially with what that is worth to it. What a state is worth is what it is worth now and what
will become of it, given that the others choose in the same way: a Markov version of the quantal
response equilibrium of McKelvey & Palfrey (1995, 1998).

With *u* the rank of a state scaled to [0, 1], the values solve V = (1 - d) u + d K V, where *K* is
the average over the parties of their own responses and *d* how much later weighs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from detente.graphs.moves import Flags, Moves
from detente.graphs.states import Indices
from detente.levers import branch

DISCOUNT = 0.7
TOLERANCE = 1e-12
"""Values are taken as solved once a further step would change none of them by more."""

_CACHED = 1 << 15  # values of problems solved side by side, few enough for a cache
_NEAR = 1e-3  # differences from which on earlier steps are mixed
_FAR = 0.1  # how far that may lead; if farther, these are other values than damping leads to
_WINDOW = 100  # steps after which it is looked whether the differences have shrunk
_SHRUNK = 0.5
_FIRST_STEP, _LEAST_STEP = 0.5, 1 / 16
_MEMORY = 5  # earlier steps that a mixed step looks at
_MOST_MIXED = 200
_LARGEST_RISE, _LEAST_RISE, _FIRST_RISE, _LOWEST_PRECISION = 1.1, 1.001, 1.02, 1e-3
Reals = npt.NDArray[np.float64]


class NoValues(ArithmeticError):
    """No values were found that agree with the responses to them."""


# Where a party may go ---------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Lists:
    """Lists of states, all of the same length, of which each is shared by those who read it.

    Attributes
    ----------
    members : numpy.ndarray of int32, shape (lists, length)
        What is listed.
    entered : numpy.ndarray of float64, shape (lists, length), or None
        1 where an entry can be moved to, else 0; None where all can.
    """

    members: Indices
    entered: Reals | None

    def sums(self, likely: Reals, values: Reals) -> tuple[Reals, Reals]:
        """Over each list, the sum of the weights, and of the values that are weighed by them."""
        weights = np.take(likely, self.members, axis=-1)
        if self.entered is not None:
            weights *= self.entered
        found = np.einsum("bplm,blm->bpl", np.take(values, self.members, axis=-1), weights)
        return weights.sum(axis=-1), found


@dataclass(frozen=True, eq=False)
class Listed:
    """A party's alternatives in each state, as lists that many states share.

    Attributes
    ----------
    groups : tuple of Lists
        Lists of each length.
    list_of : numpy.ndarray of int32, shape (n,)
        The list that each state reads, counted through the groups.
    apart : numpy.ndarray of float64, shape (n,), or None
        1 where the state itself is not among what can be moved to in its list, else 0. Staying is
        an alternative in any case. None where it always is among them.
    """

    groups: tuple[Lists, ...]
    list_of: Indices
    apart: Reals | None

    def add_mean(self, likely: Reals, values: Reals, total: Reals) -> None:
        """Add to `total` the mean of each value over the alternatives, as likely as told.

        Parameters
        ----------
        likely : numpy.ndarray of float64, shape (batch, n)
            The weight of each state.
        values, total : numpy.ndarray of float64, shape (batch, parties, n)
        """
        sums = [group.sums(likely, values) for group in self.groups]
        weight = np.concatenate([weights for weights, _ in sums], axis=-1)
        weighed = np.concatenate([found for _, found in sums], axis=-1)
        if self.apart is None:
            weighed /= weight[:, None, :]
            total += np.take(weighed, self.list_of, axis=-1)
            return
        alone = self.apart * likely
        weight = np.take(weight, self.list_of, axis=-1) + alone
        found = np.take(weighed, self.list_of, axis=-1) + alone[:, None, :] * values
        total += found / weight[:, None, :]

    @property
    def content(self) -> bytes:
        """What tells these alternatives from others."""
        parts = [self.list_of, self.apart]
        for group in self.groups:
            parts += [group.members, group.entered]
        return b"|".join(b"" if part is None else part.tobytes() for part in parts)


@dataclass(frozen=True, eq=False)
class Boxed:
    """Alternatives of a party that may make anything of its own options: an axis of an array."""

    shape: tuple[int, int, int]

    def add_mean(self, likely: Reals, values: Reals, total: Reals) -> None:
        """As `Listed.add_mean`."""
        batch, parties, _ = values.shape
        weights = likely.reshape(batch, *self.shape)
        boxed = values.reshape(batch, parties, *self.shape)
        found = np.einsum("bpxoy,bxoy->bpxy", boxed, weights)
        found /= np.einsum("bxoy->bxy", weights)[:, None]
        total.reshape(batch, parties, *self.shape)[...] += found[:, :, :, None, :]

    @property
    def content(self) -> bytes:
        """What tells these alternatives from others."""
        return b"box" + bytes(str(self.shape), "ascii")


Alternatives = Listed | Boxed | None
"""None for a party that can only stay."""


def alternatives(moves: Moves, held: Flags) -> Alternatives:
    """A party's alternatives in states that no move leaves.

    Parameters
    ----------
    moves : Moves
        The party's moves.
    held : numpy.ndarray of bool, shape (n,)
        The states; they are numbered afresh.
    """
    if moves.none:
        return None
    if moves.box is not None and moves.box.free and held.all():
        return Boxed(moves.box.shape)
    entries = _entries(moves, held)
    if moves.shared:
        entries = _each_reading_one(entries, moves, held)
    entries = _read(entries)
    members, reads, entered = entries.members, entries.reads, entries.entered
    starts = np.flatnonzero(np.diff(entries.lists, prepend=-1))
    groups, place = _by_length(members, starts, None if entered.all() else entered)
    lists = np.repeat(place, np.diff(starts, append=len(members)))
    list_of = np.empty(int(held.sum()), dtype=np.int32)
    list_of[members[reads]] = lists[reads]
    apart = np.zeros(len(list_of))
    apart[members[reads]] = ~entered[reads]
    return Listed(groups, list_of, apart if apart.any() else None)


@dataclass(frozen=True, eq=False)
class _Entries:
    """Lists of states entry by entry, whatever anyone prefers: sorted by list and by member.

    Attributes
    ----------
    lists : numpy.ndarray of int32, shape (entries,)
        The list that each is of.
    members : numpy.ndarray of int32, shape (entries,)
        The state that each is.
    reads, entered : numpy.ndarray of bool, shape (entries,)
        Whether the state reads the list, and whether it can be moved to.
    """

    lists: Indices
    members: Indices
    reads: Flags
    entered: Flags


def _entries(moves: Moves, held: Flags) -> _Entries:
    new = np.cumsum(held, dtype=np.int32) - 1
    lists = np.repeat(np.arange(len(moves.starts) - 1, dtype=np.int32), np.diff(moves.starts))
    kept = np.flatnonzero(held[moves.members])
    kept = kept[np.lexsort((moves.members[kept], lists[kept]))]
    every = np.ones(len(kept), dtype=bool)
    return _Entries(
        lists[kept],
        new[moves.members[kept]].astype(np.int32),
        every if moves.readers is None else moves.readers[kept],
        every if moves.targets is None else moves.targets[kept],
    )


def _read(entries: _Entries) -> _Entries:
    """The entries of lists that are read at all."""
    read = np.zeros(int(entries.lists[-1]) + 1, dtype=bool)
    read[entries.lists[entries.reads]] = True
    kept = read[entries.lists]
    return _Entries(
        entries.lists[kept], entries.members[kept], entries.reads[kept], entries.entered[kept]
    )


def _each_reading_one(entries: _Entries, moves: Moves, held: Flags) -> _Entries:
    """The entries where a state stands once in a list, and reads one list.

    A state that others are coalesced into may read several; it then has a list of its own.
    """
    first = np.flatnonzero(
        (np.diff(entries.lists, prepend=-1) != 0) | (np.diff(entries.members, prepend=-1) != 0)
    )
    lists, members = entries.lists[first], entries.members[first]
    reads = np.logical_or.reduceat(entries.reads, first)
    entered = np.logical_or.reduceat(entries.entered, first)
    states = np.flatnonzero(held)
    several = np.flatnonzero(np.bincount(members[reads], minlength=len(states)) > 1)
    if not len(several):
        return _Entries(lists, members, reads, entered)
    new = np.cumsum(held, dtype=np.int32) - 1
    own = [np.sort(np.append(moves.from_state(s), s)) for s in states[several].tolist()]
    listed = new[np.concatenate(own)].astype(np.int32)
    numbers = np.repeat(np.arange(len(own), dtype=np.int32), [len(one) for one in own])
    return _Entries(
        np.concatenate([lists, lists[-1] + 1 + numbers]),
        np.concatenate([members, listed]),
        np.concatenate([reads & ~np.isin(members, several), listed == several[numbers]]),
        np.concatenate([entered, np.ones(len(listed), dtype=bool)]),
    )


def _by_length(
    members: Indices, starts: npt.NDArray[np.int64], entered: Flags | None
) -> tuple[tuple[Lists, ...], Indices]:
    """Lists by their length, and the new number of each."""
    lengths = np.diff(starts, append=len(members))
    groups, place, before = [], np.empty(len(starts), dtype=np.int32), 0
    for length in np.unique(lengths).tolist():
        these = np.flatnonzero(lengths == length)
        entries = starts[these][:, None] + np.arange(length)
        may = None if entered is None else entered[entries].astype(np.float64)
        groups.append(Lists(members[entries], may))
        place[these] = before + np.arange(len(these))
        before += len(these)
    return tuple(groups), place


# Values -----------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Problems:
    """Equations of values over the same states and moves, to be solved side by side.

    Attributes
    ----------
    choices : sequence of Alternatives
        Each party's.
    utilities : numpy.ndarray of float64, shape (batch, parties, n)
        What each state is worth by itself, between 0 and 1.
    precision : numpy.ndarray of float64, shape (batch,)
        How much more likely parties are to choose what is worth more.
    discount : float
        How much later weighs.
    """

    choices: Sequence[Alternatives]
    utilities: Reals
    precision: Reals
    discount: float = DISCOUNT

    def some(self, which: slice | npt.NDArray[Any]) -> Problems:
        """Some of them."""
        kept = self.utilities[which], self.precision[which]
        return replace(self, utilities=kept[0], precision=kept[1])

    def at(self, precision: float) -> Problems:
        """The same at another precision."""
        return replace(self, precision=np.full(len(self.precision), precision))

    def answered(self, values: Reals) -> Reals:
        """What states are worth, if parties respond to these values."""
        ahead = np.zeros_like(values)
        for party, choice in enumerate(self.choices):
            if choice is None:
                ahead += values
                continue
            likely = np.exp(self.precision[:, None] * values[:, party])
            choice.add_mean(likely, values, ahead)
        ahead *= self.discount / len(self.choices)
        ahead += (1 - self.discount) * self.utilities
        return ahead


def solved(problems: Problems) -> Reals:
    """The values of each problem: shape (batch, parties, n).

    A damped iteration begins from what states are worth by themselves, and goes half of the way at
    each step. Near the end earlier steps are mixed, which takes fewer of them. Where that does not
    settle the steps become shorter. Where these do not settle either, as where parties chase one
    another, the values are followed from a lower precision upwards, along what McKelvey & Palfrey
    (1995) call the principal branch, and around its turns.

    Raises
    ------
    NoValues
        If no values are found that change by less than `TOLERANCE` once responded to.
    """
    size = max(_CACHED // problems.utilities[0].size, 1)
    parts = [slice(k, k + size) for k in range(0, len(problems.utilities), size)]
    return np.concatenate([_solved(problems.some(part)) for part in parts])


def _solved(problems: Problems) -> Reals:
    begun, near = _damped(problems, problems.utilities, _NEAR)
    found, settled = begun, near.copy()
    found[near], settled[near] = _mixed(problems.some(near), begun[near])
    settled[settled] = np.abs(found - begun)[settled].max(axis=(1, 2)) < _FAR
    if not settled.all():
        rest = problems.some(~settled)
        found[~settled], damped = _damped(rest, rest.utilities, TOLERANCE)
        settled[~settled] = damped
    for stuck in np.flatnonzero(~settled).tolist():
        found[stuck] = _followed(problems.some(np.array([stuck])))
    return found


class _Damping:
    """How far each problem's steps go, given whether its differences have shrunk of late."""

    def __init__(self, size: int) -> None:
        self.step = np.full(size, _FIRST_STEP)
        self.before = np.full(size, np.inf)

    def look(self, difference: Reals) -> Flags:
        """Halve the steps where differences have not shrunk; which problems have steps left."""
        self.step[difference > _SHRUNK * self.before] /= 2
        self.before = difference
        return self.step >= _LEAST_STEP

    def keep(self, kept: Flags) -> None:
        self.step, self.before = self.step[kept], self.before[kept]


def _damped(problems: Problems, start: Reals, tolerance: float) -> tuple[Reals, Flags]:
    """The values where the damped iteration settles, and where it does."""
    found, settled = start.copy(), np.zeros(len(start), dtype=bool)
    open_ = np.arange(len(found))
    values, damping, steps = found.copy(), _Damping(len(found)), 0
    while len(open_):
        answer = problems.answered(values)
        answer -= values
        difference = _largest(answer)
        steps += 1
        done = difference < tolerance
        going = ~done
        if steps % _WINDOW == 0:
            going &= damping.look(difference)
        if not going.all():
            found[open_[done]], settled[open_[done]] = values[done], True
            open_, values, answer = open_[going], values[going], answer[going]
            problems = problems.some(going)
            damping.keep(going)
        answer *= damping.step[:, None, None]
        values += answer
    return found, settled


def _largest(difference: Reals) -> Reals:
    found: Reals = np.maximum(difference.max(axis=(1, 2)), -difference.min(axis=(1, 2)))
    return found


def _mixed(problems: Problems, start: Reals) -> tuple[Reals, Flags]:
    """Values near the start, by mixing earlier steps (Anderson 1965), and where any are found.

    Unlike damping this finds values, too, from which small differences would grow.
    """
    found, settled = start.copy(), np.zeros(len(start), dtype=bool)
    open_, values, past = np.arange(len(found)), start.copy(), _Past(start)
    for _ in range(_MOST_MIXED if len(found) else 0):
        miss = problems.answered(values)
        miss -= values
        done = _largest(miss) < TOLERANCE
        if done.any():
            found[open_[done]], settled[open_[done]] = values[done], True
            open_, values, miss = open_[~done], values[~done], miss[~done]
            problems = problems.some(~done)
            past.keep(~done)
        if not len(open_):
            break
        values = np.clip(past.mixture(values, miss), 0, 1)
    return found, settled


class _Past:
    """The last steps of searches side by side.

    By how much the values tried differ, one from the next, and by how much what responses to them
    miss does.
    """

    def __init__(self, start: Reals) -> None:
        shape = len(start), _MEMORY, start[0].size
        self.moved, self.change = np.zeros(shape), np.zeros(shape)
        self.last: tuple[Reals, Reals] | None = None
        self.steps = 0

    def keep(self, kept: Flags) -> None:
        """Forget all searches but these."""
        self.moved, self.change = self.moved[kept], self.change[kept]
        if self.last is not None:
            self.last = self.last[0][kept], self.last[1][kept]

    def mixture(self, values: Reals, miss: Reals) -> Reals:
        """Where to look next: where, were responses linear, they would miss least."""
        batch = len(values)
        if self.last is None:
            self.last = values, miss
            return values + miss / 2
        slot = self.steps % _MEMORY
        self.steps += 1
        np.subtract(values.reshape(batch, -1), self.last[0].reshape(batch, -1), self.moved[:, slot])
        np.subtract(miss.reshape(batch, -1), self.last[1].reshape(batch, -1), self.change[:, slot])
        self.last = values, miss
        known = min(self.steps, _MEMORY)
        moved, change = self.moved[:, :known], self.change[:, :known]
        products = change @ change.transpose(0, 2, 1)
        traces = np.einsum("bii->b", products)
        products += np.eye(known) * (1e-14 * traces + 1e-300)[:, None, None]
        share = np.linalg.solve(products, change @ miss.reshape(batch, -1, 1)).transpose(0, 2, 1)
        mixture: Reals = values + miss
        mixture -= (share @ moved + share @ change).reshape(values.shape)
        return mixture


def _followed(problem: Problems) -> Reals:
    """The values of a single problem, followed from a lower precision to its own."""
    (wanted,) = problem.precision.tolist()
    lowest, settled = wanted, np.zeros(1, dtype=bool)
    begun = problem.utilities
    while not settled.all() and lowest > _LOWEST_PRECISION:
        lowest /= 4
        begun, settled = _damped(problem.at(lowest), problem.utilities, TOLERANCE)
    start, precision, rise = begun, lowest, _LARGEST_RISE
    while precision < wanted:
        higher = min(precision * rise, wanted)
        found, settled = _mixed(problem.at(higher), start)
        if settled.all():
            start, precision = found, higher
            rise = min(rise**1.5, _LARGEST_RISE)
        elif (rise := rise**0.5) < _LEAST_RISE:  # here the path turns back, or is hard to follow
            return _turned(problem, begun, lowest)
    values: Reals = start[0]
    return values


def _turned(problem: Problems, begun: Reals, lowest: float) -> Reals:
    """The values of a single problem, followed around turns from those at a lower precision."""
    shape, (wanted,) = problem.utilities.shape, problem.precision.tolist()

    def respond(values: Reals, precision: float) -> Reals:
        return problem.at(precision).answered(values.reshape(shape)).reshape(-1)

    higher = lowest * _FIRST_RISE
    (on,), _ = _mixed(problem.at(higher), begun)
    known = (begun.reshape(-1), lowest), (on.reshape(-1), higher)
    found = branch.followed(respond, *known, wanted, TOLERANCE)
    if found is None:
        what = "how parties would choose could not be worked out: no values were found that agree"
        raise NoValues(f"{what} with the responses to them at a precision of {wanted:g}")
    values: Reals = found.reshape(shape)[0]
    return values
