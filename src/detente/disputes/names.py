"""The names a file defines, and whether its formulas use no others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from detente.disputes.problems import did_you_mean
from detente.statements.parsing import FormulaError, parse
from detente.statements.printing import level_name, option_name
from detente.statements.syntax import (
    Atom,
    Formula,
    OptionLevel,
    OptionOn,
    StateIs,
    Term,
    atoms,
)


@dataclass(frozen=True)
class NamedOption:
    """An option that a text names, with its levels."""

    party: str
    option: str
    levels: tuple[str, ...]


@dataclass(frozen=True)
class Names:
    """What formulas may speak of.

    ``options`` gives, by party and option, its levels (none for on or off). ``states`` holds the
    numbers of a hand-drawn graph, or None where a dispute has options.
    """

    options: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    terms: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    states: frozenset[int] | None = None

    def levels_of(self, text: str) -> NamedOption | None:
        """The option that `text` names as ``Party.option``; None where it names none."""
        try:
            formula = parse(text)
        except FormulaError:
            return None
        if not isinstance(formula, OptionOn):
            return None
        levels = self.options.get(formula.party, {}).get(formula.option)
        return None if levels is None else NamedOption(formula.party, formula.option, levels)


def check_atoms(formula: Formula, names: Names) -> Iterator[FormulaError]:
    """What is wrong with the names that `formula` uses."""
    for atom in atoms(formula):
        fault = _fault(atom, names)
        if fault is not None:
            yield FormulaError(*fault, atom.at)


def _fault(atom: Atom, names: Names) -> tuple[str, str] | None:
    match atom:
        case Term(name):
            return None if name in names.terms else _unknown_term(name, names)
        case StateIs(numbers):
            return _wrong_state(numbers, names)
        case OptionOn(party, option) | OptionLevel(party, option):
            return _unknown_option(party, option, names) or _wrong_level(atom, names)


def _unknown_term(name: str, names: Names) -> tuple[str, str]:
    owners = [party for party, options in names.options.items() if name in options]
    if owners:
        return f"`{name}` is an option", f"write {option_name(owners[0], name)}"
    if name in names.options:
        return (
            f"`{name}` is a party",
            f"write one of its options: {option_name(name, '…')}".replace('"', ""),
        )
    return f"there is no term `{name}`", did_you_mean(name, names.terms, "define it under `terms`")


def _wrong_state(numbers: tuple[int, ...], names: Names) -> tuple[str, str] | None:
    if names.states is None:
        return "state numbers are not names in a dispute with options", "say which options are on"
    missing = [number for number in numbers if number not in names.states]
    return (
        (f"there is no state {missing[0]}", "name one of the graph's states") if missing else None
    )


def _unknown_option(party: str, option: str, names: Names) -> tuple[str, str] | None:
    if party not in names.options:
        return f"there is no party `{party}`", did_you_mean(
            party, names.options, "name it under `parties`"
        )
    if option not in names.options[party]:
        mend = did_you_mean(option, names.options[party], f"name it under the options of `{party}`")
        return f"`{party}` has no option `{option}`", mend
    return None


def _wrong_level(atom: OptionOn | OptionLevel, names: Names) -> tuple[str, str] | None:
    levels = names.options[atom.party][atom.option]
    own = option_name(atom.party, atom.option)
    if isinstance(atom, OptionOn):
        if levels:
            return f"`{own}` has levels", f"write {level_name(atom.party, atom.option, levels[-1])}"
        return None
    if not levels:
        return f"`{own}` has no levels", f"write {own} or not {own}"
    if atom.level not in levels:
        mend = did_you_mean(atom.level, levels, "name one of its levels")
        return f"`{own}` has no level `{atom.level}`", mend
    return None
