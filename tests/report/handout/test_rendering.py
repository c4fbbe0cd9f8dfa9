"""Formats by name and by file, and reports with some of their sections."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import detente
from detente.disputes.problems import DisputeError
from detente.report.handout.gather import _SECTIONS
from detente.report.handout.html import NotRendered
from detente.report.handout.only import SECTIONS, only, sections_named
from detente.report.handout.parts import Handout
from detente.report.handout.rendering import FORMATS, format_of, rendered, write_handout
from detente.report.handout.walking import dangling
from detente.settlements.settlement import MOST_PARTIES
from report.handout.page import parsed
from report.handout.sample import SAMPLE


@pytest.fixture(scope="module")
def elmira() -> Handout:
    return detente.load("elmira").report(worlds=0)


@pytest.mark.parametrize(("path", "name"), [("a.html", "md"), ("a.HTM", "tex"), ("a.tex", "html")])
def test_a_format_that_the_name_denies_is_refused(path: str, name: str, tmp_path: Path) -> None:
    with pytest.raises(NotRendered) as caught:
        write_handout(SAMPLE, tmp_path / path, name)
    said = str(caught.value)
    assert path in said
    assert f"the format asked for is {name}" in said
    assert f"drop the format (--format {name})" in said
    assert not list(tmp_path.iterdir())


def test_a_format_that_the_name_bears_out_or_says_nothing_of_is_taken() -> None:
    assert [format_of(f"a.{name}", name) for name in FORMATS] == list(FORMATS)
    assert format_of("a.markdown", "md") == "md"
    assert format_of("a.txt", "tex") == "tex"
    assert format_of(None, "md") == "md"


# ---------------------------------------------------------------------- some sections


def test_the_names_are_those_of_all_sections(elmira: Handout) -> None:
    assert len(SECTIONS) == len(_SECTIONS)
    assert tuple(section.anchor for section in elmira.sections) == SECTIONS


@pytest.mark.parametrize("name", FORMATS)
def test_some_sections_in_every_format(elmira: Handout, name: str) -> None:
    found = only(elmira, ["equilibria", "parties"])
    assert found.first
    assert [section.anchor for section in found.sections] == ["parties", "equilibria"]
    assert not dangling(found)
    text = rendered(found, name)
    assert len(text) < len(rendered(elmira, name))
    if name == "html":
        assert "In short" in parsed(text).text


def test_words_that_are_used_no_more_are_not_explained(elmira: Handout) -> None:
    found = only(elmira, ["sources"])
    assert set(found.glossary) < set(elmira.glossary)
    heads = {word.text for word in found.glossary}
    assert "stable" in heads
    assert "irreversible" not in heads
    assert only(elmira, SECTIONS).sections == elmira.sections


def test_what_lacks_in_other_sections_is_not_told() -> None:
    short = replace(SAMPLE, left_out=("claims", "levers"))
    assert only(short, ["claims"]).left_out == ("claims",)


def test_what_more_time_would_answer_is_named_and_nothing_else() -> None:
    hasty = detente.load("korea-2018").report(worlds=0, seconds=1e-9)
    assert set(hasty.left_out) == {"claims", "hidden", "levers"}
    assert detente.load("chicken").report().left_out == ()
    others = "".join(f"  P{k}: {{}}\n" for k in range(MOST_PARTIES))
    parties = f"parties:\n  P: {{options: {{a: A}}}}\n{others}"
    many = detente.loads(f"dispute: Many\n{parties}settlements: {{all: P.a}}\n")
    report = many.report()
    assert "Coalitions are looked for among at most" in rendered(report, "md")
    assert report.left_out == ()  # more time would not help


def test_unknown_names_are_refused_with_the_list() -> None:
    with pytest.raises(DisputeError) as caught:
        sections_named("setlements, x,claims")
    near, other = sorted((str(one) for one in caught.value.problems), key=len, reverse=True)
    assert "there is no section `setlements`; did you mean `settlements`?" in near
    assert all(name in other for name in SECTIONS)
    with pytest.raises(DisputeError, match="there is no section `x`"):
        only(SAMPLE, ["x"])
    with pytest.raises(DisputeError, match="no section is named"):
        sections_named(" , ")
