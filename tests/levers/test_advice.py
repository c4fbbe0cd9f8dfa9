from __future__ import annotations

import pytest

import detente
from detente.levers.advice import lever_warnings

TEXT = """\
dispute: Two sides
parties:
  A: {options: {arm: Arm, hide: Hide}, prefers: [A.arm, not A.hide]}
  B: {options: {pay: Pay}, weights: {A.arm: 2}}
levers:
"""


def warned(*levers: str) -> list[str]:
    lines = [f"  l{number}: {{edits: [{edits}]}}" for number, edits in enumerate(levers, 1)]
    dispute = detente.loads(TEXT + "\n".join(lines), "f").dispute
    return [str(problem) for problem in lever_warnings(dispute)]


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (
            "{unprefer: A.hide, party: A}",
            "A has no statement `A.hide` (did you mean `not A.hide`?)",
        ),
        ("{move: B.pay, at: 1, party: A}", "A has no statement `B.pay`"),
        ("{replace: B.pay, by: A.hide, party: A}", "A has no statement `B.pay`"),
        ("{replace: B.pay, by: A.hide, party: B}", "B has no weight for `B.pay`"),
        (
            "{prefer: B.pay, party: A, at: 9}",
            "A has 2 other statements, and no place 9: it comes last",
        ),
        (
            "{move: A.arm, party: A, at: 3}",
            "A has 1 other statement, and no place 3: it comes last",
        ),
        ("{allow: B.pay}", "no rule bars `B.pay`"),
        ("{unrule: not B.pay}", "`not B.pay` is no rule"),
    ],
)
def test_an_edit_that_finds_nothing_to_change(edit: str, says: str) -> None:
    (said,) = warned(edit)
    assert said.startswith("f:6:")
    assert says in said


def test_what_an_earlier_lever_brings_is_there_to_be_changed() -> None:
    assert warned("{prefer: B.pay, party: A}", "{move: B.pay, at: 1, party: A}") == []
    assert warned("{forbid: B.pay}", "{allow: B.pay}") == []


def test_what_a_later_lever_brings_is_not() -> None:
    (said,) = warned("{move: B.pay, at: 1, party: A}", "{prefer: B.pay, party: A}")
    assert "A has no statement `B.pay`" in said


def test_levers_that_collide_only_together_are_not_warned_of() -> None:
    assert warned("{set: {A.arm: on}}", "{set: {A.arm: off, B.pay: on}}") == []


def test_check_tells_them_too() -> None:
    case = detente.loads(TEXT + "  l: {edits: [{allow: B.pay}]}")
    assert any("no rule bars `B.pay`" in problem.what for problem in case.warnings)
