"""What each predicate of a claim's test answers, with the reason in words.

A predicate that means nothing where it is asked answers null and says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from detente.claims.kleene import Value
from detente.claims.lever_worlds import Impossible
from detente.claims.model import Model
from detente.claims.requirements import Requirement, requirement
from detente.disputes.predicates import levers_in, listed_names, name_of
from detente.disputes.problems import DisputeError
from detente.graphs.states import setting_text
from detente.settlements.settlement import Coalition, Settlement
from detente.settlements.threats import MEANINGS
from detente.stability import sim
from detente.stability.coming import coming
from detente.statements.parsing import parse
from detente.statements.syntax import OptionOn
from detente.statements.testing import Argument, Call, Test, calls

_MOST_NAMED = 8
_OF_LEVER_SETS = frozenset({"requires"})
_OF_MOVES = frozenset({"posterior", "explains"})


@dataclass(frozen=True)
class Reply:
    """What a predicate answers.

    Attributes
    ----------
    value : bool, Fraction or None
        Its value; None where it has none.
    because : callable
        Gives the reason in words: only worked out where it is wanted.
    """

    value: Value
    because: Callable[[], str]


_NO_STATUS_QUO = "the dispute has no status quo to begin from"


def answer(call: Call, model: Model) -> Reply:
    """The answer of one predicate, put to one dispute."""
    if model.graph.status_quo is None and _begins_there(call):
        return Reply(None, lambda: _NO_STATUS_QUO)
    added, removed = levers_beside(call)
    if call.name in _OF_LEVER_SETS:
        return _ANSWERS[call.name](call, model)
    try:
        found = _ANSWERS[call.name](call, _under(model, added, removed))
    except Impossible as impossible:
        why = str(impossible)
        return Reply(None, lambda: why)
    if not added and not removed:
        return found
    given = _given(added, removed)
    return Reply(found.value, lambda: f"{given}, {found.because()}")


def _begins_there(call: Call) -> bool:
    """Whether what is asked begins at the status quo."""
    everywhere = call.name == "stable" and _is_true(call.option("anywhere"))
    return not everywhere and call.name != "holds" and call.name not in _OF_MOVES


def asks_of_moves(test: Test) -> bool:
    """Whether a test asks what the moves that were seen say of levers."""
    return any(call.name in _OF_MOVES for call in calls(test))


def asks_of_every_set(test: Test) -> bool:
    """Whether a test looks at every set of levers, which takes as long as many worlds do."""
    return any(call.name in _OF_MOVES | _OF_LEVER_SETS for call in calls(test))


def asks_of_levers(test: Test) -> bool:
    """Whether a test asks what would be so with other levers than the file has in force."""
    return any(levers_in(call) for call in calls(test))


def _under(model: Model, added: Sequence[str], removed: Sequence[str]) -> Model:
    """A model with other levers in force; `Impossible` where the dispute cannot be so."""
    try:
        return model.levered(added, removed)
    except DisputeError as error:
        why = f"{_given(added, removed)} the dispute cannot be: {error.problems[0].what}"
        raise Impossible(why) from None


def levers_beside(call: Call) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The levers that a call puts in force (``with``), and those it takes away (``without``)."""
    listed = [call.option(name) for name in ("with", "without")]
    added, removed = (() if one is None else listed_names(one.text) or () for one in listed)
    return added, removed


def _given(added: Sequence[str], removed: Sequence[str]) -> str:
    said = [f"with {_all_of(added)}"] if added else []
    return " and ".join(said + ([f"without {_all_of(removed)}"] if removed else []))


def _all_of(names: Sequence[str]) -> str:
    return " and ".join(f"`{name}`" for name in names)


def _is_true(argument: Argument | None) -> bool:
    return argument is not None and argument.text.casefold() == "true"


def _text(call: Call, number: int) -> str:
    return call.arguments[number].text.strip()


# Settlements ------------------------------------------------------------------------------------


