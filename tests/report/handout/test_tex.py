"""The tables of a report as LaTeX: read back by a small reader of it, and by LaTeX where it is."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from detente.report.handout.letters_of_tex import in_tex
from detente.report.handout.parts import Fold, Handout, Link, Paragraph, Row, Section, Table
from detente.report.handout.tex import to_tex
from report.handout.sample import SAMPLE, hostile

LATEX = [name for name in ("pdflatex", "xelatex", "lualatex") if shutil.which(name)]


def of(table: Table) -> str:
    return to_tex(Handout("t", "", (), (Section("s", "S", (table,)),)))


def rows(text: str) -> list[list[str]]:
    """The cells of all rows, as LaTeX is told them."""
    return [
        [cell.removeprefix(r"\raggedright ").removeprefix(r"\raggedleft ") for cell in found]
        for line in text.splitlines()
        if line.endswith(r" \tabularnewline")
        for found in [re.split(r" (?<!\\)& ", line.removesuffix(r" \tabularnewline"))]
    ]


def test_the_tables_of_the_sample() -> None:
    text = to_tex(SAMPLE)
    assert text.count(r"\begin{table}") == text.count(r"\end{table}") >= 3
    assert r"\caption{Options, with what they mean and where that is from}" in text
    assert r"\caption{What a settlement needs: The treaty}" in text
    assert ["North", r"option\_1"] in [row[:2] for row in rows(text)]
    assert ["Claim 1", "Russia is needed for a settlement that holds", r"72\%", "true"] in rows(
        text
    )


def test_columns_of_numbers_stand_to_the_right() -> None:
    text = of(Table(("a", "b"), (Row((("x",), ("1",))),), frozenset({1})))
    assert r"\begin{tabular}{lr}" in text
    long = Row((("word " * 40,), ("1",), ("word " * 40,)))
    text = of(Table(("a", "how many there are of it", "c"), (long,), frozenset({1})))
    assert r"\raggedleft 1 " in text


def test_every_table_has_a_label_of_its_own() -> None:
    labels = re.findall(r"\\label\{(.*)\}", to_tex(hostile()))
    assert len(labels) == len(set(labels)) > 3
    assert all(re.fullmatch("tab:[A-Za-z0-9-]+", label) for label in labels)


def test_a_table_too_long_for_a_page_is_written_as_several() -> None:
    text = of(Table(("a",), tuple(Row(((f"row {n}",),)) for n in range(100))))
    assert text.count("(continued)") == text.count(r"\begin{table}") - 1 == 2
    assert [row[0] for row in rows(text) if row != ["a"]] == [f"row {n}" for n in range(100)]


def test_columns_fit_on_a_line() -> None:
    row = Row(tuple(("some words in a cell",) for _ in range(9)))
    text = of(Table(tuple("abcdefghi"), (row,)))
    shares = [float(share) for share in re.findall(r"p\{([\d.]+)\\linewidth\}", text)]
    assert len(shares) == 9
    assert sum(shares) < 0.9


def test_tables_in_folds_and_empty_ones() -> None:
    table = Table(("a",), (Row(((Link("b", "s"),),)),))
    fold = Fold("outer", (Fold("inner", (table, Table(("x",), ()), Paragraph(("y",)))),))
    text = to_tex(Handout("t", "", (), (Section("s", "S", (fold,)),)))
    assert r"\caption{S: outer: inner}" in text
    assert rows(text) == [["a"], ["b"]]
    assert r"\begin" not in to_tex(Handout("t", "", (), ()))


# ---------------------------------------------------------------------- text stays text

_COMMAND = (
    r"\\textbackslash\{\}|\\textasciicircum\{\}|\\textasciitilde\{\}|\\textless\{\}|"
    r"\\textgreater\{\}|\\textbar\{\}|\\symbol\{34\}|\\[{}$&#%_]|"
    r"\\detenteletter\{\d+\}\{[0-9A-F]{4,6}\}|\\[`'^~=.\"uvHrcdb]\{[A-Za-z]\}|"
    r"\$[\\A-Za-z^0-9-]+\$|\\(?:dots|textbullet|S|P|copyright|pounds|ss|o|O|l|L|ae|AE|oe|OE|i)\{\}|"
    r"\\,|\{\}|~"
)


@given(st.one_of(st.text(max_size=40), st.text("\\{}$&#%_^~<>|\"'`-,?!éßŁ→한[]*", max_size=20)))
@example("--")
@example("\\input{x}")
@example("a\nb")
def test_any_text_holds_nothing_that_acts(text: str) -> None:
    left = re.sub(_COMMAND, "", in_tex(text))
    assert left.isascii()
    assert not re.search(r"[\\{}$&#%_^~<>|\"\n]", left)


@pytest.mark.parametrize("letter", ["한", "Ж", "א", "\U0001f600", "ế"])
def test_letters_that_not_every_engine_sets_keep_their_number(letter: str) -> None:
    assert in_tex(letter) == rf"\detenteletter{{{ord(letter)}}}{{{ord(letter):04X}}}"


def test_what_stands_in_backticks_is_typewriting() -> None:
    text = of(Table(("a",), (Row((("if `b_c` holds",),)),)))
    assert ["if \\texttt{b\\_c} holds"] in rows(text)


def test_a_row_is_not_taken_for_an_option_of_the_rule_above() -> None:
    text = of(Table(("a",), (Row((("[2pt] x",),)), Row((("*",),)))))
    assert [row[0] for row in rows(text)] == ["a", "{}[2pt] x", "{}*"]


@pytest.mark.skipif(not LATEX, reason="LaTeX is not installed")
@pytest.mark.parametrize("engine", LATEX)
@pytest.mark.parametrize("document", [SAMPLE, hostile()], ids=lambda handout: handout.title[:9])
@pytest.mark.parametrize("head", ["", r"\usepackage[T1]{fontenc}"], ids=["plain", "T1"])
def test_latex_reads_it(engine: str, document: Handout, head: str, tmp_path: Path) -> None:
    (tmp_path / "tables.tex").write_text(to_tex(document), encoding="utf-8")
    paper = rf"\documentclass{{article}}{head}\begin{{document}}\input{{tables}}\end{{document}}"
    (tmp_path / "paper.tex").write_text(paper, encoding="utf-8")
    done = subprocess.run(
        [engine, "-interaction=nonstopmode", "-halt-on-error", "paper.tex"],
        cwd=tmp_path,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout.decode("utf-8", "replace")[-2000:]
