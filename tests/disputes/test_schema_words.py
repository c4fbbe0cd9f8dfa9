"""The published schema says in words what every key is for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from detente.disputes.schema import json_schema
from detente.disputes.schema_words import TITLES, WORDS


def _objects(schema: dict[str, Any], at: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object of known keys in a schema, and where it stands."""
    for form in schema.get("anyOf", ()):
        yield from _objects(form, at)
    if "items" in schema:
        yield from _objects(schema["items"], f"{at}[]")
    if isinstance(schema.get("additionalProperties"), dict):
        yield from _objects(schema["additionalProperties"], f"{at}.NAME".removeprefix("."))
    if "properties" in schema:
        yield at, schema
        for key, kind in schema["properties"].items():
            yield from _objects(kind, f"{at}.{key}".removeprefix("."))


def test_every_key_has_words() -> None:
    wordless = [
        f"{at}.{key}"
        for at, found in _objects(json_schema())
        for key, kind in found["properties"].items()
        if not kind.get("description")
    ]
    assert wordless == []


def test_every_kind_of_object_is_described_and_has_one_title() -> None:
    objects = [(at, found) for at, found in _objects(json_schema()) if at]
    assert [at for at, found in objects if not found.get("description")] == []
    kinds = {found["description"] for _, found in objects}
    titled = sorted(found["description"] for at, found in objects if at in TITLES)
    assert titled == sorted(kinds)


def test_there_are_no_words_for_keys_that_are_not_there() -> None:
    objects = {at: set(found["properties"]) for at, found in _objects(json_schema())}
    assert {at: set(words) for at, words in WORDS.items()} == objects
