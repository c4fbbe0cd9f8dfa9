"""The verdict on each claim: what it is, why, and on which preference statements it rests (ours).

A claim rests on a statement if removing it alone would change the verdict. Where just one statement
does, or where the claim says no more than a statement does, the verdict is *assumed, not derived*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from detente.claims.kleene import (
    Truth,
    Value,
    comparison,
    conjunction,
    disjunction,
    equivalence,
    implication,
    negation,
)
from detente.claims.model import Model
from detente.claims.predicates import answer, asks_of_moves
from detente.claims.side_by_side import models_preferring
from detente.disputes.measures import measured
from detente.disputes.model import Claim, Party, Preferences, Prioritised, Ranking, Weighted
from detente.disputes.places import problem_at
from detente.disputes.predicates import check_call, name_of
from detente.disputes.problems import DisputeError
from detente.graphs.graph import Graph
from detente.graphs.states import States
from detente.seen import Shown
from detente.settlements.threats import ThreatAnswer
from detente.statements.printing import measure_name, number_text, printed
from detente.statements.syntax import Formula, Measure
from detente.statements.testing import (
    Call,
    Comparison,
    Condition,
    Given,
    Junction,
    Negation,
    Test,
    calls,
    measures,
)

HERE = ""
THREAT_PREDICATES = frozenset({"credible", "deterred", "empty"})
Opened = Callable[[str], Graph]
"""From the name of another file, as a test writes it, to its graph."""


@dataclass(frozen=True)
class Resting:
    """A preference statement on which a verdict rests.

    Attributes
    ----------
    file : str
        The other file that it stands in; empty for the claim's own.
    party, statement : str
        Whose it is, and what it says.
    becomes : bool or None
        The verdict without it.
    """

    file: str
    party: str
    statement: str
    becomes: Truth


@dataclass(frozen=True)
class ClaimAnswer(Shown):
    """What the model says of a claim.

    Attributes
    ----------
    claim : Claim
        The claim.
    verdict : bool or None
        True, false, or None where it cannot be asked.
    because : str
        The reason in words.
    rests_on : tuple of Resting
        The statements whose removal alone would change the verdict.
    restates : tuple of Resting
        Statements that say themselves what the claim says.
    unvaried : tuple of str
        Parties whose preferences are rankings, of which nothing can be left out singly.
    varied : bool
        Whether it was asked on which statements it rests: not of what the moves seen say, and not
        where it was left aside.
    """

    claim: Claim
    verdict: Truth
    because: str
    rests_on: tuple[Resting, ...] = ()
    restates: tuple[Resting, ...] = ()
    unvaried: tuple[str, ...] = ()
    varied: bool = True

    @property
    def assumed(self) -> bool:
        """Whether one statement decides the verdict alone, or the claim restates one."""
        decided = len(self.rests_on) == 1 or bool(self.restates)
        return self.verdict is not None and decided

    @property
    def as_forecast(self) -> Truth:
        """For a forecast whose outcome is known: whether the verdict was right."""
        if self.claim.kind != "forecast" or self.claim.outcome is None or self.verdict is None:
            return None
        return self.verdict == self.claim.outcome


class ClaimAnswers(tuple[ClaimAnswer, ...], Shown):
    """Answers to several claims, as a tuple that a notebook shows as a table."""

    __slots__ = ()


def claim_answers(
    graph: Graph,
    opened: Opened,
    claims: Sequence[Claim] | None = None,
    *,
    resting: bool = True,
) -> ClaimAnswers:
    """The answer to claims about a dispute, in their order.

    Parameters
    ----------
    graph : Graph
        The dispute's graph.
    opened : callable
        Opens the other files that tests name.
    claims : sequence of Claim, optional
        The claims; all those of the file unless told.
    resting : bool
        Whether it is asked on which statements verdicts rest; it takes most of the time.

    Raises
    ------
    DisputeError
        If a test names a file that cannot be opened, or something that is not in it.
    """
    models = models_of(graph, opened)
    stated = graph.dispute.claims if claims is None else claims
    answers = {claim.name: _verdict(claim, models) for claim in stated}
    if not resting:
        return ClaimAnswers(replace(answer, varied=False) for answer in answers.values())
    decided = {
        name: answer.claim.test
        for name, answer in answers.items()
        if answer.verdict is not None and answer.claim.test is not None
    }
    bearing: dict[str, list[Resting]] = {name: [] for name in answers}
    for file, party, statement, changed in _variations(models) if decided else ():
        for name, test in decided.items():
            becomes = answers[name].verdict
            if _speaks_of(test, file) and not asks_of_moves(test):
                becomes = truth(test, changed)
            if becomes != answers[name].verdict:
                bearing[name].append(Resting(file, party, statement, becomes))
    unvaried = tuple(p.name for p in graph.dispute.parties if isinstance(p.preferences, Ranking))
    return ClaimAnswers(
        replace(answer, rests_on=tuple(bearing[name]), unvaried=unvaried)
        for name, answer in answers.items()
    )


def _verdict(claim: Claim, models: Mapping[str, Model]) -> ClaimAnswer:
    """The answer to a claim, but for the statements that it rests on."""
    if claim.kind == "report":
        return ClaimAnswer(claim, None, "it reports what was said or done, which is not tested")
    if claim.test is None:
        return ClaimAnswer(claim, None, "it has no test")
    verdict = truth(claim.test, models)
    because = "; ".join(dict.fromkeys(_reasons(claim.test, models)))
    if verdict is None:
        return ClaimAnswer(claim, None, because)
    restated = tuple(_restated(claim.test, models))
    return ClaimAnswer(claim, verdict, because, (), restated, varied=not asks_of_moves(claim.test))


# Tests ------------------------------------------------------------------------------------------


def truth(test: Test, models: Mapping[str, Model]) -> Truth:
    """The truth value of a test: true, false or None."""
    match test:
        case Negation(part):
            return negation(truth(part, models))
        case Junction("and", parts):
            return conjunction(truth(part, models) for part in parts)
        case Junction(_, parts):
            return disjunction(truth(part, models) for part in parts)
        case Condition("implies", left, right) | Condition("if", right, left):
            return implication(truth(left, models), truth(right, models))
        case Condition(_, left, right):
            return equivalence(truth(left, models), truth(right, models))
        case Comparison(sign, left, right):
            return comparison(sign, value(left, models), value(right, models))
    found = value(test, models)
    assert found is None or isinstance(found, bool)
    return found


def value(test: Test, models: Mapping[str, Model]) -> Value:
    """The number or truth value of what is compared."""
    match test:
        case Given(said):
            return said
        case Call():
            return answer(test, models[file_of(test)]).value
        case Measure():
            return measured(models[HERE].graph.dispute, test)
    return truth(test, models)


def _reasons(test: Test, models: Mapping[str, Model]) -> Iterator[str]:
    for call in calls(test):
        file = file_of(call)
        because = answer(call, models[file]).because()
        yield because if file == HERE else f"in {file}, {because}"
    for measure in measures(test):
        amount = measured(models[HERE].graph.dispute, measure)
        yield f"{measure_name(measure.party, measure.attribute)} is {number_text(amount)}"


def file_of(call: Call) -> str:
    """The other file that a call asks about; empty for the claim's own."""
    named = call.option("in")
    return HERE if named is None else name_of(named.text)


