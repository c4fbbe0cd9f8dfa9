"""Which sets of levers make a test true (ours).

A further lever can break what a smaller set reached, so nothing is left out because a part or a
whole of it has been seen: every set is looked at, the small ones first, as far as time allows.
"""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from detente.claims.kleene import Truth
from detente.claims.lever_worlds import Impossible, LeverWorlds, Names
from detente.claims.model import Model
from detente.claims.verdicts import HERE, truth
from detente.disputes.model import Lever
from detente.disputes.predicates import levers_in
from detente.graphs.graph import Graph
from detente.levers.applying import in_file_order
from detente.seen import Drawn, Shown, chart
from detente.statements.testing import Test, calls

Verdict = Truth | Impossible
Told = Callable[[int, int], object]
_MANY = 2000  # sets for which compiling the loop pays
_CHUNK = 512


@dataclass(frozen=True, eq=False)
class LeverSets(Shown):
    """What a test says under sets of levers.

    Attributes
    ----------
    graph : Graph
        The dispute without them.
    test : Test
        The test.
    levers : tuple of Lever
        The levers that are put together, in the order of the file.
    verdicts : mapping of frozenset of str to bool, None or Impossible
        What the test says under each set that was looked at.
    covered : int
        Every set of so many levers, or fewer, was looked at.
    seconds : float
        How long that took.
    """

    graph: Graph
    test: Test
    levers: tuple[Lever, ...]
    verdicts: Mapping[Names, Verdict] = field(repr=False)
    covered: int
    seconds: float

    @property
    def names(self) -> tuple[str, ...]:
        """The levers' names, in the order of the file."""
        return tuple(lever.name for lever in self.levers)

    @property
    def count(self) -> int:
        """How many sets there are."""
        return 1 << len(self.levers)

    @property
    def complete(self) -> bool:
        """Whether every set was looked at."""
        return len(self.verdicts) == self.count

    @cached_property
    def base(self) -> Truth:
        """What the test says without any lever."""
        found = self.verdicts[frozenset()]
        return None if isinstance(found, Impossible) else found

    # Which sets --------------------------------------------------------------------------------

    @cached_property
    def true(self) -> tuple[Names, ...]:
        """The sets looked at that make the test true, the smallest first."""
        return tuple(names for names, verdict in self.verdicts.items() if verdict is True)

    @cached_property
    def minimal(self) -> tuple[Names, ...]:
        """Those of which no part makes it true; the smallest first, then in the file's order."""
        found: list[Names] = []
        for names in sorted(self.true, key=self._order):
            if not any(smaller <= names for smaller in found):
                found.append(names)
        return tuple(found)

    def _order(self, names: Names) -> tuple[int, list[int]]:
        return len(names), sorted(map(self.names.index, names))

    def cost(self, names: Names) -> Decimal:
        """What a set costs: the sum of its levers' costs."""
        return sum((lever.cost for lever in self.levers if lever.name in names), Decimal(0))

    @cached_property
    def cheapest(self) -> tuple[Names, ...]:
        """Those of the minimal sets that cost least."""
        costs = [self.cost(names) for names in self.minimal]
        pairs = zip(self.minimal, costs, strict=True)
        return tuple(names for names, cost in pairs if cost == min(costs))

    @property
    def is_cheapest(self) -> bool:
        """Whether no set that was not looked at could cost less than the cheapest found."""
        if self.complete or not self.cheapest:
            return self.complete
        costs = sorted(lever.cost for lever in self.levers)
        return sum(costs[: self.covered + 1], Decimal(0)) >= self.cost(self.cheapest[0])

    # What each lever does ------------------------------------------------------------------------

    @cached_property
    def never_matter(self) -> tuple[str, ...]:
        """Levers that change the answer under no set that was looked at with and without them."""
        return tuple(name for name in self.names if not any(self._changes(name)))

    def _changes(self, name: str) -> Iterator[bool]:
        for names, verdict in self.verdicts.items():
            if name not in names and names | {name} in self.verdicts:
                yield _differ(verdict, self.verdicts[names | {name}])

    @cached_property
    def in_all(self) -> tuple[str, ...]:
        """Levers that stand in every minimal set."""
        every = frozenset.intersection(*self.minimal) if self.minimal else frozenset()
        return tuple(name for name in self.names if name in every)

    @cached_property
    def in_none(self) -> tuple[str, ...]:
        """Levers that stand in no minimal set."""
        some = frozenset().union(*self.minimal)
        return tuple(name for name in self.names if name not in some)

    @cached_property
    def substitutes(self) -> tuple[tuple[str, str], ...]:
        """Pairs of levers of which either does the same beside any others, and does something."""
        pairs = itertools.combinations(self.names, 2)
        return tuple((one, other) for one, other in pairs if self._exchange(one, other))

    @cached_property
    def alike(self) -> tuple[tuple[str, ...], ...]:
        """Groups of levers any of which does the same beside any others."""
        groups: dict[str, list[str]] = {}
        leader = {name: name for name in self.names}
        for one, other in self.substitutes:
            leader[other] = leader[one]
            groups.setdefault(leader[one], [leader[one]]).append(other)
        return tuple(tuple(dict.fromkeys(names)) for names in groups.values())

    def _exchange(self, one: str, other: str) -> bool:
        """Whether two levers can be exchanged in every set, and either changes what some set says.

        Two that do nothing but together can be exchanged too, and are no substitutes.
        """
        changes = False
        for names, verdict in self.verdicts.items():
            with_one, with_other = names | {one}, names | {other}
            if one in names or other in names or with_one not in self.verdicts:
                continue
            if with_other in self.verdicts:
                if _differ(self.verdicts[with_one], self.verdicts[with_other]):
                    return False
                changes |= _differ(verdict, self.verdicts[with_one])
        return changes

    @cached_property
    def stand_ins(self) -> tuple[tuple[str, str], ...]:
        """Pairs of levers of which each can take the other's place in some minimal set."""
        found = set()
        for names in self.minimal:
            for one, other in itertools.product(names, set(self.names) - names):
                if names - {one} | {other} in self.minimal:
                    found.add(tuple(sorted((one, other), key=self.names.index)))
        return tuple((a, b) for a, b in itertools.combinations(self.names, 2) if (a, b) in found)

    @cached_property
    def broken(self) -> dict[str, int]:
        """By lever: how many sets that make the test true it keeps from doing so, once added."""
        found = dict.fromkeys(self.names, 0)
        for names in self.true:
            for name in set(self.names) - names:
                if self.verdicts.get(names | {name}, True) is not True:
                    found[name] += 1
        return found

    @cached_property
    def additions(self) -> int:
        """How many ways there were of adding one lever to a set that makes the test true."""
        return sum(
            names | {name} in self.verdicts
            for names in self.true
            for name in set(self.names) - names
        )

    def breakers(self, names: Names) -> tuple[str, ...]:
        """The levers that, added alone to a set, would make the test true no longer."""
        return tuple(
            name
            for name in self.names
            if name not in names and self.verdicts.get(names | {name}, True) is not True
        )

    @cached_property
    def impossible(self) -> dict[Names, str]:
        """The sets under which the dispute cannot be, and why."""
        return {n: str(v) for n, v in self.verdicts.items() if isinstance(v, Impossible)}

    def plot_costs(self) -> Drawn:
        """Draw what the smallest sets cost; needs ``pip install 'detente[report]'``.

        Raises
        ------
        ValueError
            If no set makes the test true, or none is needed.
        """
        return chart("lever_sets", self)

    @property
    def uncovered(self) -> tuple[tuple[int, int, int], ...]:
        """Sizes not wholly looked at: the size, how many sets were, how many there are."""
        seen = [0] * (len(self.levers) + 1)
        for names in self.verdicts:
            seen[len(names)] += 1
        every = ((size, n, math.comb(len(self.levers), size)) for size, n in enumerate(seen))
        return tuple(row for row in every if row[1] < row[2])


