"""What a check warns of, and what it must not warn of; what each party wants of the others."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

import detente
from detente.graphs.advice import Want
from drawn import graph_of
from oracle import brute, spec, strategies


def warned(text: str) -> list[str]:
    """The warnings about a dispute, with their places."""
    return [str(warning) for warning in detente.loads(f"dispute: d\n{text}", "f").warnings]


def two(prefers: str, more: str = "", other: str = "") -> str:
    """A dispute of A, with option x, and B, with option y; what A prefers, and B."""
    return (
        "parties:\n"
        f"  A: {{options: {{x: X}}, prefers: [{prefers}]}}\n"
        f"  B: {{options: {{y: Y}}, prefers: [{other or 'A.x, B.y'}]}}\n"
        f"{more}"
    )


def levels(prefers: str) -> str:
    """As `two`, but B's option y has three levels."""
    return (
        "parties:\n"
        f"  A: {{options: {{x: X}}, prefers: [{prefers}]}}\n"
        "  B: {options: {y: {levels: [none, some, many]}}, prefers: [A.x, B.y = many]}\n"
    )


# ---------------------------------------------------------------------- always true, always false


@pytest.mark.parametrize(
    ("statement", "word"),
    [
        ("A.x or not A.x", "true"),
        ("A.x and not A.x", "false"),
        ("true", "true"),
        ("false", "false"),
        ("at least 0 of (A.x)", "true"),
        ("exactly 2 of (A.x, not A.x)", "false"),
    ],
)
def test_a_statement_that_says_nothing(statement: str, word: str) -> None:
    text = two("A.x").replace("prefers: [A.x]", f"prefers: [A.x, '{statement}']", 1)
    (warning,) = warned(text)
    column = text.split("\n")[1].index("'") + 1
    assert warning.startswith(f"f:3:{column}: ")
    for part in (statement, word, "`A`"):
        assert part in warning


def test_a_statement_that_the_rules_make_always_true() -> None:
    (warning,) = warned(two("A.x, A.x or B.y", "rules: [not A.x implies B.y]\n"))
    assert "A.x or B.y" in warning
    assert warned(two("A.x, A.x or B.y")) == []


def test_a_statement_that_merging_makes_constant() -> None:
    """A state made the same as another is looked at no more."""
    text = two("A.x, A.x and B.y", "same: [A.x]\n")
    assert any("A.x and B.y" in warning and "false" in warning for warning in warned(text))


def test_a_weighted_formula_that_says_nothing() -> None:
    text = "parties:\n  A:\n    options: {x: X}\n    weights:\n      A.x: 2\n      true: 1\n"
    (warning,) = warned(text)
    assert warning.startswith("f:7:")
    assert "true" in warning


@pytest.mark.parametrize("formula", ["true", "(true)", "true  or A.x"])
def test_a_weighted_formula_is_found_however_it_is_written(formula: str) -> None:
    weights = f"    weights:\n      A.x: 2\n      {formula}: 1\n"
    (warning,) = warned(f"parties:\n  A:\n    options: {{x: X}}\n{weights}")
    assert warning.startswith("f:7:7: ")


def test_a_statement_of_a_hand_drawn_graph_that_says_nothing() -> None:
    text = (
        "graph: {states: {1: a, 2: b}, moves: {A: [[1, 2]]}}\n"
        "parties: {A: {prefers: ['state in (1, 2)', state = 2]}}\n"
    )
    (warning,) = warned(text)
    assert warning.startswith("f:3:25: ")
    assert "state in (1, 2)" in warning


@given(drawn=strategies.option_disputes(options=(1, 5), levels=True, preferences="prefers"))
def test_exactly_the_constant_statements_are_named(drawn: spec.Spec) -> None:
    facts = [brute.facts_of(drawn, s[0]) for s in brute.states(drawn).values()]
    wanted = 0
    for party in drawn["parties"]:
        for formula in party["prefers"]:
            wanted += len({brute.holds(formula, fact) for fact in facts}) == 1
    warnings = detente.loads(spec.to_yaml(drawn)).warnings
    found = [warning for warning in warnings if "in every state" in warning.what]
    assert len(found) == wanted


# ---------------------------------------------------------------------- options nobody mentions


def test_an_option_that_nobody_mentions() -> None:
    (warning,) = warned(two("A.x", other="A.x"))
    assert warning.startswith("f:4:17: ")
    assert "B.y" in warning


@pytest.mark.parametrize(
    "text",
    [
        two("B.y", other="A.x"),
        two("t", "terms: {t: u, u: B.y}\n", "A.x"),
        two("at least 1 of (A.x, B.y)".join("''"), other="A.x"),
        levels("B.y != none"),
        "parties:\n  A: {options: {x: X}, weights: {A.x: 1}}\n",
        "parties:\n  A: {options: {x: X}, ranking: [1, 2]}\n",
    ],
    ids=["the other's", "through terms", "counted", "level", "weight", "ranking"],
)
def test_an_option_that_somebody_mentions(text: str) -> None:
    assert warned(text) == []


def test_a_mention_in_an_unused_term_a_rule_or_a_settlement_does_not_count() -> None:
    more = "terms: {t: B.y}\nrules: [B.y implies A.x]\nsettlements: {s: B.y}\n"
    assert any("B.y" in warning for warning in warned(two("A.x", more, "A.x")))


def test_a_ranking_mentions_every_option() -> None:
    text = (
        "parties:\n  A: {options: {x: X}, prefers: [A.x]}\n"
        "  B: {options: {y: Y}, ranking: [3, 4, 1, 2]}\n"
    )
    assert warned(text) == []


# ---------------------------------------------------------------------- convenient conditions


