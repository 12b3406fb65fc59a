"""What the map of testbeds is told, and what it must not be told."""

import json

import pytest
import shapely

from app.services.testbed_shape import Place, save_place
from geodata.crs import WGS84, to_web_mercator
from models.account import CityRole
from models.base import Translated
from models.testbed import TestbedStatus
from tests.factories.account import acting, staff
from tests.factories.testbed import testbed

WINDOW = "24.90,60.15,25.00,60.20"


def at(lon, lat, **values):
    x, y = to_web_mercator(lon, lat)
    shape = json.dumps({"type": "Point", "coordinates": [lon, lat]}, separators=(",", ":"))
    place = {"geom": f"SRID=4326;POINT({lon} {lat})", "shape_json": shape}
    return testbed("helsinki", **{"anchor_x": x, "anchor_y": y, **place, **values})


def features(client, query="", what="map"):
    answer = client.get(f"/en/testbeds/{what}.json?{query}")
    assert answer.mimetype == "application/geo+json"
    return json.loads(answer.data)


def counted(found):
    return sum(one["properties"].get("count", 1) for one in found["features"])


def test_every_zoom_counts_every_place_once(session, client):
    for number in range(30):
        at(24.90 + number * 0.003, 60.16 + number * 0.001)
    testbed("helsinki", TestbedStatus.DRAFT)
    testbed("helsinki", TestbedStatus.RETIRED)
    for zoom in (4, 7.5, 9, 12, 15, 18):
        found = features(client, f"zoom={zoom}")
        assert (found["total"], counted(found)) == (30, 30)


def test_a_single_place_has_what_its_card_has(session, client):
    one = at(24.94, 60.17, name=Translated("</script>${7*7}"), district=Translated("Kamppi"))
    (found,) = features(client, "zoom=15")["features"]
    assert found["properties"] == {
        "id": str(one.id),
        "title": "</script>${7*7}",
        "status": "testbed",
        "url": f"/en/testbeds/helsinki/{one.slug}",
        "place": "Kamppi, Helsinki",
    }


def test_the_window_and_the_filters_narrow_it(session, client):
    at(24.94, 60.17, themes=["energy"])
    at(24.95, 60.18, themes=["food"])
    at(25.20, 60.25, themes=["energy"])
    assert counted(features(client, f"zoom=10&bbox={WINDOW}")) == 2
    assert counted(features(client, f"zoom=10&bbox={WINDOW}&theme=energy")) == 1
    assert counted(features(client, "zoom=10&theme=energy")) == 2
    assert counted(features(client, "zoom=10&bbox=1,2,3")) == 3


def test_nothing_changed_is_said_in_few_bytes(session, client):
    at(24.94, 60.17)
    first = client.get("/en/testbeds/map.json?zoom=10")
    again = client.get(
        "/en/testbeds/map.json?zoom=10", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")


@pytest.fixture
def editor(session):
    return acting(staff(CityRole.EDITOR, "helsinki"))


def draw(editor, kind, text, *, blur=False):
    one = testbed("helsinki")
    save_place(
        editor,
        one.id,
        1,
        Place(
            shape=kind,
            coordinates=text,
            epsg=WGS84,
            accuracy_m=None,
            blur=blur,
            address="Salainen katu 1",
            district=Translated(),
        ),
    )
    return one


def test_lines_and_areas_come_when_they_touch_the_window(session, client, editor):
    area = draw(editor, "area", "60.10, 24.80\n60.10, 25.10\n60.25, 25.10\n60.25, 24.80")
    line = draw(editor, "line", "60.16, 24.91\n60.17, 24.92")
    draw(editor, "line", "60.28, 25.20\n60.29, 25.21")
    draw(editor, "point", "60.17, 24.94")
    found = features(client, f"zoom=14&bbox={WINDOW}", "shapes")["features"]
    assert {one["properties"]["id"] for one in found} == {str(area.id), str(line.id)}
    assert all(shapely.from_geojson(json.dumps(one["geometry"])).is_valid for one in found)
    paused = features(client, f"zoom=14&bbox={WINDOW}&kind=park", "shapes")["features"]
    assert paused == []


def test_a_hidden_place_is_nowhere_given_away(session, client, editor):
    exact = (24.94321, 60.17123)
    one = draw(editor, "area", "60.171, 24.943\n60.1715, 24.943\n60.1715, 24.944", blur=True)
    tiny = f"{exact[0] - 1e-4},{exact[1] - 1e-4},{exact[0] + 1e-4},{exact[1] + 1e-4}"
    assert features(client, f"zoom=18&bbox={tiny}", "shapes")["features"] == []
    assert features(client, f"zoom=18&bbox={tiny}")["features"] == []
    slug = session.get(type(one), one.id).slug
    for url in (f"/en/testbeds/helsinki/{slug}", "/en/testbeds", "/en/testbeds/map.json?zoom=18"):
        said = client.get(url).get_data(as_text=True)
        assert "60.171" not in said
        assert "Salainen" not in said
    assert features(client, "zoom=10&q=salainen")["features"] == []
