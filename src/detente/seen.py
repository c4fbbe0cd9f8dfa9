"""How results are seen: who shows them is told here, so that results need not know it.

Results lie below `detente.report`, which turns them into pages and charts. `detente.library` says
once how to come by what shows them; it is loaded when a result is first looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol


class Drawn(Protocol):
    """A chart: a notebook shows it, and it can be saved as SVG, PNG, HTML or Vega-Lite."""

    def _repr_html_(self) -> str: ...

    def save(self, path: str | Path) -> None:
        """Write the chart to a file."""


class Viewer(Protocol):
    """What shows results."""

    def page(self, result: object) -> str | None:
        """A result as HTML; None if it has no page."""

    def chart(self, name: str, *of: object) -> Drawn:
        """The chart of a name."""


_come_by: list[Callable[[], Viewer]] = []


def shown_by(viewer: Callable[[], Viewer]) -> None:
    """Say how to come by what shows results."""
    _come_by[:] = [viewer]


def chart(name: str, *of: object) -> Drawn:
    """The chart of a name, of some results.

    Raises
    ------
    RuntimeError
        If nothing shows results.
    """
    if not _come_by:
        raise RuntimeError("nothing is there to draw charts; import `detente.library` first")
    return _come_by[0]().chart(name, *of)


class Shown:
    """What a notebook shows as a page, once it is told how."""

    def _repr_html_(self) -> str | None:
        return _come_by[0]().page(self) if _come_by else None
