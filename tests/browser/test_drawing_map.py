"""The map beside a coordinates field: the text is the value, drawing only writes it."""

import pytest
from playwright.sync_api import expect

from geodata.crs import from_wgs84
from geodata.shapes import parse_coordinates
from tests.browser.conftest import PHONE
from tests.browser.drawing_page import HANDLES
from tests.patience import until

TRIANGLE = "60.17,24.94%0A60.18,24.95%0A60.17,24.96"


def test_an_area_is_drawn_corner_by_corner_and_finished_by_a_button(drawing):
    it = drawing()

    it.tool("Draw an area")
    it.click_map((-100, -60), (100, -60), (50, 80), (-60, 80))
    assert it.map_page.is_accessible()
    it.tool("Remove last point")
    it.tool("Finish")

    expect(it.status).to_have_text("Drawn on the map: 3 points")
    assert parse_coordinates(it.field.input_value(), "area").area > 0
    until(it.page, lambda: it.map_page.focus() == "Draw another area or a hole")
    assert it.map_page.is_accessible()


def test_a_line_and_a_point_are_drawn_and_the_kind_is_the_forms(drawing):
    it = drawing("kind=line")
    it.tool("Draw a line")
    it.click_map((-100, 0), (0, 40), (100, 0), (100, 0))
    expect(it.status).to_have_text("Drawn on the map: 3 points")

    it.page.get_by_label("point", exact=True).check()
    assert len(it.lines()) == 1
    it.tool("Draw a point")
    it.click_map((10, 10))

    expect(it.status).to_have_text("Drawn on the map: 1 point")
    assert len(it.lines()) == 1


def test_escape_gives_up_a_drawing_and_keeps_what_was_there(drawing):
    it = drawing(f"text={TRIANGLE}")
    before = it.field.input_value()

    it.tool("Draw another area or a hole")
    it.click_map((-100, -60))
    expect(it.page.locator(HANDLES)).to_have_count(0)
    it.page.keyboard.press("Escape")

    expect(it.page.locator(HANDLES)).to_have_count(6)
    expect(it.field).to_have_value(before)


def test_a_dragged_corner_is_written_and_can_be_undone(drawing):
    it = drawing(f"text={TRIANGLE}")
    before = it.lines()
    box = it.page.locator(HANDLES).first.bounding_box()

    it.page.mouse.move(box["x"] + 8, box["y"] + 8)
    it.page.mouse.down()
    it.page.mouse.move(box["x"] - 40, box["y"] + 20, steps=4)
    it.page.mouse.up()

    expect(it.status).to_have_text("Point 1 moved.")
    after = it.lines()
    assert [a == b for a, b in zip(before, after, strict=True)].count(False) >= 1
    it.tool("Undo")
    assert it.lines() == before


def test_the_keyboards_way_adds_the_middle_removes_and_undoes_and_says_so(drawing):
    it = drawing()

    for _ in range(3):
        it.page.get_by_role("button", name="Add the middle of the map").press("Enter")
        it.page.locator("#map_main").press("ArrowRight")
        it.page.wait_for_timeout(100)

    expect(it.status).to_contain_text("Point 3 added: 60.")
    assert len(it.lines()) == 3
    it.tool("Remove last point")
    expect(it.status).to_have_text("Last point removed. 2 points left")
    it.tool("Undo")
    expect(it.status).to_have_text("Change undone. 3 points now")
    it.tool("Remove the shape")
    expect(it.field).to_have_value("")
    it.tool("Undo")
    assert len(it.lines()) == 3


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("60,17 24,94\n60.18; 24.95\n60°10'30\"N 24°57'E", "3 points shown on the map"),
        ("60.17, 24.94\nnonsense", "Line 2 is not a pair of coordinates"),
        ("24.94, 60.17", "Line 1: write latitude first, then longitude"),
        ("52.5, 13.4", "Line 1 is outside Finland"),
        ('{"type": "LineString", "coordinates": [[24.9, 60.1], [25, 60.1]]}',
         "2 points shown on the map"),
        ("LINESTRING (24.9 60.1, 25 60.1, 25 60.2)", "3 points shown on the map"),
        ("LINESTRING (24.9 60.1",
         "This cannot be shown on the map. Saving tells what is wrong with it"),
    ],
)  # fmt: skip
def test_what_is_typed_is_shown_or_answered(drawing, text, says):
    it = drawing()

    it.field.fill(text)

    expect(it.status).to_have_text(says)


@pytest.mark.parametrize("epsg", ["3067", "3879"])
def test_another_system_rewrites_the_text_as_the_server_would(drawing, epsg):
    it = drawing("text=60.17,24.94%0A60.18,24.95")
    it.page.get_by_label("System").select_option(epsg)

    written = [tuple(map(float, line.split(", "))) for line in it.lines()]

    wanted = from_wgs84([(24.94, 60.17), (24.95, 60.18)], int(epsg))
    for (north, east), (x, y) in zip(written, wanted, strict=True):
        assert (east, north) == pytest.approx((x, y), abs=0.006)
    it.page.get_by_label("System").select_option("4326")
    assert it.lines() == ["60.17, 24.94", "60.18, 24.95"]


def test_an_area_is_drawn_with_a_finger(drawing):
    it = drawing(viewport=PHONE, has_touch=True, is_mobile=True)
    it.page.get_by_role("button", name="Draw an area").tap()
    it.page.locator("#map_main").scroll_into_view_if_needed()
    box = it.page.locator("#map_main").bounding_box()

    for across, down in ((-80, -60), (80, -60), (50, 80)):
        it.page.touchscreen.tap(
            box["x"] + box["width"] / 2 + across, box["y"] + box["height"] / 2 + down
        )
        it.page.wait_for_timeout(300)
    it.page.get_by_role("button", name="Finish").tap()

    expect(it.status).to_have_text("Drawn on the map: 3 points")


def test_the_circle_around_a_point_is_as_wide_as_the_form_says(drawing):
    shape = drawing("kind=point&text=60.18,24.94&radius=yes")
    circle, frame = shape.page.locator(".tb-around"), shape.page.locator("#map_main").bounding_box()

    until(shape.page, lambda: circle.bounding_box()["width"] > 0)
    shape.page.locator("[name=radius]").select_option("5000")

    wide = circle.bounding_box()
    assert frame["x"] <= wide["x"]
    assert wide["x"] + wide["width"] <= frame["x"] + frame["width"]
    scale = shape.page.locator(".leaflet-control-scale-line")
    number, unit = scale.inner_text().split()
    metres = float(number) * {"m": 1, "km": 1000}[unit] / scale.bounding_box()["width"]
    assert abs(wide["width"] * metres / 10_000 - 1) < 0.1
    shape.page.locator("#shape").fill("")
    circle.wait_for(state="detached")
