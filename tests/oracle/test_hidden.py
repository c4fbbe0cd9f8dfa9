"""Tests of the oracle for hidden levers: tiny cases worked out by hand, and what must hold."""

from __future__ import annotations

from math import exp, isclose
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from . import hidden, levering, settling
from .hidden import BEHAVIOURS, EPSILONS, KAPPAS, LAMBDAS, Explained
from .spec import Formula, Spec

slow = settings(deadline=None, max_examples=12, suppress_health_check=list(HealthCheck))

A: Formula = ("on", "A", "a")
EXTRA: Formula = ("on", "A", "e")
B: Formula = ("on", "B", "b")
L: frozenset[str] = frozenset({"L"})
NONE: frozenset[str] = frozenset()


def option(name: str, direction: str = "both") -> dict[str, Any]:
    return {"name": name, "direction": direction, "levels": None}


def saw(by: str, *on: str, exact: bool | None = None) -> dict[str, Any]:
    """Something seen: which of its options a party set on."""
    return {"by": by, "sets": [((by, name), True) for name in on], "exact": exact}


def dispute(*levers: dict[str, Any], **more: Any) -> Spec:
    """A alone has an option a, and likes it only under the first lever."""
    wants = {"name": "L", "prior": "0.3", "edits": [{"prefer": A, "party": "A"}]}
    return {
        "parties": [{"name": "A", "options": [option("a")], "prefers": []}, {"name": "B"}],
        "rules": [],
        "status_quo": [],
        "levers": list(levers) or [wants],
        "observed": [saw("A", "a")],
        **more,
    }


def test_the_grid_of_behaviours() -> None:
    assert len(BEHAVIOURS) == 20
    assert BEHAVIOURS[:5] == tuple(("rule-bound", e) for e in (0.02, 0.05, 0.1, 0.2, 0.4))
    assert ("quantal", 30, 0.3) in BEHAVIOURS


def test_one_move_by_hand() -> None:
    """Two states; under L the move is the one credible improvement, without L nothing is better."""
    view = Explained(dispute())
    assert view.actions("A", (0,)) == {(0,), (1,)}
    for epsilon in EPSILONS:
        behaviour = ("rule-bound", epsilon)
        assert view.move(L, 0, behaviour) == pytest.approx(1 - epsilon + epsilon / 2)
        assert view.move(NONE, 0, behaviour) == pytest.approx(epsilon / 2)
    for kappa in KAPPAS:
        for lam in LAMBDAS:
            assert view.move(NONE, 0, ("quantal", lam, kappa)) == pytest.approx(0.5)
    total_with = total_without = 0.0
    for epsilon in EPSILONS:
        total_with += 1 - epsilon / 2
        total_without += epsilon / 2
    for lam in LAMBDAS:
        # V of a and not a, worked out for this one chooser among two parties (B always stays).
        gap = 1.0
        for _ in range(2000):
            gap = 0.3 + 0.7 * gap / 2  # both rows of A's response are the same: they cancel
        for kappa in KAPPAS:
            total_with += (1 - kappa) / (1 + exp(-lam * gap)) + kappa / 2
            total_without += 0.5
    found = view.posterior()
    assert found is not None
    assert found["L"] == pytest.approx(
        0.3 * total_with / (0.3 * total_with + 0.7 * total_without), abs=1e-12
    )
    assert view.factors("L") == [pytest.approx(total_with / total_without)]


def test_values_solve_their_equation() -> None:
    game = settling.game(dispute())
    V = hidden.farsighted(game, 3.0)
    assert V["A"] == {1: 0.0, 2: 0.0}
    game = settling.game(levering.apply(dispute(), L))
    V = hidden.farsighted(game, 3.0)
    assert V["B"] == {1: 0.0, 2: 0.0}
    assert hidden.residual(game, 3.0, V) < 1e-12
    assert V["A"][2] - V["A"][1] == pytest.approx(0.3 / 0.65)
    p = 1 / (1 + exp(-3.0 * 0.3 / 0.65))
    low = V["A"][1]
    assert low == pytest.approx(0.7 * (0.5 * low + 0.5 * (p * V["A"][2] + (1 - p) * low)))


def test_staying_put() -> None:
    """An entry that sets nothing is staying put; one that says what is already so is not."""
    spec = dispute(observed=[saw("A")])
    view = Explained(spec)
    assert view.move(L, 0, ("rule-bound", 0.1)) == pytest.approx(0.05)
    assert view.move(NONE, 0, ("rule-bound", 0.1)) == pytest.approx(0.95)
    found = view.posterior()
    assert found is not None
    assert found["L"] < 0.3


