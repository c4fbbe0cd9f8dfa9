"""Reading attributes, levers, channels and observed moves: the right model, and every fault.

In the texts below a « marks where a fault is to be reported; it is taken out before reading.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import detente
from detente.disputes.model import (
    AddChannel,
    AddRule,
    Allow,
    Attribute,
    Channel,
    Edit,
    Forbid,
    Irreversible,
    Lever,
    LeverDoubt,
    MoveStatement,
    Observation,
    Prefer,
    RemoveRule,
    Replace,
    SetAtStart,
    Unprefer,
    Weigh,
)
from detente.disputes.reading import read_text
from detente.disputes.schema import json_schema
from detente.statements.parsing import parse
from detente.statements.syntax import OptionLevel, OptionOn

BASE = """\
dispute: A test
sources: {talks: {title: Talks}, nmc: {title: Capabilities}}
parties:
  North:
    options: {treaty: Sign, arms: {levels: [none, some, many]}, test: {direction: off only}}
    prefers: [peace, North.arms = many, not South.strike]
  South: {options: {treaty: Sign, strike: {title: Strike, direction: on only}}, weights: {peace: 2}}
  East: {options: {help: Help, quota: {levels: [low, high], direction: on only}}}
terms: {peace: North.treaty and South.treaty}
rules: [South.strike implies not peace, not East.help]
"""
RANKED = """\
dispute: A test
parties:
  A: {options: {x: X, y: Y}, ranking: [4, 3, [1, 2]]}
  B: {options: {z: Z}, prefers: [A.x]}
rules: [not B.z]
"""
DRAWN = """\
dispute: Drawn
graph: {states: {1: a, 2: b, 3: c}, moves: {A: [[1, 2]]}}
parties: {A: {prefers: [state = 2]}, B: {ranking: [1, 2, 3]}}
"""


def faults_of(text: str) -> list[tuple[int, int, str]]:
    with pytest.raises(detente.DisputeError) as caught:
        detente.loads(text.replace("«", ""), "mine.yaml")
    assert all(p.what and p.mend for p in caught.value.problems), caught.value
    return [(p.line, p.column, f"{p.what}; {p.mend}") for p in caught.value.problems]


def places_of(marked: str) -> list[tuple[int, int]]:
    """The line and column of every mark, counted without the marks."""
    found = []
    for number, line in enumerate(marked.split("\n"), 1):
        pieces = line.split("«")
        found += [(number, len("".join(pieces[:k])) + 1) for k in range(1, len(pieces))]
    return found


def assert_faults(sections: str, *said: str, base: str = BASE) -> None:
    """Faults where the marks are and nowhere else, each of them saying its part of `said`."""
    found = faults_of(base + sections)
    assert [(line, column) for line, column, _ in found] == places_of(base + sections), found
    for part, (_, _, text) in zip(said, found, strict=True):
        assert part in text, found


def levers_of(sections: str, base: str = BASE) -> tuple[Lever, ...]:
    return detente.loads(base + sections, "mine.yaml").dispute.levers


# ---------------------------------------------------------------------- the right model

STRIKE, PEACE = parse("not South.strike"), parse("peace")
HELP, QUOTA = OptionOn("East", "help"), OptionOn("East", "quota")
MANY = OptionLevel("North", "arms", "many")
ENDS = ("North", "South")


@pytest.mark.parametrize(
    ("edit", "read"),
    [
        ("prefer: East.help, party: North, at: 2", Prefer("North", HELP, 2)),
        ("prefer: East.help, party: North", Prefer("North", HELP)),
        ("prefer: East.help, party: East, at: 1", Prefer("East", HELP, 1)),
        ("replace: peace, by: true, party: North", Replace("North", PEACE, parse("true"))),
        ("replace: peace, by: true, party: South", Replace("South", PEACE, parse("true"))),
        ("unprefer: not South.strike, party: North", Unprefer("North", STRIKE)),
        ("move: not South.strike, at: 1, party: North", MoveStatement("North", STRIKE, 1)),
        ("weigh: peace, party: South, amount: -2.50", Weigh("South", PEACE, Decimal("-2.5"))),
        ("weigh: East.help, party: East, amount: 1e2", Weigh("East", HELP, Decimal(100))),
        (
            "set: {East.help: on, North.arms: many, South.treaty: false}",
            SetAtStart(((HELP, True), (MANY, True), (OptionOn("South", "treaty"), False))),
        ),
        ("allow: East.help", Allow(HELP)),
        ("forbid: North.arms = many", Forbid(MANY)),
        ("forbid: North.arms", Forbid(OptionOn("North", "arms"))),
        ("irreversible: North.arms", Irreversible(OptionOn("North", "arms"))),
        ("rule: not East.help", AddRule(parse("not East.help"))),
        ("unrule: not East.help", RemoveRule(parse("not East.help"))),
        ("channel: [North, South]", AddChannel(Channel(ENDS))),
        (
            "channel: {between: [North, South], trust: {South: 0, North: 1.0}}",
            AddChannel(Channel(ENDS, (("South", Decimal(0)), ("North", Decimal(1))))),
        ),
    ],
)
def test_an_edit(edit: str, read: Edit) -> None:
    assert levers_of(f"levers: {{shield: {{edits: [{{{edit}}}]}}}}\n") == (
        Lever("shield", (read,)),
    )


def test_a_lever_with_all_that_it_may_say() -> None:
    text = """\
