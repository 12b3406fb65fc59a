"""Invitations: owners invite by e-mail, whoever reads that mail joins with the same address."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select, update

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.queries.account import account_of, user_by_email
from app.services.audit import record
from app.services.notification import tell, tell_address
from app.services.organisation import managed, membership_of
from models.errors import ConflictError, FieldError, ForbiddenError, NotFoundError
from models.organisation import Invitation, Membership, OrganisationRole

INVITATION_LASTS = dt.timedelta(days=14)


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """Whom to invite as what; the link's token is known here only by its SHA-256, in hex."""

    email: str
    role: OrganisationRole
    token_sha256: str
    path: str
    language: str


@use_case
def invite(actor: Actor, organisation_id: int, new: NewInvitation) -> int:
    """Invite somebody by mail; an earlier invitation of the same address is replaced.

    Raises:
        FieldError: The address belongs to a member.
    """
    organisation = managed(actor, organisation_id)
    user = user_by_email(new.email)
    if user is not None and membership_of(user.id, organisation_id) is not None:
        raise FieldError("already_member", field="email")
    inviter_id = account_of(actor.user_id).id
    invitation = db.session.scalar(
        select(Invitation).where(
            Invitation.organisation_id == organisation_id,
            Invitation.email == new.email,
            Invitation.accepted_at.is_(None),
        )
    )
    if invitation is None:
        invitation = Invitation(organisation_id=organisation_id, email=new.email)
        db.session.add(invitation)
    invitation.role, invitation.token_sha256 = new.role, new.token_sha256
    invitation.invited_by_id = inviter_id
    invitation.expires_at = clock.now() + INVITATION_LASTS
    db.session.flush()
    record(actor, "organisation:invite", organisation, invitation_id=invitation.id)
    tell_address(
        new.email,
        user.language if user is not None else new.language,
        "organisation/invitation",
        f"invitation:{new.token_sha256[:32]}",
        organisation=organisation.name,
        inviter=actor.name,
        path=new.path,
    )
    return invitation.id


@use_case
def revoke(actor: Actor, invitation_id: int) -> int:
    """Take back an invitation that has not been answered; return the organisation's id."""
    invitation = _pending(invitation_id)
    organisation = managed(actor, invitation.organisation_id)
    record(actor, "organisation:revoke", organisation, invitation_id=invitation.id)
    db.session.delete(invitation)
    return organisation.id


@use_case
def accept(actor: Actor, invitation_id: int) -> int:
    """Join an organisation by an invitation to one's own address; return the organisation's id.

    Raises:
        NotFoundError: The invitation is too old or has been taken back.
        ForbiddenError: It was sent to another address.
    """
    user = account_of(actor.user_id)
    known = db.session.get(Invitation, invitation_id)
    if known is not None and known.accepted_at is not None and known.email == user.email:
        member = membership_of(user.id, known.organisation_id)
        if member is not None:
            return known.organisation_id
    invitation = _pending(invitation_id)
    if invitation.email != user.email:
        raise ForbiddenError("invitation_other")
    taken = db.session.execute(
        update(Invitation)
        .where(Invitation.id == invitation_id, Invitation.accepted_at.is_(None))
        .values(accepted_at=clock.now())
        .execution_options(synchronize_session=False)
        .returning(Invitation.id)
    ).scalar()
    if taken is None:
        raise ConflictError
    if membership_of(user.id, invitation.organisation_id) is None:
        db.session.add(
            Membership(
                user_id=user.id,
                organisation_id=invitation.organisation_id,
                role=invitation.role,
                joined_at=clock.now(),
            )
        )
    organisation = invitation.organisation
    record(actor, "organisation:join", organisation, user_id=user.id)
    tell(
        account_of(invitation.invited_by_id),
        "organisation/joined",
        f"joined:{invitation_id}",
        organisation=organisation.name,
        person=user.name,
        organisation_id=organisation.id,
    )
    return organisation.id


def _pending(invitation_id: int) -> Invitation:
    invitation = db.session.get(Invitation, invitation_id)
    old = invitation is not None and (
        invitation.accepted_at is not None or invitation.expires_at <= clock.now()
    )
    if invitation is None or old:
        raise NotFoundError("invitation_old")
    return invitation
