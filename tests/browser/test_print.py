"""A report printed to PDF: all of it, on a sane number of light pages, as text."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browser.opening import ARTEFACTS, Scheme, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser


_LEFT_OUT = """
() => document.querySelectorAll('.in-words .part > :nth-child(n + 3)').forEach(one => one.remove())
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_printing_is_clean(browser: Browser, report: Path, scheme: Scheme) -> None:
    pdfium = pytest.importorskip("pypdfium2", reason="pypdfium2, which reads PDF, is not installed")
    pytest.importorskip("PIL", reason="Pillow, which writes pictures, is not installed")
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    kept = ARTEFACTS / f"{report.stem}-print-from-{scheme}.pdf"
    with opened(browser, report, scheme=scheme) as page:
        page.page.pdf(path=kept, format="A4", print_background=True)
        title = page.page.locator("h1").inner_text()
        page.unfold()
        page.page.evaluate(_LEFT_OUT)
        whole = _letters(page.page.locator("main").inner_text())
    printed = pdfium.PdfDocument(kept)
    texts = [sheet.get_textpage().get_text_range() for sheet in printed]
    print(f"{report.stem}: {len(texts)} pages")
    assert 1 <= len(texts) <= 4 + len(whole) / 1000
    assert [number for number, text in enumerate(texts, 1) if len(text.strip()) < 20] == []
    letters = _letters("".join(texts))
    assert _letters(title)[:40] in letters
    assert len(letters) > 0.9 * len(whole)
    for number in range(min(len(texts), 4)):
        picture = printed[number].render(scale=1.4).to_pil().convert("RGB")
        assert _corners_are_light(picture)
        if scheme == "light":
            picture.save(ARTEFACTS / f"{report.stem}-print-{number + 1}.png")


def test_a_figure_in_words_is_short_on_paper(
    browser: Browser, report_of: Callable[[str], Path]
) -> None:
    with opened(browser, report_of("korea-2018")) as page:
        page.page.emulate_media(media="print")
        page.unfold()
        shown = page.page.locator(".in-words .part > p:visible")
        parts = page.page.locator(".in-words .part").count()
        assert shown.count() == 2 * parts > 0
        assert page.page.locator(".panel:visible, .hint:visible").count() == 0


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _corners_are_light(picture: object) -> bool:
    wide, high = picture.size  # type: ignore[attr-defined]
    corners = [(3, 3), (wide - 4, 3), (3, high - 4), (wide - 4, high - 4)]
    return all(min(picture.getpixel(corner)) > 230 for corner in corners)  # type: ignore[attr-defined]
