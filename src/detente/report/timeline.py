"""What is said of a dispute at several dates: in words, and as plain data for ``--json``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from detente.report.answers import heading, state_answer
from detente.report.settlements import coalitions_in_words
from detente.report.shares import (
    in_cell,
    kinds_answer,
    settlement_shares_answer,
    shares_answer,
)
from detente.report.words import joined
from detente.settlements.timeline import (
    Moment,
    Shift,
    Standing,
    settlement_shifts,
    shifts,
    standing,
)

if TYPE_CHECKING:
    from detente.claims.sweep import Sweep

STATUS_WORDS = {
    "open": "open",
    "already": "there already",
    "unreachable": "out of reach",
    "cannot_hold": "cannot hold",
}
ROLE_WORDS = {"needed": "needed", "substitute": "substitute", "irrelevant": "not needed"}


def when(moment: Moment) -> str:
    """The date of a moment, or its title where it has none."""
    return moment.title if moment.date is None else moment.date.isoformat()


def same_state(before: Moment, after: Moment) -> bool:
    """Whether nothing differs between two dates that the model speaks of."""
    return before.graph is after.graph and before.start == after.start


def standing_in_words(found: Standing) -> str:
    """A role with its weight, or an em dash where they mean nothing."""
    if found.role is None:
        return "—"
    weighs = "" if found.weight is None else f" {float(found.weight):.2f}"
    return f"{ROLE_WORDS[found.role]}{weighs}"


def changes_in_words(before: Moment, after: Moment) -> Iterator[str]:
    """Who gained and who lost standing between two dates, settlement by settlement."""
    found = list(shifts((before, after)))
    for name in before.settlements:
        of_it = [shift for shift in found if shift.settlement == name]
        if name in after.settlements:
            yield f"{name}: {_shift_in_words(before, after, name, of_it)}"


def _shift_in_words(before: Moment, after: Moment, name: str, found: list[Shift]) -> str:
    was, now = before.settlements[name].status, after.settlements[name].status
    if was != now:
        return f"was {STATUS_WORDS[was]}, now {STATUS_WORDS[now]}."
    could, can = (m.settlements[name].minimal_coalitions for m in (before, after))
    who = ""
    if set(could) != set(can):
        who = (
            f"those who could were {coalitions_in_words(could)}, and are {coalitions_in_words(can)}"
        )
    if not found:
        return f"{who}." if who else f"nothing changed ({STATUS_WORDS[now]})."
    gained = [_weights(shift) for shift in found if shift.gain is not None and shift.gain > 0]
    lost = [_weights(shift) for shift in found if shift.gain is not None and shift.gain < 0]
    said = [f"{joined(gained)} gained standing" if gained else ""]
    said.append(f"{joined(lost)} lost it" if gained else f"{joined(lost)} lost standing")
    said = [part for part in said if not part.startswith(" ")]
    roles = [
        f"{shift.party}: from {ROLE_WORDS[shift.was.role]} to {ROLE_WORDS[shift.now.role]}"
        for shift in found
        if shift.was.role is not None
        and shift.now.role is not None
        and shift.was.role != shift.now.role
    ]
    return f"{'; '.join(part for part in [*said, *roles, who] if part)}."


def _weights(shift: Shift) -> str:
    assert shift.was.weight is not None
    assert shift.now.weight is not None
    return f"{shift.party} ({float(shift.was.weight):.2f} to {float(shift.now.weight):.2f})"


def timeline_answer(moments: Sequence[Moment], shares: Sequence[Sweep | None]) -> dict[str, Any]:
    """The answer of ``detente timeline``."""
    return {
        **heading(moments[0].graph.dispute.title),
        "moments": [_moment(m, swept) for m, swept in zip(moments, shares, strict=True)],
        "changes": [_change(shift) for shift in shifts(moments)],
        "settlement_changes": [
            {
                "from": when(before),
                "to": when(after),
                "settlement": name,
                "status": [m.settlements[name].status for m in (before, after)],
                "minimal_coalitions": [
                    [list(c) for c in m.settlements[name].minimal_coalitions]
                    for m in (before, after)
                ],
            }
            for before, after, name in settlement_shifts(moments)
        ],
    }


def _moment(moment: Moment, shares: Sweep | None) -> dict[str, Any]:
    return {
        "date": None if moment.date is None else moment.date.isoformat(),
        "title": moment.title,
        "dispute": moment.graph.dispute.title,
        "status_quo": state_answer(moment.graph, moment.start),
        "equilibria_coming": moment.coming,
        "settlements": {
            name: {
                "status": found.status,
                "holds_on": int(found.held.sum()),
                "minimal_coalitions": [list(c) for c in found.minimal_coalitions],
                "roles": found.roles,
                "weights": {p: _number(found.weight(p)) for p in moment.graph.parties},
            }
            for name, found in moment.settlements.items()
        },
        "threats": {name: found.status_quo for name, found in moment.threats.items()},
        **_shares(moment, shares),
    }


def _shares(moment: Moment, shares: Sweep | None) -> dict[str, Any]:
    """In what share of worlds settlements, roles and threats are so at this date."""
    if shares is None:
        return {}
    settlements = moment.settlements
    found = {name: settlement_shares_answer(shares, name, moment.graph) for name in settlements}
    threats = {name: kinds_answer(shares.kinds(f"threat {name}")) for name in moment.threats}
    return shares_answer(shares, {"settlements": found, "threats": threats})


def _change(shift: Shift) -> dict[str, Any]:
    return {
        "from": when(shift.before),
        "to": when(shift.after),
        "settlement": shift.settlement,
        "party": shift.party,
        "status": [shift.was.status, shift.now.status],
        "role": [shift.was.role, shift.now.role],
        "weight": [_number(shift.was.weight), _number(shift.now.weight)],
    }


def _number(weight: Fraction | None) -> float | None:
    return None if weight is None else float(weight)


def row_of(
    moments: Sequence[Moment], settlement: str, party: str, shares: Sequence[Sweep | None]
) -> list[str]:
    """How a party stands towards a settlement at each date, and in what share of worlds."""
    return [
        _standing(moment, settlement, party, swept)
        if settlement in moment.settlements and party in moment.graph.parties
        else ("not a party" if settlement in moment.settlements else "not asked")
        for moment, swept in zip(moments, shares, strict=True)
    ]


def _standing(moment: Moment, settlement: str, party: str, shares: Sweep | None) -> str:
    found = standing(moment.settlements[settlement], party)
    share = in_cell(shares, f"role {settlement}: {party}", found.role)
    return f"{standing_in_words(found)}{share and ', in'}{share}"
