"""The moves that were seen, replayed under each set of levers that may have been in force (ours).

Levers of which the moves are to tell something have a prior: they are the *explanations*. A set of
them is an integer here, bit *k* being the *k*-th explanation in the order of the file. Only levers
that change states, moves or where the dispute stands tell one replay from another; what parties
prefer does not.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import takewhile

import numpy as np
import numpy.typing as npt

from detente.disputes.model import Dispute, Lever, Observation, option_places
from detente.disputes.places import problem_at
from detente.disputes.problems import DisputeError
from detente.graphs.building import build
from detente.graphs.events import code_after
from detente.graphs.graph import Graph
from detente.graphs.moves import Flags
from detente.graphs.states import feasible_codes, status_quo_code
from detente.levers.applying import changes_states, edited_party, states_with

MOST_EXPLANATIONS = 12
Settings = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Route:
    """Where the moves that were seen lead, were a certain set of levers in force.

    Attributes
    ----------
    graph : Graph or None
        The states and moves that there would be, nobody preferring anything; None where no state
        would be feasible.
    codes : tuple of int
        The state before each move, and the one after the last; it ends before a state that is not
        feasible.
    """

    graph: Graph | None
    codes: tuple[int, ...]

    @cached_property
    def places(self) -> tuple[int, ...]:
        """The places of these states in the graph."""
        return tuple(place_of(self.graph, code) for code in self.codes if self.graph is not None)

    def reaches(self, step: int) -> bool:
        """Whether the state before a move is feasible, as are those before it."""
        return step < len(self.codes)


@dataclass(frozen=True, eq=False)
class Menu:
    """What the mover could have been seen to make of its options.

    Attributes
    ----------
    mover : int
        The party, by its place.
    mask : int
        The bits of those of its options that are available in the file as it stands; settings of
        others are not looked at.
    settings : numpy.ndarray of int64, shape (n,)
        Every setting of these that it can reach under some set of levers, as it was included.
    within : dict of int to numpy.ndarray of bool, shape (n,)
        By the state before the move: those that can be reached from there. States differ only
        where levers set options at the start.
    """

    mover: int
    mask: int
    settings: Settings
    within: dict[int, Flags]

    def __len__(self) -> int:
        return len(self.settings)

    def of(self, graph: Graph, states: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
        """Where in the menu the mover's settings in these states are."""
        own = graph.states.codes[states].astype(np.int64) & self.mask
        return np.searchsorted(self.settings, own)


