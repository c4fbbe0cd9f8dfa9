"""Reading doubts: the right model, and every fault at its place with what would mend it.

In the texts below a « marks where a fault is to be reported; it is taken out before reading.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

import detente
from detente.disputes.model import (
    Alternative,
    Doubt,
    OptionDoubt,
    PreferenceDoubt,
    Prioritised,
    Ranking,
    RuleDoubt,
    Statement,
    StatementDoubt,
    Weighted,
)
from detente.disputes.reading import read_text
from detente.disputes.schema import json_schema
from detente.statements.parsing import parse
from detente.statements.syntax import OptionLevel, OptionOn
from oracle import doubting, spec

BASE = """\
dispute: A test
sources: {talks: {title: Talks}}
parties:
  North:
    options: {treaty: Sign, arms: {levels: [none, some, many]}}
    prefers: [peace, North.arms = many]
  South: {options: {treaty: Sign, strike: Strike}, weights: {peace: 2}}
  East: {options: {help: Help}}
terms: {peace: North.treaty and South.treaty}
rules: [South.strike implies not peace]
doubts:
"""
RANKED = """\
dispute: A test
parties:
  A: {options: {x: X, y: Y}, ranking: [4, 3, [1, 2]]}
  B: {options: {z: Z}}
rules: [not B.z]
doubts:
"""
DRAWN = """\
dispute: Drawn
graph: {states: {1: a, 2: b, 3: c}, moves: {A: [[1, 2]]}}
parties: {A: {prefers: [state = 2]}, B: {ranking: [1, 2, 3]}}
doubts:
"""


def doubts_of(entries: str, base: str = BASE) -> tuple[Doubt, ...]:
    return detente.loads(base + entries, "mine.yaml").dispute.doubts


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


def assert_faults(entries: str, *said: str, base: str = BASE) -> None:
    """Faults where the marks are and nowhere else, each of them saying its part of `said`."""
    found = faults_of(base + entries)
    assert [(line, column) for line, column, _ in found] == places_of(base + entries), found
    for part, (_, _, text) in zip(said, found, strict=True):
        assert part in text, found


def prefers(*formulas: str) -> Prioritised:
    return Prioritised(tuple(Statement(parse(formula)) for formula in formulas))


# ---------------------------------------------------------------------- the right model

STRIKE = parse("not South.strike")


@pytest.mark.parametrize(
    ("entry", "matter"),
    [
        (
            "party: North, statement: not South.strike, at: [1, 3]",
            StatementDoubt("North", STRIKE, (1, 3)),
        ),
        (
            "party: North, statement: not South.strike, at: 2, probability: 0.50",
            StatementDoubt("North", STRIKE, (2, 2), Decimal("0.5")),
        ),
        (
            "party: North, statement: peace, probability: 1e-2",
            StatementDoubt("North", parse("peace"), None, Decimal("0.01")),
        ),
        (
            "party: East, statement: true, at: 1, probability: .5",
            StatementDoubt("East", parse("true"), (1, 1), Decimal("0.5")),
        ),
        (
            "party: South, either: [{prefers: [peace], title: Doves}, {weights: {peace: -1.5}}]",
            PreferenceDoubt(
                "South",
                (
                    Alternative(prefers("peace"), title="Doves"),
                    Alternative(Weighted(((parse("peace"), Decimal("-1.5")),))),
                ),
            ),
        ),
        (
            "option: South.strike, probability: 0.7",
            OptionDoubt(OptionOn("South", "strike"), Decimal("0.7")),
        ),
        (
            "option: North.arms, probability: 0.7",
            OptionDoubt(OptionOn("North", "arms"), Decimal("0.7")),
        ),
        (
            "option: North.arms = many, probability: 0.7",
            OptionDoubt(OptionLevel("North", "arms", "many"), Decimal("0.7")),
        ),
        (
            "rule: 'at least 1 of (peace, not South.strike)', probability: 0.5",
            RuleDoubt(parse("at least 1 of (peace, not South.strike)"), Decimal("0.5")),
        ),
        (
            "rule: South.strike implies not peace, probability: 0.5",
            RuleDoubt(parse("South.strike implies not peace"), Decimal("0.5")),
        ),
    ],
)  # fmt: skip
def test_every_kind_is_read(entry: str, matter: object) -> None:
    assert doubts_of(f"  - {{name: d, {entry}}}\n") == (Doubt("d", matter),)  # type: ignore[arg-type]


def test_what_every_doubt_may_have() -> None:
    entries = """\
  - name: first
    option: South.strike
    probability: 0.5
    with: 2
    correlation: -0.25
    why: Nobody has seen it.
    sources: [talks, talks 4]
  - {name: 2, rule: peace or true, probability: 0.5, with: third}
  - {name: third, party: North, statement: peace, at: [1, 2], sources: talks 3}
