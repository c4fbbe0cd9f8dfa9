"""Colours of a drawing: those of the page it stands in, or its own where it stands alone."""

from __future__ import annotations

from dataclasses import astuple, dataclass


@dataclass(frozen=True)
class Inks:
    """What lines, grounds, minor things, what matters and what warns are painted with."""

    ink: str
    paper: str
    soft: str
    accent: str
    warn: str


PAGE = Inks("var(--ink)", "var(--paper)", "var(--soft)", "var(--accent)", "var(--warn)")
LIGHT = Inks("#1c2530", "#fdfdfb", "#69727d", "#0b6a8f", "#b3401f")
_DARK = Inks("#e6e9ec", "#161b21", "#9aa4af", "#58b7dd", "#f08a66")


def dark_style() -> str:
    """A style sheet that turns the light colours to dark ones where the reader wants that.

    The light ones are written out in the drawing, for programs that know no style sheets.
    """
    rules = "".join(
        f'[{what}="{light}"]{{{what}:{dark}}}'
        for light, dark in zip(astuple(LIGHT), astuple(_DARK), strict=True)
        for what in ("fill", "stroke")
    )
    return f"@media (prefers-color-scheme: dark){{{rules}}}"
