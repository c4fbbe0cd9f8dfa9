"""A warning where a threat or settlement speaks of some only of the states that are the same."""

from __future__ import annotations

import pytest

import detente

BASE = """\
dispute: d
parties:
  A: {options: {hit: Hit, arm: Arm}, prefers: [not A.hit, A.arm]}
  B: {options: {pay: Pay}, prefers: [not A.hit, not B.pay]}
same: [A.hit]
"""


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ("settlements: {s: A.arm}\n", 6),
        ("threats:\n  t: {by: A, action: A.arm}\n", 7),
        ("settlements: {s: not A.hit}\n", None),
        ("threats:\n  t: {by: A, action: A.hit, unless: B.pay}\n", None),
        ("threats:\n  t: {by: A, action: not A.hit, unless: B.pay}\n", 7),
    ],
)
def test_what_is_said_of_them(more: str, line: int | None) -> None:
    found = [w for w in detente.loads(BASE + more).warnings if "some, not all" in w.what]
    assert [warning.line for warning in found] == ([] if line is None else [line])
