"""The exact condition on a party's preferences for a state to be stable for it.

The inverse problem of Kinsara, Kilgour & Hipel (2015): not which states are stable under given
preferences, but under which preferences a given state is. For one party every comparison that
counts is with the state itself, so the condition is a monotone formula over "the state is no worse
than *x*", and need not be found by going through orders (ours).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.disputes.problems import DisputeError, Problem
from detente.graphs.graph import Graph
from detente.graphs.moves import Flags
from detente.graphs.states import Codes
from detente.graphs.transforms import led_to, legally_reached
from detente.levers.clauses import Clauses, Places, simplified_with_places, singles
from detente.stability import sim

_MOST_JOINT = 1 << 24
WIDER = {"seq": "gmr", "sseq": "smr"}
"""What a concept becomes if the others may answer by any moves, be they improvements or not."""


@dataclass(frozen=True, eq=False, repr=False)
class Condition:
    """Under which preferences of one party a state is stable for it.

    Attributes
    ----------
    graph : Graph
        The dispute; where answers are made of improvements, by its parties' preferences.
    party, state : int
        Whose preferences, and which state, by their places.
    concept : str
        In which sense stable.
    clauses : Clauses
        What must hold, without what follows from the rest.
    moves : tuple of int
        For each clause, the move of the party that it is about, by the place of its target.
    considered : int
        How many moves the party has from the state.
    """

    graph: Graph
    party: int
    state: int
    concept: str
    clauses: Clauses
    moves: tuple[int, ...]
    considered: int

    def __repr__(self) -> str:
        who, number = self.graph.parties[self.party], self.graph.states.number(self.state)
        return (
            f"<Condition: state {number} for {who} ({self.concept}); {len(self.clauses)} clauses>"
        )

    @property
    def no_worse(self) -> Flags:
        """Which states the state is no worse than as the party's preferences are: shape (n,)."""
        rank = self.graph.ranks[self.party]
        return np.asarray(rank <= rank[self.state])

    @property
    def holds(self) -> bool:
        """Whether it holds of the party's preferences as they are."""
        return self.clauses.hold(self.no_worse)

    @property
    def on_others(self) -> bool:
        """Whether it depends on what the other parties prefer."""
        return self.concept in {"seq", "sseq", "sim"}


def condition(graph: Graph, place: int, concept: str, party: int) -> Condition:
    """The condition on a party's preferences for a state to be stable for it.

    Parameters
    ----------
    graph : Graph
        The dispute.
    place : int
        The place of the state.
    concept : str
        ``nash``, ``gmr``, ``smr``, ``seq``, ``sseq`` or ``sim``.
    party : int
        The party's place.

    Returns
    -------
    Condition
        For each move of the party from the state: that the state is no worse than where it leads,
        or than where some answer of the others leads on to (and, where the party must not escape
        from it, than all that it can move on to from there).

    Raises
    ------
    UndefinedConcept
        For simultaneous stability in a hand-drawn graph.

    Examples
    --------
    >>> from detente.graphs.building import build
    >>> from detente.disputes.reading import read_text
    >>> text = "{dispute: D, parties: {A: {options: {x: X}}, B: {options: {y: Y}, prefers: [B.y]}}}"
    >>> found = condition(build(read_text(text, "d.yaml").dispute), 0, "seq", 0)
    >>> list(found.clauses.written())
    [[[1], [3]]]
    """
    return _condition(graph, place, concept, party, any_moves=False)


def widest_condition(graph: Graph, place: int, concept: str, party: int) -> Condition:
    """As `condition`, where the others may answer by any moves, be they improvements or not.

    Whatever the others come to prefer, no weaker condition is enough.
    """
    return _condition(graph, place, WIDER.get(concept, concept), party, any_moves=True)


def _condition(graph: Graph, place: int, concept: str, party: int, *, any_moves: bool) -> Condition:
    if concept == "sim":
        targets, answers = _joint_answers(graph, place, party, any_moves)
    else:
        targets = graph.moves[party].from_state(place).tolist()
        answers = [_answers(graph, concept, party, target) for target in targets]
    asked = [k for k, reached in enumerate(answers) if not (reached == place).any()]
    if concept in {"smr", "sseq"}:
        asked = list(range(len(targets)))
        clauses, kept = _without_escape(graph, place, party, targets, answers)
    else:
        clauses, kept = singles(len(graph), [answers[k] for k in asked])
    moves = tuple(int(targets[asked[k]]) for k in kept)
    return Condition(graph, party, place, concept, clauses, moves, len(set(targets)))


