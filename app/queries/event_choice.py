"""What an event can be held at, and what it can be about: the things of its city."""

import datetime as dt

from sqlalchemy import select

from app import clock
from app.database import db
from models.challenge import Challenge
from models.challenge_state import PUBLIC_STATES as PUBLIC_CHALLENGES
from models.event import Event
from models.pilot import PUBLIC_STATES, Pilot
from models.testbed import Testbed, TestbedStatus

REMEMBERED = dt.timedelta(days=400)
MOST = 200
OPEN = (TestbedStatus.PUBLISHED, TestbedStatus.PAUSED)


def testbeds_for(city_id: int, event: Event | None) -> list[Testbed]:
    """Return the testbeds of a city that everybody sees, and those the event has already."""
    kept = {one.id for one in event.testbeds} if event else set()
    if event is not None and event.testbed_id is not None:
        kept.add(event.testbed_id)
    known = Testbed.status.in_(OPEN) | Testbed.id.in_(kept)
    asked = select(Testbed).where(Testbed.city_id == city_id, known)
    found = db.session.scalars(asked)
    return sorted(found, key=lambda one: (one.name.best("fi")[0].casefold(), one.id))


def pilots_for(city_id: int, event: Event | None) -> list[Pilot]:
    """Return the city's public pilots of about the last year, and those the event has already."""
    kept = {one.id for one in event.pilots} if event else set()
    since = clock.today() - REMEMBERED
    known = (Pilot.status.in_(PUBLIC_STATES) & (Pilot.end_day >= since)) | Pilot.id.in_(kept)
    asked = select(Pilot).where(Pilot.city_id == city_id, known)
    return list(db.session.scalars(asked.order_by(Pilot.end_day.desc(), Pilot.id).limit(MOST)))


def challenges_for(city_id: int, event: Event | None) -> list[Challenge]:
    """Return the city's public challenges, and those the event has already; the latest first."""
    kept = {one.id for one in event.challenges} if event else set()
    known = Challenge.status.in_(PUBLIC_CHALLENGES) | Challenge.id.in_(kept)
    asked = select(Challenge).where(Challenge.city_id == city_id, known)
    order = (Challenge.closes_at.desc(), Challenge.id)
    return list(db.session.scalars(asked.order_by(*order).limit(MOST)))