levers:
  shield:
    by: East
    kind: sanction relief
    cost: 2.5
    secret: true
    prior: .3
    amount: 4
    known_to: [East, North]
    title: A shield
    why: It was seen.
    sources: [talks 3]
    edits:
      - {weigh: peace, party: South}
      - {forbid: South.strike}
"""
    edits = (Weigh("South", PEACE), Forbid(OptionOn("South", "strike")))
    assert levers_of(text) == (
        Lever(
            "shield", edits, "East", "sanction relief", Decimal("2.5"), True, Decimal("0.3"),
            Decimal(4), ("East", "North"), "A shield", "It was seen.", ("talks 3",),
        ),
    )  # fmt: skip


def test_what_a_lever_does_not_say() -> None:
    (lever,) = levers_of("levers: {a: {edits: [{rule: peace}]}}\n")
    assert lever == Lever("a", (AddRule(PEACE),), cost=Decimal(1))
    (lever,) = levers_of(
        "levers: {a: {known_to: [], edits: [{rule: peace}], prior: 0.5, cost: 0}}\n"
    )
    half = Decimal("0.5")
    assert lever == Lever("a", (AddRule(PEACE),), cost=Decimal(0), prior=half, known_to=())


def test_statements_that_other_levers_add_can_be_changed() -> None:
    """In file order or against it: whether it is there shows when levers are put in force."""
    entries = """\
levers:
  first: {edits: [{unprefer: East.help, party: North}, {move: true, at: 5, party: North}]}
  second: {edits: [{prefer: East.help, party: North, at: 4}, {move: peace, at: 5, party: North}]}
  more: {edits: [{replace: peace, by: true, party: North}]}
  third: {edits: [{replace: East.help, by: South.strike, party: South}]}
  fourth: {amount: 1, edits: [{weigh: East.help, party: South}]}
  fifth: {edits: [{unrule: peace}, {unrule: not South.strike}, {allow: South.strike}]}
  sixth: {edits: [{rule: peace}, {forbid: South.strike}]}
"""
    assert len(levers_of(entries)) == 7


def test_statements_in_doubt_can_be_changed() -> None:
    entries = """\
levers:
  one: {edits: [{unprefer: East.help, party: North}, {move: South.treaty, at: 5, party: North}]}
  two: {edits: [{unrule: not East.help or peace}]}
doubts:
  - {name: a, party: North, statement: East.help, at: [1, 2]}
  - {name: b, party: North, either: [{prefers: [peace, South.treaty]}, {prefers: []}]}
  - {name: c, rule: not East.help or peace, probability: 0.5}
"""
    assert len(levers_of(entries)) == 2


def test_channels_and_attributes() -> None:
    text = """\
