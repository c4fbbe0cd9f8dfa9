"""What the commands that print verdicts share, once doubts exist: shares over worlds."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from detente.disputes.problems import DisputeError, Problem
from detente.library import Case

if TYPE_CHECKING:
    from detente.claims.asked import Asked
    from detente.claims.sweep import Sweep

WORLDS = 100
_WORTH_WORKERS = 500_000  # states, over all worlds


def swept(
    case: Case, asked: Asked, worlds: int, seed: int, *, hinges: bool = False
) -> Sweep | None:
    """The worlds of a dispute, as far as is asked; None where it has no doubts, or none is wanted.

    Parameters
    ----------
    case : Case
        The dispute.
    asked : Asked
        What is looked at in each world.
    worlds, seed : int
        How many worlds, and what draws begin from.
    hinges : bool
        Whether it is asked what answers hinge on, too.
    """
    check_worlds(worlds, seed)
    doubtful = bool(case.dispute.doubts)
    if asked.claims and not doubtful:
        doubtful = any(dispute.doubts for dispute in case.with_those_named().values())
    if worlds == 0 or not doubtful:
        return None
    from detente.cli.progress import progress_of

    looks = worlds * (4 if hinges else 1) * len(case.graph)
    slow = asked.claims or asked.settlements or asked.standing
    workers = (os.cpu_count() or 1) if slow and looks > _WORTH_WORKERS else 1
    found = case.sweep(
        worlds, seed, asked=asked, hinges=hinges, workers=workers, progress=progress_of
    )
    if found.stopped:  # by Ctrl-C: half an answer is none here
        raise KeyboardInterrupt
    return found


def check_worlds(worlds: int, seed: int) -> None:
    """Refuse a number of worlds or a seed that cannot be."""
    if worlds < 0:
        what, mend = "a number of worlds is not negative", "give 0 for no shares, or 1, 2, …"
        raise DisputeError([Problem("--worlds", 1, 1, what, mend)])
    if seed < 0:
        raise DisputeError([Problem("--seed", 1, 1, "a seed is not negative", "give 0, 1, 2, …")])
