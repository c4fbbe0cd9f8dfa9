"""Whether `detente hidden` is as sure as it should be, where parties choose in several ways.

Draws small disputes with two or three secret levers, draws which of them are in force, lets four
moves be made in one way of choosing, and asks. Prints for every way a table of reliability, the
expected calibration error, what that would be by chance were all probabilities right, and the mean
log loss of the posteriors, by how much it is less than that of the priors (gain), and error and
gain were only one part of the grid used. It judges nothing.

    python benchmarks/hidden_calibration.py [DISPUTES] [SEED]
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from detente.disputes.model import (
    Dispute,
    Lever,
    Observation,
    Option,
    Party,
    Prefer,
    Prioritised,
    Setting,
    Statement,
    option_places,
)
from detente.graphs.building import build
from detente.graphs.graph import Graph
from detente.levers.applying import applied
from detente.levers.behaviours import (
    EPSILONS,
    LAPSES,
    PRECISIONS,
    Quantal,
    RuleBound,
    reasonable,
)
from detente.levers.hidden import Hidden, Weighed, hidden
from detente.levers.quantal import DISCOUNT, Problems, alternatives, solved
from detente.statements.syntax import And, Formula, Not, OptionOn, Or

MOVES = 4
PRIORS = ("0.1", "0.2", "0.3", "0.5")
BINS = 10
Reals = npt.NDArray[np.float64]
Chooser = Callable[[random.Random, Graph, int, int], int]
"""From a graph, a mover and a state to the state that the mover goes to, which may be the same."""


# Drawing ----------------------------------------------------------------------------------------


def drawn(rng: random.Random) -> Dispute:
    """A dispute with secret levers: new statements, high up in the parties' lists."""
    names = [f"P{k}" for k in range(rng.choice((2, 3, 3)))]
    count = rng.randint(len(names), 6)
    owners = [*names, *(rng.choice(names) for _ in range(count - len(names)))]
    options = [OptionOn(owner, f"o{k}") for k, owner in enumerate(owners)]

    def statement() -> Formula:
        parts: list[Formula] = [
            option if rng.random() < 0.5 else Not(option)
            for option in rng.sample(options, rng.randint(1, min(3, len(options))))
        ]
        whole = parts[0]
        for part in parts[1:]:
            whole = And((whole, part)) if rng.random() < 0.5 else Or((whole, part))
        return whole

    parties = tuple(
        Party(
            name,
            options=tuple(Option(o.option) for o in options if o.party == name),
            preferences=Prioritised(
                tuple(Statement(statement()) for _ in range(rng.randint(2, 4)))
            ),
        )
        for name in names
    )
    levers = tuple(
        Lever(
            f"L{k}",
            (Prefer(rng.choice(names), statement(), rng.choice((1, 1, 2))),),
            secret=True,
            prior=Decimal(rng.choice(PRIORS)),
        )
        for k in range(rng.choice((2, 3)))
    )
    settlements = (("deal", statement()),) if rng.random() < 0.5 else ()
    start = tuple(option for option in options if rng.random() < 0.3)
    return Dispute("Drawn", parties, levers=levers, settlements=settlements, status_quo=start)


def watched(rng: random.Random, dispute: Dispute, graph: Graph, way: Chooser) -> Dispute:
    """The dispute with what was seen of parties who choose in one way in a graph."""
    assert graph.status_quo is not None
    state, seen = graph.status_quo, []
    for _ in range(MOVES):
        mover = rng.randrange(len(graph.moves))
        after = way(rng, graph, mover, state)
        seen.append(Observation(graph.parties[mover], _changed(graph, state, after), exact=True))
        state = after
    return replace(dispute, observed=tuple(seen))


def _changed(graph: Graph, before: int, after: int) -> tuple[tuple[Setting, bool], ...]:
    codes = int(graph.states.codes[before]), int(graph.states.codes[after])
    return tuple(
        (OptionOn(graph.parties[place.party], place.option.name), bool(codes[1] & place.mask))
        for place in option_places(graph.dispute)
        if (codes[0] ^ codes[1]) & place.mask
    )


# Ways to choose ---------------------------------------------------------------------------------


def alternatives_of(graph: Graph, mover: int, state: int) -> list[int]:
    """Where the mover can be next."""
    return [state, *graph.moves[mover].from_state(state).tolist()]


