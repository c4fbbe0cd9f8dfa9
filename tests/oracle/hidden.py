"""Which hidden levers explain the moves that were seen, straight from the definitions.

A spec as in ``levering``, with two keys more::

    {"observed_from": [("North", "freeze")],  # what was on at first; None: the status quo
     "observed": [{"by": "North", "sets": [(("North", "freeze"), True)], "exact": False}]}

The *explanations* are the levers that have a prior; a *lever set* L is a set of them. A
*behaviour* is ``("rule-bound", epsilon)`` or ``("quantal", lambda, kappa)``; the moves of one
sequence all come from one behaviour, each of the twenty being as likely. Option form only. Meant
to be checked by eye, not to be fast.

Readings chosen
---------------
- The state at the first move is what was on at first, after what the `set` edits of L make of it,
  in order; then each entry sets what it says and no more. So states may differ between lever sets.
- The whole sequence has likelihood 0 under L if one of these states, the last one included, breaks
  a rule under L.
- An option is available in the base file if it is on (above its lowest level) in a feasible state
  of the file without levers. What a move makes of the mover's other options is not looked at.
- A is asked of one state: the settings that the mover can make of that state under any lever set
  under which it is feasible, for each L at L's own state.
- What an entry sets of an option that is projected out cannot be told: it rules out nothing.
- An entry that sets nothing was staying put, and nothing else.
- A mover chooses in the dispute with the levers of L that it knows of, and takes the others for
  moving in that dispute, too. The state that it moves from is the one which these levers make: it
  does not know what others set. If that state breaks a rule there, it stays put.
- A move that only changes what is projected out counts as staying put; G_L has distinct members.
- A coalesced state has the bits of its lowest member. Whatever move leads to it counts as this.
- A quantal mover chooses among staying and its moves, one for each state that it can move to.
- Everybody counts in the average over parties, also who has no options.
- The rank of somebody who is indifferent is scaled to 0 everywhere.
- Where all lever sets are ruled out there is no posterior.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import combinations
from math import exp, log, prod
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from . import brute, settling
from .brute import Setting
from .levering import Names, apply, lever_sets, levered, levers_of, set_on, true_states
from .spec import Spec
from .strategies import Draw, _listed_on, atoms, formulas, option_disputes

Behaviour = tuple[Any, ...]
Projection = tuple[int, ...]
Matrix = NDArray[Any]

_KNOWN: dict[str, dict[str, dict[int, float]]] = {}

DELTA = 0.7
EPSILONS = (0.02, 0.05, 0.1, 0.2, 0.4)
LAMBDAS = (1.0, 3.0, 10.0, 30.0, 100.0)
KAPPAS = (0.02, 0.1, 0.3)
BEHAVIOURS: tuple[Behaviour, ...] = (
    *(("rule-bound", epsilon) for epsilon in EPSILONS),
    *(("quantal", lam, kappa) for lam in LAMBDAS for kappa in KAPPAS),
)


# ---------------------------------------------------------------------- lever sets


def explanations(spec: Spec) -> list[str]:
    """The levers that have a prior, in file order."""
    return [lever["name"] for lever in levers_of(spec) if lever.get("prior") is not None]


def chances(spec: Spec) -> dict[str, float]:
    """The prior of each explanation."""
    return {d["name"]: float(d["prior"]) for d in levers_of(spec) if d.get("prior") is not None}


def prior(spec: Spec, chosen: Names) -> float:
    """P(L): each explanation is in force independently of the others."""
    each = chances(spec).items()
    return prod([chance if name in chosen else 1 - chance for name, chance in each], start=1.0)


def known(spec: Spec, chosen: Names, party: str) -> Names:
    """Those of the levers in force that a party knows of."""
    told = {lever["name"]: lever.get("known_to") for lever in levers_of(spec)}
    return frozenset(n for n in chosen if told[n] is None or party in list(told[n] or []))


# ---------------------------------------------------------------------- what was seen


def _setting(spec: Spec, listed: Collection[tuple[str, ...]]) -> Setting:
    """The setting in which what is listed is on, whether or not it breaks a rule."""
    on = {tuple(entry[:2]): entry for entry in listed}
    values = []
    for party, option in brute.owned_options(spec):
        entry = on.get((party, option["name"]))
        if entry is None:
            values.append(0)
        else:
            values.append(option["levels"].index(entry[2]) if option.get("levels") else 1)
    return tuple(values)


def settings(spec: Spec, chosen: Names) -> list[Setting]:
    """The settings before each move and after the last one, if these levers are in force."""
    listed = spec.get("observed_from")
    listed = (spec.get("status_quo") or []) if listed is None else listed
    for lever in levers_of(spec):
        if lever["name"] in chosen:
            for edit in lever["edits"]:
                listed = set_on(listed, edit.get("set", []))
    found = [_setting(spec, listed)]
    for entry in spec.get("observed", []):
        listed = set_on(listed, entry["sets"])
        found.append(_setting(spec, listed))
    return found


def ruled_out(spec: Spec, chosen: Names) -> bool:
    """Whether some state of the sequence breaks a rule under these levers."""
    feasible = brute.feasible(apply(spec, chosen))
    return any(setting not in feasible for setting in settings(spec, chosen))


def available(spec: Spec, party: str) -> list[int]:
    """Which options, by their place in a setting, the party has in the file without levers."""
    feasible = brute.feasible(spec)
    return [
        k
        for k, (owner, _) in enumerate(brute.owned_options(spec))
        if owner == party and any(setting[k] > 0 for setting in feasible)
    ]


def projected(spec: Spec, party: str, setting: Setting) -> Projection:
    """What a setting says of the options that the party has in the file without levers."""
    return tuple(setting[k] for k in available(spec, party))


def includes(
    world: World, base: Spec, entry: Mapping[str, Any], before: Setting, action: Projection
) -> bool:
    """Whether an action, a projected setting, is what an entry says was seen."""
    party, owned = entry["by"], [(p, o["name"]) for p, o in brute.owned_options(base)]
    after = list(before)
    set_places = [owned.index(tuple(setting[:2])) for setting, _ in entry["sets"]]
    for k, (setting, on) in zip(set_places, entry["sets"], strict=True):
        after[k] = _setting(base, [setting] if on else [])[k]
    seen = projected(base, party, tuple(after))
    if action == projected(base, party, world.as_state(tuple(after))):
        return True
    if entry.get("exact") or not entry["sets"]:
        return False
    return all(
        action[place] == seen[place]
        for place, k in enumerate(available(base, party))
        if k in set_places
    )


# ---------------------------------------------------------------------- what a mover can do


class World:
    """A dispute with some levers in force, and what this module needs of it."""

    def __init__(self, spec: Spec, chosen: Names) -> None:
        self.spec = apply(spec, chosen)
        self.state_of = brute.class_of(self.spec)  # setting -> number
        self.bits = {n: members[0] for n, members in brute.states(self.spec).items()}
        self.game = settling.game(self.spec)
        self.ends = {
            t
            for formula in (spec.get("settlements") or {}).values()
            for t in settling.holding(self.game, true_states(self.spec, formula))
        }

    def as_state(self, setting: Setting) -> Setting:
        """The bits of the state that a setting belongs to; itself where it breaks a rule."""
        return self.bits[self.state_of[setting]] if setting in self.state_of else setting

    def good_moves(self, party: str, s: int) -> set[int]:
        """The moves which are credible improvements or begin a willing path to an end."""
        game = self.game
        found = set(game.credible_moves[party][s])
        for t in self.ends:
            for first in game.R[party][s]:
                if game.r[party][t] > game.r[party][s] and _goes_on(game, first, t):
                    found.add(first)
        return found

    def value(self, lam: float) -> dict[str, dict[int, float]]:
        """V by party and state."""
        return farsighted(self.game, lam)


def _goes_on(game: settling.Game, start: int, t: int) -> bool:
    """Whether a willing path of N, perhaps of no steps, leads from here to t."""
    return settling.willing(game, frozenset([t]), start, game.parties)


def scaled(game: settling.Game, party: str) -> Matrix:
    """u: a party's rank of each state, scaled to [0, 1]."""
    r = game.r[party]
    low, high = min(r.values()), max(r.values())
    return np.array([(r[s] - low) / (high - low) if high > low else 0.0 for s in game.states])


