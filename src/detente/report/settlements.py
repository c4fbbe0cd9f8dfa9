"""What is said of a settlement: in words, and as plain data for ``--json``."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from detente.disputes.model import Option
from detente.graphs.reasons import exchange
from detente.report.answers import heading
from detente.report.shares import (
    beside,
    settlement_shares_answer,
    share_in_words,
    shares_answer,
)
from detente.report.words import (
    change_in_words,
    changed_options,
    joined,
    percent,
    plural,
    sets,
    state_in_words,
)
from detente.settlements.paths import Path, PathStep
from detente.settlements.settlement import Coalition, Settlement
from detente.settlements.weights import TooManyMembers
from detente.statements.printing import option_name, printed

if TYPE_CHECKING:
    from detente.claims.sweep import Sweep

STATUS = {
    "open": "Open: it is not there yet, and it can be reached by steps that all who take them want",
    "already": "Already there: the status quo satisfies it, and no credible move leads out of it",
    "unreachable": "Out of reach: it could hold, but no path leads there that all who would have"
    " to move agree to",
    "cannot_hold": "It cannot hold: from every state that satisfies it credible moves lead out,"
    " at once or one after another",
}
STATUSES = {
    "open": "open",
    "already": "there already",
    "unreachable": "out of reach",
    "cannot_hold": "unable to hold",
}
NO_STATE = "It cannot hold: no feasible state satisfies it"
MOST_NAMED = 12
WHO_COULD = "This says who could settle, not who would."
ROLES = {
    "needed": "needed: it must act",
    "substitute": "a substitute: it can stand in for another",
    "irrelevant": "need not act",
}


# In words ---------------------------------------------------------------------------------------


def status_in_words(settlement: Settlement, sweep: Sweep | None = None) -> str:
    """The status as a sentence, and how widely it holds; and in other worlds, if there are any."""
    says = _status_in_words(settlement)
    outcome = f"settlement {settlement.name}"
    if sweep is None or outcome not in sweep.columns:
        return says
    kinds = sweep.kinds(outcome)
    shares = [f"{STATUSES[status]} in {share_in_words(s)}" for status, s in kinds.items()]
    return f"{says} Over the worlds of the doubts it is {joined(shares)}."


def _status_in_words(settlement: Settlement) -> str:
    true, held = int(settlement.settled.sum()), int(settlement.held.sum())
    if true == 0:
        return f"{NO_STATE}."
    says = f"{STATUS[settlement.status]}."
    satisfy = f"{plural(true, 'state')} that {'satisfies' if true == 1 else 'satisfy'} it"
    if held == 0:
        return f"{says} There {'is' if true == 1 else 'are'} {satisfy}."
    firmly = int(settlement.firmly_held.sum())
    return (
        f"{says} Of {satisfy}, it holds on {held:,}"
        f" (no credible move leads out) and holds firmly on {firmly:,} (no improvement does)."
    )


def coalitions_in_words(coalitions: Sequence[Coalition], most: int = MOST_NAMED) -> str:
    """Coalitions one after another, members joined by a plus sign; so many of them at most.

    Examples
    --------
    >>> coalitions_in_words([("A", "B"), ("A", "C")])
    'A + B; or A + C'
    >>> coalitions_in_words([("A", "B"), ("A", "C"), ("B", "C")])
    'any 2 of A, B and C'
    """
    union = list(dict.fromkeys(party for coalition in coalitions for party in coalition))
    if _are_all(coalitions, union):
        return f"any {len(coalitions[0])} of {joined(union)}"
    named = [" + ".join(coalition) or "nobody" for coalition in coalitions[:most]]
    more = len(coalitions) - len(named)
    others = "; or 1 other" if more == 1 else f"; or {more:,} others" if more else ""
    return ("; or ".join(named) or "no coalition") + others


def _are_all(coalitions: Sequence[Coalition], union: Sequence[str]) -> bool:
    """Whether these are all coalitions of so many of some parties, and more than two."""
    size = len(coalitions[0]) if coalitions else 0
    if size < 2 or len(coalitions) < 3 or any(len(one) != size for one in coalitions):
        return False
    return len({frozenset(one) for one in coalitions}) == math.comb(len(union), size)


def beside_in_words(settlement: Settlement, party: str, sweep: Sweep | None) -> str:
    """What stands beside a party's role: what it must let be, and what it could spoil."""

    def worlds(kind: str) -> str:
        return beside(sweep, f"{kind} {settlement.name}: {party}", True)

    said = []
    if party in settlement.must_tolerate:
        said.append(f"must tolerate it{worlds('tolerates')}: its legal moves could undo it")
    if party in settlement.relied_on:
        found = settlement.reliance[party]
        state = settlement.graph.states.number(found.blocking[0])
        wish = "and it would gain by that" if found.would_block else "but it would not gain by that"
        said.append(
            f"relied on{worlds('relied_on')}: by going to state {state} it could block, {wish}"
        )
    if party in settlement.spoilers:
        said.append(f"a spoiler{worlds('spoils')}: it would leave from where willing paths lead")
    cost = settlement.exit_cost[party]
    if cost:
        said.append(f"its exits cost {percent(float(cost))} of the settlement")
    return "; ".join(said)


