"""What is said of a settlement, on a terminal."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from detente.report.settlements import (
    ROLES,
    WHO_COULD,
    beside_in_words,
    coalitions_in_words,
    consent_in_words,
    exits_in_words,
    path_in_words,
    status_in_words,
)
from detente.report.shares import is_true, share_in_words
from detente.report.terminal_shares import show_worlds
from detente.report.words import joined
from detente.settlements.settlement import Coalition, Settlement
from detente.settlements.weights import TooManyMembers
from detente.statements.printing import printed

if TYPE_CHECKING:
    from detente.claims.sweep import Sweep


def show_settlement(
    console: Console, settlement: Settlement, file: str, most: int, shares: Sweep | None
) -> None:
    """Status, coalitions, roles and paths of at most so many coalitions of each kind."""
    show_status(console, settlement, shares)
    if settlement.status == "cannot_hold":
        print_indented(console, exits_in_words(settlement))
        return
    if settlement.status != "already":
        console.print()
        _show_coalitions(console, settlement, shares)
    if settlement.status == "open":
        console.print()
        show_roles(console, settlement, shares)
    _show_ways(console, settlement, most)
    if settlement.status != "already":
        console.print()
        console.print(WHO_COULD, style="dim")
        more = shlex.join(["detente", "settle", file, settlement.name, "--json"])
        console.print(escape(f"All of it as data:  {more}"), style="dim")


def show_status(console: Console, settlement: Settlement, shares: Sweep | None) -> None:
    """The status in words first."""
    formula = printed(settlement.formula)
    asked = settlement.name if settlement.name == formula else f"{settlement.name} ({formula})"
    title = settlement.graph.dispute.title
    console.print(Text.assemble(("Settlement ", ""), (asked, "bold"), f" in {title}."))
    console.print(Text(status_in_words(settlement, shares)))
    show_worlds(console, shares)


def _show_coalitions(console: Console, settlement: Settlement, shares: Sweep | None) -> None:
    console.print("Smallest coalitions that can settle", style="bold")
    for says, coalitions, kind in (
        ("by agreed steps", settlement.minimal_coalitions, ""),
        ("under pressure", settlement.under_pressure, "pressure"),
        ("by pact", settlement.by_pact, "pact"),
    ):
        share = _reached_in_words(settlement, kind, shares) if kind else ""
        line = Text(f"{says + ':':17}{coalitions_in_words(coalitions)}{share}")
        console.print(Padding(line, (0, 0, 0, 2), expand=False))


def _reached_in_words(settlement: Settlement, kind: str, shares: Sweep | None) -> str:
    """In what share of worlds anybody can settle so."""
    outcome = f"{kind} {settlement.name}"
    if shares is None or outcome not in shares.columns:
        return ""
    return f" (somebody can in {share_in_words(shares.share(outcome, is_true))} of the worlds)"


def show_roles(console: Console, settlement: Settlement, shares: Sweep | None) -> None:
    """Each party's role and weight, and what stands beside it."""
    table = Table(title="Who is needed", title_justify="left", title_style="bold", box=None)
    table.add_column("party", style="bold")
    table.add_column("role")
    if shares is not None:
        table.add_column("in worlds")
    table.add_column("weight", justify="right")
    if shares is not None:
        table.add_column("mean where open (nine in ten)")
    table.add_column("besides", overflow="fold")
    weights, note = {}, "Weights are Shapley-Shubik indices; they sum to 1."
    try:
        weights = {name: f"{float(w):.2f}" for name, w in settlement.shapley_shubik.items()}
    except TooManyMembers as error:
        note = f"Weights are left out: {error}."
    for party, role in settlement.roles.items():
        said = beside_in_words(settlement, party, shares)
        cells = [ROLES[role], weights.get(party, "—")]
        if shares is not None:
            share, spread = over_worlds(settlement, party, role, shares)
            cells = [cells[0], share, cells[1], spread]
        table.add_row(Text(party), *cells, Text(said))
    console.print(table)
    console.print(note, style="dim")


