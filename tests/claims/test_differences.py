"""What two disputes answer differently: against what each answers by the definitions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import detente
from detente.claims.differences import (
    AnswerDifferences,
    EquilibriaDifference,
    Matched,
    Pair,
    Side,
    answer_differences,
)
from detente.graphs.counterparts import counterparts
from detente.graphs.graph import Graph
from levered import case_of
from oracle import brute, levering, settling, strategies
from oracle.spec import Formula, Spec, formula_text, yaml_text

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")


def _compared(one: detente.Case, other: detente.Case, *levers: str) -> AnswerDifferences:
    sides = Side(one.graph, one._beside), Side(other.graph, other._beside, levers)
    return answer_differences(*sides, CONCEPTS)


def _facts(spec: Spec, number: int) -> Any:
    """What tells a state: what is so in it, or its number in a hand-drawn graph."""
    if "graph" in spec:
        return number
    return frozenset(brute.facts_of(spec, brute.states(spec)[number][0]).items())


def _equilibria(spec: Spec, concept: str) -> set[int]:
    stable = brute.stable(spec)[concept]
    assert stable is not None
    return set.intersection(*stable.values())


def _counted(spec: Spec, concept: str, coming: bool) -> dict[Any, int]:
    found = _equilibria(spec, concept)
    if coming:
        reached = brute.come_about(spec, concept)
        assert reached is not None
        found = set(reached)
    return {_facts(spec, number): number for number in found}


def _found(graph: Graph, those: tuple[Matched, ...]) -> set[int]:
    return {graph.states.number(one.state) for one in those}


@settings(max_examples=30)
@given(data=st.data())
def test_equilibria_that_come_and_go(data: st.DataObject) -> None:
    """A dispute without merged states, and the same with some of its levers in force."""
    small: dict[str, Any] = {"parties": (2, 3), "options": (2, 5), "statements": 3}
    kinds = strategies.option_disputes(levels=True, **small) | strategies.graphs(states=(2, 6))
    spec = data.draw(levering.levered(specs=kinds))
    chosen = data.draw(st.sets(st.sampled_from(levering.lever_names(spec))))
    changed = levering.apply(spec, chosen)
    case = case_of(spec)
    found = _compared(case, case, *sorted(chosen))
    starts = [brute.status_quo(one) for one in (spec, changed)]
    assert found.by_coming == (None not in starts)
    for one in found.equilibria:
        counts = tuple(len(_equilibria(s, one.concept)) for s in (spec, changed))
        assert (one.counts.before, one.counts.after) == counts
        was, now = (_counted(s, one.concept, found.by_coming) for s in (spec, changed))
        assert _found(found.before, one.went) == {n for facts, n in was.items() if facts not in now}
        assert _found(found.after, one.came) == {n for facts, n in now.items() if facts not in was}
        _check_reasons(one, spec, changed, found)


def _check_reasons(
    one: EquilibriaDifference, spec: Spec, changed: Spec, found: AnswerDifferences
) -> None:
    sides = (one.went, found.before, spec, changed), (one.came, found.after, changed, spec)
    for those, graph, own, other in sides:
        there = {_facts(other, number): number for number in brute.states(other)}
        for matched in those:
            number = there.get(_facts(own, graph.states.number(matched.state)))
            if number is None:
                assert matched.lacking == "no such state"
            elif number in _equilibria(other, one.concept):
                assert matched.lacking == "out of reach"
            else:
                assert matched.lacking == "not an equilibrium"


@settings(max_examples=25)
@given(data=st.data())
def test_settlements_and_claims(data: st.DataObject) -> None:
    spec = data.draw(levering.levered())
    formula: Formula = data.draw(strategies.formulas(strategies.atoms(spec)))
    chosen = data.draw(st.sets(st.sampled_from(levering.lever_names(spec))))
    changed = levering.apply(spec, chosen)
    text = yaml_text(formula_text(formula))
    more = (
        f"settlements:\n  calm: {text}\nclaims:\n  it: {{says: It settles, test: reached(calm)}}\n"
    )
    case = case_of(spec, more)
    found = _compared(case, case, *sorted(chosen))
    claim = found.claims["it"]
    assert claim.before is not None
    assert claim.after is not None
    assert claim.before.verdict is levering.reached(spec, formula)
    assert claim.after.verdict is levering.reached(changed, formula)
    if brute.status_quo(spec) is None or brute.status_quo(changed) is None:
        return
    pair = found.settlements["calm"]
    for standing, own in ((pair.before, spec), (pair.after, changed)):
        assert standing is not None
        game, start = settling.game(own), brute.status_quo(own)
        assert start is not None
        true = levering.true_states(own, formula)
        assert standing.status == settling.status(game, true, start)
        minimal = {frozenset(c) for c in settling.minimal_winning(game, true, start)}
        assert set(map(frozenset, standing.minimal_coalitions)) == minimal
        assert set(standing.spoilers) == settling.spoilers(game, true, start)
        is_open = standing.status == "open"
        roles = settling.roles(game, true, start) if is_open else {}
        assert standing.roles == roles
        tolerated = settling.must_tolerate(game, true, start) if is_open else set()
        assert set(standing.must_tolerate) == tolerated


@pytest.mark.parametrize("name", ["korea-2017", "elmira-graph", "cuba-1962", "elmira"])
def test_a_dispute_and_itself(name: str) -> None:
    case = detente.load(name)
    found = _compared(case, case)
    assert not any(one.came or one.went for one in found.equilibria)
    kinds: list[Mapping[str, Pair[Any]]] = [found.settlements, found.threats, found.claims]
    assert not any(pair.differs for kind in kinds for pair in kind.values())


# States found again -----------------------------------------------------------------------------

ONE = """
dispute: One
parties:
  A: {options: {go: Go, how: {title: How, levels: [slow, fast]}}, prefers: [A.go]}
  B: {options: {stay: Stay}}
