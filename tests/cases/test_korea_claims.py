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
        "corridor-backs-peace": (False, False),
        "corridor-backs-unification": (False, False),
        "no-move-without-guarantee": (False, False),
        "guarantee-backs-peace": (False, True),
        "guarantee-backs-disarmament": (True, False),
        "guarantee-was-given": (False, False),
        "guarantee-explains-moves": (True, False),
        "only-an-equal-will-do": (False, False),
        "equals-are-russia-and-china": (False, False),
        "missiles-in-place": (False, False),
        "missiles-explain-moves": (False, False),
        "new-weapons-give-strength": (False, True),
    },
    "korea-2019": {
        "us-not-needed": (True, False),
        "us-not-needed-in-full": (False, False),
        "russia-needed": (False, False),
        "russia-needed-in-full": (False, True),
        "mediator-rises": (False, False),
        "mediator-rises-in-full": (True, False),
        "empty-threat": (True, True),
        "carriers-hinder": (False, False),
        "show-of-force-hinders": (False, False),
        "show-of-force-hinders-in-full": (True, True),
        "corridor-backs-peace": (False, False),
        "corridor-backs-peace-in-full": (False, False),
        "corridor-backs-unification": (True, False),
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


def test_which_guarantee_lets_the_two_koreas_disarm_the_north() -> None:
    case = detente.load("korea-2018")
    found = case.levers("settle(disarmament, by=[North, South])", most=1)
    assert found.base is False
    assert found.minimal == tuple(
        frozenset({name}) for name in ("russian_guarantee", "chinese_guarantee", "air_defence")
    )


def test_strength_by_the_index_decides_whose_guarantee_counts() -> None:
    case = detente.load("korea-2018")
    asked = "settle(disarmament, by=[North, South], with=[equals_only])"
    guarantees = ("russian_guarantee", "chinese_guarantee")
    found = case.levers(asked, among=guarantees)
    assert found.minimal == (frozenset({"chinese_guarantee"}),)


def test_levers_say_what_they_rest_on() -> None:
    for name in EXPECTED:
        dispute = detente.load(name).dispute
        known = {source.name for source in dispute.sources}
        for lever in dispute.levers:
            assert lever.title
            assert lever.why
            assert lever.sources or "General record" in lever.why
            assert {source.split()[0] for source in lever.sources} <= known
            assert not lever.secret or lever.prior is not None
        assert any(lever.prior is not None and not lever.secret for lever in dispute.levers)


@pytest.mark.parametrize("name", list(EXPECTED))
def test_what_was_seen_ends_where_the_file_stands(name: str) -> None:
    dispute = detente.load(name).dispute
    assert isinstance(dispute.observed_from, tuple)
    now = {(s.party, s.option): s for s in dispute.observed_from}
    for entry in dispute.observed:
        assert entry.date is not None
        assert dispute.as_of is None or entry.date <= dispute.as_of
        for setting, on in entry.sets:
            assert setting.party == entry.by
            now.pop((setting.party, setting.option), None)
            if on:
                now[setting.party, setting.option] = setting
    assert isinstance(dispute.status_quo, tuple)
    assert set(now.values()) == set(dispute.status_quo)
    assert [e.date for e in dispute.observed] == sorted(e.date for e in dispute.observed if e.date)
