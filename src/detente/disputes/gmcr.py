"""Disputes in the JSON format of GMCR+ (``.gmcr``), in and out.

GMCR+ puts the options in the order of their owners when it loads a file: decision maker after
decision maker, each one's options in the order of its own list, and numbers the feasible states
from 1 in the order of their little-endian integers. That is our file order and our numbering, so
state numbers can be compared. Options that nobody owns are moved about by it each time it puts
options in order, until the first of them stands before all others and the rest behind: that is
where they are put here.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, TypeAlias

import numpy as np

from detente.disputes.layout import Layout, Path, Place
from detente.disputes.model import (
    Direction,
    Dispute,
    Option,
    Origin,
    Party,
    Prioritised,
    Ranking,
    Rule,
    Statement,
)
from detente.disputes.problems import DisputeError, Problem
from detente.disputes.reading import RESERVED_PARTY_NAMES
from detente.statements.syntax import (
    And,
    Formula,
    Not,
    OptionOn,
    Or,
)

_DEEPEST_PLACE = 8
_MOST_CODES = 1 << 16
_MOST_BITS = 62

Literal: TypeAlias = tuple[int, bool]
Pattern: TypeAlias = tuple[Literal, ...]

DIRECTIONS: dict[str, Direction] = {"both": "both", "fwd": "on only", "back": "off only"}
_TOP_KEYS = frozenset(
    {"options", "decisionMakers", "infeasibles", "coalitions", "coalitionsFull", "program"}
    | {"version", "useManualPreferenceRanking", "useManualPreferenceVectors"}
)


@dataclass(frozen=True)
class Converted:
    """A dispute made from another program's file, and what could not be carried over."""

    dispute: Dispute
    notes: tuple[str, ...]


def read_gmcr(text: str, file: str) -> Converted:
    """Read the text of a ``.gmcr`` file, of the new style or the old.

    Parameters
    ----------
    text : str
        The file's text.
    file : str
        The name that messages give it; the dispute is called after it.

    Returns
    -------
    Converted
        The dispute, its states numbered as GMCR+ numbers them, and notes of what was left out.

    Raises
    ------
    DisputeError
        If the text is not such a file, with every fault found in it.

    Examples
    --------
    >>> text = '''{"options": [{"name": "strike", "permittedDirection": "fwd"}],
    ...            "decisionMakers": [{"name": "US", "options": [0], "preferences": [[[0, "N"]]]}],
    ...            "infeasibles": [], "useManualPreferenceRanking": false}'''
    >>> read_gmcr(text, "crisis.gmcr").dispute.parties[0].options
    (Option(name='strike', title='', direction='on only', levels=(), sources=()),)
    """
    text = text.removeprefix("\ufeff")
    layout = Layout(file, _parsed(text, file), values=_places(text))
    reader = _Reader(layout)
    dispute = reader.dispute(text)
    if layout.problems:
        raise DisputeError(layout.problems)
    return Converted(dispute, tuple(reader.notes))


def _parsed(text: str, file: str) -> Any:
    def stop(what: str, mend: str, line: int = 1, column: int = 1) -> DisputeError:
        return DisputeError([Problem(file, line, column, what, mend)])

    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        what = f"the JSON cannot be read here ({error.msg[:1].lower() + error.msg[1:]})"
        mend = "check commas, quotes and brackets, or save the file from GMCR+ again"
        raise stop(what, mend, error.lineno, error.colno) from None
    except RecursionError:
        raise stop("the file is nested too deeply", "save it from GMCR+ again") from None
    except ValueError:
        raise stop("the file has a number that is too long to read", "shorten it") from None
    if not isinstance(data, dict):
        raise stop(
            f"a .gmcr file is one JSON object, not {_said(data)}", "save it from GMCR+ again"
        )
    return data


_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


def _places(text: str) -> dict[Path, Place]:
    """Where each value of a JSON text starts, as deep as a .gmcr file goes."""
    places: dict[Path, Place] = {}
    trail: list[str | int | None] = []  # the key of each open object, None before it, or the index
    line, line_start, seen = 1, 0, 0
    for match in _TOKEN.finditer(text):
        token, at = match[0], match.start()
        if token in "}]":
            trail.pop()
        elif token == ",":
            last = trail[-1]
            trail[-1] = last + 1 if isinstance(last, int) else None
        elif token != ":":
            if trail and trail[-1] is None:
                trail[-1] = json.loads(token)
                continue
            if len(trail) <= _DEEPEST_PLACE:
                line += text.count("\n", seen, at)
                line_start = text.rfind("\n", 0, at) + 1 if "\n" in text[seen:at] else line_start
                seen = at
                path = tuple(part for part in trail if part is not None)
                places[path] = Place(line, at - line_start + 1)
            if token in "{[":
                trail.append(None if token == "{" else 0)
    return places


