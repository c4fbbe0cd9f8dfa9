"""``detente graph``: draw the graph of states and moves, as SVG, DOT or GraphML."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from detente.cli.asking import JSON_LIMIT, asked_state, opened
from detente.disputes.problems import DisputeError, Problem
from detente.disputes.saving import write_text
from detente.graphs.graph import Graph

Format = Literal["dot", "graphml", "svg"]
_OUT = "-"
_WHERE = "--from"
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
    from_: Annotated[str | None, Parameter(name=_WHERE)] = None,
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
        Draw at most so many states (20 in SVG, 1000 in the other formats); an SVG draws no more
        than 30, so that it can be read.
    output : str
        The file to write; standard output unless told.
    force : bool
        Overwrite a file that exists.
    """
    kind = _format(format, output)
    case = opened(file)
    start = _start(case.graph, from_)
    if kind == "svg":
        text, notes = _svg(case.graph, start, party, improvements, limit)
    else:
        text, notes = _data(kind, case.graph, start, party, improvements, limit)
    if output is None or output == _OUT:
        sys.stdout.write(text)
    else:
        write_text(text, Path(output), expected=None, force=force)
        print(f"{output} is written.")
    for note in notes:
        print(note, file=sys.stderr)


def _format(asked: Format | None, output: str | None) -> Format:
    if output is None or output == _OUT:
        return asked or "dot"
    ending = Path(output).suffix
    found = _ENDINGS.get(ending.casefold())
    if asked is not None and found not in {None, asked}:
        what = f"its name ends in {ending}, but `--format {asked}` is asked for"
        mend = f"leave out `--format`, or let it end in .{asked}"
        raise DisputeError([Problem(output, 1, 1, what, mend)])
    found = asked or found
    if found is None:
        what = "its name does not say in which format to draw"
        mend = f"let it end in {', '.join(_ENDINGS)}, or name a `--format`"
        raise DisputeError([Problem(output, 1, 1, what, mend)])
    return found


def _start(graph: Graph, asked: str | None) -> int | None:
    """The place of the state to start from; none where there is no status quo."""
    if asked is None:
        return graph.status_quo
    try:
        return asked_state(graph, asked)
    except DisputeError as error:
        raise DisputeError(replace(found, file=_WHERE) for found in error.problems) from None


def _most(limit: int | None, otherwise: int) -> int:
    """The limit that was asked for, or another."""
    if limit is not None and limit < 1:
        what = "a drawing holds one state at least"
        raise DisputeError([Problem("--limit", 1, 1, what, "write 1, 2, …")])
    return otherwise if limit is None else limit


def _svg(
    graph: Graph, start: int | None, party: str | None, improvements: bool, limit: int | None
) -> tuple[str, list[str]]:
    from detente.report.graph.choosing import MOST, MOST_READABLE
    from detente.report.graph.figure import viewed
    from detente.report.graph.sentences import folding
    from detente.report.graph.svg import standing_alone

    most = _most(limit, MOST)
    view = viewed(
        graph,
        concept="seq",
        start=None if start is None else graph.states.number(start),
        party=party,
        improvements=improvements,
        most=min(most, MOST_READABLE),
    )
    whole = len(view.shown) == view.folded.states and not view.folded.moves
    notes = [] if whole else [folding(view)]
    if most > MOST_READABLE and len(graph) > MOST_READABLE:
        notes.append(
            f"an SVG draws no more than {MOST_READABLE} states, so that it can be read;"
            " `--format dot` and `--format graphml` hold more"
        )
    return standing_alone(view), [*notes, *_bare(len(view.links), party, improvements)]


def _bare(arrows: int, party: str | None, improvements: bool) -> Iterator[str]:
    """That there are no arrows, where there are none."""
    if not arrows:
        whose = "there is" if party is None else f"{party} has"
        kind = "improvement" if improvements else "move"
        yield f"the drawing has no arrows: {whose} no {kind} between the states that it holds"


def _data(
    kind: Format,
    graph: Graph,
    start: int | None,
    party: str | None,
    improvements: bool,
    limit: int | None,
) -> tuple[str, list[str]]:
    from detente.report.drawing import dot, graphml, picture
    from detente.stability.evolution import evolve, evolve_by_any_moves

    if start is None:
        what = "the dispute has no status quo to draw the graph from"
        raise DisputeError(
            [Problem(_WHERE, 1, 1, what, "name a state with `--from`, or draw `--format svg`")]
        )
    evolution = (evolve if improvements else evolve_by_any_moves)(graph, start)
    drawn = picture(evolution, _most(limit, JSON_LIMIT), party=party)
    notes = []
    if drawn.left_out:
        of = f"{len(drawn.nodes):,} of {len(evolution):,}"
        notes.append(f"the drawing holds the first {of} states (--limit)")
    text = dot(drawn) if kind == "dot" else graphml(drawn)
    return text, [*notes, *_bare(len(drawn.edges), party, improvements)]
