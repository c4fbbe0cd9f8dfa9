"""From a file's text to a dispute, with every fault of it named at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path as FilePath
from typing import Any, cast

from detente.disputes.layout import Layout, Number, Path, read
from detente.disputes.model import (
    ALWAYS,
    NEVER,
    Claim,
    ClaimKind,
    Direction,
    Dispute,
    Drawing,
    Event,
    ForbiddenMove,
    Option,
    Origin,
    Party,
    Preferences,
    Prioritised,
    Ranking,
    Rule,
    Setting,
    Source,
    Statement,
    Threat,
    Weighted,
)
from detente.disputes.names import Names, check_atoms
from detente.disputes.predicates import Askable, check_test
from detente.disputes.problems import DisputeError, Problem, did_you_mean
from detente.disputes.schema import as_option, as_rule, as_statement
from detente.disputes.shape import misshapen
from detente.disputes.terms import options_by_term, options_of, term_cycles, term_depths
from detente.statements.parsing import FormulaError, parse
from detente.statements.printing import option_name
from detente.statements.syntax import Constant, Formula, OptionLevel, OptionOn
from detente.statements.testing import Test, parse_test

_DEEPEST_TERM = 150
_MOST_DIGITS = 1000
_PREFERENCES = ("prefers", "ranking", "weights")
RESERVED_PARTY_NAMES = frozenset({"equilibria"})


@dataclass(frozen=True)
class Reading:
    """A dispute as far as it could be read, and where its parts stand.

    ``problems`` may hold faults; the dispute then lacks what they spoil, and ``damaged`` names the
    sections that are not whole.
    """

    dispute: Dispute
    layout: Layout
    damaged: frozenset[str]


def read_file(path: str | FilePath) -> Reading:
    """Read a dispute file.

    Raises
    ------
    DisputeError
        If the file cannot be opened, is not UTF-8 or is not YAML at all. All other faults are in
        the reading's ``layout.problems``.
    """
    return read_text(text_of(path), str(path))


def text_of(path: str | FilePath) -> str:
    """The text of a file.

    Raises
    ------
    DisputeError
        If the file cannot be opened, or is not UTF-8.
    """
    name = str(path)
    try:
        return FilePath(path).read_bytes().decode("utf-8-sig")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise DisputeError(
            [
                Problem(
                    name,
                    1,
                    1,
                    f"the file cannot be opened ({reason})",
                    "check its name; `detente cases` lists shipped disputes",
                )
            ]
        ) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise DisputeError(
            [
                Problem(
                    name, line, 1, "the file is not UTF-8 text", "save it with the encoding UTF-8"
                )
            ]
        ) from None


def read_text(text: str, file: str) -> Reading:
    """Read a dispute from text; `file` is the name that messages give it."""
    layout = read(text, file)
    reader = _Reader(layout, misshapen(layout))
    dispute = reader.dispute(Origin(file, text, layout))
    return Reading(dispute, layout, frozenset(reader.damaged))


class _Reader:
    """Builds a dispute from a layout, leaving out what is faulty and noting why."""

    def __init__(self, layout: Layout, bad: set[Path]) -> None:
        self.layout = layout
        self.bad = bad
        self.damaged = {_section(path) for path in bad}
        self.damaged |= {"parties" for problem in layout.problems if "twice" in problem.what}
        self.names = Names()
        self.terms: tuple[tuple[str, Formula], ...] = ()

    def dispute(self, origin: Origin) -> Dispute:
        data = self.layout.data if isinstance(self.layout.data, dict) else {}
        self.names = self._names(data)
        drawing = self._drawing()
        self.terms = terms = self._formulas("terms")
        self._check_terms(dict(terms))
        return Dispute(
            title=self._text(("dispute",)) or "?",
            as_of=self._get(("as_of",)),
            summary=self._text(("summary",)),
            sources=tuple(self._source(path) for path in self._each("sources")),
            parties=tuple(self._party(path) for path in self._each("parties")),
            drawing=drawing,
            terms=terms,
            rules=tuple(self._rules()),
            same=tuple(formula for _, formula in self._formula_list(("same",))),
            forbidden_moves=tuple(self._forbidden_moves()),
            status_quo=self._status_quo(),
            settlements=self._formulas("settlements"),
            threats=tuple(self._threats()),
            events=tuple(self._events()),
            claims=tuple(self._claims()),
            origin=origin,
        )

    # What stands where -------------------------------------------------------------------------

    def _get(self, path: Path) -> Any:
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

    def _each(self, *path: str | int) -> list[Path]:
        """The paths of what a section or list holds."""
        value = self._get(path)
        inside = range(len(value)) if isinstance(value, list) else (value or ())
        return [(*path, part) for part in inside if (*path, part) not in self.bad]

    def _text(self, path: Path) -> str | None:
        value = self._get(path)
        return None if value is None else str(value)

    def _fault(self, path: Path, what: str, mend: str = "", *, key: bool = False) -> None:
        self.layout.problem(path, what, mend, key=key)
        self.damaged.add(_section(path))

    def _check_terms(self, terms: dict[str, Formula]) -> None:
        for cycle in term_cycles(terms):
            what = f"this term rests on itself: {' → '.join(cycle)}"
            self._fault(("terms", cycle[0]), what, "break the circle")
        for name, depth in term_depths(terms).items():
            if depth > _DEEPEST_TERM:
                what = f"this term is nested {depth} deep through other terms"
                self._fault(("terms", name), what, f"keep it to {_DEEPEST_TERM}")
                return

    # Names -------------------------------------------------------------------------------------

    def _names(self, data: dict[str, Any]) -> Names:
        options: dict[str, dict[str, tuple[str, ...]]] = {}
        for path in self._each("parties"):
            party = str(path[-1])
            options[party] = {}
            for option_path in self._each(*path, "options"):
                levels = as_option(self._get(option_path)).get("levels") or ()
                if (*option_path, "levels") in self.bad:
                    levels = ()
                options[party][str(option_path[-1])] = tuple(map(str, levels))
        return Names(
            options=options,
            terms=frozenset(map(str, data.get("terms") or ()))
            if ("terms",) not in self.bad
            else frozenset(),
            sources=frozenset(map(str, self._get(("sources",)) or ())),
            states=frozenset(int(path[-1]) for path in self._each("graph", "states"))
            if "graph" in data
            else None,
        )

    def _known_party(self, path: Path, name: str, *, key: bool = False) -> bool:
        if name in self.names.options:
            return True
        self._fault(
            path,
            f"there is no party `{name}`",
            did_you_mean(name, self.names.options, "name it under `parties`"),
            key=key,
        )
        return False

    # Formulas ----------------------------------------------------------------------------------

    def _formula(self, path: Path, text: Any, *, key: bool = False) -> Formula | None:
        """The formula at `path`; None, with the fault noted, where it is none."""
        if isinstance(text, bool):
            return Constant(text)
        place = self.layout.keys.get(path) if key else None

        def fault(at: int, what: str, mend: str) -> None:
            where = place or self.layout.within(path, at)
            self.layout.at(where, what, mend)
            self.damaged.add(_section(path))

        try:
            formula = parse(str(text))
        except FormulaError as error:
            fault(error.at, error.what, error.mend)
            return None
        faults = list(check_atoms(formula, self.names))
        for found in faults:
            fault(found.at, found.what, found.mend)
        return None if faults else formula

    def _formulas(self, section: str) -> tuple[tuple[str, Formula], ...]:
        """The named formulas of a section."""
        found = (
            (str(path[-1]), self._formula(path, self._get(path))) for path in self._each(section)
        )
        return tuple((name, formula) for name, formula in found if formula is not None)

    def _formula_list(self, path: Path, key: str | None = None) -> Iterator[tuple[Path, Formula]]:
        """The formulas of a list, with their paths; `key` names the formula in a long form."""
        paths = self._each(*path)
        rejoined = self._rejoined(path) if paths else set()
        for item in paths:
            if item in rejoined:
                continue
            value = self._get(item)
            where = item if not isinstance(value, dict) else (*item, str(key))
            if where in self.bad:
                continue
            text = value[key] if isinstance(value, dict) else value
            formula = self._formula(where, text)
            if formula is not None:
                yield item, formula

    def _rejoined(self, path: Path) -> set[Path]:
        """The items of a list that are pieces of formulas YAML has split; each is noted once."""
        items, pieces, number = self._get(path), set(), 0
        while number < len(items):
            end = _balanced_end(items, number)
            if end > number + 1 and self.layout.place((*path, number)).flow:
                whole = ", ".join(str(item) for item in items[number:end])
                self._fault(
                    (*path, number),
                    "YAML has split this formula at a comma",
                    f"write it in single quotes: '{whole}'",
                )
                pieces |= {(*path, piece) for piece in range(number, end)}
            number = end
        return pieces

    def _settings(self, path: Path, text: Any, *, key: bool = False) -> Setting | None:
        """An option, or an option at a level, named at `path`."""
        formula = self._formula(path, text, key=key)
        if formula is None:
            return None
        if isinstance(formula, OptionOn) or (isinstance(formula, OptionLevel) and formula.equal):
            return formula
        self._fault(
            path,
            f"`{text}` is not an option",
            "write Party.option or Party.option = level",
            key=key,
        )
        return None

    # Sections ----------------------------------------------------------------------------------

    def _citations(self, path: Path) -> tuple[str, ...]:
        value = self._get((*path, "sources"))
        cited = [value] if isinstance(value, str) else value or []
        for number, citation in enumerate(cited):
            where = (*path, "sources") if isinstance(value, str) else (*path, "sources", number)
            if cited_source(str(citation), self.names.sources) is None:
                self._fault(
                    where,
                    f"there is no source `{citation}`",
                    did_you_mean(
                        str(citation).rpartition(" ")[0] or str(citation),
                        self.names.sources,
                        "name it under `sources`",
                    ),
                )
        return tuple(map(str, cited))

    def _source(self, path: Path) -> Source:
        date = self._get((*path, "date"))
        texts = {key: self._text((*path, key)) for key in ("author", "publisher", "url", "note")}
        title = self._text((*path, "title")) or "?"
        return Source(
            str(path[-1]), title, date=str(date) if isinstance(date, Number) else date, **texts
        )

    def _party(self, path: Path) -> Party:
        name = str(path[-1])
        if name in RESERVED_PARTY_NAMES:
            self._fault(
                path,
                f"a party cannot be called `{name}`: answers use this word",
                "rename it",
                key=True,
            )
        options = tuple(self._option(inside) for inside in self._each(*path, "options"))
        if options and "graph" in self.layout.data:
            self._fault(
                (*path, "options"),
                "the parties of a hand-drawn graph have no options",
                "remove `options` or `graph`",
                key=True,
            )
        return Party(name, self._text((*path, "title")) or "", options, self._preferences(path))

    def _option(self, path: Path) -> Option:
        value = self._get(path)
        direction = (self._get((*path, "direction")) if isinstance(value, dict) else None) or "both"
        levels = self.names.options[str(path[1])][str(path[-1])]
        for number, level in enumerate(levels):
            if level in levels[:number]:
                self._fault(
                    (*path, "levels", number),
                    f"the level `{level}` stands here twice",
                    "rename one",
                )
        return Option(
            name=str(path[-1]),
            title=str(as_option(value).get("title") or ""),
            direction=cast(Direction, direction),
            levels=levels,
            sources=self._citations(path) if isinstance(value, dict) else (),
        )

    def _preferences(self, path: Path) -> Preferences | None:
        stated = [key for key in _PREFERENCES if self._get((*path, key)) is not None]
        if len(stated) > 1:
            self._fault(
                (*path, stated[1]),
                f"`{path[-1]}` has both `{stated[0]}` and `{stated[1]}`",
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

    def _prioritised(self, path: Path) -> Prioritised:
        statements = []
        for item, formula in self._formula_list(path, "statement"):
            long = as_statement(self._get(item))
            sources = self._citations(item) if "sources" in long else ()
            statements.append(Statement(formula, self._why(item), sources))
        return Prioritised(tuple(statements))

    def _why(self, item: Path) -> str | None:
        return self._text((*item, "why")) if isinstance(self._get(item), dict) else None

    def _ranking(self, path: Path) -> Ranking | None:
        if any(fault[: len(path)] == path for fault in self.bad):
            return None
        classes: list[tuple[int, ...]] = []
        seen: set[int] = set()
        for item in self._each(*path):
            value = self._get(item)
            tied = []
            for number, text in enumerate(value if isinstance(value, list) else [value]):
                if int(text) in seen:
                    where = (*item, number) if isinstance(value, list) else item
                    self._fault(where, f"state {text} is listed already", "list each state once")
                else:
                    tied.append(int(text))
                    seen.add(int(text))
            classes.append(tuple(tied))
        return Ranking(tuple(classes))

    def _weighted(self, path: Path) -> Weighted:
        weights: list[tuple[Formula, Decimal]] = []
        for item in self._each(*path):
            formula = self._formula(item, item[-1], key=True)
            if formula is not None and formula in dict(weights):
                self._fault(item, f"`{item[-1]}` has a weight already", "keep one", key=True)
            elif formula is not None and self._is_usable(item):
                weights.append((formula, Decimal(self._get(item))))
        return Weighted(tuple(weights))

    def _is_usable(self, item: Path) -> bool:
        """Whether a weight has few enough digits to be summed exactly."""
        weight = Decimal(self._get(item))
        exponent = weight.as_tuple().exponent
        usable = isinstance(exponent, int) and exponent >= -_MOST_DIGITS
        usable = usable and weight.adjusted() < _MOST_DIGITS
        if not usable:
            what = f"this weight has more than {_MOST_DIGITS} digits before or behind the point"
            self._fault(item, what, "scale all weights alike")
        return usable

    def _rules(self) -> Iterator[Rule]:
        for item, formula in self._formula_list(("rules",), "rule"):
            sources = self._citations(item) if "sources" in as_rule(self._get(item)) else ()
            yield Rule(formula, self._why(item), sources)

    def _forbidden_moves(self) -> Iterator[ForbiddenMove]:
        for path in self._each("forbidden_moves"):
            formulas = []
            for key in ("from", "to", "when"):
                text = self._get((*path, key))
                formulas.append(
                    Constant(True) if text is None else self._formula((*path, key), text)
                )
            party = self._text((*path, "party"))
            if party is None or not self._known_party((*path, "party"), party) or None in formulas:
                continue
            source, target, when = cast("list[Formula]", formulas)
            yield ForbiddenMove(party, source, target, when)

    def _status_quo(self) -> tuple[Setting, ...] | int | None:
        value = self._get(("status_quo",))
        drawn = self.names.states
        if value is None:
            return None
        if not isinstance(value, list):
            number = int(value)
            if drawn is None:
                self._fault(
                    ("status_quo",),
                    "the status quo lists the options that are on",
                    "write status_quo: [Party.option, …]",
                )
                return None
            if number not in drawn:
                self._fault(
                    ("status_quo",), f"there is no state {number}", "name one of the graph's states"
                )
            return number
        if drawn is not None:
            self._fault(
                ("status_quo",),
                "the status quo of a hand-drawn graph is a state's number",
                "write status_quo: 1",
            )
            return None
        return self._listed_settings(("status_quo",))

    def _listed_settings(self, path: Path) -> tuple[Setting, ...]:
        settings: dict[tuple[str, str], Setting] = {}
        for item in self._each(*path):
            setting = self._settings(item, self._get(item))
            if setting is None:
                continue
            other = settings.setdefault((setting.party, setting.option), setting)
            if other != setting:
                self._fault(
                    item,
                    f"`{setting.party}.{setting.option}` is at two levels at once",
                    "keep one of them",
                )
        return tuple(settings.values())

    def _drawing(self) -> Drawing | None:
        if self._get(("graph",)) is None:
            return None
        for section in ("rules", "same", "forbidden_moves"):
            if self._get((section,)):
                self._fault(
                    (section,),
                    f"a hand-drawn graph has no `{section}`",
                    "draw the states and arcs as they should be",
                    key=True,
                )
        states = [(int(path[-1]), self._text(path) or "") for path in self._each("graph", "states")]
        moves = []
        for path in self._each("graph", "moves"):
            if self._known_party(path, str(path[-1]), key=True):
                moves.append((str(path[-1]), tuple(self._arcs(path))))
        return Drawing(tuple(sorted(states)), tuple(moves))

    def _arcs(self, path: Path) -> Iterator[tuple[int, int]]:
        seen: set[tuple[int, int]] = set()
        known = self.names.states or frozenset()
        for item in self._each(*path):
            if any((*item, end) in self.bad for end in (0, 1)):
                continue
            start, end = (int(number) for number in self._get(item))
            missing = [number for number in (start, end) if number not in known]
            if missing:
                self._fault(
                    item, f"there is no state {missing[0]}", "name one of the graph's states"
                )
            elif start == end:
                self._fault(
                    item, f"this arc stays at state {start}", "remove it: staying put is no move"
                )
            elif (start, end) in seen:
                self._fault(item, f"the arc from {start} to {end} stands here twice", "remove one")
            else:
                seen.add((start, end))
                yield start, end

    def _threats(self) -> Iterator[Threat]:
        for path in self._each("threats"):
            by, title = self._text((*path, "by")), self._text((*path, "title")) or ""
            formulas = [
                otherwise
                if self._get((*path, key)) is None
                else self._formula((*path, key), self._get((*path, key)))
                for key, otherwise in (("action", None), ("if", ALWAYS), ("unless", NEVER))
            ]
            if by is None or not self._known_party((*path, "by"), by):
                continue
            action, condition, unless = formulas
            if action is not None and self.names.states is None and "terms" not in self.damaged:
                self._owned((*path, "action"), by, action)
            if action is not None and condition is not None and unless is not None:
                citations = self._citations(path)
                yield Threat(str(path[-1]), by, action, condition, unless, title, citations)

    def _owned(self, path: Path, party: str, action: Formula) -> None:
        """Note options in an action that are not its party's own."""
        terms = {name: formula for name, formula in self.terms if formula is not None}
        others = options_of(action, options_by_term(terms)) - {
            (party, option) for option in self.names.options[party]
        }
        for other, option in sorted(others):
            name = option_name(other, option)
            what = f"`{name}` is not an option of `{party}`, whose threat this is"
            self._fault(path, what, f"name what `{party}` would do; conditions stand under `if`")

    def _claims(self) -> Iterator[Claim]:
        asked = Askable(
            self.names,
            frozenset(str(path[-1]) for path in self._each("settlements")),
            frozenset(str(path[-1]) for path in self._each("threats")),
        )
        for path in self._each("claims"):
            says = self._text((*path, "says"))
            text = self._get((*path, "test"))
            test = None if text is None else self._test((*path, "test"), str(text), asked)
            if self._get((*path, "kind")) != "report" and "test" not in self._keys(path):
                self._fault(
                    path,
                    "this claim has no test",
                    "add test: …, or kind: report where nothing is to be tested",
                    key=True,
                )
            if says is not None:
                yield Claim(
                    name=str(path[-1]),
                    says=says,
                    kind=cast(ClaimKind, self._get((*path, "kind")) or "opinion"),
                    test=test,
                    test_text=None if text is None else str(text),
                    by=self._get((*path, "by")),
                    outcome=self._get((*path, "outcome")),
                    why=self._text((*path, "why")),
                    sources=self._citations(path),
                )

    def _keys(self, path: Path) -> frozenset[str]:
        value = self._get(path)
        return frozenset(map(str, value)) if isinstance(value, dict) else frozenset()

    def _test(self, path: Path, text: str, asked: Askable) -> Test | None:
        """The test at `path`; None, with the faults noted, where it is none."""
        try:
            test = parse_test(text)
            faults = list(check_test(test, asked))
        except FormulaError as error:
            test, faults = None, [error]
        for fault in faults:
            self.layout.at(self.layout.within(path, fault.at), fault.what, fault.mend)
            self.damaged.add(_section(path))
        return None if faults else test

    def _events(self) -> Iterator[Event]:
        for path in self._each("events"):
            date, title = self._get((*path, "date")), self._text((*path, "title"))
            parties = self._each(*path, "parties")
            named = [str(self._get(item)) for item in parties]
            known = [
                name
                for item, name in zip(parties, named, strict=True)
                if self._known_party(item, name)
            ]
            sets = tuple(self._event_sets((*path, "sets")))
            if date is not None and title is not None:
                yield Event(date, title, tuple(known), sets, self._citations(path))

    def _event_sets(self, path: Path) -> Iterator[tuple[Setting, bool]]:
        seen: set[tuple[str, str]] = set()
        for item in self._each(*path):
            option = self.names.levels_of(str(item[-1]))
            value = self._get(item)
            if option is not None and (option.party, option.option) in seen:
                self._fault(item, f"`{item[-1]}` is set already", "keep one", key=True)
                continue
            seen |= set() if option is None else {(option.party, option.option)}
            if option is None:
                self._settings(item, item[-1], key=True)
            elif option.levels:
                if str(value) in option.levels:
                    yield OptionLevel(option.party, option.option, str(value)), True
                else:
                    self._fault(
                        item,
                        f"`{item[-1]}` has no level `{value}`",
                        did_you_mean(str(value), option.levels, "name one of its levels"),
                    )
            elif value in (True, "on", "true"):
                yield OptionOn(option.party, option.option), True
            elif value in (False, "off", "false"):
                yield OptionOn(option.party, option.option), False
            else:
                self._fault(item, f"`{item[-1]}` is set to `{value}`", "write on or off")


def _section(path: Path) -> str:
    """What a fault spoils: a section, or only some party's preferences."""
    if len(path) > 2 and path[0] == "parties" and path[2] in _PREFERENCES:
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
