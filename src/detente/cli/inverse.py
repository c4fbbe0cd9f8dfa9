"""``detente inverse``: what the parties would have to prefer for a state to be an equilibrium."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from detente.cli.asking import JSON_LIMIT, asked_state, console, opened, positive, print_json
from detente.levers.inverse import inverse as inverted
from detente.stability.concepts import chosen

_MOST = 8


def inverse(
    file: str,
    state: str,
    /,
    *,
    concept: str = "seq",
    party: str | None = None,
    limit: int | None = None,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> None:
    """Say what the parties would have to prefer for a state to be an equilibrium.

    Parameters
    ----------
    file : str
        A dispute's file, a shipped dispute's name, or a .gmcr file.
    state : str
        A state's number, or a formula that holds in one state only.
    concept : str
        Under this solution concept: nash, gmr, smr, seq, sseq or sim.
    party : str
        For this party alone, the others preferring what they do; for all unless told.
    limit : int
        Show at most so many clauses and changes of a kind (8, or 1000 with --json).
    json : bool
        Print one JSON object.
    """
    (name,) = chosen([concept])
    most = positive(limit, JSON_LIMIT if json else _MOST)
    case = opened(file)
    found = inverted(case.graph, asked_state(case.graph, state), name, party)
    if json:
        from detente.report.inverse import inverse_answer

        print_json(inverse_answer(found, most))
        return
    from detente.report.terminal_inverse import show_inverse

    show_inverse(console(), found, most)
