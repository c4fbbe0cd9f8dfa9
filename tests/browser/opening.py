"""Pages opened in a real browser that may load nothing, with all that they tried written down."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request, Route

CHROMIUM = Path("/usr/bin/chromium")
ARTEFACTS = Path(os.environ.get("DETENTE_ARTEFACTS") or Path(__file__).parents[2] / "artefacts")
SIZES = {"phone": (390, 844), "small phone": (320, 640), "desktop": (1280, 900)}
SLICE, MOST_SLICES = 3000, 5  # of a picture, in pixels
Size = Literal["phone", "small phone", "desktop"]
Scheme = Literal["light", "dark"]


@dataclass
class Opened:
    """A page, and what it tried since it was opened."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def unfold(self) -> None:
        """Open every fold."""
        self.page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")

    def picture(self, name: str) -> None:
        """Keep pictures of the page from its top, each as tall as can well be looked at."""
        ARTEFACTS.mkdir(parents=True, exist_ok=True)
        wide, high = self.page.evaluate(
            "[window.innerWidth, document.documentElement.scrollHeight]"
        )
        for number, top in enumerate(range(0, min(high, MOST_SLICES * SLICE), SLICE), 1):
            self.page.set_viewport_size({"width": wide, "height": min(SLICE, high)})
            self.page.evaluate("top => scrollTo(0, top)", top)
            self.page.screenshot(path=ARTEFACTS / f"{name}-{number}.png", timeout=120_000)


def _watch(opened: Opened) -> None:
    page = opened.page
    page.on(
        "console",
        lambda said: (
            opened.complaints.append(said.text) if said.type in {"error", "warning"} else None
        ),
    )
    page.on("pageerror", lambda error: opened.complaints.append(str(error)))
    page.on("websocket", lambda socket: opened.requests.append(socket.url))
    page.on("popup", lambda other: opened.requests.append(other.url))

    def dismiss(dialog: object) -> None:
        opened.dialogs.append(dialog.message)  # type: ignore[attr-defined]
        dialog.dismiss()  # type: ignore[attr-defined]

    page.on("dialog", dismiss)


def _stop_all_but(file: Path, opened: Opened) -> None:
    def only_the_file(route: Route, request: Request) -> None:
        if request.url.split("#")[0] == file.as_uri():
            route.continue_()
        else:
            opened.requests.append(request.url)
            route.abort()

    opened.page.context.route("**/*", only_the_file)


@contextmanager
def opened(
    browser: Browser,
    file: Path,
    *,
    size: Size = "desktop",
    scheme: Scheme = "light",
    anchor: str = "",
    scripts: bool = True,
) -> Iterator[Opened]:
    """A report's page, opened from its file, with no network."""
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        reduced_motion="reduce",
        is_mobile="phone" in size,
        has_touch="phone" in size,
        java_script_enabled=scripts,
        offline=True,
    )
    try:
        found = Opened(context.new_page())
        _watch(found)
        _stop_all_but(file, found)
        found.page.goto(file.as_uri() + anchor)
        yield found
    finally:
        context.close()
