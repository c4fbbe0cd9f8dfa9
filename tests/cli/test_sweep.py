"""``detente sweep``, and the shares of worlds that stand beside other commands' verdicts."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from .running import Answer, ask, ask_outside, assert_refused, command

PLAIN = """\
dispute: A ceasefire in the valley
as_of: 2026-03-01
parties:
  Government:
    options: {sign: Sign the ceasefire, offensive: Launch an offensive}
    prefers: [not (Government.offensive and Neighbour.supply), truce, won, not Government.sign]
  Rebels:
    options: {sign: Sign the ceasefire}
    prefers: [not Government.offensive, truce, not Rebels.sign]
  Neighbour:
    options: {watch: Send observers, supply: Supply the rebels}
    prefers: [not won, truce, not Neighbour.watch, not Neighbour.supply]
  Union: {options: {watch: Send observers}, prefers: [truce, not Union.watch]}
terms:
  watched: Neighbour.watch or Union.watch
  truce: Government.sign and Rebels.sign and watched
  won: Government.offensive and not Neighbour.supply
rules: [not (Government.sign and Government.offensive)]
status_quo: []
settlements: {truce: truce}
threats:
  attack: {by: Government, action: Government.offensive, unless: Rebels.sign}
events:
  - {date: 2026-06-01, title: The Union sends observers, sets: {Union.watch: on}}
claims:
  possible: {says: A truce can be had, test: reached(truce)}
  alone: {says: Nobody needs the Neighbour for it, test: 'not needed(Neighbour, truce)'}
  afraid: {says: The Government does not dare to attack, test: deterred(attack)}
  met: {says: The parties have met, kind: report}
"""
ENDS = """\
doubts:
  - {name: victory, party: Government, statement: won, at: [2, 4]}
  - {name: interest, party: Union, statement: truce, probability: 0.7}
  - name: nature
    party: Neighbour
    either:
      - {title: peace, prefers: [not won, truce, not Neighbour.watch, not Neighbour.supply]}
      - {title: quiet, prefers: [not Neighbour.supply, not Neighbour.watch], probability: 0.3}
"""
TROOPS = """\
  - {name: troops, option: Union.watch, probability: 0.8, with: interest, correlation: 0.5}
  - {name: customs, rule: not (watched and Neighbour.supply), probability: 0.5}
"""
VALLEY = PLAIN + ENDS + TROOPS
WORLDS = 3 * 2 * 2 * 2 * 2
# Worked out by hand: the Union is willing and able in 0.5 x 0.7 + 0.5 x 0.7 x 0.8 of the worlds;
# a Neighbour that wants quiet does nothing, and then a Government that puts victory first is not
# deterred from leaving a truce.
ABLE = 0.63
POSSIBLE = 0.7 + 0.3 * ABLE * 2 / 3
ALONE = 0.7 * ABLE + 0.3 * ABLE * 2 / 3

BESIDE = [
    ("analyse",),
    ("why", "1"),
    ("settle", "truce"),
    ("threats",),
    ("claims",),
    ("timeline",),
    ("coalitions",),
    ("evolve",),
]
SHARES = re.compile(r"\d+ doubts?: shares are over ")


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of its own for each test, in which checkpoints may be left."""
    monkeypatch.chdir(tmp_path)
    Path("valley.yaml").write_text(VALLEY)


def _plain(answer: Answer) -> str:
    """What was said, without the breaks of lines."""
    assert answer.status == 0, answer.err
    return " ".join(answer.out.split())


def _swept(*words: str) -> dict[str, Any]:
    answer = ask("sweep", "valley.yaml", "--workers", "1", "--json", *words)
    assert (answer.status, answer.err) == (0, "")
    return answer.json


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The answer about all worlds of the valley."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("whole"))
        Path("valley.yaml").write_text(VALLEY)
        found = _swept("--limit", "2")
        assert _listed() == ["valley.yaml"]
    return found


