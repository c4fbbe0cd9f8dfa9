"""What several sections of a file's plain data share."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from detente.disputes.model import Setting
from detente.statements.printing import option_name, printed
from detente.statements.syntax import OptionLevel


def stated(**values: Any) -> dict[str, Any]:
    """What of `values` says anything."""
    return {key: value for key, value in values.items() if value not in (None, "", [], {}, ())}


def number_data(value: Decimal) -> int | float | Decimal:
    """A number as a whole one or a float wherever that is exact."""
    if abs(value) < 10**15 and value == int(value):
        return int(value)
    return float(value) if Decimal(repr(float(value))) == value else value


def distinct(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """The pairs as a dict; a formula that comes again gets parentheses, to be a key of its own."""
    found: dict[str, Any] = {}
    for text, value in pairs:
        key = text
        while key in found:
            key = f"({key})"
        found[key] = value
    return found


def sets_data(sets: Iterable[tuple[Setting, bool]]) -> dict[str, Any]:
    """Options with what they are set to."""
    return distinct(
        (option_name(setting.party, setting.option), setting.level)
        if isinstance(setting, OptionLevel)
        else (printed(setting), "on" if on else "off")
        for setting, on in sets
    )
