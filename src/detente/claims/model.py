"""A dispute as claims ask about it: every answer worked out once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from detente.disputes.model import Dispute, Rule, bits
from detente.disputes.names import Names
from detente.disputes.predicates import Askable
from detente.graphs.asking import asked_formula, names_of
from detente.graphs.building import build
from detente.graphs.graph import Graph
from detente.graphs.moves import Flags
from detente.graphs.remembering import remembered
from detente.graphs.states import status_quo_code
from detente.levers.graphs import levered
from detente.settlements.credibility import stable_for
from detente.settlements.holding import holds_on
from detente.settlements.settlement import Settlement, settle
from detente.settlements.threats import ThreatAnswer, threat_answers
from detente.stability.concepts import CONCEPTS
from detente.statements.syntax import Formula, Not

if TYPE_CHECKING:
    from detente.levers.hidden import Hidden

Levering = Callable[[frozenset[str], frozenset[str]], "Model"]


@dataclass(frozen=True, eq=False)
class Model:
    """The graph of a dispute, and the answers to what claims ask.

    Attributes
    ----------
    graph : Graph
        The dispute.
    varied : tuple of Model and callable, or None
        Another model whose parties prefer otherwise in this one, and what gives a graph of the
        same parties the preferences that they have here.
    in_force : frozenset of str
        The levers that are in force.
    levering : callable or None
        Gives this model with other levers in force: those that are added, those taken away.
    """

    graph: Graph
    varied: tuple[Model, Callable[[Graph], Graph]] | None = None
    in_force: frozenset[str] = frozenset()
    levering: Levering | None = None

    def levered(self, added: Iterable[str] = (), removed: Iterable[str] = ()) -> Model:
        """The same dispute, were these levers in force too, or those no longer.

        Raises
        ------
        DisputeError
            If the dispute could not be so: the status quo would break a rule, for example.
        """
        more, fewer = frozenset(added), frozenset(removed)
        if (self.in_force | more) - fewer == self.in_force:
            return self
        if self.levering is not None:
            return self.levering(more, fewer)
        return self._with(more - fewer)

    def _with(self, names: frozenset[str]) -> Model:
        """The model of just these levers in force, where this is that of none."""

        def levering(added: frozenset[str], removed: frozenset[str]) -> Model:
            return self._with((names | added) - removed)

        if not names:
            return self
        key = ("levered", names)
        graph = remembered(self.graph, key, lambda: levered(self.graph, names))
        return Model(graph, None, names, levering)

    @property
    def askable(self) -> Askable:
        """The names that tests may use of it."""
        return askable(self.graph.dispute, names_of(self.graph))

    def formula(self, text: str) -> Formula:
        """A formula, or the settlement of that name."""
        return asked_formula(self.graph, text.strip(), "test")

    def where(self, text: str) -> Flags:
        """Where a formula holds: shape (n,)."""
        return self.graph.states.where(self.formula(text))

    def held(self, text: str) -> Flags:
        """Where a settlement holds, from wherever one begins: shape (n,)."""
        name = text.strip()
        key = ("held", name)
        return remembered(self.graph, key, lambda: holds_on(self.graph, self.where(name)))

    def settlement(self, text: str) -> Settlement:
        """A settlement by its name or formula; only where there is a status quo."""
        name = text.strip()
        return remembered(self.graph, ("settlement", name), lambda: settle(self.graph, name))

    @property
    def hidden(self) -> Hidden:
        """What the moves that were seen say of the levers that may be in force."""
        from detente.levers.hidden import hidden

        return remembered(self.graph, "hidden", lambda: hidden(self.graph.dispute))

    def threat(self, name: str) -> ThreatAnswer:
        """A declared threat; only where there is a status quo."""
        start = self.graph.status_quo
        assert start is not None

        def made() -> Mapping[str, ThreatAnswer]:
            return threat_answers(self.graph, start)

        return remembered(self.graph, "threats", made)[name]

    def stable(self, concept: str, party: int) -> Flags:
        """Where states are stable for a party under a concept: shape (n,)."""

        def made() -> Flags:
            if concept != "seq":
                return CONCEPTS[concept].stable(self.graph, party)
            return stable_for(self.graph, party)

        return remembered(self.graph, ("stable", concept, party), made)

    def equilibria(self, concept: str) -> Flags:
        """Where states are stable for everyone under a concept: shape (n,)."""
        each = [self.stable(concept, party) for party in range(len(self.graph.parties))]
        return np.asarray(np.logical_and.reduce(each))

    def frozen(self, party: str, option: str) -> Model:
        """The same dispute, were an option bound to stay as it is at the status quo."""
        if self.varied is not None:  # what does not depend on preferences is not made anew
            before, preferring = self.varied
            bound = before.frozen(party, option)
            return Model(preferring(bound.graph), (bound, preferring))
        key = ("frozen", party, option)
        return Model(remembered(self.graph, key, lambda: build(self._bound(party, option))))

    def _bound(self, party: str, option: str) -> Dispute:
        dispute = self.graph.dispute
        code = status_quo_code(dispute)
        parts: list[Formula] = []
        for place, bit in enumerate(bits(dispute)):
            if (bit.setting.party, bit.setting.option) == (party, option):
                on = bool(code >> place & 1)
                parts.append(bit.setting if on else Not(bit.setting))
        rules = (*dispute.rules, *(Rule(part) for part in parts))
        status_quo = dispute.status_quo if dispute.status_quo is not None else ()
        return replace(dispute, rules=rules, status_quo=status_quo)


def askable(dispute: Dispute, names: Names) -> Askable:
    """What the tests of a dispute's claims may speak of."""
    return Askable(
        names,
        frozenset(name for name, _ in dispute.settlements),
        frozenset(threat.name for threat in dispute.threats),
        frozenset(lever.name for lever in dispute.levers),
        frozenset(lever.name for lever in dispute.levers if lever.prior is not None),
        bool(dispute.observed),
    )
