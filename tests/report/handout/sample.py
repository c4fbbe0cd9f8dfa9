"""Reports made by hand: one with every kind of part, and one whose text would do harm."""

from __future__ import annotations

from detente.report.handout.parts import (
    Block,
    Bullets,
    Defined,
    Figure,
    Fold,
    Handout,
    Line,
    Link,
    Paragraph,
    Row,
    Section,
    Strong,
    Table,
)

EQUILIBRIUM = Defined(
    "equilibrium",
    "a state that no party would leave: whatever it could gain by a move of its own, the others "
    "would answer so that it gains nothing.",
)
STATUS_QUO = Defined("status quo", "the state of affairs from which the dispute starts.")
WEIGHT = Defined("weight", "in how many of the ways to a settlement a party's joining decides.")


def _node(number: int, x: int, y: int, colour: str) -> str:
    return (
        f'<g data-key="{number}"><circle cx="{x}" cy="{y}" r="26" fill="var(--paper)" '
        f'stroke="var(--{colour})" stroke-width="2"/><text x="{x}" y="{y + 5}" fill="var(--ink)" '
        f'font-family="sans-serif" font-size="14" text-anchor="middle">{number}</text></g>'
    )


def _arrow(x1: int, y1: int, x2: int, y2: int) -> str:
    return (
        f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="var(--soft)" stroke-width="1.5" '
        'marker-end="url(#arrow)"/>'
    )


GRAPH = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="720" height="230" viewBox="0 0 720 230">'
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
    'markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="var(--soft)"/></marker></defs>'
    + _arrow(126, 115, 294, 60)
    + _arrow(126, 115, 294, 170)
    + _arrow(346, 60, 514, 60)
    + _arrow(346, 170, 514, 170)
    + _node(1, 100, 115, "soft")
    + _node(12, 320, 60, "soft")
    + _node(40, 320, 170, "warn")
    + _node(57, 540, 60, "accent")
    + _node(58, 540, 170, "soft")
    + "</svg>"
)

BARS = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="420" height="120">'
    '<g fill="var(--accent)"><rect x="90" y="10" width="300" height="22"/>'
    '<rect x="90" y="44" width="210" height="22"/><rect x="90" y="78" width="40" height="22"/></g>'
    '<g fill="var(--ink)" font-family="sans-serif" font-size="13" text-anchor="end">'
    '<text x="82" y="26">North</text><text x="82" y="60">South</text>'
    '<text x="82" y="94">Russia</text></g></svg>'
)

PARTIES = ("North", "South", "Russia", "China", "US")


def _parties() -> Section:
    options = Table(
        ("Party", "Option", "What it means", "Source", "States in which it is on"),
        tuple(
            Row(
                (
                    (party,),
                    (f"option_{number}",),
                    (
                        f"{party} gives the assurance that was asked for in the second round of "
                        "talks, in public and without conditions.",
                    ),
                    (f"a newspaper of day {number}",),
                    (f"{number * 1200:,}",),
                ),
                f"option-{party}-{number}",
            )
            for party in PARTIES
            for number in range(1, 4)
        ),
        frozenset({4}),
        "Options, with what they mean and where that is from",
    )
    return Section(
        "parties",
        "Who takes part, and what each can do",
        (
            Paragraph(
                (
                    "Five parties have ",
                    Strong("15 options"),
                    " between them.",
                )
            ),
            options,
            Fold(
                "What North prefers, and why",
                (
                    Bullets(
                        (
                            ("that nobody attacks it",),
                            (
                                "that the treaty is signed, as ",
                                Link("claim 1", "claim-one"),
                                " says",
                            ),
                            ("that sanctions end",),
                        ),
                        ordered=True,
                    ),
                    Fold("Where this is from", (Paragraph(("A speech in January.",)),), "source-1"),
                ),
                "preferences-North",
            ),
        ),
    )


def _graph() -> Section:
    details: tuple[tuple[str, tuple[Line, ...]], ...] = tuple(
        (
            str(number),
            (
                (f"State {number}: {what}",),
                ("On: North.freeze, South.talks.",),
                ("Stable for South and US; North could improve by turning freeze off.",),
            ),
        )
        for number, what in ((1, "the status quo"), (12, "talks"), (40, "a strike"), (57, "treaty"))
    )
    return Section(
        "graph",
        "From here to where?",
        (
            Paragraph(
                ("Each circle is a state; arrows are moves that gain their party something.",)
            ),
            Figure(
                GRAPH,
                "Five states. From state 1 moves lead to 12 and 40, from there to 57 and 58.",
                "What can come about from the status quo. Choose a state to see why it lasts.",
                details,
            ),
        ),
    )


