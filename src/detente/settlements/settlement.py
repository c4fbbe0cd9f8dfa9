"""A settlement: where it holds, who could bring it about, and who is needed for it (ours)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal, TypeAlias

from detente.disputes.places import problem_at
from detente.disputes.problems import DisputeError, did_you_mean
from detente.graphs.asking import asked_formula
from detente.graphs.graph import Graph
from detente.graphs.moves import Flags
from detente.graphs.remembering import remembered
from detente.seen import Drawn, Shown, chart
from detente.settlements.holding import holds_firmly_on, holds_on
from detente.settlements.paths import Goal, Path, best_path, pact_path, path_by_consent
from detente.settlements.roles import (
    Reliance,
    can_leave,
    exit_cost,
    must_tolerate,
    reliance,
    roles,
    spoilers,
    spoils,
)
from detente.settlements.weights import TooManyMembers, banzhaf, shapley_shubik
from detente.settlements.winning import (
    AGREED,
    LEGAL,
    WILLING,
    Quest,
    as_bits,
    avoidable,
    by_consent,
    by_pact,
    can_settle,
    members,
    minimal_coalitions,
    quest,
)
from detente.stability.concepts import UnknownName
from detente.statements.syntax import Formula

Status: TypeAlias = Literal["cannot_hold", "unreachable", "already", "open"]
Coalition: TypeAlias = tuple[str, ...]
MOST_PARTIES = 62
_KINDS = {"agreed": AGREED, "pressure": WILLING, "possible": LEGAL}


@dataclass(frozen=True, eq=False, repr=False)
class Settlement(Shown):
    """What can be said of a settlement, worked out when it is asked for.

    Everything here says who could bring the settlement about, not who would (Dutta & Vohra 2017).

    Attributes
    ----------
    graph : Graph
        The dispute.
    name : str
        What was asked: a settlement's name, or a formula.
    formula : Formula
        What must be true of a state for it to be settled.
    start : int
        The status quo, by its place.
    """

    graph: Graph
    name: str
    formula: Formula
    start: int

    def __repr__(self) -> str:
        return f"<Settlement {self.name!r} of {self.graph.dispute.title!r}: {self.status}>"

    # Where it holds ----------------------------------------------------------------------------

    @cached_property
    def settled(self) -> Flags:
        """In which states the formula is true: shape (n,)."""
        return self.graph.states.where(self.formula)

    @cached_property
    def held(self) -> Flags:
        """Where it holds: the largest part of `settled` that no credible move leaves.

        It is the same from wherever one begins, and may be known from many worlds at once.
        """
        key = ("held", self.name)
        return remembered(self.graph, key, lambda: holds_on(self.graph, self.settled))

    @cached_property
    def firmly_held(self) -> Flags:
        """Where it holds firmly: the largest part of `settled` that no improvement leaves."""
        return holds_firmly_on(self.graph, self.settled)

    @cached_property
    def holds_on(self) -> list[int]:
        """The numbers of the states where it holds."""
        numbers: list[int] = self.graph.states.numbers[self.held].tolist()
        return numbers

    @cached_property
    def status(self) -> Status:
        """Whether it can hold at all, holds already, and can be reached by agreed steps."""
        if not self.held.any():
            return "cannot_hold"
        if self.held[self.start]:
            return "already"
        return "open" if self.reached else "unreachable"

    # Who could bring it about ------------------------------------------------------------------

    @cached_property
    def _quest(self) -> Quest:
        return quest(self.graph, self.held, self.start)

    @cached_property
    def _agreed(self) -> tuple[int, ...]:
        return minimal_coalitions(self._quest, AGREED)

    @cached_property
    def _pressed(self) -> tuple[int, ...]:
        return minimal_coalitions(self._quest, WILLING)

    @cached_property
    def _pacts(self) -> tuple[int, ...]:
        return by_pact(self._quest)

    @cached_property
    def _lawful(self) -> tuple[int, ...]:
        return minimal_coalitions(self._quest, LEGAL)

    @cached_property
    def _refusals(self) -> tuple[int, ...]:
        return () if self._agreed or not self.held.any() else by_consent(self._quest)

    @property
    def minimal_coalitions(self) -> tuple[Coalition, ...]:
        """The smallest coalitions that can settle by agreed steps."""
        return self._named(self._agreed)

    @property
    def under_pressure(self) -> tuple[Coalition, ...]:
        """The smallest coalitions that can settle by willing steps, agreed or not."""
        return self._named(self._pressed)

    @property
    def by_pact(self) -> tuple[Coalition, ...]:
        """The smallest coalitions that can settle by agreed steps, some of them joint."""
        return self._named(self._pacts)

    @property
    def possible(self) -> tuple[Coalition, ...]:
        """The smallest coalitions whose merely legal moves lead to where it holds."""
        return self._named(self._lawful)

    @property
    def refusals(self) -> tuple[Coalition, ...]:
        """Where it is unreachable: the smallest sets of parties whose refusal alone blocks."""
        return self._named(self._refusals)

    @cached_property
    def reached(self) -> bool:
        """Whether all parties together can settle by agreed steps."""
        if "_agreed" in vars(self):  # then it is known already
            return bool(self._agreed)
        return self.can(self.graph.parties)

    def can(self, parties: Iterable[str], kind: str = "agreed") -> bool:
        """Whether a coalition can settle, without looking for the smallest that can.

        Parameters and errors are those of `reached_by`.
        """
        asked = _KINDS.get(kind)
        if asked is None:
            return self.reached_by(parties, kind)
        coalition = self.coalition(parties)
        return can_settle(self.graph, self.held, self.start, coalition, asked)

    def reached_by(self, parties: Iterable[str], kind: str = "agreed") -> bool:
        """Whether a coalition can settle: whether one of the smallest is part of it.

        Parameters
        ----------
        parties : iterable of str
            Its members.
        kind : {"agreed", "pressure", "pact", "possible"}
            By agreed steps, by willing ones, by pact, or by merely legal ones.

        Raises
        ------
        UnknownName
            If there is no such party.
        """
        coalition = self.coalition(parties)
        minimal = {
            "agreed": lambda: self._agreed,
            "pressure": lambda: self._pressed,
            "pact": lambda: self._pacts,
            "possible": lambda: self._lawful,
        }[kind]()
        return any(smallest & ~coalition == 0 for smallest in minimal)

    def coalition(self, parties: Iterable[str]) -> int:
        """A coalition as a set of bits.

        Raises
        ------
        UnknownName
            If there is no such party.
        """
        names = self.graph.parties
        wanted = list(parties)
        for name in wanted:
            if name not in names:
                mend = did_you_mean(name, names, "choose another")
                raise UnknownName(f"there is no party `{name}`; {mend}")
        return as_bits(names.index(name) for name in set(wanted))

    def _named(self, coalitions: Iterable[int]) -> tuple[Coalition, ...]:
        return tuple(self.names(members(coalition)) for coalition in coalitions)

    def names(self, parties: Iterable[int]) -> Coalition:
        """The names of parties given by their places."""
        return tuple(self.graph.parties[party] for party in parties)

    # Who is needed -----------------------------------------------------------------------------

    @cached_property
    def roles(self) -> dict[str, str]:
        """By party: needed, substitute or irrelevant; of meaning only where the status is open."""
        found = roles(len(self.graph.parties), self._agreed)
        return dict(zip(self.graph.parties, found, strict=True))

    def is_needed(self, party: str) -> bool:
        """Whether all together can settle, and all but one party cannot."""
        others = [other for other in self.graph.parties if other != party]
        return self.reached and not self.can(others)

    def must_be_tolerated_by(self, party: str) -> bool:
        """Whether a party that is not needed must tolerate the settlement."""
        place = self.graph.parties.index(party)
        return self.reached and must_tolerate(self.graph, self.settled, self.start, place)

    def reliance_on(self, party: str) -> Reliance:
        """The moves of a party that is not needed after which the others could not settle."""
        place = self.graph.parties.index(party)
        return reliance(self.graph, self.held, self.start, place)

    @cached_property
    def _unneeded(self) -> tuple[int, ...]:
        every = enumerate(self.roles.values())
        return tuple(party for party, role in every if role != "needed")

    @cached_property
    def must_tolerate(self) -> Coalition:
        """Those not needed whose legal moves, were they all held against it, would undo it."""
        unneeded = self.names(self._unneeded)
        return tuple(party for party in unneeded if self.must_be_tolerated_by(party))

    @cached_property
    def reliance(self) -> dict[str, Reliance]:
        """For each party not needed, its moves after which the others could not settle."""
        return {party: self.reliance_on(party) for party in self.names(self._unneeded)}

    @property
    def relied_on(self) -> Coalition:
        """Those not needed on whose conduct now the others count."""
        return tuple(name for name, found in self.reliance.items() if found.blocking)

    @property
    def would_block(self) -> Coalition:
        """Those relied on who have a credible move that would keep the others from settling."""
        return tuple(name for name, found in self.reliance.items() if found.would_block)

    @cached_property
    def spoilers(self) -> Coalition:
        """Those with a credible move out of the settlement from where willing paths lead."""
        return self.names(spoilers(self.graph, self.settled, self.start))

    def is_spoilt_by(self, party: str) -> bool:
        """Whether a party is one of the `spoilers`, without asking it of the others."""
        if "spoilers" in vars(self):  # then it is known already
            return party in self.spoilers
        return spoils(self.graph, self.settled, self.start, self.graph.parties.index(party))

    @cached_property
    def exits(self) -> dict[str, Flags]:
        """By party: from which states of the settlement it has a credible move out of it."""
        return {
            name: self.settled & can_leave(self.graph, self.settled, party)
            for party, name in enumerate(self.graph.parties)
        }

    @cached_property
    def exit_cost(self) -> dict[str, Fraction]:
        """By party: the share of the settlement that would hold too but for its exits."""
        return {
            name: exit_cost(self.graph, self.settled, self.held, party)
            for party, name in enumerate(self.graph.parties)
        }

    @cached_property
    def shapley_shubik(self) -> dict[str, Fraction]:
        """Each party's weight by Shapley & Shubik (1954); they sum to 1 where it is open."""
        shares = shapley_shubik(len(self.graph.parties), self._agreed)
        return dict(zip(self.graph.parties, shares, strict=True))

    def weight(self, party: str) -> Fraction | None:
        """A party's weight by Shapley & Shubik (1954); None where too many parties matter for it.

        See `detente.settlements.weights` on how many these are.
        """
        try:
            return self.shapley_shubik[party]
        except TooManyMembers:
            return None

    @cached_property
    def banzhaf(self) -> dict[str, Fraction]:
        """Each party's weight by Banzhaf (1965), scaled to sum to 1 where it is open."""
        shares = banzhaf(len(self.graph.parties), self._agreed)
        return dict(zip(self.graph.parties, shares, strict=True))

    def passes(self, formula: Formula) -> bool | None:
        """Whether every agreed path is in a state where a formula is true before its end.

        Returns
        -------
        bool or None
            None unless the status is open.
        """
        if self.status != "open":
            return None
        return not avoidable(self._quest, self.graph.states.where(formula))

    def plot_weights(self, sweep: object = None) -> Drawn:
        """Draw each party's weight and role; needs ``pip install 'detente[report]'``.

        Parameters
        ----------
        sweep : Sweep, optional
            Worlds in which this settlement was looked at, over which the weights spread.

        Raises
        ------
        ValueError
            If nobody has a weight.
        """
        return chart("weights", self, sweep)

    # How ---------------------------------------------------------------------------------------

    @cached_property
    def goal(self) -> Goal:
        """The settlement as paths see it."""
        return Goal(self.graph, self.settled, self.held)

    @property
    def paths(self) -> tuple[Path, ...]:
        """A path of agreed steps for each smallest coalition."""
        return self.first_paths("agreed")

    @property
    def paths_under_pressure(self) -> tuple[Path, ...]:
        """A path of willing steps for each smallest coalition under pressure that cannot agree."""
        return self.first_paths("pressure")

    @property
    def paths_by_pact(self) -> tuple[Path, ...]:
        """A pact of each smallest coalition that needs one."""
        return self.first_paths("pact")

    @property
    def possible_paths(self) -> tuple[Path, ...]:
        """A path of merely legal moves for each smallest coalition that has one."""
        return self.first_paths("possible")

    @property
    def paths_by_consent(self) -> tuple[Path, ...]:
        """For each refusal, the path that consent would open."""
        return self.first_paths("consent")

    def first_paths(self, kind: str, most: int | None = None) -> tuple[Path, ...]:
        """The paths of the first smallest coalitions, at most so many.

        Parameters
        ----------
        kind : {"agreed", "pressure", "pact", "possible", "consent"}
            Which paths; under pressure and by pact, of the coalitions that cannot agree.
        most : int, optional
            How many are worked out; all unless told.
        """
        known = self._known_paths.setdefault(kind, [])
        for coalition in self._with_paths(kind)[len(known) : most]:
            known.append(self._path(kind, coalition))
        return tuple(known[:most])

    @cached_property
    def _known_paths(self) -> dict[str, list[Path]]:
        return {}

    def _with_paths(self, kind: str) -> tuple[int, ...]:
        """The coalitions (or refusals) that have paths of a kind to show."""
        if kind in {"pressure", "pact"}:
            those = self._pressed if kind == "pressure" else self._pacts
            return tuple(c for c in those if not any(a & ~c == 0 for a in self._agreed))
        if kind == "consent":
            return self._refusals
        return self._agreed if kind == "agreed" else self._lawful

    def path_count(self, kind: str) -> int:
        """How many paths of a kind there are to show."""
        return len(self._with_paths(kind))

    def _path(self, kind: str, coalition: int) -> Path:
        if kind == "pact":
            return pact_path(self.goal, self._quest, coalition)
        if kind == "consent":
            return path_by_consent(self.goal, self._quest, coalition)
        found = best_path(self.goal, self.start, coalition, _KINDS[kind])
        assert found is not None
        return found

    def path_by(self, parties: Iterable[str], kind: str = "agreed") -> Path | None:
        """The path of a coalition, if it has one; `kind` as in `reached_by`, pacts apart."""
        return best_path(self.goal, self.start, self.coalition(parties), _KINDS[kind])


