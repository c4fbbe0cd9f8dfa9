"""axe finds no serious fault in a report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browser.opening import Scheme, Size, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.mark.parametrize(
    ("scheme", "size"), [("light", "desktop"), ("dark", "desktop"), ("light", "phone")]
)
def test_axe_finds_no_serious_fault(
    browser: Browser, report: Path, scheme: Scheme, size: Size
) -> None:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
    )
    with opened(browser, report, scheme=scheme, size=size) as page:
        for _ in ("folded", "unfolded"):
            found = axe.Axe().run(page.page).response["violations"]
            for fault in found:
                print(fault["impact"], fault["id"], fault["help"], len(fault["nodes"]))
            assert [
                (fault["id"], fault["help"], [node["html"][:200] for node in fault["nodes"][:5]])
                for fault in found
                if fault["impact"] in {"serious", "critical"}
            ] == []
            page.unfold()
