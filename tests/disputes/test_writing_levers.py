"""Writing levers, channels, observed moves and attributes: all reads back, comments stay."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.disputes.gmcr_writing import to_gmcr
from detente.disputes.model import (
    AddChannel,
    AddRule,
    Allow,
    Attribute,
    Channel,
    Dispute,
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
    Setting,
    Unprefer,
    Weigh,
)
from detente.disputes.plain import to_data
from detente.disputes.problems import visible
from detente.disputes.reading import read_text
from detente.disputes.writing import to_yaml
from detente.statements.parsing import parse
from detente.statements.syntax import OptionLevel, OptionOn


def read(text: str) -> Dispute:
    reading = read_text(text, "x")
    assert reading.layout.problems == [], [str(problem) for problem in reading.layout.problems]
    return reading.dispute


def assert_reads_back(dispute: Dispute) -> str:
    text = to_yaml(dispute)
    assert read(text) == dispute, text
    return text


COMMENTED = """\
# A header.
dispute: A test
format: 1

sources:
  talks: {title: Talks}
  nmc: {title: Capabilities}

parties:
  North:
    options:
      treaty: Sign
      arms: {levels: [none, some, many]}
    prefers:
      - peace
      - not South.strike
    attributes:   # of the North
      cinc: {value: 0.010, year: 2016, source: nmc}   # after cinc
      # before age
      age: 30
  South:
    options:
      treaty: Sign
      strike: Strike
    weights: {peace: 2}
    attributes: {cinc: .02}

terms:
  peace: North.treaty and South.treaty

rules:
  - not South.strike

levers:   # after levers
  # before shield
  shield: {by: South, kind: guarantee, cost: 2.0, secret: true, prior: .30, title: A shield,   # in
           edits: [{prefer: North.treaty, party: North, at: 1}, # after the first
                   {set: {North.treaty: on}}]}   # after shield
  # before relief
  relief:   # after a name
    known_to: [North]
    amount: 1e1   # after an amount
    edits:
      # before an edit
      - {weigh: not  North.treaty, party: South}   # after an edit
      - unrule: not South.strike
      - allow: South.strike   # in vain
      - rule: 'at least 1 of (peace, South.strike)'
    why: >-   # folded
      It was
      seen.
channels:
  - [North, South]   # after a channel

doubts:
  - {name: one, lever: shield}   # as likely as it is

observed_from: []   # nothing on
observed:   # after observed
  # before a move
  - {date: 2018-01-01, by: North, sets: {North.arms: many}, sources: talks 2}   # after a move
  - by: South
    exact: false
# A footer.
"""
TREATY, STRIKE = OptionOn("North", "treaty"), OptionOn("South", "strike")
MANY = OptionLevel("North", "arms", "many")


# ---------------------------------------------------------------------- plain data and fresh text


def test_data_in_the_shape_of_the_file() -> None:
    data = to_data(read(COMMENTED))
    assert list(data)[-6:] == ["rules", "levers", "channels", "doubts", "observed_from", "observed"]
    assert data["parties"]["North"]["attributes"] == {
        "cinc": {"value": 0.01, "year": 2016, "source": "nmc"},
        "age": 30,
    }
    assert data["parties"]["South"]["attributes"] == {"cinc": 0.02}
    assert data["levers"]["shield"] == {
        "by": "South",
        "kind": "guarantee",
        "cost": 2,
        "secret": True,
        "prior": 0.3,
        "title": "A shield",
        "edits": [
            {"prefer": "North.treaty", "party": "North", "at": 1},
            {"set": {"North.treaty": "on"}},
        ],
    }
    assert data["channels"] == [["North", "South"]]
    assert data["doubts"] == [{"name": "one", "lever": "shield"}]
    assert data["observed_from"] == []
    assert data["observed"] == [
        {
            "date": datetime.date(2018, 1, 1),
            "by": "North",
            "sets": {"North.arms": "many"},
            "sources": ["talks 2"],
        },
        {"by": "South"},
    ]


def test_the_text_is_laid_out_for_a_reader() -> None:
    text = to_yaml(replace(read(COMMENTED), origin=None))
    expected = """\