"""
OTHER = """
dispute: Other
parties:
  B: {options: {stay: Stay, sit: Sit}}
  A: {options: {how: {title: How, levels: [slow, fast, faster]}, go: Go}, prefers: [not A.go]}
rules: [not (A.go and B.stay)]
"""


def test_states_are_found_by_what_is_on() -> None:
    one, other = (detente.loads(text).graph for text in (ONE, OTHER))
    found = counterparts(one, other)
    for state in range(len(one)):
        on = set(one.states.on(state))
        if on >= {"A.go", "B.stay"}:
            assert found[state] == -1
        else:
            assert set(other.states.on(int(found[state]))) == on
    back = counterparts(other, one)
    for state in range(len(other)):
        on = set(other.states.on(state))
        if on & {"B.sit", "A.how = faster"}:
            assert back[state] == -1
        else:
            assert set(one.states.on(int(back[state]))) == on


def test_a_state_that_is_made_the_same_as_others() -> None:
    merged = detente.loads(ONE + "same: [A.go]\n").graph
    apart = detente.loads(ONE).graph
    found = counterparts(apart, merged)
    going = [state for state in range(len(apart)) if "A.go" in apart.states.on(state)]
    assert len({int(found[state]) for state in going}) == 1
    back = counterparts(merged, apart)
    assert (found[back] == range(len(merged))).all()


def test_drawn_and_stated_by_options() -> None:
    drawn, stated = (detente.load(name).graph for name in ("elmira-graph", "elmira"))
    assert (counterparts(drawn, stated) == -1).all()
    assert (counterparts(stated, drawn) == -1).all()


def _nash(one: str, other: str) -> tuple[AnswerDifferences, EquilibriaDifference]:
    found = _compared(detente.loads(one), detente.loads(other))
    return found, next(e for e in found.equilibria if e.concept == "nash")


def test_what_can_come_about_no_more() -> None:
    found, nash = _nash(ONE, OTHER)
    assert found.by_coming
    assert (nash.coming.before, nash.coming.after) == (2, 1)
    assert [one.lacking for one in (*nash.went, *nash.came)] == ["not an equilibrium"] * 3


def test_all_are_compared_without_a_status_quo() -> None:
    rule = "A.go or B.stay"
    found, nash = _nash(f"{ONE}rules: [{rule}]\n", OTHER.replace("rules: [", f"rules: [{rule}, "))
    assert not found.by_coming
    assert (nash.counts.before, nash.counts.after) == (4, 12)
    assert {one.lacking for one in nash.went} == {"no such state"}
    assert {"B.stay" in found.before.states.on(one.state) for one in nash.went} == {True}
