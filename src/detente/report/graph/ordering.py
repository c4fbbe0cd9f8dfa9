"""The order within rows, so that arrows cross less: sweeps of barycentres.

Sugiyama, Tagawa & Toda (1981).
"""

from __future__ import annotations

from bisect import bisect, insort
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

from detente.report.graph.rows import Chain, Row

_SWEEPS = 12
Neighbours = dict[int, list[int]]


def ordered(rows: list[Row], chains: Iterable[Chain]) -> list[Row]:
    """The rows, each put in order; the best of several sweeps down and up."""
    above, below = neighbours(rows, chains)
    best, fewest = rows, crossings(rows, below)
    now = rows
    for sweep in range(_SWEEPS):
        now = _swept(now, above) if sweep % 2 == 0 else _swept(now[::-1], below)[::-1]
        count = crossings(now, below)
        if count < fewest:
            best, fewest = now, count
    return best


def neighbours(rows: list[Row], chains: Iterable[Chain]) -> tuple[Neighbours, Neighbours]:
    """For everything that stands in a row, what it is joined to in the row above and below."""
    row_of = {one: number for number, row in enumerate(rows) for one in row}
    above: Neighbours = defaultdict(list)
    below: Neighbours = defaultdict(list)
    for chain in chains:
        for one, two in pairwise(chain):
            upper, lower = sorted((one, two), key=lambda each: row_of[each])
            if row_of[upper] < row_of[lower]:
                below[upper].append(lower)
                above[lower].append(upper)
    return above, below


def _swept(rows: list[Row], before: Neighbours) -> list[Row]:
    """Each row in the order of the means of what it is joined to in the row before it."""
    done: list[Row] = []
    at: dict[int, float] = {}
    for row in rows:
        middle = (len(row) - 1) / 2
        place = {one: number - middle for number, one in enumerate(row)}
        means = {
            one: sum(at[other] for other in before[one]) / len(before[one])
            if before.get(one)
            else place[one]
            for one in row
        }
        row = sorted(row, key=lambda one: (means[one], place[one]))
        at = {one: number - middle for number, one in enumerate(row)}
        done.append(row)
    return done


def crossings(rows: list[Row], below: Neighbours) -> int:
    """How many pairs of arrows between neighbouring rows cross."""
    count = 0
    for upper, lower in pairwise(rows):
        at = {one: number for number, one in enumerate(lower)}
        seen: list[int] = []
        for one in upper:
            ends = sorted(at[other] for other in below.get(one, ()))
            count += sum(len(seen) - bisect(seen, end) for end in ends)
            for end in ends:
                insort(seen, end)
    return count