def _said(value: Any) -> str:
    """A JSON value in a few words."""
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "an object"
    words = json.dumps(value, ensure_ascii=True)
    return f"`{words}`" if len(words) <= 40 else f"`{words[:40]}…`"


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


class _Reader:
    """Builds a dispute from the JSON of a file, noting faults and what is left out."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.notes: list[str] = []
        self.makers: list[dict[str, Any]] = []
        self.settings: list[OptionOn] = []  # by the place of an option in the file

    def dispute(self, text: str) -> Dispute:
        """The dispute, worth using only if the layout then has no problems."""
        options = self._options()
        owned = self._owners(options)
        if self.layout.problems and not (options and owned):
            raise DisputeError(self.layout.problems)
        parties, order = self._parties(options, owned)
        rules, patterns = self._rules()
        manual = self._manual()
        count = None
        if manual and not self.layout.problems:
            count = _state_count(patterns, order)
        known = {}  # what each decision maker of the file prefers, by the name of its party
        for number, (name, maker) in enumerate(zip(self._own(parties), self.makers, strict=True)):
            self._note_misperceptions(maker, name)
            known[name] = (
                self._ranking(number, maker, name, count)
                if manual
                else self._statements(number, maker, name)
            )
        self._note_the_rest(self._own(parties))
        return Dispute(
            title=_cleaned(PurePath(self.layout.file).stem) or "?",
            parties=tuple(
                dataclasses.replace(party, preferences=known.get(party.name)) for party in parties
            ),
            rules=rules,
            origin=Origin(self.layout.file, text, self._dispute_layout(self._own(parties))),
        )

    # What stands where -------------------------------------------------------------------------

    def _fault(self, path: Path, what: str, mend: str) -> None:
        self.layout.problem(path, what, mend)

    def _list(self, path: Path, value: Any, what: str) -> list[Any]:
        if isinstance(value, list):
            return value
        self._fault(path, f"{what} must be a list, not {_said(value)}", "put it in square brackets")
        return []

    def _section(self, key: str) -> list[Any]:
        if key in self.layout.data:
            return self._list((key,), self.layout.data[key], f"`{key}`")
        if key != "infeasibles":
            self._fault((), f"the file has no `{key}`", "save it from GMCR+ again")
        return []

    def _objects(self, key: str, example: str) -> Iterator[tuple[Path, dict[str, Any]]]:
        """The objects of a section; a faulty one counts as empty, so that places stay right."""
        for number, value in enumerate(self._section(key)):
            if not isinstance(value, dict):
                what = f"{_said(value)} stands in `{key}`, which lists objects"
                self._fault((key, number), what, f"write {example}")
            yield (key, number), value if isinstance(value, dict) else {}

    def _place(self, path: Path, value: Any, count: int) -> int | None:
        """An option's place, counted from 0; None, with the fault noted, where it is none."""
        if isinstance(value, str) and re.fullmatch("[0-9]{1,9}", value):
            value = int(value)
        if _is_whole(value) and 0 <= value < count:
            return int(value)
        mend = f"the options are counted from 0 to {count - 1}" if count else "add options first"
        self._fault(path, f"there is no option {_said(value)}", mend)
        return None

    def _name(self, path: Path, value: dict[str, Any]) -> str:
        name = value.get("name", "")
        if isinstance(name, str):
            return name
        if _is_whole(name):
            return str(name)
        self._fault((*path, "name"), f"a name must be a text, not {_said(name)}", "write a name")
        return ""

    # Options, owners and names -----------------------------------------------------------------

    def _options(self) -> list[Option]:
        found = []
        for path, value in self._objects("options", '{"name": …, "permittedDirection": "both"}'):
            direction = value.get("permittedDirection", "both")
            if not isinstance(direction, str) or direction not in DIRECTIONS:
                self._fault(
                    (*path, "permittedDirection"),
                    f"{_said(direction)} is not a direction",
                    "write both, fwd (it can only be turned on) or back (only off)",
                )
                direction = "both"
            found.append(Option(self._name(path, value), direction=DIRECTIONS[direction]))
        return found

    def _owners(self, options: list[Option]) -> list[list[int]]:
        """The options of each decision maker, by their places; no option twice."""
        owner: dict[int, int] = {}
        owned: list[list[int]] = []
        for path, maker in self._objects("decisionMakers", '{"name": …, "options": […], …}'):
            self.makers.append(maker)
            owned.append([])
            inside = (*path, "options")
            for item, entry in enumerate(self._list(inside, maker.get("options", []), "`options`")):
                option = self._place((*inside, item), entry, len(options))
                if option is not None and option not in owner:
                    owner[option] = len(owned)
                    owned[-1].append(option)
                elif option is not None and owner[option] != len(owned):
                    self.notes.append(
                        f"the option `{_cleaned(options[option].name)}` stands under decision "
                        f"makers {owner[option]} and {len(owned)}: given to the first alone, since "
                        "an option has one owner"
                    )
        if not owned and not self.layout.problems:
            self._fault(("decisionMakers",), "there are no decision makers", "add one in GMCR+")
        return owned

    def _parties(
        self, options: list[Option], owned: list[list[int]]
    ) -> tuple[list[Party], list[int]]:
        """The parties without preferences, and the file's places of the options in bit order."""
        names = _Names(RESERVED_PARTY_NAMES)
        groups = []
        for number, (maker, own) in enumerate(zip(self.makers, owned, strict=True), 1):
            written = self._name(("decisionMakers", number - 1), maker)
            groups.append((names.new(written, f"Party {number}"), own))
            self._note_name(written, groups[-1][0], f"decision maker {number}")
        taken = {place for own in owned for place in own}
        nobody = [place for place in range(len(options)) if place not in taken]
        if nobody:
            groups.insert(0, (names.new("Nobody", ""), nobody[:1]))
        if nobody[1:]:
            groups.append((names.new("Nobody", ""), nobody[1:]))
        parties = []
        self.settings = [OptionOn("", "")] * len(options)
        for party, own in groups:
            named = []
            inside = _Names()
            for number, place in enumerate(own, 1):
                name = inside.new(options[place].name, f"option {number}")
                self._note_name(options[place].name, name, f"option {number} of `{party}`")
                named.append(dataclasses.replace(options[place], name=name))
                self.settings[place] = OptionOn(party, name)
            parties.append(Party(party, options=tuple(named)))
        if nobody:
            self._note_nobody(nobody)
        return parties, [place for _, own in groups for place in own]

    def _own(self, parties: list[Party]) -> list[str]:
        """The names of the file's own decision makers, without what was made up for nobody."""
        first = 1 if len(parties) > len(self.makers) else 0
        return [party.name for party in parties[first : first + len(self.makers)]]

    def _note_name(self, written: str, name: str, what: str) -> None:
        if name != " ".join(written.split()):
            self.notes.append(f"{what}, in the file {_said(written)}, is called `{name}` here")

    def _note_nobody(self, nobody: list[int]) -> None:
        listed = _first_few([f"`{self.settings[place].option}`" for place in nobody])
        made_up = " and ".join(dict.fromkeys(f"`{self.settings[place].party}`" for place in nobody))
        self.notes.append(
            f"nobody owns {listed}: given to {made_up}, made up and indifferent, who can change "
            "what nobody can in GMCR+; so GMR and SMR may differ. GMCR+ moves such options about "
            "until the first stands before all other options and the rest behind; state numbers "
            "here follow that order: compare them with its screens"
        )

    # Conditions --------------------------------------------------------------------------------

    def _pattern(self, path: Path, value: Any) -> Pattern | None:
        """The literals of a condition, each once; None, with the fault noted, where it is none."""
        literals: dict[Literal, None] = {}
        before = len(self.layout.problems)
        for number, pair in enumerate(self._list(path, value, "a condition")):
            inside = (*path, number)
            if not isinstance(pair, list) or len(pair) != 2:
                what = f"a condition is made of pairs, not of {_said(pair)}"
                self._fault(inside, what, 'write [option, "Y"] or [option, "N"]')
                continue
            option = self._place((*inside, 0), pair[0], len(self.settings))
            if not isinstance(pair[1], str) or pair[1] not in ("Y", "N"):
                what = f"{_said(pair[1])} is neither Y nor N"
                self._fault((*inside, 1), what, 'write "Y" or "N"')
            elif option is not None:
                literals[option, pair[1] == "Y"] = None
        return tuple(literals) if len(self.layout.problems) == before else None

    def _members(self, path: Path, value: Any) -> list[Pattern] | None:
        """The members of a compound condition, or a plain condition as the only one."""
        if not isinstance(value, dict):
            pattern = self._pattern(path, value)
            return None if pattern is None else [pattern]
        if "members" not in value:
            what = "this compound condition has no `members`"
            self._fault(path, what, 'write {"compound": true, "members": [[…], …]}')
            return None
        inside = (*path, "members")
        members = [
            self._pattern((*inside, number), member)
            for number, member in enumerate(self._list(inside, value["members"], "`members`"))
        ]
        sound = [member for member in members if member is not None]
        return sound if len(sound) == len(members) else None

    def _conditions(
        self, path: Path, value: Any, what: str
    ) -> Iterator[tuple[Path, int, list[Pattern]]]:
        """A list's sound conditions, counted from 1, without repeats and what can never hold."""
        seen: dict[frozenset[frozenset[Literal]], int] = {}
        for number, item in enumerate(self._list(path, value, what), 1):
            members = self._members((*path, number - 1), item)
            if members is None:
                continue
            possible = [p for p in members if len({option for option, _ in p}) == len(p)]
            possible = list({frozenset(pattern): pattern for pattern in possible}.values())
            first = seen.setdefault(frozenset(map(frozenset, possible)), number)
            if not possible:
                self.notes.append(f"number {number} of {what} can never hold: dropped")
            elif first != number:
                self.notes.append(f"number {number} of {what} repeats number {first}: dropped")
            else:
                yield (*path, number - 1), number, possible

    def _formula(self, members: list[Pattern]) -> Formula:
        return _any_of([_all_of(map(self._literal, pattern)) for pattern in members])

    def _literal(self, literal: Literal) -> Formula:
        option, on = literal
        return self.settings[option] if on else Not(self.settings[option])

    def _rules(self) -> tuple[tuple[Rule, ...], list[Pattern]]:
        """The rules, and the patterns that they rule out."""
        what, rules, ruled_out = "the infeasible conditions", [], []
        stated = self._section("infeasibles")
        for path, number, members in self._conditions(("infeasibles",), stated, what):
            if not all(members):
                self._fault(
                    path,
                    "this condition names no options, so it makes every state infeasible",
                    "name the options that cannot go together, or remove it",
                )
                continue
            if len(members) > 1:
                self.notes.append(
                    f"number {number} of {what} is a compound, on which GMCR+ fails: here a state "
                    "is infeasible where any of its members holds"
                )
            formula = self._formula(members)
            rules.append(Rule(formula.part if isinstance(formula, Not) else Not(formula)))
            ruled_out.extend(members)
        return tuple(rules), ruled_out

    # Preferences -------------------------------------------------------------------------------

    def _manual(self) -> bool:
        data, newer = self.layout.data, "useManualPreferenceRanking"
        key = newer if newer in data else "useManualPreferenceVectors"
        value = data.get(key, False)
        if not isinstance(value, bool):
            self._fault((key,), f"`{key}` is {_said(value)}", "write true or false")
        return value is True

    def _statements(self, at: int, maker: dict[str, Any], name: str) -> Prioritised | None:
        path, what = ("decisionMakers", at, "preferences"), f"the preferences of `{name}`"
        statements = []
        for _, number, members in self._conditions(path, maker.get("preferences", []), what):
            if all(members):
                statements.append(Statement(self._formula(members)))
            else:
                self.notes.append(f"number {number} of {what} always holds: dropped")
        return Prioritised(tuple(statements)) if statements else None

    def _ranking(
        self, at: int, maker: dict[str, Any], name: str, count: int | None
    ) -> Ranking | None:
        if maker.get("preferences"):
            self.notes.append(
                f"the preference statements of `{name}` were left out: the file has its states "
                "ranked by hand"
            )
        newer = "preferenceRanking"
        key = newer if newer in maker else "preferenceVector"
        path: Path = ("decisionMakers", at, key)
        if key not in maker:
            self._fault(
                path,
                f"`{name}` has no `{newer}`, though the file has its states ranked by hand",
                "rank its states in GMCR+, or set `useManualPreferenceRanking` to false",
            )
            return None
        what = f"the ranking of `{name}`"
        classes = []
        entries = self._list(path, maker[key], what)
        for number, value in enumerate(entries):
            tied = value if isinstance(value, list) else [value]
            odd = [entry for entry in tied if not _is_whole(entry)]
            if odd or not tied:
                said = f"{what} lists state numbers, not {_said(odd[0]) if odd else 'nothing'}"
                self._fault((*path, number), said, "write a number, or tied numbers in a list")
            else:
                classes.append(tuple(tied))
        if count is not None and isinstance(maker[key], list) and len(classes) == len(entries):
            for said, mend in _ranking_faults(classes, count):
                self._fault(path, f"{what} {said}", mend)
        return Ranking(tuple(classes))

    # What is left out --------------------------------------------------------------------------

    def _note_misperceptions(self, maker: dict[str, Any], name: str) -> None:
        if maker.get("misperceptions"):
            self.notes.append(f"the misperceptions of `{name}` were left out")

    def _note_the_rest(self, names: list[str]) -> None:
        data = self.layout.data
        if any(maker.get("payoffs") for maker in self.makers):
            self.notes.append("payoffs were left out, as GMCR+ does: they follow from preferences")
        listed = data.get("coalitions")
        for coalition in listed if isinstance(listed, list) else []:
            if isinstance(coalition, list) and len(coalition) > 1:
                members = (
                    names[k] if _is_whole(k) and 0 <= k < len(names) else "?" for k in coalition
                )
                self.notes.append(f"the coalition of {', '.join(members)} was left out")
        for key in sorted(set(data) - _TOP_KEYS)[:20]:
            self.notes.append(f"`{_cleaned(key)[:40]}` is no part of a .gmcr file: left out")

    def _dispute_layout(self, names: list[str]) -> Layout:
        """Where what a later fault of the dispute may speak of stands in the file."""
        stands: dict[Path, Path] = {("rules",): ("infeasibles",), ("parties",): ("decisionMakers",)}
        for number, name in enumerate(names):
            maker: Path = ("decisionMakers", number)
            stands["parties", name] = maker
            for key in ("preferenceVector", "preferenceRanking"):
                if key in self.makers[number]:
                    stands["parties", name, "ranking"] = (*maker, key)
        values = {ours: self.layout.place(theirs) for ours, theirs in stands.items()}
        return Layout(self.layout.file, values=values)


