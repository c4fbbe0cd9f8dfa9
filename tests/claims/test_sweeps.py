"""Sweeps as data, sweeps that draw, and sweeps over several files."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import detente
from detente.claims.asked import BATCHED, COME_ABOUT, Asked
from detente.claims.sweep import Sweep
from detente.claims.writing import NotWritten, write_worlds
from detente.disputes.saving import NotOverwritten
from detente.doubts import spaces
from doubted import case_of
from oracle import doubting, strategies
from oracle.spec import Spec

SMALL: dict[str, Any] = {"parties": (2, 3), "options": (1, 4), "statements": 3}
IN_DOUBT = doubting.doubted(
    st.one_of(
        strategies.option_disputes(preferences="prefers", levels=True, same=True, **SMALL),
        strategies.graphs(parties=(2, 3), states=(2, 5)),
    ),
    doubts=(1, 4),
)
VALLEY = """\
dispute: A valley
parties:
  Up:
    options: {dam: Build a dam, share: {title: Share, levels: [none, some, all]}}
    prefers: [not Down.court, Up.dam iff not Down.pay, Up.share = none]
  Down:
    options: {court: Go to court, pay: Pay}
    prefers: [not Up.dam, Up.share = all, not Down.pay, not Down.court]
status_quo: [Up.dam]
settlements: {deal: Up.share = all and not Up.dam}
threats: {court: {by: Down, action: Down.court, if: Up.dam}}
doubts:
  - {name: dams, party: Up, statement: Up.dam, at: [1, 3], probability: 0.4}
  - {name: fears, party: Up, statement: not Down.court, at: [1, 3], probability: 0.7}
  - {name: "wants, too", party: Up, statement: Down.pay, at: 1, probability: 0.4, with: fears}
  - name: Down's ends
    party: Down
    either:
      - {prefers: [not Up.dam, Up.share = all, not Down.pay, not Down.court], title: water}
      - {prefers: [Up.share = all, Down.court if Up.dam], probability: 0.3}
  - {name: justice, party: Down, statement: Down.court iff Up.dam, at: [1, 3], probability: 0.6}
  - {name: courts, option: Down.court, probability: 0.8, with: sharing, correlation: -0.5}
  - {name: sharing, rule: Up.share = all implies Down.pay, probability: 0.3}
claims:
  calm: {says: No court, test: stable(not Down.court)}
  dam: {says: A dam, test: 'stable(Up.dam, nash, party=Up)'}
  deal: {says: They settle, test: reached(deal)}
  needed: {says: Down is needed, test: 'needed(Down, deal)'}
  empty: {says: It is an empty threat, test: empty(court)}