def at_random(rng: random.Random, graph: Graph, mover: int, state: int) -> int:
    """Anything."""
    return rng.choice(alternatives_of(graph, mover, state))


def by_rule(epsilon: float | None) -> Chooser:
    """For a reason, as the grid has it; with an error drawn from the grid unless told."""

    def choose(rng: random.Random, graph: Graph, mover: int, state: int) -> int:
        settled = [graph.states.where(formula) for _, formula in graph.dispute.settlements]
        if rng.random() < (rng.choice(EPSILONS) if epsilon is None else epsilon):
            return at_random(rng, graph, mover, state)
        return int(rng.choice(reasonable(graph, mover, state, settled).tolist()))

    return choose


def credibly(epsilon: float) -> Chooser:
    """By credible moves only, whatever settlements there are."""

    def choose(rng: random.Random, graph: Graph, mover: int, state: int) -> int:
        if rng.random() < epsilon:
            return at_random(rng, graph, mover, state)
        return int(rng.choice(reasonable(graph, mover, state, ()).tolist()))

    return choose


def by_value(
    discount: float, precision: float | None = None, lapse: float | None = None
) -> Chooser:
    """By quantal responses to values."""

    def choose(rng: random.Random, graph: Graph, mover: int, state: int) -> int:
        if rng.random() < (rng.choice(LAPSES) if lapse is None else lapse):
            return at_random(rng, graph, mover, state)
        sharp = rng.choice(PRECISIONS) if precision is None else precision
        worth = values(graph, sharp, discount)[mover]
        return softly(rng, graph, mover, state, sharp * worth)

    return choose


def values(graph: Graph, precision: float, discount: float) -> Reals:
    """What states are worth to each party."""
    everything = np.ones(len(graph), dtype=bool)
    choices = [alternatives(moves, everything) for moves in graph.moves]
    found: Reals = solved(
        Problems(choices, utilities(graph)[None], np.array([precision]), discount)
    )[0]
    return found


def utilities(graph: Graph) -> Reals:
    """Each party's ranks from 0 to 1."""
    return np.array([rank / max(int(rank.max()), 1) for rank in graph.ranks])


def softly(rng: random.Random, graph: Graph, mover: int, state: int, worth: Reals) -> int:
    """What is worth more is chosen more often, exponentially."""
    can = alternatives_of(graph, mover, state)
    weights = np.exp(worth[can] - worth[can].max())
    return int(rng.choices(can, weights.tolist())[0])


def best_reply(rng: random.Random, graph: Graph, mover: int, state: int) -> int:
    """What is best at once, if it is better than staying; one time in twenty anything."""
    can = alternatives_of(graph, mover, state)
    if rng.random() < 0.05:
        return rng.choice(can)
    rank = graph.ranks[mover]
    best = max(int(rank[target]) for target in can)
    return state if rank[state] == best else rng.choice([t for t in can if rank[t] == best])


def level_one(rng: random.Random, graph: Graph, mover: int, state: int) -> int:
    """What is best if another then does anything at all; noisily."""
    own = utilities(graph)[mover]
    worth = np.zeros(len(graph))
    for target in alternatives_of(graph, mover, state):
        after = [
            own[np.append(graph.moves[other].from_state(target), target)].mean()
            for other in graph.others(mover)
        ]
        worth[target] = np.mean(after)
    return softly(rng, graph, mover, state, 8 * worth)


WAYS: dict[str, tuple[bool, Chooser]] = {
    "rule-bound": (True, by_rule(None)),
    "quantal and farsighted": (True, by_value(DISCOUNT)),
    "myopic best reply": (False, best_reply),
    "random walk": (False, at_random),
    "level one, noisy": (False, level_one),
    "very farsighted (0.9)": (False, by_value(0.9, 20.0, 0.05)),
    "credible moves, rare errors": (False, credibly(0.01)),
    "credible moves, many errors": (False, credibly(0.6)),
}


def steadily(rng: random.Random, name: str) -> Chooser:
    """A way to choose whose parameters stay the same for a whole dispute."""
    if name == "rule-bound":
        return by_rule(rng.choice(EPSILONS))
    if name == "quantal and farsighted":
        return by_value(DISCOUNT, rng.choice(PRECISIONS), rng.choice(LAPSES))
    return WAYS[name][1]


