"""The people of an entry's team, and invitations to one, for those whom they are for."""

import datetime as dt
import hashlib

from sqlalchemy import select

from app import row_scope
from app.database import db
from app.policies.actor import Actor
from models.concept import Concept, ConceptMember, ConceptStatus
from models.errors import NotFoundError


def sha256(token: str) -> str:
    """Return what is kept of an invitation's token."""
    return hashlib.sha256(token.encode()).hexdigest()


@row_scope.as_system("an invitation's secret token stands for whom it was sent to")
def invitation_by(token: str, now: dt.datetime) -> ConceptMember | None:
    """Return the invitation of a link that still works, or None."""
    found = db.session.scalar(
        select(ConceptMember).where(ConceptMember.token_sha256 == sha256(token))
    )
    return found if found is not None and pending(found, now) else None


def pending(invitation: ConceptMember, now: dt.datetime, user_id: int | None = None) -> bool:
    """Say whether an invitation can be answered; one's own answer may be given again."""
    if invitation.accepted_at is not None:
        return user_id is not None and invitation.user_id == user_id
    return invitation.expires_at > now and invitation.concept.status is not ConceptStatus.WITHDRAWN


def invitations_to(viewer: Actor, now: dt.datetime) -> list[ConceptMember]:
    """Return the invitations that wait for somebody's answer, oldest first."""
    found = db.session.scalars(
        select(ConceptMember)
        .where(ConceptMember.email == viewer.email.lower(), ConceptMember.accepted_at.is_(None))
        .order_by(ConceptMember.id)
    )
    return [one for one in found if pending(one, now)] if viewer.is_signed_in else []


def member_of(concept: Concept, member_id: int) -> ConceptMember:
    """Return somebody of a team by the id of their row; the caller may read the team.

    Raises:
        NotFoundError: There is nobody such in this team.
    """
    found = next((one for one in concept.members if one.id == member_id), None)
    if found is None:
        raise NotFoundError
    return found
