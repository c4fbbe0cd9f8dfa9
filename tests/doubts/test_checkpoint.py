"""One file of finished chunks: never torn, never mistaken for another, never overwritten."""

from __future__ import annotations

import os
import signal
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from detente.doubts.checkpoint import (
    Checkpoint,
    CheckpointDiffers,
    CheckpointError,
    CheckpointExists,
    CheckpointInUse,
    CheckpointMissing,
)
from doubts.chores import Chore, program, wait_for

IDENTITY: dict[str, Any] = {"seed": 1, "sampler": "latin", "count": 2000}


def test_chunks_come_back_as_they_were(tmp_path: Path) -> None:
    chunks: dict[int, dict[str, Any]] = {
        0: {"a": [0.1, 1e300, -3], "ü\ud800": "é\n"},
        7: {},
        3: {"none": None, "on": True},
    }
    with Checkpoint.create(tmp_path / "c", IDENTITY) as checkpoint:
        assert checkpoint.chunks() == {}
        for number, chunk in chunks.items():
            checkpoint.add(number, chunk)
        assert checkpoint.chunks() == chunks
    assert os.listdir(tmp_path) == ["c"]
    with Checkpoint.resume(str(tmp_path / "c"), dict(reversed(IDENTITY.items()))) as checkpoint:
        assert checkpoint.chunks() == chunks
        assert list(checkpoint.chunks()) == [0, 3, 7]
    assert os.listdir(tmp_path) == ["c"]


def test_removed(tmp_path: Path) -> None:
    checkpoint = Checkpoint.create(tmp_path / "c", IDENTITY)
    checkpoint.add(1, {})
    checkpoint.remove()
    checkpoint.close()
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("name", ["a b?mode=ro#c%20", "é;'\"", "two\nlines"])
def test_any_name_of_a_file_will_do(tmp_path: Path, name: str) -> None:
    Checkpoint.create(tmp_path / name, IDENTITY).close()
    with pytest.raises(CheckpointExists) as raised:
        Checkpoint.create(tmp_path / name, IDENTITY)
    assert "\n" not in str(raised.value)
    assert os.listdir(tmp_path) == [name]


def test_what_exists_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "c"
    with Checkpoint.create(path, IDENTITY) as checkpoint:
        for number in range(12):
            checkpoint.add(number, {"chunk": number})
    before = path.read_bytes()
    with pytest.raises(CheckpointExists) as raised:
        Checkpoint.create(path, IDENTITY | {"seed": 2})
    assert str(raised.value) == (
        f"{path} exists already and keeps 12 of 2,000 chunks; "
        "resume it, or name another file to begin afresh"
    )
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ({"seed": 2}, "seed is 2 here and was 1"),
        ({"sampler": "plain"}, "sampler is plain here and was latin"),
        ({"count": 10}, "the number of chunks is 10 here and was 2000"),
        ({"at_once": True}, "at once is yes here and was not given"),
        ({"seed": None, "x": False}, "seed is not given here and was 1, x is no here and was not"),
        ({"sampler": "l" * 61}, "sampler is not what it was"),
        ({"seed": [1]}, "seed is [1] here and was 1"),
        ({"seed": "1"}, "seed is not what it was"),
    ],
)
def test_another_run_is_told_apart(tmp_path: Path, now: dict[str, Any], words: str) -> None:
    Checkpoint.create(tmp_path / "c", IDENTITY).close()
    before = (tmp_path / "c").read_bytes()
    with pytest.raises(CheckpointDiffers) as raised:
        Checkpoint.resume(tmp_path / "c", IDENTITY | now)
    told = str(raised.value)
    assert f"is of another run: {words}" in told
    assert told.endswith(
        "; resume with what it was begun with, or name another file to begin afresh"
    )
    assert (tmp_path / "c").read_bytes() == before
    Checkpoint.resume(tmp_path / "c", IDENTITY).close()


def test_what_differs_within(tmp_path: Path) -> None:
    Checkpoint.create(tmp_path / "c", {"of": {"file": "a", "why": (1, 2)}}).close()
    Checkpoint.resume(tmp_path / "c", {"of": {"why": [1, 2], "file": "a"}}).close()
    with pytest.raises(CheckpointDiffers, match=r"run: file is b here and was a \(in of\); "):
        Checkpoint.resume(tmp_path / "c", {"of": {"file": "b", "why": (1, 2)}})


