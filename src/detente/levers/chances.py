"""How likely what was seen is, under each set of levers and each behaviour (ours).

Many sets have in common all that a mover's choice depends on: the states that can be reached, the
moves between them and how each party ranks them. Such *worlds* are looked at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from detente.disputes.model import Ranking
from detente.disputes.problems import DisputeError
from detente.graphs.building import ranking_problems
from detente.graphs.graph import Graph
from detente.graphs.moves import Flags, Moves
from detente.graphs.ranks import Ranks, ranks
from detente.graphs.transforms import closure
from detente.graphs.varying import ranked_moves
from detente.levers.applying import preferences_with
from detente.levers.behaviours import (
    GRID,
    PRECISIONS,
    Chances,
    quantal,
    reasonable,
    rule_bound,
)
from detente.levers.quantal import Alternatives, Problems, Reals, alternatives, solved
from detente.levers.replay import Menu, Replay, place_of

SAME = 1e-8
"""Chances that differ by no more count as equal: values are not worked out more closely."""

_SECONDS_PER_WORLD, _SECONDS_PER_VALUE = 1e-2, 3e-6
_MOST_TOGETHER = 1 << 20  # values of all worlds that are solved together
_MOST_SETTINGS = 1 << 24  # chances of settings that are kept
_KEPT_RANKS = 64
Progress = Callable[[int, int], None]
Digest = bytes
World = tuple[Digest, tuple[Digest, ...]]
"""What can be reached and where to, and how each party ranks it."""


@dataclass(frozen=True, eq=False)
class Seen:
    """The chances of one observed move.

    Attributes
    ----------
    menu : Menu
        What the mover could have been seen to do.
    row : numpy.ndarray of int64, shape (sets,)
        For each set of explanations, its row below; -1 where what was seen before could not be.
    observed : numpy.ndarray of float64, shape (rows, behaviours)
        The chance of what was seen, whether or not it leads to a feasible state.
    settings : numpy.ndarray of float64, shape (rows, behaviours, n), or None
        That of every setting of the menu; None where these are too many.
    """

    menu: Menu
    row: npt.NDArray[np.int64]
    observed: Chances
    settings: Chances | None


# What is reached --------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Ground:
    """The states that legal moves reach, whatever anyone prefers.

    Attributes
    ----------
    graph : Graph
        All states, nobody preferring anything.
    held : numpy.ndarray of bool, shape (n,)
        Those that are reached from any state of a replay.
    settled : tuple of numpy.ndarray of bool, shape (n,)
        Where each settlement is, held or not.
    """

    graph: Graph
    held: Flags
    settled: tuple[Flags, ...]

    @cached_property
    def size(self) -> int:
        """How many states are reached."""
        return int(self.held.sum())

    @cached_property
    def new(self) -> npt.NDArray[np.int64]:
        """The place of each state among those reached."""
        return np.cumsum(self.held) - 1

    @cached_property
    def choices(self) -> tuple[Alternatives, ...]:
        """Where each party may go."""
        return tuple(alternatives(moves, self.held) for moves in self.graph.moves)

    @cached_property
    def content(self) -> Digest:
        """What tells these states and moves from others."""
        parts = [self.graph.states.codes[self.held].tobytes()]
        feasible = self.graph.feasible
        if feasible is not None and feasible.home is not None:
            parts += [feasible.codes.tobytes(), feasible.home.tobytes()]
        parts += [b"" if choice is None else choice.content for choice in self.choices]
        parts += [where[self.held].tobytes() for where in self.settled]
        return _digest(b"/".join(parts))


def _digest(content: bytes) -> Digest:
    return blake2b(content, digest_size=16).digest()


def _grounds(replay: Replay) -> dict[int, _Ground]:
    """The ground of every graph that a replay has, by the graph's identity."""
    starts: dict[int, set[int]] = {}
    graphs: dict[int, Graph] = {}
    for route in replay.routes.values():
        if route.graph is not None:
            graphs[id(route.graph)] = route.graph
            found = starts.setdefault(id(route.graph), set())
            found |= set(route.places)
    return {key: _ground(graph, starts[key]) for key, graph in graphs.items() if starts[key]}


def _ground(graph: Graph, starts: Iterable[int]) -> _Ground:
    held = np.zeros(len(graph), dtype=bool)
    everyone = range(len(graph.moves))
    for start in sorted(starts):
        if not held[start]:
            held |= closure(graph, everyone, start)
    settled = tuple(graph.states.where(formula) for _, formula in graph.dispute.settlements)
    return _Ground(graph, held, settled)


# What is to be worked out -----------------------------------------------------------------------


