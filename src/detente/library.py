"""The library's front: a dispute with the questions one can ask of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from detente.disputes.model import Dispute
from detente.disputes.problems import DisputeError, Problem, did_you_mean
from detente.disputes.reading import Reading, read_file, read_text, text_of
from detente.disputes.shipped import shipped_names, shipped_text
from detente.graphs.building import build
from detente.graphs.doubtful import doubt_problems
from detente.graphs.events import event_problems
from detente.graphs.graph import Graph
from detente.seen import shown_by
from detente.stability.analysis import Analysis, Progress, analyse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from detente.claims.asked import Asked
    from detente.claims.inducements import Inducement
    from detente.claims.lever_sets import LeverSets
    from detente.claims.plan import Plan
    from detente.claims.sweep import Sweep
    from detente.claims.verdicts import ClaimAnswer, ClaimAnswers
    from detente.disputes.differences import Difference
    from detente.graphs.advice import Want
    from detente.graphs.ranks import Ranks
    from detente.levers.hidden import Hidden
    from detente.levers.inverse import Inverse
    from detente.report.charts.graph import GraphPlot
    from detente.report.charts.plot import Plot
    from detente.report.handout.parts import Handout
    from detente.seen import Viewer
    from detente.settlements.settlement import Settlement
    from detente.settlements.threats import ThreatAnswer
    from detente.stability.coalition_answers import CoalitionAnalysis
    from detente.stability.evolution import Evolution
    from detente.stability.unknown import UnknownAnalysis
    from detente.stability.witness import Witness

_T = TypeVar("_T")
_FROM_STATES = frozenset({"parties", "graph", "terms", "rules", "same", "forbidden_moves"})


@dataclass(frozen=True, eq=False)
class Case:
    """A dispute, and the questions one can ask of it.

    Attributes
    ----------
    dispute : Dispute
        What its file states.
    graph : Graph
        Its states, moves and ranks.
    notes : tuple of str
        What was not carried over from another file format.
    """

    dispute: Dispute
    graph: Graph
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, dispute: Dispute) -> Case:
        """The case of a dispute that was made or changed in Python.

        Raises
        ------
        DisputeError
            If its states are faulty, for example a status quo that breaks a rule.
        """
        return cls(dispute, build(dispute))

    def analyse(
        self, concepts: Iterable[str] | None = None, progress: Progress | None = None
    ) -> Analysis:
        """Find the states that are stable for each party.

        Parameters
        ----------
        concepts : iterable of str, optional
            Any of ``nash``, ``gmr``, ``smr``, ``seq``, ``sseq``, ``sim``; all unless told.
        progress : callable, optional
            Called with how many of how many parts are done.

        Returns
        -------
        Analysis

        Raises
        ------
        UnknownName
            If a concept is not known.

        Notes
        -----
        The concepts are those of Nash (1950), Howard (1971), Fraser & Hipel (1979, 1984) and
        Rêgo & Vieira (2015, 2017), for the graph model of Kilgour, Hipel & Fang (1987).

        Examples
        --------
        >>> import detente
        >>> a = detente.load("prisoners-dilemma").analyse()
        >>> a.equilibria("nash"), a.equilibria("seq")
        ([1], [1, 4])
        """
        return analyse(self.graph, concepts, progress)

    analyze = analyse

    def why(self, state: int, party: str, concept: str = "seq") -> Witness:
        """Why a state is or is not stable for a party; see `Analysis.why`.

        Examples
        --------
        >>> import detente
        >>> w = detente.load("prisoners-dilemma").why(4, "Row", "seq")
        >>> w.stable, w.answers[0].sanction[0].party
        (True, 'Column')
        """
        return analyse(self.graph, ()).why(state, party, concept)

    def evolve(self, *, possible: bool = False) -> Evolution:
        """What can come about from the status quo, in how many steps, by whom, and what for good.

        Parameters
        ----------
        possible : bool
            Whether any legal moves count as steps, and not improvements only.

        Raises
        ------
        DisputeError
            If the dispute has no status quo.

        Notes
        -----
        This is the status quo analysis of Li, Kilgour & Hipel (2005).

        Examples
        --------
        >>> import detente
        >>> found = detente.load("cuba-1962").evolve()
        >>> found.numbers, found.longest, len(found.stages)
        ([1, 2, 3, 4, 6, 7, 8, 5], 3, 1)
        """
        from detente.settlements.settlement import started
        from detente.stability.evolution import evolve, evolve_by_any_moves

        find = evolve_by_any_moves if possible else evolve
        return find(self.graph, started(self.graph))

    def settle(self, settlement: str) -> Settlement:
        """Look at a settlement from the status quo: who could bring it about, who is needed.

        Parameters
        ----------
        settlement : str
            A settlement's name, or any formula.

        Raises
        ------
        DisputeError
            If it is neither, or the dispute has no status quo.

        Examples
        --------
        >>> import detente
        >>> found = detente.load("prisoners-dilemma").settle("cooperation")
        >>> found.status, found.by_pact
        ('unreachable', (('Row', 'Column'),))
        """
        from detente.settlements.settlement import settle

        return settle(self.graph, settlement)

    def coalitions(
        self,
        concepts: Iterable[str] | None = None,
        states: Iterable[int] | None = None,
        *,
        everywhere: bool = False,
    ) -> CoalitionAnalysis:
        """Ask again, for groups, whether equilibria are stable, and how groups could leave.

        Parameters
        ----------
        concepts : iterable of str, optional
            Any of ``cnash``, ``cgmr``, ``csmr``, ``cseq``; all unless told.
        states : iterable of int, optional
            The numbers of the states to look at. Unless told, for each concept the equilibria of
            the one it extends that improvements lead to from the status quo.
        everywhere : bool
            Look at all equilibria. Done in any case where there is no status quo.

        Returns
        -------
        CoalitionAnalysis

        Raises
        ------
        UnknownName
            If there is no such concept or state.

        Notes
        -----
        The concepts are those of Kilgour, Hipel, Fang & Peng (2001) and Inohara & Hipel (2008).

        Examples
        --------
        >>> import detente
        >>> found = detente.load("prisoners-dilemma").coalitions().concepts["cnash"]
        >>> found.stable, found.left
        ([], [1])
        >>> [(group.coalition, group.target) for group in found.departures(1)]
        [(('Row', 'Column'), 4)]
        """
        from detente.stability.coalition_answers import coalition_analysis

        return coalition_analysis(self.graph, concepts, states, everywhere=everywhere)

    def unknown(
        self, extensions: Iterable[str] | None = None, concepts: Iterable[str] | None = None
    ) -> UnknownAnalysis:
        """Find what is stable where the doubts leave it unknown how states compare.

        Parameters
        ----------
        extensions : iterable of str, optional
            Any of ``a``, ``b``, ``c``, ``d``: how a party takes what is unknown; all unless told.
        concepts : iterable of str, optional
            Any of ``nash``, ``gmr``, ``smr``, ``seq``; all unless told.

        Returns
        -------
        UnknownAnalysis

        Raises
        ------
        UnknownName
            If there is no such extension or concept.
        TooManyAlternatives
            If the doubts about a party make more different preferences than can be gone through.

        Notes
        -----
        The extensions are those of Li, Hipel, Kilgour & Fang (2004). That a comparison is unknown
        where a party's possible preferences do not agree on it is ours. Doubts about options and
        rules are left aside.

        Examples
        --------
        >>> import detente
        >>> text = '''
        ... dispute: One party
        ... parties: {A: {options: {act: Do it}}}
        ... doubts: [{name: taste, party: A, either: [{prefers: [A.act]}, {prefers: [not A.act]}]}]
        ... '''
        >>> found = detente.loads(text).unknown()
        >>> found.unknown, found.equilibria("a", "nash"), found.equilibria("b", "nash")
        ({'A': 1.0}, [], [1, 2])
        """
        from detente.stability.unknown import unknown_analysis

        return unknown_analysis(self.graph, self.alternatives, concepts, extensions)

    @cached_property
    def alternatives(self) -> tuple[tuple[Ranks, ...], ...]:
        """For each party, the ranks of the states that its preferences may be, by the doubts.

        Raises
        ------
        TooManyAlternatives
            If the doubts about a party make more different preferences than can be gone through.
        """
        from detente.doubts.alternatives import alternatives_of

        return alternatives_of(self.graph)

    @cached_property
    def threats(self) -> Mapping[str, ThreatAnswer]:
        """What each declared threat is worth, by its name.

        Raises
        ------
        DisputeError
            If the dispute has no status quo.
        """
        from detente.settlements.settlement import started
        from detente.settlements.threats import threat_answers

        return threat_answers(self.graph, started(self.graph))

    @cached_property
    def claims(self) -> ClaimAnswers:
        """What the model says of each claim of the file, in its order.

        Raises
        ------
        DisputeError
            If a test names a file that cannot be opened, or something that is not in it.

        Examples
        --------
        >>> import detente
        >>> detente.load("chicken").claims
        ()
        """
        from detente.claims.verdicts import claim_answers

        return claim_answers(self.graph, self._beside)

    def claim(self, name: str) -> ClaimAnswer:
        """What the model says of one claim of the file; the others are not looked at.

        Raises
        ------
        UnknownName
            If there is no claim of that name.
        DisputeError
            If its test names a file that cannot be opened, or something that is not in it.

        Examples
        --------
        >>> import detente
        >>> detente.load("korea-2018").claim("treaty-first").verdict
        False
        """
        (found,) = self.with_claims([name]).claims
        return found

    def with_claims(self, names: Iterable[str]) -> Case:
        """The dispute with only some of its claims.

        Raises
        ------
        UnknownName
            If there is no claim of a name.
        """
        from detente.stability.concepts import UnknownName

        wanted = set(names)
        for name in sorted(wanted - {claim.name for claim in self.dispute.claims}):
            raise UnknownName(f"there is no claim `{name}`; name it under `claims`")
        claims = tuple(claim for claim in self.dispute.claims if claim.name in wanted)
        dispute = replace(self.dispute, claims=claims)
        return replace(self, dispute=dispute, graph=replace(self.graph, dispute=dispute))

    def _beside(self, source: str) -> Graph:
        """The graph of another file, named as from this one: beside it, or a shipped dispute."""
        origin = self.dispute.origin
        beside = Path(source) if origin is None else Path(origin.path).parent / source
        return load(beside if beside.exists() else source).graph

    def levers(
        self,
        claim: str,
        *,
        among: Iterable[str] | None = None,
        seconds: float | None = None,
        most: int | None = None,
        progress: Callable[[int, int], object] | None = None,
    ) -> LeverSets:
        """Say which sets of levers make a claim true.

        Every set is looked at, the small ones first: a further lever can undo what a smaller set
        achieves.

        Parameters
        ----------
        claim : str
            The name of a claim, or a test such as ``settle(peace)``.
        among : iterable of str, optional
            The levers that are put together; all of the file unless told.
        seconds : float, optional
            A limit of time, after which the answer is given from what is done.
        most : int, optional
            The largest sets that are looked at.
        progress : callable, optional
            Told how many of how many sets are done.

        Returns
        -------
        LeverSets

        Raises
        ------
        DisputeError
            If `claim` is neither a claim nor a test.
        UnknownLever
            If there is no lever of a name.

        Examples
        --------
        >>> import detente
        >>> text = '''
        ... dispute: One party
        ... parties: {A: {options: {act: Do it}}}
        ... levers: {push: {by: A, edits: [{prefer: A.act, party: A, at: 1}]}}
        ... '''
        >>> detente.loads(text).levers("settle(A.act)").minimal
        (frozenset({'push'}),)
        """
        from detente.claims.asked_test import asked_test, models_for
        from detente.claims.lever_sets import lever_sets

        test = asked_test(self.graph, claim)
        others = models_for(self.graph, test, self._beside)
        return lever_sets(
            self.graph, test, among, others, seconds=seconds, most=most, progress=progress
        )

    @cached_property
    def hidden(self) -> Hidden:
        """What the moves that were seen say of levers that may be in force.

        Raises
        ------
        DisputeError
            If the file states no `observed` moves or no lever with a `prior`, or no set of levers
            allows what was seen.

        Examples
        --------
        >>> import detente
        >>> text = '''
        ... dispute: One party
        ... parties: {A: {options: {act: Do it}}}
        ... levers:
        ...   wish: {secret: true, prior: 0.5, edits: [{prefer: A.act, party: A, at: 1}]}
        ... observed: [{by: A, sets: {A.act: on}}]
        ... '''
        >>> wish = detente.loads(text).hidden.lever("wish")
        >>> wish.posterior > wish.prior
        True
        """
        from detente.levers.hidden import hidden

        return hidden(self.dispute)

    def inverse(self, state: int, concept: str = "seq", party: str | None = None) -> Inverse:
        """What the parties would have to prefer for a state to be an equilibrium.

        Parameters
        ----------
        state : int
            The number of the state.
        concept : str
            ``nash``, ``gmr``, ``smr``, ``seq``, ``sseq`` or ``sim``.
        party : str, optional
            Ask about this party alone; about all unless told.

        Raises
        ------
        UnknownName
            If there is no such state, party or concept.

        Notes
        -----
        The question is that of Kinsara, Kilgour & Hipel (2015).

        Examples
        --------
        >>> import detente
        >>> found = detente.load("syria-iraq-1975").inverse(2, party="Syria")
        >>> found.party("Syria").share
        Fraction(8, 15)
        """
        from detente.levers.inverse import inverse
        from detente.stability.concepts import UnknownName

        place = self.graph.states.index(state)
        if place is None:
            last = int(self.graph.states.numbers[-1])
            raise UnknownName(f"there is no state {state}; states are numbered 1 to {last}")
        return inverse(self.graph, place, concept, party)

    def induce(
        self, lever: str, claim: str, *, most: float = 1000, tolerance: float = 0.001
    ) -> Inducement:
        """Say how large an inducement must be: where a claim turns, and what tips whom.

        Parameters
        ----------
        lever : str
            A lever whose edits add its own amount to what some formula weighs.
        claim : str
            The name of a claim, or a test such as ``settle(peace)``.
        most : float
            The largest amount that is looked at.
        tolerance : float
            How closely a turning is bracketed where it cannot be found exactly.

        Raises
        ------
        DisputeError
            If there is no such lever or claim, or the lever pays nobody who weighs what it wants.
        """
        from decimal import Decimal

        from detente.claims.inducements import inducement

        return inducement(
            self.graph,
            lever,
            claim,
            self._beside,
            most=Decimal(str(most)),
            tolerance=Decimal(str(tolerance)),
        )

    def differences(self, other: Case) -> tuple[Difference, ...]:
        """What another dispute states otherwise than this one.

        Examples
        --------
        >>> import detente
        >>> case = detente.load("chicken")
        >>> case.differences(case)
        ()
        """
        from detente.disputes.differences import differences

        return differences(self.dispute, other.dispute)

    def with_levers(self, names: Iterable[str]) -> Case:
        """The dispute with levers in force.

        Parameters
        ----------
        names : iterable of str
            The levers; they apply in the order of the file. What collides is in the `notes`.

        Raises
        ------
        UnknownLever
            If there is no lever of a name.
        DisputeError
            If the dispute could not be so: the status quo would break a rule, for example.
        """
        from detente.levers.applying import applied

        changed = applied(self.dispute, names)
        notes = tuple(str(collision) for collision in changed.collisions)
        return Case(changed.dispute, build(changed.dispute), notes)

    def sweep(
        self,
        worlds: int = 1000,
        seed: int = 0,
        *,
        asked: Asked | None = None,
        hinges: bool = True,
        workers: int = 1,
        cluster: str | None = None,
        checkpoint: str | Path | None = None,
        resume: bool = False,
        seconds: float | None = None,
        progress: Callable[[Plan], Any] | None = None,
    ) -> Sweep:
        """Say in what share of the worlds that the doubts allow something is so.

        Parameters
        ----------
        worlds : int
            How many worlds are looked at: all, where there are no more, or so many drawn ones.
        seed : int
            What draws begin from; with the same seed the answer is the same.
        asked : Asked, optional
            What is looked at: equilibria by five concepts, every settlement, threat and claim of
            the file unless told.
        hinges : bool
            Whether it is asked what answers hinge on, too.
        workers : int
            How many processes work on it; the answer does not depend on it.
        cluster : str, optional
            The address of a Dask scheduler, whose workers do (``pip install 'detente[cluster]'``).
        checkpoint : str or Path, optional
            A file in which what is done is kept until all is.
        resume : bool
            Whether to go on from that file.
        seconds : float, optional
            A limit of time, after which the answer is given from what is done.
        progress : callable, optional
            From the plan to what is told how many of how many chunks are done.

        Returns
        -------
        Sweep

        Raises
        ------
        DisputeError
            If the file has no doubts, or a world of it cannot be.

        Notes
        -----
        Worlds are drawn as a Latin hypercube (McKay, Beckman & Conover 1979); what an answer hinges
        on is told by the shares of Sobol (1993) and Homma & Saltelli (1996). Worlds are ours.

        Examples
        --------
        >>> import detente
        >>> text = '''
        ... dispute: One party
        ... parties: {A: {options: {act: Do it}, prefers: [A.act]}}
        ... doubts: [{name: wants to, party: A, statement: A.act, probability: 0.8}]
        ... claims: {acts: {says: It acts, test: stable(A.act)}}
        ... '''
        >>> found = detente.loads(text).sweep()
        >>> found.exact, found.claim("acts").true.value
        (True, 0.8)
        """
        from detente.claims.sweep import sweep
        from detente.disputes.places import problem_at

        asked = asked if asked is not None else self.all_asked()
        disputes = self.with_those_named() if asked.claims else {"": self.dispute}
        if not any(dispute.doubts for dispute in disputes.values()):
            what = "the file states no doubts, so there is one world only"
            mend = "add `doubts`; `detente new` shows how"
            raise DisputeError([problem_at(self.dispute, (), what, mend)])
        return self._placed(
            sweep,
            disputes,
            asked,
            worlds,
            seed,
            hinges=hinges,
            workers=workers,
            cluster=cluster,
            checkpoint=None if checkpoint is None else Path(checkpoint),
            resume=resume,
            seconds=seconds,
            progress=progress,
        )

    def _placed(self, make: Callable[..., _T], *arguments: Any, **more: Any) -> _T:
        """What `make` gives; faults of worlds, which know no file, are placed in this one's."""
        from detente.disputes.places import problem_at

        try:
            return make(*arguments, **more)
        except DisputeError as error:
            raise DisputeError(
                [
                    problem_at(self.dispute, ("doubts",), fault.what, fault.mend, key=True)
                    if fault.file == self.dispute.title
                    else fault
                    for fault in error.problems
                ]
            ) from None

    def all_asked(self) -> Asked:
        """All that a sweep can look at: the file's settlements, threats and claims, equilibria."""
        from detente.claims.asked import BATCHED, Asked

        return Asked(
            BATCHED,
            tuple(name for name, _ in self.dispute.settlements),
            tuple(threat.name for threat in self.dispute.threats),
            tuple(claim.name for claim in self.dispute.claims),
        )

    def with_those_named(self) -> dict[str, Dispute]:
        """Give this dispute, and those of other files that its claims name, by their files."""
        from detente.claims.verdicts import models_of

        models = models_of(self.graph, self._beside)
        return {file: model.graph.dispute for file, model in models.items()}

    @cached_property
    def warnings(self) -> tuple[Problem, ...]:
        """What an analyst should look at again."""
        from detente.graphs.advice import warnings
        from detente.levers.advice import lever_warnings

        return tuple(sorted([*warnings(self.graph), *lever_warnings(self.dispute)]))

    @cached_property
    def wants(self) -> tuple[Want, ...]:
        """What each party wants of the others' options, everything else staying as it is."""
        from detente.graphs.advice import wants

        return tuple(wants(self.graph))

    def report(
        self,
        *,
        file: str | None = None,
        worlds: int | None = None,
        seed: int = 0,
        seconds: float | None = 2.0,
        drawn: bool = True,
    ) -> Handout:
        """Gather all answers as a report that can be handed over.

        Parameters
        ----------
        file : str, optional
            What the dispute's file is called in the report; as it was read unless told.
        worlds : int, optional
            Where the file states doubts: over how many worlds shares are taken; 0 for no shares.
            Few unless told, and the report says how many.
        seed : int
            What the draws of worlds begin from.
        seconds : float or None
            In about how many seconds it should be made; what is left out for that is said in it.
            None for no limit.
        drawn : bool
            Whether charts are drawn. Texts and tables need none, and tell them in words all the
            same.

        Returns
        -------
        Handout
            What `detente.report.handout.rendering` writes as HTML, Markdown or LaTeX.

        Examples
        --------
        >>> import detente
        >>> from detente.report.handout.rendering import rendered
        >>> found = detente.load("chicken").report()
        >>> found.title
        'Chicken'
        >>> rendered(found, "md").splitlines()[0]
        '# Chicken'
        """
        from detente.report.handout.gather import handout

        origin = self.dispute.origin
        named = file if file is not None else origin.path if origin is not None else "FILE"
        return handout(
            self.graph,
            self._beside,
            file=named,
            worlds=worlds,
            seed=seed,
            seconds=seconds,
            drawn=drawn,
        )

    def to_yaml(self) -> str:
        """The dispute as the text of a file; comments of the file it came from survive."""
        from detente.disputes.writing import to_yaml

        return to_yaml(self.dispute)

    def save(self, path: str | Path, *, force: bool = False) -> None:
        """Write the dispute to a file, whole or not at all.

        Raises
        ------
        NotOverwritten
            If the file has changed since it was read, or is another one, and `force` is false.
        """
        from detente.disputes.writing import save

        save(self.dispute, path, force=force)

    def __repr__(self) -> str:
        states, parties = len(self.graph), len(self.dispute.parties)
        return f"<Case {self.dispute.title!r}: {states} states, {parties} parties>"

    def _repr_html_(self) -> str:
        from detente.report.notebook.case import case_html

        return case_html(self.graph)

    def plot_graph(
        self,
        *,
        concept: str = "seq",
        start: int | None = None,
        party: str | None = None,
        improvements: bool = True,
        most: int = 20,
    ) -> GraphPlot:
        """Draw the graph of states and moves as a report does, folded to what matters.

        Parameters
        ----------
        concept : str
            The solution concept that marks equilibria.
        start : int, optional
            The number of the state where steps are counted from; the status quo unless told.
        party : str, optional
            Draw the moves of this party only.
        improvements : bool
            Draw improvements only, and what settlements need besides.
        most : int
            Show at most so many states, and up to twice as many arrows.

        Returns
        -------
        GraphPlot
            A notebook shows it; its ``save`` writes SVG, PNG or HTML.

        Raises
        ------
        UnknownName
            If there is no such concept, state or party.

        Examples
        --------
        >>> import detente
        >>> detente.load("prisoners-dilemma").plot_graph().figure.caption
        'All 4 states are shown. From the status quo no party can move to anything it prefers.'
        """
        from detente.report.charts.graph import plot_graph

        return plot_graph(
            self.graph,
            concept=concept,
            start=start,
            party=party,
            improvements=improvements,
            most=most,
        )

    def plot_threats(self) -> Plot:
        """Draw what the threats are worth; needs ``pip install 'detente[report]'``.

        Raises
        ------
        ValueError
            If there is no threat that could be carried out.
        """
        from detente.report.charts.threats import plot_threats

        return plot_threats(self.threats.values())

    def plot_timeline(self, settlement: str) -> Plot:
        """Draw roles and weights at each date; needs ``pip install 'detente[report]'``.

        Parameters
        ----------
        settlement : str
            The name of a settlement.

        Raises
        ------
        ValueError
            If it is open at none of the dates.
        """
        from detente.report.charts.timeline import plot_timeline
        from detente.settlements.timeline import moments_of

        return plot_timeline(moments_of(self.graph, "the file's own date"), settlement)


