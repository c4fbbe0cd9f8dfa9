"""What a sweep looks at in each world."""

from __future__ import annotations

from dataclasses import dataclass

BATCHED = ("nash", "gmr", "smr", "seq", "sseq")
"""The concepts that are worked out for many worlds at once."""
COME_ABOUT = " come_about"
"""What stands behind a concept in a tally: that an equilibrium can come about, too."""


@dataclass(frozen=True)
class Asked:
    """What is looked at in each world.

    Attributes
    ----------
    concepts : tuple of str
        Solution concepts: how likely each state is an equilibrium, and can come about.
    settlements : tuple of str
        Settlements, by name or formula: their status, and every party's role and weight.
    threats, claims : tuple of str
        Threats and claims, by name.
    stable : tuple of (str, str, int)
        Whether a state is stable: the concept, the party's name, and a code of the state.
    standing : tuple of (str, int)
        Whether a state stands against every coalition: the concept, and a code of the state.
    coming : bool
        Whether it is asked how likely each state can come about from the status quo.
    besides : bool
        Whether it is asked of settlements too who must tolerate them or would spoil them, and
        whether they are reached under pressure and by pact.
    """

    concepts: tuple[str, ...] = ()
    settlements: tuple[str, ...] = ()
    threats: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    stable: tuple[tuple[str, str, int], ...] = ()
    standing: tuple[tuple[str, int], ...] = ()
    coming: bool = False
    besides: bool = False
