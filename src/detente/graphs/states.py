"""The states of a dispute: which are feasible, what they are called, where formulas hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from detente.disputes.model import Bit, Dispute, bits
from detente.graphs.limits import refuse_too_many
from detente.statements.evaluation import Truth, evaluate
from detente.statements.printing import level_name, option_name
from detente.statements.syntax import (
    And,
    Atom,
    Count,
    Formula,
    Not,
    OptionLevel,
    OptionOn,
    StateIs,
    Term,
    atoms,
)

Codes = npt.NDArray[np.int64]
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
    codes : numpy.ndarray of int64, shape (n,)
        In increasing order. In a hand-drawn graph, the numbers themselves.
    numbers : numpy.ndarray of int64, shape (n,)
        The number of each state: from 1 among all feasible states, in order of their codes.
    """

    dispute: Dispute
    codes: Codes
    numbers: Numbers

    def __len__(self) -> int:
        return len(self.codes)

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

    def each_where(self, formulas: Iterable[Formula]) -> Iterator[Truth]:
        """In which states each of `formulas` holds, looking shared atoms up once."""
        return truths(formulas, self.dispute, self.codes, self.numbers)

    def on(self, state: int) -> tuple[str, ...]:
        """What is on in the state of that index, in bit order."""
        if self.dispute.drawing is not None:
            return ()
        code = int(self.codes[state])
        return tuple(label for k, label in enumerate(self.labels) if code >> k & 1)

    def index(self, number: int) -> int | None:
        """The index of the state with that number; None where there is none."""
        at = int(np.searchsorted(self.numbers, number))
        return at if at < len(self) and self.numbers[at] == number else None


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
    """Where each formula holds among states given by their codes (and, if known, numbers)."""
    places = {bit.setting: k for k, bit in enumerate(bits(dispute))}
    terms = dict(dispute.terms)
    known: dict[Atom, Truth] = {}

    def atom(it: Atom) -> Truth:
        if it not in known:
            known[it] = look_up(it)
        return known[it]

    def look_up(it: Atom) -> Truth:
        match it:
            case Term(name):
                return evaluate(terms[name], atom, len(codes))
            case StateIs(wanted, equal):
                named = np.isin(codes if numbers is None else numbers, wanted)
                return named if equal else ~named
            case OptionOn(party, option):
                return _bit(codes, places[OptionOn(party, option)])
            case OptionLevel(party, option, level, equal):
                at_level = at_one_level(party, option, level)
                return at_level if equal else ~at_level

    def at_one_level(party: str, option: str, level: str) -> Truth:
        bit = places.get(OptionLevel(party, option, level))
        if bit is not None:
            return _bit(codes, bit)
        others = next(o.levels[1:] for o in dispute.party(party).options if o.name == option)
        mask = sum(1 << places[OptionLevel(party, option, other)] for other in others)
        lowest: Truth = (codes & mask) == 0
        return lowest

    for formula in formulas:
        yield evaluate(formula, atom, len(codes))


def _bit(codes: Codes, k: int) -> Truth:
    held: Truth = (codes & (1 << k)) != 0
    return held


def feasible_codes(dispute: Dispute) -> Codes:
    """The codes of all states that break no rule, in increasing order.

    Bits are added one at a time, the lowest first, which keeps the codes in order; each rule
    prunes as soon as all it speaks of is decided. Never more is held than twice the largest of
    these stages.
    """
    rules = [rule.formula for rule in dispute.rules] + level_rules(dispute)
    places = {bit.setting: k for k, bit in enumerate(bits(dispute))}
    due: dict[int, list[Formula]] = {}
    for rule in rules:
        due.setdefault(_last_bit(rule, dispute, places), []).append(rule)
    codes = np.zeros(1, dtype=np.int64)
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


def _last_bit(formula: Formula, dispute: Dispute, places: dict[OptionOn | OptionLevel, int]) -> int:
    """The highest bit that `formula` speaks of, through terms too; -1 where of none."""
    last = -1
    terms = dict(dispute.terms)
    for atom in atoms(formula):
        match atom:
            case Term(name):
                last = max(last, _last_bit(terms[name], dispute, places))
            case OptionOn(party, option) | OptionLevel(party, option):
                own = (k for at, k in places.items() if (at.party, at.option) == (party, option))
                last = max(last, *own)
            case _:
                pass
    return last


def status_quo_code(dispute: Dispute) -> int:
    """The code of the declared status quo: what is listed is on, the rest is off."""
    places = {bit.setting: k for k, bit in enumerate(bits(dispute))}
    declared = dispute.status_quo if isinstance(dispute.status_quo, tuple) else ()
    return sum(1 << places[setting] for setting in declared if setting in places)


def conjunction(parts: tuple[Formula, ...]) -> Formula:
    """All of `parts` (one alone needs no `and`)."""
    return parts[0] if len(parts) == 1 else And(parts)


def negation(formula: Formula) -> Formula:
    """Not `formula`, without doubling a `not`."""
    return formula.part if isinstance(formula, Not) else Not(formula)