def _holds(call: Call, model: Model) -> Reply:
    text = _name(_text(call, 0), model)
    held, true = int(model.held(text).sum()), int(model.where(text).sum())
    if held:
        among = f"{held:,} of the {true:,} states that satisfy it"
        return Reply(True, lambda: f"{text} holds in {among}")
    if true == 0:
        return Reply(False, lambda: f"no feasible state satisfies {text}")
    return Reply(False, lambda: f"credible moves lead out of {text} from every state of it")


def _reached(call: Call, model: Model) -> Reply:
    found = model.settlement(_name(_text(call, 0), model))
    by, kind = call.option("by"), kind_of_path(call)
    parties = model.graph.parties if by is None else listed_names(by.text) or ()
    reached = found.can(parties, kind)
    who = "everyone together" if by is None else " + ".join(parties) or "a coalition of nobody"
    return Reply(reached, lambda: f"{who} {_can(found, kind, reached, parties)}")


def kind_of_path(call: Call) -> str:
    """By which kind of path a call asks to settle: agreed, pressure or pact."""
    kinds = [kind for kind in ("pact", "pressure") if _is_true(call.option(kind))]
    return kinds[0] if kinds else "agreed"


def _can(found: Settlement, kind: str, reached: bool, parties: Iterable[str]) -> str:
    how = {"agreed": "by agreed steps", "pressure": "by willing steps", "pact": "by pact"}[kind]
    if not reached:
        why = f": {_status(found)}" if found.status in {"cannot_hold", "unreachable"} else ""
        return f"cannot settle {found.name} {how}{why}"
    minimal = {
        "agreed": lambda: found.minimal_coalitions,
        "pressure": lambda: found.under_pressure,
        "pact": lambda: found.by_pact,
    }[kind]()
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


def _coalitions(coalitions: Sequence[tuple[str, ...]]) -> str:
    named = [" + ".join(coalition) for coalition in coalitions[:_MOST_NAMED]]
    more = len(coalitions) - len(named)
    return ("; or ".join(named) or "none") + (f"; or {more} others" if more else "")


def _name(text: str, model: Model) -> str:
    """A settlement's name without quotes, or a formula as it is."""
    name = name_of(text)
    return name if name in dict(model.graph.dispute.settlements) else text


def _role(call: Call, model: Model) -> Reply:
    party, found = _party_and_settlement(call, model)
    if found.status != "open":
        return Reply(None, lambda: f"{_status(found)}, so roles mean nothing")
    needed = call.name == "needed"
    is_so = found.is_needed(party) if needed else found.roles[party] == call.name
    return Reply(is_so, lambda: _role_because(found, party))


def _role_because(found: Settlement, party: str) -> str:
    role = found.roles[party]
    if role == "needed":
        return f"{party} is in every coalition that can settle {found.name}"
    some = "some, not all" if role == "substitute" else "none"
    who = f"the smallest coalitions that can settle {found.name} are"
    return f"{party} is in {some}: {who} {_coalitions(found.minimal_coalitions)}"


def _party_and_settlement(call: Call, model: Model) -> tuple[str, Settlement]:
    return name_of(_text(call, 0)), model.settlement(_name(_text(call, 1), model))


def _weight(call: Call, model: Model) -> Reply:
    party, found = _party_and_settlement(call, model)
    if found.status != "open":
        return Reply(None, lambda: f"{_status(found)}, so weights mean nothing")
    weight: Fraction | None = found.weight(party)
    if weight is None:
        return Reply(None, lambda: f"too many parties matter for {found.name} to weigh them")
    return Reply(weight, lambda: f"{party} weighs {float(weight):.3g} in {found.name}")


def _tolerates(call: Call, model: Model) -> Reply:
    party, found = _party_and_settlement(call, model)
    if found.status != "open":
        return Reply(None, lambda: f"{_status(found)}, so there is nothing to tolerate")
    if found.is_needed(party):
        because = f"{party} is needed for {found.name}: it must act, not only tolerate"
        return Reply(False, lambda: because)
    must = found.must_be_tolerated_by(party)
    could = "could undo" if must else "cannot keep the others from"
    return Reply(must, lambda: f"{party} need not act, and its legal moves {could} {found.name}")


