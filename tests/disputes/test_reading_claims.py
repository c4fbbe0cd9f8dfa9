"""Reading threats and claims: the right model, every fault at its place, and back again."""

from __future__ import annotations

import datetime

import pytest

import detente
from detente.disputes.model import Claim, Threat
from detente.disputes.predicates import LATER
from detente.statements.parsing import parse
from detente.statements.testing import Call, parse_test

BASE = """\
dispute: A test
sources: {talks: {title: Talks}}
parties:
  North: {options: {treaty: Sign, arms: {levels: [none, some, many]}}, prefers: [peace]}
  South: {options: {treaty: Sign, strike: Strike}, prefers: [peace]}
terms: {peace: North.treaty and South.treaty}
settlements: {deal: peace, "two words": peace}
"""


def _faults(text: str) -> list[tuple[int, int, str]]:
    with pytest.raises(detente.DisputeError) as caught:
        detente.loads(text.replace("«", ""), "mine.yaml")
    return [(p.line, p.column, f"{p.what}; {p.mend}") for p in caught.value.problems]


def _assert_faults(marked: str, *said: str) -> None:
    places = []
    for number, line in enumerate(marked.split("\n"), 1):
        pieces = line.split("«")
        places += [(number, len("".join(pieces[:k])) + 1) for k in range(1, len(pieces))]
    found = _faults(marked)
    assert [(line, column) for line, column, _ in found] == places, found
    for part, (_, _, text) in zip(said, found, strict=True):
        assert part in text, found


def test_a_threat_and_a_claim() -> None:
    dispute = detente.loads(
        BASE
        + """\
threats:
  force: {by: South, action: South.strike, if: North.arms = many, unless: peace, sources: [talks 2]}
claims:
  one: {says: It holds, test: holds(deal), sources: [talks]}
  two: {says: They spoke, kind: report}
  three: {says: A deal, kind: forecast, by: 2020-01-02, test: reached(deal), outcome: false}
"""
    ).dispute
    assert dispute.threats == (
        Threat(
            "force",
            "South",
            parse("South.strike"),
            parse("North.arms = many"),
            parse("peace"),
            sources=("talks 2",),
        ),
    )
    assert dispute.claims == (
        Claim("one", "It holds", "opinion", parse_test("holds(deal)"), "holds(deal)",
              sources=("talks",)),
        Claim("two", "They spoke", "report"),
        Claim("three", "A deal", "forecast", parse_test("reached(deal)"), "reached(deal)",
              datetime.date(2020, 1, 2), False),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ("threats: {t: {by: «Nroth, action: North.treaty}}", "North"),
        ("threats: {t: {by: South, action: «North.treaty}}", "not an option of `South`"),
        ("threats: {t: {by: South, action: «peace}}", "North.treaty"),
        ("threats: {t: {by: South, action: «South.strik}}", "strike"),
        ("threats: {t: {by: South, action: South.strike, unless: «pease}}", "peace"),
        ("threats: {t: {by: South, action: South.strike, sources: [«press]}}", "press"),
        ("threats: {t: {by: South, action: South.strike, «when: peace}}", "when"),
        ("claims: {«c: {says: Something}}", "no test"),
        ("claims: {c: {says: S, kind: «rumour, test: holds(deal)}}", "rumour"),
        ("claims: {c: {says: S, test: holds(«deel)}}", "deel"),
        ("claims: {c: {says: S, test: «hold(deal)}}", "did you mean `holds`"),
        ("claims: {c: {says: S, test: 'needed(«Nroth, deal)'}}", "did you mean `North`"),
        ("claims: {c: {says: S, test: '«needed(North)'}}", "needed(party, settlement)"),
        ("claims: {c: {says: S, test: 'settle(deal, by=«North)'}}", "[A, B]"),
        ("claims: {c: {says: S, test: 'settle(deal, by=[North, «East])'}}", "East"),
        ("claims: {c: {says: S, test: 'settle(deal, pact=«perhaps)'}}", "true"),
        ("claims: {c: {says: S, test: '«settle(deal, pact=true, pressure=true)'}}", "ask one"),
        ("claims: {c: {says: S, test: 'holds(deal, with=[«shield])'}}", "no lever `shield`"),
        ("claims: {c: {says: S, test: 'holds(deal, decider=«North.staff)'}}", "factions"),
        ("claims: {c: {says: S, test: 'backs(«sheld, deal)'}}", "there is no lever `sheld`"),
        ("claims: {c: {says: S, test: 'stable(peace and«, seq)'}}", "too early"),
        ("claims: {c: {says: S, test: 'stable(peace, «sex)'}}", "seq"),
        ("claims: {c: {says: S, test: 'empty(«force)'}}", "threat"),
        ("claims: {c: {says: S, test: 'matters(«North.tretay, deal)'}}", "treaty"),
        ("claims: {c: {says: S, test: 'matters(«peace, deal)'}}", "not an option"),
        ("claims: {c: {says: S, test: '«weight(North, deal)'}}", "number"),
        ("claims: {c: {says: S, test: '«weight(North, deal) = true'}}", "truth value"),
        ("claims: {c: {says: S, test: «peace}}", "alone asks nothing"),
        ("claims: {c: {says: S, test: 'holds(deal) and«'}}", "too early"),
        ("claims: {c: {says: S, test: 'holds(deal«'}}", "not closed"),
        ("claims: {c: {says: S, test: 'holds(deal) if holds(deal) «if holds(deal)'}}", "two"),
        ("claims: {c: {says: S, test: 'holds(deal) «§'}}", "§"),
        ("claims: {c: {says: S, test: 'holds(deal, in=«other)'}}", "double quotes"),
        ("claims: {c: {says: S, test: holds(deal), outcome: «perhaps}}", "true or false"),
        ("claims: {c: {says: S, test: holds(deal), by: «soon}}", "date"),
    ],
)  # fmt: skip
def test_faults_stand_where_they_are(section: str, said: str) -> None:
    _assert_faults(BASE + section + "\n", said)