@dataclass(frozen=True, eq=False)
class Replay:
    """The moves of a dispute that were seen, under every set of its explanations.

    Attributes
    ----------
    dispute : Dispute
        The dispute as it stands, without levers.
    levers : tuple of Lever
        The explanations.
    routes : mapping of int to Route
        Where the moves lead, for every set of those explanations that change more than preferences.
    """

    dispute: Dispute
    levers: tuple[Lever, ...]
    routes: dict[int, Route]

    @property
    def sets(self) -> range:
        """Every set of explanations."""
        return range(1 << len(self.levers))

    @property
    def observed(self) -> tuple[Observation, ...]:
        """What was seen."""
        return self.dispute.observed

    def chosen(self, explained: int) -> tuple[Lever, ...]:
        """The levers of a set."""
        return chosen(self.levers, explained)

    @cached_property
    def moving(self) -> int:
        """The explanations that change more than preferences."""
        return _moving(self.levers)

    def touching(self, party: str) -> int:
        """The explanations that change what a party prefers."""
        return _those(
            self.levers, lambda lever: any(edited_party(edit) == party for edit in lever.edits)
        )

    def known_to(self, party: str) -> int:
        """The explanations that a party would know of."""
        return _those(self.levers, lambda one: one.known_to is None or party in one.known_to)

    def route(self, explained: int) -> Route:
        """Where the moves lead under a set of explanations."""
        return self.routes[explained & self.moving]

    def picture(self, explained: int, step: int) -> int:
        """The set of explanations by which the mover chooses, where a set is in force.

        It does not reckon with what it does not know of, unless what was seen before could not be
        without that.
        """
        known = explained & self.known_to(self.observed[step].by)
        return known if self.route(known).reaches(step) else explained

    @cached_property
    def menus(self) -> tuple[Menu, ...]:
        """What each mover could have been seen to do."""
        return tuple(self._menu(step) for step in range(len(self.observed)))

    def _menu(self, step: int) -> Menu:
        name = self.observed[step].by
        mover = [party.name for party in self.dispute.parties].index(name)
        mask = self._available(mover)
        routes = self.routes.values()
        graphs = {id(route.graph): route.graph for route in routes if route.graph is not None}
        found = {
            code: self._reached(list(graphs.values()), mover, code) & mask
            for code in sorted({route.codes[step] for route in routes if route.reaches(step)})
        }
        settings = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *found.values()]))
        within = {code: np.isin(settings, reached) for code, reached in found.items()}
        return Menu(mover, mask, settings, within)

    @staticmethod
    def _reached(graphs: list[Graph], mover: int, code: int) -> Settings:
        """The codes of the state and of all that a party can go to from it, in any graph."""
        found = []
        for graph in graphs:
            place = place_of(graph, code)
            if place >= 0:
                reached = np.append(graph.moves[mover].from_state(place), place)
                found.append(graph.states.codes[reached].astype(np.int64))
        return np.concatenate(found)

    def _available(self, mover: int) -> int:
        """The bits of a party's options that are on in some state of the file as it stands."""
        graph = self.routes[0].graph
        assert graph is not None
        assert graph.feasible is not None
        ever = int(np.bitwise_or.reduce(graph.feasible.codes))
        return sum(
            place.mask
            for place in option_places(self.dispute)
            if place.party == mover and place.mask & ever
        )

    def seen(self, step: int, graph: Graph, code: int) -> Flags:
        """Which settings of a menu are what was seen, where the mover was in a state: shape (n,).

        Staying put, and a move that is told exactly, is one setting. Else it is every setting that
        includes what was told.
        """
        menu, entry = self.menus[step], self.observed[step]
        after = code_after(self.dispute, code, entry.sets)
        there = place_of(graph, after)
        own = (after if there < 0 else int(graph.states.codes[there])) & menu.mask
        found: Flags = menu.settings == own
        if entry.sets and not entry.exact:
            told = _mask(self.dispute, entry) & menu.mask
            wanted = code_after(self.dispute, 0, entry.sets) & told
            found = found | ((menu.settings & told) == wanted)
        return found & menu.within[code]


def place_of(graph: Graph, code: int) -> int:
    """The place of the state that a code belongs to; -1 where it is not feasible."""
    return int(graph.places_of(np.array([code], dtype=graph.states.codes.dtype))[0])


def _mask(dispute: Dispute, entry: Observation) -> int:
    """The bits of the options that an entry speaks of."""
    named = {(setting.party, setting.option) for setting, _ in entry.sets}
    return sum(
        place.mask
        for place in option_places(dispute)
        if (dispute.parties[place.party].name, place.option.name) in named
    )


def _those(levers: tuple[Lever, ...], wanted: object) -> int:
    assert callable(wanted)
    return sum(1 << k for k, lever in enumerate(levers) if wanted(lever))


def _moving(levers: tuple[Lever, ...]) -> int:
    return _those(levers, changes_states)


def chosen(levers: tuple[Lever, ...], explained: int) -> tuple[Lever, ...]:
    """The levers of a set, in the order of the file."""
    return tuple(lever for k, lever in enumerate(levers) if explained >> k & 1)


def explanations(dispute: Dispute) -> tuple[Lever, ...]:
    """The levers that have a prior, in the order of the file."""
    return tuple(lever for lever in dispute.levers if lever.prior is not None)


def replayed(dispute: Dispute) -> Replay:
    """Replay what was seen under every set of the levers that have a prior.

    Raises
    ------
    DisputeError
        If nothing was seen, no lever has a prior, too many have one, or there is nowhere to begin;
        if states are faulty with levers in force; or if no set of levers allows the moves.
    """
    levers = explanations(dispute)
    _check(dispute, levers)
    begun = dispute.status_quo if dispute.observed_from is None else dispute.observed_from
    bare = tuple(replace(party, preferences=None) for party in dispute.parties)
    plain = replace(dispute, parties=bare, status_quo=begun)
    graphs: dict[Hashable, Graph | None] = {}
    routes = {
        mask: _route(states_with(plain, chosen(levers, mask)), graphs)
        for mask in _parts(_moving(levers))
    }
    _check_start(dispute, routes)
    found = Replay(dispute, levers, routes)
    _check_routes(found)
    return found


