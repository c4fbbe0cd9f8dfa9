"""How the tests ask the command line: in process where speed matters, else as a user would."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock

from detente.cli import main

_PROBLEM = re.compile(r"(?P<file>.*?):(?P<line>\d+):(?P<column>\d+): (?P<what>.+?); (?P<mend>.+)")


@dataclass(frozen=True)
class Answer:
    """What a command said, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one JSON object on standard output."""
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found

    @property
    def problems(self) -> list[re.Match[str]]:
        """Standard error, every line of which is ``file:line:column: what; mend``."""
        found = [_PROBLEM.fullmatch(line) for line in self.err.splitlines()]
        assert found, "nothing on standard error"
        assert all(found), self.err
        return [match for match in found if match]


def ask(*words: str, columns: int | None = None) -> Answer:
    """Ask in this process; `columns` is what the terminal says of its width."""
    out, err = io.StringIO(), io.StringIO()
    environment = {k: v for k, v in os.environ.items() if k != "COLUMNS"}
    environment |= {} if columns is None else {"COLUMNS": str(columns)}
    status = 0
    with (
        mock.patch.object(sys, "argv", ["detente", *words]),
        mock.patch.dict(os.environ, environment, clear=True),
        redirect_stdout(out),
        redirect_stderr(err),
        warnings.catch_warnings(),
    ):
        warnings.filterwarnings("ignore", "Cyclopts application invoked without tokens")
        try:
            main()
        except SystemExit as left:
            status = left.code if isinstance(left.code, int) else int(left.code is not None)
    return Answer(status, out.getvalue(), err.getvalue())


def command(*words: str) -> list[str]:
    """The command as a user of this Python would start it."""
    return [sys.executable, "-m", "detente", *words]


def ask_outside(
    *words: str, timeout: float = 60, cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> Answer:
    """Ask in a process of its own."""
    environment = {k: v for k, v in os.environ.items() if k != "COLUMNS"} | dict(env or {})
    done = subprocess.run(
        command(*words), capture_output=True, timeout=timeout, cwd=cwd, env=environment, check=False
    )
    out, err = (text.decode("utf-8", "replace") for text in (done.stdout, done.stderr))
    return Answer(done.returncode, out, err)


@contextmanager
def dispute_file(content: str | bytes, name: str = "mine.yaml") -> Iterator[str]:
    """A file with this content, for as long as the block lasts."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        yield str(path)


def ask_about(content: str | bytes, *words: str, columns: int | None = None) -> Answer:
    """Ask about a file with this content: the command, the file, then the other words."""
    with dispute_file(content) as path:
        return ask(words[0], path, *words[1:], columns=columns)


def assert_refused(answer: Answer) -> None:
    """Exit status 2, something on standard error, nothing on standard output, no traceback."""
    assert answer.status == 2, answer
    assert answer.out == ""
    assert answer.err.strip()
    assert "Traceback" not in answer.err


def assert_problems(answer: Answer) -> None:
    """Refused, every line with the file, line and column, what is wrong and what would mend it."""
    assert_refused(answer)
    assert answer.problems
