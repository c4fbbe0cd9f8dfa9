"""The smallest change of one party's preferences that makes a state stable for it (ours).

What counts as a step depends on how the preferences are stated: a pair of states whose order
changes for a ranking, a statement that is moved or added for a list of statements, a formula whose
weight is raised for weights.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from detente.disputes.model import (
    Edit,
    MoveStatement,
    Prefer,
    Preferences,
    Prioritised,
    Ranking,
    Weigh,
    Weighted,
)
from detente.levers.conditions import Condition
from detente.levers.inverse_rankings import Lift, least_lift, lifted, ranking_of
from detente.levers.inverse_statements import (
    Addition,
    Lists,
    StatementChange,
    StatementMove,
    least_statement_change,
    with_addition,
    with_move,
)
from detente.levers.inverse_weights import Raise, least_raises, raised
from detente.levers.strict_orders import share_of_strict_orders


@dataclass(frozen=True)
class Change:
    """Other preferences of a party.

    Attributes
    ----------
    party : str
        Whose.
    preferences : Preferences
        What it prefers after the change.
    steps : int
        Of how many steps the change consists.
    edits : tuple of Edit
        The same as a lever states it; empty for a ranking, which levers do not change.
    """

    party: str
    preferences: Preferences
    steps: int
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True)
class PartyInverse:
    """What a state asks of one party's preferences, and the smallest change that meets it.

    Attributes
    ----------
    condition : Condition
        When the state is stable for the party, what the others prefer being as it is.
    stable : bool
        Whether it is as things are.
    share : Fraction or None
        The share of all strict orders of the states that meet the condition; None where it takes
        too long to count.
    lift : Lift
        How far the state must rise in the party's order.
    statements : StatementChange or None
        For a party with statements that do not meet it yet.
    raises : tuple of Raise, or None
        Likewise for a party with weights.
    change : Change or None
        A smallest change; None where none is needed.
    """

    condition: Condition
    stable: bool
    share: Fraction | None
    lift: Lift
    statements: StatementChange | None = None
    raises: tuple[Raise, ...] | None = None
    change: Change | None = None

    @property
    def party(self) -> str:
        """The party's name."""
        return self.condition.graph.parties[self.condition.party]


def party_inverse(condition: Condition) -> PartyInverse:
    """What a condition asks, and the smallest change of the party's preferences that meets it."""
    share, lift = share_of_strict_orders(condition.clauses), least_lift(condition)
    if condition.holds:
        return PartyInverse(condition, True, share, lift)
    statements, raises = None, None
    match condition.graph.dispute.parties[condition.party].preferences:
        case Weighted():
            raises = least_raises(condition)
        case Ranking():
            pass
        case _:
            statements = least_statement_change(condition)
    change = _smallest(condition, lift, statements, raises)
    return PartyInverse(condition, False, share, lift, statements, raises, change)


def smallest_change(condition: Condition) -> Change:
    """A smallest change that meets a condition that is not met yet.

    A statement that is moved comes before one that is added, since it brings in nothing new.
    """
    match condition.graph.dispute.parties[condition.party].preferences:
        case Weighted():
            return _smallest(condition, None, None, least_raises(condition))
        case Ranking():
            return _smallest(condition, least_lift(condition), None, None)
    return _smallest(condition, None, least_statement_change(condition), None)


def _smallest(
    condition: Condition,
    lift: Lift | None,
    statements: StatementChange | None,
    raises: tuple[Raise, ...] | None,
) -> Change:
    if statements is not None and statements.single:
        return _moved(condition, statements.single[0])
    if statements is not None:
        return added_statement(condition, statements.additions[0])
    if raises is not None:
        return _raised(condition, raises[0])
    assert lift is not None
    return lift_change(condition, lift)


def lift_change(condition: Condition, lift: Lift) -> Change:
    """A ranking in which the state has been lifted, and nothing else has moved."""
    graph, party = condition.graph, condition.party
    ranks = lifted(graph.ranks[party], condition.state, lift)
    return Change(graph.parties[party], ranking_of(graph, ranks), lift.pairs)


def pure_lift(condition: Condition) -> Change:
    """A change of one step, or the least lift in a ranking, by which nothing but the state moves.

    For statements and weights it speaks of the full description of the state.
    """
    match condition.graph.dispute.parties[condition.party].preferences:
        case Ranking():
            return lift_change(condition, least_lift(condition))
        case Weighted():
            alone = [one for one in least_raises(condition) if one.candidate.truth.sum() == 1]
            return _raised(condition, alone[0])
    lists = Lists(condition)
    found = lists.description()
    if found.formula not in lists.formulas:
        return added_statement(condition, found)
    source = lists.formulas.index(found.formula) + 1
    return _moved(condition, StatementMove(found.formula, source, found.at))


def _moved(condition: Condition, move: StatementMove) -> Change:
    party = _name(condition)
    edit = MoveStatement(party, move.formula, move.target)
    return Change(party, with_move(_statements(condition), move), 1, (edit,))


def added_statement(condition: Condition, addition: Addition) -> Change:
    """The change that adds one statement."""
    party = _name(condition)
    preferences = with_addition(_statements(condition), addition.formula, addition.at)
    return Change(party, preferences, 1, (Prefer(party, addition.formula, addition.at),))


def _raised(condition: Condition, one: Raise) -> Change:
    party = _name(condition)
    preferences = condition.graph.dispute.parties[condition.party].preferences
    assert isinstance(preferences, Weighted)
    edit = Weigh(party, one.formula, one.amount)
    return Change(party, raised(preferences, one.formula, one.amount), 1, (edit,))


def _statements(condition: Condition) -> Prioritised:
    preferences = condition.graph.dispute.parties[condition.party].preferences
    return preferences if isinstance(preferences, Prioritised) else Prioritised(())


def _name(condition: Condition) -> str:
    return condition.graph.parties[condition.party]
