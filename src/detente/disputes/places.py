"""Where in its file a part of a dispute stands."""

from __future__ import annotations

from detente.disputes.layout import Path
from detente.disputes.model import Dispute
from detente.disputes.problems import Problem


def problem_at(dispute: Dispute, path: Path, what: str, mend: str, *, key: bool = False) -> Problem:
    """Something wrong with a dispute, placed in its file where it came from one."""
    origin = dispute.origin
    if origin is None:
        return Problem(dispute.title, 1, 1, what, mend)
    place = origin.layout.place(path, key=key)
    return Problem(origin.path, place.line, place.column, what, mend)