dispute: A test
sources: {nmc: {title: Capabilities}}
parties:
  A: {attributes: {cinc: {value: 0.10, year: 2016, source: nmc 4, title: Share}, "x y": -3}}
  B: {attributes: {born: {value: 1e3, year: -44}}}
channels: [[A, B]]
"""
    dispute = detente.loads(text).dispute
    assert dispute.party("A").attributes == (
        Attribute("cinc", Decimal("0.1"), 2016, "nmc 4", "Share"),
        Attribute("x y", Decimal(-3)),
    )
    assert dispute.party("B").attributes == (Attribute("born", Decimal(1000), -44),)
    assert dispute.channels == (Channel(("A", "B")),)


def test_observed_moves() -> None:
    text = (
        BASE
        + """\
status_quo: [North.test]
observed_from: [North.test, North.arms = some]
observed:
  - {date: 2018-01-01, by: North, sets: {North.test: off, North.arms: many}, exact: true}
  - {by: East}
  - {date: 2018-01-01, by: South, sets: {South.strike: on}, title: War, sources: talks 2}
  - {date: 2018-02-01, by: East, sets: {}}
"""
    )
    dispute = detente.loads(text).dispute
    test = OptionOn("North", "test")
    assert dispute.observed_from == (test, OptionLevel("North", "arms", "some"))
    assert dispute.observed == (
        Observation("North", ((test, False), (MANY, True)), datetime.date(2018, 1, 1), True),
        Observation("East"),
        Observation(
            "South", ((OptionOn("South", "strike"), True),), datetime.date(2018, 1, 1),
            title="War", sources=("talks 2",),
        ),
        Observation("East", (), datetime.date(2018, 2, 1)),
    )  # fmt: skip
    assert detente.loads(BASE + "observed_from: []\n").dispute.observed_from == ()
    assert detente.loads(BASE).dispute.observed_from is None


def test_doubts_about_levers() -> None:
    text = (
        BASE
        + """\
levers: {a: {prior: 0.3, edits: [{rule: peace}]}, b: {edits: [{rule: true}]}}
doubts:
  - {name: one, lever: a}
  - {name: two, lever: b, probability: 0.6, with: one}
