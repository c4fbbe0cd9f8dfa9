"""Which page and which chart belongs to which result."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from detente.report.charts.plot import Plot

_PAGES = {
    "Analysis": "analysis",
    "Claim": "stated_claim",
    "ClaimAnswer": "claim",
    "ClaimAnswers": "claims",
    "Dispute": "dispute",
    "Graph": "graph",
    "Hidden": "hidden",
    "Lever": "stated_lever",
    "LeverSets": "lever_sets",
    "Settlement": "settlement",
    "Sweep": "sweep",
    "ThreatAnswer": "threat",
}


def page(result: object) -> str | None:
    """A result as HTML; None if it has no page."""
    file = _PAGES.get(type(result).__name__)
    if file is None:
        return None
    make: Callable[[Any], str] = getattr(
        import_module(f"detente.report.notebook.{file}"), f"{file}_html"
    )
    return make(result)


def chart(name: str, *of: object) -> Plot:
    """The chart of a name, of some results."""
    make: Callable[..., Plot] = getattr(
        import_module(f"detente.report.charts.{name}"), f"plot_{name}"
    )
    return make(*of)