def _differ(one: Verdict, other: Verdict) -> bool:
    """Whether two verdicts differ; those that cannot be are alike."""
    if isinstance(one, Impossible) or isinstance(other, Impossible):
        return isinstance(one, Impossible) != isinstance(other, Impossible)
    return one is not other


def lever_sets(
    graph: Graph,
    test: Test,
    levers: Iterable[str] | None = None,
    others: Mapping[str, Model] | None = None,
    *,
    seconds: float | None = None,
    most: int | None = None,
    progress: Told | None = None,
) -> LeverSets:
    """Put a test to a dispute under every set of its levers, the small sets first.

    Parameters
    ----------
    graph : Graph
        The dispute's graph; none of its levers is in force in it.
    test : Test
        The test.
    levers : iterable of str, optional
        The levers to be put together; all of the file unless told.
    others : mapping of str to Model, optional
        Other disputes that the test speaks of, by their files.
    seconds : float, optional
        A limit of time, after which the answer is given from what is done.
    most : int, optional
        The largest sets that are looked at.
    progress : callable, optional
        Told how many of how many sets are done.

    Raises
    ------
    UnknownLever
        If there is no lever of a name.

    Examples
    --------
    >>> import detente
    >>> from detente.claims.asked_test import asked_test
    >>> text = '''
    ... dispute: One party
    ... parties: {A: {options: {act: Do it}}}
    ... levers: {push: {by: A, edits: [{prefer: A.act, party: A, at: 1}]}}
    ... '''
    >>> graph = detente.loads(text).graph
    >>> found = lever_sets(graph, asked_test(graph, "settle(A.act)"))
    >>> [sorted(names) for names in found.minimal]
    [['push']]
    """
    started = time.monotonic()
    known = [lever.name for lever in graph.dispute.levers]
    chosen = in_file_order(graph.dispute, known if levers is None else levers)
    names = [lever.name for lever in chosen]
    largest = len(names) if most is None else min(most, len(names))
    total = sum(math.comb(len(names), size) for size in range(largest + 1))
    looking = LeverWorlds(graph, total > _MANY, not depends_on_levers(test))

    def ask(model: Model) -> Truth:
        return truth(test, {**(others or {}), HERE: model})

    verdicts: dict[Names, Verdict] = {}
    covered = -1
    for size in range(largest + 1):
        for some in _chunks(map(frozenset, itertools.combinations(names, size))):
            if seconds is not None and verdicts and time.monotonic() - started > seconds:
                break
            verdicts |= looking.look(some, ask)
            if progress is not None:
                progress(len(verdicts), total)
        else:
            covered = size
            continue
        break
    return LeverSets(graph, test, chosen, verdicts, covered, time.monotonic() - started)


def _chunks(sets: Iterable[Names]) -> Iterator[Sequence[Names]]:
    every = iter(sets)
    while some := list(itertools.islice(every, _CHUNK)):
        yield some


def depends_on_levers(test: Test) -> bool:
    """Whether a test asks of levers itself, so that it matters which ones are in force."""
    return any(levers_in(call) for call in calls(test))
