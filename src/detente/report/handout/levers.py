"""The levers: what each changes and does alone, and which sets of them open what."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from detente.claims.lever_sets import LeverSets
from detente.claims.lever_worlds import Impossible, Names
from detente.disputes.differences import differences
from detente.disputes.model import Lever
from detente.disputes.problems import DisputeError
from detente.levers.applying import applied
from detente.report.differences import headed
from detente.report.handout.asking import settles
from detente.report.handout.charting import charts
from detente.report.handout.material import Levered, Material, Under
from detente.report.handout.parts import Block, Figure, Fold, Line, Link, Section, Table
from detente.report.handout.settlements import settlement_anchor, way
from detente.report.handout.writing import (
    bullets,
    citations,
    number_anchor,
    paragraph,
    row,
    theirs,
    with_numbers,
    without_empty_columns,
)
from detente.report.lever_sets import (
    base_in_words,
    breakers_in_words,
    cheapest_in_words,
    in_units,
    opened_by,
    set_in_words,
    single_levers_in_words,
)
from detente.report.settlements import STATUSES, coalitions_in_words, path_in_words
from detente.report.words import percent, plural

_MOST_SETS = 5
_MEANINGS = (
    (
        "sets",
        "sets of levers",
        "Every choice of some of the levers, none and all among them, counts as a set. The dispute"
        " is worked out anew with just the levers of the set in force.",
    ),
    (
        "cost",
        "cost",
        "The sum of what the levers of the set cost by the file, in units of the analyst's choice.",
    ),
    (
        "broken",
        "ways of adding a lever that break a set",
        "Of every set that opens the settlement, and every lever that is not in it: how often"
        " adding that lever closes the settlement again.",
    ),
)
_SETS, _COST, _BROKEN = (number_anchor(name) for name, _, _ in _MEANINGS)


def levers_section(material: Material) -> Section:
    """What would have to change."""
    return Section(
        "levers", "What would have to change", with_numbers(_blocks(material), _MEANINGS)
    )


def lever_anchor(name: str) -> str:
    """The anchor of a lever."""
    return f"lever-{name}"


def sets_anchor(settlement: str) -> str:
    """The anchor of the sets of levers that open a settlement."""
    return f"levers-{settlement}"


def _blocks(material: Material) -> Iterator[Block]:
    if not material.dispute.levers:
        yield paragraph(
            "The file has no lever: no change that somebody could make from outside. Levers are"
            " written under `levers`; `detente inverse` says what the parties would have to prefer"
            " for a state to be stable."
        )
        return
    yield paragraph(
        "A lever is a change that somebody would have to make; none of them is in force in what the"
        " other sections say. What a lever costs is in units of the analyst's choice."
    )
    yield _levers(material)
    for lever in material.dispute.levers:
        yield Fold(f"{lever.name}: what it changes", tuple(_lever(material, lever)))
    found = material.levered
    if found is None:
        yield from _why_not(material)
        return
    yield _alone(material, found)
    for name, sets in found.sets.items():
        title = f"{name}: {_title(sets)}"
        yield Fold(title, tuple(_sets(material, sets, name)), sets_anchor(name))
    for left in material.unlooked("levers"):
        yield paragraph(f"{left.says} `{left.command}` looks further.", counts=(_SETS,))


def _why_not(material: Material) -> Iterator[Block]:
    """Why it is not said what levers would open."""
    for left in material.unlooked("levers"):
        yield paragraph(f"{left.says} `{left.command}` answers it.")
    if not material.dispute.settlements or material.graph.status_quo is None:
        missing = "status quo" if material.graph.status_quo is None else "settlement"
        yield paragraph(f"What they would open cannot be said, since the file has no {missing}.")


def _levers(material: Material) -> Table:
    rows = (
        row(
            lever.name,
            theirs(lever.title),
            lever.by or "—",
            lever.kind or "—",
            in_units(lever.cost),
            citations(lever.sources, material.sources),
            anchor=lever_anchor(lever.name),
        )
        for lever in material.dispute.levers
    )
    heads = ("lever", "what it is", "whose", "kind", "cost", "source")
    return without_empty_columns(Table(heads, tuple(rows), frozenset({4}), "The levers"))


def _lever(material: Material, lever: Lever) -> Iterator[Block]:
    if lever.why:
        yield paragraph(theirs(lever.why))
    if lever.secret or lever.prior is not None:
        secret = "It may be in force in secret" if lever.secret else "It may be in force"
        prior = "" if lever.prior is None else f": {percent(float(lever.prior))} likely at first"
        yield paragraph(f"{secret}{prior}.")
    try:
        changed = applied(material.dispute, [lever.name]).dispute
    except DisputeError as error:
        yield paragraph(f"It cannot be in force as things stand: {error.problems[0].what}.")
        return
    found = headed(differences(material.dispute, changed))
    lines = [(f"{heading}: {told}",) for heading, every in found.items() for told in every]
    yield bullets(lines) if lines else paragraph("It changes nothing.")


def _alone(material: Material, found: Levered) -> Table:
    """How each settlement stands under each single lever, where that differs from now."""
    now = found.under[frozenset()]
    rows = [row("(none)", *(_standing_now(found, k) for k in range(len(found.sets))))]
    for lever in material.dispute.levers:
        under = found.under[frozenset({lever.name})]
        cells: list[str | Line] = [(Link(lever.name, lever_anchor(lever.name)),)]
        if isinstance(under, Impossible) or isinstance(now, Impossible):
            cells += [f"it cannot be: {under}"] * len(found.sets)
        else:
            pairs = zip(under, now, strict=True)
            cells += ["as now" if one == was else _standing(one) for one, was in pairs]
        rows.append(row(*cells))
    heads = ("with this lever alone", *found.sets)
    return Table(heads, tuple(rows), caption="What each lever does alone: status, and who could")


def _standing_now(found: Levered, place: int) -> Line:
    now = found.under[frozenset()]
    assert not isinstance(now, Impossible)
    name = list(found.sets)[place]
    return (Link(_standing(now[place]), settlement_anchor(name)),)


def _standing(under: Under) -> str:
    who = f": {coalitions_in_words(under.coalitions)}" if under.status == "open" else ""
    return f"{STATUSES[under.status]}{who}"


def _title(found: LeverSets) -> str:
    if found.base is True:
        return "it can be reached without any lever"
    if not found.minimal:
        return "no set that was looked at opens it"
    return f"{plural(len(found.minimal), 'minimal set')} of levers"


def _sets(material: Material, found: LeverSets, name: str) -> Iterator[Block]:
    yield paragraph(base_in_words(found, settles(name)))
    yield paragraph(_looked(found), counts=(_SETS,))
    if found.base is not True and found.minimal:
        yield _minimal(found)
        yield from _drawn(material, found)
        yield paragraph(cheapest_in_words(found), counts=(_COST,))
        for names in found.minimal[:_MOST_SETS]:
            yield from _opened(found, names)
    told = list(single_levers_in_words(found)) if found.complete else []
    if told:
        yield bullets(told, counts=(_BROKEN,))


def _looked(found: LeverSets) -> str:
    true = f"it can be reached under {len(found.true):,} of them"
    if found.complete:
        return f"All {plural(found.count, 'set')} of levers were looked at: {true}."
    sizes = f"of at most {plural(found.covered, 'lever')}"
    return f"{plural(len(found.verdicts), 'set')} of levers {sizes} were looked at: {true}."


def _minimal(found: LeverSets) -> Table:
    rows = []
    for names in found.minimal[:_MOST_SETS]:
        levers = [lever for lever in found.levers if lever.name in names]
        whose = ", ".join(dict.fromkeys(lever.by for lever in levers if lever.by)) or "—"
        spans: list[str | Link] = []
        for lever in levers:
            spans += [" + "] * bool(spans) + [Link(lever.name, lever_anchor(lever.name))]
        undone = breakers_in_words(found, names) or "—"
        cost = Link(in_units(found.cost(names)), _COST)
        rows.append(row(tuple(spans), cost, whose, undone))
    heads = ("levers", "cost", "whose", "what would undo it")
    caption = "Minimal sets of levers, the smallest first"
    return without_empty_columns(Table(heads, tuple(rows), frozenset({1}), caption))


def _drawn(material: Material, found: LeverSets) -> tuple[Figure, ...]:
    from detente.report.charts.lever_sets import plot_lever_sets

    return charts(material.beside, lambda: plot_lever_sets(found))


def _opened(found: LeverSets, names: Names) -> Iterator[Block]:
    opened = opened_by(found, names)
    if opened is None:
        return
    settlement, path = opened
    members = coalitions_in_words([settlement.names(path.coalition)])
    yield paragraph(f"With {set_in_words(found, names)} this way opens, for {members}:")
    same = np.array_equal(settlement.graph.states.codes, found.graph.states.codes)
    yield from way(list(path_in_words(settlement, path)), linked=same)
