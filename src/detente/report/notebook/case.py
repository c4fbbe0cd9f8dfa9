"""A dispute as a notebook shows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detente.disputes.model import Party
from detente.graphs.graph import Graph
from detente.report.notebook.markup import heading, page, paragraph, strong, table, text
from detente.report.words import plural, state_in_words


def case_html(graph: Graph) -> str:
    """Title, summary, parties with their options, and what there is to ask."""
    dispute = graph.dispute
    date = "" if dispute.as_of is None else f"as of {dispute.as_of.isoformat()}"
    summary = [paragraph(text(dispute.summary))] if dispute.summary else []
    told = ". ".join(_asides(graph))
    return page(
        heading(dispute.title, date),
        *summary,
        _parties(dispute.parties),
        paragraph(text(f"{told}.")),
    )


def _parties(parties: Sequence[Party]) -> str:
    """What each can do, and who it is where anybody says."""
    if not any(party.title for party in parties):
        return table(["party", "options"], [[strong(p.name), text(_options(p))] for p in parties])
    rows = [[strong(p.name), text(p.title), text(_options(p))] for p in parties]
    return table(["party", "who it is", "options"], rows)


def _options(party: Party) -> str:
    return ", ".join(option.name for option in party.options)


def _asides(graph: Graph) -> Iterator[str]:
    dispute = graph.dispute
    yield plural(len(graph), "state")
    if graph.status_quo is not None:
        number = graph.states.number(graph.status_quo)
        yield f"Status quo: state {number} ({state_in_words(graph, graph.status_quo)})"
    kinds = {
        "Settlements": [name for name, _ in dispute.settlements],
        "Threats": [threat.name for threat in dispute.threats],
        "Levers": [lever.name for lever in dispute.levers],
        "Claims": [claim.name for claim in dispute.claims],
    }
    yield from (f"{kind}: {', '.join(names)}" for kind, names in kinds.items() if names)
