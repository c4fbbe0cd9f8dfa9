"""Settlements and who is needed, straight from the definitions: which coalition can settle what.

Short and slow, to be checked by eye; the fast code is compared with it. T is a settlement (a set of
states), q a status quo, H the states on which T holds, C a coalition. Three *kinds* of settling are
kept apart: "agreed" (v), "pressure" (willing paths) and "pact" (joint moves, too).

Readings chosen
---------------
- A set of states is *left* by a move from inside it to outside it, so H(T) is closed: a state of T
  with a credible move to a state of T outside H(T) is not in H(T). The same for every variant of H.
- "Without i's exits" ignores all credible moves of i, also those that stay in T.
- A path may use one party twice in a row; joint moves of K (pacts, R++_K) are legal sequences.
- A state of the way that is its end is the end: a willing path cannot move on from there.
- "Better", "prefers" and "worse off" are strict. So a path can be willing, not agreed, and yet have
  nobody coerced: a mover may be indifferent between the end and the status quo.
- v(empty) = 1 where q is in H; then no party is pivotal and every weight is 0.
- Status goes by v alone, and in this order: cannot_hold, unreachable, already, open.
- Roles, must tolerate and so on have formal values under every status; "becomes 0" needs v(N) = 1
  before, so nobody must tolerate what is unreachable; "relied on" does not, so there everybody with
  a move after which v(N-i) = 0 is relied on.
- must tolerate: the coalition stays the whole of N, i included; only H is replaced.
- relied on: with q' as the status quo "agreed" compares with q', no longer with q; H is unchanged.
- would block: among the moves for which i is relied on, one is credible.
- Refusals: the freed parties make any legal move; the others' moves are agreed. If nothing legal
  reaches H there is no refusal at all.
- Banzhaf: raw is swings / 2^(n-1); the index is the share of all swings, 0 where there are none.
- Spoilers: the willing path need not end in H, only in T; the empty path counts when q is in T.
- Objections are (state, party, move) triples over the distinct states that the path leaves: the
  empty path has none. Only parties outside C object. C must settle from there in the path's kind.
- Drift looks along chains of credible moves of all parties, of any length, a party twice in a row
  included.
- Firm (jointly) counts single parties as coalitions.
- before: "passes F" counts the status quo, but not the end.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import combinations, permutations

from . import brute
from .brute import Moves, Ranks
from .spec import Spec

Coalition = frozenset[str]
Step = tuple[str, int, int]  # party, from, to
Objection = tuple[int, str, int]  # state, party, where its credible move leads
Score = tuple[int, int, int]  # coerced, objections, length

KINDS = ("agreed", "pressure", "pact")
EMPTY: Coalition = frozenset()


@dataclass(frozen=True, eq=False)
class Game:
    """What this module needs of a dispute: parties, states, moves and ranks."""

    parties: list[str]
    states: list[int]
    R: Moves
    r: Ranks
    reached: dict[tuple[Coalition, int], set[int]] = field(default_factory=dict, repr=False)

    @cached_property
    def up(self) -> Moves:
        """R+_i(s)."""
        return brute.improvements(self.R, self.r)

    @cached_property
    def credible_moves(self) -> Moves:
        """The credible moves of each party from each state."""
        return {
            i: {s: {t for t in self.R[i][s] if credible(self, i, s, t)} for s in self.states}
            for i in self.parties
        }


def game(spec: Spec) -> Game:
    """The game of a spec."""
    R = brute.moves(spec)
    return Game(list(R), list(brute.states(spec)), R, brute.ranks(spec))


def subsets(members: Iterable[str]) -> list[Coalition]:
    """All subsets, the empty one first, by size."""
    every = list(members)
    return [frozenset(c) for size in range(len(every) + 1) for c in combinations(every, size)]


def minimal(sets: Iterable[Coalition]) -> set[Coalition]:
    """Those that contain no other of them."""
    every = set(sets)
    return {c for c in every if not any(d < c for d in every)}


def joint_moves(game: Game, K: Coalition, s: int) -> set[int]:
    """R_K(s), remembered."""
    if (K, s) not in game.reached:
        game.reached[K, s] = brute.group_moves(game.R, K, s)
    return game.reached[K, s]


def joint_improvements(game: Game, K: Coalition, s: int) -> set[int]:
    """R++_K(s): the states of R_K(s) that all of K prefer to s."""
    return {t for t in joint_moves(game, K, s) if all(game.r[i][t] > game.r[i][s] for i in K)}


def closure(start: int, steps: Callable[[int], Iterable[int]]) -> set[int]:
    """The start and every state that a chain of steps leads to from it."""
    seen, todo = {start}, [start]
    while todo:
        for t in steps(todo.pop()):
            if t not in seen:
                seen.add(t)
                todo.append(t)
    return seen


# ---------------------------------------------------------------------- holding


def credible(game: Game, i: str, s: int, t: int) -> bool:
    """Whether s -> t is an improvement of i that the others' improvements cannot make it regret."""
    if t not in game.R[i][s] or game.r[i][t] <= game.r[i][s]:
        return False
    others = [j for j in game.parties if j != i]
    return all(game.r[i][u] > game.r[i][s] for u in brute.group_moves(game.up, others, t))


