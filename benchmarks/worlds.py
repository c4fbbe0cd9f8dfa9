"""How many worlds of a dispute are looked at in a second, against a plain loop over them.

Run it as ``python benchmarks/worlds.py`` (about two minutes; ``--quick`` looks at fewer worlds). It
prints figures and ratios and judges nothing. A plain loop states each world as a dispute of its own
and asks what anybody would ask of that.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable

import numpy as np

import detente
from detente.claims.asked import BATCHED, Asked
from detente.claims.plan import planned, survey_of
from detente.claims.sweep import sweep
from detente.claims.verdicts import truth
from detente.disputes.model import (
    Claim,
    Dispute,
    Doubt,
    Option,
    Party,
    Prioritised,
    Statement,
    StatementDoubt,
)
from detente.doubts.answers import in_world
from detente.doubts.spaces import HERE
from detente.graphs.building import build
from detente.settlements.settlement import settle
from detente.stability.analysis import analyse
from detente.statements.parsing import parse
from detente.statements.testing import parse_test

SETTLEMENT = "goal"
TESTS = ("settle(goal)", "needed(P1, goal)", "weight(P0, goal) > weight(P2, goal)")


def doubted(bits: int, doubts: int, seed: int = 1) -> Dispute:
    """A dispute of five parties, of each of whom so many ends may stand higher or lower."""
    rng = random.Random(seed)
    names = [f"P{k}" for k in range(5)]
    options = {
        name: tuple(Option(f"o{k}") for k in range(bits) if k % 5 == number)
        for number, name in enumerate(names)
    }
    atoms = [f"{name}.{option.name}" for name, own in options.items() for option in own]
    parties, found = [], []
    for name in names:
        ends = tuple(dict.fromkeys(parse(_statement(rng, atoms)) for _ in range(14)))[:12]
        stated = Prioritised(tuple(Statement(end) for end in ends))
        parties.append(Party(name, options=options[name], preferences=stated))
        for k in sorted(rng.sample(range(len(ends)), doubts)):
            matter = StatementDoubt(name, ends[k], (max(k, 1), min(k + 3, len(ends))))
            found.append(Doubt(f"{name} {k}", matter))
    return Dispute(
        "Drawn",
        tuple(parties),
        status_quo=(),
        settlements=((SETTLEMENT, parse("P0.o0 and P1.o1")),),
        doubts=tuple(found),
        claims=tuple(Claim(t, t, test=parse_test(t), test_text=t) for t in TESTS),
    )


def _statement(rng: random.Random, atoms: list[str]) -> str:
    """One to three options, joined at random."""
    parts = [rng.choice(("", "not ")) + atom for atom in rng.sample(atoms, rng.randint(1, 3))]
    said = parts[0]
    for part in parts[1:]:
        said = f"({said}) {rng.choice(('and', 'or'))} {part}"
    return said


def plainly(dispute: Dispute, look: Callable[[Dispute], object], worlds: int) -> float:
    """How many worlds a second a plain loop looks at."""
    plan = planned({HERE: dispute}, Asked(), worlds, 0, hinges=False)
    picks = survey_of(plan).space.drawn(np.random.SeedSequence(0), worlds)
    begun = time.perf_counter()
    for answers in picks.tolist():
        look(in_world(dispute, answers))
    return worlds / (time.perf_counter() - begun)


def side_by_side(dispute: Dispute, asked: Asked, worlds: int, workers: int) -> float:
    """How many worlds a second a sweep looks at, the start of its workers included."""
    begun = time.perf_counter()
    found = sweep({HERE: dispute}, asked, worlds, 0, hinges=False, workers=workers)
    assert len(found.weights) == worlds
    return worlds / (time.perf_counter() - begun)


def five_concepts(dispute: Dispute) -> object:
    """What a plain loop asks of a world: five concepts, and what comes about."""
    graph = build(dispute)
    return analyse(graph, BATCHED).come_about("seq")


def settling(dispute: Dispute) -> object:
    """What a plain loop asks of a world: the claims about a settlement."""
    from detente.claims.model import Model

    models = {HERE: Model(build(dispute))}
    return [truth(claim.test, models) for claim in dispute.claims if claim.test is not None]


def roles(dispute: Dispute) -> object:
    """What a plain loop asks of a world: everybody's role and weight."""
    found = settle(build(dispute), SETTLEMENT)
    return found.status, found.roles, found.shapley_shubik


def main() -> None:
    """Print all figures."""
    many = 4_000 if "--quick" in sys.argv else 40_000
    names = tuple(TESTS)
    rows = (
        ("five concepts", Asked(BATCHED), five_concepts, many, 200),
        ("claims about settling", Asked(claims=names), settling, many // 10, 100),
        ("roles and weights", Asked(settlements=(SETTLEMENT,)), roles, many // 10, 100),
    )
    print("2^10 states, 5 parties; worlds a second")
    heads = ("asked", "doubts", "plain loop", "1 process", "2 processes", "ratio")
    print("".join(f"{head:>22}" for head in heads))
    for doubts in (2, 5):
        dispute = doubted(10, doubts)
        for name, asked, look, worlds, few in rows:
            plain = plainly(dispute, look, few)
            one = side_by_side(dispute, asked, worlds // 4, 1)
            two = side_by_side(dispute, asked, worlds, 2)
            cells = (name, f"{5 * doubts}", f"{plain:.0f}", f"{one:,.0f}", f"{two:,.0f}")
            print("".join(f"{cell:>22}" for cell in (*cells, f"{two / plain:.1f}")))
    case = detente.load("korea-2018")
    begun = time.perf_counter()
    found = case.sweep(200, workers=2)
    taken = time.perf_counter() - begun
    print(f"korea-2018, all that is asked: {found.plan.looks / taken:.1f} worlds a second")


if __name__ == "__main__":
    main()