def over_worlds(settlement: Settlement, party: str, role: str, shares: Sweep) -> tuple[str, str]:
    """In what share of worlds a party has its role, and where its weight lies."""
    name = settlement.name
    if f"role {name}: {party}" not in shares.columns:
        return "—", "—"
    has = shares.share(f"role {name}: {party}", lambda value: value == role)
    weight = shares.number(f"weight {name}: {party}")
    lies = "—" if weight is None else f"{weight.mean:.2f} ({weight.low:.2f}–{weight.high:.2f})"
    return share_in_words(has), lies


TITLES = {
    "agreed": "A way there by agreed steps",
    "pressure": "Under pressure, where some give in",
    "pact": "By pact, moving together",
    "possible": "A legal way",
}


def _show_ways(console: Console, settlement: Settlement, most: int) -> None:
    if settlement.status == "already":
        return
    for kind in ("agreed", "pressure", "pact"):
        _show_paths(console, settlement, kind, most)
    if settlement.status == "unreachable":
        console.print()
        _show_refusals(console, settlement, most)


def _show_refusals(console: Console, settlement: Settlement, most: int) -> None:
    if not settlement.refusals:
        console.print("No legal moves lead there at all, whatever anybody wanted.")
        return
    for refusal, path in zip(
        settlement.refusals, settlement.first_paths("consent", most), strict=False
    ):
        alone = coalitions_in_words([refusal])
        console.print(
            Text.assemble(
                ("What blocks it: ", "bold"),
                f"that {alone} {'do' if len(refusal) > 1 else 'does'} not want to move. With"
                f" {'their' if len(refusal) > 1 else 'its'} consent this would open:",
            )
        )
        print_indented(console, consent_in_words(settlement, path))
    _say_more(console, settlement, "consent", most)


def _show_paths(console: Console, settlement: Settlement, kind: str, most: int) -> None:
    for path in settlement.first_paths(kind, most):
        console.print()
        members = coalitions_in_words([settlement.names(path.coalition)])
        console.print(Text.assemble((f"{TITLES[kind]}: ", "bold"), members))
        print_indented(console, path_in_words(settlement, path))
    _say_more(console, settlement, kind, most)


def _say_more(console: Console, settlement: Settlement, kind: str, most: int) -> None:
    more = settlement.path_count(kind) - most
    if more > 0:
        console.print(f"… and {more:,} more (--limit shows more).", style="dim")


def print_indented(console: Console, lines: Iterable[str]) -> None:
    """Lines set in from the left."""
    for line in lines:
        console.print(Padding(Text(line), (0, 0, 0, 2), expand=False))


def show_coalition(
    console: Console,
    settlement: Settlement,
    coalition: Coalition,
    kind: str,
    shares: Sweep | None,
) -> None:
    """Whether one coalition can settle, and how."""
    show_status(console, settlement, shares)
    console.print()
    named = coalitions_in_words([coalition])
    steps = {"agreed": "agreed steps", "possible": "legal moves"}[kind]
    own = "its own" if len(coalition) == 1 else "their own"
    if not settlement.reached_by(coalition, kind):
        who = named if coalition else "A coalition of nobody"
        console.print(Text.assemble((who, "bold"), f" cannot settle by {steps} of {own}."))
        if kind == "agreed":
            ways = {"pressure": "under pressure", "pact": "by pact"}
            can = [said for way, said in ways.items() if settlement.reached_by(coalition, way)]
            they = "it" if len(coalition) == 1 else "they"
            other = f"But {they} can {joined(can)}." if can else "Nor under pressure, nor by pact."
            console.print(other)
        return
    path = settlement.path_by(coalition, kind)
    console.print(Text.assemble((named, "bold"), f" can settle by {steps} of {own}:"))
    if path is not None:
        print_indented(console, path_in_words(settlement, path))
    console.print(WHO_COULD, style="dim")


def show_possible(
    console: Console, settlement: Settlement, most: int, shares: Sweep | None
) -> None:
    """Which coalitions could get there by moves that are merely legal."""
    show_status(console, settlement, shares)
    console.print()
    console.print(
        Text.assemble(
            ("By merely legal moves, wanted or not: ", "bold"),
            coalitions_in_words(settlement.possible),
        )
    )
    _show_paths(console, settlement, "possible", most)
