"""Lighter shapes: fewer points, a promise kept, nothing unsound."""

import math

import numpy as np
import shapely
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from geodata.crs import TM35FIN, WGS84, reproject
from geodata.shape_check import point_count
from geodata.simplify import TOLERANCES_M, offers, simplified


def circle(points, radius_m=500.0, x=385_700.0):
    corners = [
        (x + radius_m * math.cos(turn), 6_672_000 + radius_m * math.sin(turn))
        for turn in (2 * math.pi * step / points for step in range(points))
    ]
    return reproject(Polygon(corners), TM35FIN, WGS84)


def apart_m(one, other):
    one, other = (reproject(shape, WGS84, TM35FIN).boundary for shape in (one, other))
    return shapely.hausdorff_distance(one, other)


def test_the_points_of_closed_rings_count_once():
    assert point_count(Point(24, 60)) == 1
    assert point_count(LineString([(24, 60), (25, 60)])) == 2
    assert point_count(box(24, 60, 25, 61)) == 4
    assert point_count(MultiPolygon([box(24, 60, 25, 61), box(26, 60, 27, 61)])) == 8


def test_every_offer_keeps_its_promise():
    shape = circle(8_431)
    made = offers(shape)

    assert [one.metres for one in made] == sorted(one.metres for one in made)
    assert len(made) >= 3
    for one in made:
        lighter = simplified(shape, one.metres)
        assert point_count(lighter) == one.points < 8_431
        assert apart_m(shape, lighter) <= one.metres + 1e-6


def test_nothing_is_offered_where_every_point_is_needed():
    zigzag = LineString([(24.9 + step / 1e3, 60.1 + step % 2 / 1e2) for step in range(1_500)])

    assert offers(zigzag) == []


def test_parts_close_to_each_other_stay_apart():
    # Two areas divided by a wavy gap of 20 cm: alone, each would be drawn across the other.
    at = np.array([385_700, 6_672_000])
    waves = [(x / 10, 2 * math.sin(x / 3)) for x in range(3_000)]
    low = Polygon([*waves, (300, -50), (0, -50)])
    high = Polygon([*((x, y + 0.2) for x, y in waves), (300, 50), (0, 50)])
    pair = shapely.transform(MultiPolygon([low, high]), lambda places: places + at)
    pair = reproject(pair, TM35FIN, WGS84)

    assert pair.is_valid
    assert all(simplified(pair, metres).is_valid for metres in TOLERANCES_M)