def path_in_words(settlement: Settlement, path: Path) -> Iterator[str]:
    """A path step by step, and then what it rests on."""
    yield from steps_in_words(settlement, path)
    if path.coerced:
        worse = joined(list(settlement.names(path.coerced)))
        are, they = ("are", "they") if len(path.coerced) > 1 else ("is", "it")
        yield f"Under pressure: {worse} {are} worse off there than now; {they} would give in."
    yield from rests_on(settlement, path)


def consent_in_words(settlement: Settlement, path: Path) -> Iterator[str]:
    """The path that consent opens, what that costs those who consent, and what it rests on."""
    yield from steps_in_words(settlement, path)
    if path.coerced:
        worse = joined(list(settlement.names(path.coerced)))
        yield f"What consent costs: {worse} would be worse off there than now."
    yield from rests_on(settlement, path)


def steps_in_words(settlement: Settlement, path: Path) -> Iterator[str]:
    """Every step, numbered, and where the path ends."""
    graph = settlement.graph
    for number, step in enumerate(path.steps, 1):
        yield f"{number}. {_step_in_words(settlement, step, path.end)}"
    yield f"It ends in state {graph.states.number(path.end)}: {state_in_words(graph, path.end)}."


def _step_in_words(settlement: Settlement, step: PathStep, end: int) -> str:
    graph = settlement.graph
    movers = settlement.names(step.movers)
    number = graph.states.number(step.target)
    if len(movers) > 1:
        doing = "; ".join(_joint_part(settlement, party, step, end) for party in step.movers)
        return f"{joined(list(movers))} go together to state {number}: {doing}."
    (party,) = step.movers
    change = change_in_words(graph, movers[0], step.source, step.target)
    reason = _gain_in_words(settlement, party, step.source, end)
    return f"{movers[0]} goes to state {number} by {change}. {reason}"


def _joint_part(settlement: Settlement, party: int, step: PathStep, end: int) -> str:
    name = settlement.graph.parties[party]
    changes = own_changes(settlement, party, step.source, step.target)
    options = {option_name(name, option.name): option.name for option in _options(settlement, name)}
    said = [f"{options[option]} {value}" for option, value in changes.items()]
    setting = ", ".join(said) or "as it is"
    reason = _gain_in_words(settlement, party, step.source, end).rstrip(".")
    return f"{name} ({setting}; {reason[0].lower()}{reason[1:]})"


def _options(settlement: Settlement, party: str) -> Sequence[Option]:
    return settlement.graph.dispute.party(party).options


def own_changes(settlement: Settlement, party: int, source: int, target: int) -> dict[str, str]:
    """What a party does of a joint move: its own options that differ, and what they are set to."""
    graph = settlement.graph
    if graph.feasible is None:
        return {}
    mask = graph.feasible.masks[party]
    before, after = (int(graph.states.codes[s]) & mask for s in (source, target))
    return changed_options(graph.dispute, before, after)


def _gain_in_words(settlement: Settlement, party: int, source: int, end: int) -> str:
    """What the end is to a mover, against the state that it moves from."""
    graph = settlement.graph
    found = exchange(graph, party, source, end)
    rank = graph.ranks[party]
    if rank[end] <= rank[source]:
        worse = "it is worse off" if rank[end] < rank[source] else "it gains nothing"
        return f"At the end {worse}, against where it moves from."
    if found.decided_by is None:
        return "It ranks the end higher."
    gained = joined([f"`{printed(formula)}`" for formula in found.gains])
    lost = joined([f"`{printed(formula)}`" for formula in found.gives_up])
    return f"At the end it has {gained}" + (f", and has given up {lost}." if lost else ".")


def rests_on(settlement: Settlement, path: Path) -> Iterator[str]:
    """What a path rests on, a line each; nothing for what it does not rest on."""
    graph = settlement.graph
    if path.objections:
        named = [
            f"{graph.parties[o.party]} (from state {graph.states.number(o.state)} to"
            f" {graph.states.number(o.target)})"
            for o in path.objections[:5]
        ]
        more = len(path.objections) - len(named)
        yield (
            f"Who could object: {joined(named)}{f' and {more} more' if more else ''}, by credible"
            " moves from which the coalition could not settle any more."
        )
    elif path.steps and len(path.coalition) < len(graph.parties):
        yield "Nobody outside has a credible move on the way that would stop the coalition."
    if path.drift:
        drifting = joined(list(settlement.names(path.drift)))
        yield (
            f"It may drift: credible moves from the end lead on to states where {drifting} may be"
            " no better off than when moving."
        )
    yield f"How firm the end is: {firm_in_words(path)}."


def firm_in_words(path: Path) -> str:
    """How firm a path's end is, in a phrase."""
    joint, sight = path.firm.jointly, path.firm.farsighted
    leave = "nobody, alone or together with others, would gain by leaving the settlement"
    if not joint:
        leave = "somebody, alone or together with others, could gain by leaving the settlement"
    out = "no path of steps" if sight else "a path of steps"
    how = "and" if joint == sight else "though" if sight else "but"
    return f"{leave}, {how} {out} that all movers want leads out of it"


