"""What differs between two disputes: nothing where they are equal, and else just what differs."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import detente
from detente.disputes.differences import Difference, differences
from detente.disputes.model import (
    AddChannel,
    AddRule,
    Allow,
    Dispute,
    Edit,
    Forbid,
    Irreversible,
    MoveStatement,
    Prefer,
    Prioritised,
    RemoveRule,
    Replace,
    SetAtStart,
    Statement,
    Unprefer,
    Weigh,
)
from detente.disputes.reading import read_text
from detente.levers.applying import applied
from detente.statements.parsing import parse
from detente.statements.printing import printed
from levered import dispute_of
from oracle import doubting, levering

VALLEY = """
dispute: A valley
parties:
  Up:
    options:
      dam: Build a dam
      share: {title: Share the water, levels: [none, some, half]}
    prefers: [Up.dam, calm, not Down.raid, Up.share = none]
  Down:
    options: {raid: Raid}
    weights: {calm: 2, Down.raid: 0.5}
terms: {calm: not Up.dam and not Down.raid}
rules: [not (Up.dam and Up.share = half)]
status_quo: [Up.dam]
settlements: {calm: calm}
claims: {settles: {says: It settles, test: reached(calm)}}
"""


def _dispute(text: str) -> Dispute:
    reading = read_text(text, "valley.yaml")
    assert reading.layout.problems == []
    return reading.dispute


def _found(old: str, new: str) -> list[tuple[Any, ...]]:
    """What differs once a part of the valley's text is another."""
    assert old in VALLEY
    found = differences(_dispute(VALLEY), _dispute(VALLEY.replace(old, new)))
    return [(one.kind, *one.path, one.places) for one in found]


def test_a_statement_comes_in() -> None:
    assert _found("[Up.dam, calm", "[Up.dam, not Up.dam, calm") == [
        ("added", "parties", "Up", "prefers", "not Up.dam", (None, 2))
    ]


def test_a_statement_goes() -> None:
    assert _found("calm, not Down.raid", "not Down.raid") == [
        ("removed", "parties", "Up", "prefers", "calm", (2, None))
    ]


def test_a_statement_moves() -> None:
    old, new = "[Up.dam, calm, not Down.raid,", "[calm, not Down.raid, Up.dam,"
    assert _found(old, new) == [("moved", "parties", "Up", "prefers", "Up.dam", (1, 3))]


def test_a_statement_gets_a_reason() -> None:
    assert _found("[Up.dam,", "[{statement: Up.dam, why: Power},") == [
        ("added", "parties", "Up", "prefers", "Up.dam", "why", (None, None))
    ]


def test_a_weight_changes() -> None:
    found = differences(_dispute(VALLEY), _dispute(VALLEY.replace("calm: 2,", "calm: 3.5,")))
    assert found == (Difference(("parties", "Down", "weights", "calm"), "changed", 2, 3.5, (1, 1)),)


def test_preferences_of_another_kind() -> None:
    assert _found("weights: {calm: 2, Down.raid: 0.5}", "prefers: [calm]") == [
        ("removed", "parties", "Down", "weights", "calm", (1, None)),
        ("removed", "parties", "Down", "weights", "Down.raid", (2, None)),
        ("added", "parties", "Down", "prefers", "calm", (None, 1)),
    ]


def test_an_option_in_its_long_form() -> None:
    assert _found("dam: Build a dam", "dam: {title: Build a dam, direction: on only}") == [
        ("added", "parties", "Up", "options", "dam", "direction", (None, None))
    ]


def test_an_option_comes_in() -> None:
    assert _found("{raid: Raid}", "{talk: Talk, raid: Raid}") == [
        ("added", "parties", "Down", "options", "talk", (None, 1))
    ]


def test_status_quo() -> None:
    assert _found("status_quo: [Up.dam]", "status_quo: [Up.share = some]") == [
        ("removed", "status_quo", "Up.dam", (1, None)),
        ("added", "status_quo", "Up.share = some", (None, 1)),
    ]
    assert _found("status_quo: [Up.dam]", "") == [("removed", "status_quo", "Up.dam", (1, None))]


def test_nothing_on_is_not_nothing_said() -> None:
    one = replace(_dispute(VALLEY), status_quo=())
    other = replace(one, status_quo=None)
    assert [(d.kind, d.path) for d in differences(one, other)] == [("removed", ("status_quo",))]


def test_a_formula_twice() -> None:
    calm = parse("calm")
    once, twice = (Prioritised((Statement(calm),) * count) for count in (1, 2))
    old = _dispute(VALLEY)
    one, other = (
        replace(old, parties=(replace(old.parties[0], preferences=own), old.parties[1]))
        for own in (once, twice)
    )
    found = [(d.kind, d.path[-1], d.places) for d in differences(one, other)]
    assert found == [("added", "calm (2)", (None, 2))]


