"""Writing: what is written reads back, comments survive, a file is whole or untouched."""

from __future__ import annotations

import datetime
import os
import random
import stat
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import detente.disputes
from detente.disputes.model import (
    Dispute,
    Drawing,
    Event,
    ForbiddenMove,
    Option,
    Party,
    Preferences,
    Prioritised,
    Ranking,
    Rule,
    Source,
    Statement,
    Weighted,
)
from detente.disputes.plain import to_data
from detente.disputes.problems import visible
from detente.disputes.reading import read_file, read_text
from detente.disputes.saving import NotOverwritten, write_text
from detente.disputes.writing import save, to_yaml
from detente.statements.parsing import parse
from detente.statements.syntax import OptionLevel, OptionOn
from oracle import spec, strategies

CASES = sorted((Path(detente.disputes.__file__).parent.parent / "cases").glob("*.yaml"))


def read(text: str) -> Dispute:
    reading = read_text(text, "x")
    assert reading.layout.problems == []
    return reading.dispute


def assert_reads_back(dispute: Dispute) -> str:
    text = to_yaml(dispute)
    assert read(text) == dispute, text
    return text


COMMENTED = """\
# A header of
# two lines.

dispute: Two neighbours   # after the title
# before format
format: 1
as_of: 2018-06-07 # after a date
summary: >-
  A long text, folded
  by hand.
# after the summary

sources: {talks: {title: Talks, url: https://example.org/a}, # inside flow
          # a line inside flow
          paper: {title: 'It''s: a paper'}} # after flow

parties:   # after parties
  # before North
  North:   # after North
    title: The north
    options:   # after options
      # before freeze
      freeze: Halt   # after freeze
      # between options
      treaty: {title: Sign, # in the option
               direction: on only}   # after treaty

      # apart from what follows

      disarm:   # no title
    prefers:
      # before the first
      - South.treaty   # after the first
      # before the second
      - statement: North.freeze   # after the formula
        why: >-   # after the sign
          Because it is so.
        # after why
        sources: [talks, # in the citations
                  paper 2]
      - 'at least 1 of (North.freeze, peace)'
    # the end of the north

  South:
    options: {treaty: Sign, corridor: {levels: [none, survey, open]}}
    weights: {North.freeze: 1.10, 'not  South.treaty': 2, # in weights
       "South.corridor = open": 1e1}
terms:
  peace: North.treaty and South.treaty   # after a term
rules:
- South.corridor = open implies North.freeze   # a list that is not indented
# before the second rule
- rule: true
same: [
  # first in flow
  North.disarm, # second in flow
  South.treaty
  # last in flow
]
forbidden_moves:
  - {party: South, from: peace}   # after a move
status_quo: [North.freeze]   # after the status quo
events:
  - date: 2018-06-12   # after a date
    title: A summit
    sets: {North.freeze: on, South.corridor: survey}
# A footer.
"""


def comments(text: str) -> list[str]:
    return [line.partition("#")[2].strip() for line in text.split("\n") if "#" in line]


def party(dispute: Dispute, name: str, **changes: Any) -> Dispute:
    """The dispute with one party changed."""
    parties = (replace(p, **changes) if p.name == name else p for p in dispute.parties)
    return replace(dispute, parties=tuple(parties))


# Plain data ------------------------------------------------------------------------------------


def test_data_in_the_shape_of_the_file() -> None:
    data = to_data(read(COMMENTED))
    assert list(data) == [
        "dispute", "format", "as_of", "summary", "sources", "parties", "terms", "rules", "same",
        "forbidden_moves", "status_quo", "events",
    ]  # fmt: skip
    assert data["parties"]["North"]["options"] == {
        "freeze": "Halt",
        "treaty": {"title": "Sign", "direction": "on only"},
        "disarm": None,
    }
    assert data["parties"]["South"]["weights"] == {
        "North.freeze": 1.1,
        "not South.treaty": 2,
        "South.corridor = open": 10,
    }
    assert data["parties"]["North"]["prefers"][1] == {
        "statement": "North.freeze",
        "why": "Because it is so.",
        "sources": ["talks", "paper 2"],
    }
    assert data["rules"] == ["South.corridor = open implies North.freeze", "true"]
    assert data["forbidden_moves"] == [{"party": "South", "from": "peace"}]
    assert data["events"][0]["sets"] == {"North.freeze": "on", "South.corridor": "survey"}