# Measuring --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sample:
    """For each lever of each dispute: its prior, its posterior, and whether it was in force.

    ``alone`` holds what the posterior would be by the rule-bound part of the grid alone, and by the
    quantal part alone.
    """

    prior: Reals
    posterior: Reals
    alone: tuple[Reals, Reals]
    true: Reals
    nats: Reals

    def error(self, true: Reals, probability: Reals | None = None) -> float:
        """The expected calibration error."""
        told = self.posterior if probability is None else probability
        bins = np.minimum((told * BINS).astype(int), BINS - 1)
        return sum(abs(float((told - true)[bins == k].sum())) for k in range(BINS)) / len(true)

    def by_chance(self, draws: int = 200) -> float:
        """The error that there would be on average, were all posteriors right."""
        rng = np.random.default_rng(0)
        size = len(self.true)
        return float(
            np.mean(
                [
                    self.error((rng.random(size) < self.posterior).astype(np.float64))
                    for _ in range(draws)
                ]
            )
        )

    def loss(self, probability: Reals) -> float:
        """The mean log loss."""
        right = np.where(self.true == 1, probability, 1 - probability)
        return float(-np.log(np.maximum(right, 1e-12)).mean())


def sample(name: str, disputes: int, seed: int) -> Sample:
    """Ask of disputes in which parties choose in one way."""
    rng = random.Random(f"{name} {seed}")
    rows, nats = [], []
    for _ in range(disputes):
        dispute = drawn(rng)
        real = [lever.name for lever in dispute.levers if rng.random() < float(lever.prior or 0)]
        graph = build(applied(dispute, real).dispute)
        found = hidden(watched(rng, dispute, graph, steadily(rng, name)))
        nats.append(found.nats)
        for lever in found.levers:
            told = float(lever.prior), float(lever.posterior), float(lever.name in real)
            rows.append((*told, alone(found, lever, RuleBound), alone(found, lever, Quantal)))
    prior, posterior, true, by_rule_alone, by_value_alone = np.array(rows).T
    return Sample(prior, posterior, (by_rule_alone, by_value_alone), true, np.array(nats))


def alone(found: Hidden, lever: Weighed, kind: type) -> float:
    """A lever's posterior by one part of the grid."""
    weights = [
        (float(weight), float(share))
        for (way, weight), share in zip(found.behaviours, lever.by_behaviour, strict=True)
        if isinstance(way, kind) and share is not None
    ]
    total = sum(weight for weight, _ in weights)
    return sum(weight * share for weight, share in weights) / total


def show(name: str, found: Sample, seconds: float) -> None:
    inside = "in the grid" if WAYS[name][0] else "not in the grid"
    print(f"\n{name} ({inside}): {len(found.true)} levers, {seconds:.0f} s")
    print("  posterior    levers  mean  in force")
    bins = np.minimum((found.posterior * BINS).astype(int), BINS - 1)
    for k in range(BINS):
        inside_bin = bins == k
        if inside_bin.any():
            mean, share = found.posterior[inside_bin].mean(), found.true[inside_bin].mean()
            span = f"{k / BINS:.1f} to {(k + 1) / BINS:.1f}"
            print(f"  {span:<12} {inside_bin.sum():6}  {mean:.2f}  {share:.2f}")


def main(disputes: int = 400, seed: int = 1) -> None:
    summary = []
    for name in WAYS:
        begun = time.perf_counter()
        found = sample(name, disputes, seed)
        show(name, found, time.perf_counter() - begun)
        summary.append((name, found))
    print(f"\n{disputes} disputes for each way to choose; {MOVES} moves each")
    heads = ("way to choose", "ECE", "by chance", "log loss", "gain", "nats")
    print(
        "{:<28} {:>6} {:>9} {:>9} {:>7} {:>6}".format(*heads), " rule-bound alone   quantal alone"
    )
    for name, one in summary:
        loss, before = one.loss(one.posterior), one.loss(one.prior)
        print(
            f"{name:<28} {one.error(one.true):6.3f} {one.by_chance():9.3f} {loss:9.3f}"
            f" {before - loss:+7.3f} {one.nats.mean():6.3f}",
            *(
                f"  {one.error(one.true, part):6.3f} {before - one.loss(part):+7.3f}"
                for part in one.alone
            ),
        )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
