"""What can be wrong with a file, said so that an analyst can mend it."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong, and where: ``file:line:column: what; mend``."""

    file: str
    line: int
    column: int
    what: str
    mend: str = ""

    def __str__(self) -> str:
        said = f"{self.what}; {self.mend}" if self.mend else self.what
        return visible(f"{self.file}:{self.line}:{self.column}: {said}")


class DisputeError(Exception):
    """A dispute that cannot be used, with every problem found in it.

    Parameters
    ----------
    problems : iterable of Problem
        All of them, in the order of their lines.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


def visible(text: str) -> str:
    r"""`text` on one line, with an escape for each character that could do harm on a screen.

    Examples
    --------
    >>> print(visible("two" + chr(10) + "lines" + chr(27) + "[31m"))
    two\nlines\x1b[31m
    """
    return "".join(
        repr(character)[1:-1] if is_control(character) else character for character in text
    )


def is_control(character: str) -> bool:
    """Whether a character steers a terminal or a line instead of being shown, or is half of one."""
    return unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like `name`, if any is like it."""
    by_fold = {other.casefold(): other for other in known}
    close = difflib.get_close_matches(name.casefold(), by_fold, n=1, cutoff=0.6)
    return by_fold[close[0]] if close else None


def did_you_mean(name: str, known: Iterable[str], otherwise: str) -> str:
    """What would mend an unknown name: the nearest known one, or else `otherwise`."""
    known = sorted(known) if isinstance(known, set | frozenset) else list(dict.fromkeys(known))
    close = nearest(name, known)
    if close is not None:
        return f"did you mean `{close}`?"
    listed = ", ".join(f"`{other}`" for other in known[:8])
    return (
        f"{otherwise}; known are {listed}{', …' if len(known) > 8 else ''}" if known else otherwise
    )
