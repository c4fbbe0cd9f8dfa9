"""Shares of worlds: in words, and as plain data for ``--json``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from detente.doubts.answers import AS_STATED
from detente.doubts.shares import CONFIDENCE, Share, Shares, Spread
from detente.graphs.graph import Graph
from detente.report.words import joined, plural

if TYPE_CHECKING:
    from detente.claims.survey import Value
    from detente.claims.sweep import Change, Nearest, Sweep
    from detente.doubts.hinges import Hinge, Together
    from detente.doubts.spaces import Question

MOST_HINGES = 3
_FLOOR = 0.005
_ROUNDING = 1e-9  # what sums of shares may be off
_UNCLEAR = 0.25  # a margin beyond which a total share is not worth telling


# In words ---------------------------------------------------------------------------------------


def share_in_words(share: Share) -> str:
    """A share with its interval.

    Examples
    --------
    >>> share_in_words(Share(0.283, 0.251, 0.318)), share_in_words(Share(1.0, 1.0, 1.0))
    ('28% (25–32)', '100%')
    """
    if share.low == share.high:
        return _percent(share.value)
    return f"{_percent(share.value)} ({_bare(share.low)}–{_bare(share.high)})"


def _percent(value: float | Fraction) -> str:
    return f"{_bare(float(value))}%"


def _bare(value: float) -> str:
    """A share in percent; all and none are only said where it is so.

    Examples
    --------
    >>> _bare(0.999), _bare(0.001), _bare(0.0)
    ('>99', '<1', '0')
    """
    if _ROUNDING < value < _FLOOR:
        return "<1"
    if 1 - _FLOOR < value < 1 - _ROUNDING:
        return ">99"
    return f"{100 * value:.0f}"


def doubt_in_words(question: Question) -> str:
    """The answers to a doubt in few words, with how likely each is; that of the file is starred."""
    said = [
        f"{answer.short}{'*' if number == question.base else ''} {_percent(answer.probability)}"
        for number, answer in enumerate(question.answers)
    ]
    doubt = question.doubt
    tie = "" if doubt.tied_to is None else f"; with «{doubt.tied_to}» ({doubt.correlation})"
    return ", ".join(said) + tie


def worlds_in_words(sweep: Sweep) -> str:
    """How many worlds were looked at, and what that says."""
    doubts = plural(len(sweep.space.questions), "doubt")
    count = len(sweep.weights)
    size = sweep.space.size
    if sweep.exact:
        return f"{doubts}: shares are over all {count:,} worlds that their answers make."
    of = "" if size is None else f" of {_large(size)}"
    drawn = f"{count:,} worlds drawn{of} (seed {sweep.plan.seed})"
    if sweep.plan.exact:
        drawn = f"{count:,} of all {sweep.plan.worlds:,} worlds, picked at random"
    confident = f"in brackets, where they lie with {CONFIDENCE:.0%} confidence"
    return f"{doubts}: shares are over {drawn}; {confident}."


def _large(size: int) -> str:
    """A number of worlds in words.

    Examples
    --------
    >>> _large(40_000), _large(204_838_502_400), _large(10**20)
    ('40,000', 'about 205 billion', 'more than a million billion')
    """
    if size < 10**7:
        return f"{size:,}"
    if size >= 10**15:
        return "more than a million billion"
    unit, name = (10**9, "billion") if size >= 10**9 else (10**6, "million")
    return f"about {size / unit:,.0f} {name}"


def stopped_in_words(sweep: Sweep) -> str | None:
    """That a sweep was stopped, and how far it had come."""
    if not sweep.stopped:
        return None
    why = {"interrupted": "It was interrupted", "time limit": "The time limit came"}[sweep.stopped]
    done = len(sweep.weights)
    if done == 0:
        return f"{why} before any of {plural(sweep.plan.worlds, 'world')} was looked at."
    return f"{why} after {done:,} of {plural(sweep.plan.worlds, 'world')}; these are kept below."


def name_of_factor(sweep: Sweep, factor: int) -> str:
    """The doubt of a factor, or those tied together."""
    first, *others = (f"«{sweep.space.questions[k].name}»" for k in sweep.factors[factor])
    return f"{first} (with {joined(others)})" if others else first


def hinges_in_words(sweep: Sweep, found: tuple[Hinge, ...], what: str = "It") -> str | None:
    """What an answer hinges on most, in a sentence; None where nothing moves it."""
    matter = [hinge for hinge in found if hinge.matters]
    if not matter:
        return None
    shown = matter[:MOST_HINGES]
    named = [f"{name_of_factor(sweep, hinge.factor)} ({_of_variation(hinge)})" for hinge in shown]
    more = len(matter) - len(shown)
    rest = f", and less on {plural(more, 'other')}" if more > 0 else ""
    unclear = any(2 * hinge.error > _UNCLEAR for hinge in shown)
    tail = " What they do with others takes more worlds to tell." if unclear else ""
    return f"{what} hinges on {joined(named)}{rest}.{tail}"


def _of_variation(hinge: Hinge) -> str:
    if 2 * hinge.error > _UNCLEAR and hinge.first_order < _FLOOR:
        return "with others only"
    alone = f"{_percent(hinge.first_order)} of its variation alone"
    if hinge.total is None or 2 * hinge.error > _UNCLEAR:
        return alone
    total = min(max(hinge.total, hinge.first_order), 1.0)
    error = f" ± {_bare(2 * hinge.error)}" if hinge.error else ""
    return f"{alone}, {_bare(total)}{error}% with others"


def together_in_words(sweep: Sweep, pairs: tuple[Together, ...]) -> Iterator[str]:
    """The pairs of doubts that matter together more than apart."""
    for pair in pairs[:MOST_HINGES]:
        one, other = (name_of_factor(sweep, factor) for factor in pair.factors)
        shares = f"{_percent(pair.joint)} of the variation, {_percent(pair.apart)} apart"
        yield f"{one} and {other} matter together: {shares}."


def answer_in_words(sweep: Sweep, question: int, answer: int) -> str:
    """An answer as a clause: what is so."""
    return sweep.space.questions[question].answers[answer].text


def flips_in_words(sweep: Sweep, flips: tuple[Change, ...]) -> str | None:
    """Which single answers change the verdict, in a sentence; None where none does."""
    if not flips:
        return None
    said = [
        f"{answer_in_words(sweep, flip.question, flip.answer)} ({value_in_words(flip.becomes)})"
        for flip in flips
    ]
    more = len(said) - MOST_HINGES
    rest = f"; or {plural(more, 'other')}" if more > 0 else ""
    return f"One answer alone changes it: {'; or '.join(said[:MOST_HINGES])}{rest}."


def nearest_in_words(sweep: Sweep, nearest: Nearest | None) -> str:
    """The nearest world in which the verdict is another, in a sentence."""
    if nearest is None:
        return "No world that was looked at has another verdict than the file as it stands."
    said = [answer_in_words(sweep, question, answer) for question, answer in nearest.changes]
    known = "" if nearest.least else ", as far as was looked"
    becomes = value_in_words(nearest.becomes)
    return f"The nearest world in which it is otherwise ({becomes}){known}: {joined(said)}."


def value_in_words(value: Value) -> str:
    """A verdict, status, role or number."""
    if value is None:
        return "no answer"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).replace("_", " ")


def convergence_in_words(steps: list[tuple[int, Share]]) -> str | None:
    """How a share settled, in a phrase; None where there is nothing to say."""
    if len(steps) < 2:
        return None
    said = ", ".join(f"{_percent(share.value)} after {count:,}" for count, share in steps)
    return f"True, as worlds were added, in {said}."


# As plain data ----------------------------------------------------------------------------------


def share_answer(share: Share) -> dict[str, Any]:
    """A share with its interval."""
    return {"share": share.value, "interval": [share.low, share.high]}


def verdicts_answer(shares: Shares) -> dict[str, Any]:
    """The shares of worlds in which something is so, is not so, and means nothing."""
    return {
        **share_answer(shares.true),
        "share_false": shares.false.value,
        "share_null": shares.null.value,
    }


def worlds_answer(sweep: Sweep) -> dict[str, Any]:
    """Which worlds were looked at, with what is needed to do it again."""
    return {
        "worlds": len(sweep.weights),
        "asked": sweep.plan.worlds,
        "of": sweep.space.size,
        "exact": sweep.exact,
        "seed": sweep.plan.seed,
        "stopped": sweep.stopped or None,
        "confidence": CONFIDENCE,
    }


def doubts_answer(questions: Sequence[Question]) -> list[dict[str, Any]]:
    """Every doubt with its answers."""
    return [
        {
            "name": question.name,
            "answers": [
                {"text": answer.text, "probability": float(answer.probability)}
                for answer in question.answers
            ],
            "as_stated": None if question.base == AS_STATED else question.base,
            "why": question.doubt.why,
            "sources": list(question.doubt.sources),
        }
        for question in questions
    ]


def hinges_answer(sweep: Sweep, found: tuple[Hinge, ...]) -> list[dict[str, Any]]:
    """How much an answer hinges on each doubt, the most important first."""
    answers = []
    for hinge in found:
        names = [sweep.space.questions[k].name for k in sweep.factors[hinge.factor]]
        for name in names:
            answers.append(
                {
                    "doubt": name,
                    "first_order": hinge.first_order,
                    "total": hinge.total,
                    "error": hinge.error,
                    "matters": hinge.matters,
                    "tied_with": [other for other in names if other != name],
                }
            )
    return answers


def together_answer(sweep: Sweep, pairs: tuple[Together, ...]) -> list[dict[str, Any]]:
    """The pairs of doubts that matter together more than apart."""
    return [
        {
            "doubts": [
                [sweep.space.questions[k].name for k in sweep.factors[factor]]
                for factor in pair.factors
            ],
            "joint": pair.joint,
            "apart": pair.apart,
        }
        for pair in pairs
    ]


def change_answer(sweep: Sweep, question: int, answer: int) -> dict[str, Any]:
    """One doubt answered otherwise than the file has it."""
    asked = sweep.space.questions[question]
    return {"doubt": asked.name, "answer": answer, "text": asked.answers[answer].text}


def flips_answer(sweep: Sweep, flips: tuple[Change, ...]) -> list[dict[str, Any]]:
    """For each doubt that alone changes an outcome, its smallest answer that does."""
    return [
        {**change_answer(sweep, flip.question, flip.answer), "becomes": flip.becomes}
        for flip in flips
    ]


def nearest_answer(sweep: Sweep, nearest: Nearest | None) -> dict[str, Any] | None:
    """The nearest world in which an outcome is another."""
    if nearest is None:
        return None
    return {
        "changes": [change_answer(sweep, question, answer) for question, answer in nearest.changes],
        "becomes": nearest.becomes,
        "fewest": nearest.least,
        "in_words": nearest_in_words(sweep, nearest),
    }


def spread_answer(spread: Spread | None) -> dict[str, Any] | None:
    """Where a number lies."""
    if spread is None:
        return None
    return {
        "mean": spread.mean,
        "interval": [spread.mean_low, spread.mean_high],
        "nine_in_ten": [spread.low, spread.high],
        "worlds": share_answer(spread.worlds),
    }


def kinds_answer(kinds: Mapping[str, Share]) -> dict[str, Any]:
    """The share of each value that an outcome has."""
    return {value: share_answer(share) for value, share in kinds.items()}


# What stands beside verdicts --------------------------------------------------------------------


def claim_shares_answer(sweep: Sweep, claim: str) -> dict[str, Any]:
    """What stands beside a claim's verdict once there are doubts."""
    outcome = f"claim {claim}"
    if outcome not in sweep.columns:
        left_out = _left_out(sweep, claim)
        why = {} if left_out is None else {"left_out": left_out}
        return {"share": None, "interval": None, "hinges_on": [], **why}
    found: dict[str, Any] = {
        **verdicts_answer(sweep.claim(claim)),
        "hinges_on": hinges_answer(sweep, sweep.hinges(outcome, is_true)),
        "together": together_answer(sweep, sweep.together(outcome, is_true)),
    }
    if sweep.has_base:
        found["flips"] = flips_answer(sweep, sweep.flips(outcome))
    return found


