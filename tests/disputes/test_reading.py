"""Reading a file: the right model, every kind of fault at its place, and the traps of YAML.

In the texts below a « marks where a fault is to be reported; it is taken out before reading.
"""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

import detente
from detente.disputes.model import (
    Dispute,
    Drawing,
    Event,
    ForbiddenMove,
    Option,
    Party,
    Prioritised,
    Ranking,
    Rule,
    Source,
    Statement,
    Weighted,
)
from detente.disputes.problems import Problem
from detente.statements.parsing import parse
from detente.statements.syntax import Constant, OptionLevel, OptionOn


def places_of(marked: str) -> list[tuple[int, int]]:
    """The line and column of every mark, counted without the marks."""
    found = []
    for number, line in enumerate(marked.split("\n"), 1):
        pieces = line.split("«")
        for count in range(1, len(pieces)):
            found.append((number, len("".join(pieces[:count])) + 1))
    return found


def problems_of(text: str) -> tuple[Problem, ...]:
    with pytest.raises(detente.DisputeError) as caught:
        detente.loads(text.replace("«", ""), "mine.yaml")
    return caught.value.problems


def assert_faults(marked: str, *said: str) -> None:
    """Faults where the marks are and nowhere else; together they say all of `said`."""
    problems = problems_of(marked)
    assert [(p.line, p.column) for p in problems] == places_of(marked), problems
    for problem in problems:
        assert problem.file == "mine.yaml"
        assert problem.what
        assert problem.mend
    text = "\n".join(map(str, problems))
    for part in said:
        assert part in text, text


def read(text: str) -> Dispute:
    return detente.loads(text, "mine.yaml").dispute


# ---------------------------------------------------------------------- the right model

EXAMPLE = """\
dispute: Two neighbours and a patron          # a title
format: 1
as_of: 2018-06-07
summary: One paragraph on what this is about.

sources:                                       # cited as [talks], [talks 4] (paragraph 4)
  talks: {title: Early talks on ending a war, publisher: a news agency, date: 2018-06-07}

parties:
  North:
    title: The northern state
    options:
      freeze: Halt weapon tests                # short form: name: title
      treaty: Sign a peace treaty
      disarm: {title: Hand over the arsenal, direction: on only, sources: [talks 4]}
    prefers:                                   # most important first
      - not Patron.strike
      - North.treaty iff guaranteed
      - {statement: peace, why: It ends the state of war, sources: [talks 1]}
  South:
    options:
      treaty: Sign a peace treaty
      corridor: {title: Rail and pipeline corridor, levels: [none, survey, open]}
    prefers: [peace, South.corridor = open]
  Patron:
    options: {pressure: Keep sanctions, strike: {title: Military strike, direction: on only}}
    weights: {North.disarm: 10, not Patron.strike: 4}
  Guarantor:
    options: {guarantee: Guarantee the North's security}
    prefers: [peace, not Patron.strike]

terms:                                         # named formulas, usable wherever a formula is
  peace: North.treaty and South.treaty
  guaranteed: Guarantor.guarantee

rules:                                         # every feasible state satisfies all of them
  - Patron.strike implies not peace
same: [Patron.strike]
forbidden_moves:
  - {party: Guarantor, from: not guaranteed, to: guaranteed, when: Patron.strike}
status_quo: [Patron.pressure]

settlements: {peace: peace}
events:
  - {date: 2018-06-12, title: A summit, parties: [North, Patron], sets: {}}
  - date: 2018-07-01
    title: More
    sets: {North.freeze: on, South.corridor: none}
    sources: [talks 2]
"""


def _prefers(*formulas: str) -> Prioritised:
    return Prioritised(tuple(Statement(parse(formula)) for formula in formulas))


