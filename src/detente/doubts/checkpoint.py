"""Finished chunks in one file, from which a run that was broken off is taken up again.

The file is an SQLite database. Each chunk is put in whole or not at all, so a process that is
killed leaves nothing torn. A run has the file for itself until it closes it or ends.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from detente.disputes.problems import visible

_APPLICATION = 0x44C3A974  # what marks such a file among SQLite's
_VERSION = 1
_LONG = 60  # characters of a value that are not worth showing
_TABLES = (
    f"PRAGMA application_id = {_APPLICATION}",
    f"PRAGMA user_version = {_VERSION}",
    "CREATE TABLE identity (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE chunks (number INTEGER PRIMARY KEY, chunk BLOB NOT NULL)",
)


class CheckpointError(Exception):
    """A checkpoint that cannot be used."""


class CheckpointExists(CheckpointError):
    """There is a file where a checkpoint was to be begun; it has not been touched."""


class CheckpointMissing(CheckpointError):
    """There is no checkpoint to go on from, or what is there is none."""


class CheckpointDiffers(CheckpointError):
    """A checkpoint of another run."""


class CheckpointInUse(CheckpointError):
    """A checkpoint that another run has for itself."""


class Checkpoint:
    """The finished chunks of a run, on the disk. Made by `create` and `resume`.

    Used in a ``with`` block, it is closed at the end of it.

    Attributes
    ----------
    path : Path
        The file.
    """

    def __init__(self, path: Path, database: sqlite3.Connection) -> None:
        self.path = path
        self._database = database

    @classmethod
    def create(cls, path: str | os.PathLike[str], identity: Mapping[str, Any]) -> Checkpoint:
        """Begin a checkpoint in a file that does not exist yet.

        Parameters
        ----------
        path : path
            The file.
        identity : mapping
            What the chunks depend on, under names that say so, as JSON can hold it; ``count`` is
            how many chunks there will be.

        Raises
        ------
        CheckpointExists
            If there is such a file.
        CheckpointInUse
            If another run is using it.
        CheckpointError
            If it cannot be written.
        """
        path = Path(path)
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o666))
        except FileExistsError:
            raise CheckpointExists(_why_not_begun(path)) from None
        except OSError as error:
            raise CheckpointError(
                f"{_named(path)} cannot be written: {error.strerror}; "
                "name a file in a folder that exists and may be written to"
            ) from error
        try:
            with _said_of(path), _closed_on_failure(_connection(path)) as database:
                database.execute("BEGIN EXCLUSIVE")
                for statement in _TABLES:
                    database.execute(statement)
                rows = [(name, _json(value)) for name, value in identity.items()]
                database.executemany("INSERT INTO identity VALUES (?, ?)", rows)
                database.execute("COMMIT")
        except BaseException:
            path.unlink()
            raise
        return cls(path, database)

    @classmethod
    def resume(cls, path: str | os.PathLike[str], identity: Mapping[str, Any]) -> Checkpoint:
        """Go on from a checkpoint of the same run.

        Parameters
        ----------
        path : path
            The file.
        identity : mapping
            The same that it was begun with.

        Raises
        ------
        CheckpointMissing
            If there is no such file, or it is no checkpoint.
        CheckpointDiffers
            If it was begun with another identity; the message says what differs.
        CheckpointInUse
            If another run is using it.
        CheckpointError
            If it cannot be read.
        """
        path = Path(path)
        database = _opened(path)
        with _said_of(path), _closed_on_failure(database):
            was = _identity(database)
            now = {name: json.loads(_json(value)) for name, value in identity.items()}
            differences = list(_differences(now, was))
            if differences:
                raise CheckpointDiffers(
                    f"{_named(path)} is of another run: {', '.join(differences)}; "
                    "resume with what it was begun with, or name another file to begin afresh"
                )
            # writes, so as to fail now rather than later, and to take over a journal left behind
            database.execute(f"PRAGMA user_version = {_VERSION}")
        return cls(path, database)

    def chunks(self) -> dict[int, dict[str, Any]]:
        """The chunks that are kept, by their numbers, in order."""
        with _said_of(self.path):
            rows = self._database.execute("SELECT number, chunk FROM chunks ORDER BY number")
            return {number: json.loads(zlib.decompress(chunk)) for number, chunk in rows}

    def add(self, number: int, chunk: Mapping[str, Any]) -> None:
        """Keep a chunk; it is on the disk when this returns."""
        packed = zlib.compress(_json(chunk).encode())
        with _said_of(self.path):
            self._database.execute("INSERT OR REPLACE INTO chunks VALUES (?, ?)", (number, packed))

    def remove(self) -> None:
        """Close the file and delete it."""
        self.close()
        self.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Let others have the file. Nothing of it is left in other files."""
        self._database.close()

    def __enter__(self) -> Checkpoint:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _opened(path: Path) -> sqlite3.Connection:
    """The database in a file that exists, for this process alone; a foreign file stays as it is."""
    if not path.exists():
        raise CheckpointMissing(
            f"there is no checkpoint {_named(path)}; "
            "check the name, or begin one there instead of resuming"
        )
    if not path.is_file() or path.stat().st_size == 0:
        what = "is empty" if path.is_file() else "is no plain file"
        raise CheckpointMissing(f"{_named(path)} {what} and no checkpoint; name another file")
    with _said_of(path), _closed_on_failure(_connection(path)) as database:
        if _number(database, "application_id") != _APPLICATION:
            raise CheckpointMissing(f"{_named(path)} is no checkpoint; name another file")
        if _number(database, "user_version") != _VERSION:
            raise CheckpointMissing(
                f"{_named(path)} is a checkpoint of another version of détente; "
                "resume it with the version that began it"
            )
        database.execute("BEGIN EXCLUSIVE")  # the lock stays when it is committed
        database.execute("COMMIT")
        if path.stat().st_size < _number(database, "page_count") * _number(database, "page_size"):
            raise sqlite3.DatabaseError("its end is missing")
        (found,) = database.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            raise sqlite3.DatabaseError(found)
    return database