@pytest.mark.parametrize("name", detente.cases())
def test_a_shipped_dispute_and_itself(name: str) -> None:
    dispute = detente.load(name).dispute
    assert differences(dispute, replace(dispute, origin=None)) == ()


def test_two_dates_of_korea() -> None:
    one, other = (detente.load(f"korea-{year}").dispute for year in (2018, 2019))
    found = {d.path for d in differences(one, other) if not d.in_words_only}
    assert ("parties", "US", "prefers", "not (peace and armed)") in found
    assert not any(path[:1] == ("rules",) for path in found)


# Drawn disputes ---------------------------------------------------------------------------------


def _drawn(draw: Any) -> Dispute:
    spec = draw(levering.levered(standing=False))
    if draw(st.booleans()):
        spec = draw(doubting.doubted(specs=st.just(spec)))
    return dispute_of(spec)


@settings(max_examples=20)
@given(data=st.data())
def test_no_difference_just_where_they_are_equal(data: st.DataObject) -> None:
    one = _drawn(data.draw)
    other = _drawn(data.draw)
    names = [lever.name for lever in one.levers]
    changed = applied(one, data.draw(st.lists(st.sampled_from(names)))).dispute
    for this, that in ((one, other), (one, changed), (one, replace(one, origin=None))):
        assert (differences(this, that) == ()) == (this == that)


@settings(max_examples=12)
@given(data=st.data())
def test_backwards_what_came_goes(data: st.DataObject) -> None:
    one, other = _drawn(data.draw), _drawn(data.draw)
    there, back = differences(one, other), differences(other, one)
    turned = {"added": "removed", "removed": "added"}

    def told(found: tuple[Difference, ...], *, turn: bool) -> set[Any]:
        return {
            (d.path, turned.get(d.kind, d.kind) if turn else d.kind)
            for d in found
            if d.kind != "moved"
        }

    assert told(there, turn=True) == told(back, turn=False)


@settings(max_examples=40)
@given(data=st.data())
def test_levers_change_what_they_say(data: st.DataObject) -> None:
    dispute = dispute_of(data.draw(levering.levered()))
    chosen = data.draw(st.sets(st.sampled_from([lever.name for lever in dispute.levers])))
    found = differences(dispute, applied(dispute, chosen).dispute)
    edits = [e for lever in dispute.levers if lever.name in chosen for e in lever.edits]
    allowed = [path for edit in edits for path in _changed_by(edit)]
    for one in found:
        if one.kind == "moved":
            assert one.path[0] in {"parties", "status_quo", "rules"}
        elif one.path[::2] != ("parties", "prefers") or one.after != []:  # come in and gone
            where = tuple(part.removesuffix(" (2)") for part in one.path)
            assert any(where[: len(path)] == path for path in allowed), (one, allowed)
    moving = [e for e in edits if isinstance(e, Prefer | MoveStatement | Replace)]
    moved = [one for one in found if one.kind == "moved" and one.path[0] == "parties"]
    assert len(moved) <= len(moving)


def _changed_by(edit: Edit) -> list[tuple[str, ...]]:
    """Where an edit may leave a difference."""
    match edit:
        case Prefer(party, formula) | Unprefer(party, formula) | MoveStatement(party, formula):
            return [("parties", party, "prefers", printed(formula))]
        case Replace(party, formula, by):
            lists = ("prefers", "weights")
            return [("parties", party, key, printed(f)) for key in lists for f in (formula, by)]
        case Weigh(party, formula):
            return [("parties", party, "weights", printed(formula))]
        case SetAtStart():
            return [("status_quo",)]
        case Allow() | Forbid() | AddRule() | RemoveRule():
            return [("rules",)]
        case Irreversible(setting):
            party, option = setting.party, setting.option
            return [("parties", party, "options", option, "direction"), ("forbidden_moves",)]
        case AddChannel():
            return [("channels",)]
    raise AssertionError(edit)


@given(order=st.permutations(range(6)), gone=st.sets(st.integers(0, 5)))
def test_as_few_as_possible_move(order: list[int], gone: set[int]) -> None:
    names = [f"Up.share = {level}" for level in ("none", "some", "half")]
    names = [*names, *(f"not ({name})" for name in names)]
    left = [k for k in order if k not in gone]
    old = _dispute(VALLEY)

    def ordered(places: list[int]) -> Dispute:
        own = Prioritised(tuple(Statement(parse(names[k])) for k in places))
        return replace(old, parties=(replace(old.parties[0], preferences=own), old.parties[1]))

    found = differences(ordered(list(range(6))), ordered(left))
    assert sum(one.kind == "removed" for one in found) == len(gone)
    runs = (
        size
        for size in range(len(left), -1, -1)
        if any(list(run) == sorted(run) for run in combinations(left, size))
    )
    assert sum(one.kind == "moved" for one in found) == len(left) - next(runs)