NORTH = Party(
    "North",
    "The northern state",
    (
        Option("freeze", "Halt weapon tests"),
        Option("treaty", "Sign a peace treaty"),
        Option("disarm", "Hand over the arsenal", "on only", sources=("talks 4",)),
    ),
    Prioritised(
        (
            Statement(parse("not Patron.strike")),
            Statement(parse("North.treaty iff guaranteed")),
            Statement(parse("peace"), "It ends the state of war", ("talks 1",)),
        )
    ),
)
SOUTH = Party(
    "South",
    "",
    (
        Option("treaty", "Sign a peace treaty"),
        Option("corridor", "Rail and pipeline corridor", levels=("none", "survey", "open")),
    ),
    _prefers("peace", "South.corridor = open"),
)
PATRON = Party(
    "Patron",
    "",
    (Option("pressure", "Keep sanctions"), Option("strike", "Military strike", "on only")),
    Weighted(((parse("North.disarm"), Decimal(10)), (parse("not Patron.strike"), Decimal(4)))),
)
GUARANTOR = Party(
    "Guarantor",
    "",
    (Option("guarantee", "Guarantee the North's security"),),
    _prefers("peace", "not Patron.strike"),
)


def test_the_references_example_reads_to_the_right_model() -> None:
    day = datetime.date(2018, 6, 7)
    wanted = Dispute(
        "Two neighbours and a patron",
        (NORTH, SOUTH, PATRON, GUARANTOR),
        as_of=day,
        summary="One paragraph on what this is about.",
        sources=(
            Source("talks", "Early talks on ending a war", publisher="a news agency", date=day),
        ),
        terms=(
            ("peace", parse("North.treaty and South.treaty")),
            ("guaranteed", parse("Guarantor.guarantee")),
        ),
        rules=(Rule(parse("Patron.strike implies not peace")),),
        same=(parse("Patron.strike"),),
        forbidden_moves=(
            ForbiddenMove(
                "Guarantor", parse("not guaranteed"), parse("guaranteed"), parse("Patron.strike")
            ),
        ),
        status_quo=(OptionOn("Patron", "pressure"),),
        settlements=(("peace", parse("peace")),),
        events=(
            Event(datetime.date(2018, 6, 12), "A summit", ("North", "Patron")),
            Event(
                datetime.date(2018, 7, 1),
                "More",
                sets=(
                    (OptionOn("North", "freeze"), True),
                    (OptionLevel("South", "corridor", "none"), True),
                ),
                sources=("talks 2",),
            ),
        ),
    )
    assert read(EXAMPLE) == wanted


def test_the_example_has_the_right_states() -> None:
    """Nine bits; strike excludes peace; all states with strike are one."""
    case = detente.loads(EXAMPLE)
    without_strike = 2**3 * 2 * 3 * 2 * 2
    assert len(case.graph) == without_strike + 1
    assert case.graph.status_quo is not None


def test_a_hand_drawn_graph_reads_to_the_right_model() -> None:
    text = """\
dispute: Drawn
graph: {states: {1: Status quo, 2: Crisis}, moves: {North: [[1, 2]], South: [[2, 1]]}}
parties:
  North: {ranking: [[2], 1]}
  South: {prefers: [state != 2, 'state in (1, 2)']}
  Far:
status_quo: 1
settlements: {calm: state = 1}
"""
    drawing = Drawing(
        ((1, "Status quo"), (2, "Crisis")), (("North", ((1, 2),)), ("South", ((2, 1),)))
    )
    parties = (
        Party("North", preferences=Ranking(((2,), (1,)))),
        Party("South", preferences=_prefers("state != 2", "state in (1, 2)")),
        Party("Far"),
    )
    assert read(text) == Dispute(
        "Drawn",
        parties,
        drawing=drawing,
        status_quo=1,
        settlements=(("calm", parse("state = 1")),),
    )


def test_all_but_title_and_parties_may_be_missing() -> None:
    assert read("dispute: d\nparties: {A: }\n") == Dispute("d", (Party("A"),))


def test_empty_sections_are_as_good_as_missing() -> None:
    sections = ("sources", "terms", "rules", "same", "forbidden_moves", "settlements", "events")
    text = "dispute: d\nparties: {A: {options: , prefers: , title: }}\n"
    text += "".join(f"{section}:\n" for section in (*sections, "status_quo"))
    assert read(text) == Dispute("d", (Party("A"),))


def test_an_empty_status_quo_is_all_off_and_a_missing_one_is_not_declared() -> None:
    text = "dispute: d\nparties: {A: {options: {x: X}}}\n"
    assert read(text + "status_quo: []\n").status_quo == ()
    assert read(text).status_quo is None