def _listed() -> list[str]:
    return sorted(path.name for path in Path().iterdir())


# ---------------------------------------------------------------------- the answer


def test_all_worlds_as_data(whole: dict[str, Any]) -> None:
    found = whole
    assert found["dispute"] == "A ceasefire in the valley"
    assert (found["worlds"], found["asked"], found["of"]) == (WORLDS, WORLDS, WORLDS)
    assert (found["exact"], found["stopped"], found["seed"]) == (True, None, 0)
    names = [doubt["name"] for doubt in found["doubts"]]
    assert names == ["victory", "interest", "nature", "troops", "customs"]
    for doubt in found["doubts"]:
        likely = [answer["probability"] for answer in doubt["answers"]]
        assert sum(likely) == pytest.approx(1)
        assert doubt["as_stated"] in {0, 1}


def test_claims_as_data(whole: dict[str, Any]) -> None:
    claims = whole["claims"]
    assert claims["possible"]["verdict"] is True
    assert claims["possible"]["share"] == pytest.approx(POSSIBLE)
    assert claims["possible"]["interval"] == [claims["possible"]["share"]] * 2
    assert claims["alone"]["share"] == pytest.approx(ALONE)
    assert claims["alone"]["share_null"] == pytest.approx(1 - POSSIBLE)
    assert claims["alone"]["share_false"] == pytest.approx(POSSIBLE - ALONE)
    assert claims["met"] == {"share": None, "interval": None, "hinges_on": []}
    assert claims["possible"]["convergence"] == []


def test_what_a_claim_hinges_on_as_data(whole: dict[str, Any]) -> None:
    claims = whole["claims"]
    afraid = {hinge["doubt"]: hinge for hinge in claims["afraid"]["hinges_on"]}
    assert set(afraid) == {"victory", "interest", "nature", "troops", "customs"}
    assert afraid["nature"]["first_order"] == pytest.approx(1)
    assert afraid["nature"]["total"] == pytest.approx(1)
    assert afraid["nature"]["matters"] is True
    assert afraid["customs"]["total"] == pytest.approx(0)
    assert afraid["customs"]["matters"] is False
    assert afraid["interest"]["tied_with"] == ["troops"]
    pairs = [pair["doubts"] for pair in claims["possible"]["together"]]
    assert [["victory"], ["nature"]] in pairs
    for pair in claims["possible"]["together"]:
        assert pair["joint"] > pair["apart"]


def test_flips_and_the_nearest_world_as_data(whole: dict[str, Any]) -> None:
    claims = whole["claims"]
    flips = {flip["doubt"]: flip["becomes"] for flip in claims["alone"]["flips"]}
    assert flips == {"interest": False, "troops": False}
    assert [len(flip) for flip in (claims["possible"]["flips"], claims["afraid"]["flips"])] == [
        *(0, 1)
    ]
    nearest = claims["possible"]["nearest"]
    assert (nearest["becomes"], nearest["fewest"]) == (False, True)
    assert [change["doubt"] for change in nearest["changes"]] == ["victory", "nature"]
    assert nearest["changes"][0]["text"].startswith("Government's `won` is its 2nd end")


def test_settlements_threats_and_equilibria_as_data(whole: dict[str, Any]) -> None:
    found = whole
    truce = found["settlements"]["truce"]
    assert truce["as_stated"] == "open"
    assert truce["status"]["open"]["share"] == pytest.approx(POSSIBLE)
    assert truce["roles"]["Neighbour"]["needed"]["share"] == pytest.approx(POSSIBLE - ALONE)
    weights = [spread["mean"] for spread in truce["weights"].values()]
    assert sum(weights) == pytest.approx(1)
    assert {"first_order", "total"} <= set(truce["open_hinges_on"][0])
    attack = found["threats"]["attack"]
    assert attack["as_stated"] == "deterred"
    assert attack["status_quo"]["credible"]["share"] == pytest.approx(0.3)
    assert set(found["equilibria"]) == {"nash", "gmr", "smr", "seq", "sseq"}
    for concept in found["equilibria"].values():
        assert len(concept["states"]) == min(concept["count"], 2)
        for state in concept["states"]:
            assert 0 <= state["comes_about"]["share"] <= state["share"] <= 1


