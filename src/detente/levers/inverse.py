"""What the parties would have to prefer for a state to be an equilibrium.

The inverse problem of Kinsara, Kilgour & Hipel (2015): the exact condition on each party's
preferences and, of all preferences that meet it, those that are nearest to the given ones (ours).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from detente.disputes.model import Ranking
from detente.disputes.problems import did_you_mean
from detente.graphs.graph import Graph
from detente.graphs.varying import with_preferences
from detente.levers.conditions import WIDER, Condition, condition, widest_condition
from detente.levers.inverse_changes import (
    Change,
    PartyInverse,
    party_inverse,
    pure_lift,
    smallest_change,
)
from detente.levers.inverse_jointly import fewer_steps, is_equilibrium, is_stable
from detente.levers.inverse_rankings import least_lift
from detente.stability.concepts import UnknownName, chosen


@dataclass(frozen=True)
class Whole:
    """The smallest change of all parties' preferences together.

    Attributes
    ----------
    stable : bool
        Whether the state is an equilibrium as things are.
    changes : tuple of Change
        Whose preferences become what; of each party at most one.
    steps : int
        Of how many steps they consist together.
    ruled_out : int
        No change of fewer steps than this is enough.
    """

    stable: bool
    changes: tuple[Change, ...]
    steps: int
    ruled_out: int

    @property
    def smallest(self) -> bool:
        """Whether it is proved that no change of fewer steps is enough."""
        return self.ruled_out >= self.steps


@dataclass(frozen=True, repr=False)
class Inverse:
    """What a state asks of the parties' preferences to be an equilibrium.

    Attributes
    ----------
    graph : Graph
        The dispute.
    place : int
        The place of the state.
    concept : str
        In which sense an equilibrium.
    parties : tuple of PartyInverse
        Party by party, the others' preferences being as they are.
    whole : Whole or None
        For all parties together; None where one party was asked about.
    """

    graph: Graph
    place: int
    concept: str
    parties: tuple[PartyInverse, ...]
    whole: Whole | None

    @property
    def state(self) -> int:
        """The number of the state."""
        return self.graph.states.number(self.place)

    def party(self, name: str) -> PartyInverse:
        """What is asked of one party."""
        for found in self.parties:
            if found.party == name:
                return found
        raise _no_party(name, [found.party for found in self.parties])

    def changed(self) -> Graph:
        """The dispute with the smallest change made; unchanged where none is needed."""
        if self.whole is not None:
            return changed(self.graph, self.whole.changes)
        return changed(self.graph, [f.change for f in self.parties if f.change is not None])

    def __repr__(self) -> str:
        asked = ", ".join(found.party for found in self.parties)
        return f"<Inverse: state {self.state} ({self.concept}) for {asked}>"


def inverse(graph: Graph, place: int, concept: str = "seq", party: str | None = None) -> Inverse:
    """What the parties would have to prefer for a state to be an equilibrium.

    Parameters
    ----------
    graph : Graph
        The dispute's graph.
    place : int
        The place of the state.
    concept : str
        ``nash``, ``gmr``, ``smr``, ``seq``, ``sseq`` or ``sim``.
    party : str, optional
        Ask about this party alone; about all unless told.

    Returns
    -------
    Inverse

    Raises
    ------
    UnknownName
        If there is no such party or concept.
    UndefinedConcept
        For simultaneous stability in a hand-drawn graph.

    Notes
    -----
    The question is that of Kinsara, Kilgour & Hipel (2015); that the answer is a formula, and how
    the smallest change is found, is ours.

    Examples
    --------
    >>> import detente
    >>> found = inverse(detente.load("syria-iraq-1975").graph, 1, "seq")
    >>> syria = found.party("Syria")
    >>> list(syria.condition.clauses.written()), syria.share, syria.lift.pairs
    ([[[0], [3]], [[2], [5]]], Fraction(8, 15), 1)
    """
    (name,) = chosen([concept])
    if party is not None and party not in graph.parties:
        raise _no_party(party, graph.parties)
    asked = [graph.parties.index(party)] if party is not None else list(range(len(graph.moves)))
    found = tuple(party_inverse(condition(graph, place, name, one)) for one in asked)
    for one in found:
        _check(one)
    whole = None if party is not None else _whole(graph, place, name, found)
    return Inverse(graph, place, name, found, whole)


def changed(graph: Graph, changes: tuple[Change, ...] | list[Change]) -> Graph:
    """The graph once preferences have changed; the given one stays as it is."""
    for change in changes:
        graph = with_preferences(graph, graph.parties.index(change.party), change.preferences)
    return graph


def _no_party(name: str, known: object) -> UnknownName:
    assert isinstance(known, list | tuple)
    return UnknownName(f"there is no party `{name}`; {did_you_mean(name, known, 'choose another')}")


def _check(found: PartyInverse) -> None:
    """Ask the solver whether the condition and the change are what they are said to be."""
    asked = found.condition
    where = asked.state, asked.concept, asked.party
    assert is_stable(asked.graph, *where) == found.stable
    if found.change is not None:
        assert is_stable(changed(asked.graph, [found.change]), *where)


# All parties together ---------------------------------------------------------------------------


def _whole(graph: Graph, place: int, concept: str, found: tuple[PartyInverse, ...]) -> Whole:
    if all(one.stable for one in found):
        return Whole(True, (), 0, 0)
    if not any(one.condition.on_others for one in found):
        changes = tuple(one.change for one in found if one.change is not None)
        steps = _steps(changes)
        return Whole(False, changes, steps, steps)
    least = [_least_steps(graph, place, concept, party) for party in range(len(graph.moves))]
    makers = (smallest_change, pure_lift)
    options = [_in_rounds(graph, place, concept, make) for make in makers]
    changes = min(options, key=_steps)
    joint = fewer_steps(graph, place, concept, least, _steps(changes))
    changes = changes if joint.changes is None else joint.changes
    assert is_equilibrium(changed(graph, changes), place, concept)
    return Whole(False, changes, _steps(changes), joint.ruled_out)


def _steps(changes: tuple[Change, ...]) -> int:
    return sum(change.steps for change in changes)


def _least_steps(graph: Graph, place: int, concept: str, party: int) -> int:
    """By how many steps a party must be changed at least, whatever the others come to prefer."""
    if is_stable(graph, place, WIDER.get(concept, concept), party):
        return 0
    widest = widest_condition(graph, place, concept, party)
    if widest.holds:
        return 0
    is_ranked = isinstance(graph.dispute.parties[party].preferences, Ranking)
    return least_lift(widest).pairs if is_ranked else 1


def _in_rounds(
    graph: Graph, place: int, concept: str, make: Callable[[Condition], Change]
) -> tuple[Change, ...]:
    """Changes of one party after the other until the state is an equilibrium.

    A change may take away an answer that another party counted on. Who is no longer stable is
    changed afresh, from what it preferred to begin with; the second time by a lift of the state
    alone, which makes no other change. Every further one has to lift it higher, so this ends.
    """
    changes: dict[int, Change] = {}
    now, again = graph, True
    while again:
        again = False
        for party in range(len(graph.moves)):
            if is_stable(now, place, concept, party):
                continue
            before = graph.dispute.parties[party].preferences
            asked = condition(with_preferences(now, party, before), place, concept, party)
            changes[party] = (pure_lift if party in changes else make)(asked)
            now = with_preferences(now, party, changes[party].preferences)
            again = True
    return tuple(changes[party] for party in sorted(changes))
