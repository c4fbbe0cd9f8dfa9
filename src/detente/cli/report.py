"""``detente report``: all answers about a dispute as one text that can be handed over."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from detente.cli.asking import Whole, opened
from detente.cli.doubting import check_worlds
from detente.disputes.problems import DisputeError, Problem
from detente.report.handout import SECONDS

_MORE_SECONDS = 60.0
_LEFT_OUT = {
    "levers": "what several levers do together",
    "hidden": "what moves say of hidden levers",
    "claims": "part of what is asked of claims",
    "doubts": "how much each doubt matters",
}


def report(
    file: str,
    /,
    *,
    output: Annotated[
        str | None, Parameter(name=["--output", "-o"], allow_leading_hyphen=True)
    ] = None,
    format: str | None = None,
    only: str | None = None,
    worlds: Whole | None = None,
    seed: Whole = 0,
    time_limit: float = SECONDS,
    force: Annotated[bool, Parameter(negative="")] = False,
) -> None:
    """Write a report on a dispute for those who were not at the desk: a page, a text, or tables.

    The page holds all it needs and loads nothing; it reads on a phone and on paper. Tables are for
    a paper in LaTeX.

    Parameters
    ----------
    file : str
        A dispute's file, a shipped dispute's name, or a .gmcr file.
    output : str
        The file to write, as a rule NAME.html in this folder; - for standard output. With --format
        md or tex and no file, the text goes to standard output.
    format : str
        html, md or tex; unless told, as the name of the file ends, or html.
    only : str
        Keep these sections alone, with commas between them: dispute, parties, graph, equilibria,
        settlements, threats, levers, hidden, claims, doubts, timeline, sources, made.
    worlds : int
        Where the file states doubts: over how many worlds shares are taken; 0 for no shares. Few
        unless told, and the report says how many.
    seed : int
        What the draws of worlds begin from.
    time_limit : float
        In about how many seconds it should be made (2); what is left out for that is said in it.
    force : bool
        Overwrite a file that exists.
    """
    from detente.report.handout.only import only as only_sections
    from detente.report.handout.only import sections_named
    from detente.report.handout.rendering import check_format, format_of, rendered

    named = None if output in (None, "-") else Path(output or "")
    wanted = format_of(named, format)
    sections = None if only is None else sections_named(only)
    target = named
    if output is None and wanted == "html":
        target = Path(f"{Path(file).stem}.html")
    _check(target, worlds, seed, time_limit, force)
    check_format(wanted)
    case = opened(file)
    found = case.report(
        file=file, worlds=worlds, seed=seed, seconds=time_limit, drawn=wanted == "html"
    )
    if sections is not None:
        found = only_sections(found, sections)
    _put(rendered(found, wanted), target, force, _left_out(found.left_out, time_limit))


def _put(text: str, target: Path | None, force: bool, notes: Sequence[str]) -> None:
    """Write a text where it belongs, and notes beside it."""
    if target is None:
        sys.stdout.write(text)
        for note in notes:
            print(note, file=sys.stderr)
        return
    from detente.disputes.saving import write_text

    write_text(text, target, expected=None, force=force)
    for said in (f"{target} is written ({_size(text)}).", *notes):
        print(said)


def _left_out(sections: Sequence[str], seconds: float) -> list[str]:
    """What was left out for want of time, and what gives it time."""
    if not sections:
        return []
    words = [_LEFT_OUT.get(name, name) for name in sections]
    more = max(_MORE_SECONDS, 10 * seconds)
    return [
        f"Left out for want of time: {'; '.join(words)}.",
        f"More time answers more of it: --time-limit {more:g}",
    ]


def _check(target: Path | None, worlds: int | None, seed: int, seconds: float, force: bool) -> None:
    """Refuse what cannot be before anything is worked out."""
    check_worlds(worlds or 0, seed)
    faults = [
        (not seconds > 0, "--time-limit", "there is no time", "give more seconds than 0"),
        (
            target is not None and not target.resolve().parent.is_dir(),
            "--output",
            f"there is no folder {target.parent if target else ''}",
            "name a file in one that there is",
        ),
        (
            target is not None and target.exists() and not force,
            "--output",
            f"{target} exists already",
            "name another file with -o, or add --force",
        ),
    ]
    problems = [Problem(where, 1, 1, what, mend) for bad, where, what, mend in faults if bad]
    if problems:
        raise DisputeError(problems)


def _size(text: str) -> str:
    return f"{max(len(text.encode()) / 1000, 1):,.0f} kB"