@dataclass(frozen=True)
class _Asked:
    """What is asked of a world: how its mover chooses at a step, from where."""

    step: int
    place: int
    code: int


@dataclass(frozen=True, eq=False)
class _Task:
    """A world, as one of the sets has it.

    Attributes
    ----------
    ground : _Ground
        What is reached.
    explained : int
        The set.
    asked : dict of _Asked to int
        What is asked of it, and the row of each answer.
    """

    ground: _Ground
    explained: int
    asked: dict[_Asked, int]


@dataclass(frozen=True, eq=False)
class Plan:
    """What is to be worked out for a replay.

    Attributes
    ----------
    replay : Replay
        What was seen.
    tasks : dict of World to _Task
        All worlds that differ.
    rows : tuple of numpy.ndarray of int64, shape (sets,)
        For every observed move, the row of each set as in `Seen`.
    """

    replay: Replay
    tasks: dict[World, _Task]
    rows: tuple[npt.NDArray[np.int64], ...]

    @property
    def seconds(self) -> float:
        """About how long it takes, within a factor of about three."""
        each = _SECONDS_PER_VALUE * len(self.replay.dispute.parties) ** 2
        return sum(_SECONDS_PER_WORLD + each * task.ground.size for task in self.tasks.values())


def planned(replay: Replay) -> Plan:
    """Find what the sets of levers have in common.

    Raises
    ------
    DisputeError
        If a ranking does not fit the states that there are with levers in force.
    """
    grounds, preferences = _grounds(replay), _Preferences(replay)
    tasks: dict[World, _Task] = {}
    rows = []
    for step in range(len(replay.observed)):
        row = np.full(len(replay.sets), -1, dtype=np.int64)
        known: dict[int, int] = {}
        count: dict[tuple[World, int], int] = {}
        for explained in replay.sets:
            if not replay.route(explained).reaches(step):
                continue
            picture = replay.picture(explained, step)
            if picture not in known:
                route = replay.route(picture)
                ground = grounds[id(route.graph)]
                world = ground.content, preferences.digests(ground, picture)
                key = world, route.codes[step]
                known[picture] = count.setdefault(key, len(count))
                task = tasks.setdefault(world, _Task(ground, picture, {}))
                place = place_of(task.ground.graph, route.codes[step])
                task.asked[_Asked(step, place, route.codes[step])] = known[picture]
            row[explained] = known[picture]
        rows.append(row)
    return Plan(replay, tasks, tuple(rows))


class _Preferences:
    """How parties rank the states of grounds under sets of levers."""

    def __init__(self, replay: Replay) -> None:
        self.replay = replay
        self.touching = [replay.touching(party.name) for party in replay.dispute.parties]
        self.known: dict[tuple[int, int, int], Digest] = {}
        self.kept = lru_cache(maxsize=_KEPT_RANKS)(self._ranked)

    def digests(self, ground: _Ground, explained: int) -> tuple[Digest, ...]:
        """What tells the parties' rankings of what is reached from others."""
        found = []
        for party, touching in enumerate(self.touching):
            key = id(ground), party, explained & touching
            if key not in self.known:
                worth = scaled(self.ranks(ground, party, explained))[ground.held]
                self.known[key] = _digest(worth.tobytes())
            found.append(self.known[key])
        return tuple(found)

    def ranks(self, ground: _Ground, party: int, explained: int) -> Ranks:
        """How a party ranks all states, with the levers of a set in force."""
        return self.kept(ground, party, explained & self.touching[party])[0]

    def moves(self, ground: _Ground, party: int, explained: int) -> Moves:
        """The party's moves, the better ones first."""
        return self.kept(ground, party, explained & self.touching[party])[1]

    def _ranked(self, ground: _Ground, party: int, explained: int) -> tuple[Ranks, Moves]:
        own = self.replay.dispute.parties[party]
        levers = self.replay.chosen(explained)
        preferences = preferences_with(own.preferences, own.name, levers)
        graph = ground.graph
        if isinstance(preferences, Ranking):
            path = ("parties", own.name, "ranking")
            count = len(graph.states) if graph.feasible is None else len(graph.feasible.codes)
            found = ranking_problems(self.replay.dispute, graph.states, count, path, preferences)
            problems = [
                replace(one, what=f"with levers in force that change the states, {one.what}")
                for one in found
            ]
            if problems:
                raise DisputeError(problems)
        rank = ranks(graph.states, preferences)
        return rank, ranked_moves(graph.moves[party], rank)

    def graph(self, ground: _Ground, explained: int) -> Graph:
        """The graph with the levers of a set in force."""
        every = range(len(self.touching))
        return replace(
            ground.graph,
            ranks=tuple(self.ranks(ground, party, explained) for party in every),
            moves=tuple(self.moves(ground, party, explained) for party in every),
        )


