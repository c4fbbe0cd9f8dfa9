"""Why a state is, or is not, stable: every improvement, and what answers it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from detente.graphs.graph import Graph
from detente.graphs.remembering import remembered
from detente.graphs.transforms import Values, best, lowest, lowest_by_improvements
from detente.stability import sim
from detente.stability.sequences import shortest_sequence


@dataclass(frozen=True)
class Step:
    """One move of one party between states, by their numbers.

    Attributes
    ----------
    party : str
        Who moves.
    source, target : int
        From which state to which.
    improvement : bool
        Whether the mover prefers the state it moves to.
    anyway : bool or None
        In a sanction made of improvements: whether the mover would have the same improvement had
        the deviation not been made. None where the question has no meaning.
    """

    party: str
    source: int
    target: int
    improvement: bool
    anyway: bool | None = None


@dataclass(frozen=True)
class Answer:
    """One improvement of the party, and how the others answer it.

    Attributes
    ----------
    improvement : Step
        What the party would do.
    sanction : tuple of Step, or None
        The others' answer, step after step (for simultaneous stability, their own improvements
        from the same state, made at once); None where nothing answers the improvement.
    end : int or None
        The state that the answer leads to, no better for the party than where it began.
    escape : Step or None
        Where an answer exists but the party would slip away from it: the way out of the first one.
    """

    improvement: Step
    sanction: tuple[Step, ...] | None
    end: int | None
    escape: Step | None = None

    @property
    def anyway(self) -> bool | None:
        """Whether the answer would be given even without the improvement: then it is no threat."""
        told = [step.anyway for step in self.sanction or ()]
        return None if not told or None in told else all(told)


@dataclass(frozen=True, repr=False)
class Witness:
    """Why a state is stable for a party, or not, under a solution concept.

    Attributes
    ----------
    state : int
        The state's number.
    party, concept : str
        For whom and in which sense.
    stable : bool
        The verdict: stable if every improvement is answered.
    answers : tuple of Answer
        Every improvement of the party, the most preferred first.
    """

    state: int
    party: str
    concept: str
    stable: bool
    answers: tuple[Answer, ...]

    def __repr__(self) -> str:
        verdict = "stable" if self.stable else "not stable"
        unmet = sum(answer.sanction is None for answer in self.answers)
        told = f"{len(self.answers)} improvements, {unmet} unanswered"
        return f"<Witness: state {self.state} {verdict} for {self.party} ({self.concept}); {told}>"


def explain(graph: Graph, state: int, party: int, concept: str) -> Witness:
    """The witness for one state, party and concept (state and party by their places).

    Raises
    ------
    UndefinedConcept
        For simultaneous stability in a hand-drawn graph.
    """
    if concept == "sim":
        answers = tuple(_joint_answers(graph, state, party))
    else:
        answers = tuple(
            _answer(graph, state, party, target, concept)
            for target in graph.improvements(party, state)
        )
    verdict = all(answer.sanction is not None for answer in answers)
    name, number = graph.parties[party], int(graph.states.numbers[state])
    return Witness(number, name, concept, verdict, answers)


def _answer(graph: Graph, state: int, party: int, target: int, concept: str) -> Answer:
    rank = graph.ranks[party]
    improvement = step_of(graph, party, state, target)
    if concept == "nash":
        return Answer(improvement, None, None)
    harm, floor = _harm(graph, party, concept)
    if floor[target] > rank[state]:
        return Answer(improvement, None, None, _escape(graph, state, party, target, concept))
    by_improvements = concept in {"seq", "sseq"}
    group = graph.others(party)
    path = shortest_sequence(graph, group, target, harm <= rank[state], improving=by_improvements)
    assert path is not None, "a sanction was found by the transforms but not by the search"
    replayed = _replayed(graph, state, path) if by_improvements else [None] * len(path)
    steps = tuple(
        step_of(graph, mover, source, end, same)
        for (mover, source, end), same in zip(path, replayed, strict=True)
    )
    return Answer(improvement, steps, steps[-1].target)


def step_of(graph: Graph, party: int, source: int, target: int, anyway: bool | None = None) -> Step:
    """A move of a party, by the places of party and states, as witnesses tell it."""
    rank, numbers = graph.ranks[party], graph.states.numbers
    improves = bool(rank[target] > rank[source])
    return Step(graph.parties[party], int(numbers[source]), int(numbers[target]), improves, anyway)


def _harm(graph: Graph, party: int, concept: str) -> tuple[Values, Values]:
    """What a state is worth to the party if a sanction ends there, and the least one leads to."""

    def made() -> tuple[Values, Values]:
        rank = graph.ranks[party]
        harm = best(graph.moves[party], rank) if concept in {"smr", "sseq"} else rank
        reach = lowest_by_improvements if concept in {"seq", "sseq"} else lowest
        return harm, reach(graph, graph.others(party), harm.copy())

    return remembered(graph, ("harm", party, concept), made)


def _replayed(graph: Graph, state: int, path: list[tuple[int, int, int]]) -> list[bool | None]:
    """For each step of a sanction, whether it is its mover's improvement without the deviation too.

    The mover sets its own options as in the sanction, but from `state` on instead of from where
    the deviation led; a step that is none is left out before the next is tried. In a hand-drawn
    graph the question has no meaning.
    """
    if graph.feasible is None:
        return [None] * len(path)
    found: list[bool | None] = []
    here = state
    for mover, source, end in path:
        there = _repeated(graph, mover, here, source, end)
        same = there is not None and there in graph.improvements(mover, here)
        found.append(same)
        here = there if same and there is not None else here
    return found


def _repeated(graph: Graph, mover: int, state: int, source: int, target: int) -> int | None:
    """Where the mover gets from `state` by setting its options as it does between two others."""
    assert graph.feasible is not None
    codes, mask = graph.feasible.codes, graph.feasible.masks[mover]
    chosen = graph.own_change(mover, source, target)[1] & mask
    wanted = (int(graph.states.codes[state]) & ~mask) | chosen
    place = int(np.searchsorted(codes, wanted))
    if place >= len(codes) or int(codes[place]) != wanted:
        return None
    return place if graph.feasible.home is None else int(graph.feasible.home[place])


def _escape(graph: Graph, state: int, party: int, target: int, concept: str) -> Step | None:
    """The party's way out of the first answer that would harm it, were there no way out."""
    simpler = {"smr": "gmr", "sseq": "seq"}.get(concept)
    if simpler is None:
        return None
    answer = _answer(graph, state, party, target, simpler)
    if answer.end is None:
        return None
    end = graph.states.index(answer.end)
    assert end is not None
    rank = graph.ranks[party]
    out = max(graph.moves[party].from_state(end), key=lambda there: int(rank[there]))
    return step_of(graph, party, end, int(out))


