"""Kinds of value that a file may hold: what each accepts, and its JSON Schema.

A kind looks at plain data and names every fault in it with its path, in an analyst's words; the
same declaration gives the published JSON Schema. (A general validation library took longer to
load than all other work on a small dispute, and its messages had to be translated one by one.)
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from detente.disputes.layout import Number, Path
from detente.disputes.problems import is_control

MOST_DIGITS = 1000


def as_decimal(number: str) -> Decimal | None:
    """A number as a file writes it; None where it has too many digits to be summed exactly.

    Examples
    --------
    >>> as_decimal("-2.50"), as_decimal("1e400000")
    (Decimal('-2.50'), None)
    """
    try:
        value = Decimal(number)
    except InvalidOperation:  # its exponent has too many digits itself
        return None
    exponent = value.as_tuple().exponent
    usable = isinstance(exponent, int) and exponent >= -MOST_DIGITS
    return value if usable and value.adjusted() < MOST_DIGITS else None


@dataclass(frozen=True)
class Fault:
    """Something in the data is not of the kind that is wanted there.

    ``unknown`` names a key that cannot stand where it does, beside the keys that can.
    """

    path: Path
    what: str
    mend: str
    unknown: str | None = None
    known: tuple[str, ...] = ()
    at_key: bool = False


class Kind(Protocol):
    """A kind of value."""

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        """Every fault in `value`, which stands at `path`."""
        ...

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of this kind."""
        ...


@dataclass(frozen=True)
class Text:
    """A text; one that looks like a number is one too."""

    may_be_empty: bool = False

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        """Anything but a text, or an empty one."""
        if not isinstance(value, str):
            mend = "put it in quotes" if value is not None else "write it behind the colon"
            yield Fault(path, "a text is wanted here", mend)
        elif not value.strip() and not self.may_be_empty:
            yield Fault(path, "a text is wanted here, and this is empty", "write it")
        elif any(is_control(character) and character not in "\n\t" for character in value):
            strange = next(c for c in value if is_control(c) and c not in "\n\t")
            what = f"the character {strange!r} cannot be shown"
            yield Fault(path, what, "remove it")

    def schema(self) -> dict[str, Any]:
        """Text."""
        return {"type": "string"} if self.may_be_empty else {"type": "string", "minLength": 1}


class Name(Text):
    """A text on one line, that a party, option or the like is known by."""

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        """Anything but a text on one line."""
        yield from super().faults(value, path)
        if isinstance(value, str) and ("\n" in value or "\t" in value):
            yield Fault(path, "a name stands on one line, without tabs", "rename it")


class FormulaText:
    """A formula; YAML's true and false are formulas too."""

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        """Anything but text, true or false."""
        if not isinstance(value, str | bool):
            yield Fault(path, "a formula is wanted here", "write one, for example not Party.option")

    def schema(self) -> dict[str, Any]:
        """Text or a truth value."""
        return {"type": ["string", "boolean"]}


class Truth:
    """True or false."""

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        """Anything but true or false."""
        if not isinstance(value, bool):
            yield Fault(path, "true or false is wanted here", "write true or false")

    def schema(self) -> dict[str, Any]:
        """A truth value."""
        return {"type": "boolean"}


class Whole:
    """A whole number from 1, such as a state's."""

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        """Anything but a whole number from 1."""
        if not (isinstance(value, str) and re.fullmatch("[1-9][0-9]{0,17}", value)):
            yield Fault(path, "a whole number is wanted here", "write 1, 2, …")

    def schema(self) -> dict[str, Any]:
        """A positive integer."""
        return {"type": "integer", "minimum": 1}


class Amount:
    """A number, whole or decimal."""

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        """Anything but a number."""
        if not isinstance(value, Number):
            yield Fault(path, "a number is wanted here", "write 3 or -2.5")

    def schema(self) -> dict[str, Any]:
        """A number."""
        return {"type": "number"}


class Exact:
    """A number with few enough digits to be summed exactly."""

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        """Anything but such a number."""
        yield from _number_faults(value, path, lambda _: True, "")

    def schema(self) -> dict[str, Any]:
        """A number."""
        return {"type": "number"}


class Cost:
    """A number from 0."""

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        """Anything but such a number."""
        yield from _number_faults(value, path, lambda number: number >= 0, "a cost is 0 or more")

    def schema(self) -> dict[str, Any]:
        """A number from 0."""
        return {"type": "number", "minimum": 0}


class Share:
    """A number from 0 to 1."""

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        """Anything but such a number."""
        yield from _number_faults(
            value, path, lambda number: 0 <= number <= 1, "this lies between 0 and 1"
        )

    def schema(self) -> dict[str, Any]:
        """A number within bounds."""
        return {"type": "number", "minimum": 0, "maximum": 1}


class Year:
    """A year; those before our era are negative."""

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        """Anything but a whole number of at most four digits."""
        if not (isinstance(value, Number) and re.fullmatch("-?[0-9]{1,4}", value)):
            yield Fault(path, "a year is wanted here", "write 2016, for example")

    def schema(self) -> dict[str, Any]:
        """A whole number within bounds."""
        return {"type": "integer", "minimum": -9999, "maximum": 9999}


class Probability:
    """A number between 0 and 1, without these two."""

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        """Anything but such a number."""
        yield from _number_faults(
            value,
            path,
            lambda number: 0 < number < 1,
            "a probability is more than 0 and less than 1",
        )

    def schema(self) -> dict[str, Any]:
        """A number within bounds."""
        return {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}


class Correlation:
    """A number from -1 to 1, without 0."""

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        """Anything but such a number."""
        yield from _number_faults(
            value,
            path,
            lambda number: number != 0 and -1 <= number <= 1,
            "a correlation lies between -1 and 1, and is not 0",
        )

    def schema(self) -> dict[str, Any]:
        """A number within bounds."""
        return {"type": "number", "minimum": -1, "maximum": 1, "not": {"const": 0}}


