"""``detente threats``: which threats would be carried out, and what rests on empty ones."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from detente.cli.asking import JSON_LIMIT, TABLE_LIMIT, Whole, console, opened, positive, print_json
from detente.cli.doubting import WORLDS, swept


def threats(
    file: str,
    /,
    *,
    all: Annotated[bool, Parameter(negative="")] = False,
    limit: int | None = None,
    worlds: Whole = WORLDS,
    seed: Whole = 0,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> None:
    """Say whether each declared threat is credible, deterred or empty, and why.

    Also which equilibria rest on an empty threat, and on whose.

    Parameters
    ----------
    file : str
        A dispute's file, a shipped dispute's name, or a .gmcr file.
    all : bool
        List equilibria that rest on an empty threat even where they cannot come about.
    limit : int
        Show at most so many equilibria (20, or 1000 with --json).
    worlds : int
        Where the file states doubts: over how many worlds shares are taken; 0 for no shares.
    seed : int
        What the draws of worlds begin from.
    json : bool
        Print one JSON object.
    """
    from detente.settlements.empty_threats import EmptyThreats

    most = positive(limit, JSON_LIMIT if json else TABLE_LIMIT)
    case = opened(file)
    started = case.graph.status_quo is not None
    declared = case.threats if case.dispute.threats and started else {}
    empty = EmptyThreats(case.graph)
    from detente.claims.asked import Asked

    shares = swept(case, Asked(("gmr", "seq"), threats=tuple(declared)), worlds, seed)
    if json:
        from detente.report.threats import threats_answer

        print_json(threats_answer(case.graph, declared, empty, most, shares))
        return
    from detente.report.terminal_threats import show_empty_threats, show_threats

    output = console()
    show_threats(output, case.graph, declared, shares)
    output.print()
    show_empty_threats(output, case.graph, empty, most, shares, every=all)