def _joint_answers(graph: Graph, state: int, party: int) -> Iterator[Answer]:
    """For simultaneous stability: each improvement from each member of a state's class."""
    setting = sim.setting_of(graph)
    own, codes = setting.improvements[party], setting.feasible.codes
    mask = setting.feasible.masks[party]
    rank = graph.ranks[party]
    members: list[int] = np.flatnonzero(setting.home == state).tolist()
    found = []
    for member in members:
        settings = own.own[own.first[member] : own.first[member] + own.count[member]]
        for improved in map(int, settings):
            there = int(
                setting.home[np.searchsorted(codes, (int(codes[member]) & ~mask) | improved)]
            )
            found.append((int(rank[there]), there, member, improved))
    for _, there, member, improved in sorted(found, key=lambda row: (-row[0], row[1:])):
        improvement = step_of(graph, party, state, there)
        joint = sim.joint_answer(graph, party, member, improved)
        if joint is None:
            yield Answer(improvement, None, None)
        else:
            movers, place = joint
            steps = tuple(_joint_step(graph, mover, member, chosen) for mover, chosen in movers)
            yield Answer(improvement, steps, int(graph.states.numbers[setting.home[place]]))


def _joint_step(graph: Graph, mover: int, member: int, chosen: int) -> Step:
    setting = sim.setting_of(graph)
    codes, mask = setting.feasible.codes, setting.feasible.masks[mover]
    there = int(np.searchsorted(codes, (int(codes[member]) & ~mask) | chosen))
    return step_of(graph, mover, int(setting.home[member]), int(setting.home[there]))
