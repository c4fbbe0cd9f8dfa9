"""Coalition stability, straight from the definitions: CNash, CGMR, CSMR and CSEQ.

Kilgour, Hipel, Fang & Peng (2001); Inohara & Hipel (2008). Short and slow, to be checked by eye.
R_H(s) are legal sequences of H, R++_H(s) the states of R_H(s) better than s for all of H. A
*sanction* against H at s is a state no better than s for some member of H.

Readings chosen
---------------
- CSMR: a sanction u in R_{N-H}(t) stands if no v in R_H(u) is better than s for all of H; v may be
  reached by any legal sequence of H, not only by improvements.
- CSEQ: sanctions are reached from t by one or more steps w in R++_K(u), K a non-empty subset of
  N-H, no K twice running. Two steps running may be of coalitions that overlap, so one party may
  end a step and begin the next: in hand-drawn graphs (or with ``forbidden_moves`` or ``same``) a
  chain need not be a legal sequence of N-H, and CSEQ need not imply CGMR.
- A chain or sequence that returns to s counts: s is no better than itself.
- For H = N there is nobody to sanction: all four concepts are CNash.
- A coalition of one party: CNash, CGMR and CSMR are its Nash, GMR and SMR; SEQ implies CSEQ, but
  not conversely.
"""

from __future__ import annotations

from collections.abc import Callable

from .settling import Coalition, Game, game, joint_improvements, joint_moves, subsets
from .spec import Spec

CONCEPTS = ("cnash", "cgmr", "csmr", "cseq")

__all__ = ["CONCEPTS", "chains", "joint_improvements", "stable", "stable_at", "universal"]


def chains(game: Game, O: Coalition, t: int) -> set[int]:  # noqa: E741
    """The states reached from t by coalition improvements of subsets of O, none twice running."""
    groups = [K for K in subsets(O) if K]
    seen: set[tuple[int, Coalition]] = set()
    todo: list[tuple[int, Coalition | None]] = [(t, None)]
    while todo:
        u, last = todo.pop()
        for K in groups:
            if last != K:
                for w in joint_improvements(game, K, u):
                    if (w, K) not in seen:
                        seen.add((w, K))
                        todo.append((w, K))
    return {w for w, _ in seen}


def stable_at(game: Game, H: Coalition, s: int) -> dict[str, bool]:
    """By concept, whether s is stable for the coalition H."""
    r, others = game.r, frozenset(game.parties) - H
    temptations = joint_improvements(game, H, s)

    def better(u: int) -> bool:
        return all(r[i][u] > r[i][s] for i in H)

    def sanction(u: int) -> bool:
        return not better(u)

    def lasting(u: int) -> bool:
        return sanction(u) and not any(better(v) for v in joint_moves(game, H, u))

    def deterred(replies: Callable[[int], set[int]], enough: Callable[[int], bool]) -> bool:
        return all(any(enough(u) for u in replies(t)) for t in temptations)

    return {
        "cnash": not temptations,
        "cgmr": deterred(lambda t: joint_moves(game, others, t), sanction),
        "csmr": deterred(lambda t: joint_moves(game, others, t), lasting),
        "cseq": deterred(lambda t: chains(game, others, t), sanction),
    }


def stable(spec: Spec, H: Coalition) -> dict[str, set[int]]:
    """By concept, the states that are stable for the coalition H."""
    return _stable(game(spec), H)


def _stable(view: Game, H: Coalition) -> dict[str, set[int]]:
    at = {s: stable_at(view, H, s) for s in view.states}
    return {concept: {s for s in at if at[s][concept]} for concept in CONCEPTS}


def universal(spec: Spec) -> dict[str, set[int]]:
    """By concept, the states that are stable for every non-empty coalition."""
    view = game(spec)
    each = [_stable(view, H) for H in subsets(view.parties) if H]
    return {c: set(view.states).intersection(*(found[c] for found in each)) for c in CONCEPTS}
