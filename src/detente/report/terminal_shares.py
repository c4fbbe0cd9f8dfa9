"""What stands behind shares of worlds, on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from detente.report.shares import say_worlds

if TYPE_CHECKING:
    from detente.claims.sweep import Sweep


def show_worlds(console: Console, sweep: Sweep | None) -> None:
    """Over which worlds shares are taken; nothing where there are no shares."""
    says = say_worlds(sweep)
    if says is not None:
        console.print(Text(says, style="dim"))