def test_in_words() -> None:
    said = _plain(ask("sweep", "valley.yaml", "--workers", "1"))
    for part in (
        f"5 doubts: shares are over all {WORLDS} worlds",
        "possible: true as the file stands",
        "in 17% it means nothing",
        "It hinges on «nature» (100% of its variation alone, 100% with others)",
        "«victory» and «nature» matter together",
        "One answer alone changes it: Neighbour",
        "The nearest world in which it is otherwise (false): Government's `won` is its 2nd end and",
        "Settlement truce (open as the file stands)",
        "Threat attack, at the status quo: deterred in 70%, credible in 30%",
    ):
        assert part in said


def test_drawn_worlds() -> None:
    found = _swept("--worlds", "40", "--seed", "3")
    assert (found["worlds"], found["of"], found["exact"]) == (40, WORLDS, False)
    assert found["seed"] == 3
    claim = found["claims"]["afraid"]
    low, high = claim["interval"]
    assert 0 < low < claim["share"] < high < 1
    assert [step["worlds"] for step in claim["convergence"]] == [5, 10, 20, 40]
    assert claim["convergence"][-1]["share"] == claim["share"]
    said = _plain(ask("sweep", "valley.yaml", "--workers", "1", "--worlds", "40", "--seed", "3"))
    assert f"40 worlds drawn of {WORLDS} (seed 3)" in said
    assert "95% confidence" in said
    assert "after 10" in said


def test_the_same_seed_gives_the_same_answer() -> None:
    one, same, other = (_swept("--worlds", "30", "--seed", seed) for seed in ("1", "1", "2"))
    assert one | {"seconds": 0} == same | {"seconds": 0}
    assert one["claims"] != other["claims"]


def test_a_claim_about_another_file_is_asked_in_worlds_of_both() -> None:
    text = PLAIN.replace(
        "  met:", "  then: {says: So too, test: 'reached(truce, in=\"old.yaml\")'}\n  met:"
    )
    Path("valley.yaml").write_text(text)
    Path("old.yaml").write_text(VALLEY)
    found = _swept()
    assert found["worlds"] == WORLDS
    assert found["claims"]["then"]["share"] == pytest.approx(POSSIBLE)
    assert found["claims"]["possible"]["share"] == 1


# ---------------------------------------------------------------------- the worlds in a file


