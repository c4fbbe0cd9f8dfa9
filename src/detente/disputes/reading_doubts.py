"""The section `doubts` of a file: what the analyst is not sure of, every fault noted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, localcontext

from detente.disputes.doubts_together import check_together
from detente.disputes.layout import Path
from detente.disputes.model import (
    Alternative,
    Doubt,
    Matter,
    OptionDoubt,
    Party,
    PreferenceDoubt,
    RuleDoubt,
    Setting,
    StatementDoubt,
)
from detente.disputes.parts import PREFERENCES, Parts
from detente.disputes.problems import did_you_mean
from detente.disputes.schema import ALTERNATIVE_KEYS, DOUBT_KEYS
from detente.disputes.shapes import MOST_DIGITS
from detente.statements.syntax import Formula, OptionLevel, OptionOn

_SAYS = {
    "statement": "a statement",
    "either": "several preferences",
    "option": "an option",
    "rule": "a rule",
}
_OWN_KEYS = {
    "statement": ("party", "at", "probability"),
    "either": ("party",),
    "option": ("probability",),
    "rule": ("probability",),
}
_TIE = frozenset({"with", "correlation"})
_MOST_SHOWN = 12


def read_doubts(parts: Parts, parties: tuple[Party, ...]) -> tuple[Doubt, ...]:
    """The doubts of a file with these parties; faulty ones are noted and left out."""
    return tuple(_Doubts(parts).read(parties))


class _Doubts:
    """Reads the doubts of a file, and notes what is wrong with them."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
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
        closely = self._number((*path, "correlation"))
        read = {"with": tied_to, "correlation": closely if tied_to else None}
        said = _TIE.intersection(self.parts.keys(path))
        if name is None or matter is None or any(read[key] is None for key in said):
            return None
        return Doubt(name, matter, tied_to, closely or Decimal(1), why, sources)

    def _number(self, path: Path) -> Decimal | None:
        value = self.parts.get(path)
        return None if value is None else Decimal(value)

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
        if "lever" in keys:
            what = "doubts about levers do not work in this version yet"
            self.parts.fault((*path, "lever"), what, "remove it for now", key=True)
        kinds = [key for key in keys if key in _SAYS]
        if len(kinds) > 1:
            what = f"this doubt has both `{kinds[0]}` and `{kinds[1]}`"
            self.parts.fault((*path, kinds[1]), what, "make two doubts of it", key=True)
        elif not kinds and "lever" not in keys and DOUBT_KEYS.issuperset(keys):
            what = "this doubt does not say what is in doubt"
            self.parts.fault(path, what, "add statement: …, either: …, option: … or rule: …")
        if len(kinds) != 1:
            return None
        (kind,) = kinds
        self._check_keys(path, kind)
        if kind == "statement":
            return self._statement(path)
        if kind == "either":
            return self._either(path)
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
        probability, at = self._number((*path, "probability")), self._at((*path, "at"))
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
        return Alternative(preferences, self._number((*path, "probability")), title)

    def _check_sum(self, path: Path) -> None:
        """Note probabilities of alternatives that leave too little, or not enough."""
        each = [self._number((*item, "probability")) for item in self.parts.each(*path)]
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

    # An option, a rule -------------------------------------------------------------------------

    def _state_doubt(self, path: Path, kind: str) -> OptionDoubt | RuleDoubt | None:
        """A doubt that changes which states there are."""
        inside = (*path, kind)
        probability = None
        if self._has(path, "probability"):
            probability = self._number((*path, "probability"))
        if self.parts.names.states is not None:
            what = f"a hand-drawn graph has no {kind}s, and none that could be in doubt"
            self.parts.fault(inside, what, "remove this doubt", key=True)
            return None
        if kind == "rule":
            formula = self._formula(inside)
            return RuleDoubt(formula, probability) if formula is not None and probability else None
        setting = self._option(inside)
        return OptionDoubt(setting, probability) if setting is not None and probability else None

    def _option(self, path: Path) -> Setting | None:
        """The option, or the level of one above its lowest, that is named at `path`."""
        text = self.parts.text(path)
        if text is None:
            return None
        whole = self.parts.names.levels_of(text)
        if whole is not None:
            return OptionOn(whole.party, whole.option)
        setting = self.parts.setting(path, text)
        levels = self.parts.names.options[setting.party][setting.option] if setting else ()
        if isinstance(setting, OptionLevel) and setting.level == levels[0]:
            what = f"`{setting.level}` is the lowest level, which is there in any case"
            self.parts.fault(path, what, "name a higher level, or the option alone")
            return None
        return setting


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