def _speaks_of(test: Test, file: str) -> bool:
    return any(file_of(call) == file for call in calls(test))


def models_of(graph: Graph, opened: Opened) -> dict[str, Model]:
    """The dispute of the claims, and every other that their tests name, by its file.

    Raises
    ------
    DisputeError
        If a test names a file that cannot be opened, or something that is not in it.
    """
    models = {HERE: Model(graph)}
    for claim in graph.dispute.claims:
        for call in calls(claim.test) if claim.test is not None else ():
            file = file_of(call)
            if file not in models:
                models[file] = Model(_opened(graph, claim, file, opened))
            for fault in check_call(call, models[file].askable) if file != HERE else ():
                what = f"of {file}: {fault.what}"
                path = ("claims", claim.name, "test")
                raise DisputeError([problem_at(graph.dispute, path, what, fault.mend)])
    return models


def _opened(graph: Graph, claim: Claim, file: str, opened: Opened) -> Graph:
    try:
        return opened(file)
    except DisputeError as error:
        path = ("claims", claim.name, "test")
        said = error.problems[0]
        what = f"`{file}` cannot be used ({said.what})"
        raise DisputeError([problem_at(graph.dispute, path, what, said.mend)]) from None


# What a verdict rests on ------------------------------------------------------------------------


def _variations(
    models: Mapping[str, Model],
) -> Iterator[tuple[str, str, str, Mapping[str, Model]]]:
    """Every preference statement of the disputes, and the disputes without it."""
    for file, model in models.items():
        stated = model.graph.dispute.parties
        left = [(party.name, said, rest) for party in stated for said, rest in _without_one(party)]
        varied = models_preferring(model.graph, [(party, rest) for party, _, rest in left])
        for (party, said, _), changed in zip(left, varied, strict=True):
            yield file, party, said, {**models, file: changed}


def _without_one(party: Party) -> Iterator[tuple[str, Preferences]]:
    """Each statement of a party, or weighed formula, and its preferences without it."""
    match party.preferences:
        case Prioritised(statements):
            for k, statement in enumerate(statements):
                rest = (*statements[:k], *statements[k + 1 :])
                yield printed(statement.formula), Prioritised(rest)
        case Weighted(weights):
            for k, (formula, _) in enumerate(weights):
                yield printed(formula), Weighted((*weights[:k], *weights[k + 1 :]))


def _restated(test: Test, models: Mapping[str, Model]) -> Iterator[Resting]:
    """The statement that says of a threat's action what a test asks of the threat, and no more."""
    call = test.part if isinstance(test, Negation) else test
    if isinstance(call, Call) and call.name in THREAT_PREDICATES and call.option("at") is None:
        found = models[file_of(call)].threat(name_of(call.arguments[0].text))
        yield from _restating(found, file_of(call), truth(test, models))


def _restating(found: ThreatAnswer, file: str, verdict: Truth) -> Iterator[Resting]:
    """The owner's statement that the action itself, or its opposite, is wanted, if it decides."""
    graph = found.graph
    preferences = graph.dispute.parties[found.owner].preferences
    step = found.why(found.start).move
    if not isinstance(preferences, Prioritised) or step is None:
        return
    from detente.graphs.reasons import exchange

    source, target = graph.states.index(step.source), graph.states.index(step.target)
    assert source is not None
    assert target is not None
    decided = exchange(graph, found.owner, source, target).decided_by
    if decided is not None and _says_the_same(graph.states, decided, found.threat.action):
        yield Resting(file, found.threat.by, printed(decided), verdict)


def _says_the_same(states: States, one: Formula, other: Formula) -> bool:
    """Whether one formula is true just where another is, or just where it is not."""
    first, second = states.each_where([one, other])
    return bool((first == second).all() or (first != second).all())