def test_a_ranking_and_weights_read_exactly() -> None:
    text = """\
dispute: d
parties:
  A: {options: {x: X}, ranking: [[1, 2]]}
  B: {weights: {A.x: 0.1, true: -2.50, '"A".x or false': 1e3}}
"""
    first, second = read(text).parties
    assert first.preferences == Ranking(((1, 2),))
    assert second.preferences == Weighted(
        (
            (OptionOn("A", "x"), Decimal("0.1")),
            (Constant(True), Decimal("-2.5")),
            (parse("A.x or false"), Decimal(1000)),
        )
    )


def test_json_is_yaml_too() -> None:
    text = '{"dispute": "d", "parties": {"A": {"options": {"x": "X"}, "prefers": ["A.x"]}}}'
    assert read(text).parties == (Party("A", "", (Option("x", "X"),), _prefers("A.x")),)


def test_carriage_returns_do_no_harm() -> None:
    text = "dispute: d\r\nparties:\r\n  A: {options: {x: X}}\r\n"
    assert read(text) == read(text.replace("\r\n", "\n"))


# ---------------------------------------------------------------------- faults, one kind each

BASE = """\
dispute: d
parties:
  North: {options: {treaty: T, arms: {levels: [none, some, many]}}}
  South: {options: {treaty: T}}
"""

FAULTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "no title": ("«parties: {A: }\n", ("dispute", "missing")),
    "no parties": ("«dispute: d\n", ("parties", "missing")),
    "parties without any": ("dispute: d\nparties: «{}\n", ("at least one",)),
    "unknown section": (BASE + "«rulse: []\n", ("rulse", "`rules`")),
    "unknown key of a party": ("dispute: d\nparties: {A: {«prefer: []}}\n", ("`prefers`",)),
    "unknown key of an option": (
        "dispute: d\nparties: {A: {options: {x: {«titel: T}}}}\n",
        ("titel", "`title`"),
    ),
    "unknown key of a statement": (
        BASE + "rules:\n  - {rule: true, «whi: because}\n",
        ("whi", "`why`"),
    ),
    "unknown key of a source": (BASE + "sources: {s: {title: T, «autor: x}}\n", ("`author`",)),
    "other format": ("dispute: d\nformat: «2\nparties: {A: }\n", ("2", "1")),
    "date": ("dispute: d\nas_of: «2018-02-30\nparties: {A: }\n", ("date", "2018-06-12")),
    "unknown party": (BASE + "rules: [«Nroth.treaty]\n", ("Nroth", "`North`")),
    "unknown option": (BASE + "rules: [«North.traety]\n", ("traety", "`treaty`")),
    "unknown term": (
        BASE + "terms: {peace: North.treaty}\nrules: [«paece]\n",
        ("paece", "`peace`"),
    ),
    "unknown level": (BASE + "rules: [«North.arms = mnay]\n", ("mnay", "`many`")),
    "levels left out": (BASE + "rules: [«North.arms]\n", ("North.arms", "levels")),
    "level of what has none": (BASE + "rules: [«North.treaty = on]\n", ("no levels",)),
    "option without its party": (BASE + "rules: [«arms]\n", ("`arms`", "North.arms")),
    "party without an option": (BASE + "rules: [«North]\n", ("`North`", "party")),
    "state number": (BASE + "rules: [«state = 1]\n", ("state",)),
    "second name of a formula": (BASE + "rules: [North.treaty and «Suoth.treaty]\n", ("`South`",)),
    "formula": (BASE + "rules: [North.treaty and«]\n", ("early",)),
    "formula in quotes": (BASE + "rules: ['North.treaty or «or true']\n", ("or",)),
    "number as formula": (BASE + "rules: [«1]\n", ("1",)),
    "list as formula": (BASE + "rules:\n  - «[North.treaty]\n", ("formula",)),
    "text as rules": (BASE + "rules: «North.treaty\n", ("list",)),
    "party twice": ("dispute: d\nparties:\n  A: {}\n  «A: {}\n", ("A", "twice", "3")),
    "option twice": ("dispute: d\nparties: {A: {options: {x: X, «x: Y}}}\n", ("x", "twice")),
    "term twice": (BASE + "terms:\n  t: true\n  «t: false\n", ("t", "twice", "6")),
    "section twice": ("dispute: d\nparties: {A: }\n«dispute: e\n", ("dispute", "twice", "1")),
    "level twice": (
        "dispute: d\nparties: {A: {options: {x: {levels: [a, b, «a]}}}}\n",
        ("`a`", "twice"),
    ),
    "one level": ("dispute: d\nparties: {A: {options: {x: {levels: «[a]}}}}\n", ("2",)),
    "direction": (
        "dispute: d\nparties: {A: {options: {x: {direction: «on-only}}}}\n",
        ("on-only", "on only"),
    ),
    "options as a list": ("dispute: d\nparties: {A: {options: «[x, y]}}\n", ("name",)),
    "parties as a list": ("dispute: d\nparties: «[A, B]\n", ("name",)),
    "two kinds of preference": (
        "dispute: d\nparties: {A: {options: {x: X}, prefers: [A.x], «ranking: [1, 2]}}\n",
        ("prefers", "ranking"),
    ),
    "reserved party": ("dispute: d\nparties: {«equilibria: }\n", ("equilibria",)),
    "term that rests on itself": (BASE + "terms: {t: «t or true}\n", ("t → t",)),
    "circle of terms": (
        BASE + "terms:\n  a: «b\n  b: c and North.treaty\n  c: not a\n",
        ("a", "b", "c", "circle"),
    ),
    "ranking that misses": (
        "dispute: d\nparties: {A: {options: {x: X, y: Y}, ranking: «[4, 1]}}\n",
        ("misses", "2, 3"),
    ),
    "ranking that repeats": (
        "dispute: d\nparties: {A: {options: {x: X}, ranking: [2, [1, «2]]}}\n",
        ("already", "2"),
    ),
    "ranking of states that are not": (
        "dispute: d\nparties: {A: {options: {x: X}, ranking: «[1, 2, 7]}}\n",
        ("7", "1 to 2"),
    ),
    "ranking of a merged state": (
        "dispute: d\nparties: {A: {options: {x: X, y: Y}, ranking: «[1, 2, 3, 4]}}\nsame: [A.x]\n",
        ("4", "same"),
    ),
    "state's number": ("dispute: d\nparties: {A: {ranking: [«one]}}\n", ("whole number",)),
    "weight": (
        "dispute: d\nparties: {A: {options: {x: X}, weights: {A.x: «heavy}}}\n",
        ("number",),
    ),
    "formula of a weight": (
        "dispute: d\nparties: {A: {options: {x: X}, weights: {«A.xx: 1}}}\n",
        ("xx", "`x`"),
    ),
    "no feasible state": (
        BASE + "rules:\n  «- North.treaty\n  - not North.treaty\n",
        ("feasible",),
    ),
    "status quo that breaks a rule": (
        BASE + "rules: [North.treaty implies South.treaty, true]\nstatus_quo: «[North.treaty]\n",
        ("North.treaty implies South.treaty",),
    ),
    "status quo that is no option": (BASE + "status_quo: [«not North.treaty]\n", ("North.treaty",)),
    "status quo at two levels": (
        BASE + "status_quo: [North.arms = some, «North.arms = many]\n",
        ("two levels",),
    ),
    "status quo by number": (BASE + "status_quo: «1\n", ("Party.option",)),
    "unknown source": (
        BASE
        + "sources: {talks: {title: T}}\nrules: [{rule: true, sources: [talks 3, «tlaks 4]}]\n",
        ("tlaks", "`talks`"),
    ),
    "source without title": (BASE + "sources: {«s: {}}\n", ("title",)),
    "forbidden move of nobody": (
        BASE + "forbidden_moves: [{party: «Suoth, from: true}]\n",
        ("Suoth", "`South`"),
    ),
    "overlapping classes": (BASE + "same: [North.treaty, «South.treaty]\n", ("two classes",)),
    "event without a day": (BASE + "events:\n  - {date: «soon, title: t}\n", ("date",)),
    "event of nobody": (
        BASE + "events:\n  - {date: 2018-01-01, title: t, parties: [«Suoth]}\n",
        ("`South`",),
    ),
    "event that sets nothing known": (
        BASE + "events:\n  - {date: 2018-01-01, title: t, sets: {«North.traety: on}}\n",
        ("`treaty`",),
    ),
    "event that sets neither on nor off": (
        BASE + "events:\n  - {date: 2018-01-01, title: t, sets: {North.treaty: «yes}}\n",
        ("yes", "on or off"),
    ),
    "event that sets no level": (
        BASE + "events:\n  - {date: 2018-01-01, title: t, sets: {North.arms: «mnay}}\n",
        ("mnay", "`many`"),
    ),
    "more options than can be held": (
        "dispute: d\nparties:\n  «A: {options: {"
        + ", ".join(f"o{k}: x" for k in range(70))
        + "}}\n",
        ("70", "62"),
    ),
    "YAML": ("dispute: d\nparties: {A: }«}\n", ("YAML",)),
    "tab": ("dispute: d\nparties:\n«\tA: {}\n", ("tab", "spaces")),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_is_named_at_its_place(kind: str) -> None:
    marked, said = FAULTS[kind]
    assert_faults(marked, *said)


