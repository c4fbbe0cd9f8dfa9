"""The answers to a doubt, how likely each is, and what it makes of the dispute (ours)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeVar

from detente.disputes.model import (
    Alternative,
    Dispute,
    Doubt,
    LeverDoubt,
    OptionDoubt,
    PreferenceDoubt,
    Preferences,
    Prioritised,
    Rule,
    RuleDoubt,
    Setting,
    Statement,
    StatementDoubt,
    Weighted,
)
from detente.graphs.states import setting_text
from detente.levers.applying import applied, never
from detente.statements.printing import option_name, printed
from detente.statements.syntax import Formula, OptionOn

_T = TypeVar("_T")
AS_STATED = -1
"""The answer that leaves the file as it stands."""


@dataclass(frozen=True)
class Answer:
    """One answer to a doubt.

    Attributes
    ----------
    text : str
        What it says, as a sentence would.
    short : str
        The same in a word or two, for the cells of a table.
    probability : Fraction
        How likely it is, whatever the other doubts' answers.
    """

    text: str
    short: str
    probability: Fraction


def answers_to(doubt: Doubt, dispute: Dispute) -> tuple[Answer, ...]:
    """Every answer to a doubt of a dispute, in order."""
    match doubt.matter:
        case StatementDoubt(party, formula, at, probability):
            return _of_statement(dispute, party, formula, at, _share(probability))
        case PreferenceDoubt(_, alternatives):
            return _of_preferences(doubt.matter, len(alternatives))
        case OptionDoubt(setting, probability):
            name, share = named(setting), _share(probability)
            exists, lacks = f"{name} exists", f"{name} does not exist"
            return Answer(exists, "exists", share), Answer(lacks, "does not", 1 - share)
        case RuleDoubt(formula, probability):
            rule, share = printed(formula), _share(probability)
            holds, not_so = f"`{rule}` holds", f"`{rule}` does not hold"
            return Answer(holds, "holds", share), Answer(not_so, "does not", 1 - share)
        case LeverDoubt(lever, probability):
            share, so = _share(probability), f"the lever `{lever}` is"
            acts, rests = f"{so} in force", f"{so} not in force"
            return Answer(acts, "in force", share), Answer(rests, "not", 1 - share)


def _share(probability: object) -> Fraction:
    return Fraction(1) if probability is None else Fraction(str(probability))


def named(setting: Setting) -> str:
    """An option as it is called, or an option at a level."""
    if isinstance(setting, OptionOn):
        return option_name(setting.party, setting.option)
    return setting_text(setting)


def _of_statement(
    dispute: Dispute, party: str, formula: Formula, at: tuple[int, int] | None, share: Fraction
) -> tuple[Answer, ...]:
    said = f"{_of(party)} `{printed(formula)}`"
    places = range(at[0], at[1] + 1) if at is not None else ()
    found = [Answer(f"{said} is its {_nth(k)} end", _nth(k), share / len(places)) for k in places]
    if at is None:
        place = _place_of(dispute, party, formula)
        where = "" if place is None else f", its {_nth(place)} end"
        found.append(Answer(f"{said} counts{where}", "counts", share))
    if share < 1:
        found.append(Answer(f"{said} does not count", "does not", 1 - share))
    return tuple(found)


def _of(party: str) -> str:
    """A party's name as an owner's."""
    return f"{party}'" if party.endswith("s") else f"{party}'s"


def _nth(number: int) -> str:
    if number == 1:
        return "first"
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ending}"


def _of_preferences(matter: PreferenceDoubt, count: int) -> tuple[Answer, ...]:
    stated = [Fraction(str(a.probability)) for a in matter.alternatives if a.probability]
    rest = (1 - sum(stated, Fraction(0))) / max(count - len(stated), 1)
    return tuple(
        Answer(
            f"{_of(matter.party)} ends are {_called(alternative)}",
            alternative.title or f"alternative {number}",
            rest if alternative.probability is None else Fraction(str(alternative.probability)),
        )
        for number, alternative in enumerate(matter.alternatives, start=1)
    )


def _called(alternative: Alternative) -> str:
    return f"«{alternative.title}»" if alternative.title else _summed_up(alternative.preferences)


def _summed_up(preferences: Preferences) -> str:
    match preferences:
        case Prioritised(statements):
            return "first " + ", then ".join(f"`{printed(s.formula)}`" for s in statements)
        case Weighted(weights):
            return ", ".join(f"`{printed(formula)}` ({weight})" for formula, weight in weights)
    tied = [", ".join(map(str, states)) for states in preferences.classes]
    return "states in the order " + "; ".join(tied)


def base_answer(doubt: Doubt, dispute: Dispute) -> int:
    """The answer that leaves the dispute as it stands; `AS_STATED` where no answer does."""
    match doubt.matter:
        case StatementDoubt(party, formula, at, probability):
            place = _place_of(dispute, party, formula)
            if place is None:
                last = len(answers_to(doubt, dispute)) - 1
                return AS_STATED if probability is None else last
            if at is None:
                return 0
            return place - at[0] if at[0] <= place <= at[1] else AS_STATED
        case PreferenceDoubt(party, alternatives):
            own = dispute.party(party).preferences
            said = [_without_reasons(alternative.preferences) for alternative in alternatives]
            return said.index(_without_reasons(own)) if _without_reasons(own) in said else AS_STATED
        case OptionDoubt():
            return 0
        case RuleDoubt(formula):
            return 0 if formula in _rules(dispute) else 1
        case LeverDoubt():
            return 1


def _without_reasons(preferences: Preferences | None) -> Preferences | None:
    if not isinstance(preferences, Prioritised):
        return preferences
    return Prioritised(tuple(Statement(s.formula) for s in preferences.statements))


def _rules(dispute: Dispute) -> list[Formula]:
    return [rule.formula for rule in dispute.rules]


def _place_of(dispute: Dispute, party: str, formula: Formula) -> int | None:
    """The place of a statement in a party's list, from 1."""
    own = dispute.party(party).preferences
    listed = [s.formula for s in own.statements] if isinstance(own, Prioritised) else []
    return listed.index(formula) + 1 if formula in listed else None


