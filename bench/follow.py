"""Fifty thousand subscriptions matched with a day's changes, and the mails written.

Prints the seconds of hearing (the trail is read, every match is found and written down), of the
same matches found by bare SELECTs that somebody would write by hand, and how the two compare; then
the seconds of telling a thousand readers.  On SpatiaLite, where no statement does the same, only
ours.
"""

import app.sqlite_binding  # noqa: F401, I001 - first, so that one SQLite library serves the process

import datetime as dt
import json
import os
import random
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import shapely
from sqlalchemy import Table, func, insert, select, text

from app import clock
from app.database import db, use_case
from app.factory import create_app
from app.services.subscription_news import hear_all, tell_one
from bench.booking_field import new_field, testbeds
from bench.place import ROOT, new_database, settings
from config import Settings
from geodata.crs import WGS84, reproject, to_web_mercator
from models.base import Base
from models.audit import AuditLine
from models.city import City
from models.pilot import Pilot, PilotStatus
from models.reader import Reader
from models.subscription import PLACE_EPSG, Rhythm, Subscription, SubscriptionNews, Target
from models.testbed_kind import Theme

SUBSCRIPTIONS, READERS, PILOTS, CHANGES, TOLD = 50_000, 20_000, 2_000, 200, 500
WEST, SOUTH, EAST, NORTH = 24.5, 60.1, 25.3, 60.4  # where the pilots and the readers are
RADII = (300, 500, 1000, 2000, 5000)
BARE = """
SELECT COUNT(*) FROM (
  SELECT s.id, e.id FROM pilot_event e JOIN pilot p ON p.id = e.pilot_id
    JOIN subscription s ON s.shape IS NOT NULL
     AND ST_Expand(ST_GeomFromWKB(s.shape, 3067), s.radius_m) && ST_Transform(p.geom, 3067)
     AND ST_DWithin(ST_GeomFromWKB(s.shape, 3067), ST_Transform(p.geom, 3067), s.radius_m)
   WHERE s.confirmed_at <= e.at AND s.stopped_at IS NULL
  UNION ALL
  SELECT s.id, e.id FROM pilot_event e JOIN subscription s ON s.pilot_id = e.pilot_id
   WHERE s.confirmed_at <= e.at AND s.stopped_at IS NULL
  UNION ALL
  SELECT s.id, e.id FROM pilot_event e JOIN pilot p ON p.id = e.pilot_id
    JOIN subscription s ON s.testbed_id = p.testbed_id
   WHERE s.confirmed_at <= e.at AND s.stopped_at IS NULL
  UNION ALL
  SELECT s.id, e.id FROM subscription s JOIN pilot p
    ON jsonb_exists(CAST(p.themes AS jsonb), s.wish->'theme'->>0)
    JOIN pilot_event e ON e.pilot_id = p.id
   WHERE s.target = 'view' AND s.confirmed_at <= e.at AND s.stopped_at IS NULL
) AS pairs"""


def run(kind: str) -> None:
    """Measure on one engine (sqlite or postgresql) and print the figures."""
    with tempfile.TemporaryDirectory() as folder, new_database(kind, Path(folder)) as url:
        environment = settings(url, Path(folder))
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]
        subprocess.run(command, check=True, cwd=ROOT, env=environment, capture_output=True)
        os.environ.update(environment)
        made = create_app(Settings.from_env())
        with made.app_context():
            new_field(parts=0)
            _write(random.Random(1))
            _measure(kind)
            db.session.remove()
            db.engine.dispose()


@use_case
def _write(dice: random.Random) -> None:
    pilots = _pilots(dice)
    now = clock.now()
    before = now - dt.timedelta(days=1)
    db.session.execute(
        insert(table_of(Reader)),
        [
            {"email": f"r{number}@koepaikka.example", "language": "fi", "confirmed_at": before,
             "token": secrets.token_urlsafe(32), "created_at": before}
            for number in range(READERS)
        ],
    )  # fmt: skip
    readers = db.session.scalars(select(Reader.id)).all()
    rows = [_followed(dice, number, pilots) for number in range(SUBSCRIPTIONS)]
    for number, row in enumerate(rows):
        row |= {"reader_id": readers[number % READERS], "name": "Seuraus", "confirmed_at": before,
                "created_at": before, "rhythm": Rhythm.AT_ONCE}  # fmt: skip
        row |= {f"{one}_token": secrets.token_urlsafe(32) for one in ("confirm", "stop", "feed")}
    db.session.execute(insert(table_of(Subscription)), rows)
    actions = ("pilot:start", "pilot:pause", "pilot:resume", "pilot:end")
    db.session.execute(
        insert(table_of(AuditLine)),
        [
            {"at": now, "action": dice.choice(actions), "thing": "pilot", "facts": {},
             "thing_id": dice.choice(pilots)[0]}
            for _number in range(CHANGES)
        ],
    )  # fmt: skip