LEVERS = """\
levers:
  shield: {prior: 0.3, edits: [{rule: true}]}
  "two words": {edits: [{rule: true}]}
"""
SEEN = "observed: [{by: North, sets: {North.treaty: on}}]\n"


@pytest.mark.parametrize(
    ("test", "said"),
    [
        ("backs(«sheild, deal)", "did you mean `shield`"),
        ("hinders(shield, «deel)", "deel"),
        ("same_answer(shield, «Nroth.treaty)", "North"),
        ("«backs(shield)", "write backs(lever, settlement)"),
        ("requires(«shield, deal)", "a list of levers"),
        ("requires(«[], deal)", "a list of levers"),
        ("requires([shield, «sheild], deal)", "did you mean `shield`"),
        ("«posterior(shield)", "is to be compared"),
        ("posterior(«sheild) > 0.5", "did you mean `shield`"),
        ('explains(«"two words")', "has no prior"),
        ("explains(shield) and «explains", "alone asks nothing"),
        ("holds(deal, with=«shield)", "a list of levers"),
        ("holds(deal, with=[«sheild])", "did you mean `shield`"),
        ("settle(deal, by=[North], without=[shield, «other])", "no lever `other`"),
        ("«holds(deal, with=[shield], without=[shield])", "in force and not in force"),
        ("«backs(shield, deal, with=[shield])", "cannot be given"),
        ('«explains(shield, without=["shield"])', "cannot be given"),
    ],
)
def test_faulty_questions_about_levers(test: str, said: str) -> None:
    _assert_faults(BASE + LEVERS + SEEN + f"claims: {{c: {{says: S, test: '{test}'}}}}\n", said)


@pytest.mark.parametrize(
    "test",
    [
        'backs("two words", deal, with=[shield]) and not hinders(shield, peace)',
        'requires([shield, "two words"], deal, without=[shield])',
        "posterior(shield) >= 0.5 iff explains(shield)",
        'same_answer(shield, deal, in="chicken")',
        'holds(deal, with=[anything], without=[other], in="chicken")',
        'stable(peace, seq, with=[shield], without=["two words"])',
    ],
)
def test_questions_about_levers(test: str) -> None:
    text = BASE + LEVERS + SEEN + f"claims: {{c: {{says: S, test: '{test}'}}}}\n"
    assert detente.loads(text).dispute.claims[0].test == parse_test(test)


def test_what_moves_tell_is_not_asked_where_none_were_seen() -> None:
    test = "claims: {c: {says: S, test: 'explains(«shield)'}}\n"
    _assert_faults(BASE + LEVERS + test, "no moves were observed")
    _assert_faults(BASE + LEVERS + "observed: []\n" + test, "no moves were observed")


