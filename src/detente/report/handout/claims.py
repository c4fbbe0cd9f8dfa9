"""The claims: what each says, whether it holds, in what share of worlds, and on what that rests."""

from __future__ import annotations

from collections.abc import Iterator

from detente.claims.sweep import Sweep
from detente.claims.verdicts import ClaimAnswer
from detente.disputes.model import Claim
from detente.report.claims import ASSUMED, VERDICTS, claim_in_words
from detente.report.handout.charting import charts
from detente.report.handout.doubts import VARIATION, first_doubt
from detente.report.handout.material import Material
from detente.report.handout.parts import Block, Figure, Fold, Line, Link, Section, Table
from detente.report.handout.writing import (
    WORLDS,
    bullets,
    citations,
    led,
    number_anchor,
    paragraph,
    row,
    said,
    theirs,
    with_numbers,
    without_empty_columns,
)
from detente.report.shares import claim_shares_in_words, share_in_words

_KNOWN = ("True in ", "Not asked ", "One answer alone ")  # what few worlds can tell
_LIST, _READ = "claims-list", "Read so: "
_MEANINGS = (
    (
        "because",
        "numbers in a reason",
        "What the test of the claim asks for, worked out for the file as it stands: a count of"
        " states, a weight, or something that is measured.",
    ),
    (
        "rests",
        "statements that a verdict rests on",
        "Each statement of what a party wants is left out in turn; the verdict rests on those"
        " without which it is another.",
    ),
)
_BECAUSE, _RESTS = (number_anchor(name) for name, _, _ in _MEANINGS)
_SOURCE = ("Source: ", "No source is named")


def claims_section(material: Material) -> Section:
    """What is claimed, and whether it holds."""
    return Section(
        "claims",
        "What is claimed, and whether it holds",
        with_numbers(_blocks(material), _MEANINGS),
    )


def claim_anchor(name: str) -> str:
    """The anchor of a claim."""
    return f"claim-{name}"


def _blocks(material: Material) -> Iterator[Block]:
    stated = material.dispute.claims
    if not stated:
        yield paragraph("The file has no claims; they are written under `claims`.")
        return
    answers = {answer.claim.name: answer for answer in material.claims}
    counts = {v: sum(a.verdict is v for a in answers.values()) for v in VERDICTS}
    yield paragraph(
        "A claim is what somebody says of the dispute, put to a test in the model. That it is true"
        " here means that it follows from what the file says, not that it is so. Of"
        f" {len(stated)} {'claim' if len(stated) == 1 else 'claims'} {counts[True]} hold, "
        f"{counts[False]} do not, and {len(stated) - counts[True] - counts[False]} have no answer.",
        counts=(_LIST,),
    )
    for left in material.unlooked("claims"):
        yield paragraph(f"{left.says} `{left.command}` does that.", counts=(_LIST,))
    yield _summary(material, answers)
    yield from _drawn(material)
    for claim in stated:
        answer = answers.get(claim.name)
        title = f"{claim.name}: {_verdict(answer)}"
        yield Fold(title, tuple(_claim(material, claim, answer)), claim_anchor(claim.name))


def _verdict(answer: ClaimAnswer | None) -> str:
    if answer is None:
        return "not asked here"
    return VERDICTS[answer.verdict] + (f" ({ASSUMED})" if answer.assumed else "")


def _summary(material: Material, answers: dict[str, ClaimAnswer]) -> Table:
    rows = []
    for claim in material.dispute.claims:
        cells: list[str | Line] = [
            (Link(" ".join(claim.says.split()), claim_anchor(claim.name)),),
            said(_verdict(answers.get(claim.name))),
        ]
        if material.sweep is not None:
            cells.append(_share(material, claim))
        cells += [claim.kind, citations(claim.sources, material.sources)]
        rows.append(row(*cells))
    worlds = ["true in how many worlds"] if material.sweep is not None else []
    heads = ("claim", "in the model", *worlds, "kind", "source")
    return without_empty_columns(Table(heads, led(rows, _LIST), caption="The claims"))


def _share(material: Material, claim: Claim) -> Line:
    sweep = material.sweep
    if sweep is None or f"claim {claim.name}" not in sweep.columns:
        return ("—",)
    return (Link(share_in_words(sweep.claim(claim.name).true), claim_anchor(claim.name)),)


def _drawn(material: Material) -> tuple[Figure, ...]:
    from detente.report.charts.claims import plot_claims

    sweep = material.sweep
    return () if sweep is None else charts(material.beside, lambda: plot_claims(sweep))


def _claim(material: Material, claim: Claim, answer: ClaimAnswer | None) -> Iterator[Block]:
    yield paragraph(theirs(claim.says))
    if claim.test_text:
        yield paragraph("Put to the test as: ", (f"{' '.join(claim.test_text.split())}",))
    if answer is None:
        yield paragraph("It was not asked here, since that takes long.")
        if claim.why:
            yield paragraph(_READ, theirs(claim.why))
    else:
        told = claim_in_words(answer, resting=material.rests)
        yield bullets(_reason(text) for text in told if not text.startswith(_SOURCE))
    if material.sweep is not None:
        shares = list(claim_shares_in_words(material.sweep, claim.name))
        if not material.tells_hinges:
            shares = [line for line in shares if line.startswith(_KNOWN)]
        if shares:
            yield bullets(_shared(material.sweep, text) for text in shares)
    yield from _hinges_drawn(material, claim)
    cited = citations(claim.sources, material.sources)
    yield paragraph("Source: ", cited, f" ({claim.kind}).")


def _reason(text: str) -> Line:
    """A sentence about a verdict; how a claim is read is told by its author."""
    if text.startswith(_READ):
        return (_READ, *theirs(text.removeprefix(_READ)))
    return said(text, counts=(_RESTS if "rests on" in text else _BECAUSE,))


def _shared(sweep: Sweep, text: str) -> Line:
    """What stands beside a verdict: shares of the worlds, or of the variation among them."""
    if text.startswith(_KNOWN):
        return said(text, WORLDS, counts=(first_doubt(sweep),))
    return said(text, VARIATION, counts=(VARIATION,))


def _hinges_drawn(material: Material, claim: Claim) -> tuple[Figure, ...]:
    from detente.report.charts.hinges import plot_hinges

    sweep = material.sweep
    if sweep is None or f"claim {claim.name}" not in sweep.columns:
        return ()
    if not material.tells_hinges:
        return ()
    return charts(material.beside, lambda: plot_hinges(sweep, claim.name))
