"""The address of an event's page, made from its title."""

from sqlalchemy import select

from app.database import db
from app.services.testbed_slug import slug_of
from models.base import Translated
from models.event import Event


def free_slug(title: Translated, own_id: int | None = None) -> str:
    """Return an address for a title that no other event has."""
    base = slug_of(title.best("fi")[0])
    taken = set(
        db.session.scalars(
            select(Event.slug).where(Event.slug.like(f"{base}%"), Event.id != (own_id or 0))
        )
    )
    number = 1
    while (slug := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return slug
