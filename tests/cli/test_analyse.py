"""``detente analyse --json`` word by word against the format's reference and against the oracle."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import detente
from cli.running import Answer, ask, ask_about, ask_outside, assert_refused
from oracle import brute, spec, strategies

CONCEPTS = ["nash", "gmr", "smr", "seq", "sseq", "sim"]
OPTION_FORM = strategies.option_disputes(
    parties=(1, 4), options=(1, 6), levels=True, same=True, forbidden=True
)
PLAIN = strategies.option_disputes(parties=(1, 4), options=(1, 6), levels=True)
ANY = PLAIN | OPTION_FORM | strategies.graphs()
QUICK = settings(max_examples=40)

_NAME = r'(?:"((?:[^"\\]|\\.)*)"|(\w+))'
_LABEL = re.compile(rf"{_NAME}\.{_NAME}(?: = {_NAME})?")


def label(text: str) -> tuple[str, str, str | None]:
    """The party, option and level that a label such as ``A."b c" = d`` names."""
    match = _LABEL.fullmatch(text)
    assert match, text
    one, two, three = (match[k] or match[k + 1] for k in (1, 3, 5))
    return str(one), str(two), three


def analysed(drawn: spec.Spec, *words: str) -> dict[str, Any]:
    answer = ask_about(spec.to_yaml(drawn), "analyse", "--json", *words)
    assert (answer.status, answer.err) == (0, "")
    return answer.json


def labels_of(drawn: spec.Spec) -> list[tuple[str, str, str | None]]:
    return [] if "graph" in drawn else spec.bits(drawn)


def on_in(drawn: spec.Spec, number: int) -> list[tuple[str, str, str | None]]:
    """What the oracle says is on in a state, in bit order."""
    if "graph" in drawn:
        return []
    facts = brute.facts_of(drawn, brute.states(drawn)[number][0])
    return [
        (party, option, level)
        for party, option, level in spec.bits(drawn)
        if facts[party, option] == (True if level is None else level)
    ]


def holds_in(drawn: spec.Spec, formula: spec.Formula) -> set[int]:
    """The states where a formula holds, by the oracle."""
    states = brute.states(drawn)
    if "graph" in drawn:
        return {n for n in states if brute.holds(formula, {"state": n})}
    return {n for n, s in states.items() if brute.holds(formula, brute.facts_of(drawn, s[0]))}


def concepts_of(drawn: spec.Spec, where: set[int], limit: int) -> dict[str, Any]:
    """``concepts`` as the oracle gives it, the lists cut down as asked."""
    stable, equilibria = brute.stable(drawn), brute.equilibria(drawn)

    def shown(numbers: set[int]) -> list[int]:
        return sorted(numbers & where)[:limit]

    found: dict[str, Any] = {}
    for name in CONCEPTS:
        by_party, everyone = stable[name], equilibria[name]
        if by_party is None or everyone is None:
            found[name] = None
            continue
        came = brute.come_about(drawn, name)
        counts = {"equilibria": len(everyone)} | {p: len(n) for p, n in by_party.items()}
        found[name] = {
            "stable": {party: shown(numbers) for party, numbers in by_party.items()},
            "equilibria": shown(everyone),
            "come_about": None if came is None else shown(came),
            "counts": counts,
        }
    return found


def assert_agrees(answer: dict[str, Any], drawn: spec.Spec, where: set[int], limit: int) -> None:
    numbers = sorted(brute.states(drawn))
    assert answer["format"] == 1
    assert answer["version"] == detente.__version__
    assert answer["dispute"] == "Drawn for a test"
    assert answer["parties"] == [party["name"] for party in drawn["parties"]]
    assert [label(text) for text in answer["options"]] == labels_of(drawn)
    assert answer["feasible"] == len(numbers)
    assert answer["status_quo"] == brute.status_quo(drawn)
    listed = [(s["number"], [label(text) for text in s["on"]]) for s in answer["states"]]
    wanted = [n for n in numbers if n in where][:limit]
    assert listed == [(n, on_in(drawn, n)) for n in wanted]
    assert answer["concepts"] == concepts_of(drawn, where, limit)


@QUICK
@given(drawn=ANY)
def test_the_answer_is_the_oracles(drawn: spec.Spec) -> None:
    assert_agrees(analysed(drawn), drawn, set(brute.states(drawn)), 1000)


@QUICK
@given(data=st.data(), drawn=ANY, limit=st.integers(0, 5))
def test_where_and_limit_cut_the_lists_and_never_the_counts(
    data: st.DataObject, drawn: spec.Spec, limit: int
) -> None:
    formula = data.draw(strategies.formulas(strategies.atoms(drawn)))
    words = ("--where", spec.formula_text(formula), "--limit", str(limit))
    assert_agrees(analysed(drawn, *words), drawn, holds_in(drawn, formula), limit)


@settings(max_examples=20)
@given(drawn=PLAIN, asked=st.lists(st.sampled_from(CONCEPTS), min_size=1, unique=True))
def test_concept_restricts_the_keys(drawn: spec.Spec, asked: list[str]) -> None:
    answer = analysed(drawn, "--concept", ",".join(asked))
    wanted = concepts_of(drawn, set(brute.states(drawn)), 1000)
    assert answer["concepts"] == {name: wanted[name] for name in asked}


@settings(max_examples=20)
@given(data=st.data(), drawn=PLAIN)
def test_every_label_is_a_formula_that_finds_its_states(
    data: st.DataObject, drawn: spec.Spec
) -> None:
    answer = analysed(drawn)
    asked = data.draw(st.sampled_from(answer["options"]))
    found = analysed(drawn, "--where", asked)["states"]
    assert found == [state for state in answer["states"] if asked in state["on"]]


def test_the_lists_are_capped_at_1000_unless_told() -> None:
    options = ", ".join(f"o{k}: x" for k in range(11))
    text = f"dispute: Wide\nparties: {{A: {{options: {{{options}}}}}}}\n"
    answer = ask_about(text, "analyse", "--json", "--concept", "nash").json
    nash = answer["concepts"]["nash"]
    assert answer["feasible"] == 2048
    assert [state["number"] for state in answer["states"]] == list(range(1, 1001))
    assert nash["equilibria"] == nash["stable"]["A"] == list(range(1, 1001))
    assert nash["counts"] == {"equilibria": 2048, "A": 2048}
    more = ask_about(text, "analyse", "--json", "--concept", "nash", "--limit", "3000").json
    assert len(more["states"]) == len(more["concepts"]["nash"]["equilibria"]) == 2048


def test_analyze_is_the_same_command() -> None:
    assert ask("analyze", "chicken", "--json") == ask("analyse", "chicken", "--json")


def test_json_is_all_there_is_on_standard_output() -> None:
    answer = ask_outside("analyse", "elmira", "--json")
    assert (answer.status, answer.err) == (0, "")
    assert answer.json["feasible"] == 9


NAMED = """\
dispute: A settlement's name wins over a term's
parties:
  A: {options: {x: X}}
