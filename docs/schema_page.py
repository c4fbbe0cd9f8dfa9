"""The reference of the file format, made from the schema while the documentation is built.

The directive ``dispute-schema`` stands for a section with a table for each kind of object that a
file holds: its keys, what each takes, which are needed, and what each is for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx

from detente.disputes import schema, schema_words
from detente.disputes.schema import json_schema

HEADS = ("key", "value", "")
WIDTHS = (18, 36, 46)


@dataclass(frozen=True)
class Described:
    """A kind of object: its title, what it is, where it stands, and its keys."""

    title: str
    says: str
    places: tuple[str, ...]
    keys: tuple[tuple[str, str, bool, str], ...]


def described(whole: dict[str, Any]) -> list[Described]:
    """Every kind of object in a schema, outermost first.

    Examples
    --------
    >>> file, source, *_ = described(json_schema())
    >>> source.title, source.places
    ('A source', ('sources.NAME',))
    >>> source.keys[0]
    ('title', 'text', True, 'what it is called')
    """
    objects = list(_objects(whole, ""))
    titles = {found["description"]: found["title"] for _, found in objects if "title" in found}
    places: dict[str, list[str]] = {}
    for at, found in objects:
        places.setdefault(found["description"], []).append(at)
    return [
        _described(found, titles, tuple(places[found["description"]]))
        for _, found in objects
        if "title" in found
    ]


def _objects(kind: dict[str, Any], at: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object of known keys in a schema, and where it stands."""
    for form in kind.get("anyOf", ()):
        yield from _objects(form, at)
    if "items" in kind:
        yield from _objects(kind["items"], f"{at}[]")
    if isinstance(kind.get("additionalProperties"), dict):
        yield from _objects(kind["additionalProperties"], f"{at}.NAME".removeprefix("."))
    if "properties" in kind:
        yield at, kind
        for key, inside in kind["properties"].items():
            yield from _objects(inside, f"{at}.{key}".removeprefix("."))


def _described(found: dict[str, Any], titles: dict[str, str], places: tuple[str, ...]) -> Described:
    needed = set(found.get("required", ()))
    rows = (
        (key, value(kind, titles), key in needed, str(kind.get("description", "")))
        for key, kind in found["properties"].items()
    )
    return Described(found["title"], found["description"], places, tuple(rows))


def value(kind: dict[str, Any], titles: dict[str, str]) -> str:
    """What a key takes, in words.

    Examples
    --------
    >>> value({"type": "array", "items": {"type": "integer", "minimum": 1}, "minItems": 2}, {})
    'list of at least 2: whole number from 1'
    """
    if "anyOf" in kind:
        forms = [value(form, titles) for form in kind["anyOf"]]
        return ", or ".join(dict.fromkeys(form for form in forms if form != "nothing"))
    if "enum" in kind:
        return ", ".join(dict.fromkeys(str(word) for word in kind["enum"]))
    if "properties" in kind:
        title = titles[kind["description"]]
        return title[0].lower() + title[1:]
    if kind["type"] == "array":
        return f"list{_length(kind)}: {value(kind['items'], titles)}"
    if kind["type"] == "object":
        return f"names, each with {value(kind['additionalProperties'], titles)}"
    return _plain(kind)


def _length(kind: dict[str, Any]) -> str:
    least, most = kind.get("minItems"), kind.get("maxItems")
    if least is None:
        return ""
    return f" of {least}" if least == most else f" of at least {least}"


def _plain(kind: dict[str, Any]) -> str:
    """A value that holds no others."""
    if isinstance(kind["type"], list):
        return "formula" if "boolean" in kind["type"] else "date, or text"
    if kind["type"] == "string":
        return "date" if kind.get("format") == "date" else "text"
    words = {"boolean": "true or false", "null": "nothing", "integer": "whole number"}
    return words.get(kind["type"], "number") + _bounds(kind)


def _bounds(kind: dict[str, Any]) -> str:
    if "exclusiveMinimum" in kind:
        low, high = kind["exclusiveMinimum"], kind["exclusiveMaximum"]
        return f" between {low} and {high}, without these"
    upper = f" to {kind['maximum']}" if "maximum" in kind else ""
    other = f", but not {kind['not']['const']}" if "not" in kind else ""
    return (f" from {kind['minimum']}" if "minimum" in kind else "") + upper + other


class SchemaSections(Directive):
    """The sections on every kind of object."""

    option_spec: ClassVar[dict[str, Any]] = {}

    def run(self) -> list[nodes.Node]:
        """A section for each."""
        environment = self.state.document.settings.env
        for module in (__file__, schema.__file__, schema_words.__file__):
            environment.note_dependency(module)
        kinds = described(json_schema())
        titles = [kind.title for kind in kinds]
        return [self._section(kind, titles) for kind in kinds]

    def _section(self, kind: Described, titles: list[str]) -> nodes.section:
        section = nodes.section(names=[nodes.fully_normalize_name(kind.title)])
        section += nodes.title("", kind.title)
        self.state.document.note_implicit_target(section, section)
        if any(kind.places):
            section += _said(kind)
        section += _table(kind, titles)
        return section


def _said(kind: Described) -> nodes.paragraph:
    """What a kind of object is, and where it stands."""
    said = nodes.paragraph("", kind.says)
    for number, place in enumerate(kind.places):
        said += nodes.Text(" and at " if number else " It stands at ")
        said += nodes.literal("", place)
    said += nodes.Text(".")
    return said


def _table(kind: Described, titles: list[str]) -> nodes.table:
    group = nodes.tgroup(cols=len(HEADS))
    group += [nodes.colspec(colwidth=width) for width in WIDTHS]
    group += nodes.thead("", _row([[nodes.Text(head)] for head in HEADS]))
    body = nodes.tbody()
    for key, takes, needed, says in kind.keys:
        wanted = [nodes.Text("; "), nodes.strong("", "needed")] if needed else []
        cells = [[nodes.literal("", key)], [*_linked(takes, titles), *wanted], [nodes.Text(says)]]
        body += _row(cells)
    group += body
    return nodes.table("", group)


def _linked(takes: str, titles: list[str]) -> list[nodes.Node]:
    """What a key takes, in which a kind of object leads to its section."""
    known = {title[0].lower() + title[1:]: nodes.make_id(title) for title in titles}
    longest_first = sorted(map(re.escape, known), key=len, reverse=True)
    return [
        nodes.reference("", text, internal=True, refid=known[text])
        if text in known
        else nodes.Text(text)
        for text in re.split(rf"\b({'|'.join(longest_first)})\b", takes)
        if text
    ]


def _row(cells: list[list[nodes.Node]]) -> nodes.row:
    row = nodes.row()
    for cell in cells:
        row += nodes.entry("", nodes.paragraph("", "", *cell))
    return row


def setup(app: Sphinx) -> dict[str, bool]:
    """Make the directive known."""
    app.add_directive("dispute-schema", SchemaSections)
    return {"parallel_read_safe": True}
