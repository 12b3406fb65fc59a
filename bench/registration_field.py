"""What the people of bench/registration.py find: a programme of many sessions in one city."""

import datetime as dt

from sqlalchemy import select

from app import clock
from app.database import db, writing
from models.base import Translated
from models.city import City
from models.event import Event, EventKind, EventSession, EventStatus

SESSIONS, POPULAR = 150, 10
SLUG = "viikko"


def programme(places: int) -> list[int]:
    """Make a programme of sessions with so many places each; the ids, the most wanted first."""
    now = clock.now()
    start = now + dt.timedelta(days=30)
    with writing():
        city = City(
            slug="helsinki", name=Translated("Helsinki", "Helsingfors", "Helsinki"),
            centre_lon=24.94, centre_lat=60.17, bbox=[24.78, 59.92, 25.26, 60.3],
            required_languages=["fi"], role_mailbox="helsinki@koepaikka.example", gk_epsg=3879,
        )  # fmt: skip
        db.session.add(city)
        db.session.flush()
        event = Event(
            slug=SLUG, city_id=city.id, kind=EventKind.PROGRAMME, status=EventStatus.PUBLISHED,
            title=Translated("Viikko", "Veckan", "The week"), address="Tori", languages=["fi"],
            created_at=now, updated_at=now, published_at=now,
        )  # fmt: skip
        event.sessions = [
            EventSession(
                title=Translated(f"Osa {number}", f"Del {number}", f"Part {number}"),
                starts_at=start + dt.timedelta(hours=number // 5),
                ends_at=start + dt.timedelta(hours=number // 5 + 1),
                capacity=places, created_at=now, updated_at=now,
            )
            for number in range(SESSIONS)
        ]  # fmt: skip
        db.session.add(event)
        db.session.commit()
    return list(db.session.scalars(select(EventSession.id).order_by(EventSession.id)))