def _number_faults(
    value: Any, path: Path, fits: Callable[[Decimal], bool], wanted: str
) -> Iterator[Fault]:
    """Anything but a number that fits."""
    mend = "write 0.3, for example"
    if not isinstance(value, Number):
        yield Fault(path, "a number is wanted here", mend)
        return
    number = as_decimal(value)
    if number is None:
        what = f"this number has more than {MOST_DIGITS} digits before or behind the point"
        yield Fault(path, what, mend)
    elif not fits(number):
        yield Fault(path, wanted, mend)


class Date:
    """A day."""

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        """Anything but a date."""
        if not isinstance(value, datetime.date):
            yield Fault(path, "a date is wanted here", "write it as 2018-06-12")

    def schema(self) -> dict[str, Any]:
        """A date as text."""
        return {"type": "string", "format": "date"}


class Day:
    """A day, or a text that says when, such as a year."""

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        """Anything but a date or a text."""
        if not isinstance(value, datetime.date):
            yield from Text().faults(value, path)

    def schema(self) -> dict[str, Any]:
        """Text, or a year as a number."""
        return {"type": ["string", "integer"]}


@dataclass(frozen=True)
class Choice:
    """One of a few words or numbers."""

    words: tuple[str, ...]

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        """Any other word."""
        if value not in self.words:
            said = value if isinstance(value, str) else "this"
            yield Fault(path, f"`{said}` cannot stand here", f"write {' or '.join(self.words)}")

    def schema(self) -> dict[str, Any]:
        """An enumeration (numbers may be written as such)."""
        numbers = [int(word) for word in self.words if word.isdigit()]
        return {"enum": [*self.words, *numbers]}


@dataclass(frozen=True)
class ListOf:
    """A list, of at least and at most so many items."""

    item: Kind
    least: int = 0
    most: int | None = None

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        """Anything but a list, a wrong length, or faulty items."""
        if not isinstance(value, list):
            yield Fault(path, "a list is wanted here", "write [first, second], or - item on a line")
            return
        if len(value) < self.least or (self.most is not None and len(value) > self.most):
            exactly = self.most == self.least
            wanted = f"{'' if exactly else 'at least '}{self.least}"
            yield Fault(path, f"a list of {wanted} is wanted here", "add or remove what is needed")
            return
        for number, item in enumerate(value):
            yield from self.item.faults(item, (*path, number))

    def schema(self) -> dict[str, Any]:
        """An array."""
        bounds = {"minItems": self.least, "maxItems": self.most}
        known = {key: bound for key, bound in bounds.items() if bound}
        return {"type": "array", "items": self.item.schema(), **known}


@dataclass(frozen=True)
class Named:
    """Values of one kind under names (or numbers) of the author's choice."""

    value: Kind
    least: int = 0
    key: Kind = field(default_factory=lambda: Name())

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        """Anything but names with values, too few of them, or faulty ones."""
        if not isinstance(value, dict):
            yield Fault(path, "names with values are wanted here", "write name: value")
            return
        if len(value) < self.least:
            yield Fault(path, "at least one is wanted here", "write name: value")
        for name, inside in value.items():
            yield from (
                Fault((*path, name), fault.what, fault.mend, at_key=True)
                for fault in self.key.faults(name, ())
            )
            yield from self.value.faults(inside, (*path, name))

    def schema(self) -> dict[str, Any]:
        """An object with any keys."""
        found = {"type": "object", "additionalProperties": self.value.schema()}
        return found | ({"minProperties": self.least} if self.least else {})


@dataclass(frozen=True)
class Keys:
    """Values of several kinds, each under its own key, of which some are needed."""

    kinds: Mapping[str, Kind]
    needed: tuple[str, ...] = ()
    says: str = ""

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        """Anything but keys with values, unknown or missing keys, or faulty values."""
        if not isinstance(value, dict):
            yield Fault(
                path, "keys with values are wanted here", f"write {next(iter(self.kinds))}: …"
            )
            return
        for key in self.needed:
            if key not in value:
                yield Fault((*path, key), f"`{key}` is missing", f"add {key}: …", at_key=True)
        for key, inside in value.items():
            if key in self.kinds:
                yield from self.kinds[key].faults(inside, (*path, key))
            else:
                yield Fault((*path, key), "", "", key, tuple(self.kinds), at_key=True)

    def schema(self) -> dict[str, Any]:
        """An object with these keys and no others."""
        properties = {key: kind.schema() for key, kind in self.kinds.items()}
        found: dict[str, Any] = {"type": "object", "properties": properties}
        found |= {"required": list(self.needed)} if self.needed else {}
        found |= {"description": self.says} if self.says else {}
        return found | {"additionalProperties": False}


@dataclass(frozen=True)
class Short:
    """A long form (keys or a list), or a short form for it."""

    long: Kind
    short: Kind

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        """What is wrong with the form that `value` has."""
        long = isinstance(value, list if isinstance(self.long, ListOf) else dict)
        yield from (self.long if long else self.short).faults(value, path)

    def schema(self) -> dict[str, Any]:
        """Either."""
        return {"anyOf": [self.short.schema(), self.long.schema()]}


@dataclass(frozen=True)
class Maybe:
    """A value that may be left empty."""

    kind: Kind

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        """What is wrong with it where it is not empty."""
        if value is not None:
            yield from self.kind.faults(value, path)

    def schema(self) -> dict[str, Any]:
        """The kind, or null."""
        return {"anyOf": [self.kind.schema(), {"type": "null"}]}


CITATIONS = Short(ListOf(Text()), Text())
