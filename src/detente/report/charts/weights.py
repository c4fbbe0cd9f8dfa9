"""What each party weighs for a settlement, and how that spreads over worlds."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from detente.report.charts.layers import Layer
from detente.report.charts.marks import Drawn, Scale, points, ranges, strokes
from detente.report.charts.plot import Plot
from detente.report.charts.rows import NothingToShow, Row, labels, placed, says
from detente.report.charts.theme import FILLED, GREY, HOLLOW, themed
from detente.report.charts.wording import percent
from detente.report.timeline import ROLE_WORDS, STATUS_WORDS
from detente.report.words import joined
from detente.settlements.settlement import Settlement

if TYPE_CHECKING:
    from detente.claims.sweep import Sweep
    from detente.doubts.shares import Spread

ROLE_LOOKS = {"needed": FILLED, "substitute": GREY, "irrelevant": HOLLOW}


def weights_chart(settlement: Settlement, sweep: Sweep | None = None) -> Layer:
    """Each party's weight (Shapley & Shubik 1954).

    Raises
    ------
    NothingToShow
        If nobody has a weight: the settlement is not open, in no world that was looked at, or so
        many parties matter that weights are not worked out.
    """
    found = [_row(settlement, party, sweep) for party in settlement.graph.parties]
    numbers = [row.drawn[name] for row in found for name in ("weight", "high")]
    known = [number for number in numbers if number is not None]
    if not known:
        status = STATUS_WORDS[settlement.status]
        raise NothingToShow(f"nobody has a weight for {settlement.name}: it is {status}")
    rows, most = placed(found), min(1.0, max(0.1, 1.1 * max(known)))
    scale = Scale(most, "weight; all together weigh 1", ".2~f")
    layers = [
        *ranges(rows, scale, "low", "high"),
        strokes(rows, scale, "mean"),
        *(
            points(rows, scale, "weight", look, partial(_has_role, role))
            for role, look in ROLE_LOOKS.items()
        ),
        labels(rows),
        says(rows),
    ]
    return themed(layers, rows.height)


def _has_role(role: str, value: Drawn) -> bool:
    return bool(value["role"] == role)


def _row(settlement: Settlement, party: str, sweep: Sweep | None) -> Row:
    spread = _spread(settlement, party, sweep)
    drawn: dict[str, Any] = {
        "weight": None,
        "role": None,
        "mean": None if spread is None else spread.mean,
        "low": None if spread is None else spread.low,
        "high": None if spread is None else spread.high,
    }
    if settlement.status != "open":
        return Row(party, "" if spread is None else f"{spread.mean:.2f} on average", drawn)
    role, weight = settlement.roles[party], settlement.weight(party)
    if weight is None:
        raise NothingToShow(f"too many parties matter for {settlement.name} to weigh them")
    drawn |= {"role": role, "weight": float(weight)}
    return Row(party, f"{float(weight):.2f} {ROLE_WORDS[role]}", drawn)


def _spread(settlement: Settlement, party: str, sweep: Sweep | None) -> Spread | None:
    outcome = f"weight {settlement.name}: {party}"
    if sweep is None or outcome not in sweep.columns:
        return None
    return sweep.number(outcome)


def plot_weights(settlement: Settlement, sweep: Sweep | None = None) -> Plot:
    """What each party weighs for a settlement, as the file stands and over worlds.

    Parameters
    ----------
    settlement : Settlement
        The settlement.
    sweep : Sweep, optional
        Worlds in which it was looked at; without it only the file as it stands is shown.

    Returns
    -------
    Plot

    Raises
    ------
    NothingToShow
        If nobody has a weight: the settlement is not open, in no world that was looked at.
    """
    chart = weights_chart(settlement, sweep)
    parties = settlement.graph.parties
    alt = (
        f"Weights for {settlement.name}: {joined([_said(settlement, p, sweep) for p in parties])}."
    )
    caption = "Point: a party's weight in bringing the settlement about, as the file stands"
    caption += "; filled if needed, grey if others can stand in, hollow if it need not act."
    return Plot.of(chart, alt, caption + _worlds(settlement, sweep))


def _said(settlement: Settlement, party: str, sweep: Sweep | None) -> str:
    row = _row(settlement, party, sweep)
    if row.drawn["low"] is None:
        return f"{party} {row.says}"
    low, high = row.drawn["low"], row.drawn["high"]
    return f"{party} {row.says}, in nine worlds of ten {low:.2f} to {high:.2f}"


def _worlds(settlement: Settlement, sweep: Sweep | None) -> str:
    spread = _spread(settlement, settlement.graph.parties[0], sweep)
    if spread is None:
        return ""
    share = percent(spread.worlds.value)
    return (
        " Line: where the weight lies in nine of ten worlds in which the settlement is open"
        f" ({share} of all); stroke across: its mean there."
    )
