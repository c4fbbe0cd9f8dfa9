"""What a report says: every part of it, for every kind of dispute, with nothing left dangling."""

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest

import detente
from detente.report.charts import beside
from detente.report.handout import asking, charting
from detente.report.handout.gather import handout
from detente.report.handout.parts import (
    Bullets,
    Defined,
    Figure,
    Fold,
    Handout,
    Link,
    Section,
    Table,
)
from detente.report.handout.plain import plain
from detente.report.handout.rendering import rendered
from detente.report.handout.terms import spans_of, terms
from detente.report.handout.walking import anchors, blocks, dangling, lines, spans
from detente.report.settlements import coalitions_in_words
from detente.settlements.settlement import MOST_PARTIES
from detente.settlements.weights import MOST_MEMBERS

ANCHORS = (
    "dispute",
    "parties",
    "graph",
    "equilibria",
    "settlements",
    "threats",
    "levers",
    "hidden",
    "claims",
    "doubts",
    "timeline",
    "sources",
    "made",
)
LEVERED = """
dispute: Levers
as_of: 2020-01-01
sources: {paper: {title: A paper, author: Somebody}}
parties:
  A:
    options: {act: {title: Act, sources: [paper 3]}}
    prefers: [{statement: not A.act, why: It is dear, sources: [paper 7]}]
  B: {options: {go: Go}, prefers: [A.act and B.go]}
settlements: {deal: A.act, both: A.act and B.go}
threats: {walk: {by: B, action: B.go, unless: A.act, sources: [paper]}}
levers:
  pay: {by: B, cost: 2, edits: [{prefer: A.act, party: A, at: 1}]}
  wish: {secret: true, prior: 0.3, edits: [{prefer: B.go, party: B, at: 1}]}
  dead: {edits: [{forbid: A.act}]}
observed: [{by: B, sets: {B.go: on}, date: 2019-05-01, sources: [paper]}]
doubts: [{name: taste, party: A, statement: not A.act, probability: 0.6, sources: [paper]}]
claims:
  likely: {says: The wish is likely, test: posterior(wish) > 0.2, sources: [paper 4]}
  backed: {says: Pay backs the deal, test: 'backs(pay, deal)', kind: inference}
events:
  - {date: 2021-01-01, title: B goes, sets: {B.go: on}, sources: [paper]}
  - {date: 2019-01-01, title: Something earlier}
"""
WITHOUT_STATUS_QUO = """
dispute: No status quo
parties:
  A: {options: {act: Do it}, prefers: [A.act]}
  B: {options: {go: Go}, prefers: [not B.go]}
rules: [A.act or B.go]
settlements: {deal: A.act and not B.go}
threats: {walk: {by: A, action: A.act}}
claims: {holds: {says: It holds, test: settle(deal)}}
levers: {push: {by: A, edits: [{prefer: B.go, party: B, at: 1}]}}
"""
BARE = """
dispute: One party
parties: {A: {options: {act: Do it}}}
"""
HOSTILE = """
dispute: "<script>alert(1)</script> `x`"
summary: "a\\u202Eb <b>c</b> a settlement, a threat"
parties:
  "<i>A</i>":
    title: "</style>"
    options: {"act |x": "Do <it>"}
    prefers: [{statement: '"<i>A</i>"."act |x"', why: "since <img src=x>"}]
  threat: {options: {pact: Pact}, prefers: [threat.pact]}
settlements: {"we |ird": '"<i>A</i>"."act |x"'}
doubts: [{name: "d <x>", party: threat, statement: threat.pact, probability: 0.5}]
"""


def of(case: detente.Case, **more: object) -> Handout:
    """The report of a dispute."""
    return handout(case.graph, case._beside, file="case.yaml", **more)  # type: ignore[arg-type]


def of_text(text: str, **more: object) -> Handout:
    """The report of the dispute that a text states."""
    return of(detente.loads(text), **more)


def section(report: Handout, anchor: str) -> Section:
    """One section."""
    (found,) = (one for one in report.sections if one.anchor == anchor)
    return found


def said(report: Handout, anchor: str) -> str:
    """All that a section says, titles of folds included."""
    alone = Handout("", "", (), (section(report, anchor),))
    found = [block.title for block in blocks(alone) if isinstance(block, Fold)]
    found += [plain(line) for block in blocks(alone) for line in lines(block)]
    return "\n".join(found)


