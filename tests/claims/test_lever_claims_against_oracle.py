"""Claims about levers, and claims asked with levers in force, agree with the definitions."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.claims.verdicts import ClaimAnswer
from levered import case_of
from oracle import brute, levering, strategies
from oracle.levering import Verdict
from oracle.spec import Formula, Spec, formula_text, name_text, yaml_text

SMALL: dict[str, Any] = {"parties": (2, 3), "options": (2, 4), "statements": 3}
KINDS: dict[str, Any] = {
    "statements": strategies.option_disputes(preferences="prefers", **SMALL),
    "weights": strategies.option_disputes(preferences="weights", **SMALL),
    "everything": strategies.option_disputes(same=True, forbidden=True, levels=True, **SMALL),
    "hand-drawn": strategies.graphs(parties=(2, 3), states=(2, 6)),
}
some = settings(max_examples=max(settings().max_examples // 2, 1))


@pytest.fixture(params=list(KINDS))
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _names(names: Collection[str]) -> str:
    return f"[{', '.join(name_text(name) for name in names)}]"


def _answers(spec: Spec, formula: Formula, tests: dict[str, str]) -> dict[str, ClaimAnswer]:
    lines = [f"settlements: {{deal: '{_doubled(formula_text(formula))}'}}", "claims:"]
    for name, test in tests.items():
        lines += [f"  {name}:", "    says: It is so", f"    test: {yaml_text(test)}"]
    return {a.claim.name: a for a in case_of(spec, "\n".join([*lines, ""])).claims}


def _doubled(text: str) -> str:
    return text.replace("'", "''")


def _started(draw: Any, spec: Spec) -> Spec:
    if "graph" in spec and spec["status_quo"] is None:
        return {**spec, "status_quo": draw(st.sampled_from(spec["graph"]["states"]))}
    return spec


@some
@given(data=st.data())
def test_what_levers_do_to_a_settlement(kind: str, data: st.DataObject) -> None:
    spec = _started(data.draw, data.draw(levering.levered(KINDS[kind])))
    formula = data.draw(strategies.formulas(strategies.atoms(spec)))
    every = levering.lever_names(spec)
    lever = data.draw(st.sampled_from(every))
    rest = [name for name in every if name != lever]
    others = data.draw(st.lists(st.sampled_from(rest), unique=True)) if rest else []
    wanted = data.draw(st.lists(st.sampled_from(every), unique=True, min_size=1))
    named, more = name_text(lever), f", with={_names(others)}" if others else ""
    said = _answers(
        spec,
        formula,
        {
            "backs": f"backs({named}, deal)",
            "hinders": f"hinders({named}, deal)",
            "same": f"same_answer({named}, deal)",
            "backs-with": f"backs({named}, deal{more})",
            "hinders-with": f"hinders({named}, deal{more})",
            "same-with": f"same_answer({named}, deal{more})",
            "requires": f"requires({_names(wanted)}, deal)",
        },
    )
    expected = {
        "backs": levering.backs(spec, lever, formula),
        "hinders": levering.hinders(spec, lever, formula),
        "same": levering.same_answer(spec, lever, formula),
        "backs-with": levering.backs(spec, lever, formula, others),
        "hinders-with": levering.hinders(spec, lever, formula, others),
        "same-with": levering.same_answer(spec, lever, formula, others),
        "requires": levering.requires(spec, wanted, formula),
    }
    if brute.status_quo(spec) is None:
        return
    assert {name: answer.verdict for name, answer in said.items()} == expected


@some
@given(data=st.data())
def test_claims_with_levers_in_force(kind: str, data: st.DataObject) -> None:
    spec = _started(data.draw, data.draw(levering.levered(KINDS[kind])))
    formula = data.draw(strategies.formulas(strategies.atoms(spec)))
    every = levering.lever_names(spec)
    party = data.draw(st.sampled_from(spec["parties"]))["name"]
    tests: dict[str, str] = {}
    expected: dict[str, Verdict] = {}
    for k in range(2):
        chosen = data.draw(st.lists(st.sampled_from(every), unique=True, min_size=1))
        rest = [name for name in every if name not in chosen]
        left_out = data.draw(st.lists(st.sampled_from(rest), unique=True)) if rest else []
        more = f", with={_names(chosen)}"
        if left_out:
            more += f", without={_names(left_out)}"
        world = levering.apply(spec, chosen)
        texts = {
            f"reached-{k}": f"reached(deal{more})",
            f"holds-{k}": f"holds(deal{more})",
            f"needed-{k}": f"needed({name_text(party)}, deal{more})",
            f"spoils-{k}": f"spoils({name_text(party)}, deal{more})",
            f"stable-{k}": f"stable({formula_text(formula)}{more})",
        }
        tests |= texts
        found = [
            levering.reached(world, formula),
            levering.holds(world, formula),
            levering.needed(world, party, formula),
            levering.spoils(world, party, formula),
            levering.stable(world, formula),
        ]
        expected |= dict(zip(texts, found, strict=True))
    said = _answers(spec, formula, tests)
    if brute.status_quo(spec) is None:
        return
    assert {name: answer.verdict for name, answer in said.items()} == expected


@some
@given(data=st.data())
def test_requirements_where_some_levers_are_in_force(data: st.DataObject) -> None:
    """What is in force is in every set, what is left out is in none."""
    spec = _started(data.draw, data.draw(levering.levered(KINDS["statements"], levers=(2, 4))))
    formula = data.draw(strategies.formulas(strategies.atoms(spec)))
    every = levering.lever_names(spec)
    wanted = data.draw(st.lists(st.sampled_from(every), unique=True, min_size=1))
    within = data.draw(st.lists(st.sampled_from(every), unique=True))
    rest = [name for name in every if name not in within]
    left_out = data.draw(st.lists(st.sampled_from(rest), unique=True)) if rest else []
    more = f", with={_names(within)}" if within else ""
    more += f", without={_names(left_out)}" if left_out else ""
    said = _answers(spec, formula, {"requires": f"requires({_names(wanted)}, deal{more})"})
    if brute.status_quo(spec) is None:
        return
    expected = levering.requires(spec, wanted, formula, within, left_out)
    assert said["requires"].verdict is expected


@some
@given(data=st.data())
def test_levers_under_which_there_is_no_such_dispute(data: st.DataObject) -> None:
    spec = data.draw(levering.levered(KINDS["everything"], standing=False))
    formula = data.draw(strategies.formulas(strategies.atoms(spec)))
    if brute.status_quo(spec) is None:
        return
    every = levering.lever_names(spec)
    lever = data.draw(st.sampled_from(every))
    chosen = data.draw(st.lists(st.sampled_from(every), unique=True, min_size=1))
    named, more = name_text(lever), f", with={_names(chosen)}"
    tests = {
        "backs": f"backs({named}, deal)",
        "same": f"same_answer({named}, deal)",
        "requires": f"requires({_names(chosen)}, deal)",
        "reached": f"reached(deal{more})",
        "stable": f"stable({formula_text(formula)}{more})",
    }
    world = levering.apply(spec, chosen)
    there = levering.stands(world)
    expected = {
        "backs": levering.backs(spec, lever, formula),
        "same": levering.same_answer(spec, lever, formula),
        "requires": levering.requires(spec, chosen, formula),
        "reached": levering.reached(world, formula) if there else None,
        "stable": levering.stable(world, formula) if there else None,
    }
    said = _answers(spec, formula, tests)
    assert {name: answer.verdict for name, answer in said.items()} == expected