"""
    first, second, third = doubts_of(entries)
    assert (first.name, first.tied_to, first.correlation) == ("first", "2", Decimal("-0.25"))
    assert (first.why, first.sources) == ("Nobody has seen it.", ("talks", "talks 4"))
    assert (second.name, second.tied_to, second.correlation) == ("2", "third", Decimal(1))
    assert (third.tied_to, third.correlation, third.sources) == (None, Decimal(1), ("talks 3",))


def test_alternatives_in_all_their_forms() -> None:
    entries = """\
  - name: d
    party: A
    either:
      - {ranking: [[1, 2], 3, 4], probability: 0.2}
      - prefers:
          - {statement: A.x, why: It pays.}
          - not A.y
        title: Careful
      - {prefers: []}
      - weights: {A.x: 0.1, 'at least 1 of (A.x, A.y)': 2}
        probability: 0.3
"""
    (doubt,) = doubts_of(entries, RANKED)
    reasoned = Prioritised((Statement(parse("A.x"), "It pays."), Statement(parse("not A.y"))))
    weights = ((parse("A.x"), Decimal("0.1")), (parse("at least 1 of (A.x, A.y)"), Decimal(2)))
    assert doubt.matter == PreferenceDoubt(
        "A",
        (
            Alternative(Ranking(((1, 2), (3,), (4,))), Decimal("0.2")),
            Alternative(reasoned, title="Careful"),
            Alternative(Prioritised(())),
            Alternative(Weighted(weights), Decimal("0.3")),
        ),
    )


@pytest.mark.parametrize(
    "given",
    [
        (".333", ".333", ".334"),
        ("0.1", "0.2", "0.7"),
        ("1e-1", "9e-1"),
        ("0.5", None),
        (None, "0.99", None),
        (f"0.{'3' * 900}", f"0.{'6' * 899}7"),
    ],
)
def test_probabilities_of_alternatives_are_summed_exactly(given: tuple[str | None, ...]) -> None:
    chances = ("" if one is None else f", probability: {one}" for one in given)
    either = ", ".join(f"{{prefers: [peace]{chance}}}" for chance in chances)
    (doubt,) = doubts_of(f"  - {{name: d, party: East, either: [{either}]}}\n")
    assert isinstance(doubt.matter, PreferenceDoubt)
    read = [alternative.probability for alternative in doubt.matter.alternatives]
    assert read == [None if one is None else Decimal(one) for one in given]


def test_doubts_about_a_hand_drawn_graph() -> None:
    entries = """\
  - {name: a, party: A, statement: 'state in (1, 3)', at: [1, 2]}
  - {name: b, party: B, either: [{ranking: [3, 2, 1]}, {prefers: [state = 2]}]}
