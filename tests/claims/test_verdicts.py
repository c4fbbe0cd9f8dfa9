"""Verdicts on claims agree with the definitions, and say what they rest on."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import detente
from detente.claims.verdicts import ClaimAnswer
from oracle import brute, settling, strategies, threatening
from oracle.spec import Formula, Spec, formula_text, name_text, to_yaml, yaml_text

SMALL: dict[str, Any] = {"parties": (2, 3), "options": (2, 5), "statements": 3}
KINDS: dict[str, Any] = {
    "rules and directions": strategies.option_disputes(**SMALL),
    "everything": strategies.option_disputes(same=True, forbidden=True, levels=True, **SMALL),
    "hand-drawn": strategies.graphs(states=(2, 6)),
}
Expected = bool | Fraction | None


@pytest.fixture(params=list(KINDS))
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _started(draw: Any, spec: Spec) -> Spec:
    if brute.status_quo(spec) is not None:
        return spec
    if "graph" in spec:
        return {**spec, "status_quo": draw(st.sampled_from(spec["graph"]["states"]))}
    setting = draw(st.sampled_from(brute.feasible(spec)))
    return {**spec, "status_quo": strategies._listed_on(spec, setting, False)}


def _verdicts(spec: Spec, tests: dict[str, str], more: str = "") -> dict[str, ClaimAnswer]:
    lines = [to_yaml(spec) + more + "claims:"]
    for name, test in tests.items():
        lines += [f"  {name}:", "    says: It is so", f"    test: {yaml_text(test)}"]
    case = detente.loads("\n".join(lines) + "\n")
    return {answer.claim.name: answer for answer in case.claims}


def _true(spec: Spec, formula: Formula, number: int) -> bool:
    if "graph" in spec:
        return brute.holds(formula, {"state": number})
    return brute.holds(formula, brute.facts_of(spec, brute.states(spec)[number][0]))


@given(data=st.data())
def test_predicates_of_settlements(kind: str, data: st.DataObject) -> None:
    spec = _started(data.draw, data.draw(KINDS[kind]))
    formula, passed = (data.draw(strategies.formulas(strategies.atoms(spec))) for _ in range(2))
    game, start = settling.game(spec), brute.status_quo(spec)
    assert start is not None
    true = frozenset(n for n in game.states if _true(spec, formula, n))
    through = frozenset(n for n in game.states if _true(spec, passed, n))
    held = settling.holding(game, true)
    party, other = data.draw(st.sampled_from(game.parties)), game.parties[0]
    is_open = settling.status(game, true, start) == "open"
    roles = settling.roles(game, true, start)
    unneeded = is_open and roles[party] != "needed"
    s, p, f = formula_text(formula), name_text(party), formula_text(passed)
    weight = settling.weights(game, true, start).shapley[party]

    def only_open(value: Expected) -> Expected:
        return value if is_open else None

    refusals = settling.refusals(game, true, start)
    status = settling.status(game, true, start)
    expected: dict[str, Expected] = {
        f"holds({s})": bool(held),
        f"reached({s})": settling.agreed(game, held, start, game.parties),
        f"settle({s}, by=[{p}, {name_text(other)}])": settling.agreed(
            game, held, start, {party, other}
        ),
        f"settle({s}, pact=true)": settling.pact(game, held, start, game.parties),
        f"settle({s}, by=[{p}], pressure=true)": settling.willing(game, held, start, {party}),
        f"needed({p}, {s})": only_open(roles[party] == "needed"),
        f"substitute({p}, {s})": only_open(roles[party] == "substitute"),
        f"irrelevant({p}, {s})": only_open(roles[party] == "irrelevant"),
        f"weight({p}, {s}) = {weight.numerator}": only_open(weight == weight.numerator),
        f"weight({p}, {s}) > 0.2": only_open(weight > Fraction(1, 5)),
        f"tolerates({p}, {s})": only_open(
            unneeded and party in settling.must_tolerate(game, true, start)
        ),
        f"relied_on({p}, {s})": only_open(
            unneeded and party in settling.relied_on(game, true, start)
        ),
        f"spoils({p}, {s})": party in settling.spoilers(game, true, start),
        f"blocks({p}, {s})": None
        if status == "cannot_hold"
        else status == "unreachable" and any(party in refusal for refusal in refusals),
        f"before({f}, {s})": settling.before(game, true, through, start),
    }
    names = {f"c{k}": test for k, test in enumerate(expected)}
    found = _verdicts(spec, names)
    for name, test in names.items():
        assert found[name].verdict is expected[test], test
        assert found[name].because


@given(data=st.data())
def test_predicates_of_stability_and_threats(kind: str, data: st.DataObject) -> None:
    spec = _started(data.draw, data.draw(KINDS[kind]))
    formula = data.draw(strategies.formulas(strategies.atoms(spec)))
    able = [p for p in spec["parties"] if "graph" in spec or p["options"]]
    owner = data.draw(st.sampled_from(able or spec["parties"]))
    own = spec if "graph" in spec else {**spec, "parties": [owner]}
    action = data.draw(strategies.formulas(strategies.atoms(own)))
    game, start = threatening.game(spec), brute.status_quo(spec)
    assert start is not None
    true = {n for n in game.r[owner["name"]] if _true(spec, formula, n)}
    reached = brute.group_improvements(game.R, game.r, frozenset(game.R), start) | {start}
    stable = brute.stable(spec)

    def some(numbers: set[int]) -> bool | None:
        return bool(true & numbers) if true else None

    threat = {"by": owner["name"], "action": action}
    now = threatening.verdict(game, threat, start)
    s = formula_text(formula)
    seq = stable["seq"]
    smr = stable["smr"]
    assert seq is not None
    assert smr is not None
    everyone = set.intersection(*seq.values())
    asked = threatening.shares(game, threat, start)
    expected: dict[str, Expected] = {
        f"stable({s})": some(reached & everyone),
        f"stable({s}, anywhere=true)": some(everyone),
        f"stable({s}, smr, party={name_text(owner['name'])})": some(reached & smr[owner["name"]]),
    }
    closed = {"not_triggered", "carried", "impossible"}
    for verdict in ("credible", "deterred", "empty"):
        expected[f"{verdict}(t)"] = None if now in closed else now == verdict
        expected[f"{verdict}(t, at=true)"] = None if not asked["over"] else asked[verdict] == 1
    names = {f"c{k}": test for k, test in enumerate(expected)}
    more = (
        f"threats:\n  t:\n    by: {yaml_text(owner['name'])}\n"
        f"    action: {yaml_text(formula_text(action))}\n"
    )
    found = _verdicts(spec, names, more)
    for name, test in names.items():
        assert found[name].verdict is expected[test], test


def _without(spec: Spec, party: int, statement: int) -> Spec:
    parties = [dict(p) for p in spec["parties"]]
    kept = list(parties[party]["prefers"])
    del kept[statement]
    parties[party]["prefers"] = kept
    return {**spec, "parties": parties}


@given(data=st.data())
def test_what_a_verdict_rests_on(data: st.DataObject) -> None:
    drawn = strategies.option_disputes(preferences="prefers", **SMALL)
    spec = _started(data.draw, data.draw(drawn))
    formula = data.draw(strategies.formulas(strategies.atoms(spec)))
    party = name_text(data.draw(st.sampled_from(spec["parties"]))["name"])
    s = formula_text(formula)
    tests = {"one": f"reached({s}) and not needed({party}, {s})", "two": f"stable({s})"}
    found = _verdicts(spec, tests)
    flips: dict[str, list[tuple[str, bool | None]]] = {"one": [], "two": []}
    for place, listed in enumerate(spec["parties"]):
        for number in range(len(listed["prefers"])):
            changed = _verdicts(_without(spec, place, number), tests)
            for name in tests:
                if changed[name].verdict is not found[name].verdict:
                    flips[name].append((listed["name"], changed[name].verdict))
    for name in tests:
        if found[name].verdict is None:
            continue
        assert [(r.party, r.becomes) for r in found[name].rests_on] == flips[name]
        assert found[name].assumed == (len(flips[name]) == 1)


TRUTHS: dict[str, bool | None] = {"holds(true)": True, "holds(false)": False, "stable(false)": None}


@pytest.mark.parametrize(
    ("joined", "expected"),
    [
        ("{} and {}", lambda a, b: False if False in (a, b) else None if None in (a, b) else True),
        ("{} or {}", lambda a, b: True if True in (a, b) else None if None in (a, b) else False),
        ("{} implies {}", lambda a, b: True if a is False or b is True
         else None if None in (a, b) else False),
        ("{} if {}", lambda a, b: True if b is False or a is True
         else None if None in (a, b) else False),
        ("{} iff {}", lambda a, b: None if None in (a, b) else a == b),
        ("{} = {}", lambda a, b: None if None in (a, b) else a == b),
        ("{} != {}", lambda a, b: None if None in (a, b) else a != b),
        ("{} < {}", lambda a, b: None if None in (a, b) else a < b),
        ("not {} and {}", lambda a, b: False if a is True or b is False
         else None if None in (a, b) else True),
    ],
)  # fmt: skip
def test_kleene_s_tables(
    joined: str, expected: Callable[[bool | None, bool | None], bool | None]
) -> None:
    spec: Spec = {"parties": [{"name": "A", "options": [{"name": "x"}]}], "status_quo": []}
    cases = {(a, b): joined.format(a, b) for a in TRUTHS for b in TRUTHS}
    found = _verdicts(spec, {f"c{k}": test for k, test in enumerate(cases.values())})
    for k, (a, b) in enumerate(cases):
        assert found[f"c{k}"].verdict is expected(TRUTHS[a], TRUTHS[b]), cases[a, b]


MATTERS = """\
dispute: A key and a door
parties:
  A: {options: {key: Hand over the key}, prefers: [open]}
  B: {options: {door: Open the door}, prefers: [open, B.door]}
