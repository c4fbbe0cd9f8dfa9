"""What several tests do with a drawn dispute that is in doubt."""

from __future__ import annotations

import detente
from detente.disputes.model import Dispute
from detente.disputes.reading import read_text
from oracle.doubting import doubts_yaml
from oracle.spec import Spec, to_yaml


def dispute_of(spec: Spec) -> Dispute:
    """The package's reading of a dispute, with its doubts."""
    reading = read_text(to_yaml(spec) + doubts_yaml(spec), "drawn.yaml")
    assert reading.layout.problems == [], [str(problem) for problem in reading.layout.problems]
    return reading.dispute


def case_of(spec: Spec, more: str = "") -> detente.Case:
    """The package's case of a dispute, with its doubts and further sections."""
    return detente.loads(to_yaml(spec) + doubts_yaml(spec) + more)
