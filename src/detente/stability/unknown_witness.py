"""Why a state is or is not stable for a party where some comparisons are unknown."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from detente.graphs.graph import Graph
from detente.graphs.moves import Flags
from detente.graphs.rounds import Places
from detente.stability.comparisons import (
    BETTER,
    COMPARISONS,
    EQUAL,
    EXTENSIONS,
    UNKNOWN,
    WORSE,
    Comparison,
    Extension,
)
from detente.stability.unknown_solver import Mover, along, answering

# The answer -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class UnknownStep:
    """One move of one party between states, by their numbers.

    Attributes
    ----------
    party : str
        Who moves.
    source, target : int
        From which state to which.
    compared : {"better", "equal", "worse", "unknown"}
        What is known of the target for its mover, compared with the source.
    """

    party: str
    source: int
    target: int
    compared: Comparison

    @property
    def known(self) -> bool:
        """Whether the mover's comparison of the two states is known."""
        return self.compared != "unknown"


@dataclass(frozen=True)
class UnknownAnswer:
    """One move that a party would make, and how the others would deter it.

    Attributes
    ----------
    move : UnknownStep
        What the party would do: a known improvement, or a move whose comparison is unknown.
    sanction : tuple of UnknownStep, or None
        The shortest legal sequence of the others that deters it; None where none does.
    end : int or None
        The state that the sanction leads to.
    compared : Comparison or None
        What is known of that state for the party, compared with the state it would leave.
    """

    move: UnknownStep
    sanction: tuple[UnknownStep, ...] | None
    end: int | None
    compared: Comparison | None


@dataclass(frozen=True, repr=False)
class UnknownWitness:
    """Why a state is stable for a party, or not, where comparisons are unknown.

    Attributes
    ----------
    state : int
        The state's number.
    party, extension, concept : str
        For whom and in which sense.
    stable : bool
        The verdict: stable if every move that the party would make is deterred.
    answers : tuple of UnknownAnswer
        Every move that it would make, known improvements first.
    """

    state: int
    party: str
    extension: str
    concept: str
    stable: bool
    answers: tuple[UnknownAnswer, ...]

    def __repr__(self) -> str:
        verdict = "stable" if self.stable else "not stable"
        unmet = sum(answer.sanction is None for answer in self.answers)
        asked = f"{self.concept}, extension {self.extension}"
        told = f"{len(self.answers)} moves, {unmet} not deterred"
        return f"<UnknownWitness: state {self.state} {verdict} for {self.party} ({asked}); {told}>"


# What finds it ----------------------------------------------------------------------------------


def explain(
    graph: Graph, parties: Sequence[Mover], party: int, state: int, extension: str, concept: str
) -> UnknownWitness:
    """Why a state is or is not stable for a party, both given by their places."""
    asked = _Asked(graph, parties, party, state, EXTENSIONS[extension])
    answers = tuple(asked.answers(concept))
    stable = all(answer.sanction is not None for answer in answers)
    number, name = graph.states.number(state), graph.parties[party]
    return UnknownWitness(number, name, extension, concept, stable, answers)


@dataclass(frozen=True, eq=False)
class _Asked:
    """One state that is asked about, for one party that takes the unknown in one way."""

    graph: Graph
    parties: Sequence[Mover]
    place: int
    state: int
    extension: Extension

    def answers(self, concept: str) -> Iterator[UnknownAnswer]:
        """Every move that the party would make, and what deters it."""
        ends = self._ends(concept)
        steps = answering(self.parties, self.place, concept)
        deterred = along(steps, ends.reshape(-1, 1), np.logical_or, False)
        for target, code in self._tempting():
            move = self._step(self.place, self.state, target, code)
            if not deterred[target, 0]:
                yield UnknownAnswer(move, None, None, None)
                continue
            path = tuple(self._shortest(target, ends, concept))
            end = path[-1].target
            yield UnknownAnswer(move, path, end, self._compared(end))

    def _ends(self, concept: str) -> Flags:
        """The states that the party would not want to end in: shape (n,)."""
        found = self._against(np.arange(len(self.graph)))
        if concept == "smr":
            rounds = self.parties[self.place].all_moves
            escapes = rounds.reduced(~found[:, None], np.logical_or, False)[:, 0]
            found[rounds.states[escapes]] = False
        return found

    def _against(self, states: Places) -> Flags:
        """Which states deter the party."""
        codes = self.parties[self.place].may.compared(np.array(self.state), states)
        deters = (codes == EQUAL) | (codes == WORSE)
        return np.asarray(deters | (codes == UNKNOWN) if self.extension.fears else deters)

    def _tempting(self) -> list[tuple[int, int]]:
        """Where the party would move, with how it compares; known improvements first."""
        found = self._moves(self.place, self.state)
        wanted = (BETTER, UNKNOWN) if self.extension.moves else (BETTER,)
        return sorted((row for row in found if row[1] in wanted), key=lambda row: (row[1], row[0]))

    def _moves(self, party: int, state: int) -> list[tuple[int, int]]:
        """Where a party can move, each with how it compares with where it is."""
        targets = self.graph.moves[party].from_state(state).astype(np.int64)
        codes = self.parties[party].may.compared(np.array(state), targets)
        return list(zip(targets.tolist(), codes.tolist(), strict=True))

    def _shortest(self, start: int, ends: Flags, concept: str) -> list[UnknownStep]:
        """A shortest legal sequence of the others, of one step at least, to one of `ends`."""
        came: dict[tuple[int, int], tuple[tuple[int, int], int]] = {}
        waiting = deque([(start, -1)])
        while waiting:
            node = waiting.popleft()
            for mover in self.graph.others(self.place):
                for there, code in self._moves(mover, node[0]) if mover != node[1] else ():
                    credible = concept != "seq" or code in (BETTER, UNKNOWN)
                    if not credible or (there, mover) in came:
                        continue
                    came[there, mover] = node, code
                    if ends[there]:
                        return self._path(came, (there, mover))
                    waiting.append((there, mover))
        raise AssertionError("a sanction was found for all states at once but not by the search")

    def _path(
        self, came: dict[tuple[int, int], tuple[tuple[int, int], int]], node: tuple[int, int]
    ) -> list[UnknownStep]:
        path = []
        while node[1] != -1:
            before, code = came[node]
            path.append(self._step(node[1], before[0], node[0], code))
            node = before
        return path[::-1]

    def _step(self, party: int, source: int, target: int, code: int) -> UnknownStep:
        number = self.graph.states.number
        compared = COMPARISONS[code]
        return UnknownStep(self.graph.parties[party], number(source), number(target), compared)

    def _compared(self, number: int) -> Comparison:
        place = cast(int, self.graph.states.index(number))
        may = self.parties[self.place].may
        return COMPARISONS[int(may.compared(np.array(self.state), np.array(place)))]
