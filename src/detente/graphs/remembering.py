"""What is worked out once for a graph, or for its states, and forgotten with them."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

_T = TypeVar("_T")


def remembered(of: Any, key: Hashable, make: Callable[[], _T]) -> _T:
    """What `make` gives, made once for each key of a graph, or of its states.

    It is kept with the object itself, so that both go together. Graphs that differ in preferences
    alone share their states, and what is remembered of these.
    """
    known: dict[Hashable, Any] = vars(of).setdefault("_remembered", {})
    if key not in known:
        known[key] = make()
    found: _T = known[key]
    return found
