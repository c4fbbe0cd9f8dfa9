"""What is said of coalitions that could leave: in words, and as plain data for ``--json``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from detente.graphs.graph import Graph
from detente.graphs.reasons import exchange
from detente.report.answers import heading, state_answer
from detente.report.shares import shares_answer, verdicts_answer
from detente.report.words import change_in_words, joined, sets
from detente.stability.coalition_answers import AgainstCoalitions, CoalitionAnalysis, Departure
from detente.stability.witness import Step
from detente.statements.printing import printed

if TYPE_CHECKING:
    from detente.claims.sweep import Sweep

WHO_COULD = "This says who could leave together, not who would."


# In words ---------------------------------------------------------------------------------------


def looked_at_in_words(found: CoalitionAnalysis) -> str:
    """Which states were looked at, as a sentence."""
    if found.looked_at == "come_about":
        return (
            "Looked at are the equilibria that improvements lead to from the status quo;"
            " --all looks at the others too."
        )
    if found.graph.status_quo is None:
        return "Looked at are all equilibria: there is no status quo that they could come from."
    return "Looked at are all equilibria, whether or not they can come about."


def departures_by_concept(
    found: CoalitionAnalysis, number: int
) -> list[tuple[Departure, list[str]]]:
    """The departures from a state, each with the concepts under which nothing answers it."""
    under: dict[Departure, list[str]] = {}
    for name, answer in found.concepts.items():
        if number in answer.left:
            for departure in answer.departures(number):
                under.setdefault(departure, []).append(name)
    return sorted(under.items(), key=lambda row: len(row[0].coalition))


def who_leaves_in_words(departure: Departure, concepts: list[str]) -> str:
    """Under which concepts nothing answers it, who goes, and where."""
    named = " ".join(name.upper() for name in concepts)
    who = joined(list(departure.coalition))
    how = "together" if len(departure.coalition) > 1 else "alone"
    return f"{named}: {who} could go {how} to state {departure.target}."


def departure_in_words(graph: Graph, number: int, departure: Departure) -> Iterator[str]:
    """A departure step by step, and then what each member gains by it."""
    for count, step in enumerate(departure.steps, 1):
        yield f"{count}. {_step_in_words(graph, step)}"
    movers = {step.party for step in departure.steps}
    for party in departure.coalition:
        who = party if party in movers else f"{party}, which only has to let it happen,"
        yield f"{who} {_gain_in_words(graph, party, number, departure.target)}."


def _step_in_words(graph: Graph, step: Step) -> str:
    source, target = place_of(graph, step.source), place_of(graph, step.target)
    change = change_in_words(graph, step.party, source, target)
    alone = "" if step.improvement else " (no gain by itself)"
    return f"{step.party} goes to state {step.target} by {change}{alone}."


def _gain_in_words(graph: Graph, party: str, source: int, target: int) -> str:
    exchanged = _exchange(graph, party, source, target)
    gains, gives_up = ([f"`{formula}`" for formula in side] for side in exchanged)
    if not gains:
        return f"ranks state {target} higher than state {source}"
    lost = f", and gives up {joined(gives_up)}" if gives_up else ""
    return f"gains {joined(gains)}{lost}"


def _exchange(graph: Graph, party: str, source: int, target: int) -> tuple[list[str], list[str]]:
    """What a party gains and gives up between two states, by their numbers."""
    place = graph.parties.index(party)
    found = exchange(graph, place, place_of(graph, source), place_of(graph, target))
    return [printed(f) for f in found.gains], [printed(f) for f in found.gives_up]


def place_of(graph: Graph, number: int) -> int:
    """The place of the state of a number that is known to be one."""
    place = graph.states.index(number)
    assert place is not None
    return place


# As plain data ----------------------------------------------------------------------------------


def coalitions_answer(found: CoalitionAnalysis, limit: int, shares: Sweep | None) -> dict[str, Any]:
    """The answer of ``detente coalitions``."""
    return {
        **heading(found.graph.dispute.title),
        "looked_at": found.looked_at,
        "concepts": {n: _concept(answer, limit, shares) for n, answer in found.concepts.items()},
        **shares_answer(shares, {}),
    }


def _concept(answer: AgainstCoalitions, limit: int, shares: Sweep | None) -> dict[str, Any]:
    graph, left = answer.graph, answer.left
    return {
        "extends": answer.extends,
        "looked_at": len(answer.places),
        "stable": answer.stable[:limit],
        "left": [
            {
                **state_answer(graph, place_of(graph, number)),
                "leaving": [_leaving(graph, number, d) for d in answer.departures(number)],
            }
            for number in left[:limit]
        ],
        "counts": {"stable": len(answer.places) - len(left), "left": len(left)},
        **_shares(answer, limit, shares),
    }


def _shares(answer: AgainstCoalitions, limit: int, sweep: Sweep | None) -> dict[str, Any]:
    """In what share of worlds each state stands; null where it is not feasible."""
    if sweep is None:
        return {}
    found = []
    for number in answer.looked_at[:limit]:
        shares = sweep.verdicts(standing_outcome(answer.graph, answer.concept, number))
        found.append({"number": number, **verdicts_answer(shares)})
    return {"shares": found}


def standing_outcome(graph: Graph, concept: str, number: int) -> str:
    """What the outcome is called that says whether a state stands against coalitions."""
    return f"standing {concept} {int(graph.states.codes[place_of(graph, number)])}"


def _leaving(graph: Graph, number: int, departure: Departure) -> dict[str, Any]:
    exchanged = {
        party: _exchange(graph, party, number, departure.target) for party in departure.coalition
    }
    return {
        "coalition": list(departure.coalition),
        "to": departure.target,
        "steps": [_step(graph, step) for step in departure.steps],
        "gains": {party: gains for party, (gains, _) in exchanged.items()},
        "gives_up": {party: gives_up for party, (_, gives_up) in exchanged.items()},
    }


def _step(graph: Graph, step: Step) -> dict[str, Any]:
    return {
        "party": step.party,
        "from": step.source,
        "to": step.target,
        "sets": sets(graph, step.party, place_of(graph, step.source), place_of(graph, step.target)),
    }
