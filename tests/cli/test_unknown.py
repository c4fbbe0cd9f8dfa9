"""``detente unknown``: what is stable where some comparisons are not known at all."""

from __future__ import annotations

from typing import Any

import pytest

import detente
from cli.running import ask, ask_about, assert_problems, assert_refused
from detente.stability.comparisons import EXTENSIONS, HERE

DAM = """\
dispute: A dam and a court
parties:
  Upstream:
    options: {fast: Fill the dam within two years}
    prefers: [not Downstream.court, Upstream.fast]
  Downstream:
    options: {court: Take the matter to court}
    prefers: [not Upstream.fast, Downstream.court iff Upstream.fast]
doubts:
  - {name: weight, party: Upstream, statement: not Downstream.court, at: [1, 2]}
  - name: nerve
    party: Downstream
    either:
      - {prefers: [not Upstream.fast, Downstream.court iff Upstream.fast]}
      - {prefers: [not Upstream.fast, not Downstream.court]}
"""
MOOT = """\
dispute: A doubt that decides nothing
parties:
  A: {options: {x: X}, prefers: [A.x]}
  B: {options: {y: Y}, prefers: [B.y]}
doubts:
  - {name: said twice, party: A, either: [{prefers: [A.x]}, {weights: {A.x: 3}}]}
  - {name: can act, option: B.y, probability: 0.5}
"""


def extensions_of(text: str, *words: str) -> dict[str, Any]:
    answer = ask_about(text, "unknown", *words, "--json")
    assert (answer.status, answer.err) == (0, "")
    found = answer.json["extensions"]
    assert isinstance(found, dict)
    return found


def test_the_shape_of_the_answer() -> None:
    answer = ask_about(DAM, "unknown", "--json").json
    assert list(answer) == ["format", "version", "dispute", "unknown", "extensions"]
    assert answer["dispute"] == "A dam and a court"
    assert list(answer["extensions"]) == list(EXTENSIONS)
    for by_concept in answer["extensions"].values():
        assert list(by_concept) == list(HERE)
        for found in by_concept.values():
            assert list(found) == ["stable", "equilibria", "counts"]
            assert list(found["stable"]) == ["Upstream", "Downstream"]
            assert list(found["counts"]) == ["equilibria", "Upstream", "Downstream"]
            assert found["counts"]["equilibria"] == len(found["equilibria"])


def test_whose_comparisons_are_unknown() -> None:
    """Upstream may weigh two other states differently, but neither is a move of its own away."""
    assert ask_about(DAM, "unknown", "--json").json["unknown"] == {
        "Upstream": {"alternatives": 2, "share": 0.0},
        "Downstream": {"alternatives": 2, "share": 0.5},
    }


def test_what_each_extension_says_of_the_dam() -> None:
    """State 1 is quiet, in 2 the dam is filled fast, in 4 the two are in court over it.

    Filling fast pays for sure. Whether Downstream gains by suing then is unknown, and so is
    whether being sued would be worse for Upstream than not to have begun.
    """
    found = extensions_of(DAM)
    assert {e: found[e]["seq"]["equilibria"] for e in found} == {
        "a": [],
        "b": [2, 4],
        "c": [1],
        "d": [1, 2, 4],
    }
    assert {e: found[e]["nash"]["equilibria"] for e in found} == {
        "a": [],
        "b": [2, 4],
        "c": [],
        "d": [2, 4],
    }
    assert found["c"]["seq"]["stable"] == {"Upstream": [1, 2, 4], "Downstream": [1, 3]}


def test_only_what_is_asked_for() -> None:
    found = extensions_of(DAM, "--concept", "SEQ, nash", "--extension", "D,a")
    assert list(found) == ["d", "a"]
    assert list(found["a"]) == ["seq", "nash"]


def test_the_limit_cuts_lists_and_not_counts() -> None:
    found = extensions_of(DAM, "--limit", "1")["d"]["seq"]
    assert found["equilibria"] == [1]
    assert found["counts"]["equilibria"] == 3
    assert {len(numbers) for numbers in found["stable"].values()} == {1}
    assert "… and 2 more" in ask_about(DAM, "unknown", "--limit", "1").out


