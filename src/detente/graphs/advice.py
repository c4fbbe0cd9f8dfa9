"""What is odd about a model although it can be solved, and what each party wants of the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.disputes.layout import Path
from detente.disputes.model import (
    NEVER,
    Allow,
    Dispute,
    Prioritised,
    Ranking,
    RemoveRule,
    Statement,
    Weighted,
)
from detente.disputes.places import problem_at
from detente.disputes.problems import Problem
from detente.disputes.terms import options_by_term, options_of
from detente.graphs.graph import Graph
from detente.graphs.states import setting_text, truths
from detente.statements.printing import option_name, printed
from detente.statements.syntax import (
    Conditional,
    Formula,
    Term,
)

MOST_STATES = 1 << 17


@dataclass(frozen=True)
class Want:
    """What a party would have another do with one option, everything else staying as it is.

    Attributes
    ----------
    party : str
        Whose preferences these are.
    of : str
        Whose option it is.
    setting : str
        The option, or the option at a level (against its lowest).
    on, off, either : float
        In what share of the comparisons the party prefers it on, prefers it off, or does not mind.
    """

    party: str
    of: str
    setting: str
    on: float
    off: float
    either: float


def warnings(graph: Graph) -> list[Problem]:
    """What an analyst should look at again, in the order of the file."""
    found = [*_constants(graph), *_unmentioned(graph), *_merged_nothing(graph), *_split(graph)]
    found.extend(_unused_of_claims(graph))
    if graph.feasible is not None and len(graph) <= MOST_STATES:
        found.extend(_convenient_conditions(graph))
    return sorted(found)


def wants(graph: Graph) -> list[Want]:
    """What each party wants of the others, option by option; nothing for hand-drawn graphs.

    For disputes of more than `MOST_STATES` states nothing is compared, and nothing is returned.
    """
    if graph.feasible is None or len(graph) > MOST_STATES:
        return []
    found = []
    for k, bit in enumerate(graph.states.bits):
        off, on = _pairs(graph, k)
        for party, rank in enumerate(graph.ranks):
            if party != bit.party and len(off):
                better, worse = (
                    float((rank[on] > rank[off]).mean()),
                    float((rank[on] < rank[off]).mean()),
                )
                owner = graph.parties[bit.party]
                setting = setting_text(bit.setting)
                own = graph.parties[party]
                found.append(Want(own, owner, setting, better, worse, 1 - better - worse))
    return sorted(found, key=lambda want: graph.parties.index(want.party))


def _pairs(graph: Graph, k: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """The states that differ in bit `k` alone: with it off and, beside them, with it on."""
    codes = graph.states.codes
    off = np.flatnonzero((codes & (1 << k)) == 0)
    wanted = codes[off] | (1 << k)
    on = np.minimum(np.searchsorted(codes, wanted), len(codes) - 1)
    both = codes[on] == wanted
    return off[both], on[both]


def _stated(graph: Graph) -> Iterator[tuple[Path, int, Formula]]:
    """Every preference statement or weighted formula, with its place and its party."""
    for number, party in enumerate(graph.dispute.parties):
        path: Path = ("parties", party.name)
        match party.preferences:
            case Prioritised(statements):
                for line, statement in enumerate(statements):
                    yield (*path, "prefers", line), number, statement.formula
            case Weighted(weights):
                places = _weight_places(graph.dispute, (*path, "weights"))
                for place, (formula, _) in zip(places, weights, strict=False):
                    yield place, number, formula
            case _:
                pass


def _weight_places(dispute: Dispute, path: Path) -> Iterator[Path]:
    """The places of a party's weights, in their order, as the file writes their formulas."""
    if dispute.origin is not None:
        keys = dispute.origin.layout.keys
        yield from (at for at in keys if at[:-1] == path)
    while True:
        yield path


def _constants(graph: Graph) -> Iterator[Problem]:
    stated = list(_stated(graph))
    mend = "remove it, or look at the rules again"
    if any(
        isinstance(e, Allow | RemoveRule) for lever in graph.dispute.levers for e in lever.edits
    ):
        mend = "leave it if a lever changes that; else remove it, or look at the rules again"
    holds = graph.states.each_where(formula for _, _, formula in stated)
    for (path, party, formula), truth in zip(stated, holds, strict=True):
        if truth.all() or not truth.any():
            always = "true" if truth.all() else "false"
            what = f"`{printed(formula)}` is {always} in every state, so it says nothing of "
            yield problem_at(
                graph.dispute,
                path,
                f"{what}what `{graph.parties[party]}` prefers",
                mend,
                key="weights" in path,
            )


def _unmentioned(graph: Graph) -> Iterator[Problem]:
    dispute = graph.dispute
    stated = [formula for _, _, formula in _stated(graph)]
    if not stated:
        return
    if any(isinstance(party.preferences, Ranking) for party in dispute.parties):
        return  # a ranking of the states has every option in view
    by_term = options_by_term(dict(dispute.terms))
    mentioned = set().union(*(options_of(formula, by_term) for formula in stated))
    for party in dispute.parties:
        for option in party.options:
            if (party.name, option.name) not in mentioned:
                yield problem_at(
                    dispute,
                    ("parties", party.name, "options", option.name),
                    f"nobody's preferences mention `{option_name(party.name, option.name)}`",
                    "state who cares about it, or leave it out",
                    key=True,
                )


