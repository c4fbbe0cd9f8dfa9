"""A dispute as plain nested data, in the shape and order of its file."""

from __future__ import annotations

from collections.abc import Iterable
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
from detente.statements.printing import option_name, printed
from detente.statements.syntax import OptionLevel


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
    stated = _stated(
        dispute=dispute.title,
        format=1,
        as_of=dispute.as_of,
        summary=dispute.summary,
        sources={source.name: _stated(**_but_name(source)) for source in dispute.sources},
        parties={party.name: _party(party) for party in dispute.parties},
        graph=None if dispute.drawing is None else _graph(dispute.drawing),
        terms={name: printed(formula) for name, formula in dispute.terms},
        rules=[_reasoned("rule", rule) for rule in dispute.rules],
        same=[printed(formula) for formula in dispute.same],
        forbidden_moves=[_forbidden_move(move) for move in dispute.forbidden_moves],
        status_quo=0,
        settlements={name: printed(formula) for name, formula in dispute.settlements},
        threats={threat.name: _threat(threat) for threat in dispute.threats},
        doubts=[_doubt(doubt) for doubt in dispute.doubts],
        events=[_event(event) for event in dispute.events],
        claims={claim.name: _claim(claim) for claim in dispute.claims},
    )
    if isinstance(dispute.status_quo, tuple):  # nothing on is not the same as nothing said
        stated["status_quo"] = [printed(setting) for setting in dispute.status_quo]
    elif dispute.status_quo is not None:
        stated["status_quo"] = dispute.status_quo
    else:
        del stated["status_quo"]
    return stated


def _stated(**values: Any) -> dict[str, Any]:
    """What of `values` says anything."""
    return {key: value for key, value in values.items() if value not in (None, "", [], {}, ())}


def _but_name(source: Any) -> dict[str, Any]:
    return {key: value for key, value in vars(source).items() if key != "name"}


def _party(party: Party) -> dict[str, Any]:
    options = {option.name: _option(option) for option in party.options}
    return _stated(title=party.title, options=options) | _preferences(party.preferences)


def _preferences(preferences: Preferences | None) -> dict[str, Any]:
    """Preferences under the key that says how they are stated; empty ones say something too."""
    match preferences:
        case Prioritised(statements):
            return {"prefers": [_reasoned("statement", statement) for statement in statements]}
        case Ranking(classes):
            ranking = [tied[0] if len(tied) == 1 else list(tied) for tied in classes]
            return {"ranking": ranking}
        case Weighted(weights):
            pairs = ((printed(formula), _number(weight)) for formula, weight in weights)
            return {"weights": _distinct(pairs)}
        case None:
            return {}


def _option(option: Option) -> Any:
    data = _stated(
        title=option.title,
        direction="" if option.direction == "both" else option.direction,
        levels=list(option.levels),
        sources=list(option.sources),
    )
    return data.get("title") if data.keys() <= {"title"} else data


def _reasoned(key: str, stated: Statement | Rule) -> Any:
    """A statement or rule: its formula alone where it has neither a reason nor sources."""
    text = printed(stated.formula)
    more = _stated(why=stated.why, sources=list(stated.sources))
    return {key: text, **more} if more else text


def _number(value: Decimal) -> int | float | Decimal:
    if abs(value) < 10**15 and value == int(value):
        return int(value)
    return float(value) if Decimal(repr(float(value))) == value else value


def _distinct(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """The pairs as a dict; a formula that comes again gets parentheses, to be a key of its own."""
    found: dict[str, Any] = {}
    for text, value in pairs:
        key = text
        while key in found:
            key = f"({key})"
        found[key] = value
    return found


def _graph(drawing: Drawing) -> dict[str, Any]:
    return {
        "states": {number: title or None for number, title in drawing.states},
        **_stated(moves={party: [list(arc) for arc in arcs] for party, arcs in drawing.moves}),
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
    return data | _stated(title=threat.title, sources=list(threat.sources))


def _doubt(doubt: Doubt) -> dict[str, Any]:
    data = {"name": doubt.name} | _matter(doubt.matter)
    if doubt.tied_to is not None:
        data["with"] = doubt.tied_to
        if doubt.correlation != 1:
            data["correlation"] = _number(doubt.correlation)
    return data | _stated(why=doubt.why, sources=list(doubt.sources))


def _matter(matter: Matter) -> dict[str, Any]:
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


def _alternative(alternative: Alternative) -> dict[str, Any]:
    return (
        _stated(title=alternative.title)
        | _preferences(alternative.preferences)
        | _likely(alternative.probability)
    )


def _likely(probability: Decimal | None) -> dict[str, Any]:
    return {} if probability is None else {"probability": _number(probability)}


def _claim(claim: Claim) -> dict[str, Any]:
    data = _stated(
        says=claim.says,
        kind="" if claim.kind == "opinion" else claim.kind,
        test=claim.test_text,
        by=claim.by,
    )
    if claim.outcome is not None:
        data["outcome"] = claim.outcome
    return data | _stated(why=claim.why, sources=list(claim.sources))


def _event(event: Event) -> dict[str, Any]:
    sets = _distinct(
        (option_name(setting.party, setting.option), setting.level)
        if isinstance(setting, OptionLevel)
        else (printed(setting), "on" if on else "off")
        for setting, on in event.sets
    )
    return _stated(
        date=event.date,
        title=event.title,
        parties=list(event.parties),
        sets=sets,
        sources=list(event.sources),
    )
