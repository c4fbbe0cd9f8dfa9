"""What would change the answers, in a sentence: levers, else consent, else other preferences."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

import numpy as np

from detente.claims.lever_sets import LeverSets
from detente.claims.lever_worlds import Impossible
from detente.levers.inverse import inverse
from detente.report.handout.levers import lever_anchor, sets_anchor
from detente.report.handout.material import Levered, Material
from detente.report.handout.parts import Line, Link, Span
from detente.report.handout.settlements import settlement_anchor
from detente.report.handout.writing import joined_lines, line, state_link
from detente.report.lever_sets import in_units
from detente.report.settlements import STATUSES
from detente.report.words import joined, percent, plural
from detente.settlements.settlement import Settlement

_MOST_STATES = 200  # for which it is asked what parties would have to prefer
_MOST_TRIED = 6
_MOST_NAMED = 3


def change_line(material: Material) -> Line:
    """What would change it."""
    parts = list(_by_levers(material.levered)) if material.levered is not None else []
    if not parts:
        parts = [part for one in material.settlements for part in _without_levers(material, one)]
    if not parts:
        parts = list(_by_preferences(material))
    if not parts and material.graph.status_quo is None:
        return line("without a status quo it cannot be said what would open a settlement.")
    if not parts and not material.settlements:
        return line("no settlement was asked about, so nothing is said to stand in the way of one.")
    if not parts:
        return line("nothing stands in the way of a settlement, and the file has no lever.")
    return (*_sentence(parts[:_MOST_NAMED]), ".")


def _sentence(parts: Sequence[Line]) -> Line:
    spans: list[Span] = []
    for number, part in enumerate(parts):
        spans += ["; "] * bool(number)
        spans += part
    return tuple(spans)


# Levers -------------------------------------------------------------------------------------------


def _by_levers(found: Levered) -> Iterator[Line]:
    for name, sets in found.sets.items():
        if sets.base is not True:
            yield _opens(name, sets)
    closing = list(_closing(found))
    if closing:
        yield from closing
    elif all(sets.base is True for sets in found.sets.values()):
        count = len(_levers(found))
        which = (Link("the only one" if count == 1 else f"none of the {count}", "levers"),)
        would = "would not close one" if count == 1 else "alone would close one"
        yield line("no lever is needed to bring a settlement about, and ", which, f" {would}")
    yield from _altering(found)


def _levers(found: Levered) -> tuple[str, ...]:
    return next(iter(found.sets.values())).names


def _opens(name: str, sets: LeverSets) -> Line:
    settlement: Line = (Link(name, settlement_anchor(name)),)
    if not sets.minimal:
        looked = (Link(plural(len(sets.verdicts), "set"), sets_anchor(name)),)
        return line("none of ", looked, " of levers that were looked at opens ", settlement)
    cheapest = sets.cheapest[0]
    names = [lever for lever in sets.names if lever in cheapest]
    cost = Link(in_units(sets.cost(cheapest)), sets_anchor(name))
    least = "the cheapest way" if sets.is_cheapest else "the cheapest way found"
    levers = joined_lines([(Link(lever, lever_anchor(lever)),) for lever in names])
    return line(settlement, " would open with ", levers, f" ({least}, at a cost of ", (cost,), ")")


def _closing(found: Levered) -> Iterator[Line]:
    """The levers that alone take away a settlement that can be reached without."""
    for place, (name, sets) in enumerate(found.sets.items()):
        if sets.base is not True:
            continue
        closing = []
        for lever in _levers(found):
            under = found.under[frozenset({lever})]
            if not isinstance(under, Impossible) and not under[place].reached:
                status = STATUSES[under[place].status]
                closing.append((Link(lever, lever_anchor(lever)), f" ({status})"))
        if closing:
            way: Line = (Link(name, settlement_anchor(name)),)
            yield line(way, " needs no lever, and would close with ", _some(closing))


def _altering(found: Levered) -> Iterator[Line]:
    """The levers that alone change who could bring about a settlement that is open."""
    now = found.under[frozenset()]
    if isinstance(now, Impossible):
        return
    for place, name in enumerate(found.sets):
        those = []
        for lever in _levers(found):
            under = found.under[frozenset({lever})]
            if isinstance(under, Impossible) or under[place].status != "open":
                continue
            if now[place].status == "open" and under[place].coalitions != now[place].coalitions:
                those.append((Link(lever, lever_anchor(lever)),))
        if those:
            way: Line = (Link(name, settlement_anchor(name)),)
            yield line("who could bring about ", way, " would change with ", _some(those))


def _some(levers: Sequence[Line]) -> Line:
    """Some levers as a phrase, and how many others."""
    more = len(levers) - _MOST_NAMED
    rest = [(Link(plural(more, "other"), "levers"),)] if more > 0 else []
    return joined_lines([*levers[:_MOST_NAMED], *rest])


# Without levers -----------------------------------------------------------------------------------


def _without_levers(material: Material, found: Settlement) -> Iterator[Line]:
    way: Line = (Link(found.name, settlement_anchor(found.name)),)
    if found.status == "unreachable" and found.refusals:
        (refusal, *others) = found.refusals
        who = joined_lines([(party,) for party in refusal])
        more = plural(len(others), "other group")
        do = "do" if len(refusal) > 1 else "does"
        yield line(
            way,
            " would open with the consent of ",
            who,
            f", who {do} not want to move",
            *((", or of ", (Link(more, settlement_anchor(found.name)),)) if others else ()),
        )
    elif found.status == "unreachable":
        yield line("no legal moves lead to ", way)
    elif found.status == "cannot_hold":
        least = _least_change(material, np.flatnonzero(found.settled)[:_MOST_TRIED].tolist())
        if least is not None:
            yield line(way, " cannot hold; ", least)
        elif found.settled.any():
            party = max(found.exit_cost, key=lambda name: found.exit_cost[name])
            cost = percent(float(found.exit_cost[party]))
            yield line(way, f" would hold on {cost} of its states but for the exits of ", (party,))


def _by_preferences(material: Material) -> Iterator[Line]:
    """What would make the status quo stable, where it is not."""
    graph = material.graph
    start = graph.status_quo
    if start is None or material.analysis.is_equilibrium(material.concept, start):
        return
    least = _least_change(material, [start])
    if least is not None:
        yield least


def _least_change(material: Material, places: Sequence[int]) -> Line | None:
    """The smallest change of preferences by which one of some states would be stable for all."""
    graph = material.graph
    if len(graph) > _MOST_STATES or not places:
        return None
    wholes = [(place, inverse(graph, place, material.concept).whole) for place in places]
    known = [(place, whole) for place, whole in wholes if whole is not None and whole.steps]
    if not known:
        return None
    place, whole = min(known, key=lambda pair: pair[1].steps)
    whose = joined([change.party for change in whole.changes])
    number = graph.states.number(place)
    how = shlex.join(["detente", "inverse", material.file, str(number)])
    return line(
        "state ",
        (state_link(number),),
        f" would be stable if {whose} wanted otherwise; `{how}` says what",
    )
