"""What is so in each of many worlds: of equilibria, settlements, threats and claims (ours)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from detente.claims.asked import COME_ABOUT, Asked
from detente.claims.model import Model
from detente.claims.predicates import asks_of_every_set
from detente.claims.side_by_side import SideBySide
from detente.claims.verdicts import truth
from detente.disputes.model import Claim, Dispute
from detente.doubts.laboratory import Laboratory, World, by_file
from detente.doubts.spaces import HERE, Picks, Space, space_of
from detente.graphs.moves import Flags
from detente.settlements.settlement import Settlement
from detente.stability.coalitional import stable as stands_against_all

Value = bool | float | str | None
Columns = dict[str, list[Value]]
Weights = npt.NDArray[np.float64]
Tally = dict[str, npt.NDArray[np.float64]]


@dataclass(frozen=True)
class Findings:
    """What was found.

    Attributes
    ----------
    columns : dict of str to list
        For each outcome its value in each world.
    tally : dict of str to numpy.ndarray, shape (states,)
        For each concept, the weight of the worlds in which each of the widest graph's states is an
        equilibrium; under ``CONCEPT come_about``, of those in which it also can come about.
    """

    columns: Columns
    tally: Tally


@dataclass(frozen=True, eq=False)
class Survey:
    """Looks at worlds of a dispute, and of others that its claims speak of.

    Attributes
    ----------
    disputes : mapping of str to Dispute
        By the names of their files, the dispute itself first, under `HERE`.
    asked : Asked
        What is looked at.
    compiled : bool
        Whether the loop over worlds is to be compiled, if it can be.
    """

    disputes: Mapping[str, Dispute]
    asked: Asked
    compiled: bool = False
    space: Space = field(init=False)
    laboratories: Mapping[str, Laboratory] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "space", space_of(self.disputes))
        object.__setattr__(self, "laboratories", by_file(self.disputes, compiled=self.compiled))

    @property
    def here(self) -> Laboratory:
        """The worlds of the dispute itself."""
        return self.laboratories[HERE]

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims that are asked for and can be tested in one world after another."""
        known = {claim.name: claim for claim in self.disputes[HERE].claims}
        named = [known[name] for name in self.asked.claims]
        return tuple(claim for claim in named if is_asked_in_worlds(claim))

    def look(self, picks: Picks, weights: Weights) -> Findings:
        """What is so in some worlds.

        Parameters
        ----------
        picks : numpy.ndarray of int, shape (worlds, questions)
            Their answers.
        weights : numpy.ndarray of float, shape (worlds,)
            How much each counts in the tally.
        """
        distinct, inverse = np.unique(picks, axis=0, return_inverse=True)
        inverse = inverse.reshape(-1)
        counted = np.bincount(inverse, weights, minlength=len(distinct)).astype(np.float64)
        worlds = {file: self._worlds(file, distinct) for file in self.disputes}
        tally = self._no_tally()
        models: dict[str, dict[World, Model]] = {file: {} for file in self.disputes}
        for file, own in worlds.items():
            if file == HERE or self.claims:
                models[file] = self._models(file, own, counted, tally if file == HERE else {})
        rows = [
            self._outcomes({file: own[worlds[file][k]] for file, own in models.items() if own})
            if self.by_world
            else {}
            for k in range(len(distinct))
        ]
        return Findings(_columns([rows[k] for k in inverse.tolist()]), tally)

    def _worlds(self, file: str, picks: Picks) -> list[World]:
        """The worlds of one file, given answers to all questions."""
        dispute = self.disputes[file]
        places = {
            place: k
            for k, question in enumerate(self.space.questions)
            for name, place in question.stands_in
            if name == file
        }
        columns = picks[:, [places[k] for k in range(len(dispute.doubts))]]
        return [self.laboratories[file].world(answers) for answers in columns.tolist()]

    # Worlds side by side -----------------------------------------------------------------------

    @property
    def by_world(self) -> bool:
        """Whether anything is asked that is looked at in one world after another."""
        asked = self.asked
        single = asked.settlements, asked.threats, asked.stable, asked.standing, self.claims
        return any(single)

    def _no_tally(self) -> Tally:
        names = [f"{c}{more}" for c in self.asked.concepts for more in ("", COME_ABOUT)]
        names += [COME_ABOUT] if self.asked.coming else []
        size = len(self.here.widest) if names else 0
        return {name: np.zeros(size) for name in names}

    def _models(
        self, file: str, worlds: Sequence[World], weights: Weights, tally: Tally
    ) -> dict[World, Model]:
        """The model of each world, with what is known of all side by side put in."""
        laboratory = self.laboratories[file]
        counted: dict[World, float] = {}
        for world, weight in zip(worlds, weights.tolist(), strict=True):
            counted[world] = counted.get(world, 0.0) + weight
        found: dict[World, Model] = {}
        for graph, some in laboratory.batches(list(counted)):
            together = laboratory.side_by_side(graph, some)
            known = SideBySide(laboratory, some, graph, together)
            if tally:
                _count(tally, known, np.array([counted[world] for world in some]))
            if self.by_world:
                found |= {world: known.model(column) for column, world in enumerate(some)}
        return found

    # One world after another -------------------------------------------------------------------

    def _outcomes(self, models: Mapping[str, Model]) -> dict[str, Value]:
        """Every outcome in one world."""
        here = models[HERE]
        found: dict[str, Value] = {}
        if here.graph.status_quo is not None:
            for name in self.asked.settlements:
                found |= _of_settlement(here, name, besides=self.asked.besides)
            found |= {f"threat {t}": here.threat(t).status_quo for t in self.asked.threats}
        for concept, party, code in self.asked.stable:
            found[f"stable {concept} {party} {code}"] = _is_stable(here, concept, party, code)
        for concept, code in self.asked.standing:
            found[f"standing {concept} {code}"] = _stands(here, concept, code)
        for claim in self.claims:
            assert claim.test is not None
            found[f"claim {claim.name}"] = truth(claim.test, models)
        return found