@pytest.mark.parametrize(
    ("text", "statement", "option", "want"),
    [
        (two("B.y implies A.x"), "B.y implies A.x", "B.y", "off"),
        (two("A.x if B.y"), "A.x if B.y", "B.y", "off"),
        (two("A.x iff B.y"), "A.x iff B.y", "B.y", "off"),
        (two("not B.y implies A.x"), "not B.y implies A.x", "B.y", "on"),
        (two("A.x, B.y implies false"), "B.y implies false", "B.y", "off"),
        (two("t implies A.x", "terms: {t: B.y}\n"), "t implies A.x", "B.y", "off"),
        (two("B.y and A.x implies false"), "B.y and A.x implies false", "B.y", "off"),
        (levels("B.y = some implies A.x"), "B.y = some implies A.x", "B.y = some", "off"),
    ],
)
def test_a_condition_that_is_convenient_to_prevent(
    text: str, statement: str, option: str, want: str
) -> None:
    found = [warning for warning in warned(text) if f"`{option}`" in warning]
    assert found
    for part in ("f:3:", f"`{statement}`", "`A`", f"`{option}`", want):
        assert part in found[0]


@pytest.mark.parametrize(
    "text",
    [
        two("A.x implies B.y"),
        two("not B.y, B.y implies A.x"),
        two("B.y, B.y implies A.x"),
        two("A.x or not B.y, B.y implies A.x"),
        two("not B.y or A.x"),
        two("A.x, B.y"),
        two("A.x implies A.x and B.y"),
    ],
    ids=[
        "own option",
        "unwanted anyway",
        "wanted anyway",
        "told apart before",
        "no conditional",
        "plain",
        "in the conclusion",
    ],
)
def test_a_condition_that_is_not(text: str) -> None:
    assert warned(text) == []


def test_a_more_important_statement_that_tells_nothing_apart_does_not_help() -> None:
    """With x off, y off alone makes it true, and the more important A.x is the same in both."""
    (warning,) = warned(two("A.x, B.y implies A.x"))
    assert "B.y implies A.x" in warning


def test_a_condition_on_an_option_that_the_conclusion_speaks_of() -> None:
    """To want y at `many` rather than `some` is the conclusion itself, no mere convenience."""
    text = levels("B.y != none implies B.y = many")
    assert warned(text) == []


def test_a_condition_that_no_single_change_of_the_others_falsifies() -> None:
    (warning,) = warned(two("B.y implies A.x", "rules: [A.x iff B.y]\n", "A.x"))
    assert "true in every state" in warning


def test_a_conditional_behind_a_term() -> None:
    found = warned(two("t", "terms: {t: B.y implies A.x}\n"))
    assert any("B.y" in warning and "f:3:" in warning for warning in found)


# ---------------------------------------------------------------------- wants


def wants_of(text: str) -> dict[tuple[str, str], tuple[float, float, float]]:
    case = detente.loads(f"dispute: d\n{text}")
    return {(w.party, w.setting): (w.on, w.off, w.either) for w in case.wants}


def test_wants_of_each_party() -> None:
    found = wants_of(two("B.y, A.x", other="not A.x"))
    assert found == {("A", "B.y"): (1, 0, 0), ("B", "A.x"): (0, 1, 0)}


def test_wants_in_shares() -> None:
    found = wants_of(two("A.x iff B.y", other="A.x and B.y"))
    assert found == {("A", "B.y"): (0.5, 0.5, 0), ("B", "A.x"): (0.5, 0, 0.5)}


def test_wants_of_a_level_are_against_the_lowest() -> None:
    found = wants_of(levels("B.y = some, A.x"))
    assert found[("A", "B.y = some")] == (1, 0, 0)
    assert found[("A", "B.y = many")] == (0, 0, 1)


def test_an_indifferent_party_wants_nothing() -> None:
    found = wants_of("parties: {A: {options: {x: X}, prefers: [A.x]}, B: }\n")
    assert found == {("B", "A.x"): (0, 0, 1)}


def test_nothing_is_compared_where_rules_leave_no_pair() -> None:
    assert wants_of(two("A.x", "rules: [A.x iff B.y]\n")) == {}


def test_hand_drawn_graphs_have_no_wants() -> None:
    assert detente.load("elmira-graph").wants == ()


def _shares(drawn: spec.Spec, party: str, at: int) -> tuple[float, float, float] | None:
    """In what shares a party wants option number `at` on, off, or does not mind; by the oracle."""
    ranks, number = brute.ranks(drawn)[party], brute.class_of(drawn)
    signs = []
    for setting, off in number.items():
        on = number.get((*setting[:at], 1, *setting[at + 1 :]))
        if setting[at] == 0 and on is not None:
            signs.append(np.sign(ranks[on] - ranks[off]))
    if not signs:
        return None
    return signs.count(1) / len(signs), signs.count(-1) / len(signs), signs.count(0) / len(signs)


@given(drawn=strategies.option_disputes(options=(1, 6)))
def test_wants_are_the_oracles(drawn: spec.Spec) -> None:
    found = {(w.party, w.of, w.setting): w for w in detente.loads(spec.to_yaml(drawn)).wants}
    labels = graph_of(drawn).states.labels
    wanted: dict[tuple[str, str, str], tuple[float, float, float]] = {}
    for at, (owner, _, _) in enumerate(spec.bits(drawn)):
        for party in (p["name"] for p in drawn["parties"]):
            shares = _shares(drawn, party, at)
            if party != owner and shares is not None:
                wanted[(party, owner, labels[at])] = shares
    assert set(found) == set(wanted)
    for key, (on, off, either) in wanted.items():
        want = found[key]
        assert isinstance(want, Want)
        assert (want.on, want.off, want.either) == pytest.approx((on, off, either))
