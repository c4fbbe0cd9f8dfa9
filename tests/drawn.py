"""What several tests do with a drawn dispute."""

from __future__ import annotations

from detente.disputes.reading import read_text
from detente.graphs.building import build
from detente.graphs.graph import Graph
from oracle.spec import Spec, to_yaml


def graph_of(spec: Spec) -> Graph:
    """The package's graph of a dispute that the oracle's strategies drew."""
    reading = read_text(to_yaml(spec), "drawn.yaml")
    assert reading.layout.problems == [], [str(problem) for problem in reading.layout.problems]
    return build(reading.dispute)
