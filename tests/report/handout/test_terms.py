"""Words of the trade are explained where they first stand, and nothing else is taken for one."""

from __future__ import annotations

import inspect
import pkgutil
import re
from decimal import Decimal
from importlib import import_module

import pytest

import detente
from detente.report import handout
from detente.report.handout.parties import rounded
from detente.report.handout.parts import (
    Defined,
    Handout,
    Line,
    Link,
    Section,
    Table,
)
from detente.report.handout.plain import plain
from detente.report.handout.terms import explained, spans_of, terms, with_kinds
from detente.report.handout.walking import blocks, lines
from report.handout.test_content import LEVERED, WITHOUT_STATUS_QUO, of, of_text, section

MEANT = {term.head: term.meaning for term in terms()}
WANTS = """
dispute: Wants
parties:
  A:
    attributes: {size: {value: 0.0123456, year: 2020, source: survey}, heads: 1234567}
    options: {on: {title: On, direction: on only}, off: {title: Off, direction: off only}}
    prefers: [A.on implies A.off]
  B: {ranking: [[1, 2], 3, 4]}
sources: {survey: {title: The survey of sizes}}
"""


def marked(text: str) -> dict[str, str]:
    """The words of a text that are explained, by what they mean."""
    return {span.text: span.meaning for span in spans_of(text) if isinstance(span, Defined)}


def alone(*some: Line) -> Handout:
    """A report whose first screen has these lines."""
    return explained(Handout("", "", some, ()))


# The verb and the noun ----------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["the file states no doubts", "The file states settlements."])
def test_the_verb_is_not_taken_for_the_noun(text: str) -> None:
    assert "states" not in marked(text)


def test_the_noun_is_found() -> None:
    assert list(marked("of the 21 states no state is better")) == ["states", "state"]


def test_no_text_of_a_report_uses_the_verb() -> None:
    """Texts stand in literals, so that comments and names do not matter."""
    found = []
    for module in pkgutil.iter_modules(handout.__path__):
        source = inspect.getsource(import_module(f"{handout.__name__}.{module.name}"))
        told = re.sub(r'"""[\s\S]*?"""', "", source)
        found += re.findall(r'"[^"\n]*\b(?:file|it) states\b[^"\n]*"', told)
    assert not found


def test_an_answer_that_is_no_threat_is_not_glossed_as_one() -> None:
    assert "threat" not in marked("North would gain by the same: it is no threat.")
    assert "threat" in marked("no threat is declared")


# Where a word first stands ------------------------------------------------------------------------


def test_a_word_behind_the_number_of_a_link_is_explained_there() -> None:
    report = alone(("of ", Link("21 states", "graph"), " that"), (Link("3 states", "graph"),))
    assert report.first[0] == (
        "of ",
        Link("21", "graph"),
        " ",
        Defined("states", MEANT["state"]),
        " that",
    )
    assert report.first[1] == (Link("3 states", "graph"),)
    assert [word.text for word in report.glossary] == ["state"]


def test_other_links_stay_as_they_are() -> None:
    line: Line = (Link("peace", "a"), Link("15", "b"), Link("2 other parties", "c"))
    assert alone(line).first == (line,)


@pytest.mark.parametrize("name", ["korea-2018", "elmira", "cuba-1962"])
def test_state_is_explained_where_it_first_stands(name: str) -> None:
    case = detente.load(name)
    report = of(case, worlds=0)
    (first,) = (
        span
        for line in report.first
        for span in line
        if isinstance(span, Defined) and span.meaning == MEANT["state"]
    )
    before = "".join(plain(line) for line in report.first).split(first.text)[0]
    assert not re.search(r"\bstates?\b", before)


def test_kinds_of_stability_are_known_by_title_and_short_name() -> None:
    for said in ("Nash stability", "Nash stability (NASH)", "NASH", "Nash"):
        ((word, meaning),) = marked(f"by {said} only").items()
        assert (word, meaning) == (said, MEANT["Nash stability"])
    assert "Nash stability, NASH for short; Nash 1950" in MEANT["Nash stability"]
    assert not marked("as Nash 1950 has it")
    for short in ("GMR", "SMR", "SEQ", "SSEQ", "SIM"):
        ((word, meaning),) = marked(f"by {short}").items()
        assert word == short
        assert f"{short} for short" in meaning