def test_what_says_nothing_is_left_out_but_what_is_empty_is_not() -> None:
    bare = Dispute("t", (Party("A"),))
    assert to_data(bare) == {"dispute": "t", "format": 1, "parties": {"A": {}}}
    told = replace(
        bare,
        status_quo=(),
        parties=(
            Party("A", preferences=Prioritised(())),
            Party("B", preferences=Weighted(())),
            Party("C", preferences=Ranking(())),
        ),
    )
    assert to_data(told)["status_quo"] == []
    assert to_data(told)["parties"] == {
        "A": {"prefers": []},
        "B": {"weights": {}},
        "C": {"ranking": []},
    }
    assert_reads_back(bare)
    assert_reads_back(told)


def test_a_drawn_graph() -> None:
    drawing = Drawing(((1, "no"), (2, ""), (10, "Crisis")), (("A", ((1, 2), (2, 10))), ("B", ())))
    preferences = Ranking(((10, 1), (2,)))
    dispute = Dispute("t", (Party("A", preferences=preferences), Party("B")), drawing=drawing)
    dispute = replace(dispute, status_quo=2)
    assert to_data(dispute)["graph"] == {
        "states": {1: "no", 2: None, 10: "Crisis"},
        "moves": {"A": [[1, 2], [2, 10]], "B": []},
    }
    text = assert_reads_back(dispute)
    assert "    1: 'no'\n    2:\n    10: Crisis\n" in text
    assert "    A: [[1, 2], [2, 10]]\n    B: []\n" in text
    assert "ranking: [[10, 1], 2]\n" in text


# Text ------------------------------------------------------------------------------------------


def test_the_text_is_laid_out_for_a_reader() -> None:
    dispute = replace(read(COMMENTED), origin=None)
    assert (
        to_yaml(dispute)
        == """\
dispute: Two neighbours
format: 1
as_of: 2018-06-07
summary: A long text, folded by hand.

sources:
  talks: {title: Talks, url: https://example.org/a}
  paper: {title: 'It''s: a paper'}

parties:
  North:
    title: The north
    options:
      freeze: Halt
      treaty: {title: Sign, direction: on only}
      disarm:
    prefers:
      - South.treaty
      - {statement: North.freeze, why: Because it is so., sources: [talks, paper 2]}
      - at least 1 of (North.freeze, peace)

  South:
    options:
      treaty: Sign
      corridor: {levels: [none, survey, open]}
    weights:
      North.freeze: 1.1
      not South.treaty: 2
      South.corridor = open: 10

terms:
  peace: North.treaty and South.treaty

rules:
  - South.corridor = open implies North.freeze
  - 'true'

same:
  - North.disarm
  - South.treaty

forbidden_moves:
  - {party: South, from: peace}

status_quo: [North.freeze]

events:
  - date: 2018-06-12
""".replace("  - date: 2018-06-12\n", "")
        + (
            "  - {date: 2018-06-12, title: A summit, "
            "sets: {North.freeze: 'on', South.corridor: survey}}\n"
        )
    )


def test_long_texts_are_folded_and_long_lists_wrapped() -> None:
    words = "Every word of this is here to make it long. " * 8
    numbers = tuple((number,) for number in range(1, 65))
    options = (Option("x", words.strip(), "on only"),)
    stated = Prioritised((Statement(parse("A.x"), why=words.strip()),))
    dispute = Dispute(
        "t",
        (Party("A", "", options, Ranking(numbers)), Party("B", preferences=stated)),
        summary=f"{words.strip()}\nA second paragraph.\n\nA third.\n",
    )
    text = assert_reads_back(dispute)
    assert max(map(len, text.split("\n"))) <= 100
    assert "summary: >\n  Every word" in text
    assert "      x:\n        title: >-\n          Every word" in text
    assert "why: >-\n          Every word" in text
    assert not any(line.endswith(" ") for line in text.split("\n"))


TRAPS = [
    "on", "Off", "YES", "no", "y", "N", "true", "False", "null", "NULL", "~", "1", "-1", "+1",
    "007", "1.10", "1e5", ".5", "0x1F", "0o7", "1_000", "12:30", ".inf", "-.NaN", "2018-01-01",
    "2018-1-1", "2018-01-01T12:00:00Z", "<<", "=", "it's", "'", "''", '"',
    '"Local Government".Insist', "a: b", "a:", ":a", "a #b", "a#b", "#a", "- a", "-a", "-", "? a",
    "?", "[a", "a]", "{a", "a}", "a, b", ",a", "&a", "*a", "!a", "|a", ">a", "%a", "@a", "`a`",
    "---", "...", "... a", "a\\b", "a\tb", " a", "a ", "a  b", "Łódź", "北京", "שלום",
    "\u200fright\u200e to left", "a\u00a0b", "🙂", "\ufeffa",
    "x" * 300, "x" * 1500, "w " * 200 + "w", "w, " * 400 + "w", "'" * 700, "a\nb",
    "a\n", "\na", "a\n\n\nb\n", "a\n  b\nc", "  a\nb", "a \nb", "a\n\n",
    "# a\nb", "- a\nb: c", "---\n...\n", "w " * 99 + "\n\n" + "v " * 99 + "v",
    "w" * 120 + "\n" + "v w " * 60 + "v\n",
]  # fmt: skip


