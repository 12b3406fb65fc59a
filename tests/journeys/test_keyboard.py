"""By keyboard alone, on a phone; at four times the size; with wider letters; without colours.

One engine and one language: what is looked at is the same in the others.
"""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.keyboard_walk import walk
from tests.journeys.pages import KINDS, Kind, signed_in
from tests.patience import until

pytestmark = pytest.mark.xdist_group("sqlite")
MORE = (
    Kind("result", "/sv/results/*", found_on="/sv/results"),
    Kind("how it works", "/fi/how-it-works"),
    Kind("my things", "/sv/my", who="company"),
    Kind("organisations", "/en/my/organisations", who="company"),
    Kind("saved searches", "/fi/my/searches", who="company"),
    Kind("desk", "/fi/desk", who="coordinator.helsinki"),
    Kind("applications of a city", "/sv/desk/applications", who="coordinator.helsinki"),
    Kind("testbeds of a city", "/fi/desk/testbeds", who="coordinator.helsinki"),
    Kind("new testbed", "/en/desk/testbeds/new", who="coordinator.helsinki"),
    Kind("calendar of a city", "/sv/desk/calendar", who="coordinator.helsinki"),
)
STAFF = Kind("people of a city", "/fi/desk/people", who="coordinator.helsinki")
WALKED = (*KINDS, *MORE, STAFF)
EVERY_KIND = pytest.mark.parametrize("kind", WALKED, ids=[one.name for one in WALKED])
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# What WCAG 1.4.12 lets a reader ask for, on everything.
WIDER = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important;' +
    ' word-spacing: .16em !important } p { margin-block-end: 2em !important }');
  document.adoptedStyleSheets.push(sheet);
}"""
# Words that a box cuts off; what is kept for the ear alone and lines that end in "…" are meant so.
CUT = """() => [...document.querySelectorAll('body *')].filter((one) => {
  const style = getComputedStyle(one);
  const silent = one.closest('.vh, .app-map, .skip') || style.textOverflow === 'ellipsis';
  const empty = !one.innerText?.trim() || !one.checkVisibility() || one.clientWidth < 2;
  if (silent || empty) return false;
  const cuts = (way) => ['hidden', 'clip'].includes(way);
  return (cuts(style.overflowX) && one.scrollWidth > one.clientWidth + 2)
    || (cuts(style.overflowY) && one.scrollHeight > one.clientHeight + 2);
}).map((one) => one.outerHTML.slice(0, 140))"""
MOVING = """() => [...document.querySelectorAll('*')].filter((one) => {
  const style = getComputedStyle(one);
  return style.animationName !== 'none' || parseFloat(style.transitionDuration) > 0;
}).map((one) => one.outerHTML.slice(0, 120))"""
COVERED = """() => Math.max(0, ...[...document.querySelectorAll('body *')].map((one) => {
  const box = one.getBoundingClientRect();
  return ['fixed', 'sticky'].includes(getComputedStyle(one).position) && box.width >= innerWidth / 2
    && one.checkVisibility() ? Math.min(box.bottom, innerHeight) - Math.max(box.top, 0) : 0;
})) / innerHeight"""


@pytest.fixture(scope="module")
def opened(servers, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page of a kind in a phone's window; each person keeps one browser."""
    server, contexts = servers("sqlite"), {}

    def do(kind: Kind) -> Page:
        if kind.who not in contexts:
            contexts[kind.who] = signed_in(browser, server, kind.who)
        for earlier in contexts[kind.who].pages:
            earlier.close()
        page = contexts[kind.who].new_page()
        page.goto(kind.address(server), wait_until="networkidle")
        return page

    yield do
    for context in contexts.values():
        context.close()


@EVERY_KIND
def test_the_tab_key_reaches_everything_in_order_and_shows_where_it_is(opened, kind):
    page = opened(kind)

    walked = walk(page)

    assert walked.faults == []
    assert len(walked.stops) > 8
    page.keyboard.press("Shift+Tab")
    until(page, lambda: page.evaluate("document.activeElement !== document.body"), "and back again")


@EVERY_KIND
def test_wider_letters_and_four_times_the_size_lose_nothing(opened, kind):
    page = opened(kind)
    before = set(page.evaluate(CUT))

    page.evaluate(WIDER)
    until(page, lambda: not set(page.evaluate(CUT)) - before, "words are cut off")
    until(page, lambda: page.evaluate(SIDEWAYS) <= 0)

    page.evaluate("document.adoptedStyleSheets = []")
    page.set_viewport_size({"width": 320, "height": 256})
    until(page, lambda: page.evaluate(SIDEWAYS) <= 0)
    until(page, lambda: page.evaluate(COVERED) <= 0.5)


def test_the_first_stop_leads_past_the_menu_into_the_page(opened):
    page = opened(KINDS[0])

    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    until(page, lambda: skip.bounding_box()["y"] >= 0, "it is seen when it has the focus")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    expect(page.locator("main :focus")).to_have_count(1)


def test_menus_and_questions_close_by_escape_and_give_the_focus_back(opened):
    page = opened(next(kind for kind in MORE if kind.name == "saved searches"))
    menu = page.locator(".menu-phone")

    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.locator(".menu-phone:not([open])")).to_have_count(1)
    expect(menu.locator("> summary")).to_be_focused()


def test_a_question_before_harm_holds_the_focus_until_it_is_answered(opened):
    page = opened(STAFF)
    button = page.locator("main button[data-confirm]").first

    button.press("Enter")
    expect(page.locator("dialog[open]")).to_have_count(1)
    for _ in range(4):  # after the last button the browser's own parts come
        page.keyboard.press("Tab")
        expect(page.locator(":is(main, header, footer) :focus")).to_have_count(0)
    page.keyboard.press("Escape")

    expect(page.locator("dialog")).to_have_count(0)
    expect(button).to_be_focused()


def test_nothing_moves_for_those_who_asked_for_stillness(opened):
    for kind in (KINDS[0], KINDS[1], MORE[5]):
        assert opened(kind).evaluate(MOVING) == []


def test_without_colours_of_ours_the_focus_and_the_buttons_are_still_seen(opened):
    for kind in (KINDS[0], KINDS[5], MORE[5]):
        page = opened(kind)
        page.emulate_media(forced_colors="active", reduced_motion="reduce")
        assert walk(page).faults == []
        bare = page.locator("main .btn, main .input").evaluate_all(
            "all => all.filter((one) => one.checkVisibility() && "
            "parseFloat(getComputedStyle(one).borderTopWidth) < 1).map((one) => one.outerHTML)"
        )
        assert bare == []