def _connection(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        timeout=0.2,
        isolation_level=None,
        check_same_thread=False,
    )
    database.execute("PRAGMA locking_mode = EXCLUSIVE")
    return database


@contextlib.contextmanager
def _closed_on_failure(database: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    try:
        yield database
    except BaseException:
        database.close()
        raise


@contextlib.contextmanager
def _said_of(path: Path) -> Iterator[None]:
    """Say what is wrong with the file and what would mend it, instead of what SQLite says."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise
    except sqlite3.Error as error:
        name, code = _named(path), getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
        if code == sqlite3.SQLITE_BUSY:
            raise CheckpointInUse(
                f"{name} is in use by another run; wait until that ends, or name another file"
            ) from error
        if code == sqlite3.SQLITE_NOTADB:
            raise CheckpointMissing(f"{name} is no checkpoint; name another file") from error
        if code == sqlite3.SQLITE_CORRUPT:
            raise _damaged(name, error) from error
        raise CheckpointError(
            f"{name} cannot be read and written: {error}; mend that and resume: "
            "the chunks in it are kept"
        ) from error
    except (zlib.error, ValueError) as error:
        raise _damaged(_named(path), error) from error


def _damaged(name: str, error: Exception) -> CheckpointError:
    return CheckpointError(
        f"{name} is damaged ({error}); take a copy of it that is whole, or begin another"
    )


def _why_not_begun(path: Path) -> str:
    """Why no checkpoint is begun in a file that exists."""
    try:
        with contextlib.closing(_opened(path)) as database, _said_of(path):
            (kept,) = database.execute("SELECT count(*) FROM chunks").fetchone()
            count = _identity(database).get("count")
    except CheckpointInUse:
        raise
    except CheckpointError:
        return f"{_named(path)} exists already and is no checkpoint; name another file"
    of = f" of {count:,}" if isinstance(count, int) else ""
    return (
        f"{_named(path)} exists already and keeps {kept:,}{of} chunks; "
        "resume it, or name another file to begin afresh"
    )


def _identity(database: sqlite3.Connection) -> dict[str, Any]:
    rows = database.execute("SELECT name, value FROM identity ORDER BY rowid")
    return {name: json.loads(value) for name, value in rows}


def _number(database: sqlite3.Connection, pragma: str) -> int:
    (found,) = database.execute(f"PRAGMA {pragma}").fetchone()
    return int(found)


def _differences(now: Mapping[str, Any], was: Mapping[str, Any]) -> Iterator[str]:
    """What differs between two identities, in words."""
    for name in dict.fromkeys([*was, *now]):
        new, old = now.get(name), was.get(name)
        if isinstance(new, dict) and isinstance(old, dict):
            yield from (
                f"{difference} (in {_words(name)})" for difference in _differences(new, old)
            )
        elif _json(new) != _json(old):
            shown = [_shown(new), _shown(old)]
            if max(map(len, shown)) > _LONG or shown[0] == shown[1]:
                yield f"{_words(name)} is not what it was"
            else:
                yield f"{_words(name)} is {shown[0]} here and was {shown[1]}"


def _words(name: str) -> str:
    return "the number of chunks" if name == "count" else visible(name.replace("_", " "))


def _shown(value: Any) -> str:
    if value is None:
        return "not given"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return visible(value) if isinstance(value, str) else _json(value)


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def _named(path: Path) -> str:
    return visible(str(path))
