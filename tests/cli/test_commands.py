"""``states``, ``why``, ``check``, ``new``, ``cases``, ``schema``, and words that are no command."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import detente
from cli.running import ask, ask_about, ask_outside, assert_problems, assert_refused, dispute_file
from oracle import brute, spec, strategies

DISPUTES = strategies.option_disputes(parties=(2, 3), options=(1, 5), levels=True, same=True)

# ---------------------------------------------------------------------- states


def test_states_lists_what_analyse_lists() -> None:
    states, analysis = (ask(word, "elmira", "--json").json for word in ("states", "analyse"))
    for key in ("format", "version", "dispute", "parties", "options", "feasible", "status_quo"):
        assert states[key] == analysis[key]
    assert states["states"] == analysis["states"]


def test_states_where_and_limit() -> None:
    answer = ask("states", "elmira", "--json", "--where", "Uniroyal.Abandon", "--limit", "5").json
    assert answer["feasible"] == 9
    assert all("Uniroyal.Abandon" in state["on"] for state in answer["states"])
    assert answer["states"]
    numbers = [state["number"] for state in ask("states", "chicken", "--json").json["states"]]
    assert numbers == [1, 2, 3, 4]
    assert ask("states", "elmira", "--json", "--limit", "0").json["states"] == []


def test_states_as_text_stars_the_status_quo() -> None:
    answer = ask("states", "chicken")
    assert (answer.status, answer.err) == (0, "")
    assert re.findall(r"^ *(\*?\d+)  ", answer.out, re.MULTILINE) == ["*1", "2", "3", "4"]


def test_states_of_a_drawn_graph_show_their_titles() -> None:
    assert "The firm abandons the works" in ask("states", "elmira-graph").out


# ---------------------------------------------------------------------- why


@settings(max_examples=25)
@given(data=st.data(), drawn=DISPUTES, concept=st.sampled_from(["nash", "gmr", "smr", "seq"]))
def test_why_says_what_the_oracle_says(data: st.DataObject, drawn: spec.Spec, concept: str) -> None:
    state = data.draw(st.sampled_from(sorted(brute.states(drawn))))
    text = spec.to_yaml(drawn)
    answer = ask_about(text, "why", str(state), "--concept", concept, "--json").json
    stable = brute.stable(drawn)[concept]
    better = brute.improvements(brute.moves(drawn), brute.ranks(drawn))
    assert stable is not None
    assert answer["state"]["number"] == state
    assert [w["party"] for w in answer["witnesses"]] == [p["name"] for p in drawn["parties"]]
    for witness in answer["witnesses"]:
        party = witness["party"]
        assert (witness["state"], witness["concept"]) == (state, concept)
        assert witness["stable"] == (state in stable[party])
        targets = [found["improvement"]["to"] for found in witness["answers"]]
        assert sorted(targets) == sorted(better[party][state])


def test_why_of_one_party_and_several_concepts() -> None:
    words = ("why", "chicken", "1", "--party", "Row", "--concept", "nash,smr", "--json")
    asked = [(w["party"], w["concept"]) for w in ask(*words).json["witnesses"]]
    assert asked == [("Row", "nash"), ("Row", "smr")]


def test_why_takes_a_formula_that_holds_in_one_state() -> None:
    answer = ask("why", "chicken", "Row.swerve and not Column.swerve", "--json").json
    assert answer["state"] == {"number": 2, "on": ["Row.swerve"]}


def test_why_as_text_names_the_state_the_parties_and_the_moves() -> None:
    answer = ask("why", "prisoners-dilemma", "4")
    assert (answer.status, answer.err) == (0, "")
    assert "State 4" in answer.out
    for party in detente.load("prisoners-dilemma").analyse().parties:
        assert re.search(rf"^{party}: (not )?stable", answer.out, re.MULTILINE)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("99",), ("99", "1 to 4")),
        (("0",), ("0", "1 to 4")),
        (("9" * 30,), ("1 to 4",)),
        (("Row.swerve",), ("2 states",)),
        (("false",), ("0 states",)),
        (("Row.swreve",), ("swreve", "swerve")),
        (("1", "--party", "Rwo"), ("Rwo", "Row")),
        (("1", "--concept", "sqe"), ("sqe", "seq")),
        ((), ("STATE",)),
        (("²",), ("²",)),
    ],
)
def test_why_refuses(words: tuple[str, ...], said: tuple[str, ...]) -> None:
    answer = ask("why", "chicken", *words)
    assert_refused(answer)
    for part in said:
        assert part in answer.err


def test_why_says_that_a_state_has_been_merged() -> None:
    text = "dispute: d\nparties: {A: {options: {x: X, y: Y}}}\nsame: [A.x]\n"
    answer = ask_about(text, "why", "4")
    assert_refused(answer)
    assert "state 4" in answer.err
    assert ask_about(text, "why", "2").status == 0


# ---------------------------------------------------------------------- check

FAULTY = """\
dispute: Three faults
parties:
  North: {options: {treaty: T}, prefers: [Nroth.treaty]}
