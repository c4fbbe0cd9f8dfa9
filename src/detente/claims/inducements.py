"""How large an inducement must be: the amounts at which a test turns, and what tips whom (ours)."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from detente.claims.asked_test import asked_test, calls_here, models_for, settlements_in
from detente.claims.courses import Breaks, Course, Line, Steps, course
from detente.claims.kleene import Truth
from detente.claims.model import Model
from detente.claims.predicates import asks_of_every_set
from detente.claims.verdicts import HERE, Opened, truth
from detente.disputes.model import Lever, Prioritised, Ranking
from detente.disputes.places import problem_at
from detente.disputes.predicates import arguments_of, levers_in
from detente.disputes.problems import DisputeError, did_you_mean
from detente.graphs.asking import asked_formula
from detente.graphs.building import build
from detente.graphs.graph import Graph
from detente.graphs.remembering import remembered
from detente.levers.applying import changes_states, edited_party, states_with
from detente.levers.payments import (
    Tip,
    at_amount,
    break_points,
    paid_by,
    paying_only,
    payment,
    tips,
    with_lever,
)
from detente.statements.testing import Call, Test

TOLERANCE = Decimal("0.001")
MOST = Decimal(1000)


@dataclass(frozen=True)
class Tipped:
    """From which amount a party likes an outcome as well as the status quo, and better.

    Attributes
    ----------
    outcome : str
        A settlement, or a formula, that the test asks about.
    not_minding, preferring : Tip or None
        The least amounts; None where no amount does it.
    """

    outcome: str
    not_minding: Tip | None
    preferring: Tip | None


@dataclass(frozen=True)
class PaidParty:
    """What an inducement does with one of those whom it pays.

    Attributes
    ----------
    party : str
        The party.
    tipped : tuple of Tipped
        For each outcome that the test asks about.
    alone : Course
        How the test goes if it alone is paid.
    """

    party: str
    tipped: tuple[Tipped, ...]
    alone: Course


@dataclass(frozen=True)
class Inducement:
    """How a test goes as a lever pays more and more.

    Attributes
    ----------
    lever : Lever
        The inducement.
    asked : str
        The claim, or the test, that is asked.
    most, tolerance : Decimal
        Up to which amount, and how closely, where turnings cannot be found exactly.
    course : Course
        How the verdict goes.
    stated : bool or None
        The verdict at the amount that the file states.
    breaks : int or None
        At how many amounts up to `most` some party's order of the states changes; None where these
        cannot be listed.
    last_break : Fraction or None
        The greatest of all such amounts, also beyond `most`; None where there is none.
    paid : tuple of PaidParty
        Those whom it pays.
    """

    lever: Lever
    asked: str
    most: Decimal
    tolerance: Decimal
    course: Course
    stated: Truth
    breaks: int | None
    last_break: Fraction | None
    paid: tuple[PaidParty, ...]


def inducement(
    graph: Graph,
    lever: str,
    asked: str,
    opened: Opened,
    *,
    most: Decimal = MOST,
    tolerance: Decimal = TOLERANCE,
    progress: Callable[[int], Callable[[int, int], object]] | None = None,
) -> Inducement:
    """Find the amounts of an inducement at which a test turns, and what tips each who is paid.

    Parameters
    ----------
    graph : Graph
        The dispute's graph, no lever being in force.
    lever : str
        The inducement: a lever with `weigh` edits that take its own amount.
    asked : str
        A claim's name, or a test such as ``settle(peace)``.
    opened : callable
        Opens the other files that the test names.
    most : Decimal
        The largest amount that is looked at.
    tolerance : Decimal
        How closely a turning is bracketed where it cannot be found exactly.
    progress : callable, optional
        From how many amounts are looked at, to what is called with how many of all are done.

    Returns
    -------
    Inducement

    Raises
    ------
    DisputeError
        If there is no such lever or claim, if the lever pays nothing that could be varied, or pays
        a party that does not weigh what it wants.

    Notes
    -----
    The lever is in force at every amount, nothing included: whatever else it does stays done.
    """
    found = _inducing(graph, lever)
    test = asked_test(graph, asked)
    question = _Question(graph, test, models_for(graph, test, opened), Fraction(most), tolerance)
    parties = paid_by(found)
    alone = {party: paying_only(found, party) for party in parties if len(parties) > 1}
    points = {one: question.points(one) for one in (found, *alone.values())}
    lines = {one: question.line(own) for one, own in points.items()}
    tell = _counting(sum(len(line.looks()) - 1 for line in lines.values()), progress)
    courses = {one: course(line, question.verdict(one), tell) for one, line in lines.items()}
    paid = tuple(
        PaidParty(party, tuple(question.tipped(found, party)), courses[alone.get(party, found)])
        for party in parties
    )
    stated = None if found.amount is None else question.verdict(found)(Fraction(found.amount))
    own = points[found]
    within = None if own is None else sum(point <= question.most for point in own)
    last = own[-1] if own else None
    return Inducement(found, asked, most, tolerance, courses[found], stated, within, last, paid)


def _counting(
    count: int, progress: Callable[[int], Callable[[int, int], object]] | None
) -> Callable[[], object]:
    """What tells, each time that it is called, that one more of so many amounts is done."""
    if progress is None:
        return lambda: None
    told, done = progress(count), itertools.count()
    return lambda: told(next(done), count)


def _inducing(graph: Graph, name: str) -> Lever:
    """The lever of that name, which pays an amount to parties who weigh what they want."""
    dispute = graph.dispute
    known = [lever.name for lever in dispute.levers]
    if name not in known:
        mend = did_you_mean(name, known, "name it under `levers`")
        what = f"there is no lever `{name}`"
        raise DisputeError([problem_at(dispute, ("levers",), what, mend, key=True)])
    lever = dispute.lever(name)
    if not paid_by(lever):
        what = f"`{name}` has no size: none of its edits adds the lever's own amount to a weight"
        mend = "write `amount` on the lever, and {weigh: FORMULA, party: PARTY} among its edits"
        raise DisputeError([problem_at(dispute, ("levers", name), what, mend, key=True)])
    for party in paid_by(lever):
        stated = dispute.party(party).preferences
        if isinstance(stated, Prioritised | Ranking):
            how = "prefers" if isinstance(stated, Prioritised) else "ranking"
            what = f"`{name}` pays {party}, whose `{how}` does not say how much anything is worth"
            mend = "write `weights` in its place, for example {peace: 3, North.freeze: 1.5}"
            raise DisputeError([problem_at(dispute, ("parties", party, how), what, mend)])
    return lever


@dataclass(frozen=True)
class _Question:
    """A test that is put to a dispute with a lever in force, at one amount after another."""

    graph: Graph
    test: Test
    models: Mapping[str, Model]
    most: Fraction
    tolerance: Decimal

    @cached_property
    def levers(self) -> frozenset[str]:
        """The levers that the test itself speaks of."""
        return frozenset(name for call in self._calls for name in levers_in(call))

    @cached_property
    def _calls(self) -> tuple[Call, ...]:
        return calls_here(self.test)

    def alike(self, lever: Lever) -> bool:
        """Whether the test sees amounts only in how those paid order the lever's own states."""
        return not asks_of_every_set(self.test) and self.levers <= {lever.name}

    def states(self, lever: Lever) -> Graph:
        """The dispute's graph, with all that the lever does but for preferences."""
        if not changes_states(lever):
            return self.graph
        return remembered(self.graph, ("paid", lever.name), lambda: self._built(lever))

    def _built(self, lever: Lever) -> Graph:
        dispute = self.graph.dispute
        try:
            return build(states_with(dispute, [lever]))
        except DisputeError as error:
            path = ("levers", lever.name)
            raise DisputeError(
                problem_at(dispute, path, f"with it in force {f.what}", f.mend, key=True)
                for f in error.problems
            ) from None

    def points(self, lever: Lever) -> tuple[Fraction, ...] | None:
        """The amounts above nothing at which anything can turn; None where they are not known."""
        if not self.alike(lever):
            return None
        states = self.states(lever)
        return break_points(payment(states, lever, party) for party in paid_by(lever))

    def line(self, points: tuple[Fraction, ...] | None) -> Line:
        """The amounts to look at, given those at which anything can turn, where they are known."""
        if points is None:
            return Steps(Fraction(self.tolerance), self.most)
        return Breaks((Fraction(0), *(p for p in points if p <= self.most)), self.most)

    def verdict(self, lever: Lever) -> Callable[[Fraction], Truth]:
        """From an amount to the test's verdict where the lever pays it."""
        base, paying = self.graph, lever
        if not self.levers:  # then its states can be made once
            base = self.states(lever)
            paying = replace(lever, edits=tuple(e for e in lever.edits if edited_party(e)))
        fresh = changes_states(paying)

        def at(amount: Fraction) -> Truth:
            if self.alike(lever):
                dispute = at_amount(base.dispute, paying, amount)
            else:
                dispute = with_lever(base.dispute, replace(paying, amount=_decimal(amount)))
            states = replace(base.states) if fresh else base.states  # not to fill its memory
            graph = replace(base, dispute=dispute, states=states)
            model = Model(graph).levered([lever.name])
            return truth(self.test, {**self.models, HERE: model})

        return at

    def tipped(self, lever: Lever, party: str) -> Iterator[Tipped]:
        """What a party needs to be paid to like each outcome that the test asks about."""
        graph = self.states(lever)
        own = payment(graph, lever, party)
        for text in self._outcomes():
            outcome = graph.states.where(asked_formula(graph, text, "test"))
            if graph.status_quo is not None:
                yield Tipped(text, *tips(own, outcome, graph.status_quo))

    def _outcomes(self) -> tuple[str, ...]:
        """The settlements that the test asks about; if none, the formulas."""
        formulas = (text for call in self._calls for text in arguments_of(call, "formula"))
        return settlements_in(self.test) or tuple(dict.fromkeys(formulas))


def _decimal(amount: Fraction) -> Decimal:
    return Decimal(amount.numerator) / Decimal(amount.denominator)