def _largest_unleft(T: frozenset[int], moves: Collection[tuple[int, int]]) -> frozenset[int]:
    """The largest subset of T that none of these moves leaves."""
    S = T
    while True:
        kept = frozenset(s for s in S if all(b in S for a, b in moves if a == s))
        if kept == S:
            return S
        S = kept


def _pairs(moves: Moves, parties: Iterable[str]) -> set[tuple[int, int]]:
    return {(s, t) for i in parties for s, targets in moves[i].items() for t in targets}


def holding(game: Game, T: frozenset[int]) -> frozenset[int]:
    """H(T): the largest subset of T that no credible move leaves."""
    return _largest_unleft(T, _pairs(game.credible_moves, game.parties))


def holding_firmly(game: Game, T: frozenset[int]) -> frozenset[int]:
    """The largest subset of T that no improvement leaves."""
    return _largest_unleft(T, _pairs(game.up, game.parties))


def holding_without_exits_of(game: Game, T: frozenset[int], i: str) -> frozenset[int]:
    """The largest subset of T that no credible move of anyone but i leaves."""
    return _largest_unleft(T, _pairs(game.credible_moves, set(game.parties) - {i}))


def holding_obstructed_by(game: Game, T: frozenset[int], i: str) -> frozenset[int]:
    """H_i(T): the largest subset of T that no credible move and no legal move of i leaves."""
    credibly = _pairs(game.credible_moves, game.parties)
    return _largest_unleft(T, credibly | _pairs(game.R, [i]))


# ---------------------------------------------------------------------- reaching


def _settles_if(
    game: Game,
    H: frozenset[int],
    q: int,
    C: Collection[str],
    may_move: Callable[[str, int, int], bool],
) -> bool:
    """Whether moves of C, each with may_move(mover, from, end), lead from q to an end in H."""

    def reaches(t: int) -> bool:
        return t in closure(q, lambda s: {u for i in C if may_move(i, s, t) for u in game.R[i][s]})

    return any(reaches(t) for t in H)


def agreed(game: Game, H: frozenset[int], q: int, C: Collection[str]) -> bool:
    """v(C): every mover prefers the end to the state it moves from, and to q."""
    r = game.r
    return _settles_if(game, H, q, C, lambda i, s, t: r[i][t] > r[i][s] and r[i][t] > r[i][q])


def willing(game: Game, H: frozenset[int], q: int, C: Collection[str]) -> bool:
    """v under pressure: every mover prefers the end to the state it moves from."""
    return _settles_if(game, H, q, C, lambda i, s, t: game.r[i][t] > game.r[i][s])


