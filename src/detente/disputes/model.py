"""What a dispute is: plain frozen data, as the file states it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, TypeAlias

from detente.disputes.layout import Layout
from detente.statements.syntax import Constant, Formula, OptionLevel, OptionOn
from detente.statements.testing import Test

Direction: TypeAlias = Literal["both", "on only", "off only"]
Setting: TypeAlias = OptionOn | OptionLevel
ClaimKind: TypeAlias = Literal["opinion", "report", "quotation", "inference", "forecast"]
ALWAYS = Constant(True)
NEVER = Constant(False)


@dataclass(frozen=True)
class Source:
    """What a dispute rests on: a text, a data set, a paper."""

    name: str
    title: str
    author: str | None = None
    publisher: str | None = None
    date: datetime.date | str | None = None
    url: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Option:
    """Something that its party can do or not do, or do to some level.

    ``levels`` is empty for an option that is on or off; else it lists the levels, lowest first.
    """

    name: str
    title: str = ""
    direction: Direction = "both"
    levels: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """How many bits of a state this option takes."""
        return len(self.levels) - 1 if self.levels else 1


@dataclass(frozen=True)
class Statement:
    """One line of a party's preferences, with its reason."""

    formula: Formula
    why: str | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Prioritised:
    """Preference by statements, most important first (Fang, Hipel, Kilgour & Peng 2003)."""

    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class Ranking:
    """Preference by listing state numbers, best first, ties together."""

    classes: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Weighted:
    """Preference by the sum of the weights of the formulas that hold."""

    weights: tuple[tuple[Formula, Decimal], ...]


Preferences: TypeAlias = Prioritised | Ranking | Weighted


@dataclass(frozen=True)
class Party:
    """A decision maker; without preferences it is indifferent."""

    name: str
    title: str = ""
    options: tuple[Option, ...] = ()
    preferences: Preferences | None = None


@dataclass(frozen=True)
class Rule:
    """What every feasible state satisfies."""

    formula: Formula
    why: str | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class ForbiddenMove:
    """No single move of `party` goes from `source` to `target`; `when` is read at departure."""

    party: str
    source: Formula = ALWAYS
    target: Formula = ALWAYS
    when: Formula = ALWAYS


@dataclass(frozen=True)
class Threat:
    """What a party says it will do where `condition` holds and `unless` does not.

    ``action`` is a formula over the options of the party, ``by`` its name.
    """

    name: str
    by: str
    action: Formula
    condition: Formula = ALWAYS
    unless: Formula = NEVER
    title: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Claim:
    """Something that somebody says of the dispute, and the test that it is put to.

    ``test`` is None where it is not tested; ``by`` is the day by which a forecast should have come
    true, and ``outcome`` whether it has, where that is known.
    """

    name: str
    says: str
    kind: ClaimKind = "opinion"
    test: Test | None = None
    test_text: str | None = None
    by: datetime.date | None = None
    outcome: bool | None = None
    why: str | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class StatementDoubt:
    """Whether one of a party's preference statements counts, and how much.

    ``at`` holds the first and the last of the places where it may stand, from 1 (None: where the
    file has it), ``probability`` how likely it counts at all (None: it does).
    """

    party: str
    formula: Formula
    at: tuple[int, int] | None = None
    probability: Decimal | None = None


@dataclass(frozen=True)
class Alternative:
    """One of several preferences that a party may have, and how likely that is.

    Alternatives without a ``probability`` share equally what the others leave.
    """

    preferences: Preferences
    probability: Decimal | None = None
    title: str = ""


@dataclass(frozen=True)
class PreferenceDoubt:
    """Which of several preferences a party has."""

    party: str
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True)
class OptionDoubt:
    """Whether an option, or one level of it, exists at all.

    ``setting`` is an `OptionOn` for the option as a whole, even where it has levels.
    """

    setting: Setting
    probability: Decimal


@dataclass(frozen=True)
class RuleDoubt:
    """Whether a rule holds, be it one of the file's or a further one."""

    formula: Formula
    probability: Decimal


Matter: TypeAlias = StatementDoubt | PreferenceDoubt | OptionDoubt | RuleDoubt


@dataclass(frozen=True)
class Doubt:
    """Something that the analyst is not sure of.

    ``tied_to`` names another doubt that this one stands or falls with (the file's key ``with``),
    ``correlation`` how closely: 1 where both always fall alike, negative where oppositely.
    """

    name: str
    matter: Matter
    tied_to: str | None = None
    correlation: Decimal = Decimal(1)
    why: str | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Event:
    """Something that happened, and the options that it set."""

    date: datetime.date
    title: str
    parties: tuple[str, ...] = ()
    sets: tuple[tuple[Setting, bool], ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Drawing:
    """A hand-drawn graph: states with titles by number, and each party's arcs."""

    states: tuple[tuple[int, str], ...]
    moves: tuple[tuple[str, tuple[tuple[int, int], ...]], ...]


@dataclass(frozen=True)
class Origin:
    """The file that a dispute was read from, as it then was."""

    path: str
    text: str
    layout: Layout


@dataclass(frozen=True)
class Dispute:
    """A dispute between parties, as its file states it.

    ``status_quo`` holds the options that are on (None where the file does not say), or the number
    of a state of a hand-drawn graph. ``origin`` does not count when two disputes are compared.
    """

    title: str
    parties: tuple[Party, ...]
    as_of: datetime.date | None = None
    summary: str | None = None
    sources: tuple[Source, ...] = ()
    drawing: Drawing | None = None
    terms: tuple[tuple[str, Formula], ...] = ()
    rules: tuple[Rule, ...] = ()
    same: tuple[Formula, ...] = ()
    forbidden_moves: tuple[ForbiddenMove, ...] = ()
    status_quo: tuple[Setting, ...] | int | None = None
    settlements: tuple[tuple[str, Formula], ...] = ()
    threats: tuple[Threat, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    events: tuple[Event, ...] = ()
    claims: tuple[Claim, ...] = ()
    origin: Origin | None = field(default=None, compare=False, repr=False)

    def party(self, name: str) -> Party:
        """The party of that name; KeyError where there is none."""
        for party in self.parties:
            if party.name == name:
                return party
        raise KeyError(name)


@dataclass(frozen=True)
class OptionPlace:
    """Where an option stands in the code of a state.

    Attributes
    ----------
    party : int
        The place of the party whose option it is.
    option : Option
        The option.
    shift : int
        Its first bit.
    """

    party: int
    option: Option
    shift: int

    @property
    def mask(self) -> int:
        """All of the option's bits."""
        return ((1 << self.option.width) - 1) << self.shift


def option_places(dispute: Dispute) -> Iterator[OptionPlace]:
    """Every option of a dispute in file order, with its place in the code of a state."""
    shift = 0
    for number, party in enumerate(dispute.parties):
        for option in party.options:
            yield OptionPlace(number, option, shift)
            shift += option.width


@dataclass(frozen=True)
class Bit:
    """One bit of a state: an option, or one level of an option above its lowest."""

    party: int
    setting: Setting
    title: str


def bits(dispute: Dispute) -> Iterator[Bit]:
    """The bits of a state in file order, the first the least significant."""
    for number, party in enumerate(dispute.parties):
        for option in party.options:
            if not option.levels:
                yield Bit(number, OptionOn(party.name, option.name), option.title)
            for level in option.levels[1:]:
                yield Bit(number, OptionLevel(party.name, option.name, level), option.title)
