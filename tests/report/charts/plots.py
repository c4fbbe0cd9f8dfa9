"""A plot of each kind, of small disputes."""

from __future__ import annotations

from collections.abc import Callable

from detente.seen import Drawn
from report.charts.looking import doubtful, lever_sets, swept, weighed

PLOTS: dict[str, Callable[[], Drawn]] = {
    "equilibria": lambda: doubtful().analyse().plot_equilibria(),
    "weights": lambda: doubtful().settle("done").plot_weights(),
    "weights over worlds": lambda: doubtful().settle("done").plot_weights(swept()),
    "claims": lambda: swept().plot_claims(),
    "hinges": lambda: swept().plot_hinges("together"),
    "threats": lambda: doubtful().plot_threats(),
    "timeline": lambda: doubtful().plot_timeline("done"),
    "lever sets": lambda: lever_sets().plot_costs(),
    "hidden": lambda: weighed().plot_levers(),
}