@dataclass(frozen=True)
class Check:
    """What a file's check found.

    Attributes
    ----------
    problems : tuple of Problem
        Why the file cannot be used; empty if it can.
    case : Case or None
        The dispute, where there are no problems.
    """

    problems: tuple[Problem, ...]
    case: Case | None = field(default=None, compare=False)


def load(source: str | Path) -> Case:
    """Load a dispute.

    Parameters
    ----------
    source : str or Path
        A file (``.yaml``, or ``.gmcr`` of GMCR+), or the name of a shipped dispute.

    Returns
    -------
    Case

    Raises
    ------
    DisputeError
        With everything that is wrong with the file.

    Examples
    --------
    >>> import detente
    >>> detente.load("chicken")
    <Case 'Chicken': 4 states, 2 parties>
    """
    found = check(source)
    if found.case is None:
        raise DisputeError(found.problems)
    return found.case


def loads(text: str, name: str = "dispute") -> Case:
    """Load a dispute from the text of a file; `name` is what messages call it.

    Raises
    ------
    DisputeError
        With everything that is wrong with the text.

    Examples
    --------
    >>> import detente
    >>> text = '''
    ... dispute: One party
    ... parties: {A: {options: {act: Do it}, prefers: [A.act]}}
    ... '''
    >>> detente.loads(text).analyse().equilibria("nash")
    [2]
    """
    found = _checked(read_text(text, name))
    if found.case is None:
        raise DisputeError(found.problems)
    return found.case