def _merged_nothing(graph: Graph) -> Iterator[Problem]:
    if graph.feasible is None:
        return
    members = truths(graph.dispute.same, graph.dispute, graph.feasible.codes)
    for number, truth in enumerate(members):
        if truth.sum() < 2:
            yield problem_at(
                graph.dispute,
                ("same", number),
                "fewer than two states satisfy this, so nothing is made the same",
                "look at the formula again",
            )


def _split(graph: Graph) -> Iterator[Problem]:
    """Threats and settlements that are true of some members only of states that are the same.

    Where a threat is carried out already, it does not matter when it applies.
    """
    feasible = graph.feasible
    if feasible is None or feasible.home is None:
        return
    asked: list[tuple[Path, Formula, Formula]] = [
        (("settlements", name), formula, NEVER) for name, formula in graph.dispute.settlements
    ]
    for threat in graph.dispute.threats:
        path: Path = ("threats", threat.name)
        asked.append(((*path, "action"), threat.action, NEVER))
        asked.append(((*path, "if"), threat.condition, threat.action))
        asked.append(((*path, "unless"), threat.unless, threat.action))
    members = truths((formula for _, formula, _ in asked), graph.dispute, feasible.codes)
    merged = graph.states.each_where(formula for _, formula, _ in asked)
    settled = graph.states.each_where(done for _, _, done in asked)
    rows = zip(asked, members, merged, settled, strict=True)
    for (path, formula, _), of_member, of_state, done in rows:
        if ((of_member != of_state[feasible.home]) & ~done[feasible.home]).any():
            what = f"`{printed(formula)}` is true of some, not all, of the states that are the same"
            mend = "it is read at the lowest of them; change it, or what is made the same"
            yield problem_at(graph.dispute, path, what, mend)


def _unused_of_claims(graph: Graph) -> Iterator[Problem]:
    """What a claim of its kind has no use for."""
    for claim in graph.dispute.claims:
        for key, said in (("by", claim.by), ("outcome", claim.outcome)):
            if claim.kind != "forecast" and said is not None:
                what, mend = f"`{key}` is of no use here: only forecasts", "write kind: forecast"
                path: Path = ("claims", claim.name, key)
                yield problem_at(graph.dispute, path, f"{what} are held against it", mend)
        if claim.kind == "report" and claim.test is not None:
            what, mend = "a report is not tested", "give it another kind, or remove the test"
            yield problem_at(graph.dispute, ("claims", claim.name, "test"), what, mend)


def _convenient_conditions(graph: Graph) -> Iterator[Problem]:
    """Conditional statements that make their owner want another's option to falsify the condition.

    Such a statement is satisfied by preventing its condition rather than by its conclusion: two
    states that differ in that option alone, in neither of which the conclusion holds, are told
    apart by nothing more important.
    """
    for number, party in enumerate(graph.dispute.parties):
        if not isinstance(party.preferences, Prioritised):
            continue
        statements = party.preferences.statements
        for line, statement in enumerate(statements):
            for condition, conclusion in _conditions(statement.formula, graph.dispute):
                found = _falsified_by(graph, number, statements[:line], condition, conclusion)
                for label, want in found:
                    yield problem_at(
                        graph.dispute,
                        ("parties", party.name, "prefers", line),
                        f"`{printed(statement.formula)}` makes `{party.name}` want `{label}` {want}"
                        f" merely because that makes the condition `{printed(condition)}` false",
                        "if that is not meant, state the end itself, without a condition",
                    )


def _conditions(formula: Formula, dispute: Dispute) -> list[tuple[Formula, Formula]]:
    """Condition and conclusion of a conditional, named or not; both ways round for `iff`."""
    match formula:
        case Term(name):
            return _conditions(dict(dispute.terms)[name], dispute)
        case Conditional("implies", left, right):
            return [(left, right)]
        case Conditional("if", left, right):
            return [(right, left)]
        case Conditional("iff", left, right):
            return [(left, right), (right, left)]
        case _:
            return []


def _falsified_by(
    graph: Graph,
    party: int,
    before: tuple[Statement, ...],
    condition: Formula,
    conclusion: Formula,
) -> Iterator[tuple[str, str]]:
    """Others' options, and how they are wanted, that spoil `condition` alone."""
    by_term = options_by_term(dict(graph.dispute.terms))
    spoken_of = options_of(condition, by_term) - options_of(conclusion, by_term)
    key = np.zeros(len(graph), dtype=np.int64)
    for truth in graph.states.each_where(statement.formula for statement in before):
        key = np.unique(key * 2 + truth, return_inverse=True)[1].reshape(-1)
    condition_holds, concluded = graph.states.each_where((condition, conclusion))
    for k, bit in enumerate(graph.states.bits):
        if bit.party == party or (bit.setting.party, bit.setting.option) not in spoken_of:
            continue
        off, on = _pairs(graph, k)
        open_ = ~concluded[off] & ~concluded[on] & (key[off] == key[on])
        label = setting_text(bit.setting)
        if (open_ & condition_holds[on] & ~condition_holds[off]).any():
            yield label, "off"
        if (open_ & condition_holds[off] & ~condition_holds[on]).any():
            yield label, "on"