def _parts(mask: int) -> Iterator[int]:
    """Every part of a set, nothing first."""
    part = 0
    while True:
        yield part
        if part == mask:
            return
        part = (part - mask) & mask


def _route(dispute: Dispute, graphs: dict[Hashable, Graph | None]) -> Route:
    graph = _graph(dispute, graphs)
    codes = [status_quo_code(dispute)]
    for entry in dispute.observed:
        codes.append(code_after(dispute, codes[-1], entry.sets))
    possible = takewhile(lambda code: graph is not None and place_of(graph, code) >= 0, codes)
    return Route(graph, tuple(possible))


def _graph(dispute: Dispute, graphs: dict[Hashable, Graph | None]) -> Graph | None:
    """The graph of a dispute in which nobody prefers anything; None where no state is feasible."""
    key = dispute.parties, dispute.rules, dispute.same, dispute.forbidden_moves
    if key not in graphs:
        anywhere = replace(dispute, status_quo=None)
        some = not graphs or len(feasible_codes(anywhere)) > 0  # without levers, it is a fault
        graphs[key] = build(anywhere) if some else None
    return graphs[key]


# What may be wrong ------------------------------------------------------------------------------


def _check(dispute: Dispute, levers: tuple[Lever, ...]) -> None:
    problems = []
    if dispute.drawing is not None:
        what = "moves are seen by the options that they set, and a hand-drawn graph has none"
        problems.append(problem_at(dispute, ("graph",), what, "state the dispute by options"))
    elif not dispute.observed:
        what = "no observed moves are stated, so there is nothing to explain"
        mend = "add `observed`, with entries such as {by: PARTY, sets: {OPTION: on}}"
        problems.append(problem_at(dispute, ("observed",), what, mend))
    if not levers:
        what = "no lever has a prior, so there is no explanation to weigh"
        mend = "give each lever that may be in force a `prior`, and `secret: true` if it is hidden"
        problems.append(problem_at(dispute, ("levers",), what, mend))
    if len(levers) > MOST_EXPLANATIONS:
        what = f"{len(levers)} levers have a prior, which makes {1 << len(levers):,} sets of them;"
        what += f" {1 << MOST_EXPLANATIONS:,} sets, of {MOST_EXPLANATIONS} levers, can be weighed"
        mend = "leave out the prior of those that matter least; they then count as not in force"
        problems.append(problem_at(dispute, ("levers",), what, mend))
    known = {party.name: {o.name for o in party.options} for party in dispute.parties}
    for number, entry in enumerate(dispute.observed):
        own = known.get(entry.by, set())
        strange = any(s.party != entry.by or s.option not in own for s, _ in entry.sets)
        if strange or entry.by not in known:
            what = f"`{entry.by}` could not have made this move: it sets what is not its own"
            mend = "name the party whose options are set"
            problems.append(problem_at(dispute, ("observed", number), what, mend))
    if problems:
        raise DisputeError(problems)


def _check_start(dispute: Dispute, routes: dict[int, Route]) -> None:
    """Refuse what was seen where no set of levers lets it begin."""
    if any(route.reaches(0) for route in routes.values()):
        return
    section = "status_quo" if dispute.observed_from is None else "observed_from"
    if dispute.observed_from is None and dispute.status_quo is None:
        what = "the dispute has no status quo, from which the observed moves would begin"
        mend = "add `observed_from` with the options that were on then, or `status_quo`"
    else:
        what = "the observed moves begin where a rule is broken, whichever levers are in force"
        mend = "change which options are on, or the rule"
    raise DisputeError([problem_at(dispute, (section,), what, mend)])


def _check_routes(found: Replay) -> None:
    """Refuse a move that no set of levers allows, given those before it."""
    for step, entry in enumerate(found.observed):
        routes = [route for route in found.routes.values() if route.reaches(step)]
        possible = any(
            found.seen(step, route.graph, route.codes[step]).any()
            for route in routes
            if route.graph is not None
        )
        if possible and any(route.reaches(step + 1) for route in routes):
            continue
        if possible:
            what = f"after this move of `{entry.by}` a rule would be broken"
        else:
            what = f"`{entry.by}` could not have made this move from where it stood"
        what += ", in the file as it stands and with any of the levers that have a prior"
        mend = "mend this entry or an earlier one, `observed_from`, or the rules;"
        mend += " or state the lever that makes it possible"
        raise DisputeError([problem_at(found.dispute, ("observed", step), what, mend)])