DRAWN = "dispute: d\ngraph: {states: {1: a, 2: b}, moves: {A: [[1, 2]]}}\nparties: {A: }\n"
DRAWN_FAULTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "state in a formula": (DRAWN + "terms: {t: «state = 3}\n", ("3",)),
    "option in a formula": (DRAWN + "terms: {t: «A.x}\n", ("A", "x")),
    "status quo": (DRAWN + "status_quo: «3\n", ("3",)),
    "status quo of options": (DRAWN + "status_quo: «[A.x]\n", ("number",)),
    "rules": (DRAWN + "«rules: [state = 1]\n", ("rules",)),
    "same": (DRAWN + "«same: [state = 1]\n", ("same",)),
    "forbidden moves": (DRAWN + "«forbidden_moves: [{party: A}]\n", ("forbidden_moves",)),
    "options": (DRAWN.replace("{A: }", "{A: {«options: {x: X}}}"), ("options", "graph")),
    "arc to nowhere": (DRAWN.replace("[[1, 2]]", "[«[1, 3]]"), ("3",)),
    "arc that stays": (DRAWN.replace("[[1, 2]]", "[«[2, 2]]"), ("2",)),
    "arc twice": (DRAWN.replace("[[1, 2]]", "[[1, 2], «[1, 2]]"), ("twice",)),
    "half an arc": (DRAWN.replace("[[1, 2]]", "[«[1]]"), ("2",)),
    "name of a state": (DRAWN.replace("{1: a,", "{«one: a, 1: a,"), ("whole number",)),
    "ranking": (DRAWN.replace("{A: }", "{A: {ranking: «[1]}}"), ("misses", "2")),
    "no states": ("dispute: d\ngraph: {states: «{}}\nparties: {A: }\n", ("at least one",)),
}


@pytest.mark.parametrize("kind", DRAWN_FAULTS)
def test_a_fault_of_a_hand_drawn_graph_is_named_at_its_place(kind: str) -> None:
    marked, said = DRAWN_FAULTS[kind]
    assert_faults(marked, *said)


def test_arcs_of_nobody() -> None:
    assert_faults(DRAWN.replace("moves: {A", "moves: {«B"), "B")


def test_a_state_drawn_twice() -> None:
    assert_faults(DRAWN.replace("{1: a,", "{1: a, «01: c,"))


@pytest.mark.parametrize(
    "marked",
    [
        BASE + "rules:\n  «-\n  - true\n",
        "«dispute:\nparties: {A: }\n",
        "dispute: d\nparties: {A: }\n«graph:\n\n# remark\n",
        BASE + "forbidden_moves:\n  - «party:\n    from: true\n",
    ],
)
def test_what_is_left_empty_is_reported_in_its_line(marked: str) -> None:
    (line, _), *_ = places_of(marked)
    assert [problem.line for problem in problems_of(marked)] == [line]


@pytest.mark.parametrize("section", ["perceptions", "factions"])
def test_sections_of_later_versions_are_refused_by_name(section: str) -> None:
    assert_faults(BASE + f"«{section}: []\n", f"`{section}`", "version")


# ---------------------------------------------------------------------- all at once


