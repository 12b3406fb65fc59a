"""Which kinds of mail somebody has switched off."""

from sqlalchemy import select

from app.database import db
from app.policies.actor import Actor
from models.notification import MailKind, MailOff


def switched_off(viewer: Actor) -> frozenset[MailKind]:
    """Return the kinds of mail that the viewer does not want."""
    rows = db.session.scalars(select(MailOff.kind).where(MailOff.user_id == viewer.user_id))
    return frozenset(rows)
