r"""Text as LaTeX sets it, whatever it holds and whichever engine reads it."""

from __future__ import annotations

import re
import unicodedata

from detente.report.handout.plain import shown

ANY_LETTER = r"""\providecommand{\detenteletter}[2]{\ifdefined\Uchar\Uchar #1 \else[U+#2]\fi}"""

BREAK = "\u200b"  # where a word may break

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\symbol{34}",
    "`": "{}`",
}
_PLAIN = {
    "–": "--",
    "—": "---",
    "‘": "`",
    "’": "'",
    "“": "``",
    "”": "''",
    "…": r"\dots{}",
    "•": r"\textbullet{}",
    "§": r"\S{}",
    "¶": r"\P{}",
    "©": r"\copyright{}",
    "£": r"\pounds{}",
    "\xa0": "~",
    "\u2009": r"\,",
    "\u202f": r"\,",
    BREAK: r"\hspace{0pt}",
    "ß": r"\ss{}",
    "ø": r"\o{}",
    "Ø": r"\O{}",
    "ł": r"\l{}",
    "Ł": r"\L{}",
    "æ": r"\ae{}",
    "Æ": r"\AE{}",
    "œ": r"\oe{}",
    "Œ": r"\OE{}",
    "ı": r"\i{}",
}
_IN_MATHS = {
    "→": r"\rightarrow",
    "←": r"\leftarrow",
    "↔": r"\leftrightarrow",
    "≤": r"\leq",
    "≥": r"\geq",
    "≠": r"\neq",
    "≈": r"\approx",
    "±": r"\pm",
    "×": r"\times",
    "÷": r"\div",
    "−": "-",
    "·": r"\cdot",
    "°": r"^\circ",
    "½": r"\frac12",
    "¼": r"\frac14",
    "¾": r"\frac34",
    "«": r"\ll",
    "»": r"\gg",
    "∞": r"\infty",
    "∅": r"\emptyset",
    "∈": r"\in",
    "∧": r"\wedge",
    "∨": r"\vee",
    "¬": r"\neg",
    "✓": r"\surd",
}
_ACCENTS = {
    "\u0300": "`",
    "\u0301": "'",
    "\u0302": "^",
    "\u0303": "~",
    "\u0304": "=",
    "\u0306": "u",
    "\u0307": ".",
    "\u0308": '"',
    "\u030a": "r",
    "\u030b": "H",
    "\u030c": "v",
    "\u0327": "c",
    "\u0323": "d",
    "\u0331": "b",
}
_LIGATURES = re.compile(r"(?<=-)(?=-)|(?<=')(?=')|(?<=,)(?=,)")


def in_tex(text: str) -> str:
    r"""A text that LaTeX sets as it reads, with nothing in it that acts.

    A letter that not every engine can set is given by its number: where the engine knows no
    Unicode, its code is printed.

    Examples
    --------
    >>> print(in_tex("50% of R&D_1 \\ Zürich → 한"))
    50\% of R\&D\_1 \textbackslash{} Z\"{u}rich $\rightarrow$ \detenteletter{54620}{D55C}
    """
    parts = _LIGATURES.split(shown(text))
    return "{}".join("".join(map(_letter, part)) for part in parts)


def _letter(letter: str) -> str:
    if letter in _SPECIAL:
        return _SPECIAL[letter]
    if letter.isascii():
        return letter
    if letter in _PLAIN:
        return _PLAIN[letter]
    if letter in _IN_MATHS:
        return f"${_IN_MATHS[letter]}$"
    parts = unicodedata.normalize("NFD", letter)
    if len(parts) == 2 and parts[0].isascii() and parts[1] in _ACCENTS:
        return rf"\{_ACCENTS[parts[1]]}{{{parts[0]}}}"
    return rf"\detenteletter{{{ord(letter)}}}{{{ord(letter):04X}}}"
