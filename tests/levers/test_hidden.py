from __future__ import annotations

import math
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import detente
from detente.disputes.model import AddChannel, Channel, Dispute, Lever, Prefer
from detente.disputes.problems import DisputeError
from detente.disputes.reading import read_text
from detente.graphs.building import build
from detente.graphs.graph import Graph
from detente.levers import quantal
from detente.levers.applying import applied
from detente.levers.beginning import beginning
from detente.levers.behaviours import EPSILONS, GRID, LAPSES, PRECISIONS, RuleBound
from detente.levers.branch import followed
from detente.levers.chances import planned, snapped
from detente.levers.hidden import Hidden, hidden
from detente.levers.quantal import DISCOUNT, Problems, Reals, alternatives, solved
from detente.levers.replay import replayed
from detente.statements.syntax import Constant, OptionOn
from drawn import graph_of
from levered import text_of
from oracle.hidden import observed_disputes
from oracle.spec import Spec
from oracle.strategies import graphs, option_disputes

LONELY = """
dispute: One who may act
parties:
  A: {{options: {{a: Act, b: Boast}}}}
levers:
  wish: {{secret: true, prior: 0.3, edits: [{{prefer: A.a, party: A}}]}}
  line: {{secret: true, prior: 0.2, edits: [{{channel: [A, B]}}]}}
observed: [{}]
"""


def read(text: str) -> Dispute:
    reading = read_text(text, "told.yaml")
    assert reading.layout.problems == [], [str(problem) for problem in reading.layout.problems]
    return reading.dispute


def told(text: str) -> Hidden:
    return hidden(read(text))


def odds(probability: Fraction) -> float:
    return float(probability / (1 - probability))


# One party, by hand -----------------------------------------------------------------------------


def lonely(*entries: str) -> Hidden:
    parties = LONELY.format(", ".join(entries)).replace("levers:", "  B: {}\nlevers:")
    return told(parties)


# What acting is worth more to A than not acting. What A does later does not depend on what it does
# now, and B keeps everything as it is in half of all turns: x = (1 - d) + d x / 2.
GAIN = (1 - DISCOUNT) / (1 - DISCOUNT / 2)


def by_hand(wished: bool) -> list[float]:
    """How likely A is to act and not to boast, by each behaviour, where it has done neither."""
    found = [(1 - e) / 2 + e / 4 if wished else e / 4 for e in EPSILONS]
    for precision in PRECISIONS:
        gain = math.exp(precision * GAIN) if wished else 1
        found += [(1 - lapse) * gain / (2 * gain + 2) + lapse / 4 for lapse in LAPSES]
    return found


def test_the_grid() -> None:
    assert len(GRID) == 20
    assert sum(isinstance(way, RuleBound) for way in GRID) == 5


def test_one_move_by_hand() -> None:
    found = lonely("{by: A, sets: {A.a: on}, exact: true}")
    with_it, without = np.array(by_hand(True)), np.array(by_hand(False))
    wish = found.lever("wish")
    assert found.moves[0].options == 4
    assert wish.bayes_factor == pytest.approx(with_it.mean() / without.mean(), abs=1e-9)
    assert odds(wish.posterior) == pytest.approx(with_it.mean() / without.mean() * 3 / 7, abs=1e-9)
    alone = 0.3 * with_it / (0.3 * with_it + 0.7 * without)
    assert [float(share or 0) for share in wish.by_behaviour] == pytest.approx(alone.tolist())
    assert found.moves[0].chance == pytest.approx(0.3 * with_it.mean() + 0.7 * without.mean())
    mixed = 0.3 * with_it + 0.7 * without
    shares = [float(share) for _, share in found.behaviours]
    assert shares == pytest.approx((mixed / mixed.sum()).tolist())


def test_what_is_told_in_part_is_all_that_includes_it() -> None:
    """Boasting makes no difference to A, so acting, boast or not, is twice as likely."""
    (at_least,) = lonely("{by: A, sets: {A.a: on}}").moves
    (exactly,) = lonely("{by: A, sets: {A.a: on}, exact: true}").moves
    (staying,) = lonely("{by: A, sets: {}}").moves
    assert at_least.chance == pytest.approx(2 * exactly.chance)
    assert not at_least.stays
    assert staying.stays
    rule_bound = [0.7 * ((1 - e) + e / 4) + 0.3 * e / 4 for e in EPSILONS]
    wished = [0.7 / 4 + 0.3 * (1 / (2 * math.exp(x * GAIN) + 2)) for x in PRECISIONS]
    lapsing = [(1 - k) * chance + k / 4 for chance in wished for k in LAPSES]
    assert staying.chance == pytest.approx(np.mean([*rule_bound, *lapsing]))


