"""What threats are worth, over the states in which they could yet be carried out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from detente.report.charts.layers import Layer
from detente.report.charts.marks import Scale, bars
from detente.report.charts.plot import Plot
from detente.report.charts.rows import NothingToShow, Row, labels, placed, says
from detente.report.charts.theme import FILLED, HOLLOW, themed
from detente.report.charts.wording import percent
from detente.report.words import joined
from detente.settlements.threats import SHARED, ThreatAnswer

_SCALE = Scale(1, "share of states where it could be carried out", grid=False)
_WORDS = {
    "credible": "credible",
    "second_best": "second best",
    "deterred": "deterred",
    "empty": "empty",
    "not_triggered": "does not apply",
    "carried": "carried out already",
    "impossible": "impossible",
}


def threats_chart(threats: Iterable[ThreatAnswer]) -> Layer:
    """The shares of each threat's verdicts; that of the status quo is filled.

    Raises
    ------
    NothingToShow
        If there is no threat that could be carried out in any state that moves lead to.
    """
    rows = placed(row for threat in _open(threats) for row in _rows(threat))
    layers = [
        bars(rows, _SCALE, "none", "elsewhere", HOLLOW),
        bars(rows, _SCALE, "none", "now", FILLED),
        labels(rows),
        says(rows),
    ]
    return themed(layers, rows.height)


def _open(threats: Iterable[ThreatAnswer]) -> list[ThreatAnswer]:
    found = [threat for threat in threats if threat.shares is not None]
    if not found:
        raise NothingToShow("no threat could be carried out in any state that moves lead to")
    return found


def _rows(answer: ThreatAnswer) -> Iterator[Row]:
    assert answer.shares is not None
    now = answer.status_quo
    yield Row(f"{answer.threat.name} ({answer.threat.by}): {_WORDS[now]} now", heading=True)
    for verdict in SHARED:
        share = float(answer.shares[verdict])
        if share > 0 or verdict == now:
            drawn = {
                "none": 0,
                "threat": answer.threat.name,
                "share": share,
                "now": share if verdict == now else 0,
                "elsewhere": 0 if verdict == now else share,
            }
            said = f"{percent(share)}{' (now)' if verdict == now else ''}"
            yield Row(_WORDS[verdict], said, drawn)


def plot_threats(threats: Iterable[ThreatAnswer]) -> Plot:
    """What threats are worth, over the states in which they could yet be carried out.

    Parameters
    ----------
    threats : iterable of ThreatAnswer
        The threats.

    Returns
    -------
    Plot

    Raises
    ------
    NothingToShow
        If there is no threat that could be carried out in any state that moves lead to.
    """
    found = _open(threats)
    alt = f"Shares of states by what threats are worth: {'; '.join(map(_in_words, found))}."
    caption = "In what share of the states that moves lead to, and in which a threat could be"
    caption += " carried out, it is worth what. Filled: what it is worth now."
    return Plot.of(threats_chart(found), alt, caption)


def _in_words(answer: ThreatAnswer) -> str:
    assert answer.shares is not None
    parts = [f"{_WORDS[v]} {percent(float(s))}" for v, s in answer.shares.items() if s]
    return f"{answer.threat.name} {joined(parts)}, {_WORDS[answer.status_quo]} now"
