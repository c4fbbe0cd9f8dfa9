"""Writing doubts: what is written reads back, and a file is touched only where it differs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.disputes.gmcr_writing import to_gmcr
from detente.disputes.model import (
    Alternative,
    Dispute,
    Doubt,
    Matter,
    OptionDoubt,
    PreferenceDoubt,
    Prioritised,
    Ranking,
    RuleDoubt,
    Source,
    Statement,
    StatementDoubt,
    Weighted,
)
from detente.disputes.plain import to_data
from detente.disputes.problems import visible
from detente.disputes.reading import read_text
from detente.disputes.writing import to_yaml
from detente.statements.parsing import parse
from detente.statements.syntax import OptionLevel, OptionOn
from oracle import doubting, spec, strategies


def read(text: str) -> Dispute:
    reading = read_text(text, "x")
    assert reading.layout.problems == [], text
    return reading.dispute


def assert_reads_back(dispute: Dispute) -> str:
    text = to_yaml(dispute)
    assert read(text) == dispute, text
    return text


BASE = """\
dispute: A test
format: 1

sources:
  talks: {title: Talks}

parties:
  North:
    options:
      treaty: Sign
      arms: {levels: [none, some, many]}
    prefers:
      - peace
  South:
    options:
      treaty: Sign
      strike: Strike

terms:
  peace: North.treaty and South.treaty

threats:
  force: {by: South, action: South.strike}

doubts:
"""
COMMENTED = f"""\
# A header.
{BASE}  # before fears
  - {{name: fears, party: North, statement: not  South.strike, at: [1, 2]}}   # after fears
  - name: order   # after a name
    party: South
    either:   # after either
      # before the doves
      - prefers:   # after prefers
          - peace   # after peace
          # before the second
          - statement: not South.strike
            why: It is dear.   # after why
        probability: 0.250   # after a probability
      - weights: {{peace: 1.0, # in weights
                   'South.strike': 2}}
        title: Hawks   # after a title
    why: >-   # folded
      Nobody has
      asked.
    # after the reason
    sources: talks 3   # after sources
  # before strike
  - {{name: strike, option: South.strike, # in flow
     probability: .7, with: order, correlation: 1.0}}
  - name: rule
    rule: 'at least 1 of (peace, South.strike)'   # after a rule
    probability: 5e-1
  - {{name: counts, party: North, statement: peace, at: [2, 2], probability: 0.5}}
events:   # after events
  - {{date: 2018-06-12, title: A summit}}
# A footer.
"""
MANY = OptionLevel("North", "arms", "many")


# ---------------------------------------------------------------------- plain data and fresh text


def test_data_in_the_shape_of_the_file() -> None:
    data = to_data(read(COMMENTED))
    assert list(data)[-3:] == ["threats", "doubts", "events"]
    assert data["doubts"] == [
        {"name": "fears", "party": "North", "statement": "not South.strike", "at": [1, 2]},
        {
            "name": "order",
            "party": "South",
            "either": [
                {
                    "prefers": ["peace", {"statement": "not South.strike", "why": "It is dear."}],
                    "probability": 0.25,
                },
                {"title": "Hawks", "weights": {"peace": 1, "South.strike": 2}},
            ],
            "why": "Nobody has asked.",
            "sources": ["talks 3"],
        },
        {"name": "strike", "option": "South.strike", "probability": 0.7, "with": "order"},
        {"name": "rule", "rule": "at least 1 of (peace, South.strike)", "probability": 0.5},
        {"name": "counts", "party": "North", "statement": "peace", "at": 2, "probability": 0.5},
    ]
    assert list(data["doubts"][1]) == ["name", "party", "either", "why", "sources"]


def test_the_text_is_laid_out_for_a_reader() -> None:
    text = to_yaml(replace(read(COMMENTED), origin=None))
    expected = """\
doubts:
  - {name: fears, party: North, statement: not South.strike, at: [1, 2]}
  - name: order
    party: South
    either:
      - {prefers: [peace, {statement: not South.strike, why: It is dear.}], probability: 0.25}
      - {title: Hawks, weights: {peace: 1, South.strike: 2}}
    why: Nobody has asked.
    sources: [talks 3]
  - {name: strike, option: South.strike, probability: 0.7, with: order}
  - {name: rule, rule: 'at least 1 of (peace, South.strike)', probability: 0.5}
  - {name: counts, party: North, statement: peace, at: 2, probability: 0.5}

