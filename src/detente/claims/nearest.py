"""The world nearest the file as it stands in which an outcome is another (ours).

Where no doubt's answer alone makes it another, pairs of doubts are gone through, and larger sets of
them as far as that takes few worlds; then the worlds that were drawn, of which as many answers as
can be are put back.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from detente.claims.survey import Columns, Survey, Value
from detente.claims.sweep import Nearest
from detente.doubts.answers import AS_STATED
from detente.doubts.spaces import Picks

MOST_LOOKS = 1000
_Row = tuple[int, ...]


def farther(
    survey: Survey,
    outcomes: Sequence[str],
    picks: Picks,
    columns: Columns,
    base: Callable[[str], Value],
) -> dict[str, Nearest]:
    """For outcomes that no single answer changes: the nearest world that is known to.

    Parameters
    ----------
    survey : Survey
        What looks at worlds.
    outcomes : sequence of str
        Which outcomes.
    picks, columns
        Worlds that were looked at, and what was found.
    base : callable
        Gives an outcome as the file stands.
    """
    found: dict[str, Nearest] = {}
    left = list(outcomes)
    size, looks = 2, 0
    most = len(survey.space.questions)
    while left and size <= most:
        rows = list(itertools.islice(_changed(survey, size), MOST_LOOKS - looks + 1))
        looks += len(rows)
        if looks > MOST_LOOKS:
            break
        for name, nearest in _first(survey, rows, left, base).items():
            found[name] = nearest
        left = [name for name in left if name not in found]
        size += 1
    for name in left if size <= most else ():
        drawn = _from_drawn(survey, name, picks, columns[name], base(name))
        if drawn is not None:
            found[name] = Nearest(drawn.changes, drawn.becomes, len(drawn.changes) <= size)
    return found


def _changed(survey: Survey, size: int) -> Iterator[_Row]:
    """All worlds in which so many doubts are answered.

    An answer that is so in the file is one too: beside another's, it may change what that made.
    """
    questions = survey.space.questions
    for changed in itertools.combinations(range(len(questions)), size):
        every = [range(len(questions[k].answers)) for k in changed]
        for answers in itertools.product(*every):
            row = [AS_STATED] * len(questions)
            for k, answer in zip(changed, answers, strict=True):
                row[k] = answer
            yield tuple(row)


def _looked_at(survey: Survey, rows: Sequence[_Row]) -> Columns:
    return survey.look(np.array(rows, dtype=np.int64), np.zeros(len(rows))).columns


def _first(
    survey: Survey, rows: Sequence[_Row], outcomes: Sequence[str], base: Callable[[str], Value]
) -> dict[str, Nearest]:
    """For each outcome the first of some worlds in which it is another."""
    found: dict[str, Nearest] = {}
    columns = _looked_at(survey, rows) if rows else {}
    for name in outcomes if rows else ():
        for row, value in zip(rows, columns[name], strict=True):
            if value != base(name):
                found[name] = Nearest(_changes(row), value, True)
                break
    return found


def _changes(row: _Row) -> tuple[tuple[int, int], ...]:
    return tuple((k, answer) for k, answer in enumerate(row) if answer != AS_STATED)


def _from_drawn(
    survey: Survey, name: str, picks: Picks, values: Sequence[Value], base: Value
) -> Nearest | None:
    """The nearest of the worlds drawn in which an outcome is another, drawn nearer still."""
    own = np.array(survey.space.base)
    stated = np.where((picks == own) & (own != AS_STATED), AS_STATED, picks)
    other = [k for k, value in enumerate(values) if value != base]
    if not other:
        return None
    best = min(other, key=lambda k: (stated[k] != AS_STATED).sum())
    rows = [tuple(stated[best].tolist()), tuple(picks[best].tolist())]
    first = _looked_at(survey, rows)[name]
    row = rows[0] if first[0] != base else rows[1]
    value: Value = None
    again = True
    while again:
        nearer = [(*row[:k], AS_STATED, *row[k + 1 :]) for k, _ in _changes(row)]
        found = _looked_at(survey, [row, *nearer])[name]
        value = found[0]
        kept = [r for r, v in zip(nearer, found[1:], strict=True) if v != base]
        again = bool(kept)
        row = kept[0] if kept else row
    return Nearest(_changes(row), value, False)
