from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

import detente
from detente.disputes.model import Dispute, Prioritised, Weighted
from detente.levers.applying import UnknownLever, applied
from detente.statements.printing import printed

BASE = """
dispute: Two sides
parties:
  A:
    options: {arm: Arm, hide: Hide, trade: {title: Trade, levels: [none, some, full]}}
    prefers: [A.arm, not B.strike, not A.hide]
  B:
    options: {strike: Strike, leave: {title: Leave, direction: off only}}
    weights: {B.strike: 3, not A.arm: 2}
  C: {options: {pay: Pay}}
rules: [not A.hide, 'not (A.arm and A.trade = full)']
status_quo: [A.arm, A.trade = some]
channels: [[A, B]]
levers:
"""


def stated(*levers: str) -> Dispute:
    """The dispute with levers named l1, l2 and so on, each with these edits."""
    lines = [f"  l{number}: {{edits: [{edits}]}}" for number, edits in enumerate(levers, 1)]
    return detente.loads(BASE + "\n".join(lines)).dispute


def levered(*levers: str) -> Dispute:
    """The same with all of them in force."""
    dispute = stated(*levers)
    return applied(dispute, [lever.name for lever in dispute.levers]).dispute


def collisions(*levers: str) -> list[str]:
    dispute = stated(*levers)
    return [str(c) for c in applied(dispute, [le.name for le in dispute.levers]).collisions]


def ends(dispute: Dispute, party: str = "A") -> list[str]:
    preferences = dispute.party(party).preferences
    assert isinstance(preferences, Prioritised)
    return [printed(statement.formula) for statement in preferences.statements]


def rules(dispute: Dispute) -> list[str]:
    return [printed(rule.formula) for rule in dispute.rules]


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        ("{prefer: C.pay, party: A, at: 2}", "A.arm | C.pay | not B.strike | not A.hide"),
        ("{prefer: C.pay, party: A}", "A.arm | not B.strike | not A.hide | C.pay"),
        ("{prefer: C.pay, party: A, at: 4}", "A.arm | not B.strike | not A.hide | C.pay"),
        ("{prefer: A.arm, party: A, at: 3}", "not B.strike | not A.hide | A.arm"),
        ("{unprefer: not B.strike, party: A}", "A.arm | not A.hide"),
        ("{move: not A.hide, party: A, at: 1}", "not A.hide | A.arm | not B.strike"),
        ("{move: A.arm, party: A, at: 2}", "not B.strike | A.arm | not A.hide"),
        ("{replace: not B.strike, by: C.pay, party: A}", "A.arm | C.pay | not A.hide"),
    ],
)
def test_what_an_edit_makes_of_a_list(edit: str, expected: str) -> None:
    assert ends(levered(edit)) == expected.split(" | ")


def test_a_party_without_preferences_comes_to_have_some() -> None:
    assert ends(levered("{prefer: A.arm, party: C}"), "C") == ["A.arm"]


def test_payments_add_up() -> None:
    dispute = detente.loads(
        f"{BASE}  l1: {{edits: [{{weigh: B.strike, party: B, amount: -1.5}}]}}\n"
        "  l2: {amount: 5, edits: [{weigh: B.strike, party: B}, {weigh: C.pay, party: B}]}\n"
        "  l3: {amount: 7, edits: [{weigh: A.arm, party: C, amount: 2}, {weigh: C.pay, party: C}]}"
    ).dispute
    changed = applied(dispute, ["l1", "l2", "l3"]).dispute
    own, others = changed.party("B").preferences, changed.party("C").preferences
    assert isinstance(own, Weighted)
    assert isinstance(others, Weighted)
    weights = {printed(f): weight for f, weight in own.weights}
    assert weights == {"B.strike": Decimal("6.5"), "not A.arm": 2, "C.pay": 5}
    assert [weight for _, weight in others.weights] == [2, 7]


def test_a_weighed_formula_is_replaced_with_its_weight() -> None:
    own = levered("{replace: B.strike, by: C.pay, party: B}").party("B").preferences
    assert isinstance(own, Weighted)
    weights = [(printed(formula), int(weight)) for formula, weight in own.weights]
    assert weights == [("C.pay", 3), ("not A.arm", 2)]


def test_options_are_set_at_the_start() -> None:
    changed = levered("{set: {A.arm: off, C.pay: on, A.trade: full}}")
    graph = detente.Case.of(changed).graph
    assert graph.status_quo is not None
    assert graph.states.on(graph.status_quo) == ("A.trade = full", "C.pay")


def test_the_lowest_level_is_nothing_that_is_on() -> None:
    graph = detente.Case.of(levered("{set: {A.trade: none}}")).graph
    assert graph.status_quo is not None
    assert graph.states.on(graph.status_quo) == ("A.arm",)


@pytest.mark.parametrize("barring", ["not A.hide", "not C.pay", "not B.strike"])
def test_what_is_allowed_is_barred_by_no_rule(barring: str) -> None:
    option = barring.removeprefix("not ")
    text = BASE.replace("rules: [not A.hide,", f"rules: [{barring},")
    dispute = detente.loads(f"{text}  l1: {{edits: [{{allow: {option}}}]}}").dispute
    assert rules(applied(dispute, ["l1"]).dispute) == ["not (A.arm and A.trade = full)"]


