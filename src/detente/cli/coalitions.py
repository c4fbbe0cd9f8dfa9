"""``detente coalitions``: which equilibria stand against groups, and who could leave the others."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from detente.cli.asking import (
    JSON_LIMIT,
    TABLE_LIMIT,
    Whole,
    asked_state,
    console,
    opened,
    positive,
    print_json,
)
from detente.cli.doubting import swept
from detente.disputes.problems import DisputeError, Problem
from detente.graphs.limits import time_in_words
from detente.report.words import plural
from detente.stability.coalition_answers import CoalitionAnalysis
from detente.stability.coalitional import coalition_concepts

if TYPE_CHECKING:
    from detente.claims.asked import Asked

_LONG = 10.0
_WORLDS = 20  # each takes as long as the answer itself


def coalitions(
    file: str,
    state: str | None = None,
    /,
    *,
    concept: str | None = None,
    everywhere: Annotated[bool, Parameter(name="--all", negative="")] = False,
    limit: int | None = None,
    worlds: Whole = _WORLDS,
    seed: Whole = 0,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> None:
    """Say which equilibria stand against every coalition, and which groups could leave the others.

    Parameters
    ----------
    file : str
        A dispute's file, a shipped dispute's name, or a .gmcr file.
    state : str
        Only this state, equilibrium or not: its number, or a formula that holds in it only.
    concept : str
        Only these concepts, separated by commas: cnash, cgmr, csmr, cseq.
    everywhere : bool
        Look at the equilibria that cannot come about from the status quo too.
    limit : int
        Show at most so many states (20, or 1000 with --json).
    worlds : int
        Where the file states doubts: over how many worlds shares are taken; 0 for no shares.
    seed : int
        What the draws of worlds begin from.
    json : bool
        Print one JSON object.
    """
    names = None if concept is None else coalition_concepts(concept.split(","))
    most = positive(limit, JSON_LIMIT if json else TABLE_LIMIT)
    if state is not None and everywhere:
        what = "one state is asked about, and all equilibria too"
        raise DisputeError([Problem("--all", 1, 1, what, "leave out one of the two")])
    case = opened(file)
    place = None if state is None else asked_state(case.graph, state)
    number = None if place is None else case.graph.states.number(place)
    found = case.coalitions(names, None if number is None else [number], everywhere=everywhere)
    _warn(found, most)
    shares = swept(case, _asked(found, most), worlds, seed)
    if json:
        from detente.report.coalitions import coalitions_answer

        print_json(coalitions_answer(found, most, shares))
        return
    from detente.report.terminal_coalitions import show_coalitions, show_one_state

    if number is not None:
        show_one_state(console(), found, number, shares)
    else:
        show_coalitions(console(), found, most, shares)


def _asked(found: CoalitionAnalysis, most: int) -> Asked:
    """What is looked at in each world: the states that are shown."""
    from detente.claims.asked import Asked

    codes = found.graph.states.codes
    return Asked(
        standing=tuple(
            (name, int(codes[place]))
            for name, answer in found.concepts.items()
            for place in answer.places[:most].tolist()
        )
    )


def _warn(found: CoalitionAnalysis, shown: int) -> None:
    """Say on standard error that it will take long, where it will."""
    seconds = sum(answer.seconds(shown) for answer in found.concepts.values())
    if seconds < _LONG:
        return
    states = sum(len(answer.places) for answer in found.concepts.values())
    groups = (1 << len(found.graph.parties)) - 1
    print(
        f"{plural(groups, 'group')} to ask about {plural(states, 'state')}, concept by concept:"
        f" perhaps {time_in_words(seconds)}; --concept and --limit make it less.",
        file=sys.stderr,
    )
