"""Organisations as their members see them."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app import clock
from app.database import db
from app.policies.actor import Actor
from app.policies.subject import of_organisation
from app.policies.table import Action, may
from models.account import User
from models.errors import NotFoundError
from models.organisation import Invitation, Membership, Organisation, OrganisationRole


@dataclass(frozen=True, slots=True)
class OwnOrganisation:
    """One organisation of a person: the role there, and how many members it has."""

    organisation: Organisation
    role: OrganisationRole
    members: int


def organisations_of(viewer: Actor) -> list[OwnOrganisation]:
    """Return the viewer's organisations, by name."""
    counted = (
        select(func.count(Membership.id))
        .where(Membership.organisation_id == Organisation.id)
        .correlate(Organisation)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Organisation, Membership.role, counted)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(Membership.user_id == viewer.user_id)
        .order_by(Organisation.name, Organisation.id)
    )
    return [OwnOrganisation(*row) for row in rows]


def organisation_of(viewer: Actor, organisation_id: int) -> Organisation:
    """Return an organisation that the viewer may know of.

    Raises:
        NotFoundError: There is none, or it is not for this viewer.
    """
    found = db.session.get(Organisation, organisation_id)
    if found is None or not may(viewer, Action.ORGANISATION_READ, of_organisation(found)):
        raise NotFoundError
    return found


def members_of(organisation: Organisation) -> list[Membership]:
    """Return the members with their accounts, owners first, then by name."""
    return list(
        db.session.scalars(
            select(Membership)
            .join(User, User.id == Membership.user_id)
            .options(joinedload(Membership.user))
            .where(Membership.organisation_id == organisation.id)
            .order_by((Membership.role != OrganisationRole.OWNER), User.name, User.id)
        )
    )


def invitations_of(organisation: Organisation) -> list[Invitation]:
    """Return the invitations that have not been answered and still work, by address."""
    return list(
        db.session.scalars(
            select(Invitation)
            .where(
                Invitation.organisation_id == organisation.id,
                Invitation.accepted_at.is_(None),
                Invitation.expires_at > clock.now(),
            )
            .order_by(Invitation.email)
        )
    )


def invitations_to(viewer: Actor) -> list[Invitation]:
    """Return the invitations that wait for the viewer's answer."""
    return list(
        db.session.scalars(
            select(Invitation)
            .options(joinedload(Invitation.organisation))
            .where(
                Invitation.email == viewer.email,
                Invitation.accepted_at.is_(None),
                Invitation.expires_at > clock.now(),
            )
            .order_by(Invitation.id)
        )
    )


def sha256(token: str) -> str:
    """Return how the token of an invitation is kept."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def invitation_by(token: str) -> Invitation | None:
    """Return the invitation of a link, answered or not; None when it is too old or taken back."""
    found = db.session.scalar(select(Invitation).where(Invitation.token_sha256 == sha256(token)))
    if found is None or (found.accepted_at is None and found.expires_at <= clock.now()):
        return None
    return found
