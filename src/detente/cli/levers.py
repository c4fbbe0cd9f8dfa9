"""``detente levers``: which sets of levers make a claim's test true."""

from __future__ import annotations

import math
from typing import Annotated

from cyclopts import Parameter

from detente.cli.asking import Whole, console, opened, positive, print_json
from detente.disputes.predicates import listed_names
from detente.disputes.problems import DisputeError, Problem

_MOST_SETS = 5
_MOST_SETS_AS_DATA = 100
SECONDS = 300.0


def levers(
    file: str,
    /,
    *,
    for_: Annotated[str, Parameter(name="--for")],
    among: str | None = None,
    size: Whole | None = None,
    time_limit: float = SECONDS,
    limit: int | None = None,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> None:
    """Say which sets of levers make a claim true: the smallest, the cheapest, and what each opens.

    Every set of the file's levers is looked at, the small ones first: a further lever can undo what
    a smaller set achieves.

    Parameters
    ----------
    file : str
        A dispute's file, or a shipped dispute's name.
    for_ : str
        What is to be true: a claim's name, or a test such as 'settle(peace)'.
    among : str
        Put together only these levers, separated by commas.
    size : int
        Look at sets of at most so many levers.
    time_limit : float
        Stop after so many seconds, and say what was not covered (300).
    limit : int
        Show at most so many of the smallest sets (5, or 100 with --json).
    json : bool
        Print one JSON object.
    """
    most = positive(limit, _MOST_SETS_AS_DATA if json else _MOST_SETS)
    if not time_limit > 0:
        raise DisputeError([Problem("--time-limit", 1, 1, "there is no time", "give more")])
    if size is not None and size < 0:
        raise DisputeError([Problem("--size", 1, 1, "a size is not negative", "give 1, 2, …")])
    case = opened(file)
    from detente.doubts.progress import Progress

    names = None if among is None else listed_names(f"[{among}]") or ()
    count = len(case.dispute.levers if names is None else set(names))
    largest = count if size is None else min(size, count)
    sets = sum(math.comb(count, k) for k in range(largest + 1))
    progress = Progress(sets, 1, what="sets of levers")
    try:
        found = case.levers(for_, among=names, seconds=time_limit, most=size, progress=progress)
    finally:
        progress.finish()
    if json:
        from detente.report.lever_sets import lever_sets_answer

        print_json(lever_sets_answer(found, for_, most))
        return
    from detente.report.terminal_lever_sets import show_lever_sets

    show_lever_sets(console(), found, for_, most)