def test_moves_are_weighed_together_under_each_behaviour() -> None:
    """What is averaged over behaviours is the whole sequence, and not each move."""
    found = lonely("{by: A, sets: {A.a: on}, exact: true}", "{by: A, sets: {A.a: on}, exact: true}")
    with_it, without = np.array(by_hand(True)), np.array(by_hand(False))
    again = np.array([(1 - e) + e / 4 for e in EPSILONS] + by_hand(True)[5:])
    resting = np.array([(1 - e) + e / 4 for e in EPSILONS] + [1 / 4] * 15)
    factor = (with_it * again).mean() / (without * resting).mean()
    assert found.lever("wish").bayes_factor == pytest.approx(factor, abs=1e-8)


def test_a_lever_that_changes_nothing_for_the_mover_keeps_its_prior_exactly() -> None:
    found = lonely("{by: A, sets: {A.a: on}}", "{by: A, sets: {A.b: on}}")
    line = found.lever("line")
    assert line.posterior == line.prior == Fraction(1, 5)
    assert line.nats == 0
    assert line.bayes_factor == 1
    assert set(line.by_behaviour) == {Fraction(1, 5)}
    assert [move.bayes_factors["line"] for move in found.moves] == [1, 1]
    assert found.untouched == ("line",)
    assert found.indistinguishable == ()


# What moves rule out, and what is not seen ------------------------------------------------------

NEIGHBOURS = """
dispute: Two neighbours
parties:
  A:
    options: {a: Act, shield: A shield}
    prefers: [not B.b, A.a]
  B:
    options: {b: Break in}
    prefers: [B.b]
rules: [not A.shield]
levers:
  hidden: {secret: true, prior: 0.3, edits: [EDITS]}
"""


def neighbours(edits: str, more: str) -> Hidden:
    return told(NEIGHBOURS.replace("EDITS", edits) + more)


def test_an_option_that_the_file_has_not_is_not_looked_at() -> None:
    """With the shield, which nobody cares for, A could do four things; two are told apart."""
    found = neighbours("{allow: A.shield}", "observed: [{by: A, sets: {A.a: on}}]")
    assert found.moves[0].options == 2
    assert found.lever("hidden").posterior == found.lever("hidden").prior


def test_a_state_that_cannot_be_without_a_lever_shows_it() -> None:
    more = "observed: [{by: A, sets: {A.shield: on}}, {by: B, sets: {}}]"
    found = neighbours("{allow: A.shield}", more)
    lever = found.lever("hidden")
    assert lever.posterior == 1
    assert lever.bayes_factor == math.inf
    assert [move.bayes_factors["hidden"] for move in found.moves] == [math.inf, None]
    assert lever.instead is None
    assert found.best.levers == ("hidden",)
    assert found.alternative is None
    assert lever.nats == pytest.approx(-math.log(0.3))


def test_a_lever_that_makes_what_was_seen_impossible_is_ruled_out() -> None:
    found = neighbours("{forbid: A.a}", "observed: [{by: A, sets: {A.a: on}}]")
    lever = found.lever("hidden")
    assert lever.posterior == 0
    assert lever.bayes_factor == 0
    assert found.sets[-1].likelihood == 0
    assert found.alternative is None


def test_who_does_not_know_of_a_lever_does_not_reckon_with_it() -> None:
    edits = "{prefer: not A.shield, party: B, at: 1}, {allow: A.shield}, {set: {A.shield: on}}"
    more = "observed: [{by: B, sets: {}}]"
    found = neighbours(edits, more)
    assert found.lever("hidden").posterior != found.lever("hidden").prior
    blind = told(
        NEIGHBOURS.replace("EDITS", edits).replace("prior: 0.3", "prior: 0.3, known_to: [A]") + more
    )
    assert blind.lever("hidden").posterior == blind.lever("hidden").prior


