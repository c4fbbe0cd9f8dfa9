"""How wide text is when LaTeX sets it, and where a word that is too wide may break.

Widths are in ems of the letters' size. They are those of Computer Modern at 8 points, by groups of
letters: enough to say what fits on a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from detente.report.handout.letters_of_tex import BREAK, in_tex
from detente.report.handout.plain import shown, with_code

_GROUPS = {
    0.33: "!',.:;[]_`iljf-",
    0.41: "()rtsI",
    0.49: "cez?<>",
    0.71: "LFZEPBCT",
    0.82: "RAHNUVXYDKGOQ&+=@",
    0.97: "mwMW#%|",
}
_LETTERS = {letter: width for width, letters in _GROUPS.items() for letter in letters}
_SPACE, _TYPED, _OTHER, _FOREIGN, _NUMBERED = 0.36, 0.54, 0.57, 0.8, 4.9
_SEAM = re.compile(r"(?<=[_./=&?,:-])(?=\w)")


def width_of(text: str) -> float:
    """How wide a text is on one line.

    Examples
    --------
    >>> width_of("will") < width_of("warm") < width_of("will not")
    True
    """
    widths = word_widths(text)
    return sum(widths) + _SPACE * (len(widths) - 1)


def word_widths(text: str) -> Sequence[float]:
    """How wide each word of a text is; what stands between backticks is typewriting."""
    widths = [0.0]
    for part, is_code in with_code(shown(text).strip()):
        for letter in part:
            if letter == " ":
                widths.append(0.0)
            else:
                widths[-1] += _TYPED if is_code else _letter_width(letter)
    return widths


def longest_word(text: str, *, seams: bool) -> float:
    """How wide the longest word of a text is, or the longest piece of one that breaks at seams."""
    if not seams:
        return max(word_widths(text))
    return max(map(width_of, _SEAM.split(text.replace(" ", "_"))))


def lines_in(text: str, width: float) -> int:
    """On how many lines a text stands in a column of some width.

    Examples
    --------
    >>> lines_in("four words of text", 6)
    2
    """
    lines, used = 1, 0.0
    for word in word_widths(text):
        if used and used + _SPACE + word > width:
            lines, used = lines + 1, 0.0
        used += word + (_SPACE if used else 0.0)
        more = max(0, int((used - 1e-9) // width))
        lines, used = lines + more, used - more * width
    return lines


def breakable(text: str, width: float) -> str:
    """A text with places to break in each word that is wider than its column."""
    return " ".join(
        BREAK.join(_pieces(word, width)) if width_of(word) > width else word
        for word in text.split(" ")
    )


def _pieces(word: str, width: float) -> Iterator[str]:
    """The parts of a word behind which it may break: at its seams, else wherever it must."""
    for piece in _SEAM.split(word):
        letters = len(piece)
        if width_of(piece) > width:
            letters = max(1, int(width / max(map(_letter_width, piece))))
        yield from (piece[at : at + letters] for at in range(0, len(piece), letters))


@cache
def _letter_width(letter: str) -> float:
    if letter.isascii():
        return _LETTERS.get(letter, _OTHER)
    return _NUMBERED if in_tex(letter).startswith(r"\detenteletter") else _FOREIGN
