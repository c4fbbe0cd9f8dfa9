"""How a verdict changes as a number grows: every turning, exactly or between narrow bounds (ours).

A verdict need not change once and for all: more of something can undo what less of it did. So the
line is not searched for one turning, but looked at in many places, and halved between any two of
them that differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Protocol

from detente.claims.kleene import Truth

_LOOKS = 400
_PER_OCTAVE = 3
_EVENLY = 80


@dataclass(frozen=True)
class Turning:
    """Where a verdict changes.

    Attributes
    ----------
    low, high : Fraction
        It is one thing up to `low` and another from `high` on. Where it is known exactly, they are
        the same.
    above : bool
        Where it is known exactly: whether it changes only above that number, not at it.
    before, after : bool or None
        What it is on both sides.
    """

    low: Fraction
    high: Fraction
    above: bool
    before: Truth
    after: Truth

    @property
    def exact(self) -> bool:
        """Whether the number is known exactly."""
        return self.low == self.high


@dataclass(frozen=True)
class Course:
    """How a verdict goes as a number grows from 0.

    Attributes
    ----------
    at_zero : bool or None
        The verdict at 0.
    turnings : tuple of Turning
        Where it changes, in order.
    complete : bool
        Whether these are surely all.
    looks : int
        At how many numbers it was looked at.
    """

    at_zero: Truth
    turnings: tuple[Turning, ...]
    complete: bool
    looks: int

    @property
    def at_end(self) -> Truth:
        """The verdict at the greatest number."""
        return self.turnings[-1].after if self.turnings else self.at_zero

    @property
    def first_true(self) -> Turning | None:
        """The first turning to true; None where it is true at 0, or nowhere."""
        if self.at_zero is True:
            return None
        return next((turning for turning in self.turnings if turning.after is True), None)


class Line(Protocol):
    """Numbers from 0 on, cut into pieces in order, of which one number each stands for all."""

    def __len__(self) -> int:
        """How many pieces there are."""
        ...

    def number(self, piece: int) -> Fraction:
        """A number of that piece."""
        ...

    def between(self, piece: int) -> tuple[Fraction, Fraction, bool]:
        """The bounds between a piece and the next, and whether the next is all above them."""
        ...

    def looks(self) -> Sequence[int]:
        """The pieces to look at first, the first and the last among them."""
        ...


@dataclass(frozen=True)
class Breaks:
    """A line cut at each number where anything changes: within a piece nothing does.

    Attributes
    ----------
    points : tuple of Fraction
        Those numbers, in order, none above `most`; 0 is the first.
    most : Fraction
        The greatest number.
    """

    points: tuple[Fraction, ...]
    most: Fraction

    def __len__(self) -> int:
        return 2 * len(self.points) - (self.points[-1] == self.most)

    def number(self, piece: int) -> Fraction:
        """The number itself, or the middle between two."""
        point, beyond = divmod(piece, 2)
        if not beyond:
            return self.points[point]
        last = point + 1 == len(self.points)
        return (self.points[point] + (self.most if last else self.points[point + 1])) / 2

    def between(self, piece: int) -> tuple[Fraction, Fraction, bool]:
        """The number at which, or right above which, the next piece begins."""
        point = self.points[(piece + 1) // 2]
        return point, point, piece % 2 == 0

    def looks(self) -> Sequence[int]:
        """All pieces, or so many of them, evenly spread."""
        last = len(self) - 1
        if last < _LOOKS:
            return range(last + 1)
        return sorted({k * last // (_LOOKS - 1) for k in range(_LOOKS)})

    @property
    def all_looked_at(self) -> bool:
        """Whether every piece is looked at."""
        return len(self) <= _LOOKS


@dataclass(frozen=True)
class Steps:
    """A line of numbers a small step apart, where it is not known at which anything changes.

    Attributes
    ----------
    step, most : Fraction
        The step, and the greatest number.
    """

    step: Fraction
    most: Fraction

    def __len__(self) -> int:
        return -int(-self.most // self.step) + 1

    def number(self, piece: int) -> Fraction:
        """The number itself."""
        return min(piece * self.step, self.most)

    def between(self, piece: int) -> tuple[Fraction, Fraction, bool]:
        """The number and the next."""
        return self.number(piece), self.number(piece + 1), False

    def looks(self) -> Sequence[int]:
        """Numbers that lie closer together the smaller they are, and some evenly spread."""
        last = len(self) - 1
        octaves = range(_PER_OCTAVE * max(last, 1).bit_length())
        growing = (round(2 ** (k / _PER_OCTAVE)) for k in octaves)
        evenly = (k * last // _EVENLY for k in range(_EVENLY + 1))
        return sorted({0, last, *evenly, *(k for k in growing if k < last)})


def course(
    line: Line,
    verdict: Callable[[Fraction], Truth],
    progress: Callable[[], object] = lambda: None,
) -> Course:
    """How a verdict goes along a line.

    Parameters
    ----------
    line : Line
        The numbers.
    verdict : callable
        From a number to the verdict at it.
    progress : callable
        Called after each of the pieces that are looked at first.
    """
    known: dict[int, Truth] = {}

    def at(piece: int) -> Truth:
        if piece not in known:
            known[piece] = verdict(line.number(piece))
        return known[piece]

    found = tuple(_turnings(line, at, progress))
    complete = isinstance(line, Breaks) and line.all_looked_at
    return Course(at(0), found, complete, len(known))


def _turnings(
    line: Line, at: Callable[[int], Truth], progress: Callable[[], object]
) -> Iterator[Turning]:
    for low, high in pairwise(line.looks()):
        progress()
        while at(low) != at(high):
            last, first = low, high
            while first - last > 1:
                middle = (last + first) // 2
                if at(middle) == at(low):
                    last = middle
                else:
                    first = middle
            yield Turning(*line.between(last), at(last), at(first))
            low = first
