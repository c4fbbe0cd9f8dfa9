"""The section `doubts` of a file: what the analyst is not sure of, every fault noted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, localcontext

from detente.disputes.doubts_together import check_together
from detente.disputes.layout import Path
from detente.disputes.model import (
    Alternative,
    Doubt,
    Lever,
    LeverDoubt,
    Matter,
    OptionDoubt,
    Party,
    PreferenceDoubt,
    RuleDoubt,
    StatementDoubt,
)
from detente.disputes.parts import PREFERENCES, Parts
from detente.disputes.problems import did_you_mean
from detente.disputes.schema import ALTERNATIVE_KEYS, DOUBT_KEYS
from detente.disputes.shapes import MOST_DIGITS
from detente.statements.syntax import Formula

_SAYS = {
    "statement": "a statement",
    "either": "several preferences",
    "option": "an option",
    "rule": "a rule",
    "lever": "a lever",
}
_OWN_KEYS = {
    "statement": ("party", "at", "probability"),
    "either": ("party",),
    "option": ("probability",),
    "rule": ("probability",),
    "lever": ("probability",),
}
_TIE = frozenset({"with", "correlation"})
_MOST_SHOWN = 12


def read_doubts(
    parts: Parts, parties: tuple[Party, ...], levers: tuple[Lever, ...]
) -> tuple[Doubt, ...]:
    """The doubts of a file with these parties and levers; faulty ones are noted and left out."""
    return tuple(_Doubts(parts, levers).read(parties))


class _Doubts:
    """Reads the doubts of a file, and notes what is wrong with them."""

    def __init__(self, parts: Parts, levers: tuple[Lever, ...]) -> None:
        self.parts = parts
        self.levers = {lever.name: lever for lever in levers}
        self.paths = parts.each("doubts")

    def read(self, parties: tuple[Party, ...]) -> Iterator[Doubt]:
        """All that are whole."""
        matters = {path: self._matter(path) for path in self.paths}
        check_together(self.parts, parties, matters)
        ties = self._ties(self._names())
        for path, matter in matters.items():
            doubt = self._doubt(path, matter, ties.get(path))
            if doubt is not None:
                yield doubt

    def _doubt(self, path: Path, matter: Matter | None, tied_to: str | None) -> Doubt | None:
        name, why = (self.parts.text((*path, key)) for key in ("name", "why"))
        sources = self.parts.citations(path)
        closely = self.parts.number((*path, "correlation"))
        read = {"with": tied_to, "correlation": closely if tied_to else None}
        said = _TIE.intersection(self.parts.keys(path))
        if name is None or matter is None or any(read[key] is None for key in said):
            return None
        return Doubt(name, matter, tied_to, closely or Decimal(1), why, sources)

    # Names and ties ----------------------------------------------------------------------------

    def _names(self) -> dict[str, Path]:
        """Each doubt by its name, names that come again noted."""
        names: dict[str, Path] = {}
        for path in self.paths:
            name = self.parts.text((*path, "name"))
            if name is None:
                continue
            if names.setdefault(name, path) != path:
                line = self.parts.layout.place((*names[name], "name")).line
                mend = f"rename one (the other is in line {line})"
                what = f"there is another doubt called `{name}`"
                self.parts.fault((*path, "name"), what, mend)
        return names

    def _ties(self, names: Mapping[str, Path]) -> dict[Path, str]:
        """The names of the doubts that others stand or fall with."""
        ties: dict[Path, str] = {}
        for path in self.paths:
            other = self.parts.text((*path, "with"))
            if "correlation" in self.parts.keys(path) and "with" not in self.parts.keys(path):
                what = "`correlation` says how closely this goes with another doubt, but not which"
                mend = "add with: its name, or remove it"
                self.parts.fault((*path, "correlation"), what, mend, key=True)
            if other is not None and other not in names:
                mend = did_you_mean(other, names, "name another doubt, or remove `with`")
                self.parts.fault((*path, "with"), f"there is no doubt `{other}`", mend)
            elif other is not None:
                ties[path] = other
        by_name = {name: ties[path] for name, path in names.items() if path in ties}
        for circle in _circles(by_name):
            what = f"this doubt stands or falls with itself: {' → '.join(circle)}"
            self.parts.fault((*names[circle[0]], "with"), what, "break the circle")
        return ties

    # One doubt ---------------------------------------------------------------------------------

    def _matter(self, path: Path) -> Matter | None:
        """What is in doubt, where that is said without a fault."""
        keys = self.parts.keys(path)
        kinds = [key for key in keys if key in _SAYS]
        if len(kinds) > 1:
            what = f"this doubt has both `{kinds[0]}` and `{kinds[1]}`"
            self.parts.fault((*path, kinds[1]), what, "make two doubts of it", key=True)
        elif not kinds and DOUBT_KEYS.issuperset(keys):
            what = "this doubt does not say what is in doubt"
            mend = "add statement: …, either: …, option: …, rule: … or lever: …"
            self.parts.fault(path, what, mend)
        if len(kinds) != 1:
            return None
        (kind,) = kinds
        self._check_keys(path, kind)
        if kind == "statement":
            return self._statement(path)
        if kind == "either":
            return self._either(path)
        if kind == "lever":
            return self._lever(path)
        return self._state_doubt(path, kind)

    def _check_keys(self, path: Path, kind: str) -> None:
        """Note keys that belong to doubts of another kind."""
        for key in self.parts.keys(path):
            if key in _OWN_KEYS["statement"] and key not in _OWN_KEYS[kind]:
                what = f"`{key}` has no place in a doubt about {_SAYS[kind]}"
                among = kind == "either" and key == "probability"
                mend = "give it to one of the alternatives" if among else "remove it"
                self.parts.fault((*path, key), what, mend, key=True)

    def _has(self, path: Path, key: str) -> bool:
        """Whether a doubt has a key that it needs; it is noted where it has not."""
        found = key in self.parts.keys(path)
        if not found:
            self.parts.fault((*path, key), f"`{key}` is missing", f"add {key}: …", key=True)
        return found

    def _party(self, path: Path) -> str | None:
        name = self.parts.text((*path, "party")) if self._has(path, "party") else None
        known = name is not None and self.parts.known_party((*path, "party"), name)
        return name if known else None

    def _formula(self, path: Path) -> Formula | None:
        value = self.parts.get(path)
        return None if value is None else self.parts.formula(path, value)

    # A statement -------------------------------------------------------------------------------

    def _statement(self, path: Path) -> StatementDoubt | None:
        party, formula = self._party(path), self._formula((*path, "statement"))
        probability, at = self.parts.number((*path, "probability")), self._at((*path, "at"))
        said = {"at", "probability"} & set(self.parts.keys(path))
        read = {"at": at, "probability": probability}
        if not said:
            what = "this does not say what is in doubt about the statement"
            mend = "add at: [1, 3], the places where it may stand, or probability: 0.5"
            self.parts.fault((*path, "statement"), what, mend, key=True)
        if said == {"at"} and at is not None and at[0] == at[1]:
            what = f"this doubt has only one answer: the statement stands at place {at[0]}"
            mend = f"give two places, at: [{at[0]}, {at[0] + 1}], or a probability"
            self.parts.fault((*path, "at"), what, mend)
        if party is None or formula is None or not said or any(read[key] is None for key in said):
            return None
        return StatementDoubt(party, formula, at, probability)

    def _at(self, path: Path) -> tuple[int, int] | None:
        """The first and the last place."""
        value = self.parts.get(path)
        if value is None or not self.parts.is_whole(path):
            return None
        first, last = map(int, value if isinstance(value, list) else (value, value))
        if first > last:
            what = "the first of these places stands behind the last"
            self.parts.fault(path, what, f"write at: [{last}, {first}]")
            return None
        return first, last

    # Several preferences -----------------------------------------------------------------------

    def _either(self, path: Path) -> PreferenceDoubt | None:
        party = self._party(path)
        inside = (*path, "either")
        alternatives = [self._alternative(item) for item in self.parts.each(*inside)]
        read = tuple(alternative for alternative in alternatives if alternative is not None)
        if self.parts.is_whole(inside):
            self._check_sum(inside)
        whole = self.parts.is_whole(inside) and len(read) == len(alternatives)
        return PreferenceDoubt(party, read) if whole and party is not None else None

    def _alternative(self, path: Path) -> Alternative | None:
        keys = self.parts.keys(path)
        if ALTERNATIVE_KEYS.difference(PREFERENCES).issuperset(keys):
            what = "this alternative does not say what the party prefers"
            self.parts.fault(path, what, "add prefers: […], ranking: […] or weights: {…}")
        preferences = self.parts.preferences(path, "this alternative")
        title = self.parts.text((*path, "title")) or ""
        if preferences is None or not self.parts.is_read(path, preferences):
            return None
        return Alternative(preferences, self.parts.number((*path, "probability")), title)

    def _check_sum(self, path: Path) -> None:
        """Note probabilities of alternatives that leave too little, or not enough."""
        each = [self.parts.number((*item, "probability")) for item in self.parts.each(*path)]
        given = [probability for probability in each if probability is not None]
        with localcontext(prec=2 * MOST_DIGITS):  # enough to be exact
            total = sum(given, Decimal(0))
        shown = f"{total:f}"
        shown = shown[:_MOST_SHOWN] + "…" if len(shown) > _MOST_SHOWN else shown
        if len(given) == len(each) and total != 1:
            what = f"the probabilities of these alternatives add up to {shown}, not to 1"
            self.parts.fault(path, what, "change one, or leave one out: it gets the rest", key=True)
        elif len(given) < len(each) and total >= 1:
            what = f"these probabilities add up to {shown}, and leave nothing for the other"
            what += " alternatives" if len(each) - len(given) > 1 else " alternative"
            self.parts.fault(path, what, "lower them, so that they add up to less than 1", key=True)

    # A lever -----------------------------------------------------------------------------------

    def _lever(self, path: Path) -> LeverDoubt | None:
        """A doubt of whether a lever is in force; its prior is how likely that is unless told."""
        name, said = self.parts.text((*path, "lever")), "probability" in self.parts.keys(path)
        if name is None:
            return None
        known = self.parts.keys(("levers",))
        if name not in known:
            mend = did_you_mean(name, known, "name it under `levers`")
            self.parts.fault((*path, "lever"), f"there is no lever `{name}`", mend)
            return None
        probability = self.parts.number((*path, "probability"))
        if not said and name in self.levers:
            probability = self.levers[name].prior
            if probability is None:
                what = f"neither this doubt nor the lever `{name}` says how likely it is in force"
                mend = "add probability: 0.3, or prior: 0.3 to the lever"
                self.parts.fault((*path, "lever"), what, mend, key=True)
        return None if probability is None else LeverDoubt(name, probability)

    # An option, a rule -------------------------------------------------------------------------

    def _state_doubt(self, path: Path, kind: str) -> OptionDoubt | RuleDoubt | None:
        """A doubt that changes which states there are."""
        inside = (*path, kind)
        probability = None
        if self._has(path, "probability"):
            probability = self.parts.number((*path, "probability"))
        if self.parts.names.states is not None:
            what = f"a hand-drawn graph has no {kind}s, and none that could be in doubt"
            self.parts.fault(inside, what, "remove this doubt", key=True)
            return None
        if kind == "rule":
            formula = self._formula(inside)
            return RuleDoubt(formula, probability) if formula is not None and probability else None
        setting = self.parts.whole_or_level(inside)
        return OptionDoubt(setting, probability) if setting is not None and probability else None


def _circles(ties: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """Every circle of names, each tied to the next, once."""
    done: set[str] = set()
    for first in ties:
        trail: dict[str, None] = {}
        name = first
        while name in ties and name not in done and name not in trail:
            trail[name] = None
            name = ties[name]
        if name in trail:
            names = tuple(trail)
            yield (*names[names.index(name) :], name)
        done |= trail.keys()
