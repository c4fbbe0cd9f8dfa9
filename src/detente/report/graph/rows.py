"""Rows of states, with a place kept free in every row that an arrow has to pass.

A layer makes one row, or several where it is too wide. What stands in a row is a state, by its
place, or a *pass*: a number below 0. An arrow between rows that are not neighbours passes through
one pass in each row between (Sugiyama, Tagawa & Toda 1981).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from detente.report.graph.link import Link

Row = list[int]
Chain = tuple[int, ...]
"""What an arrow runs through: its source, passes, its target."""
MOST_IN_ROW = 5


@dataclass(frozen=True)
class Rows:
    """The rows from the top, each from left to right, and what each arrow runs through."""

    rows: list[Row]
    chains: tuple[Chain, ...]


def rows_of(layers: Mapping[int, int], links: tuple[Link, ...], widest: int = MOST_IN_ROW) -> Rows:
    """Rows for states with their layers, in the order given, and passes for the arrows."""
    rows: list[Row] = []
    for layer in sorted(set(layers.values())):
        members = [place for place, at in layers.items() if at == layer]
        rows += _split(_later_last(members, layers, links), widest)
    row_of = {place: number for number, row in enumerate(rows) for place in row}
    chains = []
    next_pass = -1
    for link in links:
        between = _between(row_of[link.source], row_of[link.target])
        passes = tuple(range(next_pass, next_pass - len(between), -1))
        next_pass -= len(between)
        for number, one in zip(between, passes, strict=True):
            rows[number].append(one)
        chains.append((link.source, *passes, link.target))
    return Rows(rows, tuple(chains))


def _between(source: int, target: int) -> range:
    return range(source + 1, target) if source < target else range(source - 1, target, -1)


def _later_last(members: Row, layers: Mapping[int, int], links: tuple[Link, ...]) -> Row:
    """Those with arrows to the next layer last, so that they are near it where a layer is split."""
    near: dict[int, int] = defaultdict(int)
    for link in links:
        near[link.source] += layers[link.target] > layers[link.source]
        near[link.target] += layers[link.source] > layers[link.target]
    return sorted(members, key=lambda place: near[place])


def _split(members: Row, widest: int) -> list[Row]:
    """Members in as few rows as will do, about equally long."""
    count = -(-len(members) // widest)
    size, longer = divmod(len(members), count)
    sizes = [size + (number < longer) for number in range(count)]
    ends = [sum(sizes[: number + 1]) for number in range(count)]
    return [members[end - size : end] for end, size in zip(ends, sizes, strict=True)]
