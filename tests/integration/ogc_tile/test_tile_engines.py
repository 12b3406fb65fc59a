"""Both engines give the same tiles: the same features, attributes and, to a step, shapes."""

import mapbox_vector_tile
import pytest
from shapely.geometry import shape
from sqlalchemy import delete

from app.database import db
from app.queries.ogc_tile import feature_tile
from app.queries.open_feature import state_of
from geodata.crs import to_web_mercator
from geodata.tile_grid import Tile, tile_at
from models.open_feature import OpenFeature
from tests.conftest import SERVER
from tests.factories.ogc_tile import some_shapes, tell

HOME = to_web_mercator(24.94, 60.17)


@pytest.fixture(scope="module")
def both(applications):
    if not SERVER:
        pytest.skip("needs PostgreSQL beside SpatiaLite")
    made = [applications("sqlite"), applications("postgresql")]
    shapes = some_shapes(240)
    for app in made:
        with app.app_context():
            tell([*shapes, None])
    yield made
    for app in made:
        with app.app_context():
            db.session.execute(delete(OpenFeature))
            db.session.commit()


def features(app, tile):
    with app.app_context():
        body = feature_tile("testbeds", state_of("testbeds"), tile)
    read = mapbox_vector_tile.decode(body, default_options={"y_coord_down": True}) if body else {}
    return {name: layer["features"] for name, layer in read.items()}


@pytest.mark.parametrize("zoom", [12, 13, 14, 15, 17])
def test_features_are_the_same_on_both_engines(both, zoom):
    middle = tile_at(*HOME, zoom)
    seen = 0
    for row in range(middle.row - 2, middle.row + 3):
        for column in range(middle.column - 2, middle.column + 3):
            ours, theirs = (features(app, Tile(zoom, row, column)) for app in both)
            assert ours.keys() == theirs.keys()
            if ours:
                seen += 1
                same(ours["testbeds"], theirs["testbeds"])
    assert seen > 3


def same(ours, theirs):
    assert [one["id"] for one in ours] == [one["id"] for one in theirs]
    for one, other in zip(ours, theirs, strict=True):
        assert one["properties"] == other["properties"]
        drawn, by_postgis = shape(one["geometry"]), shape(other["geometry"])
        assert drawn.geom_type.removeprefix("Multi") == by_postgis.geom_type.removeprefix("Multi")
        assert drawn.hausdorff_distance(by_postgis) <= 3


@pytest.mark.parametrize("zoom", [0, 5, 9, 11])
def test_clusters_are_the_same_on_both_engines(both, zoom):
    tile = tile_at(*HOME, zoom)
    ours, theirs = (features(app, tile) for app in both)

    assert ours == theirs
    assert sum(one["properties"]["count"] for one in ours["clusters"]) > 50