def test_the_first_step_of_a_willing_path_is_a_reason_to_move() -> None:
    """A gains nothing by opening as such, but B would then sign, which both want."""
    text = """
dispute: Opening
parties:
  A: {options: {open: Open}, prefers: [B.sign, not A.open]}
  B: {options: {sign: Sign}, prefers: [A.open, B.sign iff A.open]}
rules: [B.sign implies A.open]
status_quo: []
settlements: {signed: B.sign}
"""
    graph = build(read(text))
    signed = graph.states.where(OptionOn("B", "sign"))
    assert beginning(graph, 0, 0, [signed]).tolist() == [1]
    assert beginning(graph, 0, 0, []).tolist() == []
    assert beginning(graph, 1, 0, [signed]).tolist() == []


def test_levers_that_do_the_same_cannot_be_told_apart() -> None:
    text = NEIGHBOURS.replace("EDITS", "{prefer: A.a, party: A, at: 1}").replace(
        "levers:", "levers:\n  other: {prior: 0.1, edits: [{move: A.a, at: 1, party: A}]}"
    )
    found = told(text + "observed: [{by: A, sets: {A.a: on}}]")
    assert found.indistinguishable == (("other", "hidden"),)
    assert found.rivals == ("other",)
    assert not found.rival_wanted


def test_observed_from_comes_before_the_status_quo() -> None:
    more = "status_quo: [A.a]\nobserved_from: [B.b]\nobserved: [{by: A, sets: {A.a: on}}]"
    found = neighbours("{prefer: A.a, party: A, at: 1}", more)
    assert found.start is not None
    assert found.graph.states.on(found.start) == ("B.b",)


def test_alternative_shares_nothing_with_the_best() -> None:
    found = lonely("{by: A, sets: {A.a: on}, exact: true}")
    assert found.best.levers == ()
    assert found.alternative is not None
    assert found.alternative.levers == ("wish",)
    assert found.lever("wish").instead == ()


# What is refused --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edits", "more", "said"),
    [
        ("{forbid: A.a}", "", "no observed moves"),
        ("{forbid: A.a}", "observed: [{by: B, sets: {B.b: on}}, {by: A, sets: {A.shield: on}}]",
         "could not have made|a rule would be broken"),
        ("{rule: not B.b}", "status_quo: [B.b]\nobserved_from: [A.shield]\nobserved: [{by: A}]",
         "begin where a rule is broken"),
    ],
)  # fmt: skip
def test_what_is_refused(edits: str, more: str, said: str) -> None:
    with pytest.raises(DisputeError, match=said):
        neighbours(edits, more)


def test_a_move_in_the_wrong_direction_is_refused() -> None:
    text = """
dispute: For good
parties:
  A: {options: {a: {title: Act, direction: on only}, b: Boast}}
levers:
  wish: {secret: true, prior: 0.3, edits: [{prefer: A.b, party: A}]}
  start: {secret: true, prior: 0.3, edits: [{set: {A.a: on}}]}
status_quo: [A.a]
observed: [{by: A, sets: {A.a: off}}]
"""
    with pytest.raises(DisputeError, match="could not have made this move"):
        told(text)


def test_levers_without_a_prior_explain_nothing() -> None:
    dispute = read(LONELY.format("{by: A, sets: {}}").replace("levers:", "  B: {}\nlevers:"))
    without = tuple(replace(lever, prior=None, secret=False) for lever in dispute.levers)
    with pytest.raises(DisputeError, match="no lever has a prior"):
        hidden(replace(dispute, levers=without))


def test_more_levers_than_can_be_weighed_are_refused() -> None:
    dispute = read(LONELY.format("{by: A, sets: {}}").replace("levers:", "  B: {}\nlevers:"))
    many = tuple(Lever(f"l{k}", (), prior=Decimal("0.5")) for k in range(13))
    with pytest.raises(DisputeError, match=r"8,192 sets"):
        hidden(replace(dispute, levers=many))
    found = hidden(replace(dispute, levers=many[:12]))
    assert len(found.sets) == 4096
    assert {lever.posterior for lever in found.levers} == {Fraction(1, 2)}
    assert len(planned(replayed(found.dispute)).tasks) == 1


def test_a_hand_drawn_graph_is_refused() -> None:
    with pytest.raises(DisputeError, match="hand-drawn"):
        hidden(detente.load("elmira-graph").dispute)


# Drawn disputes ---------------------------------------------------------------------------------


