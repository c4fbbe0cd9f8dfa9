"""Which sets of levers make a test true agrees with putting the test to every set in turn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.claims.asked_test import asked_test
from detente.claims.lever_sets import LeverSets, lever_sets
from levered import case_of
from oracle import levering, strategies
from oracle.levering import Names, Verdict
from oracle.spec import Formula, Spec, formula_text, name_text

SMALL: dict[str, Any] = {"parties": (2, 3), "options": (2, 4), "statements": 3}
KINDS: dict[str, Any] = {
    "statements": strategies.option_disputes(preferences="prefers", **SMALL),
    "weights": strategies.option_disputes(preferences="weights", **SMALL),
    "everything": strategies.option_disputes(same=True, forbidden=True, levels=True, **SMALL),
    "hand-drawn": strategies.graphs(parties=(2, 3), states=(2, 6)),
}
some = settings(max_examples=max(settings().max_examples // 3, 1))


@pytest.fixture(params=list(KINDS))
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@dataclass(frozen=True)
class Goal:
    """A test as the file writes it, and by definition."""

    text: str
    test: Callable[[Spec], Verdict]


def _goal(draw: Any, spec: Spec) -> Goal:
    formula: Formula = draw(strategies.formulas(strategies.atoms(spec)))
    party = draw(st.sampled_from(spec["parties"]))["name"]
    said, of = formula_text(formula), name_text(party)
    goal: Goal = draw(
        st.sampled_from(
            [
                Goal(f"reached({said})", lambda world: levering.reached(world, formula)),
                Goal(f"needed({of}, {said})", lambda world: levering.needed(world, party, formula)),
                Goal(f"spoils({of}, {said})", lambda world: levering.spoils(world, party, formula)),
                Goal(f"stable({said})", lambda world: levering.stable(world, formula)),
                Goal(f"stable({said}, nash)", lambda w: levering.stable(w, formula, "nash")),
                Goal(f"holds({said})", lambda world: levering.holds(world, formula)),
                Goal(
                    f"reached({said}) and not needed({of}, {said})",
                    lambda world: _both(world, party, formula),
                ),
            ]
        )
    )
    return goal


def _both(world: Spec, party: str, formula: Formula) -> Verdict:
    one, other = levering.reached(world, formula), levering.needed(world, party, formula)
    if one is False or other is True:
        return False
    return None if None in (one, other) else True


def _asked(spec: Spec, goal: Goal, **more: Any) -> LeverSets:
    graph = case_of(spec).graph
    return lever_sets(graph, asked_test(graph, goal.text), **more)


def _agrees(found: LeverSets, spec: Spec, known: dict[Names, Verdict]) -> None:
    """All that is said of the sets, once what the test says under each is known."""
    assert found.complete
    assert found.count == len(known)
    assert found.names == tuple(levering.lever_names(spec))
    every = found.names
    assert found.base is known[frozenset()]
    assert set(found.true) == levering.true_under(known)
    assert set(found.minimal) == levering.minimal_sets(known)
    assert [len(c) for c in found.minimal] == sorted(len(c) for c in found.minimal)
    cheap = levering.cheapest(spec, known)
    assert set(found.cheapest) == (cheap[1] & set(found.minimal) if cheap else set())
    assert found.is_cheapest
    for chosen in found.minimal:
        assert found.cost(chosen) == levering.cost(spec, chosen)
    always = {n for n in every if all(n in c for c in found.minimal)}
    assert set(found.in_all) == (always if found.minimal else set())
    assert set(found.in_none) == {n for n in every if not any(n in c for c in found.minimal)}


@some
@given(data=st.data())
def test_sets_of_levers(kind: str, data: st.DataObject) -> None:
    spec = data.draw(levering.levered(KINDS[kind], levers=(1, 4)))
    goal = _goal(data.draw, spec)
    found = _asked(spec, goal)
    known = levering.survey(spec, goal.test)
    assert {chosen: found.verdicts[chosen] for chosen in known} == known
    assert not found.impossible
    _agrees(found, spec, known)
    idle = levering.never_matter(known, found.names)
    assert set(found.never_matter) == idle
    pairs = {frozenset(pair) for pair in found.substitutes}
    assert pairs == levering.substitutes(known, found.names)


@some
@given(data=st.data())
def test_what_breaks_a_goal(data: st.DataObject) -> None:
    """Levers which, added alone to a set that reaches the goal, make it false again."""
    spec = data.draw(levering.levered(KINDS["everything"], levers=(2, 4)))
    goal = _goal(data.draw, spec)
    found, known = _asked(spec, goal), levering.survey(spec, goal.test)
    true = levering.true_under(known)
    added = [(c, n) for c in true for n in found.names if n not in c]
    assert found.additions == len(added)
    for name in found.names:
        broken = [c for c, n in added if n == name and c | {n} not in true]
        assert found.broken.get(name, 0) == len(broken)
    for chosen in true:
        said = set(found.breakers(chosen))
        assert said == {n for c, n in added if c == chosen and c | {n} not in true}


@some
@given(data=st.data())
def test_some_of_the_levers_and_small_sets_only(data: st.DataObject) -> None:
    spec = data.draw(levering.levered(KINDS["statements"], levers=(2, 4)))
    goal = _goal(data.draw, spec)
    among = data.draw(st.lists(st.sampled_from(levering.lever_names(spec)), unique=True))
    most = data.draw(st.integers(0, 4))
    found = _asked(spec, goal, levers=among, most=most)
    known = levering.survey(spec, goal.test, among)
    looked_at = {c: v for c, v in known.items() if len(c) <= most}
    assert dict(found.verdicts) == looked_at
    assert found.covered == min(most, len(among))
    assert found.complete == (most >= len(among))
    assert set(found.minimal) == levering.minimal_sets(looked_at)


@some
@given(data=st.data())
def test_sets_under_which_there_is_no_such_dispute(data: st.DataObject) -> None:
    spec = data.draw(levering.levered(KINDS["everything"], levers=(1, 4), standing=False))
    goal = _goal(data.draw, spec)
    found, known = _asked(spec, goal), levering.survey(spec, goal.test)
    cannot = {c for c in known if not levering.stands(levering.apply(spec, c))}
    assert set(found.impossible) == cannot
    assert {c: found.verdicts[c] for c in known if c not in cannot} == {
        c: v for c, v in known.items() if c not in cannot
    }
    _agrees(found, spec, known)
