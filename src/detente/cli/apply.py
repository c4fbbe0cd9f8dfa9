"""``detente apply``: a dispute with levers in force, as a new file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from detente.cli.asking import opened, print_json
from detente.cli.levering import under, with_levers
from detente.disputes.differences import Difference, differences
from detente.disputes.problems import DisputeError, Problem, visible
from detente.disputes.saving import write_text
from detente.library import Case, loads
from detente.report.answers import heading
from detente.report.differences import collisions_answer, headed, statements_answer
from detente.report.words import joined

if TYPE_CHECKING:
    from detente.levers.applying import Collision


def apply(
    file: str,
    /,
    *levers: str,
    output: Annotated[Path | None, Parameter(name=["--output", "-o"])] = None,
    force: Annotated[bool, Parameter(negative="")] = False,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> None:
    """Put levers in force, and write the dispute that results: comments of the file survive.

    What changed is said on standard error, and where levers collide. Nothing is written if the
    result could not be: if the status quo broke a rule, for example.

    Parameters
    ----------
    file : str
        A dispute's file, or a shipped dispute's name.
    levers : str
        The levers; they apply in the order of the file.
    output : Path
        The file to write; if none, the text goes to standard output.
    force : bool
        Overwrite a file that exists.
    json : bool
        Print what changed as one JSON object, and no text.
    """
    if not levers:
        what = "there is nothing to apply"
        raise DisputeError([Problem("LEVER", 1, 1, what, "name one or more of the file's levers")])
    case = opened(file)
    changed, collisions = with_levers(case, levers)
    text = changed.to_yaml()
    try:
        loads(text, file)
    except DisputeError as error:
        raise under(case, levers, error) from None
    if output is not None:
        write_text(text, output, expected=None, force=force)
    found = tuple(
        difference
        for difference in differences(case.dispute, changed.dispute)
        if difference.path[:1] != ("levers",)
    )
    if json:
        print_json(_answer(changed, levers, found, collisions, output))
        return
    if output is None:
        sys.stdout.write(text)
    for line in _said(levers, found, collisions, output):
        print(line, file=sys.stderr)


def _said(
    levers: tuple[str, ...],
    found: tuple[Difference, ...],
    collisions: tuple[Collision, ...],
    output: Path | None,
) -> list[str]:
    """What changed and where levers collide, a line each."""
    named = joined([f"`{lever}`" for lever in dict.fromkeys(levers)])
    where = "" if output is None else f", written to {output}"
    said = [f"With {named}{where}:" if found else f"{named} changes nothing{where}."]
    for whose, lines in headed(found).items():
        said += [f"  {whose}: {line}" for line in lines]
    said += [f"warning: {collision}" for collision in collisions]
    return [visible(line) for line in said]


def _answer(
    changed: Case,
    levers: tuple[str, ...],
    found: tuple[Difference, ...],
    collisions: tuple[Collision, ...],
    output: Path | None,
) -> dict[str, Any]:
    return {
        **heading(changed.dispute.title),
        "levers": list(dict.fromkeys(levers)),
        "statements": statements_answer(found),
        "collisions": collisions_answer(collisions),
        "output": None if output is None else str(output),
    }
