"""What a verdict hinges on: the share of worlds in which it is so, for each answer to a doubt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detente.doubts.shares import Share, share
from detente.report.charts.layers import Layer
from detente.report.charts.marks import Scale, bars, ranges, strokes
from detente.report.charts.plot import Plot
from detente.report.charts.rows import NothingToShow, Row, labels, placed, says
from detente.report.charts.theme import FILLED, themed
from detente.report.charts.wording import percent
from detente.report.shares import is_true, share_in_words
from detente.report.words import joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from detente.claims.sweep import Holds, Sweep

MOST_DOUBTS = 4
_SCALE = Scale(1, "share of worlds in which it is true", grid=False)


@dataclass(frozen=True)
class Answered:
    """The worlds in which a doubt has one answer.

    Attributes
    ----------
    doubt, answer : str
        The doubt's name, and its answer in a word or two.
    stated : bool
        Whether the file as it stands has this answer.
    worlds : int
        How many worlds have it.
    share : Share
        In what share of these the outcome is so.
    """

    doubt: str
    answer: str
    stated: bool
    worlds: int
    share: Share


def by_answer(sweep: Sweep, outcome: str, holds: Holds, question: int) -> tuple[Answered, ...]:
    """The share of worlds in which an outcome is so, for each answer to a doubt.

    Parameters
    ----------
    sweep : Sweep
        The worlds.
    outcome : str
        The name of a column of it.
    holds : callable
        Whether a value of the outcome counts.
    question : int
        The doubt, by its place.

    Returns
    -------
    tuple of Answered
        In the order of the answers; those that no world has are left out.
    """
    asked = sweep.space.questions[question]
    so = np.array([holds(value) for value in sweep.columns[outcome]], dtype=bool)
    found = []
    for number, answer in enumerate(asked.answers):
        those = sweep.picks[:, question] == number
        if those.any():
            of_it = share(so[those], sweep.weights[those], exact=sweep.exact)
            stated = number == asked.base
            found.append(Answered(asked.name, answer.short, stated, int(those.sum()), of_it))
    return tuple(found)


def moving(sweep: Sweep, outcome: str, holds: Holds) -> list[tuple[Answered, ...]]:
    """The doubts that an outcome hinges on most, each with its answers.

    Raises
    ------
    NothingToShow
        If nothing moves it, as far as the worlds looked at can tell.
    """
    matter = [hinge for hinge in sweep.hinges(outcome, holds) if hinge.matters]
    questions = [k for hinge in matter for k in sweep.factors[hinge.factor]]
    if not questions:
        raise NothingToShow("no doubt alone moves this verdict, as far as these worlds can tell")
    return [by_answer(sweep, outcome, holds, k) for k in questions[:MOST_DOUBTS]]


def hinges_chart(sweep: Sweep, claim: str) -> Layer:
    """How often a claim is true, by the answers to the doubts that it hinges on most.

    Raises
    ------
    NothingToShow
        If nothing moves it, as far as the worlds looked at can tell.
    """
    overall = sweep.claim(claim).true
    rows = placed(_rows(moving(sweep, f"claim {claim}", is_true), overall.value))
    layers = [
        bars(rows, _SCALE, "overall", "share", FILLED, above=3),
        *ranges(rows, _SCALE, "low", "high", below=8),
        strokes(rows, _SCALE, "overall", 24),
        labels(rows),
        says(rows),
    ]
    return themed(layers, rows.height)


def _rows(doubts: list[tuple[Answered, ...]], overall: float) -> Iterator[Row]:
    for answers in doubts:
        yield Row(answers[0].doubt, heading=True)
        for found in answers:
            sure = found.share.low == found.share.high
            drawn = {
                "doubt": found.doubt,
                "overall": overall,
                "share": found.share.value,
                "low": None if sure else found.share.low,
                "high": None if sure else found.share.high,
            }
            label = f"{found.answer}{' (the file)' if found.stated else ''}"
            yield Row(label, share_in_words(found.share), drawn)


def plot_hinges(sweep: Sweep, claim: str) -> Plot:
    """What a claim's verdict hinges on.

    Parameters
    ----------
    sweep : Sweep
        The worlds.
    claim : str
        The claim's name.

    Returns
    -------
    Plot

    Raises
    ------
    NothingToShow
        If nothing moves it, as far as the worlds looked at can tell.
    """
    chart = hinges_chart(sweep, claim)
    found = moving(sweep, f"claim {claim}", is_true)
    parts = [
        f"{a.doubt}: {a.answer} {percent(a.share.value)}" for answers in found for a in answers
    ]
    overall = share_in_words(sweep.claim(claim).true)
    alt = f"{claim} is true in {overall} of all worlds, and by answer: {joined(parts)}."
    caption = f"Upright line: the share of all worlds in which {claim} is true ({overall})."
    caption += " Bar: to which share it goes where a doubt has this answer."
    return Plot.of(chart, alt, caption)
