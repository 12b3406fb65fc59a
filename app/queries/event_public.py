"""The events that everybody may read, for programs."""

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.database import db
from models.event import PUBLIC_EVENTS, Event, EventSession


def public_event_by(ident: int | str) -> Event | None:
    """Return a public event by its id or the end of its address, with its sessions; or None."""
    by = Event.id == ident if isinstance(ident, int) else Event.slug == ident
    return db.session.scalar(
        select(Event)
        .where(by, Event.status.in_(PUBLIC_EVENTS))
        .options(selectinload(Event.sessions).joinedload(EventSession.track))
    )
