"""``detente graph``: draw the graph of states and moves, as SVG, DOT or GraphML."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from detente.cli.asking import JSON_LIMIT, asked_state, opened, positive
from detente.disputes.problems import DisputeError, Problem
from detente.disputes.saving import write_text
from detente.graphs.graph import Graph

Format = Literal["dot", "graphml", "svg"]
_OUT = "-"
_ENDINGS: dict[str, Format] = {
    ".svg": "svg",
    ".dot": "dot",
    ".gv": "dot",
    ".graphml": "graphml",
}


def graph(
    file: str,
    /,
    *,
    format: Format | None = None,
    from_: Annotated[str | None, Parameter(name="--from")] = None,
    improvements: Annotated[bool, Parameter(negative="")] = False,
    party: str | None = None,
    limit: int | None = None,
    output: Annotated[
        str | None, Parameter(name=["--output", "-o"], allow_leading_hyphen=True)
    ] = None,
    force: Annotated[bool, Parameter(negative="")] = False,
) -> None:
    """Draw the graph of states and moves, as SVG, DOT or GraphML.

    The SVG is folded to what matters: what can come about, the equilibria among it, the ways that
    lead there, and where settlements end. The other formats hold all states that moves lead to,
    for programs that draw or reckon with graphs. What was left out is said on standard error.

    Parameters
    ----------
    file : str
        A dispute's file, a shipped dispute's name, or a .gmcr file.
    format : str
        What to write: svg for people, dot for Graphviz, graphml for graph editors; unless told, as
        the output's name ends, and dot on standard output.
    from_ : str
        Start at this state, by its number or a formula that is true in it alone; the status quo
        unless told.
    improvements : bool
        Draw improvements only, and (in SVG) what settlements need besides.
    party : str
        Draw the moves of this party only.
    limit : int
        Draw at most so many states (20 in SVG, 1000 in the other formats).
    output : str
        The file to write; standard output unless told.
    force : bool
        Overwrite a file that exists.
    """
    kind = _format(format, output)
    case = opened(file)
    start = _start(case.graph, from_)
    if kind == "svg":
        text, left = _svg(case.graph, start, party, improvements, limit)
    else:
        text, left = _data(kind, case.graph, start, party, improvements, limit)
    if output is None or output == _OUT:
        sys.stdout.write(text)
    else:
        write_text(text, Path(output), expected=None, force=force)
    if left:
        print(left, file=sys.stderr)


def _format(asked: Format | None, output: str | None) -> Format:
    if asked is not None:
        return asked
    if output is None or output == _OUT:
        return "dot"
    found = _ENDINGS.get(Path(output).suffix.casefold())
    if found is None:
        what = "its name does not say in which format to draw"
        mend = f"let it end in {', '.join(_ENDINGS)}, or name a `--format`"
        raise DisputeError([Problem(output, 1, 1, what, mend)])
    return found


def _start(graph: Graph, asked: str | None) -> int | None:
    """The place of the state to start from; none where there is no status quo."""
    return graph.status_quo if asked is None else asked_state(graph, asked)


def _svg(
    graph: Graph, start: int | None, party: str | None, improvements: bool, limit: int | None
) -> tuple[str, str]:
    from detente.report.graph.choosing import MOST
    from detente.report.graph.figure import viewed
    from detente.report.graph.sentences import folding
    from detente.report.graph.svg import standing_alone

    view = viewed(
        graph,
        concept="seq",
        start=None if start is None else graph.states.number(start),
        party=party,
        improvements=improvements,
        most=_at_least_one(positive(limit, MOST)),
    )
    whole = len(view.shown) == view.folded.states and not view.folded.moves
    return standing_alone(view), "" if whole else folding(view)


def _at_least_one(limit: int) -> int:
    if limit == 0:
        raise DisputeError(
            [Problem("--limit", 1, 1, "a drawing shows one state at least", "write 1, 2, …")]
        )
    return limit


def _data(
    kind: Format,
    graph: Graph,
    start: int | None,
    party: str | None,
    improvements: bool,
    limit: int | None,
) -> tuple[str, str]:
    from detente.report.drawing import dot, graphml, picture
    from detente.stability.evolution import evolve, evolve_by_any_moves

    if start is None:
        what = "the dispute has no status quo to draw the graph from"
        raise DisputeError(
            [Problem("--from", 1, 1, what, "name a state with `--from`, or draw `--format svg`")]
        )
    evolution = (evolve if improvements else evolve_by_any_moves)(graph, start)
    drawn = picture(evolution, positive(limit, JSON_LIMIT), party=party)
    left = (
        f"the drawing holds the first {len(drawn.nodes):,} of {len(evolution):,} states (--limit)"
    )
    text = dot(drawn) if kind == "dot" else graphml(drawn)
    return text, left if drawn.left_out else ""