def _relied_on(call: Call, model: Model) -> Reply:
    party, found = _party_and_settlement(call, model)
    if found.status != "open":
        return Reply(None, lambda: f"{_status(found)}, so nobody's conduct is counted on")
    if found.is_needed(party):
        because = f"{party} is needed for {found.name}: more than its conduct now"
        return Reply(False, lambda: because)
    blocking = found.reliance_on(party).blocking
    if not blocking:
        return Reply(False, lambda: f"no move of {party} now would block {found.name}")
    state = model.graph.states.number(blocking[0])
    return Reply(True, lambda: f"by going to state {state} {party} would block {found.name}")


def _spoils(call: Call, model: Model) -> Reply:
    party, found = _party_and_settlement(call, model)
    spoils = found.is_spoilt_by(party)
    has = "has a" if spoils else "has no"
    where = f"from where willing paths lead in {found.name}"
    return Reply(spoils, lambda: f"{party} {has} credible move out {where}")


def _blocks(call: Call, model: Model) -> Reply:
    party, found = _party_and_settlement(call, model)
    if found.status == "cannot_hold":
        return Reply(None, lambda: f"{_status(found)}, so nobody's refusal alone blocks it")
    if found.status != "unreachable":
        return Reply(False, lambda: f"{_status(found)}, so nobody blocks it")
    blocks = any(party in refusal for refusal in found.refusals)
    what = f"what alone blocks {found.name} is"
    return Reply(blocks, lambda: f"{what} {_coalitions(found.refusals)}")


def _before(call: Call, model: Model) -> Reply:
    found = model.settlement(_name(_text(call, 1), model))
    passes = found.passes(model.formula(_text(call, 0)))
    if passes is None:
        return Reply(None, lambda: f"{_status(found)}, so no agreed path leads there")
    first = f"{_text(call, 0)} before its end"
    if passes:
        return Reply(True, lambda: f"every agreed path to {found.name} passes {first}")
    return Reply(False, lambda: f"an agreed path leads to {found.name} without passing {first}")


def _matters(call: Call, model: Model) -> Reply:
    option = parse(_text(call, 0))
    assert isinstance(option, OptionOn)
    text = _name(_text(call, 1), model)
    free = model.settlement(text).minimal_coalitions
    bound = model.frozen(option.party, option.option).settlement(text).minimal_coalitions
    name = setting_text(option)
    if not free and not bound:
        nobody = f"nobody can settle {text}, with or without a free hand over {name}"
        return Reply(None, lambda: nobody)
    left = f"with {name} left as it is,"
    if set(free) == set(bound):
        return Reply(False, lambda: f"{left} {_coalitions(free)} can settle as before")
    can = f"{_coalitions(free)} can settle {text}; {left} {_coalitions(bound)}"
    return Reply(True, lambda: f"free, {can}")


# Levers -----------------------------------------------------------------------------------------


def _changing(call: Call, model: Model) -> Reply:
    """Whether a lever lets more coalitions settle, or fewer, or leaves it as it is."""
    lever, text = name_of(_text(call, 0)), _name(_text(call, 1), model)
    without = _under(model, (), [lever])
    before = without.settlement(text).minimal_coalitions
    after = _under(without, [lever], ()).settlement(text).minimal_coalitions
    more, fewer = _covers(after, before), _covers(before, after)
    so = {
        "backs": more and not fewer,
        "hinders": fewer and not more,
        "same_answer": more and fewer if before or after else None,
    }[call.name]
    return Reply(so, lambda: _changed_because(lever, text, before, after))


def _covers(these: Iterable[Coalition], those: Iterable[Coalition]) -> bool:
    """Whether all who can settle by the one list of smallest coalitions can by the other."""
    return all(any(set(one) <= set(other) for one in these) for other in those)


def _changed_because(
    lever: str, text: str, before: Sequence[Coalition], after: Sequence[Coalition]
) -> str:
    if not before and not after:
        return f"nobody can settle {text}, with `{lever}` or without it"
    if set(before) == set(after):
        return f"with `{lever}` {_able(before)} settle {text}, as without it"
    return f"with `{lever}` {_able(after)} settle {text}; without it {_able(before)}"


