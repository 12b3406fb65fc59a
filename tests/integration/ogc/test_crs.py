"""Coordinates come and are taken in each system, in the order of its own axes."""

import pytest
import shapely
from pyproj import Transformer

from geodata.ogc_crs import ogc_systems
from tests.factories.open_feature import changed, open_feature
from tests.integration.ogc.asking import ask, get, ids, items

PLACE = shapely.Point(24.941, 60.171)
SYSTEMS = sorted(ogc_systems())


def _transformed(uri):
    """Return the place by pyproj with the axes as the authority has them."""
    code = "OGC:CRS84" if uri.endswith("CRS84") else f"EPSG:{uri.rpartition('/')[2]}"
    return Transformer.from_crs("OGC:CRS84", code).transform(PLACE.x, PLACE.y)


@pytest.fixture
def placed(session):
    """One testbed in the middle of Helsinki and one far from it."""
    open_feature("testbeds", 1, PLACE)
    open_feature("testbeds", 2, shapely.Point(25.5, 65.0))
    changed("testbeds")


@pytest.mark.parametrize("uri", SYSTEMS)
def test_an_answer_is_in_the_system_asked_for(client, placed, uri):
    response = get(client, "/collections/testbeds/items/1", crs=uri)
    given = response.get_json(force=True)["geometry"]["coordinates"]

    assert response.headers["Content-Crs"] == f"<{uri}>"
    assert given == pytest.approx(_transformed(uri), abs=0.002)
    assert items(client, "testbeds", crs=uri)[0]["geometry"]["coordinates"] == given


@pytest.mark.parametrize("uri", SYSTEMS)
def test_a_box_and_a_filter_are_taken_in_a_system(client, placed, uri):
    one, two = _transformed(uri)
    near = 0.001 if abs(one) < 200 else 60
    corners = [one - near, two - near, one + near, two + near]
    box = ",".join(map(str, corners))
    inside = f"S_WITHIN(geometry, BBOX({box}))"

    assert ids(client, "testbeds", bbox=box, bbox__crs=uri) == [1]
    assert ids(client, "testbeds", filter=inside, filter__crs=uri) == [1]


def test_the_other_order_of_the_axes_finds_nothing(client, placed):
    uri = "http://www.opengis.net/def/crs/EPSG/0/3879"
    one, two = _transformed(uri)

    assert ids(client, "testbeds", bbox=f"{one},{two},{one},{two}", bbox__crs=uri) == []
    turned = get(client, "/collections/testbeds/items",
                 bbox=f"{two},{one},{two + 9},{one + 9}", bbox__crs=uri)  # fmt: skip
    assert turned.status_code == 400 or not turned.get_json(force=True)["features"]


def test_collections_say_which_systems_there_are(client):
    described = ask(client, "/collections/testbeds")

    assert described["crs"] == list(ogc_systems())
    assert described["storageCrs"] == "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
    assert {"3067", "3857", "3877", "3878", "3879", "3884", "4326"} <= {
        uri.rpartition("/")[2] for uri in described["crs"]
    }
