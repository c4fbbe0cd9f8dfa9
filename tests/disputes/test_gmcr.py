"""Tests of .gmcr files in and out: round trips, published cases restated, and hostile input."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.disputes.gmcr import Converted, read_gmcr
from detente.disputes.gmcr_writing import needs_rankings, to_gmcr
from detente.disputes.model import Dispute, Option, Party, Prioritised, Ranking, Rule, Statement
from detente.disputes.problems import DisputeError, Problem
from detente.disputes.reading import read_text
from detente.graphs.building import build
from detente.graphs.graph import Graph
from detente.stability import gmr, nash, seq, smr
from detente.statements.parsing import parse
from detente.statements.printing import printed
from detente.statements.syntax import Conditional, Formula, OptionOn
from oracle import spec, strategies

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

# Helpers ---------------------------------------------------------------------------------------


def yaml(text: str) -> Dispute:
    reading = read_text(text, "test.yaml")
    assert not reading.layout.problems, reading.layout.problems
    return reading.dispute


def gmcr(data: dict[str, Any]) -> Converted:
    return read_gmcr(json.dumps(data), "test.gmcr")


def faults(text: str) -> list[str]:
    with pytest.raises(DisputeError) as caught:
        read_gmcr(text, "test.gmcr")
    return [str(problem) for problem in caught.value.problems]


def file_of(options: list[str], *makers: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A file with options that go both ways and makers that own nothing unless told."""
    return {
        "options": [{"name": name, "permittedDirection": "both"} for name in options],
        "decisionMakers": [{"options": [], "preferences": [], **maker} for maker in makers],
        "infeasibles": [],
        "useManualPreferenceRanking": False,
        **more,
    }


def rankings(dispute: Dispute) -> dict[str, list[list[int]]]:
    """Every party's ranking of all feasible states, best first."""
    graph = build(dataclasses.replace(dispute, same=()))
    return {
        name: [
            [int(number) for number in graph.states.numbers[rank == value]]
            for value in sorted(set(rank.tolist()), reverse=True)
        ]
        for name, rank in zip(graph.parties, graph.ranks, strict=True)
    }


def written(dispute: Dispute) -> str:
    return to_gmcr(dispute, rankings(dispute) if needs_rankings(dispute) else None).text


def there_and_back(dispute: Dispute) -> Dispute:
    return read_gmcr(written(dispute), "back.gmcr").dispute


def reached(graph: Graph, party: int) -> list[set[int]]:
    return [set(graph.moves[party].from_state(s).tolist()) for s in range(len(graph))]


def assert_same_graph(one: Graph, other: Graph) -> None:
    assert one.states.codes.tolist() == other.states.codes.tolist()
    assert one.states.numbers.tolist() == other.states.numbers.tolist()
    assert len(one.moves) == len(other.moves)
    for party in range(len(one.moves)):
        assert reached(one, party) == reached(other, party)
        places = [np.unique(graph.ranks[party], return_inverse=True)[1] for graph in (one, other)]
        assert places[0].tolist() == places[1].tolist()


def equilibria(graph: Graph, stable: Callable[[Graph, int], Any]) -> set[int]:
    holds = np.logical_and.reduce([stable(graph, party) for party in range(len(graph.moves))])
    return set(graph.states.numbers[holds].tolist())


# Round trips -----------------------------------------------------------------------------------


@unhurried
@given(strategies.option_disputes(levels=True))
def test_a_round_trip_keeps_states_numbers_moves_and_ranks(drawn: spec.Spec) -> None:
    for party in drawn["parties"]:
        for option in party["options"]:
            if len(option["levels"] or ()) > 2:
                option["direction"] = "both"
    dispute = yaml(spec.to_yaml(drawn))
    back = there_and_back(dispute)
    assert [party.name for party in back.parties] == [party.name for party in dispute.parties]
    assert_same_graph(build(dispute), build(back))


