"""What parties would have to prefer: in words, and as plain data for ``--json``."""

from __future__ import annotations

from itertools import islice
from math import factorial
from typing import Any

from detente.disputes.model import Lever, Preferences, Prioritised, Ranking, Weighted
from detente.disputes.plain_levers import lever_data
from detente.disputes.plain_parts import number_data
from detente.graphs.graph import Graph
from detente.levers.conditions import Condition
from detente.levers.inverse import Inverse, Whole
from detente.levers.inverse_changes import Change, PartyInverse
from detente.levers.inverse_statements import Addition, StatementChange, StatementMove
from detente.levers.inverse_weights import Raise
from detente.report.answers import heading, state_answer
from detente.report.words import joined, percent, plural
from detente.statements.printing import printed

_MOST_COUNTED = 20
MOST_CHOICES = 8
_MOST_IN_TEXT = 50
_STATES_A_LIMIT = 100
WHAT = "Here 1 ≥ 2 says that the party likes state 1 at least as much as state 2."
GIVEN = (
    "Which answers the others would give depends on what they prefer. Party by party, that is taken"
    " as it is stated."
)

# In words ---------------------------------------------------------------------------------------


def formula_in_words(condition: Condition, clauses: int, choices: int = MOST_CHOICES) -> str:
    """The condition as a formula with state numbers; what does not fit is counted.

    Parameters
    ----------
    condition : Condition
        The condition; it asks for something.
    clauses, choices : int
        How many clauses are written out, and how many choices of one and states of one choice.
    """
    written = list(islice(condition.clauses.written(), clauses))
    parts = [_clause(condition, clause, choices) for clause in written]
    left = len(condition.clauses) - len(written)
    if len(parts) == 1 and not left:
        return parts[0][0]
    texts = [f"({text})" if compound else text for text, compound in parts]
    return " and ".join(texts + [plural(left, "more clause")] * bool(left))


def _clause(condition: Condition, clause: list[list[int]], most: int) -> tuple[str, bool]:
    """One clause of a formula, and whether it has to stand in brackets among others."""
    number = condition.graph.states.number
    choices = []
    for atoms in clause[:most]:
        shown = [f"{number(condition.state)} ≥ {number(x)}" for x in atoms[:most]]
        shown += [f"{len(atoms) - most:,} more"] * (len(atoms) > most)
        alone = len(shown) == 1 or len(clause) == 1
        choices.append(" and ".join(shown) if alone else f"({' and '.join(shown)})")
    choices += [f"{len(clause) - most:,} more"] * (len(clause) > most)
    return " or ".join(choices), len(choices) > 1


def clauses_in_words(condition: Condition, most: int) -> list[str]:
    """Each clause as a sentence: which move it is about, and what keeps the party from it."""
    rows = zip(condition.moves, condition.clauses.written(), strict=True)
    return [_clause_in_words(condition, *row) for row in islice(rows, most)]


def _clause_in_words(condition: Condition, target: int, clause: list[list[int]]) -> str:
    number, who = condition.graph.states.number, condition.graph.parties[condition.party]
    alone = [number(atoms[0]) for atoms in clause if len(atoms) == 1]
    together = [[number(x) for x in atoms] for atoms in clause if len(atoms) > 1]
    parts = []
    if alone:
        parts.append(_some(alone) if len(alone) == 1 else f"at least one of {_some(alone)}")
    parts += [f"all of {_some(atoms)}" for atoms in together[:MOST_CHOICES]]
    if len(together) > MOST_CHOICES:
        left = len(together) - MOST_CHOICES
        parts.append(f"all of one of {left:,} more groups of states")
    against = f"Against {who}'s move to state {number(target)}"
    own = number(condition.state)
    return f"{against}: state {own} is no worse for it than {', or than '.join(parts)}."


def _some(numbers: list[int]) -> str:
    shown = [str(one) for one in numbers[:MOST_CHOICES]]
    return joined(shown + [f"{len(numbers) - MOST_CHOICES:,} more"] * (len(numbers) > MOST_CHOICES))


def spoken_of(found: Inverse, most: int) -> list[int]:
    """The states that the clauses which are shown speak of, by their places."""
    places = {found.place}
    for one in found.parties:
        clauses = islice(one.condition.clauses.written(), most)
        for target, clause in zip(one.condition.moves, clauses, strict=False):
            places |= {
                target,
                *(x for atoms in clause[:MOST_CHOICES] for x in atoms[:MOST_CHOICES]),
            }
    return sorted(places)


