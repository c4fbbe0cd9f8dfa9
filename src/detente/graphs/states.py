"""The states of a dispute: which are feasible, what they are called, where formulas hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from detente.disputes.measures import holds
from detente.disputes.model import Bit, Dispute, bits
from detente.disputes.terms import options_by_term, options_of
from detente.graphs.limits import refuse_too_many
from detente.statements.evaluation import Truth, evaluate
from detente.statements.printing import level_name, option_name
from detente.statements.syntax import (
    Atom,
    Compared,
    Count,
    Formula,
    OptionLevel,
    OptionOn,
    StateIs,
    Term,
)

Codes = npt.NDArray[np.signedinteger[Any]]
Indices = npt.NDArray[np.int32]
Numbers = npt.NDArray[np.int64]
MOST_BITS = 62


@dataclass(frozen=True, eq=False)
class States:
    """States as little-endian integers, bit *k* being option *k* in file order.

    Attributes
    ----------
    dispute : Dispute
        What they are states of.
    codes : numpy.ndarray of int32 or int64, shape (n,)
        In increasing order. In a hand-drawn graph, the numbers themselves.
    given_numbers : numpy.ndarray of int64, shape (n,), or None
        The number of each state where they are not just 1, 2, …
    """

    dispute: Dispute
    codes: Codes
    given_numbers: Numbers | None = None

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def numbers(self) -> Numbers:
        """The number of each state: from 1 among all feasible states, in order of their codes."""
        given = self.given_numbers
        return np.arange(1, len(self) + 1) if given is None else given

    @cached_property
    def bits(self) -> tuple[Bit, ...]:
        """What each bit of a code stands for."""
        return tuple(bits(self.dispute))

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """Each bit as a formula names it, in bit order."""
        return tuple(setting_text(bit.setting) for bit in self.bits)

    def where(self, formula: Formula) -> Truth:
        """In which states `formula` holds: shape (n,)."""
        return next(self.each_where([formula]))

    def each_where(self, formulas: Iterable[Formula], span: slice = slice(None)) -> Iterator[Truth]:
        """In which states (of those in `span`) each formula holds, looking atoms up once."""
        numbers = self.given_numbers
        if numbers is None and span.start:
            numbers = np.arange(span.start + 1, min(span.stop, len(self)) + 1)
        elif numbers is not None:
            numbers = numbers[span]
        return truths(formulas, self.dispute, self.codes[span], numbers)

    def on(self, state: int) -> tuple[str, ...]:
        """What is on in the state of that index, in bit order."""
        if self.dispute.drawing is not None:
            return ()
        code = int(self.codes[state])
        return tuple(label for k, label in enumerate(self.labels) if code >> k & 1)

    def index(self, number: int) -> int | None:
        """The index of the state with that number; None where there is none."""
        if self.given_numbers is None:
            return number - 1 if 1 <= number <= len(self) else None
        if not 1 <= number <= int(self.given_numbers[-1]):
            return None
        at = int(np.searchsorted(self.given_numbers, number))
        return at if at < len(self) and self.given_numbers[at] == number else None

    def number(self, state: int) -> int:
        """The number of the state of that index."""
        return state + 1 if self.given_numbers is None else int(self.given_numbers[state])


def setting_text(setting: OptionOn | OptionLevel) -> str:
    """An option, or an option at a level, as a formula writes it."""
    if isinstance(setting, OptionOn):
        return option_name(setting.party, setting.option)
    return level_name(setting.party, setting.option, setting.level)


def truths(
    formulas: Iterable[Formula],
    dispute: Dispute,
    codes: Codes,
    numbers: Numbers | None = None,
) -> Iterator[Truth]:
    """Where each formula holds among states given by their codes; numbered from 1 unless told."""
    atoms_of = _Atoms(dispute, codes, numbers)
    for formula in formulas:
        yield evaluate(formula, atoms_of, len(codes))


class _Atoms:
    """Where atoms are true, each looked up once."""

    def __init__(self, dispute: Dispute, codes: Codes, numbers: Numbers | None) -> None:
        self.dispute = dispute
        self.codes = codes
        self.numbers = numbers
        self.places = {bit.setting: k for k, bit in enumerate(bits(dispute))}
        self.terms = dict(dispute.terms)
        self.known: dict[Atom, Truth] = {}

    def __call__(self, atom: Atom) -> Truth:
        if atom not in self.known:
            self.known[atom] = self._look_up(atom)
        return self.known[atom]

    def _look_up(self, atom: Atom) -> Truth:
        match atom:
            case Term(name):
                return evaluate(self.terms[name], self, len(self.codes))
            case StateIs(wanted, equal):
                given = self.numbers
                numbers = np.arange(1, len(self.codes) + 1) if given is None else given
                return np.isin(numbers, wanted, invert=not equal)
            case Compared():
                return np.full(len(self.codes), holds(self.dispute, atom))
            case OptionOn(party, option):
                return _bit(self.codes, self.places[OptionOn(party, option)])
            case OptionLevel(party, option, level, equal):
                at_level = self._at_level(party, option, level)
                return at_level if equal else ~at_level

    def _at_level(self, party: str, option: str, level: str) -> Truth:
        bit = self.places.get(OptionLevel(party, option, level))
        if bit is not None:
            return _bit(self.codes, bit)
        levels = next(o.levels for o in self.dispute.party(party).options if o.name == option)
        higher = (self.places[OptionLevel(party, option, other)] for other in levels[1:])
        mask = sum(1 << place for place in higher)
        lowest: Truth = (self.codes & mask) == 0
        return lowest


def _bit(codes: Codes, k: int) -> Truth:
    held: Truth = (codes & (1 << k)) != 0
    return held


def feasible_codes(dispute: Dispute) -> Codes:
    """The codes of all states that break no rule, in increasing order.

    Bits are added one at a time, the lowest first, which keeps the codes in order; each rule
    prunes as soon as all it speaks of is decided. Never more is held than twice the largest of
    these stages.
    """
    places = {bit.setting: k for k, bit in enumerate(bits(dispute))}
    last = {(at.party, at.option): k for at, k in places.items()}  # the last of each option's bits
    by_term = options_by_term(dict(dispute.terms))
    due: dict[int, list[Formula]] = {}
    for rule in [rule.formula for rule in dispute.rules] + level_rules(dispute):
        decided = max((last[option] for option in options_of(rule, by_term)), default=-1)
        due.setdefault(decided, []).append(rule)
    codes: Codes = np.zeros(1, dtype=np.int32 if len(places) < 31 else np.int64)
    codes = _pruned(codes, due.get(-1, []), dispute)
    for k in range(len(places)):
        refuse_too_many(2 * len(codes), dispute)
        codes = np.concatenate([codes, codes | (1 << k)])
        codes = _pruned(codes, due.get(k, []), dispute)
    return codes


def _pruned(codes: Codes, rules: list[Formula], dispute: Dispute) -> Codes:
    for rule in rules:
        codes = codes[next(truths([rule], dispute, codes))]
    return codes


def level_rules(dispute: Dispute) -> list[Formula]:
    """That each option stands at no more than one level."""
    return [
        Count(
            "at most",
            1,
            tuple(OptionLevel(party.name, option.name, level) for level in option.levels[1:]),
        )
        for party in dispute.parties
        for option in party.options
        if len(option.levels) > 2
    ]


def status_quo_code(dispute: Dispute) -> int:
    """The code of the declared status quo: what is listed is on, the rest is off."""
    places = {bit.setting: k for k, bit in enumerate(bits(dispute))}
    declared = dispute.status_quo if isinstance(dispute.status_quo, tuple) else ()
    return sum(1 << places[setting] for setting in declared if setting in places)