@pytest.mark.parametrize("text", TRAPS)
def test_traps_everywhere(text: str) -> None:
    name = text.replace("\n", "_").replace("\t", "_")
    first = Option(name, text, sources=(name,))
    second = Option("l", text, "off only", levels=(name, "other", f"{name}2"))
    statements = (
        Statement(OptionOn(name, name), text, (name,)),
        Statement(OptionLevel(name, "l", name)),
        Statement(parse("t")),
    )
    dispute = Dispute(
        title=name,
        parties=(
            Party(name, text, (first, second, Option("bare", text)), Prioritised(statements)),
            Party("W", preferences=Weighted(((OptionOn(name, name), Decimal("1.5")),))),
        ),
        as_of=datetime.date(2018, 1, 1),
        summary=text,
        sources=(
            Source(name, text, text, text, text, text, text),
            Source("dated", text, date=datetime.date(2018, 1, 1)),
        ),
        terms=(("t", OptionOn(name, name)), (f"{name}.", OptionOn(name, "bare"))),
        rules=(Rule(OptionOn(name, name), why=text),),
        same=(OptionOn(name, name),),
        forbidden_moves=(ForbiddenMove(name, target=OptionOn(name, name)),),
        status_quo=(OptionOn(name, name), OptionLevel(name, "l", name)),
        settlements=((name, OptionOn(name, name)),),
        events=(
            Event(
                datetime.date(2018, 1, 1),
                text,
                (name,),
                ((OptionOn(name, name), True), (OptionLevel(name, "l", name), True)),
                (name,),
            ),
        ),
    )
    assert_reads_back(dispute)


@pytest.mark.parametrize("word", ["on", "Off", "YES", "no", "y", "N", "true", "null", "1", "1.5"])
def test_words_that_yaml_turns_are_in_single_quotes(word: str) -> None:
    dispute = Dispute(word, (Party(word, options=(Option(word, word, levels=(word, "b")),)),))
    text = to_yaml(dispute)
    assert f"dispute: '{word}'\n" in text
    assert f"  '{word}':\n" in text
    assert f"'{word}': {{title: '{word}', levels: ['{word}', b]}}" in text


def test_formulas_between_brackets_are_in_single_quotes() -> None:
    government = Party("Local Government", options=(Option("Insist"), Option("x, y")))
    insist = OptionOn("Local Government", "Insist")
    dispute = Dispute(
        "t",
        (government, Party("B", options=(Option("b"),))),
        forbidden_moves=(ForbiddenMove("B", insist, parse("at least 1 of (B.b, B.b)")),),
        status_quo=(insist,),
    )
    text = assert_reads_back(dispute)
    assert "status_quo: ['\"Local Government\".Insist']\n" in text
    assert (
        "- {party: B, from: '\"Local Government\".Insist', to: 'at least 1 of (B.b, B.b)'}" in text
    )


@pytest.mark.parametrize(
    "weight",
    ["0", "-1", "1.10", "0.1", "1E+30", "1e400", "0.12345678901234567890123", "-0.0", "1e-9"],
)
def test_weights_are_kept_to_the_last_digit(weight: str) -> None:
    weights = Weighted(((OptionOn("A", "x"), Decimal(weight)),))
    assert_reads_back(Dispute("t", (Party("A", options=(Option("x"),), preferences=weights),)))


def test_formulas_that_come_twice_are_refused() -> None:
    text = """\
dispute: t
parties:
  A: {options: {x: X}, weights: {A.x: 1, 'A . x': 2, (A.x): 3}}
events: [{date: 2018-01-01, title: T, sets: {A.x: on, 'A . x': off}}]
"""
    problems = read_text(text, "f").layout.problems
    assert [(problem.line, problem.column) for problem in problems] == [(3, 42), (3, 54), (4, 55)]


@settings(deadline=None)
@given(strategies.option_disputes() | strategies.graphs())
def test_drawn_disputes_read_back(drawn: spec.Spec) -> None:
    text = spec.to_yaml(drawn)
    dispute = read(text)
    assert to_yaml(dispute) == text
    assert read(to_yaml(replace(dispute, origin=None))) == dispute


ODD = st.text(min_size=1) | st.text(st.sampled_from("ab :#-'\"\n,[]{}"), min_size=1)
TEXTS = ODD.filter(
    lambda text: text.strip() and visible(text.replace("\n", "")) == text.replace("\n", "")
)
NAMES = TEXTS.filter(lambda text: "\n" not in text)


