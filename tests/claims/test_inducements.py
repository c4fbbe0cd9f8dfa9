"""How large an inducement must be: against brute force over every amount at which orders change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import detente
from detente.claims import courses
from detente.claims.courses import Breaks, Steps, course
from detente.claims.inducements import Inducement, inducement
from detente.disputes.model import Prioritised, Statement
from detente.levers import payments
from detente.statements.parsing import parse
from levered import case_of
from oracle import brute, levering, strategies
from oracle.spec import Formula, Spec, formula_text, name_text

Verdict = bool | None
MOST = Fraction(7)
AMOUNTS = ("2", "0.5", "3")


# Brute force ------------------------------------------------------------------------------------


def paying(spec: Spec, lever: dict[str, Any], amount: Fraction, only: str | None = None) -> Spec:
    """The spec with the lever in force, paying an amount; to one party alone, if one is named."""
    for edit in lever["edits"]:
        follows = "weigh" in edit and edit.get("amount") is None
        if follows and only not in {None, edit["party"]}:
            continue
        if "weigh" in edit:
            added = amount if follows else Fraction(edit["amount"])
            parties = [_paid(p, edit["weigh"], added, edit["party"]) for p in spec["parties"]]
            spec = {**spec, "parties": parties}
        else:
            spec = levering.edited(spec, edit, lever)
    return spec


def _paid(party: dict[str, Any], formula: Formula, added: Fraction, whose: str) -> dict[str, Any]:
    if party["name"] != whose:
        return party
    return {**party, "weights": [*party.get("weights", []), (formula, str(added))]}


def worth(spec: Spec, party: str, number: int) -> Fraction:
    """What a state is worth to a party with weights."""
    facts = brute.facts_of(spec, brute.states(spec)[number][0])
    own = next(p for p in spec["parties"] if p["name"] == party).get("weights", [])
    return sum((Fraction(w) for f, w in own if brute.holds(f, facts)), Fraction(0))


def break_points(spec: Spec, lever: dict[str, Any], parties: Sequence[str]) -> list[Fraction]:
    """Every amount above 0 at which two states change sides for one of these parties."""
    found = set()
    for party in parties:
        nothing, unit = (paying(spec, lever, Fraction(x)) for x in (0, 1))
        lines = [
            (worth(nothing, party, n), worth(unit, party, n) - worth(nothing, party, n))
            for n in brute.states(nothing)
        ]
        for (one, rise), (other, climb) in combinations(set(lines), 2):
            if rise != climb:
                found.add((other - one) / (rise - climb))
    return sorted(x for x in found if x > 0)


def turnings(
    verdict: Callable[[Fraction], Verdict], points: Sequence[Fraction], most: Fraction
) -> list[tuple[Any, ...]]:
    """Every turning up to an amount: where, whether only above it, from what and to what."""
    within = [Fraction(0), *(x for x in points if x <= most)]
    pieces: list[tuple[Fraction, Fraction, bool]] = []
    for here, after in pairwise([*within, most + 1]):
        pieces.append((here, here, False))
        if here < most:
            pieces.append(((here + min(after, most)) / 2, here, True))
    verdicts = [(verdict(at), point, above) for at, point, above in pieces]
    return [
        (point, above, before, after)
        for (before, _, _), (after, point, above) in pairwise(verdicts)
        if before != after
    ]


# Drawn inducements ------------------------------------------------------------------------------


@st.composite
def induced(draw: strategies.Draw) -> tuple[Spec, Formula]:
    """A dispute of parties with weights, a lever that pays some of them, and an outcome."""
    spec = dict(
        draw(
            strategies.option_disputes(
                parties=(2, 3), options=(2, 4), preferences="weights", statements=3
            )
        )
    )
    if brute.status_quo(spec) is None:
        setting = draw(st.sampled_from(brute.feasible(spec)))
        spec["status_quo"] = strategies._listed_on(spec, setting, False)
    known = strategies.formulas(strategies.atoms(spec))
    outcome = draw(st.sampled_from(_pairs_of_parties(spec)) | known)
    spec["parties"] = [_weighing(draw, party, outcome) for party in spec["parties"]]
    names = [party["name"] for party in spec["parties"]]
    edits: list[dict[str, Any]] = []
    for party in draw(st.lists(st.sampled_from(names), min_size=1, max_size=3)):
        edits.append({"weigh": draw(st.just(outcome) | known), "party": party})
    if draw(st.booleans()):
        amount = draw(st.sampled_from(["1", "-0.5"]))
        edits.append(
            {"weigh": draw(known), "party": draw(st.sampled_from(names)), "amount": amount}
        )
    lever = {"name": "pay", "amount": draw(st.sampled_from(AMOUNTS)), "edits": edits}
    own = next(p for p in spec["parties"] if p.get("options"))
    option = next((o for o in own["options"] if not o.get("levels")), None)
    if option is not None and draw(st.booleans()):
        edits.append({"irreversible": (own["name"], option["name"])})
    return {**spec, "levers": [lever]}, outcome


def _pairs_of_parties(spec: Spec) -> list[Formula]:
    """That two of the parties, or one, do something each."""
    atoms = [atom for atom in strategies.atoms(spec) if atom[0] == "on" or atom[3] != "low"]
    return [("and", one, other) if one != other else one for one in atoms for other in atoms]


def _weighing(draw: strategies.Draw, party: dict[str, Any], outcome: Formula) -> dict[str, Any]:
    """A party to which the outcome is worth something, and what it does itself costs it."""
    own = strategies.atoms({"parties": [party]})
    costs = [(atom, draw(st.sampled_from(["-1", "-3", "1", "-2.5"]))) for atom in own]
    listed = [(f, w) for f, w in party.get("weights", []) if f != outcome and f not in own]
    return {**party, "weights": [*listed, *costs, *_worth(draw, own, outcome)]}


def _worth(
    draw: strategies.Draw, own: list[Formula], outcome: Formula
) -> list[tuple[Formula, str]]:
    return [] if outcome in own else [(outcome, draw(st.sampled_from("012")))]


def questions(spec: Spec, outcome: Formula) -> list[tuple[str, Callable[[Spec], Verdict]]]:
    """Tests as they are written, and as brute force answers them."""
    party, text = spec["parties"][0]["name"], formula_text(outcome)
    name = name_text(party)
    return [
        (f"settle({text})", lambda s: levering.reached(s, outcome)),
        (f"holds({text})", lambda s: levering.holds(s, outcome)),
        (f"needed({name}, {text})", lambda s: levering.needed(s, party, outcome)),
        (f"spoils({name}, {text})", lambda s: levering.spoils(s, party, outcome)),
        (f"stable({text})", lambda s: levering.stable(s, outcome)),
    ]


def _asked(case: detente.Case, test: str, most: Fraction = MOST) -> Inducement:
    return inducement(case.graph, "pay", test, case._beside, most=Decimal(str(float(most))))


def _told(found: courses.Course) -> list[tuple[Any, ...]]:
    assert all(turning.exact for turning in found.turnings)
    return [(t.low, t.above, t.before, t.after) for t in found.turnings]


@settings(max_examples=25)
@given(drawn=induced(), data=st.data())
def test_every_turning_is_found(drawn: tuple[Spec, Formula], data: st.DataObject) -> None:
    spec, outcome = drawn
    (lever,) = spec["levers"]
    test, expected = data.draw(st.sampled_from(questions(spec, outcome)))
    found = _asked(case_of(spec), test)
    parties = list(dict.fromkeys(e["party"] for e in lever["edits"] if _follows(e)))
    points = break_points(spec, lever, parties)

    def verdict(amount: Fraction, only: str | None = None) -> Verdict:
        return expected(paying(spec, lever, amount, only))

    assert found.course.complete
    assert found.breaks == sum(x <= MOST for x in points)
    assert found.last_break == max(points, default=None)
    assert found.course.at_zero is verdict(Fraction(0))
    assert found.stated is verdict(Fraction(lever["amount"]))
    assert _told(found.course) == turnings(verdict, points, MOST)
    assert [one.party for one in found.paid] == parties
    for one in found.paid:
        own = break_points(spec, lever, [one.party])
        alone = turnings(lambda x, p=one.party: verdict(x, p), own, MOST)  # type: ignore[misc]
        assert _told(one.alone) == alone


def _follows(edit: dict[str, Any]) -> bool:
    return "weigh" in edit and edit.get("amount") is None


@settings(max_examples=25)
@given(drawn=induced())
def test_what_tips_each_party(drawn: tuple[Spec, Formula]) -> None:
    spec, outcome = drawn
    (lever,) = spec["levers"]
    found = _asked(case_of(spec), f"settle({formula_text(outcome)})")
    start = brute.status_quo(spec)
    assert start is not None
    for one in found.paid:
        (tipped,) = one.tipped
        points = [Fraction(0), *break_points(spec, lever, [one.party])]
        ends = [*points[1:], points[-1] + 2]
        pieces = [p for x, y in zip(points, ends, strict=True) for p in ((x, False), (x, True, y))]
        for kind, better in (("not_minding", False), ("preferring", True)):
            expected = None
            for at, above, *end in pieces:
                amount = (at + end[0]) / 2 if above else at
                paid = paying(spec, lever, amount)
                now = worth(paid, one.party, start)
                best = [worth(paid, one.party, n) for n in levering.true_states(paid, outcome)]
                if best and (max(best) > now if better else max(best) >= now):
                    expected = payments.Tip(at, above)
                    break
            assert getattr(tipped, kind) == expected


@settings(max_examples=15)
@given(drawn=induced())
def test_a_test_that_names_the_lever(drawn: tuple[Spec, Formula]) -> None:
    spec, outcome = drawn
    (lever,) = spec["levers"]
    found = _asked(case_of(spec), f"backs(pay, {formula_text(outcome)})")
    parties = [one.party for one in found.paid]

    def verdict(amount: Fraction) -> Verdict:
        with_it, without = (
            levering.winning(s, outcome) for s in (paying(spec, lever, amount), spec)
        )
        return None if with_it is None or without is None else with_it > without

    assert _told(found.course) == turnings(verdict, break_points(spec, lever, parties), MOST)


@settings(max_examples=6)
@given(drawn=induced())
def test_halving_brackets_true_turnings(drawn: tuple[Spec, Formula]) -> None:
    """Another lever in the test leaves amounts unknown: then turnings are bracketed."""
    spec, outcome = drawn
    (lever,) = spec["levers"]
    party = lever["edits"][0]["party"]
    idle = {"name": "idle", "edits": [{"channel": [p["name"] for p in spec["parties"][:2]]}]}
    more = {**spec, "levers": [lever, idle]}
    asked = f"settle({formula_text(outcome)}, with=[idle])"
    found = _asked(case_of(more), asked)
    assert found.breaks is None
    assert not found.course.complete
    exact = _asked(case_of(spec), f"settle({formula_text(outcome)})")
    assert found.course.at_zero is exact.course.at_zero
    assert found.course.at_end is exact.course.at_end
    for turning in found.course.turnings:
        assert 0 < turning.high - turning.low <= Fraction("0.001")
        assert any(
            turning.low <= true.low <= turning.high and true.after is turning.after
            for true in exact.course.turnings
        ), party


@settings(max_examples=15)
@given(drawn=induced())
def test_where_there_are_many_amounts(drawn: tuple[Spec, Formula]) -> None:
    """Looked at in few places, turnings are exact still, but some may be missed."""
    spec, outcome = drawn
    case, test = case_of(spec), f"settle({formula_text(outcome)})"
    every = _asked(case, test).course
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(courses, "_LOOKS", 3)
        some = _asked(case, test).course
    assert set(_told(some)) <= set(_told(every)) or len(some.turnings) < len(every.turnings)
    assert some.at_end is every.at_end
    assert {t.low for t in some.turnings} <= {t.low for t in every.turnings}
    if len(every.turnings) == 1:
        assert some.turnings == every.turnings


# Lines and courses ------------------------------------------------------------------------------


def _steps_of(edges: Sequence[Fraction]) -> Callable[[Fraction], Verdict]:
    return lambda x: sum(edge <= x for edge in edges) % 2 == 0


@given(st.lists(st.fractions(0, 10, max_denominator=7), unique=True, max_size=8))
def test_a_line_of_breaks(edges: list[Fraction]) -> None:
    points = (Fraction(0), *sorted(x for x in edges if x > 0))
    line = Breaks(points, Fraction(10))
    numbers = [line.number(k) for k in range(len(line))]
    assert numbers == sorted(set(numbers))
    assert numbers[0] == 0
    assert numbers[-1] <= 10
    found = course(line, _steps_of(sorted(x for x in edges if x > 0)))
    assert found.complete
    assert [t.low for t in found.turnings] == list(points[1:])
    assert not any(t.above for t in found.turnings)


def test_steps_end_at_the_most() -> None:
    line = Steps(Fraction("0.4"), Fraction(1))
    assert [line.number(k) for k in range(len(line))] == [0, Fraction("0.4"), Fraction("0.8"), 1]
    assert list(line.looks()) == sorted(set(line.looks()))
    found = course(line, lambda x: x > Fraction(1, 2))
    assert [(t.low, t.high) for t in found.turnings] == [(Fraction("0.4"), Fraction("0.8"))]


# A dispute that can be worked out by hand ---------------------------------------------------------

TOLL = """
dispute: A bridge
parties:
  Town: {options: {build: Build a bridge}, weights: {crossing: 5, Town.build: -2}}
  Farm:
    options: {road: Open the road, sell: Sell the land}
    weights: {Farm.road: -3, Farm.sell: -10}