def firsts(report: Handout) -> list[str]:
    """The sentences of the first screen."""
    return [plain(line) for line in report.first]


CASES = [name for name in detente.cases() if not name.startswith("korea-201") or name[-1] == "7"]
TEXTS = {
    "levered": LEVERED,
    "without status quo": WITHOUT_STATUS_QUO,
    "bare": BARE,
    "hostile": HOSTILE,
}


@pytest.fixture(scope="module", params=[*CASES, *TEXTS])
def report(request: pytest.FixtureRequest) -> Handout:
    """The report of a dispute of some kind."""
    name = request.param
    return of_text(TEXTS[name]) if name in TEXTS else of(detente.load(name))


# Of every report ----------------------------------------------------------------------------------


def test_all_sections_and_five_sentences_are_there(report: Handout) -> None:
    assert tuple(one.anchor for one in report.sections) == ANCHORS
    assert all(one.blocks for one in report.sections)
    begun = [line.split(":")[0] for line in firsts(report)]
    assert begun == [
        "What is stable",
        "Who is needed",
        "Which threats are empty",
        "What would change it",
        "How sure that is",
    ]
    assert all(line.endswith(".") and ".." not in line for line in firsts(report))


def test_no_link_leads_nowhere(report: Handout) -> None:
    assert dangling(report) == ()


def test_no_anchor_stands_twice(report: Handout) -> None:
    twice = [anchor for anchor, count in Counter(anchors(report)).items() if count > 1]
    assert not twice


def test_words_are_defined_once_each_where_they_first_stand(report: Handout) -> None:
    meanings = [span.meaning for span in spans(report) if isinstance(span, Defined)]
    assert len(meanings) == len(set(meanings))
    assert {word.meaning for word in report.glossary} == set(meanings)
    heads = [word.text.casefold() for word in report.glossary]
    assert heads == sorted(heads)
    assert len(heads) == len(set(heads))


def test_no_block_is_empty(report: Handout) -> None:
    for block in blocks(report):
        if isinstance(block, Bullets):
            assert block.items
        if isinstance(block, Table):
            assert block.rows
            assert all(len(row.cells) == len(block.heads) for row in block.rows)
        if isinstance(block, Fold):
            assert block.blocks


def test_every_state_that_is_linked_to_is_listed(report: Handout) -> None:
    linked = {
        span.to for span in spans(report) if isinstance(span, Link) and span.to.startswith("state-")
    }
    assert linked <= set(anchors(report))


def test_the_same_file_gives_the_same_report() -> None:
    one, other = of_text(LEVERED), of_text(LEVERED)
    assert one.first == other.first
    assert one.sections == other.sections


# What is said -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def levered() -> Handout:
    """The report of a dispute with everything in it."""
    return of_text(LEVERED)


def test_numbers_of_the_first_screen_lead_to_their_explanation() -> None:
    for name in ("chicken", "stag-hunt", "cuba-1962"):
        for line in of(detente.load(name)).first:
            loose = "".join(span for span in line if isinstance(span, str))
            loose = loose.split("; `detente inverse")[0]  # a state's number in a command
            assert not any(sign.isdigit() for sign in loose), loose


def test_the_cheapest_levers_that_open_a_settlement_are_named(levered: Handout) -> None:
    change = firsts(levered)[3]
    assert "deal would open with pay (the cheapest way, at a cost of 2)" in change
    assert "All 8 sets of levers were looked at" in said(levered, "levers")
    assert "Undone by adding dead" in said(levered, "levers")
    assert "A: the statement `A.act` comes in, at place 1." in said(levered, "levers")


def test_shares_and_what_they_hinge_on_are_said(levered: Handout) -> None:
    sure = firsts(levered)[4]
    assert "over all 2 worlds of the doubts the status quo is stable in 100%" in sure
    assert "deal is unable to hold in 60%" in sure
    assert "hinges on «taste»" in sure
    links = {span.to for span in levered.first[4] if isinstance(span, Link)}
    assert {"worlds", "settlement-deal"} <= links


def test_what_is_cited_leads_to_its_source(levered: Handout) -> None:
    cited = {span.text for span in spans(levered) if isinstance(span, Link)}
    assert {"paper 3", "paper 7", "paper 4", "paper"} <= cited
    assert "It is dear" in said(levered, "parties")