class _Names:
    """Hands out names, none of them twice."""

    def __init__(self, reserved: Iterable[str] = ()) -> None:
        self.taken = dict.fromkeys(reserved, 1)

    def new(self, written: str, otherwise: str) -> str:
        """`written`, or `otherwise` where it is empty, with a number where it is taken."""
        stem = name = _cleaned(written) or otherwise
        while name in self.taken:
            self.taken[stem] += 1
            name = f"{stem} ({self.taken[stem]})"
        self.taken[name] = 1
        return name


def _cleaned(name: str) -> str:
    """`name` in one line, without characters that cannot be seen."""
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())


def _all_of(parts: Iterable[Formula]) -> Formula:
    listed = tuple(parts)
    return listed[0] if len(listed) == 1 else And(listed)


def _any_of(parts: Iterable[Formula]) -> Formula:
    listed = tuple(parts)
    return listed[0] if len(listed) == 1 else Or(listed)


def _state_count(patterns: list[Pattern], order: list[int]) -> int | None:
    """How many states fit none of `patterns`; None where that is too much to count here.

    `order` gives the places that the patterns speak of in the order of bits.
    """
    bit = {place: k for k, place in enumerate(order)}
    if len(bit) > _MOST_BITS:
        return None
    due: dict[int, list[tuple[int, int]]] = {}
    for pattern in patterns:
        named = sum(1 << bit[option] for option, _ in pattern)
        wanted = sum(1 << bit[option] for option, on in pattern if on)
        due.setdefault(named.bit_length(), []).append((named, wanted))
    codes = np.zeros(1, dtype=np.int64)
    for k in range(len(order)):
        if 2 * len(codes) > _MOST_CODES:
            return None
        codes = np.concatenate([codes, codes | (1 << k)])
        for named, wanted in due.get(k + 1, []):
            codes = codes[(codes & named) != wanted]
    return len(codes)


def _ranking_faults(classes: list[tuple[int, ...]], count: int) -> Iterator[tuple[str, str]]:
    listed = Counter(number for tied in classes for number in tied)
    strange = sorted(number for number in listed if not 1 <= number <= count)
    repeated = sorted(number for number, times in listed.items() if times > 1)
    missing = [number for number in range(1, count + 1) if number not in listed]
    if strange:
        yield f"names state {_first_few(strange)}, which does not exist", _numbered(count)
    if repeated:
        yield f"repeats state {_first_few(repeated)}", "list each state once"
    if missing:
        yield f"misses state {_first_few(missing)}", _numbered(count)


def _numbered(count: int) -> str:
    if count == 0:
        return "no state is feasible: loosen an infeasible condition"
    return f"list every state once; they are numbered 1 to {count}"


def _first_few(items: Sequence[object]) -> str:
    shown = ", ".join(
        str(item) if len(str(item)) <= 40 else str(item)[:39] + "…" for item in items[:5]
    )
    return shown + (f" and {len(items) - 5} more" if len(items) > 5 else "")
