"""Where a testbed is: typed in any of the systems, checked against the city, hidden if asked."""

import json

import pytest
import shapely
from geoalchemy2.shape import to_shape

from app.services.testbed_shape import BLUR_RADIUS_M, Place, lines_of, save_place
from geodata.crs import TM35FIN, WGS84, from_web_mercator, reproject, to_web_mercator
from models.account import CityRole
from models.base import Translated
from models.errors import FieldError
from models.testbed import Testbed
from tests.factories.account import acting, staff
from tests.factories.city import city
from tests.factories.testbed import draft

POINT, LINE, AREA = (
    ("point", "60.17, 24.94"),
    ("line", "60.17, 24.94\n60.18, 24.95\n60.19, 24.95"),
    ("area", "60.17, 24.94\n60.17, 24.96\n60.18, 24.96\n60.18, 24.94"),
)


def place(shape, coordinates, **changes):
    given = {
        "epsg": WGS84, "accuracy_m": None, "blur": False, "address": "", "district": Translated(),
    }  # fmt: skip
    return Place(shape=shape, coordinates=coordinates, **{**given, **changes})


@pytest.fixture
def editor(session):
    return acting(staff(CityRole.EDITOR, "helsinki"))


@pytest.fixture
def empty(editor):
    return draft("helsinki", geom=None, shape_json=None, anchor_x=None, anchor_y=None)


@pytest.mark.parametrize(("kind", "text"), [POINT, LINE, AREA])
def test_points_lines_and_areas_are_kept_with_what_follows_from_them(
    editor, empty, session, kind, text
):
    save_place(editor, empty.id, 1, place(kind, text))
    kept = session.get(Testbed, empty.id)
    shown = shapely.from_geojson(kept.shape_json)
    assert shown.equals_exact(to_shape(kept.geom), 1e-6)
    lon, lat = from_web_mercator(kept.anchor_x, kept.anchor_y)
    assert shown.distance(shapely.Point(lon, lat)) < 1e-6
    assert lines_of(kept)[0] == kind
    again = save_place(editor, empty.id, 2, place(kind, lines_of(kept)[1]))
    assert again["changed"] == []


@pytest.mark.parametrize(
    ("epsg", "text"), [(TM35FIN, "6672126.7, 385700.4"), (3879, "6672751.0, 25496583.0")]
)
def test_the_planes_of_the_country_and_of_the_city_are_read(editor, empty, session, epsg, text):
    save_place(editor, empty.id, 1, place("point", text, epsg=epsg))
    point = to_shape(session.get(Testbed, empty.id).geom)
    assert 24.9 < point.x < 25.0
    assert 60.1 < point.y < 60.3
    _kind, shown = lines_of(session.get(Testbed, empty.id), epsg)
    assert save_place(editor, empty.id, 2, place("point", shown, epsg=epsg))["changed"] == []


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("point", "24.94, 60.17", "shape_swapped"),
        ("point", "52.5, 13.4", "shape_outside_finland"),
        ("point", "kuusikymmentä", "shape_not_numbers"),
        ("point", "6672126.7, 385700.4", "shape_other_crs"),
        ("point", "60.17, 24.94\n60.18, 24.95", "shape_one_point_only"),
        ("line", "60.17, 24.94", "shape_too_few_points"),
        ("line", "60.17, 24.94\n60.17, 24.94", "shape_zero_length"),
        ("area", "60.17, 24.94\n60.18, 24.96", "shape_too_few_points"),
        ("area", "60.0, 24.5\n60.25, 24.75\n60.5, 25.0", "shape_ring_not_area"),
        ("area", "60.17, 24.94\n60.18, 24.96\n60.18, 24.94\n60.17, 24.96", "shape_self_crossing"),
        ("area", '{"type":"Point","coordinates":[24.94,60.17]}', "shape_wrong_shape"),
        ("area", '{"type":"Polygon"', "shape_not_readable"),
        ("point", "</script>${7*7}", "shape_not_numbers"),
        ("point", "61.49, 23.76", "in_other_city"),
        ("point", "62.60, 29.76", "outside_city"),
        ("line", "62.60, 29.76\n62.61, 29.76", "outside_city"),
    ],
)
def test_what_cannot_be_is_refused_at_the_field(editor, empty, session, kind, text, code):
    city("tampere")
    with pytest.raises(FieldError) as refused:
        save_place(editor, empty.id, 1, place(kind, text))
    assert (refused.value.code, refused.value.field) == (code, "coordinates")
    assert session.get(Testbed, empty.id).geom is None


def test_the_other_city_is_named(editor, empty):
    city("tampere")
    with pytest.raises(FieldError) as refused:
        save_place(editor, empty.id, 1, place("point", "61.49, 23.76"))
    assert refused.value.facts["city"]["sv"] == "Tammerfors"


def test_a_boundary_judges_better_than_a_box(editor, empty, session):
    home = city("helsinki")
    ring = [(24.8, 60.0), (25.0, 60.0), (25.0, 60.1), (24.8, 60.1), (24.8, 60.0)]
    home.boundary = "SRID=4326;" + shapely.MultiPolygon([shapely.Polygon(ring)]).wkt
    session.commit()
    with pytest.raises(FieldError) as refused:
        save_place(editor, empty.id, 1, place("point", "60.17, 24.94"))
    assert refused.value.code == "outside_city"
    save_place(editor, empty.id, 1, place("point", "60.05, 24.94"))


def test_a_hidden_place_is_shown_as_a_circle_that_holds_it(editor, empty, session):
    save_place(editor, empty.id, 1, place("point", "60.17, 24.94", blur=True))
    kept = session.get(Testbed, empty.id)
    shown = shapely.Point(json.loads(kept.shape_json)["coordinates"])
    exact = to_shape(kept.geom)
    apart = reproject(shown, WGS84, TM35FIN).distance(reproject(exact, WGS84, TM35FIN))
    assert 0 < apart <= BLUR_RADIUS_M
    assert (kept.anchor_x, kept.anchor_y) == pytest.approx(to_web_mercator(shown.x, shown.y), abs=1)
    save_place(editor, empty.id, 2, place("point", lines_of(kept)[1], blur=False))
    kept = session.get(Testbed, empty.id)
    assert json.loads(kept.shape_json)["coordinates"] == pytest.approx([24.94, 60.17])


def test_a_draft_may_be_without_a_place(editor, empty, session):
    save_place(editor, empty.id, 1, place("point", "60.17, 24.94"))
    save_place(editor, empty.id, 2, place("point", "  "))
    kept = session.get(Testbed, empty.id)
    assert (kept.geom, kept.shape_json, kept.anchor_x) == (None, None, None)
