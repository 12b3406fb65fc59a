"""Organisations: make one, say what it is, and who belongs to it.

Members join by invitation (app/services/invitation.py); owners manage members; an organisation has
at least one owner.  Whoever may not know of an organisation is told that it is not there.
"""

from dataclasses import dataclass

from sqlalchemy import func, select

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.subject import of_organisation
from app.policies.table import Action, authorise, may
from app.queries.account import account_of
from app.services.audit import record
from models.business_id import normalised
from models.errors import ConflictError, FieldError, NotFoundError
from models.organisation import (
    Membership,
    Organisation,
    OrganisationKind,
    OrganisationRole,
    OrganisationSize,
)


@dataclass(frozen=True, slots=True)
class OrganisationRecord:
    """What an organisation says of itself."""

    name: str
    kind: OrganisationKind
    country: str  # ISO 3166-1
    business_id: str  # empty when there is none
    size: OrganisationSize | None
    web: str


@use_case
def create(actor: Actor, said: OrganisationRecord) -> int:
    """Make an organisation whose owner is the actor; return its id.

    Raises:
        FieldError: The business ID belongs to an organisation that is here already.
    """
    authorise(actor, Action.ORGANISATION_CREATE)
    made = Organisation(created_at=clock.now())
    _write(made, said)
    db.session.add(made)
    db.session.flush()
    db.session.add(
        Membership(
            user_id=account_of(actor.user_id).id,
            organisation_id=made.id,
            role=OrganisationRole.OWNER,
            joined_at=clock.now(),
        )
    )
    record(actor, "organisation:create", made)
    return made.id


@use_case
def edit(actor: Actor, organisation_id: int, said: OrganisationRecord) -> None:
    """Change what an organisation says of itself.

    Raises:
        FieldError: The business ID belongs to another organisation.
    """
    organisation = managed(actor, organisation_id)
    _write(organisation, said)
    db.session.flush()
    record(actor, "organisation:edit", organisation)


def _write(organisation: Organisation, said: OrganisationRecord) -> None:
    kept = normalised(said.country, said.business_id) if said.business_id else None
    twin = select(Organisation.id).where(
        Organisation.country == said.country,
        Organisation.business_id == kept,
        Organisation.id != (organisation.id or 0),
    )
    if kept is not None and db.session.scalar(twin) is not None:
        raise FieldError("business_id_known", field="business_id")
    organisation.name, organisation.kind = said.name, said.kind
    organisation.country, organisation.business_id = said.country, kept
    organisation.size, organisation.web = said.size or "", said.web


@use_case
def change_role(actor: Actor, membership_id: int, role: OrganisationRole) -> int:
    """Make a member an owner or the other way round; return the organisation's id.

    Raises:
        ConflictError: Nobody would own the organisation.
    """
    membership = _member(membership_id)
    organisation = managed(actor, membership.organisation_id)
    before, membership.role = membership.role, role
    _still_owned(organisation.id)
    moved = (before.value, role.value)
    record(actor, "organisation:role", organisation, moved=moved, user_id=membership.user_id)
    return organisation.id


@use_case
def remove(actor: Actor, membership_id: int) -> int:
    """End somebody's membership; return the organisation's id.

    Raises:
        ConflictError: Nobody would own the organisation.
    """
    membership = _member(membership_id)
    organisation = managed(actor, membership.organisation_id)
    user_id = membership.user_id
    db.session.delete(membership)
    _still_owned(organisation.id)
    record(actor, "organisation:remove", organisation, user_id=user_id)
    return organisation.id


@use_case
def leave(actor: Actor, organisation_id: int) -> None:
    """End one's own membership.

    Raises:
        ConflictError: Nobody would own the organisation.
    """
    organisation = locked(actor, organisation_id)
    membership = membership_of(account_of(actor.user_id).id, organisation_id)
    if membership is None:
        raise NotFoundError
    db.session.delete(membership)
    _still_owned(organisation.id)
    record(actor, "organisation:leave", organisation)


def locked(actor: Actor, organisation_id: int) -> Organisation:
    """Return an organisation that the actor may know of; others wait to change it until commit."""
    organisation = db.session.scalar(
        select(Organisation).where(Organisation.id == organisation_id).with_for_update()
    )
    if organisation is None:
        raise NotFoundError
    if not may(actor, Action.ORGANISATION_READ, of_organisation(organisation)):
        raise NotFoundError
    return organisation


def managed(actor: Actor, organisation_id: int) -> Organisation:
    """Return an organisation whose members the actor manages, as ``locked`` does."""
    organisation = locked(actor, organisation_id)
    authorise(actor, Action.ORGANISATION_MANAGE, of_organisation(organisation))
    return organisation


def _member(membership_id: int) -> Membership:
    membership = db.session.get(Membership, membership_id)
    if membership is None:
        raise NotFoundError
    return membership


def membership_of(user_id: int, organisation_id: int) -> Membership | None:
    """Return a person's membership in an organisation."""
    return db.session.scalar(
        select(Membership).where(
            Membership.user_id == user_id, Membership.organisation_id == organisation_id
        )
    )


def _still_owned(organisation_id: int) -> None:
    db.session.flush()
    owners = db.session.scalar(
        select(func.count(Membership.id)).where(
            Membership.organisation_id == organisation_id,
            Membership.role == OrganisationRole.OWNER,
        )
    )
    if not owners:
        raise ConflictError("last_owner", organisation_id=organisation_id)