rules: [peac]
terms: {peace: North.treaty}
treats: {}
"""


def test_check_names_every_fault_at_its_place_on_standard_error() -> None:
    with dispute_file(FAULTY) as path:
        answer = ask("check", path)
        assert_problems(answer)
        places = [(p["file"], int(p["line"]), int(p["column"])) for p in answer.problems]
    assert places == [(path, 3, 43), (path, 4, 9), (path, 6, 1)]
    for problem, near in zip(answer.problems, ["North", "peace", ""], strict=True):
        assert near in problem["mend"]


@pytest.mark.parametrize("command", ["analyse", "states", "why"])
def test_every_command_names_the_same_faults(command: str) -> None:
    with dispute_file(FAULTY) as path:
        words = [command, path, "1"] if command == "why" else [command, path]
        assert ask(*words) == ask("check", path)


def test_check_json_holds_the_faults_and_exits_with_2() -> None:
    answer = ask_about(FAULTY, "check", "--json")
    assert (answer.status, answer.err) == (2, "")
    places = [(error["line"], error["column"]) for error in answer.json["errors"]]
    assert places == [(3, 43), (4, 9), (6, 1)]


WARNED = """\
dispute: One warning
parties:
  A: {options: {x: X}, prefers: [A.x]}
  B: {options: {idle: I}}
"""


def test_check_puts_warnings_on_standard_error_and_exits_with_0() -> None:
    with dispute_file(WARNED) as path:
        answer = ask("check", path)
        assert answer.err.startswith(f"{path}:4:17: ")
    assert answer.status == 0
    assert "B.idle" in answer.err
    assert "One warning" in answer.out
    assert "Traceback" not in answer.err


def test_check_json_holds_warnings_and_wants() -> None:
    answer = ask_about(WARNED, "check", "--json")
    assert (answer.status, answer.err) == (0, "")
    assert answer.json["errors"] == []
    assert [(w["line"], w["column"]) for w in answer.json["warnings"]] == [(4, 17)]
    assert {(want["party"], want["of"]) for want in answer.json["wants"]} == {
        ("A", "B"),
        ("B", "A"),
    }


LEVERED = """\
dispute: Levers
parties:
  A: {options: {x: X}, prefers: [A.x]}
  B: {prefers: [A.x]}
levers:
  push: {by: B, kind: threat, cost: 2.5, secret: true, prior: 0.125,
         edits: [{unprefer: A.x, party: A}]}
  nudge: {title: A nudge, edits: [{set: {A.x: on}}]}
