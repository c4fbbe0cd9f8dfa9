"""A report as one HTML page that holds all it needs and loads nothing."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from importlib import resources
from importlib.util import find_spec
from itertools import count
from typing import TYPE_CHECKING, Any

from detente.report.handout.drawings import Drawing, drawing
from detente.report.handout.ids import ids_of
from detente.report.handout.parts import (
    Bullets,
    Defined,
    Figure,
    Fold,
    Handout,
    Line,
    Link,
    Paragraph,
    Strong,
    Table,
)
from detente.report.handout.plain import plain, reads_both_ways, shown, with_code
from detente.report.handout.walking import WORDS, defined, word_anchor

if TYPE_CHECKING:
    from jinja2 import Environment

_UNBROKEN = 24  # signs of a word, above which it may break anywhere
_SHORT, _LONG = 14, 48  # signs of a cell: below it does not break, above it wants room
_KINDS = (Paragraph, Bullets, Table, Figure, Fold, Link, Strong)


class NotRendered(Exception):
    """A report that cannot be shown as it was asked for."""


def check_html() -> None:
    """Raise unless reports can be written as HTML.

    Raises
    ------
    NotRendered
        If Jinja is not installed.
    """
    if find_spec("jinja2") is None:
        what = "a report as a page needs Jinja: pip install 'detente[report]'"
        raise NotRendered(f"{what}; or ask for --format md")


def to_html(handout: Handout) -> str:
    """A report as a page.

    Its text is shown as text, whatever it holds. The only markup that it takes from elsewhere are
    its drawings, which are checked first. Its security policy lets nothing run but its own script,
    and nothing be loaded.

    Raises
    ------
    NotRendered
        If Jinja is not installed.
    UnsafeDrawing
        If a figure holds something other than a drawing.
    """
    check_html()
    return _environment().get_template("page.html.jinja").render(_Page(handout).context())


class _Page:
    """What a template asks for: identifiers, numbers of figures, drawings."""

    def __init__(self, handout: Handout) -> None:
        self.handout = handout
        self.ids = ids_of(handout)
        self._numbers = count(1)
        self._free = dict(self.ids)

    def context(self) -> dict[str, Any]:
        css, js = _file("page.css"), _file("page.js")
        given = {section.anchor for section in self.handout.sections}
        return {
            "handout": self.handout,
            "page": self,
            "css": css,
            "js": js,
            "policy": _policy(js),
            "words": WORDS,
            "own_words": bool(self.handout.glossary) and WORDS not in given,
        }

    def number(self) -> int:
        """One that no other part of the page has."""
        return next(self._numbers)

    def own(self, anchor: str | None) -> str | None:
        """The identifier of an anchor, for the first part that has it."""
        return None if anchor is None else self._free.pop(anchor, None)

    def leads_to(self, link: Link) -> str | None:
        """The identifier that a link leads to, if the report has it."""
        return self.ids.get(link.to)

    def word(self, word: Defined) -> str | None:
        """The identifier of a word that is explained at the end."""
        return self.own(word_anchor(word))

    def drawn(self, figure: Figure, number: int) -> Drawing:
        """A figure's drawing."""
        return drawing(
            figure.svg,
            prefix=f"page-figure-{number}-",
            role="group" if figure.details else "img",
            title=figure.caption or figure.alt,
            description=figure.alt,
        )


def _policy(js: str) -> str:
    """Nothing is loaded, and no script runs but this one."""
    digest = base64.b64encode(hashlib.sha256(js.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


@cache
def _file(name: str) -> str:
    return (resources.files(__package__) / "page" / name).read_text(encoding="utf-8").strip()


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader(__package__, "page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalised,
    )
    environment.tests |= {kind.__name__.lower(): _test(kind) for kind in _KINDS}
    environment.tests["defined_word"] = _test(Defined)  # `defined` is a test of Jinja's own
    environment.tests["both_ways"] = reads_both_ways
    environment.filters |= {
        "kinds": _kinds,
        "defined_in": defined,
        "begun": _begun,
        "with_code": with_code,
    }
    return environment


def _test(kind: type) -> Any:
    return lambda value: isinstance(value, kind)


def _finalised(value: Any) -> Any:
    """What an expression of a template comes to: text that is not markup is made showable."""
    return shown(value) if type(value) is str else value


def _begun(line: Line) -> Line:
    """What stands behind a label, as a sentence that begins by itself."""
    if not line or not isinstance(line[0], str):
        return line
    text = line[0].lstrip()
    return (text[:1].upper() + text[1:], *line[1:])


def _kinds(table: Table) -> Sequence[str]:
    """How each column is set: as numbers, on one line, or with room for long text."""
    return [_kind(table, place) for place in range(len(table.heads))]


def _kind(table: Table, place: int) -> str:
    texts = [plain(row.cells[place]) for row in table.rows]
    longest = max(map(len, texts), default=0)
    if place in table.numbers:
        kind = "number"
    else:
        kind = "brief" if longest <= _SHORT else "long" if longest > _LONG else "text"
    breaks = any(len(word) > _UNBROKEN for text in texts for word in text.split())
    return f"{kind} breaks" if breaks else kind
