from __future__ import annotations

import itertools
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import detente
from detente.claims.asked_test import asked_test, settlements_in
from detente.claims.lever_sets import LeverSets, lever_sets
from detente.claims.lever_worlds import Impossible, LeverWorlds
from detente.claims.model import Model
from detente.claims.verdicts import HERE, truth
from detente.disputes.problems import DisputeError
from detente.graphs.building import build
from detente.graphs.graph import Graph
from detente.levers.applying import UnknownLever, applied
from detente.report.lever_sets import opened_by
from detente.statements.testing import parse_test

TEXT = """
dispute: Two neighbours and a patron
parties:
  North:
    options: {treaty: Sign, disarm: {title: Hand over, direction: on only}}
    prefers: [not Patron.strike, guaranteed or not North.disarm, peace, North.disarm]
  South: {options: {treaty: Sign}, prefers: [peace]}
  Patron: {options: {strike: {direction: on only}}, prefers: [North.disarm, not Patron.strike]}
  Guarantor: {options: {guarantee: Vouch}, prefers: [not Guarantor.guarantee, peace]}
terms:
  peace: North.treaty and South.treaty and North.disarm
  guaranteed: Guarantor.guarantee
settlements: {peace: peace}
levers:
  shield: {cost: 2, edits: [{set: {Guarantor.guarantee: on}}, {irreversible: Guarantor.guarantee}]}
  will: {cost: 3, edits: [{move: peace, party: Guarantor, at: 1}]}
  calm: {edits: [{forbid: Patron.strike}]}
  trade: {edits: [{prefer: North.disarm, party: North, at: 1}]}
  fear: {edits: [{prefer: not South.treaty, party: South, at: 1}]}
"""

GRANT = """
dispute: A quarrel over a river
parties:
  Upstream: {options: {fast: Fill fast}, prefers: [Upstream.fast, Lender.loan]}
  Lender: {options: {loan: Pay}, prefers: [not Upstream.fast, not Lender.loan]}
rules: [not (Lender.loan and Upstream.fast)]
status_quo: [Upstream.fast]
settlements: {agreement: not Upstream.fast}
levers:
  grant: {edits: [{move: Lender.loan, party: Upstream, at: 1}]}
  budget: {edits: [{replace: not Lender.loan, by: Lender.loan, party: Lender}]}
"""


def graph() -> Graph:
    return detente.loads(TEXT).graph


def looked(test: str, **more: object) -> LeverSets:
    return detente.loads(TEXT).levers(test, **more)  # type: ignore[arg-type]


def names(sets: object) -> list[list[str]]:
    return [sorted(one) for one in sets]  # type: ignore[attr-defined]


def test_which_sets_make_it_true() -> None:
    found = looked("settle(peace)")
    assert found.base is False
    assert found.complete
    assert len(found.verdicts) == 32
    assert names(found.minimal) == [["shield"], ["will"], ["trade"]]
    assert names(found.cheapest) == [["trade"]]
    assert found.cost(found.cheapest[0]) == 1
    assert found.is_cheapest


def test_what_each_lever_does() -> None:
    found = looked("settle(peace)")
    assert found.never_matter == ("calm",)
    assert found.substitutes == (("shield", "will"), ("shield", "trade"), ("will", "trade"))
    assert found.alike == (("shield", "will", "trade"),)
    assert (found.in_all, found.in_none) == ((), ("calm", "fear"))


def test_a_further_lever_breaks_what_a_smaller_set_reached() -> None:
    found = looked("settle(peace)")
    assert found.breakers(frozenset({"trade"})) == ("fear",)
    assert found.broken == {"shield": 0, "will": 0, "calm": 0, "trade": 0, "fear": 14}
    assert (
        found.additions
        == sum(4 - len(one & {"shield", "will", "calm", "trade"}) for one in found.true) + 14
    )


def test_levers_that_only_work_together_are_no_substitutes() -> None:
    together = detente.loads(GRANT).levers("settle(agreement)")
    assert names(together.minimal) == [["budget", "grant"]]
    assert together.substitutes == ()
    assert together.in_all == ("grant", "budget")


