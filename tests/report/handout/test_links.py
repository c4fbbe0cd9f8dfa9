"""Every number of a report that is an answer leads to its explanation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

import pytest

import detente
from detente.report.handout.gather import handout
from detente.report.handout.parts import Fold, Handout, Line, Link, Row, Section, Strong, Table
from detente.report.handout.plain import plain
from detente.report.handout.walking import blocks, lines, links
from detente.report.handout.writing import led, said, with_numbers, without_empty_columns
from report.handout.test_content import LEVERED, WITHOUT_STATUS_QUO

NUMBER = re.compile(r"(?<![\w.-])\d+(?:,\d{3})*(?:\.\d+)?%?(?![\w-])")
GIVEN = {  # columns of what the file itself says, of dates, and of numbers that only count rows
    *("date", "year", "place", "value", "source", "why", "statement", "rule", "cost"),
    *("what it is", "it means", "event", "address", "note", "title", "likely at first"),
    *("answers (* as the file has it)", "a state is stable for a party if", "by so much", ""),
}
NO_ANSWER = re.compile(  # texts within which numbers are no answers
    r"`[^`]*`|«[^»]*»"
    r"|place \d+"  # of a list
    r"|\d+% likely at first"  # the file says so
    r"|seed \d+|\d+ others? \(|20\d\d-\d\d-\d\d"
    r"|… and [\d,]+ (?:more|other)[^;]*; "  # the command behind it lists them
)


def reported(case: detente.Case, name: str, worlds: int | None = None) -> Handout:
    """The report of a dispute, however long it takes."""
    return handout(case.graph, case._beside, file=name, worlds=worlds)


REPORTS = {
    "korea-2018": ("korea-2018", 0),
    "korea-2018 with worlds": ("korea-2018", 3),
    "elmira": ("elmira", None),
    "cuba-1962": ("cuba-1962", None),
    "levered": (LEVERED, None),
    "without status quo": (WITHOUT_STATUS_QUO, None),
}


@pytest.fixture(scope="module")
def korea() -> Handout:
    """The report of a large dispute, without worlds."""
    return reported(detente.load("korea-2018"), "korea-2018", 0)


@pytest.fixture(scope="module", params=REPORTS)
def told(request: pytest.FixtureRequest) -> tuple[detente.Case, Handout]:
    """A dispute and its report."""
    text, worlds = REPORTS[request.param]
    case = detente.loads(text) if "\n" in text else detente.load(text)
    return case, reported(case, request.param, worlds)


def authored(thing: object) -> Iterator[str]:
    """Every text with a number in it that the author of a dispute wrote."""
    if isinstance(thing, str):
        if len(thing) > 8 and NUMBER.search(thing):
            yield " ".join(thing.split())
    elif isinstance(thing, tuple | list):
        for one in thing:
            yield from authored(one)
    elif is_dataclass(thing):
        for one in fields(thing):
            yield from authored(getattr(thing, one.name))


def running(section: Section) -> Iterator[Line]:
    """The lines of a section but for columns that are given and what explains worlds."""
    explained = set()
    for block in blocks(Handout("", "", (), (section,))):
        if isinstance(block, Fold) and block.anchor == "worlds":
            explained |= set(block.blocks)
        if block in explained:
            continue
        if not isinstance(block, Table):
            yield from lines(block)
            continue
        for row in block.rows:
            own = {0} if (row.anchor or "").startswith("state-") else set()
            for place, (head, cell) in enumerate(zip(block.heads, row.cells, strict=True)):
                if head not in GIVEN and place not in own:
                    yield cell


def loose(line: Line, theirs: frozenset[str]) -> list[str]:
    """The numbers of a line that lead nowhere though they are answers."""
    if plain(line) in theirs:
        return []
    found = []
    for span in line:
        text = span.text if isinstance(span, Strong) else span
        if isinstance(text, str):
            for own in theirs:
                text = text.replace(own, "")
            found += NUMBER.findall(NO_ANSWER.sub("", text))
    return found


# Of every report ----------------------------------------------------------------------------------


def test_numbers_that_are_answers_lead_on(told: tuple[detente.Case, Handout]) -> None:
    case, report = told
    theirs = frozenset(authored(case.dispute))
    found = {
        (section.anchor, plain(line)): numbers
        for section in report.sections
        if section.anchor != "made"
        for line in running(section)
        if (numbers := loose(line, theirs))
    }
    assert not found


def test_many_numbers_lead_on(korea: Handout) -> None:
    assert sum(bool(NUMBER.search(link.text)) for link in links(korea)) > 300


def test_what_numbers_mean_is_told_where_one_leads_there(
    told: tuple[detente.Case, Handout],
) -> None:
    _, report = told
    wanted = {link.to for link in links(report)}
    meant = [
        row.anchor
        for block in blocks(report)
        if isinstance(block, Table) and block.heads == ("number", "what it is")
        for row in block.rows
    ]
    assert len(meant) == len(set(meant))
    assert set(meant) <= wanted


def test_a_state_leads_to_its_row_and_that_to_why(told: tuple[detente.Case, Handout]) -> None:
    _, report = told
    why = {
        block.anchor
        for block in blocks(report)
        if isinstance(block, Fold) and (block.anchor or "").startswith("why-")
    }
    for block in blocks(report):
        for row in block.rows if isinstance(block, Table) else ():
            if row.anchor is not None and row.anchor.startswith("state-"):
                to = row.anchor.replace("state", "why")
                assert row.cells[0] == ((Link(to[4:], to),) if to in why else (to[4:],))


# Where numbers lead -------------------------------------------------------------------------------


def where(text: str, **more: object) -> list[tuple[str, str]]:
    """The links of a sentence."""
    return [(s.text, s.to) for s in said(text, **more) if isinstance(s, Link)]  # type: ignore[arg-type]


def test_states_of_a_sentence_lead_to_their_rows() -> None:
    assert where("From state 5 to 7, or States alike.") == [("5", "state-5"), ("7", "state-7")]
    assert where("State 12: on. In states 3, 14 and 15 too.") == [
        (number, f"state-{number}") for number in ("12", "3", "14", "15")
    ]
    assert where("`state 5` and «state 6» are an author's, 3 states a count") == []


def test_the_rest_of_a_sentence_with_links_stays_as_it_is() -> None:
    text = "Of 2,880 states in 8% (3–9) of 15 worlds, state 3 is one."
    line = said(text, "worlds", counts=("one", "more"))
    assert plain(line) == text
    assert where(text, shares="worlds", counts=("one", "more")) == [
        ("2,880", "one"),
        ("8% (3–9)", "worlds"),
        ("15", "worlds"),
        ("3", "state-3"),
    ]


def test_counts_lead_on_one_after_another() -> None:
    found = where("1 of 2 in 3 steps, on 2018-06-07, by P4", counts=("a", "b"))
    assert found == [("1", "a"), ("2", "b"), ("3", "b")]
    assert where("1 of 2 in 30%") == []


def test_what_exits_cost_is_no_share_of_worlds(korea: Handout) -> None:
    found = {link.to for link in links(korea) if link.text == "8%"}
    assert found == {"number-exits"}


def test_shares_of_summaries_lead_to_what_they_are_about() -> None:
    report = reported(detente.loads(LEVERED), "levered")
    found = {
        (row.cells[0][0].to, cell[0].to)  # type: ignore[union-attr]
        for block in blocks(report)
        if isinstance(block, Table) and block.caption in {"The settlements", "The claims"}
        for row in block.rows
        for head, cell in zip(block.heads, row.cells, strict=True)
        if "worlds" in head and cell != ("—",)
    }
    assert found
    assert all(own == share for own, share in found)


# Tables -------------------------------------------------------------------------------------------


def table(*rows: tuple[str, ...]) -> Table:
    """A table with a column of numbers at its end."""
    made = tuple(Row(tuple((cell,) for cell in row)) for row in rows)
    return Table(("a", "b", "c"), made, frozenset({2}), "d")


def test_columns_that_say_nothing_are_left_out() -> None:
    found = without_empty_columns(table(("—", "—", "1"), ("—", "", "—")))
    assert found.heads == ("a", "c")
    assert found.numbers == {1}
    assert found.caption == "d"
    assert [plain(cell) for cell in found.rows[0].cells] == ["—", "1"]
    full = table(("x", "—", "1"), ("y", "z", "—"))
    assert without_empty_columns(full) == full


def test_empty_columns_of_sources_and_options_are_left_out() -> None:
    report = reported(detente.loads(LEVERED), "levered")
    heads = {
        section.anchor: [
            b.heads for b in blocks(Handout("", "", (), (section,))) if isinstance(b, Table)
        ]
        for section in report.sections
    }
    assert heads["sources"] == [("name", "title", "author")]
    assert ("option", "what it is", "it can be", "source") in heads["parties"]
    assert ("option", "what it is", "it can be") in heads["parties"]


def test_a_list_can_be_led_to() -> None:
    first, second = led([Row((("a",),)), Row((("b",),), "own")], "list")
    assert (first.anchor, second.anchor) == ("list", "own")


def test_numbers_that_nothing_leads_to_are_not_explained() -> None:
    meanings = (("one", "One", "It is one."), ("two", "Two", "It is two."))
    block = Table(("n",), (Row(((Link("1", "number-one"),),)),))
    kept, fold = with_numbers([block], meanings)
    assert kept == block
    assert isinstance(fold, Fold)
    (explained,) = fold.blocks
    assert isinstance(explained, Table)
    assert [row.anchor for row in explained.rows] == ["number-one"]
    assert with_numbers([], meanings) == ()
