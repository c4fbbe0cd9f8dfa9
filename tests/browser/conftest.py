"""A browser for the tests of pages, and reports to open in it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browser import hostile
from browser.opening import CHROMIUM
from cli.running import ask_outside

if TYPE_CHECKING:
    from playwright.sync_api import Browser

REPORTS = ("korea-2018", "cuba-1962", "elmira-graph", "hostile")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; not longer than a module, as its event loop bars any other."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="pages are not tested: Playwright is not installed"
    )
    if not CHROMIUM.exists():
        pytest.skip(f"pages are not tested: there is no {CHROMIUM} (apt-get install chromium)")
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def report_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The report of a shipped dispute, or of the hostile one, made once by the command."""
    folder = tmp_path_factory.mktemp("reports")
    made: dict[str, Path] = {}

    def report(name: str) -> Path:
        if name not in made:
            made[name] = _make(name, folder)
        return made[name]

    return report


def _make(name: str, folder: Path) -> Path:
    file, page = name, folder / f"{name}.html"
    if name == "hostile":
        file = str(folder / "hostile.yaml")
        Path(file).write_text(hostile.dispute_file(), encoding="utf-8")
    begun = time.monotonic()
    answer = ask_outside("report", file, "-o", str(page), timeout=300)
    assert answer.status == 0, answer.err
    seconds, kilobytes = time.monotonic() - begun, page.stat().st_size / 1000
    print(f"report of {name}: {seconds:.1f} s, {kilobytes:.0f} kB")
    return page


@pytest.fixture(scope="session", params=REPORTS)
def report(request: pytest.FixtureRequest, report_of: Callable[[str], Path]) -> Path:
    """Each report in turn."""
    return report_of(request.param)
