"""Cases that once went wrong: names in quotes, merged status quos, compound tests, leaks."""

from __future__ import annotations

import gc
import weakref

import pytest

import detente
from detente.claims.verdicts import ClaimAnswer

GAME = """\
dispute: d
parties:
  A: {options: {hit: Hit}, prefers: [not A.hit, B.pay]}
  B: {options: {pay: Pay}, prefers: [B.pay]}
threats: {t: {by: A, action: A.hit}}
settlements: {s: B.pay, "local peace": B.pay}
"""


def _verdict(test: str, text: str = GAME) -> ClaimAnswer:
    claim = f"claims:\n  c:\n    says: So\n    test: '{test}'\n"
    (answer,) = detente.loads(text + claim).claims
    return answer


@pytest.mark.parametrize(
    ("test", "restates"),
    [
        ("empty(t)", True),
        ("not empty(t)", True),
        ("empty(t) and reached(s)", False),
        ("empty(t) or not empty(t)", False),
        ("empty(t, at=B.pay)", False),
    ],
)
def test_only_a_test_of_the_threat_alone_restates_a_statement(test: str, restates: bool) -> None:
    assert bool(_verdict(test).restates) == restates


@pytest.mark.parametrize(
    "test",
    [
        'stable("local peace", seq, anywhere=true)',
        'reached("local peace")',
        'before(B.pay, "local peace") or holds("local peace")',
        'empty(t, at="local peace") or true = true',
    ],
)
def test_settlements_in_quotes(test: str) -> None:
    assert _verdict(test).verdict is True
    assert detente.loads(GAME).settle('"local peace"').status == "open"


def test_what_matters_where_the_status_quo_is_merged_with_others() -> None:
    text = """\
dispute: d
parties:
  P: {options: {strike: Strike}, prefers: [not P.strike]}
  Q: {options: {x: X, y: Y}, prefers: [Q.y]}
same: [P.strike]
status_quo: [P.strike, Q.x]
"""
    assert _verdict("matters(Q.x, Q.y)", text).verdict is not None


def test_sim_in_a_hand_drawn_graph_has_no_answer() -> None:
    text = """\
dispute: d
graph: {states: {1: One, 2: Two}, moves: {A: [[1, 2]]}}
parties: {A: {ranking: [2, 1]}}
status_quo: 1
"""
    found = _verdict("stable(state = 2, sim)", text)
    assert found.verdict is None
    assert "hand-drawn" in found.because
    assert _verdict("stable(state = 2)", text).unvaried == ("A",)


def test_holding_needs_no_status_quo() -> None:
    text = GAME + "rules: [A.hit or B.pay]\n"
    assert _verdict("holds(s)", text).verdict is True
    assert _verdict("reached(s)", text).verdict is None


@pytest.mark.parametrize(
    ("test", "said"),
    [
        ('needed(Nobody, s, in="")', "double quotes"),
        ("true", "asks nothing"),
        ("1 < 2", "asks nothing"),
        ("posterior(l) > 0.5", "there is no lever `l`"),
        ("must_pass(A, B)", "cannot answer yet"),
    ],
)
def test_faults_of_tests(test: str, said: str) -> None:
    with pytest.raises(detente.DisputeError) as caught:
        _verdict(test)
    (problem,) = caught.value.problems
    assert said in str(problem)


def test_fractions() -> None:
    assert _verdict("weight(B, s) = 1").verdict is True
    assert _verdict("weight(B, s) > 1/3").verdict is True


def test_nothing_is_kept_once_a_dispute_is_forgotten() -> None:
    case = detente.loads(GAME + "claims: {c: {says: So, test: 'empty(t) and reached(s)'}}\n")
    assert case.claims[0].verdict is True
    gone = weakref.ref(case.graph)
    del case
    gc.collect()
    assert gone() is None


def test_parties_that_can_do_nothing_weigh_nothing_and_cost_nothing() -> None:
    idle = "".join(f"  I{k}: {{prefers: [not B.pay]}}\n" for k in range(40))
    found = detente.loads(GAME.replace("threats:", f"{idle}threats:")).settle("s")
    assert found.shapley_shubik["B"] == 1
    assert found.shapley_shubik["I7"] == 0
    assert found.banzhaf["B"] == 1
    more = "".join(f"  J{k}: {{}}\n" for k in range(30))
    with pytest.raises(detente.DisputeError, match="at most 62"):
        detente.loads(GAME.replace("threats:", f"{idle}{more}threats:")).settle("s")