observed: [{by: B}, {by: A, sets: {A.x: on}}, {by: B}]
"""


def test_check_shows_levers_and_what_was_observed() -> None:
    answer = ask_about(LEVERED, "check")
    assert "2 levers, not in force: push (secret, 12%, cost 2.5), nudge." in answer.out
    assert "3 observed moves, of B and A." in answer.out
    data = ask_about(LEVERED, "check", "--json").json
    assert data["observed"] == 3
    assert data["levers"] == [
        {
            "name": "push",
            "title": "",
            "by": "B",
            "kind": "threat",
            "cost": 2.5,
            "secret": True,
            "prior": 0.125,
        },
        {
            "name": "nudge",
            "title": "A nudge",
            "by": None,
            "kind": None,
            "cost": 1.0,
            "secret": False,
            "prior": None,
        },
    ]
    assert "lever" not in ask_about(WARNED, "check").out


def test_questions_do_not_repeat_the_warnings() -> None:
    assert ask_about(WARNED, "analyse").err == ""


# ---------------------------------------------------------------------- new


def test_new_writes_a_file_that_passes_its_check(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    answer = ask("new", str(path))
    assert (answer.status, answer.err) == (0, "")
    text = path.read_text(encoding="utf-8")
    assert text.count("#") > 5
    checked = ask("check", str(path), "--json")
    assert (checked.status, checked.json["warnings"]) == (0, [])
    assert ask("analyse", str(path)).status == 0
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("words", [("new",), ("convert", "chicken")], ids=["new", "convert"])
def test_a_file_that_stands_there_is_left_alone(tmp_path: Path, words: tuple[str, ...]) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("dear to me")
    answer = ask(*words, str(path))
    assert_refused(answer)
    assert str(path) in answer.err
    assert "--force" in answer.err


@pytest.mark.parametrize("words", [("new",), ("convert", "chicken")], ids=["new", "convert"])
def test_force_overwrites(tmp_path: Path, words: tuple[str, ...]) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("dear to me")
    assert_refused(ask(*words, str(path)))
    assert path.read_text() == "dear to me"
    assert ask(*words, str(path), "--force").status == 0
    assert ask("check", str(path)).status == 0
    assert list(tmp_path.iterdir()) == [path]


def test_new_where_nothing_can_be_written(tmp_path: Path) -> None:
    answer = ask("new", str(tmp_path / "nowhere" / "mine.yaml"))
    assert_refused(answer)
    assert "mine.yaml" in answer.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["", "folder"])
def test_new_over_a_folder(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path)
    assert_refused(ask("new", name))
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


@pytest.mark.parametrize("output", [[], ["-"]])
def test_convert_to_standard_output(output: list[str]) -> None:
    answer = ask("convert", "chicken", *output)
    assert (answer.status, answer.err) == (0, "")
    assert detente.loads(answer.out).dispute == detente.load("chicken").dispute


def test_convert_of_a_faulty_file_writes_nothing(tmp_path: Path) -> None:
    source, target = tmp_path / "faulty.yaml", tmp_path / "out.yaml"
    source.write_text(FAULTY)
    assert_problems(ask("convert", str(source), str(target)))
    assert list(tmp_path.iterdir()) == [source]


def test_questions_write_nothing(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(WARNED)
    for words in (["check"], ["states"], ["analyse"], ["analyse", "--json"]):
        assert ask(words[0], str(path), *words[1:]).status == 0
    assert ask("why", str(path), "1").status == 0
    assert path.read_text() == WARNED
    assert list(tmp_path.iterdir()) == [path]


# ---------------------------------------------------------------------- cases and schema


def test_cases_lists_every_shipped_case() -> None:
    answer = ask("cases", "--json").json
    assert tuple(case["name"] for case in answer["cases"]) == detente.cases()
    text = ask("cases").out
    assert all(name in text for name in detente.cases())


def _listed_keys(schema: dict[str, Any]) -> set[str]:
    return set(schema["properties"])


def test_schema_knows_the_sections_and_refuses_others() -> None:
    schema = json.loads(ask("schema").out)
    assert schema["$schema"].startswith("https://json-schema.org/")
    assert schema["additionalProperties"] is False
    assert set(schema["required"]) == {"dispute", "parties"}
    assert _listed_keys(schema) == {
        *("dispute", "format", "as_of", "summary", "sources", "parties", "graph", "terms"),
        *("rules", "same", "forbidden_moves", "status_quo", "settlements", "threats"),
        *("levers", "channels", "doubts", "observed_from", "observed", "events", "claims"),
    }


def _resolved(schema: dict[str, Any], value: Any) -> bool:
    """Whether a value is valid, for the few words of JSON Schema that ours uses."""
    if "anyOf" in schema and not any(_resolved(part, value) for part in schema["anyOf"]):
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    kinds = schema.get("type", [])
    if kinds and not any(
        _is(kind, value) for kind in ([kinds] if isinstance(kinds, str) else kinds)
    ):
        return False
    if isinstance(value, dict):
        return _resolved_object(schema, value)
    if isinstance(value, list):
        within = schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value))
        return within and all(_resolved(schema.get("items", {}), item) for item in value)
    return True


def _resolved_object(schema: dict[str, Any], value: dict[str, Any]) -> bool:
    known, others = schema.get("properties", {}), schema.get("additionalProperties", True)
    if not set(schema.get("required", [])) <= set(value):
        return False
    for key, inside in value.items():
        wanted = known.get(key, others)
        if wanted is False or (isinstance(wanted, dict) and not _resolved(wanted, inside)):
            return False
    return len(value) >= int(schema.get("minProperties", 0))


def _is(kind: str, value: Any) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return {
        "object": isinstance(value, dict),
        "array": isinstance(value, list),
        "string": isinstance(value, str),
        "boolean": isinstance(value, bool),
        "null": value is None,
        "number": number,
        "integer": number and int(value) == value,
    }[kind]


def _plain(text: str) -> Any:
    """A file as an editor's YAML 1.2 reader sees it, dates as the text they are."""
    from ruamel.yaml import YAML

    return json.loads(json.dumps(YAML(typ="safe", pure=True).load(text), default=str))


