"""Names and texts that look like something else are shown as text, and nothing more."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browser import hostile
from browser.opening import Opened, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_MADE = "script[src], img, iframe, object, embed, form, base, [onerror], [onclick], [onload]"
_LINKS = "[...document.querySelectorAll('a')].map(a => a.getAttribute('href') || '')"
# Text of its own that stands in one run with letters read from right to left, unless these are set
# apart, can change places with what follows it.
_MIXED = """
() => {
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    if (!/[\\u0590-\\u08ff]/.test(text.data) || text.parentElement.matches('title, desc')) continue;
    let box = text.parentElement, style = getComputedStyle(box);
    while (style.display.startsWith('inline') && !/isolate|plaintext/.test(style.unicodeBidi)) {
      box = box.parentElement;
      style = getComputedStyle(box);
    }
    if (!/isolate|plaintext/.test(style.unicodeBidi) && box.textContent.trim() !== text.data.trim())
      found.push(box.outerHTML.slice(0, 200));
  }
  return found
}
"""
_STEERING = "[\u202a-\u202e\u2066-\u2069]"


@pytest.fixture
def page(browser: Browser, report_of: Callable[[str], Path]) -> Iterator[Opened]:
    with opened(browser, report_of("hostile")) as found:
        found.unfold()
        yield found


def _plain(text: str) -> str:
    """A text without what steers its direction, raw or shown by its code, and on one line."""
    bare = re.sub(rf"{_STEERING}|\[U\+20[26][0-9A-E]\]", "", text)
    return re.sub(r"\s+", " ", bare)


@pytest.mark.parametrize(
    "text", hostile.TEXTS, ids=lambda text: text[:12].encode("unicode_escape").decode()
)
def test_it_is_shown_letter_by_letter(page: Opened, text: str) -> None:
    shown = page.page.evaluate("document.querySelector('main').textContent")
    assert _plain(text) in _plain(shown)


def test_nothing_of_it_is_run(page: Opened) -> None:
    page.page.wait_for_timeout(200)
    assert page.page.evaluate("window.struck") is None
    assert page.page.evaluate(f"document.querySelectorAll('{_MADE}').length") == 0
    assert (page.complaints, page.requests, page.dialogs) == ([], [], [])


def test_no_link_runs_anything(page: Opened) -> None:
    links = page.page.evaluate(_LINKS)
    assert [link for link in links if not re.match("#|https?://|mailto:", link)] == []


def test_nothing_is_run_by_choosing_whatever_can_be_chosen(page: Opened) -> None:
    for part in page.page.locator("main a[href^='#'], main button, svg [data-key]").all():
        if part.is_visible():
            part.dispatch_event("click")
            part.dispatch_event("mouseover")
    page.page.wait_for_timeout(200)
    assert page.page.evaluate("window.struck") is None
    assert page.page.evaluate(f"document.querySelectorAll('{_MADE}').length") == 0
    assert (page.complaints, page.requests, page.dialogs) == ([], [], [])


def test_no_template_is_filled_in(page: Opened) -> None:
    assert "49" not in re.findall(
        r"(\S+) \{% raw %\}", page.page.evaluate("document.querySelector('main').textContent")
    )


def test_nothing_turns_the_direction_of_what_stands_around_it(page: Opened) -> None:
    said = page.page.evaluate("document.title + document.body.textContent")
    assert re.findall(_STEERING, said) == []


def test_text_from_right_to_left_leaves_the_rest_as_it_is(page: Opened) -> None:
    mixed = page.page.evaluate(_MIXED)
    assert mixed == []