"""
CLAIMS = ("calm", "dam", "deal", "needed", "empty")
ALL = 100_000
few = settings(max_examples=max(settings().max_examples // 5, 1))


def is_true(value: object) -> bool:
    return value is True


@pytest.fixture(scope="module")
def every() -> Sweep:
    return detente.loads(VALLEY).sweep(ALL)


@pytest.fixture(scope="module")
def some() -> Sweep:
    return detente.loads(VALLEY).sweep(300, seed=7)


@pytest.fixture(params=["every", "some"])
def found(request: pytest.FixtureRequest) -> Sweep:
    sweep = request.getfixturevalue(request.param)
    assert isinstance(sweep, Sweep)
    assert sweep.exact == (request.param == "every")
    return sweep


# As data ----------------------------------------------------------------------------------------


def test_one_row_a_world(found: Sweep) -> None:
    frame = found.to_frame()
    doubts = [f"doubt {question.name}" for question in found.space.questions]
    assert doubts[2:4] == ["doubt wants, too", "doubt Down's ends"]
    assert list(frame.columns) == ["weight", *doubts, *found.columns]
    assert frame.index.tolist() == list(range(1, len(found.weights) + 1))
    assert frame.index.name == "world"
    assert frame["weight"].tolist() == found.weights.tolist()
    for k, question in enumerate(found.space.questions):
        short = [question.answers[answer].short for answer in found.picks[:, k]]
        assert frame[f"doubt {question.name}"].tolist() == short
    for name, values in found.columns.items():
        cells = [None if cell is pd.NA else cell for cell in frame[name].tolist()]
        assert cells == values, name
    assert frame["claim needed"].dtype == "boolean"
    assert frame["weight deal: Up"].dtype == "Float64"
    assert frame["settlement deal"].dtype == "string"


def test_columns_without_any_value_keep_their_kind() -> None:
    text = VALLEY.replace("deal: Up.share = all and not Up.dam", "deal: Up.dam and not Up.dam")
    frame = detente.loads(text).sweep(20).to_frame()
    for name, kind in {
        "role deal: Up": "string",
        "weight deal: Up": "Float64",
        "claim needed": "boolean",
    }.items():
        assert frame[name].isna().all()
        assert frame[name].dtype == kind, name


def test_shares_are_means_over_the_rows(found: Sweep) -> None:
    frame = found.to_frame()
    whole = frame["weight"].sum()
    assert whole == pytest.approx(1 if found.exact else 300)
    for name in CLAIMS:
        shares = found.claim(name)
        for verdict, share in ((True, shares.true), (False, shares.false)):
            own = frame["weight"][(frame[f"claim {name}"] == verdict).fillna(False)].sum()
            assert share.value == pytest.approx(own / whole)
        null = frame["weight"][frame[f"claim {name}"].isna()].sum()
        assert shares.null.value == pytest.approx(null / whole)
        assert sum(share.value for share in vars(shares).values()) == pytest.approx(1)


def test_what_is_needed_to_repeat_it(found: Sweep) -> None:
    told = found.metadata
    assert json.loads(json.dumps(told)) == told
    assert found.to_frame().attrs == told
    assert told["exact"] == found.exact
    assert told["stopped"] == ""
    assert told["version"] == detente.__version__
    again = detente.loads(VALLEY).sweep(told["worlds"], told["seed"])
    assert again.metadata == told
    pd.testing.assert_frame_equal(again.to_frame(), found.to_frame())


def test_metadata_tell_sweeps_apart(some: Sweep) -> None:
    other = detente.loads(VALLEY.replace("0.8", "0.9"))
    others = [
        detente.loads(VALLEY.replace("No court", "No courts")).sweep(300, seed=7),
        detente.loads(VALLEY).sweep(300, seed=8),
        detente.loads(VALLEY).sweep(301, seed=7),
        detente.loads(VALLEY).sweep(300, seed=7, hinges=False),
        detente.loads(VALLEY).sweep(300, seed=7, asked=Asked(claims=("calm",))),
        other.sweep(300, seed=7),
    ]
    assert all(sweep.metadata != some.metadata for sweep in others)


def test_csv(found: Sweep, tmp_path: Path) -> None:
    path = tmp_path / "worlds.csv"
    write_worlds(found, path)
    with path.open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    frame = found.to_frame()
    assert list(rows[0]) == ["world", *frame.columns]
    assert [int(row["world"]) for row in rows] == frame.index.tolist()
    for row, weight in zip(rows, found.weights.tolist(), strict=True):
        assert float(row["weight"]) == pytest.approx(weight, rel=1e-9)
    for name in frame.columns[1:]:
        for row, cell in zip(rows, frame[name].tolist(), strict=True):
            if cell is pd.NA:
                assert row[name] == ""
            elif isinstance(cell, bool):
                assert row[name] == str(cell).lower()
            elif isinstance(cell, float):
                assert float(row[name]) == cell
            else:
                assert row[name] == cell
    beside = json.loads((tmp_path / "worlds.csv.json").read_text(encoding="utf-8"))
    assert beside == found.metadata


def test_parquet(found: Sweep, tmp_path: Path) -> None:
    path = tmp_path / "worlds.parquet"
    write_worlds(found, path)
    assert list(tmp_path.iterdir()) == [path]
    frame = pd.read_parquet(path)
    pd.testing.assert_frame_equal(frame, found.to_frame())
    assert frame.attrs == found.metadata


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_what_stands_there_is_not_overwritten(some: Sweep, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"worlds.{ending}"
    path.write_text("mine")
    with pytest.raises(NotOverwritten):
        write_worlds(some, path)
    assert path.read_text() == "mine"
    assert list(tmp_path.iterdir()) == [path]
    write_worlds(some, path, force=True)
    assert path.read_bytes() != b"mine"


def test_other_endings(some: Sweep, tmp_path: Path) -> None:
    with pytest.raises(NotWritten, match=r"\.csv or \.parquet"):
        write_worlds(some, tmp_path / "worlds.txt")
    assert list(tmp_path.iterdir()) == []


@few
@given(spec=IN_DOUBT, worlds=st.sampled_from([3, ALL]))
def test_drawn_disputes_as_frames(spec: Spec, worlds: int) -> None:
    sweep = case_of(spec).sweep(worlds, asked=Asked(BATCHED), hinges=False)
    frame = sweep.to_frame()
    assert list(frame.columns) == ["weight", *(f"doubt {d['name']}" for d in spec["doubts"])]
    assert len(frame) == len(sweep.weights)
    for k, doubt in enumerate(spec["doubts"]):
        told = dict(zip(sweep.picks[:, k].tolist(), frame[f"doubt {doubt['name']}"], strict=True))
        assert len(set(told.values())) == len(told)  # no two answers are told alike


# Who works on it, and from which seed ------------------------------------------------------------


def _same(one: Sweep, other: Sweep) -> bool:
    return dict(one.chunks) == dict(other.chunks) and one.plan == other.plan


def test_the_same_whoever_works_on_it(some: Sweep, every: Sweep) -> None:
    case = detente.loads(VALLEY)
    assert _same(case.sweep(300, seed=7, workers=2), some)
    assert _same(case.sweep(ALL, workers=2), every)


def test_the_same_twice(some: Sweep) -> None:
    assert _same(detente.loads(VALLEY).sweep(300, seed=7), some)


def test_another_seed_draws_others(some: Sweep, every: Sweep) -> None:
    other = detente.loads(VALLEY).sweep(300, seed=8)
    assert other.picks.tolist() != some.picks.tolist()
    again = detente.loads(VALLEY).sweep(ALL, seed=8)
    assert again.exact
    for name in CLAIMS:  # of all worlds there is nothing to draw
        assert vars(again.claim(name).true) == pytest.approx(vars(every.claim(name).true))


@few
@given(spec=IN_DOUBT, worlds=st.integers(1, 6), seed=st.integers(0, 99))
def test_drawn_disputes_twice(spec: Spec, worlds: int, seed: int) -> None:
    one, two = (case_of(spec).sweep(worlds, seed, asked=Asked(BATCHED)) for _ in range(2))
    assert _same(one, two)
    assert one.exact == (len(doubting.joint(spec)) <= worlds)
    assert len(one.weights) == (len(doubting.joint(spec)) if one.exact else worlds)


# Some worlds for all ----------------------------------------------------------------------------


def _within(found: float, known: float, worlds: int) -> bool:
    return bool(abs(found - known) <= 4 * (known * (1 - known) / worlds) ** 0.5 + 1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_draws_come_near_to_all_worlds(every: Sweep, seed: int) -> None:
    drawn = detente.loads(VALLEY).sweep(600, seed, hinges=False)
    assert not drawn.exact
    for name in CLAIMS:
        for kind in ("true", "false", "null"):
            known, share = getattr(every.claim(name), kind), getattr(drawn.claim(name), kind)
            assert _within(share.value, known.value, 600), name
    for name in every.tally:
        for place, weight in enumerate(every.tally[name].tolist()):
            assert _within(drawn.tally[name][place] / 600, weight, 600), (name, place)
    for role, known in every.kinds("role deal: Up").items():
        assert _within(drawn.kinds("role deal: Up")[role].value, known.value, 600)
    known, spread = every.number("weight deal: Down"), drawn.number("weight deal: Down")
    assert known is not None
    assert spread is not None
    assert spread.mean_low - 0.02 <= known.mean <= spread.mean_high + 0.02


def test_how_often_intervals_hold_the_share(every: Sweep) -> None:
    asked = Asked(claims=("calm", "deal"))
    inside = []
    for seed in range(40):
        drawn = detente.loads(VALLEY).sweep(60, seed, asked=asked, hinges=False)
        for name in ("calm", "deal"):
            share, known = drawn.claim(name).true, every.claim(name).true.value
            inside.append(share.low <= known <= share.high)
    assert np.mean(inside) >= 0.93  # 95 %, or more as draws are stratified


@pytest.mark.parametrize(("most_ties", "worlds"), [(10, 600), (0, 2000)])
def test_what_drawn_worlds_say_verdicts_hinge_on(
    every: Sweep, most_ties: int, worlds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With more ties than are multiplied out, a factor drawn afresh may repeat its answers."""
    monkeypatch.setattr(spaces, "_MOST_TIES", most_ties)
    drawn = detente.loads(VALLEY).sweep(worlds, seed=1, asked=Asked(claims=CLAIMS))
    assert not drawn.exact
    assert drawn.factors == every.factors
    for name in CLAIMS:
        known = {h.factor: h for h in every.hinges(f"claim {name}", is_true)}
        for hinge in drawn.hinges(f"claim {name}", is_true):
            own = known[hinge.factor]
            assert hinge.total is not None
            assert own.total is not None
            assert abs(hinge.first_order - own.first_order) <= 4 * hinge.first_error + 0.06
            assert abs(hinge.total - own.total) <= 4 * hinge.error + 0.03


