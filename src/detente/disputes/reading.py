"""From a file's text to a dispute, with every fault of it named at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import cast

from detente.disputes.layout import Layout, Number, Path, read
from detente.disputes.levers_together import check_levers
from detente.disputes.model import (
    ALWAYS,
    NEVER,
    Attribute,
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
    Rule,
    Setting,
    Source,
    Threat,
)
from detente.disputes.parts import Parts
from detente.disputes.predicates import Askable, check_test
from detente.disputes.problems import DisputeError, Problem
from detente.disputes.reading_doubts import read_doubts
from detente.disputes.reading_levers import read_channels, read_levers
from detente.disputes.reading_observed import check_directions, read_observed, read_observed_from
from detente.disputes.schema import as_option, as_rule
from detente.disputes.shape import misshapen
from detente.disputes.terms import options_by_term, options_of, term_cycles, term_depths
from detente.statements.parsing import FormulaError
from detente.statements.printing import option_name
from detente.statements.syntax import Constant, Formula
from detente.statements.testing import Test, parse_test

_DEEPEST_TERM = 150
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


class _Reader(Parts):
    """Builds a dispute from a layout, leaving out what is faulty and noting why."""

    def __init__(self, layout: Layout, bad: set[Path]) -> None:
        super().__init__(layout, bad)
        self.terms: tuple[tuple[str, Formula], ...] = ()

    def dispute(self, origin: Origin) -> Dispute:
        drawing = self._drawing()
        self.terms = terms = self._formulas("terms")
        self._check_terms(dict(terms))
        parties = tuple(self._party(path) for path in self.each("parties"))
        rules = tuple(self._rules())
        levers, edits = read_levers(self, parties)
        doubts = read_doubts(self, parties, levers)
        check_levers(self, parties, edits, doubts)
        observed, seen = read_observed(self)
        dispute = Dispute(
            title=self.text(("dispute",)) or "?",
            as_of=self.get(("as_of",)),
            summary=self.text(("summary",)),
            sources=tuple(self._source(path) for path in self.each("sources")),
            parties=parties,
            drawing=drawing,
            terms=terms,
            rules=rules,
            same=tuple(formula for _, formula in self.formula_list(("same",))),
            forbidden_moves=tuple(self._forbidden_moves()),
            status_quo=self._status_quo(),
            settlements=self._formulas("settlements"),
            threats=tuple(self._threats()),
            levers=levers,
            channels=read_channels(self),
            doubts=doubts,
            observed_from=read_observed_from(self),
            observed=observed,
            events=tuple(self._events()),
            claims=tuple(self._claims()),
            origin=origin,
        )
        check_directions(self, dispute, seen, edits)
        return dispute

    # Terms -------------------------------------------------------------------------------------

    def _formulas(self, section: str) -> tuple[tuple[str, Formula], ...]:
        """The named formulas of a section."""
        found = ((str(path[-1]), self.formula(path, self.get(path))) for path in self.each(section))
        return tuple((name, formula) for name, formula in found if formula is not None)

    def _check_terms(self, terms: dict[str, Formula]) -> None:
        for cycle in term_cycles(terms):
            what = f"this term rests on itself: {' → '.join(cycle)}"
            self.fault(("terms", cycle[0]), what, "break the circle")
        for name, depth in term_depths(terms).items():
            if depth > _DEEPEST_TERM:
                what = f"this term is nested {depth} deep through other terms"
                self.fault(("terms", name), what, f"keep it to {_DEEPEST_TERM}")
                return

    # Sections ----------------------------------------------------------------------------------

    def _source(self, path: Path) -> Source:
        date = self.get((*path, "date"))
        texts = {key: self.text((*path, key)) for key in ("author", "publisher", "url", "note")}
        title = self.text((*path, "title")) or "?"
        return Source(
            str(path[-1]), title, date=str(date) if isinstance(date, Number) else date, **texts
        )

    def _party(self, path: Path) -> Party:
        name = str(path[-1])
        if name in RESERVED_PARTY_NAMES:
            self.fault(
                path,
                f"a party cannot be called `{name}`: answers use this word",
                "rename it",
                key=True,
            )
        options = tuple(self._option(inside) for inside in self.each(*path, "options"))
        if options and "graph" in self.layout.data:
            self.fault(
                (*path, "options"),
                "the parties of a hand-drawn graph have no options",
                "remove `options` or `graph`",
                key=True,
            )
        return Party(
            name,
            self.text((*path, "title")) or "",
            options,
            self.preferences(path, f"`{name}`"),
            tuple(self._attributes(path)),
        )

    def _attributes(self, party: Path) -> Iterator[Attribute]:
        for path in self.each(*party, "attributes"):
            name, long = str(path[-1]), isinstance(self.get(path), dict)
            value = self.number((*path, "value") if long else path)
            if name in self.names.options[str(party[-1])]:
                what = f"`{party[-1]}` has an option that is called `{name}` too"
                self.fault(path, what, "rename one of the two", key=True)
            elif value is not None and not long:
                yield Attribute(name, value)
            elif value is not None:
                year, source, title = (
                    self.text((*path, key)) for key in ("year", "source", "title")
                )
                if source is None or self.known_source((*path, "source"), source):
                    whole = None if year is None else int(year)
                    yield Attribute(name, value, whole, source, title or "")

    def _option(self, path: Path) -> Option:
        value = self.get(path)
        direction = (self.get((*path, "direction")) if isinstance(value, dict) else None) or "both"
        levels = self.names.options[str(path[1])][str(path[-1])]
        for number, level in enumerate(levels):
            if level in levels[:number]:
                self.fault(
                    (*path, "levels", number),
                    f"the level `{level}` stands here twice",
                    "rename one",
                )
        return Option(
            name=str(path[-1]),
            title=str(as_option(value).get("title") or ""),
            direction=cast(Direction, direction),
            levels=levels,
            sources=self.citations(path) if isinstance(value, dict) else (),
        )

    def _rules(self) -> Iterator[Rule]:
        for item, formula in self.formula_list(("rules",), "rule"):
            sources = self.citations(item) if "sources" in as_rule(self.get(item)) else ()
            yield Rule(formula, self.why(item), sources)

    def _forbidden_moves(self) -> Iterator[ForbiddenMove]:
        for path in self.each("forbidden_moves"):
            formulas = []
            for key in ("from", "to", "when"):
                text = self.get((*path, key))
                formulas.append(
                    Constant(True) if text is None else self.formula((*path, key), text)
                )
            party = self.text((*path, "party"))
            if party is None or not self.known_party((*path, "party"), party) or None in formulas:
                continue
            source, target, when = cast("list[Formula]", formulas)
            yield ForbiddenMove(party, source, target, when)

    def _status_quo(self) -> tuple[Setting, ...] | int | None:
        value = self.get(("status_quo",))
        drawn = self.names.states
        if value is None:
            return None
        if not isinstance(value, list):
            number = int(value)
            if drawn is None:
                self.fault(
                    ("status_quo",),
                    "the status quo lists the options that are on",
                    "write status_quo: [Party.option, …]",
                )
                return None
            if number not in drawn:
                self.fault(
                    ("status_quo",), f"there is no state {number}", "name one of the graph's states"
                )
            return number
        if drawn is not None:
            self.fault(
                ("status_quo",),
                "the status quo of a hand-drawn graph is a state's number",
                "write status_quo: 1",
            )
            return None
        return self.settings(("status_quo",))

    def _drawing(self) -> Drawing | None:
        if self.get(("graph",)) is None:
            return None
        for section in ("rules", "same", "forbidden_moves"):
            if self.get((section,)):
                self.fault(
                    (section,),
                    f"a hand-drawn graph has no `{section}`",
                    "draw the states and arcs as they should be",
                    key=True,
                )
        states = [(int(path[-1]), self.text(path) or "") for path in self.each("graph", "states")]
        moves = []
        for path in self.each("graph", "moves"):
            if self.known_party(path, str(path[-1]), key=True):
                moves.append((str(path[-1]), tuple(self._arcs(path))))
        return Drawing(tuple(sorted(states)), tuple(moves))

    def _arcs(self, path: Path) -> Iterator[tuple[int, int]]:
        seen: set[tuple[int, int]] = set()
        known = self.names.states or frozenset()
        for item in self.each(*path):
            if any((*item, end) in self.bad for end in (0, 1)):
                continue
            start, end = (int(number) for number in self.get(item))
            missing = [number for number in (start, end) if number not in known]
            if missing:
                self.fault(
                    item, f"there is no state {missing[0]}", "name one of the graph's states"
                )
            elif start == end:
                self.fault(
                    item, f"this arc stays at state {start}", "remove it: staying put is no move"
                )
            elif (start, end) in seen:
                self.fault(item, f"the arc from {start} to {end} stands here twice", "remove one")
            else:
                seen.add((start, end))
                yield start, end

    def _threats(self) -> Iterator[Threat]:
        for path in self.each("threats"):
            by, title = self.text((*path, "by")), self.text((*path, "title")) or ""
            formulas = [
                otherwise
                if self.get((*path, key)) is None
                else self.formula((*path, key), self.get((*path, key)))
                for key, otherwise in (("action", None), ("if", ALWAYS), ("unless", NEVER))
            ]
            if by is None or not self.known_party((*path, "by"), by):
                continue
            action, condition, unless = formulas
            if action is not None and self.names.states is None and "terms" not in self.damaged:
                self._owned((*path, "action"), by, action)
            if action is not None and condition is not None and unless is not None:
                citations = self.citations(path)
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
            self.fault(path, what, f"name what `{party}` would do; conditions stand under `if`")

    def _claims(self) -> Iterator[Claim]:
        levers = self.keys(("levers",))
        asked = Askable(
            self.names,
            frozenset(str(path[-1]) for path in self.each("settlements")),
            frozenset(str(path[-1]) for path in self.each("threats")),
            frozenset(levers),
            frozenset(name for name in levers if "prior" in self.keys(("levers", name))),
            bool(self.get(("observed",))),
        )
        for path in self.each("claims"):
            says = self.text((*path, "says"))
            text = self.get((*path, "test"))
            test = None if text is None else self._test((*path, "test"), str(text), asked)
            if self.get((*path, "kind")) != "report" and "test" not in self.keys(path):
                self.fault(
                    path,
                    "this claim has no test",
                    "add test: …, or kind: report where nothing is to be tested",
                    key=True,
                )
            if says is not None:
                yield Claim(
                    name=str(path[-1]),
                    says=says,
                    kind=cast(ClaimKind, self.get((*path, "kind")) or "opinion"),
                    test=test,
                    test_text=None if text is None else str(text),
                    by=self.get((*path, "by")),
                    outcome=self.get((*path, "outcome")),
                    why=self.text((*path, "why")),
                    sources=self.citations(path),
                )

    def _test(self, path: Path, text: str, asked: Askable) -> Test | None:
        """The test at `path`; None, with the faults noted, where it is none."""
        try:
            test = parse_test(text)
            faults = list(check_test(test, asked))
        except FormulaError as error:
            test, faults = None, [error]
        for fault in faults:
            self.fault_within(path, fault)
        return None if faults else test

    def _events(self) -> Iterator[Event]:
        for path in self.each("events"):
            date, title = self.get((*path, "date")), self.text((*path, "title"))
            parties = self.each(*path, "parties")
            named = [str(self.get(item)) for item in parties]
            known = [
                name
                for item, name in zip(parties, named, strict=True)
                if self.known_party(item, name)
            ]
            sets = tuple((setting, on) for _, setting, on in self.sets((*path, "sets")))
            if date is not None and title is not None:
                yield Event(date, title, tuple(known), sets, self.citations(path))
