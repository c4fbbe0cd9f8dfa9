"""A report as Markdown: read back, it says what was meant, and nothing in its text acts."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from detente.report.handout.markdown import to_markdown
from detente.report.handout.parts import (
    Block,
    Bullets,
    Defined,
    Figure,
    Fold,
    Handout,
    Link,
    Paragraph,
    Row,
    Section,
    Strong,
    Table,
)
from detente.report.handout.plain import shown, with_code
from report.handout.sample import BARS, HARM, SAMPLE, hostile

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
OURS = re.compile(r'<a id="[A-Za-z][A-Za-z0-9-]*">|</a>')


def tokens(text: str) -> list[Token]:
    """All tokens, those within lines behind the one they are in."""
    found: list[Token] = []
    for token in READER.parse(text):
        found += [token, *(token.children or ())]
    return found


def of(*blocks: Block) -> list[Token]:
    """What is read of a report with these blocks."""
    return tokens(to_markdown(Handout("t", "", (), (Section("s", "S", blocks),))))


def said(found: list[Token], within: str) -> list[str]:
    """The text in each part of a kind: paragraph, td, th, heading, list_item."""
    texts: list[str] = []
    depth = 0
    for token in found:
        if token.type == f"{within}_open":
            texts.append("")
            depth += 1
        elif token.type == f"{within}_close":
            depth -= 1
        elif depth and token.type in {"text", "code_inline"}:
            texts[-1] += token.content
    return texts


def test_what_the_sample_says() -> None:
    text = to_markdown(SAMPLE)
    assert text.startswith("# The Korean peninsula, June 2018\n")
    assert "- **Stable.** From the *status quo* two outcomes" in text
    assert "> **status quo**: the state of affairs" in text
    assert "| North | option_1 | North gives the assurance" in text
    assert "| ---: |" in text
    assert "1. that nobody attacks it\n2. that the treaty" in text
    assert "Figure: Weights North 0.50, South 0.35, Russia 0.07." in text
    assert "- State 12: talks On: North.freeze" in text
    assert text.endswith("Made by détente in 1.2 s.\n")


def test_links_lead_to_anchors() -> None:
    text = to_markdown(SAMPLE)
    led = set(re.findall(r"\]\(#([^)]*)\)", text))
    assert led == set(re.findall(r'<a id="([^"]*)"></a>', text))
    assert {"graph", "claim-one", "settlement-treaty"} <= led


def test_headings_of_folds_go_deeper() -> None:
    inner = Fold("inner", (Fold("innermost", (Paragraph(("x",)),)),))
    levels = [t.tag for t in of(Fold("outer", (inner,))) if t.type == "heading_open"]
    assert levels == ["h1", "h2", "h3", "h4", "h5"]


@pytest.mark.parametrize("text", HARM)
def test_hostile_text_is_text(text: str) -> None:
    _check(text)


@given(
    st.one_of(
        st.text(max_size=30),
        st.lists(
            st.sampled_from([*"\\`*_{}[]<>()#+-.!|~&;:=1\t \n$", "a", "lt", "http://a.b", "```"])
        ).map("".join),
    )
)
@example("a_b _c_ __d__")
@example("1) x")
@example("    code")
@example("![x](y)")
def test_any_text_is_text(text: str) -> None:
    _check(text)


def _check(text: str) -> None:
    wanted, titled = unticked(shown(text)).strip(), shown(text).strip()
    found = of(
        Paragraph((text,)),
        Bullets(((text,),)),
        Table(
            ("h", text),
            (
                Row(
                    (
                        (text,),
                        ("x",),
                    )
                ),
            ),
        ),
        Fold(text, ()),
    )
    kinds = {token.type for token in found}
    assert not kinds & {"html_block", "html_inline", "link_open", "image", "hr"}
    assert not kinds & {
        "em_open",
        "strong_open",
        "s_open",
        "fence",
        "code_block",
        "blockquote_open",
    }
    assert said(found, "td") == [wanted, "x"]
    assert said(found, "th") == ["h", titled]
    assert said(found, "heading")[2:] == [titled]
    assert said(found, "list_item") == [wanted]
    assert [p for p in said(found, "paragraph") if p] == [wanted] * 2 * bool(wanted)


@given(st.text("ab_*! [](){}1.-&;#lt", max_size=6), st.text("ab_*! [](){}1.-&;#lt", max_size=6))
@example("1", ". x")
@example("!", "x")
@example("&", "lt;")
def test_spans_do_not_act_together(one: str, other: str) -> None:
    found = of(Paragraph((one, other)), Paragraph((one, Link(other, "s"))))
    assert not {token.type for token in found} & {"image", "em_open", "bullet_list_open"}
    assert "ordered_list_open" not in {token.type for token in found}
    texts = [text.strip() for text in said(found, "paragraph") if text.strip()]
    wanted = shown(one + other).strip()
    assert texts == [wanted] * 2 * bool(wanted)


def unticked(text: str) -> str:
    """A text without the backticks that mark code."""
    return "".join(part for part, _ in with_code(text))


def test_what_stands_in_backticks_is_code() -> None:
    found = of(Paragraph(("if `a < b*` and `c | d`", Strong("`e`"))))
    assert [token.content for token in found if token.type == "code_inline"] == ["a < b*"]


def test_only_our_own_anchors_are_markup() -> None:
    markup = [t.content for t in tokens(to_markdown(hostile())) if t.type.startswith("html")]
    assert markup
    assert all(OURS.fullmatch(content) for content in markup)


def test_marks_of_strong_and_defined_stand_at_their_words() -> None:
    found = of(Paragraph(("a ", Strong(" b "), Defined("c", "d"), Strong(""))))
    assert said(found, "strong")[0] == "b"
    assert said(found, "em") == ["c"]


def test_a_figure_without_a_caption() -> None:
    found = of(Figure(BARS, "what it shows"))
    assert said(found, "paragraph") == ["Figure: what it shows"]


def _lines(text: str) -> Iterator[str]:
    yield from text.splitlines()


def test_no_line_is_broken_by_what_is_in_it() -> None:
    for text in HARM:
        assert len(list(_lines(to_markdown(Handout(text, "", (), ()))))) == 1
