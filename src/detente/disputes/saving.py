"""Texts onto the disk, whole or not at all."""

from __future__ import annotations

import codecs
import contextlib
import errno
import os
import secrets
import stat
from pathlib import Path as FilePath


class NotOverwritten(Exception):
    """A file stands where one was to be written, and has not been touched."""


def write_text(text: str, path: str | FilePath, *, expected: str | None, force: bool) -> None:
    """Write a text to a file, whole or not at all, in UTF-8 and with line ends as they are.

    Parameters
    ----------
    text : str
        What the file shall hold.
    path : str or Path
        Where it is. A link is followed to the file it names; permissions stay as they are.
    expected : str or None
        What the file may hold now, None if it should not exist. A file that holds `text` already
        is as good.
    force : bool
        Overwrite the file whatever it holds.

    Raises
    ------
    NotOverwritten
        If the file holds something else, or is not a plain file.
    OSError
        If the folder or the file cannot be written to.
    """
    write_bytes(text.encode(), path, expected=expected, force=force)


def write_bytes(content: bytes, path: str | FilePath, *, expected: str | None, force: bool) -> None:
    """Write bytes to a file, whole or not at all; all else is as for `write_text`."""
    target = FilePath(os.path.realpath(path))
    temporary = target.with_name(f".detente-{secrets.token_hex(8)}.tmp")
    try:
        with open(temporary, "xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if os.path.lexists(target):
            _check_old(target, content, expected, force, path)
            os.chmod(temporary, stat.S_IMODE(target.stat().st_mode))
        os.replace(temporary, target)
    except BaseException as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.errno is not None:
            raise OSError(error.errno, error.strerror, str(path)) from error  # name the file meant
        raise


def _check_old(
    target: FilePath, content: bytes, expected: str | None, force: bool, path: str | FilePath
) -> None:
    """Raise unless the file at `target` may be replaced."""
    if not target.is_file():
        raise NotOverwritten(f"{path} is not a plain file; name another to write to")
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    mend = "`--force` (in the library: force=True) overwrites it"
    old = target.read_bytes()
    if force or old == content:
        return
    if expected is None:
        raise NotOverwritten(f"{path} exists already; {mend}")
    if old.removeprefix(codecs.BOM_UTF8) != expected.encode():
        raise NotOverwritten(f"{path} has been changed by someone else since it was read; {mend}")
