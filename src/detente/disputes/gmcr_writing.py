"""A dispute as a ``.gmcr`` file of GMCR+, and what such a file cannot say."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import indent
from typing import Any

from detente.disputes.gmcr import DIRECTIONS
from detente.disputes.layout import Path
from detente.disputes.model import (
    Direction,
    Dispute,
    Party,
    Prioritised,
    Ranking,
    bits,
)
from detente.disputes.patterns import MOST_PATTERNS, Cube, Cubes, Patterns, grown, tidy
from detente.disputes.places import problem_at
from detente.disputes.problems import DisputeError, Problem
from detente.statements.printing import option_name, printed
from detente.statements.syntax import (
    Formula,
)

_SURE_STATEMENTS = 63
_DIRECTIONS: dict[Direction, str] = {theirs: ours for ours, theirs in DIRECTIONS.items()}


@dataclass(frozen=True)
class Written:
    """A dispute as another program's file, and what that file cannot say."""

    text: str
    notes: tuple[str, ...]


def needs_rankings(dispute: Dispute) -> tuple[str, ...]:
    """The parties for which `to_gmcr` must be given rankings; mostly none.

    GMCR+ has one flag for all decision makers: either all are ranked by hand or none is. So once
    one party has a ranking or weights, every party needs a ranking; the dispute's own serves where
    it lists all feasible states, which it does not once some are the same.
    """
    stated = [party.preferences for party in dispute.parties]
    if all(preferences is None or isinstance(preferences, Prioritised) for preferences in stated):
        return ()
    return tuple(
        party.name
        for party in dispute.parties
        if dispute.same or not isinstance(party.preferences, Ranking)
    )


def to_gmcr(
    dispute: Dispute, rankings: Mapping[str, Sequence[Sequence[int]]] | None = None
) -> Written:
    """Write a dispute as the text of a ``.gmcr`` file.

    Parameters
    ----------
    dispute : Dispute
        Stated by options; a hand-drawn graph has no such form.
    rankings : mapping from a party's name to its ranking, optional
        State numbers best first, tied ones together, for the parties of `needs_rankings`. Numbers
        are those of all feasible states, also of those that are the same.

    Returns
    -------
    Written
        The text, and notes of what GMCR+ has no place for.

    Raises
    ------
    DisputeError
        If the dispute is a hand-drawn graph, no state is feasible, or a rule or statement takes
        more than 10,000 patterns.
    ValueError
        If a ranking is needed and not given; the error names the parties.
    """
    if dispute.drawing is not None:
        what = "a hand-drawn graph cannot be written for GMCR+, which knows only options"
        raise DisputeError([problem_at(dispute, ("graph",), what, "state the dispute by options")])
    needed = needs_rankings(dispute)
    known = dict(rankings or {})
    missing = [name for name in needed if name not in known]
    if missing:
        raise ValueError(
            f"rankings are needed for {', '.join(missing)}: GMCR+ ranks the states of all decision "
            "makers by hand or of none"
        )
    return _Writer(dispute, {name: known[name] for name in needed}).written()


class _Writer:
    """Puts a dispute into the words of GMCR+, noting what they cannot say."""

    def __init__(self, dispute: Dispute, rankings: Mapping[str, Sequence[Sequence[int]]]) -> None:
        self.dispute = dispute
        self.rankings = rankings
        self.manual = any(
            not isinstance(party.preferences, Prioritised | None) for party in dispute.parties
        )
        self.notes: list[str] = []
        self.problems: list[Problem] = []
        self.patterns = Patterns(dispute)

    def written(self) -> Written:
        data = {
            "decisionMakers": [self._maker(party) for party in self.dispute.parties],
            "options": [
                option for party in self.dispute.parties for option in self._options(party)
            ],
            "infeasibles": self._infeasibles(),
            "useManualPreferenceRanking": self.manual,
            "program": "detente",
        }
        if self.problems:
            raise DisputeError(self.problems)
        return Written(_pretty(data), (*self.notes, *_unsaid(self.dispute)))

    def _maker(self, party: Party) -> dict[str, Any]:
        own = [k for k, bit in enumerate(bits(self.dispute)) if bit.setting.party == party.name]
        maker: dict[str, Any] = {"name": party.name, "options": own, "preferences": []}
        if self.manual:
            maker["preferenceRanking"] = self._ranking(party)
        elif isinstance(party.preferences, Prioritised):
            maker["preferences"] = self._statements(party.name, party.preferences)
        maker["misperceptions"] = []
        return maker

    def _ranking(self, party: Party) -> list[int | list[int]]:
        classes: Sequence[Sequence[int]]
        if party.name in self.rankings:
            classes = self.rankings[party.name]
            self.notes.append(
                f"the preferences of `{party.name}` are written as a ranking of states, since "
                "GMCR+ ranks the states of all decision makers by hand or of none"
            )
        else:
            assert isinstance(party.preferences, Ranking)
            classes = party.preferences.classes
        tied = [[int(number) for number in numbers] for numbers in classes]
        return [numbers if len(numbers) > 1 else numbers[0] for numbers in tied if numbers]

    def _statements(self, name: str, preferences: Prioritised) -> list[Any]:
        written: dict[str, Any] = {}
        for number, statement in enumerate(preferences.statements):
            cubes, others = self.patterns.sides(statement.formula)
            said = f"the statement `{_shortened(statement.formula)}` of `{name}`"
            if cubes == [] or others == []:
                always = "never" if cubes == [] else "always"
                self.notes.append(f"{said} {always} holds, which changes nothing: dropped")
            elif cubes is None:
                self._too_many(("parties", name, "prefers", number), said)
            else:
                condition = _condition(grown(cubes, others))
                if written.setdefault(json.dumps(condition), condition) is not condition:
                    self.notes.append(f"{said} repeats an earlier one: dropped")
        if len(written) > _SURE_STATEMENTS:
            self.notes.append(
                f"`{name}` has {len(written)} statements; GMCR+ is known to misrank states beyond "
                f"{_SURE_STATEMENTS}"
            )
        return list(written.values())

    def _infeasibles(self) -> list[Any]:
        found = dict.fromkeys(self.patterns.of_levels())
        for number, rule in enumerate(self.dispute.rules):
            others, cubes = self.patterns.sides(rule.formula)
            path, said = ("rules", number), f"the rule `{_shortened(rule.formula)}`"
            if others == []:
                what = f"{said} holds in no state, so none is feasible"
                self.problems.append(problem_at(self.dispute, path, what, "loosen it"))
            elif cubes is None:
                self._too_many(path, said)
            elif not cubes:
                self.notes.append(f"{said} always holds, which changes nothing: dropped")
            else:
                found |= dict.fromkeys(grown(cubes, others))
        if len(found) > MOST_PATTERNS:
            self._too_many(("rules",), "what the rules forbid together")
        return [_pairs(cube) for cube in tidy(found)]

    def _too_many(self, path: Path, said: str) -> None:
        what = f"{said} takes more than {MOST_PATTERNS:,} patterns of options to write for GMCR+"
        mend = "state it more simply, or split it"
        self.problems.append(problem_at(self.dispute, path, what, mend))

    def _options(self, party: Party) -> Iterator[dict[str, str]]:
        for option in party.options:
            if not option.levels:
                yield _option(option.name, option.direction)
                continue
            *lower, top = option.levels[1:]
            for level in lower:
                yield _option(f"{option.name} = {level}", "both")
            yield _option(f"{option.name} = {top}", option.direction)
            if lower and option.direction != "both":
                self.notes.append(
                    f"GMCR+ cannot say that `{option_name(party.name, option.name)}` goes "
                    f"{'up' if option.direction == 'on only' else 'down'} alone: only its highest "
                    "level is written so, and the file has moves that the dispute has not"
                )


