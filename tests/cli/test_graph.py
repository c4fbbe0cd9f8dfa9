"""``detente graph``: formats by name or ending, and what is drawn."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

import detente
from cli.running import ask, ask_about, assert_problems, assert_refused

ARROW = re.compile(r"s(\d+) -> s(\d+) .*party=\"(.*?)\"")


def _arrows(text: str) -> set[tuple[int, int, str]]:
    return {(int(one), int(two), who) for one, two, who in ARROW.findall(text)}


def test_dot_holds_every_move_of_the_graph() -> None:
    graph = detente.load("cuba-1962").graph
    number = graph.states.number
    answer = ask("graph", "cuba-1962")
    assert (answer.status, answer.err) == (0, "")
    assert _arrows(answer.out) == {
        (number(state), number(there), name)
        for party, name in enumerate(graph.parties)
        for state in range(len(graph))
        for there in graph.moves[party].from_state(state).tolist()
    }


def test_improvements_of_one_party_from_a_state() -> None:
    graph = detente.load("cuba-1962").graph
    answer = ask(
        "graph",
        "cuba-1962",
        "--improvements",
        "--party",
        "US",
        "--from",
        "US.strike and not US.blockade and not USSR.withdraw and not USSR.escalate",
    )
    found = _arrows(answer.out)
    assert found
    assert {who for *_, who in found} == {"US"}
    for one, two, _ in found:
        source, target = graph.states.index(one), graph.states.index(two)
        assert source is not None
        assert target in graph.improvements(0, source)
    (start,) = (line for line in answer.out.splitlines() if 'start="true"' in line)
    assert start.lstrip().startswith("s2 ")
    assert 'status_quo="true"' not in start


def test_moves_that_are_no_improvements_are_dashed() -> None:
    lines = ask("graph", "prisoners-dilemma").out.splitlines()
    arrows = [line for line in lines if "->" in line]
    assert len(arrows) == 8
    assert all(('improvement="false"' in line) == ("dashed" in line) for line in arrows)


@pytest.mark.parametrize(
    ("name", "begins"),
    [("g.svg", "<?xml"), ("g.dot", "digraph"), ("g.GV", "digraph"), ("g.graphml", "<?xml")],
)
def test_the_ending_names_the_format(tmp_path: Path, name: str, begins: str) -> None:
    path = tmp_path / name
    answer = ask("graph", "chicken", "-o", str(path))
    assert (answer.status, answer.out, answer.err) == (0, f"{path} is written.\n", "")
    assert path.read_text().startswith(begins)
    again = ask("graph", "elmira", "-o", str(path))
    assert_refused(again)
    assert "--force" in again.err
    assert ask("graph", "elmira", "-o", str(path), "--force").status == 0
    assert path.read_text() == ask("graph", "elmira", "--format", _kind(name)).out


def _kind(name: str) -> str:
    ending = name.rpartition(".")[2].lower()
    return "dot" if ending == "gv" else ending


def test_other_endings_are_asked_about(tmp_path: Path) -> None:
    answer = ask("graph", "chicken", "-o", str(tmp_path / "g.png"))
    assert_problems(answer)
    assert ".svg" in answer.err


@pytest.mark.parametrize(("name", "kind"), [("g.dot", "svg"), ("g.SVG", "graphml")])
def test_an_ending_that_is_of_another_format_is_refused(
    tmp_path: Path, name: str, kind: str
) -> None:
    path = tmp_path / name
    answer = ask("graph", "chicken", "--format", kind, "-o", str(path))
    assert_problems(answer)
    assert f"--format {kind}" in answer.err
    assert "leave out `--format`" in answer.err
    assert not path.exists()
    assert ask("graph", "chicken", "--format", "dot", "-o", str(tmp_path / "g.txt")).status == 0


def test_a_state_that_is_not_there_is_spoken_of_by_its_option() -> None:
    for state in ("99", "Row.swerv", "Row.swerve"):
        answer = ask("graph", "chicken", "--from", state)
        assert_problems(answer)
        assert answer.err.startswith("--from:1:")
        assert "STATE" not in answer.err


def test_an_svg_draws_no_more_than_can_be_read() -> None:
    answer = ask("graph", "korea-2018", "--format", "svg", "--limit", "1000")
    assert "no more than 30 states" in answer.err
    assert "--format dot" in answer.err
    assert answer.out.count("data-key") <= 30
    assert "no more than" not in ask("graph", "korea-2018", "--format", "svg").err
    assert ask("graph", "chicken", "--format", "svg", "--limit", "100").err == ""


@pytest.mark.parametrize("kind", ["svg", "dot"])
def test_that_there_are_no_arrows_is_said(kind: str) -> None:
    words = ("graph", "korea-2018", "--format", kind, "--improvements", "--party")
    answer = ask(*words, "Russia")
    assert answer.status == 0
    assert "no arrows: Russia has no improvement" in answer.err
    assert answer.out
    assert "no arrows" not in ask(*words, "North").err


def test_svg_says_what_it_folds() -> None:
    answer = ask("graph", "korea-2018", "--format", "svg", "--improvements")
    assert "of 7,202 states are shown" in answer.err
    ElementTree.fromstring(answer.out)
    assert ask("graph", "chicken", "--format", "svg").err == ""
    assert ask("graph", "korea-2018", "--limit", "5").err == (
        "the drawing holds the first 5 of 7,202 states (--limit)\n"
    )


def test_what_cannot_be_drawn_is_refused() -> None:
    assert_refused(ask("graph", "chicken", "--party", "Raw"))
    assert_problems(ask("graph", "chicken", "--from", "99"))
    assert_problems(ask("graph", "chicken", "--limit", "-1"))
    assert_problems(ask("graph", "chicken", "--limit", "0", "--format", "svg"))
    assert_problems(ask("graph", "chicken", "--limit", "0"))
    assert_refused(ask("graph", "chicken", "--format", "png"))


def test_without_a_status_quo_only_svg_needs_no_start() -> None:
    text = "dispute: d\nparties: {A: {options: {x: X, y: Y}}}\nrules: [A.x]\n"
    answer = ask_about(text, "graph")
    assert_problems(answer)
    assert "--from" in answer.err
    assert ask_about(text, "graph", "--from", "1").status == 0
    assert ask_about(text, "graph", "--format", "svg").status == 0