def settle(graph: Graph, text: str) -> Settlement:
    """Look at a settlement from the status quo.

    Parameters
    ----------
    graph : Graph
        The dispute's graph.
    text : str
        A settlement's name, or any formula.

    Returns
    -------
    Settlement

    Raises
    ------
    DisputeError
        If `text` is neither, or the dispute has no status quo.
    """
    formula = asked_formula(graph, text, "SETTLEMENT")
    if len(graph.parties) > MOST_PARTIES:
        what = f"there are {len(graph.parties)} parties; coalitions are looked for among"
        mend = "leave out those that can do nothing"
        what = f"{what} at most {MOST_PARTIES}"
        raise DisputeError([problem_at(graph.dispute, ("parties",), what, mend)])
    return settlement_at(graph, text, formula, started(graph))


def settlement_at(graph: Graph, name: str, formula: Formula, start: int) -> Settlement:
    """A settlement as seen from a state, given by its place; that from the status quo is kept."""

    def made() -> Settlement:
        return Settlement(graph, name, formula, start)

    return remembered(graph, ("settlement", name), made) if start == graph.status_quo else made()


def started(graph: Graph) -> int:
    """The status quo, by its place.

    Raises
    ------
    DisputeError
        Where the dispute has none.
    """
    if graph.status_quo is None:
        what = "the dispute has no status quo, from which paths and threats are looked at"
        mend = "add `status_quo` with the options that are on"
        raise DisputeError([problem_at(graph.dispute, ("status_quo",), what, mend)])
    return graph.status_quo
