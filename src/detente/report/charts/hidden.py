"""How likely hidden levers are in force, before and after the moves that were seen."""

from __future__ import annotations

from detente.levers.hidden import Hidden, Weighed
from detente.report.charts.layers import Layer
from detente.report.charts.marks import Scale, key, points, ranges
from detente.report.charts.plot import Plot
from detente.report.charts.rows import Row, labels, placed, says
from detente.report.charts.theme import FILLED, HOLLOW, themed
from detente.report.hidden import percents
from detente.report.words import joined

_LOOKS = (("before the moves", HOLLOW, "diamond"), ("after them", FILLED, "circle"))


def hidden_chart(found: Hidden) -> Layer:
    """From prior to posterior, lever by lever, with the range over behaviours."""
    rows = placed(_row(lever) for lever in found.levers)
    ends = [row.drawn[name] for row, _ in rows.rows for name in ("prior", "high")]
    most = min(1.0, max(0.05, 1.1 * max(ends)))
    scale = Scale(most, "how likely it is in force")
    layers = [
        *ranges(rows, scale, "low", "high"),
        points(rows, scale, "prior", HOLLOW, size=130, shape="diamond"),
        points(rows, scale, "posterior", FILLED, size=50),
        labels(rows),
        says(rows),
        *key(_LOOKS, rows),
    ]
    return themed(layers, rows.height)


def _row(lever: Weighed) -> Row:
    low, high = lever.range
    drawn = {
        "prior": float(lever.prior),
        "posterior": float(lever.posterior),
        "low": float(low),
        "high": float(high),
        "secret": lever.secret,
    }
    label = lever.name if lever.secret else f"{lever.name} (public)"
    return Row(label, f"{percents(drawn['prior'])} → {percents(drawn['posterior'])}", drawn)


def plot_hidden(found: Hidden) -> Plot:
    """How likely hidden levers are in force, before and after the moves that were seen.

    Parameters
    ----------
    found : Hidden
        What the moves say.

    Returns
    -------
    Plot
    """
    parts = [_in_words(lever) for lever in found.levers]
    alt = f"How likely levers are in force, before the moves and after: {joined(parts)}."
    caption = "Line: how likely it is after the moves, depending on how the parties choose."
    return Plot.of(hidden_chart(found), alt, caption)


def _in_words(lever: Weighed) -> str:
    low, high = lever.range
    before, after = percents(float(lever.prior)), percents(float(lever.posterior))
    return f"{lever.name} {before}, {after} ({percents(float(low))} to {percents(float(high))})"
