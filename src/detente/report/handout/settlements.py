"""The settlements: who could bring each about, who is needed, how much each weighs, and a way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from detente.report.handout.charting import charts
from detente.report.handout.material import Material
from detente.report.handout.parts import Block, Bullets, Figure, Fold, Line, Link, Section, Table
from detente.report.handout.writing import (
    WORLDS,
    bullets,
    line,
    number_anchor,
    paragraph,
    row,
    said,
    strong,
    theirs,
    with_numbers,
    without_empty_columns,
)
from detente.report.settlements import (
    ROLES,
    STATUSES,
    WHO_COULD,
    beside_in_words,
    coalitions_in_words,
    consent_in_words,
    exits_in_words,
    path_in_words,
    status_in_words,
)
from detente.report.shares import in_cell, is_true, share_in_words
from detente.report.terminal_settlements import TITLES, over_worlds
from detente.report.words import plural
from detente.settlements.holding import holds_on
from detente.settlements.settlement import Settlement
from detente.settlements.weights import TooManyMembers
from detente.statements.printing import printed

_MOST_WAYS = 2
_NUMBERED = re.compile(r"\d+\. ")
_MEANINGS = (
    (
        "satisfies",
        "states that satisfy it",
        "In how many feasible states the settlement's formula is true.",
    ),
    (
        "holds",
        "states that it holds on",
        "From how many of those no credible moves lead out of it, at once or one after another.",
    ),
    (
        "firmly",
        "states that it holds firmly on",
        "From how many of those not even an improvement that would be answered leads out.",
    ),
    (
        "leaves",
        "states that a party leaves it from",
        "From how many of its states the party has a credible move to one that does not satisfy"
        " it; and on how many it would hold if the party made none of these moves.",
    ),
    (
        "weight",
        "weight",
        "In what share of all orders in which the parties could join, one after another, it is"
        " this party's joining that makes it possible to settle (the Shapley-Shubik index).",
    ),
    (
        "mean",
        "mean where open",
        "The mean of the weight over those worlds in which the settlement is open; in brackets,"
        " where the weight lies in nine of ten of them.",
    ),
    (
        "exits",
        "what exits cost",
        "On how much more of the settlement it would hold if the party never left it by a credible"
        " move: a share of all states that satisfy it.",
    ),
)
_STATES, _HOLDS, _FIRMLY, _LEFT, _WEIGHT, _MEAN, _EXITS = (
    number_anchor(name) for name, _, _ in _MEANINGS
)


def settlements_section(material: Material) -> Section:
    """What would settle the dispute, and who could bring it about."""
    return Section(
        "settlements",
        "What could settle it, and who is needed",
        with_numbers(_blocks(material), _MEANINGS),
    )


def settlement_anchor(name: str) -> str:
    """The anchor of a settlement."""
    return f"settlement-{name}"


def role_anchor(settlement: str, party: str) -> str:
    """The anchor of a party's role for a settlement."""
    return f"role-{settlement}-{party}"


def _blocks(material: Material) -> Iterator[Block]:
    stated = material.dispute.settlements
    if not stated:
        yield paragraph(
            "The file names no settlement, so that it cannot be said who could bring one about;"
            " settlements are named under `settlements`."
        )
        return
    for left in material.unlooked("settlements"):
        yield paragraph(left.says)
    if not material.settlements:
        yield from _without_start(material)
        return
    yield paragraph(
        "A settlement is an outcome that would settle the dispute. It holds where no credible move"
        " leads out of it. A coalition can bring it about by agreed steps: moves that all who make"
        " them want. ",
        WHO_COULD,
    )
    yield _summary(material)
    for settlement in material.settlements:
        yield Fold(
            f"{settlement.name}: {STATUSES[settlement.status]}",
            tuple(_settlement(material, settlement)),
            settlement_anchor(settlement.name),
        )


def _without_start(material: Material) -> Iterator[Block]:
    """Where settlements would hold, all that can be said without a status quo."""
    if material.graph.status_quo is not None:
        return
    yield paragraph(
        "Without a status quo it cannot be said who could bring a settlement about, only where it"
        " would hold: where no credible move would lead out of it."
    )
    rows = []
    for name, formula in material.dispute.settlements:
        where = material.graph.states.where(formula)
        held = holds_on(material.graph, where)
        counts = (Link(f"{int(where.sum()):,}", _STATES), Link(f"{int(held.sum()):,}", _HOLDS))
        rows.append(row(name, printed(formula), *counts, anchor=settlement_anchor(name)))
    heads = ("settlement", "what it is", "states", "it would hold on")
    yield Table(heads, tuple(rows), frozenset({2, 3}))


def _summary(material: Material) -> Table:
    rows = []
    for one in material.settlements:
        share = in_cell(material.sweep, f"settlement {one.name}", one.status).strip()
        cells: list[str | Line] = [
            (Link(one.name, settlement_anchor(one.name)),),
            printed(one.formula),
            STATUSES[one.status],
            coalitions_in_words(one.minimal_coalitions) if one.minimal_coalitions else "—",
        ]
        if material.sweep is not None:
            cells.append((Link(share, settlement_anchor(one.name)),) if share else "—")
        rows.append(row(*cells))
    worlds = ["so in how many worlds"] if material.sweep is not None else []
    heads = ("settlement", "what it is", "status", "smallest groups that could", *worlds)
    return Table(heads, tuple(rows), caption="The settlements")


