"""Events of the demonstration: some single ones and a week of sessions; all people are invented."""

import datetime as dt
import json
from typing import Any
from zoneinfo import ZoneInfo

from geoalchemy2 import WKTElement
from sqlalchemy import select

from app import clock
from app.database import db
from app.services.event_slug import free_slug
from geodata.crs import WGS84, to_web_mercator
from geodata.demo import records
from models.base import Translated
from models.challenge import Challenge
from models.challenge_state import ChallengeStatus
from models.city import City
from models.event import Event, EventKind, EventSession, EventStatus, EventTrack
from models.pilot import Pilot
from models.testbed import Testbed

DAY = dt.timedelta(days=1)
WEEK = 7
TEXTS = ("title", "summary", "description", "access", "note", "outcome", "ideas")


def events(cities: dict[str, City]) -> int:
    """Write the events with their sessions; return how many."""
    every = records("events")
    for record in every:
        city = cities[record["city"]]
        made = _event(city, record)
        _put_place(made, record)
        made.pilots = list(
            db.session.scalars(select(Pilot).where(Pilot.slug.in_(record.get("pilots", ()))))
        )
        if record.get("asks"):
            made.challenges = _open_challenges(city)
        made.tracks = [
            EventTrack(position=n, name=Translated.of(name))
            for n, name in enumerate(record.get("tracks", ()), 1)
        ]
        first = _first_day(city, record)
        for one in record.get("sessions", [record | {"title": None, "day": 0}]):
            made.sessions.append(_session(made, one, first))
        db.session.add(made)
        db.session.flush()
    return len(every)


def _event(city: City, record: dict[str, Any]) -> Event:
    now, status = clock.now(), EventStatus(record["status"])
    published = None if status is EventStatus.DRAFT else now - 30 * DAY
    made = Event(
        city_id=city.id, kind=EventKind(record["kind"]), status=status, version=1,
        themes=record["themes"], languages=record["languages"],
        online_url=record.get("online", ""), came=record.get("came"), published_at=published,
        cancelled_at=now - DAY if status is EventStatus.CANCELLED else None,
        outcome_at=now - DAY if status is EventStatus.CLOSED else None,
        is_demo=True, created_at=published or now, updated_at=now - DAY,
    )  # fmt: skip
    made.city = city
    for name in TEXTS:
        setattr(made, name, Translated.of(record.get(name)))
    made.slug = free_slug(made.title)
    return made


def _open_challenges(city: City) -> list[Challenge]:
    """Return the challenges of a city that take concepts, or soon do."""
    known = (Challenge.city_id == city.id, Challenge.status == ChallengeStatus.APPROVED)
    return list(db.session.scalars(select(Challenge).where(*known).order_by(Challenge.id)))


def _put_place(event: Event, record: dict[str, Any]) -> None:
    """Put an event at its testbed, or at its address and point."""
    if slug := record.get("testbed"):
        event.testbed_id = db.session.scalar(
            select(Testbed.id).where(Testbed.slug == slug, Testbed.city_id == event.city_id)
        )
    event.address = record.get("address", "")
    if at := record.get("at"):
        lon, lat = at
        event.geom = WKTElement(f"POINT({lon} {lat})", srid=WGS84)
        event.shape_json = json.dumps({"type": "Point", "coordinates": [lon, lat]})
        event.anchor_x, event.anchor_y = to_web_mercator(lon, lat)


def _first_day(city: City, record: dict[str, Any]) -> dt.date:
    """Return the day of a single event; a week begins on a Tuesday."""
    today = clock.today(city.time_zone)
    if "in_weeks" not in record:
        return today + int(record["in_days"]) * DAY
    return today + (int(record["in_weeks"]) * WEEK - today.weekday() + 1) * DAY


def _session(event: Event, record: dict[str, Any], first: dt.date) -> EventSession:
    now, day = clock.now(), first + record["day"] * DAY
    track = record.get("track")
    return EventSession(
        title=Translated.of(record["title"]), description=Translated.of(record.get("text")),
        starts_at=_at(event.city, day, record["from"]), ends_at=_at(event.city, day, record["to"]),
        room=record.get("room", ""), speakers="\n".join(record.get("speakers", ())),
        capacity=record.get("capacity"), track=None if track is None else event.tracks[track],
        cancelled_at=now - DAY if record.get("cancelled") else None,
        version=1, created_at=event.created_at, updated_at=event.updated_at,
    )  # fmt: skip


def _at(city: City, day: dt.date, written: str) -> dt.datetime:
    hour, minute = map(int, written.split("."))
    local = dt.datetime.combine(day, dt.time(hour, minute), ZoneInfo(city.time_zone))
    return local.astimezone(dt.UTC)
