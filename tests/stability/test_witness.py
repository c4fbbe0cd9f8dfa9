"""Every witness is replayed against the definitions, by the oracle's own moves and ranks."""

from __future__ import annotations

import pytest
from hypothesis import given

import detente
from detente.stability.analysis import Analysis, analyse
from detente.stability.witness import Answer, Step, Witness
from drawn import graph_of
from oracle import brute, strategies
from oracle.spec import Spec

DISPUTES = strategies.option_disputes(same=True, forbidden=True, levels=True, options=(1, 5))


class _Game:
    """A drawn dispute as the oracle sees it."""

    def __init__(self, spec: Spec) -> None:
        self.moves = brute.moves(spec)
        self.ranks = brute.ranks(spec)

    def better(self, party: str, state: int) -> set[int]:
        rank = self.ranks[party]
        return {there for there in self.moves[party][state] if rank[there] > rank[state]}


def _witnesses(analysis: Analysis, concept: str) -> list[Witness]:
    numbers = analysis.graph.states.numbers.tolist()
    return [analysis.why(n, party, concept) for n in numbers for party in analysis.parties]


def _replay(game: _Game, witness: Witness) -> None:
    """What every witness must satisfy, whatever its concept."""
    mover, state = witness.party, witness.state
    rank = game.ranks[mover]
    targets = [answer.improvement.target for answer in witness.answers]
    assert set(targets) == game.better(mover, state)
    assert witness.stable == all(answer.sanction is not None for answer in witness.answers)
    for answer in witness.answers:
        assert answer.improvement.source == state
        assert answer.improvement.party == mover
        if answer.sanction is not None:
            assert answer.end is not None
            assert rank[answer.end] <= rank[state]


def _replay_sequence(game: _Game, witness: Witness, answer: Answer) -> None:
    """A sanction is a legal sequence of moves, improvements where the concept wants them."""
    assert answer.sanction
    here, last = answer.improvement.target, ""
    for step in answer.sanction:
        assert step.source == here
        assert step.party not in {witness.party, last}
        allowed = game.moves[step.party][here]
        assert step.target in allowed
        assert step.improvement == (step.target in game.better(step.party, here))
        if witness.concept in {"seq", "sseq"}:
            assert step.improvement
        here, last = step.target, step.party
    assert here == answer.end


def _no_escape(game: _Game, witness: Witness, answer: Answer) -> None:
    rank = game.ranks[witness.party]
    assert answer.end is not None
    ways_out = game.moves[witness.party][answer.end]
    assert all(rank[there] <= rank[witness.state] for there in ways_out)


@pytest.mark.parametrize("concept", ["nash", "gmr", "smr", "seq", "sseq"])
@given(spec=DISPUTES)
def test_witnesses_replay(concept: str, spec: Spec) -> None:
    analysis, game = analyse(graph_of(spec)), _Game(spec)
    stable = brute.stable(spec)[concept]
    assert stable is not None
    for witness in _witnesses(analysis, concept):
        assert witness.stable == (witness.state in stable[witness.party])
        _replay(game, witness)
        for answer in witness.answers:
            if answer.sanction is not None:
                _replay_sequence(game, witness, answer)
                if concept in {"smr", "sseq"}:
                    _no_escape(game, witness, answer)


@given(spec=strategies.graphs())
def test_witnesses_of_hand_drawn_graphs_replay(spec: Spec) -> None:
    analysis, game = analyse(graph_of(spec)), _Game(spec)
    for witness in _witnesses(analysis, "seq") + _witnesses(analysis, "gmr"):
        _replay(game, witness)
        for answer in witness.answers:
            assert answer.anyway is None
            if answer.sanction is not None:
                _replay_sequence(game, witness, answer)


@given(spec=strategies.option_disputes(levels=True, options=(1, 6)))
def test_simultaneous_witnesses_replay(spec: Spec) -> None:
    analysis, game = analyse(graph_of(spec)), _Game(spec)
    graph = analysis.graph
    stable = brute.stable(spec)["sim"]
    assert stable is not None
    masks = dict(zip(graph.parties, graph.feasible.masks if graph.feasible else (), strict=True))
    codes = dict(zip(graph.states.numbers.tolist(), graph.states.codes.tolist(), strict=True))
    for witness in _witnesses(analysis, "sim"):
        assert witness.stable == (witness.state in stable[witness.party])
        _replay(game, witness)
        for answer in witness.answers:
            if answer.sanction is None:
                continue
            joint = codes[witness.state]
            for step in (answer.improvement, *answer.sanction):
                assert step.target in game.better(step.party, witness.state)
                mask = masks[step.party]
                joint = (joint & ~mask) | (codes[step.target] & mask)
            assert answer.end is not None
            assert joint == codes[answer.end]


@given(spec=strategies.option_disputes(options=(1, 6)))
def test_a_sanction_that_would_be_made_anyway_is_told(spec: Spec) -> None:
    """The first step of a sanction is *anyway* if the same setting of the mover's options, made in
    the state itself, is an improvement of the mover's there."""
    analysis, game = analyse(graph_of(spec)), _Game(spec)
    graph = analysis.graph
    assert graph.feasible is not None
    masks = dict(zip(graph.parties, graph.feasible.masks, strict=True))
    numbers = graph.states.numbers.tolist()
    codes = dict(zip(numbers, graph.states.codes.tolist(), strict=True))
    number_of = {code: number for number, code in codes.items()}

    def same(step: Step, state: int) -> bool:
        mask = masks[step.party]
        wanted = (codes[state] & ~mask) | (codes[step.target] & mask)
        return number_of.get(wanted) in game.better(step.party, state)

    for witness in _witnesses(analysis, "seq"):
        for answer in witness.answers:
            if answer.sanction:
                assert answer.sanction[0].anyway == same(answer.sanction[0], witness.state)


@given(spec=DISPUTES)
def test_an_escape_is_told_where_only_an_escape_makes_the_difference(spec: Spec) -> None:
    analysis, game = analyse(graph_of(spec)), _Game(spec)
    for witness in _witnesses(analysis, "smr"):
        rank = game.ranks[witness.party]
        simple = analysis.why(witness.state, witness.party, "gmr")
        for answer, simpler in zip(witness.answers, simple.answers, strict=True):
            told = answer.sanction is None and simpler.sanction is not None
            assert (answer.escape is not None) == told
            if answer.escape is not None:
                assert answer.escape.source == simpler.end
                assert answer.escape.target in game.moves[witness.party][answer.escape.source]
                assert rank[answer.escape.target] > rank[witness.state]


def test_each_step_of_a_sanction_is_tried_without_the_deviation() -> None:
    """A step that its mover would not make is left out, and the next is tried all the same."""
    text = """
dispute: Two answer, of whom one would anyway
parties:
  A: {options: {go: Go}, prefers: [not C.c, A.go]}
  B: {options: {b: B}, prefers: [B.b if A.go]}
  C: {options: {c: C}, prefers: [C.c]}
rules: [C.c and A.go implies B.b]
"""
    witness = detente.loads(text).why(1, "A", "seq")
    (answer,) = witness.answers
    assert [(step.party, step.anyway) for step in answer.sanction or ()] == [
        ("B", False),
        ("C", True),
    ]
    assert answer.anyway is False


def test_a_move_into_merged_states_changes_as_little_as_it_can() -> None:
    text = """
dispute: Merged
parties:
  A: {options: {x: X, end: The end}, prefers: [A.end]}
same: [A.end]
status_quo: [A.x]
"""
    case = detente.loads(text)
    before, after = case.graph.own_change(0, 1, 2)
    assert (before, after) == (0b01, 0b11)
