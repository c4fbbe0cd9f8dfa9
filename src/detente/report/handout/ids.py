"""Anchors as identifiers that HTML and TeX can carry."""

from __future__ import annotations

import re
from collections.abc import Iterable

from detente.report.handout.parts import Handout
from detente.report.handout.walking import anchors

_OWN = "page-"  # what the page itself calls its parts


def ids_of(handout: Handout) -> dict[str, str]:
    """For each anchor of a report an identifier that nothing else has.

    Identifiers are of ASCII letters, digits and hyphens; an anchor that is so already stays as it
    is.
    """
    return identifiers(anchors(handout))


def identifiers(names: Iterable[str]) -> dict[str, str]:
    """For each name an identifier that no other name has.

    Examples
    --------
    >>> identifiers(["claim-one", "claim one", "<b>", "page-top"])
    {'claim-one': 'claim-one', 'claim one': 'claim-one-2', '<b>': 'b', 'page-top': 'at-page-top'}
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        if name in found:
            continue
        wanted = _simple(name)
        number, chosen = 1, wanted
        while chosen in taken:
            number += 1
            chosen = f"{wanted}-{number}"
        taken.add(chosen)
        found[name] = chosen
    return found


def _simple(name: str) -> str:
    simple = re.sub("[^A-Za-z0-9]+", "-", name).strip("-")[:80] or "part"
    return simple if simple[0].isalpha() and not simple.startswith(_OWN) else f"at-{simple}"
