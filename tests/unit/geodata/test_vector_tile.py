"""Vector tiles of our own: another decoder reads what went in, and nothing is lost."""

from itertools import pairwise

import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import (
    GeometryCollection,
    LineString,
    MultiLineString,
    MultiPoint,
    MultiPolygon,
    Point,
    Polygon,
    box,
    shape,
)

from geodata.tile_grid import BUFFER, EXTENT, Tile, tile_at
from geodata.vector_tile import Rows, packed, varint, vector_tile

TILE = Tile(14, 4740, 9328)
STEP = TILE.step_m
WEST, NORTH = TILE.corner()
SAMPLES = settings(max_examples=80, deadline=None)


def at(x, y):
    """Return a place of the tile, in its steps, as metres."""
    return WEST + x * STEP, NORTH - y * STEP


def placed(geometry):
    return shapely.transform(geometry, lambda c: np.column_stack(at(c[:, 0], c[:, 1])))


def rows_of(geometries, **columns):
    anchors = [one.representative_point() for one in geometries]
    return Rows(
        ids=list(range(1, len(geometries) + 1)),
        shapes=np.array(geometries, dtype=object),
        anchor_x=np.array([one.x for one in anchors]),
        anchor_y=np.array([one.y for one in anchors]),
        columns=columns,
    )


def decoded(geometries, tile=TILE, **columns):
    """Return the features as another program reads them, by their id, in steps."""
    body = vector_tile("places", rows_of([placed(one) for one in geometries], **columns), tile)
    if not body:
        return {}
    read = mapbox_vector_tile.decode(body, default_options={"y_coord_down": True})
    assert read["places"]["extent"] == EXTENT
    assert read["places"]["version"] == 2
    return {one["id"]: one for one in read["places"]["features"]}


def drawn(geometry):
    return shape(decoded([geometry])[1]["geometry"])


@pytest.mark.parametrize("number", [0, 1, 127, 128, 16383, 16384, 2**31, 2**63])
def test_numbers_are_packed_alone_as_together(number):
    together, starts = packed(np.array([5, min(number, 2**62), 300], dtype=np.int64))

    assert together[1:] == varint(min(number, 2**62)) + varint(300)
    assert starts.tolist()[:2] == [0, 1]
    assert sum((byte & 0x7F) << 7 * place for place, byte in enumerate(varint(number))) == number


def test_attributes_come_back_as_what_they_are_and_nothing_is_left_out():
    columns = {
        "title": ["Öljysatama 🛶", None, "Same"],
        "alias": ["Same", "", None],
        "free": [3, -2, 0],
        "share": [0.25, None, 1e9],
        "open": [True, False, None],
        "empty": [None, None, None],
    }

    found = decoded([Point(1, 1), Point(2, 2), Point(3, 3)], **columns)

    expected = [
        {name: column[place] for name, column in columns.items() if column[place] is not None}
        for place in range(3)
    ]
    assert [found[one]["properties"] for one in (1, 2, 3)] == expected
    assert [type(value) for value in found[1]["properties"].values()] == [
        str,
        str,
        int,
        float,
        bool,
    ]


def test_a_tile_without_anything_in_it_is_empty():
    assert decoded([Point(EXTENT + BUFFER + 2, 5), box(-900, -900, -800, -800)]) == {}
    assert vector_tile("places", rows_of([]), TILE) == b""


@pytest.mark.parametrize(
    "geometry",
    [
        Point(10, 20),
        MultiPoint([(10, 20), (30, 40)]),
        LineString([(0, 0), (100, 50), (200, -10)]),
        MultiLineString([[(0, 0), (50, 50)], [(90, 90), (120, 300), (10, 10)]]),
        Polygon([(0, 0), (100, 0), (100, 100), (0, 100)], [[(20, 20), (20, 60), (60, 60)]]),
        MultiPolygon([box(0, 0, 50, 50), box(100, 100, 200, 180)]),
    ],
)
def test_a_shape_inside_the_tile_comes_back_the_same(geometry):
    assert drawn(geometry).equals(geometry)
    assert drawn(geometry).geom_type == geometry.geom_type


def test_a_shape_of_mixed_parts_is_drawn_by_its_largest():
    mixed = GeometryCollection([Point(5, 5), LineString([(0, 0), (99, 9)]), box(9, 9, 80, 80)])

    assert drawn(mixed).equals(box(9, 9, 80, 80))


