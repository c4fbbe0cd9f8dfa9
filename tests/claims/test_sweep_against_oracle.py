"""Sweeps agree with the definition-level brute force over all worlds of drawn doubts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import detente
from detente.claims.asked import BATCHED, Asked
from detente.claims.sweep import Sweep
from detente.claims.writing import write_worlds
from oracle import brute, doubting, settling, strategies
from oracle.spec import Formula, Spec, formula_text, name_text, to_yaml

FEW = settings(max_examples=max(settings.default.max_examples // 4, 1))
Verdict = bool | None
Test = Callable[[Spec], Verdict]


def _true_in(world: Spec, formula: Formula) -> set[int]:
    if "graph" in world:
        return {n for n in brute.states(world) if brute.holds(formula, {"state": n})}
    states = brute.states(world).items()
    return {n for n, own in states if brute.holds(formula, brute.facts_of(world, own[0]))}


def _comes(formula: Formula) -> Test:
    """The verdict of ``stable(F)``."""

    def test(world: Spec) -> Verdict:
        true, found = _true_in(world, formula), brute.come_about(world, "seq")
        return None if found is None or not true else bool(true & found)

    return test


def _reached(formula: Formula) -> Test:
    """The verdict of ``reached(F)``."""

    def test(world: Spec) -> Verdict:
        start = brute.status_quo(world)
        if start is None:
            return None
        true = frozenset(_true_in(world, formula))
        return settling.status(settling.game(world), true, start) in {"open", "already"}

    return test


def _stable_for(formula: Formula, party: str) -> Test:
    """The verdict of ``stable(F, smr, party=P, anywhere=true)``."""

    def test(world: Spec) -> Verdict:
        true, found = _true_in(world, formula), brute.stable(world)["smr"]
        assert found is not None
        return bool(true & found[party]) if true else None

    return test


def _case(spec: Spec, formula: Formula) -> tuple[detente.Case, dict[str, Test]]:
    """The case of a spec with doubts, and the claims that are made of it."""
    said, party = formula_text(formula), spec["parties"][0]["name"]
    written = {
        "comes": f"stable({said})",
        "reached": f"reached({said})",
        "holds": f"stable({said}, smr, party={name_text(party)}, anywhere=true)",
    }
    lines = ["claims:"]
    for name, test in written.items():
        quoted = test.replace("'", "''")
        lines.append(f"  {name}: {{says: It is so, test: '{quoted}'}}")
    text = to_yaml(spec) + doubting.doubts_yaml(spec) + "\n".join(lines) + "\n"
    tests = {
        "comes": _comes(formula),
        "reached": _reached(formula),
        "holds": _stable_for(formula, party),
    }
    return detente.loads(text), tests


@given(data=st.data())
@FEW
def test_all_worlds(data: st.DataObject) -> None:
    spec = data.draw(doubting.doubted())
    formula = data.draw(strategies.formulas(strategies.atoms(spec)))
    case, tests = _case(spec, formula)
    found = case.sweep(5000)
    assert found.exact
    joint = doubting.joint(spec)
    weights = dict(zip(map(tuple, found.picks.tolist()), found.weights.tolist(), strict=True))
    assert weights == pytest.approx({answers: float(share) for answers, share in joint.items()})
    for name, test in tests.items():
        outcome = f"claim {name}"
        wanted = {answers: test(doubting.apply(spec, answers)) for answers in joint}
        for row, verdict in zip(found.picks.tolist(), found.columns[outcome], strict=True):
            assert verdict is wanted[tuple(row)]
        for verdict, share in zip(
            (True, False, None), vars(found.claim(name)).values(), strict=True
        ):
            mass = sum(joint[a] for a, v in wanted.items() if v is verdict)
            assert share.value == pytest.approx(float(mass))
            assert share.low == share.high == share.value
        assert found.base(outcome) is test(doubting.apply(spec, doubting.as_filed(spec)))
        _check_hinges(spec, found, outcome, test)
        _check_near(spec, found, outcome, test)


def _check_hinges(spec: Spec, found: Sweep, outcome: str, test: Test) -> None:
    groups = [sorted(factor) for factor in doubting.factors(spec)]
    first, total = doubting.first_order(spec, test), doubting.total(spec, test)
    for hinge in found.hinges(outcome, lambda verdict: verdict is True):
        place = groups.index(sorted(found.factors[hinge.factor]))
        assert hinge.first_order == pytest.approx(float(first[place]), abs=1e-9)
        assert hinge.total == pytest.approx(float(total[place]), abs=1e-9)


def _check_near(spec: Spec, found: Sweep, outcome: str, test: Test) -> None:
    questions = found.space.questions
    flips = doubting.flips(spec, test)
    mine = {questions[change.question].name: change for change in found.flips(outcome)}
    assert set(mine) == {name for name, changing in flips.items() if changing}
    for name, change in mine.items():
        assert flips[name][change.answer] is change.becomes
        base = questions[change.question].base
        if base >= 0:  # no answer that changes it is nearer to what the file has
            assert abs(change.answer - base) == min(abs(k - base) for k in flips[name])
    nearest, known = found.nearest(outcome), doubting.nearest(spec, test)
    assert (nearest is None) == (known is None)
    if nearest is not None and known is not None:
        answers = [doubting.AS_FILED] * len(questions)
        for question, answer in nearest.changes:
            answers[question] = answer
        assert nearest.least
        assert len(nearest.changes) == known[0]
        assert tuple(answers) in known[1]


@given(data=st.data())
@FEW
def test_equilibria(data: st.DataObject) -> None:
    spec = data.draw(doubting.doubted())
    case, _ = _case(spec, ("const", True))
    found = case.sweep(5000, asked=Asked(BATCHED))
    for coming in (False, True):
        wanted = doubting.equilibrium_shares(spec, come_about=coming)
        for concept in BATCHED:
            shares = wanted[concept]
            if shares is None:
                continue
            mine = {
                _state(found, place): share.value
                for place, share in found.equilibria(concept, coming=coming).items()
            }
            theirs = {_named(spec, state): float(s) for state, s in shares.items() if s}
            assert mine == pytest.approx(theirs)
    for place, share in found.equilibria("seq").items():  # SEQ implies GMR in every world
        assert share.value <= found.state_share("gmr", place).value + 1e-12


def _state(found: Sweep, place: int) -> Any:
    states = found.graph.states
    if found.graph.feasible is None:
        return int(states.numbers[place])
    return tuple(label.replace('"', "") for label in states.on(place))


def _named(spec: Spec, state: Any) -> Any:
    """What is on in a state, by the settings of its options; a drawn state by its number."""
    if isinstance(state, int):
        return state
    levels = {(p, o["name"]): o.get("levels") for p, o in brute.owned_options(spec)}
    on = []
    for (party, option), value in brute.facts_of(spec, state).items():
        named = f"{name_text(party)}.{name_text(option, after_dot=True)}"
        if value is True:
            on.append(named)
        elif isinstance(value, str) and value != levels[party, option][0]:
            on.append(f"{named} = {name_text(value)}")
    return tuple(label.replace('"', "") for label in on)


# Sweeps that draw -------------------------------------------------------------------------------

DISPUTE = """
dispute: Two neighbours
parties:
  Up:
    options: {fast: Fill the dam, share: Share its data}
    prefers: [not Down.court, Up.fast, not Up.share]
  Down:
    options: {court: Go to court, buy: Buy power}
    prefers: [not Up.fast, Up.share, not Down.court, Down.buy]