def share_in_words(found: PartyInverse) -> str:
    """What share of all strict rankings meets the condition."""
    if found.share is None:
        return "What share of all strict rankings meets this takes too long to count."
    size = len(found.condition.graph)
    share = percent(float(found.share))
    share = "over 99%" if share == "100%" and found.share != 1 else share
    if size > _MOST_COUNTED:
        return f"Of all strict rankings of the {size:,} states, {share} meet this."
    total = factorial(size)
    counted = int(found.share * total)
    return f"Of all {total:,} strict rankings, {counted:,} meet this ({found.share}, {share})."


def lift_in_words(found: PartyInverse) -> str:
    """How far the state must rise in the party's order."""
    lift = found.lift
    own = found.condition.graph.states.number(found.condition.state)
    above = list(lift.above)
    what = f"state{'s' if len(above) > 1 else ''} {_some(above)}"
    left = f", and is parted from {lift.left:,} that it is tied with" if lift.left else ""
    pairs = "one pair changes its" if lift.pairs == 1 else f"{lift.pairs:,} pairs change their"
    passed = plural(lift.passed, "state")
    return f"state {own} rises just above {what}, past {passed}{left}: {pairs} order"


def move_in_words(move: StatementMove) -> str:
    """A statement that is moved, and how far at least."""
    way = "higher" if move.up else "lower"
    edge = move.target == 1
    further = "" if edge and move.up else f" or {way}"
    return f"`{printed(move.formula)}` from place {move.source} to {move.target}{further}"


def addition_in_words(addition: Addition) -> str:
    """A statement that is added, and where."""
    further = "" if addition.at == 1 else " or higher"
    return f"`{printed(addition.formula)}` at place {addition.at}{further}"


def raise_in_words(one: Raise) -> str:
    """A formula that has to weigh more, and how much."""
    return f"`{printed(one.formula)}` by {one.amount:f} (to {one.weight:f})"


def no_reordering_in_words(change: StatementChange) -> str:
    """What is known of moving several statements, where no single one is enough."""
    found = change.fewest
    if found.chosen is not None:
        return f"No single statement is enough by moving; {len(found.chosen)} are"
    if found.ended:
        return "No reordering of its statements is enough"
    return (
        f"Fewer than {found.ruled_out} statements are not enough by moving;"
        " whether more are was not found out in time"
    )


def change_in_words(graph: Graph, change: Change, most: int) -> str:
    """A change of one party, as part of a change of several."""
    steps = plural(change.steps, "step")
    match change.preferences:
        case Ranking(classes):
            if len(graph) > most:
                return f"{change.party} ({steps}): another ranking (--json gives it)"
            shown = ranking_in_words(classes)
            return f"{change.party} ({steps}): ranking {shown}"
    edits = [_edit_in_words(data) for data in _edits(change)]
    return f"{change.party} ({steps}): {joined(edits)}"


def ranking_in_words(classes: tuple[tuple[int, ...], ...]) -> str:
    """A ranking as a file writes it."""
    shown = [str(tied[0]) if len(tied) == 1 else str(list(tied)) for tied in classes]
    return f"[{', '.join(shown)}]"


def _edit_in_words(data: dict[str, Any]) -> str:
    if "move" in data:
        return f"move `{data['move']}` to place {data['at']}"
    if "prefer" in data:
        return f"add `{data['prefer']}` at place {data['at']}"
    return f"add {data['amount']} to the weight of `{data['weigh']}`"


def steps_in_words(kinds: set[type]) -> str:
    """What counts as a step, for the kinds of preferences that occur."""
    what = {
        Ranking: "a pair of states whose order changes in a ranking",
        Prioritised: "a statement that is moved or added",
        Weighted: "a formula whose weight is raised",
    }
    return f"A step is {', or '.join(says for kind, says in what.items() if kind in kinds)}."


def whole_in_words(whole: Whole) -> str:
    """How many steps are enough for all parties together, and what is proved of that."""
    steps = plural(whole.steps, "step")
    if whole.smallest:
        return f"Smallest change of all parties together: {steps}"
    tried = f"fewer than {whole.ruled_out} are not enough, what lies between was not ruled out"
    return f"A change of all parties together: {steps} at most ({tried})"


# As plain data ----------------------------------------------------------------------------------


def inverse_answer(found: Inverse, limit: int) -> dict[str, Any]:
    """The answer of ``detente inverse``."""
    return {
        **heading(found.graph.dispute.title),
        "state": state_answer(found.graph, found.place),
        "concept": found.concept,
        "parties": {one.party: party_answer(one, limit) for one in found.parties},
        "whole": None if found.whole is None else _whole(found.graph, found.whole, limit),
    }


