"""What a reader of a page with a map waits for in Chromium: first paint, a pan, zooms, bytes."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
START = "map=11/60.1900/24.9400"
READY = "() => performance.getEntriesByName('map-data').length > 0"
FIRST = """() => {
  const painted = performance.getEntriesByName('first-contentful-paint')[0];
  const all = ['resource', 'navigation'].flatMap((kind) => performance.getEntriesByType(kind));
  return {
    list: painted?.startTime ?? 0, marks: performance.getEntriesByName('map-data')[0].startTime,
    bytes: all.reduce((sum, one) => sum + one.transferSize, 0), requests: all.length,
    nodes: document.querySelectorAll('.leaflet-marker-icon').length,
  };
}"""
BEGIN = """() => {
  performance.clearMarks(); performance.clearResourceTimings();
  performance.mark('asked');
}"""
ANSWER = """() => ({
  ms: performance.getEntriesByName('map-data').at(-1).startTime
    - performance.getEntriesByName('asked')[0].startTime,
  bytes: performance.getEntriesByType('resource').reduce((sum, one) => sum + one.transferSize, 0),
  nodes: document.querySelectorAll('.leaflet-marker-icon').length,
})"""
PATIENCE_MS, ATTEMPTS = 60_000, 4

Figures = dict[str, float]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Keep one browser for the measurement."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=FLAGS
        )
        yield browser
        browser.close()


def visit(browser: Browser, address: str) -> dict[str, Figures]:
    """Load the page at ``address`` with nothing cached, then pan and zoom in three times."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{address}?{START}")
    _wait(page, READY)
    told = {"first": page.evaluate(FIRST)}
    told["pan"] = _after(page, ["ArrowRight"] * 6)
    for name in ("zoom 12", "zoom 13", "zoom 14"):
        told[name] = _after(page, ["+"])
    context.close()
    return told


def _after(page: Page, keys: list[str]) -> Figures:
    """Press keys on the map and return how long its answer took, and how much of it came.

    A map that is still moving lets a key pass by, and then what it holds may be enough for what
    it shows: without an answer for a while the keys are pressed again, and time begins anew.
    """
    page.focus("#map_main")
    for _attempt in range(ATTEMPTS):
        page.evaluate(BEGIN)
        for key in keys:
            page.keyboard.press(key)
        if _came(page, READY, PATIENCE_MS // ATTEMPTS):
            break
    else:
        raise RuntimeError("the map did not answer")
    page.wait_for_timeout(400)  # the last of several answers counts
    figures: Figures = page.evaluate(ANSWER)
    return figures


def _wait(page: Page, ready: str) -> None:
    """Wait by asking again: the policy of the page stops the waiting of the browser's driver."""
    if not _came(page, ready, PATIENCE_MS):
        raise RuntimeError("the map did not come")


def _came(page: Page, ready: str, patience_ms: int) -> bool:
    for _ in range(patience_ms // 25):
        if page.evaluate(ready):
            return True
        page.wait_for_timeout(25)
    return False
