"""The first screen: five sentences that answer what most readers ask."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from detente.claims.sweep import Sweep
from detente.doubts.shares import Share
from detente.report.handout.change import change_line
from detente.report.handout.claims import claim_anchor
from detente.report.handout.doubts import as_stated_in_words, doubt_anchor, hinge_in_words
from detente.report.handout.equilibria import kind_anchor
from detente.report.handout.material import Material
from detente.report.handout.parts import Line, Link, Strong
from detente.report.handout.settlements import role_anchor, settlement_anchor
from detente.report.handout.threats import threat_anchor
from detente.report.handout.writing import (
    WORLDS,
    count_link,
    joined_lines,
    line,
    state_link,
)
from detente.report.settlements import STATUSES, coalitions_in_words
from detente.report.shares import in_cell, share_in_words, state_share
from detente.report.threats import VERDICT_WORDS
from detente.report.words import joined, plural, state_in_words
from detente.settlements.settlement import Coalition, Settlement
from detente.stability.concepts import CONCEPTS

_MOST_NAMED = 4
_SHOWN = 2
_MOST_COALITIONS = 3


def first_screen(material: Material) -> tuple[Line, ...]:
    """What is stable, who is needed, which threats are empty, what would change it, how sure."""
    return (
        (Strong("What is stable: "), *_stable(material)),
        (Strong("Who is needed: "), *_needed(material)),
        (Strong("Which threats are empty: "), *_threats(material)),
        (Strong("What would change it: "), *change_line(material)),
        (Strong("How sure that is: "), *_sure(material)),
    )


# What is stable -----------------------------------------------------------------------------------


def _stable(material: Material) -> Line:
    analysis, graph = material.analysis, material.graph
    concept = material.concept
    to, ahead = (
        kind_anchor(concept),
        f"once it counts how the others would answer ({CONCEPTS[concept].title})",
    )
    come = analysis.come_about(concept)
    if come is None or material.evolution is None:
        count = count_link(len(analysis.equilibria(concept)), "state", to)
        whole = count_link(len(graph), "state", "graph")
        return line(
            (count,), " of ", (whole,), f" can be called stable: each party stays, {ahead}."
        )
    reached = count_link(len(material.evolution), "state", "graph")
    if not come:
        return line(
            "nothing for everybody. Of the ",
            (reached,),
            " that can come about from the status quo no state is an ",
            (Link("equilibrium", to),),
            ".",
        )
    start = graph.status_quo
    assert start is not None
    number = graph.states.number(start)
    if come == [number]:
        words = f" ({state_in_words(graph, start)}), and nothing else that can come about."
        return line("the status quo, state ", (state_link(number),), words)
    others = [place for place in map(graph.states.index, come) if place is not None]
    if number in come:
        others.remove(start)
    are = "is" if len(come) == 1 else "are"
    return line(
        "of the ",
        (reached,),
        " that can come about from the status quo ",
        (Link(f"{len(come)}", to),),
        f" {are} stable for every party, {ahead}: ",
        *_which(material, others, to, now=number in come),
        ".",
    )


def _which(material: Material, others: Sequence[int], to: str, *, now: bool) -> Iterator[Line]:
    """Whether the status quo is among what is stable, and what else is."""
    if now:
        yield ("the status quo itself",)
    else:
        yield ("not the status quo, but ",)
    shown = _telling(material, others)[:_SHOWN]
    more = len(others) - len(shown)
    if now:
        yield (", and ",)
    if more:
        yield (Link(plural(len(others), "other"), to), ", for example ")
    yield joined_lines([_state(material, place) for place in shown])


def _telling(material: Material, places: Sequence[int]) -> list[int]:
    """Settlements first, then what is fewest steps away."""
    evolution = material.evolution
    assert evolution is not None
    return sorted(places, key=lambda k: (not _satisfied(material, k), evolution.steps[k], k))


def _satisfied(material: Material, place: int) -> list[str]:
    """The settlements that a state satisfies."""
    return [one.name for one in material.settlements if one.settled[place]]


def _state(material: Material, place: int) -> Line:
    graph = material.graph
    names = _satisfied(material, place)
    what = f"{joined(names)} – " if names else ""
    words = f" ({what}{state_in_words(graph, place)})"
    return ("state ", state_link(graph.states.number(place)), words)


# Who is needed ------------------------------------------------------------------------------------


def _needed(material: Material) -> Line:
    if not material.dispute.settlements:
        return line("the file names no settlement, so nobody can be said to be needed for one.")
    if material.graph.status_quo is None:
        return line("without a status quo it cannot be said who could bring a settlement about.")
    if not material.settlements:
        return line("with so many parties it is not asked who could bring a settlement about.")
    parts = [_of_settlement(one) for one in material.settlements[:_MOST_NAMED]]
    more = len(material.settlements) - len(parts)
    if more:
        parts.append((Link(plural(more, "other settlement"), "settlements"),))
    spans: list[Line] = []
    for number, part in enumerate(parts):
        spans += [("; ",)] * bool(number) + [part]
    return line(*spans, ".")


def _of_settlement(found: Settlement) -> Line:
    name: Line = (Link(found.name, settlement_anchor(found.name)),)
    if found.status != "open":
        if found.status != "unreachable":
            return line(name, f" is {STATUSES[found.status]}")
        far = " is out of reach by steps that all who take them want"
        return line(name, far, *_otherwise(found))
    needed = [party for party, role in found.roles.items() if role == "needed"]
    who = joined_lines([(Link(party, role_anchor(found.name, party)),) for party in needed])
    rest = [tuple(p for p in group if p not in needed) for group in found.minimal_coalitions]
    if not needed:
        groups = _few(found, found.minimal_coalitions)
        return line("for ", name, f" nobody is needed: {groups} could bring it about")
    are = "is" if len(needed) == 1 else "are"
    if rest == [()]:
        return line("for ", name, " ", who, f" {are} needed, and nobody else")
    return line("for ", name, " ", who, f" {are} needed, with {_listed(rest)}")


def _otherwise(found: Settlement) -> Iterator[str]:
    """How a settlement that is out of reach could still be brought about."""
    if found.by_pact:
        yield f", but not by pact: {_few(found, found.by_pact)} could, moving at the same time"
    elif found.under_pressure:
        yield f", but not under pressure: {_few(found, found.under_pressure)} could, some giving in"


def _few(found: Settlement, coalitions: Sequence[Coalition]) -> str:
    """A few coalitions in words."""
    everyone = found.graph.parties
    same = {len(coalition) for coalition in coalitions}
    if len(same) == 1 and len(coalitions) == math.comb(len(everyone), *same) > _MOST_COALITIONS:
        return f"any {same.pop()} of the {len(everyone)} parties"
    return _listed(coalitions)


def _listed(coalitions: Sequence[Coalition]) -> str:
    return coalitions_in_words(coalitions, _MOST_COALITIONS).replace("; or ", ", or ")


# Which threats are empty --------------------------------------------------------------------------


def _threats(material: Material) -> Line:
    if not material.dispute.threats:
        return line("no threat is declared", _resting(material), ".")
    if not material.threats:
        return line("without a status quo no threat can be looked at.")
    ordered = sorted(material.threats.items(), key=lambda pair: pair[1].status_quo != "empty")
    parts = []
    for name, answer in ordered[:_MOST_NAMED]:
        verdict = answer.status_quo
        share = in_cell(material.sweep, f"threat {name}", verdict).strip()
        worlds = line(" in ", (Link(share, WORLDS),), " of the worlds") if share else ()
        own: Line = (Link(name, threat_anchor(name)), f" (by {answer.threat.by})")
        parts.append(line(own, f" {VERDICT_WORDS[verdict]}", worlds))
    more = len(ordered) - len(parts)
    if more:
        parts.append((Link(plural(more, "other"), "threats"),))
    return line(joined_lines(parts), _resting(material), ".")


def _resting(material: Material) -> Line:
    """How many states that can come about rest on an empty threat."""
    reached = material.analysis.reached
    resting = material.empty.resting
    count = int(resting.sum() if reached is None else (resting & reached).sum())
    if not count:
        return ()
    come = "" if reached is None else " that can come about"
    number = count_link(count, "state", "threats")
    return line(
        "; ", (number,), f"{come} would stay only if somebody did what it would not gain by doing"
    )


# How sure that is ---------------------------------------------------------------------------------


def _sure(material: Material) -> Line:
    sweep = material.sweep
    if sweep is None:
        if material.dispute.doubts:
            return line(
                "the file has ", (Link("doubts", "doubts"),), ", but no worlds were looked at."
            )
        return line(
            "the file has ",
            (Link("no doubts", "doubts"),),
            ", so every answer is that of the file as it stands; nothing says how sure it is.",
        )
    count = f"all {len(sweep.weights):,}" if sweep.exact else f"{len(sweep.weights):,}"
    shares = list(_shares(material))
    looked: Line = line("over ", (Link(f"{count} worlds", WORLDS),), " of the doubts ")
    if not shares:
        return line(looked, "nothing was asked but equilibria.")
    return line(looked, joined_lines(shares), *_hinge(material), ".")


def _shares(material: Material) -> Iterator[Line]:
    """In what share of worlds things stay, and settlements are as in the file, or else claims."""
    sweep = material.sweep
    assert sweep is not None
    yield from _staying(material, sweep)
    for one in material.settlements[:_MOST_NAMED]:
        share = in_cell(sweep, f"settlement {one.name}", one.status).strip()
        if share:
            name: Line = (Link(one.name, settlement_anchor(one.name)),)
            yield line(name, f" is {STATUSES[one.status]} in ", (Link(share, WORLDS),))
    if not material.settlements:
        for answer in material.claims[:_MOST_NAMED]:
            if f"claim {answer.claim.name}" in sweep.columns:
                share = share_in_words(sweep.claim(answer.claim.name).true)
                own = Link(answer.claim.name, claim_anchor(answer.claim.name))
                yield line((own,), " is true in ", (Link(share, WORLDS),))


def _staying(material: Material, sweep: Sweep) -> Iterator[Line]:
    """In what share of worlds the status quo is stable, or else what is nearest to it and is."""
    come = material.analysis.come_about(material.concept)
    start = material.graph.status_quo
    if not come or start is None or material.concept not in sweep.tally:
        return
    places = [place for place in map(material.graph.states.index, come) if place is not None]
    place = start if start in places else _telling(material, places)[0]
    what: Line = ("the status quo",)
    if place != start:
        what = ("state ", state_link(material.graph.states.number(place)))
    share = share_in_words(state_share(sweep, material.graph, material.concept, place))
    yield line(what, " is stable in ", (Link(share, WORLDS),))


def _hinge(material: Material) -> Iterator[Line]:
    """What the least sure of the settlements, or of the threats, hinges on."""
    sweep = material.sweep
    assert sweep is not None
    asked: list[tuple[str, str]]
    asked = [(f"settlement {one.name}", one.status) for one in material.settlements]
    asked += [(f"threat {name}", threat.status_quo) for name, threat in material.threats.items()]
    known = [(outcome, value) for outcome, value in asked if outcome in sweep.columns]
    unsure = sorted(known, key=lambda one: abs(_share_of(sweep, *one).value - 0.5))
    for outcome, value in unsure if material.tells_hinges else ():
        said = hinge_in_words(sweep, outcome, value)
        if said is not None:
            yield line(f"; {said[0].lower()}{said[1:].rstrip('.')}", shares="doubts")
            return
    if material.tells_hinges or material.near is None:
        if known and not sweep.exact:
            yield line("; what that hinges on takes ", (Link("more worlds", "doubts"),), " to tell")
    elif known:
        yield _flip(material.near, [outcome for outcome, _ in unsure])


def _flip(sweep: Sweep, outcomes: Sequence[str]) -> Line:
    """Which doubt alone changes the least sure of the answers that one does."""
    for outcome in outcomes:
        flips = sweep.flips(outcome)
        if flips:
            first = sweep.space.questions[flips[0].question].name
            others = len(flips) - 1
            more: Line = (Link(plural(others, "other"), "doubts"),)
            return line(
                "; another answer to the ",
                (Link("doubt", "doubts"), " «", Link(first, doubt_anchor(first)), "»"),
                *((", or to ", more, ",") if others else ()),
                f" would alone change that {as_stated_in_words(sweep, outcome)}",
            )
    return line("; no answer to ", (Link("one doubt", "doubts"),), " alone changes any of that")


def _share_of(sweep: Sweep, outcome: str, value: str) -> Share:
    return sweep.share(outcome, lambda found: found == value)
