"""Every shipped dispute loads, says where it is from, and raises no warning."""

from __future__ import annotations

import re

import pytest

import detente
from detente.disputes.model import Prioritised
from detente.disputes.shipped import shipped_text
from detente.disputes.writing import to_yaml

KOREA = ("korea-2018", "korea-2019")


@pytest.mark.parametrize("name", detente.cases())
def test_loads_without_a_warning_and_with_references(name: str) -> None:
    case = detente.load(name)
    assert case.dispute.title
    assert case.dispute.summary
    assert case.dispute.sources
    assert [str(warning) for warning in case.warnings] == []
    assert case.graph.status_quo is not None


@pytest.mark.parametrize("name", detente.cases())
def test_comes_back_the_same_with_its_comments(name: str) -> None:
    case = detente.load(name)
    text = to_yaml(case.dispute)
    assert detente.loads(text, name).dispute == case.dispute
    comments = re.findall(r"# .*", shipped_text(name))
    assert all(comment in text for comment in comments)


@pytest.mark.parametrize("name", KOREA)
def test_every_korean_statement_has_a_reason_and_a_source_or_says_it_has_none(name: str) -> None:
    dispute = detente.load(name).dispute
    assert len(dispute.parties) >= 5
    assert 10 <= sum(len(party.options) for party in dispute.parties) <= 16
    for party in dispute.parties:
        assert isinstance(party.preferences, Prioritised)
        for statement in party.preferences.statements:
            assert statement.why
            assert statement.sources or "General record" in statement.why


def test_the_two_dates_can_be_compared() -> None:
    before, after = (detente.load(name).dispute for name in KOREA)
    assert [p.options for p in before.parties] == [p.options for p in after.parties]
    assert before.terms == after.terms
    assert before.rules == after.rules
    assert before.as_of is not None
    assert after.as_of is not None
    assert before.as_of < after.as_of