def test_all_faults_are_told_at_once_in_the_order_of_the_lines() -> None:
    marked = """\
dispute: Many
format: «3
as_of: «tomorrow
«sumary: text
parties:
  North:
    options: {treaty: T, «treaty: U}
    prefers: [«Nroth.treaty, 'North.treaty and«', «peac]
  South:
    options: {arms: {levels: [none, some], direction: «upward}}
    «prefer: [peace]
terms:
  peace: North.treaty and «South.peace
  a: «b
  b: a
«factions: []
settlements: {s: «South.arms}
"""
    assert_faults(marked, "`summary`", "`North`", "`peace`", "`prefers`", "`factions`")


def test_names_and_states_are_judged_together() -> None:
    """A fault in a preference or a settlement does not hide those that only the states show."""
    assert_faults(
        """\
dispute: d
parties:
  A: {options: {x: X}, prefers: [«A.z]}
  B: {ranking: [1, «1]}
rules: [not A.x]
status_quo: «[A.x]
settlements: {s: «A.y}
""",
        "already",
        "not A.x",
    )


def test_two_broken_rules_are_both_named() -> None:
    rules = "rules: [not North.treaty, North.treaty implies South.treaty]\n"
    marked = BASE + rules + "status_quo: «[North.treaty]\n"
    assert_faults(marked, "`not North.treaty`", "`North.treaty implies South.treaty`")


# ---------------------------------------------------------------------- traps of YAML

SPLIT = "at least 1 of (North.treaty, South.treaty)"


@pytest.mark.parametrize(
    "marked",
    [
        BASE + f"rules: [«{SPLIT}, true]\n",
        BASE + f"same: [«{SPLIT}]\n",
        BASE + f"rules: [{{rule: «{SPLIT}, why: because}}]\n",
        BASE + f"forbidden_moves: [{{party: North, from: «{SPLIT}, to: true}}]\n",
        BASE.replace("treaty: T}}", f"treaty: T}}, prefers: [«{SPLIT}]}}"),
        DRAWN.replace("{A: }", "{A: {prefers: [«state in (1, 2), state = 1]}}"),
    ],
)
def test_a_formula_that_yaml_has_split_is_recognised(marked: str) -> None:
    assert_faults(marked, "split", "single quotes")


@pytest.mark.parametrize(
    "marked",
    [
        BASE + f"terms: {{t: «{SPLIT}}}\n",
        BASE + f"settlements: {{s: «{SPLIT}, t: true}}\n",
        pytest.param(
            BASE.replace("treaty: T}}\n", f"treaty: T}}, weights: {{«{SPLIT}: 3}}}}\n"),
        ),
    ],
    ids=["terms", "settlements", "weights"],
)
def test_a_formula_that_yaml_has_split_is_recognised_among_names(marked: str) -> None:
    assert_faults(marked, "split", "single quotes")


@pytest.mark.parametrize(
    "text",
    [
        BASE + f"rules: ['{SPLIT}']\n",
        BASE + f"rules:\n  - {SPLIT}\n",
        BASE + f"terms: {{t: '{SPLIT}'}}\nrules: [t]\n",
        BASE + f"terms:\n  t: {SPLIT}\nrules: [t]\n",
    ],
)
def test_in_single_quotes_or_on_a_line_of_its_own_it_is_whole(text: str) -> None:
    assert len(detente.loads(text).graph) == 9


TWO_WORDS = "dispute: d\nparties:\n  Two words: {options: {x: X}}\n"


@pytest.mark.parametrize(
    "end",
    [
        'rules: ["Two words".x]\n',
        'rules:\n  - "Two words".x\n',
        'rules:\n  - "Two words".x and true\n',
        'terms: {t: "Two words".x}\n',
        'terms:\n  t: "Two words".x\n',
        'rules:\n  - {rule: "Two words".x}\n',
    ],
)
def test_a_leading_double_quote_is_recognised(end: str) -> None:
    (problem,) = problems_of(TWO_WORDS + end)
    assert problem.line == TWO_WORDS.count("\n") + end.count("\n")
    assert "single quotes" in problem.mend


def test_a_leading_double_quote_in_single_quotes_is_read() -> None:
    dispute = read(TWO_WORDS + "rules: ['\"Two words\".x']\n")
    assert dispute.rules == (Rule(OptionOn("Two words", "x")),)