def _pilots(dice: random.Random) -> list[tuple[int, int]]:
    """Write the pilots; return each with its testbed."""
    home = db.session.query(City).one()
    places = [one.id for one in testbeds(home, PILOTS // 4, "follow")]
    today, rows = clock.today(), []
    for number in range(PILOTS):
        lon, lat = _somewhere(dice)
        x, y = to_web_mercator(lon, lat)
        rows.append(
            {"slug": f"p{number}", "city_id": home.id, "testbed_id": dice.choice(places),
             "runner_name": "Oy", "status": PilotStatus.RUNNING, "version": 1, "sensors": [],
             "themes": [one.value for one in dice.sample(list(Theme), 2)], "controller": "",
             "contact_email": "", "start_day": today, "end_day": today, "source_url": "",
             "geom": f"SRID=4326;POINT({lon} {lat})", "anchor_x": x, "anchor_y": y,
             "shape_json": json.dumps({"type": "Point", "coordinates": [lon, lat]}),
             "is_demo": False, "created_at": clock.now(), "updated_at": clock.now(),
             **{f"{name}_{lang}": f"Kokeilu {number}" for lang in ("fi", "sv", "en")
                for name in ("title", "plain")}}
        )  # fmt: skip
    db.session.execute(insert(table_of(Pilot)), rows)
    found = select(Pilot.id, Pilot.testbed_id).where(Pilot.testbed_id.is_not(None))
    return [(row[0], row[1] or 0) for row in db.session.execute(found)]


def table_of(model: type[Base]) -> Table:
    """Return the table of a model, into which rows are written without the mapping."""
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 - none of ours is a view
    return table


def _followed(dice: random.Random, number: int, pilots: list[tuple[int, int]]) -> dict[str, Any]:
    """Return one subscription: six of ten a place, the others a pilot, a testbed or a theme."""
    row: dict[str, Any] = {"wish": {}, "radius_m": 0, "pilot_id": None, "testbed_id": None,
                           "shape": None, "wish_key": f"{number:064d}"}  # fmt: skip
    kind = number % 10
    pilot_id, testbed_id = dice.choice(pilots)
    if kind < 6:  # noqa: PLR2004 - of ten
        centre = reproject(shapely.Point(_somewhere(dice)), WGS84, PLACE_EPSG)
        return row | {"target": Target.PLACE, "shape": centre.wkb, "radius_m": dice.choice(RADII)}
    if kind < 8:  # noqa: PLR2004 - of ten
        return row | {"target": Target.PILOT, "pilot_id": pilot_id}
    if kind < 9:  # noqa: PLR2004 - of ten
        return row | {"target": Target.TESTBED, "testbed_id": testbed_id}
    themes = list(Theme)
    theme = themes[(number // 10 + number // READERS) % len(themes)].value  # each reader's once
    return row | {"target": Target.VIEW, "wish": {"theme": [theme]}, "wish_key": f"{theme:>64}"}


def _somewhere(dice: random.Random) -> tuple[float, float]:
    return round(dice.uniform(WEST, EAST), 5), round(dice.uniform(SOUTH, NORTH), 5)


def _measure(kind: str) -> None:
    if kind == "postgresql":
        db.session.execute(text("ANALYZE"))
        db.session.commit()
    begun = time.perf_counter()
    heard = hear_all()
    ours = time.perf_counter() - begun
    found = db.session.scalar(select(func.count()).select_from(SubscriptionNews)) or 0
    print(f"follow, {kind}: {SUBSCRIPTIONS} subscriptions, {heard} changes, {found} matches")
    print(f"  {'hear and match':<14} {ours:7.2f} s")
    if kind == "postgresql":
        begun = time.perf_counter()
        bare = db.session.execute(text(BARE)).scalar_one()
        raw = time.perf_counter() - begun
        print(
            f"  {'bare SELECT':<14} {raw:7.2f} s   {bare} matches   ours / this: {ours / raw:.2f}"
        )
    waiting = select(SubscriptionNews.reader_id).distinct().limit(TOLD)
    readers = db.session.scalars(waiting).all()
    db.session.rollback()
    begun = time.perf_counter()
    told = sum(tell_one(one) for one in readers)
    took = time.perf_counter() - begun
    print(f"  {'tell':<14} {took:7.2f} s   {told} mails, {took / max(told, 1) * 1000:.1f} ms each")
