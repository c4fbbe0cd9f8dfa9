"""The YAML of a file as plain data, with the place of every key and value in it."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from detente.disputes.problems import DisputeError, Problem

Path: TypeAlias = tuple[str | int, ...]
_MOST_NODES = 500_000
_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Place:
    """Where a value or key starts (from 1), and how far a text's own characters are from there.

    ``offset`` is None where the text is spread over lines and columns inside it mean nothing.
    """

    line: int
    column: int
    offset: int | None = None
    flow: bool = False


@dataclass
class Layout:
    """Plain data and where its parts stand.

    Attributes
    ----------
    file : str
        The name that messages use.
    data : Any
        Dicts with text keys, lists, text, numbers kept as text in `Number`, booleans, None, dates.
    values, keys : dict
        From the path of a value to the place where it, or its key, starts.
    problems : list of Problem
        What is already known to be wrong, such as repeated names.
    """

    file: str
    data: Any = None
    values: dict[Path, Place] = field(default_factory=dict)
    keys: dict[Path, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def problem(self, path: Path, what: str, mend: str = "", *, key: bool = False) -> None:
        """Note that something is wrong at `path`, or at the nearest place above it."""
        self.at(self.place(path, key=key), what, mend)

    def place(self, path: Path, *, key: bool = False) -> Place:
        """Where the value (or its key) at `path` stands, or the nearest thing above it."""
        first, second = (self.keys, self.values) if key else (self.values, self.keys)
        while path:
            found = first.get(path) or second.get(path)
            if found:
                return found
            path = path[:-1]
        return Place(1, 1)

    def within(self, path: Path, at: int) -> Place:
        """Where character `at` of the text at `path` stands."""
        place = self.place(path)
        if place.offset is None:
            return place
        return Place(place.line, place.column + place.offset + at, 0)

    def at(self, place: Place, what: str, mend: str = "") -> None:
        """Note that something is wrong at `place`."""
        self.problems.append(Problem(self.file, place.line, place.column, what, mend))


class Number(str):
    """A number as the file writes it, so that nothing is lost before it is used."""

    __slots__ = ()


def read(text: str, file: str) -> Layout:
    """Read YAML 1.2 text.

    Raises
    ------
    DisputeError
        If the text is not YAML: the only fault after which others cannot be looked for.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError
    from ruamel.yaml.reader import ReaderError

    yaml = YAML(typ="safe", pure=True)
    layout = Layout(file)
    try:
        node = yaml.compose(text)
        if node is None:
            layout.problem((), "the file is empty", "`detente new` writes a file to start from")
        else:
            _Builder(layout).build(node)
    except MarkedYAMLError as error:
        raise DisputeError([_syntax(error, text, file)]) from None
    except ReaderError as error:
        raise DisputeError([_forbidden(error, text, file)]) from None
    except YAMLError as error:
        what = f"this is not YAML ({' '.join(str(error).split())})"
        raise DisputeError([Problem(file, 1, 1, what, "check what the file is")]) from None
    except RecursionError:
        raise DisputeError(
            [Problem(file, 1, 1, "the file is nested too deeply", "flatten it")]
        ) from None
    return layout


class _Builder:
    """Turns the nodes of a YAML text into plain data, noting places as it goes."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.count = 0
        self.open: set[int] = set()

    def build(self, node: Any) -> None:
        self.layout.data = self._value(node, ())

    def _value(self, node: Any, path: Path, flow: bool = False) -> Any:
        self.count += 1
        if self.count > _MOST_NODES or id(node) in self.open:
            place = _start(node)
            raise DisputeError(
                [
                    Problem(
                        self.layout.file,
                        place.line,
                        place.column,
                        "the file repeats itself without end",
                        "write aliases (*name) out",
                    )
                ]
            )
        self.open.add(id(node))
        self.layout.values[path] = _start(node, flow)
        value: Any
        if node.id == "mapping":
            value = self._mapping(node, path)
        elif node.id == "sequence":
            value = [
                self._value(item, (*path, number), bool(node.flow_style))
                for number, item in enumerate(node.value)
            ]
        else:
            value = _scalar(node)
        self.open.discard(id(node))
        return value

    def _mapping(self, node: Any, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if key_node.id != "scalar":
                self.layout.at(
                    _start(key_node),
                    "a name is wanted here, not a list",
                    "write name: value; quote a text that starts with [ or {",
                )
                continue
            key = key_node.value
            inside = (*path, key)
            if key in found:
                self.layout.at(
                    _start(key_node),
                    f"`{key}` stands here twice",
                    f"rename or remove one (the other is in line {self.layout.keys[inside].line})",
                )
                continue
            self.layout.keys[inside] = _start(key_node, bool(node.flow_style))
            found[key] = self._value(value_node, inside, bool(node.flow_style))
            if value_node.start_mark.index == value_node.end_mark.index:
                self.layout.values[inside] = self.layout.keys[inside]  # nothing is written there
        return found


def _start(node: Any, flow: bool = False) -> Place:
    mark = node.start_mark
    style = getattr(node, "style", None) if node.id == "scalar" else None
    single_line = node.id == "scalar" and node.end_mark.line == mark.line
    offset = {None: 0, "'": 1, '"': 1}.get(style) if single_line else None
    return Place(mark.line + 1, mark.column + 1, offset, flow)


def _scalar(node: Any) -> Any:
    text = node.value
    if node.style is not None or (node.tag == "tag:yaml.org,2002:str" and node.style):
        return text
    if text in {"", "~", "null", "Null", "NULL"}:
        return None
    if text in {"true", "True", "TRUE"}:
        return True
    if text in {"false", "False", "FALSE"}:
        return False
    if _DATE.fullmatch(text):
        try:
            return datetime.date.fromisoformat(text)
        except ValueError:
            return text
    if _INT.fullmatch(text) or _FLOAT.fullmatch(text):
        return Number(text)
    return text


def _forbidden(error: Any, text: str, file: str) -> Problem:
    before = text[: error.position]
    line, column = before.count("\n") + 1, error.position - before.rfind("\n")
    what = f"the character {text[error.position]!r} cannot stand in a YAML file"
    return Problem(file, line, column, what, "remove it")


def _syntax(error: Any, text: str, file: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    lines = text.splitlines()
    written = lines[line] if line < len(lines) else ""
    before = lines[line - 1] if 0 < line <= len(lines) else ""
    what = " ".join(str(error.problem or error.context or "this is not YAML").split())
    mend = "check the indentation, and that quotes and brackets are closed"
    if re.search(r'(^|[-:\[{,]\s*)"[^"]*"\s*\S', written) or re.search(r'-\s+"[^"]*"\s*\.', before):
        mend = "put a formula that starts with a double quote in single quotes: '\"Two words\".x'"
    elif "\t" in written:
        mend = "indent with spaces, not with tabs"
    return Problem(file, line + 1, column + 1, f"the YAML cannot be read here ({what})", mend)
