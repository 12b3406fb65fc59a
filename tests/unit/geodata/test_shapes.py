"""Shapes of places: what is taken, what is refused and why, and what is written out again."""

import json
import re

import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box
from shapely.ops import split

from geodata.coordinate_text import READ_LIMIT
from geodata.crs import SYSTEMS, TM35FIN, WGS84, length_m, reproject, to_wgs84
from geodata.shape_check import point_count
from geodata.shapes import (
    POINT_LIMIT,
    ShapeError,
    anchor,
    blurred,
    bounds,
    check_shape,
    kind_of,
    parse_coordinates,
    to_geojson_text,
    to_lines,
    within_box,
)

SQUARE = "60.1, 24.9\n60.1, 25.0\n60.2, 25.0\n60.2, 24.9"
FEATURE = (
    '{"type": "Feature", "properties": {"name": "${7*7}"}, '
    '"geometry": {"type": "MultiPoint", "coordinates": [[24.94, 60.17]]}}'
)
BOW_TIE = "60.1, 24.9\n60.2, 25.0\n60.1, 25.0\n60.2, 24.9"


def refusal(text, shape, epsg=WGS84):
    with pytest.raises(ShapeError) as refused:
        parse_coordinates(text, shape, epsg)
    return refused.value.code.value, refused.value.facts


def test_points_lines_and_areas_are_read_longitude_first():
    assert parse_coordinates("60.17, 24.94", "point").equals(Point(24.94, 60.17))
    assert parse_coordinates("60.1, 24.9\n60.2, 25.0", "line").equals(
        LineString([(24.9, 60.1), (25.0, 60.2)])
    )
    assert parse_coordinates(SQUARE, "area").equals(box(24.9, 60.1, 25.0, 60.2))


@pytest.mark.parametrize(
    "text", [SQUARE, f"{SQUARE}\n60.1, 24.9", "\n".join(SQUARE.split("\n")[::-1])]
)
def test_an_area_is_closed_and_runs_anticlockwise_however_it_was_typed(text):
    area = parse_coordinates(text, "area")

    assert area.exterior.is_closed
    assert area.exterior.is_ccw
    assert len(area.exterior.coords) == 5


