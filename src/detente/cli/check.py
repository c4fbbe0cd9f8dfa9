"""``detente check``: whether a file can be used, and what is odd about it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from detente.cli.asking import console, print_json
from detente.library import Case, Check
from detente.library import check as check_file

if TYPE_CHECKING:
    from detente.doubts.spaces import Question


def check(file: str, /, *, json: Annotated[bool, Parameter(negative="")] = False) -> None:
    """Check a dispute's file: errors, warnings, and what each party wants of the others.

    The exit status is 2 where there are errors, else 0.

    Parameters
    ----------
    file : str
        A dispute's file, a shipped dispute's name, or a .gmcr file.
    json : bool
        Print one JSON object.
    """
    found = check_file(file)
    if json:
        _print(file, found)
    else:
        _show(file, found)
    if found.problems:
        sys.exit(2)


def _print(file: str, found: Check) -> None:
    from detente.report.answers import heading, problem_answer, want_answer
    from detente.report.shares import doubts_answer
    from detente.report.stated_levers import levers_answer

    case = found.case
    print_json(
        heading(file if case is None else case.dispute.title)
        | {
            "errors": [problem_answer(problem) for problem in found.problems],
            "warnings": [] if case is None else [problem_answer(w) for w in case.warnings],
            "wants": [] if case is None else [want_answer(want) for want in case.wants],
            "levers": [] if case is None else levers_answer(case.dispute),
            "observed": 0 if case is None else len(case.dispute.observed),
            "doubts": [] if case is None else doubts_answer(_questions(case)),
            "notes": [] if case is None else list(case.notes),
        }
    )


def _show(file: str, found: Check) -> None:
    from detente.report.stated_levers import stated_in_words
    from detente.report.terminal import show_doubts, show_wants
    from detente.report.words import plural

    for problem in found.problems:
        print(problem, file=sys.stderr)
    case = found.case
    if case is None:
        return
    for note in case.notes:
        print(f"{file}: note: {note}", file=sys.stderr)
    for warning in case.warnings:
        print(
            f"{warning.file}:{warning.line}:{warning.column}: warning: "
            f"{warning.what}; {warning.mend}",
            file=sys.stderr,
        )
    output = console()
    states = plural(len(case.graph), "feasible state")
    told = plural(len(case.warnings), "warning") if case.warnings else "no warnings"
    output.print(f"{case.dispute.title}: {states}, no errors, {told}.", markup=False)
    show_wants(output, case.wants)
    for line in stated_in_words(case.dispute):
        output.print(line, markup=False, highlight=False)
    show_doubts(output, _questions(case))


def _questions(case: Case) -> tuple[Question, ...]:
    from detente.doubts.spaces import HERE, space_of

    return space_of({HERE: case.dispute}).questions
