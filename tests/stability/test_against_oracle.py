"""Every concept, party and state agrees with the definition-level brute force."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.graphs import transforms
from detente.stability.analysis import Analysis, analyse
from detente.stability.concepts import CONCEPTS
from drawn import graph_of
from oracle import brute, strategies
from oracle.spec import Spec

SMALL = (1, 6)
EVERYTHING: dict[str, Any] = {"same": True, "forbidden": True, "levels": True}
KINDS: dict[str, Any] = {
    "free": strategies.option_disputes(directions=False, rules=False),
    "rules and directions": strategies.option_disputes(),
    "levels": strategies.option_disputes(levels=True),
    "same": strategies.option_disputes(same=True, options=(1, 7)),
    "forbidden moves": strategies.option_disputes(forbidden=True, options=(1, 7)),
    "everything": strategies.option_disputes(
        same=True, forbidden=True, levels=True, options=(1, 7)
    ),
    "hand-drawn": strategies.graphs(),
}


@pytest.fixture(params=list(KINDS))
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@given(data=st.data())
def test_every_verdict_is_the_definition_s(kind: str, data: st.DataObject) -> None:
    _agrees(data.draw(KINDS[kind]))


def _agrees(spec: Spec) -> None:
    analysis = analyse(graph_of(spec))
    for concept, by_party in brute.stable(spec).items():
        if by_party is None:
            assert concept in analysis.left_out
            continue
        for party, numbers in by_party.items():
            assert set(analysis.stable(concept, party)) == numbers, (concept, party)


@settings(max_examples=15)
@given(spec=strategies.option_disputes(options=(7, 8)))
def test_eight_options(spec: Spec) -> None:
    _agrees(spec)


@given(data=st.data())
def test_what_can_come_about(kind: str, data: st.DataObject) -> None:
    spec = data.draw(KINDS[kind])
    analysis = analyse(graph_of(spec), ["nash"])
    start = brute.status_quo(spec)
    if start is None:
        assert analysis.graph.status_quo is None
        assert analysis.come_about("nash") is None
        return
    assert analysis.graph.states.index(start) == analysis.graph.status_quo
    moves, ranks = brute.moves(spec), brute.ranks(spec)
    wanted = {start} | brute.group_improvements(moves, ranks, list(moves), start)
    assert analysis.reached is not None
    assert set(analysis.graph.states.numbers[analysis.reached].tolist()) == wanted
    found = analysis.come_about("nash")
    assert found is not None
    assert set(found) == wanted & set(analysis.equilibria("nash"))


def _implied(analysis: Analysis) -> list[tuple[str, str]]:
    return [
        (name, weaker)
        for name in analysis.concepts
        for weaker in CONCEPTS[name].weaker
        if weaker in analysis.concepts
    ]


@given(data=st.data())
def test_inclusions(kind: str, data: st.DataObject) -> None:
    analysis = analyse(graph_of(data.draw(KINDS[kind])))
    assert _implied(analysis)
    for stronger, weaker in _implied(analysis):
        for party in analysis.parties:
            assert set(analysis.stable(stronger, party)) <= set(analysis.stable(weaker, party))


@given(data=st.data())
def test_relabelling_parties_and_options_changes_nothing(data: st.DataObject) -> None:
    spec: Spec = data.draw(strategies.option_disputes(**EVERYTHING, options=SMALL))
    order = data.draw(st.permutations(range(len(spec["parties"]))))
    renamed, number = strategies.permute_parties(spec, order)
    _same_answers(spec, renamed, number)
    swaps = {
        party["name"]: data.draw(st.permutations(range(len(party["options"]))))
        for party in spec["parties"]
    }
    renamed, number = strategies.permute_options(spec, swaps)
    _same_answers(spec, renamed, number)


def _same_answers(spec: Spec, renamed: Spec, number: Any) -> None:
    before, after = analyse(graph_of(spec)), analyse(graph_of(renamed))
    for concept in before.concepts:
        for party in before.parties:
            moved = {number(state) for state in before.stable(concept, party)}
            assert moved == set(after.stable(concept, party))


@given(spec=strategies.option_disputes(same=True, options=(1, 6)))
def test_both_forms_of_one_dispute_agree(spec: Spec) -> None:
    stated, drawn = analyse(graph_of(spec)), analyse(graph_of(strategies.as_graph(spec)))
    for concept in drawn.concepts:
        for party in drawn.parties:
            assert stated.stable(concept, party) == drawn.stable(concept, party)


@pytest.mark.soak
@given(spec=strategies.option_disputes(**EVERYTHING, parties=(2, 5)))
def test_soak(spec: Spec) -> None:
    _agrees(spec)


@given(spec=strategies.option_disputes(**EVERYTHING, options=(1, 5)))
def test_options_that_rules_keep_off_change_nothing(spec: Spec) -> None:
    """Forty more options, all kept off, leave states and answers as they are."""
    names = [f"p{k}" for k in range(40)]
    idle = {
        "name": "Idle bystander",
        "options": [{"name": n, "direction": "both", "levels": None} for n in names],
    }
    rules = [("not", ("on", "Idle bystander", name)) for name in names]
    padded = {**spec, "parties": [idle, *spec["parties"]], "rules": [*spec["rules"], *rules]}
    before, after = analyse(graph_of(spec)), analyse(graph_of(padded))
    assert after.graph.states.codes.dtype == "int64"
    for concept in before.concepts:
        for party in before.parties:
            assert before.stable(concept, party) == after.stable(concept, party)


@given(spec=strategies.option_disputes(parties=(3, 3), options=(4, 6)))
def test_turns_are_counted_afresh_without_changing_answers(spec: Spec) -> None:
    """The counter of sweeps is small, and starts again where it is used up."""
    with patch.object(transforms, "_MOST_TURNS", 3):
        _agrees(spec)