def possible(game: Game, H: frozenset[int], q: int, C: Collection[str]) -> bool:
    """The same by merely legal moves."""
    return _settles_if(game, H, q, C, lambda i, s, t: True)  # noqa: ARG005


def pact(game: Game, H: frozenset[int], q: int, C: Collection[str]) -> bool:
    """v by pact: steps to R_K(s), K within C, all of K preferring the end to s and to q."""
    r = game.r
    groups = [K for K in subsets(C) if K]

    def reaches(t: int) -> bool:
        def steps(s: int) -> set[int]:
            return {
                u
                for K in groups
                if all(r[i][t] > r[i][s] and r[i][t] > r[i][q] for i in K)
                for u in joint_moves(game, K, s)
            }

        return t in closure(q, steps)

    return any(reaches(t) for t in H)


def settles(game: Game, H: frozenset[int], q: int, C: Collection[str], kind: str) -> bool:
    """Whether C can settle, in one of the three kinds."""
    return {"agreed": agreed, "pressure": willing, "pact": pact}[kind](game, H, q, C)


def winning(game: Game, T: frozenset[int], q: int, kind: str = "agreed") -> set[Coalition]:
    """All coalitions that can settle T, the empty one if T already holds."""
    H = holding(game, T)
    return {C for C in subsets(game.parties) if settles(game, H, q, C, kind)}


def minimal_winning(game: Game, T: frozenset[int], q: int, kind: str = "agreed") -> set[Coalition]:
    """The minimal winning coalitions."""
    return minimal(winning(game, T, q, kind))


# ---------------------------------------------------------------------- who is needed


def status(game: Game, T: frozenset[int], q: int) -> str:
    """cannot_hold, unreachable, already or open."""
    H = holding(game, T)
    if not H:
        return "cannot_hold"
    if not agreed(game, H, q, game.parties):
        return "unreachable"
    return "already" if q in H else "open"


def roles(game: Game, T: frozenset[int], q: int, kind: str = "agreed") -> dict[str, str]:
    """Who is needed, a substitute, or irrelevant."""
    won = winning(game, T, q, kind)
    N = frozenset(game.parties)
    found = {}
    for i in game.parties:
        if N in won and N - {i} not in won:
            found[i] = "needed"
        elif any(i in C for C in minimal(won)):
            found[i] = "substitute"
        else:
            found[i] = "irrelevant"
    return found


def must_tolerate(game: Game, T: frozenset[int], q: int) -> set[str]:
    """Who need not act but must not obstruct: with H_i(T) for H, v(N) becomes 0."""
    role = roles(game, T, q)
    return {
        i
        for i in game.parties
        if role[i] != "needed"
        and agreed(game, holding(game, T), q, game.parties)
        and not agreed(game, holding_obstructed_by(game, T, i), q, game.parties)
    }


def _upsets(game: Game, T: frozenset[int], q: int, i: str) -> set[int]:
    """The states to which i can move from q such that the others cannot settle from there."""
    H, others = holding(game, T), set(game.parties) - {i}
    return {t for t in game.R[i][q] if not agreed(game, H, t, others)}


def relied_on(game: Game, T: frozenset[int], q: int) -> set[str]:
    """Who is not needed, but could move from q to where the others cannot settle."""
    role = roles(game, T, q)
    return {i for i in game.parties if role[i] != "needed" and _upsets(game, T, q, i)}


def would_block(game: Game, T: frozenset[int], q: int) -> set[str]:
    """Who is relied on, and has such a move that is credible."""
    return {
        i
        for i in relied_on(game, T, q)
        if any(credible(game, i, q, t) for t in _upsets(game, T, q, i))
    }


@dataclass(frozen=True)
class Weights:
    """Two power indices by party; ``banzhaf_raw`` is the share of the others' coalitions swung."""

    shapley: dict[str, Fraction]
    banzhaf: dict[str, Fraction]
    banzhaf_raw: dict[str, Fraction]