def test_the_worlds_as_csv() -> None:
    found = _swept("-o", "worlds.csv")
    with Path("worlds.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == WORLDS
    assert sum(float(row["weight"]) for row in rows) == pytest.approx(1)
    true = [float(row["weight"]) for row in rows if row["claim possible"] == "true"]
    assert sum(true) == pytest.approx(found["claims"]["possible"]["share"])
    assert {row["claim alone"] for row in rows} == {"true", "false", ""}
    assert {row["doubt victory"] for row in rows} == {"2nd", "3rd", "4th"}
    beside = json.loads(Path("worlds.csv.json").read_text(encoding="utf-8"))
    assert (beside["worlds"], beside["seed"], beside["exact"]) == (WORLDS, 0, True)
    assert "A ceasefire in the valley" in beside.values()
    assert beside["version"]
    assert _listed() == ["valley.yaml", "worlds.csv", "worlds.csv.json"]


def test_the_worlds_as_parquet() -> None:
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    found = _swept("-o", "worlds.parquet", "--worlds", "20")
    frame = pandas.read_parquet("worlds.parquet")
    assert len(frame) == 20
    assert frame["claim afraid"].mean() == pytest.approx(found["claims"]["afraid"]["share"])
    assert frame.attrs["seed"] == 0
    assert _listed() == ["valley.yaml", "worlds.parquet"]


def test_force_overwrites() -> None:
    Path("worlds.csv").write_text("dear to me")
    _swept("-o", "worlds.csv", "--force")
    assert Path("worlds.csv").read_text().startswith("world,weight,")


# ---------------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--worlds", "0"), ("--worlds", "1 or more")),
        (("--worlds", "-1"), ("--worlds", "1 or more")),
        (("--worlds", "3.5"), ("--worlds",)),
        (("--worlds", "many"), ("--worlds",)),
        (("--seed", "-1"), ("--seed", "0, 1, 2")),
        (("--workers", "0"), ("--workers", "1 or more")),
        (("--time-limit", "0"), ("--time-limit", "give more")),
        (("--time-limit", "nan"), ("--time-limit",)),
        (("--limit", "-1"), ("--limit",)),
        (("-o", "worlds.xls"), ("--output", "NAME.csv or NAME.parquet")),
        (("-o", "dear.csv"), ("dear.csv", "--force")),
        (("-o", "nowhere/worlds.csv"), ("nowhere",)),
        (("--checkpoint", "dear.csv"), ("dear.csv", "name another file")),
        (("--checkpoint", "nowhere/kept"), ("nowhere/kept", "a folder that exists")),
        (("--resume",), ("valley.sweep", "instead of resuming")),
        (("--cluster", "nonsense"), ("nonsense", "tcp://")),
    ],
)
def test_what_it_refuses(words: tuple[str, ...], said: tuple[str, ...]) -> None:
    Path("dear.csv").write_text("dear to me")
    alone = () if "--workers" in words else ("--workers", "1")
    answer = ask("sweep", "valley.yaml", *alone, *words)
    assert_refused(answer)
    assert len(answer.err.splitlines()) == 1
    for part in said:
        assert part in answer.err
    assert Path("dear.csv").read_text() == "dear to me"
    assert _listed() == ["dear.csv", "valley.yaml"]


def test_a_file_without_doubts_is_refused() -> None:
    answer = ask("sweep", "chicken")
    assert_refused(answer)
    assert "no doubts" in answer.err
    assert "add `doubts`" in answer.err
    assert _listed() == ["valley.yaml"]


def test_the_metadata_of_another_table_is_not_overwritten() -> None:
    Path("worlds.csv.json").write_text("dear to me")
    answer = ask("sweep", "valley.yaml", "--workers", "1", "-o", "worlds.csv")
    assert_refused(answer)
    assert "--force" in answer.err
    assert Path("worlds.csv.json").read_text() == "dear to me"
    assert "worlds.csv" not in _listed()


@pytest.mark.parametrize("words", BESIDE, ids=lambda words: words[0])
@pytest.mark.parametrize("option", ["--worlds", "--seed"])
def test_the_others_refuse_what_is_negative(words: tuple[str, ...], option: str) -> None:
    answer = ask(words[0], "valley.yaml", *words[1:], option, "-1")
    assert_refused(answer)
    assert answer.err.startswith(f"{option}:1:1: ")


def test_what_new_writes_shows_how_to_doubt() -> None:
    assert ask("new", "river.yaml").status == 0
    text = Path("river.yaml").read_text(encoding="utf-8")
    head, _, rest = text.partition("#doubts:")
    doubts, _, _ = rest.partition("\n\n")
    assert doubts, "no doubts in it"
    Path("river.yaml").write_text(f"{head}doubts:{doubts.replace('#', '')}\n", encoding="utf-8")
    found = ask("sweep", "river.yaml", "--workers", "1", "--json").json
    assert found["worlds"] == 6


# ---------------------------------------------------------------------- stopped, and resumed

_LONG_WORLDS = ("--worlds", "100", "--seed", "7")