def test_hidden_levers_are_weighed_where_that_is_cheap(levered: Handout) -> None:
    told = said(levered, "hidden")
    assert "wish in force (46.7%" in told
    assert "twice as likely with it" in told


def test_claims_have_verdict_share_reason_and_source(levered: Handout) -> None:
    told = said(levered, "claims")
    assert "backed: true" in told
    assert "Source: paper 4 (opinion)." in told
    assert "Because with `pay` A can settle deal" in told
    assert "Not asked in other worlds" in told


def test_events_lead_to_other_roles(levered: Handout) -> None:
    told = said(levered, "timeline")
    assert "in the status quo already" in told
    assert "led to state 3" in told


def test_a_dispute_without_doubts_says_so() -> None:
    report = of(detente.load("chicken"))
    assert "the file has no doubts" in firsts(report)[4]
    assert "There is one world only" not in said(report, "doubts").splitlines()[0]
    assert "one world only" in said(report, "doubts")


def test_a_pact_is_offered_where_nobody_would_move_first() -> None:
    needed = firsts(of(detente.load("prisoners-dilemma")))[1]
    assert "but not by pact: Row + Column could" in needed


def test_consent_and_other_preferences_are_what_would_change_it() -> None:
    assert "with the consent of USSR" in firsts(of(detente.load("cuba-1962")))[3]
    change = firsts(of(detente.load("deadlock")))[3]
    assert (
        "cooperation cannot hold; state 4 would be stable if Row and Column wanted otherwise"
        in change
    )


def test_without_a_status_quo_it_is_said_what_cannot_be() -> None:
    report = of_text(WITHOUT_STATUS_QUO)
    assert "without a status quo" in firsts(report)[1]
    assert "would hold" in said(report, "settlements")
    assert "no status quo" in said(report, "levers")


def test_a_drawn_dispute_is_told_by_titles_of_states() -> None:
    report = of(detente.load("elmira-graph"))
    assert "drawn by hand" in said(report, "dispute")
    assert "The town insists and the firm delays" in firsts(report)[0]


def test_names_are_not_taken_for_words_of_the_trade() -> None:
    report = of_text(HOSTILE)
    marked = {span.text.casefold() for span in spans(report) if isinstance(span, Defined)}
    assert not marked & {"pact", "threat"}
    assert "settlement, a threat" in said(report, "dispute")


def test_what_authors_wrote_stands_as_it_is() -> None:
    report = of_text(HOSTILE)
    assert report.title == "<script>alert(1)</script> `x`"
    assert "since <img src=x>" in said(report, "parties")


def test_a_limit_leaves_out_what_is_dear_and_names_the_command() -> None:
    report = of_text(LEVERED, seconds=1e-9)
    made = said(report, "made")
    for command in ("hidden", "claims", "levers"):
        assert f"detente {command} case.yaml" in made
    assert "likely: not asked here" in said(report, "claims")
    assert "What may be in force" in [
        block.caption for block in section(report, "hidden").blocks if isinstance(block, Table)
    ]
    assert "What levers would open is not worked out" in said(report, "levers")
    assert dangling(report) == ()


def test_few_worlds_do_not_tell_what_answers_hinge_on() -> None:
    five = range(5)
    doubts = (f"  - {{name: d{k}, party: P{k}, statement: P{k}.a, at: [1, 3]}}" for k in five)
    parties = (
        f"  P{k}: {{options: {{a: A}}, prefers: [P{k}.a, not P{(k + 1) % 5}.a, P{(k + 2) % 5}.a]}}"
        for k in five
    )
    goer = "  Q: {options: {go: Go}, prefers: [Q.go]}"
    wants = "  - {name: wants to go, party: Q, statement: Q.go, probability: 0.9}"
    settlements = "settlements: {all: P0.a and not P1.a, gone: Q.go}"
    text = "\n".join(
        ["dispute: Six", "parties:", *parties, goer, settlements, "doubts:", *doubts, wants]
    )
    few, many = (of_text(text, worlds=worlds) for worlds in (20, 500))
    assert "over 20 worlds" in firsts(few)[4]
    assert (
        "another answer to the doubt «wants to go» would alone change that gone is open"
        in firsts(few)[4]
    )
    assert "over all 486 worlds" in firsts(many)[4]
    assert "hinges on" in firsts(many)[4]
    assert "hinges on" not in said(few, "doubts")
    assert "One answer alone changes it" in said(few, "doubts")