def weights(game: Game, T: frozenset[int], q: int, kind: str = "agreed") -> Weights:
    """Shapley & Shubik (1954) by all orders of arrival; Banzhaf (1965) by all coalitions."""
    won = winning(game, T, q, kind)
    orders = list(permutations(game.parties))
    pivots = dict.fromkeys(game.parties, 0)
    for order in orders:
        for place, i in enumerate(order):
            if frozenset(order[: place + 1]) in won and frozenset(order[:place]) not in won:
                pivots[i] += 1
    swings = {
        i: sum(1 for C in subsets(game.parties) if i in C and C in won and C - {i} not in won)
        for i in game.parties
    }
    total = sum(swings.values())
    return Weights(
        {i: Fraction(pivots[i], len(orders)) for i in game.parties},
        {i: Fraction(swings[i], total) if total else Fraction(0) for i in game.parties},
        {i: Fraction(swings[i], 2 ** (len(game.parties) - 1)) for i in game.parties},
    )


def refusals(game: Game, T: frozenset[int], q: int) -> set[Coalition]:
    """Where T is unreachable, the minimal sets whose unwillingness alone blocks it."""
    if status(game, T, q) != "unreachable":
        return set()
    H, r = holding(game, T), game.r

    def opens(free: Coalition) -> bool:
        return _settles_if(
            game,
            H,
            q,
            game.parties,
            lambda i, s, t: i in free or (r[i][t] > r[i][s] and r[i][t] > r[i][q]),
        )

    return minimal(F for F in subsets(game.parties) if opens(F))


def spoilers(game: Game, T: frozenset[int], q: int) -> set[str]:
    """Who has a credible move out of T from a state of T that a willing path of N reaches."""
    reached = {t for t in T if willing(game, frozenset([t]), q, game.parties)}
    return {i for i in game.parties if any(game.credible_moves[i][t] - T for t in reached)}


def exit_cost(game: Game, T: frozenset[int], i: str) -> Fraction:
    """The share of T that would hold, but for the exits of i."""
    if not T:
        return Fraction(0)
    lost = len(holding_without_exits_of(game, T, i)) - len(holding(game, T))
    return Fraction(lost, len(T))


# ---------------------------------------------------------------------- paths


@dataclass(frozen=True)
class Annotations:
    """What a path rests on."""

    coerced: set[str]
    objections: list[Objection]
    drift: set[str]
    firm_jointly: bool
    firm_farsighted: bool


def _may_step(game: Game, i: str, s: int, t: int, q: int, kind: str) -> bool:
    """Whether i may move from s on a path of this kind from q to t."""
    if kind not in ("agreed", "pressure"):
        raise ValueError(f"no paths of single moves are of the kind {kind!r}")
    return game.r[i][t] > game.r[i][s] and (kind == "pressure" or game.r[i][t] > game.r[i][q])


def objections_at(
    game: Game, H: frozenset[int], C: Collection[str], s: int, kind: str
) -> list[Objection]:
    """The credible moves from s of parties outside C after which C can no longer settle."""
    return [
        (s, i, y)
        for i in game.parties
        if i not in C
        for y in sorted(game.credible_moves[i][s])
        if not settles(game, H, y, C, kind)
    ]


