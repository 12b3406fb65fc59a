"""The map of experiments: reached by keyboard, honest without tiles, in step with the page."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.map_site import HOSTILE
from tests.patience import until

CHIP, PIN, CLUSTER = ".city-chip", ".leaflet-marker-pane .tb-pin", ".tb-cluster"
LIT = re.compile(r"\bis-on\b")
HELSINKI = "/map?map=14/60.17/24.94"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "size", [{"width": 1440, "height": 900}, PHONE, {"width": 320, "height": 640}]
)
def test_far_out_every_city_has_a_chip_and_none_covers_another(open_map, size, scheme):
    map_page = open_map(viewport=size, color_scheme=scheme)

    page = map_page.go("/map", CHIP)

    expect(page.locator(CHIP)).to_have_count(4)
    boxes = [chip.bounding_box() for chip in page.locator(CHIP).all()]
    for number, one in enumerate(boxes):
        for other in boxes[:number]:
            assert (
                one["x"] >= other["x"] + other["width"]
                or other["x"] >= one["x"] + one["width"]
                or one["y"] >= other["y"] + other["height"]
                or other["y"] >= one["y"] + one["height"]
            )
    assert map_page.is_accessible()


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_a_key_zooms_in_by_a_chip_and_the_focus_is_kept_on_the_map(open_map, key):
    map_page = open_map()
    page = map_page.go("/map", CHIP)

    page.locator(CHIP, has_text="Tampere").focus()
    page.keyboard.press(key)

    page.locator(PIN).first.wait_for()
    until(page, lambda: map_page.focus() == HOSTILE)
    expect(page.locator(".tb-status")).to_have_text("15 places in view")
    expect(page).to_have_url(re.compile(r"map=.*/61\.(5|4999)"))


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_a_key_opens_a_place_and_escape_gives_the_focus_back(open_map, key):
    map_page = open_map()
    page = map_page.go("/map?map=11/60.17/24.94", PIN)
    pin = page.locator(f"{PIN}[tabindex]").first
    name = pin.get_attribute("aria-label")
    pin.focus()

    page.keyboard.press(key)

    popup = page.locator(".leaflet-popup-content")
    popup.wait_for()
    until(page, lambda: map_page.focus() in name)
    assert map_page.is_accessible()
    page.keyboard.press("Escape")
    expect(popup).to_have_count(0)
    until(page, lambda: map_page.focus() == name)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_challenges_and_events_have_marks_of_their_own_that_keys_open(open_map, scheme):
    map_page = open_map(color_scheme=scheme)
    page = map_page.go("/map?map=13/60.17/24.94&things=1", f"{PIN}[data-status=gathering]")
    challenge = page.locator(f"{PIN}[data-status=challenge]")
    expect(challenge).to_have_attribute("aria-label", "Cleaner street, Challenge")
    page.locator('[data-feature-id="event-1"] a').focus()
    event = page.locator(f"{PIN}[data-status=gathering]")
    expect(event).to_have_class(re.compile("is-on"))
    event.focus()

    page.keyboard.press("Enter")

    link = page.locator(".map-popup-title a")
    expect(link).to_have_text(HOSTILE)
    expect(link).to_have_attribute("href", "/events/1")
    expect(page.locator("img[src=x]")).to_have_count(0)
    assert map_page.is_accessible()
    page.keyboard.press("Escape")
    until(page, lambda: map_page.focus().endswith("Event"))


def test_places_on_one_spot_open_a_list_in_which_names_are_only_text(open_map):
    map_page = open_map()
    page = map_page.go(HELSINKI, f"{CLUSTER}[data-stack]")

    page.locator(f"{CLUSTER}[data-stack]").click()

    links = page.locator(".map-popup-stack a")
    expect(links).to_have_text(["Experiment 0", HOSTILE, "Experiment 2"])
    expect(links.first).to_have_attribute("href", "/pilots/0")
    expect(page.locator("img[src=x]")).to_have_count(0)
    assert map_page.is_accessible()


def test_marks_outside_the_view_and_under_buttons_are_out_of_the_keyboards_way(open_map):
    page = open_map().go("/map?map=13/60.17/24.94", f"{CLUSTER}[data-stack]")
    frame = page.locator("#map_main").bounding_box()

    hidden = page.locator(f"{PIN}:not([tabindex])")

    expect(hidden).not_to_have_count(0)
    for pin in hidden.all():
        expect(pin).to_have_attribute("aria-hidden", "true")
    for pin in page.locator(f"{PIN}[tabindex]").all():
        assert frame["x"] <= pin.bounding_box()["x"] + 4 < frame["x"] + frame["width"]


def test_the_view_is_kept_in_the_address_and_by_the_filter_form(open_map):
    page = open_map().go("/map", CHIP)
    assert "map=" not in page.url

    page.locator("#map_main").focus()
    page.keyboard.press("+")
    expect(page).to_have_url(re.compile("map="))
    kept = page.url.split("map=")[1]
    page.get_by_role("button", name="Go").click()

    page.locator(CHIP).first.wait_for()
    until(page, lambda: page.url.split("map=")[1].replace("%2F", "/") == kept)


def test_cards_and_pins_light_each_other(open_map):
    page = open_map().go("/map?map=11/60.17/24.94", f'{PIN}[data-pin="3"]')
    card, pin = page.locator('[data-feature-id="3"]'), page.locator(f'{PIN}[data-pin="3"]')

    card.locator("a").focus()
    expect(pin).to_have_class(LIT)
    pin.focus()
    expect(card).to_have_class(LIT)
    card.hover()
    expect(pin).to_have_class(LIT)


def test_lines_are_drawn_as_lines_only_when_near(open_map):
    page = open_map().go(HELSINKI, ".tb-shape")
    expect(page.locator(".tb-shape")).to_have_attribute("data-status", "running")

    page.goto(page.url.replace("map=14/", "map=11/"))
    page.locator(PIN).first.wait_for()

    expect(page.locator(".tb-shape")).to_have_count(0)


def test_near_me_asks_only_when_pressed_and_writes_three_decimals(open_map):
    settings = {"geolocation": {"latitude": 60.19123, "longitude": 24.91267}}
    page = open_map(permissions=["geolocation"], **settings).go("/map", CHIP)

    page.get_by_role("button", name="Near me").click()

    page.locator(".map-you").wait_for()
    expect(page).to_have_url(re.compile("near=60.191%2C24.913"))


def test_a_refused_location_is_answered_in_words(open_map):
    page = open_map(permissions=[]).go("/map", CHIP)

    page.get_by_role("button", name="Near me").click()

    expect(page.locator(".tb-status")).to_contain_text("did not share your location")


def test_data_that_does_not_come_is_said(open_map):
    page = open_map().go("/map?fail=1", ".tb-status:not(:empty)")

    expect(page.locator(".tb-status")).to_contain_text("could not be fetched")


def test_without_tiles_the_districts_are_named_and_the_lack_is_said(open_map):
    map_page = open_map()
    page = map_page.go("/map?map=12.5/60.18/24.93", ".map-place-name")

    names = page.locator(".map-place-name")
    until(page, lambda: "Kallio" in names.all_inner_texts())
    expect(page.locator(".map-notice").last).to_be_visible()
    assert map_page.is_accessible()
    page.goto(page.url.split("?")[0])
    page.locator(CHIP).first.wait_for()
    expect(page.locator(".map-notice").last).to_be_hidden()


def test_tiles_that_fail_leave_the_outline_and_take_their_credit_along(open_map):
    page = open_map().go("/map?tiles=none&map=12/60.18/24.93", ".map-place-name")

    expect(page.locator(".leaflet-tile")).to_have_count(0)
    expect(page.locator(".leaflet-control-attribution")).not_to_contain_text("Somebody")


def test_a_blurred_place_is_a_circle_with_a_word_and_no_pin(open_map):
    map_page = open_map()
    page = map_page.go("/place?radius=500", ".map-hint")

    expect(page.locator(PIN)).to_have_count(0)
    expect(page.locator(".tb-shape")).to_have_count(1)
    assert map_page.is_accessible()


def test_one_finger_scrolls_the_page_over_the_small_map(open_map):
    page = open_map(viewport=PHONE, has_touch=True, is_mobile=True).go(
        "/place", "#map_main .tb-pin"
    )

    style = "getComputedStyle(document.getElementById('map_main')).touchAction"

    until(page, lambda: page.evaluate(style) == "pan-x pan-y")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_outline_of_a_chosen_city_is_drawn_below_the_marks(open_map, scheme):
    map_page = open_map(color_scheme=scheme)

    page = map_page.go("/map?outline=1&map=11/60.19/24.95", ".tb-cluster, .tb-pin")

    page.locator(".tb-boundary").wait_for(state="attached")
    assert map_page.is_accessible()