def test_how_shares_settle(some: Sweep, every: Sweep) -> None:
    found = some.convergence("claim calm", is_true)
    assert [count for count, _ in found] == [38, 75, 150, 300]
    assert found[-1][1] == some.claim("calm").true
    assert every.convergence("claim calm", is_true) == []


def test_more_is_not_asked_than_is_wanted() -> None:
    bare = detente.loads(VALLEY).sweep(50, asked=Asked(("seq",)), hinges=False)
    assert bare.columns == {}
    assert set(bare.tally) == {"seq", "seq" + COME_ABOUT}
    assert not bare.has_base
    assert bare.plan.paired == 0


# Several files ----------------------------------------------------------------------------------

NOW = """\
dispute: Now
parties: {A: {options: {a: A, b: B}, prefers: [A.a]}}
doubts:
  - {name: shared, party: A, either: [{prefers: [A.a], probability: 0.25}, {prefers: [not A.a]}]}
  - {name: own, party: A, statement: A.b, at: 1, probability: 0.5}
claims:
  both: {says: So in both, test: 'stable(A.a, nash) and stable(B.x, nash, in="then.yaml")'}
  same: {says: The same, test: 'stable(A.a, nash) iff stable(B.x, nash, in="then.yaml")'}
  there: {says: So there, test: 'holds(B.y, in="then.yaml")'}
  three: {says: So in all, test: 'holds(B.y, in="then.yaml") iff holds(B.y, in="later.yaml")'}
"""
THEN = """\
dispute: Then
parties: {B: {options: {x: X, y: Y}, prefers: [B.x]}}
doubts:
  - {name: further, rule: not B.y, probability: 0.8}
  - {name: shared, party: B, either: [{prefers: [B.x], probability: 0.25}, {prefers: [not B.x]}]}
"""


def test_doubts_of_several_files(tmp_path: Path) -> None:
    (tmp_path / "now.yaml").write_text(NOW)
    (tmp_path / "then.yaml").write_text(THEN)
    (tmp_path / "later.yaml").write_text(THEN.replace("Then", "Later"))
    found = detente.load(tmp_path / "now.yaml").sweep()
    names = [question.name for question in found.space.questions]
    assert names == ["shared", "own", "further (in then.yaml)"]
    assert found.exact
    assert len(found.weights) == 8
    shares = {name: found.claim(name).true.value for name in ("both", "same", "there", "three")}
    assert shares == pytest.approx({"both": 0.25, "same": 1, "there": 0.2, "three": 1})
    hinges = {h.factor: h for h in found.hinges("claim there", is_true)}
    assert [hinges[k].total for k in range(3)] == pytest.approx([0.0, 0.0, 1.0])
    (flip,) = found.flips("claim there")
    assert (flip.question, flip.answer, flip.becomes) == (2, 0, False)