def test_worlds_can_be_left_aside() -> None:
    report = of_text(LEVERED, worlds=0)
    assert "no worlds were looked at" in firsts(report)[4]


def test_without_what_draws_them_charts_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charting, "can_draw", lambda: False)
    report = of_text(LEVERED)
    drawn = [block for block in blocks(report) if isinstance(block, Figure)]
    assert len(drawn) == 1  # the graph needs nothing


# Words --------------------------------------------------------------------------------------------


def test_words_are_found_in_their_forms_and_not_in_formulas() -> None:
    def marked(text: str) -> Iterator[str]:
        return (span.text for span in spans_of(text) if isinstance(span, Defined))

    assert list(
        marked("Equilibria and equilibria of `equilibria` in «worlds», credible moves")
    ) == [
        "equilibria",
        "credible moves",
    ]
    assert "".join(s if isinstance(s, str) else s.text for s in spans_of("a threat")) == "a threat"


def test_meanings_tell_words_apart() -> None:
    meanings = [term.meaning for term in terms()]
    assert len(meanings) == len(set(meanings))
    assert all(meaning[0].islower() and not meaning.endswith(".") for meaning in meanings)


# The first screen -------------------------------------------------------------------------------


def test_what_is_stable_is_told_by_settlements_and_not_mixed_up_with_the_status_quo() -> None:
    stable = firsts(of(detente.load("cuba-1962")))[0]
    assert "not the status quo, but state 7 (withdrawal – US: blockade; USSR: withdraw)" in stable
    korea = firsts(of(detente.load("korea-2019"), worlds=0))[0]
    assert "the status quo itself, and state 136 (US: strike" in korea


def test_who_could_under_pressure_is_said_where_nobody_agrees() -> None:
    needed = firsts(of(detente.load("cuba-1962")))[1]
    assert "but not under pressure: US + USSR could, some giving in" in needed


def test_any_so_many_of_all_are_said_in_a_few_words() -> None:
    names = "ABCDEF"
    parties = (f"  {k}: {{options: {{sign: S}}, prefers: [signed, not {k}.sign]}}" for k in names)
    signed = f"at least 4 of ({', '.join(f'{k}.sign' for k in names)})"
    lines = ["dispute: Six", "parties:", *parties, "terms:", f"  signed: {signed}"]
    needed = firsts(of_text("\n".join([*lines, "settlements: {deal: signed}"])))[1]
    assert "nobody is needed: any 4 of the 6 parties could bring it about" in needed


def test_coalitions_that_are_no_such_choice_are_named() -> None:
    pairs = [("A", "B"), ("A", "C"), ("B", "D")]
    assert coalitions_in_words(pairs) == "A + B; or A + C; or B + D"
    assert coalitions_in_words(pairs, 1) == "A + B; or 2 others"
    assert coalitions_in_words([("A",), ("B",), ("C",)]) == "A; or B; or C"
    assert coalitions_in_words([()]) == "nobody"
    assert coalitions_in_words([]) == "no coalition"


def test_a_status_quo_that_the_file_does_not_name_is_said_to_be_taken() -> None:
    bare = "dispute: D\nparties: {P: {options: {a: A}}}\n"
    assert "The file names no status quo" in said(of_text(bare), "dispute")
    assert "names no status quo" not in said(of_text(f"{bare}status_quo: []\n"), "dispute")


# Many parties, names with numbers, and no time -------------------------------------------------


def chained(count: int) -> str:
    """So many parties that can only agree one after another, and all have to."""
    names = [f"P{k}" for k in range(count)]
    lines = ["dispute: All", "parties:"]
    lines += [f"  {name}: {{options: {{a: A}}, prefers: [all]}}" for name in names]
    lines += ["terms:", f"  all: {' and '.join(f'{name}.a' for name in names)}", "rules:"]
    lines += [f"  - P{k}.a implies P{k - 1}.a" for k in range(1, count)]
    event = "  - {date: 2020-01-01, title: It begins, sets: {P0.a: on}}"
    lines += ["settlements: {deal: all}", "events:", event]
    return "\n".join(lines) + "\n"