def _left_out(sweep: Sweep, claim: str) -> str | None:
    """Why a claim that has a test was not put to other worlds."""
    stated = {c.name: c for c in dict(sweep.plan.disputes)[""].claims}
    if stated[claim].test is None or stated[claim].kind == "report":
        return None
    if claim not in sweep.plan.asked.claims:
        return "it speaks of levers, which were left out of other worlds for want of time"
    return "it looks at every set of levers, in each world anew"


def is_true(value: Value) -> bool:
    """Whether a verdict is true."""
    return value is True


def claim_shares_in_words(sweep: Sweep, claim: str) -> Iterator[str]:
    """What stands beside a claim's verdict once there are doubts: a line each."""
    outcome = f"claim {claim}"
    if outcome not in sweep.columns:
        left_out = _left_out(sweep, claim)
        yield from () if left_out is None else (f"Not asked in other worlds: {left_out}.",)
        return
    shares = sweep.claim(claim)
    parts = [f"True in {share_in_words(shares.true)} of the worlds"]
    parts.append(f"false in {share_in_words(shares.false)}")
    if shares.null.value:
        parts.append(f"in {share_in_words(shares.null)} it means nothing")
    yield ", ".join(parts) + "."
    said = [hinges_in_words(sweep, sweep.hinges(outcome, is_true))]
    said += together_in_words(sweep, sweep.together(outcome, is_true))
    said += [flips_in_words(sweep, sweep.flips(outcome))] if sweep.has_base else []
    yield from (line for line in said if line is not None)


