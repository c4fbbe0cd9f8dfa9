"""A party's moves in option form: any change of its own options that leads to a feasible state.

States that differ only in the party's options form a fibre. Where options are one-way or moves are
forbidden, what a state's own options are decides what it may leave for (its *departure*) and who
may come to it (its *arrival*); a fibre then holds one list for each departure found in it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from detente.disputes.model import Dispute, bits
from detente.graphs.moves import Box, Entries, Flags
from detente.graphs.states import Codes, Indices, truths

Labels = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Feasible:
    """The feasible states before any are coalesced.

    Attributes
    ----------
    codes : numpy.ndarray of int64, shape (m,)
        In increasing order.
    home : numpy.ndarray of int32, shape (m,), or None
        The index of the state that each is coalesced into; None where none is.
    masks : tuple of int
        Each party's own bits.
    """

    codes: Codes
    home: Indices | None
    masks: tuple[int, ...]

    @cached_property
    def sizes(self) -> tuple[int, ...] | None:
        """How many settings of its options each party has, if every combination is feasible."""
        counts = tuple(_distinct(self.codes, mask) for mask in self.masks)
        product = 1
        for count in counts:
            product *= count
        return counts if product == len(self.codes) else None

    def at_home(self, members: Indices) -> Indices:
        """The states that feasible states belong to."""
        return members if self.home is None else self.home.take(members)


@dataclass(frozen=True, eq=False)
class _Departures:
    """What may leave for where: ``allowed[departure of one, arrival of the other]``."""

    departure: Labels
    arrival: Labels
    allowed: Flags


def party_masks(dispute: Dispute) -> tuple[int, ...]:
    """Each party's own bits, as one integer."""
    masks = [0] * len(dispute.parties)
    for k, bit in enumerate(bits(dispute)):
        masks[bit.party] |= 1 << k
    return tuple(masks)


def option_entries(dispute: Dispute, party: int, feasible: Feasible) -> Entries:
    """The lists of one party's moves (unsorted)."""
    order, starts = _fibres(party, feasible)
    departures = _departures(dispute, party, feasible)
    shape = _shape(party, feasible)
    if departures is None:
        every = np.arange(0 if shape is None else shape[1])
        box = None if shape is None else Box(shape, ((every, every),))
        return Entries(feasible.at_home(order), starts, shared=feasible.home is not None, box=box)
    own_only = all(entry.party != dispute.parties[party].name for entry in dispute.forbidden_moves)
    box = _box(shape, departures) if shape is not None and own_only else None
    return _split(order, starts, departures, feasible, box)


def _shape(party: int, feasible: Feasible) -> tuple[int, int, int] | None:
    """The axes of an array of states around a party's own; None where they are no full product."""
    if feasible.sizes is None or feasible.home is not None:
        return None
    own, below = feasible.sizes[party], math.prod(feasible.sizes[:party])
    return len(feasible.codes) // (own * below), own, below


def _box(shape: tuple[int, int, int], departures: _Departures) -> Box:
    """The box of a party whose departures and arrivals depend on its own options only."""
    _, own, below = shape
    settings = np.arange(own) * below  # states in which all other parties are at their first
    departure, arrival = departures.departure[settings], departures.arrival[settings]
    groups = tuple(
        (np.flatnonzero(departure == label), np.flatnonzero(departures.allowed[label, arrival]))
        for label in np.flatnonzero(np.bincount(departure))
    )
    return Box(shape, groups)


def _distinct(codes: Codes, mask: int) -> int:
    if mask == 0:
        return 1
    low = (mask & -mask).bit_length() - 1
    own = (codes & mask) >> low
    if mask >> low < 1 << 22:
        present = np.zeros((mask >> low) + 1, dtype=bool)
        present[own] = True
        return int(present.sum())
    return len(np.unique(own))


