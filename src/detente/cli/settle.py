"""``detente settle``: who could settle, who is needed, and how."""

from __future__ import annotations

from typing import Annotated, Any

from cyclopts import Parameter

from detente.cli.asking import console, opened, print_json
from detente.settlements.settlement import Settlement


def settle(
    file: str,
    settlement: str,
    /,
    *,
    by: str | None = None,
    possible: Annotated[bool, Parameter(negative="")] = False,
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
    json : bool
        Print one JSON object.
    """
    case = opened(file)
    found = case.settle(settlement)
    coalition = None if by is None else _named(by)
    if coalition is not None:
        found.coalition(coalition)
    if json:
        print_json(_answer(found, coalition, possible))
        return
    from detente.report.terminal_settlements import show_coalition, show_possible, show_settlement

    output = console()
    if coalition is not None:
        show_coalition(output, found, coalition, "possible" if possible else "agreed")
    elif possible:
        show_possible(output, found)
    else:
        show_settlement(output, found, file)


def _named(by: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in by.split(",") if name.strip()))


def _answer(found: Settlement, by: tuple[str, ...] | None, possible: bool) -> dict[str, Any]:
    from detente.report.settlements import path_answer, settlement_answer

    answer = settlement_answer(found)
    kind = "possible" if possible else "agreed"
    if possible:
        coalitions = [list(coalition) for coalition in found.possible]
        answer["possible"] = {"reached": bool(coalitions), "minimal_coalitions": coalitions}
        answer["paths"] = [path_answer(found, path) for path in found.possible_paths]
    if by is not None:
        path = found.path_by(by, kind)
        answer["by"] = list(by)
        answer["by_reached"] = path is not None
        answer["paths"] = [] if path is None else [path_answer(found, path)]
    return answer
