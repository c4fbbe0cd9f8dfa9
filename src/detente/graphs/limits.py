"""How large a dispute may be on this machine, said before anything is computed."""

from __future__ import annotations

from dataclasses import dataclass

from detente.disputes.model import Dispute
from detente.disputes.problems import DisputeError, Problem

BYTES_BASE = 30  # a state's own arrays, whatever the number of parties
BYTES_PER_PARTY = 10  # a state's rank and place among its party's moves
SECONDS_PER_MOVE = 2.5e-8  # one state, one mover, one party that is asked about
_SMALL = 1 << 20
_SHARE_OF_MEMORY = 0.8


@dataclass(frozen=True)
class Estimate:
    """What an analysis will take.

    Attributes
    ----------
    states : int
        How many states it is for.
    bytes : int
        The memory it needs at most.
    seconds : float
        The time it takes, within a factor of about three.
    """

    states: int
    bytes: int
    seconds: float

    def __str__(self) -> str:
        taken = time_in_words(self.seconds)
        return f"{self.states:,} states, about {_size(self.bytes)} and {taken}"


def estimate(states: int, parties: int, concepts: int = 5) -> Estimate:
    """What the analysis of that many states takes, simultaneous stability apart.

    Parameters
    ----------
    states, parties, concepts : int
        How many there are; of the concepts, those that take passes over the states.

    Examples
    --------
    >>> print(estimate(2**20, 5))
    1,048,576 states, about 84 MB and ...
    """
    needed = states * (BYTES_BASE + BYTES_PER_PARTY * parties)
    return Estimate(states, needed, states * parties * parties * concepts * SECONDS_PER_MOVE)


def refuse_too_many(states: int, dispute: Dispute) -> None:
    """Refuse more states than this machine's memory holds.

    Raises
    ------
    DisputeError
        With the estimate.
    """
    if states <= _SMALL:
        return
    import psutil

    taken = estimate(states, len(dispute.parties))
    free = int(psutil.virtual_memory().available * _SHARE_OF_MEMORY)
    if taken.bytes > free or states >= 2**31:
        file = dispute.origin.path if dispute.origin else dispute.title
        raise DisputeError(
            [
                Problem(
                    file,
                    1,
                    1,
                    f"this dispute has {states:,} states or more, which take {_size(taken.bytes)}"
                    f" where {_size(free)} are free",
                    "add rules that leave states out, or merge options",
                )
            ]
        )


def _size(count: float) -> str:
    units = ["bytes", "kB", "MB", "GB", "TB"]
    while count >= 1000 and len(units) > 1:
        count /= 1000
        units.pop(0)
    return f"{count:.0f} {units[0]}" if count >= 10 else f"{count:.1f} {units[0]}"


def time_in_words(seconds: float) -> str:
    """About how long, as one would say it."""
    if seconds < 1:
        return "less than a second"
    if seconds < 90:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 5400 else f"{seconds / 3600:.0f} hours"
