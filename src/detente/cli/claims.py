"""``detente claims``: what is said of a dispute, put to the model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from detente.cli.asking import Whole, console, opened, print_json
from detente.cli.doubting import WORLDS, swept
from detente.disputes.places import problem_at
from detente.disputes.predicates import listed_names
from detente.disputes.problems import DisputeError, did_you_mean
from detente.library import Case

if TYPE_CHECKING:
    from detente.claims.asked import Asked


def claims(
    file: str,
    /,
    *,
    only: str | None = None,
    worlds: Whole = WORLDS,
    seed: Whole = 0,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> None:
    """Put every claim of a file to the model: its verdict, why, and what it rests on.

    Parameters
    ----------
    file : str
        A dispute's file, a shipped dispute's name, or a .gmcr file.
    only : str
        Ask only these claims, separated by commas.
    worlds : int
        Where the file states doubts: over how many worlds shares are taken; 0 for no shares.
    seed : int
        What the draws of worlds begin from.
    json : bool
        Print one JSON object.
    """
    case = opened(file) if only is None else _narrowed(opened(file), only)
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


def _narrowed(case: Case, only: str) -> Case:
    """A dispute with some of its claims."""
    wanted = listed_names(f"[{only}]") or ()
    known = [claim.name for claim in case.dispute.claims]
    problems = [
        problem_at(
            case.dispute,
            ("claims",),
            f"there is no claim `{name}`",
            did_you_mean(name, known, "name it under `claims`"),
            key=True,
        )
        for name in wanted or [only]
        if name not in known
    ]
    if problems:
        raise DisputeError(problems)
    return case.with_claims(wanted)
