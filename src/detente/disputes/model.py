"""What a dispute is: plain frozen data, as the file states it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, TypeAlias

from detente.disputes.layout import Layout
from detente.seen import Shown
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
class Attribute:
    """Something measured of a party, such as its share of the world's capabilities.

    ``source`` names what it was taken from; ``year`` is when it was so.
    """

    name: str
    value: Decimal
    year: int | None = None
    source: str | None = None
    title: str = ""


@dataclass(frozen=True)
class Party:
    """A decision maker; without preferences it is indifferent."""

    name: str
    title: str = ""
    options: tuple[Option, ...] = ()
    preferences: Preferences | None = None
    attributes: tuple[Attribute, ...] = ()


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
class Claim(Shown):
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


# Levers -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Channel:
    """Two parties who can speak to each other; ``trust`` says how far one believes the other."""

    between: tuple[str, str]
    trust: tuple[tuple[str, Decimal], ...] = ()


@dataclass(frozen=True)
class Prefer:
    """Insert a statement into a party's list: at place ``at``, from 1, or at the end."""

    party: str
    formula: Formula
    at: int | None = None


@dataclass(frozen=True)
class Replace:
    """Put another statement, or weighed formula, in the place of one of a party's."""

    party: str
    formula: Formula
    by: Formula


@dataclass(frozen=True)
class Unprefer:
    """Remove a statement from a party's list."""

    party: str
    formula: Formula


@dataclass(frozen=True)
class MoveStatement:
    """Move a statement within a party's list to place ``at``, from 1."""

    party: str
    formula: Formula
    at: int


@dataclass(frozen=True)
class Weigh:
    """Add to the weight of a formula: what a party is paid where it holds.

    ``amount`` is None where it is the lever's own.
    """

    party: str
    formula: Formula
    amount: Decimal | None = None


@dataclass(frozen=True)
class SetAtStart:
    """Set options at the status quo."""

    sets: tuple[tuple[Setting, bool], ...]


@dataclass(frozen=True)
class Allow:
    """Make an option, or a level of it, available: no rule bars it any longer."""

    setting: Setting


@dataclass(frozen=True)
class Forbid:
    """Make an option, or a level of it, impossible."""

    setting: Setting


@dataclass(frozen=True)
class Irreversible:
    """Make an option one that is never taken back: a commitment."""

    setting: OptionOn


@dataclass(frozen=True)
class AddRule:
    """Add a rule."""

    formula: Formula


@dataclass(frozen=True)
class RemoveRule:
    """Remove a rule."""

    formula: Formula


@dataclass(frozen=True)
class AddChannel:
    """Let two parties speak to each other."""

    channel: Channel


Edit: TypeAlias = (
    Prefer
    | Replace
    | Unprefer
    | MoveStatement
    | Weigh
    | SetAtStart
    | Allow
    | Forbid
    | Irreversible
    | AddRule
    | RemoveRule
    | AddChannel
)
LeverKind: TypeAlias = Literal[
    "guarantee", "inducement", "threat", "commitment", "sanction relief", "channel"
]


@dataclass(frozen=True)
class Lever(Shown):
    """A named change to the dispute that somebody could make, or may have made in secret.

    Attributes
    ----------
    name : str
        What it is known by.
    edits : tuple of Edit
        What it changes, in order.
    by : str or None
        The party whose it is.
    kind : str or None
        What sort of change it is.
    cost : Decimal
        What it costs, in units of the analyst's choice.
    secret : bool
        Whether the analyst does not know if it is in force.
    prior : Decimal or None
        How likely it is in force, before the moves that were seen are looked at.
    amount : Decimal or None
        The size of an inducement: what its `Weigh` edits add unless they say so themselves.
    known_to : tuple of str or None
        The parties who know of it; None where all do.
    """

    name: str
    edits: tuple[Edit, ...]
    by: str | None = None
    kind: LeverKind | None = None
    cost: Decimal = Decimal(1)
    secret: bool = False
    prior: Decimal | None = None
    amount: Decimal | None = None
    known_to: tuple[str, ...] | None = None
    title: str = ""
    why: str | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Observation:
    """A move that was seen, or, where ``sets`` is empty, that a party stayed put.

    ``exact`` says that it was this and no more; else it was this at least.
    """

    by: str
    sets: tuple[tuple[Setting, bool], ...] = ()
    date: datetime.date | None = None
    exact: bool = False
    title: str = ""
    sources: tuple[str, ...] = ()


# Doubts -----------------------------------------------------------------------------------------


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


@dataclass(frozen=True)
class LeverDoubt:
    """Whether a lever is in force."""

    lever: str
    probability: Decimal


Matter: TypeAlias = StatementDoubt | PreferenceDoubt | OptionDoubt | RuleDoubt | LeverDoubt


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
class Dispute(Shown):
    """A dispute between parties, as its file states it.

    ``status_quo`` holds the options that are on (None where the file does not say), or the number
    of a state of a hand-drawn graph; so does ``observed_from``, where what was observed begins.
    ``origin`` does not count when two disputes are compared.
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
    levers: tuple[Lever, ...] = ()
    channels: tuple[Channel, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    observed_from: tuple[Setting, ...] | int | None = None
    observed: tuple[Observation, ...] = ()
    events: tuple[Event, ...] = ()
    claims: tuple[Claim, ...] = ()
    origin: Origin | None = field(default=None, compare=False, repr=False)

    def party(self, name: str) -> Party:
        """The party of that name; KeyError where there is none."""
        for party in self.parties:
            if party.name == name:
                return party
        raise KeyError(name)

    def lever(self, name: str) -> Lever:
        """The lever of that name; KeyError where there is none."""
        for lever in self.levers:
            if lever.name == name:
                return lever
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
