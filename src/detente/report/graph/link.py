"""An arrow of the graph of states and moves."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Link:
    """An arrow: a move from one state to another, by their places.

    Attributes
    ----------
    movers : tuple of int
        Who moves, by their places; several where they move jointly.
    source, target : int
        From which state to which.
    improvement : bool
        Whether it is one party's, which prefers where it leads.
    back : bool
        Whether the same arrow stands for the move back too, which is no improvement.
    final : bool
        Whether no moves of any parties lead back.
    settling : bool
        Whether it is a step of the path shown to a settlement.
    """

    movers: tuple[int, ...]
    source: int
    target: int
    improvement: bool
    back: bool = False
    final: bool = False
    settling: bool = False

    @property
    def moves(self) -> int:
        """How many moves the arrow stands for."""
        return 2 if self.back else 1
