"""Tiles over HTTP: what is in them, what is told of them, and what is refused."""

import gzip
import json

import mapbox_vector_tile
import pytest
from shapely.geometry import LineString, Point, box
from sqlalchemy import delete

from app.database import db
from geodata.crs import WEB_MERCATOR, WGS84, reproject, to_web_mercator
from geodata.tile_cluster import CLUSTER_ZOOM
from geodata.tile_grid import tile_at
from geodata.vector_tile import MIMETYPE
from models.open_collection import COLLECTIONS
from models.open_feature import OpenFeature
from tests.factories.account import staff
from tests.factories.ogc_tile import some_shapes, tell
from tests.factories.testbed import draft, testbed

HOME = to_web_mercator(24.94, 60.17)
TILES = "/ogc/collections/{}/tiles/WebMercatorQuad"


def address(zoom, collection="testbeds", place=HOME):
    tile = tile_at(*place, zoom)
    return f"{TILES.format(collection)}/{tile.z}/{tile.row}/{tile.column}"


def read(answer):
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == MIMETYPE
    body = answer.data
    if answer.headers.get("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    return mapbox_vector_tile.decode(body, default_options={"y_coord_down": True})


def test_a_published_testbed_is_in_the_tile_that_it_lies_in(client):
    place = testbed()
    there = to_web_mercator(*json.loads(place.shape_json)["coordinates"])

    (found,) = read(client.get(address(14, place=there)))["testbeds"]["features"]

    assert found["id"] == place.id
    assert found["properties"] == {
        "slug": place.slug, "city": "helsinki", "kind": place.kind.value,
        **{f"title_{lang}": place.name.get(lang) for lang in ("fi", "sv", "en")
           if place.name.get(lang)},
    }  # fmt: skip


def test_nothing_that_is_not_public_is_in_any_tile(client):
    place = draft()
    there = to_web_mercator(*json.loads(place.shape_json)["coordinates"])

    answers = [client.get(address(zoom, place=there)) for zoom in (0, 5, 11, 12, 18)]

    assert [one.status_code for one in answers] == [204] * 5
    assert [one.data for one in answers] == [b""] * 5


@pytest.mark.parametrize("collection", list(COLLECTIONS))
@pytest.mark.parametrize("zoom", [0, CLUSTER_ZOOM, CLUSTER_ZOOM + 1, 18])
def test_every_collection_has_tiles_at_every_zoom(client, collection, zoom):
    tell([Point(24.94, 60.17).buffer(0.01)], collection)

    found = read(client.get(address(zoom, collection)))

    wanted = "clusters" if zoom <= CLUSTER_ZOOM and collection != "cities" else collection
    assert list(found) == [wanted]
    assert len(found[wanted]["features"]) == 1


def test_clusters_count_every_place_once_and_features_are_all_there(client):
    shapes = some_shapes(60)
    tell([*shapes, None])

    counted = read(client.get(address(0)))["clusters"]["features"]
    shown = {
        one["id"]
        for zoom in (12,)
        for column in range(-2, 3)
        for row in range(-2, 3)
        for one in _around(client, zoom, column, row)
    }

    assert sum(one["properties"]["count"] for one in counted) == 60
    assert shown == set(range(1, 61))


def _around(client, zoom, column, row):
    side = 20037508.342789244 * 2 / 2**zoom
    place = (HOME[0] + column * side, HOME[1] + row * side)
    answer = client.get(address(zoom, place=place))
    return [] if answer.status_code == 204 else read(answer)["testbeds"]["features"]


def test_what_is_too_small_to_see_is_a_point_where_it_is(client):
    tell([
        LineString([(24.94, 60.17), (24.940005, 60.170002)]),
        box(24.94, 60.17, 24.9400001, 60.175),  # a step thin, and long
        Point(24.94, 60.17).buffer(0.01),
    ])  # fmt: skip

    found = read(client.get(address(13)))["testbeds"]["features"]

    assert [one["geometry"]["type"] for one in found] == ["Point", "Point", "Polygon"]


def test_a_tile_that_has_not_changed_is_not_sent_again_and_one_that_has_is(client):
    tell([Point(24.94, 60.17)])
    first = client.get(address(14))
    tag = {"If-None-Match": first.headers["ETag"]}

    same = client.get(address(14), headers=tag)
    tell([Point(24.95, 60.17)], "pilots")
    other = client.get(address(14), headers=tag)
    db.session.execute(delete(OpenFeature))
    tell([Point(24.94, 60.17), Point(24.9401, 60.17)])
    changed = client.get(address(14), headers=tag)

    assert [one.status_code for one in (first, same, other, changed)] == [200, 304, 304, 200]
    assert same.data == b""
    assert same.headers["ETag"] == first.headers["ETag"] != changed.headers["ETag"]
    assert not first.headers["ETag"].startswith("W/")
    assert len(read(changed)["testbeds"]["features"]) == 2
    clusters = read(client.get(address(4)))["clusters"]["features"]
    assert [one["properties"]["count"] for one in clusters] == [2]


def test_tiles_are_packed_for_those_who_can_unpack_them(client):
    tell(some_shapes(60))
    plain = client.get(address(13))
    packed = client.get(address(13), headers={"Accept-Encoding": "gzip, br"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert len(packed.data) < len(plain.data)


def test_head_says_what_get_would_and_any_origin_may_read(client):
    tell(some_shapes(9))
    got, headed = client.get(address(13)), client.head(address(13))

    assert (headed.status_code, headed.data) == (200, b"")
    for name in ("ETag", "Content-Type", "Content-Length", "Cache-Control"):
        assert headed.headers[name] == got.headers[name]
    assert got.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in got.headers


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("testbeds/tiles/WebMercatorQuad/12/1/99999", 404),
        ("testbeds/tiles/WebMercatorQuad/19/150000/298000", 404),
        ("testbeds/tiles/WebMercatorQuad/25/1/1", 404),
        ("testbeds/tiles/WebMercatorQuad/12/0/0", 404),  # far from Finland
        ("testbeds/tiles/WorldCRS84Quad/3/1/4", 404),
        ("people/tiles/WebMercatorQuad/3/2/4", 404),
        ("people/tiles", 404),
        ("testbeds/tiles/WorldCRS84Quad", 404),
        ("testbeds/tiles/WebMercatorQuad/three/2/4", 400),
        ("testbeds/tiles/WebMercatorQuad/3/-2/4", 400),
        ("testbeds/tiles/WebMercatorQuad/3/2/4.0", 400),
        ("testbeds/tiles/WebMercatorQuad/3/2/" + "4" * 40, 400),
        ("testbeds/tiles/WebMercatorQuad/3/2/4?f=png", 400),
        ("testbeds/tiles/WebMercatorQuad/3/2/4?colour=red", 400),
        ("testbeds/tiles/WebMercatorQuad?f=xml", 400),
        ("testbeds/tiles?limit=3", 400),
    ],
)
def test_what_does_not_exist_or_makes_no_sense_is_refused_by_a_problem(client, path, status):
    answer = client.get(f"/ogc/collections/{path}")

    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert answer.json["status"] == status


def test_tiles_are_the_same_whoever_asks(client, sign_in, session):
    draft()
    tell([Point(24.94, 60.17)])
    before = client.get(address(12)).data
    sign_in(staff())

    answer = client.get(address(12))

    assert answer.data == before
    assert "Set-Cookie" not in answer.headers


def test_shapes_reach_over_the_edges_of_neighbouring_tiles(client):
    tile = tile_at(*HOME, 13)
    west, south, _east, north = tile.box()
    line = LineString([(west - 500, (south + north) / 2), (west + 500, (south + north) / 2)])

    tell([reproject(line, WEB_MERCATOR, WGS84)])

    left = read(client.get(address(13, place=(west - 10, (south + north) / 2))))
    right = read(client.get(address(13, place=(west + 10, (south + north) / 2))))

    assert [max(x for x, _y in one["testbeds"]["features"][0]["geometry"]["coordinates"])
            for one in (left, right)] == [4160, 419]  # fmt: skip