@settings(max_examples=200, deadline=None)
@given(TEXTS, NAMES)
def test_any_text_reads_back(text: str, name: str) -> None:
    options = (Option(name, text), Option(f"{name}2", text, "on only"))
    stated = Prioritised((Statement(OptionOn(name, name), why=text),))
    assert_reads_back(Dispute(name, (Party(name, text, options, stated),), summary=text))


@pytest.mark.parametrize(
    "text", ["a\x07b", "a\x1b[31mb", "a\u2028b", "a\x85b", "a\r\nb", "a\ud800b"]
)
def test_what_cannot_be_shown_is_refused(text: str) -> None:
    written = to_yaml(Dispute("t", (Party("A", text, (Option("x", "X"),)),)))
    (problem,) = read_text(written, "f").layout.problems
    assert "cannot be shown" in problem.what


# Text that stands already ----------------------------------------------------------------------


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_shipped_cases_are_given_back_as_they_are(path: Path) -> None:
    dispute = read_file(path).dispute
    assert to_yaml(dispute) == path.read_text(encoding="utf-8")
    assert read(to_yaml(replace(dispute, origin=None))) == dispute


def test_an_unchanged_dispute_gives_its_text_back() -> None:
    assert to_yaml(read(COMMENTED)) == COMMENTED


def test_line_ends_are_line_feeds() -> None:
    windows = "\ufeff" + COMMENTED.replace("\n", "\r\n")
    dispute = read_text(windows.removeprefix("\ufeff"), "x").dispute
    assert to_yaml(dispute) == COMMENTED
    changed = to_yaml(replace(dispute, title="Three neighbours"))
    assert changed == COMMENTED.replace("Two neighbours", "Three neighbours")


