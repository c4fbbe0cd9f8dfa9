"""The fewest things that together are enough, where each more only helps (ours).

A search in order of size, which adds only what some unmet demand asks for: every set that is enough
holds one of the things that the demand names.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

Wanted = Callable[[frozenset[int]], Collection[int] | None]


@dataclass(frozen=True)
class Fewest:
    """What the search found.

    Attributes
    ----------
    chosen : frozenset of int, or None
        A smallest set that is enough; None where there is none, or none was found in time.
    ruled_out : int
        No set of fewer than so many is enough.
    ended : bool
        Whether the search came to its end, so that `chosen` is smallest, or there is none.
    """

    chosen: frozenset[int] | None
    ruled_out: int
    ended: bool


class _Spent(Exception):
    """The budget is used up."""


def fewest(wanted: Wanted, most: int, budget: int) -> Fewest:
    """A smallest set that is enough.

    Parameters
    ----------
    wanted : callable
        From a set to what must be added: None where it is enough, else things of which every
        larger set that is enough holds one. None of these where no larger set is enough.
    most : int
        The size of the largest set that there is.
    budget : int
        How many sets may be looked at.
    """
    looked = 0
    known: dict[frozenset[int], tuple[int, ...] | None] = {}

    def asked(chosen: frozenset[int]) -> tuple[int, ...] | None:
        nonlocal looked
        if chosen not in known:
            if looked >= budget:
                raise _Spent
            looked += 1
            more = wanted(chosen)
            known[chosen] = None if more is None else tuple(sorted(more))
        return known[chosen]

    def search(chosen: frozenset[int], left: int) -> frozenset[int] | None:
        more = asked(chosen)
        if more is None:
            return chosen
        if left == 0 or chosen in seen:
            return None
        seen.add(chosen)
        for one in more:
            found = search(chosen | {one}, left - 1)
            if found is not None:
                return found
        return None

    for size in range(most + 1):
        seen: set[frozenset[int]] = set()
        try:
            found = search(frozenset(), size)
        except _Spent:
            return Fewest(None, size, False)
        if found is not None:
            return Fewest(found, size, True)
    return Fewest(None, most + 1, True)
