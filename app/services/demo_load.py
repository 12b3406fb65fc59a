"""Many made-up rows for measurements: testbeds and pilots spread over the six cities.

Names say that they are made up.  The same numbers give the same rows, so that figures compare.
"""

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

from geoalchemy2 import WKTElement
from sqlalchemy import insert, select

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from geodata.crs import to_web_mercator
from models.city import City
from models.pilot import Pilot, PilotStatus
from models.testbed import Testbed, TestbedStatus
from models.testbed_kind import (
    Approval,
    EntryMode,
    Environment,
    Money,
    SlotUnit,
    TestbedKind,
    Theme,
)

SPREAD_DEGREES = (0.12, 0.06)
LANGS = ("fi", "sv", "en")
BATCH = 2_000
KINDS = list(TestbedKind)
THEMES = [theme.value for theme in Theme]


@use_case
def seed_load(_actor: Actor, testbeds: int, pilots: int) -> dict[str, int]:
    """Write that many published testbeds, and pilots around today, in one transaction."""
    rng = random.Random(testbeds * 31 + pilots)  # noqa: S311 - sample data, not secrets
    cities = list(db.session.scalars(select(City).order_by(City.id)))
    if not cities:
        return {}
    for numbers in _batched(range(testbeds)):
        made = [_testbed(number, rng, cities[number % len(cities)]) for number in numbers]
        db.session.execute(insert(Testbed), made)
    written = select(Testbed.id).where(Testbed.slug.like("load-%")).order_by(Testbed.id)
    ids = db.session.scalars(written).all()
    for numbers in _batched(range(pilots)):
        trials = [_pilot(number, rng, ids[rng.randrange(len(ids))]) for number in numbers]
        db.session.execute(insert(Pilot), _placed(trials))
    return {"testbeds": testbeds, "pilots": pilots}


def _batched(numbers: range) -> Iterator[range]:
    """Yield numbers some at a time: a million rows at once would take gigabytes."""
    for first in range(0, len(numbers), BATCH):
        yield numbers[first : first + BATCH]


def _placed(trials: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return pilots with the places of their testbeds."""
    rows = db.session.execute(
        select(
            Testbed.id, Testbed.city_id, Testbed.anchor_x, Testbed.anchor_y, Testbed.shape_json,
            Testbed.geom,
        ).where(Testbed.id.in_({one["testbed_id"] for one in trials}))
    )  # fmt: skip
    places = {row.id: row for row in rows}
    for one in trials:
        place = places[one["testbed_id"]]
        one.update(
            city_id=place.city_id, shape_json=place.shape_json, geom=place.geom,
            anchor_x=place.anchor_x, anchor_y=place.anchor_y,
        )  # fmt: skip
    return trials


def _texts(column: str, fi: str, sv: str, en: str) -> dict[str, str]:
    return {f"{column}_{lang}": text for lang, text in zip(LANGS, (fi, sv, en), strict=True)}


def _empty(*columns: str) -> dict[str, str]:
    return {f"{column}_{lang}": "" for column in columns for lang in LANGS}


def _testbed(number: int, rng: random.Random, city: City) -> dict[str, Any]:
    lon = round(rng.gauss(city.centre_lon, SPREAD_DEGREES[0] / 2), 6)
    lat = round(rng.gauss(city.centre_lat, SPREAD_DEGREES[1] / 2), 6)
    shape, wkt = _shape(number, lon, lat)
    x, y = to_web_mercator(lon, lat)
    now = clock.now()
    return {
        "city_id": city.id, "slug": f"load-{number}", "status": TestbedStatus.PUBLISHED,
        "version": 1, "kind": KINDS[number % len(KINDS)], "environment": Environment.AUTHENTIC,
        "themes": rng.sample(THEMES, 2), "geom": WKTElement(wkt, srid=4326), "shape_json": shape,
        "anchor_x": x, "anchor_y": y, "blur": False, "address": "", "operator": "",
        "contact_email": city.role_mailbox, "capacity": 1 + number % 4, "slot_unit": SlotUnit.DAY,
        "min_days": 1, "max_days": 180, "lead_days": 14, "decision_rhythm_days": 14,
        "hold_days": 14, "applicants": ["companies", "residents"], "entry_mode": EntryMode.ALWAYS,
        "approval": Approval.HOST, "money": Money.FREE, "infrastructure": ["power"],
        "permits_needed": [], "user_groups": [], "minors": False, "patients": False,
        "source_url": "", "is_demo": True, "created_at": now, "updated_at": now,
        "published_at": now,
        **_texts("name", f"Mittauspaikka {number}", f"Mätplats {number}", f"Sample place {number}"),
        **_texts("summary", "Keksitty mittausta varten.", "Påhittad för mätning.",
                 "Made up for measuring."),
        **_empty("description", "district", "data_protection_note", "support", "season_note",
                 "accessibility_note", "reference_note"),
    }  # fmt: skip


def _shape(number: int, lon: float, lat: float) -> tuple[str, str]:
    """Return GeoJSON and WKT: three points for every line and every area."""
    if number % 5 == 3:  # noqa: PLR2004 - one in five
        pairs = [(lon + step * 0.0008, lat + (step % 2) * 0.0004) for step in range(4)]
        return _json("LineString", pairs), f"LINESTRING({_pairs(pairs)})"
    if number % 5 == 4:  # noqa: PLR2004 - one in five
        corners = ((-0.001, -0.0005), (0.001, -0.0005), (0.001, 0.0005), (-0.001, -0.0005))
        ring = [(lon + east, lat + north) for east, north in corners]
        return _json("Polygon", [ring]), f"POLYGON(({_pairs(ring)}))"
    return _json("Point", (lon, lat)), f"POINT({lon} {lat})"


def _json(kind: str, coordinates: Any) -> str:
    text = str(coordinates).replace("(", "[").replace(")", "]")
    return f'{{"type":"{kind}","coordinates":{text}}}'


def _pairs(pairs: list[tuple[float, float]]) -> str:
    return ", ".join(f"{lon} {lat}" for lon, lat in pairs)


def _pilot(number: int, rng: random.Random, testbed_id: int) -> dict[str, Any]:
    start = clock.today() + dt.timedelta(days=rng.randint(-90, 20))
    last = start + dt.timedelta(days=rng.randint(20, 160))
    now = clock.now()
    return {
        "slug": f"load-{number}", "testbed_id": testbed_id,
        "runner_name": f"Koeyritys {number % 50} (keksitty)",
        "status": PilotStatus.RUNNING if start <= clock.today() else PilotStatus.READY,
        "version": 1, "sensors": [{"type": "counter", "count": 1}],
        "themes": rng.sample(THEMES, 2), "personal_data": number % 4 == 0, "controller": "",
        "contact_email": "", "start_day": start, "end_day": last,
        "source_url": "", "is_demo": True, "created_at": now, "updated_at": now,
        **_texts("title", f"Mittauskokeilu {number}", f"Mätförsök {number}",
                 f"Sample trial {number}"),
        **_texts("plain", "Keksitty mittausta varten.", "Påhittat för mätning.",
                 "Made up for measuring."),
        **_empty("measured", "participation", "dates_note", "outcome", "learned", "failed"),
    }  # fmt: skip
