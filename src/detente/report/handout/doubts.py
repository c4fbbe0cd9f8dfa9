"""The doubts: what is not known, over which worlds shares are taken, and what they hinge on."""

from __future__ import annotations

from collections.abc import Iterator

from detente.claims.sweep import Sweep
from detente.doubts.shares import CONFIDENCE
from detente.report.handout.material import Material
from detente.report.handout.parts import Block, Fold, Section, Table
from detente.report.handout.writing import (
    WORLDS,
    bullets,
    citations,
    number_anchor,
    paragraph,
    row,
    theirs,
    with_numbers,
    without_empty_columns,
)
from detente.report.settlements import STATUSES
from detente.report.shares import doubt_in_words, flips_in_words, hinges_in_words, say_worlds
from detente.report.threats import VERDICT_WORDS

_OF_VARIATION = (
    "variation",
    "share of the variation",
    "From world to world an answer varies. This says how much of that would be gone once it were"
    " known how a doubt is answered; with others, what it does together with other doubts counts"
    " too.",
)
VARIATION = number_anchor(_OF_VARIATION[0])


def doubts_section(material: Material) -> Section:
    """How sure the answers are."""
    return Section("doubts", "How sure that is", with_numbers(_blocks(material), (_OF_VARIATION,)))


def doubt_anchor(name: str) -> str:
    """The anchor of a doubt."""
    return f"doubt-{name}"


def first_doubt(sweep: Sweep) -> str:
    """The anchor of the first doubt, where they are listed."""
    return doubt_anchor(sweep.space.questions[0].name)


def _blocks(material: Material) -> Iterator[Block]:
    sweep = material.sweep
    if sweep is None and not material.dispute.doubts:
        yield paragraph(
            "The file has no doubts. So there is one world only, the file as it stands: each"
            " answer follows from it, and nothing says how sure the file itself is. Doubts are"
            " written under `doubts`."
        )
        return
    if sweep is None:
        yield paragraph("The doubts of the file were left aside: no worlds were looked at.")
        for left in material.unlooked("doubts"):
            yield paragraph(f"{left.says} `{left.command}` looks at them.")
        return
    yield paragraph(
        "A doubt is something that the analyst is not sure of, with answers and how likely each is."
        " A world is the dispute with one answer to each. A share says in how many of the worlds"
        " something is so."
    )
    yield Fold("Over which worlds shares are taken", tuple(_worlds(sweep)), WORLDS)
    for left in material.unlooked("doubts"):
        more = f"`{left.command}` looks at more, as does a report with `--worlds`."
        yield paragraph(f"{left.says} {more}")
    hinges = list(_hinges(sweep)) if material.tells_hinges else []
    if hinges:
        yield paragraph("What answers hinge on:")
        yield bullets(hinges, VARIATION, counts=(VARIATION,))
    flips = list(_flips(material.near)) if material.near is not None else []
    if flips:
        yield paragraph("Which answers one doubt alone would change:")
        yield bullets(flips, counts=(first_doubt(sweep),))
    yield _doubts(material, sweep)


def _worlds(sweep: Sweep) -> Iterator[Block]:
    yield paragraph(say_worlds(sweep) or "")
    if not sweep.exact:
        yield paragraph(
            "What stands in brackets behind a share is a range. Were as many worlds drawn again and"
            f" again, such ranges would cover the true share {CONFIDENCE:.0%} of the time."
        )


def _hinges(sweep: Sweep) -> Iterator[str]:
    """What the status of each settlement and the verdict on each threat hinges on."""
    for outcome in sweep.columns:
        if outcome.startswith(("settlement ", "threat ")):
            said = [hinge_in_words(sweep, outcome, value) for value in sweep.kinds(outcome)]
            yield from (one for one in said if one is not None)


def _flips(sweep: Sweep) -> Iterator[str]:
    """Which doubts alone change the status of each settlement and the verdict on each threat."""
    for outcome in sweep.columns:
        if outcome.startswith(("settlement ", "threat ")):
            stands = f"As the file stands, {as_stated_in_words(sweep, outcome)}."
            changing = flips_in_words(sweep, sweep.flips(outcome))
            yield f"{stands} {changing or 'No answer to one doubt alone changes it.'}"


def as_stated_in_words(sweep: Sweep, outcome: str) -> str:
    """What the status of a settlement or the verdict on a threat is as the file stands."""
    return _is_so(outcome, str(sweep.base(outcome)))


def _is_so(outcome: str, value: str) -> str:
    kind, _, name = outcome.partition(" ")
    is_so = f"is {STATUSES[value]}" if kind == "settlement" else VERDICT_WORDS[value]
    return f"{name} {is_so}"


def hinge_in_words(sweep: Sweep, outcome: str, value: str) -> str | None:
    """What it hinges on that a settlement has a status, or a threat a verdict; None if nothing."""
    found = sweep.hinges(outcome, lambda one: one == value)
    return hinges_in_words(sweep, found, f"Whether {_is_so(outcome, value)}")


def _doubts(material: Material, sweep: Sweep) -> Table:
    rows = (
        row(
            question.name,
            doubt_in_words(question),
            theirs(question.doubt.why),
            citations(question.doubt.sources, material.sources),
            anchor=doubt_anchor(question.name),
        )
        for question in sweep.space.questions
    )
    heads = ("doubt", "answers (* as the file has it)", "why", "source")
    return without_empty_columns(Table(heads, tuple(rows), caption="The doubts"))