levers:
  shield:
    by: South
    kind: guarantee
    cost: 2
    secret: true
    prior: 0.3
    title: A shield
    edits:
      - {prefer: North.treaty, party: North, at: 1}
      - {set: {North.treaty: 'on'}}
  relief:
    amount: 10
    known_to: [North]
    why: It was seen.
    edits:
      - {weigh: not North.treaty, party: South}
      - {unrule: not South.strike}
      - {allow: South.strike}
      - {rule: 'at least 1 of (peace, South.strike)'}

channels: [[North, South]]

doubts:
  - {name: one, lever: shield}

observed_from: []

observed:
  - {date: 2018-01-01, by: North, sets: {North.arms: many}, sources: [talks 2]}
  - {by: South}
"""
    assert text.endswith(expected), text
    assert (
        "    attributes:\n      cinc: {value: 0.01, year: 2016, source: nmc}\n      age: 30\n"
        in text
    )
    assert read(text) == read(COMMENTED)


def test_short_levers_stand_in_one_line() -> None:
    dispute = replace(read(COMMENTED), levers=(Lever("a", (Forbid(STRIKE),)),), doubts=())
    assert "  a: {edits: [{forbid: South.strike}]}\n" in assert_reads_back(
        replace(dispute, origin=None)
    )


@pytest.mark.parametrize("number", ["0.1", "1E-30", "0.12345678901234567890123", f"0.{'3' * 900}"])
def test_numbers_are_kept_to_the_last_digit(number: str) -> None:
    amount = Decimal(number)
    dispute = read(COMMENTED)
    lever = Lever(
        "a", (Weigh("South", parse("peace"), amount), Weigh("South", parse("true"))), None, None,
        amount, False, amount, -amount,
    )  # fmt: skip
    north, south = dispute.parties
    dispute = replace(
        dispute,
        parties=(replace(north, attributes=(Attribute("x", -amount),)), south),
        levers=(lever,),
        channels=(Channel(("North", "South"), (("North", amount),)),),
        doubts=(replace(dispute.doubts[0], matter=LeverDoubt("a", amount)),),
    )
    assert_reads_back(replace(dispute, origin=None))
    assert_reads_back(dispute)


def test_a_gmcr_file_has_no_place_for_them() -> None:
    party = "A: {options: {x: X}, attributes: {size: 1}}"
    plain = read(
        f"dispute: d\nparties: {{{party}, B: }}\nlevers: {{a: {{edits: [{{rule: A.x}}]}}}}\n"
        "channels: [[A, B]]\nobserved_from: []\nobserved: [{by: A}]\n"
    )
    notes = to_gmcr(plain).notes
    for what in (
        "the levers", "the channels", "where the observed moves begin", "the observed moves",
        "the attributes of parties",
    ):  # fmt: skip
        assert f"GMCR+ has no place for {what}" in notes


def test_a_gmcr_file_holds_what_comparisons_amount_to() -> None:
    text = (
        "dispute: d\nparties:\n  A: {{options: {{x: X}}, attributes: {{size: 1}}, prefers: [{}]}}\n"
        "  B: {{attributes: {{size: 2}}}}\n"
    )
    compared = text.format("A.x iff A.size < B.size")
    assert to_gmcr(read(compared)).text == to_gmcr(read(text.format("A.x"))).text


# ---------------------------------------------------------------------- text that stands already


def test_an_unchanged_dispute_gives_its_text_back() -> None:
    assert to_yaml(read(COMMENTED)) == COMMENTED


def lever(number: int, **changes: Any) -> Callable[[Dispute], Dispute]:
    """The dispute with one lever changed."""

    def change(dispute: Dispute) -> Dispute:
        levers = list(dispute.levers)
        levers[number] = replace(levers[number], **changes)
        return replace(dispute, levers=tuple(levers))

    return change


def edit(number: int, place: int, new: Edit | None) -> Callable[[Dispute], Dispute]:
    """The dispute with one edit of a lever changed, or removed."""

    def change(dispute: Dispute) -> Dispute:
        edits = list(dispute.levers[number].edits)
        edits[place : place + 1] = [] if new is None else [new]
        return lever(number, edits=tuple(edits))(dispute)

    return change


def renamed(dispute: Dispute) -> Dispute:
    doubt = replace(dispute.doubts[0], matter=LeverDoubt("cover", Decimal("0.3")))
    return replace(lever(0, name="cover")(dispute), doubts=(doubt,))


def observed(number: int, **changes: Any) -> Callable[[Dispute], Dispute]:
    def change(dispute: Dispute) -> Dispute:
        seen = list(dispute.observed)
        seen[number] = replace(seen[number], **changes)
        return replace(dispute, observed=tuple(seen))

    return change


def attributes(*new: Attribute) -> Callable[[Dispute], Dispute]:
    return lambda d: replace(d, parties=(replace(d.parties[0], attributes=new), d.parties[1]))


CINC, AGE = Attribute("cinc", Decimal("0.01"), 2016, "nmc"), Attribute("age", Decimal(30))
CHANGES: dict[str, tuple[Callable[[Dispute], Dispute], list[tuple[str, str]]]] = {
    "name": (renamed, [("  shield: {by", "  cover: {by"),
                       ("lever: shield}", "lever: cover}")]),
    "cost": (lever(0, cost=Decimal(1)), [("cost: 2.0, ", "")]),
    "prior": (lever(0, prior=Decimal("0.5")),
              [("prior: .30", "prior: 0.5"),
               ("lever: shield}", "lever: shield, probability: 0.3}")]),
    "amount": (lever(1, amount=Decimal(3)), [("1e1", "3")]),
    "known to all": (lever(1, known_to=None), [("    known_to: [North]\n", "")]),
    "reason": (lever(1, why="So."), [(">-   # folded\n      It was\n      seen.",
                                         "So.   # folded")]),
    "an edit in flow": (
        edit(0, 0, Prefer("North", TREATY, 2)),
        [("North, at: 1}", "North, at: 2}")],
    ),
    "what is set": (
        edit(0, 1, SetAtStart(((TREATY, False),))),
        [("{North.treaty: on}", "{North.treaty: 'off'}")],
    ),
    "an edit": (
        edit(1, 0, Weigh("South", parse("North.treaty"))),
        [("weigh: not  North.treaty", "weigh: North.treaty")],
    ),
    "an edit of another kind": (
        edit(1, 1, RemoveRule(parse("at least 1 of (peace, South.strike)"))),
        [("- unrule: not South.strike", "- unrule: at least 1 of (peace, South.strike)")],
    ),
    "one edit less": (
        lambda d: lever(1, amount=None)(edit(1, 0, None)(d)),
        [("      - {weigh: not  North.treaty, party: South}   # after an edit\n", ""),
         ("    amount: 1e1   # after an amount\n", "")],
    ),
    "one lever less": (
        lambda d: replace(d, levers=d.levers[:1]),
        [(COMMENTED[COMMENTED.index("  # before relief") : COMMENTED.index("channels:")], "")],
    ),
    "one lever more": (
        lambda d: replace(d, levers=(*d.levers, Lever("new", (Irreversible(TREATY),)))),
        [("      seen.\n", "      seen.\n  new: {edits: [{irreversible: North.treaty}]}\n")],
    ),
    "trust": (
        lambda d: replace(d, channels=(Channel(("North", "South"), (("South", Decimal("0.8")),)),)),
        [("- [North, South]   #", "- {between: [North, South], trust: {South: 0.8}}   #")],
    ),
    "a value": (
        attributes(replace(CINC, value=Decimal("0.02")), AGE),
        [("0.010", "0.02")],
    ),
    "an attribute's name": (
        attributes(CINC, replace(AGE, name="years")),
        [("      age: 30", "      years: 30")],
    ),
    "an attribute with a source": (
        attributes(CINC, replace(AGE, source="nmc")),
        [("age: 30", "age: {value: 30, source: nmc}")],
    ),
    "an attribute without": (
        attributes(Attribute("cinc", Decimal("0.01")), AGE),
        [("{value: 0.010, year: 2016, source: nmc}", "{value: 0.010}")],
    ),
    "a move": (
        observed(0, sets=((TREATY, True), (MANY, True))),
        [("sets: {North.arms: many}", "sets: {North.treaty: 'on', North.arms: many}")],
    ),
    "exactly": (observed(1, exact=True), [("exact: false", "exact: true")]),
    "one move less": (
        lambda d: replace(d, observed=d.observed[:1]),
        [("  - by: South\n    exact: false\n", "")],
    ),
    "a beginning": (
        lambda d: replace(d, observed_from=(TREATY,)),
        [("observed_from: []   #", "observed_from: [North.treaty]   #")],
    ),
    "no beginning": (
        lambda d: replace(d, observed_from=None),
        [("\nobserved_from: []   # nothing on\n", "")],
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


# ---------------------------------------------------------------------- any levers

BASE = """\
dispute: A test
sources: {talks: {title: Talks}}
parties:
  North:
    options: {treaty: Sign, arms: {levels: [none, 'on', 2]}}
    prefers: [peace, not South.strike]
  "not": {options: {a b: Odd, go: {direction: on only}}, weights: {peace: 2}}
  South: {options: {treaty: Sign, strike: Strike}}
