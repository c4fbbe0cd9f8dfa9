"""In what share of the worlds that doubts allow something is so, and what it hinges on (ours)."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from operator import eq
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from detente._version import __version__
from detente.claims.asked import COME_ABOUT, Asked
from detente.claims.plan import Plan, nearby, planned, summed, survey_of, work
from detente.claims.survey import Columns, Tally, Value, Weights
from detente.disputes.model import Dispute
from detente.doubts.answers import AS_STATED
from detente.doubts.hinges import Hinge, Together, hinges, together
from detente.doubts.shares import (
    Share,
    Shares,
    Spread,
    convergence,
    share,
    share_of,
    shares,
    spread,
)
from detente.doubts.spaces import Picks, Space
from detente.graphs.graph import Graph
from detente.seen import Drawn, Shown, chart

if TYPE_CHECKING:
    from pandas import DataFrame

    from detente.doubts.checkpoint import Checkpoint

Holds = Callable[[Value], bool]


@dataclass(frozen=True)
class Change:
    """A doubt answered otherwise than the file has it.

    Attributes
    ----------
    question : int
        Which doubt, by its place in the space.
    answer : int
        Its answer.
    becomes : Value
        What an outcome then is.
    """

    question: int
    answer: int
    becomes: Value


@dataclass(frozen=True)
class Nearest:
    """The world nearest the file as it stands in which an outcome is another.

    Attributes
    ----------
    changes : tuple of pairs of int
        The doubts that are answered otherwise, and their answers.
    becomes : Value
        What the outcome is there.
    least : bool
        Whether it is known that no fewer answers would do.
    """

    changes: tuple[tuple[int, int], ...]
    becomes: Value
    least: bool


@dataclass(frozen=True, eq=False, repr=False)
class Sweep(Shown):
    """What is so in many worlds of a dispute.

    Attributes
    ----------
    plan : Plan
        Which worlds were to be looked at: it holds the seed, and all that is needed to repeat it.
    chunks : mapping of int to dict
        What was found, by chunk; some are missing where the sweep was stopped.
    stopped : str
        Why: ``interrupted``, ``time limit``, or empty.
    seconds : float
        How long it took.
    version : str
        The version of the package that made it.
    """

    plan: Plan
    chunks: Mapping[int, Mapping[str, Any]]
    stopped: str
    seconds: float
    version: str = __version__

    def __repr__(self) -> str:
        said = "all" if self.exact else "some"
        return f"<Sweep of {self.graph.dispute.title!r}: {said} worlds, {len(self.weights):,}>"

    @property
    def space(self) -> Space:
        """All worlds that there are."""
        return survey_of(self.plan).space

    @property
    def graph(self) -> Graph:
        """The graph of all states that are feasible in any world."""
        return survey_of(self.plan).here.widest

    @property
    def exact(self) -> bool:
        """Whether every world was looked at."""
        return self.plan.exact and not self.stopped

    # Worlds ------------------------------------------------------------------------------------

    @cached_property
    def _drawn(self) -> list[Mapping[str, Any]]:
        kept = sorted(number for number in self.chunks if number < self.plan.drawn_chunks)
        return [self.chunks[number] for number in kept]

    @cached_property
    def picks(self) -> Picks:
        """The answers in each world, by the places of questions: shape (worlds, questions)."""
        return self._as_looked_at[self._order]

    @cached_property
    def _as_looked_at(self) -> Picks:
        rows = [row for chunk in self._drawn for row in chunk["picks"]]
        return np.array(rows, dtype=np.int64).reshape(len(rows), len(self.space.questions))

    @cached_property
    def _order(self) -> list[int]:
        """All worlds in the order of their answers; drawn ones as they were drawn."""
        picks = self._as_looked_at
        if not self.exact or picks.shape[1] == 0:
            return list(range(len(picks)))
        order: list[int] = np.lexsort(picks.T[::-1]).tolist()
        return order

    @cached_property
    def weights(self) -> Weights:
        """How much each world counts: how likely it is, or 1 for each that was drawn."""
        weights = [weight for chunk in self._drawn for weight in chunk["weights"]]
        return np.array(weights)[self._order]

    @cached_property
    def columns(self) -> Columns:
        """Every outcome in each world, under its name."""
        names = self._drawn[0]["columns"] if self._drawn else ()
        found = {name: [v for c in self._drawn for v in c["columns"][name]] for name in names}
        return {name: [values[k] for k in self._order] for name, values in found.items()}

    @cached_property
    def tally(self) -> Tally:
        """By concept, the weight of worlds in which each state of `graph` is an equilibrium."""
        return summed(iter(self._drawn), len(self.graph))  # type: ignore[arg-type]

    # Shares ------------------------------------------------------------------------------------

    def share(self, outcome: str, holds: Holds) -> Share:
        """The share of worlds in which an outcome is of some kind."""
        return share(self._holding(outcome, holds), self.weights, exact=self.exact)

    def _holding(self, outcome: str, holds: Holds) -> Any:
        return np.array([holds(value) for value in self.columns[outcome]], dtype=bool)

    def claim(self, name: str) -> Shares:
        """The shares of worlds in which a claim is true, false, and means nothing."""
        return self.verdicts(f"claim {name}")

    def verdicts(self, outcome: str) -> Shares:
        """The shares of worlds in which an outcome is true, false, and means nothing."""
        return shares(self.columns[outcome], self.weights, exact=self.exact)

    def kinds(self, outcome: str) -> dict[str, Share]:
        """The share of each value that an outcome has in some world, the most frequent first."""
        values = {value for value in self.columns[outcome] if value is not None}
        found = {str(kind): self.share(outcome, partial(eq, kind)) for kind in values}
        return dict(sorted(found.items(), key=lambda item: (-item[1].value, item[0])))

    def number(self, outcome: str) -> Spread | None:
        """Where an outcome that is a number lies; None where it is in no world."""
        values = [v if isinstance(v, int | float) else None for v in self.columns[outcome]]
        return spread(values, self.weights, exact=self.exact)

    def equilibria(self, concept: str, *, coming: bool = False) -> dict[int, Share]:
        """The share of worlds in which each state is an equilibrium, where it is in any.

        Parameters
        ----------
        concept : str
            A solution concept that was looked at.
        coming : bool
            Whether only worlds count in which it also can come about from the status quo.

        Returns
        -------
        dict of int to Share
            By the places of states in `graph`, in order.
        """
        name = concept + COME_ABOUT if coming else concept
        tally = self.tally.get(name, np.zeros(0))
        return {int(place): self.state_share(name, int(place)) for place in np.flatnonzero(tally)}

    def state_share(self, name: str, place: int) -> Share:
        """The share of worlds that the tally counts for one state."""
        return share_of(float(self.tally[name][place]), self.weights, exact=self.exact)

    def convergence(self, outcome: str, holds: Holds) -> list[tuple[int, Share]]:
        """How the share of an outcome settled; empty where every world was looked at."""
        return [] if self.exact else list(convergence(self._holding(outcome, holds), self.weights))

    # What it hinges on -------------------------------------------------------------------------

    @cached_property
    def factors(self) -> list[tuple[int, ...]]:
        """The questions that are tied together, by their places; each alone where it is free."""
        return [factor.questions for factor in self.space.factors]

    def hinges(self, outcome: str, holds: Holds) -> tuple[Hinge, ...]:
        """How much an outcome hinges on each factor, the most important first."""
        redrawn = {
            number: (
                self._paired(outcome, holds),
                self._afresh(number, outcome, holds),
                self._chances(number),
            )
            for number in range(len(self.factors) if self.plan.paired else 0)
        }
        holding = self._holding(outcome, holds)
        arguments = holding, self.weights, self.picks, self.factors, redrawn
        return hinges(*arguments, exact=self.exact)

    def _paired(self, outcome: str, holds: Holds) -> Any:
        first = [chunk["columns"][outcome][: self.plan.paired] for chunk in self._drawn]
        return np.array([holds(value) for values in first for value in values], dtype=bool)

    def _afresh(self, number: int, outcome: str, holds: Holds) -> Any:
        found = [chunk["afresh"][number][outcome] for chunk in self._drawn]
        return np.array([holds(value) for values in found for value in values], dtype=bool)

    def _chances(self, number: int) -> Weights:
        found = [chunk["chances"][number] for chunk in self._drawn]
        return np.array([chance for chances in found for chance in chances])

    def together(self, outcome: str, holds: Holds) -> tuple[Together, ...]:
        """The pairs of factors that matter together more than apart."""
        first_orders = {h.factor: h.first_order for h in self.hinges(outcome, holds)}
        holding = self._holding(outcome, holds)
        arguments = holding, self.weights, self.picks, self.factors, first_orders
        return together(*arguments, exact=self.exact)

    # Near the base case ------------------------------------------------------------------------

    @cached_property
    def _near(self) -> tuple[list[list[int]], Columns]:
        kept = sorted(number for number in self.chunks if number >= self.plan.drawn_chunks)
        chunks = [self.chunks[number] for number in kept]
        rows = [row for chunk in chunks for row in chunk["picks"]]
        names = chunks[0]["columns"] if chunks else ()
        return rows, {name: [v for c in chunks for v in c["columns"][name]] for name in names}

    def base(self, outcome: str) -> Value:
        """An outcome as the file stands; only where the worlds near it were looked at."""
        return self._near[1][outcome][0]

    @property
    def has_base(self) -> bool:
        """Whether the worlds near the file as it stands were looked at."""
        return self.plan.nearby and len(self._near[0]) == len(nearby(self.plan))

    def flips(self, outcome: str) -> tuple[Change, ...]:
        """For each doubt whose answer alone changes an outcome: its smallest answer that does.

        The smallest is the one nearest to what the file has.
        """
        rows, columns = self._near
        found: dict[int, tuple[int, Change]] = {}
        for row, value in zip(rows[1:], columns[outcome][1:], strict=True):
            (k,) = (place for place, answer in enumerate(row) if answer != AS_STATED)
            if value != columns[outcome][0]:
                distance = self._distance(k, row[k])
                if k not in found or distance < found[k][0]:
                    found[k] = distance, Change(k, row[k], value)
        return tuple(change for _, change in found.values())

    def _distance(self, question: int, answer: int) -> int:
        base = self.space.questions[question].base
        return answer if base == AS_STATED else abs(answer - base)

    def nearest(self, outcome: str) -> Nearest | None:
        """The world nearest the file as it stands in which an outcome is another, if one is known.

        Single doubts and then pairs of them are gone through; beyond these, it is the nearest of
        the worlds drawn, with as many answers put back as can be.
        """
        flips = self.flips(outcome)
        if flips:
            best = min(flips, key=lambda c: (self._distance(c.question, c.answer), c.question))
            return Nearest(((best.question, best.answer),), best.becomes, True)
        return self._farther.get(outcome)

    @cached_property
    def _farther(self) -> dict[str, Nearest]:
        from detente.claims.nearest import farther

        unmoved = [name for name in self._near[1] if name.startswith("claim ")]
        unmoved = [name for name in unmoved if not self.flips(name)]
        return farther(survey_of(self.plan), unmoved, self.picks, self.columns, self.base)

    # Drawn -------------------------------------------------------------------------------------

    def plot_claims(self, names: Sequence[str] | None = None) -> Drawn:
        """Draw the shares of verdicts on claims; needs ``pip install 'detente[report]'``.

        Parameters
        ----------
        names : sequence of str, optional
            Which claims; all that were put to the worlds unless told.

        Raises
        ------
        ValueError
            If no claim was put to the worlds.
        """
        return chart("claims", self, names)

    def plot_hinges(self, claim: str) -> Drawn:
        """Draw what a claim's verdict hinges on; needs ``pip install 'detente[report]'``.

        Raises
        ------
        ValueError
            If nothing moves it, as far as these worlds can tell.
        """
        return chart("hinges", self, claim)

    # As data -----------------------------------------------------------------------------------

    def to_frame(self) -> DataFrame:
        """One row a world: its weight, the answer to each doubt, and every outcome; needs pandas.

        Returns
        -------
        pandas.DataFrame
            With what is needed to repeat the sweep in ``attrs``.
        """
        import pandas as pd

        worlds = pd.RangeIndex(1, len(self.weights) + 1, name="world")
        columns: dict[str, Any] = {"weight": self.weights}
        for k, question in enumerate(self.space.questions):
            texts = np.array([answer.short for answer in question.answers])
            columns[f"doubt {question.name}"] = texts[self.picks[:, k]]
        for name, values in self.columns.items():
            columns[name] = pd.Series(values, index=worlds, dtype=_dtype(name))
        frame = pd.DataFrame(columns, index=worlds)
        frame.attrs.update(self.metadata)
        return frame

    @property
    def metadata(self) -> dict[str, Any]:
        """What is needed to repeat the sweep."""
        return {
            "dispute": self.graph.dispute.title,
            "exact": self.exact,
            "stopped": self.stopped,
            **{name: value for name, value in self.plan.identity.items() if name != "count"},
        }


def _remove_empty(kept: Checkpoint | None) -> None:
    """A checkpoint that holds nothing is of no use to anybody."""
    if kept is not None and not kept.chunks():
        kept.remove()


def _dtype(outcome: str) -> Any:
    """What kind of values an outcome has, whether or not it has any."""
    kind = outcome.split(" ", 1)[0]
    if kind in {"settlement", "role", "threat"}:
        return "string"
    return "Float64" if kind == "weight" else "boolean"


def sweep(
    disputes: Mapping[str, Dispute],
    asked: Asked,
    worlds: int,
    seed: int,
    *,
    hinges: bool = True,
    nearby: bool | None = None,
    workers: int = 1,
    cluster: str | None = None,
    checkpoint: Path | None = None,
    resume: bool = False,
    seconds: float | None = None,
    progress: Callable[[Plan], Any] | None = None,
) -> Sweep:
    """Look at many worlds of a dispute.

    Parameters
    ----------
    disputes : mapping of str to Dispute
        By their files; the dispute itself first, under `HERE`.
    asked : Asked
        What is looked at in each world.
    worlds, seed : int
        How many worlds are looked at, at most, and what draws begin from.
    hinges : bool
        Whether it is asked what answers hinge on.
    nearby : bool, optional
        Whether the worlds are looked at, too, in which one doubt alone is answered otherwise; as
        `hinges` unless told.
    workers : int
        How many processes work.
    cluster : str, optional
        The address of a Dask scheduler whose workers do.
    checkpoint : Path, optional
        The file in which what is done is kept until all is.
    resume : bool
        Whether to go on from that file.
    seconds : float, optional
        A limit of time.
    progress : callable, optional
        From the plan to what is told how far the sweep is.

    Returns
    -------
    Sweep
        The same for the same seed, whoever works on it.
    """
    from detente.doubts.checkpoint import Checkpoint
    from detente.doubts.running import run

    begun = time.perf_counter()
    plan = planned(disputes, asked, worlds, seed, hinges=hinges, nearby=nearby)
    kept = None
    if checkpoint is not None:
        take = Checkpoint.resume if resume else Checkpoint.create
        kept = take(checkpoint, plan.identity)
    told = None if progress is None else progress(plan)
    try:
        done = run(
            plan,
            plan.chunks,
            work,
            workers=workers,
            cluster=cluster,
            checkpoint=kept,
            seconds=seconds,
            progress=told,
        )
        if kept is not None and not done.stopped:
            kept.remove()
    except BaseException:
        _remove_empty(kept)
        raise
    finally:
        if told is not None:
            told.finish()
        if kept is not None:
            kept.close()
    return Sweep(plan, done.chunks, done.stopped, time.perf_counter() - begun)
