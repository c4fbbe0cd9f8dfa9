"""States, moves and witnesses in plain words."""

from __future__ import annotations

from collections.abc import Iterator

from detente.disputes.model import Dispute, Option, option_places
from detente.graphs.graph import Graph
from detente.graphs.reasons import exchange
from detente.stability.concepts import CONCEPTS
from detente.stability.witness import Answer, Step, Witness
from detente.statements.printing import option_name, printed

MOST_ANSWERS = 12


def on_by_party(graph: Graph, state: int) -> list[str]:
    """For each party, which of its options are on in a state; an em dash for none."""
    on: list[list[str]] = [[] for _ in graph.parties]
    code = int(graph.states.codes[state])
    for place in option_places(graph.dispute):
        setting = (code & place.mask) >> place.shift
        if setting:
            on[place.party].append(_setting(place.option, setting))
    return [", ".join(listed) or "—" for listed in on]


def _setting(option: Option, setting: int) -> str:
    return (
        f"{option.name} = {option.levels[setting.bit_length()]}" if option.levels else option.name
    )


def merged_into(graph: Graph, state: int) -> int:
    """How many feasible states a state stands for."""
    feasible = graph.feasible
    if feasible is None or feasible.home is None:
        return 1
    return int((feasible.home == state).sum())


def state_in_words(graph: Graph, state: int) -> str:
    """A state as a phrase: what is on, party by party, or its title where it is drawn."""
    number = int(graph.states.numbers[state])
    if graph.dispute.drawing is not None:
        title = dict(graph.dispute.drawing.states)[number]
        return f"{title or 'no title'}"
    shown = zip(graph.parties, on_by_party(graph, state), strict=True)
    acting = [f"{party}: {on}" for party, on in shown if on != "—"]
    words = "; ".join(acting) or "everything is off"
    count = merged_into(graph, state)
    return words if count == 1 else f"{words} (one of {count:,} states that are the same)"


def sets(graph: Graph, mover: str, source: int, target: int) -> dict[str, str]:
    """The options that `mover` changes between two states, and what it sets them to."""
    if graph.dispute.drawing is not None:
        return {}
    return changed_options(
        graph.dispute, *graph.own_change(graph.parties.index(mover), source, target)
    )


def changed_options(dispute: Dispute, before: int, after: int) -> dict[str, str]:
    """The options in which two codes differ, and what the second sets them to."""
    changes = {}
    for place in option_places(dispute):
        if (before ^ after) & place.mask:
            option, now = place.option, (after & place.mask) >> place.shift
            level = option.levels[now.bit_length()] if option.levels else ""
            name = option_name(dispute.parties[place.party].name, option.name)
            changes[name] = level or ("on" if now else "off")
    return changes


def change_in_words(graph: Graph, mover: str, source: int, target: int) -> str:
    """What `mover` changes between two states, for example ``turning treaty on``."""
    if graph.dispute.drawing is not None:
        return f"going to {state_in_words(graph, target)}"
    owned = graph.dispute.party(mover).options
    named = {option_name(mover, option.name): option for option in owned}
    changes = [
        f"setting {named[name].name} to {now}"
        if named[name].levels
        else f"turning {named[name].name} {now}"
        for name, now in sets(graph, mover, source, target).items()
    ]
    return joined(changes) or "changing nothing"


def joined(parts: list[str]) -> str:
    """Parts as a phrase: a, b and c."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def reason_in_words(graph: Graph, party: str, source: int, target: int) -> str:
    """Why a party prefers one state to another: what it gains, and what it gives up for that."""
    found = exchange(graph, graph.parties.index(party), source, target)
    if found.decided_by is None:
        return "which it ranks higher"
    gained = f"which makes `{printed(found.decided_by)}` true"
    lost = [f"`{printed(formula)}`" for formula in found.gives_up]
    return f"{gained}, though it gives up {joined(lost)}" if lost else gained


_ANSWERED = {  # how an answer is spoken of: whether one can be given, or would be
    "gmr": ("could", "be answered"),
    "smr": ("could", "be answered for good"),
    "seq": ("would", "be answered"),
    "sseq": ("would", "be answered for good"),
    "sim": ("would", "be spoilt"),
}


def verdict_in_words(witness: Witness, share: str = "") -> str:
    """One line: for whom, in which sense, stable or not, in what share of worlds, and why."""
    concept = CONCEPTS[witness.concept]
    verdict = "stable" if witness.stable else "not stable"
    return f"{witness.party}: {verdict} ({concept.title}){share}: {_brief_reason(witness)}."


def _brief_reason(witness: Witness) -> str:
    count = len(witness.answers)
    unmet = sum(answer.sanction is None for answer in witness.answers)
    if count == 0:
        return "it has no improvement"
    if witness.concept == "nash":
        return f"it has {plural(count, 'improvement')}"
    may, done = _ANSWERED[witness.concept]
    if count == 1:
        return f"its only improvement {may} {'' if witness.stable else 'not '}{done}"
    if witness.stable:
        return f"all its {count} improvements {may} {done}"
    if unmet == count:
        return f"none of its {count} improvements {may} {done}"
    return f"{unmet} of its {count} improvements {may} not {done}"


def percent(share: float) -> str:
    """A share in per cent, with no share that is above nothing said to be nothing."""
    return "under 1%" if 0 < share < 0.005 else f"{share:.0%}"


def plural(number: int, noun: str) -> str:
    """A number with its noun."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def witness_in_words(graph: Graph, witness: Witness, most: int = MOST_ANSWERS) -> Iterator[str]:
    """Every improvement and its answer, a line or two each; unanswered ones first."""
    ordered = sorted(witness.answers, key=lambda answer: answer.sanction is not None)
    for answer in ordered[:most]:
        yield from _answer_in_words(graph, witness, answer)
    if len(ordered) > most:
        yield f"… and {plural(len(ordered) - most, 'more improvement')} (--json gives all)."


