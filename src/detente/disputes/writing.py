"""From a dispute to the text of its file, and onto the disk.

A dispute that was read from a file is written by changing that file's text where the dispute
differs from it, and nowhere else, so that comments and layout stay as the analyst left them.
"""

from __future__ import annotations

import os
from pathlib import Path as FilePath

from detente.disputes.editing import edited
from detente.disputes.model import (
    Dispute,
)
from detente.disputes.plain import to_data
from detente.disputes.problems import DisputeError
from detente.disputes.reading import read_text
from detente.disputes.rendering import block_text
from detente.disputes.saving import write_text


def to_yaml(dispute: Dispute) -> str:
    """Give the text of a dispute's file.

    A dispute that was read from a file gets that file's text, changed only where the dispute has
    been: comments and layout survive, but for comments inside or right above what was removed.

    Parameters
    ----------
    dispute : Dispute
        Any dispute whose names and numbers agree with one another.

    Returns
    -------
    str
        YAML 1.2 that reads back as an equal dispute, its lines ended by a line feed alone.

    Examples
    --------
    >>> from detente.disputes.model import Option, Party
    >>> print(to_yaml(Dispute("Rain", (Party("A", options=(Option("go", "Go home"),)),))), end="")
    dispute: Rain
    format: 1
    <BLANKLINE>
    parties:
      A:
        options:
          go: Go home
    """
    if dispute.origin is not None:
        text = dispute.origin.text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        base = _read_again(text)
        if base == dispute:
            return text
        changed = None if base is None else edited(text, to_data(base), to_data(dispute))
        if changed is not None and _read_again(changed) == dispute:
            return changed
    return block_text(to_data(dispute), (), 0) + "\n"


def _read_again(text: str) -> Dispute | None:
    """What can be read of `text`, faults aside; None where it is not YAML at all."""
    try:
        return read_text(text, "").dispute
    except DisputeError:
        return None


def save(dispute: Dispute, path: str | FilePath, *, force: bool = False) -> None:
    """Write a dispute to a file, whole or not at all.

    Parameters
    ----------
    dispute : Dispute
        What to write.
    path : str or Path
        Where to. A link is followed to the file it names.
    force : bool
        Overwrite the file there, whatever it is.

    Raises
    ------
    NotOverwritten
        If there is a file which is not the one that the dispute was read from, or no longer says
        what it said then.
    OSError
        If the folder or the file cannot be written to.
    """
    origin, expected = dispute.origin, None
    if origin is not None and os.path.realpath(origin.path) == os.path.realpath(path):
        expected = origin.text
    write_text(to_yaml(dispute), path, expected=expected, force=force)