def _fibres(party: int, feasible: Feasible) -> tuple[Indices, Indices]:
    """The states fibre after fibre, and where each fibre starts."""
    size, mask = len(feasible.codes), feasible.masks[party]
    if feasible.sizes is not None:
        own, below = feasible.sizes[party], math.prod(feasible.sizes[:party])
        order = np.arange(size, dtype=np.int32).reshape(-1, own, below).transpose(0, 2, 1)
        return order.reshape(-1), np.arange(0, size + 1, own, dtype=np.int32)
    fibre = feasible.codes & ~mask
    order = np.argsort(fibre, kind="stable").astype(np.int32)
    fibre = fibre[order]
    new = np.flatnonzero(fibre[1:] != fibre[:-1]) + 1
    return order, np.concatenate([[0], new, [size]]).astype(np.int32)


def _departures(dispute: Dispute, party: int, feasible: Feasible) -> _Departures | None:
    """Departures and arrivals of one party's moves; None where it may move freely."""
    size = len(feasible.codes)
    label, allowed = np.zeros(size, dtype=np.int32), np.ones((1, 1), dtype=bool)
    departure = arrival = label
    for digits, may in _one_way_digits(dispute, party, feasible.codes):
        departure = arrival = departure * len(may) + digits
        allowed = np.kron(allowed, may)
    free = allowed.size == 1
    for leaves, enters in _forbidden(dispute, party, feasible.codes):
        departure, arrival = departure * 2 + leaves, arrival * 2 + enters
        allowed = np.kron(allowed, np.array([[True, True], [True, False]]))
        free = False
    return None if free else _Departures(departure, arrival, allowed)


def _one_way_digits(dispute: Dispute, party: int, codes: Codes) -> list[tuple[Labels, Flags]]:
    """For each one-way option, at what level each state has it, and between which it may go."""
    found = []
    place = sum(option.width for earlier in dispute.parties[:party] for option in earlier.options)
    for option in dispute.parties[party].options:
        if option.direction != "both":
            level = np.zeros(len(codes), dtype=np.int32)
            for step in range(option.width):
                level += ((step + 1) * ((codes >> (place + step)) & 1)).astype(np.int32)
            upward = np.triu(np.ones((option.width + 1, option.width + 1), dtype=bool))
            found.append((level, upward if option.direction == "on only" else upward.T))
        place += option.width
    return found


def _forbidden(dispute: Dispute, party: int, codes: Codes) -> list[tuple[Flags, Flags]]:
    """For each entry against the party's moves, which states it bars leaving, and entering."""
    name = dispute.parties[party].name
    found = []
    for entry in dispute.forbidden_moves:
        if entry.party == name:
            source, target, when = truths((entry.source, entry.target, entry.when), dispute, codes)
            found.append((source & when, target))
    return found


def _split(
    order: Indices,
    starts: Indices,
    departures: _Departures,
    feasible: Feasible,
    box: Box | None,
) -> Entries:
    """One list for each fibre and departure in it: who leaves so, and where that may lead."""
    fibre = np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))
    departure, arrival = departures.departure[order], departures.arrival[order]
    members, lengths, targets, readers = [], [], [], []
    for label in np.flatnonzero(np.bincount(departure)):
        reads = departure == label
        reached = departures.allowed[label, arrival]
        has_reader = np.zeros(len(starts) - 1, dtype=bool)
        has_reader[fibre[reads]] = True
        listed = (reads | reached) & has_reader[fibre]
        members.append(order[listed])
        lengths.append(np.bincount(fibre[listed], minlength=len(starts) - 1)[has_reader])
        targets.append(reached[listed])
        readers.append(reads[listed])
    ends = np.cumsum(np.concatenate(lengths))
    all_targets = np.concatenate(targets)
    return Entries(
        feasible.at_home(np.concatenate(members)),
        np.concatenate([[0], ends]).astype(np.int32),
        None if all_targets.all() else all_targets,
        np.concatenate(readers),
        shared=feasible.home is not None,
        box=box,
    )