def choices(game: settling.Game, party: str) -> Matrix:
    """True where a party can go from one state (row) to another, or stay."""
    return np.array([[t == s or t in game.R[party][s] for t in game.states] for s in game.states])


def response(can: Matrix, lam: float, V: Matrix) -> Matrix:
    """A party's quantal response to V: with what probability it moves from each state to each."""
    logits = np.where(can, lam * V, -np.inf)
    weight: Matrix = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: Matrix = weight / weight.sum(axis=1, keepdims=True)
    return shares


def after_one_round(
    can: Mapping[str, Matrix], u: Mapping[str, Matrix], lam: float, V: Mapping[str, Matrix]
) -> dict[str, Matrix]:
    """(1 - delta) u + delta K V, whose fixed points are asked for."""
    K = np.mean([response(can[p], lam, V[p]) for p in can], axis=0)
    return {p: (1 - DELTA) * u[p] + DELTA * (K @ V[p]) for p in can}


def _apart(one: Mapping[str, Matrix], other: Mapping[str, Matrix]) -> float:
    return max(float(np.abs(one[p] - other[p]).max()) for p in one)


def farsighted(
    game: settling.Game, lam: float, start: float | None = None
) -> dict[str, dict[int, float]]:
    """V, from V = u (or V = start) by a damped iteration until nothing moves; remembered."""
    key = repr([game.R, game.r, lam, start])
    if key not in _KNOWN:
        _KNOWN[key] = _farsighted(game, lam, start, 2000)
    return _KNOWN[key]