def test_without_doubts_the_classical_answer() -> None:
    answer = ask("unknown", "chicken", "--json").json
    analysis = detente.load("chicken").analyse(HERE)
    assert answer["unknown"] == {p: {"alternatives": 1, "share": 0.0} for p in ("Row", "Column")}
    for by_concept in answer["extensions"].values():
        for name, found in by_concept.items():
            assert found["equilibria"] == analysis.equilibria(name)
            assert found["counts"] == analysis.counts(name)
    out = ask("unknown", "chicken", columns=200).out
    assert "The file has no doubts about preferences, so every comparison is known." in out
    assert "The four extensions agree: what is stable is what `detente analyse` says." in out


def test_doubts_that_leave_every_comparison_as_it_is() -> None:
    out = ask_about(MOOT, "unknown", columns=200).out
    assert "The file's doubts about preferences leave every comparison as it is." in out
    assert "Doubts about options are left aside: states and moves are those of the file" in out
    answer = ask_about(MOOT, "unknown", "--json").json
    assert answer["unknown"]["A"] == {"alternatives": 1, "share": 0.0}


def test_in_words() -> None:
    answer = ask_about(DAM, "unknown", columns=200)
    assert (answer.status, answer.err) == (0, "")
    lines = [" ".join(line.split()) for line in answer.out.splitlines()]
    for said in (
        "Unknown comparisons in A dam and a court",
        "Upstream 2 0%",
        "Downstream 2 50%",
        "SEQ 0 2 1 3",
        "2 bd bd bd bd Upstream: fast",
        "*1 cd cd cd everything is off",
        "a: a party moves to what is or may be better; only what is known to be no better deters"
        " it.",
        "In an equilibrium all parties take what is unknown in the same way.",
    ):
        assert said in lines


def test_nothing_stable_is_said_in_words() -> None:
    out = ask_about(DAM, "unknown", "--extension", "a").out
    assert "No state is an equilibrium in any of these senses." in out


def test_a_party_without_moves_has_no_share() -> None:
    text = DAM.replace("options: {court: Take the matter to court}", "options: {}")
    text = text.replace("Downstream.court", "Upstream.fast").replace(
        "[not Upstream.fast, not Upstream.fast]", "[Upstream.fast]"
    )
    text = text.replace("statement: not Upstream.fast", "statement: Upstream.fast")
    answer = ask_about(text, "unknown", "--json")
    assert answer.json["unknown"]["Downstream"] == {"alternatives": 2, "share": None}
    assert "no moves" in ask_about(text, "unknown").out


def test_long_work_is_announced_before_it_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detente.cli.unknown._LONG", 0.0)
    answer = ask_about(DAM, "unknown")
    assert answer.status == 0
    assert answer.err.startswith("4 states, with unknown comparisons: perhaps")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--concept", "sim"), ("sim", "nash, gmr, smr, seq")),
        (("--concept", "sseq"), ("sseq", "not defined")),
        (("--concept", "cnash"), ("cnash", "not defined")),
        (("--concept", "nsh"), ("nsh", "nash")),
        (("--concept", ""), ("nash",)),
        (("--extension", "e"), ("`e`", "a, b, c, d")),
        (("--extension", ""), ("a, b, c, d",)),
        (("--limit", "-1"), ("--limit",)),
        (("1",), ("1",)),
    ],
)
def test_what_it_refuses(words: tuple[str, ...], said: tuple[str, ...]) -> None:
    answer = ask("unknown", "chicken", *words)
    assert_refused(answer)
    for part in said:
        assert part in answer.err


def test_a_faulty_file_is_refused_line_by_line() -> None:
    assert_problems(ask_about("dispute: d\nparties: {A: {options: [x]}}\n", "unknown"))


@pytest.mark.parametrize("columns", [60, 40])
def test_a_narrow_terminal_is_not_overrun(columns: int) -> None:
    out = ask_about(DAM, "unknown", columns=columns).out
    assert max(map(len, out.splitlines())) <= columns
