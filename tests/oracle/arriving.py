"""Status-quo analysis, straight from the definitions: what can come about, how, and for good.

Li, Kilgour & Hipel (2005): a search, layer by layer, over (state, last mover), because in a legal
sequence no party moves twice in a row. Meant to be checked by eye, not to be fast.

Readings chosen, where the theory leaves two:

- The status quo is reached in 0 steps, with no last mover, even if a sequence returns to it.
- The last movers of a state are those of sequences of the least length only: a longer sequence
  may end with another party's move, and matters for the arcs.
- An arc belongs to a sequence wherever it stands in it: its mover may make it once the state it
  leaves is reached with somebody else's move, by however long a sequence, or at the start.
- Going back is plain reachability by legal moves of all parties: through any states, improvements
  or not, and a party may move twice in a row; also for sequences of improvements. An arc is
  irreversible if its end cannot reach its beginning so.
- Stages: two reached states are of one stage if each can reach the other so, also by way of
  states that are not reached. Every reached state is of exactly one stage. Hence an arc is
  irreversible exactly if it leads from one stage to another.
"""

from __future__ import annotations

from typing import NamedTuple

from . import brute
from .spec import Spec

Arc = tuple[str, int, int]  # the mover, from, to


class Arrival(NamedTuple):
    """What comes about from a status quo."""

    steps: dict[int, int]  # reached state -> the least number of steps
    last_movers: dict[int, set[str]]  # reached state -> who can make the last of these steps
    arcs: set[Arc]  # those that belong to some sequence
    irreversible: set[Arc]  # those of them that cannot be undone
    stages: list[set[int]]  # in the order of their lowest states


def by_improvements(spec: Spec, q: int) -> Arrival:
    """What legal sequences of improvements of all parties bring about from q."""
    R = brute.moves(spec)
    return _arrival(brute.improvements(R, brute.ranks(spec)), R, q)


def by_moves(spec: Spec, q: int) -> Arrival:
    """What legal sequences of any moves of all parties bring about from q."""
    R = brute.moves(spec)
    return _arrival(R, R, q)


def reachable(R: brute.Moves, s: int) -> set[int]:
    """Where legal moves lead from s, by any number of moves (none included) in any order."""
    found: set[int] = set()
    todo = [s]
    while todo:
        at = todo.pop()
        if at not in found:
            found.add(at)
            todo += [t for i in R for t in R[i][at]]
    return found


def _arrival(steps: brute.Moves, R: brute.Moves, q: int) -> Arrival:
    """What legal sequences of these steps bring about from q, where R are all legal moves."""
    least: dict[int, int] = {q: 0}
    last_movers: dict[int, set[str]] = {q: set()}
    arcs: set[Arc] = set()
    layer: set[tuple[int, str | None]] = {(q, None)}  # reached in `length` steps, not in fewer
    seen = layer
    length = 0
    while layer:
        made = {(i, s, t) for s, last in layer for i in steps if i != last for t in steps[i][s]}
        arcs |= made
        length += 1
        for i, _, t in made:
            if least.setdefault(t, length) == length:
                last_movers.setdefault(t, set()).add(i)
        layer = {(t, i) for i, _, t in made if (t, i) not in seen}
        seen = seen | layer
    onward = {s: reachable(R, s) for s in least}
    stages: list[set[int]] = []
    for s in sorted(least):
        if not any(s in stage for stage in stages):
            stages.append({t for t in least if t in onward[s] and s in onward[t]})
    irreversible = {(i, s, t) for i, s, t in arcs if s not in onward[t]}
    return Arrival(least, last_movers, arcs, irreversible, stages)