def beside(sweep: Sweep | None, outcome: str, value: Value) -> str:
    """In what share of worlds an outcome is as it is in the file, to stand behind it.

    Empty where there are no doubts.
    """
    said = in_cell(sweep, outcome, value)
    return f", in{said} of the worlds" if said else ""


def in_cell(sweep: Sweep | None, outcome: str, value: Value) -> str:
    """As `beside`, in a table that says of itself that shares are of worlds."""
    if sweep is None or outcome not in sweep.columns:
        return ""
    share = sweep.share(outcome, lambda found: found == value and type(found) is type(value))
    return f" {share_in_words(share)}"


def say_worlds(sweep: Sweep | None) -> str | None:
    """What is behind the shares; None where there are none."""
    if sweep is None or len(sweep.weights) == 0:
        return None
    stopped = stopped_in_words(sweep)
    return worlds_in_words(sweep) + ("" if stopped is None else f" {stopped}")


def settlement_shares_answer(sweep: Sweep, name: str, graph: Graph) -> dict[str, Any]:
    """What stands beside a settlement's status, roles and weights once there are doubts."""
    outcome = f"settlement {name}"
    if outcome not in sweep.columns:
        return {}
    found: dict[str, Any] = {
        "status": kinds_answer(sweep.kinds(outcome)),
        "roles": {p: kinds_answer(sweep.kinds(f"role {name}: {p}")) for p in graph.parties},
        "weights": {p: spread_answer(sweep.number(f"weight {name}: {p}")) for p in graph.parties},
    }
    for kind in ("pressure", "pact"):
        if f"{kind} {name}" in sweep.columns:
            found[kind] = share_answer(sweep.share(f"{kind} {name}", is_true))
    for said, kind in BESIDES.items():
        outcomes = {party: f"{kind} {name}: {party}" for party in graph.parties}
        if all(outcome in sweep.columns for outcome in outcomes.values()):
            found[said] = {p: share_answer(sweep.share(o, is_true)) for p, o in outcomes.items()}
    return found


BESIDES = {"must_tolerate": "tolerates", "relied_on": "relied_on", "spoilers": "spoils"}
"""What is said beside roles, and what its outcomes are called."""


def stability_outcome(graph: Graph, concept: str, party: str, number: int) -> str:
    """What the outcome is called that says whether a state is stable for a party."""
    place = graph.states.index(number)
    assert place is not None
    return f"stable {concept} {party} {int(graph.states.codes[place])}"


def state_share(sweep: Sweep, graph: Graph, name: str, place: int | None) -> Share:
    """The share of worlds that a tally counts for a state of the file as it stands."""
    assert place is not None
    return sweep.state_share(name, int(sweep.graph.places_of(graph.states.codes[[place]])[0]))


def shares_answer(sweep: Sweep | None, found: dict[str, Any]) -> dict[str, Any]:
    """Shares as part of another answer, with the worlds they are taken over; or nothing."""
    return {} if sweep is None else {"shares": {**worlds_answer(sweep), **found}}
