"""How long every set of levers of a dispute takes to look at, against a plain loop over them.

Run it as ``python benchmarks/levers.py`` (some minutes; ``--quick`` puts ten levers together, not
sixteen). It prints figures and ratios and judges nothing. A plain loop makes the dispute of each
set, builds it, and asks.
"""

from __future__ import annotations

import contextlib
import itertools
import random
import sys
import time
from decimal import Decimal

from detente.claims.lever_sets import lever_sets
from detente.claims.model import Model
from detente.claims.verdicts import HERE, truth
from detente.disputes.model import (
    AddRule,
    Dispute,
    Edit,
    Forbid,
    Irreversible,
    Lever,
    MoveStatement,
    Option,
    Party,
    Prefer,
    Prioritised,
    SetAtStart,
    Statement,
)
from detente.disputes.problems import DisputeError
from detente.graphs.building import build
from detente.levers.applying import applied
from detente.statements.parsing import parse
from detente.statements.syntax import Formula, Not, OptionOn
from detente.statements.testing import parse_test

TESTS = ("settle(goal)", "needed(P1, goal)", "not spoils(P2, goal)")
_PLAIN = 60


def levered(bits: int, levers: int, kind: str, seed: int = 1) -> Dispute:
    """A dispute of four parties with levers on ends, on states and moves, or on both in turn."""
    rng = random.Random(seed)
    names = [f"P{k}" for k in range(4)]
    options = {
        name: tuple(Option(f"o{k}") for k in range(bits) if k % 4 == number)
        for number, name in enumerate(names)
    }
    atoms = [OptionOn(name, option.name) for name, own in options.items() for option in own]
    parties = []
    for name in names:
        ends = tuple(dict.fromkeys(_end(rng, atoms) for _ in range(12)))[:10]
        stated = Prioritised(tuple(map(Statement, ends)))
        parties.append(Party(name, options=options[name], preferences=stated))
    found = []
    for number in range(levers):
        on_ends = kind == "ends" or (kind == "both" and number % 4 != 0)
        edit = _on_ends(rng, parties, atoms) if on_ends else _on_states(rng, atoms)
        found.append(Lever(f"l{number}", (edit,), cost=Decimal(rng.randint(1, 5))))
    return Dispute(
        f"Drawn, levers on {kind}",
        tuple(parties),
        settlements=(("goal", parse("P0.o0 and P1.o1 and P2.o2")),),
        levers=tuple(found),
    )


def _end(rng: random.Random, atoms: list[OptionOn]) -> Formula:
    said = [rng.choice(("", "not ")) + f"{a.party}.{a.option}" for a in rng.sample(atoms, 2)]
    return parse(f" {rng.choice(('and', 'or', 'implies'))} ".join(said))


def _on_ends(rng: random.Random, parties: list[Party], atoms: list[OptionOn]) -> Edit:
    party = rng.choice(parties)
    assert isinstance(party.preferences, Prioritised)
    statements = party.preferences.statements
    if rng.random() < 0.5:
        return MoveStatement(party.name, rng.choice(statements).formula, rng.randint(1, 10))
    return Prefer(party.name, _end(rng, atoms), rng.randint(1, 4))


def _on_states(rng: random.Random, atoms: list[OptionOn]) -> Edit:
    atom, other = rng.sample([a for a in atoms if a.option not in {"o0", "o1", "o2"}], 2)
    return rng.choice(
        (
            Forbid(atom),
            Irreversible(atom),
            SetAtStart(((atom, True),)),
            AddRule(Not(parse(f"{atom.party}.{atom.option} and {other.party}.{other.option}"))),
        )
    )


def plainly(dispute: Dispute, test: str) -> float:
    """How many sets a second a plain loop looks at."""
    asked = parse_test(test)
    rng = random.Random(0)
    names = [lever.name for lever in dispute.levers]
    sets = [[name for name in names if rng.random() < 0.5] for _ in range(_PLAIN)]
    begun = time.perf_counter()
    for some in sets:
        with contextlib.suppress(DisputeError):  # the status quo may break a rule
            truth(asked, {HERE: Model(build(applied(dispute, some).dispute))})
    return _PLAIN / (time.perf_counter() - begun)


def main() -> None:
    """Print all figures."""
    levers = 10 if "--quick" in sys.argv else 16
    print(f"2^12 states, 4 parties, {levers} levers: {1 << levers:,} sets")
    heads = ("levers on", "test", "plain loop", "sets a second", "all sets", "ratio")
    print("".join(f"{head:>22}" for head in heads))
    for kind, test in itertools.product(("ends", "both", "states"), TESTS):
        dispute = levered(12, levers, kind)
        plain = plainly(dispute, test)
        found = lever_sets(build(dispute), parse_test(test))
        rate = len(found.verdicts) / found.seconds
        cells = (kind, test, f"{plain:.0f}/s", f"{rate:,.0f}", f"{found.seconds:.1f} s")
        print("".join(f"{cell:>22}" for cell in (*cells, f"{rate / plain:.1f}")), flush=True)


if __name__ == "__main__":
    main()
