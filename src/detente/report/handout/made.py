"""How a report was made: by what, from what, what was left out, and what answers that."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from detente._version import __version__
from detente.report.handout.charting import can_draw
from detente.report.handout.material import Material
from detente.report.handout.parts import Block, Section, Table
from detente.report.handout.writing import WORLDS, paragraph, row
from detente.report.words import plural


def made_section(material: Material) -> Section:
    """How it was made."""
    return Section("made", "How this was made", tuple(_blocks(material)))


def made_in_words(material: Material, seconds: float) -> str:
    """By what it was made, from what, and in how long."""
    return (
        f"Made by détente {__version__} from {material.file} in {seconds:.1f} seconds:"
        f" {plural(len(material.graph), 'state')}."
    )


def _blocks(material: Material) -> Iterator[Block]:
    yield paragraph(
        "Everything here follows from what the file says: the same file gives the same answers."
        " A program worked it out; nobody's opinion is in it but what the file itself says, with"
        " its sources. It takes no side."
    )
    sweep = material.sweep
    if sweep is not None:
        drawn = "every world" if sweep.exact else plural(len(sweep.weights), "world")
        yield paragraph(
            f"Shares are over {drawn} of the doubts, drawn from seed {sweep.plan.seed}.",
            shares=WORLDS,
        )
    if not can_draw():
        yield paragraph(
            "Charts are left out: `pip install 'detente[report]'` adds what draws them."
        )
    if material.left_out:
        rows = (row(one.says, one.command) for one in material.left_out)
        caption = "What was left out, and what answers it"
        yield Table(("left out", "asked by"), tuple(rows), caption=caption)
    again = shlex.join(["detente", "analyse", material.file])
    yield paragraph(f"To ask further, begin with `{again}`.")