def test_at_least_and_exactly() -> None:
    """A has a and e; under L it wants e alone."""
    wants = {"name": "L", "prior": "0.5", "edits": [{"prefer": A, "party": "A"}]}
    parties = [{"name": "A", "options": [option("a"), option("e")], "prefers": [EXTRA]}]
    spec = dispute(wants, parties=parties)
    for exact, without, within in (
        (None, 0.9 / 2 + 0.1 / 2, 0.9 * 2 / 3 + 0.1 / 2),
        (True, 0.1 / 4, 0.9 / 3 + 0.1 / 4),
    ):
        spec["observed"] = [saw("A", "a", exact=exact)]
        view = Explained(spec)
        # Good moves without L: both with e on. With L: any that is better.
        assert view.chooses(NONE, "A", (0, 0), ("rule-bound", 0.1)) == {(0, 1): 0.5, (1, 1): 0.5}
        assert view.chooses(L, "A", (0, 0), ("rule-bound", 0.1)) == {
            (0, 1): 1 / 3,
            (1, 0): 1 / 3,
            (1, 1): 1 / 3,
        }
        assert view.move(NONE, 0, ("rule-bound", 0.1)) == pytest.approx(without)
        assert view.move(L, 0, ("rule-bound", 0.1)) == pytest.approx(within)


def test_what_the_file_has_not_is_projected_out() -> None:
    """Under L, A may also do e, which nobody sees."""
    secret = {"name": "L", "prior": "0.5", "edits": [{"allow": ("A", "e")}]}
    parties = [{"name": "A", "options": [option("a"), option("e")], "prefers": [EXTRA]}]
    view = Explained(dispute(secret, parties=parties, rules=[("not", EXTRA)]))
    assert hidden.available(view.spec, "A") == [0]
    assert view.actions("A", (0, 0)) == {(0,), (1,)}
    assert view.chooses(NONE, "A", (0, 0), ("rule-bound", 0.1)) == {(0,): 1.0}
    assert view.chooses(L, "A", (0, 0), ("rule-bound", 0.1)) == {(0,): 0.5, (1,): 0.5}


def test_a_move_that_begins_a_willing_path() -> None:
    """A does a so that B does b, which A wants and which then holds."""
    parties = [
        {"name": "A", "options": [option("a", "on only")], "prefers": [B, ("not", A)]},
        {"name": "B", "options": [option("b", "on only")], "prefers": [("and", A, B), ("not", B)]},
    ]
    lever = {"name": "L", "prior": "0.5", "edits": [{"prefer": ("not", B), "party": "B", "at": 1}]}
    spec = dispute(lever, parties=parties, settlements={"deal": ("and", A, B)})
    view = Explained(spec)
    assert view.chooses(NONE, "A", (0, 0), ("rule-bound", 0.1)) == {(1,): 1.0}
    assert view.chooses(L, "A", (0, 0), ("rule-bound", 0.1)) == {(0,): 1.0}
    unsettled = Explained({**spec, "settlements": {}})
    assert unsettled.chooses(NONE, "A", (0, 0), ("rule-bound", 0.1)) == {(0,): 1.0}


def test_who_does_not_know_of_a_lever_does_not_heed_it() -> None:
    wants = {"name": "L", "prior": "0.3", "edits": [{"prefer": A, "party": "A"}]}
    found = Explained(dispute({**wants, "known_to": ["B"]})).posterior()
    assert found is not None
    assert found["L"] == pytest.approx(0.3)
    told = Explained(dispute({**wants, "known_to": ["A"]})).posterior()
    assert told is not None
    assert told["L"] > 0.3


def test_moves_rule_out_what_is_not_feasible() -> None:
    barred = {"name": "L", "prior": "0.4", "edits": [{"forbid": ("A", "a")}]}
    view = Explained(dispute(barred))
    assert hidden.ruled_out(view.spec, L)
    assert view.posterior() == {"L": 0.0}
    assert view.factors("L") == [0.0]
    must = {"name": "L", "prior": "0.4", "edits": [{"rule": A}]}
    view = Explained(dispute(must))
    assert view.posterior() == {"L": 0.0}
    assert view.factors("L") == [0.0]
    twice = Explained({**view.spec, "observed": [saw("A", "a"), saw("A")]})
    assert twice.factors("L") == [0.0, None]
    there = {"name": "L", "prior": "0.4", "edits": [{"rule": A}, {"set": [(("A", "a"), True)]}]}
    assert Explained(dispute(there)).posterior() != {"L": 0.0}
    impossible = dispute(barred, rules=[("not", A)])
    assert Explained(impossible).posterior() is None


