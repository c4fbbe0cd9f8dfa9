"""The drawing of states and moves on a phone: moved sideways, and a state's text beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browser.opening import SIZES, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_FITS = """
text => { text.scrollTop = text.scrollHeight;
  const last = text.lastElementChild.getBoundingClientRect(), frame = text.getBoundingClientRect();
  const panel = text.closest('.panel').getBoundingClientRect();
  return last.bottom <= frame.bottom + 1 && last.right <= frame.right + 1
    && frame.bottom <= panel.bottom && panel.bottom <= innerHeight }
"""
_APART = """
panel => { const close = panel.querySelector('button').getBoundingClientRect();
  return panel.querySelector('.part').getBoundingClientRect().right <= close.left }
"""


def test_a_wide_drawing_says_that_it_moves(
    browser: Browser, report_of: Callable[[str], Path]
) -> None:
    with opened(browser, report_of("korea-2018"), size="phone") as page:
        hint = page.page.locator("figure:has(svg [data-key]) > .hint")
        assert hint.is_visible()
        frame = page.page.locator("figure:has(svg [data-key]) > .drawing")
        assert frame.evaluate("frame => frame.scrollWidth > frame.clientWidth")
        frame.evaluate("frame => { frame.scrollLeft = frame.scrollWidth }")
        page.page.wait_for_timeout(100)
        assert frame.evaluate("frame => [...frame.classList]").count("comes-from") == 1
    with opened(browser, report_of("korea-2018")) as page:
        assert not page.page.locator("figure:has(svg [data-key]) > .hint").is_visible()


@pytest.mark.parametrize("key", ["5627", "5642"])
def test_the_text_of_a_state_can_be_read_to_its_end_beside_the_drawing(
    browser: Browser, report_of: Callable[[str], Path], key: str
) -> None:
    with opened(browser, report_of("korea-2018"), size="phone") as page:
        state = page.page.locator(f'svg [data-key="{key}"]')
        state.focus()
        page.page.keyboard.press("Enter")
        page.page.wait_for_timeout(100)
        panel = page.page.locator(".panel:not(:empty)")
        assert panel.locator(".part").evaluate(_FITS)
        assert panel.evaluate(_APART)
        box, around = state.bounding_box(), panel.bounding_box()
        assert box
        assert around
        assert around["height"] < 0.36 * SIZES["phone"][1]
        assert box["y"] + box["height"] <= around["y"]
