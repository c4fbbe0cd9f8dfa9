"""Whatever a pointer can do in a report, the keyboard can, and it shows where it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from browser.opening import opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_CHOOSABLE = "a[href], summary, button, input, select, [tabindex], [role=button], abbr, dfn"
_MARK = f"""
() => {{
  const seen = part => part.checkVisibility({{visibilityProperty: true}})
    && part.getClientRects().length > 0 && !part.closest('[inert], [aria-hidden="true"]');
  let count = 0;
  for (const part of document.querySelectorAll('{_CHOOSABLE}'))
    if (seen(part) && !part.matches('[tabindex="-1"]'))  // arrows lead there, if anything does
      part.setAttribute('data-walk', count++);
  return count
}}
"""
_HERE = """
() => {
  const part = document.activeElement;
  if (!part || part === document.body) return null;
  const style = getComputedStyle(part), box = part.getBoundingClientRect();
  const shapes = [part, ...part.querySelectorAll('*')].map(inner => getComputedStyle(inner));
  const outlined = shapes.some(s => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0);
  const shadowed = style.boxShadow !== 'none';
  const x = Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1);
  const y = Math.min(Math.max(box.top + Math.min(box.height / 2, 20), 0), innerHeight - 1);
  const rects = [...part.getClientRects()];
  const on = rects.some(r => {
    const top = document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2);
    return top && (part.contains(top) || top.contains(part)) });
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const walk = [];
  for (let up = part; up; up = up.parentElement)
    if (up.hasAttribute('data-walk')) walk.push(Number(up.getAttribute('data-walk')));
  for (const inner of part.querySelectorAll('abbr[data-walk], dfn[data-walk]'))
    walk.push(Number(inner.getAttribute('data-walk')));
  return {walk, ring: outlined || shadowed, inside, on, what: part.outerHTML.slice(0, 160)}
}
"""
_KEYS = """
figure => [...new Set([...figure.querySelectorAll('svg [role=button]')]
  .map(part => part.getAttribute('data-key')))]
"""
_UNSEEN = """
seen => [...document.querySelectorAll('[data-walk]')]
  .filter(part => !seen.includes(Number(part.getAttribute('data-walk'))))
  .map(part => part.outerHTML.slice(0, 160))
"""


def _walk(page: Page, most: int) -> list[dict[str, Any]]:
    """Where the tab key leads, first to last."""
    stops: list[dict[str, Any]] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        here = page.evaluate(_HERE)
        if here is None or (stops and here["walk"] and here["walk"] == stops[0]["walk"]):
            break
        stops.append(here)
    return stops


@pytest.mark.parametrize("folded", [True, False], ids=["folded", "unfolded"])
def test_the_tab_key_reaches_everything(browser: Browser, report: Path, folded: bool) -> None:
    with opened(browser, report) as page:
        if not folded:
            page.unfold()
        count = page.page.evaluate(_MARK)
        stops = _walk(page.page, 2 * count + 20)
        reached = sorted({number for stop in stops for number in stop["walk"]})
        assert page.page.evaluate(_UNSEEN, reached) == []
        assert [stop["what"] for stop in stops if not stop["ring"]] == []
        assert [stop["what"] for stop in stops if not stop["inside"]] == []
        assert [stop["what"] for stop in stops if not stop["on"]] == []


def test_folds_open_and_close_by_key(browser: Browser, report_of: Callable[[str], Path]) -> None:
    with opened(browser, report_of("korea-2018")) as page:
        fold = page.page.locator("details:not([open]):visible").first
        handle = fold.element_handle()
        fold.locator("> summary").focus()
        for key, then in (("Enter", True), ("Enter", False), ("Space", True)):
            page.page.keyboard.press(key)
            assert handle.evaluate("part => part.open") is then


def test_arrows_lead_to_every_part_of_a_figure(browser: Browser, report: Path) -> None:
    with opened(browser, report) as page:
        for figure in page.page.locator("figure:has([data-key]):visible").all():
            keys = figure.evaluate(_KEYS)
            figure.locator('[data-key][tabindex="0"]').first.focus()
            reached = set()
            for _ in keys:
                reached.add(page.page.evaluate("document.activeElement.getAttribute('data-key')"))
                page.page.keyboard.press("ArrowRight")
                here = page.page.evaluate(_HERE)
                assert here["ring"], here["what"]
            assert reached == set(keys)


def test_states_of_the_graph_can_be_chosen_by_key(
    browser: Browser, report_of: Callable[[str], Path]
) -> None:
    with opened(browser, report_of("korea-2018")) as page:
        state = page.page.locator('svg [data-key][tabindex="0"]:visible').first
        before = page.page.locator("main").inner_text()
        state.focus()
        page.page.keyboard.press("Enter")
        page.page.wait_for_timeout(100)
        assert page.page.locator("main").inner_text() != before or page.page.evaluate(
            "location.hash"
        )
        assert page.complaints == []
