"""A report as a page: how it is built, where its links lead, and that text stays text."""

from __future__ import annotations

import base64
import hashlib
import itertools
import re
import sys
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.report.handout.drawings import UnsafeDrawing
from detente.report.handout.html import NotRendered, to_html
from detente.report.handout.parts import (
    Block,
    Defined,
    Figure,
    Handout,
    Link,
    Paragraph,
    Row,
    Section,
    Strong,
    Table,
)
from detente.report.handout.plain import shown, with_code
from report.handout.page import Element, parsed
from report.handout.sample import HARM, SAMPLE, hostile

PAGE = to_html(SAMPLE)
ROOT = parsed(PAGE)
PAGES = {"sample": ROOT, "hostile": parsed(to_html(hostile()))}


def of(*blocks: Block) -> Element:
    """A page with these blocks, as its one section."""
    return parsed(to_html(Handout("t", "", (), (Section("s", "S", blocks),))))


# ---------------------------------------------------------------------- how it is built


@pytest.fixture(params=list(PAGES))
def root(request: pytest.FixtureRequest) -> Element:
    return PAGES[request.param]


def test_landmarks_and_titles(root: Element) -> None:
    for tag in ("html", "head", "body", "main", "nav", "header", "footer", "h1"):
        assert len(list(root.all(tag))) == 1, tag
    (html,) = root.all("html")
    assert html.attributes["lang"] == "en"
    (head,) = root.all("head")
    assert len(list(head.all("title"))) == 1


