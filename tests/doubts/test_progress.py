"""What is said of a long run, and how often."""

from __future__ import annotations

import io
import re

import pytest

from detente.doubts.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def told(stream: io.StringIO, worlds: int, per_chunk: int, chunks: int, each: float) -> list[str]:
    """What is written where chunks take so long each, looked at ten times a second."""
    clock = Clock()
    progress = Progress(worlds, per_chunk, stream=stream, clock=clock)
    progress(0, chunks)
    for tick in range(1, int(chunks * each * 10) + 1):
        clock.now = 100 + tick / 10
        progress(min(int(tick / 10 / each + 1e-9), chunks), chunks)
    progress.finish()
    progress.finish()
    return re.split(r"[\r\n]+", stream.getvalue())


def test_lines_where_there_is_no_terminal() -> None:
    assert told(io.StringIO(), 2000, 50, 40, 1.0) == [
        "500 of 2,000 worlds, about 30 seconds left",
        "1,000 of 2,000 worlds, about 20 seconds left",
        "1,500 of 2,000 worlds, about 10 seconds left",
        "2,000 of 2,000 worlds",
        "",
    ]


def test_one_line_on_a_terminal() -> None:
    stream = Terminal()
    lines = told(stream, 1990, 50, 40, 0.3)
    assert stream.getvalue().count("\n") == 1
    shorter = len(", less than a second left")
    assert stream.getvalue().endswith("1,990 of 1,990 worlds" + " " * shorter + "\n")
    shown = [line.rstrip() for line in lines[1:-1]]
    assert shown[0] == "150 of 1,990 worlds, about 11 seconds left"
    assert shown[-1] == "1,990 of 1,990 worlds"
    assert shown[-2].endswith("worlds, less than a second left")
    assert len(shown) <= 12 / 0.2
    counts = [int(line.split()[0].replace(",", "")) for line in shown]
    assert counts == sorted(counts)


def test_nothing_is_said_of_a_short_run() -> None:
    stream = Terminal()
    told(stream, 20, 1, 20, 0.049)
    assert stream.getvalue() == ""


def test_never_all_of_them_before_they_are() -> None:
    stream, clock = Terminal(), Clock()
    progress = Progress(10, 5, stream=stream, clock=clock)  # more chunks than the worlds fill
    progress(0, 3)
    clock.now += 5
    progress(2, 3)
    assert stream.getvalue().strip().startswith("9 of 10 worlds")


def test_the_rate_is_that_of_this_run_and_of_late() -> None:
    stream, clock = Terminal(), Clock()
    progress = Progress(1000, 1, stream=stream, clock=clock)
    progress(500, 1000)  # resumed
    clock.now += 2
    progress(500, 1000)
    assert stream.getvalue() == "\r500 of 1,000 worlds"
    for done in range(501, 601):  # a second each, then ten a second
        clock.now += 1
        progress(done, 1000)
    for done in range(601, 901):
        clock.now += 0.1
        progress(done, 1000)
    assert stream.getvalue().rstrip().endswith("900 of 1,000 worlds, about 10 seconds left")
    clock.now += 4
    progress(900, 1000)
    assert stream.getvalue().rstrip().endswith("900 of 1,000 worlds, about 6 seconds left")


def test_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    assert max(map(len, told(Terminal(), 2000, 50, 40, 1.0))) == 19


def test_standard_error_that_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    clock = Clock()
    progress = Progress(10, 1, stream=stream, clock=clock)
    progress(0, 10)
    stream.close()
    clock.now += 5
    progress(5, 10)
    progress.finish()
    monkeypatch.setattr("sys.stderr", None)
    progress = Progress(10, 1, clock=clock)
    progress(0, 10)
    clock.now += 20
    progress(10, 10)
    progress.finish()
