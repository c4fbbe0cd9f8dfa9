"""What a report is made from: the dispute and the answers about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from detente.claims.kleene import Truth
from detente.claims.lever_sets import LeverSets
from detente.claims.lever_worlds import Impossible, Names
from detente.claims.sweep import Sweep
from detente.claims.verdicts import ClaimAnswer
from detente.disputes.model import Dispute
from detente.graphs.graph import Graph
from detente.levers.hidden import Hidden
from detente.settlements.empty_threats import EmptyThreats
from detente.settlements.settlement import Coalition, Settlement
from detente.settlements.threats import ThreatAnswer
from detente.settlements.timeline import Moment
from detente.stability.analysis import Analysis
from detente.stability.evolution import Evolution

if TYPE_CHECKING:
    from detente.report.charts.beside import Beside
    from detente.report.charts.undrawn import Undrawn

_ENOUGH = 100  # worlds, for what answers hinge on


@dataclass(frozen=True)
class LeftOut:
    """Something that was not looked at, why, and what answers it.

    Attributes
    ----------
    section : str
        The anchor of the section that would have it.
    says : str
        What is left out and why, as a sentence.
    command : str
        What answers it.
    for_time : bool
        Whether more time would have it in the report.
    """

    section: str
    says: str
    command: str
    for_time: bool = True


@dataclass(frozen=True)
class Under:
    """How a settlement stands under a set of levers.

    Attributes
    ----------
    status : str
        Its status.
    coalitions : tuple of Coalition
        The smallest that can settle by agreed steps.
    reached : bool or None
        Whether all together can.
    """

    status: str
    coalitions: tuple[Coalition, ...]
    reached: Truth


Standings = tuple[Under, ...]
"""How each settlement of the file stands, in its order."""


@dataclass(frozen=True)
class Levered:
    """What levers do to settlements.

    Attributes
    ----------
    sets : mapping of str to LeverSets
        For each settlement, which sets make it one that can be reached.
    under : mapping of frozenset of str to Standings or Impossible
        How the settlements stand under each set that was looked at.
    """

    sets: Mapping[str, LeverSets]
    under: Mapping[Names, Standings | Impossible]


@dataclass(frozen=True)
class Worlds:
    """Worlds that were looked at.

    Attributes
    ----------
    drawn : Sweep or None
        Those over which shares are taken.
    near : Sweep or None
        One that knows the worlds in which one doubt alone is answered otherwise.
    left_out : tuple of LeftOut
        What was not looked at.
    """

    drawn: Sweep | None
    near: Sweep | None
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, eq=False)
class Material:
    """The answers that a report tells.

    Attributes
    ----------
    graph : Graph
        The dispute.
    file : str
        What its file is called.
    analysis : Analysis
        Which states are stable.
    evolution : Evolution or None
        What can come about; None without a status quo.
    settlements : tuple of Settlement
        Every settlement of the file; none without a status quo.
    threats : mapping of str to ThreatAnswer
        Every threat of the file; none without a status quo.
    empty : EmptyThreats
        Which equilibria rest on empty threats.
    worlds : callable
        Gives the worlds of the doubts; it may have to wait for them.
    claims : tuple of ClaimAnswer
        The claims that were put to the model.
    rests : bool
        Whether it was asked on which statements verdicts rest.
    levered : Levered or None
        What levers do; None where there are none, or nothing to look at.
    moments : tuple of Moment
        The dates of the file; none without a status quo.
    hidden : Hidden or None
        What moves say of hidden levers; None where it was not looked at, or cannot be.
    unasked : tuple of LeftOut
        What was not looked at, worlds apart.
    awaited : bool
        Whether worlds are looked at elsewhere meanwhile.
    beside : Beside, Undrawn or None
        What draws charts; None where they cannot be drawn.
    """

    graph: Graph
    file: str
    analysis: Analysis
    evolution: Evolution | None
    settlements: tuple[Settlement, ...]
    threats: Mapping[str, ThreatAnswer]
    empty: EmptyThreats
    worlds: Callable[[], Worlds]
    claims: tuple[ClaimAnswer, ...]
    rests: bool
    levered: Levered | None
    moments: tuple[Moment, ...]
    hidden: Hidden | None
    unasked: tuple[LeftOut, ...]
    awaited: bool = False
    beside: Beside | Undrawn | None = None

    @property
    def dispute(self) -> Dispute:
        """What the file states."""
        return self.graph.dispute

    @cached_property
    def _looked_at(self) -> Worlds:
        return self.worlds()

    @property
    def sweep(self) -> Sweep | None:
        """Worlds of the doubts; None where there are none, or none were looked at."""
        return self._looked_at.drawn

    @property
    def near(self) -> Sweep | None:
        """Worlds in which one doubt alone is answered otherwise; None where none were looked at."""
        return self._looked_at.near

    @property
    def tells_hinges(self) -> bool:
        """Whether enough worlds were looked at to tell what answers hinge on.

        In a few worlds some doubt always seems to matter, by chance.
        """
        sweep = self.sweep
        if sweep is None:
            return False
        return sweep.exact or len(sweep.weights) >= _ENOUGH

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """What was not looked at."""
        return (*self.unasked, *self._looked_at.left_out)

    @cached_property
    def sources(self) -> frozenset[str]:
        """The names of the file's sources."""
        return frozenset(source.name for source in self.dispute.sources)

    @property
    def concept(self) -> str:
        """The concept that equilibria are told by."""
        return "seq"

    def unlooked(self, section: str) -> Sequence[LeftOut]:
        """What a section leaves out."""
        left_out = self.left_out if section == "doubts" else self.unasked
        return [left for left in left_out if left.section == section]