def _answers(graph: Graph, concept: str, party: int, target: int) -> Places:
    """Where a move leads and what the others can, or would, make of it."""
    if concept == "nash":
        return np.array([target])
    reach = led_to if concept in {"seq", "sseq"} else legally_reached
    return np.flatnonzero(reach(graph, graph.others(party), target))


# Answers without escape -------------------------------------------------------------------------


def _without_escape(
    graph: Graph, place: int, party: int, targets: list[int], answers: list[Places]
) -> tuple[Clauses, list[int]]:
    """Clauses in which an answer counts with all that the party can move on to from it.

    An answer from which the party can go to the target itself grants no more than the target.
    """
    around = _Surroundings(graph, place, party)
    written = []
    for target, reached in zip(targets, answers, strict=True):
        sets = {}
        for answer in reached.tolist():
            atoms = around.of(answer)
            if answer != place and not (atoms == target).any():
                sets[id(atoms)] = atoms
        written.append([np.array([target]), *sets.values()])
    return simplified_with_places(len(graph), written)


class _Surroundings:
    """States together with all that a party can move on to from them, the asked one left out."""

    def __init__(self, graph: Graph, place: int, party: int) -> None:
        self.place = place
        self.moves = graph.moves[party]
        self.known: dict[int, Places] = {}
        box = self.moves.box
        self.boxed = None
        if box is not None and box.free:
            self.boxed = np.arange(len(graph)).reshape(box.shape)

    def of(self, state: int) -> Places:
        """One array, and the same one for all states of a fibre in which moves are free."""
        if self.boxed is None:
            return self._made(state, [state, *self.moves.from_state(state).tolist()])
        _, own, below = self.boxed.shape
        above, rest = divmod(state, own * below)
        return self._made(above * below + rest % below, self.boxed[above, :, rest % below])

    def _made(self, key: int, atoms: list[int] | Places) -> Places:
        if key not in self.known:
            found = np.unique(np.array(atoms, dtype=np.int64))
            self.known[key] = found[found != self.place]
        return self.known[key]


# Answers made at the same time ------------------------------------------------------------------


def _joint_answers(
    graph: Graph, place: int, party: int, any_moves: bool
) -> tuple[list[int], list[Places]]:
    """For each move from each member of a state's class: where it and the others' moves lead.

    The first of them is the move alone. What is not feasible is left out.
    """
    reason = sim.undefined(graph)
    if graph.feasible is None or reason is not None:
        raise sim.UndefinedConcept(f"simultaneous stability is left out: {reason}")
    codes, mask = graph.feasible.codes, graph.feasible.masks[party]
    home = graph.feasible.at_home(np.arange(len(codes), dtype=np.int32))
    targets: list[int] = []
    found: list[Places] = []
    for member in np.flatnonzero(home == place).tolist():
        theirs = _joint_settings(graph, party, member, any_moves)
        for moved in graph.member_moves[party].from_state(member).tolist():
            target = int(home[moved])
            if target == place:
                continue
            joint = theirs | (int(codes[moved]) & mask)
            at = np.minimum(np.searchsorted(codes, joint), len(codes) - 1)
            reached = home[at[codes[at] == joint]]
            targets.append(target)
            found.append(np.unique(np.append(reached, target)).astype(np.int64))
    return targets, found


def _joint_settings(graph: Graph, party: int, member: int, any_moves: bool) -> Codes:
    """What the others' options may be once some of them have moved from a member at once."""
    feasible = graph.feasible
    assert feasible is not None
    codes, masks = feasible.codes, feasible.masks
    joint = np.zeros(1, dtype=codes.dtype)
    for other in graph.others(party):
        moved = graph.member_moves[other].from_state(member)
        if not any_moves:
            rank, here = graph.ranks[other], feasible.at_home(np.array([member], dtype=np.int32))
            moved = moved[rank[feasible.at_home(moved)] > rank[here]]
        choices = codes[np.append(moved, member)] & masks[other]
        if len(joint) * len(choices) > _MOST_JOINT:
            raise DisputeError([_too_many_combinations(len(joint) * len(choices))])
        joint = (joint[:, None] | choices[None, :]).reshape(-1)
    return joint


def _too_many_combinations(count: int) -> Problem:
    what = f"the others have {count:,} combinations of moves here, too many for SIM"
    return Problem("--concept", 1, 1, what, "ask about another concept")
