"""What a file states shows itself: disputes, levers, claims; and stays the data that it is."""

from __future__ import annotations

import pickle
from dataclasses import replace
from xml.etree import ElementTree

import pytest

import detente
from detente.disputes.model import Claim, Dispute, Lever, Party
from report.charts.looking import HOSTILE

EDITS = """
dispute: All that levers can change
parties:
  A:
    options: {act: Do it, pact: {title: A pact, levels: [none, some, all]}}
    prefers: [A.act, {statement: B.help, why: It is alone}]
  B:
    options: {help: Help}
    weights: {A.act: 2, B.help: 1}
  C: {}
rules: [not (A.act and B.help)]
status_quo: [A.pact = some]
levers:
  all:
    amount: 3
    edits:
      - {prefer: not B.help, party: A, at: 1}
      - {prefer: A.pact = all, party: A}
      - {unprefer: A.act, party: A}
      - {move: B.help, party: A, at: 1}
      - {weigh: A.act, party: B}
      - {weigh: B.help, party: B, amount: 2}
      - {replace: A.act, by: not A.act, party: B}
      - {set: {A.act: 'on', A.pact: all}}
      - {irreversible: A.act}
      - {rule: A.act or B.help}
      - {unrule: not (A.act and B.help)}
      - {channel: [A, B]}
      - {channel: {between: [A, C], trust: {A: 0.5}}}
  bare: {edits: [{forbid: A.pact = all}]}
  open: {edits: [{allow: A.pact = all}], by: A, kind: commitment, cost: 2.50, sources: [book 2]}
claims:
  sure: {says: It will act, kind: forecast, test: settle(A.act), by: 2020-01-02, outcome: false,
    why: As said}
  untold: {says: It may act, kind: report}
sources: {book: {title: A book}}
"""


def said(page: str | None) -> str:
    assert page is not None
    return "\n".join(ElementTree.fromstring(page).itertext())


def lines(page: str | None) -> list[str]:
    assert page is not None
    return ["".join(item.itertext()) for item in ElementTree.fromstring(page).iter("li")]


@pytest.fixture(scope="module")
def dispute() -> Dispute:
    found = detente.loads(EDITS).dispute
    assert len(found.levers) == 3
    return found


def test_every_kind_of_edit_is_told_in_words(dispute: Dispute) -> None:
    told = lines(dispute.lever("all")._repr_html_())
    assert told[told.index("Not secret.") + 1 :] == [
        "A: add not B.help to what it wants, at place 1.",
        "A: add A.pact = all to what it wants, in the last place.",
        "A: take A.act out of what it wants.",
        "A: move B.help to place 1 of what it wants.",
        "B: add 3 to the weight of A.act.",
        "B: add 2 to the weight of B.help.",
        "B: put not A.act in the place of A.act.",
        "Set A.act to on and A.pact to all at the status quo.",
        "Make A.act something that is never taken back.",
        "Add the rule A.act or B.help.",
        "Take the rule not (A.act and B.help) away.",
        "Let A and B speak to each other.",
        "Let A and C speak to each other (A believes C 50%).",
    ]


def test_a_lever_tells_whose_it_is_and_what_it_costs(dispute: Dispute) -> None:
    assert lines(dispute.lever("open")._repr_html_()) == [
        "By: A.",
        "Kind: commitment.",
        "Cost: 2.5, in units of the analyst's choice.",
        "Not secret.",
        "Source: book 2.",
        "Make A.pact = all possible.",
    ]
    assert "By: nobody in particular." in lines(dispute.lever("bare")._repr_html_())
    secret = replace(dispute.lever("bare"), secret=True, known_to=("B",), edits=())
    assert "Secret: it may be in force unseen." in lines(secret._repr_html_())
    assert "Known to: B." in lines(secret._repr_html_())
    assert "It changes nothing." in said(secret._repr_html_())


def test_a_claim_tells_its_kind_and_what_came_of_it(dispute: Dispute) -> None:
    sure, untold = dispute.claims
    assert "forecast" in said(sure._repr_html_())
    assert lines(sure._repr_html_()) == [
        "Put to the test as: settle(A.act).",
        "It should have come true by 2020-01-02.",
        "It did not come true.",
        "Read so: As said",
        "No source is named.",
    ]
    assert lines(untold._repr_html_())[0] == "It is not put to a test."


def test_a_dispute_tells_what_each_party_wants(dispute: Dispute) -> None:
    page = dispute._repr_html_()
    assert lines(page)[:2] == ["A.act", "B.help: It is alone"]
    told = said(page)
    assert "prefers the state whose weights add up to more" in told
    assert "does not mind which state comes" in told
    assert "pact (none < some < all)" in told
    assert "Status quo: A.pact = some." in lines(page)


def test_only_long_lists_are_folded() -> None:
    korea, small = detente.load("korea-2018").dispute, detente.load("chicken").dispute
    assert str(korea._repr_html_()).count("<details") == len(korea.parties)
    assert "<details" not in str(small._repr_html_())


def test_very_long_lists_are_cut() -> None:
    states = "\n".join(f"  {number}: s" for number in range(1, 61))
    ranking = list(range(1, 61))
    text = f"dispute: Long\nparties: {{A: {{ranking: {ranking}}}}}\ngraph:\n states:\n{states}\n"
    told = said(detente.loads(text).dispute._repr_html_())
    assert "(60 places)" in told
    assert "… and 20 more." in told
    assert "state 40 (s)" in told
    assert "state 41" not in told


def test_a_case_says_what_its_dispute_says_and_more() -> None:
    case = detente.load("prisoners-dilemma")
    assert "state 3" in lines(case.dispute._repr_html_())
    assert "state 3 (Column: cooperate)" in lines(case._repr_html_())
    stated = set(lines(case.dispute._repr_html_()))
    assert {line for line in stated if line.startswith("Settlements")} <= set(
        lines(case._repr_html_())
    )


def test_an_assumed_status_quo_is_said_to_be() -> None:
    case = detente.loads("dispute: One\nparties: {A: {options: {act: Do it}}}")
    assert any("assumed" in line for line in lines(case._repr_html_()))
    assert "The file states no status quo." in lines(case.dispute._repr_html_())


@pytest.mark.parametrize("name", [*HOSTILE, "a\x00b\ud800c", "`` ` `x`"])
def test_whatever_stands_in_names_is_text(name: str) -> None:
    lever = Lever(name, (), by=name, title=name, why=name, known_to=(name,), sources=(name,))
    claim = Claim(name, name, test_text=name, why=name, sources=(name,))
    dispute = Dispute(name, (Party(name, name),), summary=name, levers=(lever,), claims=(claim,))
    for one in (lever, claim, dispute):
        page = one._repr_html_()
        assert page is not None
        page.encode()
        tags = {element.tag for element in ElementTree.fromstring(page).iter()}
        assert not tags & {"script", "img"}


def test_they_are_data_as_before(dispute: Dispute) -> None:
    korea = detente.load("korea-2018").dispute
    for one in (dispute, korea, korea.levers[0], korea.claims[0]):
        again = pickle.loads(pickle.dumps(one))
        assert again == one
        assert hash(again) == hash(one)
        assert repr(again) == repr(one)
        assert again is not one
    assert replace(korea, title="Other") != korea
    assert len({korea.levers[0], replace(korea.levers[0]), korea.levers[1]}) == 2