@unhurried
@given(strategies.option_disputes(parties=(1, 3), statements=3))
def test_what_was_written_reads_back_and_writes_the_same(drawn: spec.Spec) -> None:
    text = written(yaml(spec.to_yaml(drawn)))
    assert written(read_gmcr(text, "back.gmcr").dispute) == text


@unhurried
@given(strategies.option_disputes(same=True, forbidden=True, preferences="prefers"))
def test_same_and_forbidden_moves_are_noted_and_the_rest_is_kept(drawn: spec.Spec) -> None:
    dispute = yaml(spec.to_yaml(drawn))
    plain = dataclasses.replace(dispute, same=(), forbidden_moves=())
    output = to_gmcr(dispute)
    noted = " ".join(output.notes)
    assert ("the same" in noted) == bool(dispute.same)
    assert "forbidden moves" in noted
    assert_same_graph(build(plain), build(read_gmcr(output.text, "back.gmcr").dispute))


def test_a_dispute_of_many_parts_survives() -> None:
    dispute = yaml(
        """
dispute: Many parts
parties:
  "A b":
    options: {x: {direction: on only}, "not": {direction: off only}, "say \\"so\\"": Title}
    prefers:
      - 'at least 2 of ("A b".x, B.y = high, "A b".not)'
      - both
      - B.y != none
      - '"A b".x if B.y = low'
  B:
    options: {y: {levels: [none, low, high]}, z: {levels: [none, some], direction: on only}}
    prefers: ['exactly 1 of (B.y = low, both, "A b".not)', 'B.z = some iff both', true]
  C: {}
terms: {both: '"A b".x and B.y = low'}
rules: ['B.z = some implies not both', 'at most 2 of ("A b".x, "A b".not, B.y = high)']
"""
    )
    assert_same_graph(build(dispute), build(there_and_back(dispute)))


def test_rankings_of_coalesced_states_are_asked_for_and_written() -> None:
    text = """
dispute: Coalesced
parties:
  A: {options: {x: X}, ranking: [1, [2, 3]]}
  B: {options: {y: Y}, prefers: [B.y]}
same: [B.y]
"""
    dispute = yaml(text)
    assert needs_rankings(dispute) == ("A", "B")
    output = to_gmcr(dispute, {"A": [[1], [2], [3, 4]], "B": [[3, 4], [1, 2]]})
    back = read_gmcr(output.text, "back.gmcr")
    assert back.dispute.parties[0].preferences == Ranking(((1,), (2,), (3, 4)))
    assert "the same" in " ".join(output.notes)


# Published cases, restated ---------------------------------------------------------------------

ABANDONED = [5, 6, 11, 12]  # the published state 9, which GMCR+ keeps apart
ORDERED = {1: 1, 2: 2, 3: 3, 4: 4, 5: 7, 6: 8, 7: 9, 8: 10}  # published label to ordered number


def elmira_ranking(labels: list[int]) -> list[Any]:
    return [ABANDONED if label == 9 else ORDERED[label] for label in labels]


def elmira(flag: str, key: str) -> dict[str, Any]:
    """Elmira in the new or the old style; the options stand in no order."""
    directions = {"Insist": "both", "Abandon": "fwd", "Modify": "fwd", "Delay": "back"}
    names = ["Insist", "Abandon", "Modify", "Delay", "Accept"]
    orders = {
        "MoE": ([2], [7, 3, 4, 8, 5, 1, 2, 6, 9]),
        "Uniroyal": ([3, 4, 1], [1, 4, 8, 5, 9, 3, 7, 2, 6]),
        "Local Government": ([0], [7, 3, 5, 1, 8, 6, 4, 2, 9]),
    }
    return {
        flag: True,
        "options": [
            {"name": name, "permittedDirection": directions.get(name, "both")} for name in names
        ],
        "decisionMakers": [
            {"name": name, "options": own, "preferences": [], key: elmira_ranking(order)}
            for name, (own, order) in orders.items()
        ],
        "infeasibles": [
            [[3, "Y"], [4, "Y"]],
            [[3, "Y"], [1, "Y"]],
            [[4, "Y"], [1, "Y"]],
            [[3, "N"], [4, "N"], [1, "N"]],
        ],
    }


