"""The names that are drawn when there is no street map."""

import json
from pathlib import Path

from geodata.map_options import FINLAND
from geodata.shapes import parse_coordinates, within_box

FILE = Path(__file__).parents[3] / "static" / "geo" / "place-names.json"
CITIES = ["Helsinki", "Espoo", "Vantaa", "Tampere", "Turku", "Oulu"]


def features():
    return json.loads(FILE.read_text("utf-8"))["features"]


def test_the_six_cities_come_first_and_every_name_has_a_rank():
    assert [one["properties"]["name"] for one in features()[:6]] == CITIES
    assert {one["properties"]["rank"] for one in features()} == {1, 2, 3}


def test_no_name_comes_twice_and_all_lie_in_finland():
    names = [one["properties"]["name"] for one in features()]

    assert len(names) == len(set(names)) > 100
    for one in features():
        assert within_box(parse_coordinates(json.dumps(one["geometry"]), "point"), FINLAND)
