"""Threats, straight from the definitions: section 4 of the theory.

Meant to be checked by eye, not to be fast. A *threat* is plain data::

    {"by": "Patron", "action": formula, "if": formula, "unless": formula}

where ``if`` and ``unless`` may be missing. The action is a formula over its owner's options, in a
hand-drawn dispute over states. Everything is asked of a ``Game``: a spec with its moves and ranks.

Readings chosen, where the theory leaves two:

- A formula is true of a coalesced state if it is true of its lowest member.
- ``not_triggered`` comes first, at every state: only where the threat applies are the other
  verdicts asked for, in the order in which the theory lists them.
- A move *makes the action true* if the action is true of the state it leads to. Where the action
  is true already nothing is left to carry out: the verdict is ``carried``, whatever the moves.
- *Legal* moves only: where a forbidden move or a rule bars the smallest change, the next larger
  change may be inclusion-minimal, and then counts.
- What changes is an option: one with levels counts as one, whatever its levels.
- Of a coalesced state the moves of all its members count, and a change is minimal if no carrying
  move of any member changes a proper subset of its options. A target that is reached by a minimal
  change counts, though a larger one may lead there, too.
- A move between two members of one coalesced state is no move, neither to carry the action out
  nor as a better one.
- The *best* credible carrying move is the one whose target the owner ranks highest. The *better
  other move* leads to a state where the action is false and which the owner ranks strictly above
  that target; it need not be a credible move itself. A better state where the action is true,
  bundled with something else, does not make a threat second best.
- Held back by: a change counts where it makes the verdict ``credible``; ``second_best`` is not
  enough. It is a counterfactual: directions and forbidden moves do not bar it, rules do. Of a
  coalesced state the lowest member is changed; the verdict is that of the whole resulting class.
- Shares: the states reached are those of legal sequences (no party twice in a row), and q.
- Rests on: a set of parties is free throughout, for every sanction of every improvement at once;
  a sequence may mix their steps with others' improvements. The empty list where s is not a GMR
  equilibrium, or is a SEQ equilibrium.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import Any, NamedTuple

from . import brute
from .spec import Formula, Spec

Threat = dict[str, Any]

VERDICTS = (
    "not_triggered",
    "carried",
    "impossible",
    "credible",
    "second_best",
    "deterred",
    "empty",
)
WEIGHED = ("credible", "second_best", "deterred", "empty")  # the verdicts that have a share


class Game(NamedTuple):
    """A spec with what is asked of it again and again."""

    spec: Spec
    parties: list[str]
    R: brute.Moves  # R_i(s)
    r: brute.Ranks  # r_i(s)
    up: brute.Moves  # R+_i(s)
    members: dict[int, list[brute.Setting]]  # the settings of each state; none if hand-drawn
    number: dict[brute.Setting, int]  # the state of each feasible setting
    steps: dict[str, dict[brute.Setting, set[brute.Setting]]]  # each party's moves of settings
    facts: dict[int, brute.Facts]  # what is true of each state: of its lowest member


def game(spec: Spec) -> Game:
    """The game of a spec."""
    R, r, members = brute.moves(spec), brute.ranks(spec), brute.states(spec)
    drawn = "graph" in spec
    facts: dict[int, brute.Facts] = {
        s: {"state": s} if drawn else brute.facts_of(spec, members[s][0]) for s in members
    }
    number = brute.class_of(spec)
    steps = {} if drawn else brute.setting_moves(spec)
    return Game(spec, list(R), R, r, brute.improvements(R, r), members, number, steps, facts)


def true_at(game: Game, formula: Formula, s: int) -> bool:
    """Whether a formula is true of a state."""
    return brute.holds(formula, game.facts[s])


def applies(game: Game, threat: Threat, s: int) -> bool:
    """Whether the threat applies: its ``if`` holds and its ``unless`` does not."""
    wanted = true_at(game, threat.get("if", ("const", True)), s)
    return wanted and not true_at(game, threat.get("unless", ("const", False)), s)


# ---------------------------------------------------------------------- moves


def credible_move(game: Game, i: str, s: int, t: int) -> bool:
    """Whether i's move from s to t is credible.

    It is an improvement, after which no improvements of the others lead to a state that is no
    better than s for i.
    """
    rank = game.r[i]
    replies = brute.group_moves(game.up, [j for j in game.parties if j != i], t)
    return t in game.up[i][s] and not any(rank[s2] <= rank[s] for s2 in replies)


def carrying_moves(game: Game, threat: Threat, s: int) -> set[int]:
    """The targets of the owner's moves from s that make the action true, with nothing to spare."""
    i, action = threat["by"], threat["action"]
    if "graph" in game.spec:
        return {t for t in game.R[i][s] if true_at(game, action, t)}
    carrying = [
        ({k for k in range(len(m)) if m[k] != n[k]}, game.number[n])
        for m in game.members[s]
        for n in game.steps[i][m]
        if game.number[n] != s and true_at(game, action, game.number[n])
    ]
    return {t for changed, t in carrying if not any(other < changed for other, _ in carrying)}


