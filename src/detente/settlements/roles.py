"""Who must act, who can stand in, who must only tolerate, who spoils (ours).

All of this says who *could*, not who *would* (Dutta & Vohra 2017).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from detente.graphs.graph import Graph
from detente.graphs.moves import Flags
from detente.graphs.transforms import best
from detente.settlements.credibility import assured, credible_moves
from detente.settlements.field import field_of, reachable
from detente.settlements.holding import holds_obstructed, holds_without_exits
from detente.settlements.search import any_leads
from detente.settlements.winning import (
    AGREED,
    WILLING,
    Quest,
    can_settle,
)


def roles(parties: int, minimal: Sequence[int]) -> tuple[str, ...]:
    """Whether each party is needed, a substitute or irrelevant.

    Parameters
    ----------
    parties : int
        How many there are.
    minimal : sequence of int
        The minimal winning coalitions, as sets of bits.

    Returns
    -------
    tuple of str
        *needed* where it is in all of them and there are some, *substitute* where it is in some,
        else *irrelevant*.

    Examples
    --------
    >>> roles(4, [0b0011, 0b0101])
    ('needed', 'substitute', 'substitute', 'irrelevant')
    """
    found = []
    for party in range(parties):
        inside = [smallest >> party & 1 for smallest in minimal]
        if inside and all(inside):
            found.append("needed")
        else:
            found.append("substitute" if any(inside) else "irrelevant")
    return tuple(found)


def must_tolerate(graph: Graph, settled: Flags, start: int, party: int) -> bool:
    """Whether nobody could settle, were the settlement to hold against all that `party` can do.

    To be asked of a party that is not needed, where everyone together can settle.
    """
    held = holds_obstructed(graph, settled, party)
    everyone = (1 << len(graph.moves)) - 1
    return not can_settle(graph, held, start, everyone, AGREED)


@dataclass(frozen=True)
class Reliance:
    """What a party does now, on which the others count.

    Attributes
    ----------
    blocking : tuple of int
        The states it could move to from which the others could not settle, by their places.
    would_block : bool
        Whether any of these moves is credible.
    """

    blocking: tuple[int, ...]
    would_block: bool


def reliance(graph: Graph, held: Flags, start: int, party: int) -> Reliance:
    """By which moves a party could keep the others from settling.

    To be asked of a party that is not needed.
    """
    others = sum(1 << other for other in graph.others(party))
    blocking = tuple(
        target
        for target in graph.moves[party].from_state(start).tolist()
        if not can_settle(graph, held, target, others, AGREED)
    )
    credible = set(credible_moves(graph, party, start).tolist())
    return Reliance(blocking, any(target in credible for target in blocking))


def exit_cost(graph: Graph, settled: Flags, held: Flags, party: int) -> Fraction:
    """By what share of the settlement it would hold more widely without a party's exits."""
    size = int(settled.sum())
    if size == 0:
        return Fraction(0)
    without = int(holds_without_exits(graph, settled, party).sum())
    return Fraction(without - int(held.sum()), size)


def spoilers(graph: Graph, settled: Flags, start: int) -> tuple[int, ...]:
    """The parties with a credible move out of the settlement from where willing paths lead."""
    everyone = range(len(graph.moves))
    return tuple(party for party in everyone if spoils(graph, settled, start, party))


def spoils(graph: Graph, settled: Flags, start: int, party: int) -> bool:
    """Whether a party has a credible move out of the settlement from where willing paths lead."""
    within = settled & reachable(graph, tuple(range(len(graph.moves))), start)
    return _reached(graph, within & can_leave(graph, settled, party), start)


def can_leave(graph: Graph, settled: Flags, party: int) -> Flags:
    """From which states a party has a credible move to one that is not settled: shape (n,)."""
    outside = np.where(settled, np.int32(-1), assured(graph, party))
    return np.asarray(best(graph.moves[party], outside) > graph.ranks[party])


def _reached(graph: Graph, targets: Flags, start: int) -> bool:
    """Whether a willing path of all parties leads to one of the targets."""
    if targets[start]:
        return True
    sought = Quest(graph, start, np.flatnonzero(targets).astype(np.int32))
    return willing_path_exists(sought)


def willing_path_exists(sought: Quest) -> bool:
    """Whether willing moves of all parties lead from the start to one of the ends."""
    everyone = range(len(sought.graph.moves))
    field = field_of(sought.graph, everyone, sought.start)
    ends = sought.ends[field.holds(sought.ends)]
    below = WILLING.bounds(sought, ends, sought.everyone)
    return any_leads(field, field.inside(ends), below, field.place(sought.start))
