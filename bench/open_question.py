"""Made-up features and the questions about them: seeded, so that every contestant gets the same.

Seventy in a hundred are points, twenty are streets of 5 to 25 positions, ten are areas of 20 to 80,
scattered around the six cities as people are.
"""

import json
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from geodata.crs import WEB_MERCATOR, WGS84, reproject, to_web_mercator
from geodata.tile_grid import Tile, tile_at

# Slug, longitude, latitude, share of all, spread in km.
CITIES = (
    ("helsinki", 24.9384, 60.1699, 34, 5.5), ("espoo", 24.6559, 60.2055, 16, 6.0),
    ("vantaa", 25.0378, 60.2934, 13, 5.5), ("tampere", 23.7610, 61.4978, 15, 5.0),
    ("turku", 22.2666, 60.4518, 12, 4.5), ("oulu", 25.4651, 65.0121, 10, 5.0),
)  # fmt: skip
KINDS = ("school", "hospital", "street", "neighbourhood", "park", "harbour", "library", "campus")
THEMES = ("mobility", "energy", "health", "education", "robotics", "air-quality", "water", "light")
STATES = ("published", "published", "published", "paused")
FIELDS = (
    "uid", "name", "description", "city", "kind", "themes", "status", "start_date", "end_date",
    "updated_at", "url",
)  # fmt: skip
POINTS, LINES = 0.7, 0.2
CHUNK = 20_000
ASKED = 100  # questions of each sort
MANY = 60
SPREAD_KM = {14: 2.5, 12: 3.5, 10: 4.0, 6: 4.0}
ZOOMS = tuple(SPREAD_KM)


@dataclass(frozen=True, slots=True)
class Made:
    """Some features: their keys, their properties, shapes and anchors in both systems."""

    keys: list[int]
    properties: list[dict[str, Any]]
    shapes: Any
    shapes_m: Any
    anchors_m: Any

    def texts(self) -> Iterator[str]:
        """Yield each as GeoJSON text, as it is stored."""
        drawn = shapely.to_geojson(self.shapes)
        for key, shape, properties in zip(self.keys, drawn, self.properties, strict=True):
            told = json.dumps(properties, separators=(",", ":"))
            yield f'{{"type":"Feature","id":{key},"geometry":{shape},"properties":{told}}}'


@dataclass(frozen=True, slots=True)
class Questions:
    """What is asked: boxes (degrees), keys, pairs of city and kind, tiles by zoom."""

    boxes: list[tuple[float, float, float, float]]
    keys: list[int]
    pairs: list[tuple[str, str]]
    tiles: dict[int, list[Tile]]

    def many_boxes(self) -> Iterator[tuple[float, ...]]:
        """Yield each box again and again, a metre aside: no server has kept its answer yet."""
        for turn in range(MANY):
            for box in self.boxes:
                yield tuple(round(one + turn * 1e-5, 5) for one in box)


def made(size: int) -> Iterator[Made]:
    """Yield ``size`` features, some at a time."""
    dice = random.Random(20261127)
    numbers = np.random.default_rng(20261127)
    for begin in range(1, size + 1, CHUNK):
        keys = list(range(begin, min(begin + CHUNK, size + 1)))
        cities = dice.choices(CITIES, weights=[one[3] for one in CITIES], k=len(keys))
        shapes = np.empty(len(keys), dtype=object)
        for place, city in enumerate(cities):
            shapes[place] = _shape(city, numbers)
        moved = reproject(shapes, WGS84, WEB_MERCATOR)
        yield Made(
            keys=keys,
            properties=[_told(key, city[0], dice) for key, city in zip(keys, cities, strict=True)],
            shapes=shapes,
            shapes_m=moved,
            anchors_m=shapely.get_coordinates(shapely.point_on_surface(moved)),
        )


def questions(size: int, reach: float = 1.0) -> Questions:
    """Return what is asked of ``size`` features; boxes go ``reach`` km each way from their middle.

    A page of a hundred fits into most boxes of a kilometre when there are a hundred thousand.
    """
    dice = random.Random(7)

    def near(spread: float) -> tuple[float, float, float, float]:
        _slug, lon, lat, _share, _spread = dice.choices(CITIES, [one[3] for one in CITIES])[0]
        across, up = _degrees(lat)
        return lon + dice.gauss(0, spread) * across, lat + dice.gauss(0, spread) * up, across, up

    boxes = []
    for _ in range(ASKED):
        lon, lat, across, up = near(2)
        across, up = across * reach, up * reach
        west, south, east, north = lon - across, lat - up, lon + across, lat + up
        boxes.append((round(west, 5), round(south, 5), round(east, 5), round(north, 5)))
    return Questions(
        boxes=boxes,
        keys=[dice.randint(1, size) for _ in range(ASKED * MANY)],
        pairs=[(dice.choice(CITIES)[0], dice.choice(KINDS)) for _ in range(ASKED)],
        tiles={
            zoom: [tile_at(*to_web_mercator(*near(spread)[:2]), zoom) for _ in range(ASKED)]
            for zoom, spread in SPREAD_KM.items()
        },
    )


def _degrees(lat: float) -> tuple[float, float]:
    """Return how many degrees of longitude and latitude a kilometre is."""
    return 1 / (111.32 * math.cos(math.radians(lat))), 1 / 111.32


def _shape(city: tuple[str, float, float, int, float], numbers: np.random.Generator) -> Any:
    _slug, lon, lat, _share, spread = city
    per_km = np.array(_degrees(lat))
    at = np.array((lon, lat)) + numbers.normal(0, spread, 2) * per_km
    sort = numbers.random()
    if sort < POINTS:
        return shapely.Point(np.round(at, 6))
    if sort < POINTS + LINES:
        turns = np.cumsum(np.r_[numbers.uniform(0, 6.28), numbers.normal(0, 0.25, 24)])
        ways = np.column_stack((np.cos(turns), np.sin(turns))) * 0.04 * per_km
        return shapely.LineString(np.round(at + np.cumsum(ways[: numbers.integers(5, 26)], 0), 6))
    corners = int(numbers.integers(20, 81))
    angles = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    reach = numbers.uniform(0.2, 0.9) * numbers.uniform(0.85, 1.0, corners)[:, None]
    ring = at + np.column_stack((np.cos(angles), np.sin(angles))) * reach * per_km
    return shapely.Polygon(np.round(ring, 6))


def _told(key: int, city: str, dice: random.Random) -> dict[str, Any]:
    themes = sorted(dice.sample(THEMES, dice.randint(1, 4)))
    name = f"Open {city.title()} Street {key}"
    start = dice.randint(0, 3900)
    return {
        "uid": f"{dice.getrandbits(64):016x}",
        "name": name,
        "description": f"{name} is a testbed for {', '.join(themes)} run by the city of {city}. "
        "Companies and research groups can apply to try things out in a real place.",
        "city": city,
        "kind": dice.choice(KINDS),
        "themes": themes,
        "status": dice.choice(STATES),
        "start_date": f"{2015 + start // 365}-{start % 12 + 1:02}-{start % 28 + 1:02}",
        "end_date": f"{2027 + start % 9}-{start % 12 + 1:02}-{start % 28 + 1:02}",
        "updated_at": f"2026-{start % 10 + 1:02}-{start % 28 + 1:02}T12:00:00Z",
        "url": f"https://koepaikka.example/testbeds/{key}",
    }