"""
    )
    matters = [doubt.matter for doubt in detente.loads(text).dispute.doubts]
    assert matters == [LeverDoubt("a", Decimal("0.3")), LeverDoubt("b", Decimal("0.6"))]


def test_a_hand_drawn_graph_takes_levers_on_preferences_and_channels() -> None:
    edits = (
        "[{prefer: state = 3, party: A, at: 1}, {unprefer: state = 2, party: A}, {channel: [A, B]}]"
    )
    (lever,) = levers_of(f"levers: {{a: {{edits: {edits}}}}}\n", DRAWN)
    assert lever.edits[0] == Prefer("A", parse("state = 3"), 1)


def test_the_schema_knows_the_new_sections() -> None:
    schema = json_schema()["properties"]
    lever = schema["levers"]["anyOf"][0]["additionalProperties"]
    assert lever["required"] == ["edits"]
    assert set(lever["properties"]) == {
        "by", "kind", "cost", "secret", "prior", "amount", "known_to", "title", "why", "sources",
        "edits",
    }  # fmt: skip
    cost = {"type": "number", "minimum": 0}
    assert lever["properties"]["cost"].items() >= cost.items()
    assert "sanction relief" in lever["properties"]["kind"]["enum"]
    edit = lever["properties"]["edits"]["items"]
    assert {"prefer", "replace", "set", "channel", "at", "amount"} <= set(edit["properties"])
    observed = schema["observed"]["anyOf"][0]["items"]
    assert set(observed["properties"]) == {"date", "by", "sets", "exact", "title", "sources"}
    party = schema["parties"]["additionalProperties"]["anyOf"][0]["properties"]
    assert party["attributes"]["anyOf"][0]["additionalProperties"]["anyOf"][0] == {"type": "number"}
    assert {"channels", "observed_from"} <= set(schema)


# ---------------------------------------------------------------------- faults at their places

FAULTY_EDITS = {
    "unknown key": ("{rule: peace, «att: 1}", "did you mean `at`"),
    "no kind": ("«{party: North, at: 1}", "does not say what it changes"),
    "two kinds": ("{rule: peace, «unrule: not East.help}", "both `rule` and `unrule`"),
    "no party": ("«{prefer: peace}", "`party` is missing"),
    "unknown party": ("{prefer: peace, party: «Nroth}", "did you mean `North`"),
    "unknown option": ("{prefer: North.«treaty and x, party: North}", "x"),
    "a rule's party": ("{rule: peace, «party: North}", "no place in an edit with `rule`"),
    "at of a removal": ("{unprefer: peace, party: North, «at: 1}", "`at` has no place"),
    "by of a move": ("{move: peace, at: 1, party: North, «by: true}", "`by` has no place"),
    "amount of an insertion": ("{prefer: true, party: North, «amount: 1}", "`amount` has no place"),
    "no place": ("«{move: peace, party: North}", "`at` is missing"),
    "no replacement": ("«{replace: peace, party: North}", "`by` is missing"),
    "its own place": ("{replace: peace, «by: peace, party: North}", "in its own place"),
    "place 0": ("{prefer: true, party: North, at: «0}", "whole number"),
    "statement of weights": ("{«prefer: true, party: South}", "by weights, in which no statement"),
    "removal of weights": ("{«unprefer: peace, party: South}", "by weights"),
    "move in weights": ("{«move: peace, at: 1, party: South}", "by weights"),
    "weight of statements": ("{«weigh: peace, party: North, amount: 1}", "which have no weights"),
    "no amount": ("{«weigh: peace, party: South}", "how much this adds"),
    "amount in words": ("{weigh: peace, party: South, amount: «much}", "a number"),
    "endless amount": ("{weigh: peace, party: South, amount: «1e5000}", "digits"),
    "nothing set": ("{set: «{}}", "at least one"),
    "unknown option set": ("{set: {«East.halp: on}}", "did you mean `help`"),
    "level set off": ("{set: {North.arms = many: «off}}", "write North.arms: none, or the level"),
    "level set": ("{set: {North.arms: «on}}", "no level `on`"),
    "option set to a level": ("{set: {East.help: «many}}", "write on or off"),
    "set twice": ("{set: {East.help: on, «'\"East\".help': off}}", "set already"),
    "unknown option allowed": ("{allow: «East.halp}", "did you mean `help`"),
    "lowest level": ("{forbid: «North.arms = none}", "lowest level"),
    "no option": ("{forbid: «peace}", "`peace` is not an option"),
    "irreversible level": ("{irreversible: «North.arms = many}", "write irreversible: North.arms"),
    "channel to oneself": ("{channel: [North, «North]}", "no channel to itself"),
    "channel of three": ("{channel: «[North, South, East]}", "a list of 2"),
    "unknown end": ("{channel: [North, «Soth]}", "did you mean `South`"),
    "trust": ("{channel: {between: [North, South], trust: {South: «1.5}}}", "between 0 and 1"),
    "trust of another": ("{channel: {between: [North, South], trust: {«East: 0.5}}}", "no part in"),
    "not an edit": ("«peace", "keys with values"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTY_EDITS)
def test_a_faulty_edit_is_named_at_its_place(name: str) -> None:
    edit, said = FAULTY_EDITS[name]
    if name == "unknown option":
        edit = edit.replace("«treaty and x", "treaty and «x")
    assert_faults(f"levers:\n  a:\n    edits:\n      - {edit}\n", said)


EDITS = "edits: [{rule: peace}]"
FAULTY_LEVERS = {
    "no edits": ("{«a: {by: North}}", "`edits` is missing"),
    "empty edits": ("{a: {edits: «[]}}", "at least 1"),
    "nothing": ("{«a: }", "keys with values"),
    "unknown key": (f"{{a: {{«colour: red, {EDITS}}}}}", "colour"),
    "unknown owner": (f"{{a: {{by: «Nroth, {EDITS}}}}}", "did you mean `North`"),
    "unknown kind": (f"{{a: {{kind: «promise, {EDITS}}}}}", "guarantee or inducement"),
    "negative cost": (f"{{a: {{cost: «-1, {EDITS}}}}}", "a cost is 0 or more"),
    "endless cost": (f"{{a: {{cost: «1e5000, {EDITS}}}}}", "more than 1000 digits"),
    "sure prior": (f"{{a: {{prior: «1, {EDITS}}}}}", "less than 1"),
    "secret without prior": (f"{{a: {{«secret: true, {EDITS}}}}}", "add prior: 0.3"),
    "secret in words": (f"{{a: {{secret: «perhaps, prior: 0.5, {EDITS}}}}}", "true or false"),
    "unknown knower": (f"{{a: {{known_to: [North, «Est], {EDITS}}}}}", "did you mean `East`"),
    "knower twice": (f"{{a: {{known_to: [North, «North], {EDITS}}}}}", "named already"),
    "unknown source": (f"{{a: {{sources: [«press 4], {EDITS}}}}}", "no source `press 4`"),
    "idle amount": (f"{{a: {{«amount: 3, {EDITS}}}}}", "no edit of this lever adds it"),
    "duplicate": (f"{{a: {{{EDITS}}}, «a: {{{EDITS}}}}}", "`a` stands here twice"),
}


@pytest.mark.parametrize("name", FAULTY_LEVERS)
def test_a_faulty_lever_is_named_at_its_place(name: str) -> None:
    levers, said = FAULTY_LEVERS[name]
    assert_faults(f"levers: {levers}\n", said)


FAULTY_SECTIONS = {
    "channel twice": ("channels: [[North, South], «{between: [South, North]}]", "keep one"),
    "channel to oneself": ("channels: [[East, «East]]", "no channel to itself"),
    "no ends": ("channels: [«{trust: {North: 1}}]", "`between` is missing"),
    "no channel": ("channels: [«North]", "a list is wanted"),
    "unknown truster": ("channels: [{between: [North, South], trust: {«Est: 1}}]", "mean `East`"),
    "negative trust": ("channels: [{between: [North, South], trust: {North: «-0.1}}]", "0 and 1"),
    "no mover": ("observed: [«{sets: {}}]", "`by` is missing"),
    "unknown mover": ("observed: [{by: «Nroth}]", "did you mean `North`"),
    "another's option": ("observed: [{by: North, sets: {«East.help: on}}]", "not an option of"),
    "unknown option": ("observed: [{by: North, sets: {«North.tret: on}}]", "did you mean `treaty`"),
    "unknown level": ("observed: [{by: North, sets: {North.arms: «mny}}]", "did you mean `many`"),
    "level twice": (
        "observed: [{by: North, sets: {North.arms: many, «'\"North\".arms': some}}]",
        "set already",
    ),
    "wrong date": ("observed: [{date: «once, by: North}]", "a date"),
    "order": (
        "observed: [{date: 2018-02-01, by: North}, {by: East}, {date: «2018-01-31, by: North}]",
        "before one above it, of 2018-02-01",
    ),
    "unknown source": ("observed: [{by: North, sources: «press}]", "no source `press`"),
    "turned on": ("observed: [{by: North, sets: {«North.test: on}}]", "was off at the start"),
    "turned on from": (
        "observed_from: [South.strike]\nobserved: [{by: South, sets: {«South.strike: off}}]",
        "was on at the start and is `on only`: it cannot be turned off again",
    ),
    "back and forth": (
        "observed:\n  - {by: South, sets: {South.strike: on}}\n"
        "  - {by: South, sets: {«South.strike: off}}",
        "was on as set in line 12",
    ),
    "lower level": (
        "observed_from: [East.quota = high]\nobserved: [{by: East, sets: {«East.quota: low}}]",
        "was at `high` at the start and is `on only`: it never goes down",
    ),
    "beginning at two levels": (
        "observed_from: [North.arms = some, «North.arms = many]",
        "two levels at once",
    ),
    "beginning at nothing": ("observed_from: [«North.arm = some]", "did you mean `arms`"),
    "beginning by number": ("observed_from: «2", "a list"),
    "unknown lever in doubt": (
        "levers: {shield: {edits: [{rule: peace}]}}\n"
        "doubts: [{name: d, lever: «sheld, probability: 0.5}]",
        "did you mean `shield`",
    ),
    "lever doubt without probability": (
        "levers: {shield: {edits: [{rule: peace}]}}\ndoubts: [{name: d, «lever: shield}]",
        "add probability: 0.3, or prior: 0.3 to the lever",
    ),
    "lever doubt with a place": (
        "levers: {a: {prior: 0.5, edits: [{rule: peace}]}}\n"
        "doubts: [{name: d, lever: a, «at: 1}]",
        "`at` has no place in a doubt about a lever",
    ),
    "lever in doubt twice": (
        "levers: {a: {prior: 0.5, edits: [{rule: peace}]}}\n"
        "doubts: [{name: d, lever: a}, {name: e, «lever: a}]",
        "this lever is in doubt already",
    ),
    "statements and weights": (
        "levers:\n  a: {edits: [{prefer: peace, party: East}]}\n"
        "  b: {edits: [{«weigh: peace, party: East, amount: 1}]}",
        "cannot be joined",
    ),
    "alternatives by weights": (
        "levers: {a: {edits: [{«prefer: peace, party: East}]}}\n"
        "doubts: [{name: d, party: East, either: [{prefers: [peace]}, {weights: {peace: 1}}]}]",
        "an alternative for `East`",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTY_SECTIONS)
def test_a_fault_in_a_section_is_named_at_its_place(name: str) -> None:
    sections, said = FAULTY_SECTIONS[name]
    assert_faults(f"{sections}\n", said)


def test_what_levers_set_at_the_start_is_not_held_against_moves() -> None:
    text = (
        BASE
        + """\
