"""The threats: what each is worth, and which equilibria rest on empty ones."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from detente.report.handout.charting import charts
from detente.report.handout.dispute import state_line
from detente.report.handout.material import Material
from detente.report.handout.parts import Block, Figure, Fold, Line, Link, Section, Table
from detente.report.handout.writing import (
    WORLDS,
    bullets,
    citations,
    led,
    number_anchor,
    paragraph,
    row,
    said,
    state_link,
    with_numbers,
    without_empty_columns,
)
from detente.report.shares import in_cell, share_in_words
from detente.report.threats import (
    VERDICT_WORDS,
    condition_in_words,
    resting_in_words,
    resting_share,
    threat_in_words,
)
from detente.settlements.threats import ThreatAnswer
from detente.stability.coming import coming

_MOST_LISTED = 10
_LIST = "resting"
_MEANINGS = (
    (
        "over",
        "share of states",
        "Every state is looked at that legal moves lead to from the status quo and in which the"
        " threat applies and could be carried out. In each of them it is worth one thing or"
        " another; the shares say how often which.",
    ),
    (
        "apart",
        "states where it is carried out already, or impossible",
        "These states are counted apart from the shares: in them there is nothing to carry out, or"
        " no move that would do it.",
    ),
    (
        "resting",
        "states that rest on empty threats",
        "States that are stable for all by general metarationality (GMR), which counts every answer"
        " that others could give, and not by sequential stability (SEQ), which counts only answers"
        " that they would gain by.",
    ),
)
_OVER, _APART, _RESTING = (number_anchor(name) for name, _, _ in _MEANINGS)


def threats_section(material: Material) -> Section:
    """What threats are worth."""
    return Section(
        "threats", "What the threats are worth", with_numbers(_blocks(material), _MEANINGS)
    )


def threat_anchor(name: str) -> str:
    """The anchor of a threat."""
    return f"threat-{name}"


def _blocks(material: Material) -> Iterator[Block]:
    if not material.dispute.threats:
        yield paragraph("The file declares no threat; threats are declared under `threats`.")
    elif not material.threats:
        yield paragraph("Without a status quo no threat can be looked at.")
    else:
        yield paragraph(
            "A threat is empty if the party that makes it would not gain by carrying it out, and"
            " credible if it would, whatever the others then did."
        )
        yield _summary(material)
        yield from threats_drawn(material)
        for name, answer in material.threats.items():
            blocks = tuple(_threat(material, answer))
            title = f"{name}: {VERDICT_WORDS[answer.status_quo]}"
            yield Fold(title, blocks, threat_anchor(name))
    yield from _resting(material)


def _summary(material: Material) -> Table:
    rows = []
    for name, answer in material.threats.items():
        verdict = answer.status_quo
        share = in_cell(material.sweep, f"threat {name}", verdict).strip()
        cells: list[str | Line] = [
            (Link(name, threat_anchor(name)),),
            condition_in_words(answer),
            said(VERDICT_WORDS[verdict]),
        ]
        if material.sweep is not None:
            cells.append((Link(share, threat_anchor(name)),) if share else "—")
        cells.append(citations(answer.threat.sources, material.sources))
        rows.append(row(*cells))
    worlds = ["so in how many worlds"] if material.sweep is not None else []
    heads = ("threat", "what is threatened", "as things stand it", *worlds, "source")
    return without_empty_columns(Table(heads, tuple(rows), caption="The threats"))


def threats_drawn(material: Material) -> tuple[Figure, ...]:
    """What the threats are worth, drawn."""
    from detente.report.charts.threats import plot_threats

    return charts(material.beside, lambda: plot_threats(material.threats.values()))


def _threat(material: Material, answer: ThreatAnswer) -> Iterator[Block]:
    title = f"{answer.threat.title} – " if answer.threat.title else ""
    yield paragraph((title,), f"{condition_in_words(answer)}.")
    told = threat_in_words(answer, material.sweep)
    yield bullets(map(_told, told))


def _told(text: str) -> Line:
    """A sentence about a threat: shares are of states in what is counted, and of worlds else."""
    if not text.startswith(("Over ", "In no state ")):
        return said(text, WORLDS)
    shares, mark, apart = text.partition("; besides, ")
    return (*said(shares, counts=(_OVER,)), *said(mark + apart, counts=(_APART,)))


def _resting(material: Material) -> Iterator[Block]:
    """The equilibria that rest on empty threats; whose they are, where they can come about."""
    graph, resting = material.graph, material.empty.resting
    count = int(resting.sum())
    if not count:
        yield paragraph("No equilibrium rests on an empty threat.")
        return
    first = resting & coming(graph)
    early = int(first.sum())
    rests = "state is held" if count == 1 else "states are held"
    come = "" if graph.status_quo is None else f"; {early or 'none'} of them can come about"
    yield paragraph(
        f"Beyond the threats that are declared, {count:,} {rests} only by what somebody would not"
        f" gain by doing{come}. They are stable for all by general metarationality (GMR), and not"
        " by sequential stability (SEQ).",
        counts=(_RESTING, _LIST),
    )
    if early:
        yield _states(material, np.flatnonzero(first)[:_MOST_LISTED])
    if early > _MOST_LISTED:
        yield paragraph(f"`detente threats {material.file}` lists the others.")


def _states(material: Material, places: np.ndarray) -> Table:
    graph, whose = material.graph, material.empty.whose()
    rows = []
    for place in map(int, places):
        cells: list[str | Line] = [(state_link(graph.states.number(place)),)]
        cells.append(resting_in_words(graph, whose[place], material.empty.largest))
        if material.sweep is not None and {"gmr", "seq"} <= set(material.sweep.tally):
            share = share_in_words(resting_share(material.sweep, graph, place))
            cells.append((Link(share, WORLDS),))
        cells.append(state_line(graph, place))
        rows.append(row(*cells))
    worlds = ["share of worlds"] if len(rows[0].cells) == 4 else []
    heads = ("state", "whose threat", *worlds, "what is on")
    caption = "States that rest on an empty threat"
    return Table(heads, led(rows, _LIST), frozenset({0}), caption)
