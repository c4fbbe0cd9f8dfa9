"""Whether a settlement requires one of several levers (ours)."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from detente.claims.lever_worlds import Impossible, LeverWorlds, Names, models_with
from detente.claims.model import Model

_TOGETHER = 64  # sets that are looked at side by side


@dataclass(frozen=True)
class Requirement:
    """Whether every set of levers that settles contains one of those required.

    Attributes
    ----------
    holds : bool
        Whether some set settles, and none does without them.
    settles : frozenset of str or None
        The first set found that settles: without any of them if there is one.
    """

    holds: bool
    settles: Names | None


def requirement(
    model: Model,
    required: Iterable[str],
    settlement: str,
    added: Iterable[str] = (),
    removed: Iterable[str] = (),
) -> Requirement:
    """Look for a set of levers that settles without any of those required, then for any other.

    Parameters
    ----------
    model : Model
        The dispute; which of its levers are in force in it does not count.
    required : iterable of str
        The levers.
    settlement : str
        A settlement's name, or a formula.
    added, removed : iterable of str
        Levers that are in every set, and in none.
    """
    always, never, wanted = frozenset(added), frozenset(removed), frozenset(required)
    names = [lever.name for lever in model.graph.dispute.levers]
    free = [name for name in names if name not in always | never]
    without = [name for name in free if name not in wanted]
    settles = _settling(model, settlement)
    if not always & wanted:
        found = next(settles(_sets(without, always)), None)
        if found is not None:
            return Requirement(False, found)
    rest = (s for s in _sets(free, always) if s & wanted)
    found = next(settles(rest), None)
    return Requirement(found is not None, found)


def _sets(names: Sequence[str], always: Names) -> Iterator[Names]:
    """Every set of levers with those that are always in it, the small ones first."""
    for size in range(len(names) + 1):
        for some in itertools.combinations(names, size):
            yield always | frozenset(some)


def _settling(model: Model, settlement: str) -> Callable[[Iterable[Names]], Iterator[Names]]:
    """What gives those of several sets of levers under which all together can settle."""
    looking: list[LeverWorlds] = []

    def ask(under: Model) -> bool:
        return under.settlement(settlement).reached

    def one_by_one(sets: Iterable[Names]) -> Iterator[Names]:
        for names, under in models_with(model, sets):
            if not isinstance(under, Impossible) and ask(under):
                yield names

    def settles(sets: Iterable[Names]) -> Iterator[Names]:
        every = iter(sets)
        yield from one_by_one(itertools.islice(every, 1))  # often no lever is needed at all
        if model.levering is not None:
            yield from one_by_one(every)
            return
        while some := list(itertools.islice(every, _TOGETHER)):
            looking[:] = looking or [LeverWorlds(model.graph)]
            answers = dict(looking[0].look(some, ask))
            yield from (names for names in some if answers[names] is True)

    return settles
