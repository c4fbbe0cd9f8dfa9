"""Levers put in force, disputes compared, and inducements measured, from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

import detente
from cli.running import Answer, ask, assert_problems, assert_refused

FILE = """\
# A bridge between a town and a farm.
dispute: A bridge
parties:
  Town:
    options: {build: Build a bridge}    # it has the money
    prefers: [crossing, not Town.build]
  Farm:
    options: {road: Open the road}
    weights: {Farm.road: -3}
terms: {crossing: Town.build and Farm.road}
rules: [Farm.road implies Town.build]
status_quo: []
settlements: {crossing: crossing}
threats: {bar: {by: Farm, action: not Farm.road, if: Town.build}}
levers:
  toll: {by: Town, kind: inducement, amount: 4, edits: [{weigh: crossing, party: Farm}]}
  vow: {by: Town, edits: [{prefer: Town.build, party: Town, at: 1}, {irreversible: Town.build}]}
  again: {edits: [{prefer: crossing, party: Town}]}
  early: {edits: [{set: {Farm.road: 'on'}}]}
  opened: {edits: [{unrule: Farm.road implies Town.build}]}
claims:
  crossed: {says: There is a crossing, test: settle(crossing)}
  tolled: {says: The toll backs it, test: 'backs(toll, crossing)'}
  told: {says: So it was said, kind: report}
