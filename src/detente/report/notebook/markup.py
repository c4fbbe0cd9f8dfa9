"""HTML in which every text is escaped, and that follows the page's own colours."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

_CELL = "text-align:left;vertical-align:top;padding:0.15em 1em 0.15em 0"


def text(said: object) -> str:
    """A text, escaped, and kept from steering the direction of what stands around it."""
    return f"<bdi>{html.escape(str(said))}</bdi>"


def strong(said: object) -> str:
    """A text that stands out."""
    return f"<strong>{text(said)}</strong>"


def paragraph(*parts: str) -> str:
    """A paragraph of parts that are HTML already."""
    return f"<p>{''.join(parts)}</p>"


def heading(title: str, says: str = "") -> str:
    """What the result is of, and what it says in short."""
    return paragraph(strong(title), f": {text(says)}" if says else "")


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], caption: str = "") -> str:
    """A table; its cells are HTML already."""
    head = "".join(f'<th scope="col" style="{_CELL}">{text(cell)}</th>' for cell in heads)
    body = "".join(f"<tr>{_cells(row)}</tr>" for row in rows)
    said = f'<caption style="text-align:left">{text(caption)}</caption>' if caption else ""
    whole = f"<table>{said}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div style="overflow-x:auto">{whole}</div>'


def _cells(row: Sequence[str]) -> str:
    first, *others = row
    told = "".join(f'<td style="{_CELL}">{cell}</td>' for cell in others)
    return f'<th scope="row" style="{_CELL};font-weight:normal">{first}</th>{told}'


def bullets(lines: Iterable[str]) -> str:
    """Points; they are HTML already."""
    return f"<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>"


def page(*blocks: str) -> str:
    """The blocks together."""
    return f'<div class="detente" style="max-width:50em">{"".join(blocks)}</div>'