@pytest.mark.parametrize(
    ("text", "shape", "refused"),
    [
        ("", "point", ("empty", {})),
        (" \n\t\n", "area", ("empty", {})),
        ("60.1, 24.9", "line", ("too_few_points", {"needed": 2, "given": 1})),
        ("60.1, 24.9\n60.2, 25.0", "area", ("too_few_points", {"needed": 3, "given": 2})),
        (
            "60.1, 24.9\n60.2, 25.0\n60.1, 24.9",
            "area",
            ("too_few_points", {"needed": 3, "given": 2}),
        ),
        ("60.1, 24.9\n60.2, 25.0", "point", ("one_point_only", {"given": 2})),
        ("60.1, 24.9\n60.1, 24.9", "line", ("zero_length", {})),
        ("60.1, 24.9\n60.1, 25.0\n60.1, 25.1", "area", ("ring_not_area", {})),
        ("24.9, 60.1", "point", ("swapped", {"line": 1})),
        ("what", "point", ("not_numbers", {"line": 1})),
        ("POINT (24.9", "point", ("not_readable", {})),
        ('{"type": "Point"', "point", ("not_readable", {})),
        ('{"type": "Point", "coordinates": "x"}', "point", ("not_readable", {})),
        ("POINT EMPTY", "point", ("empty", {})),
        ("POINT (24.9 60.1)", "area", ("wrong_shape", {"wanted": "area", "given": "point"})),
        ("MULTIPOINT ((24.9 60.1), (24.8 60.1))", "point",
         ("wrong_shape", {"wanted": "point", "given": "MultiPoint"})),
        ("SRID=2393;POINT (1 2)", "point", ("unknown_crs", {"epsg": 2393})),
        ("LINESTRING (24.9 60.1, 60.2 24.9)", "line", ("swapped", {"line": 2})),
        ("LINESTRING (24.9 60.1, 2 48)", "line", ("outside_finland", {"line": 2})),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_says_why(text, shape, refused):
    assert refusal(text, shape) == refused


def test_an_unknown_system_is_refused_before_the_numbers_are_read():
    assert refusal("what", "point", 2393) == ("unknown_crs", {"epsg": 2393})


def test_an_area_that_crosses_itself_says_where():
    code, facts = refusal(BOW_TIE, "area")

    assert code == "self_crossing"
    assert (facts["lon"], facts["lat"]) == pytest.approx((24.95, 60.15))


def test_an_area_whose_outline_touches_itself_is_refused_as_well():
    code, facts = refusal("60.1,24.9\n60.2,24.9\n60.2,25\n60.2,24.9\n60.2,24.8", "area")

    assert code == "self_crossing"
    assert set(facts) == {"lon", "lat"}


def test_a_hole_is_checked_like_the_outline():
    outline = [(24.9, 60.1), (25.1, 60.1), (25.1, 60.3), (24.9, 60.3)]
    flat = Polygon(outline, [[(24.95, 60.15), (25.0, 60.15), (25.05, 60.15)]])
    outside = Polygon(outline, [[(26, 61), (26.1, 61), (26.1, 61.1)]])

    for shape, code in ((flat, "ring_not_area"), (outside, "self_crossing")):
        with pytest.raises(ShapeError) as refused:
            check_shape(shape, "area")
        assert refused.value.code == code


def test_a_line_may_cross_itself():
    assert parse_coordinates(BOW_TIE, "line").length > 0


def test_a_point_typed_twice_in_a_row_counts_once():
    line = parse_coordinates("60.1, 24.9\n60.1, 24.9\n60.2, 25.0", "line")

    assert len(line.coords) == 2


def test_too_many_points_are_refused_in_every_form():
    many = [(24.9 + i / 1e5, 60.1) for i in range(POINT_LIMIT + 2)]
    pasted = LineString(many)

    for text in ("\n".join(f"{y}, {x}" for x, y in many), pasted.wkt, shapely.to_geojson(pasted)):
        code, facts = refusal(text, "line")
        assert code == "too_many_points"
        assert facts["limit"] == POINT_LIMIT
    assert refusal("60.1, 24.9\n" * 200_000, "line")[0] == "too_many_points"


@pytest.mark.parametrize("bomb", ["[" * 100_000, '{"a":' * 100_000, '{"type":' + "[" * 90_000])
def test_deeply_nested_text_is_refused_without_harm(bomb):
    assert refusal(bomb, "point")[0] == "not_readable"


@pytest.mark.parametrize(
    "text",
    [
        '{"type": "Point", "coordinates": [24.94, 60.17]}',
        '{"type": "Point", "coordinates": [24.94, 60.17, 12.5]}',
        '\ufeff{"type": "Point", "coordinates": [24.94, 60.17]}',
        FEATURE,
        f'{{"type": "FeatureCollection", "features": [{FEATURE}]}}',
        "POINT (24.94 60.17)",
        "point z (24.94 60.17 12.5)",
        "SRID=4326;POINT(24.94 60.17)",
    ],
)
def test_geojson_and_wkt_can_be_pasted(text):
    point = parse_coordinates(text, "point")

    assert point.equals(Point(24.94, 60.17))
    assert not point.has_z


def test_pasted_shapes_in_a_plane_are_known_by_their_word_or_by_the_chosen_system():
    ((lon, lat),) = to_wgs84([(385_700, 6_672_126)], TM35FIN)
    bare = '{"type": "Point", "coordinates": [385700, 6672126]}'
    named = (
        bare[:-1]
        + ', "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3067"}}}'
    )

    for text, epsg in (
        (bare, TM35FIN),
        (named, WGS84),
        ("POINT (385700 6672126)", TM35FIN),
        ("SRID=3067;POINT (385700 6672126)", WGS84),
    ):
        point = parse_coordinates(text, "point", epsg)
        assert (point.x, point.y) == pytest.approx((lon, lat), abs=1e-9)
    assert refusal(bare, "point", WGS84)[0] == "outside_finland"


@given(st.floats(100_000, 720_000), st.floats(6_620_000, 7_770_000))
def test_a_point_typed_in_tm35fin_is_written_back_within_a_millimetre(easting, northing):
    typed = f"{northing:.3f}, {easting:.3f}"
    # The plane's rectangle is larger than the country's.
    assume(SYSTEMS[WGS84].holds(*to_wgs84([(easting, northing)], TM35FIN)[0]))
    point = parse_coordinates(typed, "point", TM35FIN)

    written = [float(number) for number in to_lines(point, TM35FIN).split(", ")]

    assert written == pytest.approx([northing, easting], abs=0.0011)


COORDINATES = st.tuples(
    st.floats(20, 31).map(lambda lon: round(lon, 5)),
    st.floats(59.5, 70).map(lambda lat: round(lat, 5)),
)


@given(st.lists(COORDINATES, min_size=2, max_size=12, unique=True))
def test_a_line_survives_being_written_and_read(positions):
    line = LineString(positions)

    assert parse_coordinates(to_lines(line), "line").equals_exact(line, 1e-9)


@given(st.lists(COORDINATES, min_size=3, max_size=12, unique=True))
def test_an_area_is_either_sound_and_survives_or_is_refused_with_a_reason(positions):
    try:
        area = check_shape(Polygon(positions), "area")
    except ShapeError as error:
        assert error.code in {"self_crossing", "ring_not_area"}  # noqa: PT017 - either way is right
        assert not Polygon(positions).is_valid or Polygon(positions).area < 1e-9
    else:
        assert area.is_valid
        assert area.exterior.is_ccw
        assert parse_coordinates(to_lines(area), "area").equals(area)
        assert parse_coordinates(to_geojson_text(area, 9), "area").equals(area)


def test_lines_for_the_field_come_latitude_first_and_without_the_closing_corner():
    assert to_lines(Point(24.94, 60.17)) == "60.17, 24.94"
    assert to_lines(box(24.9, 60.1, 25, 60.2)).count("\n") == 3
    assert re.fullmatch(r"66\d{5}(\.\d+)?, 38\d{4}(\.\d+)?", to_lines(Point(24.94, 60.17), TM35FIN))


@pytest.mark.parametrize(
    "shape",
    [
        MultiPolygon([box(24.8, 60.1, 24.9, 60.2), box(25, 60.1, 25.1, 60.2)]),
        Polygon(box(24.8, 60.1, 25.1, 60.4).exterior, [box(24.9, 60.2, 25, 60.3).exterior.coords]),
    ],
)
def test_parts_and_holes_are_written_with_empty_lines_between_and_read_again(shape):
    text = to_lines(check_shape(shape, "area"))

    assert text.count("\n\n") == 1
    assert parse_coordinates(text, "area").equals(shape)


def test_an_island_in_a_hole_is_land_again_and_several_lines_stay_several():
    lake = Polygon(box(24, 60, 25, 61).exterior, [box(24.2, 60.2, 24.8, 60.8).exterior.coords])
    land = MultiPolygon([lake, box(24.4, 60.4, 24.6, 60.6), box(26, 60, 26.1, 60.1)])
    again = parse_coordinates(to_lines(check_shape(land, "area")), "area")
    lines = parse_coordinates("60.1, 24.9\n60.2, 25.0\n\n60.3, 25.0\n60.3, 25.1", "line")

    assert again.equals(land)
    assert sum(len(part.interiors) for part in again.geoms) == 1
    assert [len(part.coords) for part in lines.geoms] == [2, 2]


@pytest.mark.parametrize(
    ("text", "shape", "code"),
    [
        (f"{SQUARE}\n\n60.15, 24.95\n60.15, 25.05\n60.16, 25.05", "area", "self_crossing"),
        (f"{SQUARE}\n\n{SQUARE}", "area", "self_crossing"),
        (f"{SQUARE}\n\n60.3, 24.9\n60.3, 25", "area", "too_few_points"),
        ("60.1, 24.9\n60.2, 25\n\n60.3, 25", "line", "too_few_points"),
        ("60.1, 24.9\n\n60.2, 25", "point", "one_point_only"),
    ],
)
def test_parts_that_overlap_or_lack_points_are_refused(text, shape, code):
    assert refusal(text, shape)[0] == code


def test_pairs_that_all_stand_apart_are_one_part_written_with_space():
    assert parse_coordinates(SQUARE.replace("\n", "\n\n"), "area").geom_type == "Polygon"


def test_more_may_be_read_than_kept_when_somebody_asks_for_it():
    many = "\n".join(f"60.1, {24.9 + i / 1e5:.5f}" for i in range(POINT_LIMIT + 1))

    assert refusal(many, "line") == (
        "too_many_points", {"limit": POINT_LIMIT, "given": POINT_LIMIT + 1},
    )  # fmt: skip
    assert point_count(parse_coordinates(many, "line", limit=READ_LIMIT)) == POINT_LIMIT + 1


def test_geojson_text_is_rounded_as_asked():
    assert json.loads(to_geojson_text(Point(24.123456789, 60.987654321))) == {
        "type": "Point", "coordinates": [24.123457, 60.987654],
    }  # fmt: skip
    assert json.loads(to_geojson_text(Point(24.123456789, 60.5), 2))["coordinates"] == [24.12, 60.5]


def test_the_anchor_lies_on_the_shape():
    point, line = Point(24.94, 60.17), LineString([(24.9, 60.1), (25, 60.1), (25, 60.2)])
    horseshoe = box(24, 60, 24.5, 60.4) - box(24.1, 60.1, 24.4, 60.4)
    two = MultiPolygon([box(24, 60, 24.01, 60.01), box(25, 60, 25.3, 60.3)])

    assert anchor(point) is point
    middle = anchor(line)
    assert middle.distance(line) < 1e-6
    parts = split(shapely.snap(line, middle, 1e-5), middle).geoms
    assert length_m(parts[0]) == pytest.approx(length_m(parts[1]), rel=1e-3)
    assert horseshoe.contains(anchor(horseshoe))
    assert two.geoms[1].contains(anchor(two))


def test_kinds_are_told_apart_and_bundles_of_points_have_none():
    assert kind_of(MultiPolygon([box(24, 60, 25, 61)])) == "area"
    with pytest.raises(ShapeError):
        kind_of(shapely.MultiPoint([(24, 60), (25, 61)]))


def test_bounds_and_boxes():
    square = box(24.9, 60.1, 25, 60.2)

    assert bounds(square) == (24.9, 60.1, 25, 60.2)
    assert within_box(square, (24.9, 60.1, 25, 60.2))
    for west, south, east, north in (
        (24.91, 60, 26, 61), (24, 60.11, 26, 61), (24, 60, 24.99, 61), (24, 60, 26, 60.19),
    ):  # fmt: skip
        assert not within_box(square, (west, south, east, north))


@given(st.floats(20.5, 31), st.floats(59.6, 69.8), st.sampled_from([100, 500, 1000, 2500]))
def test_a_blurred_place_is_near_and_tells_the_square_only(lon, lat, metres):
    shown = blurred(Point(lon, lat), metres)

    line = LineString([(lon, lat), (shown.x, shown.y)])
    assert length_m(line) <= metres * 0.7072
    assert blurred(shown, metres).equals_exact(shown, 1e-9), "asking again must not tell more"


@given(st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_all_places_in_a_square_are_blurred_to_one_point(across, up):
    corner, middle = (385_000.0, 6_672_000.0), (385_250.0, 6_672_250.0)
    place = reproject(Point(corner[0] + 500 * across, corner[1] + 500 * up), TM35FIN, WGS84)

    shown = reproject(blurred(place, 500), WGS84, TM35FIN)

    assert (shown.x, shown.y) == pytest.approx(middle, abs=0.01)


def test_lines_and_areas_are_blurred_to_a_point_and_a_grid_needs_a_size():
    assert blurred(LineString([(24.9, 60.1), (25, 60.1)]), 500).geom_type == "Point"
    with pytest.raises(ValueError, match="grid"):
        blurred(Point(24.9, 60.1), 0)
