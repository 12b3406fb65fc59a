"""Tiles are found from where every client begins, and described with everything else."""

from models.open_collection import COLLECTIONS

REL = "http://www.opengis.net/def/rel/ogc/1.0/"
TILES = "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/"


def way(client, path, rel):
    (found,) = [one for one in client.get(path).json["links"] if one["rel"] == REL + rel]
    return found["href"].removeprefix("http://localhost")


def test_a_client_comes_from_the_landing_page_to_the_grid(client):
    listed = client.get(way(client, "/ogc/", "tiling-schemes")).json

    assert [one["id"] for one in listed["tileMatrixSets"]] == ["WebMercatorQuad"]


def test_a_client_comes_from_every_collection_to_its_tiles(client):
    for name in COLLECTIONS:
        (tileset,) = client.get(way(client, f"/ogc/collections/{name}", "tilesets-vector")).json[
            "tilesets"
        ]
        assert tileset["dataType"] == "vector"


def test_what_holds_is_said_and_every_address_is_described(client):
    said = client.get("/ogc/conformance").json["conformsTo"]
    paths = client.get("/ogc/api").json["paths"]

    for one in ("core", "tileset", "tilesets-list", "geodata-tilesets", "mvt"):
        assert TILES + one in said
    for name in COLLECTIONS:
        tile = f"/collections/{name}/tiles/WebMercatorQuad/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"
        assert {"200", "204", "304", "400", "404"} <= set(paths[tile]["get"]["responses"])
    idents = [one["get"]["operationId"] for one in paths.values()]
    assert len(idents) == len(set(idents))


def test_the_page_of_a_collection_leads_to_the_page_of_its_tiles(client):
    page = client.page("/ogc/collections/testbeds?f=html&lang=en")
    (tiles,) = [one.get("href") for one in page.all("a") if "/tiles?" in (one.get("href") or "")]

    assert "vector tiles" in client.page(tiles).heading