SOUTH = "South"
CHANGES: dict[str, tuple[Any, list[tuple[str, str]]]] = {
    "title": (
        lambda d: replace(d, title="on"),
        [("dispute: Two neighbours ", "dispute: 'on' ")],
    ),
    "summary": (
        lambda d: replace(d, summary="Short."),
        [("summary: >-\n  A long text, folded\n  by hand.\n", "summary: Short.\n")],
    ),
    "no as_of": (
        lambda d: replace(d, as_of=None),
        [("as_of: 2018-06-07 # after a date\n", "")],
    ),
    "option title": (
        lambda d: party(
            d, "North", options=(Option("freeze", "Stop"), *d.party("North").options[1:])
        ),
        [("freeze: Halt ", "freeze: Stop ")],
    ),
    "a title where there was none": (
        lambda d: party(
            d, "North", options=(*d.party("North").options[:2], Option("disarm", "Hand over"))
        ),
        [("disarm:   # no", "disarm: Hand over   # no")],
    ),
    "direction": (
        lambda d: party(
            d,
            "North",
            options=(
                d.party("North").options[0],
                Option("treaty", "Sign", "off only"),
                d.party("North").options[2],
            ),
        ),
        [("direction: on only", "direction: off only")],
    ),
    "short option gets long": (
        lambda d: party(
            d,
            "North",
            options=(Option("freeze", "Halt", "on only"), *d.party("North").options[1:]),
        ),
        [("freeze: Halt ", "freeze: {title: Halt, direction: on only} ")],
    ),
    "new option": (
        lambda d: party(
            d,
            "North",
            options=(
                d.party("North").options[0],
                Option("new", "New"),
                *d.party("North").options[1:],
            ),
        ),
        [("# after freeze\n", "# after freeze\n      new: New\n")],
    ),
    "new last option": (
        lambda d: party(d, "North", options=(*d.party("North").options, Option("new", "New"))),
        [("# no title\n", "# no title\n      new: New\n")],
    ),
    "new option in flow": (
        lambda d: party(d, SOUTH, options=(*d.party(SOUTH).options, Option("new", "New: it"))),
        [("survey, open]}}", "survey, open]}, new: 'New: it'}")],
    ),
    "moved options": (
        lambda d: party(
            d,
            "North",
            options=(
                d.party("North").options[1],
                d.party("North").options[0],
                d.party("North").options[2],
            ),
        ),
        [
            (
                "      # before freeze\n      freeze: Halt   # after freeze\n",
                "      # before freeze\n",
            ),
            ("      # between options\n      treaty", "      # between options\n      treaty"),
            (
                "      # before freeze\n      # between options\n",
                "      # before freeze\n      # between options\n",
            ),
            ("# after treaty\n", "# after treaty\n      freeze: Halt   # after freeze\n"),
        ],
    ),
    "new first statement": (
        lambda d: party(
            d,
            "North",
            preferences=Prioritised(
                (Statement(parse("peace")), *d.party("North").preferences.statements)
            ),
        ),
        [
            (
                "      - South.treaty   # after the first\n",
                "      - peace\n      - South.treaty   # after the first\n",
            )
        ],
    ),
    "removed statement": (
        lambda d: party(
            d,
            "North",
            preferences=Prioritised(
                (
                    d.party("North").preferences.statements[0],
                    d.party("North").preferences.statements[2],
                )
            ),
        ),
        [
            (
                COMMENTED[
                    COMMENTED.index("      # before the second\n") : COMMENTED.index(
                        "      - 'at least 1"
                    )
                ],
                "",
            )
        ],
    ),
    "formula in its long form": (
        lambda d: party(
            d,
            "North",
            preferences=Prioritised(
                (
                    d.party("North").preferences.statements[0],
                    Statement(parse("not North.freeze")),
                    d.party("North").preferences.statements[2],
                )
            ),
        ),
        [
            ("statement: North.freeze ", "statement: not North.freeze "),
            (
                "        why: >-   # after the sign\n          Because it is so.\n"
                "        # after why\n"
                "        sources: [talks, # in the citations\n                  paper 2]\n",
                "",
            ),
        ],
    ),
    "citation": (
        lambda d: party(
            d,
            "North",
            preferences=Prioritised(
                (
                    d.party("North").preferences.statements[0],
                    replace(
                        d.party("North").preferences.statements[1],
                        sources=("talks", "talks 3", "paper 2"),
                    ),
                    d.party("North").preferences.statements[2],
                )
            ),
        ),
        [("                  paper 2]", "                  talks 3,\n                  paper 2]")],
    ),
    "a weight": (
        lambda d: party(
            d,
            SOUTH,
            preferences=Weighted(
                (
                    d.party(SOUTH).preferences.weights[0],
                    (d.party(SOUTH).preferences.weights[1][0], Decimal("2.5")),
                    d.party(SOUTH).preferences.weights[2],
                )
            ),
        ),
        [("treaty': 2,", "treaty': 2.5,")],
    ),
    "rules that are not indented": (
        lambda d: replace(d, rules=(*d.rules, Rule(parse("peace")))),
        [("- rule: true\n", "- rule: true\n- peace\n")],
    ),
    "a rule turned round": (
        lambda d: replace(d, rules=(d.rules[0], Rule(parse("peace"), "It is.", ("talks",)))),
        [("- rule: true\n", "- rule: peace\n  why: It is.\n  sources: [talks]\n")],
    ),
    "flow with comments": (
        lambda d: replace(d, same=(*d.same, parse("peace"))),
        [("  South.treaty\n  # last", "  South.treaty,\n  peace\n  # last")],
    ),
    "flow with comments, one less": (
        lambda d: replace(d, same=d.same[1:]),
        [("  # first in flow\n  North.disarm, # second in flow\n", "")],
    ),
    "status quo": (
        lambda d: replace(d, status_quo=(*d.status_quo, OptionLevel(SOUTH, "corridor", "open"))),
        [("[North.freeze]", "[North.freeze, South.corridor = open]")],
    ),
    "nothing on": (
        lambda d: replace(d, status_quo=()),
        [("[North.freeze]", "[]")],
    ),
    "a forbidden move": (
        lambda d: replace(
            d, forbidden_moves=(replace(d.forbidden_moves[0], target=parse("not peace")),)
        ),
        [("from: peace}", "from: peace, to: not peace}")],
    ),
    "a new section": (
        lambda d: replace(d, settlements=(("deal", parse("peace")),)),
        [
            (
                "status_quo: [North.freeze]   # after the status quo\n",
                "status_quo: [North.freeze]   # after the status quo\n\n"
                "settlements:\n  deal: peace\n",
            )
        ],
    ),
    "a party that comes": (
        lambda d: replace(d, parties=(*d.parties, Party("East", "The east"))),
        [
            (
                '       "South.corridor = open": 1e1}\n',
                '       "South.corridor = open": 1e1}\n\n  East:\n    title: The east\n',
            )
        ],
    ),
    "a source that changes": (
        lambda d: replace(d, sources=(replace(d.sources[0], title="Two talks"), d.sources[1])),
        [("title: Talks,", "title: Two talks,")],
    ),
    "a term that changes": (
        lambda d: replace(d, terms=(("peace", parse("North.treaty")),)),
        [("peace: North.treaty and South.treaty ", "peace: North.treaty ")],
    ),
    "an event's option": (
        lambda d: replace(
            d, events=(replace(d.events[0], sets=((OptionOn("North", "freeze"), False),)),)
        ),
        [("{North.freeze: on, South.corridor: survey}", "{North.freeze: 'off'}")],
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_only_what_differs_is_touched(change: str) -> None:
    make, pieces = CHANGES[change]
    changed = make(read(COMMENTED))
    expected = COMMENTED
    for old, new in pieces:
        assert old in expected
        expected = expected.replace(old, new, 1)
    assert to_yaml(changed) == expected
    assert read(expected) == changed


def test_renaming_keeps_comments() -> None:
    text = to_yaml(read(COMMENTED)).replace("North", "Nord").replace("South", "Syd")
    renamed = replace(read(text), origin=read(COMMENTED).origin)
    assert comments(to_yaml(renamed)) == comments(COMMENTED)


# The same shapes as above in the other ways in which YAML can write them.
UNUSUAL = """\
# kept
dispute: 'T'    # c0
parties:
    North:   # c1
        title: >+   # c2
            Folded title

        # c3
        options:
            ? freeze   # c4
            : Halt   # c5
            ? "treaty"
            : title:
                Sign   # c6
              direction: both
              sources:
                - talks   # c7
                # c8
                -   paper 2
              # deeper than what follows
            disarm: {}
        ranking:
            - - 1
              - 2   # c10
            - [3,   # c11
               4]
            -
              - 5
    South:
      options: {
        treaty: ,   # c12
        corridor: {levels:   # c13
           [none, survey, open]   # c14
           , title: "Cor
             ridor"},
      }
      prefers:

      - 'South.treaty
        or North.freeze'   # c15
      - {statement: peace, why: 'a, b', sources: talks}   # c16
      - {   # c17
          statement: true   # c18
          ,   # c19
          sources: [talks]
        }
    # c20
sources:   # c21
    talks: {title: Talks}
    paper:
      title: |   # c22
        Paper
        # not a comment

      # c23
      url: http://x#y   # c24
terms: {peace: North.treaty, odd name: 'not "odd name 2"',
  'odd name 2': true}
rules:
same:
# c25
- North.disarm
# c26
- peace
-   # c27
  false
status_quo:
  - North.freeze   # c29
  - South.corridor = open
  # A footer.
"""


def test_unusual_yaml_is_touched_only_where_it_differs() -> None:
    dispute = read(UNUSUAL)
    south = dispute.party("South")
    stated = south.preferences
    assert isinstance(stated, Prioritised)
    options = (replace(south.options[0], title="Sign"), *south.options[1:], Option("new"))
    third = replace(stated.statements[2], formula=parse("not peace"))
    changed = party(
        party(dispute, "North", preferences=Ranking(((1, 2), (3, 4, 6), (5,)))),
        "South",
        options=options,
        preferences=Prioritised((stated.statements[1], stated.statements[0], third)),
    )
    first, second = (
        UNUSUAL[UNUSUAL.index("      - 'South") :].split("      - {   # c17")[0].split("      - {")
    )
    expected = (
        UNUSUAL.replace("               4]", "               4,\n               6]")
        .replace("treaty: ,", "treaty: Sign,")
        .replace('ridor"},\n', 'ridor"},\n        new: null\n')
        .replace(f"{first}      - {{{second}", f"      - {{{second}{first}")
        .replace("true   # c18\n          ,   # c19", "not peace,   # c18\n             # c19")
    )
    assert to_yaml(changed) == expected


def test_comments_do_not_become_part_of_the_text_above_them() -> None:
    dispute = read(UNUSUAL)
    options = dispute.party("North").options
    title = "first line\nsecond line"
    changed = party(
        dispute, "North", options=(options[0], replace(options[1], title=title), options[2])
    )
    assert comments(assert_reads_back(changed)) == comments(UNUSUAL)
    added = (*options[:2], Option("new", title), options[2])
    text = assert_reads_back(party(dispute, "North", options=added))
    assert "              second line\n            # deeper than what follows\n" in text
    ended = replace(dispute, status_quo=None, settlements=(("deal", parse("peace")),))
    ended = replace(ended, events=(Event(datetime.date(2018, 1, 1), "w " * 60 + "w"),))
    assert assert_reads_back(ended).endswith("w\n# A footer.\n")


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("start", [COMMENTED, UNUSUAL], ids=["commented", "unusual"])
def test_a_cut_and_shuffled_dispute_keeps_its_header(start: str, seed: int) -> None:
    chance = random.Random(seed)

    def some(values: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(chance.sample(values, chance.randint(0, len(values))))

    def some_preferred(preferences: Preferences | None) -> Preferences | None:
        match preferences:
            case Prioritised(statements):
                return Prioritised(some(statements))
            case Ranking(classes):
                return Ranking(some(classes))
            case Weighted(weights):
                return Weighted(some(weights))
        return None

    dispute = read(start)
    parties = [
        replace(
            party,
            options=tuple(chance.sample(party.options, len(party.options))),
            preferences=some_preferred(party.preferences),
        )
        for party in dispute.parties
    ]
    changed = replace(
        dispute,
        parties=tuple(chance.sample(parties, len(parties))),
        rules=some(dispute.rules),
        same=some(dispute.same),
        status_quo=some((OptionOn("North", "freeze"), OptionOn("South", "treaty"))),
        events=some(dispute.events),
        settlements=(("deal", parse("peace")),),
    )
    text = assert_reads_back(changed)
    assert text.startswith(start[: start.index("dispute:")])  # else it has been written anew
    assert text.endswith("# A footer.\n")


@st.composite
def commented(draw: strategies.Draw) -> str:
    """A drawn file with comments between its lines and behind them."""
    drawn = draw(strategies.option_disputes(options=(1, 4)) | strategies.graphs())
    texts = [spec.to_yaml(drawn), to_yaml(replace(read(spec.to_yaml(drawn)), origin=None))]
    text = draw(st.sampled_from([text for text in texts if ">-" not in text]))  # no comments there
    chance = draw(st.randoms(use_true_random=False))
    lines = ["# kept"]
    for number, line in enumerate(text.removesuffix("\n").split("\n")):
        if chance.random() < 0.2:
            lines.append(" " * (len(line) - len(line.lstrip())) + f"# above {number}")
        lines.append(line + (f"   # behind {number}" if chance.random() < 0.3 and line else ""))
        lines += [""] * (chance.random() < 0.1)
    return "\n".join(lines) + "\n"


@settings(max_examples=60, deadline=None)
@given(commented(), commented())
def test_any_file_can_become_any_other(text: str, other: str) -> None:
    changed = replace(read(other), origin=read(text).origin)
    assert read(to_yaml(changed)) == changed
    assert to_yaml(changed).startswith("# kept\n")  # else the file has been written anew


def test_json_is_yaml() -> None:
    text = """\
{
  "dispute": "t",  # a title
  "parties": {
    "A": {"options": {"x": "X", "y": "Y"}, "prefers": ["A.x"]},
    "B": null
  },
  "status_quo": []
}
"""
    dispute = read(text)
    changed = replace(dispute, title="u", status_quo=(OptionOn("A", "y"),))
    expected = text.replace('"t"', "u").replace("[]", "[A.y]")
    assert to_yaml(changed) == expected
    assert_reads_back(replace(changed, terms=(("p", parse("A.x")),)))


def test_repeated_parts_are_told_apart() -> None:
    text = """\
# header
dispute: t
parties:
  A: {options: &o {x: X}, prefers: [A.x]}
  B: {options: *o}
"""
    dispute = read(text)
    assert to_yaml(replace(dispute, title="u")) == text.replace(": t\n", ": u\n")
    assert_reads_back(party(dispute, "A", options=(Option("x", "Z"),)))
    assert_reads_back(party(dispute, "B", options=(Option("x", "Z"),)))


def test_what_is_faulty_stays_when_something_else_changes() -> None:
    text = COMMENTED.replace("  peace: North", "  odd: Nobody.x\n  peace: North")
    reading = read_text(text, "x")
    assert reading.layout.problems
    assert to_yaml(reading.dispute) == text
    changed = to_yaml(replace(reading.dispute, title="u"))
    assert changed == text.replace("dispute: Two neighbours", "dispute: u")


# Onto the disk ---------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "neighbours.yaml"
    path.write_bytes(COMMENTED.encode())
    return path


def only(path: Path) -> bool:
    """Whether nothing else is in the folder."""
    return list(path.parent.iterdir()) == [path]


def test_a_new_file(tmp_path: Path) -> None:
    path = tmp_path / "new.yaml"
    save(replace(read(COMMENTED), title="Łódź"), path)
    assert path.read_bytes().decode() == COMMENTED.replace("Two neighbours", "Łódź")
    assert only(path)


def test_a_new_file_has_the_usual_permissions(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        write_text("a\n", tmp_path / "new", expected=None, force=False)
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640


def test_the_file_it_was_read_from(file: Path) -> None:
    changed = replace(read_file(file).dispute, title="Three")
    save(changed, file)
    assert file.read_text() == COMMENTED.replace("Two neighbours", "Three")
    save(changed, file)  # it is there already
    assert only(file)


def test_a_byte_order_mark_is_no_change(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + COMMENTED.replace("\n", "\r\n").encode())
    save(replace(read_file(file).dispute, title="Three"), file)
    assert file.read_bytes() == COMMENTED.replace("Two neighbours", "Three").encode()


def test_another_file_is_not_overwritten(file: Path) -> None:
    other = file.with_name("other.yaml")
    other.write_text("mine")
    with pytest.raises(NotOverwritten, match=r"other\.yaml exists already.*--force"):
        save(read_file(file).dispute, other)
    with pytest.raises(NotOverwritten):
        save(replace(read(COMMENTED), title="u", origin=None), file)
    assert other.read_text() == "mine"
    save(read_file(file).dispute, other, force=True)
    assert other.read_text() == COMMENTED
    assert sorted(file.parent.iterdir()) == [file, other]


def test_a_file_that_has_been_changed_is_not_overwritten(file: Path) -> None:
    changed = replace(read_file(file).dispute, title="Three")
    file.write_text(COMMENTED + "# by someone else\n")
    with pytest.raises(NotOverwritten, match=r"has been changed .* since it was read.*force=True"):
        save(changed, file)
    assert file.read_text() == COMMENTED + "# by someone else\n"
    assert only(file)
    save(changed, file, force=True)
    assert file.read_text() == COMMENTED.replace("Two neighbours", "Three")


def test_a_file_that_has_gone_is_written_again(file: Path) -> None:
    dispute = read_file(file).dispute
    file.unlink()
    save(dispute, file)
    assert file.read_text() == COMMENTED


def test_links_are_followed(file: Path) -> None:
    folder = file.parent / "elsewhere"
    folder.mkdir()
    link = folder / "link.yaml"
    link.symlink_to(file)
    save(replace(read_file(link).dispute, title="Three"), link)
    assert link.is_symlink()
    assert file.read_text() == COMMENTED.replace("Two neighbours", "Three")
    save(replace(read_file(file).dispute, title="Four"), link)  # the same file by another name
    assert file.read_text() == COMMENTED.replace("Two neighbours", "Four")
    assert list(folder.iterdir()) == [link]


def test_a_link_to_nothing_yet(tmp_path: Path) -> None:
    link, target = tmp_path / "link", tmp_path / "target"
    link.symlink_to(target)
    write_text("a\n", link, expected=None, force=False)
    assert link.is_symlink()
    assert target.read_text() == "a\n"


@pytest.mark.parametrize("mode", [0o600, 0o664, 0o755])
def test_permissions_stay(file: Path, mode: int) -> None:
    file.chmod(mode)
    save(replace(read_file(file).dispute, title="Three"), file)
    assert stat.S_IMODE(file.stat().st_mode) == mode


@pytest.mark.parametrize("broken", ["replace", "fsync", "chmod"])
def test_a_failure_leaves_all_as_it_was(
    file: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def fail(*_: Any) -> None:
        raise OSError("no more room")

    changed = replace(read_file(file).dispute, title="Three")
    monkeypatch.setattr(os, broken, fail)
    with pytest.raises(OSError, match="no more room"):
        save(changed, file)
    assert file.read_text() == COMMENTED
    assert only(file)


def test_an_error_names_the_file_that_was_meant(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(temporary: Any, target: Any) -> None:
        raise OSError(28, "No space left on device", str(temporary), None, str(target))

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match=r"No space left on device: '.*neighbours\.yaml'$") as error:
        write_text("a", file, expected=None, force=True)
    assert ".tmp" not in str(error.value)
    assert file.read_text() == COMMENTED


def test_a_failure_while_writing_leaves_all_as_it_was(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half(descriptor: int) -> None:
        os.ftruncate(descriptor, 10)
        raise KeyboardInterrupt

    changed = replace(read_file(file).dispute, title="Three")
    monkeypatch.setattr(os, "fsync", half)
    with pytest.raises(KeyboardInterrupt):
        save(changed, file)
    assert file.read_text() == COMMENTED
    assert only(file)


def test_text_that_is_no_text_is_not_written(file: Path) -> None:
    with pytest.raises(UnicodeEncodeError):
        write_text("\ud800", file, expected=COMMENTED, force=True)
    assert file.read_text() == COMMENTED
    assert only(file)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_or_file_that_is_read_only(file: Path) -> None:
    dispute = replace(read_file(file).dispute, title="Three")
    file.parent.chmod(0o555)
    try:
        with pytest.raises(PermissionError):
            save(dispute, file)
    finally:
        file.parent.chmod(0o755)
    file.chmod(0o444)
    with pytest.raises(PermissionError):
        save(dispute, file, force=True)
    assert file.read_text() == COMMENTED
    assert only(file)


def test_a_folder_that_cannot_be_written_to(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dispute = replace(read_file(file).dispute, title="Three")

    def refuse(path: Any, *_: Any) -> Any:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("builtins.open", refuse)
    with pytest.raises(PermissionError):
        save(dispute, file)
    monkeypatch.undo()
    assert file.read_text() == COMMENTED
    assert only(file)


def test_no_folder_and_no_plain_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_text("a", tmp_path / "none" / "a", expected=None, force=True)
    (tmp_path / "folder").mkdir()
    with pytest.raises(NotOverwritten, match="not a plain file"):
        write_text("a", tmp_path / "folder", expected=None, force=True)
    assert only(tmp_path / "folder")
