"""The same questions at several dates, and who gained or lost standing between them (ours).

The dates are those of several files of one dispute, or of one file and the events after it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

from detente.disputes.model import Dispute
from detente.graphs.doubtful import open_doubts
from detente.graphs.events import later_states
from detente.graphs.graph import Graph
from detente.graphs.transforms import come_about
from detente.settlements.credibility import equilibria
from detente.settlements.settlement import Settlement, settlement_at, started
from detente.settlements.threats import ThreatAnswer


@dataclass(frozen=True, eq=False)
class Moment:
    """A dispute at one date.

    Attributes
    ----------
    graph : Graph
        The dispute.
    start : int
        The status quo at that date, by its place.
    date : datetime.date or None
        The date, where it is known.
    title : str
        What happened, or which file it is.
    """

    graph: Graph
    start: int
    date: datetime.date | None
    title: str

    @cached_property
    def settlements(self) -> Mapping[str, Settlement]:
        """Every declared settlement, looked at from here, by its name."""
        return {
            name: settlement_at(self.graph, name, formula, self.start)
            for name, formula in self.graph.dispute.settlements
        }

    @cached_property
    def threats(self) -> Mapping[str, ThreatAnswer]:
        """Every declared threat, looked at from here, by its name."""
        return {
            threat.name: ThreatAnswer(self.graph, threat, self.start)
            for threat in self.graph.dispute.threats
        }

    @cached_property
    def coming(self) -> int:
        """How many equilibria (SEQ) improvements lead to from here."""
        return int((equilibria(self.graph) & come_about(self.graph, self.start)).sum())


@dataclass(frozen=True)
class Standing:
    """How a party stands towards a settlement; without role and weight where it is not open."""

    status: str
    role: str | None
    weight: Fraction | None


@dataclass(frozen=True)
class Shift:
    """What changed for a party and a settlement between two dates.

    Attributes
    ----------
    before, after : Moment
        The dates.
    settlement, party : str
        Of what, and for whom.
    was, now : Standing
        How the party stood and stands.
    """

    before: Moment
    after: Moment
    settlement: str
    party: str
    was: Standing
    now: Standing

    @property
    def gain(self) -> Fraction | None:
        """By how much its weight rose; None where it had or has none."""
        if self.was.weight is None or self.now.weight is None:
            return None
        return self.now.weight - self.was.weight


def standing(settlement: Settlement, party: str) -> Standing:
    """How a party stands towards a settlement."""
    if settlement.status != "open":
        return Standing(settlement.status, None, None)
    return Standing("open", settlement.roles[party], settlement.weight(party))


def moments_of(graph: Graph, title: str) -> tuple[Moment, ...]:
    """The file's own date, and every event after it with all that was set until then.

    Parameters
    ----------
    graph : Graph
        The dispute's graph.
    title : str
        What to call the file's own date.

    Raises
    ------
    DisputeError
        If the dispute has no status quo, or an event leads to a state that is not feasible.
    """
    as_of = graph.dispute.as_of
    found = [Moment(graph, started(graph), as_of, title)]
    found += [Moment(graph, place, e.date, e.title) for e, place in later_states(graph)]
    return tuple(sorted(found, key=lambda moment: moment.date or datetime.date.min))


def moments_of_files(graphs: Sequence[tuple[str, Graph]]) -> tuple[Moment, ...]:
    """The dates of several files, in order; files without a date stay where they are named."""
    found = [Moment(graph, started(graph), graph.dispute.as_of, title) for title, graph in graphs]
    if all(moment.date is not None for moment in found):
        found.sort(key=lambda moment: moment.date or datetime.date.min)
    return tuple(found)


def stated_at(moment: Moment) -> Dispute:
    """The dispute as a file of that date would state it: its status quo, and what is open still."""
    graph, dispute = moment.graph, moment.graph.dispute
    if dispute.drawing is not None:
        return replace(dispute, status_quo=graph.states.number(moment.start), events=())
    code = int(graph.states.codes[moment.start])
    on = tuple(bit.setting for k, bit in enumerate(graph.states.bits) if code >> k & 1)
    now = replace(dispute, status_quo=on, events=())
    return replace(now, doubts=open_doubts(replace(graph, dispute=now, status_quo=moment.start)))


def shifts(moments: Sequence[Moment]) -> Iterator[Shift]:
    """Every change of a party's standing towards a settlement from one date to the next."""
    for before, after in pairwise(moments):
        for name in before.settlements:
            if name not in after.settlements:
                continue
            for party in before.graph.parties:
                if party in after.graph.parties:
                    was = standing(before.settlements[name], party)
                    now = standing(after.settlements[name], party)
                    if was != now:
                        yield Shift(before, after, name, party, was, now)


def settlement_shifts(moments: Sequence[Moment]) -> Iterator[tuple[Moment, Moment, str]]:
    """Every settlement whose status or smallest coalitions changed from one date to the next."""
    for before, after in pairwise(moments):
        for name, was in before.settlements.items():
            now = after.settlements.get(name)
            if now is not None and (
                was.status != now.status
                or set(was.minimal_coalitions) != set(now.minimal_coalitions)
            ):
                yield before, after, name