# ---------------------------------------------------------------------- verdicts


def verdict(game: Game, threat: Threat, s: int) -> str:
    """What there is to say of the threat at s: one of ``VERDICTS``."""
    i, action = threat["by"], threat["action"]
    if not applies(game, threat, s):
        return "not_triggered"
    if true_at(game, action, s):
        return "carried"
    carrying = carrying_moves(game, threat, s)
    if not carrying:
        return "impossible"
    credible = [t for t in carrying if credible_move(game, i, s, t)]
    if credible:
        best = max(game.r[i][t] for t in credible)
        others = [t for t in game.R[i][s] if not true_at(game, action, t)]
        return "second_best" if any(game.r[i][t] > best for t in others) else "credible"
    if any(game.r[i][t] > game.r[i][s] for t in carrying):
        return "deterred"
    return "empty"


def held_back_by(game: Game, threat: Threat, q: int) -> list[tuple[str, str, Any]]:
    """The single changes of another party's option that would make the threat at q credible.

    As ``(party, option, new value)``: True, False or a level. Options in file order, lower values
    first. Only where the threat is empty or deterred at q, and not in hand-drawn disputes.
    """
    if "graph" in game.spec or verdict(game, threat, q) not in ("empty", "deterred"):
        return []
    lowest = game.members[q][0]
    found: list[tuple[str, str, Any]] = []
    for k, (party, option) in enumerate(brute.owned_options(game.spec)):
        values = option.get("levels") or [False, True]
        for index, value in enumerate(values):
            changed = (*lowest[:k], index, *lowest[k + 1 :])
            if party == threat["by"] or changed == lowest or changed not in game.number:
                continue
            if verdict(game, threat, game.number[changed]) == "credible":
                found.append((party, option["name"], value))
    return found


def shares(game: Game, threat: Threat, q: int) -> dict[str, Any]:
    """The verdicts over the states that legal moves of all parties reach from q, q included.

    ``carried``, ``impossible`` and ``over`` (neither of them, but the threat applies) are counts;
    ``credible``, ``second_best``, ``deterred`` and ``empty`` are shares of ``over``, or None.
    """
    reached = {q} | brute.group_moves(game.R, game.parties, q)
    verdicts = [verdict(game, threat, s) for s in reached]
    over = sum(v in WEIGHED for v in verdicts)
    return {
        "carried": verdicts.count("carried"),
        "impossible": verdicts.count("impossible"),
        "over": over,
        **{v: Fraction(verdicts.count(v), over) if over else None for v in WEIGHED},
    }


# ---------------------------------------------------------------------- equilibria


def sanctioned(game: Game, s: int, free: set[str]) -> bool:
    """Whether every improvement of every party from s is sanctioned, if these parties are free.

    In a sanction the free ones may make any legal move, the others only improvements.
    """
    steps = {j: game.R[j] if j in free else game.up[j] for j in game.parties}
    for i in game.parties:
        others = [j for j in game.parties if j != i]
        for s1 in game.up[i][s]:
            replies = brute.group_moves(steps, others, s1)
            if not any(game.r[i][s2] <= game.r[i][s] for s2 in replies):
                return False
    return True


def rests_on(game: Game, s: int) -> list[list[str]]:
    """The inclusion-minimal sets of parties on whose empty threats the equilibrium s rests.

    Smaller sets first, parties in file order; empty unless s is a GMR but not a SEQ equilibrium.
    """
    if sanctioned(game, s, set()) or not sanctioned(game, s, set(game.parties)):
        return []
    enough = [
        set(members)
        for size in range(len(game.parties) + 1)
        for members in combinations(game.parties, size)
        if sanctioned(game, s, set(members))
    ]
    minimal = [members for members in enough if not any(other < members for other in enough)]
    return [[i for i in game.parties if i in members] for members in minimal]
