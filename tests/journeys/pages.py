"""The pages that Lighthouse reads, and their addresses in the demonstration."""

import re
from dataclasses import dataclass
from urllib.request import urlopen

from playwright.sync_api import Browser, BrowserContext

from tests.journeys.server import Server

PHONE = {"width": 390, "height": 844}


@dataclass(frozen=True)
class Kind:
    """One kind of page: where it is, who opens it, and what it may weigh.

    A path with ``*`` stands for the first such link on the page ``found_on``.  ``kilobytes`` counts
    all that comes over the wire the first time, ``requests`` how often is asked.
    """

    name: str
    path: str
    kilobytes: int = 0
    requests: int = 0
    who: str = ""
    found_on: str = ""

    def address(self, server: Server) -> str:
        path = self.path
        if self.found_on:
            with urlopen(f"{server.address}{self.found_on}") as answer:
                page = answer.read().decode()
            path = re.search('href="(' + path.replace("*", '[^"?#/]+') + ')"', page)[1]
        return server.address + path


KINDS = (
    Kind("front page", "/fi/", 240, 30),
    Kind("pilot", "/sv/pilots/*", 220, 26, found_on="/sv/"),
    Kind("testbeds", "/en/testbeds", 240, 28),
    Kind("testbed", "/fi/testbeds/helsinki/*", 260, 30, found_on="/fi/testbeds?city=helsinki"),
    Kind("results", "/sv/results", 180, 18),
    Kind("sign in", "/fi/login", 140, 16),
    Kind("new account", "/en/register", 140, 16),
    Kind("first step of an application", "/fi/my/applications/new", 160, 18, who="company"),
)


def signed_in(browser: Browser, server: Server, who: str) -> BrowserContext:
    """Return a phone's browser, signed in as one of the demonstration's people or as nobody."""
    context = browser.new_context(viewport=PHONE, locale="fi-FI", reduced_motion="reduce")
    if who:
        page = context.new_page()
        page.goto(f"{server.address}/fi/login")
        page.fill("main [name=email]", f"{who}@koepaikka.example")
        page.fill("main [name=password]", server.password)
        with page.expect_navigation():
            page.locator("main form button[type=submit]").first.click()
        page.close()
    return context