def _claims() -> Section:
    rows = tuple(
        Row(
            (
                (f"Claim {number}",),
                ("Russia is needed for a settlement that holds",),
                (Link("72%", "worlds"),),
                (Link("true", f"claim-why-{number}"),),
            ),
            "claim-one" if number == 1 else f"claim-{number}",
        )
        for number in range(1, 60)
    )
    return Section(
        "claims",
        "What was claimed, and does it hold?",
        (
            Table(("Claim", "What it says", "Share", "Verdict"), rows, frozenset({2})),
            Fold("How shares are counted", (Paragraph(("In 50 worlds.",)),), "worlds"),
        ),
    )


SAMPLE = Handout(
    title="The Korean peninsula, June 2018",
    subtitle="As of 5 June 2018, from korea-2018",
    first=(
        (
            Strong("Stable. "),
            "From the ",
            STATUS_QUO,
            " two outcomes can come about that last: ",
            Link("the treaty", "graph"),
            " and a freeze; each is an ",
            EQUILIBRIUM,
            ".",
        ),
        (
            Strong("Needed. "),
            "No settlement holds without ",
            Link("Russia", "settlement-treaty"),
            "; the US need not take part.",
        ),
        (
            Strong("Threats. "),
            "The threat of a strike is empty: carrying it out leaves its owner worse off.",
        ),
        (
            Strong("What would change it. "),
            "A guarantee by China opens the treaty; so does an end of sanctions.",
        ),
        (
            Strong("How sure. "),
            "This holds in ",
            Link("72%", "worlds"),
            " of 50 plausible worlds, and hinges most on whether North wants the guarantee.",
        ),
    ),
    sections=(
        Section(
            "dispute",
            "What it is about",
            (
                Paragraph(
                    ("Two states share a peninsula and an armistice; three more have a say.",)
                ),
                Paragraph(("Nothing has been signed since 1953. ", "What follows weighs that.")),
            ),
        ),
        _parties(),
        _graph(),
        Section(
            "settlements",
            "What a settlement needs",
            (
                Fold(
                    "The treaty",
                    (
                        Paragraph(("Each party's ", WEIGHT, " is given below.")),
                        Figure(BARS, "North 0.50, South 0.35, Russia 0.07.", "Weights"),
                        Table(
                            ("Party", "Weight"),
                            (Row((("North",), ("0.50",))), Row((("South",), ("0.35",)))),
                            frozenset({1}),
                        ),
                    ),
                    "settlement-treaty",
                ),
            ),
        ),
        _claims(),
    ),
    glossary=(EQUILIBRIUM, STATUS_QUO, WEIGHT),
    made="Made by détente in 1.2 s.",
)

HARM = (
    "<script>alert(1)</script>",
    "</style></script><img src=x onerror=alert(1)>",
    "\u202eright to left\u202c",
    "\u05e9\u05dc\u05d5\u05dd peace",
    "W" * 600,
    "{{ 7 * 7 }} {% raw %}",
    '" onclick="alert(1)',
    "javascript:alert(1)",
    "&lt;b&gt; &amp;",
    "two\nlines\ttab\u2028end",
    "nul\0bell\x07",
    "# head | cell | [link](http://example.org) *a* `b` ~~c~~ <http://example.org>",
    "\\input{/etc/passwd} $x^2$ % # & _ ~ ^ { }",
    "1. one",
    "- dash",
    "\\",
    "---",
    "한국 中国 →≥½ “quoted” — é ß Ł",
    "",
    "   ",
)


def hostile() -> Handout:
    """A report in which every text, wherever one can stand, would do harm."""
    rows = tuple(Row(((text,), (Link(text, text),), (Strong(text),)), text) for text in HARM)
    lines: tuple[Line, ...] = tuple(
        (text, Link(text, text), Defined(text, text), Strong(text)) for text in HARM
    )
    blocks: tuple[Block, ...] = (
        *(Paragraph(line) for line in lines),
        Bullets(lines),
        Bullets(lines, ordered=True),
        *(Table((text, text, text), rows, frozenset({2}), text) for text in HARM[:4]),
        *(Fold(text, (Paragraph((text,)),), f"fold {text}") for text in HARM),
        *(Figure(BARS, text, text) for text in HARM),
        Figure(GRAPH, HARM[0], HARM[1], tuple((text, lines) for text in ("12", *HARM[:3]))),
    )
    return Handout(
        title=HARM[0],
        subtitle=HARM[1],
        first=lines[:5],
        sections=tuple(
            Section(f"section {text}", text, blocks[:: 1 + k]) for k, text in enumerate(HARM[:6])
        ),
        glossary=tuple(Defined(text, text) for text in HARM),
        made=HARM[0],
    )
