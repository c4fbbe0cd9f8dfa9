"""The solution concepts by name, from the strictest to the most lenient."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from detente.disputes.problems import did_you_mean
from detente.graphs.graph import Graph
from detente.graphs.moves import Flags
from detente.stability import gmr, nash, seq, sim, smr, sseq


@dataclass(frozen=True)
class Concept:
    """A solution concept.

    Attributes
    ----------
    name : str
        The short name that files and answers use.
    title, source : str
        What the literature calls it, and where it comes from.
    meaning : str
        When a state is stable for a party, in a sentence.
    stable : callable
        From a graph and a party to the states that are stable for it.
    weaker : tuple of str
        The concepts that every state stable under this one meets too.
    """

    name: str
    title: str
    source: str
    meaning: str
    stable: Callable[[Graph, int], Flags]
    weaker: tuple[str, ...]


CONCEPTS: dict[str, Concept] = {
    concept.name: concept
    for concept in (
        Concept(
            "nash",
            "Nash stability",
            "Nash 1950",
            "the party has no move to a state that it prefers",
            nash.stable,
            ("gmr", "smr", "seq", "sseq", "sim"),
        ),
        Concept(
            "gmr",
            "general metarationality",
            "Howard 1971",
            "whatever better state the party moves to, the others can move on to one no better",
            gmr.stable,
            (),
        ),
        Concept(
            "smr",
            "symmetric metarationality",
            "Howard 1971",
            "the others can answer each improvement, and the party cannot escape the answer",
            smr.stable,
            ("gmr",),
        ),
        Concept(
            "seq",
            "sequential stability",
            "Fraser & Hipel 1979",
            "the others would answer each improvement by improvements of their own",
            seq.stable,
            ("gmr",),
        ),
        Concept(
            "sseq",
            "symmetric sequential stability",
            "Rêgo & Vieira 2015",
            "the others would answer each improvement, and the party cannot escape the answer",
            sseq.stable,
            ("gmr", "smr", "seq"),
        ),
        Concept(
            "sim",
            "simultaneous stability",
            "Fraser & Hipel 1984",
            "each improvement is spoilt when others make improvements of theirs at the same time",
            sim.stable,
            (),
        ),
    )
}

AGAINST_COALITIONS = frozenset({"cnash", "cgmr", "csmr", "cseq"})
"""The names of concepts that ask about groups of parties instead of single ones."""


class UnknownName(ValueError):
    """A name that stands for nothing here, with the nearest one that does."""


def chosen(names: Iterable[str] | None) -> tuple[str, ...]:
    """The concepts of those names, in any case; all of them where None is given.

    Raises
    ------
    UnknownName
        Naming the nearest concept.

    Examples
    --------
    >>> chosen(["SEQ", "nash"])
    ('seq', 'nash')
    """
    if names is None:
        return tuple(CONCEPTS)
    found = tuple(dict.fromkeys(name.strip().casefold() for name in names))
    for name in found:
        if name in AGAINST_COALITIONS:
            mend = "`detente coalitions` asks about it"
            raise UnknownName(f"`{name}` is a concept for coalitions; {mend}")
        if name not in CONCEPTS:
            mend = did_you_mean(name, CONCEPTS, "choose another")
            raise UnknownName(f"there is no solution concept `{name}`; {mend}")
    return found
