"""The innermost loop over worlds, compiled where numba is installed (the extra ``fast``).

It does what `WorldMoves.lower` does without it, several times as fast once it is loaded. That takes
longer than a small sweep: it is only worth asking for in large ones.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from functools import cache
from typing import Any, TypeAlias

Kernel: TypeAlias = Callable[..., int]


def available() -> bool:
    """Whether numba is installed; it is not loaded for that."""
    return importlib.util.find_spec("numba") is not None


@cache
def kernel() -> Kernel:
    """The compiled loop: it lowers values in place, and gives how many states have changed.

    Its arguments are the values, shape (n, worlds); the states that can move; where the targets
    of each start, and where the last end; the targets; what joined to a target's value bit by bit
    leaves it or makes it the highest, a row for each target; the states that are stale, and whether
    all are; room for one row; and room for the states that change.
    """
    import numba

    loop: Kernel = numba.njit(nogil=True, cache=True)(_lower)
    return loop


def _lower(
    values: Any,
    states: Any,
    starts: Any,
    targets: Any,
    barred: Any,
    stale: Any,
    whole: bool,
    room: Any,
    changed: Any,
) -> int:
    worlds, count = values.shape[1], 0
    for place in range(len(states)):
        first, last = starts[place], starts[place + 1]
        look = whole
        for entry in range(first, last):
            look = look or stale[targets[entry]]
        if not look:
            continue
        row = values[states[place]]
        for world in range(worlds):
            room[world] = row[world]
        for entry in range(first, last):
            seen, bars = values[targets[entry]], barred[entry]
            for world in range(worlds):
                value, lowest = seen[world] | bars[world], room[world]
                room[world] = value if value < lowest else lowest
        differs = False
        for world in range(worlds):
            differs |= room[world] != row[world]
        if differs:
            for world in range(worlds):
                row[world] = room[world]
            changed[count] = states[place]
            count += 1
    return count