"""
    first, second = doubts_of(entries, DRAWN)
    assert first.matter == StatementDoubt("A", parse("state in (1, 3)"), (1, 2))
    assert isinstance(second.matter, PreferenceDoubt)


def test_places_are_counted_over_all_a_party_may_list() -> None:
    """Its own statements and those in doubt, in whichever of its lists there are most."""
    both = "  - {name: a, party: North, statement: South.strike, at: [1, 4]}\n"
    both += "  - {name: b, party: North, statement: not South.treaty, at: [3, 4]}\n"
    assert len(doubts_of(both)) == 2
    either = "  - {name: a, party: East, statement: peace, at: [1, 3]}\n"
    either += "  - {name: b, party: East, either: [{prefers: [peace]},"
    either += " {prefers: [East.help, South.strike, peace, peace]}]}\n"
    assert len(doubts_of(either)) == 2


def test_doubts_of_the_levels_of_one_option() -> None:
    entries = "".join(
        f"  - {{name: {name}, option: {option}, probability: 0.5}}\n"
        for name, option in [
            ("a", "North.arms"),
            ("b", "North.arms = some"),
            ("c", "North.arms = many"),
        ]
    )
    assert len(doubts_of(entries)) == 3


def test_no_doubts() -> None:
    assert doubts_of("") == doubts_of("  []\n") == ()


def test_the_published_schema_has_them() -> None:
    doubts = json_schema()["properties"]["doubts"]["anyOf"][0]["items"]
    assert doubts["required"] == ["name"]
    assert list(doubts["properties"]) == [
        "name", "party", "statement", "at", "probability", "either", "option", "rule", "lever",
        "with", "correlation", "why", "sources",
    ]  # fmt: skip
    probability = {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}
    assert doubts["properties"]["probability"].items() >= probability.items()
    assert doubts["properties"]["either"]["minItems"] == 2
    assert set(doubts["properties"]["either"]["items"]["properties"]) == {
        "title", "prefers", "ranking", "weights", "probability",
    }  # fmt: skip


# ---------------------------------------------------------------------- faults, one kind each

OPTION = "option: South.strike, probability: 0.5"
PEACE = "party: North, statement: peace"
FAULTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "no name": ("«{option: South.strike, probability: 0.5}", ("`name` is missing",)),
    "name of several lines": (f'{{name: «"a\\nb", {OPTION}}}', ("line",)),
    "text instead of keys": ("«South.strike", ("keys with values",)),
    "no kind": ("«{name: d, probability: 0.5}", ("does not say what is in doubt; add statement",)),
    "two kinds": (
        "{name: d, party: North, statement: peace, «rule: peace, probability: 0.5}",
        ("both `statement` and `rule`",),
    ),
    "unknown lever": ("{name: d, lever: «shield, probability: 0.3}", ("no lever `shield`",)),
    "unknown key": (f"{{name: d, {OPTION}, «probabilty: 0.4}}", ("did you mean `probability`",)),
    "a lever's key": (f"{{name: d, {OPTION}, «prefer: peace}}", ("`prefer` is not a key",)),
    "places of a rule": ("{name: d, rule: peace, «at: 1, probability: 0.5}", ("`at` has no",)),
    "party of an option": (
        "{name: d, «party: South, option: South.strike, probability: 0.5}",
        ("`party` has no place in a doubt about an option",),
    ),
    "probability of alternatives as such": (
        "{name: d, party: East, either: [{prefers: []}, {prefers: [peace]}], «probability: 0.5}",
        ("give it to one of the alternatives",),
    ),
    "no party": ("«{name: d, statement: peace, probability: 0.5}", ("`party` is missing",)),
    "no party that prefers": (
        "«{name: d, either: [{prefers: []}, {prefers: [peace]}]}",
        ("`party` is missing",),
    ),
    "unknown party": (
        "{name: d, party: «Nroth, statement: peace, probability: 0.5}",
        ("did you mean `North`",),
    ),
    "formula of a statement": (
        "{name: d, party: North, statement: peace and «Nroth.treaty, at: [1, 2]}",
        ("did you mean `North`",),
    ),
    "statement that ends too early": (
        "{name: d, party: North, statement: peace and«, at: [1, 2]}",
        ("early",),
    ),
    "formula of a rule": ("{name: d, rule: «pease, probability: 0.5}", ("did you mean `peace`",)),
    "list as a rule": ("{name: d, rule: «[peace], probability: 0.5}", ("a formula is wanted",)),
    "nothing as a statement": (
        "{name: d, party: North, «statement: , at: [1, 2]}",
        ("a formula is wanted",),
    ),
    "statement of a party with weights": (
        "{name: d, party: South, «statement: peace, at: [1, 2]}",
        ("by weights, in which no statement has a place; put what it may prefer under `either`",),
    ),
    "nothing said of a statement": ("{name: d, party: North, «statement: peace}", ("add at:",)),
    "only one answer": (
        f"{{name: d, {PEACE}, at: «2}}",
        ("only one answer: the statement stands at place 2",),
    ),
    "only one place, twice": (f"{{name: d, {PEACE}, at: «[2, 2]}}", ("only one answer",)),
    "place 0": (f"{{name: d, {PEACE}, at: «0, probability: 0.5}}", ("whole number",)),
    "half a place": (f"{{name: d, {PEACE}, at: [1, «1.5]}}", ("whole number",)),
    "place in words": (f"{{name: d, {PEACE}, at: «first}}", ("whole number",)),
    "three places": (f"{{name: d, {PEACE}, at: «[1, 2, 3]}}", ("a list of 2",)),
    "places that run backwards": (f"{{name: d, {PEACE}, at: «[2, 1]}}", ("write at: [1, 2]",)),
    "a place too far": (
        f"{{name: d, {PEACE}, at: «[1, 3]}}",
        ("has 2 statements, with those in doubt, and no place 3; keep to the places from 1 to 2",),
    ),
    "a place too far for one": (
        "{name: d, party: East, statement: peace, at: «[1, 2]}",
        ("has 1 statement, with those in doubt, and no place 2; write at: 1",),
    ),
    "unlisted statement without a place": (
        "{name: d, party: North, statement: «not South.strike, probability: 0.5}",
        ("`North` does not list this statement, so that it has no place; add at: 1",),
    ),
    "one alternative": ("{name: d, party: East, either: «[{prefers: []}]}", ("at least 2",)),
    "alternatives by name": ("{name: d, party: East, either: «{a: peace}}", ("a list",)),
    "empty alternative": (
        "{name: d, party: East, either: [«{title: Doves}, {prefers: []}]}",
        ("does not say what the party prefers; add prefers",),
    ),
    "alternative stated twice": (
        "{name: d, party: East, either: [{prefers: [], «weights: {}}, {prefers: [peace]}]}",
        ("this alternative has both `prefers` and `weights`",),
    ),
    "unknown key of an alternative": (
        "{name: d, party: East, either: [{«prefer: []}, {prefers: []}]}",
        ("did you mean `prefers`",),
    ),
    "formula in an alternative": (
        "{name: d, party: East, either: [{prefers: [peace, «East.hlep]}, {prefers: []}]}",
        ("did you mean `help`",),
    ),
    "weight in an alternative": (
        "{name: d, party: East, either: [{weights: {peace: «1e5000}}, {prefers: []}]}",
        ("1000 digits",),
    ),
    "state listed twice in an alternative": (
        "{name: d, party: East, either: [{ranking: [1, «1]}, {prefers: []}]}",
        ("listed already",),
    ),
    "source of a statement in an alternative": (
        "{name: d, party: East, either: [{prefers: [{statement: peace, sources: «tlaks}]}, "
        "{prefers: []}]}",
        ("did you mean `talks`",),
    ),
    "probabilities below 1": (
        "{name: d, party: East, «either: [{prefers: [], probability: 0.3}, "
        "{prefers: [peace], probability: 0.6}]}",
        ("add up to 0.9, not to 1",),
    ),
    "probabilities a hair below 1": (
        "{name: d, party: East, «either: [{prefers: [], probability: 0.33333333333333333333}, "
        "{prefers: [peace], probability: 0.66666666666666666666}]}",
        ("add up to 0.9999999999…, not to 1",),
    ),
    "probabilities that leave nothing": (
        "{name: d, party: East, «either: [{prefers: [], probability: 0.3}, "
        "{prefers: [peace], probability: 0.7}, {prefers: [East.help]}]}",
        ("add up to 1.0, and leave nothing for the other alternative",),
    ),
    "probability 0": ("{name: d, option: South.strike, probability: «0}", ("more than 0",)),
    "probability 1": ("{name: d, option: South.strike, probability: «1.000}", ("less than 1",)),
    "probability below 0": ("{name: d, rule: peace, probability: «-0.5}", ("more than 0",)),
    "probability in percent": ("{name: d, rule: peace, probability: «50%}", ("a number",)),
    "probability of an alternative": (
        "{name: d, party: East, either: [{prefers: [], probability: «1.5}, {prefers: [peace]}]}",
        ("less than 1",),
    ),
    "option without probability": ("«{name: d, option: South.strike}", ("`probability` is",)),
    "rule without probability": ("«{name: d, rule: peace}", ("`probability` is missing",)),
    "unknown option": (
        "{name: d, option: «South.stirke, probability: 0.5}",
        ("did you mean `strike`",),
    ),
    "formula as an option": (
        "{name: d, option: «not South.strike, probability: 0.5}",
        ("is not an option; write Party.option",),
    ),
    "term as an option": ("{name: d, option: «peace, probability: 0.5}", ("is not an option",)),
    "unknown level": (
        "{name: d, option: «North.arms = mnay, probability: 0.5}",
        ("did you mean `many`",),
    ),
    "any level but one": (
        "{name: d, option: «North.arms != many, probability: 0.5}",
        ("is not an option",),
    ),
    "lowest level": (
        "{name: d, option: «North.arms = none, probability: 0.5}",
        ("`none` is the lowest level, which is there in any case; name a higher level",),
    ),
    "tied to nothing": (f"{{name: d, {OPTION}, with: «e}}", ("there is no doubt `e`",)),
    "tied to itself": (f"{{name: d, {OPTION}, with: «d}}", ("itself: d → d; break the circle",)),
    "correlation alone": (f"{{name: d, {OPTION}, «correlation: 0.5}}", ("add with:",)),
    "unknown source": (f"{{name: d, {OPTION}, sources: [talks, «tlaks 3]}}", ("`talks`",)),
    "list as a reason": (f"{{name: d, {OPTION}, why: «[a]}}", ("a text is wanted",)),
    "split rule": (
        "{name: d, rule: «at least 1 of (peace, South.strike), probability: 0.5}",
        ("split this formula",),
    ),
    "split statement": (
        "{name: d, party: North, statement: «at least 1 of (peace, South.strike), at: [1, 2]}",
        ("split this formula",),
    ),
    "split statement of an alternative": (
        "{name: d, party: East, either: [{prefers: [«at least 1 of (peace, South.strike), peace]}, "
        "{prefers: []}]}",
        ("split this formula",),
    ),
    "split weight of an alternative": (
        "{name: d, party: East, either: [{weights: {«at least 1 of (peace, South.strike): 1}}, "
        "{prefers: []}]}",
        ("split this formula",),
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_is_named_at_its_place(kind: str) -> None:
    entry, said = FAULTS[kind]
    assert_faults(f"  - {entry}\n", *said)


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        (f"{{name: d, {OPTION}}}", "{name: «d, rule: peace, probability: 0.5}", "called `d`"),
        (
            f"{{name: a, {PEACE}, at: [1, 2]}}",
            "{name: b, party: North, «statement: (peace), probability: 0.5}",
            "this statement is in doubt already, in line 12",
        ),
        (
            "{name: a, party: East, either: [{prefers: []}, {prefers: [peace]}]}",
            "{name: b, party: East, «either: [{prefers: []}, {prefers: [South.strike]}]}",
            "the preferences of this party are in doubt already",
        ),
        (f"{{name: a, {OPTION}}}", "{name: b, «option: '\"South\".strike', probability: 0.1}",
         "in doubt already"),
        ("{name: a, option: North.arms = many, probability: 0.1}",
         "{name: b, «option: North.arms = many, probability: 0.2}", "in doubt already"),
        ("{name: a, rule: true, probability: 0.1}", "{name: b, «rule: 'true', probability: 0.2}",
         "this rule is in doubt already"),
        ("{name: fears, rule: true, probability: 0.1}", f"{{name: b, {OPTION}, with: «feers}}",
         "did you mean `fears`?"),
        (f"{{name: a, {OPTION}, with: «b}}", "{name: b, rule: true, probability: 0.1, with: a}",
         "itself: a → b → a"),
        ("{name: a, party: East, either: [{prefers: []}, {weights: {peace: 1}}]}",
         "{name: b, party: East, «statement: peace, at: 1, probability: 0.5}",
         "an alternative for `East` is stated by weights, in which no statement has a place"),
        ("{name: a, party: East, either: [{prefers: []}, {ranking: [1]}]}",
         f"{{name: b, «{OPTION}}}", "a ranking of `East` lists their numbers"),
    ],
)  # fmt: skip
def test_a_fault_of_two_doubts(first: str, second: str, said: str) -> None:
    assert_faults(f"  - {first}\n  - {second}\n", said)


@pytest.mark.parametrize("number", ["0", "-0.0", "1.01", "-1.5", "1e999999999", "1e-5000"])
def test_a_correlation_lies_between_minus_one_and_one(number: str) -> None:
    entries = f"  - {{name: a, {OPTION}, with: b, correlation: «{number}}}\n"
    said = "digits" if number in {"1e999999999", "1e-5000"} else "between -1 and 1, and is not 0"
    assert_faults(entries + "  - {name: b, rule: true, probability: 0.5}\n", said)


@pytest.mark.parametrize("number", ["1", "-1", "0.001", "-0.5", "1.0"])
def test_correlations(number: str) -> None:
    entries = f"  - {{name: a, {OPTION}, with: b, correlation: {number}}}\n"
    first, _ = doubts_of(entries + "  - {name: b, rule: true, probability: 0.5}\n")
    assert first.correlation == Decimal(number)


def test_two_levels_are_one_to_be_in_doubt() -> None:
    base = "dispute: d\nparties: {A: {options: {x: {levels: [no, 'yes']}}}}\ndoubts:\n"
    first = "  - {name: a, option: A.x, probability: 0.5}\n"
    second = "  - {name: b, «option: A.x = yes, probability: 0.5}\n"
    assert_faults(first + second, "in doubt already", base=base)


def test_rankings_do_not_go_with_doubts_of_which_states_there_are() -> None:
    entries = """\
  - {name: a, «option: A.x, probability: 0.5}
  - {name: b, «rule: A.x or true, probability: 0.5}
  - {name: c, party: A, «statement: A.x, at: [1, 2]}