@pytest.mark.parametrize("name", detente.cases())
def test_schema_accepts_every_shipped_case(name: str) -> None:
    from detente.disputes.shipped import shipped_text

    assert _resolved(json.loads(ask("schema").out), _plain(shipped_text(name)))


@settings(max_examples=20)
@given(drawn=DISPUTES | strategies.graphs())
def test_schema_accepts_what_reads(drawn: spec.Spec) -> None:
    assert _resolved(json.loads(ask("schema").out), _plain(spec.to_yaml(drawn)))


@pytest.mark.parametrize(
    "text",
    [
        FAULTY,
        "dispute: d\n",
        "dispute: d\nparties: {A: {options: [x]}}\n",
        "dispute: d\nparties: {A: {options: {x: {direction: once}}}}\n",
        "dispute: d\nparties: {A: {options: {x: {levels: [one]}}}}\n",
        "dispute: d\nparties: {A: {ranking: [a]}}\n",
        "dispute: d\nparties: {A: {weights: {true: heavy}}}\n",
        "dispute: d\nformat: 2\nparties: {A: {}}\n",
    ],
)
def test_schema_refuses_what_is_misshapen(text: str) -> None:
    assert not _resolved(json.loads(ask("schema").out), _plain(text))


# ---------------------------------------------------------------------- usage


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("frobnicate",), "frobnicate"),
        (("ANALYSE", "chicken"), "ANALYSE"),
        (("analyse",), "FILE"),
        (("analyse", "chicken", "--frob"), "--frob"),
        (("analyse", "chicken", "elmira"), "elmira"),
        (("cases", "more"), "more"),
        (("check", "chicken", "--concept", "nash"), "--concept"),
        (("convert", "chicken", "mine.docx"), ".docx"),
    ],
)
def test_unknown_words_are_refused_by_name(words: tuple[str, ...], said: str) -> None:
    answer = ask(*words)
    assert_refused(answer)
    assert said in answer.err


def test_an_unknown_command_names_the_nearest() -> None:
    answer = ask("anlyse", "chicken")
    assert_refused(answer)
    assert "analyse" in answer.err


@pytest.mark.parametrize("words", [(), ("--help",), ("analyse", "--help"), ("why", "-h")])
def test_help(words: tuple[str, ...]) -> None:
    answer = ask(*words)
    assert (answer.status, answer.err) == (0, "")
    assert "Usage" in answer.out


@pytest.mark.parametrize("command", ["analyse", "states", "check", "why"])
@pytest.mark.parametrize(
    ("name", "near"),
    [("korea-208", "korea-2018"), ("Chiken", "chicken"), ("elmira-grpah", "elmira-graph")],
)
def test_a_case_with_a_typo_names_the_nearest(command: str, name: str, near: str) -> None:
    answer = ask(command, name, *(["1"] if command == "why" else []))
    assert_problems(answer)
    assert f"`{near}`" in answer.problems[0]["mend"]
    assert answer.problems[0]["file"] == name


def test_version() -> None:
    answer = ask_outside("--version")
    assert answer.status == 0
    assert answer.out.strip() == detente.__version__
