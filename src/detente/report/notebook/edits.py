"""What a lever changes, in words."""

from __future__ import annotations

from typing import Any

from detente.disputes.model import Lever
from detente.report.words import joined, percent


def edit_in_words(data: dict[str, Any], lever: Lever) -> str:
    """One edit, given as a file writes it, as a sentence; formulas stand between backticks."""
    if "party" in data:
        return f"{data['party']}: {_of_preferences(data, lever)}."
    match data:
        case {"set": sets}:
            named = [f"`{name}` to {value}" for name, value in sets.items()]
            return f"Set {joined(named)} at the status quo."
        case {"allow": setting}:
            return f"Make `{setting}` possible."
        case {"forbid": setting}:
            return f"Make `{setting}` impossible."
        case {"irreversible": setting}:
            return f"Make `{setting}` something that is never taken back."
        case {"rule": rule}:
            return f"Add the rule `{rule}`."
        case {"unrule": rule}:
            return f"Take the rule `{rule}` away."
    return _channel(data["channel"])


def _of_preferences(data: dict[str, Any], lever: Lever) -> str:
    """What changes in what a party wants."""
    match data:
        case {"prefer": formula, "at": place}:
            return f"add `{formula}` to what it wants, at place {place}"
        case {"prefer": formula}:
            return f"add `{formula}` to what it wants, in the last place"
        case {"replace": formula, "by": other}:
            return f"put `{other}` in the place of `{formula}`"
        case {"unprefer": formula}:
            return f"take `{formula}` out of what it wants"
        case {"move": formula, "at": place}:
            return f"move `{formula}` to place {place} of what it wants"
    amount = data.get("amount", lever.amount)
    much = "the lever's amount" if amount is None else f"{amount}"
    return f"add {much} to the weight of `{data['weigh']}`"


def _channel(channel: list[str] | dict[str, Any]) -> str:
    if isinstance(channel, list):
        return f"Let {joined(channel)} speak to each other."
    one, other = channel["between"]
    believed = {one: other, other: one}
    trusts = [
        f"{name} believes {believed[name]} {percent(float(share))}"
        for name, share in channel["trust"].items()
    ]
    return f"Let {joined([one, other])} speak to each other ({joined(trusts)})."
