"""What is stable where comparisons are unknown: in words, and as plain data for ``--json``."""

from __future__ import annotations

from typing import Any

import numpy as np

from detente.disputes.model import (
    LeverDoubt,
    OptionDoubt,
    PreferenceDoubt,
    RuleDoubt,
    StatementDoubt,
)
from detente.graphs.graph import Graph
from detente.levers.applying import changes_states
from detente.report.answers import heading
from detente.report.words import joined
from detente.stability.unknown import UnknownAnalysis

_OF_PREFERENCES = (StatementDoubt, PreferenceDoubt, LeverDoubt)


# In words ---------------------------------------------------------------------------------------


def all_known_in_words(graph: Graph) -> str:
    """Why every comparison is known, and what follows."""
    doubted = any(isinstance(doubt.matter, _OF_PREFERENCES) for doubt in graph.dispute.doubts)
    why = (
        "The file's doubts about preferences leave every comparison as it is."
        if doubted
        else "The file has no doubts about preferences, so every comparison is known."
    )
    return f"{why} The four extensions agree: what is stable is what `detente analyse` says."


def left_aside_in_words(graph: Graph) -> str | None:
    """Which doubts do not count here; None where there are no others."""
    kinds = {type(doubt.matter) for doubt in graph.dispute.doubts}
    doubted = [d.matter.lever for d in graph.dispute.doubts if isinstance(d.matter, LeverDoubt)]
    moving = any(changes_states(graph.dispute.lever(name)) for name in doubted)
    about = ["options"] * (OptionDoubt in kinds) + ["rules"] * (RuleDoubt in kinds)
    about += ["what levers change of options and rules"] * moving
    if not about:
        return None
    return (
        f"Doubts about {joined(about)} are left aside: states and moves are those of the file as"
        " it stands."
    )


def equilibria_in_most_senses(found: UnknownAnalysis) -> list[int]:
    """The states that are equilibria in any sense, those that are in most senses first."""
    senses = np.zeros(len(found.graph), dtype=np.int64)
    for letter in found.extensions:
        for name in found.concepts:
            senses += found.flags(letter, name)
    order = np.argsort(-senses, kind="stable")[: np.count_nonzero(senses)]
    numbers: list[int] = found.graph.states.numbers[order].tolist()
    return numbers


# As plain data ----------------------------------------------------------------------------------


def unknown_answer(found: UnknownAnalysis, limit: int) -> dict[str, Any]:
    """The answer of ``detente unknown``."""
    return {
        **heading(found.graph.dispute.title),
        "unknown": {
            party: {"alternatives": found.alternatives[party], "share": _rounded(share)}
            for party, share in found.unknown.items()
        },
        "extensions": {
            letter: {name: _concept(found, letter, name, limit) for name in found.concepts}
            for letter in found.extensions
        },
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 6)


def _concept(found: UnknownAnalysis, letter: str, name: str, limit: int) -> dict[str, Any]:
    return {
        "stable": {party: found.stable(letter, name, party)[:limit] for party in found.parties},
        "equilibria": found.equilibria(letter, name)[:limit],
        "counts": found.counts(letter, name),
    }
