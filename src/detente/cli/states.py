"""``detente states``: the states and their numbers."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from detente.cli.asking import JSON_LIMIT, console, opened, positive, print_json
from detente.graphs.asking import asked_states


def states(
    file: str,
    /,
    *,
    where: str | None = None,
    limit: int | None = None,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> None:
    """List the feasible states of a dispute, with their numbers.

    Parameters
    ----------
    file : str
        A dispute's file, a shipped dispute's name, or a .gmcr file.
    where : str
        Only states in which this formula holds.
    limit : int
        At most so many states (1000).
    json : bool
        Print one JSON object.
    """
    case = opened(file)
    flags = asked_states(case.graph, where, "--where")
    most = positive(limit, JSON_LIMIT)
    if json:
        from detente.report.answers import states_answer

        print_json(states_answer(case.graph, flags, most))
        return
    from detente.report.terminal import show_states

    show_states(console(), case.graph, flags, most)
