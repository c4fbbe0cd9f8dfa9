"""Files that are no disputes, names that look like something else, and terminals that go away."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import detente
from cli.running import (
    Answer,
    ask,
    ask_about,
    ask_outside,
    assert_problems,
    assert_refused,
    command,
    dispute_file,
)
from detente.disputes.shipped import shipped_text

START = "dispute: d\nparties: {A: {options: {x: X}}}\n"
QUESTIONS = [("check",), ("states",), ("analyse",), ("analyse", "--json")]

# ---------------------------------------------------------------------- files that are no disputes


def _bomb() -> str:
    """Aliases of aliases: nine lines that stand for a milliard words."""
    lines, before = ["a: &a [x,x,x,x,x,x,x,x,x,x]"], "a"
    for name in "bcdefghi":
        lines.append(f"{name}: &{name} [{','.join([f'*{before}'] * 10)}]")
        before = name
    return "\n".join(lines)


NO_DISPUTES: dict[str, str | bytes] = {
    "binary": bytes(range(256)) * 20,
    "picture": b"\x89PNG\r\n\x1a\n" + bytes(200),
    "empty": "",
    "only remarks": "# nothing\n",
    "blank": "  \n\n",
    "latin": "dispute: Caf\xe9\nparties: {A: }\n".encode("latin-1"),
    "utf-16": "dispute: d\n".encode("utf-16"),
    "nul": "dispute: a\0b\nparties: {A: }\n",
    "word": "hello\n",
    "list": "- one\n- two\n",
    "two documents": f"{START}---\n{START}",
    "tabs": "dispute: d\nparties:\n\tA: {}\n",
    "not closed": "dispute: 'd\nparties: {A: [\n",
    "deep lists": f"dispute: d\nparties: {'[' * 1200}{']' * 1200}\n",
    "deep names": f"dispute: d\nparties: {'{a: ' * 400}1{'}' * 400}\n",
    "deep blocks": "dispute: d\n" + "".join(f"{' ' * k}a:\n" for k in range(500)),
    "alias bomb": _bomb(),
    "alias of itself": "dispute: d\nparties: &a {A: *a}\n",
    "unknown alias": "dispute: d\nparties: *nothing\n",
    "tag": "dispute: !!python/object/apply:os.system [echo]\nparties: {A: }\n",
    "page": "<!DOCTYPE html><html><body>{{ x }}</body></html>",
    "list as name": "dispute: d\nparties: {? [A, B] : {}}\n",
    "5 MB formula": START + f"rules:\n  - '{'(' * 5_000_000}'\n",
}


@pytest.mark.parametrize("kind", NO_DISPUTES)
def test_what_is_no_dispute_is_refused_in_words(kind: str) -> None:
    assert_problems(ask_about(NO_DISPUTES[kind], "check"))


@pytest.mark.parametrize("words", [*QUESTIONS, ("why", "1")], ids=" ".join)
@pytest.mark.parametrize("kind", ["binary", "empty", "deep lists", "alias of itself"])
def test_every_question_refuses_it(kind: str, words: tuple[str, ...]) -> None:
    assert_problems(ask_about(NO_DISPUTES[kind], *words))


def test_a_binary_file_and_an_empty_one_in_a_process_of_their_own(tmp_path: Path) -> None:
    for kind in ("binary", "empty"):
        path = tmp_path / f"{kind}.yaml"
        content = NO_DISPUTES[kind]
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        assert_problems(ask_outside("analyse", str(path), "--json"))


def test_an_empty_file_has_one_fault() -> None:
    assert len(ask_about("", "check").problems) == 1


@pytest.mark.parametrize("ending", [".yaml", ".gmcr", ""])
def test_a_folder_is_refused(tmp_path: Path, ending: str) -> None:
    folder = tmp_path / f"folder{ending}"
    folder.mkdir()
    answer = ask("check", str(folder))
    assert_problems(answer)
    assert "directory" in answer.err


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[1]", b'{"a": ', b"null"])
def test_what_is_no_gmcr_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "mine.gmcr"
    path.write_bytes(content)
    assert_problems(ask("check", str(path)))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(START)
    path.chmod(0)
    assert_problems(ask("check", str(path)))


@pytest.mark.parametrize("name", ["no/such/folder/mine.yaml", "mine.gmcr", "[red]mine[/red]", "ÿ"])
def test_a_missing_file_is_refused_by_name(name: str) -> None:
    answer = ask("check", name)
    assert_problems(answer)
    assert answer.problems[0]["file"] == name


def test_a_file_name_that_no_system_takes() -> None:
    assert_problems(ask("check", "a" * 5000))


def test_a_large_file_is_read(tmp_path: Path) -> None:
    """Five megabytes, mostly remarks."""
    path = tmp_path / "mine.yaml"
    path.write_text(START + f"# {'x' * 78}\n" * 62_500)
    assert path.stat().st_size > 5_000_000
    assert ask("check", str(path)).status == 0


@settings(max_examples=40)
@given(content=st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
@example(b"dispute: &a\nparties: *a")
@example(b"%YAML 9.9\n---\n")
@example(b"? \n: \n")
def test_whatever_the_bytes_there_is_no_traceback(content: bytes) -> None:
    answer = ask_about(content, "check")
    assert answer.status in {0, 2}
    assert answer.status == 0 or answer.problems


@settings(max_examples=60)
@given(
    name=st.sampled_from(["elmira", "chicken", "elmira-graph"]),
    cuts=st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 9)), min_size=1, max_size=4),
    piece=st.sampled_from(["", "x", "null", "[]", "{}", "-1", "true", "²", "\n", ": ", "*a", "'"]),
)
def test_a_damaged_case_is_read_or_refused(
    name: str, cuts: list[tuple[int, int]], piece: str
) -> None:
    text = shipped_text(name)
    for start, length in cuts:
        start %= len(text)
        text = text[:start] + piece + text[start + length :]
    problems: tuple[detente.Problem, ...] | None = None
    try:
        detente.loads(text).analyse(["nash"])
    except detente.DisputeError as error:
        problems = error.problems
    assert problems is None or problems
    assert all(problem.what and problem.mend and problem.line >= 1 for problem in problems or ())


# ---------------------------------------------------------------------- models that are too much


def _terms(count: int, line: str) -> str:
    lines = [line.format(this=k, before=k - 1) for k in range(1, count)]
    return START + "terms:\n  t0: A.x\n" + "\n".join(lines) + f"\nrules: [t{count - 1}]\n"


def test_a_long_chain_of_terms_is_read_or_refused() -> None:
    answer = ask_about(_terms(400, "  t{this}: t{before} and true"), "check")
    assert answer.status in {0, 2}


def test_terms_that_use_terms_twice_take_no_time() -> None:
    with dispute_file(_terms(30, "  t{this}: t{before} or t{before}")) as path:
        assert ask_outside("check", path, timeout=4).status == 0


def test_an_enormous_weight_is_used_or_refused() -> None:
    text = "dispute: d\nparties: {A: {options: {x: X}, weights: {A.x: 1e99999999}}}\n"
    with dispute_file(text) as path:
        assert ask_outside("check", path, timeout=4).status in {0, 2}


def test_seventy_options_are_too_many() -> None:
    options = ", ".join(f"o{k}: x" for k in range(70))
    answer = ask_about(f"dispute: d\nparties: {{A: {{options: {{{options}}}}}}}\n", "analyse")
    assert_problems(answer)
    assert "70" in answer.err


def test_more_states_than_memory_holds_are_refused_before_they_are_made() -> None:
    options = ", ".join(f"o{k}: x" for k in range(55))
    answer = ask_about(f"dispute: d\nparties: {{A: {{options: {{{options}}}}}}}\n", "analyse")
    assert_problems(answer)
    assert "states" in answer.err


# ---------------------------------------------------------------------- names

NAMES = [
    "[red]A[/red]",
    "[/]",
    "[bold",
    "[link=https://example.org]A[/link]",
    ":smile:",
    "it's",
    "A & B <i>",
    "100 %",
    "\\",
    "{0}",
    "$(x)",
    "Łódź",
    "北京",
    "العربية",
    "עברית",
    "\N{GRINNING FACE}",
    "e\N{COMBINING ACUTE ACCENT}",
    "#1",
    "- x",
    "not",
    "null",
]


def _named(name: str) -> str:
    """A dispute in which everything has that name."""
    quoted = "'" + name.replace("'", "''") + "'"
    formula = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    statement = f"{formula}.{formula}".replace("'", "''")
    return (
        f"dispute: {quoted}\nsummary: {quoted}\nparties:\n  {quoted}:\n    title: {quoted}\n"
        f"    options: {{{quoted}: {quoted}}}\n    prefers: ['{statement}']\n"
        f"  Other: {{options: {{{quoted}: {quoted}}}}}\n"
        f"settlements: {{{quoted}: '{statement}'}}\n"
    )


def _shown(answer: Answer) -> str:
    assert answer.status == 0, answer.err
    assert "Traceback" not in answer.err
    return answer.out


@pytest.mark.parametrize("name", [*NAMES, 'a "b" c'])
def test_names_are_shown_as_they_are(name: str) -> None:
    text = _named(name)
    for words in (*QUESTIONS[:3], ("why", "1"), ("analyse", f"--where={name}")):
        assert name in _shown(ask_about(text, *words))
    assert "Other" in ask_about(text, "check").err  # the warning that it wants nothing mentioned
    answer = ask_about(text, "analyse", "--json").json
    assert answer["dispute"] == answer["parties"][0] == name
    assert list(answer["concepts"]["nash"]["stable"]) == [name, "Other"]


@pytest.mark.parametrize("name", NAMES)
def test_unknown_names_are_quoted_as_they_are(name: str) -> None:
    answer = ask_about(_named(name), "why", "1", f"--party={name}?")
    assert_refused(answer)
    assert f"{name}?" in answer.err
    assert name in answer.err.replace(f"{name}?", "")


@pytest.mark.parametrize("name", ["a" * 3000, "long name " * 30 + "end"])
def test_very_long_names_are_shown_whole_and_do_not_break_lines_in_json(name: str) -> None:
    text = _named(name).replace("'" + name + "':", "? '" + name + "'\n  :", 1)
    text = text.replace(f"{{'{name}': '{name}'}}", f"\n      ? '{name}'\n      : '{name}'")
    text = text.replace(f"settlements: {{'{name}': ", f"settlements:\n  ? '{name}'\n  : ")
    text = text.replace("Other: {options: ", "Other:\n    options: ").replace("'}\n", "'\n")
    assert ask_about(text, "check").status == 0
    assert ask_about(text, "analyse", "--json").json["parties"] == [name, "Other"]
    shown = "".join(_shown(ask_about(text, "states")).split())
    assert shown.count("a" if name.startswith("a") else "l") >= len(name) // 20


MARKS = ["\u202e", "\u200f", "\u2066", "\u200b", "\ufeff"]


@pytest.mark.parametrize("mark", MARKS)
def test_marks_that_turn_text_round_do_no_harm(mark: str) -> None:
    name = f"A{mark}B"
    text = _named(name)
    assert ask_about(text, "analyse", "--json").json["parties"][0] == name
    for words in (*QUESTIONS[:3], ("why", "1")):
        shown = _shown(ask_about(text, *words))
        assert "A" in shown
        assert "B" in shown


ESCAPED = 'dispute: "a \\e[31m b \\a c"\nparties: {"P\\e[1m": {options: {"o\\b": t, p: "\\x1f"}}}\n'


def _control(text: str) -> set[str]:
    return {c for c in text if unicodedata.category(c) == "Cc" and c != "\n"}


@pytest.mark.parametrize("words", [*QUESTIONS[:3], ("why", "1"), ("why", "1", "--party", "x")])
def test_no_escape_sequence_of_a_file_reaches_the_terminal(words: tuple[str, ...]) -> None:
    answer = ask_about(ESCAPED, *words)
    assert not _control(answer.out)
    assert not _control(answer.err)


@pytest.mark.parametrize("words", [("check",), ("states",), ("analyse",), ("why", "1")])
@pytest.mark.parametrize("code", ["e", "x7f", "x9b", "x85", "a"])
def test_no_control_character_of_a_name_reaches_the_terminal(
    code: str, words: tuple[str, ...]
) -> None:
    name = f'"a\\{code}[1mb"'
    text = f"dispute: {name}\nparties: {{{name}: {{options: {{{name}: {name}}}}}}}\n"
    answer = ask_about(text, *words)
    assert not _control(answer.out)
    assert not _control(answer.err)


def test_escape_sequences_are_refused_where_they_stand() -> None:
    answer = ask_about(ESCAPED, "check")
    assert_problems(answer)
    places = {(int(p["line"]), int(p["column"])) for p in answer.problems}
    assert places == {(1, 10), (2, 11), (2, 32), (2, 45)}


def test_messages_stay_on_one_line_whatever_the_name() -> None:
    text = 'dispute: d\nparties: {"A\\nB": {options: {x: X}, prefers: [AB.x]}}\n'
    answer = ask_about(text, "check")
    assert_refused(answer)
    assert len(answer.err.splitlines()) == 1


@pytest.mark.parametrize("words", [("check",), ("analyse", "--json")])
def test_half_a_surrogate_pair(words: tuple[str, ...]) -> None:
    text = 'dispute: "a\\ud800b"\nparties: {A: {options: {x: X}}}\n'
    with dispute_file(text) as path:
        answer = ask_outside(words[0], path, *words[1:])
    assert answer.status in {0, 2}
    assert "Traceback" not in answer.err


# ---------------------------------------------------------------------- terminals


def _width(line: str) -> int:
    return sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in line)


@pytest.mark.parametrize("columns", [40, 20])
@pytest.mark.parametrize("name", ["chicken", "korea-2018"])
def test_a_narrow_terminal_is_not_overrun(name: str, columns: int) -> None:
    for words in (("states", name, "--limit", "30"), ("analyse", name), ("why", name, "1")):
        answer = ask(*words, columns=columns)
        assert answer.status == 0
        assert max(map(_width, answer.out.splitlines())) <= columns


def test_a_narrow_terminal_cuts_no_state_number() -> None:
    shown = ask("states", "korea-2018", "--limit", "200", columns=40).out
    numbers = [int(n) for n in re.findall(r"^ *\*?≡?(\d+)  ", shown, re.MULTILINE)]
    listed = ask("states", "korea-2018", "--limit", "200", "--json").json["states"]
    assert numbers == [state["number"] for state in listed]


@pytest.mark.parametrize("columns", [0, 1, 100_000])
def test_odd_widths_do_not_break_it(columns: int) -> None:
    assert ask("states", "chicken", columns=columns).status == 0


def _first_line(*words: str) -> tuple[str, str, int]:
    """What ``detente … | head -1`` shows, what it says on standard error, and its exit status."""
    environment = {k: v for k, v in os.environ.items() if k != "COLUMNS"}
    started = subprocess.Popen(
        command(*words), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    )
    assert started.stdout is not None
    assert started.stderr is not None
    first = started.stdout.readline().decode()
    started.stdout.close()
    err = started.stderr.read().decode()
    started.stderr.close()
    return first, err, started.wait(60)


@pytest.mark.skipif(sys.platform == "win32", reason="no such pipes there")
@pytest.mark.parametrize("words", [("states", "korea-2018", "--json"), ("states", "korea-2018")])
def test_a_pipe_that_is_closed_early_is_no_fault(words: tuple[str, ...]) -> None:
    first, err, status = _first_line(*words)
    assert first.strip()
    assert err == ""
    assert status in {0, 141, -13}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
def test_a_full_disk_is_told() -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            command("states", "chicken", "--json"), stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode not in {0, 1}
    assert b"Traceback" not in done.stderr
    assert b"space" in done.stderr


def test_a_terminal_that_knows_only_ascii() -> None:
    environment = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    answer = ask_outside("states", "elmira", env=environment)
    assert answer.status == 0
    assert "Traceback" not in answer.err
