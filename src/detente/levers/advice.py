"""What an analyst should look at again in levers."""

from __future__ import annotations

from collections.abc import Iterator

from detente.disputes.model import Dispute
from detente.disputes.places import problem_at
from detente.disputes.problems import Problem
from detente.levers.applying import applied


def lever_warnings(dispute: Dispute) -> Iterator[Problem]:
    """Levers that find, when put in force alone, something else than their edits count on.

    Where two levers collide is told of only when both are in force.
    """
    for lever in dispute.levers:
        for collision in applied(dispute, [lever.name]).collisions:
            what = f"put in force alone, {collision}"
            mend = "change the edit, unless another lever is meant to come first"
            yield problem_at(dispute, ("levers", lever.name), what, mend, key=True)
