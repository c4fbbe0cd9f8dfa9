"""Formulas as alternatives, each a conjunction of options that are on and off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from typing import TypeAlias

from detente.disputes.measures import holds
from detente.disputes.model import (
    Dispute,
    bits,
)
from detente.disputes.places import problem_at
from detente.disputes.problems import DisputeError
from detente.statements.syntax import (
    And,
    Compared,
    Conditional,
    Constant,
    Count,
    Formula,
    Not,
    OptionLevel,
    OptionOn,
    Or,
    StateIs,
    Term,
)

MOST_PATTERNS = 10_000
_MOST_PAIRS = 200_000
_MOST_COMPARED = 500

Cube: TypeAlias = tuple[int, int]
Cubes: TypeAlias = list[Cube]
Sides: TypeAlias = tuple[Cubes | None, Cubes | None]


class Patterns:
    """Formulas as alternatives, each a conjunction of options that are on and off.

    A cube is a pair of bit masks: what is on, and what is off. The two sides of a formula are the
    cubes that together cover where it is true, and where it is false; None for a side that takes
    too many.
    """

    def __init__(self, dispute: Dispute) -> None:
        self.dispute = dispute
        self.places = {bit.setting: k for k, bit in enumerate(bits(dispute))}
        self.terms = dict(dispute.terms)
        self.known: dict[str, Sides] = {}
        self.levels: dict[tuple[str, str], dict[str, int]] = {}
        for party in dispute.parties:
            for option in party.options:
                self.levels[party.name, option.name] = {
                    level: self.places[OptionLevel(party.name, option.name, level)]
                    for level in option.levels[1:]
                }

    def of_levels(self) -> Iterator[Cube]:
        """What cannot be: an option at two levels at once."""
        for levels in self.levels.values():
            places = sorted(levels.values())
            for number, low in enumerate(places):
                yield from ((1 << low | 1 << high, 0) for high in places[number + 1 :])

    def sides(self, formula: Formula) -> Sides:
        """Where `formula` is true, and where it is false."""
        try:
            return self._sides(formula)
        except RecursionError:
            return None, None

    def _sides(self, formula: Formula) -> Sides:
        match formula:
            case Constant(value):
                return _flipped(([_ANYTHING], []), not value)
            case Compared():
                return _flipped(([_ANYTHING], []), not holds(self.dispute, formula))
            case OptionOn(party, option):
                bit = 1 << self.places[OptionOn(party, option)]
                return [(bit, 0)], [(0, bit)]
            case OptionLevel(party, option, level, equal):
                return _flipped(self._at_level(self.levels[party, option], level), not equal)
            case Term(name):
                if name not in self.known:
                    self.known[name] = self._sides(self.terms[name])
                return self.known[name]
            case Not(part):
                return _flipped(self._sides(part), True)
            case And(parts):
                return _conjunction([self._sides(part) for part in parts])
            case Or(parts):
                return _disjunction([self._sides(part) for part in parts])
            case Conditional(word, left, right):
                return _conditional(word, self._sides(left), self._sides(right))
            case Count(word, number, parts):
                return _counted(word, number, [self._sides(part) for part in parts])
            case StateIs():
                what = "a formula by state numbers cannot be written for GMCR+"
                mend = "say which options are on"
                raise DisputeError([problem_at(self.dispute, (), what, mend)])

    @staticmethod
    def _at_level(levels: Mapping[str, int], level: str) -> Sides:
        if level in levels:
            bit = 1 << levels[level]
            return [(bit, 0)], [(0, bit)]
        each = [1 << place for place in levels.values()]
        return [(0, sum(each))], [(bit, 0) for bit in each]


_ANYTHING: Cube = (0, 0)


def _flipped(sides: Sides, flip: bool) -> Sides:
    return (sides[1], sides[0]) if flip else sides


def _conjunction(parts: Sequence[Sides]) -> Sides:
    return _all(true for true, _ in parts), _either(false for _, false in parts)


def _disjunction(parts: Sequence[Sides]) -> Sides:
    return _either(true for true, _ in parts), _all(false for _, false in parts)


def _conditional(word: str, left: Sides, right: Sides) -> Sides:
    if word == "implies":
        return _disjunction([_flipped(left, True), right])
    if word == "if":
        return _disjunction([left, _flipped(right, True)])
    same = _either([_all([left[0], right[0]]), _all([left[1], right[1]])])
    return same, _either([_all([left[0], right[1]]), _all([left[1], right[0]])])


def _counted(word: str, number: int, parts: Sequence[Sides]) -> Sides:
    true, false = [part[0] for part in parts], [part[1] for part in parts]
    rest = len(parts) - number
    enough, too_few = _at_least(number, true), _at_least(rest + 1, false)
    if word == "at least":
        return enough, too_few
    few_enough, too_many = _at_least(rest, false), _at_least(number + 1, true)
    if word == "at most":
        return few_enough, too_many
    return _all([enough, few_enough]), _either([too_few, too_many])


def _at_least(number: int, parts: Sequence[Cubes | None]) -> Cubes | None:
    """Where `number` of `parts` hold or more."""
    if number > len(parts):
        return []
    row: list[Cubes | None] = [[_ANYTHING], *([] for _ in range(number))]
    for part in parts:
        row[1:] = [_either([_all([part, row[k - 1]]), row[k]]) for k in range(1, len(row))]
    return row[max(number, 0)]


def _either(parts: Iterable[Cubes | None]) -> Cubes | None:
    joined: dict[Cube, None] = {}
    for part in parts:
        if part is None:
            return None
        joined |= dict.fromkeys(part)
        if len(joined) > MOST_PATTERNS:
            return None
    return tidy(joined)


def _all(parts: Iterable[Cubes | None]) -> Cubes | None:
    listed = list(parts)
    if [] in listed:
        return []
    anything: Cubes | None = [_ANYTHING]
    return reduce(_product, sorted(listed, key=lambda part: len(part or ())), anything)


def _product(left: Cubes | None, right: Cubes | None) -> Cubes | None:
    if left == [] or right == []:
        return []
    if left is None or right is None or len(left) * len(right) > _MOST_PAIRS:
        return None
    joined = dict.fromkeys(
        (a_on | b_on, a_off | b_off)
        for a_on, a_off in left
        for b_on, b_off in right
        if not (a_on & b_off or a_off & b_on)
    )
    kept = tidy(joined)
    return kept if len(kept) <= MOST_PATTERNS else None


def tidy(cubes: Iterable[Cube]) -> Cubes:
    """`cubes`, fewest conditions first, without those that others cover (unless there are many)."""
    listed = sorted(cubes, key=lambda cube: ((cube[0] | cube[1]).bit_count(), cube))
    if len(listed) > _MOST_COMPARED:
        return listed
    kept: Cubes = []
    for on, off in listed:
        if not any(not (a_on & ~on or a_off & ~off) for a_on, a_off in kept):
            kept.append((on, off))
    return kept


def grown(cubes: Cubes, others: Cubes | None) -> Cubes:
    """`cubes` with as few conditions as keep them apart from all of `others`."""
    if others is None or len(cubes) * len(others) > _MOST_PAIRS:
        return cubes
    return tidy({_wider(cube, others) for cube in cubes})


def _wider(cube: Cube, others: Cubes) -> Cube:
    on, off = cube
    for k in reversed(range((on | off).bit_length())):
        bit = 1 << k
        wider = on & ~bit, off & ~bit
        if (on | off) & bit and all(wider[0] & b or wider[1] & a for a, b in others):
            on, off = wider
    return on, off