def _option(name: str, direction: Direction) -> dict[str, str]:
    return {"name": name, "permittedDirection": _DIRECTIONS[direction]}


def _shortened(formula: Formula) -> str:
    text = printed(formula)
    return text if len(text) <= 80 else text[:79] + "…"


def _pretty(data: Mapping[str, Any]) -> str:
    """JSON that a person can read: a line for each option, condition and ranking."""
    makers = [_block("{}", map(_entry, maker.items())) for maker in data["decisionMakers"]]
    rest = (_entry(item) for item in data.items() if item[0] != "decisionMakers")
    return _block("{}", [f'"decisionMakers": {_block("[]", makers)}', *rest]) + "\n"


def _entry(item: tuple[str, Any]) -> str:
    key, value = item
    deep = isinstance(value, list) and any(map(_holds_lists, value))
    return (
        f"{json.dumps(key)}: {_block('[]', map(json.dumps, value)) if deep else json.dumps(value)}"
    )


def _holds_lists(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and isinstance(value[0], list))


def _block(brackets: str, items: Iterable[str]) -> str:
    inside = indent(",\n".join(items), " ")
    return f"{brackets[0]}\n{inside}\n{brackets[1]}"


_NO_COUNTERPART = {
    "as_of": "the date",
    "summary": "the summary",
    "sources": "the sources",
    "terms": "the names of terms (what they stand for is written out)",
    "same": "which states are the same: they stay apart",
    "forbidden_moves": "forbidden moves: the file allows them",
    "status_quo": "the status quo",
    "settlements": "the settlements",
    "levers": "the levers",
    "channels": "the channels",
    "observed_from": "where the observed moves begin",
    "observed": "the observed moves",
    "threats": "the threats",
    "doubts": "the doubts",
    "events": "the events",
    "claims": "the claims",
}
_CARRIED = frozenset({"title", "parties", "drawing", "rules", "origin"})


def _unsaid(dispute: Dispute) -> Iterator[str]:
    """Notes of the parts of a dispute that GMCR+ has no place for."""
    yield "GMCR+ has no place for the title: name the file after it"
    for field in dataclasses.fields(dispute):
        value = getattr(dispute, field.name)
        begins = field.name in {"status_quo", "observed_from"}  # nothing on says something too
        stated = value is not None if begins else bool(value)
        if field.name not in _CARRIED and stated:
            said = _NO_COUNTERPART.get(field.name, f"`{field.name}`")
            yield f"GMCR+ has no place for {said}"
    titles = (party.title for party in dispute.parties)
    if any(titles) or any(option.title for party in dispute.parties for option in party.options):
        yield "GMCR+ has no place for the titles of parties and options: their names are written"
    if any(party.attributes for party in dispute.parties):
        yield "GMCR+ has no place for the attributes of parties"
    if any(rule.why or rule.sources for rule in dispute.rules) or any(
        statement.why or statement.sources
        for party in dispute.parties
        if isinstance(party.preferences, Prioritised)
        for statement in party.preferences.statements
    ):
        yield "GMCR+ has no place for the reasons of rules and statements"


def _pairs(cube: Cube) -> list[list[int | str]]:
    on, off = cube
    named = on | off
    return [[k, "Y" if on >> k & 1 else "N"] for k in range(named.bit_length()) if named >> k & 1]


def _condition(cubes: Cubes) -> Any:
    """One plain condition, or a compound of several."""
    if len(cubes) == 1:
        return _pairs(cubes[0])
    return {"compound": True, "members": [_pairs(cube) for cube in cubes]}
