"""What stands behind shares of worlds, on a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from detente.claims.sweep import Sweep
from detente.report.shares import say_worlds


def show_worlds(console: Console, sweep: Sweep | None) -> None:
    """Over which worlds shares are taken; nothing where there are no shares."""
    says = say_worlds(sweep)
    if says is not None:
        console.print(Text(says, style="dim"))