def _long() -> str:
    """Twelve options and eight doubts: some seconds of work, in several chunks."""
    lines = ["dispute: A long one", "parties:"]
    following = dict(zip("ABCD", "BCDA", strict=True))
    for one, other in following.items():
        wants = (
            f"[{other}.a iff {one}.a, not {following[other]}.b, {one}.b, not {one}.c, {other}.c]"
        )
        lines.append(f"  {one}: {{options: {{a: A, b: B, c: C}}, prefers: {wants}}}")
    lines.append("doubts:")
    for one in following:
        place = f"party: {one}, statement: '{one}.b', at: [1, 5]"
        lines.append(f"  - {{name: place of {one}, {place}}}")
        cost = f"party: {one}, statement: 'not {one}.c', probability: 0.5"
        lines.append(f"  - {{name: cost to {one}, {cost}}}")
    claim = "{says: A goes first, test: 'stable(A.a and not B.a, seq, party=A)'}"
    return "\n".join([*lines, "claims:", f"  first: {claim}\n"])


def _answered(answer: Answer) -> dict[str, Any]:
    assert answer.status == 0, answer.err
    return {key: value for key, value in answer.json.items() if key != "seconds"}


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("long")
    (folder / "long.yaml").write_text(_long())
    words = ("sweep", "long.yaml", "--json", *_LONG_WORLDS, "--workers", "2")
    found = _answered(ask_outside(*words, cwd=folder, timeout=120))
    assert [path.name for path in folder.iterdir()] == ["long.yaml"]
    return found


