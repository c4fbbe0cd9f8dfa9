"""The layout of a file: plain data, and the place of every key and value in it."""

from __future__ import annotations

import datetime
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.disputes.layout import Layout, Number, Path, Place, read
from detente.disputes.problems import DisputeError
from detente.disputes.shipped import shipped_names, shipped_text

KEYS = st.text(alphabet="abcXYZ_0189", min_size=1, max_size=5).map(lambda text: f"k{text}")
WORDS = st.sampled_from(["word", "Łódź", "北京 x", "\N{GRINNING FACE} y", "A.x and B.y", "12a"])
TREES: st.SearchStrategy[Any] = st.recursive(
    WORDS,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3)
        | st.dictionaries(KEYS, inner, min_size=1, max_size=3)
    ),
    max_leaves=12,
)


class _Writer:
    """Writes a tree as YAML, now in lines and now in brackets, and keeps where it wrote what."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.text = ""
        self.values: dict[Path, tuple[int, int]] = {}
        self.keys: dict[Path, tuple[int, int]] = {}

    def here(self) -> tuple[int, int]:
        line = self.text.count("\n") + 1
        return line, len(self.text) - (self.text.rfind("\n") + 1) + 1

    def word(self, tree: str, path: Path) -> None:
        self.values[path] = self.here()
        quote = self.chance.choice(["", "'", '"'])
        self.text += f"{quote}{tree}{quote}"

    def flow(self, tree: Any, path: Path) -> None:
        """In brackets, on one line."""
        if isinstance(tree, str):
            self.word(tree, path)
            return
        self.values[path] = self.here()
        named = isinstance(tree, dict)
        self.text += "{" if named else "["
        for number, key in enumerate(tree if named else range(len(tree))):
            self.text += ", " if number else ""
            if named:
                self.keys[(*path, key)] = self.here()
                self.text += f"{key}: "
            self.flow(tree[key], (*path, key))
        self.text += "}" if named else "]"

    def block(self, tree: Any, path: Path, depth: int) -> None:
        """On lines of its own, where it is a list or names; else behind what introduces it."""
        if isinstance(tree, str) or (path and self.chance.random() < 0.3):
            self.text += " " if path else ""
            self.flow(tree, path)
            return
        for number, key in enumerate(tree if isinstance(tree, dict) else range(len(tree))):
            self.text += "\n" * self.chance.randint(1, 2) + "  " * depth
            if number == 0:
                self.values[path] = self.here()
            if isinstance(tree, dict):
                self.keys[(*path, key)] = self.here()
                self.text += f"{key}:"
            else:
                self.text += "-"
            self.block(tree[key], (*path, key), depth + 1)


def _placed(found: dict[Path, Place]) -> dict[Path, tuple[int, int]]:
    return {path: (place.line, place.column) for path, place in found.items()}


@given(tree=TREES, seed=st.integers(0, 10_000))
def test_everything_is_where_it_was_written(tree: Any, seed: int) -> None:
    writer = _Writer(seed)
    writer.block(tree, (), 0)
    layout = read(writer.text + "\n", "f")
    assert layout.problems == []
    assert layout.data == tree
    assert _placed(layout.keys) == writer.keys
    assert _placed(layout.values) == writer.values


@given(tree=TREES, seed=st.integers(0, 10_000))
def test_characters_inside_a_text_have_places_too(tree: Any, seed: int) -> None:
    writer = _Writer(seed)
    writer.block(tree, (), 0)
    layout = read(writer.text + "\n", "f")
    lines = writer.text.split("\n")
    for path in layout.values:
        text = _at(layout.data, path)
        if path and isinstance(text, str):
            place = layout.within(path, len(text) - 1)
            assert lines[place.line - 1][place.column - 1] == text[-1]


def _at(data: Any, path: Path) -> Any:
    for part in path:
        data = data[part]
    return data


@pytest.mark.parametrize("name", shipped_names())
def test_every_key_of_a_shipped_case_is_where_the_layout_says(name: str) -> None:
    text = shipped_text(name)
    lines = text.splitlines()
    layout = read(text, name)
    assert layout.keys
    for path, place in layout.keys.items():
        written = lines[place.line - 1][place.column - 1 :].lstrip("'\"")
        assert written.startswith(str(path[-1]).split("'")[0])


def scalar(text: str) -> Any:
    data = read(f"it: {text}\n", "f").data
    return data["it"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("'null'", "null"),
        ("true", True),
        ("False", False),
        ('"true"', "true"),
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("Off", "Off"),
        ("y", "y"),
        ("2018-06-07", datetime.date(2018, 6, 7)),
        ("'2018-06-07'", "2018-06-07"),
        ("2018-02-30", "2018-02-30"),
        ("a # b", "a"),
        ("a#b", "a#b"),
        ("'it''s'", "it's"),
        (r'"\u0141\x41"', "ŁA"),
    ],
)
def test_what_words_are(text: str, value: Any) -> None:
    found = scalar(text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("text", ["0", "12", "-3", "+4", "1.50", ".5", "1e3", "-2.5E-7", "007"])
def test_numbers_are_kept_as_they_are_written(text: str) -> None:
    found = scalar(text)
    assert isinstance(found, Number)
    assert found == text


@pytest.mark.parametrize("text", ["1_000", "0x10", "1:30", "12a", ".inf", "1.2.3", "'12'", "-"])
def test_what_only_looks_like_a_number_is_text(text: str) -> None:
    try:
        found = scalar(text)
    except DisputeError:
        assert text == "-"
    else:
        assert not isinstance(found, Number)


def test_a_text_over_several_lines_has_no_columns_inside() -> None:
    layout = read("it: >-\n  one\n  two\nelse: one\n  two\n", "f")
    for path in (("it",), ("else",)):
        assert layout.within(path, 5) == layout.place(path)


def test_the_place_of_what_is_missing_is_that_of_what_holds_it() -> None:
    layout = read("a:\n  b: c\n", "f")
    assert layout.place(("a", "x", "y")) == layout.place(("a",))
    assert (layout.place(("z",)).line, layout.place(("z",)).column) == (1, 1)
    layout.problem(("a", "b"), "what", "mend", key=True)
    assert [str(problem) for problem in layout.problems] == ["f:2:3: what; mend"]


@pytest.mark.parametrize(
    ("text", "line", "column", "first"),
    [
        ("a: 1\na: 2\n", 2, 1, 1),
        ("x:\n  b: {c: 1,\n      c: 2}\n", 3, 7, 2),
        ("a: 1\n'a': 2\n", 2, 1, 1),
    ],
)
def test_a_repeated_key_is_noted_beside_the_first(
    text: str, line: int, column: int, first: int
) -> None:
    layout = read(text, "f")
    (problem,) = layout.problems
    assert (problem.line, problem.column) == (line, column)
    assert str(first) in problem.mend
    assert _all(layout) == ["1"]


def _all(layout: Layout) -> list[Any]:
    """Every scalar."""
    found, todo = [], [layout.data]
    while todo:
        value = todo.pop()
        if isinstance(value, dict | list):
            todo.extend(value.values() if isinstance(value, dict) else value)
        else:
            found.append(value)
    return found


def test_an_alias_stands_where_its_anchor_does() -> None:
    layout = read("a: &x [one, two]\nb: *x\n", "f")
    assert layout.data == {"a": ["one", "two"], "b": ["one", "two"]}
    assert (layout.place(("b", 1)).line, layout.place(("b", 1)).column) == (1, 13)
    assert layout.place(("b",), key=True).line == 2


@pytest.mark.parametrize(
    ("text", "line"),
    [("a: [1\nb: 2\n", 2), ("a: 'x\n\n", 3), ("a: b: c\n", 1), ("a:\n  - b\n c: d\n", 3)],
)
def test_what_is_not_yaml_is_refused_in_its_line(text: str, line: int) -> None:
    with pytest.raises(DisputeError) as caught:
        read(text, "f")
    (problem,) = caught.value.problems
    assert problem.line == line
    assert problem.mend


def test_a_character_that_yaml_forbids_is_reported_at_its_place() -> None:
    with pytest.raises(DisputeError) as caught:
        read("a: b\nc: d\x07e\n", "f")
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (2, 5)
    assert "UTF-8" not in problem.mend
