"""What is said of claims, on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from detente.claims.verdicts import ClaimAnswer
from detente.graphs.graph import Graph
from detente.report.claims import ASSUMED, VERDICTS, claim_in_words
from detente.report.shares import beside, claim_shares_in_words
from detente.report.terminal_shares import show_worlds

if TYPE_CHECKING:
    from detente.claims.sweep import Sweep

_STYLES = {True: "bold green", False: "bold red", None: "bold"}


def show_claims(
    console: Console, graph: Graph, answers: Sequence[ClaimAnswer], shares: Sweep | None
) -> None:
    """How the claims fare, and then each with its verdict and what it rests on."""
    console.print(Text.assemble("Claims about ", (graph.dispute.title, "bold")))
    if not answers:
        console.print("The file has no claims; write them under `claims`.")
        return
    counts = {verdict: sum(a.verdict is verdict for a in answers) for verdict in VERDICTS}
    assumed = sum(answer.assumed for answer in answers)
    console.print(
        f"Of {len(answers)}: {counts[True]} true in the model, {counts[False]} false,"
        f" {counts[None]} without an answer; {assumed} {ASSUMED}."
    )
    show_worlds(console, shares)
    for answer in answers:
        console.print()
        verdict = (VERDICTS[answer.verdict], _STYLES[answer.verdict])
        mark = f" ({ASSUMED})" if answer.assumed else ""
        share = beside(shares, f"claim {answer.claim.name}", answer.verdict)
        console.print(Text.assemble((answer.claim.name, "bold"), ": ", verdict, share, mark))
        console.print(Padding(Text(answer.claim.says), (0, 0, 0, 2), expand=False))
        for line in claim_in_words(answer):
            console.print(Padding(Text(line), (0, 0, 0, 4), expand=False))
        for line in claim_shares_in_words(shares, answer.claim.name) if shares is not None else ():
            console.print(Padding(Text(line), (0, 0, 0, 4), expand=False))