status_quo: [Up.fast]
doubts:
  - {name: filling, party: Up, statement: Up.fast, at: [1, 3]}
  - {name: green, party: Up, statement: not Up.fast, at: [1, 4], probability: 0.6}
  - {name: peace, party: Down, statement: not Down.court, at: [1, 4]}
  - {name: data, party: Down, statement: Up.share, at: [1, 4], probability: 0.6}
  - {name: power, party: Down, statement: Down.buy, at: [1, 4], with: data, correlation: 0.5}
  - {name: courts, option: Down.court, probability: 0.7}
settlements: {deal: Up.share and not Up.fast, slow: not Up.fast}
claims:
  could: {says: They could, test: reached(slow)}
  calm: {says: Up would spoil it, test: 'spoils(Up, deal)'}
  needs: {says: Up is needed, test: 'needed(Up, slow)'}
"""


def _sampled(**more: Any) -> Sweep:
    return detente.loads(DISPUTE).sweep(400, **more)


def test_equal_seed_equal_result_whoever_works() -> None:
    alone, again, two = _sampled(seed=3), _sampled(seed=3), _sampled(seed=3, workers=2)
    other = _sampled(seed=4)
    assert not alone.exact
    assert dict(alone.chunks) == dict(again.chunks) == dict(two.chunks)
    assert alone.picks.tolist() != other.picks.tolist()


def test_draws_come_near_to_all_worlds() -> None:
    every = detente.loads(DISPUTE).sweep(100_000)
    some = detente.loads(DISPUTE).sweep(1500, seed=1)
    assert every.exact
    assert not some.exact
    for name in ("could", "calm", "needs"):
        whole, part = every.claim(name), some.claim(name)
        assert 0 < whole.true.value < 1
        for kind in ("true", "false", "null"):
            value = getattr(whole, kind).value
            assert (
                abs(getattr(part, kind).value - value)
                < 4 * (value * (1 - value) / 1500) ** 0.5 + 1e-9
            )
        exact = {h.factor: h for h in every.hinges(f"claim {name}", lambda v: v is True)}
        for hinge in some.hinges(f"claim {name}", lambda v: v is True):
            known = exact[hinge.factor]
            assert known.total is not None
            assert hinge.total is not None
            assert abs(hinge.first_order - known.first_order) < 0.08
            assert abs(hinge.total - known.total) < 4 * hinge.error + 0.05
    for place, share in some.equilibria("seq").items():
        assert share.low - 0.03 <= every.state_share("seq", place).value <= share.high + 0.03


def test_roles_and_weights_over_worlds() -> None:
    found = detente.loads(DISPUTE).sweep(100_000)
    for name in ("deal", "slow"):
        is_open = found.share(f"settlement {name}", lambda status: status == "open").value
        for party in ("Up", "Down"):
            kinds = found.kinds(f"role {name}: {party}")
            assert sum(share.value for share in kinds.values()) == pytest.approx(is_open)
        weights = [found.number(f"weight {name}: {party}") for party in ("Up", "Down")]
        if is_open:
            assert sum(weight.mean for weight in weights if weight) == pytest.approx(1)


def test_frame_and_files(tmp_path: Path) -> None:
    import pandas as pd

    found = _sampled(seed=3)
    frame = found.to_frame()
    assert len(frame) == 400
    assert frame.attrs["seed"] == 3
    assert set(frame["doubt courts"]) == {"exists", "does not"}
    assert frame["claim could"].fillna(False).sum() == sum(
        verdict is True for verdict in found.columns["claim could"]
    )
    write_worlds(found, tmp_path / "worlds.parquet")
    again = pd.read_parquet(tmp_path / "worlds.parquet")
    pd.testing.assert_frame_equal(frame, again)
    assert again.attrs == frame.attrs
    write_worlds(found, tmp_path / "worlds.csv")
    plain = pd.read_csv(tmp_path / "worlds.csv")
    assert list(plain.columns) == ["world", *frame.columns]
    assert plain["doubt filling"].tolist() == frame["doubt filling"].tolist()
    assert '"seed": 3' in (tmp_path / "worlds.csv.json").read_text()
