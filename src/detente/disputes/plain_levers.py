"""Attributes, levers, channels and observed moves as plain nested data."""

from __future__ import annotations

from typing import Any

from detente.disputes.model import (
    AddChannel,
    AddRule,
    Allow,
    Attribute,
    Channel,
    Edit,
    Forbid,
    Irreversible,
    Lever,
    MoveStatement,
    Observation,
    Prefer,
    RemoveRule,
    Replace,
    SetAtStart,
    Unprefer,
    Weigh,
)
from detente.disputes.plain_parts import number_data, sets_data, stated
from detente.statements.printing import printed


def attribute_data(attribute: Attribute) -> Any:
    """An attribute: its value alone where nothing else is said of it."""
    value = number_data(attribute.value)
    more = stated(year=attribute.year, source=attribute.source, title=attribute.title)
    return {"value": value, **more} if more else value


def channel_data(channel: Channel) -> Any:
    """A channel: its two ends alone where nothing is said of trust."""
    trust = {name: number_data(share) for name, share in channel.trust}
    return {"between": list(channel.between), "trust": trust} if trust else list(channel.between)


def lever_data(lever: Lever) -> dict[str, Any]:
    """A lever under its name."""
    data = stated(by=lever.by, kind=lever.kind)
    if lever.cost != 1:
        data["cost"] = number_data(lever.cost)
    if lever.secret:
        data["secret"] = True
    if lever.prior is not None:
        data["prior"] = number_data(lever.prior)
    if lever.amount is not None:
        data["amount"] = number_data(lever.amount)
    if lever.known_to is not None:
        data["known_to"] = list(lever.known_to)
    data |= stated(title=lever.title, why=lever.why, sources=list(lever.sources))
    return data | {"edits": [_edit(edit) for edit in lever.edits]}


def _edit(edit: Edit) -> dict[str, Any]:
    match edit:
        case Prefer(party, formula, at):
            return {"prefer": printed(formula), "party": party} | stated(at=at)
        case Replace(party, formula, by):
            return {"replace": printed(formula), "by": printed(by), "party": party}
        case Unprefer(party, formula):
            return {"unprefer": printed(formula), "party": party}
        case MoveStatement(party, formula, at):
            return {"move": printed(formula), "at": at, "party": party}
        case Weigh(party, formula, amount):
            data = {"weigh": printed(formula), "party": party}
            return data if amount is None else {**data, "amount": number_data(amount)}
        case SetAtStart(sets):
            return {"set": sets_data(sets)}
        case Allow(setting):
            return {"allow": printed(setting)}
        case Forbid(setting):
            return {"forbid": printed(setting)}
        case Irreversible(setting):
            return {"irreversible": printed(setting)}
        case AddRule(formula):
            return {"rule": printed(formula)}
        case RemoveRule(formula):
            return {"unrule": printed(formula)}
        case AddChannel(channel):
            return {"channel": channel_data(channel)}


def observation_data(observation: Observation) -> dict[str, Any]:
    """A move that was seen."""
    data = stated(date=observation.date, by=observation.by, sets=sets_data(observation.sets))
    if observation.exact:
        data["exact"] = True
    return data | stated(title=observation.title, sources=list(observation.sources))
