"""All that a report tells, asked of a dispute within a time that its size is weighed against.

What is asked depends on the size of the dispute and on the limit, not on the clock, so that a
report is the same wherever it is made. The clock only stops what takes longer than it should.
"""

from __future__ import annotations

import math
import shlex
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import combinations

from detente.claims.asked import Asked
from detente.claims.asked_test import asked_test
from detente.claims.lever_sets import LeverSets
from detente.claims.lever_worlds import Impossible, LeverWorlds, Names
from detente.claims.model import Model
from detente.claims.predicates import asks_of_levers, asks_of_moves
from detente.claims.sweep import Sweep, sweep
from detente.claims.verdicts import HERE, ClaimAnswer, Opened, claim_answers, models_of, truth
from detente.disputes.model import Claim, Dispute, Prioritised, Weighted
from detente.disputes.problems import DisputeError
from detente.doubts.away import Away
from detente.graphs.graph import Graph
from detente.levers.hidden import Hidden, hidden
from detente.report.handout.material import LeftOut, Levered, Material, Standings, Under, Worlds
from detente.report.words import plural
from detente.settlements.empty_threats import EmptyThreats
from detente.settlements.settlement import MOST_PARTIES, Settlement, settlement_at
from detente.settlements.threats import threat_answers
from detente.settlements.timeline import moments_of
from detente.stability.analysis import analyse
from detente.stability.evolution import evolve
from detente.statements.printing import quoted
from detente.statements.testing import Test

FEWEST_WORLDS, MOST_WORLDS = 12, 100
_WORLDS_A_SECOND = 55_000  # states in all worlds, where their number is left open
_HINGES_A_SECOND = 30_000  # states in all worlds, where it is asked in full what answers hinge on
_WORTH_A_PROCESS = 100_000  # states in all worlds
_STATES_A_SECOND = 400_000  # states in sets of levers that are looked at in a second
_STATEMENTS_A_SECOND = 2_000_000  # states, for each statement left out and claim asked
_MOVES_A_SECOND = 100_000  # states, for each observed move and set of hidden levers
_SHARE = 0.25  # of the limit, for each of the things that may be left out
_PATIENCE = 10.0  # times the limit, for slow machines and busy ones
_MOST_SETS = 1 << 14
_CONCEPTS = ("nash", "seq")
_AMONG = f"Coalitions are looked for among at most {MOST_PARTIES} parties."


@dataclass
class _Limits:
    """How much may be asked, and what was left out for it."""

    file: str
    seconds: float | None
    left_out: list[LeftOut] = field(default_factory=list)

    def allows(self, work: float, a_second: float) -> bool:
        """Whether so much work fits in a share of the limit."""
        return self.seconds is None or work <= a_second * self.seconds * _SHARE

    @property
    def patience(self) -> float | None:
        """How long to wait for what was expected to take a part of the limit."""
        return None if self.seconds is None else self.seconds * _PATIENCE

    def leave_out(
        self, section: str, says: str, command: Sequence[str], *, for_time: bool = True
    ) -> None:
        """Note what is left out of a section, and the command that answers it."""
        found = _left_out(self.file, section, says, command)
        timed = for_time and self.seconds is not None
        self.left_out.append(replace(found, for_time=timed))


def _left_out(file: str, section: str, says: str, command: Sequence[str]) -> LeftOut:
    name, *rest = command
    return LeftOut(section, says, shlex.join(["detente", name, file, *rest]))


def asked(
    graph: Graph,
    opened: Opened,
    *,
    file: str,
    worlds: int | None,
    seed: int,
    seconds: float | None,
    workers: int,
) -> Material:
    """Ask all that a report tells.

    Parameters and errors are those of `gather.handout`.
    """
    limits = _Limits(file, seconds)
    start = graph.status_quo
    swept, awaited = _swept(graph, opened, limits, worlds, seed, workers)
    settled = _settlements(graph, limits)
    claims, rests = _claims(graph, opened, limits)
    hints = _hidden(graph, limits)
    return Material(
        graph,
        file,
        analyse(graph),
        None if start is None else evolve(graph, start),
        settled,
        {} if start is None else threat_answers(graph, start),
        EmptyThreats(graph),
        swept,
        claims,
        rests,
        _levered(graph, settled, limits),
        () if start is None else moments_of(graph, file),
        hints,
        tuple(limits.left_out),
        awaited,
    )


def _too_many(graph: Graph) -> bool:
    """Whether there are too many parties to ask about settlements."""
    return len(graph.parties) > MOST_PARTIES


