"""Changing a shape on the map as a planner does: points, parts, holes, snapping, undo, numbers."""

import pytest
from playwright.sync_api import expect

from geodata.crs import area_m2, length_m
from geodata.shapes import parse_coordinates
from tests.browser.conftest import PHONE, WIDE
from tests.patience import until

TRIANGLE = "60.17,24.92%0A60.19,24.94%0A60.17,24.96"
LINE = "kind=line&text=60.18,24.92%0A60.18,24.96"
SIZES = pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])


@SIZES
def test_a_point_is_put_on_an_edge_selected_moved_by_keys_and_removed(drawing, viewport):
    it = drawing(LINE, viewport=viewport)
    middle = it.page.locator(".geometry-point.is-middle")

    middle.click()
    expect(it.status).to_have_text("Point 2 added between two others.")
    assert it.lines() == ["60.18, 24.92", "60.18, 24.94", "60.18, 24.96"]
    assert it.map_page.is_accessible()

    it.tool("Next point")
    expect(it.status).to_have_text("Point 3 of 3: 60.18, 24.96")
    it.tool("Previous point")
    it.page.locator("#map_main").press("ArrowUp")
    it.page.wait_for_timeout(300)
    it.tool("Move the point to the middle of the map")
    expect(it.status).to_have_text("Point 2 moved.")
    assert float(it.lines()[1].split(", ")[0]) > 60.18
    it.tool("Remove the point")
    assert it.lines() == ["60.18, 24.92", "60.18, 24.96"]
    it.page.locator("#map_main").press("Delete")
    assert it.lines() == ["60.18, 24.92"]


def test_a_new_point_is_pulled_out_of_an_edge(drawing):
    it = drawing(LINE)

    it.drag(it.page.locator(".geometry-point.is-middle"), 0, -120)

    expect(it.status).to_have_text("Point 2 added between two others.")
    assert len(it.lines()) == 3
    assert float(it.lines()[1].split(", ")[0]) > 60.18


def test_a_right_click_removes_a_point_and_undo_and_redo_go_both_ways(drawing):
    it = drawing(f"text={TRIANGLE}%0A60.16,24.94")
    first = it.field.input_value()

    it.handles().first.click(button="right")
    second = it.field.input_value()
    assert len(second.split("\n")) == 3
    it.page.get_by_label("point", exact=True).check()
    assert len(it.lines()) == 1
    it.page.locator("#map_main").press("Control+z")
    expect(it.field).to_have_value(second)
    expect(it.page.get_by_label("area", exact=True)).to_be_checked()
    it.page.locator("#map_main").press("Control+z")
    expect(it.status).to_have_text("Change undone. 4 points now")
    expect(it.field).to_have_value(first)
    it.page.locator("#map_main").press("Control+Shift+z")
    expect(it.status).to_have_text("Change made again. 3 points now")
    expect(it.field).to_have_value(second)
    it.tool("Redo")
    assert len(it.lines()) == 1
    it.press("Redo")
    expect(it.status).to_have_text("There is nothing to redo")
    it.tool("Undo")
    it.tool("Undo")
    it.press("Undo")
    expect(it.status).to_have_text("There is nothing to undo")


def test_a_finger_that_rests_on_a_point_chooses_it_and_removes_nothing(drawing):
    it = drawing(LINE, viewport=PHONE, has_touch=True, is_mobile=True)

    it.handles().first.dispatch_event("contextmenu", {"bubbles": True})

    expect(it.status).to_contain_text("Point 1 of 2")
    assert len(it.lines()) == 2
    it.page.get_by_role("button", name="Remove the point").tap()
    assert len(it.lines()) == 1


def test_a_change_after_undo_forgets_what_was_undone(drawing):
    it = drawing(LINE)
    it.tool("Remove last point")
    it.tool("Undo")
    it.tool("Add the middle of the map")

    it.press("Redo")

    expect(it.status).to_have_text("There is nothing to redo")
    assert len(it.lines()) == 3


def test_what_was_typed_and_the_system_can_be_undone_as_well(drawing):
    it = drawing(LINE)
    it.field.fill("60.1, 24.9\n60.2, 24.9\n60.2, 25")
    it.field.blur()
    it.page.get_by_label("System").select_option("3879")
    assert it.lines()[0].startswith("66")

    it.tool("Undo")
    assert it.lines()[0] == "60.1, 24.9"
    expect(it.page.get_by_label("System")).to_have_value("4326")
    it.tool("Undo")
    assert it.lines() == ["60.18,24.92", "60.18,24.96"]


