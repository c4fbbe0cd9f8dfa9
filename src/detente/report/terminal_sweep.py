"""What is so in many worlds, on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from detente.doubts.shares import Share
from detente.graphs.graph import Graph
from detente.report.shares import (
    claim_shares_in_words,
    convergence_in_words,
    hinges_in_words,
    is_true,
    nearest_in_words,
    share_in_words,
    stopped_in_words,
    value_in_words,
    worlds_in_words,
)
from detente.report.sweep import number_in
from detente.report.words import on_by_party, plural, state_in_words
from detente.stability.concepts import CONCEPTS

if TYPE_CHECKING:
    from detente.claims.sweep import Sweep

_CONCEPT = "seq"
ROLES = ("needed", "substitute", "irrelevant")


def show_sweep(console: Console, sweep: Sweep, base: Graph, limit: int) -> None:
    """Claims, settlements, threats and equilibria, with their shares and what they hinge on."""
    console.print(Text.assemble("Worlds of ", (base.dispute.title, "bold")))
    stopped = stopped_in_words(sweep)
    if stopped is not None:
        console.print(Text(stopped, style="bold"))
    if len(sweep.weights):
        console.print(Text(worlds_in_words(sweep)))
    else:
        return
    for name in sweep.plan.asked.claims:
        _show_claim(console, sweep, base, name)
    for name in sweep.plan.asked.settlements:
        _show_settlement(console, sweep, base, name)
    if sweep.plan.asked.threats and base.status_quo is not None:
        _show_threats(console, sweep)
    if _CONCEPT in sweep.plan.asked.concepts:
        _show_equilibria(console, sweep, base, limit)


def _show_claim(console: Console, sweep: Sweep, base: Graph, name: str) -> None:
    outcome = f"claim {name}"
    if outcome not in sweep.columns:
        return
    says = next(claim.says for claim in base.dispute.claims if claim.name == name)
    stated = f": {value_in_words(sweep.base(outcome))} as the file stands" if sweep.has_base else ""
    console.print()
    console.print(Text.assemble((name, "bold"), stated))
    console.print(Padding(Text(says), (0, 0, 0, 2), expand=False))
    converged = convergence_in_words(sweep.convergence(outcome, is_true))
    _indented(console, claim_shares_in_words(sweep, name), 4)
    if sweep.has_base and not sweep.flips(outcome):
        _indented(console, [nearest_in_words(sweep, sweep.nearest(outcome))], 4)
    _indented(console, [] if converged is None else [converged], 4)


def _show_settlement(console: Console, sweep: Sweep, base: Graph, name: str) -> None:
    outcome = f"settlement {name}"
    if outcome not in sweep.columns:
        return
    console.print()
    stated = f" ({value_in_words(sweep.base(outcome))} as the file stands)"
    kinds = f": {kinds_in_words(sweep.kinds(outcome))}."
    stated = stated if sweep.has_base else ""
    console.print(Text.assemble("Settlement ", (name, "bold"), stated, kinds))
    open_ = sweep.share(outcome, lambda value: value == "open").value
    if 0 < open_ < 1 and sweep.has_base:
        found = sweep.hinges(outcome, lambda value: value == "open")
        said = hinges_in_words(sweep, found, "Whether it is open")
        _indented(console, [] if said is None else [said], 2)
    if open_:
        _indented_table(console, roles_table(sweep, base, name))


def roles_table(sweep: Sweep, base: Graph, name: str) -> Table:
    """Each party's roles and weight over worlds: in what share of all it has each role."""
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for column in ("party", "needed", "substitute", "need not act", "weight where open"):
        table.add_column(column)
    for party in base.parties:
        kinds = sweep.kinds(f"role {name}: {party}")
        cells = [share_in_words(kinds[role]) if role in kinds else "0%" for role in ROLES]
        weight = sweep.number(f"weight {name}: {party}")
        says = "—" if weight is None else f"{weight.mean:.2f} ({weight.low:.2f}–{weight.high:.2f})"
        table.add_row(Text(party, style="bold"), *cells, says)
    return table


def kinds_in_words(kinds: Mapping[str, Share]) -> str:
    """Values with their shares, the most frequent first."""
    return ", ".join(f"{value_in_words(v)} in {share_in_words(s)}" for v, s in kinds.items())


def _show_threats(console: Console, sweep: Sweep) -> None:
    console.print()
    for name in sweep.plan.asked.threats:
        kinds = kinds_in_words(sweep.kinds(f"threat {name}"))
        console.print(Text.assemble("Threat ", (name, "bold"), f", at the status quo: {kinds}."))


def _show_equilibria(console: Console, sweep: Sweep, base: Graph, limit: int) -> None:
    started = base.status_quo is not None
    shares = sweep.equilibria(_CONCEPT, coming=started)
    title = f"States that are equilibria ({_CONCEPT.upper()})"
    title += " and come about, in any world" if started else " in any world"
    console.print()
    console.print(Text(f"{title}: {len(shares):,}", style="bold"))
    shown = sorted(shares, key=lambda place: (-shares[place].value, place))[:limit]
    if not shown:
        return
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    table.add_column("state", justify="right")
    table.add_column("share of worlds")
    graph, drawn = sweep.graph, base.dispute.drawing is not None
    for column in ["title"] if drawn else graph.parties:
        table.add_column(Text(column), overflow="fold")
    for place in shown:
        number = number_in(base, graph, place)
        cells = [state_in_words(graph, place)] if drawn else on_by_party(graph, place)
        said = "—" if number is None else f"{number}"
        table.add_row(said, share_in_words(shares[place]), *map(Text, cells))
    _indented_table(console, table)
    if any(number_in(base, graph, place) is None for place in shown):
        console.print("— has no number: it is not feasible as the file stands.", style="dim")
    if len(shares) > limit:
        more = plural(len(shares) - limit, "more state")
        console.print(f"… and {more} (--limit shows more, --json has all).", style="dim")
    console.print(f"{_CONCEPT.upper()}: {CONCEPTS[_CONCEPT].meaning}.", style="dim")


def _indented(console: Console, lines: Iterable[str], by: int) -> None:
    for line in lines:
        console.print(Padding(Text(line), (0, 0, 0, by), expand=False))


def _indented_table(console: Console, table: Table) -> None:
    console.print(Padding(table, (0, 0, 0, 2), expand=False))
