"""``detente new``: a file to start from."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from detente.disputes.saving import write_text


def new(file: str, /, *, force: Annotated[bool, Parameter(negative="")] = False) -> None:
    """Write a commented dispute file to start from.

    Parameters
    ----------
    file : str
        Where to write it, for example my-dispute.yaml.
    force : bool
        Overwrite a file that exists.
    """
    text = (resources.files("detente") / "cases" / "start" / "new.yaml").read_text(encoding="utf-8")
    write_text(text, Path(file), expected=None, force=force)
    print(f"{file} is written. Change it, then: detente check {file}; detente analyse {file}")
