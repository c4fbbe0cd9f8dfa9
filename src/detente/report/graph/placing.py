"""Where things stand in their rows: near what they are joined to, in order, and never too close."""

from __future__ import annotations

from collections.abc import Callable

from detente.report.graph.ordering import Neighbours
from detente.report.graph.rows import Row

_SWEEPS = 10
_STRENGTH = 3.0
Space = Callable[[int, int], float]


def placed(rows: list[Row], above: Neighbours, below: Neighbours, space: Space) -> dict[int, float]:
    """The horizontal place of the middle of everything that stands in a row; the least is 0.

    Parameters
    ----------
    rows : list of list of int
        What stands in each row, from left to right.
    above, below : dict
        What each is joined to in the neighbouring rows.
    space : callable
        How far the middles of two neighbours must be apart at least.
    """
    at: dict[int, float] = {}
    for row in rows:
        at |= _apart(row, dict.fromkeys(row, 0.0), dict.fromkeys(row, 1.0), space)
    for sweep in range(_SWEEPS):
        for row in rows if sweep % 2 == 0 else rows[::-1]:
            wish, weight = {}, {}
            for one in row:
                joined = [*above.get(one, ()), *below.get(one, ())]
                wish[one] = sum(at[other] for other in joined) / len(joined) if joined else at[one]
                passing = one < 0 and any(other < 0 for other in joined)
                weight[one] = (_STRENGTH if passing else 1.0) * max(len(joined), 0.2)
            at |= _apart(row, wish, weight, space)
    least = min(at.values(), default=0.0)
    return {one: x - least for one, x in at.items()}


def _apart(
    row: Row, wish: dict[int, float], weight: dict[int, float], space: Space
) -> dict[int, float]:
    """Places as near to those wished for as order and space allow (least squares).

    What is pushed together moves as one block: the pool of adjacent violators.
    """
    offset, offsets = 0.0, []
    for number, one in enumerate(row):
        offset += space(row[number - 1], one) if number else 0.0
        offsets.append(offset)
    blocks: list[tuple[float, float, int]] = []  # mean, weight, length
    for one, shift in zip(row, offsets, strict=True):
        mean, heavy, length = wish[one] - shift, weight[one], 1
        while blocks and blocks[-1][0] > mean:
            other, others, more = blocks.pop()
            mean = (mean * heavy + other * others) / (heavy + others)
            heavy, length = heavy + others, length + more
        blocks.append((mean, heavy, length))
    means = [mean for mean, _, length in blocks for _ in range(length)]
    return {one: mean + shift for one, mean, shift in zip(row, means, offsets, strict=True)}