def is_asked_in_worlds(claim: Claim) -> bool:
    """Whether a claim has a test that takes no longer than looking at a world does."""
    if claim.test is None or claim.kind == "report":
        return False
    return not asks_of_every_set(claim.test)


def _columns(rows: Sequence[Mapping[str, Value]]) -> Columns:
    if not rows:
        return {}
    return {name: [row[name] for row in rows] for name in rows[0]}


def _of_settlement(model: Model, name: str, *, besides: bool) -> dict[str, Value]:
    found = model.settlement(name)
    agreed = found.minimal_coalitions
    is_open = found.status == "open"
    outcomes: dict[str, Value] = {f"settlement {name}": found.status}
    for party in model.graph.parties:
        outcomes[f"role {name}: {party}"] = found.roles[party] if is_open else None
        outcomes[f"weight {name}: {party}"] = _weight(found, party) if is_open and agreed else None
    return outcomes | (_besides(model, found) if besides else {})


def _weight(found: Settlement, party: str) -> float | None:
    weight = found.weight(party)
    return None if weight is None else float(weight)


def _besides(model: Model, found: Settlement) -> dict[str, Value]:
    """What stands beside roles: who must tolerate it, is relied on, or would spoil it."""
    name, is_open = found.name, found.status == "open"
    outcomes: dict[str, Value] = {
        f"pressure {name}": found.can(model.graph.parties, "pressure"),
        f"pact {name}": bool(found.by_pact),
    }
    for party in model.graph.parties:
        outcomes[f"tolerates {name}: {party}"] = party in found.must_tolerate if is_open else None
        outcomes[f"relied_on {name}: {party}"] = party in found.relied_on if is_open else None
        outcomes[f"spoils {name}: {party}"] = party in found.spoilers
    return outcomes


def _is_stable(model: Model, concept: str, party: str, code: int) -> Value:
    """Whether a state is stable for a party; None where it is not feasible."""
    place = _place(model, code)
    own = model.graph.parties.index(party)
    return None if place < 0 else bool(model.stable(concept, own)[place])


def _stands(model: Model, concept: str, code: int) -> Value:
    """Whether a state stands against every coalition; None where it is not feasible."""
    place = _place(model, code)
    if place < 0:
        return None
    return bool(stands_against_all(model.graph, concept, np.array([place]))[0])


def _place(model: Model, code: int) -> int:
    return int(model.graph.places_of(np.array([code]))[0])


def _count(tally: Tally, known: SideBySide, weights: Weights) -> None:
    """Add to the tally in which of some worlds each state is an equilibrium."""
    if not weights.any():
        return
    places = known.laboratory.widest.places_of(known.graph.states.codes)
    coming = known.table("coming") if known.knows("coming") else None
    if coming is not None and COME_ABOUT in tally:
        tally[COME_ABOUT][places] += _weighed(coming, weights)
    for concept in (name for name in tally if not name.endswith(COME_ABOUT)):
        flags = known.equilibria(concept)
        tally[concept][places] += _weighed(flags, weights)
        if coming is not None:
            tally[concept + COME_ABOUT][places] += _weighed(flags & coming, weights)


def _weighed(flags: Flags, weights: Weights) -> Weights:
    """The weight of the worlds in which each state is flagged: shape (n,)."""
    if (weights == 1).all():
        counted: Weights = np.count_nonzero(flags, axis=1).astype(np.float64)
        return counted
    found: Weights = np.where(flags, weights, 0.0).sum(axis=1)
    return found
