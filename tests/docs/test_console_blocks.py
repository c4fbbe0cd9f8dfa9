"""The commands shown in the documentation print what it says they print.

A YAML block whose first line is ``# NAME.yaml`` is the file of that name for the commands below
it on the page. A line that holds only ``…`` stands for any lines.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
_BLOCK = re.compile(r"^```(yaml|console)\n(.*?)^```", re.MULTILINE | re.DOTALL)
PAGES = [page for page in sorted(DOCS.rglob("*.md")) if "```console" in page.read_text("utf-8")]


def _run(command: str, folder: Path) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env={**os.environ, "COLUMNS": "80", "PATH": path, "PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.stdout


def _stripped(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]


def _pattern(shown: str) -> str:
    lines = _stripped(shown)
    return "".join("(?:.*\n)*" if line == "…" else re.escape(line) + "\n" for line in lines)


def test_there_are_pages_with_commands() -> None:
    assert len(PAGES) > 5


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(DOCS)))
def test_commands_print_what_the_page_shows(page: Path, tmp_path: Path) -> None:
    for kind, body in _BLOCK.findall(page.read_text("utf-8")):
        named = re.match(r"# (\S+\.yaml)\n", body)
        if kind == "yaml" and named:
            (tmp_path / named[1]).write_text(body, encoding="utf-8")
        for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:] if kind == "console" else []:
            command, _, shown = part.partition("\n")
            printed = "".join(line + "\n" for line in _stripped(_run(command, tmp_path)))
            assert re.fullmatch(_pattern(shown) or "(?:.*\n)*", printed), (command, printed)