@SIZES
def test_several_lines_are_one_place_with_an_empty_line_between(drawing, viewport):
    it = drawing(LINE, viewport=viewport)

    it.tool("Draw another line")
    it.click_map((-60, 70), (60, 70), (60, 70))

    expect(it.status).to_have_text("Drawn on the map: 4 points")
    assert it.lines()[2] == ""
    assert parse_coordinates(it.field.input_value(), "line").geom_type == "MultiLineString"
    expect(it.size).to_contain_text("4 points, 2 parts")
    it.tool("Next point")
    it.tool("Remove this part")
    expect(it.status).to_have_text("Part 1 removed.")
    assert len(it.lines()) == 2
    assert it.map_page.is_accessible()


def test_an_area_drawn_inside_another_is_a_hole_and_counts_so(drawing):
    it = drawing("text=60.15,24.88%0A60.22,24.88%0A60.22,25.02%0A60.15,25.02")
    whole = it.size.inner_text()

    it.tool("Draw another area or a hole")
    it.click_map((-60, -60), (60, -60), (60, 60), (-60, 60))
    it.tool("Finish")

    expect(it.status).to_have_text(
        "Drawn on the map: 8 points. An area within another is a hole in it."
    )
    area = parse_coordinates(it.field.input_value(), "area")
    assert len(area.interiors) == 1
    expect(it.size).not_to_have_text(whole)
    shown = float(it.size.inner_text().split()[1])
    assert shown == pytest.approx(area_m2(area) / 1e6, rel=2e-3)


def test_the_keyboard_draws_a_second_part(drawing):
    it = drawing(LINE)

    it.page.get_by_role("button", name="Draw another line").press("Enter")
    for key in ("ArrowDown", "ArrowRight"):
        it.page.locator("#map_main").press(key)
        it.page.wait_for_timeout(300)
        it.page.get_by_role("button", name="Add the middle of the map").press("Enter")
    expect(it.status).to_contain_text("Point 2 added: 60.")
    it.page.get_by_role("button", name="Finish").press("Enter")

    expect(it.status).to_have_text("Drawn on the map: 4 points")
    assert it.field.input_value().startswith("60.18, 24.92\n60.18, 24.96\n\n")


def test_a_point_snaps_to_its_neighbours_corner_and_says_whose_it_is(drawing):
    it = drawing("near=1&kind=line&text=60.183,24.93%0A60.197,24.93")
    it.page.locator(".tb-nearby").first.wait_for(state="attached")
    x, y = it.edges(".tb-nearby >> nth=0")["right"], it.edges(".tb-nearby >> nth=0")["top"]

    it.drag(it.handles().first, x + 6, y - 5)
    expect(it.status).to_have_text("Point 1 moved. It snapped to Square.")
    assert it.lines()[0] == "60.19, 24.92"
    it.drag(it.handles().nth(1), x - 40, y + 6)
    expect(it.status).to_contain_text("It snapped to Square.")
    assert float(it.lines()[1].split(", ")[0]) == pytest.approx(60.19, abs=1e-7)
    it.tool("Undo")
    it.drag(it.handles().nth(1), x + 6, y + 12, alt=True)
    expect(it.status).to_have_text("Point 2 moved.")
    it.tool("Snap to edges")
    it.drag(it.handles().nth(1), x - 40, y + 6)
    expect(it.status).to_have_text("Point 2 moved.")
    assert it.map_page.is_accessible()


def test_drawing_snaps_to_own_corners_too(drawing):
    it = drawing(LINE)
    start = it.edges(".geometry-point.leaflet-marker-draggable >> nth=0")
    x, y = (start["left"] + start["right"]) / 2, (start["top"] + start["bottom"]) / 2

    it.tool("Draw another line")
    it.click_map((x, y + 100), (x + 7, y + 5))
    expect(it.status).to_contain_text("It snapped to another point or edge of this place.")
    it.tool("Finish")

    assert it.lines()[-1] == "60.18, 24.92"


def test_a_hostile_name_nearby_is_only_a_name(drawing):
    it = drawing("near=1&kind=line&text=60.155,25.0%0A60.165,25.0")
    it.page.locator(".tb-nearby").first.wait_for(state="attached")
    line = it.edges(".tb-nearby >> nth=1")

    it.drag(it.handles().first, line["left"] + 3, line["bottom"] + 3)

    expect(it.status).to_contain_text("</script><img src=x")
    expect(it.page.locator("img[src=x]")).to_have_count(0)


