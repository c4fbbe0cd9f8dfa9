"""Mistakes known from other tools, each as a dispute on which they show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations

import detente
from detente.disputes.model import Ranking
from detente.graphs.building import build
from detente.stability import gmr, nash, seq, smr


def test_an_opponent_may_move_again_after_another_has_moved() -> None:
    """A sanction B, C, B: one move of each is not enough (Fang, Hipel & Kilgour 1993)."""
    text = """
dispute: B, C and B again
parties:
  A: {ranking: [2, 1, 3, 4, 5]}
  B: {ranking: [5, 4, 3, 2, 1]}
  C: {ranking: [5, 4, 3, 2, 1]}
graph:
  states: {1: now, 2: a's gain, 3: b answers, 4: c follows, 5: b again}
  moves: {A: [[1, 2]], B: [[2, 3], [4, 5]], C: [[3, 4]]}
"""
    ranked_last = text.replace("A: {ranking: [2, 1, 3, 4, 5]}", "A: {ranking: [2, 3, 4, 1, 5]}")
    assert 1 in detente.loads(ranked_last).analyse().stable("seq", "A")
    cut = ranked_last.replace(", [4, 5]]", "]")
    assert 1 not in detente.loads(cut).analyse().stable("seq", "A")


def test_no_party_moves_twice_in_a_row() -> None:
    text = """
dispute: B twice
parties:
  A: {ranking: [2, 3, 1, 4]}
  B: {ranking: [4, 3, 2, 1]}
graph: {states: {1: , 2: , 3: , 4: }, moves: {A: [[1, 2]], B: [[2, 3], [3, 4]]}}
"""
    assert 1 not in detente.loads(text).analyse().stable("gmr", "A")


def test_more_than_sixty_statements_are_compared_in_full() -> None:
    """The first of seventy statements outweighs all others, and the last still breaks ties."""
    against = "\n".join("      - not A.x" for _ in range(68))
    text = f"""
dispute: Seventy statements
parties:
  A:
    options: {{x: x, y: y}}
    prefers:
      - A.x
{against}
      - A.y
"""
    assert detente.loads(text).analyse(["nash"]).equilibria("nash") == [4]


def _rankings() -> Iterator[tuple[tuple[int, ...], ...]]:
    for order in permutations(range(1, 7)):
        yield tuple((number,) for number in order)


def test_syria_iraq_profiles_that_make_state_2_stable() -> None:
    """Of Syria's 720 rankings, 384 make state 2 sequentially stable: 720 (1 - 1/3 - 1/3 + 1/5).

    A handout gives 420, since its inverse solver forgets all but the last improvement (Kinsara,
    Kilgour & Hipel 2015 define the problem).
    """
    case = detente.load("syria-iraq-1975").dispute
    syria, iraq = case.parties
    counts = dict.fromkeys(("nash", "seq", "gmr", "smr"), 0)
    concepts = {"nash": nash, "seq": seq, "gmr": gmr, "smr": smr}
    for classes in _rankings():
        ranked = replace(syria, preferences=Ranking(classes))
        graph = build(replace(case, parties=(ranked, iraq)))
        for name, concept in concepts.items():
            counts[name] += all(concept.stable(graph, party)[1] for party in (0, 1))
    assert counts == {"nash": 240, "seq": 384, "gmr": 384, "smr": 300}


def test_every_improvement_is_looked_at_in_simultaneous_stability() -> None:
    """An unmet improvement counts even when the one looked at first is met."""
    text = """
dispute: One improvement met, one not
parties:
  A: {options: {x: x, y: y}, ranking: [2, 3, 7, 1, 4, 5, 6, 8]}
  B: {options: {z: z}, ranking: [5, 6, 1, 2, 3, 4, 7, 8]}
"""
    analysis = detente.loads(text).analyse(["sim"])
    assert 1 not in analysis.stable("sim", "A")
