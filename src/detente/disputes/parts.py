"""The parts that sections of a file share: values at their paths, formulas, preferences, faults."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from detente.disputes.layout import Layout, Path
from detente.disputes.model import (
    Preferences,
    Prioritised,
    Ranking,
    Setting,
    Statement,
    Weighted,
)
from detente.disputes.names import NamedOption, Names, understood
from detente.disputes.problems import did_you_mean
from detente.disputes.schema import as_option, as_statement
from detente.disputes.shapes import MOST_DIGITS, as_decimal
from detente.statements.parsing import FormulaError
from detente.statements.printing import option_name
from detente.statements.syntax import Constant, Formula, OptionLevel, OptionOn

PREFERENCES = ("prefers", "ranking", "weights")


class Parts:
    """What a layout holds, part by part; what is faulty is left out, and why is noted.

    Attributes
    ----------
    layout : Layout
        Where everything stands, and the problems found so far.
    bad : set of Path
        What is misshapen, and to be left alone.
    damaged : set of str
        The sections that are not whole.
    names : Names
        What formulas may speak of.
    """

    def __init__(self, layout: Layout, bad: set[Path]) -> None:
        self.layout = layout
        self.bad = bad
        self._spoilt = {path[:end] for path in bad for end in range(len(path) + 1)}
        self.damaged = {_section(path) for path in bad}
        self.damaged |= {"parties" for problem in layout.problems if "twice" in problem.what}
        self.names = self._names()

    # What stands where -------------------------------------------------------------------------

    def get(self, path: Path) -> Any:
        """The value at `path`, or None where it is missing or misshapen."""
        if () in self.bad:
            return None
        value: Any = self.layout.data
        for end in range(1, len(path) + 1):
            if path[:end] in self.bad:
                return None
            part: Any = path[end - 1]
            if isinstance(value, list) or (isinstance(value, dict) and part in value):
                value = value[part]
            else:
                return None
        return value

    def each(self, *path: str | int) -> list[Path]:
        """The paths of what a section or list holds."""
        value = self.get(path)
        inside = range(len(value)) if isinstance(value, list) else (value or ())
        return [(*path, part) for part in inside if (*path, part) not in self.bad]

    def text(self, path: Path) -> str | None:
        """The text at `path`, or None where there is none."""
        value = self.get(path)
        return None if value is None else str(value)

    def keys(self, path: Path) -> tuple[str, ...]:
        """The keys that stand at `path`, in the file's order, be their values whole or not."""
        value = self.get(path)
        return tuple(map(str, value)) if isinstance(value, dict) else ()

    def number(self, path: Path) -> Decimal | None:
        """The number at `path`, or None where there is none."""
        value = self.get(path)
        return None if value is None else Decimal(value)

    def is_whole(self, path: Path) -> bool:
        """Whether nothing at `path` or in it is misshapen."""
        return path not in self._spoilt

    def fault(self, path: Path, what: str, mend: str = "", *, key: bool = False) -> None:
        """Note what is wrong at `path`, and that it spoils its section."""
        self.layout.problem(path, what, mend, key=key)
        self.damaged.add(_section(path))

    def fault_within(self, path: Path, fault: FormulaError) -> None:
        """Note what is wrong at one character of the text at `path`."""
        self.layout.at(self.layout.within(path, fault.at), fault.what, fault.mend)
        self.damaged.add(_section(path))

    # Names -------------------------------------------------------------------------------------

    def _names(self) -> Names:
        data = self.layout.data if isinstance(self.layout.data, dict) else {}
        options: dict[str, dict[str, tuple[str, ...]]] = {}
        attributes: dict[str, frozenset[str]] = {}
        for path in self.each("parties"):
            party = str(path[-1])
            options[party] = {}
            attributes[party] = frozenset(map(str, self.get((*path, "attributes")) or ()))
            for option_path in self.each(*path, "options"):
                levels = as_option(self.get(option_path)).get("levels") or ()
                if (*option_path, "levels") in self.bad:
                    levels = ()
                options[party][str(option_path[-1])] = tuple(map(str, levels))
        return Names(
            options=options,
            attributes=attributes,
            terms=frozenset(map(str, data.get("terms") or ()))
            if ("terms",) not in self.bad
            else frozenset(),
            sources=frozenset(map(str, self.get(("sources",)) or ())),
            states=frozenset(int(path[-1]) for path in self.each("graph", "states"))
            if "graph" in data
            else None,
        )

    def known_party(self, path: Path, name: str, *, key: bool = False) -> bool:
        """Whether there is a party of that name; it is noted where there is none."""
        if name in self.names.options:
            return True
        self.fault(
            path,
            f"there is no party `{name}`",
            did_you_mean(name, self.names.options, "name it under `parties`"),
            key=key,
        )
        return False

    # Formulas ----------------------------------------------------------------------------------

    def formula(self, path: Path, text: Any, *, key: bool = False) -> Formula | None:
        """The formula at `path`; None, with the fault noted, where it is none."""
        if isinstance(text, bool):
            return Constant(text)
        formula: Formula | None = None
        try:
            formula, faults = understood(str(text), self.names)
        except FormulaError as error:
            faults = [error]
        for fault in faults:
            if key:
                self.fault(path, fault.what, fault.mend, key=True)
            else:
                self.fault_within(path, fault)
        return None if faults else formula

    def formula_list(self, path: Path, key: str | None = None) -> Iterator[tuple[Path, Formula]]:
        """The formulas of a list, with their paths; `key` names the formula in a long form."""
        paths = self.each(*path)
        rejoined = self._rejoined(path) if paths else set()
        for item in paths:
            if item in rejoined:
                continue
            value = self.get(item)
            where = item if not isinstance(value, dict) else (*item, str(key))
            if where in self.bad:
                continue
            text = value[key] if isinstance(value, dict) else value
            formula = self.formula(where, text)
            if formula is not None:
                yield item, formula

    def _rejoined(self, path: Path) -> set[Path]:
        """The items of a list that are pieces of formulas YAML has split; each is noted once."""
        items, pieces, number = self.get(path), set(), 0
        while number < len(items):
            end = _balanced_end(items, number)
            if end > number + 1 and self.layout.place((*path, number)).flow:
                whole = ", ".join(str(item) for item in items[number:end])
                self.fault(
                    (*path, number),
                    "YAML has split this formula at a comma",
                    f"write it in single quotes: '{whole}'",
                )
                pieces |= {(*path, piece) for piece in range(number, end)}
            number = end
        return pieces

    def setting(self, path: Path, text: Any, *, key: bool = False) -> Setting | None:
        """An option, or an option at a level, named at `path`."""
        formula = self.formula(path, text, key=key)
        if formula is None:
            return None
        if isinstance(formula, OptionOn) or (isinstance(formula, OptionLevel) and formula.equal):
            return formula
        self.fault(
            path,
            f"`{text}` is not an option",
            "write Party.option or Party.option = level",
            key=key,
        )
        return None

    def whole_or_level(self, path: Path) -> Setting | None:
        """The option, or the level of one above its lowest, that is named at `path`."""
        text = self.text(path)
        if text is None:
            return None
        whole = self.names.levels_of(text)
        if whole is not None:
            return OptionOn(whole.party, whole.option)
        setting = self.setting(path, text)
        levels = self.names.options[setting.party][setting.option] if setting else ()
        if isinstance(setting, OptionLevel) and setting.level == levels[0]:
            what = f"`{setting.level}` is the lowest level, which is there in any case"
            self.fault(path, what, "name a higher level, or the option alone")
            return None
        return setting

    def settings(self, path: Path) -> tuple[Setting, ...]:
        """The options that are on in the list at `path`."""
        settings: dict[tuple[str, str], Setting] = {}
        for item in self.each(*path):
            setting = self.setting(item, self.get(item))
            if setting is None:
                continue
            other = settings.setdefault((setting.party, setting.option), setting)
            if other != setting:
                self.fault(
                    item,
                    f"`{option_name(setting.party, setting.option)}` is at two levels at once",
                    "keep one of them",
                )
        return tuple(settings.values())

    def sets(self, path: Path) -> Iterator[tuple[Path, Setting, bool]]:
        """The options that are set at `path`, each with its path, and on or off."""
        seen: set[tuple[str, str]] = set()
        for item in self.each(*path):
            option = self.names.levels_of(str(item[-1]))
            named = self.setting(item, item[-1], key=True) if option is None else option
            if named is None:
                continue
            if (named.party, named.option) in seen:
                self.fault(item, f"`{item[-1]}` is set already", "keep one", key=True)
                continue
            seen.add((named.party, named.option))
            found = self._at_level(item, named) if option is None else self._set(item, option)
            if found is not None:
                yield item, *found

    def _at_level(self, item: Path, level: Any) -> tuple[Setting, bool] | None:
        """The level that stands in the place of an option at `item`; it can only be set to on."""
        value = self.get(item)
        if value in (True, "on", "true"):
            return level, True
        option = option_name(level.party, level.option)
        lowest = self.names.options[level.party][level.option][0]
        what = f"`{item[-1]}` is set to `{value}`"
        self.fault(item, what, f"write {option}: {lowest}, or the level that it is at")
        return None

    def _set(self, item: Path, option: NamedOption) -> tuple[Setting, bool] | None:
        """The option at `item` and what it is set to."""
        value, known = self.get(item), option.levels
        if known and str(value) in known:
            return OptionLevel(option.party, option.option, str(value)), True
        if known:
            what = f"`{item[-1]}` has no level `{value}`"
            self.fault(item, what, did_you_mean(str(value), known, "name one of its levels"))
        elif value in (True, "on", "true"):
            return OptionOn(option.party, option.option), True
        elif value in (False, "off", "false"):
            return OptionOn(option.party, option.option), False
        else:
            self.fault(item, f"`{item[-1]}` is set to `{value}`", "write on or off")
        return None

    # What several sections hold ----------------------------------------------------------------

    def citations(self, path: Path) -> tuple[str, ...]:
        """What is cited at `path`, unknown sources noted."""
        value = self.get((*path, "sources"))
        cited = [value] if isinstance(value, str) else value or []
        for number, citation in enumerate(cited):
            where = (*path, "sources") if isinstance(value, str) else (*path, "sources", number)
            self.known_source(where, str(citation))
        return tuple(map(str, cited))

    def known_source(self, path: Path, citation: str) -> bool:
        """Whether what is cited at `path` is a source; it is noted where it is none."""
        if cited_source(citation, self.names.sources) is not None:
            return True
        name = citation.rpartition(" ")[0] or citation
        mend = did_you_mean(name, self.names.sources, "name it under `sources`")
        self.fault(path, f"there is no source `{citation}`", mend)
        return False

    def why(self, item: Path) -> str | None:
        """The reason that the long form at `item` gives."""
        return self.text((*item, "why")) if isinstance(self.get(item), dict) else None

    def preferences(self, path: Path, owner: str) -> Preferences | None:
        """The preferences stated at `path`, which are those of `owner` in messages."""
        stated = [key for key in PREFERENCES if self.get((*path, key)) is not None]
        if len(stated) > 1:
            self.fault(
                (*path, stated[1]),
                f"{owner} has both `{stated[0]}` and `{stated[1]}`",
                "keep one of them",
                key=True,
            )
        if not stated:
            return None
        if stated[0] == "prefers":
            return self._prioritised((*path, "prefers"))
        if stated[0] == "ranking":
            return self._ranking((*path, "ranking"))
        return self._weighted((*path, "weights"))

    def is_read(self, path: Path, preferences: Preferences | None) -> bool:
        """Whether `preferences` are all of those stated at `path`, none being faulty."""
        match preferences:
            case Prioritised(statements):
                key, count = "prefers", len(statements)
            case Ranking(classes):
                key, count = "ranking", len(classes)
            case Weighted(weights):
                key, count = "weights", len(weights)
            case None:
                key, count = "prefers", 0
        whole = all(self.is_whole((*path, one)) for one in PREFERENCES)
        return whole and count == len(self.get((*path, key)) or ())

    def _prioritised(self, path: Path) -> Prioritised:
        statements = []
        for item, formula in self.formula_list(path, "statement"):
            long = as_statement(self.get(item))
            sources = self.citations(item) if "sources" in long else ()
            statements.append(Statement(formula, self.why(item), sources))
        return Prioritised(tuple(statements))

    def _ranking(self, path: Path) -> Ranking | None:
        if not self.is_whole(path):
            return None
        classes: list[tuple[int, ...]] = []
        seen: set[int] = set()
        for item in self.each(*path):
            value = self.get(item)
            tied = []
            for number, text in enumerate(value if isinstance(value, list) else [value]):
                if int(text) in seen:
                    where = (*item, number) if isinstance(value, list) else item
                    self.fault(where, f"state {text} is listed already", "list each state once")
                else:
                    tied.append(int(text))
                    seen.add(int(text))
            classes.append(tuple(tied))
        return Ranking(tuple(classes))

    def _weighted(self, path: Path) -> Weighted:
        weights: list[tuple[Formula, Decimal]] = []
        for item in self.each(*path):
            formula = self.formula(item, item[-1], key=True)
            if formula is not None and formula in dict(weights):
                self.fault(item, f"`{item[-1]}` has a weight already", "keep one", key=True)
            elif formula is not None and (weight := self._weight(item)) is not None:
                weights.append((formula, weight))
        return Weighted(tuple(weights))

    def _weight(self, item: Path) -> Decimal | None:
        """The weight at `item`, where it has few enough digits to be summed exactly."""
        weight = as_decimal(self.get(item))
        if weight is None:
            what = f"this weight has more than {MOST_DIGITS} digits before or behind the point"
            self.fault(item, what, "scale all weights alike")
        return weight


def _section(path: Path) -> str:
    """What a fault spoils: a section, or only some party's preferences."""
    if len(path) > 2 and path[0] == "parties" and path[2] in PREFERENCES:
        return "preferences"
    return str(path[0]) if path else "parties"


def _balanced_end(items: list[Any], start: int) -> int:
    """Where the pieces of one formula end: the first item after which parentheses balance."""
    depth = 0
    for number in range(start, len(items)):
        if not isinstance(items[number], str):
            break
        depth += items[number].count("(") - items[number].count(")")
        if depth <= 0:
            return number + 1
    return start + 1


def cited_source(citation: str, sources: frozenset[str]) -> str | None:
    """The source that `citation` names, alone or with a paragraph behind it."""
    said = citation.strip()
    named = [name for name in sources if said == name.strip() or said.startswith(f"{name} ")]
    return max(named, key=len, default=None)
