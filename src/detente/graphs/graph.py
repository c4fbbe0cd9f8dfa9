"""The graph model of a dispute: its states, every party's moves between them, and their ranks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from detente.disputes.model import Dispute
from detente.graphs.drawn_moves import drawn_entries
from detente.graphs.moves import Moves, sorted_moves
from detente.graphs.option_moves import Feasible, option_entries
from detente.graphs.ranks import Ranks, ranks
from detente.graphs.states import Codes, Indices, States
from detente.seen import Shown


@dataclass(frozen=True, eq=False, repr=False)
class Graph(Shown):
    """Everything the solvers see of a dispute (Kilgour, Hipel & Fang 1987).

    Attributes
    ----------
    dispute : Dispute
        What it was made from.
    states : States
        The states, after coalescing.
    feasible : Feasible or None
        The feasible states before coalescing; None for a hand-drawn graph.
    moves : tuple of Moves
        Each party's moves, in the order of the parties.
    ranks : tuple of numpy.ndarray of int32, shape (n,)
        Each party's rank of every state, higher being better.
    commuting : bool
        Whether moves of different parties never bar or open one another, so that a group reaches
        whatever its members reach one after the other, in any order.
    chaining : bool
        Whether two moves of one party in a row are one move of it, so that legal sequences reach
        just what sequences without their rule (no party twice in a row) do.
    status_quo : int or None
        The index of the status quo; None where it is not declared and all off is not feasible.
    """

    dispute: Dispute
    states: States
    feasible: Feasible | None
    moves: tuple[Moves, ...]
    ranks: tuple[Ranks, ...]
    commuting: bool
    chaining: bool
    status_quo: int | None

    def __len__(self) -> int:
        return len(self.states)

    def __repr__(self) -> str:
        return f"<Graph of {self.dispute.title!r}: {len(self)} states, {len(self.moves)} parties>"

    @cached_property
    def parties(self) -> tuple[str, ...]:
        """The names of the parties, in order."""
        return tuple(party.name for party in self.dispute.parties)

    @cached_property
    def member_moves(self) -> tuple[Moves, ...]:
        """Each party's moves between feasible states, before any are coalesced.

        Sorted by the ranks of the states that they are coalesced into. Not for hand-drawn graphs.
        """
        assert self.feasible is not None
        home = self.feasible.home
        if home is None:
            return self.moves
        whole = Feasible(self.feasible.codes, None, self.feasible.masks)
        return tuple(
            sorted_moves(option_entries(self.dispute, party, whole), rank[home])
            for party, rank in enumerate(self.ranks)
        )

    def places_of(self, codes: Codes) -> Indices:
        """The places of the states that codes belong to, -1 where there is none: shape (k,)."""
        feasible = self.feasible
        known = self.states.codes if feasible is None else feasible.codes
        at = np.minimum(np.searchsorted(known, codes), len(known) - 1)
        home = at if feasible is None else feasible.at_home(at.astype(np.int32))
        return np.where(known[at] == codes, home, -1).astype(np.int32)

    def own_change(self, party: int, source: int, target: int) -> tuple[int, int]:
        """The codes between which `party` moves when it goes from one state to another.

        They differ in its own options only. Where states are coalesced these are members of the
        two classes: those between which it changes fewest options, the lowest of these.
        """
        feasible = self.feasible
        assert feasible is not None
        if feasible.home is None:
            return int(self.states.codes[source]), int(self.states.codes[target])
        fibres = feasible.codes & ~feasible.masks[party]  # what the party cannot change
        reached = np.isin(fibres, fibres[feasible.home == target])
        pairs = [
            (int(feasible.codes[member]), int(feasible.codes[there]))
            for member in np.flatnonzero((feasible.home == source) & reached).tolist()
            for found in [self.member_moves[party].from_state(member)]
            for there in found[feasible.home[found] == target].tolist()
        ]
        return min(pairs, key=lambda pair: ((pair[0] ^ pair[1]).bit_count(), pair))

    def others(self, party: int) -> tuple[int, ...]:
        """All parties but one."""
        return tuple(other for other in range(len(self.moves)) if other != party)

    def improvements(self, party: int, state: int) -> list[int]:
        """The states that `party` can move to from `state` and prefers to it, best first."""
        rank = self.ranks[party]
        found = self.moves[party].from_state(state)
        found = found[rank[found] > rank[state]]
        return [int(target) for target in found[np.argsort(-rank[found], kind="stable")]]


def option_graph(
    dispute: Dispute, feasible: Feasible, states: States, status_quo: int | None
) -> Graph:
    """The graph of a dispute that is stated by options."""
    ranked = tuple(ranks(states, party.preferences) for party in dispute.parties)
    moves = tuple(
        sorted_moves(option_entries(dispute, party, feasible), ranked[party])
        for party in range(len(dispute.parties))
    )
    plain = not dispute.same and not dispute.forbidden_moves
    return Graph(
        dispute,
        states,
        feasible,
        moves,
        ranked,
        commuting=plain and feasible.sizes is not None,
        chaining=plain,
        status_quo=status_quo,
    )


def drawn_graph(dispute: Dispute, states: States, status_quo: int | None) -> Graph:
    """The graph of a hand-drawn dispute."""
    ranked = tuple(ranks(states, party.preferences) for party in dispute.parties)
    moves = tuple(
        sorted_moves(drawn_entries(dispute, party.name, states), rank)
        for party, rank in zip(dispute.parties, ranked, strict=True)
    )
    return Graph(dispute, states, None, moves, ranked, False, False, status_quo)
