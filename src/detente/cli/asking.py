"""What the commands share: loading, limits, printing."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

from detente.disputes.problems import DisputeError, Problem
from detente.library import Case, load

if TYPE_CHECKING:
    from rich.console import Console

JSON_LIMIT = 1000
TABLE_LIMIT = 20


def opened(source: str) -> Case:
    """The dispute that an argument names, with notes of its conversion on standard error."""
    case = load(source)
    for note in case.notes:
        print(f"{source}: {note}", file=sys.stderr)
    return case


def positive(limit: int | None, otherwise: int) -> int:
    """The limit that was asked for, or another."""
    if limit is not None and limit < 0:
        raise DisputeError(
            [Problem("--limit", 1, 1, "a limit is not negative", "write 0, 1, 2, …")]
        )
    return otherwise if limit is None else limit


def print_json(answer: dict[str, Any]) -> None:
    """One JSON object on standard output."""
    json.dump(answer, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def console() -> Console:
    """A terminal, or a hundred columns where output goes elsewhere."""
    from rich.console import Console

    class Piped(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    wide = None if sys.stdout.isatty() or "COLUMNS" in os.environ else 100
    return Piped(width=wide, highlight=False, soft_wrap=False)
