"""What each predicate of a claim's test answers, with the reason in words.

A predicate that means nothing where it is asked answers null and says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from detente.claims.kleene import Value
from detente.claims.model import Model
from detente.disputes.predicates import listed_names, name_of
from detente.graphs.states import setting_text
from detente.settlements.settlement import Settlement
from detente.settlements.threats import MEANINGS
from detente.stability.coming import coming
from detente.statements.parsing import parse
from detente.statements.syntax import OptionOn
from detente.statements.testing import Argument, Call


@dataclass(frozen=True)
class Reply:
    """What a predicate answers.

    Attributes
    ----------
    value : bool, Fraction or None
        Its value; None where it has none.
    because : str
        Why, in words.
    """

    value: Value
    because: str


_NO_STATUS_QUO = "the dispute has no status quo to begin from"


def answer(call: Call, model: Model) -> Reply:
    """The answer of one predicate, put to one dispute."""
    everywhere = call.name == "stable" and _is_true(call.option("anywhere"))
    if model.graph.status_quo is None and not everywhere:
        return Reply(None, _NO_STATUS_QUO)
    return _ANSWERS[call.name](call, model)


def _is_true(argument: Argument | None) -> bool:
    return argument is not None and argument.text.casefold() == "true"


def _text(call: Call, number: int) -> str:
    return call.arguments[number].text.strip()


# Settlements ------------------------------------------------------------------------------------


def _holds(call: Call, model: Model) -> Reply:
    found = model.settlement(_name(_text(call, 0), model))
    held, true = int(found.held.sum()), int(found.settled.sum())
    if held:
        return Reply(True, f"{found.name} holds in {held:,} of the {true:,} states that satisfy it")
    if true == 0:
        return Reply(False, f"no feasible state satisfies {found.name}")
    return Reply(False, f"credible moves lead out of {found.name} from every state of it")


def _reached(call: Call, model: Model) -> Reply:
    found = model.settlement(_name(_text(call, 0), model))
    by, kind = call.option("by"), "agreed"
    if _is_true(call.option("pact")):
        kind = "pact"
    elif _is_true(call.option("pressure")):
        kind = "pressure"
    parties = model.graph.parties if by is None else listed_names(by.text) or ()
    reached = found.reached_by(parties, kind)
    who = "everyone together" if by is None else " + ".join(parties) or "a coalition of nobody"
    return Reply(reached, f"{who} {_can(found, kind, reached, parties)}")


def _can(found: Settlement, kind: str, reached: bool, parties: Iterable[str]) -> str:
    how = {"agreed": "by agreed steps", "pressure": "by willing steps", "pact": "by pact"}[kind]
    if not reached:
        why = f": {_status(found)}" if found.status in {"cannot_hold", "unreachable"} else ""
        return f"cannot settle {found.name} {how}{why}"
    minimal = {
        "agreed": found.minimal_coalitions,
        "pressure": found.under_pressure,
        "pact": found.by_pact,
    }[kind]
    if () in minimal:
        return f"need not move: {found.name} holds already"
    enough = [smallest for smallest in minimal if set(smallest) <= set(parties)]
    others = "" if enough == [tuple(parties)] else f"; enough are {_coalitions(enough)}"
    return f"can settle {found.name} {how}{others}"


def _status(found: Settlement) -> str:
    return {
        "cannot_hold": f"{found.name} cannot hold",
        "unreachable": f"{found.name} is out of reach",
        "already": f"{found.name} holds already",
        "open": f"{found.name} is open",
    }[found.status]


def _coalitions(coalitions: Iterable[tuple[str, ...]]) -> str:
    return "; or ".join(" + ".join(coalition) for coalition in coalitions) or "none"


def _name(text: str, model: Model) -> str:
    """A settlement's name without quotes, or a formula as it is."""
    name = name_of(text)
    return name if name in dict(model.graph.dispute.settlements) else text


def _role(call: Call, model: Model) -> Reply:
    party, found = _party_and_settlement(call, model)
    if found.status != "open":
        return Reply(None, f"{_status(found)}, so roles mean nothing")
    role = found.roles[party]
    who = f"the smallest coalitions that can settle {found.name} are"
    because = {
        "needed": f"{party} is in every coalition that can settle {found.name}",
        "substitute": f"{party} is in some, not all: {who} {_coalitions(found.minimal_coalitions)}",
        "irrelevant": f"{party} is in none: {who} {_coalitions(found.minimal_coalitions)}",
    }[role]
    return Reply(role == call.name, because)


def _party_and_settlement(call: Call, model: Model) -> tuple[str, Settlement]:
    return name_of(_text(call, 0)), model.settlement(_name(_text(call, 1), model))


def _weight(call: Call, model: Model) -> Reply:
    party, found = _party_and_settlement(call, model)
    if found.status != "open":
        return Reply(None, f"{_status(found)}, so weights mean nothing")
    weight: Fraction = found.shapley_shubik[party]
    return Reply(weight, f"{party} weighs {float(weight):.3g} in {found.name}")


def _tolerates(call: Call, model: Model) -> Reply:
    party, found = _party_and_settlement(call, model)
    if found.status != "open":
        return Reply(None, f"{_status(found)}, so there is nothing to tolerate")
    must = party in found.must_tolerate
    if found.roles[party] == "needed":
        return Reply(False, f"{party} is needed for {found.name}: it must act, not only tolerate")
    could = "could undo" if must else "cannot keep the others from"
    return Reply(must, f"{party} need not act, and its legal moves {could} {found.name}")


