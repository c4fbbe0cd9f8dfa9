"""What a file says of levers and of moves that were seen: in words, and for ``--json``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from detente.disputes.model import Dispute, Lever
from detente.report.words import joined, percent, plural

_MOST_LISTED = 20


def stated_in_words(dispute: Dispute) -> Iterator[str]:
    """A line on the levers, and one on the moves that were seen, where there are any."""
    if dispute.levers:
        listed = ", ".join(map(_lever, dispute.levers[:_MOST_LISTED]))
        more = ", …" if len(dispute.levers) > _MOST_LISTED else ""
        yield f"{plural(len(dispute.levers), 'lever')}, not in force: {listed}{more}."
    if dispute.observed:
        movers = list(dict.fromkeys(observation.by for observation in dispute.observed))
        yield f"{plural(len(dispute.observed), 'observed move')}, of {joined(movers)}."


def _lever(lever: Lever) -> str:
    said = ["secret"] if lever.secret else []
    said += [percent(float(lever.prior))] if lever.prior is not None else []
    said += [f"cost {lever.cost:f}"] if lever.cost != 1 else []
    return f"{lever.name} ({', '.join(said)})" if said else lever.name


def levers_answer(dispute: Dispute) -> list[dict[str, Any]]:
    """Every lever with what the file says of it, but for its edits."""
    return [
        {
            "name": lever.name,
            "title": lever.title,
            "by": lever.by,
            "kind": lever.kind,
            "cost": float(lever.cost),
            "secret": lever.secret,
            "prior": None if lever.prior is None else float(lever.prior),
        }
        for lever in dispute.levers
    ]
