"""``detente claims``: what is said of a dispute, put to the model."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from detente.cli.asking import console, opened, print_json


def claims(
    file: str,
    /,
    *,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> None:
    """Put every claim of a file to the model: its verdict, why, and what it rests on.

    Parameters
    ----------
    file : str
        A dispute's file, a shipped dispute's name, or a .gmcr file.
    json : bool
        Print one JSON object.
    """
    case = opened(file)
    answers = case.claims
    if json:
        from detente.report.claims import claims_answer

        print_json(claims_answer(case.graph, answers))
        return
    from detente.report.terminal_claims import show_claims

    show_claims(console(), case.graph, answers)
