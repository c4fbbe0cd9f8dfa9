"""The predicates that a claim's test may use, and whether their arguments make sense."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from detente.disputes.names import Names, check_atoms
from detente.disputes.problems import did_you_mean
from detente.statements.parsing import FormulaError, parse
from detente.statements.syntax import OptionOn, Term
from detente.statements.testing import (
    Argument,
    Call,
    Comparison,
    Condition,
    Given,
    Junction,
    Negation,
    Test,
    calls,
)


@dataclass(frozen=True)
class Predicate:
    """What a predicate takes.

    Attributes
    ----------
    takes : tuple of str
        The kinds of its arguments; those from `needs` on may be left out.
    needs : int
        How many must be given.
    named : mapping of str to str
        The kinds of its named arguments, besides ``in`` which every predicate takes.
    number : bool
        Whether it gives a number, to be compared, and not a truth value.
    """

    takes: tuple[str, ...]
    needs: int
    named: Mapping[str, str] = field(default_factory=dict)
    number: bool = False


_SETTLE = Predicate(("settlement",), 1, {"by": "parties", "pact": "truth", "pressure": "truth"})
_ROLE = Predicate(("party", "settlement"), 2)
_THREAT = Predicate(("threat",), 1, {"at": "formula"})
PREDICATES: dict[str, Predicate] = {
    "holds": Predicate(("settlement",), 1),
    "reached": _SETTLE,
    "settle": _SETTLE,
    **dict.fromkeys(("needed", "substitute", "irrelevant"), _ROLE),
    "weight": Predicate(("party", "settlement"), 2, number=True),
    **dict.fromkeys(("tolerates", "relied_on", "spoils", "blocks"), _ROLE),
    "stable": Predicate(("formula", "concept"), 1, {"party": "party", "anywhere": "truth"}),
    **dict.fromkeys(("credible", "deterred", "empty"), _THREAT),
    "matters": Predicate(("option", "settlement"), 2),
    "before": Predicate(("formula", "settlement"), 2),
}
LATER: dict[str, str] = {
    **dict.fromkeys(("backs", "hinders", "same_answer", "requires"), "levers"),
    **dict.fromkeys(("posterior", "explains"), "hidden commitments"),
    **dict.fromkeys(("binds",), "sanctions coalitions"),
    **dict.fromkeys(("must_pass",), "channels"),
    **dict.fromkeys(("decides",), "factions"),
}
_LATER_NAMED = {"with": "levers", "without": "levers", "decider": "factions"}
CONCEPT_NAMES = ("nash", "gmr", "smr", "seq", "sseq", "sim")


@dataclass(frozen=True)
class Askable:
    """What a test may speak of: the names of a dispute, its settlements and its threats."""

    names: Names
    settlements: frozenset[str]
    threats: frozenset[str]


def name_of(text: str) -> str:
    """The name that an argument gives, without quotes."""
    bare = text.strip()
    if len(bare) > 1 and bare[0] == bare[-1] == '"':
        return re.sub(r"\\(.)", r"\1", bare[1:-1])
    return bare


def listed_names(text: str) -> tuple[str, ...] | None:
    """The names in ``[A, B]``; None where it is no list."""
    bare = text.strip()
    if not (bare.startswith("[") and bare.endswith("]")):
        return None
    found = re.findall(r'\s*("(?:[^"\\]|\\.)*"|[^,"]+)\s*(?:,|$)', bare[1:-1])
    return tuple(name_of(name) for name in found if name.strip())


def check_test(test: Test, askable: Askable) -> Iterator[FormulaError]:
    """What is wrong with the predicates of a test and with what they are asked about.

    Names in a call with ``in="FILE"`` are those of another file, and are looked up there when the
    claim is tested.
    """
    yield from _kinds(test, wants_number=False)
    if next(calls(test), None) is None:
        yield FormulaError("this test asks nothing of the dispute", "write holds(…) or the like")
    for call in calls(test):
        yield from check_call(call, askable, elsewhere=call.option("in") is not None)


def check_call(call: Call, askable: Askable, *, elsewhere: bool = False) -> Iterator[FormulaError]:
    """What is wrong with one call; the names in it are not looked up where they are elsewhere."""
    predicate = PREDICATES.get(call.name)
    if predicate is None:
        yield _unknown_predicate(call)
        return
    if not predicate.needs <= len(call.arguments) <= len(predicate.takes):
        wanted = ", ".join(predicate.takes[: predicate.needs])
        what = f"`{call.name}` asks about {len(call.arguments)} things here"
        yield FormulaError(what, f"write {call.name}({wanted})", call.at)
        return
    given = list(zip(predicate.takes, call.arguments, strict=False))
    for key, argument in call.named:
        kind = {"in": "file", **predicate.named}.get(key)
        if kind is None:
            yield _unknown_argument(call, key, argument, predicate)
        else:
            given.append((kind, argument))
    if call.option("pact") is not None and call.option("pressure") is not None:
        yield FormulaError("pact and pressure are different questions", "ask one", call.at)
    for kind, argument in given:
        if not elsewhere or kind in {"truth", "concept", "file"}:
            yield from _CHECKS[kind](argument, askable)


def _unknown_predicate(call: Call) -> FormulaError:
    if call.name in LATER:
        what = f"`{call.name}` asks about {LATER[call.name]}, which this version cannot answer yet"
        return FormulaError(what, "leave the test out for now", call.at)
    mend = did_you_mean(call.name, PREDICATES, "use another predicate")
    return FormulaError(f"there is no predicate `{call.name}`", mend, call.at)


def _unknown_argument(
    call: Call, key: str, argument: Argument, predicate: Predicate
) -> FormulaError:
    if key in _LATER_NAMED:
        what = f"`{key}` speaks of {_LATER_NAMED[key]}, which this version cannot answer yet"
        return FormulaError(what, "leave it out for now", argument.at)
    mend = did_you_mean(key, [*predicate.named, "in"], "leave it out")
    return FormulaError(f"`{call.name}` does not take `{key}`", mend, argument.at)


def _kinds(test: Test, *, wants_number: bool) -> Iterator[FormulaError]:
    """Where a number stands in the place of a truth value, or the reverse."""
    match test:
        case Call(name) if name in PREDICATES and PREDICATES[name].number and not wants_number:
            mend = f"write {name}(…) > 0.2, for example"
            yield FormulaError(f"`{name}` gives a number, which is to be compared", mend, test.at)
        case Given(value) if not isinstance(value, bool) and not wants_number:
            yield FormulaError(f"{value} is a number and no test", "compare it with something")
        case Negation(part):
            yield from _kinds(part, wants_number=False)
        case Junction(_, parts):
            for part in parts:
                yield from _kinds(part, wants_number=False)
        case Condition(_, left, right):
            yield from _kinds(left, wants_number=False)
            yield from _kinds(right, wants_number=False)
        case Comparison(_, left, right) if not _known(left) or not _known(right):
            pass  # what is not known is told of by itself
        case Comparison(sign, left, right):
            numbers = [_is_number(side) for side in (left, right)]
            if numbers[0] != numbers[1]:
                what = f"`{sign}` stands between a number and a truth value"
                yield FormulaError(what, "compare like with like", _place(left))
            for side in (left, right):
                yield from _kinds(side, wants_number=True)
        case _:
            pass


def _is_number(test: Test) -> bool:
    match test:
        case Call(name):
            return name in PREDICATES and PREDICATES[name].number
        case Given(value):
            return not isinstance(value, bool)
        case _:
            return False


def _known(test: Test) -> bool:
    return not isinstance(test, Call) or test.name in PREDICATES


def _place(test: Test) -> int:
    return next((call.at for call in calls(test)), 0)


def _party(argument: Argument, askable: Askable) -> Iterator[FormulaError]:
    name = name_of(argument.text)
    if name not in askable.names.options:
        mend = did_you_mean(name, askable.names.options, "name it under `parties`")
        yield FormulaError(f"there is no party `{name}`", mend, argument.at)


def _parties(argument: Argument, askable: Askable) -> Iterator[FormulaError]:
    listed = listed_names(argument.text)
    if listed is None:
        yield FormulaError("a list of parties is wanted here", "write [A, B]", argument.at)
    for name in listed or ():
        yield from _party(Argument(name, argument.at + argument.text.find(name)), askable)


def _formula(argument: Argument, askable: Askable) -> Iterator[FormulaError]:
    try:
        formula = parse(argument.text)
    except FormulaError as error:
        yield FormulaError(error.what, error.mend, argument.at + error.at)
        return
    if isinstance(formula, Term) and formula.name in askable.settlements:
        return
    for fault in check_atoms(formula, askable.names):
        yield FormulaError(fault.what, fault.mend, argument.at + fault.at)


def _settlement(argument: Argument, askable: Askable) -> Iterator[FormulaError]:
    if name_of(argument.text) not in askable.settlements:
        yield from _formula(argument, askable)


def _threat(argument: Argument, askable: Askable) -> Iterator[FormulaError]:
    name = name_of(argument.text)
    if name not in askable.threats:
        mend = did_you_mean(name, askable.threats, "declare it under `threats`")
        yield FormulaError(f"there is no threat `{name}`", mend, argument.at)


def _option(argument: Argument, askable: Askable) -> Iterator[FormulaError]:
    if askable.names.levels_of(argument.text) is None:
        try:
            formula = parse(argument.text)
        except FormulaError as error:
            yield FormulaError(error.what, error.mend, argument.at + error.at)
            return
        faults = list(check_atoms(formula, askable.names))
        if isinstance(formula, OptionOn) and faults:
            yield FormulaError(faults[0].what, faults[0].mend, argument.at)
        else:
            what = f"`{argument.text}` is not an option"
            yield FormulaError(what, "write Party.option", argument.at)


def _concept(argument: Argument, _: Askable) -> Iterator[FormulaError]:
    name = name_of(argument.text).casefold()
    if name not in CONCEPT_NAMES:
        mend = did_you_mean(name, CONCEPT_NAMES, "choose another")
        yield FormulaError(f"there is no solution concept `{name}`", mend, argument.at)


def _truth(argument: Argument, _: Askable) -> Iterator[FormulaError]:
    if argument.text.casefold() not in {"true", "false"}:
        yield FormulaError(
            f"`{argument.text}` is neither true nor false", "write true", argument.at
        )


def _file(argument: Argument, _: Askable) -> Iterator[FormulaError]:
    if not argument.text.startswith('"') or not name_of(argument.text).strip():
        yield FormulaError("a file stands in double quotes", 'write in="FILE"', argument.at)


_CHECKS: dict[str, Callable[[Argument, Askable], Iterator[FormulaError]]] = {
    "party": _party,
    "parties": _parties,
    "formula": _formula,
    "settlement": _settlement,
    "threat": _threat,
    "option": _option,
    "concept": _concept,
    "truth": _truth,
    "file": _file,
}
