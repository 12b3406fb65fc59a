"""Pilots for tests, by what residents are told of them today."""

import datetime as dt
import itertools
import json
from typing import Any

from geoalchemy2 import WKTElement

from app import clock
from app.database import db
from app.services.search import index_pilot
from geodata.crs import to_web_mercator
from models.base import Translated
from models.pilot import Pilot, PilotStatus
from models.testbed import Testbed
from tests.factories import keep
from tests.factories.city import city

_numbers = itertools.count(1)


def day(days: int) -> dt.date:
    """Return the day that many days from today."""
    return clock.today() + dt.timedelta(days=days)


def pilot(
    status: PilotStatus,
    first: int,
    last: int,
    *,
    at: str = "helsinki",
    testbed: Testbed | None = None,
    **values: Any,
) -> Pilot:
    """Return a pilot from ``first`` to ``last`` days from today at a city's centre, searchable."""
    home = testbed.city if testbed is not None else city(at)
    number = next(_numbers)
    lon, lat = values.pop("position", (home.centre_lon, home.centre_lat))
    x, y = to_web_mercator(lon, lat)
    given = {
        "slug": f"kokeilu-{number}",
        "title": Translated(f"Kokeilu {number}", f"Försök {number}", f"Experiment {number}"),
        "plain": Translated("Selkeästi sanottuna", "På klarspråk", "In plain words"),
        "runner_name": "Esimerkki Oy",
        "themes": ["mobility"],
        "personal_data": False,
        "geom": WKTElement(f"POINT({lon} {lat})", srid=4326),
        "shape_json": json.dumps({"type": "Point", "coordinates": [lon, lat]}),
        "anchor_x": x,
        "anchor_y": y,
        "start_day": day(first),
        "end_day": day(last),
        **values,
    }
    made = Pilot(
        city_id=home.id,
        testbed_id=testbed.id if testbed is not None else None,
        status=status,
        created_at=clock.now(),
        updated_at=clock.now(),
        **given,
    )
    db.session.add(made)
    db.session.flush()
    index_pilot(made)
    keep()
    return made


def running(first: int = -10, last: int = 10, **values: Any) -> Pilot:
    """Return a pilot that runs today."""
    return pilot(PilotStatus.RUNNING, first, last, **values)


def ready(first: int = 5, last: int = 20, **values: Any) -> Pilot:
    """Return a pilot that may start; it starts in five days unless told otherwise."""
    return pilot(PilotStatus.READY, first, last, **values)


def paused(first: int = -10, last: int = 10, **values: Any) -> Pilot:
    """Return a pilot that is paused for now."""
    return pilot(PilotStatus.PAUSED, first, last, **values)


def ended(first: int = -60, last: int = -30, **values: Any) -> Pilot:
    """Return a pilot that has ended and told what came of it."""
    return pilot(PilotStatus.COMPLETED, first, last, **values)


def stopped(first: int = -10, last: int = 10, **values: Any) -> Pilot:
    """Return a pilot that was stopped before its planned end."""
    return pilot(PilotStatus.STOPPED, first, last, **values)


def preparing(first: int = -1, last: int = 20, **values: Any) -> Pilot:
    """Return a pilot that residents must not know of, although its first day has come."""
    return pilot(PilotStatus.PREPARING, first, last, **values)


def cancelled(first: int = -1, last: int = 20, **values: Any) -> Pilot:
    """Return a pilot that was given up before residents were told of it."""
    return pilot(PilotStatus.CANCELLED, first, last, **values)


def area(around: tuple[float, float] = (24.94, 60.17), size: float = 0.01) -> dict[str, Any]:
    """Return the values of a pilot whose place is a square area of this size in degrees."""
    lon, lat = around
    ring = [[lon, lat], [lon + size, lat], [lon + size, lat + size], [lon, lat + size], [lon, lat]]
    words = ", ".join(f"{x} {y}" for x, y in ring)
    return {
        "position": (lon + size / 2, lat + size / 2),
        "geom": WKTElement(f"POLYGON(({words}))", srid=4326),
        "shape_json": json.dumps({"type": "Polygon", "coordinates": [ring]}),
    }