events:
"""
    assert expected in text
    assert read(text) == read(COMMENTED)


def test_short_alternatives_stand_in_one_line_and_long_ones_do_not() -> None:
    base = read(BASE)
    short = PreferenceDoubt("South", tuple(Alternative(Prioritised(())) for _ in range(2)))
    statements = tuple(Statement(parse("not " * k + "North.treaty")) for k in range(9))
    long = PreferenceDoubt(
        "North",
        (
            Alternative(Prioritised(statements), title="T"),
            Alternative(Weighted(tuple((s.formula, Decimal(k)) for k, s in enumerate(statements)))),
            Alternative(Ranking(tuple((k,) for k in range(1, 60))), Decimal("0.1")),
        ),
    )
    text = assert_reads_back(
        replace(base, doubts=(Doubt("a", short), Doubt("b", long)), origin=None)
    )
    assert "  - {name: a, party: South, either: [{prefers: []}, {prefers: []}]}\n" in text
    assert "      - title: T\n        prefers:\n          - North.treaty\n" in text
    assert "      - weights:\n          North.treaty: 0\n" in text
    assert "      - ranking: [1, 2, 3," in text
    assert max(map(len, text.split("\n"))) <= 100


@pytest.mark.parametrize("number", ["0.1", "1E-30", "0.12345678901234567890123", f"0.{'3' * 900}"])
def test_probabilities_are_kept_to_the_last_digit(number: str) -> None:
    chance = Decimal(number)
    matters: list[Matter] = [
        StatementDoubt("South", parse("peace"), (1, 1), chance),
        PreferenceDoubt("North", (Alternative(Prioritised(()), chance),) * 2 + (Alternative(
            Prioritised(())),)),
        OptionDoubt(MANY, chance),
        RuleDoubt(parse("peace"), chance),
    ]  # fmt: skip
    doubts = [Doubt(f"d{k}", matter, f"d{k + 1}", -chance) for k, matter in enumerate(matters[:3])]
    whole = (*doubts, Doubt("d3", matters[3]))
    assert_reads_back(replace(read(BASE), doubts=whole, origin=None))


def test_a_gmcr_file_has_no_place_for_them() -> None:
    plain = read("dispute: d\nparties: {A: {options: {x: X}}}\n")
    doubtful = replace(plain, doubts=(Doubt("d", OptionDoubt(OptionOn("A", "x"), Decimal("0.5"))),))
    note = "GMCR+ has no place for the doubts"
    assert note not in to_gmcr(plain).notes
    assert note in to_gmcr(doubtful).notes


# ---------------------------------------------------------------------- text that stands already


def test_an_unchanged_dispute_gives_its_text_back() -> None:
    assert to_yaml(read(COMMENTED)) == COMMENTED


def changed(number: int, **changes: Any) -> Callable[[Dispute], Dispute]:
    """The dispute with one doubt changed: fields of the doubt, or else of what it is about."""

    def change(dispute: Dispute) -> Dispute:
        doubt = dispute.doubts[number]
        own = {key: value for key, value in changes.items() if hasattr(doubt, key)}
        inner = {key: value for key, value in changes.items() if key not in own}
        doubt = replace(doubt, matter=replace(doubt.matter, **inner), **own)
        doubts = (*dispute.doubts[:number], doubt, *dispute.doubts[number + 1 :])
        return replace(dispute, doubts=doubts)

    return change


def with_alternatives(*alternatives: Alternative) -> Callable[[Dispute], Dispute]:
    return changed(1, alternatives=alternatives)


PEACE, DEAR = Statement(parse("peace")), Statement(parse("not South.strike"), "It is dear.")
DOVES = Alternative(Prioritised((PEACE, DEAR)), Decimal("0.25"))
WEIGHTS = ((parse("peace"), Decimal(1)), (parse("South.strike"), Decimal(2)))
HAWKS = Alternative(Weighted(WEIGHTS), title="Hawks")
CHANGES: dict[str, tuple[Callable[[Dispute], Dispute], list[tuple[str, str]]]] = {
    "name": (changed(0, name="worries"), [("name: fears", "name: worries")]),
    "statement": (
        changed(0, formula=parse("South.strike")),
        [("statement: not  South.strike", "statement: South.strike")],
    ),
    "places": (changed(0, at=(2, 2), probability=Decimal("0.3")),
               [("at: [1, 2]}", "at: 2, probability: 0.3}")]),
    "one of the places": (changed(4, at=(1, 2)), [("at: [2, 2]", "at: [1, 2]")]),
    "no places": (changed(4, at=None), [("at: [2, 2], ", "")]),
    "probability": (
        changed(3, probability=Decimal("0.25")),
        [("probability: 5e-1", "probability: 0.25")],
    ),
    "a rule": (changed(3, formula=parse("peace")),
               [("rule: 'at least 1 of (peace, South.strike)' ", "rule: peace ")]),
    "a level": (
        changed(2, setting=MANY),
        [("option: South.strike,", "option: North.arms = many,")],
    ),
    "correlation": (
        changed(2, correlation=Decimal("-0.5")),
        [("correlation: 1.0", "correlation: -0.5")],
    ),
    "tie": (changed(3, tied_to="strike"), [("5e-1\n", "5e-1\n    with: strike\n")]),
    "reason": (changed(1, why="So."), [
        (">-   # folded\n      Nobody has\n      asked.", "So.   # folded")]),
    "citation": (changed(1, sources=("talks",)), [("talks 3   #", "[talks]   #")]),
    "no citation": (changed(1, sources=()), [
        ("    # after the reason\n    sources: talks 3   # after sources\n", "")]),
    "a probability of an alternative": (
        with_alternatives(replace(DOVES, probability=Decimal("0.5")), HAWKS),
        [("probability: 0.250 ", "probability: 0.5 ")],
    ),
    "a title of an alternative": (
        with_alternatives(DOVES, replace(HAWKS, title="Eagles")),
        [("title: Hawks ", "title: Eagles ")],
    ),
    "a weight of an alternative": (
        with_alternatives(DOVES, replace(HAWKS, preferences=Weighted((
            WEIGHTS[0], (WEIGHTS[1][0], Decimal(3)))))),
        [("'South.strike': 2", "'South.strike': 3")],
    ),
    "what is weighed": (
        with_alternatives(DOVES, replace(HAWKS, preferences=Weighted((
            WEIGHTS[0], (parse("North.treaty"), Decimal(2)))))),
        [("'South.strike': 2", "North.treaty: 2")],
    ),
    "a formula in its long form": (
        with_alternatives(replace(DOVES, preferences=Prioritised((
            PEACE, replace(DEAR, why=None)))), HAWKS),
        [("            why: It is dear.   # after why\n", "")],
    ),
    "one alternative more": (
        with_alternatives(DOVES, HAWKS, Alternative(Prioritised((DEAR,)))),
        [("title: Hawks   # after a title\n",
          "title: Hawks   # after a title\n"
          "      - {prefers: [{statement: not South.strike, why: It is dear.}]}\n")],
    ),
    "one doubt more": (
        lambda d: replace(
            d, doubts=(*d.doubts, Doubt("new", RuleDoubt(parse("true"), Decimal("0.5"))))),
        [("at: [2, 2], probability: 0.5}\n", "at: [2, 2], probability: 0.5}\n"
          "  - {name: new, rule: 'true', probability: 0.5}\n")],
    ),
    "one doubt less": (
        lambda d: replace(d, doubts=(*d.doubts[:3], d.doubts[4])),
        [("  - name: rule\n    rule: 'at least 1 of (peace, South.strike)'   # after a rule\n"
          "    probability: 5e-1\n", "")],
    ),
    "none": (
        lambda d: replace(d, doubts=()),
        [(COMMENTED[COMMENTED.index("\ndoubts:") : COMMENTED.index("events:")], "")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_only_what_differs_is_touched(change: str) -> None:
    make, pieces = CHANGES[change]
    dispute = make(read(COMMENTED))
    expected = COMMENTED
    for old, new in pieces:
        assert expected.count(old) == 1
        expected = expected.replace(old, new)
    assert to_yaml(dispute) == expected
    assert read(expected) == dispute


def test_a_section_that_was_not_there() -> None:
    base = BASE.replace("doubts:\n", "events:\n  - {date: 2018-06-12, title: A summit}\n")
    dispute = replace(read(base), doubts=read(COMMENTED).doubts[2:4])
    dispute = replace(dispute, doubts=(replace(dispute.doubts[0], tied_to=None), dispute.doubts[1]))
    section = """\
