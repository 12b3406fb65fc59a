"""A challenge as somebody meets it who would like to enter it."""

from sqlalchemy import select

from app.database import db
from app.policies.actor import Actor
from models.challenge import Challenge
from models.errors import NotFoundError


def entrance_of(_viewer: Actor, challenge_id: int) -> Challenge:
    """Return a challenge that everybody sees, as it stands in the database now.

    Raises:
        NotFoundError: There is none with this id, or it is not public.
    """
    found = db.session.get(Challenge, challenge_id, populate_existing=True)
    if found is None or not found.is_public:
        raise NotFoundError
    return found


def entrance_by(viewer: Actor, slug: str) -> Challenge:
    """Return a challenge by the name in its address; as ``entrance_of``."""
    found = db.session.scalar(select(Challenge.id).where(Challenge.slug == slug))
    return entrance_of(viewer, found or 0)
