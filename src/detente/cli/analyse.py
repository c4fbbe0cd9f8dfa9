"""``detente analyse``: which outcomes are stable, and which of them can come about."""

from __future__ import annotations

import sys
from typing import Annotated

from cyclopts import Parameter

from detente.cli.asking import (
    JSON_LIMIT,
    TABLE_LIMIT,
    Whole,
    console,
    opened,
    positive,
    print_json,
)
from detente.cli.doubting import WORLDS, swept
from detente.graphs.asking import asked_states
from detente.graphs.graph import Graph
from detente.graphs.limits import estimate
from detente.stability.analysis import Progress
from detente.stability.concepts import chosen
from detente.stability.sim import seconds_of

_LONG = 2.0


def analyse(
    file: str,
    /,
    *,
    concept: str | None = None,
    where: str | None = None,
    limit: int | None = None,
    worlds: Whole = WORLDS,
    seed: Whole = 0,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> None:
    """Say which states of a dispute are stable, and which of them can come about.

    Parameters
    ----------
    file : str
        A dispute's file, a shipped dispute's name, or a .gmcr file.
    concept : str
        Only these solution concepts, separated by commas: nash, gmr, smr, seq, sseq, sim.
    where : str
        Show only states in which this formula holds.
    limit : int
        Show at most so many states in a list (20, or 1000 with --json).
    worlds : int
        Where the file states doubts: over how many worlds shares are taken; 0 for no shares.
    seed : int
        What the draws of worlds begin from.
    json : bool
        Print one JSON object.
    """
    names = None if concept is None else chosen(concept.split(","))
    most = positive(limit, JSON_LIMIT if json else TABLE_LIMIT)
    case = opened(file)
    flags = asked_states(case.graph, where, "--where")
    analysis = case.analyse(names, _progress(case.graph, names))
    from detente.claims.asked import BATCHED, Asked

    concepts = tuple(name for name in analysis.concepts if name in BATCHED)
    shares = swept(case, Asked(concepts), worlds, seed)
    if json:
        from detente.report.answers import analysis_answer

        print_json(analysis_answer(analysis, flags, most, shares))
        return
    from detente.report.terminal import show_analysis

    show_analysis(console(), analysis, flags, most, file, shares)


def _progress(graph: Graph, names: tuple[str, ...] | None) -> Progress | None:
    """What tells of progress on standard error, where the analysis will take a while."""
    by_passes = [name for name in chosen(names) if name != "sim"]
    taken = estimate(len(graph), len(graph.parties), len(by_passes))
    joint = seconds_of(graph) if names is not None and "sim" in names else 0.0
    if max(taken.seconds, joint) < _LONG:
        return None
    more = f", and {joint:,.0f} seconds or so for SIM" if joint >= _LONG else ""
    print(f"Analysing {taken}{more}.", file=sys.stderr)
    if not sys.stderr.isatty():
        return None

    def tell(done: int, total: int) -> None:
        ending = "\n" if done == total else ""
        print(f"\r{done} of {total} parts done", end=ending, file=sys.stderr, flush=True)

    return tell
