"""Events as calendar programs show them: one entry for a session, or for a whole programme."""

from flask import g, url_for

from app.adapters.calendar_file import TimedEvent
from app.labels import label
from models.event import Event, EventSession, EventStatus
from views.event_words import place_words


def whole(event: Event) -> list[EventSession | Event]:
    """Return what stands for an event among others: a programme is one entry, not twenty."""
    return [event] if event.is_programme else list(event.sessions)


def timed(row: EventSession | Event, lang: str) -> TimedEvent | None:
    """Return an event or a session in words; None without times."""
    if isinstance(row, Event):
        event, start, end, sequence = row, row.starts_at, row.ends_at, row.version
        uid, title, room = f"event-{row.id}", row.title, ""
        path = url_for("event.show", lang=lang, slug=event.slug)
        changed, is_off = row.updated_at, False
    else:
        event, start, end = row.event, row.starts_at, row.ends_at
        sequence = row.version + event.version
        uid, title, room = f"session-{row.id}", row.name, row.room
        path = _path(row, lang)
        changed, is_off = max(row.updated_at, event.updated_at), row.cancelled_at is not None
    if start is None or end is None:
        return None
    is_off = is_off or event.status is EventStatus.CANCELLED
    place = place_words(event)
    return TimedEvent(
        uid=uid, start=start, end=end, zone=event.city.time_zone, summary=title.best(lang)[0],
        status="CANCELLED" if is_off else "CONFIRMED", sequence=sequence - 1, changed_at=changed,
        description=event.summary.best(lang)[0], location=f"{room}, {place}" if room else place,
        url=g.public_url + path, category=label(event.kind), is_busy=not is_off,
    )  # fmt: skip


def _path(one: EventSession, lang: str) -> str:
    slug = one.event.slug
    if one.event.is_programme:
        return url_for("event_session.show", lang=lang, slug=slug, session_id=one.id)
    return url_for("event.show", lang=lang, slug=slug)