"""
    said = "the states change with this, and a ranking of `A` lists their numbers; state what `A`"
    assert_faults(entries, said, said, "`A` states its preferences by a ranking", base=RANKED)


@pytest.mark.parametrize("kind", ["option: A.x", "rule: state = 2"])
def test_a_hand_drawn_graph_has_neither_options_nor_rules(kind: str) -> None:
    said = f"no {kind.partition(':')[0]}s, and none that could be in doubt; remove this doubt"
    assert_faults(f"  - {{name: d, «{kind}, probability: 0.5}}\n", said, base=DRAWN)


def test_all_faults_are_told_at_once() -> None:
    assert_faults(
        """\
  - {name: a, party: «Nroth, statement: «pease, at: «[3, 1], probability: «2, «colour: red}
  - ««{rule: «Nroth.treaty and true, «at: 1, with: «z, sources: «press}
  - {name: a2, lever: «shield, with: «[a]}
  - «{name: «a, «correlation: «0}
  - {name: e, party: East, either: [{prefers: [«pease]}, {weights: {peace: «heavy}}, «{}, «peace]}
  -«
""",
        *("`North`", "`peace`", "[1, 3]", "less than 1", "colour"),
        *("`name` is", "`probability` is", "`North`", "`at` has", "no doubt `z`", "press"),
        *("lever", "a text", "what is in doubt", "called `a`", "add with", "not 0"),
        *("`peace`", "a number", "does not say", "write prefers: …", "write name: …"),
    )


def test_a_faulty_list_hides_nothing_and_adds_nothing() -> None:
    """Statements that could not be read count neither as listed nor as places."""
    base = BASE.replace("prefers: [peace,", "prefers: [«pease,")
    assert_faults(
        f"  - {{name: a, {PEACE}, at: [1, 3]}}\n"
        "  - {name: b, party: North, statement: South.strike, probability: 0.5}\n"
        "  - {name: c, party: East, statement: «pease, at: 1, probability: 0.5}\n"
        "  - {name: d, party: East, statement: peace, at: [1, 2]}\n",
        *("did you mean `peace`", "did you mean `peace`"),
        base=base,
    )


# ---------------------------------------------------------------------- beside the states


@pytest.mark.parametrize(
    ("ranking", "said"),
    [
        ("«[4, 1]", "the ranking misses states 2, 3; list every state once"),
        ("«[1, 2, 3, 4, 9]", "the ranking lists state 9, which there is not"),
    ],
)
def test_rankings_among_alternatives_list_every_state(ranking: str, said: str) -> None:
    entry = f"  - {{name: d, party: B, either: [{{prefers: []}}, {{ranking: {ranking}}}]}}\n"
    assert_faults(entry, said, base=RANKED)


def test_rankings_among_alternatives_of_merged_and_drawn_states() -> None:
    merged = RANKED.replace("4, 3, [1, 2]", "1, 3, 2").replace(
        "rules:", "same: [A.x and A.y or A.y]\nrules:"
    )
    entry = "  - {name: d, party: B, either: [{prefers: []}, {ranking: «[1, 2, 3, 4]}]}\n"
    assert_faults(entry, "state 4, which other numbers stand for", base=merged)
    assert_faults(entry.replace(", 3, 4", ""), "misses state 3", base=DRAWN)


STARTED = """\
dispute: d
parties:
  A: {options: {x: X, arms: {levels: [none, some, many]}}}
  B: {options: {y: Y}}
