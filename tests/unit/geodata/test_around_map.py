"""The small map of a place and what lies around it opens on the whole circle, in every place."""

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from geodata.map_labels import PLACE_LABELS
from geodata.map_options import AroundMap, BaseMap, MissingLabelsError
from geodata.maps import around_map

BASE = BaseMap(outline_url="/outline.json")
GLOBE = Geod(ellps="WGS84")
MANIFEST = {
    key: {"url": f"/{key}"}
    for key in (
        "leaflet", "leaflet_css", "koepaikka_map_css", "koepaikka_map", "koepaikka_map_element",
        "koepaikka_map_frame", "koepaikka_map_base", "koepaikka_map_mark", "koepaikka_map_place",
    )
}  # fmt: skip


def around(geometry, radius_m=0.0, **more):
    given = {"base": BASE, "label": "Koti", "labels": PLACE_LABELS} | more
    return AroundMap(**given, geometry=geometry, radius_m=radius_m)


def point(lon, lat):
    return {"type": "Point", "coordinates": [lon, lat]}


@given(st.floats(19, 31), st.floats(59, 70), st.sampled_from((300, 1000, 10_000)))
def test_all_of_the_circle_and_little_more_is_seen(lon, lat, radius_m):
    west, south, east, north = around(point(lon, lat), radius_m).bounds

    for bearing, edge in ((0, (lon, north)), (90, (east, lat)), (270, (west, lat))):
        x, y, _back = GLOBE.fwd(lon, lat, bearing, radius_m * 0.985)
        assert west <= x <= east
        assert south <= y <= north
        _there, _back, metres = GLOBE.inv(lon, lat, *edge)
        assert metres == pytest.approx(radius_m, rel=0.015)


def test_an_area_is_seen_without_anything_around_it():
    area = shapely.box(24.9, 60.1, 25.0, 60.2)
    assert around(shapely.geometry.mapping(area)).bounds == area.bounds


@pytest.mark.parametrize(("radius_m", "written"), [(500, '"around":500'), (0, '"around":null')])
def test_the_browser_is_told_the_radius(radius_m, written):
    script = str(around_map(MANIFEST, around(point(24.94, 60.17), radius_m)).script)

    assert written in script


def test_a_missing_word_is_refused():
    with pytest.raises(MissingLabelsError):
        around(point(24.94, 60.17), labels={})


def test_a_further_map_brings_its_own_script_and_no_file():
    parts = around_map(MANIFEST, around(point(24.94, 60.17), key="second"))

    inline = str(parts.inline("n0"))
    assert "src=" not in inline
    assert inline in str(parts.scripts("n0", str))
    assert "map_second" in inline
