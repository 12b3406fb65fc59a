"""Coordinate systems: known places, and nothing lost on the way there and back."""

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geodata.crs import (
    CITY_PLANES,
    SYSTEMS,
    UnknownCrsError,
    area_m2,
    from_web_mercator,
    from_wgs84,
    length_m,
    system,
    to_web_mercator,
    to_wgs84,
)

A_MILLIMETRE = 0.001
EDGE_M = 1_000.0


def test_planes_of_the_cities_and_every_zone_are_offered():
    assert set(SYSTEMS) == {4326, 3067, *range(3873, 3886)}
    assert CITY_PLANES == {
        "helsinki": 3879, "espoo": 3879, "vantaa": 3879, "tampere": 3878, "turku": 3877,
        "oulu": 3884,
    }  # fmt: skip
    assert system(3884).name == "ETRS-GK30"


@pytest.mark.parametrize(
    ("epsg", "easting", "northing"),
    # Reference values computed with an independent implementation of JHS 154.
    [(3067, 385_700.421, 6_672_126.743), (3879, 25_496_669.192, 6_673_014.666)],
)
def test_central_helsinki_lies_where_the_formulas_of_the_standard_put_it(epsg, easting, northing):
    ((x, y),) = from_wgs84([(24.94, 60.17)], epsg)

    assert (x, y) == pytest.approx((easting, northing), abs=A_MILLIMETRE)


@given(st.floats(100_000, 720_000), st.floats(6_620_000, 7_770_000))
def test_a_place_in_tm35fin_comes_back_within_a_millimetre(easting, northing):
    there = to_wgs84([(easting, northing)], 3067)

    ((x, y),) = from_wgs84(there, 3067)

    assert abs(x - easting) < A_MILLIMETRE
    assert abs(y - northing) < A_MILLIMETRE


@given(st.sampled_from(sorted(SYSTEMS)), st.data())
def test_a_place_in_any_system_comes_back_within_a_millimetre(epsg, data):
    west, south, east, north = SYSTEMS[epsg].limits
    edge = EDGE_M if SYSTEMS[epsg].is_plane else 0.1
    x = data.draw(st.floats(west + edge, east - edge))
    y = data.draw(st.floats(south + edge, north - edge))

    ((back_x, back_y),) = from_wgs84(to_wgs84([(x, y)], epsg), epsg)

    assert abs(back_x - x) < A_MILLIMETRE
    assert abs(back_y - y) < A_MILLIMETRE


@given(st.floats(19, 32), st.floats(59, 71))
def test_web_mercator_comes_back(lon, lat):
    assert from_web_mercator(*to_web_mercator(lon, lat)) == pytest.approx((lon, lat), abs=1e-9)


def test_many_positions_are_moved_at_once_and_none_is_none():
    assert to_wgs84([], 3067) == []
    assert len(to_wgs84([(385_700, 6_672_126), (385_701, 6_672_127)], 3067)) == 2


@pytest.mark.parametrize("move", [to_wgs84, from_wgs84])
def test_an_unknown_system_is_refused(move):
    with pytest.raises(UnknownCrsError):
        move([(1.0, 2.0)], 2393)


def test_length_and_area_are_measured_on_the_ground_and_not_in_degrees():
    corners = to_wgs84(
        [(400_000, 6_700_000), (400_300, 6_700_000), (400_300, 6_700_200), (400_000, 6_700_200)],
        3067,
    )

    assert length_m(shapely.LineString(corners[:2])) == pytest.approx(300, abs=0.01)
    assert area_m2(shapely.Polygon(corners)) == pytest.approx(60_000, abs=1)
    assert area_m2(shapely.Point(24.94, 60.17)) == 0
