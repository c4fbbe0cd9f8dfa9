"""A report in one of its formats, onto the disk."""

from __future__ import annotations

from pathlib import Path

from detente.disputes.saving import write_text
from detente.report.handout.html import NotRendered, check_html, to_html
from detente.report.handout.markdown import to_markdown
from detente.report.handout.parts import Handout
from detente.report.handout.tex import to_tex

FORMATS = ("html", "md", "tex")
_KINDS = {"html": "a page (html)", "md": "a Markdown text (md)", "tex": "a LaTeX text (tex)"}
_ENDINGS = {".html": "html", ".htm": "html", ".md": "md", ".markdown": "md", ".tex": "tex"}


def format_of(path: str | Path | None, wanted: str | None = None) -> str:
    """The format that is asked for by name, or else by the ending of a file; HTML otherwise.

    Raises
    ------
    NotRendered
        If there is no such format, or it cannot be told, or the file is named for another.

    Examples
    --------
    >>> format_of("korea.md"), format_of(None), format_of("tables.txt", "tex")
    ('md', 'html', 'tex')
    """
    named = None if path is None else _ENDINGS.get(Path(path).suffix.casefold())
    if wanted is None and path is None:
        return "html"
    if wanted is None and named is None:
        mend = "name it .html, .md or .tex, or add --format"
        raise NotRendered(f"{path} does not say which format is meant; {mend}")
    if wanted is not None and wanted not in FORMATS:
        raise NotRendered(f"there is no format `{wanted}`; known are {', '.join(FORMATS)}")
    if wanted is not None and named is not None and named != wanted:
        said = f"{path} is the name of {_KINDS[named]}, and the format asked for is {wanted}"
        mend = f"drop the format (--format {wanted}), or let the name end in .{wanted}"
        raise NotRendered(f"{said}; {mend}")
    return wanted or named or "html"


def check_format(name: str) -> None:
    """Raise if what a format needs is not installed.

    Raises
    ------
    NotRendered
        If so.
    """
    if name == "html":
        check_html()


def rendered(handout: Handout, name: str) -> str:
    """A report in a format: ``html``, ``md``, or ``tex`` for its tables.

    Raises
    ------
    NotRendered
        If there is no such format, or what it needs is not installed.
    """
    written = {"html": to_html, "md": to_markdown, "tex": to_tex}
    return written[format_of(None, name)](handout)


def write_handout(
    handout: Handout, path: str | Path, name: str | None = None, *, force: bool = False
) -> None:
    """Write a report to a file, whole or not at all.

    Parameters
    ----------
    handout : Handout
        The report.
    path : str or Path
        Where to.
    name : str, optional
        The format; as the file's name ends unless told.
    force : bool
        Overwrite a file that holds something else.

    Raises
    ------
    NotRendered
        If there is no such format, or the file is named for another, or what it needs is not
        installed.
    NotOverwritten
        If there is such a file and `force` is false.
    OSError
        If the folder or the file cannot be written to.
    """
    text = rendered(handout, format_of(path, name))
    write_text(text, path, expected=None, force=force)
