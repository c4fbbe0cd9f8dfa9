"""The claims of the two texts, as the Korea cases encode them: each is asked, and told honestly."""

from __future__ import annotations

import pytest

import detente
from detente.claims.verdicts import ClaimAnswer
from detente.settlements.timeline import moments_of_files, shifts

# By claim: the case, the verdict, and whether it is assumed rather than derived.
EXPECTED = {
    "korea-2018": {
        "south-needs-no-us": (True, False),
        "treaty-first": (False, False),
        "three-way-talks": (None, False),
        "meeting-makes-no-difference": (True, True),
        "limbo-is-untenable": (False, False),
    },
    "korea-2019": {
        "us-not-needed": (True, False),
        "us-not-needed-in-full": (False, False),
        "russia-needed": (False, False),
        "russia-needed-in-full": (False, True),
        "mediator-rises": (False, False),
        "mediator-rises-in-full": (True, False),
        "empty-threat": (True, True),
    },
}


@pytest.fixture(scope="module", params=list(EXPECTED))
def answers(request: pytest.FixtureRequest) -> tuple[str, dict[str, ClaimAnswer]]:
    case = detente.load(request.param)
    return request.param, {answer.claim.name: answer for answer in case.claims}


def test_every_claim_has_its_verdict(answers: tuple[str, dict[str, ClaimAnswer]]) -> None:
    name, found = answers
    said = {claim: (answer.verdict, answer.assumed) for claim, answer in found.items()}
    assert said == EXPECTED[name]


def test_every_claim_names_its_paragraph(answers: tuple[str, dict[str, ClaimAnswer]]) -> None:
    name, found = answers
    text = {"korea-2018": "a ", "korea-2019": "b "}[name]
    for answer in found.values():
        assert answer.claim.sources
        assert all(source.startswith(text) for source in answer.claim.sources)
        assert answer.because


def test_who_gained_and_who_lost_standing_between_the_dates() -> None:
    files = [(name, detente.load(name).graph) for name in EXPECTED]
    found = {(s.settlement, s.party): s.gain for s in shifts(moments_of_files(files))}
    assert not any(settlement == "peace" for settlement, _ in found)
    for party in ("Russia", "China"):
        gain = found["full_peace", party]
        assert gain is not None
        assert gain > 0
    for party in ("North", "South", "US"):
        gain = found["full_peace", party]
        assert gain is not None
        assert gain < 0
