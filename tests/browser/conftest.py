"""Pages of the little map site, opened in the browser; nothing may go wrong on any of them."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.drawing_page import DrawingPage
from tests.browser.map_site import serving
from tests.patience import PATIENCE_MS

expect.set_options(timeout=PATIENCE_MS)

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}


class MapPage:
    """One page with a map, and what went wrong on it."""

    def __init__(self, address: str, context: BrowserContext) -> None:
        self.address, self.page = address, context.new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", self._note)
        self.page.on("request", self._watch)

    def _note(self, message: object) -> None:
        # Chromium itself reports answers such as 404; tests that want them look at the page.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.faults.append(message.text)

    def _watch(self, request: object) -> None:
        if not request.url.startswith((self.address, "data:")):
            self.faults.append(f"asked {request.url}")

    def go(self, path: str, ready: str) -> Page:
        """Open a page and wait until ``ready`` can be seen."""
        self.page.goto(self.address + path)
        self.page.locator(ready).first.wait_for()
        return self.page

    def focus(self) -> str:
        """Return the name of what has the keyboard's focus."""
        return self.page.evaluate(
            "(document.activeElement.getAttribute('aria-label')"
            " || document.activeElement.textContent).trim()"
        )

    def is_accessible(self) -> bool:
        """Whether axe finds nothing; what it finds is a fault of the page."""
        found = Axe().run(self.page, options=RULES).response["violations"]
        self.faults += [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]
        return not found


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    with serving() as address:
        yield address


@pytest.fixture
def open_map(browser: Browser, site: str) -> Iterator[Callable[..., MapPage]]:
    made: list[tuple[BrowserContext, MapPage]] = []

    def of(**settings: object) -> MapPage:
        context = browser.new_context(**({"viewport": WIDE, "reduced_motion": "reduce"} | settings))
        context.set_default_timeout(PATIENCE_MS)
        made.append((context, MapPage(site, context)))
        return made[-1][1]

    yield of
    for context, _ in made:
        context.close()
    assert [fault for _, page in made for fault in page.faults] == []


@pytest.fixture
def drawing(open_map: Callable[..., MapPage]) -> Callable[..., DrawingPage]:
    """Return a way to open the page with a drawing map."""
    return partial(DrawingPage, open_map)