terms: {s: A.x}
settlements: {s: not A.x, odd name: A.x}
"""


def test_where_takes_a_settlements_name_first() -> None:
    found = ask_about(NAMED, "analyse", "--json", "--where", "s").json["states"]
    assert found == [{"number": 1, "on": []}]
    found = ask_about(NAMED, "analyse", "--json", "--where", "odd name").json["states"]
    assert found == [{"number": 2, "on": ["A.x"]}]


def test_no_status_quo_where_all_off_is_not_feasible() -> None:
    text = "dispute: d\nparties: {A: {options: {x: X}}}\nrules: [A.x]\n"
    answer = ask_about(text, "analyse", "--json").json
    assert answer["status_quo"] is None
    assert answer["feasible"] == 1
    assert answer["states"] == [{"number": 1, "on": ["A.x"]}]


def _table(answer: Answer) -> str:
    assert (answer.status, answer.err) == (0, "")
    return answer.out


def test_the_text_names_title_parties_and_equilibria() -> None:
    text = _table(ask("analyse", "prisoners-dilemma"))
    assert "Prisoner" in text
    for concept in CONCEPTS:
        assert concept.upper() in text
    rows = re.findall(r"^ *\*?(\d+)  ", text, re.MULTILINE)
    assert sorted(rows) == ["1", "4"]


def test_where_and_limit_in_the_text() -> None:
    text = _table(ask("analyse", "elmira", "--where", "false"))
    assert "no equilibrium" in text
    text = _table(ask("analyse", "elmira", "--limit", "1"))
    assert "more" in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--concept", "nahs"), ("nahs", "nash")),
        (("--concept", ""), ("nash", "seq")),
        (("--concept", "nash,,seq"), ("nash", "seq")),
        (("--limit", "-1"), ("limit",)),
        (("--limit", "some"), ("limit", "some")),
        (("--where", "Row.swreve"), ("1:1", "swreve", "swerve")),
        (("--where", "true and Rwo.swerve"), ("1:10", "Rwo", "Row")),
        (("--where", "Row.swerve and"), ("1:15",)),
        (("--where", ""), ("1:1",)),
        (("--where", "(" * 200), ("nested",)),
        (("--where", "state = x"), ("1:9", "x")),
        (("--where",), ("where",)),
    ],
)
def test_wrong_words_are_refused_and_named(words: tuple[str, ...], said: tuple[str, ...]) -> None:
    answer = ask("analyse", "chicken", "--json", *words)
    assert_refused(answer)
    for part in said:
        assert part in answer.err


def test_in_a_hand_drawn_graph_sim_is_null_and_nothing_is_on() -> None:
    answer = ask("analyse", "elmira-graph", "--json").json
    assert answer["concepts"]["sim"] is None
    assert all(state["on"] == [] for state in answer["states"])
    assert answer["options"] == []
