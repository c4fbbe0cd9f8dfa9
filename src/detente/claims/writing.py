"""The worlds of a sweep as a file: one row a world, with what is needed to repeat it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from detente.claims.sweep import Sweep
from detente.disputes.saving import write_bytes, write_text


class NotWritten(ValueError):
    """Worlds that cannot be written as they were asked for."""


def write_worlds(sweep: Sweep, path: Path, *, force: bool = False) -> None:
    """Write the worlds of a sweep, whole or not at all.

    Parameters
    ----------
    sweep : Sweep
        The sweep.
    path : Path
        ``NAME.csv``, beside which ``NAME.csv.json`` says how to repeat it; or ``NAME.parquet``,
        which holds that itself.
    force : bool
        Overwrite the file whatever it holds.

    Raises
    ------
    NotWritten
        If the ending is neither, or what writes Parquet is not installed.
    NotOverwritten
        If there is such a file and `force` is false.
    OSError
        If the folder or the file cannot be written to.
    """
    ending = path.suffix.casefold()
    if ending == ".csv":
        write_text(_csv(sweep), path, expected=None, force=force)
        beside = path.with_name(f"{path.name}.json")
        described = json.dumps(sweep.metadata, ensure_ascii=False, indent=2) + "\n"
        write_text(described, beside, expected=None, force=force)
    elif ending == ".parquet":
        write_bytes(_parquet(sweep), path, expected=None, force=force)
    else:
        raise NotWritten(f"worlds cannot be written to {path.name}; name it .csv or .parquet")


def _parquet(sweep: Sweep) -> bytes:
    try:
        import pandas  # noqa: F401
        import pyarrow  # type: ignore[import-untyped]  # noqa: F401
    except ImportError:
        what = "Parquet needs pandas and pyarrow: pip install 'detente[parquet]'"
        raise NotWritten(f"{what}; or write to NAME.csv") from None
    content = io.BytesIO()
    sweep.to_frame().to_parquet(content, engine="pyarrow")
    return content.getvalue()


def _csv(sweep: Sweep) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    questions = sweep.space.questions
    names = [f"doubt {question.name}" for question in questions]
    writer.writerow(["world", "weight", *names, *sweep.columns])
    writer.writerows(_rows(sweep))
    return text.getvalue()


def _rows(sweep: Sweep) -> Iterator[list[Any]]:
    questions = sweep.space.questions
    outcomes = zip(*sweep.columns.values(), strict=True) if sweep.columns else iter(())
    for number, (weight, picks) in enumerate(zip(sweep.weights, sweep.picks.tolist(), strict=True)):
        short = [q.answers[k].short for q, k in zip(questions, picks, strict=True)]
        values = [_cell(value) for value in next(outcomes, ())]
        yield [number + 1, f"{weight:.10g}", *short, *values]


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else value
