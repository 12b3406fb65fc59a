"""Events for tests, as rows in any state; their times are hours from now."""

import datetime as dt
import uuid
from typing import Any

from app import clock
from app.database import db
from models.base import Translated
from models.event import Event, EventKind, EventSession, EventStatus
from tests.factories import keep
from tests.factories.city import city

HOUR = dt.timedelta(hours=1)


def session(starts: float = 48, hours: float = 2, capacity: int | None = 20, **values: Any) -> Any:
    """Return a session that is not yet of any event; it begins ``starts`` hours from now."""
    begins = clock.now().replace(minute=0, second=0, microsecond=0) + starts * HOUR
    given: dict[str, Any] = {
        "title": Translated("Työpaja", "Verkstad", "Workshop"),
        "starts_at": begins,
        "ends_at": begins + hours * HOUR,
        "room": "Sali 1",
        "capacity": capacity,
        "created_at": clock.now(),
    }
    return EventSession(**given | values)


def event(
    status: EventStatus = EventStatus.PUBLISHED,
    *sessions: EventSession,
    slug: str = "helsinki",
    **values: Any,
) -> Event:
    """Return an event of a city, by default published with one session of 20 places."""
    now = clock.now()
    given: dict[str, Any] = {
        "slug": f"tapahtuma-{uuid.uuid4().hex[:8]}",
        "city_id": city(slug).id,
        "kind": EventKind.WORKSHOP,
        "status": status,
        "title": Translated("Kävelyn työpaja", "Gångverkstad", "Walking workshop"),
        "summary": Translated("Kävellään yhdessä.", "Vi går tillsammans.", "We walk together."),
        "address": "Esimerkkikatu 1",
        "languages": ["fi"],
        "published_at": None if status is EventStatus.DRAFT else now,
        "created_at": now,
        "updated_at": now,
    }
    made = Event(**given | values)
    made.sessions = list(sessions) or [session()]
    db.session.add(made)
    keep()
    return made
