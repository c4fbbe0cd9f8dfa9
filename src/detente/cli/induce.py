"""``detente induce``: how large an inducement must be."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from cyclopts import Parameter

from detente.cli.asking import console, opened, print_json
from detente.disputes.problems import DisputeError, Problem
from detente.disputes.shapes import as_decimal

_TOLERANCE = "0.001"
_MOST = "1000"
_MOST_STEPS = 1_000_000_000


def induce(
    file: str,
    lever: str,
    /,
    *,
    for_: Annotated[str, Parameter(name="--for")],
    most: str = _MOST,
    tolerance: str = _TOLERANCE,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> None:
    """Say how large an inducement must be: the amounts at which a claim turns, and what tips whom.

    The lever is in force at every amount, nothing included.

    Parameters
    ----------
    file : str
        A dispute's file, or a shipped dispute's name.
    lever : str
        The inducement: a lever whose edits add its own amount to what some formula weighs.
    for_ : str
        What is asked of the dispute: a claim's name, or a test such as 'settle(peace)'.
    most : str
        The largest amount to look at (1000).
    tolerance : str
        How closely to bracket a turning that cannot be found exactly (0.001).
    json : bool
        Print one JSON object.
    """
    largest, step = _positive("--most", most), _positive("--tolerance", tolerance)
    if largest / step > _MOST_STEPS:
        what, mend = "this is too small for so large an amount", "give a larger one, or less --most"
        raise DisputeError([Problem("--tolerance", 1, 1, what, mend)])
    case = opened(file)
    from detente.claims.inducements import inducement
    from detente.doubts.progress import Progress

    told: list[Progress] = []

    def progress(count: int) -> Progress:
        told.append(Progress(count, 1, what="amounts"))
        return told[-1]

    try:
        found = inducement(
            case.graph,
            lever,
            for_,
            case._beside,
            most=largest,
            tolerance=step,
            progress=progress,
        )
    finally:
        for line in told:
            line.finish()
    if json:
        from detente.report.inducements import inducement_answer

        print_json(inducement_answer(case.graph, found))
        return
    from detente.report.terminal_inducements import show_inducement

    show_inducement(console(), case.graph, found)


def _positive(option: str, text: str) -> Decimal:
    """A number above 0, as it is written."""
    number = as_decimal(text.strip())
    if number is None or not number.is_finite() or number <= 0:
        what = f"`{text}` is no number above 0"
        raise DisputeError([Problem(option, 1, 1, what, "write one, such as 2.5")])
    return number
