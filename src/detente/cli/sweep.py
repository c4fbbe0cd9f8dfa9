"""``detente sweep``: in what share of the worlds that doubts allow something is so."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from detente.cli.asking import JSON_LIMIT, TABLE_LIMIT, Whole, console, opened, positive, print_json
from detente.disputes.problems import DisputeError, Problem
from detente.library import Case

if TYPE_CHECKING:
    from detente.claims.sweep import Sweep

WORLDS = 1000
_ENDINGS = (".csv", ".parquet")


def sweep(
    file: str,
    /,
    *,
    worlds: Whole = WORLDS,
    seed: Whole = 0,
    output: Annotated[Path | None, Parameter(name=["--output", "-o"])] = None,
    workers: Whole | None = None,
    cluster: str | None = None,
    checkpoint: Path | None = None,
    resume: Annotated[bool, Parameter(negative="")] = False,
    time_limit: float | None = None,
    limit: int | None = None,
    force: Annotated[bool, Parameter(negative="")] = False,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> None:
    """Say in what share of the worlds that the doubts allow something is so, and why.

    Shares are given of every claim, settlement, role, weight, threat and equilibrium, and what each
    verdict hinges on. Ctrl-C gives the answer from what is done.

    Parameters
    ----------
    file : str
        A dispute's file, or a shipped dispute's name.
    worlds : int
        How many worlds to look at; all, where there are no more.
    seed : int
        What draws begin from: the same seed gives the same answer.
    output : Path
        Write the worlds to this file too, one a row: NAME.csv or NAME.parquet.
    workers : int
        How many processes work on it (as many as there are processors).
    cluster : str
        The address of a Dask scheduler, tcp://…, whose workers do.
    checkpoint : Path
        Where what is done is kept until all is (NAME.sweep in this folder).
    resume : bool
        Go on from there.
    time_limit : float
        Stop after so many seconds and give the answer from what is done.
    limit : int
        Show at most so many states (20, or 1000 with --json).
    force : bool
        Overwrite the file of --output.
    json : bool
        Print one JSON object.
    """
    most = positive(limit, JSON_LIMIT if json else TABLE_LIMIT)
    _check(worlds, seed, workers, time_limit, output, force)
    case = opened(file)
    kept = checkpoint if checkpoint is not None else Path(f"{Path(file).stem}.sweep")
    found = _swept(case, worlds, seed, workers, cluster, kept, resume, time_limit)
    if output is not None:
        from detente.claims.writing import write_worlds

        write_worlds(found, output, force=force)
    if json:
        from detente.report.sweep import sweep_answer

        print_json(sweep_answer(found, case.graph, most))
    else:
        from detente.report.terminal_sweep import show_sweep

        show_sweep(console(), found, case.graph, most)
    if found.stopped:
        again = _again(file, worlds, seed, cluster, checkpoint, output)
        print(f"What is done is kept in {kept}; {again} goes on.", file=sys.stderr)
        if found.stopped == "interrupted":
            sys.exit(130)


def _check(
    worlds: int,
    seed: int,
    workers: int | None,
    seconds: float | None,
    output: Path | None,
    force: bool,
) -> None:
    faults = [
        (worlds < 1, "--worlds", "there is no world to look at", "give 1 or more"),
        (seed < 0, "--seed", "a seed is not negative", "give 0, 1, 2, …"),
        (workers is not None and workers < 1, "--workers", "nobody works", "give 1 or more"),
        (seconds is not None and not seconds > 0, "--time-limit", "there is no time", "give more"),
        (
            output is not None and output.suffix.casefold() not in _ENDINGS,
            "--output",
            "the worlds are written as CSV or Parquet",
            "name it NAME.csv or NAME.parquet",
        ),
        (
            output is not None and not output.resolve().parent.is_dir(),
            "--output",
            f"there is no folder {output.parent if output else ''}",
            "name a file in one that there is",
        ),
    ]
    for path in _written(output):
        what, mend = f"{path} exists already", "name another file, or add --force"
        faults.append((path.exists() and not force, "--output", what, mend))
    problems = [Problem(where, 1, 1, what, mend) for bad, where, what, mend in faults if bad]
    if problems:
        raise DisputeError(problems)


def _written(output: Path | None) -> tuple[Path, ...]:
    """The files that will be written beside the answer."""
    if output is None:
        return ()
    described = (output.with_name(f"{output.name}.json"),)
    return (output, *(described if output.suffix.casefold() == ".csv" else ()))


def _again(
    file: str,
    worlds: int,
    seed: int,
    cluster: str | None,
    checkpoint: Path | None,
    output: Path | None,
) -> str:
    """The command that goes on."""
    words = ["detente", "sweep", file, "--worlds", str(worlds), "--seed", str(seed), "--resume"]
    for option, value in (("--checkpoint", checkpoint), ("--cluster", cluster), ("-o", output)):
        words += [] if value is None else [option, str(value)]
    return shlex.join([*words, *(["--force"] if output is not None else [])])


def _swept(
    case: Case,
    worlds: int,
    seed: int,
    workers: int | None,
    cluster: str | None,
    kept: Path,
    resume: bool,
    seconds: float | None,
) -> Sweep:
    from detente.cli.progress import progress_of

    return case.sweep(
        worlds,
        seed,
        workers=workers if workers is not None else os.cpu_count() or 1,
        cluster=cluster,
        checkpoint=kept,
        resume=resume,
        seconds=seconds,
        progress=progress_of,
    )
