"""What is said of claims: in words, and as plain data for ``--json``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from detente.claims.verdicts import ClaimAnswer, Resting
from detente.graphs.graph import Graph
from detente.report.answers import heading
from detente.report.shares import claim_shares_answer, shares_answer
from detente.report.words import joined, plural

if TYPE_CHECKING:
    from detente.claims.sweep import Sweep

VERDICTS = {True: "true", False: "false", None: "no answer"}
ASSUMED = "assumed, not derived"


def claim_in_words(answer: ClaimAnswer, *, resting: bool = True) -> Iterator[str]:
    """Reason, what it rests on (if that was asked), outcome and source: a line each."""
    yield f"Because {answer.because}."
    if answer.verdict is not None and (resting or answer.restates):
        yield _rests_on(answer)
    if answer.claim.why is not None:
        yield f"Read so: {' '.join(answer.claim.why.split())}"
    yield from _as_forecast(answer)
    if answer.claim.sources:
        yield f"Source: {', '.join(answer.claim.sources)} ({answer.claim.kind})."
    else:
        yield f"No source is named ({answer.claim.kind})."


def _rests_on(answer: ClaimAnswer) -> str:
    if answer.restates:
        said = joined([_statement(resting) for resting in answer.restates])
        return f"Assumed, not derived: it says no more than {said}."
    if not answer.varied:
        return "On which statements it rests is not asked: the moves seen are weighed as a whole."
    count = len(answer.rests_on)
    but = ""
    if answer.unvaried:
        but = f" (The rankings of {joined(list(answer.unvaried))} cannot be varied so.)"
    if count == 0:
        return f"It rests on no single preference statement: without any one it stands.{but}"
    if count == 1:
        (one,) = answer.rests_on
        return f"Assumed, not derived: {_statement(one)} decides it alone.{but}"
    named = joined([_statement(resting) for resting in answer.rests_on])
    said = f"It rests on {plural(count, 'statement')}; without any one the verdict changes"
    return f"{said}: {named}.{but}"


def _statement(resting: Resting) -> str:
    where = f" in {resting.file}" if resting.file else ""
    return f"{resting.party}'s `{resting.statement}`{where}"


def _as_forecast(answer: ClaimAnswer) -> Iterator[str]:
    claim = answer.claim
    if claim.kind != "forecast":
        return
    by = f" by {claim.by}" if claim.by else ""
    if claim.outcome is None:
        yield f"A forecast{by}; what came of it is not recorded."
        return
    came = "came true" if claim.outcome else "did not come true"
    if answer.as_forecast is None:
        yield f"A forecast{by}: it {came}; the model gives no answer to hold against that."
    else:
        agrees = "as the model has it" if answer.as_forecast else "against what the model has"
        yield f"A forecast{by}: it {came}, {agrees}."


def claims_answer(
    graph: Graph, answers: Sequence[ClaimAnswer], shares: Sweep | None
) -> dict[str, Any]:
    """The answer of ``detente claims``."""
    return {
        **heading(graph.dispute.title),
        "claims": {answer.claim.name: _answer(answer, shares) for answer in answers},
        **shares_answer(shares, {}),
    }


def _answer(answer: ClaimAnswer, shares: Sweep | None) -> dict[str, Any]:
    claim = answer.claim
    found: dict[str, Any] = {
        "says": claim.says,
        "kind": claim.kind,
        "test": claim.test_text,
        "verdict": answer.verdict,
        "because": answer.because,
        "why": claim.why,
        "assumed": answer.assumed,
        "rests_on": [_resting(resting) for resting in answer.rests_on] if answer.varied else None,
        "restates": [_resting(resting) for resting in answer.restates],
        "not_varied": list(answer.unvaried),
        "sources": list(claim.sources),
    }
    if claim.kind == "forecast":
        found["by"] = None if claim.by is None else claim.by.isoformat()
        found["outcome"] = claim.outcome
        found["agrees_with_outcome"] = answer.as_forecast
    return found if shares is None else found | claim_shares_answer(shares, claim.name)


def _resting(resting: Resting) -> dict[str, Any]:
    return {
        "file": resting.file or None,
        "party": resting.party,
        "statement": resting.statement,
        "becomes": resting.becomes,
    }
