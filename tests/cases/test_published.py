"""The shipped classics have the equilibria that the literature gives, in the file's numbering.

Where no table was published for a concept, the numbers follow from the definition by hand (games
of four states) or from the oracle, and are kept so that a change is noticed.
"""

from __future__ import annotations

import pytest

import detente
from detente.stability.concepts import CONCEPTS

# By case: state number -> label of the publication, where they differ.
LABELS: dict[str, dict[int, str]] = {
    "prisoners-dilemma": {1: "DD", 2: "CD", 3: "DC", 4: "CC"},
    "chicken": {1: "DD", 2: "CD", 3: "DC", 4: "CC"},
    # Hipel, Fang, Kilgour & Haight 1993; state 9 of the paper merges all that is abandoned.
    "elmira": {1: "1", 2: "2", 3: "3", 4: "4", 7: "5", 8: "6", 9: "7", 10: "8", 5: "9"},
    # Fraser & Hipel 1984 number from 0.
    "cuba-1962": {number: str(number - 1) for number in range(1, 13)},
    # The blog's labels are the decimal codes of its states.
    "korea-2017": dict(
        zip(range(1, 13), map(str, (0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14)), strict=True)
    ),
}
PUBLISHED = [
    ("prisoners-dilemma", "nash", {"DD"}),
    ("prisoners-dilemma", "gmr", {"DD", "CC"}),
    ("prisoners-dilemma", "smr", {"DD", "CC"}),
    ("prisoners-dilemma", "seq", {"DD", "CC"}),
    ("chicken", "nash", {"CD", "DC"}),
    ("chicken", "gmr", {"CC", "CD", "DC"}),
    ("chicken", "smr", {"CC", "CD", "DC"}),
    ("chicken", "seq", {"CD", "DC"}),
    ("elmira", "nash", {"5", "8", "9"}),
    ("elmira", "gmr", {"1", "4", "5", "8", "9"}),
    ("elmira", "smr", {"1", "4", "5", "8", "9"}),
    ("elmira", "seq", {"5", "8", "9"}),
    ("elmira-graph", "nash", {"5", "8", "9"}),
    ("elmira-graph", "gmr", {"1", "4", "5", "8", "9"}),
    ("elmira-graph", "smr", {"1", "4", "5", "8", "9"}),
    ("elmira-graph", "seq", {"5", "8", "9"}),
    ("cuba-1962", "seq", {"4", "6"}),
    ("korea-2017", "smr", {"0", "4", "5", "10", "12"}),
]
BY_DEFINITION = {
    "prisoners-dilemma": {"sseq": [1, 4], "sim": [1, 4]},
    "chicken": {"sseq": [2, 3], "sim": [2, 3, 4]},
    "stag-hunt": {concept: [1, 4] for concept in CONCEPTS},
    "deadlock": {concept: [1] for concept in CONCEPTS},
    "harmony": {concept: [4] for concept in CONCEPTS},
    "battle-of-the-sexes": {"nash": [1, 4], "smr": [1, 4], "seq": [1, 4], "sseq": [1, 4]},
    "syria-iraq-1975": {"nash": [6], "gmr": [1, 6], "smr": [6], "seq": [6], "sim": [6]},
    "cuba-1962": {"nash": [], "gmr": [1, 2, 3, 5, 6, 7, 8], "sseq": [5, 7], "sim": []},
    "elmira": {"sseq": [5, 7, 10]},
    "korea-2017": {"nash": [1, 5], "gmr": [1, 4, 5, 9, 10], "seq": [1, 5, 9], "sim": [1, 4, 5, 9]},
}


@pytest.mark.parametrize(("case", "concept", "labels"), PUBLISHED)
def test_published_equilibria(case: str, concept: str, labels: set[str]) -> None:
    numbers = detente.load(case).analyse([concept]).equilibria(concept)
    names = LABELS.get(case, {})
    assert {names.get(number, str(number)) for number in numbers} == labels


@pytest.mark.parametrize("case", sorted(BY_DEFINITION))
def test_equilibria_by_definition(case: str) -> None:
    analysis = detente.load(case).analyse()
    for concept, numbers in BY_DEFINITION[case].items():
        assert analysis.equilibria(concept) == numbers, concept


def test_the_blog_s_row_is_sequential_or_simultaneous_for_each_party() -> None:
    """GMCR+'s ``SEQ & SIM`` row means that each party is SEQ or SIM stable."""
    analysis = detente.load("korea-2017").analyse(["seq", "sim"])
    either = [
        number
        for number in analysis.graph.states.numbers.tolist()
        if all(
            number in analysis.stable("seq", party) or number in analysis.stable("sim", party)
            for party in analysis.parties
        )
    ]
    assert {LABELS["korea-2017"][number] for number in either} == {"0", "4", "5", "10"}


def test_elmira_in_both_forms_agrees_state_by_state() -> None:
    stated, drawn = detente.load("elmira").analyse(), detente.load("elmira-graph").analyse()
    label = LABELS["elmira"]
    for concept in drawn.concepts:
        for party in drawn.parties:
            published = {int(label[number]) for number in stated.stable(concept, party)}
            assert published == set(drawn.stable(concept, party)), (concept, party)
