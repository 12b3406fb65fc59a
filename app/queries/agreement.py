"""Agreements as both of their sides read them; nobody else does."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from app.database import db
from app.policies.actor import Actor
from app.policies.subject import of_part
from app.policies.table import Action, may
from models.agreement import Agreement
from models.application import BOOKED, Application, ApplicationPart
from models.errors import NotFoundError


def agreement_for(viewer: Actor, agreement_id: int) -> Agreement:
    """Return an agreement, live or ended, for the applicant and the city's side.

    Raises:
        NotFoundError: It does not exist, or the viewer is on neither side.
    """
    agreement = db.session.get(Agreement, agreement_id)
    if agreement is None or not may(viewer, Action.AGREEMENT_READ, of_part(agreement.part)):
        raise NotFoundError
    return agreement


def live_of(part_id: int) -> Agreement | None:
    """Return the agreement of a part that counts now; the caller may read the part."""
    return db.session.scalar(
        select(Agreement).where(Agreement.part_id == part_id, Agreement.ended_at.is_(None))
    )


def live_agreements(parts: Sequence[ApplicationPart]) -> dict[int, Agreement]:
    """Return the agreement that counts of each part that has one; the caller may read them."""
    rows = db.session.scalars(
        select(Agreement).where(
            Agreement.part_id.in_([part.id for part in parts]), Agreement.ended_at.is_(None)
        )
    )
    return {agreement.part_id: agreement for agreement in rows}


def to_confirm(viewer: Actor) -> list[Agreement]:
    """Return the agreements with new days that the viewer has still to confirm as applicant."""
    own = or_(
        Application.author_id == viewer.user_id,
        Application.organisation_id.in_(viewer.organisations),
    )
    return list(
        db.session.scalars(
            select(Agreement)
            .join(ApplicationPart, ApplicationPart.id == Agreement.part_id)
            .join(Application, Application.id == ApplicationPart.application_id)
            .where(
                own,
                Agreement.ended_at.is_(None),
                Agreement.applicant_signed_at.is_(None),
                ApplicationPart.status.in_(BOOKED),
            )
            .order_by(Agreement.id)
        )
    )


def renewed_of(found: Sequence[Agreement]) -> set[int]:
    """Return which of the agreements took the place of another, by id."""
    ids = [one.id for one in found]
    asked = select(Agreement.superseded_by_id).where(Agreement.superseded_by_id.in_(ids))
    return {one for one in db.session.scalars(asked) if one is not None} if ids else set()


def versions_of(part_id: int) -> list[Agreement]:
    """Return every agreement that a part has had, newest first; the caller may read the part."""
    return list(
        db.session.scalars(
            select(Agreement).where(Agreement.part_id == part_id).order_by(Agreement.id.desc())
        )
    )