def _farsighted(
    game: settling.Game, lam: float, start: float | None, rounds: int
) -> dict[str, dict[int, float]]:
    can = {p: choices(game, p) for p in game.parties}
    u = {p: scaled(game, p) for p in game.parties}
    V = u if start is None else {p: np.full(len(game.states), start) for p in game.parties}
    for step in range(rounds):
        new = after_one_round(can, u, lam, V)
        apart = _apart(new, V)
        damping = 0.5 if step < rounds // 2 else 0.1
        V = {p: (1 - damping) * V[p] + damping * new[p] for p in game.parties}
        if apart < 1e-13:
            break
    return {p: dict(zip(game.states, V[p].tolist(), strict=True)) for p in game.parties}


def residual(game: settling.Game, lam: float, V: Mapping[str, Mapping[int, float]]) -> float:
    """How far V is from being a fixed point."""
    can = {p: choices(game, p) for p in game.parties}
    u = {p: scaled(game, p) for p in game.parties}
    dense = {p: np.array([V[p][s] for s in game.states]) for p in game.parties}
    return _apart(after_one_round(can, u, lam, dense), dense)


def is_certain(game: settling.Game, lam: float) -> bool:
    """Whether iterations from u, from 0 and from 1 come to rest, at the same V."""
    found = [farsighted(game, lam, start) for start in (None, 0.0, 1.0)]
    dense = [{p: np.array(list(own.values())) for p, own in V.items()} for V in found]
    still = all(residual(game, lam, V) < 1e-10 for V in found)
    return still and max(_apart(dense[0], other) for other in dense[1:]) < 1e-8


# ---------------------------------------------------------------------- likelihoods


