"""What the commands share that put levers in force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from detente.disputes.places import problem_at
from detente.disputes.problems import DisputeError, did_you_mean
from detente.library import Case

if TYPE_CHECKING:
    from detente.levers.applying import Collision


def with_levers(case: Case, names: Iterable[str]) -> tuple[Case, tuple[Collision, ...]]:
    """A dispute with levers in force, and what these found otherwise than they count on.

    Raises
    ------
    DisputeError
        If there is no lever of a name, or the dispute could not be so.
    """
    from detente.levers.applying import applied

    wanted = tuple(dict.fromkeys(names))
    known = [lever.name for lever in case.dispute.levers]
    problems = [
        problem_at(
            case.dispute,
            ("levers",),
            f"there is no lever `{name}`",
            did_you_mean(name, known, "name it under `levers`"),
            key=True,
        )
        for name in wanted
        if name not in known
    ]
    if problems:
        raise DisputeError(problems)
    found = applied(case.dispute, wanted)
    try:
        changed = Case.of(found.dispute)
    except DisputeError as error:
        raise under(case, wanted, error) from None
    return replace(changed, notes=case.notes), found.collisions


def under(case: Case, names: Iterable[str], error: DisputeError) -> DisputeError:
    """The faults of a dispute with levers in force, placed at the first of these levers."""
    wanted = tuple(dict.fromkeys(names))
    said = ", ".join(f"`{name}`" for name in wanted)
    return DisputeError(
        problem_at(
            case.dispute,
            ("levers", wanted[0]),
            f"with {said} in force {fault.what}",
            fault.mend,
            key=True,
        )
        for fault in error.problems
    )