terms: {peace: North.treaty and South.treaty}
rules: [not South.strike, South.treaty or peace]
same: [not peace]
"""
ODD = st.text(min_size=1) | st.text(st.sampled_from("ab :#-'\"\n,[]{}"), min_size=1)
TEXTS = ODD.filter(
    lambda text: bool(text.strip()) and visible(text.replace("\n", "")) == text.replace("\n", "")
)
NAMES = TEXTS.filter(lambda text: "\n" not in text)
NUMBERS = st.decimals(-1000, 1000, places=4)
SHARES = st.decimals(0, 1, places=3)
CHANCES = st.decimals("0.001", "0.999", places=3)
PARTIES = ("North", "not", "South")
CITATIONS = st.lists(st.sampled_from(["talks", "talks 3"]), max_size=2).map(tuple)
FORMULAS = st.sampled_from(
    [parse(text) for text in ("true", "peace", '"not"."a b" implies peace', "North.arms = 2")]
    + [parse("at least 1 of (peace, South.strike)"), parse("North.arms != none")]
)
ARMS, GO = OptionOn("North", "arms"), OptionOn("not", "go")
SETTINGS = st.sampled_from(
    [
        TREATY,
        STRIKE,
        ARMS,
        GO,
        OptionLevel("North", "arms", "on"),
        OptionLevel("North", "arms", "2"),
    ]
)
SET_TO: tuple[st.SearchStrategy[tuple[Setting, bool]], ...] = (
    st.sampled_from([(TREATY, True), (TREATY, False)]),
    st.sampled_from([(OptionLevel("North", "arms", level), True) for level in ("none", "on", "2")]),
    st.just((OptionOn("not", "a b"), True)),
)
CHANNELS = st.builds(
    lambda ends, trust: Channel(
        (ends[0], ends[1]), tuple((name, share) for name, share in zip(ends, trust, strict=False))
    ),
    st.permutations(PARTIES),
    st.lists(SHARES, max_size=2),
)
WHOSE = st.sampled_from(["North", "not"])
HAS = {"North": [parse("peace"), parse("not South.strike")], "not": [parse("peace")]}
EDITS: st.SearchStrategy[Edit] = st.one_of(
    st.builds(Prefer, st.just("North"), FORMULAS, st.none() | st.integers(1, 2)),
    WHOSE.flatmap(
        lambda party: st.builds(
            Replace, st.just(party), st.sampled_from(HAS[party]), st.just(parse("true"))
        )
    ),
    st.builds(Unprefer, st.just("North"), st.sampled_from(HAS["North"])),
    st.builds(MoveStatement, st.just("North"), st.sampled_from(HAS["North"]), st.integers(1, 2)),
    st.builds(Weigh, st.sampled_from(["not", "South"]), FORMULAS, NUMBERS),
    st.tuples(*SET_TO).map(SetAtStart),
    st.sampled_from(SET_TO).flatmap(lambda one: one.map(lambda pair: SetAtStart((pair,)))),
    st.just(Allow(STRIKE)),
    st.builds(Forbid, SETTINGS),
    st.sampled_from([Irreversible(ARMS), Irreversible(GO)]),
    st.builds(AddRule, FORMULAS),
    st.sampled_from([RemoveRule(parse("not South.strike"))]),
    st.builds(AddChannel, CHANNELS),
)


@st.composite
def levers(draw: Callable[..., Any], name: str) -> Lever:
    edits = tuple(draw(st.lists(EDITS, min_size=1, max_size=4)))
    amount = None
    if any(isinstance(edit, Weigh) for edit in edits):
        amount = draw(st.none() | NUMBERS)
    if amount is not None:
        edits = (*edits, Weigh("not", parse("peace")))
    secret = draw(st.booleans())
    return Lever(
        name=name,
        edits=edits,
        by=draw(st.none() | st.sampled_from(PARTIES)),
        kind=draw(st.sampled_from([None, "guarantee", "sanction relief", "channel"])),
        cost=draw(st.just(Decimal(1)) | st.decimals(0, 100, places=2)),
        secret=secret,
        prior=draw(CHANCES if secret else st.none() | CHANCES),
        amount=amount,
        known_to=draw(
            st.none() | st.permutations(PARTIES).map(lambda p: tuple(p[:2])) | st.just(())
        ),
        title=draw(st.just("") | TEXTS),
        why=draw(st.none() | TEXTS),
        sources=draw(CITATIONS),
    )


@st.composite
def observations(draw: Callable[..., Any], date: datetime.date) -> Observation:
    by, sets = draw(st.sampled_from([("North", SET_TO[:2]), ("not", SET_TO[2:]), ("South", ())]))
    seen = tuple(draw(one) for one in sets)
    return Observation(
        by=by,
        sets=seen[: draw(st.integers(0, 2))],
        date=draw(st.none() | st.just(date)),
        exact=draw(st.booleans()),
        title=draw(st.just("") | TEXTS),
        sources=draw(CITATIONS),
    )


@st.composite
def measured(draw: Callable[..., Any], name: str) -> Attribute:
    year, source = draw(st.none() | st.integers(-500, 2100)), draw(st.none() | st.just("talks 2"))
    return Attribute(name, draw(NUMBERS), year, source, draw(st.just("") | TEXTS))


@st.composite
def disputes(draw: Callable[..., Any]) -> Dispute:
    """A dispute with levers, channels, observed moves and attributes, these with odd names."""
    base = read(BASE)
    names = st.lists(NAMES, max_size=3, unique=True)
    parties = tuple(
        replace(
            party,
            attributes=tuple(draw(measured(name)) for name in draw(names) if name not in taken),
        )
        for party in base.parties
        for taken in [{option.name for option in party.options}]
    )
    drawn = tuple(draw(levers(name)) for name in draw(names))
    channels = draw(st.lists(CHANNELS, max_size=3, unique_by=lambda c: frozenset(c.between)))
    days = sorted(draw(st.lists(st.dates(datetime.date(1900, 1, 1)), max_size=3)))
    return replace(
        base,
        parties=parties,
        levers=drawn,
        channels=tuple(channels),
        doubts=tuple(
            replace(
                read(COMMENTED).doubts[0], name=f"d{k}", matter=LeverDoubt(one.name, draw(CHANCES))
            )
            for k, one in enumerate(drawn)
        ),
        observed_from=draw(
            st.sampled_from([None, (), (TREATY, OptionLevel("North", "arms", "on"))])
        ),
        observed=tuple(draw(observations(day)) for day in days),
    )


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(disputes())
def test_any_levers_read_back(dispute: Dispute) -> None:
    assert_reads_back(replace(dispute, origin=None))
    assert_reads_back(dispute)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(disputes(), disputes())
def test_any_file_can_become_any_other(one: Dispute, other: Dispute) -> None:
    text = "# kept\n" + to_yaml(replace(one, origin=None))
    into = replace(other, origin=read(text).origin)
    assert read(to_yaml(into)) == into
    assert to_yaml(into).startswith("# kept\n")  # else the file has been written anew
