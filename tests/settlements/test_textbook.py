"""The textbook games, each with what it teaches about settling."""

from __future__ import annotations

from fractions import Fraction

import pytest

import detente
from detente.settlements.settlement import Settlement


def game(row: str, column: str, status_quo: str = "[]") -> detente.Case:
    """A game of two options; the states are neither, Row alone, Column alone and both."""
    return detente.loads(
        f"""\
dispute: A game
parties:
  Row: {{options: {{act: Act}}, ranking: {row}}}
  Column: {{options: {{act: Act}}, ranking: {column}}}
status_quo: {status_quo}
"""
    )


BOTH = "Row.act and Column.act"


def test_prisoners_dilemma_settles_on_cooperation_only_by_pact() -> None:
    found = game("[3, 4, 1, 2]", "[2, 4, 1, 3]").settle(BOTH)
    assert found.status == "unreachable"
    assert found.holds_on == [4]
    assert not found.minimal_coalitions
    assert not found.under_pressure
    assert found.by_pact == (("Row", "Column"),)
    assert found.refusals == (("Row",), ("Column",))
    (pact,) = found.paths_by_pact
    assert [(step.movers, step.source, step.target) for step in pact.steps] == [((0, 1), 0, 3)]
    for path in found.paths_by_consent:
        assert [step.target for step in path.steps][-1] == 3


def test_chicken_s_crash_is_left_by_either_and_held_by_nobody() -> None:
    # Acting is swerving: each would rather that the other swerved, and anything than the crash.
    row, column = "[3, 4, 2, 1]", "[2, 4, 3, 1]"
    crash = game(row, column, "[Row.act, Column.act]").settle("not Row.act and not Column.act")
    assert crash.status == "cannot_hold"
    assert crash.holds_on == []
    out = game(row, column).settle("Row.act or Column.act")
    assert out.status == "open"
    assert out.minimal_coalitions == (("Row",), ("Column",))
    assert set(out.roles.values()) == {"substitute"}
    assert out.shapley_shubik == {"Row": Fraction(1, 2), "Column": Fraction(1, 2)}


def test_stag_hunt_is_reached_step_by_step_and_holds_firmly() -> None:
    # Both for the stag is best for both; a hunter alone gets nothing.
    found = game("[4, 3, 1, 2]", "[4, 2, 1, 3]").settle(BOTH)
    assert found.status == "open"
    assert found.minimal_coalitions == (("Row", "Column"),)
    assert set(found.roles.values()) == {"needed"}
    (path,) = found.paths
    assert path.firm.jointly
    assert path.firm.farsighted
    assert not path.drift
    assert bool(found.firmly_held[3])


VETO = """\
dispute: One veto
parties:
  Chair: {options: {yes: Agree}, prefers: [passed]}
  One: {options: {yes: Agree}, prefers: [passed]}
  Two: {options: {yes: Agree}, prefers: [passed]}
  Idle: {options: {speak: Speak}, prefers: [not Idle.speak]}
terms: {passed: Chair.yes and (One.yes or Two.yes)}
settlements: {passed: passed}
"""


def test_a_veto_is_needed_and_the_others_stand_in_for_one_another() -> None:
    found = detente.loads(VETO).settle("passed")
    assert found.minimal_coalitions == (("Chair", "One"), ("Chair", "Two"))
    assert found.roles == {
        "Chair": "needed", "One": "substitute", "Two": "substitute", "Idle": "irrelevant"
    }  # fmt: skip
    thirds = Fraction(2, 3), Fraction(1, 6), Fraction(1, 6), Fraction(0)
    assert tuple(found.shapley_shubik.values()) == thirds
    fifths = Fraction(3, 5), Fraction(1, 5), Fraction(1, 5), Fraction(0)
    assert tuple(found.banzhaf.values()) == fifths
    assert found.must_tolerate == ()
    assert found.spoilers == ()


def test_a_settlement_that_already_holds() -> None:
    found = detente.loads(VETO + "status_quo: [Chair.yes, One.yes]\n").settle("passed")
    assert found.status == "already"
    assert found.minimal_coalitions == ((),)
    assert set(found.roles.values()) == {"irrelevant"}
    assert set(found.shapley_shubik.values()) == {0}
    (path,) = found.paths
    assert path.steps == ()
    assert path.coalition == ()


def test_a_settlement_that_no_state_satisfies() -> None:
    found = detente.loads(VETO + "rules: [not Chair.yes]\n").settle("passed")
    assert found.status == "cannot_hold"
    assert set(found.exit_cost.values()) == {0}
    assert found.paths == found.paths_by_consent == ()


PRESSED = """\
dispute: Buying one's way back
parties:
  Strong: {options: {siege: Besiege, deal: Sign}, prefers: [both, not Strong.siege]}
  Weak:
    options: {deal: {title: Sign, direction: on only}}
    prefers: [not Strong.siege, not Weak.deal]
terms: {both: Strong.deal and Weak.deal}
settlements: {deal: both}
"""


def test_what_is_reached_under_pressure_only() -> None:
    """A siege makes things worse for the weak, who then willingly signs to have it lifted."""
    found = detente.loads(PRESSED).settle("deal")
    assert not found.minimal_coalitions
    assert found.under_pressure == (("Strong", "Weak"),)
    (path,) = found.paths_under_pressure
    assert found.names(path.coerced) == ("Weak",)
    assert found.status == "unreachable"


def test_who_must_tolerate_and_who_is_relied_on() -> None:
    case = detente.loads(
        """\
dispute: A neighbour with a switch
parties:
  A: {options: {sign: Sign}, prefers: [deal]}
  Neighbour: {options: {cut: Cut the line}, prefers: [not Neighbour.cut]}
terms: {deal: A.sign and not Neighbour.cut}
settlements: {deal: deal}
"""
    )
    found = case.settle("deal")
    assert found.minimal_coalitions == (("A",),)
    assert found.must_tolerate == ("Neighbour",)
    assert found.relied_on == ("Neighbour",)
    assert found.would_block == ()


@pytest.mark.parametrize("kind", ["agreed", "pressure", "pact", "possible"])
def test_larger_coalitions_can_no_less(kind: str) -> None:
    found: Settlement = detente.load("korea-2019").settle("full_peace")
    parties = found.graph.parties
    for bits in range(1 << len(parties)):
        members = [party for k, party in enumerate(parties) if bits >> k & 1]
        for other in parties:
            if found.reached_by(members, kind):
                assert found.reached_by([*members, other], kind)
        if found.reached_by(members, "agreed"):
            assert found.reached_by(members, "pressure")
            assert found.reached_by(members, "pact")