def test_a_claim_is_named_or_stated() -> None:
    text = f"{TEXT}claims: {{c: {{says: So, test: settle(peace)}}, r: {{says: So, kind: report}}}}"
    case = detente.loads(text)
    assert case.levers("c").minimal == case.levers("settle(peace)").minimal
    with pytest.raises(DisputeError, match="the claim `r` has no test"):
        case.levers("r")
    with pytest.raises(DisputeError, match="no claim `cc`, and it is no test; did you mean `c`"):
        case.levers("cc")
    with pytest.raises(DisputeError, match="no settlement or term `peas`"):
        case.levers("settle(peas)")
    with pytest.raises(UnknownLever):
        case.levers("c", among=["shied"])


def test_what_is_so_without_any_lever() -> None:
    found = looked("holds(peace)")
    assert found.base is True
    assert found.minimal == (frozenset(),)
    assert found.cost(found.cheapest[0]) == 0


def test_what_was_not_covered_is_told() -> None:
    found = looked("settle(peace)", most=1)
    assert (found.complete, found.covered, len(found.verdicts)) == (False, 1, 6)
    assert found.uncovered == ((2, 0, 10), (3, 0, 10), (4, 0, 5), (5, 0, 1))
    assert found.minimal == looked("settle(peace)").minimal


def test_whether_an_uncovered_set_could_be_cheaper() -> None:
    assert looked("settle(peace)", most=1).is_cheapest  # two levers cost two at least, trade one
    dear = looked("settle(peace)", most=1, among=["calm", "fear", "will"])
    assert names(dear.cheapest) == [["will"]]
    assert not dear.is_cheapest  # calm and fear together cost two


def test_a_limit_of_time_leaves_an_answer() -> None:
    found = looked("settle(peace)", seconds=1e-9)
    assert frozenset() in found.verdicts
    assert not found.complete


def test_progress_is_told() -> None:
    said: list[tuple[int, int]] = []
    looked("settle(peace)", progress=lambda done, count: said.append((done, count)))
    assert said[-1] == (32, 32)
    assert [done for done, _ in said] == sorted(done for done, _ in said)


def test_a_dispute_that_cannot_be_is_named() -> None:
    text = TEXT.replace(
        "levers:", "status_quo: [North.treaty]\nlevers:\n  ban: {edits: [{forbid: North.treaty}]}"
    )
    found = detente.loads(text).levers("settle(peace)")
    assert len(found.impossible) == 32
    assert "the status quo breaks the rule" in found.impossible[frozenset({"ban"})]
    assert found.minimal == looked("settle(peace)").minimal


def test_settlements_that_a_test_speaks_of() -> None:
    test = parse_test("settle(peace) and not spoils(Patron, A.x and B.y) or stable(A.x)")
    assert settlements_in(test) == ("peace", "A.x and B.y")


def test_settlements_of_another_file_are_not_the_dispute_s_own() -> None:
    assert settlements_in(parse_test('settle(truce, in="other.yaml") and settle(peace)')) == (
        "peace",
    )


@pytest.mark.parametrize(
    ("test", "coalition", "on"),
    [
        ("settle(peace)", ("North", "South"), {"Guarantor.guarantee"}),
        (
            "settle(peace, by=[North, South, Patron])",
            ("North", "South", "Patron"),
            {"Guarantor.guarantee"},
        ),
        ("settle(peace, pact=true)", ("North", "South"), {"Guarantor.guarantee"}),
        ("settle(peace, without=[shield], with=[trade])", ("North", "South"), set()),
    ],
)
def test_the_way_that_a_set_opens_is_of_what_is_asked(
    test: str, coalition: tuple[str, ...], on: set[str]
) -> None:
    opened = opened_by(looked(test), frozenset({"shield"}))
    assert opened is not None
    settlement, path = opened
    assert settlement.names(path.coalition) == coalition
    assert {"Guarantor.guarantee"} & set(settlement.graph.states.on(path.end)) == on


TESTS = (
    "settle(peace)",
    "needed(Guarantor, peace)",
    "spoils(Patron, peace) or weight(North, peace) > 0.4",
    "stable(North.disarm)",
    "backs(trade, peace)",
    "settle(peace, with=[shield], without=[fear])",
    "requires([shield, will], peace)",
    "matters(North.treaty, peace)",
)