@pytest.mark.parametrize(
    ("kind", "text", "says"),
    [
        ("line", "60.17, 24.94\n60.17, 24.95", "Length 555 m, 2 points"),
        ("line", "60.17, 24.94\n60.17, 25.04", "Length 5.55 km, 2 points"),
        ("area", "60.17, 24.94\n60.171, 24.94\n60.171, 24.941\n60.17, 24.941",
         "Area 6,185 m², edges 334 m, 4 points"),
        ("point", "60.17, 24.94", ""),
    ],
)  # fmt: skip
def test_length_and_area_are_shown_while_one_draws_as_the_server_counts(drawing, kind, text, says):
    it = drawing(f"kind={kind}")

    it.field.fill(text)

    expect(it.size).to_have_text(says)
    if kind == "line":
        assert length_m(parse_coordinates(text, "line"), 3879) == pytest.approx(
            555 if "24.95" in text else 5_550, rel=2e-3
        )


@pytest.mark.parametrize(
    ("text", "name", "epsg"),
    [
        ("6672126.7, 385700.4", "ETRS-TM35FIN", "3067"),
        ("25496669, 6673014", "ETRS-GK25", "3879"),
    ],
)
def test_numbers_of_another_system_are_known_and_read_with_one_press(drawing, text, name, epsg):
    it = drawing("kind=point")

    it.field.fill(text)
    expect(it.page.locator(".geometry-hint")).to_contain_text(f"These numbers look like {name}.")
    assert it.map_page.is_accessible()
    it.tool(f"Read them as {name}")

    expect(it.page.get_by_label("System")).to_have_value(epsg)
    expect(it.status).to_have_text("1 point shown on the map")
    expect(it.field).to_have_value(text)
    expect(it.page.locator(".geometry-hint")).to_be_hidden()


def test_a_plane_that_is_not_offered_is_named_all_the_same(drawing):
    it = drawing("kind=point")

    it.field.fill("6710000, 23460000")

    expect(it.page.locator(".geometry-hint")).to_have_text("These numbers look like ETRS-GK23.")


@pytest.mark.parametrize(
    ("text", "kind", "points"),
    [
        (('{"type":"MultiPolygon","coordinates":[[[[24.9,60.1],[25,60.1],[25,60.2],[24.9,60.1]]],'
          "[[[24.7,60.1],[24.8,60.1],[24.8,60.2],[24.7,60.1]]]]}"), "area", 6),
        ("MULTILINESTRING ((24.9 60.1, 25 60.1), (24.9 60.2, 25 60.2))", "line", 4),
        ("SRID=3067;LINESTRING (385700 6672126, 385800 6672126)", "line", 2),
        (('{"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":'
          "[[24.9,60.1],[25,60.1],[25,60.2]]}}"), "line", 3),
    ],
)  # fmt: skip
def test_a_pasted_shape_chooses_its_kind_and_can_be_changed(drawing, text, kind, points):
    it = drawing("kind=point")

    it.field.fill(text)
    expect(it.page.get_by_label(kind, exact=True)).to_be_checked()
    expect(it.handles()).to_have_count(points)
    it.tool("Next point")
    it.tool("Remove the point")

    assert len([line for line in it.lines() if line]) == points - 1


def test_crossing_edges_are_told_at_once(drawing):
    it = drawing("text=60.17,24.92%0A60.18,24.96%0A60.18,24.92")

    it.field.fill("60.17,24.92\n60.18,24.96\n60.18,24.92\n60.17,24.96")

    expect(it.status).to_have_text(
        "4 points shown on the map The edges cross: move a corner so that they do not."
    )


def test_a_shape_of_thousands_of_points_gets_handles_from_close_by(drawing):
    it = drawing("kind=line")
    many = "\n".join(f"{60.15 + (n % 2) / 1e4:.5f}, {24.8 + n / 1e4:.4f}" for n in range(3_000))

    it.field.evaluate(  # pasted at once; the browser's own filling takes half a minute
        "(field, text) => { field.value = text; field.dispatchEvent(new Event('input')); }", many
    )
    expect(it.status).to_have_text("3,000 points shown on the map")
    expect(it.size).to_contain_text("Zoom in to move its points")
    expect(it.handles()).to_have_count(0)
    it.tool("Next point")
    it.page.wait_for_timeout(300)

    until(it.page, lambda: 0 < it.handles().count() <= 200)


def test_the_outline_of_the_city_is_drawn_faintly(drawing):
    it = drawing("near=1")

    it.page.locator(".tb-boundary").wait_for(state="attached")

    assert it.map_page.is_accessible()
