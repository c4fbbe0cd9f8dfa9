"""Tests of the oracle for levers: small cases worked out by hand, and what must always hold."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from ruamel.yaml import YAML

from . import brute, levering, strategies
from .levering import Edit, Lever, apply
from .spec import Formula, Spec, to_yaml

slow = settings(deadline=None, max_examples=30, suppress_health_check=list(HealthCheck))

A: Formula = ("on", "A", "a")
B: Formula = ("on", "B", "b")
X: Formula = ("level", "B", "l", "x")
Y: Formula = ("level", "B", "l", "y")
NEW: Formula = ("and", A, B)


def option(name: str, levels: list[str] | None = None, direction: str = "both") -> dict[str, Any]:
    return {"name": name, "direction": direction, "levels": levels}


def dispute(*levers: Lever, rules: list[Formula] | None = None, **more: Any) -> Spec:
    """A (option a) wants A, B, X, in this order; B (options b and l) has no preference."""
    named = [{"name": f"L{k}", **lever} for k, lever in enumerate(levers, 1)]
    return {
        "parties": [
            {"name": "A", "options": [option("a")], "prefers": [A, B, X]},
            {"name": "B", "options": [option("b"), option("l", ["x", "y", "z"])]},
        ],
        "rules": rules or [],
        "status_quo": None,
        "levers": named,
        **more,
    }


def lever(*edits: Edit, **more: Any) -> Lever:
    return {"edits": list(edits), **more}


def prefers(*edits: Edit, party: int = 0) -> Any:
    """What a party prefers once one lever has made these edits."""
    return apply(dispute(lever(*edits)), {"L1"})["parties"][party].get("prefers")


def weights(start: list[tuple[Formula, str]], *edits: Edit, amount: str | None = None) -> Any:
    """What party A weighs how much once one lever has made these edits."""
    spec = dispute(lever(*edits, amount=amount))
    party = {"name": "A", "options": [option("a")], "weights": start}
    return apply({**spec, "parties": [party, spec["parties"][1]]}, {"L1"})["parties"][0]["weights"]


# ---------------------------------------------------------------------- what a dispute becomes


def test_statements_are_inserted_at_a_place_or_the_end() -> None:
    assert prefers({"prefer": NEW, "party": "A", "at": 1}) == [NEW, A, B, X]
    assert prefers({"prefer": NEW, "party": "A", "at": 3}) == [A, B, NEW, X]
    assert prefers({"prefer": NEW, "party": "A", "at": 9}) == [A, B, X, NEW]
    assert prefers({"prefer": NEW, "party": "A"}) == [A, B, X, NEW]
    assert prefers({"prefer": NEW, "party": "B", "at": 1}, party=1) == [NEW]


def test_a_statement_that_is_there_is_moved() -> None:
    assert prefers({"prefer": B, "party": "A", "at": 1}) == [B, A, X]
    assert prefers({"prefer": A, "party": "A", "at": 2}) == [B, A, X]
    assert prefers({"prefer": A, "party": "A"}) == [B, X, A]
    assert prefers({"move": X, "party": "A", "at": 2}) == [A, X, B]
    assert prefers({"move": A, "party": "A", "at": 9}) == [B, X, A]


def test_statements_are_replaced_and_removed() -> None:
    assert prefers({"replace": B, "by": NEW, "party": "A"}) == [A, NEW, X]
    assert prefers({"replace": X, "by": A, "party": "A"}) == [B, A]
    assert prefers({"replace": B, "by": B, "party": "A"}) == [A, B, X]
    assert prefers({"unprefer": B, "party": "A"}) == [A, X]


def test_what_is_not_there_cannot_be_edited() -> None:
    assert prefers({"replace": Y, "by": NEW, "party": "A"}) == [A, B, X]
    assert prefers({"unprefer": Y, "party": "A"}) == [A, B, X]
    assert prefers({"move": Y, "party": "A", "at": 1}) == [A, B, X]
    assert prefers({"move": Y, "party": "B", "at": 1}, party=1) is None


def test_weights_are_added() -> None:
    start = [(A, "1.5"), (B, "2")]
    assert weights(start, {"weigh": B, "party": "A", "amount": "-3"}) == [(A, "1.5"), (B, "-1")]
    assert weights(start, {"weigh": A, "party": "A"}, amount="0.1") == [(A, "1.6"), (B, "2")]
    assert weights([], {"weigh": A, "party": "A"}, amount="0.1") == [(A, "0.1")]
    assert weights(start, {"replace": A, "by": X, "party": "A"}) == [(B, "2"), (X, "1.5")]
    assert weights(start, {"replace": A, "by": B, "party": "A"}) == [(B, "3.5")]
    spec = dispute(lever({"weigh": NEW, "party": "B", "amount": "3"}))
    assert apply(spec, {"L1"})["parties"][1]["weights"] == [(NEW, "3")]
    assert "weights" not in spec["parties"][1]


def test_options_are_set_at_the_start() -> None:
    sets = [(("A", "a"), True), (("B", "l", "z"), True)]
    spec = dispute(lever({"set": sets}), lever({"set": [(("B", "l", "x"), True)]}))
    assert brute.facts_of(spec, brute.states(spec)[1][0])["B", "l"] == "x"
    for names, value in (({"L1"}, (1, 0, 2)), ({"L1", "L2"}, (1, 0, 0)), ({"L2"}, (0, 0, 0))):
        world = apply(spec, names)
        start = brute.status_quo(world)
        assert start is not None
        assert brute.states(world)[start] == [value]
    spec["status_quo"] = [("A", "a"), ("B", "b")]
    spec["levers"] = [{"name": "L1", "edits": [{"set": [(("A", "a"), False)]}]}]
    assert apply(spec, {"L1"})["status_quo"] == [("B", "b")]


def test_options_are_allowed_and_forbidden() -> None:
    low: Formula = ("level", "B", "l", "x")
    spec = dispute(
        lever({"forbid": ("A", "a")}, {"forbid": ("B", "l", "y")}, {"forbid": ("B", "l")}),
        lever({"allow": ("B", "l")}, {"allow": ("A", "a")}),
        lever({"allow": ("B", "l", "y")}),
    )
    assert apply(spec, {"L1"})["rules"] == [("not", A), ("not", Y), low]
    assert apply(spec, {"L2", "L1"})["rules"] == [("not", Y)]
    assert apply(spec, {"L3", "L1"})["rules"] == [("not", A), low]
    barred = {**spec, "rules": [("not", A), ("implies", A, B)]}
    assert apply(barred, {"L1"})["rules"] == [*barred["rules"], ("not", Y), low]
    assert apply(barred, {"L2"})["rules"] == [("implies", A, B)]


def test_rules_come_and_go() -> None:
    spec = dispute(
        lever({"rule": NEW}, {"rule": A}), lever({"unrule": B}, {"unrule": A}), rules=[A]
    )
    assert apply(spec, {"L1"})["rules"] == [A, NEW]
    assert apply(spec, {"L2"})["rules"] == []
    assert apply(spec, {"L1", "L2"})["rules"] == [NEW]


def test_commitments() -> None:
    spec = dispute(lever({"irreversible": ("A", "a")}, {"irreversible": ("B", "l")}))
    steps = brute.setting_moves(apply(spec, {"L1"}))
    assert steps["A"][1, 0, 0] == set()
    assert (1, 0, 0) in steps["A"][0, 0, 0]
    assert steps["B"][0, 0, 1] == {(0, 1, 1), (0, 0, 2), (0, 1, 2)}
    for one in spec["parties"]:
        for known in one["options"]:
            known["direction"] = "off only"
    steps = brute.setting_moves(apply(spec, {"L1"}))
    assert steps["A"] == {setting: set() for setting in brute.feasible(spec)}
    assert steps["B"][0, 1, 1] == {(0, 0, 1)}


def test_levers_apply_in_file_order() -> None:
    first = lever({"prefer": NEW, "party": "A", "at": 1}, {"prefer": Y, "party": "A", "at": 1})
    spec = dispute(first, lever({"move": A, "party": "A", "at": 1}))
    for names in (["L1", "L2"], ["L2", "L1"], {"L2", "L1"}):
        assert apply(spec, names)["parties"][0]["prefers"] == [A, Y, NEW, B, X]
    assert apply(spec, []) == spec
    with pytest.raises(ValueError, match="L3"):
        apply(spec, ["L3"])


def test_lists_and_weights_do_not_mix() -> None:
    spec = dispute(
        lever({"weigh": A, "party": "B", "amount": "3"}), lever({"prefer": A, "party": "B"})
    )
    owner = apply(spec, {"L1", "L2"})["parties"][1]
    assert owner["weights"] == [(A, "3")]
    assert "prefers" not in owner
    assert apply(spec, {"L2"})["parties"][1]["prefers"] == [A]


# ---------------------------------------------------------------------- sets of levers


def names(*sets: str) -> set[frozenset[str]]:
    """Sets of levers from words such as "L1 L2"; "" is the empty one."""
    return {frozenset(text.split()) for text in sets}


def surveyed(*true: str, count: int = 3) -> dict[frozenset[str], bool | None]:
    """A survey in which these sets are true, all others false."""
    spec = dispute(*[lever() for _ in range(count)])
    return {chosen: chosen in names(*true) for chosen in levering.lever_sets(spec)}


def test_all_sets_by_size() -> None:
    found = levering.lever_sets(dispute(lever(), lever(), lever()))
    assert [len(chosen) for chosen in found] == [0, 1, 1, 1, 2, 2, 2, 3]
    assert len(set(found)) == 8


def test_a_set_that_reaches_the_goal_may_be_spoiled_by_one_more() -> None:
    verdicts = surveyed("L1", "L1 L3", "L2 L3")
    assert levering.minimal_sets(verdicts) == names("L1", "L2 L3")
    assert not verdicts[frozenset({"L1", "L2"})]


def test_the_cheapest_need_not_be_the_smallest() -> None:
    spec = dispute(lever(cost="5"), lever(cost="0.5"), lever())
    verdicts = surveyed("L1", "L2 L3", "L1 L2")
    assert levering.cheapest(spec, verdicts) == (Fraction(3, 2), names("L2 L3"))
    assert levering.cheapest(spec, surveyed()) is None
    free = levering.cheapest(dispute(lever(cost="0")), surveyed("", "L1", count=1))
    assert free == (Fraction(0), names("", "L1"))


def test_levers_that_never_matter() -> None:
    every = ["L1", "L2", "L3"]
    assert levering.never_matter(surveyed("L1", "L1 L2", "L1 L3", "L1 L2 L3"), every) == {
        "L2",
        "L3",
    }
    assert levering.never_matter(surveyed("L1 L2"), every) == set()
    null = {**surveyed(), frozenset({"L1"}): None}
    assert levering.never_matter(null, every) == set()


def test_substitutes() -> None:
    """Either of the two; not two that are both wanted, nor two that never matter."""
    every = ["L1", "L2", "L3"]
    either = surveyed("L1 L3", "L2 L3", "L1 L2 L3")
    assert levering.substitutes(either, every) == names("L1 L2")
    assert levering.substitutes(surveyed("L1 L2", count=2), every[:2]) == set()
    assert levering.substitutes(surveyed("L1", "L1 L2", "L1 L3", "L1 L2 L3"), every) == set()
    one = surveyed("L1", "L2", "L1 L3", "L2 L3")
    assert levering.substitutes(one, every) == names("L1 L2")
    assert levering.substitutes(surveyed("L1", "L2", "L3"), every) == names(
        "L1 L2", "L1 L3", "L2 L3"
    )


# ---------------------------------------------------------------------- claims about levers

# A asks B to pay; B does so only if it prefers it, which takes a lever.
PAID: Formula = B


def bargain(*levers: Lever) -> Spec:
    """A likes b; B dislikes it. The status quo is nothing on."""
    spec = dispute(*levers)
    parties = [
        {"name": "A", "options": [option("a")], "prefers": [B]},
        {"name": "B", "options": [option("b")], "prefers": [("not", B)]},
    ]
    return {**spec, "parties": parties}


def test_claims_about_levers() -> None:
    spec = bargain(
        lever({"prefer": B, "party": "B", "at": 1}),  # B wants it
        lever({"unprefer": B, "party": "B"}, {"prefer": ("not", B), "party": "B", "at": 1}),
        lever({"prefer": NEW, "party": "B", "at": 1}),  # B pays for a
        lever({"channel": ("A", "B")}),
    )

    def compared(name: str, *others: str) -> str | None:
        return levering.compared(spec, name, PAID, others)

    assert levering.reached(spec, PAID) is False
    assert levering.reached(apply(spec, {"L1"}), PAID) is True
    assert levering.needed(apply(spec, {"L1"}), "B", PAID) is True
    assert levering.needed(spec, "B", PAID) is None
    assert [compared(f"L{k}") for k in range(1, 5)] == [
        "grows",
        "nobody",
        "grows",
        "nobody",
    ]
    assert compared("L2", "L1") == "shrinks"
    assert compared("L1", "L2") == "nobody"  # L2 comes after it, and undoes it
    assert compared("L3", "L1", "L2") == "grows"
    assert levering.backs(spec, "L1", PAID) is True
    assert levering.hinders(spec, "L2", PAID, ["L1"]) is True
    assert levering.same_answer(spec, "L4", PAID) is None
    assert levering.same_answer(spec, "L4", PAID, ["L1"]) is True
    assert levering.same_answer(spec, "L1", PAID) is levering.backs(spec, "L4", PAID) is False
    assert levering.requires(spec, ["L1"], PAID) is False
    assert levering.requires(spec, ["L1", "L3"], PAID) is True
    assert levering.requires(spec, ["L1", "L2", "L3", "L4"], ("const", False)) is False
    assert levering.stable(spec, PAID) is False
    assert levering.stable(apply(spec, {"L1"}), PAID) is True
    assert levering.stable(spec, ("const", False)) is None
    verdicts = levering.survey(spec, lambda world: levering.reached(world, PAID))
    assert levering.minimal_sets(verdicts) == names("L1", "L3")
    assert levering.never_matter(verdicts, ["L1", "L2", "L3", "L4"]) == {"L4"}


def test_what_cannot_be_asked_is_null() -> None:
    spec = bargain(lever({"rule": B}))
    spec["status_quo"] = []
    assert levering.compared(spec, "L1", PAID) is None
    assert levering.survey(spec, lambda world: levering.reached(world, PAID)) == {
        frozenset(): False,
        frozenset({"L1"}): None,
    }


# ---------------------------------------------------------------------- the file, and what is drawn


def test_the_file() -> None:
    spec = dispute(
        lever(
            {"prefer": NEW, "party": "A", "at": 1},
            {"set": [(("A", "a"), True), (("B", "l", "y"), True)]},
            {"forbid": ("B", "l", "y")},
            {"channel": ("A", "B")},
            {"weigh": Y, "party": "B", "amount": None},
            cost="0.5",
            secret=True,
            prior="0.3",
            known_to=["A"],
            amount="2",
        ),
        observed=[
            {"by": "A", "sets": [(("A", "a"), True)], "exact": True},
            {"by": "B", "sets": []},
        ],
        observed_from=[("B", "b")],
    )
    text = to_yaml(spec) + levering.levers_yaml(spec)
    found = YAML(typ="safe").load(text)
    assert found["levers"] == {
        "L1": {
            "cost": 0.5,
            "prior": 0.3,
            "amount": 2,
            "secret": True,
            "known_to": ["A"],
            "edits": [
                {"prefer": "A.a and B.b", "party": "A", "at": 1},
                {"set": {"A.a": "on", "B.l": "y"}},
                {"forbid": "B.l = y"},
                {"channel": ["A", "B"]},
                {"weigh": "B.l = y", "party": "B"},
            ],
        }
    }
    assert found["observed_from"] == ["B.b"]
    assert found["observed"] == [
        {"by": "A", "sets": {"A.a": "on"}, "exact": True},
        {"by": "B", "sets": {}},
    ]
    assert levering.levers_yaml({**spec, "levers": [], "observed": [], "observed_from": None}) == ""


@slow
@given(levering.levered())
def test_drawn_levers_fit(spec: Spec) -> None:
    assert spec["levers"]
    assert len(set(levering.lever_names(spec))) == len(spec["levers"])
    for chosen in levering.lever_sets(spec):
        world = apply(spec, chosen)
        assert levering.stands(world)
        brute.ranks(world)
    assert len(YAML(typ="safe").load(to_yaml(spec) + levering.levers_yaml(spec))["levers"]) == len(
        spec["levers"]
    )


@slow
@given(levering.levered())
def test_what_never_matters_is_in_no_minimal_set_and_no_substitute(spec: Spec) -> None:
    every = levering.lever_names(spec)
    formula = strategies.atoms(spec)[0]
    verdicts = levering.survey(spec, lambda world: levering.stable(world, formula, "nash"))
    idle = levering.never_matter(verdicts, every)
    assert not any(pair & idle for pair in levering.substitutes(verdicts, every))
    assert not any(chosen & idle for chosen in levering.minimal_sets(verdicts))