def _settlements(graph: Graph, limits: _Limits) -> tuple[Settlement, ...]:
    if graph.status_quo is None:
        return ()
    if _too_many(graph):
        limits.leave_out("settlements", _AMONG, ["analyse"], for_time=False)
        return ()
    start = graph.status_quo
    return tuple(
        settlement_at(graph, name, formula, start) for name, formula in graph.dispute.settlements
    )


# Claims -------------------------------------------------------------------------------------------


def _claims(graph: Graph, opened: Opened, limits: _Limits) -> tuple[tuple[ClaimAnswer, ...], bool]:
    """The answers to claims, and whether it was asked what they rest on."""
    stated = graph.dispute.claims
    if not stated:
        return (), True
    if _too_many(graph):
        limits.leave_out("claims", _AMONG, ["analyse"], for_time=False)
        return (), True
    of_moves = [claim.name for claim in stated if _asks_of_moves(claim)]
    if of_moves and not _weighs_moves(graph, limits):
        stated = tuple(claim for claim in stated if claim.name not in of_moves)
        few = "is" if len(of_moves) == 1 else "are"
        says = f"{plural(len(of_moves), 'claim')} about hidden levers {few} not put to the test"
        limits.leave_out("claims", f"{says}, since that takes long.", ["claims"])
    statements = sum(map(_statements, graph.dispute.parties))
    rests = limits.allows(statements * len(stated) * len(graph), _STATEMENTS_A_SECOND)
    if not rests:
        says = "On which statements of preference each verdict rests is not asked, since that takes"
        limits.leave_out("claims", f"{says} long.", ["claims"])
    return claim_answers(graph, opened, stated, resting=rests), rests


def _asks_of_moves(claim: Claim) -> bool:
    return claim.test is not None and claim.kind != "report" and asks_of_moves(claim.test)


def _statements(party: object) -> int:
    match getattr(party, "preferences", None):
        case Prioritised(statements):
            return len(statements)
        case Weighted(weights):
            return len(weights)
    return 0


# Hidden levers ------------------------------------------------------------------------------------


def _weighs_moves(graph: Graph, limits: _Limits) -> bool:
    """Whether there is time to weigh the moves that were seen."""
    dispute = graph.dispute
    uncertain = sum(lever.prior is not None for lever in dispute.levers)
    work = len(graph) * len(dispute.observed) * 2.0**uncertain
    return limits.allows(work, _MOVES_A_SECOND)


def _hidden(graph: Graph, limits: _Limits) -> Hidden | None:
    dispute = graph.dispute
    if not dispute.observed or all(lever.prior is None for lever in dispute.levers):
        return None
    if not _weighs_moves(graph, limits):
        says = "What the moves that were seen say of hidden levers is not worked out, since that"
        limits.leave_out("hidden", f"{says} takes long.", ["hidden"])
        return None
    try:
        return hidden(dispute)
    except DisputeError as error:  # no set of levers allows what was seen
        why = f"{error.problems[0].what.capitalize()}."
        limits.leave_out("hidden", why, ["hidden"], for_time=False)
        return None


# Worlds -------------------------------------------------------------------------------------------


