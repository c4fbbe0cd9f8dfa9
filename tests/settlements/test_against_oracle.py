"""Everything said of a settlement agrees with the definition-level brute force."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.settlements import paths, search
from detente.settlements.paths import Path
from detente.settlements.settlement import Settlement, settle
from drawn import graph_of
from oracle import brute, settling, strategies
from oracle.spec import Formula, Spec, formula_text

SMALL: dict[str, Any] = {"parties": (2, 4), "options": (2, 5)}
KINDS: dict[str, Any] = {
    "free": strategies.option_disputes(directions=False, rules=False, **SMALL),
    "rules and directions": strategies.option_disputes(**SMALL),
    "everything": strategies.option_disputes(same=True, forbidden=True, levels=True, **SMALL),
    "same": strategies.option_disputes(same=True, **SMALL),
    "hand-drawn": strategies.graphs(states=(2, 7)),
}


@pytest.fixture(params=list(KINDS))
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@st.composite
def settlements(draw: Any, kind: str) -> tuple[Spec, Formula, settling.Game, frozenset[int], int]:
    """A dispute with a status quo and a settlement: the formula, and where it is true."""
    spec = draw(KINDS[kind])
    if spec["status_quo"] is None or brute.status_quo(spec) is None:
        spec = {**spec, "status_quo": _any_status_quo(draw, spec)}
    formula = draw(strategies.formulas(strategies.atoms(spec)))
    game = settling.game(spec)
    true = frozenset(n for n in game.states if _true(spec, formula, n))
    start = brute.status_quo(spec)
    assert start is not None
    return spec, formula, game, true, start


def _any_status_quo(draw: Any, spec: Spec) -> Any:
    if "graph" in spec:
        return draw(st.sampled_from(spec["graph"]["states"]))
    setting = draw(st.sampled_from(brute.feasible(spec)))
    return strategies._listed_on(spec, setting, False)


def _true(spec: Spec, formula: Formula, number: int) -> bool:
    if "graph" in spec:
        return brute.holds(formula, {"state": number})
    return brute.holds(formula, brute.facts_of(spec, brute.states(spec)[number][0]))


def _asked(spec: Spec, formula: Formula) -> Settlement:
    return settle(graph_of(spec), formula_text(formula))


def _coalitions(found: Any) -> set[frozenset[str]]:
    listed = [frozenset(coalition) for coalition in found]
    assert len(listed) == len(set(listed))
    return set(listed)


@given(data=st.data())
def test_where_it_holds(kind: str, data: st.DataObject) -> None:
    spec, formula, game, true, start = data.draw(settlements(kind))
    found = _asked(spec, formula)
    numbers = found.graph.states.numbers
    assert set(numbers[found.settled].tolist()) == true
    assert set(found.holds_on) == settling.holding(game, true)
    assert set(numbers[found.firmly_held].tolist()) == settling.holding_firmly(game, true)
    assert found.status == settling.status(game, true, start)
    for party, cost in found.exit_cost.items():
        assert cost == settling.exit_cost(game, true, party)


@given(data=st.data())
def test_who_could_settle(kind: str, data: st.DataObject) -> None:
    spec, formula, game, true, start = data.draw(settlements(kind))
    found = _asked(spec, formula)
    for name, coalitions in {
        "agreed": found.minimal_coalitions,
        "pressure": found.under_pressure,
        "pact": found.by_pact,
    }.items():
        expected = settling.minimal_winning(game, true, start, name)
        assert _coalitions(coalitions) == expected, name
    held = settling.holding(game, true)
    law = {c for c in settling.subsets(game.parties) if settling.possible(game, held, start, c)}
    assert _coalitions(found.possible) == settling.minimal(law)
    assert _coalitions(found.refusals) == (
        settling.refusals(game, true, start) if found.status == "unreachable" else set()
    )


@given(data=st.data())
def test_who_is_needed(kind: str, data: st.DataObject) -> None:
    spec, formula, game, true, start = data.draw(settlements(kind))
    found = _asked(spec, formula)
    assert found.roles == settling.roles(game, true, start)
    assert set(found.must_tolerate) == settling.must_tolerate(game, true, start)
    assert set(found.relied_on) == settling.relied_on(game, true, start)
    assert set(found.would_block) == settling.would_block(game, true, start)
    assert set(found.spoilers) == settling.spoilers(game, true, start)
    weights = settling.weights(game, true, start)
    assert found.shapley_shubik == weights.shapley
    assert found.banzhaf == weights.banzhaf
    if found.status == "open":
        assert sum(found.shapley_shubik.values()) == 1
        assert sum(found.banzhaf.values()) == 1


@given(data=st.data())
def test_paths(kind: str, data: st.DataObject) -> None:
    spec, formula, game, true, start = data.draw(settlements(kind))
    found = _asked(spec, formula)
    for name, listed, coalitions in (
        ("agreed", found.paths, found.minimal_coalitions),
        ("pressure", found.paths_under_pressure, found.under_pressure),
    ):
        assert {_members(found, path) for path in listed} <= _coalitions(coalitions)
        for path in listed:
            _is_right(found, path, game, true, start, name)
    assert len(found.paths) == len(found.minimal_coalitions)
    anyone = data.draw(st.sets(st.sampled_from(game.parties)))
    for name in ("agreed", "pressure"):
        by_anyone = found.path_by(anyone, name)
        held = settling.holding(game, true)
        assert (by_anyone is not None) == settling.settles(game, held, start, anyone, name)
        assert found.reached_by(anyone, name) == (by_anyone is not None)
        if by_anyone is not None:
            _is_right(found, by_anyone, game, true, start, name)


def _members(found: Settlement, path: Path) -> frozenset[str]:
    return frozenset(found.names(path.coalition))


def _is_right(
    found: Settlement,
    path: Path,
    game: settling.Game,
    true: frozenset[int],
    start: int,
    kind: str,
) -> None:
    graph, coalition = found.graph, _members(found, path)
    number = graph.states.number
    steps = [
        (graph.parties[step.movers[0]], number(step.source), number(step.target))
        for step in path.steps
    ]
    said = settling.annotate(game, true, start, coalition, steps, kind)
    assert set(found.names(path.coerced)) == said.coerced
    assert set(found.names(path.drift)) == said.drift
    assert (path.firm.jointly, path.firm.farsighted) == (said.firm_jointly, said.firm_farsighted)
    objections = [
        (number(o.state), graph.parties[o.party], number(o.target)) for o in path.objections
    ]
    assert sorted(objections) == sorted(said.objections)
    score = (len(path.coerced), len(path.objections), len(path.steps))
    assert score == settling.least_score(game, true, start, coalition, kind)


@given(data=st.data())
def test_pacts_and_consent_can_be_replayed(kind: str, data: st.DataObject) -> None:
    spec, formula, game, true, start = data.draw(settlements(kind))
    found = _asked(spec, formula)
    number = found.graph.states.number
    held = settling.holding(game, true)
    for path in found.paths_by_pact:
        at, end = start, number(path.end)
        for step in path.steps:
            group = frozenset(found.names(step.movers))
            assert group <= _members(found, path)
            assert number(step.source) == at
            at = number(step.target)
            assert at in settling.joint_moves(game, group, number(step.source))
            for i in group:
                assert game.r[i][end] > game.r[i][number(step.source)]
                assert game.r[i][end] > game.r[i][start]
        assert at == end
        assert end in held
    assert len(found.paths_by_consent) == len(found.refusals)
    for freed, path in zip(found.refusals, found.paths_by_consent, strict=True):
        at, end = start, number(path.end)
        for step in path.steps:
            (mover,) = found.names(step.movers)
            assert number(step.source) == at
            at = number(step.target)
            assert at in game.R[mover][number(step.source)]
            if mover not in freed:
                assert game.r[mover][end] > game.r[mover][number(step.source)]
                assert game.r[mover][end] > game.r[mover][start]
        assert at == end
        assert end in held
        assert len(path.coerced) == _least_coerced(game, held, start, frozenset(freed))


def _least_coerced(
    game: settling.Game, held: frozenset[int], start: int, freed: frozenset[str]
) -> int:
    """How many of those freed must at least be worse off at the end than at the start."""
    r = game.r

    def leads(pressed: frozenset[str]) -> bool:
        def may_move(i: str, s: int, t: int) -> bool:
            if i in freed:
                return i in pressed or r[i][t] >= r[i][start]
            return r[i][t] > r[i][s] and r[i][t] > r[i][start]

        return settling._settles_if(game, held, start, game.parties, may_move)

    return min(len(pressed) for pressed in settling.subsets(freed) if leads(pressed))


@given(data=st.data())
def test_what_every_agreed_path_passes(kind: str, data: st.DataObject) -> None:
    spec, formula, game, true, start = data.draw(settlements(kind))
    passed = data.draw(strategies.formulas(strategies.atoms(spec)))
    found = _asked(spec, formula)
    through = frozenset(n for n in game.states if _true(spec, passed, n))
    from detente.graphs.asking import asked_formula

    asked = asked_formula(found.graph, formula_text(passed))
    assert found.passes(asked) == settling.before(game, true, through, start)


@given(data=st.data())
def test_relabelling_changes_nothing(kind: str, data: st.DataObject) -> None:
    spec, formula, _, _, _ = data.draw(settlements(kind))
    order = data.draw(st.permutations(range(len(spec["parties"]))))
    if spec.get("same"):
        return  # a merged state takes its lowest member's formulas, and another may become lowest
    other, number = strategies.permute_parties(spec, order)
    one, two = _asked(spec, formula), _asked(other, formula)
    assert one.status == two.status
    assert {number(n) for n in one.holds_on} == set(two.holds_on)
    for ask in ("minimal_coalitions", "under_pressure", "by_pact", "possible", "refusals"):
        assert _coalitions(getattr(one, ask)) == _coalitions(getattr(two, ask))
    for ask in ("must_tolerate", "relied_on", "would_block", "spoilers"):
        assert set(getattr(one, ask)) == set(getattr(two, ask))
    for ask in ("roles", "exit_cost", "shapley_shubik", "banzhaf"):
        assert getattr(one, ask) == getattr(two, ask)


@settings(max_examples=15)
@given(spec=strategies.option_disputes(parties=(3, 4), options=(7, 8)), data=st.data())
def test_eight_options(spec: Spec, data: st.DataObject) -> None:
    """More states, with and without groups of lanes being tried before single ones."""
    spec = {**spec, "status_quo": _any_status_quo(data.draw, spec)}
    formula = data.draw(strategies.formulas(strategies.atoms(spec)))
    game = settling.game(spec)
    true = frozenset(n for n in game.states if _true(spec, formula, n))
    start = brute.status_quo(spec)
    assert start is not None
    width = data.draw(st.sampled_from([2, 64]))  # narrow words make many of few lanes
    with patch.object(search, "WIDTH", width), patch.object(paths, "WIDTH", width):
        found = _asked(spec, formula)
        for name, coalitions in (
            ("agreed", found.minimal_coalitions),
            ("pressure", found.under_pressure),
        ):
            assert _coalitions(coalitions) == settling.minimal_winning(game, true, start, name)
        assert set(found.spoilers) == settling.spoilers(game, true, start)
        for path in found.paths[:1]:
            _is_right(found, path, game, true, start, "agreed")