terms: {open: A.key and B.door}
"""


def test_what_matters() -> None:
    def verdict(test: str, more: str = "") -> ClaimAnswer:
        text = f"{MATTERS}{more}claims: {{c: {{says: So, test: '{test}'}}}}\n"
        (answer,) = detente.loads(text).claims
        return answer

    assert verdict("matters(A.key, open)").verdict is True
    assert verdict("matters(A.key, B.door)").verdict is False
    nothing = verdict("matters(A.key, open)", "rules: [not B.door]\n")
    assert nothing.verdict is None
    assert "nobody can settle" in nothing.because


def test_another_file_beside_this_one(tmp_path: Path) -> None:
    claim = (
        "claims:\n  c:\n    says: So\n"
        "    test: 'holds(open) and not holds(open, in=\"then.yaml\")'\n"
    )
    (tmp_path / "now.yaml").write_text(MATTERS + claim)
    (tmp_path / "then.yaml").write_text(MATTERS + "rules: [not A.key]\n")
    (answer,) = detente.load(tmp_path / "now.yaml").claims
    assert answer.verdict is True
    assert "in then.yaml, no feasible state satisfies open" in answer.because


@pytest.mark.parametrize(
    ("test", "said"),
    [
        ('holds(open, in="nowhere.yaml")', "`nowhere.yaml` cannot be used"),
        ('holds(shut, in="then.yaml")', "there is no term `shut`"),
        ('needed(C, open, in="then.yaml")', "there is no party `C`"),
    ],
)
def test_faults_in_what_is_asked_of_another_file(tmp_path: Path, test: str, said: str) -> None:
    (tmp_path / "then.yaml").write_text(MATTERS)
    (tmp_path / "now.yaml").write_text(
        MATTERS + f"claims:\n  c:\n    says: So\n    test: '{test}'\n"
    )
    with pytest.raises(detente.DisputeError) as caught:
        _ = detente.load(tmp_path / "now.yaml").claims
    (problem,) = caught.value.problems
    assert said in problem.what
    assert problem.line == 9
    assert problem.mend


def test_without_a_status_quo_nothing_is_asked() -> None:
    spec: Spec = {
        "graph": {"states": [1, 2], "moves": {"A": [(1, 2)]}},
        "parties": [{"name": "A", "ranking": [[2], [1]]}],
        "status_quo": None,
    }
    tests = {"one": "reached(state = 2)", "two": "stable(state = 2, anywhere=true)"}
    found = _verdicts(spec, tests)
    assert found["one"].verdict is None
    assert "no status quo" in found["one"].because
    assert found["two"].verdict is True


def test_forecasts_are_held_against_what_came_of_them() -> None:
    claims = """\
claims:
  right: {says: So, kind: forecast, test: holds(open), outcome: true}
  wrong: {says: So, kind: forecast, test: holds(open), outcome: false}
  unknown: {says: So, kind: forecast, test: holds(open), by: 2030-01-01}
  opinion: {says: So, test: holds(open), outcome: false}
  report: {says: So, kind: report, test: holds(open)}
"""
    found = {a.claim.name: a for a in detente.loads(MATTERS + claims).claims}
    assert found["right"].as_forecast is True
    assert found["wrong"].as_forecast is False
    assert found["unknown"].as_forecast is None
    assert found["opinion"].as_forecast is None
    assert found["report"].verdict is None


def test_a_claim_that_restates_a_preference_is_assumed() -> None:
    text = """\
dispute: A threat
parties:
  A: {options: {hit: Hit}, prefers: [not A.hit, B.pay]}
  B: {options: {pay: Pay}, prefers: [not A.hit, not B.pay]}
threats: {t: {by: A, action: A.hit}}
claims: {c: {says: It is empty, test: empty(t)}}
"""
    (answer,) = detente.loads(text).claims
    assert answer.verdict is True
    assert answer.assumed
    assert [resting.statement for resting in answer.restates] == ["not A.hit"]
