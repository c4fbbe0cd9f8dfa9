"""The first screen: five sentences that answer what most readers ask."""

from __future__ import annotations

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
from detente.report.shares import in_cell, share_in_words
from detente.report.threats import VERDICT_WORDS
from detente.report.words import plural, state_in_words
from detente.settlements.settlement import Settlement
from detente.settlements.weights import TooManyMembers
from detente.stability.concepts import CONCEPTS

_MOST_NAMED = 4
_SHOWN = 2


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
    now = ", the status quo among them" if number in come else ", the status quo not among them"
    return line(
        "of the ",
        (reached,),
        " that can come about from the status quo ",
        (Link(f"{len(come)}", to),),
        f" {'is' if len(come) == 1 else 'are'} stable for every party, {ahead}{now}",
        *_examples(material, [n for n in come if n != number]),
        ".",
    )


def _examples(material: Material, numbers: list[int]) -> Iterator[Line]:
    if not numbers:
        return
    yield (": " if len(numbers) <= _SHOWN else ", for example ",)
    shown = []
    for number in numbers[:_SHOWN]:
        place = material.graph.states.index(number)
        assert place is not None
        shown.append(("state ", state_link(number), f" ({state_in_words(material.graph, place)})"))
    yield joined_lines(shown)


# Who is needed ------------------------------------------------------------------------------------


def _needed(material: Material) -> Line:
    if not material.dispute.settlements:
        return line("the file names no settlement, so nobody can be said to be needed for one.")
    if not material.settlements:
        return line("without a status quo it cannot be said who could bring a settlement about.")
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
        groups = coalitions_in_words(found.by_pact)
        pact = f", but not by pact: {groups} could, moving at the same time"
        far = " is out of reach by steps that all who take them want"
        return line(name, f"{far}{pact if found.by_pact else ''}")
    needed = [party for party, role in found.roles.items() if role == "needed"]
    who = joined_lines([_weighed(found, party) for party in needed])
    rest = [tuple(p for p in group if p not in needed) for group in found.minimal_coalitions]
    if not needed:
        groups = coalitions_in_words(found.minimal_coalitions)
        return line("for ", name, f" nobody is needed: {groups} could bring it about")
    are = "is" if len(needed) == 1 else "are"
    if rest == [()]:
        return line("for ", name, " ", who, f" {are} needed, and nobody else")
    return line("for ", name, " ", who, f" {are} needed, with {coalitions_in_words(rest)}")


def _weighed(found: Settlement, party: str) -> Line:
    try:
        weight = f"{float(found.shapley_shubik[party]):.2f}"
    except TooManyMembers:
        return (party,)
    return line((party,), " (weight ", (Link(weight, role_anchor(found.name, party)),), ")")


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
            "the file states ",
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
    """In what share of worlds settlements are as they are in the file; else claims."""
    sweep = material.sweep
    assert sweep is not None
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
            more = f", or to {plural(others, 'other')}," if others else ""
            return line(
                "; another answer to the ",
                (Link("doubt", "doubts"), " «", Link(first, doubt_anchor(first)), "»"),
                f"{more} would alone change that {as_stated_in_words(sweep, outcome)}",
            )
    return line("; no answer to ", (Link("one doubt", "doubts"),), " alone changes any of that")


def _share_of(sweep: Sweep, outcome: str, value: str) -> Share:
    return sweep.share(outcome, lambda found: found == value)