def _settlement(material: Material, found: Settlement) -> Iterator[Block]:
    counts = (_STATES, _HOLDS, _FIRMLY)
    yield paragraph(status_in_words(found, material.sweep), shares=WORLDS, counts=counts)
    if found.status == "cannot_hold":
        exits = list(exits_in_words(found))
        if exits:
            yield bullets(exits, counts=(_LEFT,))
        return
    if found.status == "already":
        return
    yield _coalitions(material, found)
    if found.status == "open":
        yield from _roles(material, found)
        yield from _weights_drawn(material, found)
    for kind in ("agreed", "pressure", "pact"):
        yield from _ways(material, found, kind)
    if found.status == "unreachable":
        yield from _refusals(material, found)


def _coalitions(material: Material, found: Settlement) -> Table:
    rows = []
    for says, coalitions, kind in (
        ("by agreed steps", found.minimal_coalitions, ""),
        ("under pressure, where some would give in", found.under_pressure, "pressure"),
        ("by pact, moving at the same time", found.by_pact, "pact"),
    ):
        rows.append(row(said(says), coalitions_in_words(coalitions)))
        outcome = f"{kind} {found.name}"
        if material.sweep is not None and outcome in material.sweep.columns:
            share = share_in_words(material.sweep.share(outcome, is_true))
            more = line(f" (somebody can in {share} of the worlds)", shares=WORLDS)
            rows[-1] = row(said(says), (coalitions_in_words(coalitions), *more))
    heads = ("how", "smallest groups that could")
    return Table(heads, tuple(rows), caption=f"Who could bring {found.name} about")


def _roles(material: Material, found: Settlement) -> Iterator[Block]:
    sweep = material.sweep
    try:
        weights = {name: f"{float(w):.2f}" for name, w in found.shapley_shubik.items()}
    except TooManyMembers as error:
        weights = {}
        yield paragraph(f"Weights are left out: {error}.")
    rows = []
    for party, role in found.roles.items():
        besides = beside_in_words(found, party, sweep)
        cells: list[str | Line] = [party, said(ROLES[role])]
        weight = _led(weights.get(party, "—"), _WEIGHT)
        if sweep is None:
            cells.append(weight)
        else:
            share, spread = over_worlds(found, party, role, sweep)
            cells += [_led(share, WORLDS), weight, _led(spread, _MEAN)]
        cells.append(line(besides or "—", shares=WORLDS, counts=(_EXITS,)))
        rows.append(row(*cells, anchor=role_anchor(found.name, party)))
    heads = ["party", "role", "weight", "besides"]
    if sweep is not None:
        heads = [*heads[:2], "in worlds", "weight", "mean where open (nine in ten)", "besides"]
    numbers = frozenset({heads.index("weight")})
    table = Table(tuple(heads), tuple(rows), numbers, f"Who is needed for {found.name}")
    yield without_empty_columns(table)
    yield paragraph(
        "The weights say how much turns on each party, and add up to 1.", counts=(_WEIGHT,)
    )


def _led(text: str, to: str) -> Line:
    """A cell that leads on, unless it is a dash."""
    return (text,) if text == "—" else (Link(text, to),)


def _weights_drawn(material: Material, found: Settlement) -> tuple[Figure, ...]:
    from detente.report.charts.weights import plot_weights

    return charts(material.beside, lambda: plot_weights(found, material.sweep))


def _ways(material: Material, found: Settlement, kind: str) -> Iterator[Block]:
    for path in found.first_paths(kind, _MOST_WAYS):
        members = coalitions_in_words([found.names(path.coalition)])
        yield paragraph(f"{TITLES[kind]}: ", strong(members))
        yield from way(list(path_in_words(found, path)))
    yield from _more(material, found, kind)


def way(lines: list[str], *, linked: bool = True) -> Iterator[Block]:
    """A path: its numbered steps, and then what is said of it.

    Parameters
    ----------
    lines : list of str
        The path in words.
    linked : bool
        Whether the states that it names are states of this dispute as it stands.
    """
    steps = [_NUMBERED.sub("", text, count=1) for text in lines if _NUMBERED.match(text)]
    rest = [text for text in lines if not _NUMBERED.match(text)]
    spelt: Callable[[str], Line] = said if linked else theirs
    if steps:
        yield Bullets(tuple(map(spelt, steps)), ordered=True)
    yield bullets(map(spelt, rest))


def _refusals(material: Material, found: Settlement) -> Iterator[Block]:
    if not found.refusals:
        yield paragraph("No legal moves lead there at all, whatever anybody wanted.")
        return
    paths = found.first_paths("consent", _MOST_WAYS)
    for refusal, path in zip(found.refusals, paths, strict=False):
        do, their = ("do", "their") if len(refusal) > 1 else ("does", "its")
        alone = coalitions_in_words([refusal])
        yield paragraph(
            f"What blocks it: that {alone} {do} not want to move. With {their} consent this would"
            " open:"
        )
        yield from way(list(consent_in_words(found, path)))
    yield from _more(material, found, "consent")


def _more(material: Material, found: Settlement, kind: str) -> Iterator[Block]:
    more = found.path_count(kind) - _MOST_WAYS
    if more > 0:
        asked = f"`detente settle {material.file} {found.name}`"
        yield paragraph(f"… and {plural(more, 'other way')} of this kind; {asked} tells of them.")