def test_headings_go_down_a_step_at_a_time(root: Element) -> None:
    levels = [int(e.tag[1]) for e in root.all() if re.fullmatch("h[1-6]", e.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_identifiers_are_unique_and_all_references_are_met(root: Element) -> None:
    ids = [e.attributes["id"] for e in root.all() if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch("[A-Za-z][A-Za-z0-9-]*", name) for name in ids)
    wanted = {e.attributes["href"].removeprefix("#") for e in root.all("a")}
    for name in ("popovertarget", "aria-labelledby", "aria-describedby"):
        wanted |= {e.attributes[name] for e in root.all() if name in e.attributes}
    assert wanted <= set(ids)


def test_every_section_is_in_the_contents() -> None:
    (nav,) = ROOT.all("nav")
    texts = [link.text for link in nav.all("a")]
    assert texts == ["In short", *(section.title for section in SAMPLE.sections), "Words"]


def test_the_first_link_skips_to_the_report() -> None:
    first = next(ROOT.all("a"))
    (main,) = ROOT.all("main")
    assert first.attributes["href"] == f"#{main.attributes['id']}"


def test_the_first_screen_comes_first() -> None:
    (main,) = ROOT.all("main")
    first = next(main.all("section"))
    items = [item for item in first.all("li") if item.tag == "li"]
    assert len(items) == len(SAMPLE.first)
    assert "two outcomes can come about that last" in items[0].text


def test_cells_of_tables_know_their_heads(root: Element) -> None:
    for table in root.all("table"):
        (head,) = table.all("thead")
        columns = [cell for cell in head.all() if cell.tag in {"th", "td"}]
        assert all(cell.attributes["scope"] == "col" for cell in columns if cell.tag == "th")
        assert all(bool(cell.text) == (cell.tag == "th") for cell in columns)
        (body,) = table.all("tbody")
        for row in body.all("tr"):
            cells = [c for c in row.children if isinstance(c, Element)]
            assert len(cells) == len(columns)
            assert {c.attributes["scope"] for c in cells if c.tag == "th"} <= {"row"}
        assert any("sideways" in around.classes for around in table.ancestors())


def test_drawings_say_what_they_show(root: Element) -> None:
    for svg in root.all("svg"):
        named = {e.attributes["id"]: e for e in svg.all() if e.tag in {"title", "desc"}}
        assert named[svg.attributes["aria-labelledby"]].tag == "title"
        assert named[svg.attributes["aria-describedby"]].tag == "desc"
        assert any(around.tag == "figure" for around in svg.ancestors())
        keyed = any("data-key" in e.attributes for e in svg.all())
        assert svg.attributes["role"] == ("group" if keyed else "img")


def test_details_of_a_figure_can_be_read_without_choosing() -> None:
    (figure,) = (f for f in ROOT.all("figure") if "chosen-from" in f.classes)
    parts = {e.attributes["data-of"]: e for e in figure.all() if "data-of" in e.attributes}
    assert set(parts) == {"1", "12", "40", "57"}
    assert "North could improve" in parts["12"].text


def test_words_say_what_they_mean_to_whoever_presses_them() -> None:
    buttons = [b for b in ROOT.all("span") if "word" in b.classes]
    assert [button.text for button in buttons] == ["status quo", "equilibrium", "weight"]
    by_id = {e.attributes["id"]: e for e in ROOT.all() if "id" in e.attributes}
    for button in buttons:
        assert button.within is not None
        assert button.within.tag == "dfn"
        assert button.attributes["role"] == "button"
        assert button.attributes["tabindex"] == "0"
        meaning = by_id[button.attributes["aria-describedby"]]
        assert "popover" in meaning.attributes
        assert len(meaning.text) > 20
        notes = [e.text for e in ROOT.all("span") if "note" in e.classes]
        assert any(button.text in note for note in notes), "on paper nothing can be pressed"


def test_buttons_do_not_send_forms(root: Element) -> None:
    assert all(button.attributes["type"] == "button" for button in root.all("button"))


def test_a_link_to_nowhere_is_text() -> None:
    page = of(Paragraph((Link("seven", "nowhere"), " and ", Link("here", "s"))))
    (section,) = (s for s in page.all("section") if s.attributes["id"] == "s")
    assert [a.text for a in section.all("a")] == ["here"]
    assert "seven and here" in section.text


def test_an_anchor_that_comes_twice_stands_once() -> None:
    rows = (Row((("a",),), "same"), Row((("b",),), "same"))
    page = of(Table(("x",), rows))
    assert [r.text for r in page.all("tr") if r.attributes.get("id") == "same"] == ["a"]


def test_empty_reports_and_blocks() -> None:
    parsed(to_html(Handout("", "", (), ())))
    of(Paragraph(()), Table((), ()), Table(("a",), ()), Table(("a",), (Row(((),)),)))


# ---------------------------------------------------------------------- nothing is loaded or run


def test_nothing_is_loaded(root: Element) -> None:
    for element in root.all():
        assert element.tag not in {"img", "iframe", "object", "embed", "base", "form", "image"}
        assert "src" not in element.attributes
        assert not any(name.startswith("on") for name in element.attributes)
    for link in root.all("a"):
        assert link.attributes["href"].startswith("#")
    assert [e.attributes["href"] for e in root.all("link")] == ["data:,"]


def test_its_policy_lets_only_its_own_script_run(root: Element) -> None:
    (script,) = root.all("script")
    digest = base64.b64encode(hashlib.sha256(script.text.encode()).digest()).decode()
    (policy,) = (
        meta.attributes["content"]
        for meta in root.all("meta")
        if meta.attributes.get("http-equiv") == "Content-Security-Policy"
    )
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == f"'sha256-{digest}'"
    assert rules["base-uri"] == rules["form-action"] == "'none'"


def test_its_style_names_no_file() -> None:
    (style,) = ROOT.all("style")
    assert "url(" not in style.text
    assert "@import" not in style.text
    assert "</" not in style.text


# ---------------------------------------------------------------------- text stays text


def _said(root: Element) -> str:
    (body,) = root.all("body")
    return body.text


def test_hostile_text_is_shown() -> None:
    said = _said(PAGES["hostile"])
    for text in HARM:
        assert shown(text) in said


def test_hostile_text_adds_no_element() -> None:
    harmless = {e.tag for e in PAGES["sample"].all()} | {"bdi", "ul", "code"}
    assert {e.tag for e in PAGES["hostile"].all()} <= harmless
    names = {name for e in PAGES["hostile"].all() for name in e.attributes}
    assert names <= {name for e in PAGES["sample"].all() for name in e.attributes} | {"dir"}


@given(st.text(max_size=40))
def test_any_text_stays_text(text: str) -> None:
    page = of(
        Paragraph((text, Link(text, "s"), Strong(text))),
        Table((text,), (Row(((text,),), text),), caption=text),
    )
    assert len(list(page.all("script"))) == 1
    (section,) = (s for s in page.all("section") if s.attributes.get("id") == "s")
    (paragraph,) = section.all("p")
    assert paragraph.text == unticked(shown(text)) + shown(text) * 2
    (cell,) = (c for c in section.all() if c.tag == "th" and c.attributes["scope"] == "row")
    assert cell.text == unticked(shown(text))


def unticked(text: str) -> str:
    """A text without the backticks that mark code."""
    return "".join(part for part, _ in with_code(text))


def test_what_stands_in_backticks_is_code() -> None:
    page = of(Paragraph(("if `a < b` and `c | d`", Strong("`e`"))))
    assert [code.text for code in page.all("code")] == ["a < b"]


def test_text_that_reads_from_the_right_is_kept_apart() -> None:
    page = of(Paragraph((Strong("שלום"), " and ", Link("سلام", "s"))))
    assert [e.text for e in page.all("bdi")] == ["שלום", "سلام"]


def test_marks_that_reorder_text_are_shown_by_their_code() -> None:
    page = of(Paragraph(("a\u202eb\u2066c", Defined("\u200fd", "e"))))
    assert "a[U+202E]b[U+2066]c" in _said(page)
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", to_html(hostile()))


# ---------------------------------------------------------------------- drawings


def _svg(inside: str, attributes: str = "") -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"{attributes}>{inside}</svg>'


HARMFUL_DRAWINGS = {
    "script": _svg("<script>alert(1)</script>"),
    "event": _svg('<rect onclick="alert(1)"/>'),
    "event of the root": _svg("", ' onload="alert(1)"'),
    "foreign markup": _svg("<foreignObject><b/></foreignObject>"),
    "page inside": _svg('<iframe xmlns="http://www.w3.org/1999/xhtml"/>'),
    "image": _svg('<image href="http://example.org/a.png"/>'),
    "use of elsewhere": _svg('<use href="http://example.org/a.svg#b"/>'),
    "data": _svg('<use href="data:image/svg+xml,x"/>'),
    "old reference": (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink">'
        '<use x:href="http://example.org/#a"/></svg>'
    ),
    "link": _svg('<a href="javascript:alert(1)"><rect/></a>'),
    "animation": _svg('<set attributeName="href" to="javascript:alert(1)"/>'),
    "style sheet": _svg("<style>@import 'http://example.org/a.css';</style>"),
    "fill of elsewhere": _svg('<rect fill="url(http://example.org/#a)"/>'),
    "style of elsewhere": _svg('<rect style="background: url( //example.org )"/>'),
    "hidden address": _svg('<rect fill="u\\72l(http://example.org)"/>'),
    "attribute of another": _svg('<rect xmlns:a="urn:a" a:b="c"/>'),
    "entities": '<!DOCTYPE svg [<!ENTITY a "aa">]><svg xmlns="http://www.w3.org/2000/svg"/>',
    "no svg": '<html xmlns="http://www.w3.org/1999/xhtml"/>',
    "no namespace": "<svg><rect/></svg>",
    "not closed": '<svg xmlns="http://www.w3.org/2000/svg">',
    "empty": "",
}


@pytest.mark.parametrize("name", list(HARMFUL_DRAWINGS))
def test_a_figure_that_is_no_mere_drawing_is_refused(name: str) -> None:
    with pytest.raises(UnsafeDrawing):
        of(Figure(HARMFUL_DRAWINGS[name], "what it shows"))


def test_text_in_a_drawing_stays_text() -> None:
    page = of(Figure(_svg("<text>&lt;script&gt;\u202e&amp;amp;</text>"), "what it shows"))
    (text,) = page.all("text")
    assert text.text == "<script>[U+202E]&amp;"


def test_labels_of_a_drawing_may_say_anything() -> None:
    page = of(Figure(_svg('<rect aria-label="url(x) &quot;on\\"/>'), "what it shows"))
    (rect,) = page.all("rect")
    assert rect.attributes["aria-label"] == 'url(x) "on\\'


def test_two_drawings_do_not_share_identifiers() -> None:
    svg = _svg('<clipPath id="a"><rect/></clipPath><rect clip-path="url(#a)"/><use href="#a"/>')
    page = of(Figure(svg, "one"), Figure(svg, "two"))
    clips = [e.attributes["id"] for e in page.all("clippath")]
    assert len(set(clips)) == 2
    used = [e.attributes["clip-path"] for e in page.all("rect") if "clip-path" in e.attributes]
    assert used == [f"url(#{name})" for name in clips]
    assert [e.attributes["href"] for e in page.all("use")] == [f"#{name}" for name in clips]


# ---------------------------------------------------------------------- legible


def _schemes() -> list[dict[str, str]]:
    """The colours of each scheme, as the style sheet gives them."""
    (style,) = ROOT.all("style")
    blocks = re.findall(r":root[^{]*\{([^}]*--ink[^}]*)\}", style.text)
    return [dict(re.findall(r"--(\w+): (#[0-9a-f]{6})\b", block)) for block in blocks]


def _light(colour: str) -> float:
    """The relative luminance of WCAG 2."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_light(one), _light(other)))
    return (high + 0.05) / (low + 0.05)


def test_colours_contrast_in_both_schemes() -> None:
    screen = [scheme for scheme in _schemes() if "line" in scheme]
    assert len(screen) == 3, "light, dark by itself, dark by the switch"
    assert screen[1] == screen[2]
    for scheme in screen:
        for text in ("ink", "soft", "accent", "warn"):
            for behind in ("paper", "tint", "mark"):
                assert _contrast(scheme[text], scheme[behind]) >= 4.5, (text, behind)


# ---------------------------------------------------------------------- without what it needs


def test_without_jinja_it_is_said_what_to_install() -> None:
    with (
        mock.patch.dict(sys.modules, {"jinja2": None}),
        pytest.raises(NotRendered, match=r"detente\[report\]"),
    ):
        to_html(SAMPLE)