def _begun(*words: str) -> subprocess.Popen[bytes]:
    """A sweep that runs, and has finished and kept a chunk."""
    Path("long.yaml").write_text(_long())
    asked = command("sweep", "long.yaml", "--json", *words)
    sweep = subprocess.Popen(asked, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    kept = Path("long.sweep")
    _until(lambda: kept.exists() and kept.stat().st_size > 0, sweep)
    time.sleep(0.1)
    before = kept.stat().st_mtime_ns
    _until(lambda: kept.stat().st_mtime_ns != before, sweep)
    return sweep


def _until(so: Any, sweep: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while not so():
        assert sweep.poll() is None, sweep.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _resumed(*words: str) -> dict[str, Any]:
    answer = ask_outside("sweep", "long.yaml", "--json", *_LONG_WORLDS, "--resume", *words)
    found = _answered(answer)
    assert not Path("long.sweep").exists()
    return found


def test_ctrl_c_gives_the_answer_from_what_is_done(uninterrupted: dict[str, Any]) -> None:
    sweep = _begun(*_LONG_WORLDS, "--workers", "1")
    sweep.send_signal(signal.SIGINT)
    out, err = sweep.communicate(timeout=30)
    assert sweep.returncode == 130
    found = json.loads(out)
    assert found["stopped"] == "interrupted"
    assert 0 < found["worlds"] < found["asked"] == 100
    assert found["exact"] is False
    assert found["claims"]["first"]["share"] is not None
    assert b"long.sweep" in err
    assert b"--resume" in err
    assert b"Traceback" not in err
    assert _listed() == ["long.sweep", "long.yaml", "valley.yaml"]
    again = ask("sweep", "long.yaml", *_LONG_WORLDS)
    assert_refused(again)
    assert "resume it" in again.err
    other = ask("sweep", "long.yaml", "--worlds", "100", "--seed", "8", "--resume")
    assert_refused(other)
    assert "seed is 8 here and was 7" in other.err
    assert _resumed("--workers", "2") == uninterrupted


def test_a_killed_sweep_is_taken_up_again(uninterrupted: dict[str, Any]) -> None:
    sweep = _begun(*_LONG_WORLDS, "--workers", "2")
    os.kill(sweep.pid, signal.SIGKILL)
    sweep.communicate(timeout=30)
    assert _resumed("--workers", "1") == uninterrupted


def test_ctrl_c_with_several_workers() -> None:
    sweep = _begun("--worlds", "100000", "--workers", "2")
    sweep.send_signal(signal.SIGINT)
    out, err = sweep.communicate(timeout=30)
    assert sweep.returncode == 130
    found = json.loads(out)
    assert (found["stopped"], found["asked"], found["of"]) == ("interrupted", 10_000, 10_000)
    assert b"Traceback" not in err


def test_the_time_limit(uninterrupted: dict[str, Any]) -> None:
    Path("long.yaml").write_text(_long())
    words = ("sweep", "long.yaml", *_LONG_WORLDS, "--workers", "1", "--time-limit", "0.01")
    answer = ask_outside(*words, "-o", "worlds.csv")
    assert answer.status == 0
    (done,) = re.findall(r"The time limit came after (\d+) of 100 worlds", answer.out)
    assert 0 < int(done) < 100
    assert "long.sweep" in answer.err
    assert "--resume" in answer.err
    assert len(Path("worlds.csv").read_text().splitlines()) == 1 + int(done)
    assert json.loads(Path("worlds.csv.json").read_text())["stopped"] == "time limit"
    assert _resumed("--workers", "2") == uninterrupted


def test_progress_is_told_on_standard_error() -> None:
    Path("long.yaml").write_text(_long())
    answer = ask_outside("sweep", "long.yaml", "--worlds", "10", "--workers", "1", "--json")
    assert answer.status == 0
    assert answer.json["worlds"] == 10
    for line in answer.err.splitlines():
        assert re.match(r"[\d,]+ of [\d,]+ worlds", line)


# ---------------------------------------------------------------------- beside other verdicts


@pytest.mark.parametrize("words", BESIDE, ids=lambda words: words[0])
def test_shares_stand_beside_verdicts(words: tuple[str, ...]) -> None:
    said = _plain(ask(words[0], "valley.yaml", *words[1:], columns=200))
    assert SHARES.search(said)
    assert "%" in said


@pytest.mark.parametrize("words", BESIDE, ids=lambda words: words[0])
@pytest.mark.parametrize("form", [(), ("--json",)], ids=["words", "json"])
def test_no_shares_where_none_are_wanted_or_nothing_is_doubted(
    words: tuple[str, ...], form: tuple[str, ...]
) -> None:
    none = ask(words[0], "valley.yaml", *words[1:], "--worlds", "0", *form)
    Path("valley.yaml").write_text(PLAIN)
    certain = ask(words[0], "valley.yaml", *words[1:], *form)
    assert (none.status, none.out, none.err) == (0, certain.out, "")
    assert not SHARES.search(none.out)
    assert '"shares"' not in none.out
    assert '"share_false"' not in none.out


@pytest.mark.parametrize("words", BESIDE, ids=lambda words: words[0])
def test_worlds_are_drawn_where_fewer_are_asked_for(words: tuple[str, ...]) -> None:
    asked = (words[0], "valley.yaml", *words[1:], "--worlds", "10")
    one, same, other = (ask(*asked, "--seed", seed, columns=200) for seed in ("1", "1", "2"))
    assert one == same
    assert one != other
    assert f"10 worlds drawn of {WORLDS} (seed 1)" in _plain(one)


@pytest.mark.parametrize("words", [("analyse",), ("settle", "truce"), ("timeline",)])
def test_shares_where_a_claim_names_another_file_with_doubts(words: tuple[str, ...]) -> None:
    Path("old.yaml").write_text(VALLEY)
    then = "  then: {says: So too, test: 'reached(truce, in=\"old.yaml\")'}\n"
    Path("valley.yaml").write_text(VALLEY.replace("  met:", f"{then}  met:"))
    assert SHARES.search(_plain(ask(words[0], "valley.yaml", *words[1:], columns=200)))


def _asked(*words: str) -> dict[str, Any]:
    answer = ask(words[0], "valley.yaml", *words[1:], "--json")
    assert (answer.status, answer.err) == (0, "")
    return answer.json


@pytest.mark.parametrize("words", BESIDE, ids=lambda words: words[0])
def test_the_worlds_behind_shares_as_data(words: tuple[str, ...]) -> None:
    found = _asked(*words)
    if words[0] == "why":
        pytest.skip("its shares stand in the witnesses")
    behind = found["moments"][0]["shares"] if words[0] == "timeline" else found["shares"]
    for key in ("worlds", "asked", "of", "exact", "seed", "stopped", "confidence"):
        assert key in behind
    expected = 20 if words[0] == "coalitions" else WORLDS
    assert behind["worlds"] == expected
    assert behind["exact"] == (expected == WORLDS)


def test_analyse_as_data() -> None:
    for name, concept in _asked("analyse")["concepts"].items():
        if name == "sim":
            assert "shares" not in concept
            continue
        assert [share["number"] for share in concept["shares"]] == concept["equilibria"]
        assert all(0 <= share["share"] <= 1 for share in concept["shares"])


def test_why_as_data() -> None:
    found = _asked("why", "1")
    for witness in found["witnesses"]:
        parts = [witness[key] for key in ("share", "share_false", "share_null")]
        assert sum(parts) == pytest.approx(1)
        assert witness["interval"] == [witness["share"]] * 2
    (government,) = (w for w in found["witnesses"] if w["party"] == "Government")
    assert government["share"] == pytest.approx(0.7)


def test_settle_as_data() -> None:
    found = _asked("settle", "truce")
    assert found["shares"]["status"]["open"]["share"] == pytest.approx(POSSIBLE)
    assert set(found["shares"]) >= {
        *("roles", "weights", "pressure", "pact", "must_tolerate", "relied_on", "spoilers"),
    }
    for key in ("roles", "weights", "must_tolerate", "relied_on", "spoilers"):
        assert list(found["shares"][key]) == ["Government", "Rebels", "Neighbour", "Union"]


def test_threats_as_data() -> None:
    found = _asked("threats")
    shares = found["threats"]["attack"]["shares"]
    assert {verdict: share["share"] for verdict, share in shares.items()} == {
        "deterred": pytest.approx(0.7),
        "credible": pytest.approx(0.3),
    }
    for state in found["rests_on_empty_threats"]["equilibria"]:
        assert 0 <= state["share"] <= 1


def test_claims_as_data_beside_their_verdicts(whole: dict[str, Any]) -> None:
    swept, found = whole["claims"], _asked("claims")["claims"]
    for name, claim in found.items():
        for key in {"share", "interval", "share_false", "share_null", "hinges_on"} & set(claim):
            assert claim[key] == swept[name][key]
    assert found["alone"]["verdict"] is True
    assert found["alone"]["share"] == pytest.approx(ALONE)
    assert found["met"]["share"] is None


def test_timeline_as_data() -> None:
    first, second = _asked("timeline")["moments"]
    for moment in (first, second):
        shares = moment["shares"]
        assert list(shares["settlements"]) == ["truce"]
        assert sum(s["share"] for s in shares["threats"]["attack"].values()) == pytest.approx(1)
    open_ = first["shares"]["settlements"]["truce"]["status"]["open"]
    assert open_["share"] == pytest.approx(POSSIBLE)


def test_coalitions_as_data() -> None:
    for concept in _asked("coalitions", "--all", "--worlds", "5")["concepts"].values():
        numbers = [share["number"] for share in concept["shares"]]
        listed = [*concept["stable"], *(state["number"] for state in concept["left"])]
        assert sorted(numbers) == sorted(listed)


def test_evolve_as_data() -> None:
    found = _asked("evolve")
    shares = {state["number"]: state["share"] for state in found["states"]}
    assert shares[found["status_quo"]] == pytest.approx(1)
    assert all(0 <= share <= 1 for share in shares.values())


def test_the_words_say_what_the_data_say() -> None:
    claim = _asked("claims", "--worlds", "10")["claims"]["alone"]
    said = _plain(ask("claims", "valley.yaml", "--worlds", "10", columns=200))
    assert f"alone: true, in {100 * claim['share']:.0f}% (" in said
    assert "of the worlds" in said
