"""The names a file defines, and whether its formulas use no others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from detente.disputes.problems import did_you_mean
from detente.statements.parsing import FormulaError, as_fraction, parse
from detente.statements.printing import level_name, option_name
from detente.statements.syntax import (
    Atom,
    Compared,
    Formula,
    Measure,
    OptionLevel,
    OptionOn,
    StateIs,
    Term,
    atoms,
    with_atoms,
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

    ``options`` gives, by party and option, its levels (none for on or off), ``attributes`` what has
    been measured of each party. ``states`` holds the numbers of a hand-drawn graph, or None where a
    dispute has options.
    """

    options: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    terms: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    states: frozenset[int] | None = None
    attributes: Mapping[str, frozenset[str]] = field(default_factory=dict)

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


def understood(text: str, names: Names) -> tuple[Formula, list[FormulaError]]:
    """The formula that `text` states of these names, and what is wrong with those that it uses.

    Raises
    ------
    FormulaError
        If it is no formula.
    """
    formula = resolved(parse(text), names)
    return formula, list(check_atoms(formula, names))


def resolved(formula: Formula, names: Names) -> Formula:
    """`formula` with attributes in the place of what reads like a level: ``A.x = 2``."""

    def measured(atom: Atom) -> Formula:
        if not isinstance(atom, OptionLevel) or not re.fullmatch("[0-9]{1,1000}", atom.level):
            return atom
        if not _is_attribute(atom.party, atom.option, names):
            return atom
        measure = Measure(atom.party, atom.option, atom.at)
        return Compared("=" if atom.equal else "!=", measure, as_fraction(atom.level), atom.at)

    return with_atoms(formula, measured)


def check_atoms(formula: Formula, names: Names) -> Iterator[FormulaError]:
    """What is wrong with the names that `formula` uses."""
    for atom in atoms(formula):
        if isinstance(atom, Compared):
            sides = [side for side in (atom.left, atom.right) if isinstance(side, Measure)]
            faults = (check_measure(side, names, atom.sign) for side in sides)
            yield from (fault for fault in faults if fault is not None)
        elif (fault := _fault(atom, names)) is not None:
            yield FormulaError(*fault, atom.at)


def _fault(atom: OptionOn | OptionLevel | Term | StateIs, names: Names) -> tuple[str, str] | None:
    match atom:
        case Term(name):
            return None if name in names.terms else _unknown_term(name, names)
        case StateIs(numbers):
            return _wrong_state(numbers, names)
        case OptionOn(party, option) | OptionLevel(party, option):
            return _unknown_option(party, option, names) or _wrong_level(atom, names)


def check_measure(measure: Measure, names: Names, sign: str) -> FormulaError | None:
    """What is wrong with a measure in a comparison by `sign`; None where nothing is."""
    fault = _unknown_attribute(measure, sign, names)
    return None if fault is None else FormulaError(*fault, measure.at)


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


def _unknown_party(party: str, names: Names) -> tuple[str, str] | None:
    if party in names.options:
        return None
    mend = did_you_mean(party, names.options, "name it under `parties`")
    return f"there is no party `{party}`", mend


def _is_attribute(party: str, name: str, names: Names) -> bool:
    """Whether a party has an attribute, and no option, of that name."""
    measured = name in names.attributes.get(party, ())
    return measured and name not in names.options.get(party, ())


def _unknown_attribute(measure: Measure, sign: str, names: Names) -> tuple[str, str] | None:
    party, name = measure.party, measure.attribute
    own = option_name(party, name)
    known = names.attributes.get(party, frozenset())
    options = names.options.get(party, {})
    if _unknown_party(party, names) or _is_attribute(party, name, names):
        return _unknown_party(party, names)
    if options.get(name):
        what = f"`{own}` is an option with levels, and `{sign}` compares numbers"
        level = level_name(party, name, options[name][-1])
        return what, f"write {level}; for several levels, at least 1 of ({level}, …)"
    if name in options:
        what = f"`{own}` is an option, and `{sign}` compares attributes"
        return what, f"write {own} or not {own}; for if … then, write `implies`"
    otherwise = f"name it under the attributes of {party}"
    return f"`{party}` has no attribute `{name}`", did_you_mean(name, known, otherwise)


def _unknown_option(party: str, option: str, names: Names) -> tuple[str, str] | None:
    if party not in names.options:
        return _unknown_party(party, names)
    if _is_attribute(party, option, names):
        own = option_name(party, option)
        what = f"`{own}` is an attribute: a number, which is to be compared"
        return what, f"write {own} > 0.5, for example"
    if option not in names.options[party]:
        known = [*names.options[party], *sorted(names.attributes.get(party, ()))]
        mend = did_you_mean(option, known, f"name it under the options of `{party}`")
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
