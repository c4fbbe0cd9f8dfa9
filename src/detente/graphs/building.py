"""From a dispute to its graph, with the faults that only the states show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from detente.disputes.layout import Path
from detente.disputes.model import Dispute, Ranking, bits
from detente.disputes.places import problem_at
from detente.disputes.problems import DisputeError, Problem
from detente.graphs.graph import Graph, drawn_graph, option_graph
from detente.graphs.limits import refuse_too_many
from detente.graphs.option_moves import Feasible, party_masks
from detente.graphs.states import (
    MOST_BITS,
    Codes,
    Indices,
    Numbers,
    States,
    feasible_codes,
    level_rules,
    status_quo_code,
    truths,
)
from detente.statements.printing import printed


def build(dispute: Dispute) -> Graph:
    """The graph of a dispute.

    Raises
    ------
    DisputeError
        If no state is feasible, the status quo breaks a rule, a ranking misses or repeats a state,
        coalesced classes overlap, or there are more options or states than can be held.
    """
    if dispute.drawing is not None:
        return _build_drawn(dispute)
    width = sum(1 for _ in bits(dispute))
    if width > MOST_BITS:
        raise DisputeError(
            [
                problem_at(
                    dispute,
                    ("parties",),
                    f"there are {width} options and levels; {MOST_BITS} can be held",
                    "merge options that go together",
                )
            ]
        )
    codes = feasible_codes(dispute)
    refuse_too_many(len(codes), dispute)
    if len(codes) == 0:
        raise DisputeError(
            [
                problem_at(
                    dispute,
                    ("rules",),
                    "no state is feasible: the rules rule out everything",
                    "loosen one of them",
                )
            ]
        )
    problems: list[Problem] = []
    home = _coalesced(dispute, codes, problems)
    states = States(dispute, codes)
    if home is not None:
        kept = _own_home(home)
        states = States(dispute, codes[kept], kept + 1)
        home = np.searchsorted(kept, home).astype(np.int32)
    feasible = Feasible(codes, home, party_masks(dispute))
    status_quo = _status_quo(dispute, feasible, problems)
    problems.extend(_ranking_problems(dispute, states, len(codes)))
    if problems:
        raise DisputeError(problems)
    return option_graph(dispute, feasible, states, status_quo)


def _build_drawn(dispute: Dispute) -> Graph:
    assert dispute.drawing is not None
    numbers = np.array([number for number, _ in dispute.drawing.states], dtype=np.int64)
    states = States(dispute, numbers, numbers)
    problems = list(_ranking_problems(dispute, states, 0))
    if problems:
        raise DisputeError(problems)
    status_quo = dispute.status_quo
    return drawn_graph(
        dispute, states, states.index(status_quo) if isinstance(status_quo, int) else None
    )


def _own_home(home: Indices) -> Numbers:
    """The states that stay: those that are the lowest of their class."""
    return np.flatnonzero(home == np.arange(len(home)))


def _coalesced(dispute: Dispute, codes: Codes, problems: list[Problem]) -> Indices | None:
    """The place of the lowest member of each feasible state's class; None if none is merged."""
    if not dispute.same:
        return None
    home = np.arange(len(codes), dtype=np.int32)
    taken = np.zeros(len(codes), dtype=bool)
    for number, members in enumerate(truths(dispute.same, dispute, codes)):
        both = members & taken
        if both.any():
            problems.append(
                problem_at(
                    dispute,
                    ("same", number),
                    f"state {int(np.argmax(both)) + 1} is in two classes of same states",
                    "make the formulas exclude one another, or join them with `or`",
                )
            )
            continue
        taken |= members
        if members.any():
            home[members] = np.argmax(members)
    return home


def _status_quo(dispute: Dispute, feasible: Feasible, problems: list[Problem]) -> int | None:
    code = status_quo_code(dispute)
    at = int(np.searchsorted(feasible.codes, code))
    if at < len(feasible.codes) and feasible.codes[at] == code:
        return at if feasible.home is None else int(feasible.home[at])
    if dispute.status_quo is not None:
        broken = _broken_rules(dispute, code)
        problems.append(
            problem_at(
                dispute,
                ("status_quo",),
                f"the status quo breaks the rule{'s' if len(broken) > 1 else ''} "
                + ", ".join(f"`{rule}`" for rule in broken),
                "change which options are on, or the rule",
            )
        )
    return None


def started_at(graph: Graph, dispute: Dispute) -> int | None:
    """The status quo of a dispute that has the states and moves of a graph, by its place.

    Raises
    ------
    DisputeError
        If it breaks a rule.
    """
    if graph.feasible is None:
        status_quo = dispute.status_quo
        return graph.states.index(status_quo) if isinstance(status_quo, int) else None
    problems: list[Problem] = []
    place = _status_quo(dispute, graph.feasible, problems)
    if problems:
        raise DisputeError(problems)
    return place


def _broken_rules(dispute: Dispute, code: int) -> list[str]:
    rules = [rule.formula for rule in dispute.rules] + level_rules(dispute)
    alone = np.array([code], dtype=np.int64)
    return [
        printed(rule)
        for rule, holds in zip(rules, truths(rules, dispute, alone), strict=True)
        if not holds[0]
    ]


def _ranking_problems(dispute: Dispute, states: States, feasible: int) -> Iterator[Problem]:
    """What is wrong with rankings, where so many states were feasible before any were merged."""
    for party in dispute.parties:
        if isinstance(party.preferences, Ranking):
            path = ("parties", party.name, "ranking")
            yield from ranking_problems(dispute, states, feasible, path, party.preferences)


def ranking_problems(
    dispute: Dispute, states: States, feasible: int, path: Path, ranking: Ranking
) -> Iterator[Problem]:
    """What is wrong with the ranking at `path`, given how many states are feasible unmerged."""
    for what, mend in _ranking_faults(ranking, set(states.numbers.tolist()), feasible):
        yield problem_at(dispute, path, what, mend)


def _ranking_faults(ranking: Ranking, wanted: set[int], feasible: int) -> Iterator[tuple[str, str]]:
    listed = Counter(number for tied in ranking.classes for number in tied)
    repeated = sorted(number for number, times in listed.items() if times > 1)
    missing, strange = sorted(wanted - set(listed)), sorted(set(listed) - wanted)
    if repeated:
        yield f"the ranking repeats {_states(repeated)}", "list each state once"
    if missing:
        mend = "list every state once; `detente states` shows them"
        yield f"the ranking misses {_states(missing)}", mend
    if strange and strange[0] >= 1 and strange[-1] <= feasible:
        mend = "of states that are the same, list the lowest number"
        yield f"the ranking lists {_states(strange)}, which other numbers stand for", mend
    elif strange:
        mend = f"states are numbered 1 to {max(wanted)}; `detente states` shows them"
        yield f"the ranking lists {_states(strange)}, which there is not", mend


def _states(numbers: list[int]) -> str:
    shown = ", ".join(map(str, numbers[:5]))
    more = f" and {len(numbers) - 5} more" if len(numbers) > 5 else ""
    return f"state{'s' if len(numbers) > 1 else ''} {shown}{more}"
