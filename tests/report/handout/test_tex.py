"""The tables of a report as LaTeX: read back by a small reader of it, and by LaTeX where it is."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import detente
from detente.report.handout.columns_of_tex import layout
from detente.report.handout.letters_of_tex import BREAK, in_tex
from detente.report.handout.parts import Fold, Handout, Link, Paragraph, Row, Section, Table
from detente.report.handout.tex import to_tex
from detente.report.handout.widths_of_tex import breakable, lines_in, width_of
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
    assert r"\begin{tabular}{@{}lr@{}}" in text
    long = Row((("word " * 40,), ("1",), ("word " * 40,)))
    text = of(Table(("a", "how many there are of it", "c"), (long,), frozenset({1})))
    assert r"\raggedleft 1 " in text


def test_every_table_has_a_label_of_its_own() -> None:
    labels = re.findall(r"\\label\{(.*)\}", to_tex(hostile()))
    assert len(labels) == len(set(labels)) > 3
    assert all(re.fullmatch("tab:detente-[A-Za-z0-9-]+", label) for label in labels)


def test_every_table_stands_behind_its_name() -> None:
    lines = to_tex(SAMPLE).splitlines()
    begun = [place for place, line in enumerate(lines) if line.startswith(r"\begin{table")]
    assert "% tab:detente-settlements-1: What a settlement needs: The treaty" in lines
    assert all(lines[place - 1].startswith("% tab:detente-") for place in begun)


def test_the_parts_of_a_long_table_have_one_number() -> None:
    text = of(Table(("a",), tuple(Row(((f"row {n}",),)) for n in range(100))))
    assert text.count(r"\begin{table}") == text.count(r"\caption{S") == 3
    assert text.count(r"\label{tab:detente-s-1}") == 1
    later = text.split(r"\end{table}")[1:-1]
    assert len(later) == 2
    assert all(r"\addtocounter{table}{-1}" in part for part in later)
    assert all(r"\caption{S (continued)}" in part for part in later)
    assert "% tab:detente-s-1, part 2 of 3: S" in text
    assert [row[0] for row in rows(text) if row != ["a"]] == [f"row {n}" for n in range(100)]
    heights = [len(rows(part)) - 1 for part in text.split(r"\end{table}")[:-1]]
    assert max(heights) - min(heights) <= 2


@pytest.mark.parametrize("document", [SAMPLE, hostile()], ids=lambda handout: handout.title[:9])
def test_no_page_is_broken(document: Handout) -> None:
    assert not re.search(r"\\(clear|new)(double)?page|\\pagebreak", to_tex(document))


def test_a_wide_table_goes_over_the_page_and_a_small_one_does_not() -> None:
    row = Row(tuple((f"settlement{n} " * 9,) for n in range(7)))
    assert r"\begin{table*}" in of(Table(tuple("abcdefg"), (row,)))
    assert r"\begin{table}" in of(Table(("a", "b"), (Row((("x " * 99,), ("1",))),)))


def test_columns_in_which_nothing_is_said_are_left_out() -> None:
    both = (Row((("x",), ("—",), ("1",))), Row((("y",), ("",), ("2",))))
    text = of(Table(("a", "b", "c"), both, frozenset({2})))
    assert rows(text) == [["a", "c"], ["x", "1"], ["y", "2"]]
    assert "{@{}lr@{}}" in text


def test_columns_fit_on_a_line() -> None:
    row = Row(tuple(("some words in a cell",) for _ in range(9)))
    text = of(Table(tuple("abcdefghi"), (row,)))
    shares = [float(share) for share in re.findall(r"p\{([\d.]+)\\linewidth\}", text)]
    assert len(shares) == 9
    assert sum(shares) < 0.9


def test_columns_are_as_wide_as_their_longest_word() -> None:
    long = "a sentence of many words that says what the option is, and why it is there, " * 3
    cells = (("sanctions",), (long,), ("1",))
    found = layout(Table(("option", "what it means", "states"), (Row(cells),), frozenset({2})))
    narrow, wide, number = found.columns
    assert narrow.width >= width_of("sanctions")
    assert number.width >= width_of("states")
    assert wide.width > narrow.width + number.width
    assert r"\hspace" not in of(Table(("option", "what it means"), (Row(cells[:2]),)))


def test_a_word_wider_than_its_column_breaks_at_its_seams() -> None:
    name = "_".join(["settlement"] * 12)
    text = of(Table(("a", "b"), (Row(((name,), ("word " * 30,))),)))
    assert r"settlement\_\hspace{0pt}settlement" in text
    assert breakable("W" * 9, 3.0) == BREAK.join(["WWW"] * 3)
    assert breakable("two words", 9.0) == "two words"


@given(st.text("ab .W_", max_size=60), st.floats(1.5, 30))
def test_a_text_stands_on_as_many_lines_as_it_needs(text: str, width: float) -> None:
    assert lines_in(text, width) >= 1
    assert (lines_in(text, width) == 1) or width_of(text) > width
    assert lines_in(text, width) * width * 2 >= width_of(text) - 2


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
    r"\\hspace\{0pt\}|\\,|\{\}|~"
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


def read_by_latex(engine: str, tables: str, options: str, head: str, folder: Path) -> str:
    """What LaTeX says of a paper that reads tables."""
    (folder / "tables.tex").write_text(tables, encoding="utf-8")
    paper = rf"""\documentclass[{options}]{{article}}{head}\begin{{document}}
        Before. \input{{tables}} Behind.\end{{document}}"""
    (folder / "paper.tex").write_text(paper, encoding="utf-8")
    done = subprocess.run(
        [engine, "-interaction=nonstopmode", "-halt-on-error", "paper.tex"],
        cwd=folder,
        capture_output=True,
        timeout=120,
        check=False,
    )
    said = done.stdout.decode("utf-8", "replace")
    assert done.returncode == 0, said[-2000:]
    return said


@pytest.mark.skipif(not LATEX, reason="LaTeX is not installed")
@pytest.mark.parametrize("engine", LATEX)
@pytest.mark.parametrize("document", [SAMPLE, hostile()], ids=lambda handout: handout.title[:9])
@pytest.mark.parametrize("head", ["", r"\usepackage[T1]{fontenc}"], ids=["plain", "T1"])
def test_latex_reads_it(engine: str, document: Handout, head: str, tmp_path: Path) -> None:
    read_by_latex(engine, to_tex(document), "", head, tmp_path)


@pytest.mark.skipif(not LATEX, reason="LaTeX is not installed")
@pytest.mark.parametrize("options", ["10pt", "10pt,twocolumn", "11pt"])
@pytest.mark.parametrize("name", ["sample", "cuba-1962", "elmira"])
def test_tables_fit_their_columns(name: str, options: str, tmp_path: Path) -> None:
    found = SAMPLE if name == "sample" else detente.load(name).report(worlds=0)
    said = read_by_latex(LATEX[0], to_tex(found), options, "", tmp_path)
    wide = re.findall(r"Overfull \\hbox \(([\d.]+)pt", said)
    assert [one for one in wide if float(one) > 2] == []


@pytest.mark.skipif(not LATEX, reason="LaTeX is not installed")
def test_many_tables_wait_for_their_place(tmp_path: Path) -> None:
    table = Table(("a",), tuple(Row(((f"row {n}",),)) for n in range(100)))
    document = Handout("t", "", (), (Section("s", "S", (table,) * 40),))
    said = read_by_latex(LATEX[0], to_tex(document), "", "", tmp_path)
    assert "Float(s) lost" not in said
