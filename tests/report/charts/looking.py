"""What tests of charts share: results to draw, and what is read out of a drawing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any
from xml.etree import ElementTree

import detente
from detente.claims.lever_sets import LeverSets
from detente.claims.sweep import Sweep
from detente.levers.hidden import Hidden
from detente.report.charts.layers import Layer

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src="https://example.org/x.png" onerror="alert(1)">',
    "]]>&amp;&#0; <!-- -->",
    "\u202eback\u202c to \u2067front\u2069",
    "W" * 300,
    "https://example.org/a_very-long_name",
    "fill=\"#101114\" url(#clip0) datum.name + 'x'",
)
DOUBTFUL = """
dispute: One party and another
parties:
  A:
    options: {act: Do it}
    prefers: [A.act]
  B:
    options: {help: Help}
    prefers: [B.help]
status_quo: []
settlements: {done: A.act, both: A.act and B.help}
threats: {push: {by: A, action: A.act}}
doubts:
  - {name: wants to, party: A, statement: A.act, probability: 0.75}
  - {name: would help, party: B, statement: B.help, probability: 0.5}
events:
  - {date: 2020-02-01, title: B helps, sets: {B.help: on}}
claims:
  acts: {says: It acts, test: settle(done)}
  together: {says: Both do, test: settle(both)}
"""
LEVERED = """
dispute: Nobody wants to
parties:
  A: {options: {act: Do it}}
  B: {options: {help: Help}, prefers: [not A.act]}
status_quo: []
settlements: {done: A.act}
levers:
  wish: {by: A, cost: 2, prior: 0.5, secret: true, edits: [{prefer: A.act, party: A, at: 1}]}
  duty: {by: A, cost: 1, prior: 0.25, edits: [{prefer: A.act, party: A, at: 1}]}
  rest: {by: B, cost: 1, prior: 0.25, edits: [{prefer: not B.help, party: B, at: 1}]}
observed: [{by: A, sets: {A.act: on}}]
"""


@cache
def doubtful() -> detente.Case:
    """A dispute small enough that every world is looked at."""
    return detente.loads(DOUBTFUL)


@cache
def swept() -> Sweep:
    """All its worlds."""
    return doubtful().sweep()


@cache
def levered() -> detente.Case:
    """A dispute in which nothing is done without a lever."""
    return detente.loads(LEVERED)


@cache
def weighed() -> Hidden:
    """Its hidden levers."""
    return levered().hidden


@cache
def lever_sets() -> LeverSets:
    """What would have to change for it to be done."""
    return levered().levers("settle(done)")


def values(chart: Layer, field: str) -> Iterator[dict[str, Any]]:
    """The data of all layers that have a field."""
    for layer in chart["layer"]:
        yield from (value for value in layer["data"]["values"] if field in value)


def by_name(chart: Layer, field: str) -> dict[str, Any]:
    """A field of what is drawn, by the label of its row."""
    return {value["name"]: value[field] for value in values(chart, field)}


def texts(svg: str) -> list[str]:
    """What is written in a drawing."""
    root = ElementTree.fromstring(svg)
    written = root.iter("{http://www.w3.org/2000/svg}text")
    return ["".join(element.itertext()) for element in written]
