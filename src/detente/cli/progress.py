"""How far a sweep is, on standard error."""

from __future__ import annotations

from detente.claims.plan import Plan
from detente.doubts.progress import Progress


def progress_of(plan: Plan) -> Progress:
    """What tells how many of a plan's worlds have been looked at, and how long the rest takes."""
    return Progress(plan.looks, max(plan.looks // max(plan.chunks, 1), 1))
