"""A graph shows how much there is of it, and its drawing where that is quick."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

import detente
from detente.report.notebook import graph as page_of_graph
from report.charts.looking import doubtful


@pytest.mark.parametrize(
    "name", ["chicken", "elmira", "elmira-graph", "korea-2017", "syria-iraq-1975"]
)
def test_moves_are_counted_as_they_can_be_made(name: str) -> None:
    graph = detente.load(name).graph
    page = graph._repr_html_()
    assert page is not None
    rows = ["".join(row.itertext()) for row in ElementTree.fromstring(page).iter("tr")][1:]
    counts = [
        sum(len(moves.from_state(place)) for place in range(len(graph))) for moves in graph.moves
    ]
    assert rows == [f"{p}{c:,}" for p, c in zip(graph.parties, counts, strict=True)]
    assert f"{len(graph):,} states and {sum(counts):,} moves" in page


def test_it_shows_the_status_quo_and_the_drawing() -> None:
    page = str(doubtful().graph._repr_html_())
    assert "Status quo: state 1 (everything is off)." in page
    assert doubtful().plot_graph().figure.svg in page


def test_of_many_states_only_the_count_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_of_graph, "_MOST", 3)
    page = str(doubtful().graph._repr_html_())
    assert "4 states" in page
    assert "plot_graph()" in page
    assert "<svg" not in page