@pytest.mark.parametrize(
    ("flag", "key"),
    [
        ("useManualPreferenceRanking", "preferenceRanking"),
        ("useManualPreferenceVectors", "preferenceVector"),
        ("useManualPreferenceVectors", "preferenceRanking"),
    ],
)
def test_elmira_has_its_twelve_states_and_published_equilibria(flag: str, key: str) -> None:
    converted = gmcr(elmira(flag, key))
    assert converted.notes == ()
    graph = build(converted.dispute)
    assert graph.states.labels == (
        "MoE.Modify",
        "Uniroyal.Delay",
        "Uniroyal.Accept",
        "Uniroyal.Abandon",
        '"Local Government".Insist',
    )
    assert len(graph) == 12
    assert equilibria(graph, nash.stable) == {7, 10, *ABANDONED}
    assert equilibria(graph, seq.stable) == {7, 10, *ABANDONED}
    assert equilibria(graph, gmr.stable) == {1, 4, 7, 10, *ABANDONED}
    assert equilibria(graph, smr.stable) == {1, 4, 7, 10, *ABANDONED}


def test_elmiras_joint_move_goes_from_7_to_10() -> None:
    graph = build(gmcr(elmira("useManualPreferenceRanking", "preferenceRanking")).dispute)
    assert graph.states.on(6) == ("Uniroyal.Delay", '"Local Government".Insist')
    assert graph.states.on(9) == ("MoE.Modify", "Uniroyal.Accept", '"Local Government".Insist')
    assert 7 in reached(graph, 0)[6]  # the ministry modifies: 7 to 8
    assert 9 in reached(graph, 1)[7]  # the firm then accepts: 8 to 10
    assert all(graph.ranks[party][9] > graph.ranks[party][6] for party in (0, 1))


def test_cuba_has_its_published_equilibria() -> None:
    orders = [[4, 6, 5, 7, 2, 1, 3, 0, 11, 9, 10, 8], [0, 4, 6, 2, 5, 1, 7, 3, 11, 9, 10, 8]]
    makers = [
        {"name": name, "options": own, "preferenceRanking": [label + 1 for label in order]}
        for name, own, order in zip(["US", "USSR"], [[0, 1], [2, 3]], orders, strict=True)
    ]
    data = file_of(["Air strike", "Blockade", "Withdraw", "Escalate"], *makers)
    data |= {"infeasibles": [[[2, "Y"], [3, "Y"]]], "useManualPreferenceRanking": True}
    graph = build(gmcr(data).dispute)
    assert equilibria(graph, nash.stable) == set()
    assert equilibria(graph, seq.stable) == {5, 7}
    assert equilibria(graph, gmr.stable) == {1, 2, 3, 5, 6, 7, 8}


def test_syria_and_iraq_by_statements_has_its_published_orders() -> None:
    syria = {
        "name": "Syria",
        "options": [2, 1],  # release, escalate
        "preferences": [
            {"compound": True, "members": [[[2, "N"], [0, "N"]], [[1, "Y"]]]},
            [[0, "N"]],
            [[2, "N"], [1, "N"]],
        ],
    }
    iraq = {
        "name": "Iraq",
        "options": [0],
        "preferences": [
            {"compound": True, "members": [[[2, "Y"], [0, "N"]], [[2, "N"], [0, "Y"]]]},
            [[1, "N"], [0, "N"]],
            [[1, "N"]],
        ],
    }
    data = file_of(["Attack", "Escalate", "Release"], syria, iraq)
    converted = gmcr(data | {"infeasibles": [[[1, "Y"], [2, "Y"]]]})
    ranks = build(converted.dispute).ranks
    assert (np.argsort(-ranks[0]) + 1).tolist() == [1, 3, 6, 2, 4, 5]
    assert (np.argsort(-ranks[1]) + 1).tolist() == [2, 4, 6, 1, 5, 3]
    graph = build(converted.dispute)
    assert equilibria(graph, seq.stable) == equilibria(graph, nash.stable) == {6}
    assert equilibria(graph, gmr.stable) == {1, 6}
    first = converted.dispute.parties[0].preferences
    assert isinstance(first, Prioritised)
    assert printed(first.statements[0].formula) == (
        "not Syria.Release and not Iraq.Attack or Syria.Escalate"
    )