doubts:
  - {name: strike, option: South.strike, probability: 0.7}
  - {name: rule, rule: 'at least 1 of (peace, South.strike)', probability: 0.5}

events:
"""
    assert to_yaml(dispute) == base.replace("events:\n", section)


def test_a_tie_that_goes_takes_its_correlation_along() -> None:
    """The file says `correlation: 1.0`, which alone would be a fault."""
    dispute = changed(2, tied_to=None)(read(COMMENTED))
    expected = COMMENTED.replace(", with: order, correlation: 1.0", "")
    assert assert_reads_back(dispute) == expected


def test_a_faulty_doubt_stays_when_something_else_changes() -> None:
    text = COMMENTED.replace("  # before strike\n", "  - {name: odd, rule: Nobody.x}\n")
    reading = read_text(text, "x")
    assert len(reading.dispute.doubts) == 5
    assert to_yaml(reading.dispute) == text
    renamed = to_yaml(replace(reading.dispute, title="u"))
    assert renamed == text.replace("dispute: A test", "dispute: u")


# ---------------------------------------------------------------------- any doubts

ODD = st.text(min_size=1) | st.text(st.sampled_from("ab :#-'\"\n,[]{}"), min_size=1)
TEXTS = ODD.filter(
    lambda text: bool(text.strip()) and visible(text.replace("\n", "")) == text.replace("\n", "")
)
NAMES = TEXTS.filter(lambda text: "\n" not in text)


@st.composite
def doubtful(draw: strategies.Draw) -> Dispute:
    """A drawn dispute with doubts, these with odd names, titles, reasons and sources."""
    drawn = draw(doubting.doubted())
    dispute = read(spec.to_yaml(drawn) + doubting.doubts_yaml(drawn))
    count = len(dispute.doubts)
    names = draw(st.lists(NAMES, min_size=count, max_size=count, unique=True))
    renamed = dict(zip((doubt.name for doubt in dispute.doubts), names, strict=True))
    doubts = tuple(
        replace(
            doubt,
            name=renamed[doubt.name],
            matter=draw(_titled(doubt.matter)),
            tied_to=renamed[doubt.tied_to] if doubt.tied_to else None,
            why=draw(st.none() | TEXTS),
            sources=tuple(draw(st.lists(st.sampled_from(["talks", "talks 3"]), max_size=2))),
        )
        for doubt in dispute.doubts
    )
    sources = (*dispute.sources, Source("talks", "Talks"))
    return replace(dispute, doubts=doubts, sources=sources)


@st.composite
def _titled(draw: strategies.Draw, matter: Any) -> Any:
    if not isinstance(matter, PreferenceDoubt):
        return matter
    alternatives = tuple(
        replace(alternative, title=draw(st.just("") | TEXTS)) for alternative in matter.alternatives
    )
    return replace(matter, alternatives=alternatives)


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(doubtful())
def test_any_doubts_read_back(dispute: Dispute) -> None:
    assert_reads_back(replace(dispute, origin=None))
    assert_reads_back(dispute)


@st.composite
def commented(draw: strategies.Draw) -> str:
    """A drawn file with comments between its lines and behind them."""
    drawn = draw(doubting.doubted())
    plain = spec.to_yaml(drawn) + doubting.doubts_yaml(drawn)
    texts = [plain, to_yaml(replace(read(plain), origin=None))]
    text = draw(st.sampled_from([text for text in texts if ">-" not in text]))  # no comments there
    chance = draw(st.randoms(use_true_random=False))
    lines = ["# kept"]
    for number, line in enumerate(text.removesuffix("\n").split("\n")):
        if chance.random() < 0.2:
            lines.append(" " * (len(line) - len(line.lstrip())) + f"# above {number}")
        lines.append(line + (f"   # behind {number}" if chance.random() < 0.3 and line else ""))
    return "\n".join(lines) + "\n"


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(commented(), doubtful())
def test_any_file_can_become_any_other(text: str, other: Dispute) -> None:
    into = replace(other, origin=read(text).origin)
    assert read(to_yaml(into)) == into
    assert to_yaml(into).startswith("# kept\n")  # else the file has been written anew