levers: {a: {secret: true, prior: 0.5, edits: [{set: {North.test: on}}]}}
observed: [{by: North, sets: {North.test: on}}]
"""
    )
    assert len(detente.loads(text).dispute.observed) == 1


def test_a_move_may_repeat_what_is_so_already() -> None:
    text = "status_quo: [South.strike]\nobserved: [{by: South, sets: {South.strike: on}}]\n"
    assert len(detente.loads(BASE + text).dispute.observed) == 1


FAULTY_ATTRIBUTES = {
    "no value": ("{«cinc: {year: 2016}}", "`value` is missing"),
    "in words": ("{cinc: «much}", "a number"),
    "endless": ("{cinc: «1e5000}", "digits"),
    "year": ("{cinc: {value: 1, year: «20166}}", "a year"),
    "source": ("{cinc: {value: 1, source: «nmd}}", "did you mean `nmc`"),
    "key": ("{cinc: {value: 1, «yaer: 2016}}", "did you mean `year`"),
    "twice": ("{cinc: 1, «cinc: 2}", "twice"),
    "an option's name": ("{«go: 1}", "an option that is called `go` too"),
}


@pytest.mark.parametrize("name", FAULTY_ATTRIBUTES)
def test_a_faulty_attribute_is_named_at_its_place(name: str) -> None:
    attributes, said = FAULTY_ATTRIBUTES[name]
    base = "dispute: d\nsources: {nmc: {title: n}}\nparties:\n  A:\n    options: {go: Go}\n"
    assert_faults(f"    attributes: {attributes}\n", said, base=base)


@pytest.mark.parametrize(
    "edit",
    [
        "set: {A.x: on}",
        "allow: A.x",
        "forbid: A.x",
        "irreversible: A.x",
        "rule: true",
        "unrule: true",
    ],
)
def test_a_hand_drawn_graph_has_no_states_that_a_lever_could_change(edit: str) -> None:
    assert_faults(f"levers: {{a: {{edits: [{{«{edit}}}]}}}}\n", "a hand-drawn graph", base=DRAWN)


def test_a_hand_drawn_graph_has_no_moves_that_were_seen() -> None:
    sections = "«observed_from: []\n«observed: [{by: A}]\n"
    assert_faults(sections, "state the dispute by options", "state the dispute", base=DRAWN)


@pytest.mark.parametrize(
    "edit", ["prefer: true", "unprefer: true", "move: true, at: 1", "weigh: true"]
)
def test_no_edit_changes_a_ranking(edit: str) -> None:
    edits = f"levers: {{a: {{edits: [{{«{edit}, party: A}}]}}}}\n"
    assert_faults(edits, "by a ranking, which no edit can change", base=RANKED)


@pytest.mark.parametrize("edit", ["allow: B.z", "forbid: A.x", "rule: A.x", "unrule: not B.z"])
def test_no_edit_changes_the_states_that_a_ranking_lists(edit: str) -> None:
    assert_faults(f"levers: {{a: {{edits: [{{«{edit}}}]}}}}\n", "lists their numbers", base=RANKED)


def test_all_faults_are_told_at_once() -> None:
    assert_faults(
        """\
