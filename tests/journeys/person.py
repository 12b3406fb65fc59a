"""A person at a browser: goes, fills in, presses; and notices everything that is wrong."""

from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, Response, expect

from tests.journeys.server import Server
from tests.patience import until

# What is right is not listed node by node, which took longer than finding what is wrong.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}
# The rules that look at colours; nothing else of a page changes in the dark.
COLOURS = RULES | {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
EXPECTED = ("422", "409", "404", "403")
# Of somebody who signed in: where that led, and the cookies of the session.
Session = tuple[str, list[Any]]


@dataclass
class Person:
    """One browser window of one person, in one language and at one width."""

    server: Server
    context: BrowserContext
    page: Page
    lang: str
    wide: bool
    looked_at: set[tuple[str, ...]]
    sessions: dict[tuple[str, ...], Session]
    who: str = ""
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.wrong.append(f"page error: {error}"))
        self.page.on("request", self._request)
        self.page.on("response", self._response)

    def _console(self, message: object) -> None:
        if message.type in {"error", "warning"}:
            expected = any(f"status of {code}" in message.text for code in EXPECTED)
            if not expected:
                self.wrong.append(f"console: {message.text} on {self.page.url}")

    def _request(self, request: object) -> None:
        if not request.url.startswith((self.server.address, "data:", "blob:")):
            self.wrong.append(f"left the origin: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self.wrong.append(f"{response.status} from {response.url}")

    def go(self, path: str) -> None:
        """Open a page under this person's language and look at it."""
        self.page.goto(f"{self.server.address}/{self.lang}{path}")
        self.look()

    def look(self) -> None:
        """Notice what a checker sees on this page, in light and, in one language, in dark.

        A page of one kind and title is looked at once for each person, language and width.
        """
        self.page.wait_for_load_state("load")
        kind = self.page.evaluate("document.querySelector('main')?.className + document.title")
        page_kind = (self.server.kind, self.lang, str(self.wide), self.who, kind)
        if page_kind in self.looked_at:
            return
        self.looked_at.add(page_kind)
        expect(self.page.locator("html")).to_have_attribute("lang", self.lang)
        wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        until(self.page, lambda: self.page.evaluate(wider) <= 0, f"sideways: {self.page.url}")
        looks = [("light", RULES), ("dark", COLOURS)] if self.lang == "fi" else [("light", RULES)]
        for scheme, rules in looks:
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found = Axe().run(self.page, options=rules).response["violations"]
            told = [(one["id"], one["nodes"][0]["html"][:200]) for one in found]
            assert not told, f"{self.page.url} in {scheme}: {told}"
        self.page.emulate_media(color_scheme="light", reduced_motion="reduce")

    def press(self, selector: str) -> None:
        """Press a button or follow a link, and look at the page that comes."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()
        self.look()

    def fill(self, **values: str) -> None:
        """Fill in fields by their names."""
        for name, value in values.items():
            self.page.fill(f"main [name='{name}']", value)

    def choose(self, **values: str) -> None:
        """Choose radio buttons, check boxes and options by name and value."""
        for name, value in values.items():
            box = self.page.locator(f"main input[name='{name}'][value='{value}']")
            if box.count():
                box.first.check()
            else:
                self.page.select_option(f"main select[name='{name}']", value)

    def sign_in(self, who: str) -> None:
        """Sign in as one of the demonstration's people, by the form the first time."""
        self.who = who
        session = (self.server.kind, self.lang, who)
        if self._is_still_signed_in(session):
            return
        self.go("/login")
        self.fill(email=f"{who}@koepaikka.example", password=self.server.password)
        self.press("main form button[type=submit]")
        self.sessions[session] = (self.page.url, self.context.cookies())

    def _is_still_signed_in(self, session: tuple[str, ...]) -> bool:
        """Go on with a session from before; say whether it is still good."""
        if session not in self.sessions:
            return False
        where, cookies = self.sessions[session]
        self.context.add_cookies(cookies)
        self.page.goto(where)
        if "/login" in self.page.url:
            self.context.clear_cookies()
            return False
        self.look()
        return True

    def text(self) -> str:
        """Return what the page says."""
        return self.page.locator("main").inner_text()

    def done(self) -> None:
        """Say that nothing went wrong on the way."""
        assert not self.wrong, self.wrong