def exits_in_words(settlement: Settlement) -> Iterator[str]:
    """Of a settlement that cannot hold: who leaves it, and what would hold without that."""
    true = int(settlement.settled.sum())
    for party, leaves in settlement.exits.items():
        count, kept = int(leaves.sum()), int(settlement.exit_cost[party] * true)
        if count:
            held = f"without its exits it would hold on {kept:,}" if kept else "others leave it too"
            yield f"{party} leaves it by a credible move from {plural(count, 'state')}; {held}."


# As plain data ----------------------------------------------------------------------------------


def settlement_answer(settlement: Settlement, most: int, shares: Sweep | None) -> dict[str, Any]:
    """The answer of ``detente settle``, with at most so many paths of each kind."""

    def paths(kind: str) -> list[dict[str, Any]]:
        return [path_answer(settlement, path) for path in settlement.first_paths(kind, most)]

    return {
        **heading(settlement.graph.dispute.title),
        "settlement": settlement.name,
        "formula": printed(settlement.formula),
        "status": settlement.status,
        "satisfied_on": int(settlement.settled.sum()),
        "holds_on": int(settlement.held.sum()),
        "holds_firmly_on": int(settlement.firmly_held.sum()),
        "reached": settlement.reached,
        "minimal_coalitions": _lists(settlement.minimal_coalitions),
        "pressure": _reach(settlement.under_pressure),
        "pact": _reach(settlement.by_pact),
        "roles": settlement.roles,
        "must_tolerate": list(settlement.must_tolerate),
        "relied_on": list(settlement.relied_on),
        "would_block": list(settlement.would_block),
        "blocking_states": {
            party: [settlement.graph.states.number(place) for place in found.blocking]
            for party, found in settlement.reliance.items()
            if found.blocking
        },
        "spoilers": list(settlement.spoilers),
        "exit_cost": _floats(settlement.exit_cost),
        "refusals": _lists(settlement.refusals),
        "weights": _weights(settlement),
        "paths": paths("pressure" if settlement.status == "unreachable" else "agreed"),
        "pressure_paths": paths("pressure"),
        "pact_paths": paths("pact"),
        "consent_paths": paths("consent"),
        **_shares(settlement, shares),
    }


def _shares(settlement: Settlement, shares: Sweep | None) -> dict[str, Any]:
    if shares is None:
        return {}
    found = settlement_shares_answer(shares, settlement.name, settlement.graph)
    return shares_answer(shares, found)


def _weights(settlement: Settlement) -> dict[str, Any]:
    try:
        return {
            "shapley_shubik": _floats(settlement.shapley_shubik),
            "banzhaf": _floats(settlement.banzhaf),
        }
    except TooManyMembers as error:
        return {"shapley_shubik": None, "banzhaf": None, "left_out": str(error)}


def path_answer(settlement: Settlement, path: Path) -> dict[str, Any]:
    """One path."""
    graph = settlement.graph
    number, names = graph.states.number, graph.parties
    return {
        "coalition": list(settlement.names(path.coalition)),
        "end": number(path.end),
        "steps": [_step_answer(settlement, step, path.end) for step in path.steps],
        "coerced": list(settlement.names(path.coerced)),
        "objections": [
            {"state": number(o.state), "party": names[o.party], "to": number(o.target)}
            for o in path.objections
        ],
        "drift": list(settlement.names(path.drift)),
        "firm": {"jointly": path.firm.jointly, "farsighted": path.firm.farsighted},
    }


def _step_answer(settlement: Settlement, step: PathStep, end: int) -> dict[str, Any]:
    graph = settlement.graph
    ends = {"from": graph.states.number(step.source), "to": graph.states.number(step.target)}
    gains = {party: exchange(graph, party, step.source, end) for party in step.movers}
    if len(step.movers) == 1:
        (party,) = step.movers
        return {
            "party": graph.parties[party],
            **ends,
            "sets": sets(graph, graph.parties[party], step.source, step.target),
            "gains": [printed(formula) for formula in gains[party].gains],
            "gives_up": [printed(formula) for formula in gains[party].gives_up],
        }
    named = {graph.parties[party]: found for party, found in gains.items()}
    return {
        "parties": list(named),
        **ends,
        "sets": {
            option: value
            for party in step.movers
            for option, value in own_changes(settlement, party, step.source, step.target).items()
        },
        "gains": {name: [printed(f) for f in found.gains] for name, found in named.items()},
        "gives_up": {name: [printed(f) for f in found.gives_up] for name, found in named.items()},
    }


def _reach(coalitions: Sequence[Coalition]) -> dict[str, Any]:
    return {"reached": bool(coalitions), "minimal_coalitions": _lists(coalitions)}


def _lists(coalitions: Iterable[Coalition]) -> list[list[str]]:
    return [list(coalition) for coalition in coalitions]


def _floats(shares: Any) -> dict[str, float]:
    return {party: float(share) for party, share in shares.items()}
