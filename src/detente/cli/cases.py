"""``detente cases``: the disputes that come with the package."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from detente._version import __version__
from detente.cli.asking import console, print_json
from detente.disputes.reading import read_text
from detente.disputes.shipped import shipped_names, shipped_text


def cases(*, json: Annotated[bool, Parameter(negative="")] = False) -> None:
    """List the disputes that come with the package; analyse one by its name.

    Parameters
    ----------
    json : bool
        Print one JSON object.
    """
    found = [(name, read_text(shipped_text(name), name).dispute) for name in shipped_names()]
    if json:
        print_json(
            {
                "format": 1,
                "version": __version__,
                "cases": [
                    {
                        "name": name,
                        "dispute": dispute.title,
                        "as_of": None if dispute.as_of is None else str(dispute.as_of),
                        "parties": [party.name for party in dispute.parties],
                        "sources": [source.title for source in dispute.sources],
                    }
                    for name, dispute in found
                ],
            }
        )
        return
    from detente.report.terminal import show_cases

    show_cases(console(), found)