# Worlds -----------------------------------------------------------------------------------------


def preferences_in(
    dispute: Dispute, party: str, answered: Sequence[tuple[Doubt, int]]
) -> Preferences | None:
    """A party's preferences, given the answers to the doubts about them.

    Alternatives come first, then statements in the order of the file.
    """
    own = dispute.party(party).preferences
    statements: list[tuple[Doubt, int]] = []
    for doubt, answer in answered:
        if isinstance(doubt.matter, PreferenceDoubt) and answer != AS_STATED:
            own = doubt.matter.alternatives[answer].preferences
        elif answer != AS_STATED:
            statements.append((doubt, answer))
    for doubt, answer in statements:
        assert isinstance(doubt.matter, StatementDoubt)
        own = _placed(doubt.matter, answer, own)
    return own


def _placed(doubt: StatementDoubt, answer: int, own: Preferences | None) -> Preferences:
    assert own is None or isinstance(own, Prioritised)
    statements = () if own is None else own.statements
    same = [s for s in statements if s.formula == doubt.formula]
    statement = same[0] if same else Statement(doubt.formula)
    return Prioritised(tuple(placed(statements, statement, doubt, answer)))


def placed(listed: Sequence[_T], item: _T, doubt: StatementDoubt, answer: int) -> Sequence[_T]:
    """A list in which an item stands where an answer to a doubt about it says, if anywhere.

    Parameters
    ----------
    listed : sequence
        The list, in which the item may stand already.
    item : object
        What is doubted.
    doubt : StatementDoubt
        The doubt.
    answer : int
        The place of its answer.
    """
    if doubt.at is None and answer == 0:
        return listed
    others = [other for other in listed if other != item]
    if doubt.at is not None and doubt.at[0] + answer <= doubt.at[1]:
        others.insert(doubt.at[0] + answer - 1, item)
    return others


def rules_in(dispute: Dispute, answered: Iterable[tuple[Doubt, int]]) -> tuple[Rule, ...]:
    """The rules of a dispute, given the answers to the doubts about rules and options."""
    rules, barred = list(dispute.rules), []
    for doubt, answer in answered:
        match doubt.matter:
            case OptionDoubt(setting) if answer == 1:
                barred.append(Rule(never(dispute, setting)))
            case RuleDoubt(formula) if answer == 0 and formula not in _rules(dispute):
                rules.append(Rule(formula))
            case RuleDoubt(formula) if answer == 1:
                rules = [rule for rule in rules if rule.formula != formula]
    return (*rules, *barred)


def is_structural(doubt: Doubt) -> bool:
    """Whether a doubt is about an option or a rule: about which states there are."""
    return isinstance(doubt.matter, OptionDoubt | RuleDoubt)


def party_of(doubt: Doubt) -> str | None:
    """Whose preferences a doubt is about; None where it is about options, rules or levers."""
    matter = doubt.matter
    return matter.party if isinstance(matter, StatementDoubt | PreferenceDoubt) else None


def levers_in(answered: Iterable[tuple[Doubt, int]]) -> tuple[str, ...]:
    """The levers that are in force, given the answers to the doubts about them."""
    matters = ((doubt.matter, answer) for doubt, answer in answered)
    return tuple(m.lever for m, answer in matters if isinstance(m, LeverDoubt) and answer == 0)


def in_world(dispute: Dispute, answers: Sequence[int]) -> Dispute:
    """The dispute of a world: one answer to each of its doubts, in order.

    Levers that are in force change what the answers to the other doubts have made of it.

    Parameters
    ----------
    dispute : Dispute
        The dispute as its file states it.
    answers : sequence of int
        The place of each doubt's answer; `AS_STATED` leaves what it is about as the file has it.
    """
    answered = list(zip(dispute.doubts, answers, strict=True))
    parties = tuple(
        replace(
            party,
            preferences=preferences_in(
                dispute, party.name, [a for a in answered if party_of(a[0]) == party.name]
            ),
        )
        for party in dispute.parties
    )
    changed = replace(dispute, parties=parties, rules=rules_in(dispute, answered), doubts=())
    return applied(changed, levers_in(answered)).dispute