DOUBT = "doubts: [{name: d, party: P0, statement: all, probability: 0.5}]\n"
CLAIM = "claims: {c: {says: Much turns on it, test: 'weight(P0, deal) > 0.1'}}\n"


@pytest.mark.parametrize("more", ["", DOUBT, DOUBT + CLAIM])
def test_where_too_many_matter_nobody_is_weighed(more: str) -> None:
    case = detente.loads(chained(MOST_MEMBERS + 1) + more)
    report = case.report()
    assert "for deal P0, P1" in firsts(report)[1]
    assert "deal" in rendered(report, "md")
    if case.dispute.claims:
        assert case.claim("c").verdict is None
        assert "too many parties matter" in case.claim("c").because
        assert case.sweep(2).columns["weight deal: P0"] == [None, None]
    assert case.settle("deal")._repr_html_()


MANY = "".join(
    [
        "dispute: Many\nparties:\n  P: {options: {a: A}, prefers: [P.a]}\n",
        *(f"  P{k}: {{}}\n" for k in range(MOST_PARTIES)),
        "settlements: {deal: P.a}\nthreats: {w: {by: P, action: P.a}}\n",
        "levers: {push: {by: P1, edits: [{prefer: not P.a, party: P, at: 1}]}}\n",
        "doubts: [{name: d, party: P, statement: P.a, probability: 0.5}]\n",
        "claims: {c: {says: it, test: settle(deal)}}\n",
    ]
)


def test_of_more_parties_than_coalitions_are_looked_for_among_the_rest_is_told() -> None:
    report = of_text(MANY)
    assert "with so many parties" in firsts(report)[1]
    assert "credible" in firsts(report)[2]
    assert "has no settlement" not in said(report, "levers")
    assert "at most 62 parties" in said(report, "claims")
    assert report.left_out == ()


def test_nothing_is_said_of_settlements_where_none_is_named() -> None:
    change = firsts(of_text("dispute: D\nparties: {P: {options: {a: A}}}\n"))[3]
    assert (
        change == "What would change it: no settlement was asked about, so nothing is said to"
        " stand in the way of one."
    )


NUMBERED = """
dispute: Numbers
parties:
  Group 7: {options: {act: Act}, prefers: ['"Group 7".act', 'not "state 3".go']}
  state 3: {options: {go: Go}, prefers: ['"state 3".go']}
settlements: {"Geneva 2": '"Group 7".act', "Route 66": '"Group 7".act and not "state 3".go'}
threats: {"Plan 9": {by: state 3, action: '"state 3".go', unless: '"Group 7".act'}}
doubts: [{name: "Resolution 242", party: state 3, statement: '"state 3".go', probability: 0.5}]
claims: {c: {says: holds, test: 'settle("Geneva 2")'}}
"""


def test_numbers_in_names_lead_nowhere() -> None:
    report = of_text(NUMBERED)
    for line in (line for block in blocks(report) for line in lines(block)):
        for before, span in itertools.pairwise(("", *line)):
            if isinstance(span, Link) and span.text in {"7", "2", "66", "9", "242", "3"}:
                text = before if isinstance(before, str) else before.text
                name = text.rstrip().rpartition(" ")[2]
                assert name not in {"Group", "Geneva", "Route", "Plan", "Resolution"}, line
    assert "state 3" in plain(report.first[2])
    assert not any(isinstance(s, Link) and s.to == "state-3" for s in report.first[2])


def test_worlds_that_there_was_no_time_for_are_said_to_be_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(asking, "_PATIENCE", 0.0)
    report = of_text(LEVERED)
    assert "There was no time to look at worlds of the doubts" in said(report, "doubts")
    assert "detente sweep" in said(report, "doubts")


# Charts that nobody looks at ---------------------------------------------------------------------


@pytest.mark.parametrize("name", ["md", "tex"])
def test_a_text_is_the_same_without_drawing_its_charts(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    pytest.importorskip("vl_convert", reason="charts need the extra `report`")
    case = detente.loads(LEVERED, "case.yaml")
    drawn = replace(case.report(), made="")
    monkeypatch.setattr(beside, "Beside", None)  # what would draw
    undrawn = replace(case.report(drawn=False), made="")
    assert any(isinstance(block, Figure) and block.svg == "" for block in blocks(undrawn))
    assert rendered(undrawn, name) == rendered(drawn, name)