def worlds_of(graph: Graph, worlds: int | None, seconds: float | None) -> int:
    """How many worlds are looked at: as many as told, or few where there are many states."""
    if worlds is not None:
        return worlds
    if seconds is None:
        return MOST_WORLDS
    return max(FEWEST_WORLDS, min(MOST_WORLDS, int(_WORLDS_A_SECOND * seconds) // len(graph)))


def _swept(
    graph: Graph,
    opened: Opened,
    limits: _Limits,
    worlds: int | None,
    seed: int,
    workers: int,
) -> tuple[Callable[[], Worlds], bool]:
    """Begin to look at worlds, in a process of its own where that is worth it.

    Given back is what gives them, and whether they are looked at there meanwhile.
    """
    models = models_of(graph, opened)
    disputes = {name: model.graph.dispute for name, model in models.items()}
    count = worlds_of(graph, worlds, limits.seconds)
    if count == 0 or not any(dispute.doubts for dispute in disputes.values()):
        return lambda: Worlds(None, None, ()), False
    states = count * len(graph)
    in_full = worlds is not None or limits.seconds is None
    in_full |= states <= _HINGES_A_SECOND * (limits.seconds or 0)
    look = partial(
        sweep,
        disputes,
        seed=seed,
        workers=workers,
        seconds=limits.patience if worlds is None else None,
    )
    full = _of_worlds(graph)
    if in_full:
        looks = [partial(look, full, count)]
    else:
        looks = [
            partial(look, _without_levers(full, graph.dispute), count, hinges=False),
            partial(look, replace(full, claims=()), 1, hinges=False, nearby=True),
        ]
    every = partial(_each, looks)
    beside = worlds is None and workers == 1 and states > _WORTH_A_PROCESS
    found = Away(every).result if beside else every
    return lambda: _told(found(), limits.file, in_full=in_full), beside


def _each(looks: Sequence[Callable[[], Sweep]]) -> list[Sweep]:
    return [look() for look in looks]


def _told(found: Sequence[Sweep], file: str, *, in_full: bool) -> Worlds:
    """The worlds, if any were looked at, and a note where they are few."""
    if any(sweep.stopped == "interrupted" for sweep in found):
        raise KeyboardInterrupt
    drawn, *_, near = (*found, *found[:1]) if in_full else found
    told = drawn if len(drawn.weights) else None
    known = near if near.has_base else None
    if drawn.exact or (in_full and not drawn.stopped):
        return Worlds(told, known, ())
    looked = (
        f"Only {plural(len(drawn.weights), 'world')} of the doubts were looked at: enough to see"
    )
    looked += " what is safe and what is not, too few to tell how much each doubt matters."
    says = looked if told is not None else "There was no time to look at worlds of the doubts."
    return Worlds(told, known, (_left_out(file, "doubts", says, ["sweep"]),))


def _of_worlds(graph: Graph) -> Asked:
    dispute = graph.dispute
    threats = tuple(threat.name for threat in dispute.threats)
    if _too_many(graph):
        return Asked(_CONCEPTS, (), threats)
    settlements = tuple(name for name, _ in dispute.settlements)
    return Asked(_CONCEPTS, settlements, threats, tuple(claim.name for claim in dispute.claims))


def _without_levers(asked: Asked, dispute: Dispute) -> Asked:
    """The same without claims about levers, each of which takes as long as a world does."""
    plain = [c.name for c in dispute.claims if c.test is None or not asks_of_levers(c.test)]
    return replace(asked, claims=tuple(plain))


# Levers -------------------------------------------------------------------------------------------


def _levered(graph: Graph, settled: Sequence[Settlement], limits: _Limits) -> Levered | None:
    """What sets of levers do to the settlements: all together under each set, small sets first."""
    levers = graph.dispute.levers
    if not levers or not settled:
        return None
    names = [lever.name for lever in levers]
    largest = _largest(graph, names, limits)
    wanted = next((s.name for s in settled if s.status != "open"), settled[0].name)
    if largest == 0:
        says = "What levers would open is not worked out, since that takes long."
        limits.leave_out("levers", says, ["levers", "--for", settles(wanted)])
        return None
    begun = time.perf_counter()
    looking = LeverWorlds(graph)
    tests = [asked_test(graph, settles(one.name)) for one in settled]
    ask = _standings(settled, tests)
    under: dict[Names, Standings | Impossible] = {}
    covered = -1
    for size in range(largest + 1):
        under |= looking.look(list(map(frozenset, combinations(names, size))), ask)
        covered = size
        late = limits.patience is not None and time.perf_counter() - begun > limits.patience
        if size and late:
            break
    taken = time.perf_counter() - begun
    if covered < len(names):
        says = f"Sets of more than {plural(covered, 'lever')} were not put together."
        limits.leave_out("levers", says, ["levers", "--for", settles(wanted)])
    sets = {
        one.name: _sets(graph, k, test, under, covered, taken)
        for k, (one, test) in enumerate(zip(settled, tests, strict=True))
    }
    return Levered(sets, under)


def settles(name: str) -> str:
    """The test that everybody together can bring a settlement about."""
    return f"settle({quoted(name)})"


def _largest(graph: Graph, names: Sequence[str], limits: _Limits) -> int:
    """The largest sets that there is time for; 0 where there is none for single levers."""
    looked = 1
    for size in range(1, len(names) + 1):
        looked += math.comb(len(names), size)
        fits = limits.allows(looked * len(graph), _STATES_A_SECOND)
        if looked > _MOST_SETS or not fits:
            return size - 1
    return len(names)


def _standings(
    settled: Sequence[Settlement], tests: Sequence[Test]
) -> Callable[[Model], Standings]:
    def ask(model: Model) -> Standings:
        found = [model.settlement(one.name) for one in settled]
        verdicts = [truth(test, {HERE: model}) for test in tests]
        pairs = zip(found, verdicts, strict=True)
        return tuple(Under(one.status, one.minimal_coalitions, so) for one, so in pairs)

    return ask


def _sets(
    graph: Graph,
    place: int,
    test: Test,
    under: Mapping[Names, Standings | Impossible],
    covered: int,
    seconds: float,
) -> LeverSets:
    """Which sets make one settlement one that can be reached."""
    verdicts = {
        names: found if isinstance(found, Impossible) else found[place].reached
        for names, found in under.items()
    }
    return LeverSets(graph, test, graph.dispute.levers, verdicts, covered, seconds)
