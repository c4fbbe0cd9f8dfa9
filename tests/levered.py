"""What several tests do with a drawn dispute that has levers."""

from __future__ import annotations

import detente
from detente.disputes.model import Dispute
from detente.disputes.reading import read_text
from oracle.doubting import doubts_yaml
from oracle.levering import levers_yaml
from oracle.spec import Spec, formula_text, to_yaml, yaml_text


def text_of(spec: Spec, more: str = "") -> str:
    """The file of a dispute, with its levers, its doubts and further sections."""
    lines = ["settlements:"] if spec.get("settlements") else []
    for name, formula in (spec.get("settlements") or {}).items():
        quoted = formula_text(formula).replace("'", "''")
        lines.append(f"  {yaml_text(name)}: '{quoted}'")
    declared = "\n".join([*lines, ""])
    return to_yaml(spec) + declared + levers_yaml(spec) + doubts_yaml(spec) + more


def dispute_of(spec: Spec, more: str = "") -> Dispute:
    """The package's reading of it."""
    reading = read_text(text_of(spec, more), "drawn.yaml")
    assert reading.layout.problems == [], [str(problem) for problem in reading.layout.problems]
    return reading.dispute


def case_of(spec: Spec, more: str = "") -> detente.Case:
    """The package's case of it."""
    return detente.loads(text_of(spec, more))
