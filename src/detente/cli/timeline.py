"""``detente timeline``: the same questions at several dates."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from detente.cli.asking import console, opened, print_json
from detente.disputes.problems import DisputeError, Problem
from detente.graphs.events import is_past
from detente.library import Case
from detente.settlements.timeline import Moment, moments_of, moments_of_files


def timeline(
    *files: str,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> None:
    """Ask the same at several dates, and say who gained or lost standing between them.

    Of one file: at its own date, and after each later event. Of several: at the date of each.

    Parameters
    ----------
    files : str
        A dispute's file, or several of one dispute: paths, shipped names, or .gmcr files.
    json : bool
        Print one JSON object.
    """
    if not files:
        what = "a timeline needs one file with events, or several files"
        raise DisputeError([Problem("FILE", 1, 1, what, "name them behind the command")])
    cases = [opened(file) for file in files]
    moments = _moments(files, cases)
    if json:
        from detente.report.timeline import timeline_answer

        print_json(timeline_answer(moments))
        return
    from detente.report.terminal_timeline import show_timeline

    dispute = cases[0].dispute
    past = [event for event in dispute.events if is_past(event, dispute.as_of)]
    show_timeline(console(), moments, past if len(cases) == 1 else ())


def _moments(files: tuple[str, ...], cases: list[Case]) -> tuple[Moment, ...]:
    if len(cases) == 1:
        return moments_of(cases[0].graph, "the file's own date")
    return moments_of_files([(f, case.graph) for f, case in zip(files, cases, strict=True)])
