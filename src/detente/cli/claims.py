"""``detente claims``: what is said of a dispute, put to the model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from detente.cli.asking import Whole, console, opened, print_json
from detente.cli.doubting import WORLDS, swept
from detente.library import Case

if TYPE_CHECKING:
    from detente.claims.asked import Asked


def claims(
    file: str,
    /,
    *,
    worlds: Whole = WORLDS,
    seed: Whole = 0,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> None:
    """Put every claim of a file to the model: its verdict, why, and what it rests on.

    Parameters
    ----------
    file : str
        A dispute's file, a shipped dispute's name, or a .gmcr file.
    worlds : int
        Where the file states doubts: over how many worlds shares are taken; 0 for no shares.
    seed : int
        What the draws of worlds begin from.
    json : bool
        Print one JSON object.
    """
    case = opened(file)
    answers = case.claims
    shares = swept(case, _asked(case), worlds, seed, hinges=True)
    if json:
        from detente.report.claims import claims_answer

        print_json(claims_answer(case.graph, answers, shares))
        return
    from detente.report.terminal_claims import show_claims

    show_claims(console(), case.graph, answers, shares)


def _asked(case: Case) -> Asked:
    from detente.claims.asked import Asked

    return Asked(claims=tuple(claim.name for claim in case.dispute.claims))