@pytest.mark.parametrize(
    ("option", "rule"),
    [
        ("A.trade", "A.trade = none"),
        ("A.trade", "not A.trade != none"),
        ("A.trade = full", "A.trade != full"),
        ("A.trade = full", "not A.trade = full"),
    ],
)
def test_levels_are_allowed_however_they_are_barred(option: str, rule: str) -> None:
    text = BASE.replace("rules: [not A.hide,", f"rules: ['{rule}',")
    text = text.replace("status_quo: [A.arm, A.trade = some]", "status_quo: []")
    dispute = detente.loads(f"{text}  l1: {{edits: [{{allow: '{option}'}}]}}").dispute
    assert rules(applied(dispute, ["l1"]).dispute) == ["not (A.arm and A.trade = full)"]


def test_what_is_forbidden_is_never_on() -> None:
    changed = levered("{forbid: B.strike}, {forbid: A.trade = full}")
    graph = detente.Case.of(changed).graph
    states = [graph.states.on(place) for place in range(len(graph))]
    assert not any({"B.strike", "A.trade = full"} & set(on) for on in states)


def test_a_commitment_is_not_taken_back() -> None:
    options = {o.name: o.direction for o in levered("{irreversible: A.arm}").parties[0].options}
    assert options == {"arm": "on only", "hide": "both", "trade": "both"}


def test_a_commitment_to_what_can_only_be_given_up_is_kept_as_it_is() -> None:
    changed = levered("{irreversible: B.leave}")
    graph = detente.Case.of(replace(changed, status_quo=None)).graph
    leaves = graph.states.where(changed.forbidden_moves[-1].source)
    for place in range(len(graph)):
        reached = graph.moves[1].from_state(place)
        assert (leaves[reached] == leaves[place]).all()


def test_rules_and_channels_come_and_go() -> None:
    changed = levered("{rule: A.arm or C.pay}, {unrule: not A.hide}, {channel: [C, A]}")
    assert rules(changed) == ["not (A.arm and A.trade = full)", "A.arm or C.pay"]
    assert [channel.between for channel in changed.channels] == [("A", "B"), ("C", "A")]


def test_levers_apply_in_the_order_of_the_file() -> None:
    first, second = "{move: not A.hide, party: A, at: 1}", "{move: not B.strike, party: A, at: 1}"
    text = f"{BASE}  a: {{edits: [{first}]}}\n  b: {{edits: [{second}]}}\n"
    dispute = detente.loads(text).dispute
    for names in (["a", "b"], ["b", "a"], ["b", "a", "b"]):
        assert ends(applied(dispute, names).dispute) == ["not B.strike", "not A.hide", "A.arm"]


@pytest.mark.parametrize(
    ("levers", "expected"),
    [
        (["{prefer: A.arm, party: A}"], "`l1`: A has `A.arm` already"),
        (
            ["{unprefer: A.arm, party: A}", "{move: A.arm, party: A, at: 1}"],
            "`l2`: A has no statement `A.arm`",
        ),
        (["{replace: A.arm, by: not B.strike, party: A}"], "`l1`: A has `not B.strike` already"),
        (
            ["{move: A.arm, party: A, at: 2}", "{move: A.arm, party: A, at: 3}"],
            "`l2`: A's `A.arm` is changed by `l1` too",
        ),
        (["{set: {A.arm: on}}"], "`l1`: `A.arm` is on at the start already"),
        (["{set: {C.pay: off}}"], "`l1`: `C.pay` is off at the start already"),
        (
            ["{set: {C.pay: on}}", "{set: {C.pay: off}}"],
            "`l2`: `C.pay` at the start is changed by `l1` too",
        ),
        (["{allow: C.pay}"], "`l1`: no rule bars `C.pay`"),
        (
            ["{rule: not C.pay}", "{allow: C.pay}"],
            "`l2`: `C.pay` is changed by `l1` too",
        ),
        (["{forbid: A.hide}"], "`l1`: `A.hide` is impossible already"),
        (["{allow: A.hide}", "{forbid: A.hide}"], "`l2`: `A.hide` is changed by `l1` too"),
        (["{irreversible: B.leave}"], "`l1`: `B.leave` can only be taken back"),
        (
            ["{irreversible: C.pay}", "{irreversible: C.pay}"],
            "`l2`: `C.pay` cannot be taken back as it is",
        ),
        (["{rule: not A.hide}"], "`l1`: `not A.hide` is a rule already"),
        (["{channel: [B, A]}"], "`l1`: A and B can speak already"),
    ],
)
def test_collisions_are_told_of(levers: list[str], expected: str) -> None:
    assert collisions(*levers) == [expected]


def test_payments_do_not_collide() -> None:
    pay = "{weigh: A.arm, party: C, amount: 1}"
    assert collisions(pay, pay) == []


def test_a_lever_that_there_is_not() -> None:
    dispute = detente.loads(f"{BASE}  shield: {{edits: [{{forbid: C.pay}}]}}").dispute
    with pytest.raises(UnknownLever, match="no lever `shied`; did you mean `shield`"):
        applied(dispute, ["shied"])


def test_a_dispute_with_levers_in_force_is_written_and_read_again() -> None:
    changed = levered(
        "{prefer: C.pay, party: A, at: 1}", "{set: {C.pay: on}}", "{irreversible: C.pay}"
    )
    text = detente.Case.of(replace(changed, origin=None)).to_yaml()
    assert detente.loads(text).dispute == changed
