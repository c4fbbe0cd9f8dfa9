"""In what share of worlds each claim is true, is false, and means nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.report.charts.layers import Layer
from detente.report.charts.marks import Scale, bars, key, ranges
from detente.report.charts.plot import Plot
from detente.report.charts.rows import NothingToShow, Row, labels, placed, says
from detente.report.charts.theme import FILLED, GREY, HOLLOW, themed
from detente.report.shares import share_in_words, value_in_words, worlds_in_words
from detente.report.words import joined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.claims.sweep import Sweep

_SCALE = Scale(1, "share of worlds")
_LOOKS = (
    ("true", FILLED, "square"),
    ("means nothing", GREY, "square"),
    ("false", HOLLOW, "square"),
)


def claims_chart(sweep: Sweep, names: Sequence[str] | None = None) -> Layer:
    """The shares of verdicts on claims, with the interval of that of true.

    Raises
    ------
    NothingToShow
        If no claim was put to the worlds.
    """
    rows = placed(_row(sweep, name) for name in asked_claims(sweep, names))
    layers = [
        bars(rows, _SCALE, "none", "true", FILLED, above=3),
        bars(rows, _SCALE, "true", "null", GREY, above=3),
        bars(rows, _SCALE, "null", "all", HOLLOW, above=3),
        *ranges(rows, _SCALE, "low", "high", below=9),
        labels(rows),
        says(rows),
        *key(_LOOKS, rows),
    ]
    return themed(layers, rows.height)


def asked_claims(sweep: Sweep, names: Sequence[str] | None = None) -> list[str]:
    """The claims that were put to the worlds, of those named.

    Raises
    ------
    NothingToShow
        If there are none.
    """
    wanted = sweep.plan.asked.claims if names is None else names
    found = [name for name in wanted if f"claim {name}" in sweep.columns]
    if not found:
        raise NothingToShow("no claim was put to the worlds that were looked at")
    return found


def _row(sweep: Sweep, name: str) -> Row:
    found = sweep.claim(name)
    true, null = found.true, found.null.value
    sure = true.low == true.high
    drawn = {
        "none": 0,
        "true": true.value,
        "null": min(1.0, true.value + null),
        "all": 1,
        "low": None if sure else true.low,
        "high": None if sure else true.high,
        "claim": name,
    }
    stated = ""
    if sweep.has_base:
        stated = f"\nin the file: {value_in_words(sweep.base(f'claim {name}'))}"
    return Row(name, f"{share_in_words(true)}{stated}", drawn)


def plot_claims(sweep: Sweep, names: Sequence[str] | None = None) -> Plot:
    """In what share of worlds each claim is true, is false, and means nothing.

    Parameters
    ----------
    sweep : Sweep
        The worlds.
    names : sequence of str, optional
        Which claims; all that were put to the worlds unless told.

    Returns
    -------
    Plot

    Raises
    ------
    NothingToShow
        If no claim was put to the worlds.
    """
    parts = [_in_words(sweep, name) for name in asked_claims(sweep, names)]
    alt = f"Shares of worlds in which claims are true: {joined(parts)}."
    caption = "The number is the share of worlds in which a claim is true"
    caption += "." if sweep.exact else "; the line with two ends is where that share lies."
    return Plot.of(claims_chart(sweep, names), alt, f"{caption} {worlds_in_words(sweep)}")


def _in_words(sweep: Sweep, name: str) -> str:
    return f"{name} {share_in_words(sweep.claim(name).true)}"
