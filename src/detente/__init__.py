"""détente: state a dispute between several parties, and get its stable outcomes with reasons.

>>> import detente
>>> d = detente.load("prisoners-dilemma")
>>> a = d.analyse()
>>> a.equilibria("seq")
[1, 4]

Names are loaded when they are first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente._version import __version__

if TYPE_CHECKING:
    from detente.disputes.model import Dispute
    from detente.disputes.problems import DisputeError, Problem
    from detente.disputes.saving import NotOverwritten
    from detente.graphs.advice import Want
    from detente.library import Case, Check, cases, check, load, loads
    from detente.report.drawing import to_dot, to_graphml
    from detente.stability.analysis import Analysis
    from detente.stability.concepts import UnknownName
    from detente.stability.evolution import Evolution
    from detente.stability.sim import UndefinedConcept
    from detente.stability.witness import Answer, Step, Witness

_HOMES = {
    "Analysis": "detente.stability.analysis",
    "Answer": "detente.stability.witness",
    "Case": "detente.library",
    "Check": "detente.library",
    "Dispute": "detente.disputes.model",
    "DisputeError": "detente.disputes.problems",
    "Evolution": "detente.stability.evolution",
    "NotOverwritten": "detente.disputes.saving",
    "Problem": "detente.disputes.problems",
    "Step": "detente.stability.witness",
    "UndefinedConcept": "detente.stability.sim",
    "UnknownName": "detente.stability.concepts",
    "Want": "detente.graphs.advice",
    "Witness": "detente.stability.witness",
    "cases": "detente.library",
    "check": "detente.library",
    "load": "detente.library",
    "loads": "detente.library",
    "to_dot": "detente.report.drawing",
    "to_graphml": "detente.report.drawing",
}

__all__ = [
    "Analysis",
    "Answer",
    "Case",
    "Check",
    "Dispute",
    "DisputeError",
    "Evolution",
    "NotOverwritten",
    "Problem",
    "Step",
    "UndefinedConcept",
    "UnknownName",
    "Want",
    "Witness",
    "__version__",
    "cases",
    "check",
    "load",
    "loads",
    "to_dot",
    "to_graphml",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'detente' has no attribute {name!r}")
    from importlib import import_module

    found = getattr(import_module(_HOMES[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
