"""What an analyst should look at again in levers."""

from __future__ import annotations

from collections.abc import Iterator

from detente.disputes.model import Dispute
from detente.disputes.places import problem_at
from detente.disputes.problems import Problem
from detente.levers.applying import applied


def lever_warnings(dispute: Dispute) -> Iterator[Problem]:
    """Edits that find something else than they count on, alone and after the levers before theirs.

    Where two levers collide is told of only when both are in force.
    """
    for number, lever in enumerate(dispute.levers):
        earlier = [other.name for other in dispute.levers[:number]]
        after_them = {
            (collision.edit, collision.what)
            for collision in applied(dispute, [*earlier, lever.name]).collisions
            if collision.lever == lever.name
        }
        for collision in applied(dispute, [lever.name]).collisions:
            if (collision.edit, collision.what) in after_them:
                mend = "change the edit, or leave it if it is right that it changes nothing"
                path = ("levers", lever.name, "edits", collision.edit)
                yield problem_at(dispute, path, collision.what, mend)
