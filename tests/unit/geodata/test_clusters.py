"""Clusters: nothing lost, nothing closer than a finger, no chip on another, at any zoom."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.chips import Chip, overlap
from geodata.clusters import (
    CITY_ZOOM,
    MAX_ZOOM,
    STACK_LIMIT,
    WINDOW_PAD,
    CityNames,
    Points,
    cluster,
    extent,
    merged,
    metres_per_pixel,
    size_px,
    spacing_px,
)
from geodata.crs import to_web_mercator

CITIES = {
    "Helsinki": (24.94, 60.17),
    "Espoo": (24.66, 60.20),
    "Vantaa": (25.04, 60.29),
    "Tampere": (23.76, 61.50),
    "Turku": (22.27, 60.45),
    "Oulu": (25.47, 65.01),
}
NAMES = CityNames(
    names=list(CITIES),
    capital=frozenset({0, 1, 2}),
    capital_name="Capital region",
    several="{n} cities",
)
SAMPLES = settings(max_examples=60, deadline=None)


def points_of(places):
    """Return the points for ``(city, metres east, metres north, status)`` from its centre."""
    middles = [to_web_mercator(*middle) for middle in CITIES.values()]
    return Points(
        x=np.array([middles[city][0] + east for city, east, _, _ in places]),
        y=np.array([middles[city][1] + north for city, _, north, _ in places]),
        ids=np.array([f"pilot-{number}" for number in range(len(places))]),
        status=np.array([status for *_, status in places], dtype=np.int64),
        city=np.array([city for city, *_ in places], dtype=np.int64),
    )


OFFSET = st.floats(-20_000, 20_000) | st.floats(-300, 300) | st.sampled_from([0.0, 25.0])
PLACES = st.lists(
    st.tuples(st.integers(0, 5), OFFSET, OFFSET, st.integers(0, 4)), min_size=1, max_size=60
)
ZOOMS = st.floats(4, MAX_ZOOM).map(lambda zoom: round(zoom * 4) / 4)


@SAMPLES
@given(PLACES, ZOOMS)
def test_every_place_is_counted_once(places, zoom):
    points = points_of(places)

    marks = cluster(points, zoom, NAMES)

    assert sum(mark.count for mark in marks) == len(places)
    alone = [mark.sample_id for mark in marks if mark.sample_id is not None]
    assert len(alone) == len(set(alone))
    assert len({mark.key for mark in marks}) == len(marks)


@SAMPLES
@given(PLACES, ZOOMS.filter(lambda zoom: zoom >= CITY_ZOOM))
def test_no_two_marks_are_closer_than_the_spacing(places, zoom):
    marks = cluster(points_of(places), zoom, NAMES)

    pixel = metres_per_pixel(zoom)
    for one, other in combinations(marks, 2):
        assert np.hypot(one.x - other.x, one.y - other.y) / pixel >= spacing_px(zoom) - 1e-6


@SAMPLES
@given(PLACES, ZOOMS.filter(lambda zoom: zoom >= CITY_ZOOM))
def test_a_mark_lies_in_the_box_of_its_places(places, zoom):
    for mark in cluster(points_of(places), zoom, NAMES):
        x0, y0, x1, y1 = mark.bounds
        assert x0 - 1e-6 <= mark.x <= x1 + 1e-6
        assert y0 - 1e-6 <= mark.y <= y1 + 1e-6


@SAMPLES
@given(PLACES, ZOOMS.filter(lambda zoom: zoom < CITY_ZOOM), st.booleans())
def test_no_chip_covers_another(places, zoom, within_a_phone):
    x, y = to_web_mercator(24.0, 62.5)
    pixel = metres_per_pixel(zoom)
    half = 160 * (1 + 2 * WINDOW_PAD) * pixel
    window = (x - half, y - half, x + half, y + half) if within_a_phone else None

    marks = cluster(points_of(places), zoom, NAMES, window)

    chips = [
        Chip(mark.name, mark.count, mark.x / pixel, -mark.y / pixel, (0,), mark.anchor)
        for mark in marks
    ]
    for one, other in combinations(chips, 2):
        assert not overlap(one.rectangle, other.rectangle)


def one_place_in_each_city():
    return points_of([(city, 0.0, 0.0, 0) for city in range(6)])


@pytest.mark.parametrize("zoom", [5, 6, 7])
def test_far_out_there_is_one_chip_a_city_and_one_for_the_capital_region(zoom):
    marks = cluster(one_place_in_each_city(), zoom, NAMES)

    assert {mark.name: mark.count for mark in marks} == {
        "Capital region": 3, "Tampere": 1, "Turku": 1, "Oulu": 1,
    }  # fmt: skip
    assert {mark.name: mark.city for mark in marks}["Capital region"] is None


def test_the_capital_region_is_named_by_its_city_when_only_one_has_places():
    marks = cluster(points_of([(1, 0.0, 0.0, 0), (5, 0.0, 0.0, 0)]), 5, NAMES)

    assert {mark.name for mark in marks} == {"Espoo", "Oulu"}


def test_cities_that_cannot_be_told_apart_share_a_chip_that_says_how_many():
    marks = cluster(one_place_in_each_city(), 1, NAMES)

    assert [(mark.name, mark.count) for mark in marks] == [("5 cities", 5), ("Oulu", 1)]


def test_at_320_pixels_no_chip_is_cut_by_the_edge_of_the_map():
    zoom, pixel = 5.0, metres_per_pixel(5.0)
    x, y = to_web_mercator(24.2, 62.9)
    view = (x - 160 * pixel, y - 200 * pixel, x + 160 * pixel, y + 200 * pixel)
    pad_x, pad_y = 320 * pixel * WINDOW_PAD, 400 * pixel * WINDOW_PAD
    window = (view[0] - pad_x, view[1] - pad_y, view[2] + pad_x, view[3] + pad_y)

    marks = cluster(one_place_in_each_city(), zoom, NAMES, window)

    for mark in marks:
        chip = Chip(mark.name, mark.count, mark.x / pixel, -mark.y / pixel, (0,), mark.anchor)
        left, top, right, bottom = chip.rectangle
        assert view[0] / pixel <= left < right <= view[2] / pixel
        assert -view[3] / pixel <= top < bottom <= -view[1] / pixel


def test_one_stray_place_does_not_widen_where_a_chip_leads():
    near = [(5, float(metres), 0.0, 0) for metres in range(0, 3_000, 100)]

    (mark,) = cluster(points_of([*near, (5, 0.0, -500_000.0, 0)]), 5, NAMES)

    assert mark.bounds[3] - mark.bounds[1] < 1
    assert mark.count == 31


def test_places_on_one_spot_are_a_stack_that_names_the_first_of_them():
    marks = cluster(points_of([(3, 0.0, 0.0, 1)] * 20), 12, NAMES)

    (mark,) = marks
    assert mark.count == 20
    assert mark.stack == tuple(f"pilot-{number}" for number in range(STACK_LIMIT))


def test_what_a_further_zoom_takes_apart_is_no_stack():
    (mark,) = cluster(points_of([(3, 0.0, 0.0, 1), (3, 60.0, 0.0, 1)]), 12, NAMES)

    assert (mark.count, mark.stack) == (2, ())
    assert len(cluster(points_of([(3, 0.0, 0.0, 1), (3, 60.0, 0.0, 1)]), MAX_ZOOM, NAMES)) == 2


def test_at_the_last_zoom_every_cluster_is_a_stack():
    crowd = [(3, float(step), 0.0, 0) for step in range(0, 400, 5)]

    marks = cluster(points_of(crowd), MAX_ZOOM, NAMES)

    assert all(mark.stack for mark in marks if mark.count > 1)


def test_a_mark_knows_the_state_and_city_only_when_all_its_places_share_them():
    same = cluster(points_of([(3, 0.0, 0.0, 2), (3, 1.0, 0.0, 2)]), 12, NAMES)
    mixed = cluster(points_of([(3, 0.0, 0.0, 2), (3, 1.0, 0.0, 4)]), 12, NAMES)

    assert (same[0].status, same[0].city) == (2, 3)
    assert (mixed[0].status, mixed[0].city) == (None, 3)


def test_the_same_places_are_called_the_same_in_another_window():
    here = [(3, 0.0, 0.0, 0), (3, 10.0, 0.0, 0)]
    far = (3, 19_000.0, 0.0, 0)

    (alone,) = cluster(points_of(here), 12, NAMES)
    among = cluster(points_of([*here, far]), 12, NAMES)

    assert alone.key in {mark.key for mark in among}


def test_nothing_gives_nothing():
    assert cluster(points_of([]), 12, NAMES) == []
    assert extent([]) is None


def test_the_extent_of_a_search_leaves_out_a_stray():
    near = [to_web_mercator(25.4 + step / 1000, 65.01) for step in range(30)]

    west, south, east, north = extent([*near, to_web_mercator(24.94, 60.17)])

    assert (west, east) == pytest.approx((25.4, 25.428), abs=0.0011)
    assert south == north == pytest.approx(65.01)


@given(st.integers(1, 10**7), ZOOMS)
def test_circles_are_large_enough_to_press_and_never_touch(count, zoom):
    assert 24 <= size_px(count, zoom) < spacing_px(zoom)


@SAMPLES
@given(
    st.lists(
        st.tuples(st.integers(1, 500), st.floats(0, 500), st.floats(0, 500)),
        min_size=1,
        max_size=60,
    )
)
def test_merging_cells_keeps_the_weighted_middle_and_ends_with_all_apart(cells):
    count, x, y = (np.array(column, dtype=np.float64) for column in zip(*cells, strict=True))

    group = merged(count, x, y, 60.0)

    assert sorted(set(group.tolist())) == list(range(group.max() + 1))
    total = np.bincount(group, weights=count)
    middles = np.column_stack([np.bincount(group, weights=count * axis) / total for axis in (x, y)])
    for one, other in combinations(middles, 2):
        assert np.hypot(*(one - other)) >= 60 - 1e-6
