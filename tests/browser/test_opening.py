"""A report opens anywhere: alone in its file, without complaint, with or without scripts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browser.opening import SIZES, Scheme, Size, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_BROKEN = """
() => [...document.querySelectorAll('a[href^="#"]')]
  .map(link => decodeURIComponent(link.getAttribute('href').slice(1)))
  .filter(name => name && !document.getElementById(name))
"""
_TWICE = """
() => { const names = [...document.querySelectorAll('[id]')].map(part => part.id);
        return names.filter((name, place) => names.indexOf(name) !== place) }
"""
_LOADED = """
() => [...document.querySelectorAll('[src], link[href], image, use, [style*="url("], style')]
  .map(part => part.matches('style')
     ? (part.textContent.match(/@import|url\\([^)]*\\)/g) || []).join(' ')
     : part.getAttribute('src') || part.getAttribute('href') || part.getAttribute('xlink:href')
       || part.getAttribute('style'))
  .filter(source => source && !source.startsWith('data:') && !source.startsWith('#')
     && !/^(url\\(["']?(#|data:)[^)]*\\) ?)+$/.test(source))
"""
_WIDE = """
() => [...document.querySelectorAll('body *')].filter(part => {
    const box = part.getBoundingClientRect();
    if (!box.width || box.right <= document.documentElement.clientWidth + 1) return false;
    for (let up = part; up && up !== document.body; up = up.parentElement)
      if (getComputedStyle(up).overflowX !== 'visible') return false;
    return true }).map(part => part.outerHTML.slice(0, 200))
"""
_LUMINANCE = """
() => { const canvas = document.createElement('canvas').getContext('2d');
        const coloured = [document.body, document.documentElement].map(
          part => getComputedStyle(part).backgroundColor).find(c => !/, 0\\)$/.test(c)) || 'white';
        canvas.fillStyle = coloured; canvas.fillRect(0, 0, 1, 1);
        const [r, g, b] = canvas.getImageData(0, 0, 1, 1).data;
        return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255 }
"""


def test_a_report_asks_nobody_for_anything(browser: Browser, report: Path) -> None:
    with opened(browser, report) as page:
        page.unfold()
        page.page.wait_for_timeout(100)
        assert page.complaints == []
        assert page.requests == []
        assert page.dialogs == []
        assert page.page.evaluate(_LOADED) == []


def test_a_report_is_small(report: Path) -> None:
    assert report.stat().st_size < 2_000_000


def test_a_report_says_what_it_is(browser: Browser, report: Path) -> None:
    with opened(browser, report) as page:
        assert page.page.evaluate("document.documentElement.lang") == "en"
        assert page.page.evaluate("document.characterSet") == "UTF-8"
        assert page.page.title().strip()
        assert page.page.locator("h1").count() == 1
        assert page.page.locator("main").count() == 1


def test_every_link_within_a_report_leads_somewhere(browser: Browser, report: Path) -> None:
    with opened(browser, report) as page:
        assert page.page.evaluate(_BROKEN) == []
        assert page.page.evaluate(_TWICE) == []


def test_without_scripts_all_text_can_be_read(browser: Browser, report: Path) -> None:
    with opened(browser, report) as page:
        page.unfold()
        whole = page.page.locator("main").inner_text()
    with opened(browser, report, scripts=False) as page:
        fold = page.page.locator("details:not([open]) > summary:visible").first
        fold.click()
        assert page.page.locator("details[open]").count() >= 1
        page.unfold()
        plain = page.page.locator("main").inner_text()
    assert len(plain) > 0.9 * len(whole)


@pytest.mark.parametrize("size", ["phone", "small phone"])
def test_a_phone_does_not_scroll_sideways(browser: Browser, report: Path, size: Size) -> None:
    with opened(browser, report, size=size) as page:
        for _ in ("folded", "unfolded"):
            shown, needed = page.page.evaluate(
                "[window.innerWidth, document.documentElement.scrollWidth]"
            )
            assert shown == SIZES[size][0], "the page sets no viewport"
            assert needed <= shown, page.page.evaluate(_WIDE)
            page.unfold()


@pytest.mark.parametrize(("scheme", "low", "high"), [("light", 0.8, 1.0), ("dark", 0.0, 0.2)])
def test_paper_follows_the_scheme(
    browser: Browser, report: Path, scheme: Scheme, low: float, high: float
) -> None:
    with opened(browser, report, scheme=scheme) as page:
        assert low <= page.page.evaluate(_LUMINANCE) <= high


def test_folds_open_where_a_link_leads_into_them(browser: Browser, report: Path) -> None:
    with opened(browser, report) as page:
        page.page.evaluate(
            "document.querySelectorAll('details').forEach(fold => fold.open = false)"
        )
        folded = page.page.evaluate(
            "[...document.querySelectorAll('details [id], details[id]')]"
            ".filter(part => !part.closest('svg, [popover]')).map(part => part.id)"
        )
    for anchor in folded[:: max(1, len(folded) // 6)]:
        with opened(browser, report, anchor=f"#{anchor}") as page:
            page.page.wait_for_timeout(100)
            target = page.page.locator(f"[id={_css(anchor)}]")
            assert target.is_visible(), anchor
            assert page.page.evaluate(
                "name => { const part = document.getElementById(name);"
                " return part.tagName !== 'DETAILS' || part.open }",
                anchor,
            ), anchor
            top = target.bounding_box()
            assert top, anchor
            assert -1 <= top["y"] < SIZES["desktop"][1], anchor


def test_folds_open_where_a_link_on_the_page_is_followed(
    browser: Browser, report_of: Callable[[str], Path]
) -> None:
    with opened(browser, report_of("korea-2018")) as page:
        inward = page.page.evaluate(
            "[...document.querySelectorAll('a[href^=\"#\"]')].findIndex(link => {"
            " const part = document.getElementById(decodeURIComponent(link.hash.slice(1)));"
            " return link.checkVisibility() && part && part.closest('details:not([open])') })"
        )
        if inward < 0:
            pytest.skip("no link leads into a fold")
        link = page.page.locator('a[href^="#"]').nth(inward)
        name = link.get_attribute("href")
        link.click()
        page.page.wait_for_timeout(100)
        assert name
        assert page.page.locator(f"[id={_css(name[1:])}]").is_visible()


def _css(name: str) -> str:
    """A text in quotes, as CSS writes it."""
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


@pytest.mark.parametrize("name", ["korea-2018", "hostile"])
@pytest.mark.parametrize("size", ["phone", "desktop"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pictures_are_kept(
    browser: Browser, report_of: Callable[[str], Path], name: str, size: Size, scheme: Scheme
) -> None:
    with opened(browser, report_of(name), size=size, scheme=scheme) as page:
        page.picture(f"{name}-{size}-{scheme}")
        if scheme == "light":
            page.unfold()
            page.picture(f"{name}-{size}-unfolded")
