"""HTML in which every text is escaped, and that follows the page's own colours."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from detente.report.handout.plain import shown, with_code

_CELL = "text-align:left;vertical-align:top;padding:0.15em 1em 0.15em 0"
_MOST = 20


def text(said: object) -> str:
    """A text, escaped, and kept from steering the direction of what stands around it."""
    return f"<bdi>{html.escape(shown(str(said)))}</bdi>"


def formula(said: object) -> str:
    """A formula, or a name as formulas have it."""
    return f"<code>{text(said)}</code>"


def prose(said: str) -> str:
    """A text in which formulas stand between backticks."""
    return "".join(formula(part) if code else text(part) for part, code in with_code(said))


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


def some(names: Iterable[object]) -> str:
    """Names one after another; of many the first ones, and how many there are."""
    told = list(map(str, names))
    shown = ", ".join(told[:_MOST])
    return shown if len(told) <= _MOST else f"{shown}, … ({len(told):,} in all)"


def ordered(lines: Iterable[str]) -> str:
    """Points that are counted; they are HTML already."""
    return f"<ol>{''.join(f'<li>{line}</li>' for line in lines)}</ol>"


def folded(title: str, *blocks: str) -> str:
    """Blocks behind a title, which is HTML already, until it is asked for them."""
    return f'<details style="margin:0.3em 0"><summary>{title}</summary>{"".join(blocks)}</details>'


def page(*blocks: str) -> str:
    """The blocks together."""
    return f'<div class="detente" style="max-width:50em">{"".join(blocks)}</div>'
