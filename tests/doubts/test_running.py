"""Chunks run here and by several processes: the same comes out, whatever happens to them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from detente.doubts.checkpoint import Checkpoint
from detente.doubts.running import NotRun, Run, run
from detente.doubts.workers import AGAIN, WorkersLost
from doubts.chores import (
    Chore,
    assert_gone,
    count_up,
    descendants,
    fail_at_five,
    identity,
    press_ctrl_c,
    program,
    wait_for,
)

COUNT = 24


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_the_same_comes_out_of_any_number_of_workers(workers: int) -> None:
    chore = Chore(seconds=0.002)
    told: list[tuple[int, int]] = []
    done = run(
        chore, COUNT, count_up, workers=workers, progress=lambda *numbers: told.append(numbers)
    )
    assert done == Run(chore.all(COUNT), "")
    assert list(done.chunks) == list(range(COUNT))
    assert told[0] == (0, COUNT)
    assert told[-1] == (COUNT, COUNT)
    assert told == sorted(told)


def test_nothing_to_do() -> None:
    assert run(Chore(), 0, count_up, workers=2) == Run({}, "")


def test_no_workers() -> None:
    with pytest.raises(NotRun, match="0 processes cannot do any work; give 1 or more"):
        run(Chore(), 1, count_up, workers=0)


@pytest.mark.parametrize("workers", [1, 2])
def test_kept_chunks_are_not_run_again(tmp_path: Path, workers: int) -> None:
    kept = {"kept": [1]}
    with Checkpoint.create(tmp_path / "c", identity(COUNT)) as checkpoint:
        for number in (0, 3, COUNT - 1, COUNT):
            checkpoint.add(number, kept)
        done = run(Chore(), COUNT, count_up, workers=workers, checkpoint=checkpoint)
        expected = Chore().all(COUNT) | dict.fromkeys((0, 3, COUNT - 1), kept)
        assert done == Run(expected, "")
        assert list(done.chunks) == list(range(COUNT))
        again = run(Chore(deadly=tuple(range(COUNT))), COUNT, count_up, checkpoint=checkpoint)
        assert again == done


@pytest.mark.parametrize("workers", [1, 2])
def test_what_work_raises_is_raised_and_the_finished_are_kept(tmp_path: Path, workers: int) -> None:
    with Checkpoint.create(tmp_path / "c", identity(COUNT)) as checkpoint:
        with pytest.raises(Exception, match="five is refused") as raised:
            run(
                Chore(seconds=0.02),
                COUNT,
                fail_at_five,
                workers=workers,
                checkpoint=checkpoint,
            )
        kept = checkpoint.chunks()
    assert 5 not in kept
    assert len(kept) >= 2
    assert kept == {number: Chore().done(number) for number in kept}
    if workers > 1:
        told = str(raised.value) + "".join(getattr(raised.value, "__notes__", []))
        assert "in fail_at_five" in told
    assert_no_workers()


@pytest.mark.parametrize("how", [0, signal.SIGKILL, signal.SIGTERM])
def test_a_chunk_whose_worker_died_is_run_again(tmp_path: Path, how: int) -> None:
    chore = Chore(deadly=(0, 1, 9, COUNT - 1), signal=how, folder=str(tmp_path))
    assert run(chore, COUNT, count_up, workers=2) == Run(chore.all(COUNT), "")


@pytest.mark.parametrize(
    ("how", "words"),
    [
        (0, "4 worker processes ended .exit status 3. at chunk 9; use fewer workers"),
        (signal.SIGKILL, "were killed, perhaps for want of memory, .signal 9. at chunk 9; "),
    ],
)
def test_a_chunk_that_every_worker_dies_of(tmp_path: Path, how: int, words: str) -> None:
    assert AGAIN == 3
    chore = Chore(deadly=(9,), signal=how, once=False)
    with Checkpoint.create(tmp_path / "c", identity(COUNT)) as checkpoint:
        with pytest.raises(WorkersLost, match=words):
            run(chore, COUNT, count_up, workers=2, checkpoint=checkpoint)
        assert set(range(8)) <= set(checkpoint.chunks())
    assert_no_workers()


def test_workers_that_are_killed_at_any_moment() -> None:
    chore = Chore(seconds=0.02)
    over = threading.Event()

    def kill() -> None:
        for _ in range(AGAIN):  # no chunk can be hit more often than it is run again
            if not over.wait(0.17):
                for worker in _workers()[:1]:
                    worker.kill()

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        assert run(chore, 60, count_up, workers=2) == Run(chore.all(60), "")
    finally:
        over.set()
        killer.join()


@pytest.mark.parametrize("workers", [1, 2])
def test_the_time_limit(tmp_path: Path, workers: int) -> None:
    chore = Chore(seconds=0.05)
    began = time.monotonic()
    with Checkpoint.create(tmp_path / "c", identity(1000)) as checkpoint:
        done = run(chore, 1000, count_up, workers=workers, checkpoint=checkpoint, seconds=0.6)
        assert done.stopped == "time limit"
        assert 0.6 <= time.monotonic() - began < 2.5
        assert 0 < len(done.chunks) < 100
        assert done.chunks == checkpoint.chunks()
    assert_no_workers()


def test_chunks_longer_than_the_grace_are_dropped_at_the_time_limit() -> None:
    began = time.monotonic()
    done = run(Chore(seconds=30), 4, count_up, workers=2, seconds=0.2)
    assert done == Run({}, "time limit")
    assert time.monotonic() - began < 4
    assert_no_workers()


def test_no_time_limit_where_all_is_done_in_time() -> None:
    assert run(Chore(), 3, count_up, workers=2, seconds=60).stopped == ""


def test_ctrl_c_in_this_process() -> None:
    before = signal.getsignal(signal.SIGINT)
    began = time.monotonic()
    done = run(Chore(), COUNT, press_ctrl_c)
    assert done == Run(Chore().all(5), "interrupted")
    assert time.monotonic() - began < 5
    assert signal.getsignal(signal.SIGINT) is before


def test_a_second_ctrl_c_aborts() -> None:
    def press() -> None:
        for _ in range(2):
            time.sleep(0.2)
            os.kill(os.getpid(), signal.SIGINT)

    presser = threading.Thread(target=press)
    presser.start()
    with pytest.raises(KeyboardInterrupt):
        run(Chore(seconds=30), 4, count_up, workers=2)
    presser.join()
    assert_no_workers()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.parametrize(
    ("done", "seconds", "after"), [(0, 20.0, 0.0), (0, 20.0, 0.1), (0, 20.0, 0.2), (3, 0.1, 0.0)]
)
def test_ctrl_c_on_a_terminal_keeps_what_is_done(
    tmp_path: Path, done: int, seconds: float, after: float
) -> None:
    path = tmp_path / "c"
    with program(checkpoint=str(path), count=300, workers=2, seconds=seconds) as started:
        wait_for(started, done)
        time.sleep(after)  # while the workers are being started
        began = time.monotonic()
        processes = descendants(started.pid)
        os.killpg(started.pid, signal.SIGINT)  # a terminal tells all of the group
        out, err = started.communicate(timeout=10)
        assert started.returncode == 0, err
        assert time.monotonic() - began < 4
        assert out.splitlines()[-1] == "interrupted"
        assert err == ""
        assert_gone(processes)
    with Checkpoint.resume(path, identity(300)) as checkpoint:
        kept = checkpoint.chunks()
    assert done <= len(kept) < 300
    assert kept == {number: Chore().done(number) for number in kept}


@pytest.mark.parametrize("moments", [(1, [1, 30, 31, 77, 120]), (2, [2, 40, 90])])
def test_resumed_after_kill_9_as_often_as_you_like(
    tmp_path: Path, moments: tuple[int, list[int]]
) -> None:
    workers, kills = moments
    path = tmp_path / "c"
    for done in kills:
        with program(checkpoint=str(path), count=150, workers=workers, seconds=0.001) as started:
            told = wait_for(started, done)
            processes = descendants(started.pid)
            started.kill()
            started.wait()
            assert_gone(processes)
            assert started.stdout is not None
            told = max([told, *(int(line) for line in started.stdout.read().splitlines())])
        with Checkpoint.resume(path, identity(150)) as checkpoint:
            kept = checkpoint.chunks()
        assert told <= len(kept) <= told + 1 + workers
        assert kept == {number: Chore().done(number) for number in kept}
        assert os.listdir(tmp_path) == ["c"]
    with Checkpoint.resume(path, identity(150)) as checkpoint:
        done_now = run(Chore(), 150, count_up, workers=workers, checkpoint=checkpoint)
        assert done_now == Run(Chore().all(150), "")
        assert checkpoint.chunks() == done_now.chunks


def test_a_script_without_a_guard_is_not_run_by_its_workers(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from detente.doubts.running import run\n"
        "from doubts.chores import Chore, count_up\n"
        "print(len(run(Chore(), 5, count_up, workers=2).chunks))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    done = subprocess.run(
        [sys.executable, str(script)], env=environment, capture_output=True, text=True, timeout=20
    )
    assert (done.stdout, done.stderr) == ("5\n", "")


def _workers() -> list[psutil.Process]:
    """The worker processes: those that the process which starts them has started."""
    return [worker for child in psutil.Process().children() for worker in child.children()]


def assert_no_workers() -> None:
    assert_gone(_workers())