def check(source: str | Path) -> Check:
    """Check a dispute's file, or a shipped dispute: everything that is wrong, or the dispute."""
    try:
        path = Path(source)
        if path.suffix.casefold() == ".gmcr" and path.exists():
            from detente.disputes.gmcr import read_gmcr

            converted = read_gmcr(text_of(path), str(source))
            graph = build(converted.dispute)
            # The text it came from is not a dispute file: comments of it cannot be kept in one.
            return Check((), Case(replace(converted.dispute, origin=None), graph, converted.notes))
        if not path.exists() and str(source) in shipped_names():
            return _checked(read_text(shipped_text(str(source)), f"{source}.yaml"))
        if not path.exists():
            raise DisputeError([_missing(str(source))])
        return _checked(read_file(path))
    except DisputeError as error:
        return Check(error.problems)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        problem = Problem(
            str(source), 1, 1, f"the file cannot be opened ({reason})", "check its name"
        )
        return Check((problem,))


def cases() -> tuple[str, ...]:
    """The names of the disputes that come with the package.

    Examples
    --------
    >>> import detente
    >>> "korea-2018" in detente.cases()
    True
    """
    return shipped_names()


def _checked(reading: Reading) -> Check:
    problems = set(reading.layout.problems)
    graph = None
    if not reading.damaged & _FROM_STATES:
        try:
            graph = build(reading.dispute)
            problems |= set(event_problems(graph))
            if "doubts" not in reading.damaged:
                problems |= set(doubt_problems(graph))
        except DisputeError as error:
            problems |= set(error.problems)
    if problems or graph is None:
        return Check(tuple(sorted(problems)))
    return Check((), Case(reading.dispute, graph))