# What is read, and what is noted ---------------------------------------------------------------


def test_options_nobody_owns_stay_with_a_made_up_party() -> None:
    data = file_of(["a", "x", "b", "y"], {"name": "Nobody", "options": [2]}, {"options": [0]})
    data["decisionMakers"][1]["name"] = "Q"
    converted = gmcr(data)
    assert build(converted.dispute).states.labels == (
        '"Nobody (2)".x',
        "Nobody.b",
        "Q.a",
        '"Nobody (3)".y',
    )
    assert [note for note in converted.notes if "nobody owns `x`, `y`" in note]
    assert [party.preferences for party in converted.dispute.parties] == [None] * 4


def test_rankings_stay_with_their_owners_beside_options_nobody_owns() -> None:
    maker = {"name": "A", "options": [1], "preferenceRanking": [4, [1, 2], 3]}
    data = file_of(["x", "a"], maker, useManualPreferenceRanking=True)
    parties = gmcr(data).dispute.parties
    assert [party.name for party in parties] == ["Nobody", "A"]
    assert parties[0].preferences is None
    assert parties[1].preferences == Ranking(((4,), (1, 2), (3,)))
    build(gmcr(data).dispute)


def test_an_option_of_two_owners_goes_to_the_first() -> None:
    data = file_of(["a", "b"], {"name": "A", "options": [1, 1]}, {"name": "B", "options": [0, 1]})
    converted = gmcr(data)
    assert build(converted.dispute).states.labels == ("A.b", "B.a")
    assert len(converted.notes) == 1
    assert "`b` stands under decision makers 1 and 2" in converted.notes[0]


def test_names_are_made_unique_and_seen() -> None:
    data = file_of(
        ["go", "go", "", " go  now ", "bad\ud800\n", "5"],
        {"name": "A", "options": [0, 1, 2, 3, 4]},
        {"name": "A", "options": ["5"]},
        {"name": "  "},
        {"name": "equilibria"},
    )
    data["options"][5]["name"] = 5
    converted = gmcr(data)
    parties = converted.dispute.parties
    assert [party.name for party in parties] == ["A", "A (2)", "Party 3", "equilibria (2)"]
    named = [option.name for option in parties[0].options]
    assert named == ["go", "go (2)", "option 3", "go now", "bad"]
    assert parties[1].options[0].name == "5"
    assert len(converted.notes) == 6  # all but `go now`, whose spaces alone changed
    build(converted.dispute)


def test_directions_are_read() -> None:
    data = file_of(["a", "b", "c", "d"], {"name": "A", "options": [0, 1, 2, 3]})
    for option, direction in zip(data["options"], ["both", "fwd", "back"], strict=False):
        option["permittedDirection"] = direction
    del data["options"][3]["permittedDirection"]
    options = gmcr(data).dispute.parties[0].options
    assert [option.direction for option in options] == ["both", "on only", "off only", "both"]


