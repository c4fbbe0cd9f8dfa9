"""``detente schema``: the JSON Schema of a dispute file."""

from __future__ import annotations

from detente.cli.asking import print_json
from detente.disputes.schema import json_schema


def schema() -> None:
    """Print the JSON Schema of dispute files, for editors' completion and checks."""
    print_json(json_schema())
