"""A calendar file of the sessions that one person has a place at.

A session keeps its id from mail to mail, so that a calendar moves it when its time changes and
strikes it out when it has been left.
"""

from collections.abc import Iterable

from app.adapters.calendar_file import CalendarFile, TimedEvent, calendar_file
from models.registration import OVER, Registrant, Registration

HOST = "koepaikka"


def calendar_text(registrant: Registrant, registrations: Iterable[Registration], place: str) -> str:
    """Return the file of these registrations in the person's language; ``place`` in words."""
    lang = registrant.reader.language
    head = CalendarFile(registrant.event.title.best(lang)[0], lang, HOST)
    newest = {one.session_id: one for one in sorted(registrations, key=lambda one: one.id)}
    return calendar_file(head, [_event(one, lang, place) for one in newest.values()]).decode()


def _event(one: Registration, lang: str, place: str) -> TimedEvent:
    session = one.session
    is_off = one.status in OVER or session.cancelled_at is not None
    return TimedEvent(
        uid=f"session-{session.id}-{one.registrant_id}",
        start=session.starts_at,
        end=session.ends_at,
        zone=session.event.city.time_zone,
        summary=session.name.best(lang)[0],
        status="CANCELLED" if is_off else "CONFIRMED",
        sequence=session.event.version + one.version,
        changed_at=session.event.updated_at,
        location=", ".join(part for part in (session.room, place) if part),
    )
