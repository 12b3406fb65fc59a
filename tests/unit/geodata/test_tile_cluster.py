"""Clusters of tiles: counts add up at every zoom, and each place is in the tile it lies in."""

import mapbox_vector_tile
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata import tile_cluster
from geodata.crs import to_web_mercator
from geodata.tile_cluster import CLUSTER_ZOOM, CROWDED_ZOOM, LAYER, SQUARE_ZOOM, Pyramid
from geodata.tile_grid import EXTENT, Tile, tile_at

HOME = to_web_mercator(24.94, 60.17)
OFFSET = st.floats(-300_000, 300_000) | st.floats(-2_000, 2_000) | st.sampled_from([0.0, 40.0])
PLACES = st.lists(st.tuples(OFFSET, OFFSET), min_size=1, max_size=60)
SAMPLES = settings(max_examples=60, deadline=None)


def pyramid_of(places):
    x, y = (np.array([one[axis] + HOME[axis] for one in places]) for axis in (0, 1))
    return Pyramid(np.arange(1, len(places) + 1), x, y), x, y


def read(pyramid, tile):
    body = pyramid.tile(tile)
    if not body:
        return []
    found = mapbox_vector_tile.decode(body, default_options={"y_coord_down": True})
    return found[LAYER]["features"]


@SAMPLES
@given(PLACES, st.integers(0, CLUSTER_ZOOM))
def test_every_place_is_counted_once_in_the_tile_it_lies_in(places, zoom):
    pyramid, x, y = pyramid_of(places)
    tiles = [tile_at(east, north, zoom) for east, north in zip(x, y, strict=True)]

    for tile in set(tiles):
        found = read(pyramid, tile)
        assert sum(one["properties"]["count"] for one in found) == tiles.count(tile)
        assert all(0 <= place < EXTENT for one in found for place in one["geometry"]["coordinates"])
    assert pyramid.levels[zoom].count.sum() == len(places)


@SAMPLES
@given(PLACES)
def test_what_is_together_stays_together_further_out(places):
    pyramid, _x, _y = pyramid_of(places)

    for near, far in zip(pyramid.levels[1:], pyramid.levels, strict=False):
        assert len(far.count) <= len(near.count)
        assert set(far.cells) == set(near.cells >> 2)


@SAMPLES
@given(PLACES, st.integers(CLUSTER_ZOOM + 1, CROWDED_ZOOM))
def test_closer_in_a_place_is_counted_where_its_square_is_crowded_and_only_there(places, zoom):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tile_cluster, "MOST_IN_SQUARE", 3)
        pyramid, x, y = pyramid_of(places)
    places = list(zip(x, y, strict=True))
    squares = [tile_at(east, north, max(zoom, SQUARE_ZOOM)) for east, north in places]
    is_crowded = [squares.count(one) > 3 for one in squares]

    assert pyramid.is_crowded(x, y, zoom).tolist() == is_crowded
    assert pyramid.has_crowds(zoom) == any(is_crowded)
    tiles = [tile_at(*one, zoom) for one, crowd in zip(places, is_crowded, strict=True) if crowd]
    for tile in set(tiles):
        found = read(pyramid, tile)
        assert sum(one["properties"]["count"] for one in found) == tiles.count(tile)
    assert pyramid.crowds[zoom].count.sum() == sum(is_crowded)


def test_who_is_alone_keeps_its_id_and_its_place():
    pyramid, x, y = pyramid_of([(0, 0), (0, 1), (50_000, 50_000)])
    tile = tile_at(x[2], y[2], CLUSTER_ZOOM)

    alone = read(pyramid, tile)
    together = read(pyramid, tile_at(x[0], y[0], CLUSTER_ZOOM))

    assert [(one["id"], one["properties"]["count"]) for one in alone] == [(3, 1)]
    west, north = tile.corner()
    east_steps, south_steps = alone[0]["geometry"]["coordinates"]
    assert abs(west + east_steps * tile.step_m - x[2]) <= tile.step_m
    assert abs(north - south_steps * tile.step_m - y[2]) <= tile.step_m
    assert [one["properties"]["count"] for one in together] == [2]
    assert together[0]["id"] == 0  # as this decoder tells that there is none


def test_places_that_are_unknown_are_not_counted_and_nothing_is_nothing():
    nowhere = np.array([np.nan])

    assert Pyramid(np.array([1]), nowhere, nowhere).tile(Tile(0, 0, 0)) == b""
