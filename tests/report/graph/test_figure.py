"""The drawing itself: XML that parses, text that stays text, nothing from elsewhere."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

import detente
from detente.disputes.shipped import shipped_names
from detente.report.graph.choosing import choose
from detente.report.graph.figure import graph_figure, graph_svg
from detente.report.graph.inks import LIGHT
from detente.report.graph.labels import MOST_LINES, shortened, text_width, wrap
from detente.report.graph.letters import letters
from detente.report.graph.svg import to_svg
from detente.report.graph.view import View
from detente.report.words import plural
from detente.stability.evolution import evolve
from drawn import graph_of
from oracle import strategies
from oracle.spec import Spec

SVG = "{http://www.w3.org/2000/svg}"
KINDS = st.one_of(
    strategies.option_disputes(parties=(1, 3), options=(1, 4), levels=True),
    strategies.graphs(states=(1, 9)),
)
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "]]> <!-- -->",
    "a\u202eb\u2067c",
    "\u0645\u0631\u062d\u0628\u0627",
    "a\ufffe\x00b",
    "Z" * 5000,
    "two\nlines",
    "x" + "\u0301" * 400,
    "\u200b\u200b",
]


def _root(text: str) -> ElementTree.Element:
    root = ElementTree.fromstring(text)
    assert root.tag == f"{SVG}svg"
    return root


def _nodes(root: ElementTree.Element) -> list[ElementTree.Element]:
    return [item for item in root.iter(f"{SVG}g") if "data-key" in item.attrib]


@given(spec=KINDS, improvements=st.booleans(), most=st.integers(1, 12))
def test_every_state_shown_is_a_node_with_details(
    spec: Spec, improvements: bool, most: int
) -> None:
    graph = graph_of(spec)
    figure = graph_figure(graph, improvements=improvements, most=most)
    nodes = _nodes(_root(figure.svg))
    keys = [node.attrib["data-key"] for node in nodes]
    assert len(keys) == len(set(keys)) == min(most, len(keys))
    assert sorted(key for key, _ in figure.details) == sorted(keys)
    assert all(graph.states.index(int(key)) is not None for key in keys)
    assert all(node.attrib["tabindex"] == "0" for node in nodes)
    assert all(len(lines) >= 2 + len(graph.parties) for _, lines in figure.details)
    _root(graph_svg(graph, improvements=improvements, most=most))


@pytest.mark.parametrize("name", shipped_names())
def test_shipped_disputes_in_both_kinds(name: str) -> None:
    graph = detente.load(name).graph
    page, alone = graph_figure(graph).svg, graph_svg(graph)
    assert set(re.findall(r'(?:fill|stroke)="([^"]+)"', page)) <= {
        f"var(--{each})" for each in ("ink", "paper", "soft", "accent", "warn")
    } | {"none"}
    assert "var(" not in alone
    assert "prefers-color-scheme: dark" in alone
    assert LIGHT.ink in alone
    for text in (page, alone):
        root = _root(text)
        assert [child.tag for child in root][:2] == [f"{SVG}title", f"{SVG}desc"]
        assert "href" not in text
        assert "url(" not in text
        assert "id=" not in text
        x, y, width, height = map(float, root.attrib["viewBox"].split())
        assert (x, y) == (0, 0)
        assert min(width, height) > 100


def _hostile(name: str) -> detente.Case:
    """A dispute in which everything has that name, as a file could not always state it."""
    from dataclasses import replace

    from detente.disputes.model import Option, Party

    dispute = detente.loads("dispute: d\nparties: {A: {options: {x: X}}}\n").dispute
    party = Party(name, name, (Option(name, name),))
    return detente.Case.of(replace(dispute, title=name, parties=(party,), origin=None))


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_text(name: str) -> None:
    graph = _hostile(name).graph
    figure = graph_figure(graph, improvements=False)
    root = _root(figure.svg)
    _root(graph_svg(graph, improvements=False))
    assert {item.tag.removeprefix(SVG) for item in root.iter()} <= {
        "svg", "title", "desc", "g", "rect", "text", "path", "polygon",
    }  # fmt: skip
    assert not any(attribute.startswith("on") for item in root.iter() for attribute in item.attrib)
    assert all(item.get("unicode-bidi") == "isolate" for item in root.iter(f"{SVG}text"))
    for text in root.iter(f"{SVG}text"):
        assert text_width(text.text or "", float(text.attrib["font-size"])) < 420


@given(name=st.text(min_size=1, max_size=12))
def test_any_name_makes_a_drawing(name: str) -> None:
    _root(graph_figure(_hostile(name).graph, improvements=False).svg)


def test_titles_of_a_drawn_graph_stand_in_the_boxes() -> None:
    text = (
        'dispute: d\ngraph:\n  states: {1: "the first of all states", 2: "& <d>"}\n'
        "  moves: {A: [[1, 2]]}\nparties: {A: {}}\nstatus_quo: 1\n"
    )
    figure = graph_figure(detente.loads(text).graph, improvements=False)
    told = [item.text for item in _root(figure.svg).iter(f"{SVG}text")]
    assert "& <d>" in told
    assert "the first of all" in told
    assert "elsewhere" not in told


def _tags(name: str) -> tuple[dict[int, str], View]:
    """What stands beside the number of each state."""
    view = choose(detente.load(name).graph)
    nodes = _nodes(_root(to_svg(view)))
    return {int(node.attrib["data-key"]): _texts(node)[1] for node in nodes}, view


def _texts(node: ElementTree.Element) -> list[str]:
    return [item.text or "" for item in node.iter(f"{SVG}text")]


@pytest.mark.parametrize("name", shipped_names())
def test_steps_told_are_those_of_evolve(name: str) -> None:
    tags, view = _tags(name)
    graph = view.graph
    if graph.status_quo is None:
        assert not any(tags.values())
        return
    steps = evolve(graph, graph.status_quo).steps
    for number, tag in tags.items():
        place = graph.states.index(number)
        assert place is not None
        count = int(steps[place])
        expected = "status quo" if count == 0 else plural(count, "step") if count > 0 else ""
        assert tag == expected
        assert count < 0 or view.layers[place] == count
    rows = [item.text for item in _root(to_svg(view)).iter(f"{SVG}text")]
    assert sum("step" in (text or "") for text in rows) == sum("step" in t for t in tags.values())


def test_a_partys_drawing_tells_the_same_steps() -> None:
    graph = detente.load("korea-2018").graph
    svg = to_svg(choose(graph, party=graph.parties.index("US")))
    (strike,) = (node for node in _nodes(_root(svg)) if node.attrib["data-key"] == "136")
    assert _texts(strike)[:2] == ["136", "2 steps"]


def test_options_go_on_to_a_second_line() -> None:
    nodes = _nodes(_root(graph_figure(detente.load("korea-2018").graph).svg))
    texts = [text for node in nodes for text in _texts(node)]
    assert not [text for text in texts if text.endswith("…")]
    assert "presence =" in texts
    assert texts[texts.index("presence =") + 1] == "garrison"


def test_every_settlement_that_holds_has_a_line() -> None:
    nodes = _nodes(_root(graph_figure(detente.load("elmira").graph).svg))
    (end,) = (node for node in nodes if node.attrib["data-key"] == "4")
    assert {"acceptance", "modified_order"} <= set(_texts(end))


def test_status_quo_and_equilibria_are_told_in_words() -> None:
    figure = graph_figure(detente.load("cuba-1962").graph)
    names = {
        node.attrib["data-key"]: node.attrib["aria-label"] for node in _nodes(_root(figure.svg))
    }
    assert names["1"].startswith("State 1, the status quo. everything is off")
    assert [key for key, name in names.items() if "equilibrium" in name] == ["7", "5"]
    assert "Equilibria (sequential stability) that can come about: 5 and 7." in figure.alt


def test_details_say_why() -> None:
    details = dict(graph_figure(detente.load("prisoners-dilemma").graph).details)
    text = "\n".join("".join(map(str, line)) for line in details["4"])
    assert "all" in text or "only improvement would be answered" in text
    assert "Row could go to state 3 by turning cooperate off" in text
    assert "cooperation holds here." in text


def test_what_was_folded_is_said() -> None:
    graph = detente.load("korea-2018").graph
    said = graph_figure(graph).caption
    assert "of 7,202 states are shown, the others folded away." in said
    assert "6 equilibria can come about, the status quo among them" in said
    assert "of which all 6 are shown" in said
    assert graph_figure(graph, start=5665).caption.count("state 5665") == 1


def test_letters_tell_parties_apart() -> None:
    assert letters(["US", "USSR", "UK"]) == ("US", "USS", "UK")
    assert letters(["a", "A"]) == ("1", "2")
    assert letters(["\u0301", "B"]) == ("1", "2")
    assert letters(["\u0645\u0635\u0631", "Bob"]) == ("\u0645", "B")


@given(st.lists(st.text(max_size=6), min_size=1, max_size=8, unique=True))
def test_letters_are_short_and_all_different(names: list[str]) -> None:
    found = letters(names)
    assert len(set(found)) == len(names)
    assert all(1 <= len(mark) <= 3 for mark in found)


@given(text=st.text(max_size=200), width=st.floats(20, 300))
def test_shortened_texts_fit(text: str, width: float) -> None:
    found = shortened(text, width, 12)
    assert text_width(found, 12) <= max(width, text_width("…", 12))


@given(text=st.text(alphabet="ab cd", max_size=80))
def test_wrapped_lines_hold_every_word(text: str) -> None:
    found = wrap(text, 60, 12)
    assert " ".join(found).split() == text.split()
    assert 1 <= len(found) <= MOST_LINES


def test_long_names_are_broken_at_underscores() -> None:
    assert wrap("naval_exercises stop", 90, 12) == ["naval_", "exercises", "stop"]
    assert wrap("__ a_", 500, 12) == ["__ a_"]