"""


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "bridge.yaml"
    path.write_text(FILE)
    return str(path)


def _words(answer: Answer) -> str:
    assert answer.status == 0, answer.err
    return " ".join(answer.out.split())


# apply ------------------------------------------------------------------------------------------


def test_apply_prints_the_file_with_its_comments(file: str) -> None:
    answer = ask("apply", file, "vow")
    assert answer.status == 0
    assert "# A bridge between a town and a farm." in answer.out
    assert "# it has the money" in answer.out
    changed = detente.loads(answer.out).dispute
    town = changed.party("Town")
    assert town.options[0].direction == "on only"
    assert "With `vow`:" in answer.err
    assert "Town: the statement `Town.build` comes in, at place 1." in answer.err
    assert Path(file).read_text() == FILE


def test_apply_does_what_was_asked_in_any_order(file: str) -> None:
    assert ask("apply", file, "vow", "toll").out == ask("apply", file, "toll", "vow").out


def test_apply_writes_a_file(file: str, tmp_path: Path) -> None:
    target = tmp_path / "new.yaml"
    answer = ask("apply", file, "toll", "-o", str(target))
    assert answer.status == 0
    assert answer.out == ""
    assert f"written to {target}" in answer.err
    assert "Farm: `crossing` weighs 4; it had no weight." in answer.err
    written = target.read_text()
    assert ask("apply", file, "toll", "-o", str(target)).status == 0  # it says that already
    other = ask("apply", file, "vow", "-o", str(target))
    assert_refused(other)
    assert "--force" in other.err
    assert target.read_text() == written
    assert ask("apply", file, "vow", "-o", str(target), "--force").status == 0
    assert target.read_text() != written


def test_apply_does_not_overwrite_its_own_file_unasked(file: str) -> None:
    assert_refused(ask("apply", file, "vow", "-o", file))
    assert Path(file).read_text() == FILE
    assert ask("apply", file, "vow", "-o", file, "--force").status == 0
    assert "on only" in Path(file).read_text()


def test_apply_warns_of_collisions(file: str) -> None:
    answer = ask("apply", file, "again")
    assert answer.status == 0
    assert "warning: `again`: Town has `crossing` already" in answer.err


def test_a_lever_that_is_spent_can_be_read_again(file: str, tmp_path: Path) -> None:
    target = str(tmp_path / "new.yaml")
    assert ask("apply", file, "opened", "-o", target).status == 0
    answer = ask("check", target)
    assert answer.status == 0
    assert "warning: `Farm.road implies Town.build` is no rule" in answer.err
    assert "rules" not in Path(target).read_text().split("levers:")[0]


def test_apply_as_data(file: str) -> None:
    found = ask("apply", file, "vow", "--json").json
    assert found["levers"] == ["vow"]
    assert found["output"] is None
    assert found["collisions"] == []
    assert found["statements"][1] == {
        "path": ["parties", "Town", "prefers", "Town.build"],
        "kind": "added",
        "before": None,
        "after": "Town.build",
        "places": [None, 1],
    }


def test_apply_refuses_what_cannot_be(file: str, tmp_path: Path) -> None:
    target = tmp_path / "new.yaml"
    answer = ask("apply", file, "early", "-o", str(target))
    assert_problems(answer)
    (problem,) = answer.problems
    assert "with `early` in force the status quo breaks the rule" in problem["what"]
    assert problem["line"] == "19"
    assert not target.exists()


def test_apply_without_levers_and_with_unknown_ones(file: str) -> None:
    assert_problems(ask("apply", file))
    answer = ask("apply", file, "tol")
    assert_problems(answer)
    assert "did you mean `toll`?" in answer.err
    assert_problems(ask("apply", "chicken", "toll"))


# diff -------------------------------------------------------------------------------------------


def test_diff_with_levers(file: str) -> None:
    said = _words(ask("diff", file, "--with", "toll"))
    assert "to the same with `toll`" in said
    assert "Farm `crossing` weighs 4; it had no weight." in said
    assert "crossing: was unable to hold, now open; those who can are Town + Farm" in said
    assert "crossed: was false, now true." in said
    assert "The same for tolled and told." in said


def test_diff_of_a_file_and_what_apply_made_of_it(file: str, tmp_path: Path) -> None:
    target = str(tmp_path / "new.yaml")
    assert ask("apply", file, "vow", "-o", target).status == 0
    found = ask("diff", file, target, "--json").json
    paths = [one["path"] for one in found["statements"]]
    assert paths == [
        ["parties", "Town", "options", "build", "direction"],
        ["parties", "Town", "prefers", "Town.build"],
    ]
    same = ask("diff", file, file, "--with", "vow", "--json").json
    assert same["statements"] == found["statements"]
    assert same["answers"]["concepts"] == found["answers"]["concepts"]


def test_diff_of_a_file_and_itself(file: str) -> None:
    said = _words(ask("diff", file, file))
    assert "Nothing differs." in said
    found = ask("diff", file, file, "--json").json
    assert found["statements"] == []
    answers = found["answers"]
    assert all(one["came"] == one["went"] == [] for one in answers["concepts"].values())
    kinds = (answers["settlements"], answers["threats"], answers["claims"])
    assert not any(pair["differs"] for kind in kinds for pair in kind.values())


def test_diff_as_data(file: str) -> None:
    found = ask("diff", file, "--with", "toll, vow", "--concept", "seq,nash", "--json").json
    assert found["b"]["with"] == ["toll", "vow"]
    assert set(found["answers"]["concepts"]) == {"nash", "seq"}
    seq = found["answers"]["concepts"]["seq"]
    assert seq["come_about"] == [1, 1]
    (came,) = seq["came"]
    assert came["on"] == ["Town.build", "Farm.road"]
    assert came["lacking"] in {"out_of_reach", "not_an_equilibrium"}
    assert found["answers"]["settlements"]["crossing"]["status"] == ["cannot_hold", "open"]
    assert found["answers"]["claims"]["crossed"]["verdict"] == [False, True]
    few = ask("diff", file, "--with", "vow,toll", "--json", "--limit", "0").json
    assert few["answers"]["concepts"]["seq"]["came"] == []
    assert few["answers"]["concepts"]["seq"]["came_count"] == 1


def test_diff_of_two_dates() -> None:
    said = _words(ask("diff", "elmira", "elmira-graph"))
    assert "The option `Modify` is gone." in said
    assert "no such state" in said


def test_diff_of_bad_input(file: str) -> None:
    assert_problems(ask("diff", file))
    assert_problems(ask("diff", file, "nowhere"))
    assert_problems(ask("diff", file, "--with", ""))
    assert "did you mean `vow`?" in ask("diff", file, "--with", "vov").err
    assert_problems(ask("diff", file, "--with", "early"))
    assert_problems(ask("diff", file, file, "--limit", "-1"))
    assert_refused(ask("diff", file, file, "--concept", "sequ"))


# induce -----------------------------------------------------------------------------------------


def test_induce(file: str) -> None:
    said = _words(ask("induce", file, "toll", "--for", "crossed"))
    assert "Asked: crossed, settle(crossing)" in said
    assert "At 0 it is false. Above 3, not yet at it: false becomes true." in said
    assert "At 4, as the file has it, it is true." in said
    assert "exact" in said
    assert "Farm crossing from 3 above 3" in said


def test_induce_as_data(file: str) -> None:
    found = ask("induce", file, "toll", "--for", "settle(crossing)", "--json").json
    assert (found["amount"], found["verdict"], found["exact"]) == (4, True, True)
    assert (found["at_zero"], found["at_most"], found["complete"]) == (False, True, True)
    assert found["turnings"] == [
        {"from": False, "to": True, "low": 3.0, "high": 3.0, "above": True, "exact": True}
    ]
    tipped = found["paid"]["Farm"]["outcomes"]["crossing"]
    assert tipped == {
        "not_minding": {"amount": 3.0, "above": False},
        "preferring": {"amount": 3.0, "above": True},
    }


def test_induce_where_another_lever_is_in_the_test(file: str) -> None:
    asked = ("induce", file, "toll", "--for", "settle(crossing, with=[vow])", "--json")
    found = ask(*asked, "--tolerance", "0.01").json
    assert not found["exact"]
    assert found["order_changes"] is None
    for turning in found["turnings"]:
        assert turning["low"] <= 3 <= turning["high"] <= turning["low"] + 0.0101


def test_induce_of_bad_input(file: str) -> None:
    for words in (
        ("vow", "--for", "crossed"),
        ("tol", "--for", "crossed"),
        ("toll", "--for", "crosed"),
        ("toll", "--for", "told"),
        ("toll", "--for", "crossed", "--most", "x"),
        ("toll", "--for", "crossed", "--most", "0"),
        ("toll", "--for", "crossed", "--most", "inf"),
        ("toll", "--for", "crossed", "--tolerance", "-1"),
        ("toll", "--for", "crossed", "--tolerance", "1e-30"),
    ):
        assert_problems(ask("induce", file, *words))
    assert_refused(ask("induce", file, "toll"))
