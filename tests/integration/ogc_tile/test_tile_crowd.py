"""Crowded squares are clusters close in as well; what stands beside them is itself."""

import mapbox_vector_tile
import pytest

from app.queries.ogc_held import Copies
from app.queries.ogc_tile import feature_tile
from app.queries.open_feature import state_of
from geodata import tile_cluster
from geodata.crs import to_web_mercator
from geodata.tile_cluster import CLUSTER_ZOOM, CROWDED_ZOOM, SQUARE_ZOOM
from geodata.tile_grid import Tile, tile_at
from models.base import Translated
from models.open_collection import COLLECTIONS
from tests.factories.ogc_tile import some_shapes, tell
from tests.factories.testbed import testbed

HOME = to_web_mercator(24.94, 60.17)
NUMBER = 150


@pytest.fixture
def crowd(session, monkeypatch):
    """Many things, some close together, as if there were very many."""
    monkeypatch.setattr(tile_cluster, "MOST_IN_SQUARE", 6)
    tell([*some_shapes(NUMBER), None])


def around(zoom):
    """Yield the tiles around the middle in which the things lie."""
    middle, reach = tile_at(*HOME, zoom), 2 << zoom - CLUSTER_ZOOM - 1
    for row in range(middle.row - reach, middle.row + reach + 1):
        for column in range(middle.column - reach, middle.column + reach + 1):
            yield Tile(zoom, row, column)


def test_every_thing_is_shown_or_counted_once_by_the_index_as_by_the_database(crowd):
    state = state_of("testbeds")
    copies = Copies(0, 1000)
    for zoom in (CLUSTER_ZOOM + 1, SQUARE_ZOOM):
        counted, shown = 0, set()
        for tile in around(zoom):
            body = feature_tile("testbeds", state, tile)
            indexed = feature_tile(
                "testbeds", state, tile, lambda: copies.index(COLLECTIONS["testbeds"], state)
            )
            assert indexed == body
            layers = mapbox_vector_tile.decode(body) if body else {}
            shown |= {one["id"] for one in layers.get("testbeds", {}).get("features", ())}
            clusters = layers.get("clusters", {}).get("features", ())
            counted += sum(one["properties"]["count"] for one in clusters)
        assert counted > 0
        assert shown
        assert counted + len(shown) == NUMBER


def test_close_enough_everything_is_itself(crowd):
    state = state_of("testbeds")
    middle = tile_at(*HOME, CROWDED_ZOOM + 1)

    found = mapbox_vector_tile.decode(feature_tile("testbeds", state, middle))

    assert list(found) == ["testbeds"]


def test_clusters_are_as_new_as_the_database_after_every_change(session):
    places = [testbed(), testbed()]
    world = Tile(0, 0, 0)

    def counted():
        found = mapbox_vector_tile.decode(feature_tile("testbeds", state_of("testbeds"), world))
        return sum(one["properties"]["count"] for one in found["clusters"]["features"])

    assert counted() == len(places)
    places[0].name = Translated("Uusi", "Ny", "New")
    session.commit()
    assert counted() == len(places)
    testbed()
    assert counted() == len(places) + 1