def _able(coalitions: Sequence[Coalition]) -> str:
    if () in coalitions:
        return "nobody need move to"
    return f"{_coalitions(coalitions)} can" if coalitions else "nobody can"


def _requires(call: Call, model: Model) -> Reply:
    required = listed_names(_text(call, 0)) or ()
    text = _name(_text(call, 1), model)
    added, removed = levers_beside(call)
    found = requirement(model, required, text, added, removed)
    return Reply(found.holds, lambda: _required_because(found, required, text))


def _required_because(found: Requirement, required: Sequence[str], text: str) -> str:
    if found.settles is None:
        return f"no set of levers settles {text}"
    any_of = " or ".join(f"`{name}`" for name in required)
    if found.holds:
        return f"{_all_of(sorted(found.settles))} settles {text}, and nothing does without {any_of}"
    if not found.settles:
        return f"{text} can be settled without any lever"
    return f"{_all_of(sorted(found.settles))} settles {text} without {any_of}"


def _posterior(call: Call, model: Model) -> Reply:
    name = name_of(_text(call, 0))
    try:
        lever = model.hidden.lever(name)
    except DisputeError as error:
        why = f"what was seen cannot be weighed: {error.problems[0].what}"
        return Reply(None, lambda: why)
    before, after = float(lever.prior), float(lever.posterior)
    moved = f"what was seen takes `{name}` from {before:.3g} to {after:.3g}"
    if call.name == "explains":
        return Reply(lever.posterior > lever.prior, lambda: moved)
    return Reply(lever.posterior, lambda: moved)


# Stability and threats --------------------------------------------------------------------------


def _stable(call: Call, model: Model) -> Reply:
    text, party = _text(call, 0), call.option("party")
    states = model.where(text)
    if not states.any():
        return Reply(None, lambda: f"no feasible state satisfies {text}")
    concept = name_of(_text(call, 1)).casefold() if len(call.arguments) > 1 else "seq"
    undefined = sim.undefined(model.graph) if concept == "sim" else None
    if undefined is not None:
        return Reply(None, lambda: f"SIM cannot be asked: {undefined}")
    whom, is_so = ("an equilibrium", "equilibria"), model.equilibria
    if party is not None:
        name = name_of(party.text)
        place = model.graph.parties.index(name)
        whom = (f"stable for {name}", f"stable for {name}")
        is_so = partial(model.stable, party=place)
    anywhere = _is_true(call.option("anywhere"))
    looked = states if anywhere else states & coming(model.graph)
    if not looked.any():
        return Reply(False, lambda: f"no state of {text} can come about by improvements")
    number, among = int((looked & is_so(concept)).sum()), int(looked.sum())
    about = "" if anywhere else " that can come about"
    so = f"{number:,} {'is' if number == 1 else 'are'} {whom[number != 1]} ({concept.upper()})"
    return Reply(number > 0, lambda: f"of the {among:,} states of {text}{about}, {so}")


def _threat(call: Call, model: Model) -> Reply:
    found, at = model.threat(name_of(_text(call, 0))), call.option("at")
    name = found.threat.name
    if at is None:
        verdict = found.status_quo
        says = f"{name} is {verdict.replace('_', ' ')} now: {MEANINGS[verdict]}"
        if verdict in {"not_triggered", "carried", "impossible"}:
            return Reply(None, lambda: says)
        return Reply(verdict == call.name, lambda: says)
    verdicts = found.where(model.where(at.text))
    if not verdicts:
        return Reply(None, lambda: f"{name} is open in no state of {at.text}")
    so = sum(verdict == call.name for verdict in verdicts)
    among = f"{so:,} of {len(verdicts):,} states of {at.text}"
    return Reply(so == len(verdicts), lambda: f"{name} is {call.name} in {among}")


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
    **dict.fromkeys(("backs", "hinders", "same_answer"), _changing),
    "requires": _requires,
    **dict.fromkeys(("posterior", "explains"), _posterior),
}
