"""The inverse problem by brute force: every order, every edit, and the definitions of stability.

Kinsara, Kilgour & Hipel (2015). Meant for a handful of states.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations, product
from typing import Any

from . import brute
from .spec import Spec

Order = dict[int, int]  # state -> rank, higher is better


def weak_orders(states: list[int]) -> Iterator[Order]:
    """Every order of the states, ties allowed, once, with ranks from 0 without gaps."""
    for ranks in product(range(len(states)), repeat=len(states)):
        if set(ranks) == set(range(max(ranks) + 1)):
            yield dict(zip(states, ranks, strict=True))


def strict_orders(states: list[int]) -> Iterator[Order]:
    for ranks in permutations(range(len(states))):
        yield dict(zip(states, ranks, strict=True))


def is_strict(order: Order) -> bool:
    return len(set(order.values())) == len(order)


def distance(one: Order, other: Order) -> int:
    """In how many pairs of states better, worse or equal is not the same."""

    def sign(order: Order, a: int, b: int) -> int:
        return (order[a] > order[b]) - (order[a] < order[b])

    return sum(sign(one, a, b) != sign(other, a, b) for a in one for b in one if a < b)


def stable_at(spec: Spec, ranks: brute.Ranks, party: str, state: int, concept: str) -> bool:
    """Whether one state is stable for one party, by definition, were these everybody's ranks."""
    if concept == "sim":
        return state in brute._simultaneous(spec, ranks)[party]
    moves = brute.moves(spec)
    own, others = ranks[party], [other for other in moves if other != party]
    answering = brute.improvements(moves, ranks) if concept in ("seq", "sseq") else moves

    def deters(answer: int) -> bool:
        if own[answer] > own[state]:
            return False
        escapes = concept in ("smr", "sseq")
        return not (escapes and any(own[out] > own[state] for out in moves[party][answer]))

    for target in moves[party][state]:
        if own[target] <= own[state]:
            continue
        answers = brute.group_moves(answering, others, target)
        if concept == "nash" or not any(deters(answer) for answer in answers):
            return False
    return True


def equilibrium_at(spec: Spec, ranks: brute.Ranks, state: int, concept: str) -> bool:
    return all(stable_at(spec, ranks, party, state, concept) for party in ranks)


def with_statements(spec: Spec, party: str, statements: list[Any]) -> Spec:
    """The spec with one party's list of statements replaced."""
    changed = [
        {**one, "prefers": statements} if one["name"] == party else one for one in spec["parties"]
    ]
    return {**spec, "parties": changed}


def moved(statements: list[Any], source: int, target: int) -> list[Any]:
    """A list once the entry at one place, from 1, stands at another."""
    found = list(statements)
    found.insert(target - 1, found.pop(source - 1))
    return found


def fewest_moves(start: tuple[Any, ...], goals: set[tuple[Any, ...]]) -> int | None:
    """How many entries have to be moved to reach any of several orders."""
    level, known, steps = {start}, {start}, 0
    while level:
        if level & goals:
            return steps
        level = {
            tuple(moved(list(order), a, b))
            for order in level
            for a in range(1, len(order) + 1)
            for b in range(1, len(order) + 1)
        } - known
        known |= level
        steps += 1
    return None
