"""What is worked out once for a graph, and forgotten with it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from detente.graphs.graph import Graph

_T = TypeVar("_T")
_known: WeakKeyDictionary[Graph, dict[Hashable, Any]] = WeakKeyDictionary()


def remembered(graph: Graph, key: Hashable, make: Callable[[], _T]) -> _T:
    """What `make` gives, made once for each graph and key."""
    known = _known.setdefault(graph, {})
    if key not in known:
        known[key] = make()
    found: _T = known[key]
    return found
