"""What charts show is what the results say."""

from __future__ import annotations

import pytest

pytest.importorskip("altair", reason="charts need the extra `report`")

import detente
from detente.report.charts.claims import claims_chart
from detente.report.charts.equilibria import equilibria_chart
from detente.report.charts.hidden import hidden_chart
from detente.report.charts.hinges import by_answer, hinges_chart
from detente.report.charts.lever_sets import lever_sets_chart
from detente.report.charts.rows import NothingToShow
from detente.report.charts.threats import threats_chart
from detente.report.charts.timeline import timeline_chart
from detente.report.charts.weights import weights_chart
from detente.report.shares import is_true
from detente.settlements.timeline import moments_of
from report.charts.looking import by_name, doubtful, lever_sets, levered, swept, values, weighed


@pytest.mark.parametrize("name", ["elmira", "cuba-1962", "chicken", "elmira-graph"])
def test_equilibria_are_counted(name: str) -> None:
    analysis = detente.load(name).analyse()
    drawn = {value["concept"]: value for value in values(equilibria_chart(analysis), "concept")}
    none = {"all": 0, "coming": 0}  # and so no bar
    for concept in analysis.concepts:
        value = drawn.pop(concept, none)
        assert value["all"] == len(analysis.equilibria(concept))
        assert value["coming"] == len(analysis.come_about(concept) or [])
    assert not drawn


def test_weights_and_roles_are_those_of_the_settlement() -> None:
    settlement = detente.load("korea-2018").settle("full_peace")
    chart = weights_chart(settlement)
    weights = {party: float(share) for party, share in settlement.shapley_shubik.items()}
    assert by_name(chart, "weight") == weights
    assert by_name(chart, "role") == settlement.roles


def test_weights_spread_over_worlds() -> None:
    drawn = list(values(weights_chart(doubtful().settle("both"), swept()), "mean"))
    for value in drawn:
        spread = swept().number(f"weight both: {value['name']}")
        assert spread is not None
        assert (value["mean"], value["low"], value["high"]) == (
            spread.mean,
            spread.low,
            spread.high,
        )


def test_a_settlement_that_is_not_open_has_no_weights() -> None:
    with pytest.raises(NothingToShow, match="out of reach"):
        weights_chart(detente.load("prisoners-dilemma").settle("cooperation"))


def test_claims_have_the_shares_of_the_sweep() -> None:
    drawn = {value["claim"]: value for value in values(claims_chart(swept()), "claim")}
    assert list(drawn) == ["acts", "together"]
    for name, value in drawn.items():
        shares = swept().claim(name)
        assert value["true"] == shares.true.value
        assert value["null"] - value["true"] == pytest.approx(shares.null.value)
        assert value["all"] - value["null"] == pytest.approx(shares.false.value)


def test_intervals_are_drawn_where_worlds_were_drawn() -> None:
    case = detente.load("korea-2018").with_claims(["treaty-first"])
    sweep = case.sweep(8, hinges=False)
    (value,) = {v["claim"]: v for v in values(claims_chart(sweep), "claim")}.values()
    share = sweep.claim("treaty-first").true
    assert (value["low"], value["high"]) == (share.low, share.high)
    assert share.low < share.high


def test_no_claim_no_chart() -> None:
    with pytest.raises(NothingToShow, match="no claim"):
        claims_chart(swept(), ["other"])


def test_shares_by_answer_average_to_the_share_of_all() -> None:
    for question in range(2):
        found = by_answer(swept(), "claim together", is_true, question)
        chances = [float(a.probability) for a in swept().space.questions[question].answers]
        mean = sum(c * one.share.value for c, one in zip(chances, found, strict=True))
        assert mean == pytest.approx(swept().claim("together").true.value)


def test_hinges_show_each_answer() -> None:
    drawn = {
        (value["doubt"], value["name"]): value["share"]
        for value in values(hinges_chart(swept(), "together"), "doubt")
    }
    assert drawn == {
        ("would help", "counts (the file)"): 0.75,
        ("would help", "does not"): 0.0,
        ("wants to", "counts (the file)"): 0.5,
        ("wants to", "does not"): 0.0,
    }


def test_a_claim_that_nothing_moves_has_no_hinges() -> None:
    text = """
    dispute: One party
    parties: {A: {options: {act: Do it}, prefers: [A.act]}}
    status_quo: []
    doubts: [{name: any, party: A, statement: A.act, probability: 0.5}]
    claims: {trivial: {says: It is so, test: settle(true or A.act)}}
    """
    with pytest.raises(NothingToShow, match="no doubt"):
        hinges_chart(detente.loads(text).sweep(), "trivial")


def test_threats_have_the_shares_of_their_verdicts() -> None:
    threats = detente.load("korea-2018").threats
    drawn = list(values(threats_chart(threats.values()), "threat"))
    for value in drawn:
        answer = threats[value["threat"]]
        assert answer.shares is not None
        verdict = value["name"].replace(" ", "_")
        assert value["share"] == float(answer.shares[verdict])
        assert (value["now"] == value["share"]) == (verdict == answer.status_quo)


def test_no_threat_no_chart() -> None:
    with pytest.raises(NothingToShow, match="no threat"):
        threats_chart(())


def test_the_timeline_has_every_date_and_party() -> None:
    moments = moments_of(doubtful().graph, "now")
    cells = list(values(timeline_chart(moments, "done"), "party"))
    assert {cell["y"] for cell in cells} == {cell["y"] for cell in cells if cell["party"] == "A"}
    assert len({(cell["y"], cell["party"]) for cell in cells}) == len(moments) * 2
    for cell in cells:
        settlement = moments[0].settlements["done"]
        assert cell["weight"] == float(settlement.shapley_shubik[cell["party"]])
        assert cell["role"] == settlement.roles[cell["party"]]


def test_a_settlement_that_is_never_open_has_no_timeline() -> None:
    case = detente.load("prisoners-dilemma")
    with pytest.raises(NothingToShow, match="none of the dates"):
        case.plot_timeline("cooperation")


def test_hidden_levers_are_drawn_as_they_were_weighed() -> None:
    chart = hidden_chart(weighed())
    for lever in weighed().levers:
        label = lever.name if lever.secret else f"{lever.name} (public)"
        assert by_name(chart, "prior")[label] == float(lever.prior)
        assert by_name(chart, "posterior")[label] == float(lever.posterior)
        assert by_name(chart, "low")[label] == float(lever.range[0])
        assert by_name(chart, "high")[label] == float(lever.range[1])
    assert any(lever.posterior != lever.prior for lever in weighed().levers)


def test_sets_of_levers_by_cost() -> None:
    drawn = {v["name"]: v for v in values(lever_sets_chart(lever_sets()), "levers")}
    assert [frozenset(value["levers"]) for value in drawn.values()] == [{"duty"}, {"wish"}]
    assert [value["cost"] for value in drawn.values()] == [1.0, 2.0]
    assert [value["cheapest"] > 0 for value in drawn.values()] == [True, False]


@pytest.mark.parametrize(
    ("test", "why"),
    [("settle(not B.help)", "no lever is needed"), ("settle(A.act and not A.act)", "no set")],
)
def test_no_set_no_chart(test: str, why: str) -> None:
    with pytest.raises(NothingToShow, match=why):
        lever_sets_chart(levered().levers(test))
