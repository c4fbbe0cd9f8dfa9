"""What the smallest sets of levers cost that make a test true."""

from __future__ import annotations

from detente.claims.lever_sets import LeverSets
from detente.claims.lever_worlds import Names
from detente.report.charts.layers import Layer
from detente.report.charts.marks import Scale, bars
from detente.report.charts.plot import Plot
from detente.report.charts.rows import NothingToShow, Row, labels, placed, says
from detente.report.charts.theme import FILLED, HOLLOW, themed
from detente.report.lever_sets import in_units, set_in_words
from detente.report.words import joined, plural

MOST_SETS = 12


def lever_sets_chart(found: LeverSets) -> Layer:
    """What each minimal set costs, the cheapest first.

    Raises
    ------
    NothingToShow
        If no set that was looked at makes the test true, or none is needed.
    """
    rows = placed(_row(found, names) for names in cheapest_first(found))
    most = max([1.0, *(1.05 * row.drawn["cost"] for row, _ in rows.rows)])
    scale = Scale(most, "cost", "~g")
    layers = [
        bars(rows, scale, "none", "cheapest", FILLED),
        bars(rows, scale, "none", "dearer", HOLLOW),
        labels(rows),
        says(rows),
    ]
    return themed(layers, rows.height)


def cheapest_first(found: LeverSets) -> list[Names]:
    """The minimal sets by what they cost, at most `MOST_SETS` of them.

    Raises
    ------
    NothingToShow
        If no set that was looked at makes the test true, or none is needed.
    """
    if found.base is True:
        raise NothingToShow("it is true as things stand: no lever is needed")
    if not found.minimal:
        raise NothingToShow("no set of levers that was looked at makes it true")
    return sorted(found.minimal, key=found.cost)[:MOST_SETS]


def _row(found: LeverSets, names: Names) -> Row:
    cost, cheapest = float(found.cost(names)), names in found.cheapest
    drawn = {
        "none": 0,
        "cost": cost,
        "cheapest": cost if cheapest else 0,
        "dearer": 0 if cheapest else cost,
        "levers": [name for name in found.names if name in names],
    }
    return Row(set_in_words(found, names), in_units(found.cost(names)), drawn)


def plot_lever_sets(found: LeverSets) -> Plot:
    """What the smallest sets of levers cost that make a test true.

    Parameters
    ----------
    found : LeverSets
        Which sets make it true.

    Returns
    -------
    Plot

    Raises
    ------
    NothingToShow
        If no set that was looked at makes the test true, or none is needed.
    """
    shown = cheapest_first(found)
    parts = [f"{set_in_words(found, names)} {in_units(found.cost(names))}" for names in shown]
    left = len(found.minimal) - len(shown)
    caption = "The smallest sets of levers that make it true, by cost; filled: the cheapest."
    caption += f" {plural(left, 'dearer set')} not shown." if left else ""
    return Plot.of(lever_sets_chart(found), f"Cost of sets of levers: {joined(parts)}.", caption)