def _answer_in_words(graph: Graph, witness: Witness, answer: Answer) -> Iterator[str]:
    step = answer.improvement
    source, target = _places(graph, step)
    change = change_in_words(graph, step.party, source, target)
    reason = reason_in_words(graph, step.party, source, target)
    yield f"{step.party} could go to state {step.target} by {change}, {reason}."
    if witness.concept == "nash":
        return
    if answer.sanction is None:
        yield _unanswered(graph, witness, answer)
    elif witness.concept == "sim":
        yield _joint(graph, answer)
    else:
        yield _sanction(graph, witness, answer)


def _unanswered(graph: Graph, witness: Witness, answer: Answer) -> str:
    mover = witness.party
    if answer.escape is not None:
        source, target = _places(graph, answer.escape)
        way = change_in_words(graph, mover, source, target)
        return (
            f"   Not answered for good: the others could lead it to state {answer.escape.source}, "
            f"but {mover} would slip away to state {answer.escape.target} by {way}."
        )
    better = f"{mover} stays better off than in state {witness.state}"
    if witness.concept in {"seq", "sseq"}:
        return f"   Nobody would answer: whatever improvements the others make, {better}."
    if witness.concept == "sim":
        return f"   Nobody would spoil it: whatever the others do at the same time, {better}."
    return f"   Nobody can answer: whatever the others do, {better}."


def sanction_in_words(graph: Graph, party: str, answer: Answer) -> str:
    """How the others would answer an improvement of a party, by improvements of their own."""
    steps = [_step_in_words(graph, step) for step in answer.sanction or ()]
    return f"It would be answered: {'; then '.join(steps)}. That would be no better for {party}."


def _sanction(graph: Graph, witness: Witness, answer: Answer) -> str:
    steps = [_step_in_words(graph, step) for step in answer.sanction or ()]
    would = "would" if witness.concept in {"seq", "sseq"} else "could"
    tail = f"which is no better for {witness.party} than state {witness.state}"
    if witness.concept in {"smr", "sseq"}:
        tail += ", and from which it cannot escape to anything better"
    text = f"   Answered: {'; then '.join(steps)}. That {would} lead to state {answer.end}, {tail}."
    return text + _anyway(answer)


def _step_in_words(graph: Graph, step: Step) -> str:
    source, target = _places(graph, step)
    change = change_in_words(graph, step.party, source, target)
    way = f"{step.party} goes on to state {step.target} by {change}"
    if step.improvement:
        return f"{way}, {reason_in_words(graph, step.party, source, target)}"
    rank = graph.ranks[graph.parties.index(step.party)]
    same = rank[source] == rank[target]
    return f"{way} ({'which gains it nothing' if same else 'against its own preference'})"


def _anyway(answer: Answer) -> str:
    """Whose step would be an improvement without the deviation too, and whose would not."""
    told = {step.party: step.anyway for step in answer.sanction or ()}
    for step in answer.sanction or ():
        told[step.party] = told[step.party] and step.anyway
    if answer.anyway is None:
        return ""
    alike = [party for party, anyway in told.items() if anyway]
    unlike = [party for party, anyway in told.items() if not anyway]
    if not unlike:
        return (
            f" {joined(alike)} would gain by the same without the deviation: that would come"
            " anyway."
        )
    if not alike:
        return f" Without the deviation {joined(unlike)} would not gain by the same."
    return (
        f" Without the deviation {joined(alike)} would gain by the same, but {joined(unlike)}"
        " would not."
    )


def _joint(graph: Graph, answer: Answer) -> str:
    parts = []
    for step in answer.sanction or ():
        source, target = _places(graph, step)
        parts.append(f"{step.party} is {change_in_words(graph, step.party, source, target)}")
    return f"   Spoilt if at the same time {joined(parts)}: together that gives state {answer.end}."


def _places(graph: Graph, step: Step) -> tuple[int, int]:
    source, target = graph.states.index(step.source), graph.states.index(step.target)
    assert source is not None
    assert target is not None
    return source, target
