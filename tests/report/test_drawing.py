"""Drawings hold what the evolution says, whatever the names, and can be read back."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

import detente
from detente.report import drawing
from detente.stability.evolution import Evolution, evolve_by_any_moves
from drawn import graph_of
from oracle import strategies
from oracle.spec import Spec

DISPUTES = strategies.option_disputes(
    parties=(1, 3), options=(1, 4), same=True, forbidden=True, levels=True
)
KINDS = st.one_of(DISPUTES, strategies.graphs(states=(1, 7)))
_STRING = r'"(?:[^"\\]|\\.)*"'
_TOKEN = re.compile(rf"{_STRING}|\w+|->|[][{{}};,=]|\s+")
_ITEM = re.compile(rf"^ +s(\d+)(?: -> s(\d+))? \[((?:\w+={_STRING}(?:, )?)*)\];$", re.MULTILINE)
_ATTRIBUTE = re.compile(rf"(\w+)=({_STRING})")
Items = list[tuple[str, str, dict[str, str]]]
HOSTILE = [
    'say "no"',
    "back\\slash",
    "ends in \\",
    "<b>&amp; </b>",
    "]]> <!-- -->",
    "[x=1];",
    "}\n{",
    "Łódź 北京",
    "a\ufffeb",
]


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1])


def _read_dot(text: str) -> Items:
    """Nodes and edges with their attributes; every character belongs to some token."""
    assert "".join(_TOKEN.findall(text)) == text
    bare = re.sub(_STRING, "", text)
    assert bare.count("{") == bare.count("}")
    assert bare.count("[") == bare.count("]")
    return [
        (one, two or "", {k: _unquoted(v) for k, v in _ATTRIBUTE.findall(rest)})
        for one, two, rest in _ITEM.findall(text)
    ]


def _read_graphml(text: str) -> Items:
    root = ElementTree.fromstring(text)
    space = "{" + root.tag[1:].partition("}")[0] + "}"
    keys = {key.attrib["id"]: key.attrib["attr.name"] for key in root.iter(f"{space}key")}
    found = []
    for item in [*root.iter(f"{space}node"), *root.iter(f"{space}edge")]:
        facts = {keys[data.attrib["key"]]: data.text or "" for data in item}
        one = item.get("id") or item.attrib["source"]
        found.append((one[1:], item.get("target", "s")[1:], facts))
    return found


def _assert_right(found: Items, evolution: Evolution) -> None:
    """Every node and every arc, once, with what the evolution says of it."""
    number, name = evolution.graph.states.number, evolution.graph.parties
    nodes = {int(one): facts for one, two, facts in found if not two}
    assert list(nodes) == [n for n in map(int, nodes) if n in evolution.numbers]
    assert sorted(nodes) == sorted(evolution.numbers)
    for place in evolution.reached.tolist():
        facts = nodes[number(place)]
        assert int(facts["steps"]) == evolution.steps[place]
        assert int(facts["stage"]) == evolution.stage[place]
        assert facts["start"] == str(place == evolution.start).lower()
        assert facts["status_quo"] == str(place == evolution.graph.status_quo).lower()
        assert int(facts["number"]) == number(place)
        assert facts["on"] == "; ".join(evolution.graph.states.on(place))
    arcs = [
        (int(one), int(two), facts["party"], facts["irreversible"])
        for one, two, facts in found
        if two
    ]
    assert sorted(arcs) == sorted(
        (number(a.source), number(a.target), name[a.party], str(a.irreversible).lower())
        for a in evolution.arcs()
    )


@given(spec=KINDS)
def test_both_hold_what_comes_about(spec: Spec) -> None:
    graph = graph_of(spec)
    found = evolve_by_any_moves(graph, 0)
    _assert_right(_read_dot(detente.to_dot(found)), found)
    _assert_right(_read_graphml(detente.to_graphml(found)), found)


def _named(name: str) -> detente.Case:
    """A dispute in which everything has that name, as a file could not always state it."""
    from dataclasses import replace

    from detente.disputes.model import Option, Party

    dispute = detente.loads("dispute: d\nparties: {A: {options: {x: X}}}\n").dispute
    party = Party(name, name, (Option(name, name),))
    return detente.Case.of(replace(dispute, title=name, parties=(party,), origin=None))


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_break_nothing(name: str) -> None:
    found = _named(name).evolve(possible=True)
    one_line = name.replace("\n", "\\n")
    (arc,) = (facts for _, two, facts in _read_dot(detente.to_dot(found)) if two)
    assert arc["party"] == one_line.replace("&amp;", "&amp;amp;")
    (arc,) = (facts for _, two, facts in _read_graphml(detente.to_graphml(found)) if two)
    assert arc["party"] == one_line.replace("\ufffe", "\\ufffe")


@given(name=st.text(min_size=1, max_size=12))
def test_any_name_can_be_read_back(name: str) -> None:
    found = _named(name).evolve(possible=True)
    assert len(_read_dot(detente.to_dot(found))) == 3
    assert len(_read_graphml(detente.to_graphml(found))) == 3


def test_titles_of_a_drawn_graph_with_lines_and_quotes() -> None:
    text = (
        'dispute: d\ngraph:\n  states: {1: \'a "b" \\ <c>\', 2: "& d"}\n'
        "  moves: {A: [[1, 2]]}\nparties: {A: {}}\nstatus_quo: 1\n"
    )
    found = detente.loads(text).evolve(possible=True)
    labels = {
        one: facts["label"] for one, two, facts in _read_dot(detente.to_dot(found)) if not two
    }
    assert labels == {"1": '1: a "b" \\ <c>', "2": "2: & d"}
    labels = {
        one: facts["label"]
        for one, two, facts in _read_graphml(detente.to_graphml(found))
        if not two
    }
    assert labels == {"1": 'a "b" \\ <c>', "2": "& d"}


def test_equilibria_are_those_of_sequential_stability() -> None:
    case = detente.load("cuba-1962")
    items = _read_graphml(detente.to_graphml(case.evolve()))
    marked = [int(n) for n, two, facts in items if not two and facts["equilibrium"] == "true"]
    assert sorted(marked) == case.analyse(["seq"]).come_about("seq")


def test_stages_are_boxed_only_where_there_are_several() -> None:
    case = detente.load("elmira")
    assert detente.to_dot(case.evolve()).count("subgraph") == 0
    assert detente.to_dot(case.evolve(possible=True)).count("subgraph") == 5


def test_a_part_is_drawn_with_all_arcs_inside_it() -> None:
    found = detente.load("korea-2018").evolve()
    part = drawing.picture(found, 7)
    assert [node.number for node in part.nodes] == found.numbers[:7]
    assert part.left_out == len(found) - 7
    whole = drawing.picture(found)
    inside = set(found.numbers[:7])
    assert part.edges == tuple(e for e in whole.edges if {e.source, e.target} <= inside)


def test_too_many_arcs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "MOST_ARCS", 5)
    found = detente.load("chicken").evolve(possible=True)
    with pytest.raises(detente.DisputeError, match="more than 5 arcs"):
        detente.to_dot(found)
    assert detente.to_dot(found, most=2)