terms: {crossing: Town.build and Farm.road}
rules: [not (Farm.road and Farm.sell)]
status_quo: []
settlements: {crossing: crossing}
levers:
  toll: {by: Town, kind: inducement, amount: 4, edits:
    [{weigh: crossing, party: Farm}, {weigh: crossing, party: Town, amount: -1}]}
  gift: {amount: 1, edits: [{weigh: crossing, party: Farm}, {weigh: crossing, party: Town}]}
  boom: {amount: 1, edits:
    [{weigh: crossing, party: Farm}, {weigh: Farm.sell, party: Farm},
     {weigh: Farm.sell, party: Farm}]}
  road: {edits: [{set: {Farm.road: 'on'}}]}
  blocked: {amount: 1, edits: [{weigh: crossing, party: Farm}, {rule: Farm.road}]}
claims:
  crossed: {says: There is a crossing, test: settle(crossing)}
  told: {says: Somebody said so, kind: report}
"""


def _toll(lever: str, asked: str, **more: Any) -> Inducement:
    case = detente.loads(TOLL, "bridge.yaml")
    return inducement(case.graph, lever, asked, case._beside, **more)


def test_a_toll() -> None:
    found = _toll("toll", "crossed")
    assert _told(found.course) == [(3, True, False, True)]
    assert found.stated is True
    first = found.course.first_true
    assert first is not None
    assert first.low == 3
    assert first.above
    (farm,) = found.paid
    assert farm.party == "Farm"
    (tipped,) = farm.tipped
    assert tipped == type(tipped)(
        "crossing", payments.Tip(Fraction(3)), payments.Tip(Fraction(3), True)
    )


def test_more_can_be_too_much() -> None:
    found = _toll("boom", "crossed").course
    assert _told(found) == [(3, True, False, True), (7, True, True, False)]
    assert found.complete
    assert found.at_end is False


def test_who_is_paid_alone() -> None:
    farm, town = _toll("gift", "crossed").paid
    assert _told(farm.alone) == [(3, True, False, True)]
    assert _told(town.alone) == []


def test_a_smaller_most_sees_less() -> None:
    found = _toll("toll", "crossed", most=Decimal(3))
    assert found.course.turnings == ()
    assert found.last_break == 3


FAULTY = {
    ("rode", "crossed"): "there is no lever `rode`; did you mean `road`?",
    ("road", "crossed"): "`road` has no size",
    ("toll", "crosed"): "did you mean `crossed`?",
    ("toll", "told"): "the claim `told` has no test",
    ("toll", "settle(crosing)"): "did you mean `crossing`?",
    ("blocked", "crossed"): "with it in force the status quo breaks the rule `Farm.road`",
}


@pytest.mark.parametrize(("lever", "asked"), FAULTY)
def test_what_cannot_be_asked(lever: str, asked: str) -> None:
    with pytest.raises(detente.DisputeError) as raised:
        _toll(lever, asked)
    assert FAULTY[lever, asked] in str(raised.value)


def test_a_party_that_does_not_weigh() -> None:
    dispute = detente.loads(TOLL).dispute
    town, farm = dispute.parties
    stated = replace(farm, preferences=Prioritised((Statement(parse("not Farm.road")),)))
    changed = replace(dispute, parties=(town, stated), origin=None)
    graph = detente.Case.of(replace(changed, levers=())).graph
    graph = replace(graph, dispute=changed)
    with pytest.raises(detente.DisputeError, match=r"does not say how much.*write `weights`"):
        inducement(graph, "toll", "crossed", detente.loads(TOLL)._beside)
