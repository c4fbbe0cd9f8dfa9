"""``detente unknown``: what is stable where some comparisons are not known at all."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

from cyclopts import Parameter

from detente.cli.asking import JSON_LIMIT, TABLE_LIMIT, console, opened, positive, print_json
from detente.graphs.graph import Graph
from detente.graphs.limits import time_in_words
from detente.graphs.ranks import Ranks
from detente.report.words import plural
from detente.stability.comparisons import EXTENSIONS, chosen_extensions, extended_concepts
from detente.stability.unknown import seconds

_LONG = 10.0


def unknown(
    file: str,
    /,
    *,
    concept: str | None = None,
    extension: str | None = None,
    limit: int | None = None,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> None:
    """Say what is stable where some comparisons are not known at all.

    A party's preferences may be any that the file's doubts about them allow. What these do not
    agree on is unknown.

    Parameters
    ----------
    file : str
        A dispute's file, a shipped dispute's name, or a .gmcr file.
    concept : str
        Only these solution concepts, separated by commas: nash, gmr, smr, seq.
    extension : str
        Only these extensions, separated by commas: a, b, c, d.
    limit : int
        Show at most so many states (20, or 1000 with --json).
    json : bool
        Print one JSON object.
    """
    names = extended_concepts(None if concept is None else concept.split(","))
    letters = chosen_extensions(None if extension is None else extension.split(","))
    most = positive(limit, JSON_LIMIT if json else TABLE_LIMIT)
    case = opened(file)
    _warn(case.graph, case.alternatives, names, letters)
    found = case.unknown(letters, names)
    if json:
        from detente.report.unknown import unknown_answer

        print_json(unknown_answer(found, most))
        return
    from detente.report.terminal_unknown import show_unknown

    show_unknown(console(), found, most)


def _warn(
    graph: Graph,
    alternatives: Sequence[Sequence[Ranks]],
    concepts: Sequence[str],
    extensions: Sequence[str],
) -> None:
    """Say on standard error that it will take long, where it will."""
    fears = len({EXTENSIONS[letter].fears for letter in extensions})
    needed = seconds(graph, alternatives, sum(name != "nash" for name in concepts), fears)
    if needed >= _LONG:
        print(
            f"{plural(len(graph), 'state')}, with unknown comparisons: perhaps"
            f" {time_in_words(needed)}; --concept and --extension make it less.",
            file=sys.stderr,
        )
