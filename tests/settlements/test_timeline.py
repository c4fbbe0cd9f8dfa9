"""Dates compared: events that set options, and coalitions that change."""

from __future__ import annotations

import detente
from detente.settlements.timeline import (
    moments_of,
    moments_of_files,
    settlement_shifts,
    shifts,
)

FOUR = """\
dispute: Four
as_of: {year}-01-01
parties:
  A: {{options: {{a: Do}}, prefers: [s, not A.a]}}
  B: {{options: {{b: Do}}, prefers: [s, not B.b]}}
  C: {{options: {{c: Do}}, prefers: [s, not C.c]}}
  X: {{options: {{x: Do}}, prefers: [s, not X.x]}}
terms: {{s: {formula}}}
settlements: {{s: s}}
"""


def test_who_could_may_change_though_no_weight_does() -> None:
    texts = [
        FOUR.format(year=2018, formula="(A.a and B.b) or (C.c and X.x)"),
        FOUR.format(year=2019, formula="(A.a and C.c) or (B.b and X.x)"),
    ]
    moments = moments_of_files([(str(k), detente.loads(t).graph) for k, t in enumerate(texts)])
    assert list(shifts(moments)) == []
    ((_, _, name),) = settlement_shifts(moments)
    assert name == "s"


def test_events_set_options_and_levels() -> None:
    text = """\
dispute: d
as_of: 2020-01-01
parties:
  A: {options: {arm: {levels: [none, some, many]}, talk: Talk}, prefers: [A.talk]}
same: [A.arm = many]
status_quo: [A.arm = some]
events:
  - {date: 2020-03-01, title: More, sets: {A.arm: many, A.talk: on}}
  - {date: 2020-02-01, title: Past nothing}
  - {date: 2020-04-01, title: None, sets: {A.arm: none}}
"""
    case = detente.loads(text)
    moments = moments_of(case.graph, "start")
    assert [moment.title for moment in moments] == ["start", "Past nothing", "More", "None"]
    on = [case.graph.states.on(moment.start) for moment in moments]
    assert on == [
        ("A.arm = some",),
        ("A.arm = some",),
        ("A.arm = many",),  # merged with the same where it does not talk
        ("A.talk",),
    ]