def test_nothing_to_resume(tmp_path: Path) -> None:
    with pytest.raises(CheckpointMissing, match=r"there is no checkpoint .*; check the name, or"):
        Checkpoint.resume(tmp_path / "c", IDENTITY)
    with pytest.raises(CheckpointMissing, match="is no plain file and no checkpoint; name another"):
        Checkpoint.resume(tmp_path, IDENTITY)
    with pytest.raises(CheckpointError, match=r"cannot be written: No such file .*; name a file"):
        Checkpoint.create(tmp_path / "no" / "c", IDENTITY)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    "content", [b"", b"x", b"dispute: d\n" * 999, b"SQLite format 3\0", bytes(8192)]
)
def test_a_file_that_is_no_checkpoint(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "c"
    path.write_bytes(content)
    assert_refused(path)


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_another_program_s_database(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "c"
    database = sqlite3.connect(path)
    database.execute(f"PRAGMA journal_mode = {mode}")
    database.execute("CREATE TABLE chunks (number INTEGER PRIMARY KEY, chunk BLOB NOT NULL)")
    database.close()
    assert_refused(path)


def test_a_later_version(tmp_path: Path) -> None:
    Checkpoint.create(tmp_path / "c", IDENTITY).close()
    with sqlite3.connect(tmp_path / "c") as database:
        database.execute("PRAGMA user_version = 2")
    database.close()
    with pytest.raises(CheckpointMissing, match="of another version of détente; resume it with"):
        Checkpoint.resume(tmp_path / "c", IDENTITY)


def test_a_file_that_is_cut_off_or_garbled(tmp_path: Path) -> None:
    path = tmp_path / "c"
    with Checkpoint.create(path, IDENTITY) as checkpoint:
        for number in range(40):
            checkpoint.add(number, {"noise": os.urandom(300).hex()})
    whole = path.read_bytes()
    for length in [*range(0, len(whole), 1531), len(whole) - 4096, len(whole) - 1]:
        path.write_bytes(whole[:length])
        assert_refused(path)
    for place in range(4096, len(whole), 1531):
        path.write_bytes(whole[:place] + bytes(64) + whole[place + 64 :])
        with (
            suppress(CheckpointError),  # and no other
            Checkpoint.resume(path, IDENTITY) as checkpoint,
        ):
            checkpoint.chunks()


def test_the_disk_is_full(tmp_path: Path) -> None:
    with Checkpoint.create(tmp_path / "c", IDENTITY) as checkpoint:
        checkpoint.add(1, {"first": 1})
        checkpoint._database.execute("PRAGMA max_page_count = 1")
        with pytest.raises(CheckpointError, match="disk is full; mend that and resume: the chunks"):
            checkpoint.add(2, {"noise": os.urandom(30000).hex()})
        assert checkpoint.chunks() == {1: {"first": 1}}


def test_one_run_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "c"
    identity = {"seed": 1, "count": 50}
    with program(checkpoint=str(path), count=50, workers=1, seconds=0.2) as started:
        wait_for(started, 1)
        for begin in (Checkpoint.resume, Checkpoint.create):
            with pytest.raises(CheckpointInUse, match="is in use by another run; wait until"):
                begin(path, identity)
        wait_for(started, 2)  # and it goes on
        started.send_signal(signal.SIGKILL)
        started.wait()
    with Checkpoint.resume(path, identity) as checkpoint:
        assert checkpoint.chunks()[0] == Chore().done(0)
        with pytest.raises(CheckpointInUse):
            Checkpoint.resume(path, identity)
        with pytest.raises(CheckpointInUse):
            Checkpoint.create(path, identity)
    assert os.listdir(tmp_path) == ["c"]


def assert_refused(path: Path) -> None:
    """Neither begun nor resumed, with a message that says what would mend it; and left alone."""
    before = path.read_bytes()
    for begin in (Checkpoint.resume, Checkpoint.create):
        with pytest.raises(CheckpointError) as raised:
            begin(path, IDENTITY)
        assert str(path) in str(raised.value)
        assert "; " in str(raised.value)
        assert path.read_bytes() == before
    assert os.listdir(path.parent) == [path.name]
