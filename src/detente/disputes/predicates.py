"""The predicates that a claim's test may use, and whether their arguments make sense."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from detente.disputes.names import Names, check_measure, understood
from detente.disputes.problems import did_you_mean, nearest
from detente.statements.parsing import FormulaError
from detente.statements.printing import option_name
from detente.statements.syntax import Measure, OptionOn, Term
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
    measures,
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
        The kinds of its named arguments, besides those that every predicate takes.
    number : bool
        Whether it gives a number, to be compared, and not a truth value.
    """

    takes: tuple[str, ...]
    needs: int
    named: Mapping[str, str] = field(default_factory=dict)
    number: bool = False


EVERYWHERE: dict[str, str] = {"in": "file", "with": "levers", "without": "levers"}
"""The named arguments that every predicate takes, with their kinds."""
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
    **dict.fromkeys(("backs", "hinders", "same_answer"), Predicate(("lever", "settlement"), 2)),
    "requires": Predicate(("levers", "settlement"), 2),
    "posterior": Predicate(("hidden lever",), 1, number=True),
    "explains": Predicate(("hidden lever",), 1),
}
LATER: dict[str, str] = {
    **dict.fromkeys(("binds",), "sanctions coalitions"),
    **dict.fromkeys(("must_pass",), "channels"),
    **dict.fromkeys(("decides",), "factions"),
}
_LATER_NAMED = {"decider": "factions"}
CONCEPT_NAMES = ("nash", "gmr", "smr", "seq", "sseq", "sim")


@dataclass(frozen=True)
class Askable:
    """What a test may speak of: the names of a dispute, its settlements, threats and levers.

    ``likely`` are the levers with a prior; ``observed`` says whether moves were seen, from which
    it can be told how likely these are.
    """

    names: Names
    settlements: frozenset[str]
    threats: frozenset[str]
    levers: frozenset[str] = frozenset()
    likely: frozenset[str] = frozenset()
    observed: bool = False


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


def arguments_of(call: Call, *kinds: str) -> Iterator[str]:
    """The arguments of a call that are of one of some kinds, in order, as they are written."""
    predicate = PREDICATES[call.name]
    known = {**EVERYWHERE, **predicate.named}
    given = list(zip(predicate.takes, call.arguments, strict=False))
    given += [(known.get(name, ""), argument) for name, argument in call.named]
    yield from (argument.text.strip() for kind, argument in given if kind in kinds)


def levers_in(call: Call) -> tuple[str, ...]:
    """The levers that a call speaks of."""
    listed = [name for text in arguments_of(call, "levers") for name in listed_names(text) or ()]
    return (*map(name_of, arguments_of(call, "lever", "hidden lever")), *listed)


def check_test(test: Test, askable: Askable) -> Iterator[FormulaError]:
    """What is wrong with the predicates of a test and with what they are asked about.

    Names in a call with ``in="FILE"`` are those of another file, and are looked up there when the
    claim is tested.
    """
    yield from _kinds(test, askable.names, wants_number=False)
    for measure in measures(test):
        yield from _measure(measure, askable.names)
    if next(calls(test), None) is None and next(measures(test), None) is None:
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
        kind = {**EVERYWHERE, **predicate.named}.get(key)
        if kind is None:
            yield _unknown_argument(call, key, argument, predicate)
        else:
            given.append((kind, argument))
    yield from _levers_at_odds(call, given)
    if call.option("pact") is not None and call.option("pressure") is not None:
        yield FormulaError("pact and pressure are different questions", "ask one", call.at)
    for kind, argument in given:
        if not elsewhere or kind in {"truth", "concept", "file"}:
            yield from _CHECKS[kind](argument, askable)


def _measure(measure: Measure, names: Names) -> Iterator[FormulaError]:
    """What is wrong with an attribute that a test itself compares."""
    fault = check_measure(measure, names, ">")
    if measure.attribute in names.options.get(measure.party, {}):
        own = option_name(measure.party, measure.attribute)
        what = f"`{own}` is an option, and alone asks nothing"
        yield FormulaError(what, "write holds(…), settle(…), stable(…) or the like", measure.at)
    elif fault is not None:
        yield fault


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
    mend = did_you_mean(key, [*predicate.named, *EVERYWHERE], "leave it out")
    return FormulaError(f"`{call.name}` does not take `{key}`", mend, argument.at)


