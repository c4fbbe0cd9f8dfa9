"""How long it takes to say everything of a settlement, and in what memory.

Run it as ``python benchmarks/settlements.py`` (some minutes; ``--quick`` asks about fewer).
Disputes of eight parties and 2^16 states are drawn with random statements, some with rules and
one-way options, and settlements of several sizes are asked about. It prints figures and judges
nothing.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from detente.disputes.reading import read_text
from detente.graphs.building import build
from detente.graphs.graph import Graph
from detente.settlements.settlement import Settlement, settle
from oracle import brute, settling
from oracle.spec import Formula, Spec, formula_text, to_yaml


def drawn(seed: int, parties: int, bits: int, statements: int, kind: str) -> Spec:
    """A dispute with random statements; `kind` is free, one-way or ruled."""
    rng = random.Random(seed)
    names = [f"P{number}" for number in range(parties)]
    owner = {f"o{k}": names[k % parties] for k in range(bits)}
    direction = "on only" if kind == "one-way" else "both"
    listed = [
        {
            "name": name,
            "options": [
                {"name": option, "direction": direction if k % 3 == 0 else "both", "levels": None}
                for k, (option, its) in enumerate(owner.items())
                if its == name
            ],
            "prefers": [statement(rng, owner) for _ in range(statements)],
        }
        for name in names
    ]
    rules = [] if kind != "ruled" else [("or", ("not", a), b) for a, b in _pairs(rng, owner)]
    on = [(its, option) for option, its in owner.items() if kind == "ruled"]
    return {"parties": listed, "rules": rules, "same": [], "forbidden_moves": [], "status_quo": on}


def _pairs(rng: random.Random, owner: dict[str, str]) -> Iterator[tuple[Formula, Formula]]:
    for _ in range(3):
        a, b = rng.sample(sorted(owner), 2)
        yield ("on", owner[a], a), ("on", owner[b], b)


def statement(rng: random.Random, owner: dict[str, str]) -> Formula:
    """One to three options, or their opposites, joined."""
    joined: Formula | None = None
    for option in rng.sample(sorted(owner), rng.randint(1, 3)):
        part: Formula = ("on", owner[option], option)
        part = part if rng.random() < 0.5 else ("not", part)
        joined = part if joined is None else (rng.choice(("and", "or")), joined, part)
    assert joined is not None
    return joined


EVERYTHING = (
    *("firmly_held", "roles", "must_tolerate", "reliance", "spoilers", "exit_cost"),
    *("shapley_shubik", "banzhaf", "under_pressure", "by_pact", "refusals"),
    *("paths", "paths_under_pressure", "paths_by_pact", "paths_by_consent"),
)


def everything(settlement: Settlement) -> str:
    """Ask all there is to ask of a settlement; its status."""
    for question in EVERYTHING:
        getattr(settlement, question)
    return settlement.status


def graph_of(spec: Spec) -> Graph:
    """The package's graph of a drawn dispute."""
    return build(read_text(to_yaml(spec), "drawn").dispute)


def large(seeds: int) -> None:
    """Every kind of dispute and several settlements of each."""
    print("eight parties, 2^16 settings of the options; seconds for all that can be said")
    for kind in ("free", "one-way", "ruled"):
        for statements in (5, 12):
            for seed in range(seeds):
                spec = drawn(seed, 8, 16, statements, kind)
                graph = graph_of(spec)
                rng = random.Random(seed)
                owner = {o["name"]: p["name"] for p in spec["parties"] for o in p["options"]}
                for _ in range(3):
                    asked = formula_text(statement(rng, owner))
                    begun = time.perf_counter()
                    found = settle(graph, asked)
                    status = everything(found)
                    taken = time.perf_counter() - begun
                    print(
                        f"{kind:8} {statements:2} statements, seed {seed}: {len(graph):6,} states,"
                        f" {int(found.settled.sum()):6,} settled, {int(found.held.sum()):6,} held,"
                        f" {status:12} {len(found.minimal_coalitions):3} coalitions {taken:7.2f}",
                        flush=True,
                    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of the process: {peak:,.0f} MB")


def against_brute_force() -> None:
    """The ratio to the tests' brute force where that can be waited for."""
    print("minimal coalitions by agreed steps and under pressure, against brute force")
    for bits in (6, 8, 10, 12):
        spec = drawn(3, 4, bits, 5, "free")
        game = settling.game(spec)
        owner = {o["name"]: p["name"] for p in spec["parties"] for o in p["options"]}
        formula: Formula = ("on", owner[f"o{bits - 1}"], f"o{bits - 1}")
        true = frozenset(
            n
            for n in game.states
            if brute.holds(formula, brute.facts_of(spec, brute.states(spec)[n][0]))
        )
        begun = time.perf_counter()
        for kind in ("agreed", "pressure"):
            settling.minimal_winning(game, true, 1, kind)
        slow = time.perf_counter() - begun
        graph = graph_of(spec)
        begun = time.perf_counter()
        found = settle(graph, formula_text(formula))
        _ = found.minimal_coalitions, found.under_pressure
        fast = time.perf_counter() - begun
        held = f"{found.status}, {len(found.holds_on)} held"
        print(f"{2**bits:5} states ({held}): {slow:8.3f} s, {fast:.4f} s, {slow / fast:,.0f} times")


if __name__ == "__main__":
    large(1 if "--quick" in sys.argv else 4)
    against_brute_force()
