"""Which sets of levers make a test true: in words, and as plain data for ``--json``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from detente.claims.asked_test import calls_here
from detente.claims.lever_sets import LeverSets
from detente.claims.lever_worlds import Names
from detente.claims.model import Model
from detente.claims.predicates import kind_of_path, levers_beside
from detente.disputes.predicates import arguments_of, listed_names
from detente.disputes.problems import DisputeError
from detente.graphs.limits import time_in_words
from detente.report.answers import heading
from detente.report.settlements import path_answer
from detente.report.words import joined, percent, plural
from detente.settlements.paths import Path
from detente.settlements.settlement import Settlement
from detente.statements.testing import Call

MOST_NAMED = 12


# The way that a set opens ------------------------------------------------------------------------


def opened_by(found: LeverSets, names: Names) -> tuple[Settlement, Path] | None:
    """The first settlement that the test speaks of, and a path to it under a set of levers.

    It is a path of the coalition and of the kind that the test asks about, with the levers that
    the test itself puts in force or takes away. None where the test speaks of no settlement of
    this dispute, or no such path leads there.
    """
    asking = [call for call in calls_here(found.test) if any(arguments_of(call, "settlement"))]
    if not asking or found.graph.status_quo is None:
        return None
    call = asking[0]
    try:
        model = Model(found.graph).levered(names).levered(*levers_beside(call))
    except DisputeError:
        return None
    settlement = model.settlement(next(arguments_of(call, "settlement")))
    path = _path(settlement, call)
    return None if path is None else (settlement, path)


def _path(settlement: Settlement, call: Call) -> Path | None:
    """A path of the kind that a call asks about, by its coalition if it names one."""
    kind, by = kind_of_path(call), call.option("by")
    if by is not None and kind != "pact":
        return settlement.path_by(listed_names(by.text) or (), kind)
    paths = settlement.first_paths("agreed", 1) or settlement.first_paths(kind, 1)
    return paths[0] if paths else None


# In words ----------------------------------------------------------------------------------------


def set_in_words(found: LeverSets, names: Names) -> str:
    """A set of levers, in the order of the file."""
    listed = [name for name in found.names if name in names]
    return " + ".join(listed) if listed else "no lever at all"


def looked_in_words(found: LeverSets) -> Iterator[str]:
    """How many sets were looked at, and which were not."""
    count, seen = found.count, len(found.verdicts)
    if found.complete:
        every = f"All {plural(count, 'set')} of {plural(len(found.levers), 'lever')} were looked at"
        yield f"{every}." if count > 1 else "There is no lever to put together."
        return
    yield (
        f"{seen:,} of {plural(count, 'set')} of {plural(len(found.levers), 'lever')} were looked"
        f" at: every set of at most {plural(found.covered, 'lever')}."
    )
    row = next(iter(found.uncovered), None)
    if row is not None:
        size, looked, of = row
        some = f"{looked:,} of the {of:,} sets" if looked else f"none of the {of:,} sets"
        yield f"Not covered: of {plural(size, 'lever')} {some} were looked at, of more none."
    rate = seen / found.seconds if found.seconds > 0 else 0
    if rate:
        left = time_in_words((count - seen) / rate)
        yield f"The others would take about {left} at this pace (--time-limit, --size)."


def base_in_words(found: LeverSets, asked: str) -> str:
    """What the test says without any lever."""
    if found.base is True:
        return f"`{asked}` is true as things stand: no lever is needed."
    so = "has no answer" if found.base is None else "is false"
    return f"`{asked}` {so} as things stand."


def verdicts_in_words(found: LeverSets) -> str:
    """How many sets make it true."""
    seen, true = len(found.verdicts), len(found.true)
    said = f"It is true under {true:,} of them ({percent(true / seen)})"
    if found.impossible:
        said += f"; {plural(len(found.impossible), 'set')} cannot be"
    return f"{said}."


def cheapest_in_words(found: LeverSets) -> str:
    """The cheapest sets, and whether any other might be cheaper."""
    cheapest = found.cheapest
    sets = "; or ".join(set_in_words(found, names) for names in cheapest[:MOST_NAMED])
    more = f"; or {len(cheapest) - MOST_NAMED:,} others" if len(cheapest) > MOST_NAMED else ""
    sure = "" if found.is_cheapest else " A set that was not looked at could be cheaper."
    return f"Cheapest: {sets}{more}, at a cost of {in_units(found.cost(cheapest[0]))}.{sure}"


def in_units(cost: Decimal) -> str:
    """A cost without needless zeros."""
    return f"{cost.normalize():f}"


def single_levers_in_words(found: LeverSets) -> Iterator[str]:
    """What the levers do, one by one: needed, without effect, exchangeable, harmful."""
    so_far = "" if found.complete else " in the sets looked at"
    if found.minimal and found.in_all:
        yield f"In every minimal set: {_named(found.in_all)}."
    if found.never_matter:
        yield f"Never matters{so_far}, whatever else is done: {_named(found.never_matter)}."
    for alike in found.alike:
        yield f"Any one of these does the same{so_far}, beside any others: {_named(alike)}."
    stand_ins = [pair for pair in found.stand_ins if pair not in found.substitutes]
    for one, other in stand_ins[:MOST_NAMED]:
        yield f"Can stand in for one another in some minimal set: {one} and {other}."
    yield from _broken_in_words(found)


def _broken_in_words(found: LeverSets) -> Iterator[str]:
    broken = {name: count for name, count in found.broken.items() if count}
    if not broken:
        return
    share = percent(sum(broken.values()) / found.additions)
    worst = sorted(broken, key=lambda name: -broken[name])[:MOST_NAMED]
    yield (
        f"More can be less: {share} of the ways of adding one lever to a set that works break it"
        f" ({joined([f'{name} {broken[name]:,} times' for name in worst])})."
    )


def breakers_in_words(found: LeverSets, names: Names) -> str | None:
    """Which single levers would undo what a set achieves."""
    breakers = found.breakers(names)
    return f"Undone by adding {_named(breakers, 'or')}." if breakers else None


def _named(names: Sequence[str], word: str = "and") -> str:
    shown = list(names[:MOST_NAMED])
    more = len(names) - len(shown)
    parts = shown + ([f"{more} others"] if more else [])
    return joined(parts) if word == "and" else f" {word} ".join(parts)


# As plain data -----------------------------------------------------------------------------------


def lever_sets_answer(found: LeverSets, asked: str, most: int) -> dict[str, Any]:
    """The answer of ``detente levers``, with at most so many minimal sets."""

    def listed(names: Names) -> list[str]:
        return [name for name in found.names if name in names]

    return {
        **heading(found.graph.dispute.title),
        "for": asked,
        "levers": {lever.name: {"cost": float(lever.cost)} for lever in found.levers},
        "sets": found.count,
        "looked_at": len(found.verdicts),
        "complete": found.complete,
        "covered": found.covered,
        "not_covered": [
            {"size": size, "looked_at": looked, "sets": of} for size, looked, of in found.uncovered
        ],
        "without": found.base,
        "true": len(found.true),
        "minimal_count": len(found.minimal),
        "minimal": [_set_answer(found, names, listed(names)) for names in found.minimal[:most]],
        "cheapest": [listed(names) for names in found.cheapest],
        "cost": float(found.cost(found.cheapest[0])) if found.cheapest else None,
        "is_cheapest": found.is_cheapest,
        "in_all": list(found.in_all),
        "in_none": list(found.in_none),
        "never_matter": list(found.never_matter),
        "substitutes": [list(pair) for pair in found.substitutes],
        "stand_ins": [list(pair) for pair in found.stand_ins],
        "breaks": found.broken,
        "additions": found.additions,
        "impossible": [
            {"levers": listed(names), "because": why}
            for names, why in list(found.impossible.items())[:most]
        ],
    }


def _set_answer(found: LeverSets, names: Names, listed: list[str]) -> dict[str, Any]:
    opened = opened_by(found, names)
    way = None
    if opened is not None:
        way = {"settlement": opened[0].name, **path_answer(*opened)}
    return {
        "levers": listed,
        "cost": float(found.cost(names)),
        "undone_by": list(found.breakers(names)),
        "path": way,
    }
