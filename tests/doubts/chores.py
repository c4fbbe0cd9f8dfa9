"""Work that the tests have done, and a program that does it, to be stopped from outside."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from detente.doubts.checkpoint import Checkpoint
from detente.doubts.running import run

TESTS = Path(__file__).parent.parent


@dataclass(frozen=True)
class Chore:
    """What all chunks share: what to count by, how long each takes, and what befalls some."""

    base: int = 7
    seconds: float = 0.0
    deadly: tuple[int, ...] = ()
    signal: int = 0
    folder: str = ""
    once: bool = True

    def done(self, number: int) -> dict[str, Any]:
        """What the chunk of that number gives."""
        values = [self.base * number + k for k in range(40)]
        return {"number": number, "values": values, "half": number / 3, "word": "é" * number}

    def all(self, count: int) -> dict[int, dict[str, Any]]:
        """What all of them give."""
        return {number: self.done(number) for number in range(count)}


def count_up(chore: Chore, number: int) -> dict[str, Any]:
    """Take some time over a chunk, or die over it."""
    if number in chore.deadly and _first(chore, number):
        if chore.signal:
            os.kill(os.getpid(), chore.signal)
        os._exit(3)
    time.sleep(chore.seconds)
    return chore.done(number)


def fail_at_five(chore: Chore, number: int) -> dict[str, Any]:
    """Work, but for one chunk."""
    time.sleep(chore.seconds)
    if number == 5:
        raise Refused("five", 5)
    return chore.done(number)


def press_ctrl_c(chore: Chore, number: int) -> dict[str, Any]:
    """Work, but for one chunk at which the user presses Ctrl-C."""
    if number == 5:
        signal.raise_signal(signal.SIGINT)
        time.sleep(30)
    return chore.done(number)


class Refused(Exception):
    """An exception that cannot be pickled without more ado."""

    def __init__(self, word: str, number: int) -> None:
        super().__init__(f"{word} is refused")
        self.number = number


def _first(chore: Chore, number: int) -> bool:
    if not chore.once:
        return True
    try:
        Path(chore.folder, str(number)).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def identity(count: int) -> dict[str, Any]:
    return {"seed": 1, "count": count}


def _program() -> None:
    """Run chunks as told in one JSON argument; say how many are done, then why it stopped."""
    told = json.loads(sys.argv[1])
    count = told["count"]
    path = Path(told["checkpoint"])
    begin = Checkpoint.resume if path.exists() else Checkpoint.create
    with begin(path, identity(count)) as checkpoint:
        done = run(
            Chore(seconds=told["seconds"]),
            count,
            count_up,
            workers=told["workers"],
            cluster=told.get("cluster"),
            checkpoint=checkpoint,
            progress=lambda done, _: print(done, flush=True),
        )
    print(done.stopped or "all done", flush=True)


@contextmanager
def program(**told: Any) -> Iterator[subprocess.Popen[str]]:
    """The program in a process group of its own; it and what it started ends with the block."""
    started = subprocess.Popen(
        [sys.executable, "-c", "from doubts.chores import _program; _program()", json.dumps(told)],
        env={**os.environ, "PYTHONPATH": str(TESTS)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield started
    finally:
        with suppress(ProcessLookupError):
            os.killpg(started.pid, signal.SIGKILL)
        started.communicate()


def wait_for(started: subprocess.Popen[str], done: int) -> int:
    """How many chunks the program says are done, as soon as they are that many."""
    assert started.stdout is not None
    for line in started.stdout:
        if int(line) >= done:
            return int(line)
    assert started.stderr is not None
    raise AssertionError(started.stderr.read())


def descendants(pid: int) -> list[psutil.Process]:
    return psutil.Process(pid).children(recursive=True)


def assert_gone(processes: list[psutil.Process]) -> None:
    """All of them end by themselves."""
    end = time.monotonic() + 5
    while any(map(_is_alive, processes)):
        assert time.monotonic() < end, processes
        time.sleep(0.01)


def _is_alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
