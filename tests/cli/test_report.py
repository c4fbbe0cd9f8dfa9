"""``detente report``: where a report goes, in which format, and what is refused before any work."""

from __future__ import annotations

import re
import sys
import zipfile
from pathlib import Path
from unittest import mock

import pytest

import detente
from cli.running import Answer, ask, ask_outside, assert_problems, assert_refused, dispute_file
from detente.report.handout.rendering import FORMATS, format_of, rendered, write_handout
from detente.report.handout.walking import dangling
from report.handout.page import parsed

HOSTILE = """\
dispute: "<script>alert(1)</script> \\u202eevil"
format: 1
summary: "</main><img src=x onerror=alert(1)>"
parties:
  A:
    title: "<b>A</b> `x` | *y* \\\\input{z} $1$ 50%"
    options: {x: "<i>X</i>"}
    ranking: [2, 1, 3, 4]
  B:
    title: "שלום"
    options: {y: "Y & Z <svg onload=alert(1)>"}
    ranking: [4, 3, 2, 1]
status_quo: []
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_page_goes_to_a_file_of_the_disputes_name(folder: Path) -> None:
    answer = ask("report", "chicken")
    assert answer == Answer(0, answer.out, "")
    assert re.fullmatch(r"chicken\.html is written \(\d+ kB\)\.\n", answer.out)
    page = (folder / "chicken.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert list(folder.iterdir()) == [folder / "chicken.html"]


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("a.html", "<!doctype html>"),
        ("a.HTM", "<!doctype"),
        ("a.md", "# Chicken"),
        ("a.tex", "% Ch"),
    ],
)
def test_the_format_is_as_the_file_is_named(folder: Path, name: str, begins: str) -> None:
    assert ask("report", "chicken", "-o", name).status == 0
    assert (folder / name).read_text(encoding="utf-8").startswith(begins)


def test_a_format_asked_for_goes_before_the_name(folder: Path) -> None:
    assert ask("report", "chicken", "-o", "a.txt", "--format", "md").status == 0
    assert (folder / "a.txt").read_text(encoding="utf-8").startswith("# Chicken")


@pytest.mark.parametrize(("name", "begins"), [("md", "# Chicken"), ("tex", "% Chicken")])
def test_texts_go_to_standard_output(folder: Path, name: str, begins: str) -> None:
    answer = ask("report", "chicken", "--format", name)
    assert answer.status == 0
    assert answer.out.startswith(begins)
    assert not list(folder.iterdir())


def test_a_dash_is_standard_output(folder: Path) -> None:
    answer = ask("report", "chicken", "-o", "-")
    parsed(answer.out)
    assert not list(folder.iterdir())


def test_a_changed_file_is_not_overwritten_unasked(folder: Path) -> None:
    (folder / "a.md").write_text("mine")
    answer = ask("report", "chicken", "-o", "a.md")
    assert_problems(answer)
    assert "a.md exists already" in answer.err
    assert (folder / "a.md").read_text() == "mine"
    assert ask("report", "chicken", "-o", "a.md", "--force").status == 0
    assert (folder / "a.md").read_text(encoding="utf-8").startswith("# Chicken")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-o", "none/a.html"), "there is no folder none"),
        (("--worlds", "-1"), "a number of worlds is not negative"),
        (("--seed", "-1"), "a seed is not negative"),
        (("--time-limit", "0"), "there is no time"),
        (("--time-limit", "nan"), "there is no time"),
        (("--only", "clams"), "did you mean `claims`? sections are dispute, parties,"),
        (("--only", ","), "no section is named"),
    ],
)
def test_what_cannot_be_is_said_where(folder: Path, words: tuple[str, ...], said: str) -> None:
    answer = ask("report", "chicken", *words)
    assert_problems(answer)
    assert said in answer.err
    assert not list(folder.iterdir())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-o", "a.txt"), "name it .html, .md or .tex"),
        (("-o", "a"), "name it .html, .md or .tex"),
        (("--format", "pdf"), "known are html, md, tex"),
        (("--worlds", "2.5"), "no whole number"),
        (("-o", "a.html", "--format", "md"), "a.html is the name of a page (html)"),
        (("-o", "a.md", "--format", "tex"), "drop the format (--format tex)"),
    ],
)
def test_what_is_no_format_is_refused(folder: Path, words: tuple[str, ...], said: str) -> None:
    answer = ask("report", "chicken", *words)
    assert_refused(answer)
    assert said in answer.err
    assert not list(folder.iterdir())


def test_some_sections_alone(folder: Path) -> None:
    answer = ask("report", "chicken", "-o", "a.md", "--only", "equilibria, made")
    assert answer.status == 0, answer.err
    text = (folder / "a.md").read_text(encoding="utf-8")
    heads = re.findall("^## (?:<.*></a>)?(.*)$", text, re.MULTILINE)
    assert heads[-1] == "Words"
    assert len(heads) == 3


def test_what_was_left_out_is_said_beside_the_report(folder: Path) -> None:
    words = ("report", "korea-2019", "--only", "hidden,levers", "--worlds", "0")
    to_file = ask(*words, "-o", "a.md")
    assert to_file.status == 0, to_file.err
    written, left, more = to_file.out.splitlines()
    assert written.startswith("a.md is written")
    assert left.startswith("Left out for want of time: ")
    assert "what moves say of hidden levers" in left
    assert more.endswith("--time-limit 60")
    to_screen = ask(*words, "--format", "md")
    assert to_screen.err.splitlines() == [left, more]
    assert "Left out for want of time" not in to_screen.out
    assert to_screen.out.splitlines()[:3] == (folder / "a.md").read_text("utf-8").splitlines()[:3]


@pytest.mark.usefixtures("folder")
def test_nothing_is_said_where_nothing_was_left_out() -> None:
    assert detente.load("elmira").report(worlds=0).left_out == ()
    answer = ask("report", "elmira", "--worlds", "0", "-o", "a.md")
    assert len(answer.out.splitlines()) == 1


def test_without_the_extra_it_is_said_before_any_work(folder: Path) -> None:
    with mock.patch.dict(sys.modules, {"jinja2": None}):
        answer = ask("report", "korea-2018")
    assert_refused(answer)
    assert "pip install 'detente[report]'" in answer.err
    assert not list(folder.iterdir())


@pytest.mark.usefixtures("folder")
def test_texts_need_no_extra() -> None:
    with mock.patch.dict(sys.modules, {"jinja2": None, "altair": None, "vl_convert": None}):
        for name in ("md", "tex"):
            assert ask("report", "chicken", "--format", name).status == 0


@pytest.mark.parametrize("name", ["chicken", "elmira", "elmira-graph", "cuba-1962"])
def test_every_link_of_a_shipped_dispute_leads_somewhere(name: str) -> None:
    found = detente.load(name).report(worlds=5)
    assert not dangling(found)
    parsed(rendered(found, "html"))


def test_hostile_disputes_are_shown_as_text() -> None:
    with dispute_file(HOSTILE) as path:
        found = detente.load(path).report()
        page = parsed(rendered(found, "html"))
        text = rendered(found, "md")
    assert len(list(page.all("script"))) == 1
    assert not list(page.all("img"))
    (main,) = page.all("main")
    assert "<script>alert(1)</script> [U+202E]evil" in main.text
    assert "</main><img src=x onerror=alert(1)>" in main.text
    assert not re.search(r"(?<!\\)<(?!a id=|/a>)", text)


def test_the_same_report_from_the_library(tmp_path: Path) -> None:
    found = detente.load("chicken").report()
    write_handout(found, tmp_path / "a.md")
    assert (tmp_path / "a.md").read_text(encoding="utf-8") == rendered(found, "md")
    assert [format_of(f"a.{name}") for name in FORMATS] == list(FORMATS)


def test_as_a_user_would(tmp_path: Path) -> None:
    answer = ask_outside("report", "chicken", cwd=tmp_path)
    assert answer.status == 0, answer.err
    assert (tmp_path / "chicken.html").stat().st_size > 10_000


def test_the_pages_files_are_in_the_wheel(tmp_path: Path) -> None:
    builder = pytest.importorskip("hatchling.builders.wheel")
    root = Path(__file__).parents[2]
    (wheel,) = builder.WheelBuilder(str(root)).build(directory=str(tmp_path), versions=["standard"])
    names = {name for name in zipfile.ZipFile(wheel).namelist() if "/handout/page/" in name}
    assert {Path(name).name for name in names} == {
        "blocks.html.jinja",
        "page.css",
        "page.html.jinja",
        "page.js",
    }