status_quo: [A.x, A.arms = some]
doubts:
"""


def test_what_is_on_in_the_status_quo_exists() -> None:
    entries = """\
  - {name: a, option: «A.x, probability: 0.5}
  - {name: b, option: «A.arms, probability: 0.5}
  - {name: c, option: «A.arms = some, probability: 0.5}
  - {name: d, option: A.arms = many, probability: 0.5}
  - {name: e, option: B.y, probability: 0.5}
"""
    said = "this is on in the status quo, so it exists; take it out of the status quo, or"
    assert_faults(entries, said, said, said, base=STARTED)


def test_a_rule_that_the_status_quo_breaks_cannot_hold() -> None:
    entries = """\
  - {name: a, rule: «A.x implies B.y, probability: 0.5}
  - {name: b, rule: A.arms = some, probability: 0.5}
"""
    said = "the status quo breaks this rule, so it cannot hold"
    assert_faults(entries, said, base=STARTED)
    assert_faults(
        "  - {name: a, rule: «B.y, probability: 0.5}\n"
        "  - {name: b, option: A.x, probability: 0.5}\n",
        said,
        base=STARTED.replace("status_quo: [A.x, A.arms = some]\n", ""),
    )


def test_without_a_status_quo_nothing_is_settled() -> None:
    base = STARTED.replace("status_quo: [A.x, A.arms = some]", "rules: [A.x or B.y]")
    entries = "  - {name: a, option: A.x, probability: 0.5}\n"
    assert len(doubts_of(entries + "  - {name: b, rule: B.y, probability: 0.5}\n", base)) == 2


def test_faulty_doubts_are_not_held_against_the_states() -> None:
    """Numbers of doubts that could be read are not those of the file's entries."""
    entries = "  - {name: a, lever: «x}\n  - {name: b, option: B.y, probability: 0.5}\n"
    assert_faults(entries, "lever", base=STARTED)