def _kinds(test: Test, names: Names, *, wants_number: bool) -> Iterator[FormulaError]:
    """Where a number stands in the place of a truth value, or the reverse."""
    match test:
        case Call(name) if name in PREDICATES and PREDICATES[name].number and not wants_number:
            mend = f"write {name}(…) > 0.2, for example"
            yield FormulaError(f"`{name}` gives a number, which is to be compared", mend, test.at)
        case Given(value) if not isinstance(value, bool) and not wants_number:
            yield FormulaError(f"{value} is a number and no test", "compare it with something")
        case Measure() if not wants_number and check_measure(test, names, ">") is None:
            own = option_name(test.party, test.attribute)
            what = f"`{own}` is a number, which is to be compared"
            yield FormulaError(what, f"write {own} > 0.5, for example", test.at)
        case Negation(part):
            yield from _kinds(part, names, wants_number=False)
        case Junction(_, parts):
            for part in parts:
                yield from _kinds(part, names, wants_number=False)
        case Condition(_, left, right):
            yield from _kinds(left, names, wants_number=False)
            yield from _kinds(right, names, wants_number=False)
        case Comparison(_, left, right) if not _known(left) or not _known(right):
            pass  # what is not known is told of by itself
        case Comparison(sign, left, right):
            numbers = [_is_number(side) for side in (left, right)]
            if numbers[0] != numbers[1]:
                what = f"`{sign}` stands between a number and a truth value"
                yield FormulaError(what, "compare like with like", _place(left))
            for side in (left, right):
                yield from _kinds(side, names, wants_number=True)
        case _:
            pass


def _is_number(test: Test) -> bool:
    match test:
        case Call(name):
            return name in PREDICATES and PREDICATES[name].number
        case Given(value):
            return not isinstance(value, bool)
        case Measure():
            return True
        case _:
            return False


def _known(test: Test) -> bool:
    return not isinstance(test, Call) or test.name in PREDICATES


def _place(test: Test) -> int:
    asked = [call.at for call in calls(test)] + [measure.at for measure in measures(test)]
    return min(asked, default=0)


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


def _lever(argument: Argument, askable: Askable) -> Iterator[FormulaError]:
    name = name_of(argument.text)
    if name not in askable.levers:
        mend = did_you_mean(name, askable.levers, "declare it under `levers`")
        yield FormulaError(f"there is no lever `{name}`", mend, argument.at)


def _levers(argument: Argument, askable: Askable) -> Iterator[FormulaError]:
    listed = listed_names(argument.text)
    if not listed:
        yield FormulaError("a list of levers is wanted here", "write [a, b]", argument.at)
    for name in listed or ():
        yield from _lever(Argument(name, argument.at + argument.text.find(name)), askable)


def _hidden_lever(argument: Argument, askable: Askable) -> Iterator[FormulaError]:
    """What is wrong with a lever of which it is asked how likely it is in force."""
    faults = list(_lever(argument, askable))
    yield from faults
    name = name_of(argument.text)
    if not faults and name not in askable.likely:
        what = f"the lever `{name}` has no prior, from which its posterior could be told"
        yield FormulaError(what, "add prior: 0.3 to it, for example", argument.at)
    if not faults and not askable.observed:
        what = "no moves were observed, from which it could be told which levers are in force"
        yield FormulaError(what, "list the moves that were seen under `observed`", argument.at)


def _levers_at_odds(call: Call, given: list[tuple[str, Argument]]) -> Iterator[FormulaError]:
    """Where a lever is to be in force and not, or is both asked about and decided."""
    named = {key: listed_names(argument.text) or () for key, argument in call.named}
    on, off = named.get("with", ()), named.get("without", ())
    for name in dict.fromkeys(on):
        if name in off:
            what = f"`{name}` cannot be in force and not in force"
            yield FormulaError(what, "remove it from `with` or from `without`", call.at)
    for kind, argument in given:
        name = name_of(argument.text)
        if kind in {"lever", "hidden lever"} and name in (*on, *off):
            what = f"`{call.name}` asks about `{name}`, so that it cannot be given"
            yield FormulaError(what, "remove it from `with` or `without`", call.at)


def _formula(argument: Argument, askable: Askable) -> Iterator[FormulaError]:
    try:
        formula, faults = understood(argument.text, askable.names)
    except FormulaError as error:
        yield FormulaError(error.what, error.mend, argument.at + error.at)
        return
    if isinstance(formula, Term) and formula.name in askable.settlements:
        return
    for fault in faults:
        yield FormulaError(fault.what, fault.mend, argument.at + fault.at)


def _settlement(argument: Argument, askable: Askable) -> Iterator[FormulaError]:
    name = name_of(argument.text)
    if name in askable.settlements:
        return
    faults = list(_formula(argument, askable))
    known = {*askable.settlements, *askable.names.terms}
    if faults and nearest(name, known) is not None:
        what = f"there is no settlement or term `{name}`"
        yield FormulaError(what, did_you_mean(name, known, ""), argument.at)
        return
    yield from faults


def _threat(argument: Argument, askable: Askable) -> Iterator[FormulaError]:
    name = name_of(argument.text)
    if name not in askable.threats:
        mend = did_you_mean(name, askable.threats, "declare it under `threats`")
        yield FormulaError(f"there is no threat `{name}`", mend, argument.at)


def _option(argument: Argument, askable: Askable) -> Iterator[FormulaError]:
    if askable.names.levels_of(argument.text) is None:
        try:
            formula, faults = understood(argument.text, askable.names)
        except FormulaError as error:
            yield FormulaError(error.what, error.mend, argument.at + error.at)
            return
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
    "lever": _lever,
    "levers": _levers,
    "hidden lever": _hidden_lever,
    "formula": _formula,
    "settlement": _settlement,
    "threat": _threat,
    "option": _option,
    "concept": _concept,
    "truth": _truth,
    "file": _file,
}
