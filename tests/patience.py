"""Waiting until a page is as it should be: what a press sets off may come a moment after it."""

from collections.abc import Callable

from playwright.sync_api import Page

PATIENCE_MS = 30_000
_STEP_MS = 50


def until(page: Page, holds: Callable[[], object], what: str = "") -> None:
    """Ask again and again until something holds; what never does is an error that says ``what``.

    For what ``expect`` of Playwright has no words for.
    """
    for _step in range(PATIENCE_MS // _STEP_MS):
        if holds():
            return
        page.wait_for_timeout(_STEP_MS)
    assert holds(), what or f"it did not come to be on {page.url}"