# ---------------------------------------------------------------------- hostile input

NUMBERS = (
    "1e400", "1e999999999", "-1e999999999", "1e99999999999999999999", "1e-99999999999999999999",
    "1e-999999999", f"0.{'3' * 5000}", "9" * 5000, "0e99999999999999999999", ".inf", ".nan",
)  # fmt: skip


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: number[:24])
@pytest.mark.parametrize(
    "entry",
    [
        "{name: d, option: South.strike, probability: «N}",
        f"{{name: d, {PEACE}, probability: «N}}",
        f"{{name: d, {PEACE}, at: «N}}",
        f"{{name: d, {PEACE}, at: [1, «N]}}",
        "{name: d, party: East, either: [{prefers: [], probability: «N}, {prefers: [peace]}]}",
        "{name: d, party: East, either: [{weights: {peace: «N}}, {prefers: [peace]}]}",
        "{name: d, party: East, either: [{ranking: [«N]}, {prefers: [peace]}]}",
    ],
)
def test_enormous_numbers_are_refused_in_words(entry: str, number: str) -> None:
    if "weights" in entry and number == "1e400":
        assert doubts_of(f"  - {entry}\n".replace("N", number).replace("«", ""))
    else:
        found = faults_of(
            f"{BASE}  - {entry.replace('N}', number + '}').replace('N]', number + ']')}\n"
        )
        assert [fault[:2] for fault in found] == places_of(f"{BASE}  - {entry}\n")


