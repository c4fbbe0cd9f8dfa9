"""``detente levers``: which sets of levers make a claim true."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.running import ask, ask_about, assert_problems, assert_refused

RIVER = """\
dispute: A quarrel over a river
parties:
  Upstream: {options: {fast: Fill fast}, prefers: [Upstream.fast, Lender.loan]}
  Lender: {options: {loan: Pay}, prefers: [not Upstream.fast, not Lender.loan]}
rules: [not (Lender.loan and Upstream.fast)]
status_quo: [Upstream.fast]
settlements: {agreement: not Upstream.fast}
levers:
  grant: {by: Lender, cost: 3, edits: [{move: Lender.loan, party: Upstream, at: 1}]}
  budget: {by: Lender, edits: [{replace: not Lender.loan, by: Lender.loan, party: Lender}]}
  mood: {by: Upstream, title: A kinder mood, edits: [{unprefer: Lender.loan, party: Upstream}]}
claims:
  agreed: {says: It can be settled, test: settle(agreement)}
"""
MANY = "dispute: Many\nparties: {A: {options: {x: X}}}\nlevers:\n" + "".join(
    f"  l{number}: {{edits: [{{prefer: A.x, party: A, at: 1}}]}}\n" for number in range(13)
)


def test_the_answer_as_data() -> None:
    found = ask_about(RIVER, "levers", "--for", "agreed", "--json").json
    assert found["format"] == 1
    assert found["for"] == "agreed"
    assert found["levers"] == {"grant": {"cost": 3}, "budget": {"cost": 1}, "mood": {"cost": 1}}
    assert (found["sets"], found["looked_at"], found["complete"]) == (8, 8, True)
    assert (found["without"], found["true"], found["not_covered"]) == (False, 1, [])
    (only,) = found["minimal"]
    assert (only["levers"], only["cost"], only["undone_by"]) == (["grant", "budget"], 4, ["mood"])
    assert only["path"]["settlement"] == "agreement"
    assert [step["party"] for step in only["path"]["steps"]] == ["Upstream", "Lender"]
    assert (found["cheapest"], found["cost"], found["is_cheapest"]) == (
        [["grant", "budget"]],
        4,
        True,
    )
    assert (found["in_all"], found["in_none"]) == (["grant", "budget"], ["mood"])
    assert (found["never_matter"], found["substitutes"]) == ([], [])
    assert (found["breaks"], found["additions"]) == ({"grant": 0, "budget": 0, "mood": 1}, 1)


def test_a_test_may_be_stated() -> None:
    stated = ask_about(RIVER, "levers", "--for", "settle(agreement)", "--json").json
    named = ask_about(RIVER, "levers", "--for", "agreed", "--json").json
    assert {**stated, "for": "agreed"} == named


def test_the_answer_in_words() -> None:
    said = ask_about(RIVER, "levers", "--for", "settle(agreement)").out
    for line in (
        "What would have to change in A quarrel over a river",
        "`settle(agreement)` is false as things stand.",
        "All 8 sets of 3 levers were looked at.",
        "Cheapest: grant + budget, at a cost of 4.",
        "With grant + budget this way to agreement opens for Upstream + Lender:",
        "Undone by adding mood.",
        "In every minimal set: grant and budget.",
        "More can be less:",
    ):
        assert line in said


def test_what_was_not_covered_is_said() -> None:
    said = ask_about(RIVER, "levers", "--for", "agreed", "--size", "1").out
    assert "4 of 8 sets of 3 levers were looked at: every set of at most 1 lever." in said
    assert "Not covered: of 2 levers none of the 3 sets were looked at, of more none." in said


def test_some_levers_only() -> None:
    found = ask_about(RIVER, "levers", "--for", "agreed", "--among", "budget,mood", "--json").json
    assert (list(found["levers"]), found["minimal"]) == (["budget", "mood"], [])


def test_a_file_without_levers() -> None:
    text = RIVER.partition("levers:")[0]
    said = ask_about(text, "levers", "--for", "settle(agreement)").out
    assert "The file states no levers" in said


def test_what_is_true_as_things_stand_needs_no_lever() -> None:
    said = ask_about(RIVER, "levers", "--for", "holds(agreement)").out
    assert "`holds(agreement)` is true as things stand: no lever is needed." in said
    found = ask_about(RIVER, "levers", "--for", "holds(agreement)", "--json").json
    assert found["minimal"][0]["levers"] == []


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (("--for", "agred"), "--for:1:1: there is no claim `agred`, and it is no test; did you"),
        (
            ("--for", "settle(agrement)"),
            "--for:1:8: there is no settlement or term `agrement`; did you mean",
        ),
        (("--for", "settle(agreement"), "--for:1:17: a parenthesis is not closed"),
        (("--for", "agreed", "--size", "-1"), "--size:1:1: a size is not negative"),
        (("--for", "agreed", "--time-limit", "0"), "--time-limit:1:1: there is no time"),
        (("--for", "agreed", "--limit", "-1"), "--limit:1:1: a limit is not negative"),
    ],
)
def test_what_cannot_be_asked(asked: tuple[str, ...], says: str) -> None:
    answer = ask_about(RIVER, "levers", *asked)
    assert_refused(answer)
    assert answer.err.startswith(says)


def test_a_lever_that_there_is_not() -> None:
    answer = ask_about(RIVER, "levers", "--for", "agreed", "--among", "grand")
    assert_refused(answer)
    assert "there is no lever `grand`; did you mean `grant`" in answer.err


def test_a_faulty_file_is_refused_with_its_place() -> None:
    text = RIVER.replace("move: Lender.loan", "move: Lender.lone")
    assert_problems(ask_about(text, "levers", "--for", "agreed"))


def test_more_levers_than_the_time_allows() -> None:
    said = ask_about(MANY, "levers", "--for", "settle(A.x)", "--time-limit", "0.001").out
    assert "Not covered:" in said
    assert "at this pace" in said


def test_what_new_writes_shows_how_to_change_something(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert ask("new", "river.yaml").status == 0
    path = Path("river.yaml")
    head, _, levers = path.read_text(encoding="utf-8").partition("#levers:")
    path.write_text(f"{head}levers:{levers.replace('#', '')}", encoding="utf-8")
    found = ask("levers", "river.yaml", "--for", "settle(agreement)", "--json").json
    assert [one["levers"] for one in found["minimal"]] == [["grant", "budget"]]


def test_a_lever_that_finds_nothing_to_change_is_warned_of() -> None:
    text = RIVER.replace(
        "edits: [{unprefer", "edits: [{forbid: Lender.loan}, {forbid: Lender.loan}, {unprefer"
    )
    said = ask_about(text, "check")
    assert "warning: `Lender.loan` is impossible already" in said.err