class Explained:
    """The likelihoods and the posterior of a dispute with hidden levers."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.sets = lever_sets(spec, explanations(spec))
        self.worlds = {chosen: World(spec, chosen) for chosen in self.sets}
        self.observed = list(spec.get("observed", []))
        self.known: dict[tuple[Names, int, Behaviour], float] = {}

    def is_certain(self) -> bool:
        """Whether every V that is used is the one that iterations come to, wherever they begin."""
        games = [world.game for world in self.worlds.values() if world.game.states]
        return all(is_certain(game, lam) for game in games for lam in LAMBDAS)

    def actions(self, party: str, setting: Setting) -> set[Projection]:
        """A: all that the party may be seen to make of its options, staying put included."""
        found: set[Projection] = set()
        for world in self.worlds.values():
            if setting in world.state_of:
                s = world.state_of[setting]
                reached = {s, *world.game.R[party][s]}
                found |= {projected(self.spec, party, world.bits[t]) for t in reached}
        return found

    def chooses(
        self, chosen: Names, party: str, setting: Setting, behaviour: Behaviour
    ) -> dict[Projection, float]:
        """What the party does but for its lapses, with which probability."""
        world = self.worlds[known(self.spec, chosen, party)]
        if setting not in world.state_of:
            return {projected(self.spec, party, setting): 1.0}  # it stays put
        s = world.state_of[setting]

        def seen(t: int) -> Projection:
            return projected(self.spec, party, world.bits[t])

        if behaviour[0] == "rule-bound":
            good = {seen(t) for t in world.good_moves(party, s)} or {seen(s)}
            return {action: 1 / len(good) for action in good}
        V = world.value(behaviour[1])[party]
        choices = [s, *world.game.R[party][s]]
        best = max(V[t] for t in choices)
        weight = {t: exp(behaviour[1] * (V[t] - best)) for t in choices}
        found: dict[Projection, float] = {}
        for t in choices:
            found[seen(t)] = found.get(seen(t), 0.0) + weight[t] / sum(weight.values())
        return found

    def move(self, chosen: Names, k: int, behaviour: Behaviour) -> float:
        """P(m | s, L) of the k-th move, remembered."""
        if (chosen, k, behaviour) not in self.known:
            self.known[chosen, k, behaviour] = self._move(chosen, k, behaviour)
        return self.known[chosen, k, behaviour]

    def _move(self, chosen: Names, k: int, behaviour: Behaviour) -> float:
        entry = self.observed[k]
        setting = settings(self.spec, known(self.spec, chosen, entry["by"]))[k]
        return sum(
            chance
            for action, chance in self.distribution(chosen, k, behaviour).items()
            if includes(self.worlds[chosen], self.spec, entry, setting, action)
        )

    def distribution(self, chosen: Names, k: int, behaviour: Behaviour) -> dict[Projection, float]:
        """The probability of every action that could have been the k-th move."""
        party = self.observed[k]["by"]
        setting = settings(self.spec, known(self.spec, chosen, party))[k]
        actions = self.actions(party, setting)
        chooses = self.chooses(chosen, party, setting, behaviour)
        lapse = float(behaviour[-1])
        return {
            action: (1 - lapse) * chooses.get(action, 0.0) + lapse / len(actions)
            for action in actions
        }

    def possible(self, chosen: Names, moves: int | None = None) -> bool:
        """Whether the states up to the one after these moves break no rule under the levers."""
        count = len(self.observed) if moves is None else moves
        feasible = self.worlds[chosen].state_of
        return all(s in feasible for s in settings(self.spec, chosen)[: count + 1])

    def under(self, chosen: Names, behaviour: Behaviour, moves: int | None = None) -> float:
        """P(the first moves | L, behaviour), all of them unless told."""
        count = len(self.observed) if moves is None else moves
        if not self.possible(chosen, count):
            return 0.0
        return prod(self.move(chosen, k, behaviour) for k in range(count))

    def likelihood(self, chosen: Names, moves: int | None = None) -> float:
        """P(the first moves | L), all of them unless told; 0 if these levers are ruled out.

        A lever set counts as ruled out by the move after which a rule is first broken.
        """
        return sum(self.under(chosen, b, moves) for b in BEHAVIOURS) / len(BEHAVIOURS)

    def chance(self, k: int) -> float:
        """How likely the k-th move is, averaged over sets by their priors, and over behaviours."""
        return sum(
            prior(self.spec, c) * sum(self.move(c, k, b) for b in BEHAVIOURS) / len(BEHAVIOURS)
            for c in self.sets
            if self.possible(c, k + 1)
        )

    def behaviours(self) -> list[float]:
        """P(behaviour | moves), in the order of the grid."""
        weight = [
            sum(prior(self.spec, c) * self.under(c, b) for c in self.sets) for b in BEHAVIOURS
        ]
        return [w / sum(weight) for w in weight]

    def posterior_under(self, name: str, behaviour: Behaviour) -> float | None:
        """How likely an explanation is in force, were this the behaviour."""
        weight = {c: prior(self.spec, c) * self.under(c, behaviour) for c in self.sets}
        total = sum(weight.values())
        return sum(w for c, w in weight.items() if name in c) / total if total > 0 else None

    def untouched(self, moves: int | None = None) -> set[str]:
        """The explanations that change the likelihood of nothing (of the first moves)."""
        likelihood = {c: self.likelihood(c, moves) for c in self.sets}
        return {
            name
            for name in explanations(self.spec)
            if all(_same(likelihood, c | {name}, c - {name}) for c in self.sets)
        }

    def over_sets(self, moves: int | None = None) -> dict[Names, float] | None:
        """P(L | the first moves)."""
        weight = {c: prior(self.spec, c) * self.likelihood(c, moves) for c in self.sets}
        total = sum(weight.values())
        return {c: w / total for c, w in weight.items()} if total > 0 else None

    def posterior(self, moves: int | None = None) -> dict[str, float] | None:
        """By explanation, how likely it is in force after the first moves, all unless told."""
        found = self.over_sets(moves)
        if found is None:
            return None
        return {
            name: sum(p for chosen, p in found.items() if name in chosen)
            for name in explanations(self.spec)
        }

    def factors(self, name: str) -> list[float | None]:
        """Bayes factors of an explanation: by how much each move changed its odds.

        P(m | moves before, lever) / P(m | moves before, no lever), all else averaged out; what the
        state at the start says belongs to the first. None where there is nothing to divide by.
        """

        def joint(moves: int, inside: bool) -> float:
            sets = [c for c in self.sets if (name in c) == inside]
            if moves == 0:
                return sum(prior(self.spec, c) for c in sets)
            return sum(prior(self.spec, c) * self.likelihood(c, moves) for c in sets)

        found: list[float | None] = []
        for count in range(1, len(self.observed) + 1):
            above = joint(count, True) * joint(count - 1, False)
            below = joint(count, False) * joint(count - 1, True)
            found.append(above / below if below > 0 else None)
        return found

    def told(self) -> float | None:
        """What the moves tell, in nats: the divergence of P(L | moves) from P(L)."""
        found = self.over_sets()
        if found is None:
            return None
        return sum(p * log(p / prior(self.spec, c)) for c, p in found.items() if p > 0)

    def expected(self, k: int) -> float:
        """What the k-th move can be expected to tell of L, in nats, before it is seen.

        The mutual information of L and the action, given the moves before.
        """
        joint: dict[tuple[Names, Projection], float] = {}
        for c in self.sets:
            for b in BEHAVIOURS:
                weight = prior(self.spec, c) * self.under(c, b, k) if self.possible(c, k) else 0.0
                for action, chance in self.distribution(c, k, b).items() if weight else ():
                    joint[c, action] = joint.get((c, action), 0.0) + weight * chance
        total = sum(joint.values())
        of_set: dict[Names, float] = {}
        of_action: dict[Projection, float] = {}
        for (c, action), weight in joint.items():
            of_set[c] = of_set.get(c, 0.0) + weight
            of_action[action] = of_action.get(action, 0.0) + weight
        return sum(
            w / total * log(w * total / (of_set[c] * of_action[a]))
            for (c, a), w in joint.items()
            if w > 0
        )

    def alike(self, moves: int | None = None) -> set[Names]:
        """The pairs of explanations which exchanged for each other change no likelihood."""
        likelihood = {c: self.likelihood(c, moves) for c in self.sets}
        return {
            frozenset((a, b))
            for a, b in combinations(explanations(self.spec), 2)
            if all(
                _same(likelihood, c, (c - {a}) | {b}) for c in self.sets if a in c and b not in c
            )
        }


def _same(likelihood: Mapping[Names, float], one: Names, other: Names) -> bool:
    return abs(likelihood[one] - likelihood[other]) <= 1e-12 * max(likelihood.values())


# ---------------------------------------------------------------------- drawing disputes


@st.composite
def observed_disputes(
    draw: Draw,
    specs: st.SearchStrategy[Spec] | None = None,
    levers: tuple[int, int] = (1, 3),
    moves: tuple[int, int] = (1, 3),
    standing: bool = True,
) -> Spec:
    """Disputes with explanations, and moves that were seen: most of them legal ones in the file."""
    drawn = levered(_small() if specs is None else specs, levers, priors=True, standing=standing)
    spec = draw(drawn)
    spec = {**spec, "settlements": {}, "observed": []}
    if draw(st.booleans()):
        spec["settlements"]["deal"] = draw(formulas(atoms(spec)))
    feasible = brute.feasible(spec)
    setting = draw(st.sampled_from(feasible))
    declared = brute.status_quo(spec)
    if declared is None or draw(st.booleans()):
        spec["observed_from"] = _listed_on(spec, setting, False)
    else:
        setting = _setting(spec, spec["status_quo"] or [])
        spec["observed_from"] = None
    for _ in range(draw(st.integers(*moves))):
        entry, setting = _draw_move(draw, spec, setting)
        spec["observed"].append(entry)
    return dict(spec)


@st.composite
def _small(draw: Draw) -> Spec:
    forbidden, levels = draw(st.tuples(*[st.sampled_from([False, False, True])] * 2))
    return dict(
        draw(
            option_disputes(
                parties=(2, 3),
                options=(2, 4),
                forbidden=forbidden,
                levels=levels,
                preferences=draw(st.sampled_from(["prefers", "prefers", "weights", "mixed"])),
                statements=3,
            )
        )
    )


def _against(option: dict[str, Any], before: int, after: int) -> bool:
    """Whether an option cannot change in that direction."""
    change = {"on only": after - before, "off only": before - after}
    return change.get(option.get("direction", "both"), 0) < 0


def _draw_move(draw: Draw, spec: Spec, setting: Setting) -> tuple[dict[str, Any], Setting]:
    """A move of somebody who has options, of which part or all is seen; now and then any setting.

    What the file bars is not seen.
    """
    owned = brute.owned_options(spec)
    able = [p["name"] for p in spec["parties"] if available(spec, p["name"])]
    if not able:
        return {"by": owned[0][0], "sets": [], "exact": None}, setting
    party = draw(st.sampled_from(able))
    legal = sorted(brute.setting_moves(spec)[party].get(setting, set()))
    feasible = [
        other
        for other in brute.feasible(spec)
        if all(
            a == b if p != party else not _against(option, b, a)
            for a, b, (p, option) in zip(other, setting, owned, strict=True)
        )
    ]
    pool = legal if legal and draw(st.integers(0, 4)) else feasible
    target = draw(st.sampled_from(pool)) if pool and draw(st.integers(0, 5)) else setting
    places = [k for k in available(spec, party) if target[k] != setting[k]]
    if len(places) > 1 and draw(st.booleans()):
        places = draw(st.lists(st.sampled_from(places), min_size=1, unique=True))
    sets: list[tuple[tuple[str, ...], bool]] = []
    for k in places:
        option = owned[k][1]
        if option.get("levels"):
            sets.append(((party, option["name"], option["levels"][target[k]]), True))
        else:
            sets.append(((party, option["name"]), target[k] == 1))
    moved = list(setting)
    for k in places:
        moved[k] = target[k]
    return {"by": party, "sets": sets, "exact": draw(st.sampled_from([None, False, True]))}, tuple(
        moved
    )
