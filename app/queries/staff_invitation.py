"""Invitations to a city's staff: those on their way, and those that wait for the viewer."""

import hashlib
import secrets

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app import clock
from app.database import db
from app.policies.actor import Actor
from models.city import City
from models.staff import StaffInvitation
from models.testbed import Testbed


def open_invitations(city: City, testbed: Testbed | None = None) -> list[StaffInvitation]:
    """Return the unanswered invitations of a city, or to host one testbed, also those too old."""
    asked = (
        select(StaffInvitation)
        .options(joinedload(StaffInvitation.testbed), joinedload(StaffInvitation.invited_by))
        .where(StaffInvitation.city_id == city.id, StaffInvitation.accepted_at.is_(None))
        .order_by(StaffInvitation.email, StaffInvitation.id)
    )
    if testbed is not None:
        asked = asked.where(StaffInvitation.testbed_id == testbed.id)
    return list(db.session.scalars(asked))


def invitations_to(viewer: Actor) -> list[StaffInvitation]:
    """Return the invitations that wait for the viewer's answer."""
    if not viewer.email:
        return []
    return list(
        db.session.scalars(
            select(StaffInvitation)
            .options(
                joinedload(StaffInvitation.testbed),
                joinedload(StaffInvitation.city),
                joinedload(StaffInvitation.invited_by),
            )
            .where(
                StaffInvitation.email == viewer.email,
                StaffInvitation.accepted_at.is_(None),
                StaffInvitation.expires_at > clock.now(),
            )
            .order_by(StaffInvitation.id)
        )
    )


def new_token() -> tuple[str, str]:
    """Return a fresh token for a link, and how it is kept."""
    token = secrets.token_urlsafe(24)
    return token, _sha256(token)


def _sha256(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def invitation_by(token: str) -> StaffInvitation | None:
    """Return the unanswered invitation of a link; None when it is old, used or taken back."""
    found = db.session.scalar(
        select(StaffInvitation).where(StaffInvitation.token_sha256 == _sha256(token))
    )
    if found is None or found.accepted_at is not None or found.expires_at <= clock.now():
        return None
    return found
