"""Which hidden levers best explain the moves that were seen, and how little moves can tell (ours).

Each lever with a prior is in force or not, independently. How the parties choose is unknown too, so
what was seen is as likely under a set of levers as it is on average over a grid of behaviours. All
sets are weighed by Bayes' rule. Sums are exact, so that a lever that makes no difference to how
likely the moves are keeps its prior exactly, and not just nearly.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from detente.disputes.model import Dispute, Observation
from detente.disputes.places import problem_at
from detente.disputes.problems import DisputeError
from detente.graphs.graph import Graph
from detente.levers.behaviours import GRID, Behaviour, Chances
from detente.levers.chances import Plan, Progress, Seen, chances, planned
from detente.levers.replay import Replay, replayed
from detente.seen import Drawn, Shown, chart

_SCALE = 1000  # bits: as a whole number, the largest likelihood is two to this
Whole = npt.NDArray[np.object_]
Reals = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Weighed:
    """What the moves say of one lever.

    Attributes
    ----------
    name : str
        The lever.
    secret : bool
        Whether it is hidden; else it is a public explanation.
    prior, posterior : Fraction
        How likely it is in force before and after the moves are looked at.
    bayes_factor : float or None
        How many times likelier the moves are with it than without, whatever else may be; infinite
        where they could not have been made without it. None where the prior is 0 or 1.
    by_behaviour : tuple of Fraction or None
        The posterior under each behaviour alone, in the order of the grid; None under one by which
        the moves could not have been made.
    nats : float
        The Kullback-Leibler divergence of its posterior from its prior.
    instead : tuple of str or None
        The most probable set without it; None where it is in all that are possible.
    """

    name: str
    secret: bool
    prior: Fraction
    posterior: Fraction
    bayes_factor: float | None
    by_behaviour: tuple[Fraction | None, ...]
    nats: float
    instead: tuple[str, ...] | None

    @property
    def range(self) -> tuple[Fraction, Fraction]:
        """The lowest and the highest posterior under any one behaviour."""
        known = [found for found in self.by_behaviour if found is not None]
        return min(known), max(known)


@dataclass(frozen=True)
class Explanation:
    """One set of levers that may have been in force.

    Attributes
    ----------
    levers : tuple of str
        Those in force, in the order of the file.
    prior, posterior : Fraction
        How likely they were, and no others, before and after the moves are looked at.
    likelihood : float
        How likely the moves are, were they in force.
    """

    levers: tuple[str, ...]
    prior: Fraction
    posterior: Fraction
    likelihood: float


@dataclass(frozen=True)
class SeenMove:
    """What one move says.

    Attributes
    ----------
    entry : Observation
        What was seen.
    options : int
        Among how many settings of its options the mover could have been seen to choose.
    chance : float
        How likely the move was, on average over sets by their priors and over behaviours.
    bayes_factors : dict of str to (float or None)
        For each lever, how many times likelier the move is with it than without, given the moves
        before. Over all moves their product is the lever's Bayes factor. None where nothing is
        left to compare.
    expected_nats : float or None
        How much about the set in force one could expect to learn from a move made here, given the
        moves before; None where there are too many settings to say.
    """

    entry: Observation
    options: int
    chance: float
    bayes_factors: dict[str, float | None]
    expected_nats: float | None

    @property
    def stays(self) -> bool:
        """Whether the mover stayed put."""
        return not self.entry.sets


@dataclass(frozen=True, eq=False, repr=False)
class Hidden(Shown):
    """What the moves that were seen say of levers that may be in force.

    Attributes
    ----------
    dispute : Dispute
        The dispute without levers.
    graph : Graph
        Its states and moves; nobody's preferences are in it.
    start : int or None
        Where the moves begin, by its place in that graph; None where only levers make it possible.
    moves : tuple of SeenMove
        What was seen, in order.
    levers : tuple of Weighed
        What is known of each lever with a prior, in the order of the file.
    sets : tuple of Explanation
        Every set of them, the most probable first.
    behaviours : tuple of (Behaviour, Fraction)
        The grid, with how probable each is after the moves.
    nats : float
        The Kullback-Leibler divergence of the posterior of the sets from their prior: how much the
        moves have taught, in nats.
    indistinguishable : tuple of pairs of str
        Levers such that to swap one for the other makes no difference to how likely the moves are.
    untouched : tuple of str
        Levers that make no such difference at all.
    """

    dispute: Dispute
    graph: Graph
    start: int | None
    moves: tuple[SeenMove, ...]
    levers: tuple[Weighed, ...]
    sets: tuple[Explanation, ...]
    behaviours: tuple[tuple[Behaviour, Fraction], ...]
    nats: float
    indistinguishable: tuple[tuple[str, str], ...]
    untouched: tuple[str, ...]

    def __repr__(self) -> str:
        best = ", ".join(self.best.levers) or "no lever"
        return f"<Hidden levers of {self.dispute.title!r}: most probably {best}>"

    def lever(self, name: str) -> Weighed:
        """What is known of one lever; KeyError where it has no prior."""
        for lever in self.levers:
            if lever.name == name:
                return lever
        raise KeyError(name)

    @property
    def best(self) -> Explanation:
        """The most probable set; among equals the one with fewest levers."""
        return self.sets[0]

    @property
    def alternative(self) -> Explanation | None:
        """The best explanation that differs altogether.

        That is the most probable set that has no lever in common with the best one; where the best
        has none, the most probable that has any. None if no such set is possible.
        """
        best = set(self.best.levers)
        for other in self.sets[1:]:
            if other.posterior > 0 and not best.intersection(other.levers):
                return other
        return None

    @property
    def rivals(self) -> tuple[str, ...]:
        """The public explanations."""
        return tuple(lever.name for lever in self.levers if not lever.secret)

    @property
    def rival_wanted(self) -> bool:
        """Whether no public explanation is stated beside the secret ones."""
        return not self.rivals

    def plot_levers(self) -> Drawn:
        """Draw each lever before and after the moves; needs ``pip install 'detente[report]'``."""
        return chart("hidden", self)

    @property
    def expected_nats(self) -> float | None:
        """How much moves made at these places could be expected to teach; None if not known."""
        found = [move.expected_nats for move in self.moves]
        known = [nats for nats in found if nats is not None]
        return sum(known) if len(known) == len(found) else None


def hidden(dispute: Dispute) -> Hidden:
    """Weigh every set of levers that have a prior by the moves that were seen.

    Parameters
    ----------
    dispute : Dispute
        The dispute as it stands, with `observed` moves and levers that have a prior.

    Returns
    -------
    Hidden

    Raises
    ------
    DisputeError
        If nothing was seen, no lever has a prior, more have one than can be weighed, there is
        nowhere for the moves to begin, or no set of levers allows them.
    NoValues
        If a quantal behaviour cannot be worked out.

    Notes
    -----
    The likelihood of what was seen, the grid of behaviours and their average are ours; quantal
    responses are those of McKelvey & Palfrey (1995, 1998).
    """
    return weighed(planned(replayed(dispute)))


def weighed(plan: Plan, progress: Progress | None = None) -> Hidden:
    """As `hidden`, for a replay of which it is planned what is to be worked out.

    Parameters
    ----------
    plan : Plan
        What `detente.levers.chances.planned` made of the dispute's replay.
    progress : callable, optional
        Called with how many of how many different worlds are done.
    """
    replay, found = plan.replay, chances(plan, progress)
    return _Weighing(replay, found).hidden()


class _Weighing:
    """The sums over all sets. A step is how many of the moves are looked at, from 0."""

    def __init__(self, replay: Replay, found: Sequence[Seen]) -> None:
        self.replay, self.found = replay, found
        self.names = tuple(lever.name for lever in replay.levers)
        self.single_priors = [Fraction(lever.prior or 0) for lever in replay.levers]
        self.scale = math.prod(prior.denominator for prior in self.single_priors)
        self.priors = self._priors()
        logs = [np.zeros((len(replay.sets), len(GRID)))]
        for step in range(len(found)):
            logs.append(logs[-1] + self._logs(step))
        self.logs = logs
        self.classes = self._classes(logs[-1])
        self._check()
        self.weights = [self.priors * _whole(_averaged(step)) for step in logs]
        self.total = int(self.weights[-1].sum())

    def _priors(self) -> Whole:
        """The prior of each set, as a whole number of parts."""
        found = np.array([1], dtype=object)
        for prior in self.single_priors:
            parts = prior.denominator - prior.numerator, prior.numerator
            found = np.concatenate([found * part for part in parts])
        return found

    def _logs(self, step: int) -> Chances:
        """The logarithm of the chance of one move, for each set and behaviour."""
        with np.errstate(divide="ignore"):
            logs: Chances = np.log(self._chance(step))
        return logs

    def _chance(self, step: int) -> Chances:
        """The chance of one move; 0 where a set does not let it be."""
        replay, seen = self.replay, self.found[step]
        allows = [replay.route(explained).reaches(step + 1) for explained in replay.sets]
        chance: Chances = np.where(np.array(allows)[:, None], seen.observed[seen.row], 0)
        return chance

    @staticmethod
    def _classes(logs: Chances) -> npt.NDArray[np.int64]:
        """Equal numbers for sets under which the moves are equally likely by each behaviour."""
        _, found = np.unique(logs, axis=0, return_inverse=True)
        return np.asarray(found.reshape(-1), dtype=np.int64)

    def _check(self) -> None:
        """Refuse moves that no set of levers with a chance of its own allows."""
        possible = self.priors > 0
        for number, logs in enumerate(self.logs[1:]):
            if np.isfinite(logs[possible]).any():
                continue
            what = "no set of levers allows this move together with those before it"
            mend = "mend this entry or an earlier one, or the rules; or state the lever that makes"
            where = ("observed", number)
            problem = problem_at(self.replay.dispute, where, what, f"{mend} them possible")
            raise DisputeError([problem])

    # The answer ---------------------------------------------------------------------------------

    def hidden(self) -> Hidden:
        """Everything that is said."""
        replay, route = self.replay, self.replay.routes[0]
        assert route.graph is not None
        return Hidden(
            dispute=replay.dispute,
            graph=route.graph,
            start=route.places[0] if route.reaches(0) else None,
            moves=tuple(self._move(step) for step in range(len(self.found))),
            levers=tuple(self._levers()),
            sets=tuple(self._explanation(number) for number in self._order),
            behaviours=tuple(self._behaviours()),
            nats=self._nats(),
            indistinguishable=tuple(self._indistinguishable()),
            untouched=tuple(name for k, name in enumerate(self.names) if self._alike(1 << k, 0)),
        )

    @property
    def _order(self) -> list[int]:
        """All sets, the most probable first, then those of fewest levers and of earlier ones."""
        weights = self.weights[-1]
        return sorted(
            self.replay.sets,
            key=lambda n: (
                -weights[n],
                n.bit_count(),
                [-(n >> k & 1) for k in range(n.bit_length())],
            ),
        )

    def _named(self, explained: int) -> tuple[str, ...]:
        return tuple(lever.name for lever in self.replay.chosen(explained))

    def _explanation(self, explained: int) -> Explanation:
        weights, logs = self.weights[-1], self.logs[-1][explained]
        highest = float(logs.max())
        mean = float(np.exp(logs - highest).mean()) if math.isfinite(highest) else 0.0
        return Explanation(
            self._named(explained),
            Fraction(self.priors[explained], self.scale),
            Fraction(weights[explained], self.total),
            mean * math.exp(highest) if mean else 0.0,
        )

    def _levers(self) -> Iterator[Weighed]:
        by_behaviour = [self._by_behaviour(number) for number in range(len(GRID))]
        order = self._order
        for k, lever in enumerate(self.replay.levers):
            prior = self.single_priors[k]
            posterior = _share(self.weights[-1], k)
            assert posterior is not None
            without = [n for n in order if not n >> k & 1 and self.weights[-1][n] > 0]
            yield Weighed(
                name=lever.name,
                secret=lever.secret,
                prior=prior,
                posterior=posterior,
                bayes_factor=self._factor(k, 0, len(self.found)),
                by_behaviour=tuple(shares[k] for shares in by_behaviour),
                nats=_divergence(
                    np.array([float(posterior), float(1 - posterior)]),
                    np.array([float(prior), float(1 - prior)]),
                ),
                instead=self._named(without[0]) if without else None,
            )

    def _by_behaviour(self, number: int) -> list[Fraction | None]:
        weights = self.priors * _whole(_relative(self.logs[-1][:, number]))
        return [_share(weights, k) for k in range(len(self.names))]

    def _factor(self, lever: int, before: int, after: int) -> float | None:
        """How many times likelier the moves between two steps are with a lever than without."""
        with_before, without_before = _parts(self.weights[before], lever)
        with_after, without_after = _parts(self.weights[after], lever)
        if not with_before or not without_before or not (with_after or without_after):
            return None
        if not without_after:
            return math.inf
        return float(Fraction(with_after * without_before, without_after * with_before))

    def _move(self, step: int) -> SeenMove:
        seen = self.found[step]
        mean = self._chance(step).mean(axis=1)
        prior = self._floats(self.priors)
        return SeenMove(
            entry=self.replay.observed[step],
            options=len(seen.menu),
            chance=float(prior @ mean),
            bayes_factors={
                name: self._factor(k, step, step + 1) for k, name in enumerate(self.names)
            },
            expected_nats=self._expected(step),
        )

    def _expected(self, step: int) -> float | None:
        """How much a move at a step is expected to tell of the set in force."""
        seen = self.found[step]
        if seen.settings is None:
            return None
        can = seen.row >= 0
        logs = self.logs[step][can]
        likely = np.exp(logs - logs.max()) * self._floats(self.priors)[can, None]
        sets = likely.sum(axis=1)
        chosen = np.einsum("lb,lba->la", likely, seen.settings[seen.row[can]])
        chosen = np.divide(
            chosen, sets[:, None], out=np.zeros_like(chosen), where=sets[:, None] > 0
        )
        sets /= sets.sum()
        return float(
            sum(w * _divergence(row, sets @ chosen) for w, row in zip(sets, chosen, strict=True))
        )

    def _behaviours(self) -> Iterator[tuple[Behaviour, Fraction]]:
        logs = self.logs[-1]
        weights = (self.priors[:, None] * _whole(_relative(logs))).sum(axis=0)
        for behaviour, weight in zip(GRID, weights, strict=True):
            yield behaviour, Fraction(weight, weights.sum())

    @staticmethod
    def _floats(weights: Whole) -> Reals:
        """Whole weights as shares of their sum."""
        total = weights.sum()
        return np.array([float(Fraction(weight, total)) for weight in weights])

    def _nats(self) -> float:
        return _divergence(self._floats(self.weights[-1]), self._floats(self.priors))

    # What cannot be told apart ------------------------------------------------------------------

    def _indistinguishable(self) -> Iterator[tuple[str, str]]:
        for k, first in enumerate(self.names):
            for later, second in enumerate(self.names[k + 1 :], k + 1):
                if self._alike(1 << k, 1 << later):
                    yield first, second

    def _alike(self, one: int, other: int) -> bool:
        """Whether the moves are as likely with the one as with the other, all else alike."""
        every = np.arange(len(self.classes))
        neither = every[every & (one | other) == 0]
        return bool((self.classes[neither | one] == self.classes[neither | other]).all())


# Sums -------------------------------------------------------------------------------------------


def _relative(logs: Chances) -> Reals:
    """Likelihoods, the largest of all being 1."""
    highest = logs.max()
    found: Reals = np.exp(logs - highest) if np.isfinite(highest) else np.zeros_like(logs)
    return found


def _averaged(logs: Chances) -> Reals:
    """The likelihood of each set on average over the behaviours, as parts of the same whole.

    Sets that are alike in all behaviours come out exactly alike.
    """
    _, first, which = np.unique(logs, axis=0, return_index=True, return_inverse=True)
    highest = logs.max()
    averages = [math.fsum(math.exp(one - highest) for one in row) for row in logs[first].tolist()]
    return np.array(averages)[which.reshape(-1)] / len(GRID)


def _whole(values: Any) -> Whole:
    """Numbers from 0 to 1 as whole numbers of parts, exactly but for what is next to nothing."""
    flat = [int(math.ldexp(value, _SCALE)) for value in np.asarray(values).reshape(-1).tolist()]
    return np.array([*flat, None], dtype=object)[:-1].reshape(np.shape(values))


def _parts(weights: Whole, lever: int) -> tuple[int, int]:
    """The weight of all sets with a lever, and of all without."""
    halves = weights.reshape(-1, 2, 1 << lever)
    return int(halves[:, 1].sum()), int(halves[:, 0].sum())


def _share(weights: Whole, lever: int) -> Fraction | None:
    """The share of the sets with a lever; None where nothing has any weight."""
    with_it, without = _parts(weights, lever)
    return Fraction(with_it, with_it + without) if with_it + without else None


def _divergence(posterior: Reals, prior: Reals) -> float:
    """The Kullback-Leibler divergence of one from the other, in nats."""
    some = posterior > 0
    found = float((posterior[some] * np.log(posterior[some] / prior[some])).sum())
    return max(found, 0.0)
