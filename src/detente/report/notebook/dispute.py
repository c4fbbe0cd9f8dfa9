"""A dispute as its file states it, as a notebook shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from detente.disputes.model import Dispute, Party
from detente.report.notebook.markup import (
    bullets,
    heading,
    page,
    paragraph,
    prose,
    some,
    strong,
    table,
    text,
)
from detente.report.notebook.wants import wants
from detente.report.words import plural
from detente.statements.printing import printed


def dispute_html(dispute: Dispute) -> str:
    """Title, summary, parties with their options and wants, and what there is to ask."""
    titles = {} if dispute.drawing is None else dict(dispute.drawing.states)
    return dispute_page(dispute, _facts(dispute), lambda number: titles.get(number, ""))


def dispute_page(dispute: Dispute, facts: Iterable[str], title_of: Callable[[int], str]) -> str:
    """A dispute, with facts about its states, and what each of these is by its number."""
    date = "" if dispute.as_of is None else f"as of {dispute.as_of.isoformat()}"
    return page(
        heading(dispute.title, date),
        *([paragraph(text(dispute.summary))] if dispute.summary else []),
        _parties(dispute.parties),
        *(wants(party, title_of) for party in dispute.parties),
        bullets(map(prose, [*facts, *_sections(dispute)])),
    )


def _parties(parties: Sequence[Party]) -> str:
    """What each can do, and who it is where anybody says."""
    columns = {
        "party": [strong(party.name) for party in parties],
        "who it is": [text(party.title) for party in parties],
        "options": [text(_options(party)) for party in parties],
    }
    needless = {
        "who it is": not any(party.title for party in parties),
        "options": not any(party.options for party in parties),
    }
    heads = [head for head in columns if not needless.get(head)]
    return table(heads, zip(*(columns[head] for head in heads), strict=True))


def _options(party: Party) -> str:
    return ", ".join(
        f"{option.name} ({' < '.join(option.levels)})" if option.levels else option.name
        for option in party.options
    )


def _facts(dispute: Dispute) -> Iterator[str]:
    """What is said of states before they are worked out."""
    if dispute.drawing is not None:
        yield f"{plural(len(dispute.drawing.states), 'state')}, drawn by hand."
    if isinstance(dispute.status_quo, int):
        yield f"Status quo: state {dispute.status_quo}."
    elif dispute.status_quo is None:
        yield "The file states no status quo."
    else:
        on = [f"`{printed(setting)}`" for setting in dispute.status_quo]
        yield f"Status quo: {', '.join(on) or 'everything is off'}."


def _sections(dispute: Dispute) -> Iterator[str]:
    """The names that one can ask about, and how many doubts there are."""
    kinds = {
        "Settlements": [name for name, _ in dispute.settlements],
        "Threats": [threat.name for threat in dispute.threats],
        "Levers": [lever.name for lever in dispute.levers],
        "Claims": [claim.name for claim in dispute.claims],
    }
    yield from (f"{kind}: {some(names)}." for kind, names in kinds.items() if names)
    if dispute.doubts:
        yield f"{plural(len(dispute.doubts), 'doubt')}."