def test_an_enormous_weight_of_a_party_is_refused_in_words() -> None:
    base = BASE.replace("{peace: 2}", "{peace: «1e99999999999999999999}")
    assert_faults("", "more than 1000 digits", base=base)


KEYS = (
    "name", "party", "statement", "at", "probability", "either", "option", "rule", "lever",
    "with", "correlation", "why", "sources",
)  # fmt: skip
ODD = (
    "", "[]", "{}", "null", "true", "1", "-1", "0.5", "1e400", "2018-01-01", "[[1]]", "[null]",
    "[1, null]", "{a: b}", "[{}]", "[{}, {}]", "[{prefers: null}, {weights: []}]", "d", "North",
    "[{prefers: [1, [2], {}]}, {ranking: {a: b}}]", "[{probability: x}, {title: []}]", "peace",
    '"\\a"', '"a\\nb"', '"\\e[31m"', '"\\ud800"', "North.arms", "'('", "[1, 2]", "'\"'",
    "[{weights: {1: 1, '(': 2, peace: null}}, {prefers: [peace], title: '\"'}]",
)  # fmt: skip


WHOLE: tuple[dict[str, str], ...] = (
    {"option": "South.strike", "probability": "0.5"},
    {"party": "North", "statement": "peace", "at": "[1, 2]"},
    {"party": "East", "either": "[{prefers: []}, {prefers: [peace]}]"},
    {"rule": "peace", "probability": "0.5", "with": "d", "correlation": "1"},
)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("odd", ODD)
def test_nothing_odd_makes_it_stumble(key: str, odd: str) -> None:
    for whole in WHOLE:
        keys = {"name": "d"} | whole | {key: odd}
        entry = ", ".join(f"{one}: {value}" for one, value in keys.items())
        reading = read_text(f"{BASE}  - {{{entry}}}\n", "mine.yaml")
        for problem in reading.layout.problems:
            assert problem.what
            assert problem.line == BASE.count("\n") + 1
            assert "\x1b" not in str(problem)