def test_in_what_an_author_wrote_only_kinds_of_stability_are_explained() -> None:
    line = with_kinds("A settlement by sequential stability")
    assert line[-1] == Defined("sequential stability", MEANT["sequential stability"])
    assert plain(line[:-1]) == "A settlement by "
    assert not any(isinstance(span, Defined) for span in line[:-1])
    report = of(detente.load("prisoners-dilemma"))
    words = [s.text for s in inner(section(report, "dispute"))[0] if isinstance(s, Defined)]
    assert words == ["Nash", "sequential stability"]


def test_equilibrium_is_explained_before_the_figure() -> None:
    first = inner(section(of(detente.load("prisoners-dilemma")), "graph"))[0]
    assert "equilibrium" in [span.text for span in first if isinstance(span, Defined)]


def test_threats_name_kinds_of_stability_in_full() -> None:
    report = of(detente.load("korea-2018"), worlds=0)
    told = "\n".join(plain(line) for line in inner(section(report, "threats")))
    assert "by general metarationality (GMR), and not by sequential stability (SEQ)" in told


# Formulas, measures, options, rankings ------------------------------------------------------------


def inner(part: Section) -> list[Line]:
    """The lines of a section."""
    return [line for block in blocks(Handout("", "", (), (part,))) for line in lines(block)]


def cells(report: Handout, anchor: str, head: str) -> list[str]:
    """What stands in a column of a section's tables."""
    return [
        plain(row.cells[block.heads.index(head)])
        for block in blocks(Handout("", "", (), (section(report, anchor),)))
        if isinstance(block, Table) and head in block.heads
        for row in block.rows
    ]


def reading(report: Handout) -> str:
    """How the report says that formulas are read."""
    found = [plain(line) for line in inner(section(report, "dispute"))]
    return "".join(text for text in found if text.startswith("How formulas are read"))


def test_signs_of_formulas_are_told_where_the_file_uses_them() -> None:
    told = reading(of_text(WANTS))
    assert "`p implies q` that q is so wherever p is" in told
    assert "iff" not in told
    assert "!=" not in told
    assert "`Party.option = level` that it is set" not in told
    assert "`p and q` that both are so" in reading(of_text(LEVERED))
    assert "`not p` that p is not so" in reading(of_text(WITHOUT_STATUS_QUO))


def test_the_order_of_levels_is_told() -> None:
    levelled = "dispute: X\nparties: {A: {options: {act: {title: Do, levels: [none, all]}}}}"
    assert "`a < b` between levels" in reading(of_text(levelled))
    assert "between levels" not in reading(of_text(LEVERED))


def test_without_formulas_nothing_is_told_of_them() -> None:
    assert reading(of_text("dispute: X\nparties: {A: {options: {act: Do}}}")) == ""


@pytest.mark.parametrize(
    ("value", "shown"),
    [("0.013444724", "0.01344"), ("0.5", "0.5"), ("1234567", "1234567"), ("12.3456", "12.35")],
)
def test_measures_have_four_digits(value: str, shown: str) -> None:
    assert rounded(Decimal(value)) == shown


def test_a_measure_stands_with_its_source_and_in_full() -> None:
    report = of_text(WANTS)
    assert cells(report, "parties", "value") == ["0.01235", "1234567"]
    assert "survey: The survey of sizes; in full 0.0123456" in cells(report, "parties", "source")


def test_what_an_option_can_be_is_told_in_plain_words() -> None:
    found = cells(of_text(WANTS), "parties", "it can be")
    assert found[:2] == ["on or off; once on, it stays on", "on or off; once off, it stays off"]


def test_states_of_a_ranking_are_told_in_words() -> None:
    report = of_text(WANTS)
    (table,) = (
        block
        for block in blocks(Handout("", "", (), (section(report, "parties"),)))
        if isinstance(block, Table) and block.heads == ("place", "state", "what it is")
    )
    assert [[plain(cell) for cell in row.cells] for row in table.rows] == [
        ["1", "1", "everything is off"],
        ["1", "2", "A: on"],
        ["2", "3", "A: off"],
        ["3", "4", "A: on, off"],
    ]