levers:
  one: {by: «Nroth, cost: «-1, prior: «2, edits: [{prefer: «pease, party: «Est, «by: true}, «{}]}
  two: {«secret: true, known_to: [«Est], «edit: [],
        edits: [{set: {«East.halp: on}}, {«weigh: peace, party: South}]}
channels: [[North, «North], [«Est, South]]
doubts: [{name: d, lever: «three, probability: «2}]
observed:
  - {by: «Nroth, sets: {«North.tret: on}, exact: «perhaps}
claims: {c: {says: It helps, test: 'backs(«twoo, peace)'}}
""",
        *("`North`", "0 or more", "less than 1", "`peace`", "`East`", "`by` has", "does not say"),
        *("add prior", "`East`", "`edits`", "`help`", "how much"),
        *("itself", "`East`", "no lever `three`", "less than 1"),
        *("`North`", "`treaty`", "true or false", "did you mean `two`"),
    )


def test_a_faulty_lever_hides_nothing_and_adds_nothing() -> None:
    """What a lever that could not be read adds is not known, and nothing is said of it."""
    assert_faults(
        """\
levers:
  one: {edits: [{prefer: true, party: North}, {prefer: East.help, party: North, «att: 1}]}
  two: {edits: [{unprefer: East.help, party: North}]}
