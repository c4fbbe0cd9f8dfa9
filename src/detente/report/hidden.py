"""What moves say of hidden levers: in words, and as plain data for ``--json``."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from detente.disputes.model import Observation
from detente.levers.behaviours import GRID, Behaviour, RuleBound
from detente.levers.hidden import Hidden, SeenMove, Weighed
from detente.report.answers import heading
from detente.report.words import joined
from detente.statements.printing import option_name
from detente.statements.syntax import OptionLevel

_ALIKE = math.log(1.05)  # Bayes factors nearer to 1 than that are not worth a line
_NOTABLE = 0.005  # of a probability
_HOW_MUCH = (  # up to so many nats, the moves say
    (0.0005, "next to nothing"),
    (0.05, "very little"),
    (0.2, "little"),
    (math.log(2), "something"),
    (math.inf, "a good deal"),
)
EVEN_QUESTION = math.log(2)

# In words ---------------------------------------------------------------------------------------


def percents(share: float) -> str:
    """A probability in per cent, to a tenth."""
    return f"{share:.1%}"


def set_in_words(levers: Sequence[str]) -> str:
    """A set of levers as a phrase."""
    return joined(list(levers)) or "no lever"


def times_in_words(factor: float) -> str:
    """How many times as likely, for a factor of 1 or more."""
    if factor >= 1000:
        return "more than a thousand times"
    said = f"{factor:.1f}" if factor < 9.95 else f"{factor:.0f}"
    return "twice" if said == "2.0" else f"{said} times"


def factor_in_words(factor: float | None, lever: str = "it") -> str:
    """A Bayes factor of a lever: how likely moves are with it, compared with without."""
    if factor is None:
        return "nothing to compare"
    if factor == 1:
        return "as likely either way"
    if factor == 0:
        return f"impossible with {lever}"
    if math.isinf(factor):
        return f"impossible without {lever}"
    if abs(math.log(factor)) < _ALIKE:
        return "about as likely either way"
    if factor > 1:
        return f"{times_in_words(factor)} as likely with {lever}"
    return f"{times_in_words(1 / factor)} as likely without {lever}"


def move_in_words(entry: Observation) -> str:
    """An observed move as a phrase."""
    if not entry.sets:
        return f"{entry.by} stayed put"
    parts = [
        f"{setting.option} to {setting.level}"
        if isinstance(setting, OptionLevel)
        else f"{setting.option} {'on' if on else 'off'}"
        for setting, on in entry.sets
    ]
    no_more = ", and nothing else" if entry.exact else ""
    return f"{entry.by} set {joined(parts)}{no_more}"


def says_in_words(move: SeenMove) -> Iterator[str]:
    """What a move says of each lever that it says anything of, a line each."""
    for name, factor in move.bayes_factors.items():
        if factor is None or factor == 1:
            continue
        if factor == 0 or math.isinf(factor) or abs(math.log(factor)) >= _ALIKE:
            yield factor_in_words(factor, name)


def best_in_words(found: Hidden) -> Iterator[str]:
    """The best explanation, and the best that differs altogether."""
    best, other = found.best, found.alternative
    yield (
        f"Most probable: {set_in_words(best.levers)} in force ({percents(float(best.posterior))};"
        f" before the moves {percents(float(best.prior))})."
    )
    if other is None:
        yield "No other explanation that has nothing in common with it is possible."
        return
    which = "that has nothing in common with it" if best.levers else "by any lever at all"
    yield (
        f"The best explanation {which}: {set_in_words(other.levers)} in force"
        f" ({percents(float(other.posterior))}; before {percents(float(other.prior))})."
    )


def mixed_in_words(found: Hidden) -> Iterator[str]:
    """The levers for and against which the moves speak, depending on how parties choose."""
    for lever in found.levers:
        low, high = lever.range
        if lever.prior - low > _NOTABLE and high - lever.prior > _NOTABLE:
            yield (
                f"{lever.name}: whether the moves speak for it or against it depends on how the"
                f" parties choose; it is {percents(float(low))} likely under one behaviour and"
                f" {percents(float(high))} under another."
            )


def apart_in_words(found: Hidden) -> Iterator[str]:
    """What the moves cannot tell."""
    if found.untouched:
        it = "it is" if len(found.untouched) == 1 else "they are"
        yield (
            f"They say nothing of {joined(list(found.untouched))}: they are just as likely whether"
            f" or not {it} in force."
        )
    for first, second in found.indistinguishable:
        if first not in found.untouched:
            yield (
                f"They cannot tell {first} from {second}: with the one in the place of the other"
                " they are just as likely."
            )
    if not found.untouched and not found.indistinguishable:
        yield "No two levers are alike to them in every respect."


def little_in_words(found: Hidden) -> str:
    """How much the moves say of what is in force."""
    how = next(said for most, said in _HOW_MUCH if found.nats < most)
    said = (
        f"Together they say {how}: {found.nats:.3f} nats, where the answer to an even yes-or-no"
        f" question says {EVEN_QUESTION:.2f}."
    )
    expected = found.expected_nats
    if expected is None:
        return said
    return f"{said} Moves made where these were made would on average say {expected:.3f}."


def rivals_in_words(found: Hidden) -> str:
    """Whether public explanations stand beside the secret ones."""
    if not found.rival_wanted:
        return f"Weighed beside as public explanations: {joined(list(found.rivals))}."
    return (
        "A rival is missing: no public explanation is stated, and secret levers are credited with"
        " whatever something that all could see would explain as well. Add it as a lever with a"
        " `prior` and without `secret: true`."
    )


def behaviours_in_words(found: Hidden) -> str:
    """How the parties seem to have chosen."""
    bound = float(sum(share for way, share in found.behaviours if isinstance(way, RuleBound)))
    before = sum(isinstance(way, RuleBound) for way in GRID) / len(GRID)
    return (
        f"Rule-bound parties, who act for a reason or not at all, stand for {bound:.0%} of that"
        f" average after the moves (before {before:.0%}), quantal ones for the rest."
    )


# As plain data ----------------------------------------------------------------------------------


def hidden_answer(found: Hidden, limit: int) -> dict[str, Any]:
    """The answer of ``detente hidden``."""
    start = None if found.start is None else found.graph.states.number(found.start)
    other = found.alternative
    return {
        **heading(found.dispute.title),
        "from": start,
        "observed": [_move(move) for move in found.moves],
        "levers": {lever.name: _lever(lever) for lever in found.levers},
        "sets": [
            {
                "levers": list(one.levers),
                "prior": float(one.prior),
                "posterior": float(one.posterior),
                "likelihood": one.likelihood,
            }
            for one in found.sets[:limit]
        ],
        "best": list(found.best.levers),
        "alternative": None if other is None else list(other.levers),
        "indistinguishable": [list(pair) for pair in found.indistinguishable],
        "untouched": list(found.untouched),
        "nats": found.nats,
        "expected_nats": found.expected_nats,
        "rival_wanted": found.rival_wanted,
        "behaviours": [
            {**behaviour_answer(way), "posterior": float(share)} for way, share in found.behaviours
        ],
    }


def behaviour_answer(way: Behaviour) -> dict[str, Any]:
    """One behaviour of the grid."""
    if isinstance(way, RuleBound):
        return {"kind": way.kind, "epsilon": way.epsilon}
    return {"kind": way.kind, "lambda": way.precision, "kappa": way.lapse}


def _move(move: SeenMove) -> dict[str, Any]:
    entry = move.entry
    return {
        "by": entry.by,
        "sets": {
            option_name(setting.party, setting.option): setting.level
            if isinstance(setting, OptionLevel)
            else ("on" if on else "off")
            for setting, on in entry.sets
        },
        "date": None if entry.date is None else entry.date.isoformat(),
        "stays": move.stays,
        "exact": entry.exact,
        "options": move.options,
        "chance": move.chance,
        "bayes_factors": {name: _number(factor) for name, factor in move.bayes_factors.items()},
        "expected_nats": move.expected_nats,
    }


def _lever(lever: Weighed) -> dict[str, Any]:
    return {
        "prior": float(lever.prior),
        "posterior": float(lever.posterior),
        "secret": lever.secret,
        "bayes_factor": _number(lever.bayes_factor),
        "by_behaviour": [None if one is None else float(one) for one in lever.by_behaviour],
        "range": [float(end) for end in lever.range],
        "nats": lever.nats,
        "instead": None if lever.instead is None else list(lever.instead),
    }


def _number(factor: float | None) -> float | None:
    """A Bayes factor as JSON has it, which knows no infinity."""
    return None if factor is None or math.isinf(factor) else factor