def _missing(source: str) -> Problem:
    mend = did_you_mean(source, shipped_names(), "check the path")
    return Problem(source, 1, 1, "there is no such file, and no shipped dispute of that name", mend)


def convert_to(case: Case, path: Path, *, force: bool = False) -> tuple[str, ...]:
    """Write a dispute as YAML or as a GMCR+ file, as the ending of `path` says.

    Returns
    -------
    tuple of str
        What could not be carried over, in words.

    Raises
    ------
    DisputeError
        If the ending is neither, or the dispute has no counterpart in the format.
    NotOverwritten
        If the file exists and `force` is false.
    """
    from detente.disputes.saving import write_text
    from detente.disputes.writing import save

    ending = path.suffix.casefold()
    if ending in {".yaml", ".yml"}:
        save(case.dispute, path, force=force)
        return ()
    if ending != ".gmcr":
        what = f"files that end in `{ending}` cannot be written"
        raise DisputeError([Problem(str(path), 1, 1, what, "write to NAME.yaml or NAME.gmcr")])
    from detente.disputes.gmcr_writing import needs_rankings, to_gmcr

    needed = needs_rankings(case.dispute)
    written = to_gmcr(case.dispute, {party: _ranking(case.graph, party) for party in needed})
    write_text(written.text, path, expected=None, force=force)
    return written.notes


def _ranking(graph: Graph, party: str) -> list[list[int]]:
    """A party's ranking of all feasible states, best first, the merged ones with their class."""
    rank = graph.ranks[graph.parties.index(party)]
    if graph.feasible is not None and graph.feasible.home is not None:
        rank = rank[graph.feasible.home]
    return [(np.flatnonzero(rank == level) + 1).tolist() for level in np.unique(rank)[::-1]]


def _viewer() -> Viewer:
    """What shows results in notebooks; loaded when one is first looked at."""
    from detente.report.notebook import viewer

    return viewer


shown_by(_viewer)
