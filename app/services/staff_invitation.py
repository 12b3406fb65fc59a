"""Invitations to a city's staff: sent by mail, accepted by the account of that address.

The link works once and for two weeks; sending it anew replaces it.  Whether an address has an
account is never told to whoever invites it.
"""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select, update

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.queries.account import account_of, user_by_email
from app.services.audit import record
from app.services.notification import tell, tell_address
from app.services.staff import add_role, has_role, is_host, locked, managed, managed_testbed
from models.account import User
from models.city import City
from models.errors import ConflictError, FieldError, ForbiddenError, NotFoundError
from models.staff import StaffInvitation, StaffRole
from models.testbed import Testbed, TestbedHost, TestbedStatus
from models.wall_time import local_date

INVITATION_LASTS = dt.timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Link:
    """The link of one mail: its path after the language, and its token's SHA-256 in hex."""

    path: str
    token_sha256: str


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """Whom to invite as what; ``testbed_id`` for hosts only, ``language`` for strangers."""

    email: str
    role: StaffRole
    city_id: int
    testbed_id: int | None
    language: str
    link: Link


@use_case
def invite(actor: Actor, new: NewInvitation) -> int:
    """Invite somebody by mail; an open invitation to the same is replaced.  Return its id.

    Raises:
        FieldError: The person has the role, or hosts the testbed, already; it is closed for good.
    """
    city, testbed = managed(actor, new.city_id), None
    if new.testbed_id is not None:
        testbed = managed_testbed(actor, new.testbed_id)
        if testbed.city_id != city.id or testbed.status is TestbedStatus.RETIRED:
            raise FieldError("no_host_needed", field="testbed")
    user = user_by_email(new.email)
    if user is not None:
        _refuse_known(user, city, testbed, new.role)
    invitation = db.session.scalar(
        select(StaffInvitation).where(
            StaffInvitation.city_id == city.id,
            StaffInvitation.testbed_id == new.testbed_id,
            StaffInvitation.role == new.role,
            StaffInvitation.email == new.email,
            StaffInvitation.accepted_at.is_(None),
        )
    )
    if invitation is None:
        invitation = StaffInvitation(
            city_id=city.id,
            testbed_id=new.testbed_id,
            role=new.role,
            email=new.email,
            language=user.language if user is not None else new.language,
        )
    _send(actor, invitation, new.link, city, testbed)
    return invitation.id


@use_case
def send_again(actor: Actor, invitation_id: int, link: Link) -> str:
    """Send an unanswered invitation with a new link; return the address.  The old link ends."""
    invitation = _unanswered(invitation_id)
    city = managed(actor, invitation.city_id)
    _send(actor, invitation, link, city, invitation.testbed)
    return invitation.email


def _send(
    actor: Actor, invitation: StaffInvitation, link: Link, city: City, testbed: Testbed | None
) -> None:
    inviter = account_of(actor.user_id)
    invitation.token_sha256 = link.token_sha256
    invitation.invited_by_id = inviter.id
    invitation.sent_at = clock.now()
    invitation.expires_at = clock.now() + INVITATION_LASTS
    db.session.add(invitation)
    db.session.flush()
    _record(actor, "invite", invitation)
    language = invitation.language
    tell_address(
        invitation.email,
        language,
        "staff/invitation",
        f"staff_invitation:{link.token_sha256[:32]}",
        city=city.name.best(language)[0],
        testbed=testbed.name.best(language)[0] if testbed is not None else "",
        role=invitation.role.value,
        inviter=actor.name,
        path=f"/{language}{link.path}",
        until=local_date(invitation.expires_at, city.time_zone).isoformat(),
    )


@use_case
def withdraw(actor: Actor, invitation_id: int) -> None:
    """Take back an invitation that has not been answered."""
    invitation = _unanswered(invitation_id)
    managed(actor, invitation.city_id)
    _record(actor, "withdraw", invitation)
    db.session.delete(invitation)


@use_case
def accept(actor: Actor, invitation_id: int) -> None:
    """Take up what one was invited to, with the account of the address that got the mail.

    Raises:
        NotFoundError: The invitation is too old, has been taken back or answered.
        ForbiddenError: It was sent to another address, or this one is not confirmed.
    """
    invitation, user = _mine(actor, invitation_id)
    city = locked(invitation.city_id)
    taken = db.session.scalar(
        update(StaffInvitation)
        .where(StaffInvitation.id == invitation_id, StaffInvitation.accepted_at.is_(None))
        .values(accepted_at=clock.now())
        .execution_options(synchronize_session=False)
        .returning(StaffInvitation.id)
    )
    if taken is None:
        raise ConflictError
    testbed = invitation.testbed
    if testbed is not None:
        if not is_host(user.id, testbed.id):
            db.session.add(TestbedHost(testbed_id=testbed.id, user_id=user.id))
    elif not has_role(user.id, city.id, invitation.role.city_role):
        add_role(user, city, invitation.role.city_role)
    _record(actor, "accept", invitation)
    _tell_inviter(invitation, user, "staff/joined")


@use_case
def decline(actor: Actor, invitation_id: int) -> None:
    """Say no to an invitation; whoever sent it is told."""
    invitation, user = _mine(actor, invitation_id)
    _record(actor, "decline", invitation)
    _tell_inviter(invitation, user, "staff/declined")
    db.session.delete(invitation)


def _tell_inviter(invitation: StaffInvitation, user: User, template: str) -> None:
    inviter, testbed = invitation.invited_by, invitation.testbed
    if not inviter.active:
        return
    tell(
        inviter,
        template,
        f"{template}:{invitation.token_sha256[:32]}",
        person=user.name,
        city=invitation.city.name.best(inviter.language)[0],
        city_slug=invitation.city.slug,
        testbed=testbed.name.best(inviter.language)[0] if testbed is not None else "",
        role=invitation.role.value,
    )


def _refuse_known(user: User, city: City, testbed: Testbed | None, role: StaffRole) -> None:
    if testbed is not None:
        if is_host(user.id, testbed.id):
            raise FieldError("host_known", field="email")
    elif has_role(user.id, city.id, role.city_role):
        raise FieldError("role_known", field="email")


def _record(actor: Actor, deed: str, invitation: StaffInvitation) -> None:
    """Write the line; of hosts it is about the testbed, of roles about the city."""
    record(
        actor,
        f"staff:{deed}_host" if invitation.testbed is not None else f"staff:{deed}",
        invitation.testbed or invitation.city,
        city_id=invitation.city_id,
        role=invitation.role.value,
        invitation_id=invitation.id,
    )


def _mine(actor: Actor, invitation_id: int) -> tuple[StaffInvitation, User]:
    user = account_of(actor.user_id)
    invitation = db.session.get(StaffInvitation, invitation_id)
    if invitation is None or invitation.email != user.email or user.confirmed_at is None:
        raise ForbiddenError("invitation_other")
    return _unanswered(invitation_id, clock.now()), user


def _unanswered(invitation_id: int, at: dt.datetime | None = None) -> StaffInvitation:
    """Return an invitation that nobody has answered; with ``at``, one that still works then."""
    found = db.session.get(StaffInvitation, invitation_id)
    if found is None or found.accepted_at is not None:
        raise NotFoundError("invitation_old")
    if at is not None and found.expires_at <= at:
        raise NotFoundError("invitation_old")
    return found