def test_what_cannot_be_carried_over_is_noted() -> None:
    one = [[0, "Y"], [1, "N"]]
    maker = {
        "name": "A",
        "options": [0, 1],
        "misperceptions": [[[0, "Y"]]],
        "payoffs": [1, 2],
        "preferences": [
            one,
            {"compound": True, "members": [one[::-1]]},  # repeats the first
            {"compound": True, "members": [[[0, "Y"], [0, "N"]], [[1, "Y"]]]},
            [[0, "Y"], [0, "N"]],  # never
            [],  # always
            {"compound": True, "members": []},  # never
            {"compound": True, "members": [[], [[0, "N"]]]},  # always
        ],
    }
    data = file_of(["x", "y"], maker, {"name": "B"}, coalitions=[[0, 1]], colour="red")
    data["infeasibles"] = [
        {"compound": True, "members": [[[0, "Y"], [1, "Y"]], [[0, "N"], [1, "N"]]]},
        {"compound": True, "members": [[[0, "N"], [1, "N"]], [[1, "Y"], [0, "Y"]]]},
    ]
    converted = gmcr(data)
    notes = "\n".join(converted.notes)
    for wanted in (
        "misperceptions of `A`",
        "payoffs",
        "coalition of A, B",
        "`colour`",
        "number 2 of the preferences of `A` repeats number 1",
        "number 4 of the preferences of `A` can never hold",
        "number 5 of the preferences of `A` always holds",
        "number 6 of the preferences of `A` can never hold",
        "number 7 of the preferences of `A` always holds",
        "number 1 of the infeasible conditions is a compound",
        "number 2 of the infeasible conditions repeats number 1",
    ):
        assert wanted in notes
    assert len(converted.notes) == 11
    preferences = converted.dispute.parties[0].preferences
    assert isinstance(preferences, Prioritised)
    assert [printed(s.formula) for s in preferences.statements] == ["A.x and not A.y", "A.y"]
    assert len(build(converted.dispute)) == 2


def test_trivial_coalitions_need_no_note() -> None:
    data = file_of(["x"], {"name": "A", "options": [0]}, {"name": "B"}, coalitions=[0, [1]])
    assert gmcr(data).notes == ()


def test_statements_beside_a_ranking_by_hand_are_noted() -> None:
    maker = {"name": "A", "options": [0], "preferences": [[[0, "Y"]]], "preferenceRanking": [1, 2]}
    data = file_of(["x"], maker)
    assert isinstance(gmcr(data).dispute.parties[0].preferences, Prioritised)
    converted = gmcr(data | {"useManualPreferenceRanking": True})
    assert converted.dispute.parties[0].preferences == Ranking(((1,), (2,)))
    assert "statements of `A` were left out" in converted.notes[0]


# Faults ----------------------------------------------------------------------------------------


def test_a_syntax_error_has_its_place() -> None:
    assert faults('{"options": [\n  {"name": "x",]}')[0].startswith("test.gmcr:2:16: the JSON")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "NaN",
        "[" * 100_000,
        "[" * 5000 + "]" * 5000,
        '{"options":' * 5000 + "0" + "}" * 5000,
        "9" * 5000,
        "{}",
        '{"options": 1, "decisionMakers": {}, "infeasibles": "x"}',
        '{"options": [], "decisionMakers": []}',
        "\ufeff{",
    ],
)
def test_what_is_no_such_file_is_refused(text: str) -> None:
    assert faults(text)


def test_all_faults_are_named_with_their_places() -> None:
    text = """{
 "options": [{"name": "x"}, {"name": ["y"], "permittedDirection": "up"}, 7],
 "decisionMakers": [
  {"name": "A", "options": [0, 3, -1, true, 1e400],
   "preferences": [[[9, "Y"], [0, "y"]], 5, [[0]], {"compound": true}, {"members": {}}]},
  "B"],
 "infeasibles": [[], [[1, NaN]], [[0, "Y"]]],
 "useManualPreferenceRanking": 1
}"""
    found = faults(text)
    assert [problem.partition(": ")[0] for problem in found] == [
        "test.gmcr:2:38",
        "test.gmcr:2:67",
        "test.gmcr:2:74",
        "test.gmcr:4:32",
        "test.gmcr:4:35",
        "test.gmcr:4:39",
        "test.gmcr:4:45",
        "test.gmcr:5:22",
        "test.gmcr:5:35",
        "test.gmcr:5:42",
        "test.gmcr:5:46",
        "test.gmcr:5:52",
        "test.gmcr:5:84",
        "test.gmcr:6:3",
        "test.gmcr:7:18",
        "test.gmcr:7:27",
        "test.gmcr:8:32",
    ]
    assert all("; " in problem for problem in found)