def test_shapes_are_cut_a_little_outside_of_the_tile():
    west, south, east, north = drawn(box(-5000, 100, 300, 9000)).bounds

    assert (west, south, east, north) == (-BUFFER, 100, 300, EXTENT + BUFFER)
    line = drawn(LineString([(-9999, 50), (9999, 50)]))
    assert line.bounds == (-BUFFER, 50, EXTENT + BUFFER, 50)


def test_a_line_that_leaves_and_comes_back_is_drawn_in_two():
    line = LineString([(10, 10), (10, -500), (90, -500), (90, 10)])

    assert [one.bounds for one in drawn(line).geoms] == [
        (10, -BUFFER, 10, 10),
        (90, -BUFFER, 90, 10),
    ]


@pytest.mark.parametrize(
    "geometry",
    [
        LineString([(100, 100), (103, 104)]),
        box(100, 100, 104, 107),
        box(100.1, 100.1, 100.3, 900),  # long, but thinner than a step
    ],
)
def test_what_is_too_small_to_see_is_drawn_as_a_point(geometry):
    found = drawn(geometry)

    assert found.geom_type == "Point"
    assert geometry.distance(found) < 1


def test_what_is_too_small_and_lies_elsewhere_is_not_drawn():
    assert decoded([box(-5000, 5, -200, 5.2)]) == {}


def test_a_hole_that_is_too_small_goes_and_its_area_stays():
    area = Polygon(box(0, 0, 90, 90).exterior, [box(40, 40, 40.2, 40.3).exterior])

    assert drawn(area).equals(box(0, 0, 90, 90))


def test_a_thin_part_takes_its_hole_with_it():
    thin = Polygon(box(100, 0, 100.3, 50).exterior, [box(100.1, 5, 100.2, 45).exterior])

    assert drawn(MultiPolygon([box(0, 0, 50, 50), thin])).equals(box(0, 0, 50, 50))


def test_outer_rings_turn_the_way_the_specification_wants():
    area = Polygon(box(0, 0, 90, 90).exterior, [box(20, 20, 60, 60).exterior])
    rings = decoded([area])[1]["geometry"]["coordinates"]

    def turns(ring):
        return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))

    assert [turns(ring) > 0 for ring in rings] == [True, False]


SHAPES = st.lists(
    st.tuples(
        st.floats(-2 * EXTENT, 2 * EXTENT), st.floats(-2 * EXTENT, 2 * EXTENT),
        st.floats(0.01, 4 * EXTENT), st.integers(3, 30), st.sampled_from(["line", "area", "star"]),
    ),
    min_size=1, max_size=8,
)  # fmt: skip


def made(x, y, size, corners, kind):
    turn = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    reach = size * np.where(np.arange(corners) % 2, 1, 0.2 if kind == "star" else 0.9)
    ring = np.column_stack((x + reach * np.cos(turn), y + reach * np.sin(turn)))
    return LineString(ring) if kind == "line" else Polygon(ring)


@SAMPLES
@given(SHAPES)
def test_any_shape_that_reaches_into_the_tile_is_drawn_sound_and_close(shapes):
    geometries = [made(*one) for one in shapes]
    found = decoded(geometries)
    inside = box(0, 0, EXTENT, EXTENT)
    reach = box(-BUFFER, -BUFFER, EXTENT + BUFFER, EXTENT + BUFFER)

    for number, geometry in enumerate(geometries, 1):
        if number in found:
            seen = shape(found[number]["geometry"])
            assert shapely.is_valid(seen)
            assert reach.covers(seen)
            assert seen.hausdorff_distance(geometry.intersection(reach)) < 9
        else:
            # Only what touches the edge, or lies beyond it but for a sliver, may be missing.
            part = geometry.intersection(inside)
            assert part.is_empty or part.minimum_clearance < 2 or part.length < 9


def test_places_find_their_tile_and_tiles_their_places():
    x, y = at(17.5, 99.5)

    assert tile_at(x, y, 14) == TILE
    assert tile_at(-3e7, 3e7, 3) == Tile(3, 0, 0)
    assert not Tile(14, 1 << 14, 0).exists
    assert not Tile(25, 0, 0).exists
    assert Tile(0, 0, 0).box() == pytest.approx(
        (-20037508.34, -20037508.34, 20037508.34, 20037508.34)
    )