def test_true_and_false_are_formulas() -> None:
    text = BASE + "rules: [true, True]\nterms: {t: false, u: TRUE}\nsettlements: {s: true}\n"
    dispute = read(
        text + "same: [false]\nforbidden_moves: [{party: North, from: true, to: false}]\n"
    )
    assert dispute.rules == (Rule(Constant(True)), Rule(Constant(True)))
    assert dispute.terms == (("t", Constant(False)), ("u", Constant(True)))
    assert dispute.settlements == (("s", Constant(True)),)
    assert dispute.same == (Constant(False),)
    assert dispute.forbidden_moves[0].target == Constant(False)


@pytest.mark.parametrize(
    ("word", "on"), [("on", True), ("off", False), ("true", True), ("false", False)]
)
def test_on_off_true_and_false_in_the_sets_of_an_event(word: str, on: bool) -> None:
    text = BASE + f"events: [{{date: 2018-01-01, title: t, sets: {{North.treaty: {word}}}}}]\n"
    assert read(text).events[0].sets == ((OptionOn("North", "treaty"), on),)


@pytest.mark.parametrize("level", ["none", "on", "off", "yes", "no", "n", "y", "'true'", "'null'"])
def test_levels_may_be_called_as_yaml_words(level: str) -> None:
    name = level.strip("'")
    text = f"""\
dispute: d
parties: {{A: {{options: {{x: {{levels: [low, {level}, high]}}}}, prefers: [A.x = {name}]}}}}
status_quo: [A.x = {name}]
events: [{{date: 2018-01-01, title: t, sets: {{A.x: {level}}}}}]
"""
    dispute = read(text)
    assert dispute.parties[0].options[0].levels == ("low", name, "high")
    assert dispute.status_quo == (OptionLevel("A", "x", name),)
    assert dispute.events[0].sets == ((OptionLevel("A", "x", name), True),)


@pytest.mark.parametrize("word", ["true", "null", "~", "1.5", "2018-01-01"])
def test_an_unquoted_level_that_yaml_turns_into_something_else(word: str) -> None:
    text = f"dispute: d\nparties: {{A: {{options: {{x: {{levels: [«{word}, low]}}}}}}}}\n"
    if word == "1.5":
        assert read(text.replace("«", "")).parties[0].options[0].levels == ("1.5", "low")
    else:
        assert_faults(text)


@pytest.mark.parametrize(
    "word", ["not", "and", "if", "of", "state", "in", "true", "false", "at", "Exactly", "IFF"]
)
def test_names_that_are_keywords(word: str) -> None:
    text = f"""\
dispute: d
parties:
  '{word}':
    options: {{'{word}': X}}
    prefers: ['"{word}".{word}', '"{word}"']
terms: {{'{word}': '"{word}".{word}'}}
status_quo: ['"{word}".{word}']
events: [{{date: 2018-01-01, title: t, parties: ['{word}'], sets: {{'"{word}".{word}': off}}}}]
"""
    dispute = read(text)
    option = OptionOn(word, word)
    assert dispute.parties[0].preferences == _prefers(f'"{word}".{word}', f'"{word}"')
    assert dispute.status_quo == (option,)
    assert dispute.events[0].sets == ((option, False),)


@pytest.mark.parametrize("name", ["on", "off", "yes", "no", "y", "n", "null", "1", "2018-01-01"])
def test_names_that_yaml_might_turn_are_names(name: str) -> None:
    quoted = f"'\"{name}\".x'"
    dispute = read(f"dispute: d\nparties: {{{name}: {{options: {{x: X}}, prefers: [{quoted}]}}}}\n")
    assert dispute.parties[0].name == name


def test_aliases_are_read_out() -> None:
    text = """\
dispute: d
parties:
  A: {options: &both {x: X}, prefers: &wish [A.x]}
  B: {options: *both, prefers: *wish}
"""
    first, second = read(text).parties
    assert (first.options, first.preferences) == (second.options, second.preferences)


def test_a_formula_over_several_lines_is_reported_where_it_starts() -> None:
    assert_faults(BASE + "rules:\n  - «North.treaty and\n    North.x\n", "`x`")


def test_columns_count_characters() -> None:
    assert_faults("dispute: d\nparties: {Łódź北京\N{GRINNING FACE}: {«optoins: {}}}\n", "`options`")
