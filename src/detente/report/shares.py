"""Shares of worlds: in words, and as plain data for ``--json``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from detente.claims.survey import Value
from detente.claims.sweep import Change, Nearest, Sweep
from detente.doubts.answers import AS_STATED
from detente.doubts.hinges import Hinge, Together
from detente.doubts.shares import CONFIDENCE, Share, Spread
from detente.graphs.graph import Graph
from detente.report.words import joined, plural
from detente.settlements.settlement import Settlement

MOST_HINGES = 3
_FLOOR = 0.005


# In words ---------------------------------------------------------------------------------------


def share_in_words(share: Share) -> str:
    """A share with its interval.

    Examples
    --------
    >>> share_in_words(Share(0.283, 0.251, 0.318)), share_in_words(Share(1.0, 1.0, 1.0))
    ('28 % (25–32)', '100 %')
    """
    if share.low == share.high:
        return _percent(share.value)
    return f"{_percent(share.value)} ({_bare(share.low)}–{_bare(share.high)})"


def _percent(value: float) -> str:
    return f"{_bare(value)} %"


def _bare(value: float) -> str:
    """A share in percent; all and none are only said where it is so.

    Examples
    --------
    >>> _bare(0.999), _bare(0.001), _bare(0.0)
    ('>99', '<1', '0')
    """
    if 0 < value < _FLOOR:
        return "<1"
    if 1 - _FLOOR < value < 1:
        return ">99"
    return f"{100 * value:.0f}"


def worlds_in_words(sweep: Sweep) -> str:
    """How many worlds were looked at, and what that says."""
    doubts = plural(len(sweep.space.questions), "doubt")
    count = len(sweep.weights)
    size = sweep.space.size
    if sweep.exact:
        return f"{doubts}: shares are over all {count:,} worlds that their answers make."
    of = "" if size is None else f" of {_large(size)}"
    drawn = f"{count:,} worlds drawn{of} (seed {sweep.plan.seed})"
    confident = f"in brackets, where they lie with {CONFIDENCE:.0%} confidence"
    return f"{doubts}: shares are over {drawn}; {confident}."


def _large(size: int) -> str:
    return f"{size:,}" if size < 10**7 else f"about {size:.1e}".replace("e+0", "e").replace("+", "")


def stopped_in_words(sweep: Sweep) -> str | None:
    """That a sweep was stopped, and how far it had come."""
    if not sweep.stopped:
        return None
    why = {"interrupted": "It was interrupted", "time limit": "The time limit came"}[sweep.stopped]
    done = len(sweep.weights)
    return f"{why} after {done:,} of {plural(sweep.plan.worlds, 'world')}; these are kept below."


def name_of_factor(sweep: Sweep, factor: int) -> str:
    """The doubt of a factor, or those tied together."""
    names = [f"«{sweep.space.questions[k].name}»" for k in sweep.factors[factor]]
    return joined(names)


def hinges_in_words(sweep: Sweep, found: tuple[Hinge, ...]) -> str | None:
    """What an answer hinges on most, in a sentence; None where nothing moves it."""
    named = [
        f"{name_of_factor(sweep, hinge.factor)} ({_of_variation(hinge)})"
        for hinge in found
        if hinge.matters
    ]
    if not named:
        return None
    more = len(named) - MOST_HINGES
    rest = f", and less on {plural(more, 'other')}" if more > 0 else ""
    return f"It hinges on {joined(named[:MOST_HINGES])}{rest}."


def _of_variation(hinge: Hinge) -> str:
    alone = f"{_percent(hinge.first_order)} of its variation alone"
    if hinge.total is None:
        return alone
    total = min(max(hinge.total, hinge.first_order), 1.0)
    error = f" ± {_bare(2 * hinge.error)}" if hinge.error else ""
    return f"{alone}, {_bare(total)}{error} % with others"


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
    return f"The share as worlds were added: {said}."


# As plain data ----------------------------------------------------------------------------------


def share_answer(share: Share) -> dict[str, Any]:
    """A share with its interval."""
    return {"share": share.value, "interval": [share.low, share.high]}


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


def doubts_answer(sweep: Sweep) -> list[dict[str, Any]]:
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
        for question in sweep.space.questions
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
        return {"share": None, "interval": None, "hinges_on": []}
    shares = sweep.claim(claim)
    found: dict[str, Any] = {
        **share_answer(shares.true),
        "share_false": shares.false.value,
        "share_null": shares.null.value,
    }
    if sweep.has_base:
        found["hinges_on"] = hinges_answer(sweep, sweep.hinges(outcome, is_true))
        found["together"] = together_answer(sweep, sweep.together(outcome, is_true))
        found["flips"] = flips_answer(sweep, sweep.flips(outcome))
        found["nearest"] = nearest_answer(sweep, sweep.nearest(outcome))
    return found


def is_true(value: Value) -> bool:
    """Whether a verdict is true."""
    return value is True


def claim_shares_in_words(sweep: Sweep, claim: str) -> Iterator[str]:
    """What stands beside a claim's verdict once there are doubts: a line each."""
    outcome = f"claim {claim}"
    if outcome not in sweep.columns:
        return
    shares = sweep.claim(claim)
    parts = [f"True in {share_in_words(shares.true)} of the worlds"]
    parts.append(f"false in {share_in_words(shares.false)}")
    if shares.null.value:
        parts.append(f"in {share_in_words(shares.null)} it means nothing")
    yield ", ".join(parts) + "."
    if sweep.has_base:
        if shares.true.value in {0.0, 1.0} and not sweep.flips(outcome):
            yield nearest_in_words(sweep, sweep.nearest(outcome))
            return
        said = [hinges_in_words(sweep, sweep.hinges(outcome, is_true))]
        said += together_in_words(sweep, sweep.together(outcome, is_true))
        said.append(flips_in_words(sweep, sweep.flips(outcome)))
        if not sweep.flips(outcome):
            said.append(nearest_in_words(sweep, sweep.nearest(outcome)))
        yield from (line for line in said if line is not None)


def settlement_shares_answer(sweep: Sweep, name: str, graph: Graph) -> dict[str, Any]:
    """What stands beside a settlement's status, roles and weights once there are doubts."""
    outcome = f"settlement {name}"
    if outcome not in sweep.columns:
        return {}
    return {
        "status": kinds_answer(sweep.kinds(outcome)),
        "roles": {p: kinds_answer(sweep.kinds(f"role {name}: {p}")) for p in graph.parties},
        "weights": {p: spread_answer(sweep.number(f"weight {name}: {p}")) for p in graph.parties},
    }


def status_share(sweep: Sweep, settlement: Settlement) -> Share:
    """In what share of worlds a settlement has the status that it has in the file."""
    status = settlement.status
    return sweep.share(f"settlement {settlement.name}", lambda value: value == status)