def party_answer(found: PartyInverse, limit: int) -> dict[str, Any]:
    """What is asked of one party."""
    condition, fit = found.condition, min(limit, _MOST_IN_TEXT)
    return {
        "stable": found.stable,
        "on_others": condition.on_others,
        "moves": condition.considered,
        "clauses": len(condition.clauses),
        "formula": formula_in_words(condition, fit, fit) if len(condition.clauses) else None,
        "condition": _clauses(condition, limit),
        "share": _share(found),
        "lift": _lift(found, limit),
        "single_moves": _single_moves(found.statements),
        "fewest_moves": _fewest_moves(found.statements),
        "additions": _additions(found.statements, limit),
        "raises": _raises(found.raises, limit),
        "change": None if found.change is None else _change(condition.graph, found.change, limit),
    }


def _clauses(condition: Condition, limit: int) -> list[dict[str, Any]]:
    """The first clauses and the first choices of each; less of them where these are long."""
    met = condition.clauses.met(condition.no_worse).tolist()
    number = condition.graph.states.number
    room, found = limit * _STATES_A_LIMIT, []
    rows = zip(condition.moves, condition.clauses.written(), met, strict=True)
    for target, clause, holds in islice(rows, limit):
        shown: list[list[int]] = []
        for atoms in clause[:limit]:
            if len(atoms) <= room:
                shown.append([number(x) for x in atoms])
                room -= len(atoms)
        count = len(clause)
        found.append({"move": number(target), "holds": holds, "any_of": shown, "choices": count})
    return found


def _share(found: PartyInverse) -> dict[str, Any] | None:
    if found.share is None:
        return None
    size = len(found.condition.graph)
    counted = int(found.share * factorial(size)) if size <= _MOST_COUNTED else None
    return {"exact": str(found.share), "value": round(float(found.share), 6), "orders": counted}


def _lift(found: PartyInverse, limit: int) -> dict[str, Any]:
    lift = found.lift
    return {
        "pairs": lift.pairs,
        "above": list(lift.above[:limit]),
        "above_count": len(lift.above),
        "passed": lift.passed,
        "parted_from": lift.left,
    }


def _single_moves(change: StatementChange | None) -> list[dict[str, Any]] | None:
    return None if change is None else [_move(move) for move in change.single]


def _move(move: StatementMove) -> dict[str, Any]:
    further = "higher" if move.up else "lower"
    return {
        "statement": printed(move.formula),
        "from": move.source,
        "to": move.target,
        "or_further": further,
    }


def _fewest_moves(change: StatementChange | None) -> dict[str, Any] | None:
    if change is None:
        return None
    found = change.fewest
    count = None if found.chosen is None else len(found.chosen)
    return {
        "count": count,
        "possible": True if count is not None else (False if found.ended else None),
        "not_fewer_than": None if found.ended and count is None else found.ruled_out,
        "moves": [
            {"statement": printed(m.formula), "from": m.source, "to": m.target}
            for m in change.moves
        ],
    }


def _additions(change: StatementChange | None, limit: int) -> dict[str, Any] | None:
    if change is None:
        return None
    few = change.fewest_literals
    return {
        "count": len(change.additions),
        "fewest_literals": None if few.chosen is None else len(few.chosen),
        "shown": [
            {
                "statement": printed(one.formula),
                "at": one.at,
                "literals": one.literals,
                "origin": one.origin,
            }
            for one in change.additions[:limit]
        ],
    }


def _raises(raises: tuple[Raise, ...] | None, limit: int) -> dict[str, Any] | None:
    if raises is None:
        return None
    shown = [
        {
            "formula": printed(one.formula),
            "amount": number_data(one.amount),
            "weight": number_data(one.weight),
            "literals": one.candidate.literals,
            "origin": one.candidate.origin,
        }
        for one in raises[:limit]
    ]
    return {"count": len(raises), "shown": shown}


def _change(graph: Graph, change: Change, limit: int) -> dict[str, Any]:
    return {
        "party": change.party,
        "steps": change.steps,
        "edits": _edits(change),
        "ranking": _ranking(change.preferences) if len(graph) <= limit else None,
    }


def _edits(change: Change) -> list[dict[str, Any]]:
    edits: list[dict[str, Any]] = lever_data(Lever("", change.edits))["edits"]
    return edits


def _ranking(preferences: Preferences) -> list[Any] | None:
    if not isinstance(preferences, Ranking):
        return None
    return [tied[0] if len(tied) == 1 else list(tied) for tied in preferences.classes]


def _whole(graph: Graph, whole: Whole, limit: int) -> dict[str, Any]:
    return {
        "equilibrium": whole.stable,
        "steps": whole.steps,
        "smallest": whole.smallest,
        "not_fewer_than": whole.ruled_out,
        "changes": [_change(graph, change, limit) for change in whole.changes],
    }