def scaled(rank: Ranks) -> Reals:
    """A party's ranks on a scale from 0 to 1; 0 where it is indifferent."""
    found: Reals = rank / max(int(rank.max(initial=0)), 1)
    return found


# Working it out ---------------------------------------------------------------------------------


def chances(plan: Plan, progress: Progress | None = None) -> tuple[Seen, ...]:
    """The chance of everything seen, for each set and behaviour.

    Parameters
    ----------
    plan : Plan
        What is to be worked out.
    progress : callable, optional
        Called with how many of how many worlds are done.

    Raises
    ------
    NoValues
        If a quantal behaviour cannot be worked out.
    """
    menus = plan.replay.menus
    counts = [int(row.max(initial=-1)) + 1 for row in plan.rows]
    observed = [np.zeros((count, len(GRID))) for count in counts]
    settings = [
        np.zeros((count, len(GRID), len(menu)))
        if count * len(GRID) * len(menu) <= _MOST_SETTINGS
        else None
        for count, menu in zip(counts, menus, strict=True)
    ]
    done = 0
    for tasks in _together(plan):
        for asked, row, seen, found in _answers(plan.replay, tasks):
            observed[asked.step][row] = found[:, seen].sum(axis=1)
            kept = settings[asked.step]
            if kept is not None:
                kept[row] = found
        done += len(tasks)
        if progress is not None:
            progress(done, len(plan.tasks))
    return tuple(
        Seen(menu, row, snapped(seen), None if kept is None else snapped(kept))
        for menu, row, seen, kept in zip(menus, plan.rows, observed, settings, strict=True)
    )


def _together(plan: Plan) -> Iterator[list[_Task]]:
    """Tasks on the same ground, as many as may be solved together."""
    by_ground: dict[Digest, list[_Task]] = {}
    for (content, _), task in plan.tasks.items():
        by_ground.setdefault(content, []).append(task)
    for tasks in by_ground.values():
        each = len(plan.replay.dispute.parties) * tasks[0].ground.size * len(PRECISIONS)
        size = max(_MOST_TOGETHER // each, 1)
        yield from (tasks[k : k + size] for k in range(0, len(tasks), size))


def _answers(replay: Replay, tasks: list[_Task]) -> Iterator[tuple[_Asked, int, Flags, Chances]]:
    """What is asked of worlds on the same ground: its row, what was seen, and all chances."""
    preferences = _Preferences(replay)
    graphs = [preferences.graph(task.ground, task.explained) for task in tasks]
    utilities = np.array(
        [
            [scaled(rank)[task.ground.held] for rank in graph.ranks]
            for task, graph in zip(tasks, graphs, strict=True)
        ]
    )
    values = solved(
        Problems(
            tasks[0].ground.choices,
            np.repeat(utilities, len(PRECISIONS), axis=0),
            np.tile(PRECISIONS, len(tasks)),
        )
    ).reshape(len(tasks), len(PRECISIONS), *utilities.shape[1:])
    for task, graph, worth in zip(tasks, graphs, values, strict=True):
        for asked, row in task.asked.items():
            menu = replay.menus[asked.step]
            within = menu.within[asked.code]
            reasons = reasonable(graph, menu.mover, asked.place, task.ground.settled)
            reached = np.append(graph.moves[menu.mover].from_state(asked.place), asked.place)
            likely = worth[:, menu.mover, task.ground.new[reached]]
            found = np.concatenate(
                [
                    rule_bound(menu.of(graph, reasons), within),
                    quantal(likely, menu.of(graph, reached), within),
                ]
            )
            yield asked, row, replay.seen(asked.step, graph, asked.code), found


def snapped(values: Chances) -> Chances:
    """The values, with those of one column that are the same but for rounding made equal.

    Parameters
    ----------
    values : numpy.ndarray of float64, shape (rows, ...)
        Each takes the lowest value of a chain in which neighbours differ by `SAME` or less.
    """
    flat = values.reshape(len(values), -1)
    order = np.argsort(flat, axis=0, kind="stable")
    sorted_ = np.take_along_axis(flat, order, axis=0)
    opens = np.diff(sorted_, axis=0, prepend=-1) > SAME
    rows = np.arange(len(flat))[:, None]
    first = np.maximum.accumulate(np.where(opens, rows, 0), axis=0)
    found = np.empty_like(flat)
    np.put_along_axis(found, order, np.take_along_axis(sorted_, first, axis=0), axis=0)
    return found.reshape(values.shape)
