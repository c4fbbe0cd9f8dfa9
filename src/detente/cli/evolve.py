"""``detente evolve``: what can come about from the status quo, and what for good."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from detente.cli.asking import JSON_LIMIT, TABLE_LIMIT, Whole, console, opened, positive, print_json
from detente.cli.doubting import WORLDS, swept
from detente.disputes.problems import DisputeError, Problem
from detente.disputes.saving import write_text
from detente.stability.evolution import Evolution

_OUT = "-"


def evolve(
    file: str,
    /,
    *,
    possible: Annotated[bool, Parameter(negative="")] = False,
    limit: int | None = None,
    worlds: Whole = WORLDS,
    seed: Whole = 0,
    json: Annotated[bool, Parameter(negative="")] = False,
    dot: Annotated[str | None, Parameter(allow_leading_hyphen=True)] = None,
    graphml: Annotated[str | None, Parameter(allow_leading_hyphen=True)] = None,
    force: Annotated[bool, Parameter(negative="")] = False,
) -> None:
    """Say what can come about from the status quo, in how many steps, by whom, and what for good.

    Parameters
    ----------
    file : str
        A dispute's file, a shipped dispute's name, or a .gmcr file.
    possible : bool
        Count any legal moves as steps, not improvements only.
    limit : int
        Show at most so many of each kind (20; 1000 with --json and in drawings).
    worlds : int
        Where the file states doubts: over how many worlds shares are taken; 0 for no shares.
    seed : int
        What the draws of worlds begin from.
    json : bool
        Print one JSON object.
    dot : str
        Write a drawing for Graphviz to this file; - for standard output.
    graphml : str
        Write a drawing for graph editors to this file; - for standard output.
    force : bool
        Overwrite files that exist.
    """
    outputs = {"--dot": dot, "--graphml": graphml}
    _refuse_two_answers(outputs, json)
    most = positive(limit, JSON_LIMIT if json else TABLE_LIMIT)
    case = opened(file)
    evolution = case.evolve(possible=possible)
    _draw(evolution, outputs, positive(limit, JSON_LIMIT), force)
    if _OUT in outputs.values():
        return
    analysis = case.analyse()
    from detente.claims.asked import Asked

    shares = None if possible else swept(case, Asked(coming=True), worlds, seed)
    if json:
        from detente.report.evolution import evolution_answer

        print_json(evolution_answer(evolution, analysis, most, shares))
        return
    from detente.report.terminal_evolution import show_evolution

    show_evolution(console(), evolution, analysis, most, file, shares)


def _refuse_two_answers(outputs: dict[str, str | None], json: bool) -> None:
    """Standard output takes one answer only."""
    asked = [option for option, output in outputs.items() if output == _OUT]
    asked += ["--json"] if json else []
    if _OUT in outputs.values() and len(asked) > 1:
        what = f"{' and '.join(asked)} cannot both go to standard output"
        raise DisputeError([Problem(asked[0], 1, 1, what, "name a file instead of `-`")])


def _draw(evolution: Evolution, outputs: dict[str, str | None], most: int, force: bool) -> None:
    if not any(outputs.values()):
        return
    from detente.report.drawing import dot, graphml, picture

    drawn = picture(evolution, most)
    written = {"--dot": dot, "--graphml": graphml}
    for option, output in outputs.items():
        if output == _OUT:
            sys.stdout.write(written[option](drawn))
        elif output is not None:
            write_text(written[option](drawn), Path(output), expected=None, force=force)
    if drawn.left_out:
        nodes, all_ = len(drawn.nodes), len(evolution)
        says = f"the drawing holds the first {nodes:,} of {all_:,} states (--limit)"
        print(says, file=sys.stderr)
