"""``detente settle``: who could settle, who is needed, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from detente.cli.asking import Whole, console, opened, positive, print_json
from detente.cli.doubting import WORLDS, swept
from detente.disputes.predicates import listed_names
from detente.settlements.settlement import Settlement

if TYPE_CHECKING:
    from detente.claims.sweep import Sweep

_MOST_PATHS = 3
_MOST_PATHS_AS_DATA = 100


def settle(
    file: str,
    settlement: str,
    /,
    *,
    by: str | None = None,
    possible: Annotated[bool, Parameter(negative="")] = False,
    limit: int | None = None,
    worlds: Whole = WORLDS,
    seed: Whole = 0,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> None:
    """Say who could bring a settlement about, who is needed for it, and by which steps.

    Parameters
    ----------
    file : str
        A dispute's file, a shipped dispute's name, or a .gmcr file.
    settlement : str
        A settlement's name, or any formula.
    by : str
        Ask about this coalition, its members separated by commas.
    possible : bool
        Ask which coalitions' merely legal moves lead there, wanted or not.
    limit : int
        Show the paths of at most so many coalitions of a kind (3, or 100 with --json).
    worlds : int
        Where the file states doubts: over how many worlds shares are taken; 0 for no shares.
    seed : int
        What the draws of worlds begin from.
    json : bool
        Print one JSON object.
    """
    most = positive(limit, _MOST_PATHS_AS_DATA if json else _MOST_PATHS)
    case = opened(file)
    found = case.settle(settlement)
    coalition = None if by is None else _named(by)
    if coalition is not None:
        found.coalition(coalition)
    from detente.claims.asked import Asked

    shares = swept(case, Asked(settlements=(settlement,), besides=True), worlds, seed)
    if json:
        print_json(_answer(found, coalition, possible, most, shares))
        return
    from detente.report.terminal_settlements import show_coalition, show_possible, show_settlement

    output = console()
    if coalition is not None:
        show_coalition(output, found, coalition, "possible" if possible else "agreed", shares)
    elif possible:
        show_possible(output, found, most, shares)
    else:
        show_settlement(output, found, file, most, shares)


def _named(by: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(listed_names(f"[{by}]") or ()))


def _answer(
    found: Settlement,
    by: tuple[str, ...] | None,
    possible: bool,
    most: int,
    shares: Sweep | None,
) -> dict[str, Any]:
    from detente.report.settlements import path_answer, settlement_answer

    answer = settlement_answer(found, most, shares)
    kind = "possible" if possible else "agreed"
    if possible:
        coalitions = [list(coalition) for coalition in found.possible]
        answer["possible"] = {"reached": bool(coalitions), "minimal_coalitions": coalitions}
        answer["paths"] = [path_answer(found, path) for path in found.first_paths("possible", most)]
    if by is not None:
        path = found.path_by(by, kind)
        answer["by"] = list(by)
        answer["by_reached"] = path is not None
        answer["paths"] = [] if path is None else [path_answer(found, path)]
    return answer