def test_what_was_on_at_first() -> None:
    """Replay begins where the file says; what a lever sets comes on top."""
    start = {"name": "L", "prior": "0.4", "edits": [{"set": [(("A", "a"), True)]}]}
    spec = dispute(start, observed=[saw("A")])
    assert hidden.settings(spec, NONE) == [(0,), (0,)]
    assert hidden.settings(spec, L) == [(1,), (1,)]
    spec["observed_from"] = [("A", "a")]
    assert hidden.settings(spec, NONE) == [(1,), (1,)]
    same = Explained(spec).posterior()
    assert same is not None
    assert same["L"] == pytest.approx(0.4)


def test_a_move_beyond_reach_is_a_lapse() -> None:
    """Under L the option stays as it is: the move is still seen, being possible otherwise."""
    parties = [{"name": "A", "options": [option("a")], "prefers": [("not", A)]}, {"name": "B"}]
    bound = {"name": "L", "prior": "0.5", "edits": [{"irreversible": ("A", "a")}]}
    spec = dispute(bound, parties=parties, status_quo=[("A", "a")])
    spec["observed"] = [{"by": "A", "sets": [(("A", "a"), False)]}]
    view = Explained(spec)
    for behaviour in BEHAVIOURS:
        assert view.move(L, 0, behaviour) == pytest.approx(behaviour[-1] / 2)
        assert view.move(NONE, 0, behaviour) > 0.5


def test_levers_that_cannot_be_told_apart() -> None:
    wants = {"prior": "0.3", "edits": [{"prefer": A, "party": "A"}]}
    idle = {"name": "idle", "prior": "0.6", "edits": [{"channel": ("A", "B")}]}
    other = {**wants, "name": "K", "prior": "0.5"}
    public = {"name": "public", "edits": [{"rule": ("not", A)}]}
    view = Explained(dispute({**wants, "name": "L"}, idle, other, public))
    assert hidden.explanations(view.spec) == ["L", "idle", "K"]
    assert view.alike() == {frozenset({"L", "K"})}
    found = view.posterior()
    assert found is not None
    assert found["idle"] == pytest.approx(0.6, abs=1e-12)
    told = view.told()
    assert told is not None
    assert told > 0


# ---------------------------------------------------------------------- what must always hold


@slow
@given(data=st.data())
def test_drawn_disputes(data: st.DataObject) -> None:
    spec = data.draw(hidden.observed_disputes())
    view = Explained(spec)
    assert sum(hidden.prior(spec, c) for c in view.sets) == pytest.approx(1)
    for chosen in view.sets:
        if hidden.ruled_out(spec, chosen):
            assert view.likelihood(chosen) == 0
            continue
        for k, entry in enumerate(spec["observed"]):
            setting = hidden.settings(spec, chosen)[k]
            every = view.actions(entry["by"], setting)
            for behaviour in BEHAVIOURS[::4]:
                chooses = view.chooses(chosen, entry["by"], setting, behaviour)
                assert set(chooses) <= every
                assert sum(chooses.values()) == pytest.approx(1)
                assert -1e-12 <= view.move(chosen, k, behaviour) <= 1 + 1e-12
    found, told = view.posterior(), view.told()
    if found is None or told is None:
        return
    assert told > -1e-12
    for name, chance in found.items():
        prior = float(next(d["prior"] for d in spec["levers"] if d["name"] == name))
        factors = view.factors(name)
        if None not in factors and 0 < chance < 1:
            product = np.prod([factor for factor in factors if factor is not None])
            assert isclose(product, chance / (1 - chance) / (prior / (1 - prior)), rel_tol=1e-9)


@slow
@given(data=st.data())
def test_values_solve_their_equations(data: st.DataObject) -> None:
    spec = data.draw(hidden.observed_disputes())
    game = settling.game(spec)
    for lam in LAMBDAS[:4]:
        V = hidden.farsighted(game, lam)
        assert all(-1e-12 <= v <= 1 + 1e-12 for own in V.values() for v in own.values())
        if lam <= 3:
            assert hidden.residual(game, lam, V) < 1e-9
