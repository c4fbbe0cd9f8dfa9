"""The graph of states and moves as a figure of a report."""

from __future__ import annotations

from detente.graphs.graph import Graph
from detente.report.drawing import place_of_party
from detente.report.graph.choosing import MOST, choose
from detente.report.graph.details import details
from detente.report.graph.sentences import folding, seen
from detente.report.graph.svg import standing_alone, to_svg
from detente.report.graph.view import View
from detente.report.handout.parts import Figure
from detente.stability.concepts import UnknownName


def graph_figure(
    graph: Graph,
    *,
    concept: str = "seq",
    start: int | None = None,
    party: str | None = None,
    improvements: bool = True,
    most: int = MOST,
) -> Figure:
    """The graph of states and moves, folded to what matters.

    Parameters
    ----------
    graph : Graph
        The dispute's graph.
    concept : str
        The solution concept that marks equilibria.
    start : int, optional
        The number of the state where steps are counted from; the status quo unless told.
    party : str, optional
        Draw the moves of this party only.
    improvements : bool
        Draw improvements only, and what settlements need besides.
    most : int
        Show at most so many states, and up to twice as many arrows.

    Returns
    -------
    Figure
        Its caption says what was folded away.

    Raises
    ------
    UnknownName
        If there is no such concept, state or party.

    Examples
    --------
    >>> import detente
    >>> graph_figure(detente.load("prisoners-dilemma").graph).caption
    'All 4 states are shown. From the status quo no party can move to anything it prefers.'
    """
    view = viewed(
        graph, concept=concept, start=start, party=party, improvements=improvements, most=most
    )
    return figure_of(view)


def figure_of(view: View) -> Figure:
    """What is shown of a graph, as a figure of a report."""
    return Figure(to_svg(view), seen(view), folding(view), details(view))


def graph_svg(
    graph: Graph,
    *,
    concept: str = "seq",
    start: int | None = None,
    party: str | None = None,
    improvements: bool = True,
    most: int = MOST,
) -> str:
    """As `graph_figure`, as an SVG that stands alone, with colours of its own."""
    view = viewed(
        graph, concept=concept, start=start, party=party, improvements=improvements, most=most
    )
    return standing_alone(view)


def viewed(
    graph: Graph,
    *,
    concept: str,
    start: int | None,
    party: str | None,
    improvements: bool,
    most: int,
) -> View:
    """What is shown, for a state given by its number and a party by its name."""
    place = None if start is None else graph.states.index(start)
    if start is not None and place is None:
        raise UnknownName(f"there is no state {start}; `detente states` lists them")
    return choose(
        graph,
        concept=concept,
        start=place,
        party=None if party is None else place_of_party(graph, party),
        improvements=improvements,
        most=most,
    )