def drawn_dispute(spec: Spec) -> Dispute:
    reading = read_text(text_of(spec), "drawn.yaml")
    assume(not reading.layout.problems)  # moves against an option's direction
    return reading.dispute


def possible(dispute: Dispute) -> Hidden:
    try:
        return hidden(dispute)
    except DisputeError:
        assume(False)
        raise


@settings(max_examples=25)
@given(observed_disputes())
def test_the_laws_of_probability(spec: Spec) -> None:
    found = possible(drawn_dispute(spec))
    assert sum(one.posterior for one in found.sets) == 1
    assert sum(one.prior for one in found.sets) == 1
    assert sum(share for _, share in found.behaviours) == 1
    assert found.nats >= 0
    for lever in found.levers:
        within = [one.posterior for one in found.sets if lever.name in one.levers]
        assert sum(within) == lever.posterior
        factors = [move.bayes_factors[lever.name] for move in found.moves]
        if lever.bayes_factor is not None and all(f and math.isfinite(f) for f in factors):
            product = math.prod(factor or 0 for factor in factors)
            assert product == pytest.approx(lever.bayes_factor)
            assert odds(lever.posterior) == pytest.approx(product * odds(lever.prior))
        low, high = lever.range
        assert low <= lever.posterior <= high
    for move in found.moves:
        assert 0 <= move.chance <= 1 + 1e-12
        assert move.expected_nats is not None
        assert move.expected_nats >= 0


@settings(max_examples=20)
@given(observed_disputes(levers=(1, 2), moves=(1, 2)), st.booleans())
def test_what_makes_no_difference_changes_nothing_at_all(spec: Spec, first: bool) -> None:
    dispute = drawn_dispute(spec)
    found = possible(dispute)
    ends = (dispute.parties[0].name, dispute.parties[1].name)
    idle = Lever("idle", (AddChannel(Channel(ends)),), secret=True, prior=Decimal("0.37"))
    levers = (idle, *dispute.levers) if first else (*dispute.levers, idle)
    more = hidden(replace(dispute, levers=levers))
    assert more.lever("idle").posterior == Fraction("0.37")
    assert more.lever("idle").nats == 0
    assert "idle" in more.untouched
    for lever in found.levers:
        assert more.lever(lever.name).posterior == lever.posterior
    assert more.nats == pytest.approx(found.nats)


def test_a_statement_that_decides_nothing_changes_nothing_at_all() -> None:
    dispute = read(LONELY.format("{by: A, sets: {A.a: on}}").replace("levers:", "  B: {}\nlevers:"))
    moot = Lever("moot", (Prefer("A", Constant(True), 1),), prior=Decimal("0.4"))
    found = hidden(replace(dispute, levers=(moot, *dispute.levers)))
    assert found.lever("moot").posterior == Fraction("0.4")
    assert found.untouched == ("moot", "line")


@settings(max_examples=12)
@given(observed_disputes(levers=(2, 2), moves=(1, 2)))
def test_the_order_of_levers_does_not_matter_where_they_do_not_collide(spec: Spec) -> None:
    dispute = drawn_dispute(spec)
    every = [lever.name for lever in dispute.levers]
    assume(not applied(dispute, every).collisions)
    turned = replace(dispute, levers=dispute.levers[::-1])
    assume(_changed(dispute, every) == _changed(turned, every))
    found, other = possible(dispute), possible(turned)
    for lever in found.levers:
        assert float(other.lever(lever.name).posterior) == pytest.approx(float(lever.posterior))
    assert other.nats == pytest.approx(found.nats)


def _changed(dispute: Dispute, names: list[str]) -> tuple[object, ...]:
    """What levers may make otherwise, but for the order of rules."""
    found = applied(dispute, names).dispute
    rules = frozenset(rule.formula for rule in found.rules)
    return found.parties, rules, found.status_quo, found.forbidden_moves


# Values -----------------------------------------------------------------------------------------


def slow(graph: Graph, precision: float, values: Reals) -> Reals:
    """What states are worth if parties respond to values, state by state."""
    ahead = np.zeros_like(values)
    for party, moves in enumerate(graph.moves):
        for state in range(len(graph)):
            reached = np.append(moves.from_state(state), state)
            likely = np.exp(precision * values[party, reached])
            ahead[:, state] += values[:, reached] @ likely / likely.sum() / len(graph.moves)
    return (1 - DISCOUNT) * utilities(graph) + DISCOUNT * ahead


