"""What bench/dump.py takes away: features of testbeds, as many as are asked for, in the cities.

They are written as they are kept (models/open_feature.py), without the testbeds behind them: what
is measured is the way out.
"""

import random
from collections.abc import Iterator
from typing import Any

import shapely
from geoalchemy2.shape import from_shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy import insert, update

from app import clock
from app.database import db, writing
from app.services.open_render import Rendered
from geodata.crs import WEB_MERCATOR, WGS84, reproject
from geodata.shapes import to_geojson_text
from models.open_feature import OpenFeature, OpenState
from models.testbed_kind import TestbedKind, Theme

AT_ONCE = 2_000
CENTRES = {
    "helsinki": (24.94, 60.17), "espoo": (24.66, 60.21), "vantaa": (25.04, 60.29),
    "tampere": (23.76, 61.50), "turku": (22.27, 60.45), "oulu": (25.47, 65.01),
}  # fmt: skip
WORDS = "Kirsikkapuiston aukio, jossa valaistusta ja liikettä mitataan ympäri vuoden. " * 3


def fill(size: int) -> None:
    """Write so many features of testbeds: 70 % points, 20 % lines, 9 % areas, 1 % without place."""
    rng = random.Random(size)
    now = clock.now()
    with writing():
        for start in range(1, size + 1, AT_ONCE):
            keys = range(start, min(start + AT_ONCE, size + 1))
            db.session.execute(insert(OpenFeature), [_row(key, rng) for key in keys])
            db.session.commit()
        db.session.execute(
            update(OpenState)
            .where(OpenState.collection == "testbeds")
            .values(revision=1, changed_at=now)
        )
        db.session.commit()


def _shape(rng: random.Random, lon: float, lat: float) -> BaseGeometry | None:
    sort = rng.random()
    if sort < 0.01:  # noqa: PLR2004 - the shares of the docstring
        return None
    if sort < 0.71:  # noqa: PLR2004 - as above
        return shapely.Point(lon, lat)
    if sort < 0.91:  # noqa: PLR2004 - as above
        steps = range(15)
        return shapely.LineString([(lon + n / 5_000, lat + rng.random() / 2_000) for n in steps])
    return shapely.Point(lon, lat).buffer(0.004, quad_segs=12)


def _row(key: int, rng: random.Random) -> dict[str, Any]:
    city, (lon, lat) = rng.choice(list(CENTRES.items()))
    shape = _shape(rng, round(lon + rng.gauss(0, 0.05), 6), round(lat + rng.gauss(0, 0.03), 6))
    kind = rng.choice(list(TestbedKind)).value
    said = dict(_said(key, city, kind, rng))
    one = Rendered(key, said, None if shape is None else to_geojson_text(shape), None)
    plane = None if shape is None else reproject(shape, WGS84, WEB_MERCATOR)
    middle = None if plane is None else plane.representative_point()
    now = clock.now()
    return {
        "collection": "testbeds", "key": key, "slug": said["slug"], "city": city, "kind": kind,
        "title_fi": said["title_fi"], "title_sv": said["title_sv"], "title_en": said["title_en"],
        "starts_on": None, "ends_on": None, "changed_at": now, "revision": 1,
        "geom": None if shape is None else from_shape(shape, srid=WGS84),
        "geom_m": None if plane is None else from_shape(plane, srid=WEB_MERCATOR),
        "anchor_x": None if middle is None else middle.x,
        "anchor_y": None if middle is None else middle.y,
        "properties": one.said(now), "feature": one.text(now),
    }  # fmt: skip


def _said(key: int, city: str, kind: str, rng: random.Random) -> Iterator[tuple[str, Any]]:
    yield from (("city", city), ("slug", f"paikka-{key}"))
    for lang in ("fi", "sv", "en"):
        yield f"title_{lang}", f"Paikka {key} ({lang}), {'=' if key % 50 == 0 else ''}åäö"
    for lang in ("fi", "sv", "en"):
        yield f"summary_{lang}", WORDS[: rng.randrange(40, 220)]
    yield from (("kind", kind), ("status", "published"), ("environment", "authentic"))
    yield "themes", [one.value for one in rng.sample(list(Theme), rng.randrange(1, 4))]
    for lang in ("fi", "sv", "en"):
        yield f"district_{lang}", f"Alue {key % 40}"
    yield from (
        ("address", f"Katu {key % 300}"), ("is_blurred", key % 20 == 0), ("operator", city),
        ("capacity", key % 5 + 1), ("slot_unit", "day"), ("min_days", 1), ("max_days", 90),
        ("lead_days", 14), ("applicants", ["companies", "residents"]), ("entry_mode", "always"),
        ("money", "none"), ("infrastructure", ["power"]), ("minors", key % 7 == 0),
        ("patients", False), ("page", f"/fi/testbeds/{city}/paikka-{key}"),
    )  # fmt: skip
