"""Which worlds a sweep looks at, chunk by chunk; and the work on one chunk (ours).

A plan holds the disputes themselves, no names of files, so that a chunk can be worked on anywhere.
What a chunk gives depends on the plan and on the chunk's number alone.
"""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from detente._version import __version__
from detente.claims.asked import Asked
from detente.claims.survey import Survey, Tally, Weights
from detente.disputes.model import Dispute
from detente.disputes.plain import to_data
from detente.doubts.answers import AS_STATED
from detente.doubts.spaces import Picks

LARGEST_CHUNK = 512
_STATES_IN_CHUNK = 1 << 20  # over all its worlds; looked at one by one they count fourfold
_WORTH_COMPILING = 1 << 21  # states, over all worlds
_PAIRED = 2  # worlds looked at again for each that is drawn, to tell what answers hinge on
Chunk = dict[str, Any]


@dataclass(frozen=True)
class Plan:
    """Which worlds are looked at, and what for.

    Attributes
    ----------
    disputes : tuple of pairs of str and Dispute
        The dispute itself under `HERE`, and others that its claims speak of, by their files.
    asked : Asked
        What is looked at in each world.
    worlds : int
        How many worlds are drawn; or how many there are, where `exact`.
    seed : int
        What the draws begin from.
    exact : bool
        Whether every world is looked at once, instead of drawing some.
    chunk : int
        How many worlds a chunk has; the last has what is left.
    paired : int
        How many worlds of each chunk are looked at again with one factor answered otherwise, for
        each factor.
    nearby : bool
        Whether the worlds are looked at too in which one doubt alone is answered otherwise.
    compiled : bool
        Whether there are so many worlds that it pays to compile the loop over them.
    """

    disputes: tuple[tuple[str, Dispute], ...]
    asked: Asked
    worlds: int
    seed: int
    exact: bool
    chunk: int
    paired: int = 0
    nearby: bool = False
    compiled: bool = False

    @property
    def drawn_chunks(self) -> int:
        """How many chunks the worlds make."""
        return -(-self.worlds // self.chunk)

    @property
    def chunks(self) -> int:
        """How many chunks there are: those of the worlds, then those near the base case."""
        near = len(nearby(self)) if self.nearby else 0
        return self.drawn_chunks + -(-near // self.chunk)

    @property
    def looks(self) -> int:
        """How many worlds are looked at in all."""
        near = len(nearby(self)) if self.nearby else 0
        factors = len(survey_of(self).space.factors)
        return self.worlds + self.drawn_chunks * self.paired * factors + near

    @cached_property
    def identity(self) -> dict[str, Any]:
        """What the chunks depend on, under names that an analyst understands."""
        said = [[file, to_data(dispute)] for file, dispute in self.disputes]
        text = json.dumps(said, default=str, sort_keys=False)
        return {
            "version": __version__,
            "content of the file": hashlib.sha256(text.encode()).hexdigest()[:16],
            "worlds": self.worlds,
            "seed": self.seed,
            "worlds a chunk": self.chunk,
            "worlds drawn afresh": self.paired,
            "worlds near the file": self.nearby,
            "questions": json.loads(json.dumps(vars(self.asked))),
            "count": self.chunks,
        }


@lru_cache(maxsize=4)
def survey_of(plan: Plan) -> Survey:
    """What looks at a plan's worlds: made once in each process."""
    return Survey(dict(plan.disputes), plan.asked, plan.compiled)


def planned(
    disputes: Mapping[str, Dispute],
    asked: Asked,
    worlds: int,
    seed: int,
    *,
    hinges: bool,
    nearby: bool | None = None,
) -> Plan:
    """The plan of a sweep.

    Every world is looked at where there are no more than are asked for. Otherwise as many are
    drawn; to tell what answers hinge on, twice as many again are looked at, in which one factor of
    a world drawn before is answered otherwise.

    Parameters
    ----------
    disputes : mapping of str to Dispute
        By their files; the dispute itself first, under `HERE`.
    asked : Asked
        What is looked at.
    worlds, seed : int
        How many worlds to look at, at most, and what draws begin from.
    hinges : bool
        Whether it is asked what answers hinge on, too.
    nearby : bool, optional
        Whether the worlds are looked at, too, in which one doubt alone is answered otherwise; as
        `hinges` unless told.
    """
    near = hinges if nearby is None else nearby
    bare = tuple((file, replace(dispute, origin=None)) for file, dispute in disputes.items())
    plan = Plan(bare, asked, worlds, seed, exact=False, chunk=1, nearby=near)
    survey = survey_of(plan)
    size = survey.space.size
    exact = size is not None and size <= worlds
    states = len(survey.here.widest)
    dear = (4 if survey.by_world else 1) * (1 + _PAIRED if hinges and not exact else 1)
    chunk = min(max(_STATES_IN_CHUNK // (states * dear), 8), LARGEST_CHUNK)
    factors = max(len(survey.space.factors), 1)
    return replace(
        plan,
        worlds=size if exact and size is not None else worlds,
        exact=exact,
        chunk=chunk,
        compiled=worlds * states > _WORTH_COMPILING,
        paired=0 if exact or not hinges else -(-_PAIRED * chunk // factors),
    )


@lru_cache(maxsize=4)
def nearby(plan: Plan) -> Picks:
    """The base case, and every world in which one doubt alone is answered otherwise."""
    questions = survey_of(plan).space.questions
    rows = [[AS_STATED] * len(questions)]
    for k, question in enumerate(questions):
        for answer in range(len(question.answers)):
            if answer != question.base:
                rows.append([AS_STATED] * len(questions))
                rows[-1][k] = answer
    return np.array(rows, dtype=np.int64).reshape(len(rows), -1)


@lru_cache(maxsize=4)
def _every(plan: Plan) -> tuple[Picks, Weights]:
    """All worlds in an order drawn by the seed, so that those looked at first are any of them."""
    picks, weights = survey_of(plan).space.every()
    order = np.random.default_rng(plan.seed).permutation(len(picks))
    return picks[order], weights[order]


def work(plan: Plan, number: int) -> Chunk:
    """Look at the worlds of one chunk.

    Returns
    -------
    dict
        ``picks`` and ``weights`` of the worlds, the ``columns`` of outcomes, the ``tally`` by
        state, and for each factor the outcomes of the first worlds with it answered otherwise
        (``afresh``) and the ``chances`` of that, as JSON can hold them.
    """
    survey = survey_of(plan)
    if number >= plan.drawn_chunks:
        first = (number - plan.drawn_chunks) * plan.chunk
        picks = nearby(plan)[first : first + plan.chunk]
        found = survey.look(picks, np.zeros(len(picks)))
        return {"picks": picks.tolist(), "columns": found.columns}
    picks, weights, redrawn = _worlds(plan, number)
    afresh = [worlds for worlds, _ in redrawn]
    every = np.concatenate([picks, *afresh])
    counted = np.zeros(len(every))
    counted[: len(picks)] = weights
    found = survey.look(every, counted)
    ends = np.cumsum([len(picks), *map(len, afresh)]).tolist()
    parts = [
        {name: column[first:last] for name, column in found.columns.items()}
        for first, last in itertools.pairwise([0, *ends])
    ]
    return {
        "picks": picks.tolist(),
        "weights": weights.tolist(),
        "columns": parts[0],
        "tally": {name: _sparse(counts) for name, counts in found.tally.items()},
        "afresh": parts[1:],
        "chances": [chances.tolist() for _, chances in redrawn],
    }


def _worlds(plan: Plan, number: int) -> tuple[Picks, Weights, list[tuple[Picks, Weights]]]:
    """The worlds of a chunk, how much each counts, and for each factor those redrawn."""
    space = survey_of(plan).space
    first = number * plan.chunk
    if plan.exact:
        picks, weights = _every(plan)
        return picks[first : first + plan.chunk], weights[first : first + plan.chunk], []
    seed = np.random.SeedSequence(plan.seed, spawn_key=(number,))
    count = min(plan.chunk, plan.worlds - first)
    own, *others = seed.spawn(1 + len(space.factors))
    picks = space.drawn(own, count)
    again = picks[: plan.paired]
    afresh = [space.redrawn(s, again, f) for s, f in zip(others, space.factors, strict=True)]
    return picks, np.ones(count), afresh if plan.paired else []


def _sparse(counts: Weights) -> list[list[float]]:
    places = np.flatnonzero(counts)
    return [places.tolist(), counts[places].tolist()]


def summed(chunks: Iterator[Chunk], size: int) -> Tally:
    """The tallies of chunks together, in the order of the chunks."""
    found: Tally = {}
    for chunk in chunks:
        for name, (places, counts) in chunk["tally"].items():
            tally = found.setdefault(name, np.zeros(size))
            tally[np.array(places, dtype=np.int64)] += counts
    return found
