"""What observed moves say of hidden levers agrees with sums over all sets and behaviours."""

from __future__ import annotations

from math import inf, isclose
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import detente
from detente.levers.hidden import Hidden
from detente.levers.hidden import hidden as explained
from levered import case_of, dispute_of
from oracle import hidden, strategies
from oracle.hidden import BEHAVIOURS, Explained
from oracle.spec import Spec, name_text

SMALL: dict[str, Any] = {"parties": (2, 3), "options": (2, 4), "statements": 3}
KINDS: dict[str, Any] = {
    "statements": strategies.option_disputes(preferences="prefers", **SMALL),
    "mixed": strategies.option_disputes(forbidden=True, levels=True, **SMALL),
    "same": strategies.option_disputes(same=True, **SMALL),
}
RULES = ("rule", "unrule", "allow", "forbid")
few = settings(max_examples=max(settings().max_examples // 10, 1))


@pytest.fixture(params=list(KINDS))
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _observed(draw: Any, kind: str, **more: Any) -> tuple[Spec, Explained]:
    """A dispute whose values iterations agree on; where states are coalesced, the same states."""
    spec = draw(hidden.observed_disputes(KINDS[kind], **more))
    edits = [edit for lever in spec["levers"] for edit in lever["edits"]]
    if spec["same"]:
        assume(not any(key in edit for edit in edits for key in RULES))
    view = Explained(spec)
    assume(view.is_certain())
    return spec, view


def _close(value: float) -> Any:
    return pytest.approx(value, rel=1e-6, abs=1e-9)


def _asked(spec: Spec) -> Hidden | None:
    """What the package says; None where no set of levers allows the moves."""
    try:
        return explained(dispute_of(spec))
    except detente.DisputeError:
        return None


@few
@given(data=st.data())
def test_posteriors(kind: str, data: st.DataObject) -> None:
    spec, view = _observed(data.draw, kind)
    found, known = _asked(spec), view.posterior()
    assert (found is None) == (known is None)
    if found is None or known is None:
        return
    assert {w.name: float(w.posterior) for w in found.levers} == {
        name: _close(chance) for name, chance in known.items()
    }
    by_set = view.over_sets()
    assert by_set is not None
    assert {frozenset(e.levers): float(e.posterior) for e in found.sets} == {
        chosen: _close(chance) for chosen, chance in by_set.items()
    }
    for one in found.sets:
        chosen = frozenset(one.levers)
        assert one.likelihood == _close(view.likelihood(chosen))
        assert float(one.prior) == _close(hidden.prior(spec, chosen))
    told = view.told()
    assert told is not None
    assert found.nats == pytest.approx(told, abs=1e-7)


@few
@given(data=st.data())
def test_behaviours_and_moves(kind: str, data: st.DataObject) -> None:
    spec, view = _observed(data.draw, kind)
    found = _asked(spec)
    if found is None:
        return
    assert len(found.behaviours) == len(BEHAVIOURS)
    assert [float(chance) for _, chance in found.behaviours] == [
        _close(chance) for chance in view.behaviours()
    ]
    for weighed in found.levers:
        by_behaviour = [view.posterior_under(weighed.name, b) for b in BEHAVIOURS]
        assert len(weighed.by_behaviour) == len(BEHAVIOURS)
        for said, own in zip(weighed.by_behaviour, by_behaviour, strict=True):
            assert (said is None) == (own is None)
            if said is not None and own is not None:
                assert float(said) == _close(own)
        _factors_agree(found, view, weighed.name)
    for k, move in enumerate(found.moves):
        assert move.chance == _close(view.chance(k))
        assert move.expected_nats == pytest.approx(view.expected(k), abs=1e-7)


def _factors_agree(found: Hidden, view: Explained, name: str) -> None:
    for move, factor in zip(found.moves, view.factors(name), strict=True):
        said = move.bayes_factors[name]
        if factor is not None:
            assert said == _close(factor)
        else:
            assert said is None or said == inf


@few
@given(data=st.data())
def test_what_cannot_be_told_apart(kind: str, data: st.DataObject) -> None:
    spec, view = _observed(data.draw, kind, levers=(2, 3))
    found = _asked(spec)
    if found is None:
        return
    idle, pairs = view.untouched(), view.alike()
    for moves in range(1, len(spec["observed"])):  # one move may undo what another says
        assume(view.untouched(moves) >= idle)
        assume(view.alike(moves) >= pairs)
    assert set(found.untouched) == idle
    assert {frozenset(pair) for pair in found.indistinguishable} == pairs
    for weighed in found.levers:
        if weighed.name in idle:
            assert weighed.posterior == weighed.prior
            assert weighed.nats == 0


@few
@given(data=st.data())
def test_claims_about_hidden_levers(data: st.DataObject) -> None:
    spec, view = _observed(data.draw, "statements")
    known = view.posterior()
    if known is None:
        return
    for name, chance in known.items():
        prior = hidden.chances(spec)[name]
        idle = name in view.untouched()
        if isclose(chance, prior, abs_tol=1e-9) and not idle:
            continue
        low = f"{max(chance - 1e-6, 0):.9f}"
        lines = [
            "claims:",
            "  explains:",
            "    says: It is so",
            f"    test: 'explains({_doubled(name_text(name))})'",
            "  posterior:",
            "    says: It is so",
            f"    test: 'posterior({_doubled(name_text(name))}) >= {low}'",
        ]
        said = {a.claim.name: a.verdict for a in case_of(spec, "\n".join([*lines, ""])).claims}
        assert said == {"explains": chance > prior and not idle, "posterior": True}


def _doubled(text: str) -> str:
    return text.replace("'", "''")