def utilities(graph: Graph) -> Reals:
    return np.array([rank / max(int(rank.max()), 1) for rank in graph.ranks])


def problems(graph: Graph, boxed: bool = True) -> Problems:
    everything = np.ones(len(graph), dtype=bool)
    moves = [move if boxed else replace(move, box=None) for move in graph.moves]
    choices = [alternatives(move, everything) for move in moves]
    worth = np.repeat(utilities(graph)[None], len(PRECISIONS), axis=0)
    return Problems(choices, worth, np.array(PRECISIONS))


@given(option_disputes(parties=(1, 3), options=(1, 5)) | graphs())
def test_values_are_what_responses_to_them_make_of_states(spec: Spec) -> None:
    graph = graph_of(spec)
    found = solved(problems(graph))
    for precision, values in zip(PRECISIONS, found, strict=True):
        assert np.abs(slow(graph, precision, values) - values).max() < 1e-11
    listed = solved(problems(graph, boxed=False))
    assert np.abs(listed[:3] - found[:3]).max() < 1e-9


CHASING = """
dispute: Three who chase one another
parties:
  A: {options: {o: O}, prefers: [C.o, (not C.o or not A.o) or not B.o]}
  B: {options: {o: O}, prefers: [not A.o or C.o, A.o]}
  C: {options: {o: O}, prefers: [not A.o, (not B.o or not C.o) and A.o]}
"""
TURNING = """
dispute: Three whose responses turn back as they become more precise
parties:
  A:
    options: {o: O, p: P}
    prefers: [C.o, not C.o and not B.o, (not A.o or not A.p) and not C.o, not C.o]
  B:
    options: {o: O, p: P}
    prefers: [(A.p or not B.p) and not A.o, not A.o and not A.p, not B.o, (C.o or not A.o) or A.p]
  C:
    options: {o: O}
    prefers:
      - (not B.p or B.o) or C.o
      - not C.o and A.o
      - not B.o and not C.o
      - C.o and not B.p or not A.o
"""


@pytest.mark.parametrize("text", [CHASING, TURNING])
def test_values_that_damping_does_not_find(text: str) -> None:
    """They are followed from a lower precision."""
    graph = build(read(text))
    found = solved(problems(graph))
    for precision, values in zip(PRECISIONS, found, strict=True):
        assert np.abs(slow(graph, precision, values) - values).max() < 1e-11


@pytest.mark.parametrize("text", [CHASING, TURNING])
def test_values_followed_around_turns(text: str) -> None:
    """Whether or not a quicker way would have led there."""
    graph = build(read(text))
    low, high = problems(graph), problems(graph).some(slice(4, 5))
    begun = solved(low.at(20.0).some(slice(4, 5)))
    found = quantal._turned(high, begun, 20.0)
    assert np.abs(slow(graph, PRECISIONS[4], found) - found).max() < 1e-11
    other = quantal._followed(high)
    assert np.abs(slow(graph, PRECISIONS[4], other) - other).max() < 1e-11


def test_a_path_is_followed_around_its_turns() -> None:
    """The path of x where y^3 - 2 y = a - 3, with y = x - 2, turns back twice as a rises."""

    def respond(values: Reals, parameter: float) -> Reals:
        y = values - 2
        return np.asarray(values + 0.3 * (parameter - 3 - (y**3 - 2 * y)))

    def at(parameter: float, near: float) -> Reals:
        roots = np.roots([1, 0, -2, 3 - parameter]) + 2
        real = roots[np.abs(roots.imag) < 1e-9].real
        return np.array([real[np.argmin(np.abs(real - near))]])

    lower = (at(1.0, 0.0), 1.0), (at(1.1, 0.0), 1.1)
    found = followed(respond, *lower, 6.0, 1e-12)
    assert found is not None
    assert found == pytest.approx(at(6.0, 4.0))


def test_snapping_makes_equal_what_differs_by_rounding() -> None:
    values = np.array([[0.5, 0.1], [0.5 + 1e-12, 0.2], [0.4, 0.1 + 1e-13]])
    assert snapped(values).tolist() == [[0.5, 0.1], [0.5, 0.2], [0.4, 0.1]]
