"""What maps read before they ask for tiles: complete, by the standard, in three languages."""

import pytest

from geodata.crs import to_web_mercator
from geodata.tile_cluster import CLUSTER_ZOOM, CROWDED_ZOOM
from geodata.tile_grid import tile_at
from models.base import LANGUAGES
from models.open_collection import COLLECTIONS
from tests.factories.ogc_tile import some_shapes, tell

REL = "http://www.opengis.net/def/rel/ogc/1.0/"
GRID = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
TILES = "/ogc/collections/testbeds/tiles"


def links(document, rel):
    return [one for one in document["links"] if one["rel"] == rel]


def here(address):
    return address.removeprefix("http://localhost")


def test_the_grid_is_that_of_the_standard(client):
    listed = client.get("/ogc/tileMatrixSets").json["tileMatrixSets"]
    (way,) = links(listed[0], "self")
    grid = client.get(here(way["href"])).json

    assert [one["id"] for one in listed] == ["WebMercatorQuad"]
    assert (grid["uri"], grid["crs"]) == (GRID, "http://www.opengis.net/def/crs/EPSG/0/3857")
    assert [one["id"] for one in grid["tileMatrices"]] == [str(z) for z in range(25)]
    first, last = grid["tileMatrices"][0], grid["tileMatrices"][24]
    assert first["scaleDenominator"] == pytest.approx(559082264.028717, abs=1e-5)
    assert first["cellSize"] == pytest.approx(156543.033928041, abs=1e-8)
    assert first["pointOfOrigin"] == pytest.approx([-20037508.3427892, 20037508.3427892])
    assert (first["matrixWidth"], last["matrixHeight"]) == (1, 2**24)
    assert last["scaleDenominator"] == pytest.approx(33.3238997477)
    assert client.get("/ogc/tileMatrixSets/WorldCRS84Quad").status_code == 404


@pytest.mark.parametrize("collection", list(COLLECTIONS))
def test_a_tileset_leads_to_its_grid_its_data_and_its_tiles(client, collection):
    listed = client.get(f"/ogc/collections/{collection}/tiles").json
    (of_list,) = listed["tilesets"]
    (way,) = links(of_list, "self")
    told = client.get(here(way["href"])).json

    for one in (of_list, told):
        assert (one["dataType"], one["tileMatrixSetURI"]) == ("vector", GRID)
        (grid,) = links(one, f"{REL}tiling-scheme")
        assert client.get(here(grid["href"])).json["id"] == "WebMercatorQuad"
        (tiles,) = links(one, "item")
        assert tiles["templated"] is True
        assert tiles["type"] == "application/vnd.mapbox-vector-tile"
        assert tiles["href"].endswith("/{tileMatrix}/{tileRow}/{tileCol}")
    assert links(told, "license")
    assert links(told, f"{REL}geodata")
    clusters = {layer["id"]: layer for layer in told["layers"]}.get("clusters")
    assert (clusters is None) is (collection == "cities")
    for layer in told["layers"]:
        assert 0 <= int(layer["minTileMatrix"]) <= int(layer["maxTileMatrix"]) <= 18
        assert layer["propertiesSchema"]["properties"]


def test_tiles_are_offered_within_their_limits_and_not_beyond(client):
    tell(some_shapes(3))
    told = client.get(f"{TILES}/WebMercatorQuad").json["tileMatrixSetLimits"]
    home = to_web_mercator(24.94, 60.17)

    assert [one["tileMatrix"] for one in told] == [str(z) for z in range(19)]
    for one in told:
        zoom = int(one["tileMatrix"])
        tile = tile_at(*home, zoom)
        assert one["minTileRow"] <= tile.row <= one["maxTileRow"]
        assert one["minTileCol"] <= tile.column <= one["maxTileCol"]
        corner = f"{TILES}/WebMercatorQuad/{zoom}/{one['maxTileRow']}/{one['maxTileCol']}"
        assert client.get(corner).status_code in {200, 204}
        beyond = f"{TILES}/WebMercatorQuad/{zoom}/{one['maxTileRow'] + 1}/{one['maxTileCol']}"
        assert client.get(beyond).status_code == 404


@pytest.mark.parametrize(
    "asked",
    [
        {"query_string": "f=tilejson"},
        {"headers": {"Accept": "application/vnd.mapbox.tile+json"}},
    ],
)
def test_tilejson_leads_to_the_same_tiles(client, asked):
    tell(some_shapes(30))
    answer = client.get(f"{TILES}/WebMercatorQuad", **asked)
    told = answer.json
    tile = tile_at(*to_web_mercator(24.94, 60.17), 12)
    (template,) = told["tiles"]

    assert answer.mimetype == "application/vnd.mapbox.tile+json"
    assert told["tilejson"] == "3.0.0"
    assert client.get(here(template.format(z=12, y=tile.row, x=tile.column))).status_code == 200
    layers = {one["id"]: one for one in told["vector_layers"]}
    assert layers["testbeds"]["minzoom"] == CLUSTER_ZOOM + 1
    assert layers["clusters"]["maxzoom"] == CROWDED_ZOOM
    assert set(layers["testbeds"]["fields"]) == {
        "slug", "city", "kind", "title_fi", "title_sv", "title_en",
    }  # fmt: skip


def test_the_style_draws_layers_that_there_are(client):
    style = client.get(f"{TILES}/WebMercatorQuad/style.json").json
    told = client.get(here(style["sources"]["testbeds"]["url"])).json
    layers = {one["id"] for one in told["vector_layers"]}

    assert style["version"] == 8
    assert {one["source-layer"] for one in style["layers"] if "source-layer" in one} == layers
    assert "https://" not in str(style["sources"])  # nothing from anywhere else


def test_a_document_that_one_has_is_not_sent_again(client):
    first = client.get(f"{TILES}/WebMercatorQuad")
    again = client.get(f"{TILES}/WebMercatorQuad", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")
    assert first.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", [TILES, f"{TILES}/WebMercatorQuad"])
def test_people_read_of_the_tiles_on_a_page(client, lang, path):
    page = client.page(f"{path}?f=html&lang={lang}")

    assert COLLECTIONS["testbeds"].title.get(lang) in page.heading
    assert page.root.get("lang") == lang
    assert "http://localhost" + TILES + "/WebMercatorQuad/style.json" in page.text
    shown = client.get(path, headers={"Accept": "text/html,*/*;q=0.1", "Accept-Language": lang})
    assert shown.mimetype == "text/html"


def test_titles_are_in_the_language_that_is_asked_for(client):
    told = [client.get(f"{TILES}/WebMercatorQuad?lang={lang}").json["title"] for lang in LANGUAGES]

    assert told == [COLLECTIONS["testbeds"].title.get(lang) for lang in LANGUAGES]
