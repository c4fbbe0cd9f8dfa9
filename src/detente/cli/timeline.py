"""``detente timeline``: the same questions at several dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from detente.cli.asking import Whole, console, opened, print_json
from detente.cli.doubting import WORLDS, swept
from detente.disputes.problems import DisputeError, Problem
from detente.graphs.events import is_past
from detente.library import Case
from detente.settlements.timeline import Moment, moments_of, moments_of_files, stated_at

if TYPE_CHECKING:
    from detente.claims.sweep import Sweep


def timeline(
    *files: str,
    worlds: Whole = WORLDS,
    seed: Whole = 0,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> None:
    """Ask the same at several dates, and say who gained or lost standing between them.

    Of one file: at its own date, and after each later event. Of several: at the date of each.

    Parameters
    ----------
    files : str
        A dispute's file, or several of one dispute: paths, shipped names, or .gmcr files.
    worlds : int
        Where the file states doubts: over how many worlds shares are taken; 0 for no shares.
    seed : int
        What the draws of worlds begin from.
    json : bool
        Print one JSON object.
    """
    if not files:
        what = "a timeline needs one file with events, or several files"
        raise DisputeError([Problem("FILE", 1, 1, what, "name them behind the command")])
    cases = [opened(file) for file in files]
    moments = _moments(files, cases)
    shares = _shares(moments, worlds, seed)
    if json:
        from detente.report.timeline import timeline_answer

        print_json(timeline_answer(moments, shares))
        return
    from detente.report.terminal_timeline import show_timeline

    dispute = cases[0].dispute
    past = [event for event in dispute.events if is_past(event, dispute.as_of)]
    show_timeline(console(), moments, past if len(cases) == 1 else (), shares)


def _shares(moments: tuple[Moment, ...], worlds: int, seed: int) -> list[Sweep | None]:
    """The worlds of each moment; moments at which nothing differs share theirs."""
    from detente.claims.asked import Asked

    known: dict[tuple[int, int], Sweep | None] = {}
    found = []
    for moment in moments:
        key = id(moment.graph), moment.start
        if key not in known:
            asked = Asked(settlements=tuple(moment.settlements), threats=tuple(moment.threats))
            known[key] = swept(Case.of(stated_at(moment)), asked, worlds, seed)
        found.append(known[key])
    return found


def _moments(files: tuple[str, ...], cases: list[Case]) -> tuple[Moment, ...]:
    if len(cases) == 1:
        return moments_of(cases[0].graph, "the file's own date")
    return moments_of_files([(f, case.graph) for f, case in zip(files, cases, strict=True)])