@pytest.mark.parametrize("test", TESTS)
def test_sets_side_by_side_are_as_they_are_alone(test: str) -> None:
    base = graph()
    found = lever_sets(base, asked_test(base, test))
    listed = [lever.name for lever in base.dispute.levers]
    for size in range(len(listed) + 1):
        for some in itertools.combinations(listed, size):
            alone = truth(parse_test(test), {HERE: _alone(base, frozenset(some))})
            assert found.verdicts[frozenset(some)] is alone, (test, some)


def _alone(base: Graph, some: frozenset[str]) -> Model:
    """The model of one set of levers, made for itself, by the whole way through a file."""

    def levering(added: frozenset[str], removed: frozenset[str]) -> Model:
        return _alone(base, (some | added) - removed)

    return Model(build(applied(base.dispute, some).dispute), None, some, levering)


EDITS = (
    "{prefer: North.disarm, party: North, at: 1}",
    "{move: peace, party: Guarantor, at: 1}",
    "{unprefer: not Patron.strike, party: Patron}",
    "{replace: peace, by: guaranteed, party: South}",
    "{set: {Guarantor.guarantee: on}}",
    "{set: {Guarantor.guarantee: off, South.treaty: on}}",
    "{forbid: Patron.strike}",
    "{irreversible: South.treaty}",
    "{rule: not (South.treaty and Patron.strike)}",
    "{rule: Guarantor.guarantee or not North.treaty}",
    "{prefer: not peace, party: Patron, at: 1}",
)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(EDITS), min_size=1, max_size=2), min_size=1, max_size=4),
    st.sampled_from(TESTS[:4]),
)
def test_levers_put_together_anyhow(levers: list[list[str]], test: str) -> None:
    lines = [f"  l{n}: {{edits: [{', '.join(edits)}]}}" for n, edits in enumerate(levers)]
    base = detente.loads(TEXT.partition("levers:")[0] + "levers:\n" + "\n".join(lines)).graph
    found = lever_sets(base, parse_test(test))
    for some, verdict in found.verdicts.items():
        try:
            alone = truth(parse_test(test), {HERE: _alone(base, some)})
        except DisputeError:
            assert isinstance(verdict, Impossible)
        else:
            assert verdict is alone
    plain = _plainly(found)
    assert (set(found.minimal), set(found.never_matter)) == plain[:2]
    assert set(found.substitutes) == plain[2]


def _plainly(found: LeverSets) -> tuple[set[frozenset[str]], set[str], set[tuple[str, str]]]:
    """Minimal sets, levers that never matter and substitutes, from the table of all verdicts."""
    table = {some: "no" if isinstance(v, Impossible) else v for some, v in found.verdicts.items()}
    true = {some for some, verdict in table.items() if verdict is True}
    minimal = {some for some in true if not any(other < some for other in true)}
    never = {n for n in found.names if all(table[s | {n}] is table[s - {n}] for s in table)}
    alike = {
        (a, b)
        for a, b in itertools.combinations(found.names, 2)
        if all(table[s | {a}] is table[s | {b}] for s in table if not {a, b} & s)
        and any(table[s | {a}] is not table[s] for s in table if not {a, b} & s)
    }
    return minimal, never, alike


def test_what_is_alike_is_asked_once() -> None:
    base, asked = graph(), []
    looking = LeverWorlds(base)

    def ask(model: Model) -> int:
        asked.append(model)
        return len(asked)

    sets = [frozenset(), frozenset({"calm"}), frozenset({"trade"})]
    answers = dict(looking.look(sets, ask))
    again = dict(looking.look(sets, ask))
    assert answers == again
    assert len(asked) == 3
    text = TEXT.replace(
        "{prefer: North.disarm, party: North, at: 1}", "{move: peace, party: South, at: 1}"
    )
    asked.clear()
    dict(LeverWorlds(detente.loads(text).graph).look([frozenset(), frozenset({"trade"})], ask))
    assert len(asked) == 1


def test_costs_are_summed_exactly() -> None:
    text = TEXT.replace("cost: 2", "cost: 0.1").replace("cost: 3", "cost: 0.2")
    found = detente.loads(text).levers("settle(peace)")
    assert found.cost(frozenset({"shield", "will"})) == Decimal("0.3")