def annotate(
    game: Game,
    T: frozenset[int],
    q: int,
    C: Collection[str],
    steps: list[Step],
    kind: str = "agreed",
) -> Annotations:
    """What a path of C from q into H(T) rests on; an error if it is no path of that kind."""
    H, N = holding(game, T), game.parties
    end = steps[-1][2] if steps else q
    at = q
    for i, s, u in steps:
        if (
            s != at
            or i not in C
            or u not in game.R[i][s]
            or not _may_step(game, i, s, end, q, kind)
        ):
            raise ValueError(f"not a step of such a path: {(i, s, u)}")
        at = u
    if end not in H:
        raise ValueError("the path ends where the settlement does not hold")

    movers = {i for i, _, _ in steps}
    left = list(dict.fromkeys(s for _, s, _ in steps))
    later = closure(end, lambda s: {u for j in N for u in game.credible_moves[j][s]})
    outside = set(game.states) - T
    return Annotations(
        coerced={i for i in movers if game.r[i][end] < game.r[i][q]},
        objections=[o for s in left for o in objections_at(game, H, C, s, kind)],
        drift={i for i, s, _ in steps if any(game.r[i][u] <= game.r[i][s] for u in later)},
        firm_jointly=not any(joint_improvements(game, K, end) & outside for K in subsets(N) if K),
        firm_farsighted=not willing(game, frozenset(outside), end, N),
    )


def best_score(
    game: Game, T: frozenset[int], q: int, C: Collection[str], kind: str
) -> Score | None:
    """The least (coerced, objections, length) of C's paths of that kind; None if there is none.

    By enumeration of all paths without repeated states, short ones first; a beginning that scores
    no better than a whole path is given up, as no step lowers a score. For some ten states: beyond,
    use ``least_score``.
    """
    H = holding(game, T)
    against = {s: len(objections_at(game, H, C, s, kind)) for s in game.states}
    best: Score | None = None

    def extend(passed: list[int], coerced: Coalition, t: int, longest: int) -> None:
        nonlocal best
        at, length = passed[-1], len(passed) - 1
        score = (len(coerced), sum(against[s] for s in passed[:-1]), length)
        if best is not None and score >= best:
            return
        if at == t:
            best = score
        elif length < longest:
            for i in C:
                if _may_step(game, i, at, t, q, kind):
                    worse = {i} if game.r[i][t] < game.r[i][q] else EMPTY
                    for u in game.R[i][at]:
                        if u not in passed:
                            extend([*passed, u], coerced | worse, t, longest)

    for longest in range(len(game.states)):
        for t in H:
            extend([q], EMPTY, t, longest)
    return best


def least_score(
    game: Game, T: frozenset[int], q: int, C: Collection[str], kind: str
) -> Score | None:
    """The same by relaxation, for each end and each set of movers who may be coerced.

    Sound because a repeated state can be cut out of a path without raising its score.
    """
    H = holding(game, T)
    against = {s: len(objections_at(game, H, C, s, kind)) for s in game.states}
    found: list[Score] = []
    for t in H:
        worse = frozenset(i for i in C if game.r[i][t] < game.r[i][q])
        for coerced in subsets(worse):
            movers = (frozenset(C) - worse) | coerced
            cost: dict[int, tuple[int, int]] = {q: (0, 0)}
            changed = True
            while changed:
                changed = False
                for s in list(cost):
                    new = (cost[s][0] + against[s], cost[s][1] + 1)
                    for i in movers:
                        if _may_step(game, i, s, t, q, kind):
                            for u in game.R[i][s]:
                                if u not in cost or new < cost[u]:
                                    cost[u] = new
                                    changed = True
            if t in cost:  # a party in `coerced` that did not move is also counted: never less
                found.append((len(coerced), *cost[t]))
    return min(found, default=None)


def before(game: Game, T: frozenset[int], F: frozenset[int], q: int) -> bool | None:
    """Whether every agreed path of N to H(T) passes F before its end; None unless open."""
    if status(game, T, q) != "open":
        return None
    r = game.r

    def avoids(t: int) -> bool:
        def steps(s: int) -> set[int]:
            if s in F:
                return set()  # it could go on from here only after passing F
            return {
                u
                for i in game.parties
                if r[i][t] > r[i][s] and r[i][t] > r[i][q]
                for u in game.R[i][s]
            }

        return t in closure(q, steps)

    return not any(avoids(t) for t in holding(game, T))