MEASURED = """\
dispute: A test
parties:
  A: {attributes: {size: 0.1, debt: -2}, options: {go: Go}}
  B: {attributes: {size: 0.10}}
settlements: {gone: A.go}
"""


@pytest.mark.parametrize(
    ("test", "verdict"),
    [
        ("A.size >= B.size", True),
        ("A.size != B.size", False),
        ("A.size = 1/10 and A.debt < -1.5", True),
        ("-2 = A.debt", True),
        ("A.debt > B.size or not holds(gone)", False),
        ("holds(gone) iff (A.size < B.size)", False),
        ('"A".size > 0', True),
    ],
)
def test_attributes_in_tests(test: str, verdict: bool) -> None:
    text = f"{MEASURED}claims:\n  c:\n    says: S\n    test: '{test}'\n"
    (found,) = detente.loads(text).claims
    assert found.verdict is verdict
    assert "size is 0.1" in found.because or "debt is -2" in found.because
    assert parse_test(test) == detente.loads(text).dispute.claims[0].test


@pytest.mark.parametrize(
    ("test", "said"),
    [
        ("«A.sizes > 1", "did you mean `size`"),
        ("A.size > «C.size", "no party `C`"),
        ("«A.size", "is a number, which is to be compared"),
        ("A.size > 1 and «B.size", "is a number, which is to be compared"),
        ("«A.go", "is an option, and alone asks nothing"),
        ("«A.size = holds(gone)", "between a number and a truth value"),
        ("A.size > «1/0", "divides by 0"),
        ("A.«", "too early"),
        ("A.size > 1 «> 2", "not expected"),
        ("holds(«A.size)", "is an attribute"),
        ("holds(A.size > «B.szie)", "did you mean `size`"),
    ],
)
def test_faulty_attributes_in_tests(test: str, said: str) -> None:
    _assert_faults(f"{MEASURED}claims:\n  c:\n    says: S\n    test: '{test}'\n", said)


def test_what_is_missing() -> None:
    assert "`action` is missing" in _faults(BASE + "threats: {t: {by: South}}\n")[0][2]
    empty = BASE + "claims: {c: {says: S, test: 'holds()'}}\n"
    assert "asks about 0 things" in _faults(empty)[0][2]


@pytest.mark.parametrize("predicate", sorted(LATER))
def test_predicates_of_later_versions_are_refused_by_name(predicate: str) -> None:
    test = f"{predicate}(shield, deal)"
    _assert_faults(
        BASE + f"claims: {{c: {{says: S, test: '«{test}'}}}}\n", f"`{predicate}` asks about"
    )


def test_a_test_that_yaml_has_split() -> None:
    found = _faults(BASE + "claims: {c: {says: S, test: needed(North, deal)}}\n")
    assert "YAML has split this formula" in found[0][2]


def test_threats_and_claims_are_written_as_they_were_read() -> None:
    text = BASE + (
        "threats:\n  t: {by: South, action: South.strike, unless: peace}\n"
        "claims:\n  c:\n    says: S  # why\n    test: 'needed(North, deal)"
        ' and holds("two words")\'\n'
    )
    case = detente.loads(text)
    assert case.to_yaml() == text
    again = detente.loads(detente.Case.of(detente.loads(case.to_yaml()).dispute).to_yaml())
    assert again.dispute == case.dispute


@pytest.mark.parametrize(
    "text",
    [
        "not holds(a)",
        "not not holds(a)",
        "holds(a) and holds(b) or not reached(c)",
        "(holds(a) or holds(b)) implies reached(c)",
        "weight(A, s) <= 0.25",
        'weight(A, s) > weight(A, s, in="other file")',
        'settle(at least 2 of (A.x, B.y, C.z), by=[A, "B C"])',
        "stable(state in (1, 2), seq)",
        "credible(t, at=A.x = high and not peace)",
    ],
)
def test_tests_that_can_be_read(text: str) -> None:
    assert parse_test(text) is not None


def test_arguments_keep_what_they_say() -> None:
    call = parse_test('stable(A.x = high and (b or c), SMR, party="Two Words")')
    assert isinstance(call, Call)
    assert [argument.text for argument in call.arguments] == ["A.x = high and (b or c)", "SMR"]
    party = call.option("party")
    assert party is not None
    assert party.text == '"Two Words"'