def _relied_on(call: Call, model: Model) -> Reply:
    party, found = _party_and_settlement(call, model)
    if found.status != "open":
        return Reply(None, f"{_status(found)}, so nobody's conduct is counted on")
    if found.roles[party] == "needed":
        return Reply(False, f"{party} is needed for {found.name}: more than its conduct now")
    blocking = found.reliance[party].blocking
    if not blocking:
        return Reply(False, f"no move of {party} now would keep the others from {found.name}")
    state = model.graph.states.number(blocking[0])
    return Reply(True, f"by going to state {state} {party} would keep the others from {found.name}")


def _spoils(call: Call, model: Model) -> Reply:
    party, found = _party_and_settlement(call, model)
    spoils = party in found.spoilers
    has = "has a" if spoils else "has no"
    where = f"from where willing paths lead in {found.name}"
    return Reply(spoils, f"{party} {has} credible move out {where}")


def _blocks(call: Call, model: Model) -> Reply:
    party, found = _party_and_settlement(call, model)
    if found.status == "cannot_hold":
        return Reply(None, f"{_status(found)}, so nobody's refusal alone blocks it")
    if found.status != "unreachable":
        return Reply(False, f"{_status(found)}, so nobody blocks it")
    blocks = any(party in refusal for refusal in found.refusals)
    return Reply(blocks, f"what alone blocks {found.name} is {_coalitions(found.refusals)}")


def _before(call: Call, model: Model) -> Reply:
    found = model.settlement(_name(_text(call, 1), model))
    passes = found.passes(model.formula(_text(call, 0)))
    if passes is None:
        return Reply(None, f"{_status(found)}, so no agreed path leads there")
    first = _text(call, 0)
    if passes:
        return Reply(True, f"every agreed path to {found.name} passes {first} before its end")
    return Reply(
        False, f"an agreed path leads to {found.name} without passing {first} before its end"
    )


def _matters(call: Call, model: Model) -> Reply:
    option = parse(_text(call, 0))
    assert isinstance(option, OptionOn)
    text = _name(_text(call, 1), model)
    free = model.settlement(text).minimal_coalitions
    bound = model.frozen(option.party, option.option).settlement(text).minimal_coalitions
    name = setting_text(option)
    if not free and not bound:
        return Reply(None, f"nobody can settle {text}, with or without a free hand over {name}")
    if set(free) == set(bound):
        return Reply(
            False, f"with {name} left as it is, {_coalitions(free)} can settle all the same"
        )
    return Reply(
        True,
        f"free, {_coalitions(free)} can settle {text}; with {name} left as it is,"
        f" {_coalitions(bound)}",
    )


# Stability and threats --------------------------------------------------------------------------


def _stable(call: Call, model: Model) -> Reply:
    states, party = model.where(_text(call, 0)), call.option("party")
    if not states.any():
        return Reply(None, f"no feasible state satisfies {_text(call, 0)}")
    concept = name_of(_text(call, 1)).casefold() if len(call.arguments) > 1 else "seq"
    if party is None:
        flags, whom = model.equilibria(concept), "an equilibrium"
    else:
        name = name_of(party.text)
        flags = model.stable(concept, model.graph.parties.index(name))
        whom = f"stable for {name}"
    anywhere = _is_true(call.option("anywhere"))
    looked = states if anywhere else states & coming(model.graph)
    about = "" if anywhere else " that can come about"
    number, among = int((looked & flags).sum()), int(looked.sum())
    if among == 0:
        return Reply(False, f"no state of {_text(call, 0)} can come about by improvements")
    says = f"of the {among:,} states of {_text(call, 0)}{about}, {number:,}"
    many = whom.replace("an equilibrium", "equilibria")
    is_so = f"is {whom}" if number == 1 else f"are {many}"
    return Reply(number > 0, f"{says} {is_so} ({concept.upper()})")


def _threat(call: Call, model: Model) -> Reply:
    found, at = model.threat(name_of(_text(call, 0))), call.option("at")
    if at is None:
        verdict = found.status_quo
        says = f"{found.threat.name} is {verdict.replace('_', ' ')} now: {MEANINGS[verdict]}"
        if verdict in {"not_triggered", "carried", "impossible"}:
            return Reply(None, says)
        return Reply(verdict == call.name, says)
    verdicts = found.where(model.where(at.text))
    if not verdicts:
        return Reply(None, f"{found.threat.name} is open in no state of {at.text}")
    so = sum(verdict == call.name for verdict in verdicts)
    says = f"{found.threat.name} is {call.name} in {so:,} of {len(verdicts):,} states of {at.text}"
    return Reply(so == len(verdicts), says)


_ANSWERS: dict[str, Callable[[Call, Model], Reply]] = {
    "holds": _holds,
    "reached": _reached,
    "settle": _reached,
    "needed": _role,
    "substitute": _role,
    "irrelevant": _role,
    "weight": _weight,
    "tolerates": _tolerates,
    "relied_on": _relied_on,
    "spoils": _spoils,
    "blocks": _blocks,
    "stable": _stable,
    "credible": _threat,
    "deterred": _threat,
    "empty": _threat,
    "matters": _matters,
    "before": _before,
}
