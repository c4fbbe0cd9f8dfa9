"""``detente hidden``: which hidden levers best explain the moves that were seen."""

from __future__ import annotations

import sys
from typing import Annotated

from cyclopts import Parameter

from detente.cli.asking import JSON_LIMIT, console, opened, positive, print_json
from detente.graphs.limits import time_in_words
from detente.levers.chances import Plan, planned
from detente.levers.hidden import weighed
from detente.levers.replay import replayed
from detente.report.words import plural

_LONG = 10.0
_MOST_SETS = 5


def hidden(
    file: str,
    /,
    *,
    limit: int | None = None,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> None:
    """Say which hidden levers best explain the moves that were seen, and how little moves tell.

    The moves are the file's `observed` ones. Every lever with a `prior` may or may not be in force.

    Parameters
    ----------
    file : str
        A dispute's file, a shipped dispute's name, or a .gmcr file.
    limit : int
        Show at most so many sets of levers (5, or 1000 with --json).
    json : bool
        Print one JSON object.
    """
    most = positive(limit, JSON_LIMIT if json else _MOST_SETS)
    plan = planned(replayed(opened(file).dispute))
    _warn(plan)
    found = weighed(plan)
    if json:
        from detente.report.hidden import hidden_answer

        print_json(hidden_answer(found, most))
        return
    from detente.report.terminal_hidden import show_hidden

    show_hidden(console(), found, most)


def _warn(plan: Plan) -> None:
    """Say on standard error that it will take long, where it will."""
    if plan.seconds >= _LONG:
        print(
            f"{plural(len(plan.replay.sets), 'set')} of levers, {len(plan.tasks):,} of them"
            f" different to those who moved: perhaps {time_in_words(plan.seconds)}; fewer levers"
            " with a `prior` make it less.",
            file=sys.stderr,
        )
