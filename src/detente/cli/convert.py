"""``detente convert``: between this package's files and those of GMCR+."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from detente.cli.asking import opened


def convert(
    file: str,
    output: Annotated[str | None, Parameter(allow_leading_hyphen=True)] = None,
    /,
    *,
    force: Annotated[bool, Parameter(negative="")] = False,
) -> None:
    """Write a dispute in another format: .yaml or .gmcr, as the output's name ends.

    What could not be carried over is said on standard error.

    Parameters
    ----------
    file : str
        A dispute's file, a shipped dispute's name, or a .gmcr file.
    output : str
        The file to write, ending in .yaml, .yml or .gmcr; if none, YAML on standard output.
    force : bool
        Overwrite a file that exists.
    """
    from detente.library import convert_to

    case = opened(file)
    if output is None or output == "-":
        sys.stdout.write(case.to_yaml())
        return
    for note in convert_to(case, Path(output), force=force):
        print(f"{output}: {note}", file=sys.stderr)