def test_faulty_rankings_are_named() -> None:
    makers: list[dict[str, Any]] = [
        {"name": "A", "options": [0, 1], "preferenceRanking": [1, [2, 4], 1, 10**20]},
        {"name": "B", "preferenceRanking": [1, "2", [], [3, None]]},
        {"name": "C"},
        {"name": "D", "preferenceVector": 5},
        {"name": "E", "preferenceRanking": [3, 2, 1]},
    ]
    data = file_of(["x", "y"], *makers, useManualPreferenceRanking=True)
    found = faults(json.dumps(data | {"infeasibles": [[[0, "Y"], [1, "Y"]]]}))
    text = "\n".join(found)
    for wanted in (
        "the ranking of `A` names state 4, 100000000000000000000, which does not exist",
        "numbered 1 to 3",
        "the ranking of `A` repeats state 1",
        "the ranking of `A` misses state 3",
        'the ranking of `B` lists state numbers, not `"2"`',
        "the ranking of `B` lists state numbers, not nothing",
        "the ranking of `B` lists state numbers, not `null`",
        "`C` has no `preferenceRanking`",
        "the ranking of `D` must be a list",
    ):
        assert wanted in text
    assert len(found) == 8


def test_a_fault_that_only_the_states_show_has_its_place() -> None:
    data = file_of(["x"], {"name": "A", "options": [0]})
    data["infeasibles"] = [[[0, "Y"]], [[0, "N"]]]
    text = json.dumps(data, indent=1)
    dispute = read_gmcr(text, "test.gmcr").dispute
    with pytest.raises(DisputeError) as caught:
        build(dispute)
    place = text.splitlines().index(' "infeasibles": [') + 1
    assert str(caught.value).startswith(f"test.gmcr:{place}:17: no state is feasible")


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(-2, 6)
    | st.floats()
    | st.text(max_size=4)
    | st.sampled_from(["Y", "N", "fwd", "0", "members"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["members", "name", "options", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from paths(value[key], (*path, key))


def replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    copy = json.loads(json.dumps(value))
    inside = copy
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = new
    return copy


def problems_of(act: Callable[[], object]) -> tuple[Problem, ...]:
    """What `act` refuses; anything but a refusal is a failure."""
    try:
        act()
    except DisputeError as error:
        return error.problems
    return ()


WHOLE = file_of(
    ["x", "y", "z"],
    {
        "name": "A",
        "options": [0],
        "preferences": [[[0, "Y"]], {"compound": True, "members": [[[1, "N"]], [[2, "Y"]]]}],
        "preferenceRanking": [1, 2, [3, 4], 5, 6],
        "misperceptions": [[[1, "Y"]]],
    },
    {"name": "B", "options": [1, 2], "preferenceRanking": [[1, 2, 3, 4, 5, 6]]},
    infeasibles=[[[0, "Y"], [1, "Y"]]],
    coalitions=[0, [1]],
)


@unhurried
@given(st.data(), st.booleans())
def test_hostile_values_anywhere_are_refused_or_read(data: st.DataObject, manual: bool) -> None:
    broken = WHOLE | {"useManualPreferenceRanking": manual}
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(list(paths(broken))))
        broken = replaced(broken, path, data.draw(json_values))
    for problem in problems_of(lambda: written(gmcr(broken).dispute)):
        assert problem.what
        assert problem.mend


@unhurried
@given(st.text() | json_values.map(json.dumps))
def test_any_text_is_refused_or_read(text: str) -> None:
    for problem in problems_of(lambda: read_gmcr(text, "test.gmcr")):
        assert problem.what
        assert problem.mend


# What is written -------------------------------------------------------------------------------


def conditions(text: str, *formulas: str) -> Any:
    """How the formulas are written as statements of a party A with options a to e."""
    options = tuple(Option(name) for name in "abcde")
    stated = Prioritised(tuple(Statement(parse(formula)) for formula in formulas))
    dispute = Dispute(text, (Party("A", options=options, preferences=stated),))
    return json.loads(to_gmcr(dispute).text)["decisionMakers"][0]["preferences"]


def compound(*members: str) -> dict[str, Any]:
    """A compound condition from words such as ``aB``: a on, b off."""
    return {"compound": True, "members": [plain(member) for member in members]}


def plain(word: str) -> list[Any]:
    return [["abcde".index(c.lower()), "Y" if c.islower() else "N"] for c in word]


@pytest.mark.parametrize(
    ("formula", "wanted"),
    [
        ("A.a", plain("a")),
        ("not (A.a or A.b)", plain("AB")),
        ("A.a or (A.a and A.b)", plain("a")),
        ("A.a or (not A.a and A.b)", compound("a", "b")),
        ("(A.a and A.b) or (A.a and not A.b)", plain("a")),
        ("A.a implies A.b", compound("A", "b")),
        ("A.a if A.b", compound("a", "B")),
        ("A.a iff A.b", compound("AB", "ab")),
        ("at least 2 of (A.a, A.b, A.c)", compound("ab", "ac", "bc")),
        ("at most 1 of (A.a, A.b, A.c)", compound("AB", "AC", "BC")),
        ("exactly 1 of (A.a, A.b, A.c)", compound("ABc", "AbC", "aBC")),
        ("at least 1 of (A.a, not A.a and A.b)", compound("a", "b")),
    ],
)
def test_statements_take_few_conditions(formula: str, wanted: Any) -> None:
    def in_any_order(condition: Any) -> Any:
        return sorted(condition["members"]) if isinstance(condition, dict) else condition

    [condition] = conditions("Few", formula)
    assert in_any_order(condition) == in_any_order(wanted)


def test_levels_become_options_that_exclude_each_other() -> None:
    dispute = yaml(
        """
dispute: Levels
parties:
  A:
    options:
      x: {levels: [l0, l1, l2, l3], direction: on only}
      y: {levels: [l0, l1], direction: off only}
  B: {prefers: [A.x = l0, A.x != l0, A.x = l2, A.y = l1]}
"""
    )
    output = to_gmcr(dispute)
    data = json.loads(output.text)
    assert [tuple(option.values()) for option in data["options"]] == [
        ("x = l1", "both"),
        ("x = l2", "both"),
        ("x = l3", "fwd"),
        ("y = l1", "back"),
    ]
    pairs = [[[0, "Y"], [1, "Y"]], [[0, "Y"], [2, "Y"]], [[1, "Y"], [2, "Y"]]]
    assert sorted(data["infeasibles"]) == pairs
    assert data["decisionMakers"][1]["preferences"] == [
        [[0, "N"], [1, "N"], [2, "N"]],
        {"compound": True, "members": [[[0, "Y"]], [[1, "Y"]], [[2, "Y"]]]},
        [[1, "Y"]],
        [[3, "Y"]],
    ]
    assert [note for note in output.notes if "`A.x` goes up alone" in note]
    assert not [note for note in output.notes if "`A.y`" in note]


def test_rules_become_what_they_forbid() -> None:
    dispute = yaml(
        """
dispute: Rules
parties: {A: {options: {a: A, b: B, c: C}}}
rules: ['exactly 1 of (A.a, A.b, A.c)', 'A.a implies not A.b', 'A.a or not A.a']
"""
    )
    output = to_gmcr(dispute)
    assert sorted(json.loads(output.text)["infeasibles"]) == [
        plain("ABC"), plain("ab"), plain("ac"), plain("bc")
    ]  # fmt: skip
    assert [note for note in output.notes if "always holds" in note]


def test_constant_and_repeated_statements_are_dropped_with_notes() -> None:
    formulas = ("A.a", "true", "A.b or not A.b", "A.c and not A.c", "not (not A.a)")
    assert conditions("Constants", *formulas) == [plain("a")]
    options = tuple(Option(name) for name in "abcde")
    stated = Prioritised(tuple(Statement(parse(formula)) for formula in formulas))
    notes = to_gmcr(Dispute("C", (Party("A", options=options, preferences=stated),))).notes
    assert sum("always holds" in note for note in notes) == 2
    assert sum("never holds" in note for note in notes) == 1
    assert sum("repeats" in note for note in notes) == 1


def test_weights_need_rankings_of_all_parties() -> None:
    dispute = yaml(
        """
dispute: Weights
parties:
  A: {options: {a: A}, weights: {A.a: 2, B.b: 1}}
  B: {options: {b: B}, prefers: [A.a]}
  C: {ranking: [4, [1, 2, 3]]}
"""
    )
    assert needs_rankings(dispute) == ("A", "B")
    with pytest.raises(ValueError, match="needed for A, B"):
        to_gmcr(dispute)
    with pytest.raises(ValueError, match="needed for B:"):
        to_gmcr(dispute, {"A": [[4], [2], [3], [1]]})
    output = to_gmcr(dispute, {"A": [[4], [2], [3], [1]], "B": [[2, 4], [1, 3]]})
    data = json.loads(output.text)
    assert data["useManualPreferenceRanking"] is True
    assert [maker["preferenceRanking"] for maker in data["decisionMakers"]] == [
        [4, 2, 3, 1],
        [[2, 4], [1, 3]],
        [4, [1, 2, 3]],
    ]
    assert sum("as a ranking of states" in note for note in output.notes) == 2
    assert_same_graph(build(dispute), build(read_gmcr(output.text, "back.gmcr").dispute))


def test_what_gmcr_has_no_place_for_is_noted() -> None:
    dispute = yaml(
        """
dispute: All of it
as_of: 2018-06-07
summary: A summary
sources: {s: {title: S}}
parties:
  A: {title: The A, options: {a: A}, prefers: [{statement: done, why: Because}]}
terms: {done: A.a}
status_quo: []
settlements: {end: done}
forbidden_moves: [{party: A, from: done, to: not done}]
same: [done]
events: [{date: 2018-06-12, title: A summit}]
"""
    )
    notes = "\n".join(to_gmcr(dispute).notes)
    for word in (
        "title: name the file", "date", "summary", "sources", "names of terms", "status quo",
        "settlements", "forbidden moves", "stay apart", "events", "titles of parties", "reasons",
    ):  # fmt: skip
        assert word in notes


def test_hand_drawn_graphs_are_refused() -> None:
    graph = "{states: {1: One, 2: Two}, moves: {A: [[1, 2]]}}"
    drawn = yaml(f"dispute: Drawn\ngraph: {graph}\nparties: {{A: {{}}}}\n")
    with pytest.raises(DisputeError, match="2:8: a hand-drawn graph"):
        to_gmcr(drawn)


def parity(size: int) -> Formula:
    formula: Formula = OptionOn("A", "a0")
    for number in range(1, size):
        formula = Conditional("iff", formula, OptionOn("A", f"a{number}"))
    return formula


def test_formulas_that_take_too_many_patterns_are_refused_all_at_once() -> None:
    options = tuple(Option(f"a{number}") for number in range(30))
    stated = Prioritised((Statement(parity(30)),))
    dispute = Dispute("Parity", (Party("A", options=options, preferences=stated),))
    many = dataclasses.replace(dispute, rules=(Rule(parity(20)),))
    with pytest.raises(DisputeError) as caught:
        to_gmcr(many)
    assert len(caught.value.problems) == 2
    assert all("10,000 patterns" in str(problem) for problem in caught.value.problems)


def test_a_rule_that_nothing_satisfies_is_refused() -> None:
    rule = Rule(parse("A.a and not A.a"))
    dispute = Dispute("None", (Party("A", options=(Option("a"),)),), rules=(rule,))
    with pytest.raises(DisputeError, match="holds in no state"):
        to_gmcr(dispute)


def test_more_statements_than_gmcr_ranks_rightly_are_noted() -> None:
    options = tuple(Option(f"a{number}") for number in range(64))
    stated = Prioritised(tuple(Statement(OptionOn("A", option.name)) for option in options))
    notes = to_gmcr(Dispute("Long", (Party("A", options=options, preferences=stated),))).notes
    assert [note for note in notes if "64 statements" in note]
