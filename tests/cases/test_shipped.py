"""Every shipped dispute loads, says where it is from, and raises no warning."""

from __future__ import annotations

import csv
import os
import re
from decimal import Decimal
from pathlib import Path

import pytest

import detente
from detente.disputes.model import Prioritised
from detente.disputes.shipped import shipped_text
from detente.disputes.writing import to_yaml

KOREA = ("korea-2018", "korea-2019")
_DATA = Path(os.environ.get("DETENTE_DATA", Path(__file__).parents[3] / "shared" / "data"))
_CAPABILITIES = _DATA / "cow" / "NMC-60-abridged.csv"
_CODES = {"North": "731", "South": "732", "US": "2", "Russia": "365", "China": "710"}


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


@pytest.mark.parametrize("name", KOREA)
def test_measures_of_the_korean_parties_name_their_source(name: str) -> None:
    dispute = detente.load(name).dispute
    (source,) = (source for source in dispute.sources if source.name == "nmc")
    assert source.author == "Singer, Bremer and Stuckey 1972; Singer 1987"
    assert "6.0" in source.title
    for party in dispute.parties:
        (measured,) = party.attributes
        assert (measured.name, measured.year, measured.source) == ("cinc", 2016, "nmc")


@pytest.mark.skipif(
    not _CAPABILITIES.exists(),
    reason="the data set of national capabilities is not here; DETENTE_DATA names its folder",
)
@pytest.mark.parametrize("name", KOREA)
def test_measures_are_those_of_the_data(name: str) -> None:
    with _CAPABILITIES.open(encoding="utf-8") as file:
        rows = {row["ccode"]: row["cinc"] for row in csv.DictReader(file) if row["year"] == "2016"}
    for party in detente.load(name).dispute.parties:
        (measured,) = party.attributes
        assert measured.value == Decimal(rows[_CODES[party.name]])
