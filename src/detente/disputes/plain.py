"""A dispute as plain nested data, in the shape and order of its file."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from detente.disputes.model import (
    ALWAYS,
    NEVER,
    Alternative,
    Claim,
    Dispute,
    Doubt,
    Drawing,
    Event,
    ForbiddenMove,
    LeverDoubt,
    Matter,
    Option,
    OptionDoubt,
    Party,
    PreferenceDoubt,
    Preferences,
    Prioritised,
    Ranking,
    Rule,
    RuleDoubt,
    Statement,
    StatementDoubt,
    Threat,
    Weighted,
)
from detente.disputes.plain_levers import (
    attribute_data,
    channel_data,
    lever_data,
    observation_data,
)
from detente.disputes.plain_parts import distinct, number_data, sets_data, stated
from detente.statements.printing import printed


def to_data(dispute: Dispute) -> dict[str, Any]:
    """Give a dispute as plain nested data, in the shape and order of a dispute file.

    Parameters
    ----------
    dispute : Dispute
        Any dispute.

    Returns
    -------
    dict
        Dicts, lists, text, numbers and dates. Short forms stand wherever they say as much as the
        long ones, sections that say nothing are left out.

    Examples
    --------
    >>> to_data(Dispute("Rain", (Party("A", options=(Option("go", "Go home"),)),)))
    {'dispute': 'Rain', 'format': 1, 'parties': {'A': {'options': {'go': 'Go home'}}}}
    """
    data = stated(
        dispute=dispute.title,
        format=1,
        as_of=dispute.as_of,
        summary=dispute.summary,
        sources={source.name: stated(**_but_name(source)) for source in dispute.sources},
        parties={party.name: _party(party) for party in dispute.parties},
        graph=None if dispute.drawing is None else _graph(dispute.drawing),
        terms={name: printed(formula) for name, formula in dispute.terms},
        rules=[_reasoned("rule", rule) for rule in dispute.rules],
        same=[printed(formula) for formula in dispute.same],
        forbidden_moves=[_forbidden_move(move) for move in dispute.forbidden_moves],
        status_quo=0,
        settlements={name: printed(formula) for name, formula in dispute.settlements},
        threats={threat.name: _threat(threat) for threat in dispute.threats},
        levers={lever.name: lever_data(lever) for lever in dispute.levers},
        channels=[channel_data(channel) for channel in dispute.channels],
        doubts=[_doubt(doubt, dispute) for doubt in dispute.doubts],
        observed_from=0,
        observed=[observation_data(observation) for observation in dispute.observed],
        events=[_event(event) for event in dispute.events],
        claims={claim.name: _claim(claim) for claim in dispute.claims},
    )
    beginnings = {"status_quo": dispute.status_quo, "observed_from": dispute.observed_from}
    for key, beginning in beginnings.items():
        if isinstance(beginning, tuple):  # nothing on is not the same as nothing said
            data[key] = [printed(setting) for setting in beginning]
        elif beginning is not None:
            data[key] = beginning
        else:
            del data[key]
    return data


def _but_name(source: Any) -> dict[str, Any]:
    return {key: value for key, value in vars(source).items() if key != "name"}


def _party(party: Party) -> dict[str, Any]:
    options = {option.name: _option(option) for option in party.options}
    attributes = {known.name: attribute_data(known) for known in party.attributes}
    said = stated(title=party.title, options=options) | _preferences(party.preferences)
    return said | stated(attributes=attributes)


def _preferences(preferences: Preferences | None) -> dict[str, Any]:
    """Preferences under the key that says how they are stated; empty ones say something too."""
    match preferences:
        case Prioritised(statements):
            return {"prefers": [_reasoned("statement", statement) for statement in statements]}
        case Ranking(classes):
            ranking = [tied[0] if len(tied) == 1 else list(tied) for tied in classes]
            return {"ranking": ranking}
        case Weighted(weights):
            pairs = ((printed(formula), number_data(weight)) for formula, weight in weights)
            return {"weights": distinct(pairs)}
        case None:
            return {}


def _option(option: Option) -> Any:
    data = stated(
        title=option.title,
        direction="" if option.direction == "both" else option.direction,
        levels=list(option.levels),
        sources=list(option.sources),
    )
    return data.get("title") if data.keys() <= {"title"} else data


def _reasoned(key: str, line: Statement | Rule) -> Any:
    """A statement or rule: its formula alone where it has neither a reason nor sources."""
    text = printed(line.formula)
    more = stated(why=line.why, sources=list(line.sources))
    return {key: text, **more} if more else text


def _graph(drawing: Drawing) -> dict[str, Any]:
    return {
        "states": {number: title or None for number, title in drawing.states},
        **stated(moves={party: [list(arc) for arc in arcs] for party, arcs in drawing.moves}),
    }


def _forbidden_move(move: ForbiddenMove) -> dict[str, Any]:
    ends = {"from": move.source, "to": move.target, "when": move.when}
    return {
        "party": move.party,
        **{key: printed(end) for key, end in ends.items() if end != ALWAYS},
    }


def _threat(threat: Threat) -> dict[str, Any]:
    data: dict[str, Any] = {"by": threat.by, "action": printed(threat.action)}
    if threat.condition != ALWAYS:
        data["if"] = printed(threat.condition)
    if threat.unless != NEVER:
        data["unless"] = printed(threat.unless)
    return data | stated(title=threat.title, sources=list(threat.sources))


def _doubt(doubt: Doubt, dispute: Dispute) -> dict[str, Any]:
    data = {"name": doubt.name} | _matter(doubt.matter, dispute)
    if doubt.tied_to is not None:
        data["with"] = doubt.tied_to
        if doubt.correlation != 1:
            data["correlation"] = number_data(doubt.correlation)
    return data | stated(why=doubt.why, sources=list(doubt.sources))


def _matter(matter: Matter, dispute: Dispute) -> dict[str, Any]:
    match matter:
        case StatementDoubt(party, formula, at, probability):
            data = {"party": party, "statement": printed(formula)}
            if at is not None:
                return data | {"at": at[0] if at[0] == at[1] else list(at)} | _likely(probability)
            return data | _likely(probability)
        case PreferenceDoubt(party, alternatives):
            return {"party": party, "either": [_alternative(one) for one in alternatives]}
        case OptionDoubt(setting, probability):
            return {"option": printed(setting)} | _likely(probability)
        case RuleDoubt(formula, probability):
            return {"rule": printed(formula)} | _likely(probability)
        case LeverDoubt(lever, probability):
            priors = {one.name: one.prior for one in dispute.levers}
            needless = probability == priors.get(lever)
            return {"lever": lever} | ({} if needless else _likely(probability))


def _alternative(alternative: Alternative) -> dict[str, Any]:
    return (
        stated(title=alternative.title)
        | _preferences(alternative.preferences)
        | _likely(alternative.probability)
    )


def _likely(probability: Decimal | None) -> dict[str, Any]:
    return {} if probability is None else {"probability": number_data(probability)}


def _claim(claim: Claim) -> dict[str, Any]:
    data = stated(
        says=claim.says,
        kind="" if claim.kind == "opinion" else claim.kind,
        test=claim.test_text,
        by=claim.by,
    )
    if claim.outcome is not None:
        data["outcome"] = claim.outcome
    return data | stated(why=claim.why, sources=list(claim.sources))


def _event(event: Event) -> dict[str, Any]:
    return stated(
        date=event.date,
        title=event.title,
        parties=list(event.parties),
        sets=sets_data(event.sets),
        sources=list(event.sources),
    )