doubts: [{name: d, lever: one, probability: 0.5}]
""",
        "did you mean `at`",
    )


# ---------------------------------------------------------------------- comparisons of attributes

MEASURED = """\
dispute: A test
parties:
  A: {attributes: {size: 0.1, age: 30}, options: {go: Go, arms: {levels: [none, 1, 2]}}}
  B: {attributes: {size: 0.10}, options: {go: Go}}
"""


@pytest.mark.parametrize(
    ("formula", "holds"),
    [
        ("A.size >= B.size", True),
        ("A.size = B.size", True),
        ("A.size != B.size", False),
        ("A.size > B.size", False),
        ("A.size = 0.1", True),
        ("A.size = 1/10", True),
        ("A.age = 30", True),
        ("A.age != 30", False),
        ("30 <= A.age", True),
        ("A.age > -1", True),
        ("A.size < B.size or A.age > 29.5", True),
    ],
)
def test_attributes_are_compared_exactly(formula: str, holds: bool) -> None:
    case = detente.loads(f"{MEASURED}rules: [{formula}, not A.go]\n") if holds else None
    assert case is None or len(case.graph) == 6
    graph = detente.loads(MEASURED).graph
    assert (
        graph.states.where(
            detente.loads(MEASURED + f"terms: {{t: {formula}}}\n").dispute.terms[0][1]
        ).all()
        == holds
    )


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("«A.siz > 1", "did you mean `size`"),
        ("A.size > «B.age", "`B` has no attribute `age`"),
        ("«C.size > 1", "no party `C`"),
        ("«A.size", "is an attribute: a number"),
        ("«A.size = high", "is an attribute: a number"),
        ("«A.go > B.size", "is an option, and `>` compares attributes"),
        ("«A.go > «B.go", "write `implies`"),
        ("«A.arms > 1", "write A.arms = 2; for several levels, at least 1 of (A.arms = 2, …)"),
        ("A.arms > «high", "levels are compared by = and !="),
        ("«A.sizes = 1", "did you mean `size`"),
        ("«A.arms = 3", "has no level `3`"),
    ],
)
def test_faulty_comparisons(formula: str, said: str) -> None:
    found = faults_of(f"{MEASURED}terms:\n  t: {formula}\n")
    assert [(line, column) for line, column, _ in found] == places_of(
        f"{MEASURED}terms:\n  t: {formula}\n"
    )
    assert any(said in text for _, _, text in found), found


def test_a_whole_number_behind_an_option_is_a_level() -> None:
    (term,) = detente.loads(MEASURED + "terms: {t: A.arms = 1}\n").dispute.terms
    assert term[1] == OptionLevel("A", "arms", "1")


# ---------------------------------------------------------------------- hostile input

KEYS = (
    "prefer", "replace", "unprefer", "move", "weigh", "set", "allow", "forbid", "irreversible",
    "rule", "unrule", "channel", "party", "at", "by", "amount",
)  # fmt: skip
LEVER_KEYS = (
    "by", "kind", "cost", "secret", "prior", "amount", "known_to", "title", "why", "sources",
)  # fmt: skip
SEEN_KEYS = ("date", "by", "sets", "exact", "title", "sources", "colour")
ODD = (
    "", "[]", "{}", "null", "true", "1", "-1", "0.5", "1e400", "2018-01-01", "[[1]]", "[null]",
    "[1, null]", "{a: b}", "[North, South]", "{North.test: on}", "peace", "North", "East.help",
    "{between: [North]}", "{between: 1, trust: 2}", "{1: 2}", "guarantee", "North.arms = many",
)  # fmt: skip


def drawn_keys(keys: tuple[str, ...]) -> st.SearchStrategy[str]:
    pairs = st.dictionaries(st.sampled_from(keys), st.sampled_from(ODD), max_size=5)
    return pairs.map(lambda d: "{" + ", ".join(f"{k}: {v}" for k, v in d.items()) + "}")


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(
    edits=st.lists(drawn_keys(KEYS), max_size=3),
    more=drawn_keys(LEVER_KEYS),
    seen=st.lists(drawn_keys(SEEN_KEYS), max_size=3),
    channels=st.lists(st.sampled_from(ODD), max_size=2),
    begun=st.sampled_from(ODD),
)
def test_any_sections_are_read_or_faulted(
    edits: list[str], more: str, seen: list[str], channels: list[str], begun: str
) -> None:
    """Whatever stands there, faults are told in words and nothing breaks."""
    inside = more[1:-1] + (", " if more != "{}" else "") + f"edits: [{', '.join(edits)}]"
    text = (
        BASE
        + f"levers: {{a: {{{inside}}}}}\nchannels: [{', '.join(c or 'null' for c in channels)}]\n"
    )
    text += f"observed_from: {begun}\nobserved: [{', '.join(seen)}]\n"
    reading = read_text(text, "x")
    for problem in reading.layout.problems:
        assert problem.what
        assert problem.mend


@pytest.mark.parametrize("section", ["levers", "channels", "observed", "observed_from"])
@pytest.mark.parametrize("value", ODD)
def test_odd_sections(section: str, value: str) -> None:
    found: Any = read_text(BASE + f"{section}: {value}\n", "x").layout.problems
    assert all(problem.what and problem.mend for problem in found)


def test_a_level_may_be_named_with_its_option_and_turned_on() -> None:
    text = """
    dispute: d
    parties: {A: {options: {o: {levels: [x, y, z]}}}}
    levers: {M: {edits: [{set: {A.o = y: on}}]}, N: {edits: [{set: {A.o: y}}]}}
    """
    first, second = detente.loads(text).dispute.levers
    assert first.edits == second.edits
