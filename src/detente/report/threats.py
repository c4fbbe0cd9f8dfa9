"""What is said of threats: in words, and as plain data for ``--json``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.doubts.shares import Share, share_of
from detente.graphs.graph import Graph
from detente.report.answers import heading, state_answer, step_answer
from detente.report.shares import (
    beside,
    kinds_answer,
    share_answer,
    share_in_words,
    shares_answer,
)
from detente.report.words import (
    change_in_words,
    joined,
    percent,
    plural,
    reason_in_words,
    sanction_in_words,
)
from detente.settlements.empty_threats import EmptyThreats
from detente.settlements.threats import MEANINGS, Change, Reason, ThreatAnswer
from detente.stability.coming import coming
from detente.stability.witness import Step
from detente.statements.printing import option_name, printed

if TYPE_CHECKING:
    from detente.claims.sweep import Sweep

VERDICT_WORDS = {
    "not_triggered": "does not apply now",
    "carried": "is carried out already",
    "impossible": "cannot be carried out",
    "credible": "is credible",
    "second_best": "is second best",
    "deterred": "is deterred",
    "empty": "is empty",
}


# In words ---------------------------------------------------------------------------------------


def threat_in_words(answer: ThreatAnswer, sweep: Sweep | None) -> Iterator[str]:
    """Verdict, reason, what holds it back, and its shares: a line each."""
    verdict = answer.status_quo
    share = beside(sweep, _outcome(answer), verdict)
    yield f"At the status quo it {VERDICT_WORDS[verdict]}{share}: {MEANINGS[verdict]}."
    if sweep is not None:
        others = {v: s for v, s in sweep.kinds(_outcome(answer)).items() if v != verdict}
        if others:
            said = [f"{v.replace('_', ' ')} in {share_in_words(s)}" for v, s in others.items()]
            yield f"In other worlds it is {joined(said)}."
    yield from _reason_in_words(answer, answer.why(answer.start))
    if answer.held_back_by:
        changes = joined([change_as_condition(change) for change in answer.held_back_by])
        either = " any one of" if len(answer.held_back_by) > 1 else ""
        yield f"Held back by the way things are: it would be credible with{either} {changes}."
    yield shares_in_words(answer)


def _outcome(answer: ThreatAnswer) -> str:
    return f"threat {answer.threat.name}"


def condition_in_words(answer: ThreatAnswer) -> str:
    """What is threatened, by whom, and when, in a phrase."""
    threat = answer.threat
    said = f"{threat.by} threatens `{printed(threat.action)}`"
    if printed(threat.condition) != "true":
        said += f" if `{printed(threat.condition)}`"
    if printed(threat.unless) != "false":
        said += f" unless `{printed(threat.unless)}`"
    return said


def change_as_condition(change: Change) -> str:
    """A single change as what would have to be so."""
    return f"{option_name(change.party, change.option)} {change.value}"


def _reason_in_words(answer: ThreatAnswer, reason: Reason) -> Iterator[str]:
    graph, step = answer.graph, reason.move
    if step is None:
        return
    source, target = _places(graph, step)
    change = change_in_words(graph, step.party, source, target)
    drawn = graph.feasible is None  # then the change says where it goes
    way = f"{step.party} would carry it out by {change}"
    way += "" if drawn else f", going to state {step.target}"
    if step.improvement:
        yield f"{way}, {reason_in_words(graph, step.party, source, target)}."
    else:
        yield f"{way}, {_loss_in_words(graph, step)}."
    if reason.answer is not None:
        yield sanction_in_words(graph, answer.threat.by, reason.answer)
    if reason.better is not None:
        better = reason.better
        source, target = _places(graph, better)
        change = change_in_words(graph, better.party, source, target)
        yield f"It would rather go to state {better.target} by {change}, and not carry it out."


def _loss_in_words(graph: Graph, step: Step) -> str:
    """Why a move is no improvement: what it gives up, or that it makes no difference."""
    from detente.graphs.reasons import exchange

    source, target = _places(graph, step)
    party = graph.parties.index(step.party)
    rank = graph.ranks[party]
    if rank[source] == rank[target]:
        return "which makes no difference to it"
    found = exchange(graph, party, source, target)
    if found.decided_by is None:
        return "which it ranks lower"
    gained = [f"`{printed(formula)}`" for formula in found.gains]
    lost = f"which gives up `{printed(found.decided_by)}`"
    return f"{lost}, more to it than {joined(gained)}, which it gains" if gained else lost


def shares_in_words(answer: ThreatAnswer) -> str:
    """Over the states that may come about: how often it has each verdict."""
    counts = answer.counts
    beside = [
        f"carried out already in {counts['carried']:,}" if counts["carried"] else "",
        f"impossible in {counts['impossible']:,}" if counts["impossible"] else "",
    ]
    more = joined([part for part in beside if part])
    if answer.shares is None:
        tail = f" ({more})" if more else ""
        return f"In no state that legal moves lead to could it yet be carried out{tail}."
    named = {v.replace("_", " "): percent(float(share)) for v, share in answer.shares.items()}
    shares = ", ".join(f"{verdict} {share}" for verdict, share in named.items())
    tail = f"; besides, it is {more}" if more else ""
    where = f"Over {plural(answer.over, 'state')} that legal moves lead to and where it applies"
    return f"{where}: {shares}{tail}."


def resting_in_words(graph: Graph, groups: tuple[tuple[int, ...], ...], largest: int) -> str:
    """Whose empty threats hold a state, in a phrase."""
    if not groups:
        return f"of more than {largest} parties together"
    named = [" and ".join(graph.parties[party] for party in group) for group in groups]
    return "; or ".join(named)


def _places(graph: Graph, step: Step) -> tuple[int, int]:
    source, target = graph.states.index(step.source), graph.states.index(step.target)
    assert source is not None
    assert target is not None
    return source, target


# As plain data ----------------------------------------------------------------------------------


def threats_answer(
    graph: Graph,
    threats: Mapping[str, ThreatAnswer],
    empty: EmptyThreats,
    limit: int,
    shares: Sweep | None,
) -> dict[str, Any]:
    """The answer of ``detente threats``."""
    whose = empty.whose()
    listed = np.flatnonzero(empty.resting).tolist()[:limit]
    return {
        **heading(graph.dispute.title),
        "threats": {name: _threat_answer(answer, shares) for name, answer in threats.items()},
        "rests_on_empty_threats": {
            "count": len(whose),
            "largest_sets": empty.largest,
            "come_about": graph.states.numbers[empty.resting & coming(graph)].tolist()[:limit],
            "equilibria": [
                {
                    **state_answer(graph, state),
                    "comes_about": bool(coming(graph)[state]),
                    "whose": [[graph.parties[p] for p in group] for group in whose[state]],
                    **({} if shares is None else share_answer(resting_share(shares, graph, state))),
                }
                for state in listed
            ],
        },
        **shares_answer(shares, {}),
    }


def resting_share(shares: Sweep, graph: Graph, state: int) -> Share:
    """In what share of worlds a state is GMR but not SEQ: whatever is SEQ is GMR too."""
    place = int(shares.graph.places_of(graph.states.codes[[state]])[0])
    resting = float(shares.tally["gmr"][place] - shares.tally["seq"][place])
    return share_of(resting, shares.weights, exact=shares.exact)


def _threat_answer(answer: ThreatAnswer, sweep: Sweep | None) -> dict[str, Any]:
    shares, reason = answer.shares, answer.why(answer.start)
    graph = answer.graph
    return {
        "title": answer.threat.title or None,
        "by": answer.threat.by,
        "action": printed(answer.threat.action),
        "if": printed(answer.threat.condition),
        "unless": printed(answer.threat.unless),
        "status_quo": answer.status_quo,
        **({} if sweep is None else {"shares": kinds_answer(sweep.kinds(_outcome(answer)))}),
        "held_back_by": [
            {"party": c.party, "sets": {option_name(c.party, c.option): c.value}}
            for c in answer.held_back_by
        ],
        "share": None if shares is None else {v: float(share) for v, share in shares.items()},
        "carried": answer.counts["carried"],
        "impossible": answer.counts["impossible"],
        "over": answer.over,
        "witness": {
            "move": None if reason.move is None else step_answer(graph, reason.move),
            "answer": None
            if reason.answer is None
            else [step_answer(graph, step) for step in reason.answer.sanction or ()],
            "better": None if reason.better is None else step_answer(graph, reason.better),
        },
    }