@pytest.mark.parametrize("odd", [odd for odd in ODD if odd not in {"", "[]", "null"}])
def test_nothing_odd_instead_of_doubts(odd: str) -> None:
    assert faults_of(BASE.replace("doubts:\n", f"doubts: {odd}\n"))


def test_control_characters_are_not_shown() -> None:
    entries = """\
  - {name: «"a\\eb", option: South.strike, probability: 0.5, why: «"\\a"}
  - {name: c, option: «"\\e", probability: 0.5, with: «"\\x9b"}
"""
    assert_faults(entries, *["cannot be shown"] * 4)


def test_many_doubts_take_no_time() -> None:
    """A chain of a thousand, each tied to the next, and a circle at its end."""
    lines = [
        f"  - {{name: d{k}, party: P{k}, statement: peace, probability: 0.5, with: d{k + 1}}}"
        for k in range(1000)
    ]
    lines.append(f"  - {{name: d1000, {OPTION}, with: d999}}")
    parties = "".join(f"  P{k}: {{prefers: [peace]}}\n" for k in range(1000))
    base = BASE.replace("terms:", f"{parties}terms:")
    reading = read_text(base + "\n".join(lines) + "\n", "mine.yaml")
    assert len(reading.dispute.doubts) == 1001
    assert any("itself: d999 → d1000 → d999" in p.what for p in reading.layout.problems)


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(doubting.doubted())
def test_drawn_doubts_are_read_as_they_were_meant(drawn: spec.Spec) -> None:
    dispute = detente.loads(spec.to_yaml(drawn) + doubting.doubts_yaml(drawn)).dispute
    for doubt, wanted in zip(dispute.doubts, drawn["doubts"], strict=True):
        assert doubt.name == wanted["name"]
        assert doubt.tied_to == wanted.get("with")
        assert doubt.correlation == Decimal(wanted.get("correlation") or 1)
        match doubt.matter:
            case StatementDoubt(party, formula, at, probability):
                assert (party, at) == (wanted["party"], wanted["at"])
                assert formula == parse(spec.formula_text(wanted["statement"]))
                assert probability == _chance(wanted)
            case PreferenceDoubt(party, alternatives):
                assert party == wanted["party"]
                assert [a.probability for a in alternatives] == [*map(_chance, wanted["either"])]
            case OptionDoubt(setting, probability):
                level = [setting.level] if isinstance(setting, OptionLevel) else []
                assert (setting.party, setting.option, *level) == tuple(wanted["option"])
                assert probability == _chance(wanted)
            case RuleDoubt(formula, probability):
                assert formula == parse(spec.formula_text(wanted["rule"]))
                assert probability == _chance(wanted)


def _chance(given: dict[str, Any]) -> Decimal | None:
    return None if given.get("probability") is None else Decimal(given["probability"])
