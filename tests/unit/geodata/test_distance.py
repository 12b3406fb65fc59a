"""Distances along the ground: known ones, and the same from either end."""

import numpy as np
import pytest

from geodata.crs import to_web_mercator
from geodata.distance import metres_from
from geodata.gazetteer import gazetteer
from geodata.map_options import FINLAND

HELSINKI, TAMPERE, OULU = (24.941, 60.17), (23.761, 61.498), (25.468, 65.012)


def between(one, other):
    x, y = to_web_mercator(*other)
    return float(metres_from(one, np.array([x]), np.array([y]))[0])


@pytest.mark.parametrize(
    ("one", "other", "km"), [(HELSINKI, TAMPERE, 160.7), (HELSINKI, OULU, 538.9)]
)
def test_a_known_distance(one, other, km):
    assert between(one, other) / 1000 == pytest.approx(km, rel=0.005)
    assert between(one, other) == pytest.approx(between(other, one), rel=1e-9)


def test_the_same_place_is_not_away_and_a_hundred_metres_are_a_hundred_metres():
    assert between(HELSINKI, HELSINKI) == pytest.approx(0, abs=0.01)
    assert between(HELSINKI, (24.941, 60.1709)) == pytest.approx(100, rel=0.01)


def test_no_place_has_no_distance():
    away = metres_from(HELSINKI, np.array([np.nan]), np.array([np.nan]))
    assert np.isnan(away).all()


def test_every_district_names_its_city_and_lies_near_its_middle():
    places = gazetteer()
    cities = {one.city: one.at for one in places if one.rank == 1}
    assert len(cities) == 6
    for one in places:
        assert FINLAND[0] < one.at[0] < FINLAND[2]
        assert one.names["fi"]
        if not one.is_town:
            assert between(cities[one.city], one.at) < 20_000, one
