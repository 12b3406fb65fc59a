"""A resident sees what is tried near home, without an account."""

import re

from playwright.sync_api import expect

from tests.patience import until


def test_resident_finds_what_is_tried_nearby_and_reads_about_it(people):
    resident = people()
    resident.go("/")
    page = resident.page
    page.wait_for_selector(".city-chip, .tb-cluster, .tb-pin")
    cards = page.locator(".card")
    until(page, lambda: cards.count() > 10)
    everything = cards.count()

    resident.page.locator(".filter-box > summary").click()
    resident.choose(city="tampere")
    resident.press(".filter-form button")
    assert "city=tampere" in page.url
    until(page, lambda: 0 < cards.count() < everything)

    resident.press(".card-title a")
    words = resident.text()
    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator("#measured")).to_have_count(1)
    assert "Tampere" in words or "Tammerfors" in words


def test_resident_searches_by_place_and_sorts_by_distance(people):
    resident = people()
    resident.context.grant_permissions(["geolocation"])
    resident.context.set_geolocation({"latitude": 61.4978, "longitude": 23.7610})
    resident.go("/")
    resident.fill(
        q="kirjasto"
        if resident.lang == "fi"
        else "bibliotek"
        if resident.lang == "sv"
        else "library"
    )
    resident.press("form[role=search] button")
    expect(resident.page.locator(".card")).not_to_have_count(0)

    resident.go("/")
    with resident.page.expect_navigation():
        resident.page.locator("[data-near-me]").click()
    assert "near=61.498,23.761" in resident.page.url.replace("%2C", ",")
    nearest = resident.page.locator(".card .meta").first
    expect(nearest).to_contain_text(re.compile("Tamp|Tammerfors"))


def test_nothing_that_has_ended_is_among_what_is_active(people):
    resident = people()
    resident.go("/")
    kinds = resident.page.locator(".card .pill").evaluate_all(
        "all => all.map((one) => one.dataset.kind)"
    )

    assert kinds
    assert set(kinds) <= {"running", "paused"}


def _tab_to(page, selector):
    """Press Tab until what the selector names has the focus."""
    for _press in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(f"document.activeElement.matches({selector!r})"):
            return
    raise AssertionError(f"the Tab key does not lead to {selector}")


def _choose_tampere(page, lang):
    """Type the beginning of a name and choose what is suggested, without a pointer."""
    _tab_to(page, "#q")
    page.keyboard.type("tampere", delay=20)
    box = page.locator("#q")
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    chosen = page.locator(f"#{box.get_attribute('aria-activedescendant')}")
    expect(chosen).to_have_attribute("aria-selected", "true")
    expect(chosen).to_contain_text("Tammerfors" if lang == "sv" else "Tampere")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _go_back_in_time(page, months):
    """Move the slider by its arrow keys; return how many experiments it says there were."""
    _tab_to(page, "#time-slider")
    with page.expect_response(re.compile("experiments.json")):
        for _month in range(months):
            page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile(r"at=20\d\d-\d\d"))
    slider = page.locator("#time-slider")
    expect(slider).to_be_focused()
    return int(re.search(r": (\d+)", slider.get_attribute("aria-valuetext")).group(1))


def test_a_resident_finds_what_is_near_by_the_keyboard_alone(people):
    """Search a place, the nearest first, move the time, open a pilot; no pointer is used."""
    resident = people()
    page = resident.page
    resident.go("/")
    page.wait_for_selector(".leaflet-marker-icon")

    _choose_tampere(page, resident.lang)
    resident.look()
    assert "near=61.498,23.761" in page.url.replace("%2C", ",")
    expect(page.locator(".map-you")).to_have_count(1)
    here = page.locator(".card .away").first.inner_text()
    assert re.match(r"\D*\d+([.,]\d)?\s(k?m)\b", here), here

    before = page.locator("[data-part=count]").inner_text()
    count = _go_back_in_time(page, 9)
    told = page.locator("[role=status] [data-part=count]")
    expect(told).to_contain_text(re.compile(rf"^{count}\b"))
    expect(told).not_to_have_text(before)
    beside = page.locator(".things .card").count()  # challenges and events near
    expect(page.locator(".card")).to_have_count(min(count, 30) + beside)

    month, kept = page.locator("#time-slider").get_attribute("aria-valuetext"), page.url
    resident.go(kept.split(f"/{resident.lang}", 1)[1])
    expect(told, "the link shows what it was copied from").to_have_text(re.compile(rf"^{count}\b"))
    slider = page.locator("#time-slider")
    until(page, lambda: slider.get_attribute("aria-valuetext") in month)

    _tab_to(page, "main .card-title a")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    resident.look()
    assert "/pilots/" in page.url
    expect(page.locator("h1")).to_have_count(1)
