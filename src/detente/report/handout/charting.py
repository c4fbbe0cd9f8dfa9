"""Charts of a report, where what draws them is installed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.report.charts.plot import Plot
    from detente.report.handout.parts import Figure


def can_draw() -> bool:
    """Whether charts can be drawn: altair and vl-convert are in the extra ``report``."""
    return find_spec("altair") is not None and find_spec("vl_convert") is not None


def begin_to_draw() -> None:
    """Load what draws charts beside other work."""
    if can_draw():
        from detente.report.charts.extra import warm_up

        threading.Thread(target=warm_up, daemon=True).start()


def charts(*makes: Callable[[], Plot]) -> tuple[Figure, ...]:
    """The charts that have something to show; none where charts cannot be drawn."""
    if not can_draw():
        return ()
    from detente.report.charts.rows import NothingToShow

    found = []
    for make in makes:
        try:
            found.append(make().figure)
        except NothingToShow:
            continue
    return tuple(found)
