"""The outline of a city is for everybody: on the maps of those who chose it, and light."""

import json

import shapely
from shapely.geometry import shape

from models.city import City
from tests.factories.city import city
from tests.factories.testbed import testbed

URL = "/en/cities/helsinki/boundary.json"


def wavy_square():
    """Return a square whose north edge has three thousand small steps."""
    edge = [(25.0 - n / 1e4, 60.2 + n % 2 / 1e6) for n in range(1_000)]
    return shapely.Polygon([(24.9, 60.1), (25.0, 60.1), *edge, (24.9, 60.2)])


def load(session, area):
    home = city("helsinki")
    home.boundary = "SRID=4326;" + shapely.MultiPolygon([area]).wkt
    session.commit()


def test_without_a_boundary_the_answer_is_empty_and_of_an_unknown_city_missing(session, client):
    city("helsinki")
    answer = client.get(URL)
    assert (answer.status_code, answer.json) == (200, {"type": "FeatureCollection", "features": []})
    assert client.get("/en/cities/atlantis/boundary.json").status_code == 404


def test_the_outline_is_lighter_than_the_boundary_and_close_to_it(session, client):
    area = wavy_square()
    load(session, area)

    answer = client.get(URL)

    drawn = shape(json.loads(answer.data))
    assert answer.mimetype == "application/geo+json"
    assert shapely.get_num_coordinates(drawn) < 20
    assert shapely.hausdorff_distance(drawn.boundary, area.boundary) < 0.0003
    again = client.get(URL, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_the_public_maps_draw_the_cities_that_were_chosen_and_no_others(session, client):
    testbed("helsinki")
    city("tampere")
    for page in ("/en/testbeds", "/en/"):
        assert "boundary.json" not in client.get(page).get_data(as_text=True)
        shown = client.get(f"{page}?city=helsinki").get_data(as_text=True)
        assert "/en/cities/helsinki/boundary.json" in shown
        assert "tampere/boundary.json" not in shown


def test_pages_of_everybody_never_read_a_boundary(session, client):
    load(session, wavy_square())
    testbed("helsinki")
    assert "boundary" in {one.key for one in City.__mapper__.column_attrs if one.deferred}
    assert client.get("/en/testbeds").status_code == 200
