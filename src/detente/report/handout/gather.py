"""A report of a dispute, from its answers: what is said, in what order."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import PurePath

from detente.claims.verdicts import Opened
from detente.disputes.model import Dispute
from detente.graphs.graph import Graph
from detente.report.handout import SECONDS
from detente.report.handout.asking import asked
from detente.report.handout.charting import all_drawn, drawing
from detente.report.handout.claims import claims_section
from detente.report.handout.dispute import dispute_section
from detente.report.handout.doubts import doubts_section
from detente.report.handout.equilibria import equilibria_drawn, equilibria_section
from detente.report.handout.first import first_screen
from detente.report.handout.hints import hidden_section
from detente.report.handout.levers import levers_section
from detente.report.handout.made import made_in_words, made_section
from detente.report.handout.material import Material, Worlds
from detente.report.handout.parties import parties_section
from detente.report.handout.parts import Handout, Line, Section
from detente.report.handout.settlements import settlements_section
from detente.report.handout.sources import sources_section
from detente.report.handout.states import graph_section, spoken_of, states_fold
from detente.report.handout.terms import explained, without_loose_links
from detente.report.handout.threats import threats_drawn, threats_section
from detente.report.handout.timeline import timeline_section
from detente.report.handout.walking import lines_of
from detente.report.handout.writing import naming

_SECTIONS: tuple[Callable[[Material], Section], ...] = (
    dispute_section,
    parties_section,
    graph_section,
    equilibria_section,
    settlements_section,
    threats_section,
    levers_section,
    hidden_section,
    claims_section,
    doubts_section,
    timeline_section,
    sources_section,
    made_section,
)
_WITHOUT_WORLDS = (graph_section, levers_section, hidden_section, timeline_section)
_DRAWN_WITHOUT_WORLDS = (equilibria_drawn, threats_drawn)
_MUCH_DRAWN = (settlements_section, claims_section)


def handout(
    graph: Graph,
    opened: Opened,
    *,
    file: str,
    worlds: int | None = None,
    seed: int = 0,
    seconds: float | None = SECONDS,
    workers: int = 1,
    drawn: bool = True,
) -> Handout:
    """Make a report of a dispute that can be handed over.

    Parameters
    ----------
    graph : Graph
        The dispute's graph.
    opened : callable
        Opens the other files that claims name.
    file : str
        What the dispute's file is called, in what is said and in commands; its folder is not said.
    worlds : int, optional
        Over how many worlds of the doubts shares are taken; few, by the size of the dispute, unless
        told; none where 0.
    seed : int
        What draws of worlds begin from.
    seconds : float, optional
        About how long it may take. What would take too long by the size of the dispute is left out,
        and the report says so. Everything is asked where this is None.
    workers : int
        How many processes look at worlds.
    drawn : bool
        Whether charts are drawn; else they are told in words alone.

    Returns
    -------
    Handout
        As parts; `html`, `markdown` and `tex` beside this show them.

    Raises
    ------
    DisputeError
        If a claim names a file that cannot be opened, or a world cannot be.

    Examples
    --------
    >>> import detente
    >>> found = handout(detente.load("chicken").graph, detente.load, file="chicken")
    >>> found.title, len(found.first), found.sections[0].anchor
    ('Chicken', 5, 'dispute')
    """
    begun = time.perf_counter()
    name = PurePath(file).name
    with drawing(wanted=drawn) as beside, naming(_names(graph.dispute)):
        once = cache(opened)
        answers = asked(
            graph, once, file=name, worlds=worlds, seed=seed, seconds=seconds, workers=workers
        )
        material = replace(answers, beside=beside)
        found = all_drawn(_told(material))
    left_out = tuple(dict.fromkeys(left.section for left in material.left_out if left.for_time))
    made = made_in_words(material, time.perf_counter() - begun)
    return replace(found, made=made, left_out=left_out)


def _told(material: Material) -> Handout:
    """What is told, with charts that are still being drawn.

    Worlds are waited for as late as can be, and what is drawn of them comes first then.
    """
    made = {make: make(material) for make in _WITHOUT_WORLDS}
    for draw in _DRAWN_WITHOUT_WORLDS:
        draw(material)
    if material.awaited:
        _rehearse(material)
    made |= {make: make(material) for make in _MUCH_DRAWN}
    first = first_screen(material)
    sections = tuple(made[make] if make in made else make(material) for make in _SECTIONS)
    found = Handout(
        material.dispute.title,
        _subtitle(material),
        first,
        _with_states(material, first, sections),
    )
    return explained(without_loose_links(found), _names(material.dispute))


def _rehearse(material: Material) -> None:
    """Tell all that needs worlds as if there were none: settlements then know their answers."""
    without = replace(material, worlds=lambda: Worlds(None, None, ()), beside=None)
    for make in _SECTIONS:
        if make not in _WITHOUT_WORLDS:
            make(without)


def _names(dispute: Dispute) -> Iterator[str]:
    """What the dispute's own things are called."""
    for party in dispute.parties:
        yield from (party.name, *(option.name for option in party.options))
        yield from (level for option in party.options for level in option.levels)
    yield from (threat.name for threat in dispute.threats)
    yield from (lever.name for lever in dispute.levers)
    yield from (claim.name for claim in dispute.claims)
    yield from (name for name, _ in (*dispute.settlements, *dispute.terms))


def _subtitle(material: Material) -> str:
    dated = material.dispute.as_of
    return material.file if dated is None else f"{material.file}, as of {dated.isoformat()}"


def _with_states(
    material: Material, first: tuple[Line, ...], sections: tuple[Section, ...]
) -> tuple[Section, ...]:
    """The sections, with every state that the report speaks of listed behind the graph."""
    numbers = spoken_of(_every_line(first, sections))
    fold = states_fold(material, numbers)
    return tuple(
        replace(section, blocks=(*section.blocks, fold)) if section.anchor == "graph" else section
        for section in sections
    )


def _every_line(first: tuple[Line, ...], sections: tuple[Section, ...]) -> Iterator[Line]:
    yield from first
    for section in sections:
        yield from lines_of(section.blocks)
