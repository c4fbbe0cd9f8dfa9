"""The states and moves of a dispute as a notebook shows them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from detente.graphs.graph import Graph
from detente.graphs.moves import Moves
from detente.report.charts.graph import drawn_html
from detente.report.graph.figure import graph_figure
from detente.report.notebook.case import status_quo_in_words
from detente.report.notebook.markup import heading, page, paragraph, strong, table, text
from detente.report.words import plural

_MOST = 8192


def graph_html(graph: Graph) -> str:
    """How many states and moves there are, the status quo, and the drawing if it is quick."""
    title, size = graph.dispute.title, len(graph)
    status_quo = paragraph(text(status_quo_in_words(graph)))
    if size > _MOST:
        drawn = "To draw so many states takes longer: call plot_graph() of the case."
        return page(heading(title, plural(size, "state")), status_quo, paragraph(text(drawn)))
    moves = [_count(moves, size) for moves in graph.moves]
    rows = [
        [strong(party), text(f"{count:,}")]
        for party, count in zip(graph.parties, moves, strict=True)
    ]
    told = page(
        heading(title, f"{plural(size, 'state')} and {plural(sum(moves), 'move')}"),
        status_quo,
        table(["party", "moves"], rows),
    )
    return f"<div>{told}{drawn_html(graph_figure(graph))}</div>"


def _count(moves: Moves, size: int) -> int:
    """From how many states to how many others a party can move."""
    leads = np.zeros((size, size), dtype=bool)
    for first, last in pairwise(moves.starts.tolist()):
        members = moves.members[first:last]
        targets = members if moves.targets is None else members[moves.targets[first:last]]
        readers = members if moves.readers is None else members[moves.readers[first:last]]
        leads[np.ix_(readers, targets)] = True
    np.fill_diagonal(leads, val=False)
    return int(np.count_nonzero(leads))
