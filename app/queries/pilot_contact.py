"""Who is there for a pilot on each side, and who could be."""

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app import row_scope
from app.database import db
from models.account import CityRole, CityRoleGrant, User
from models.application import Application
from models.booking import Booking
from models.organisation import Membership, OrganisationRole
from models.pilot import Pilot
from models.pilot_contact import PilotContact
from models.pilot_task import Side
from models.testbed import TestbedHost

CITY_SIDE = (Side.HOST, Side.CITY)


def pilot_of_part(part_id: int) -> Pilot | None:
    """Return the pilot that has come of the newest booking of a part, if one has."""
    newest = select(func.max(Booking.id)).where(Booking.part_id == part_id).scalar_subquery()
    return db.session.scalar(select(Pilot).where(Pilot.booking_id == newest))


def candidates(pilot: Pilot) -> dict[Side, list[User]]:
    """Return the people with a live account on each side, by name."""
    hosts = select(TestbedHost.user_id).where(TestbedHost.testbed_id == pilot.testbed_id)
    staff = select(CityRoleGrant.user_id).where(CityRoleGrant.city_id == pilot.city_id)
    return {
        Side.APPLICANT: _people(_applicants(pilot)),
        Side.HOST: _people(hosts),
        Side.CITY: _people(staff),
    }


def contacts(pilot: Pilot) -> list[PilotContact]:
    """Return the people named, by side and name; who has left their side meanwhile is left out."""
    there = {side: {one.id for one in people} for side, people in candidates(pilot).items()}
    found = db.session.scalars(
        select(PilotContact)
        .where(PilotContact.pilot_id == pilot.id)
        .options(joinedload(PilotContact.user))
    ).all()
    order = list(Side)
    return sorted(
        (one for one in found if one.user_id in there[one.side]),
        key=lambda one: (order.index(one.side), one.user.name, one.user_id),
    )


def applicant_people(pilot: Pilot) -> list[User]:
    """Return whom mail for the applicant goes to: those named, else the author and the owners."""
    named = [one.user for one in contacts(pilot) if one.side is Side.APPLICANT]
    if named:
        return named
    return _people(_applicants(pilot, owners_only=True))


def city_people(pilot: Pilot) -> list[User]:
    """Return whom mail for the city goes to beside its mailbox: hosts, and those named."""
    hosts = select(TestbedHost.user_id).where(TestbedHost.testbed_id == pilot.testbed_id)
    found = {one.id: one for one in _people(hosts)}
    found |= {one.user_id: one.user for one in contacts(pilot) if one.side in CITY_SIDE}
    return list(found.values())


def coordinators(pilot: Pilot) -> list[User]:
    """Return the coordinators of the pilot's city."""
    return _people(
        select(CityRoleGrant.user_id).where(
            CityRoleGrant.city_id == pilot.city_id, CityRoleGrant.role == CityRole.COORDINATOR
        )
    )


def _applicants(pilot: Pilot, *, owners_only: bool = False) -> list[int]:
    """Return the ids of the author and of the members (or owners) of the organisation."""
    ids: list[int] = []
    with row_scope.as_system("a pilot's people hear of it, whoever has done something"):
        author = select(Application.author_id).where(Application.id == pilot.application_id)
        ids += db.session.scalars(author)
    if pilot.organisation_id is not None:
        joined = select(Membership.user_id).where(
            Membership.organisation_id == pilot.organisation_id
        )
        if owners_only:
            joined = joined.where(Membership.role == OrganisationRole.OWNER)
        ids += db.session.scalars(joined).all()
    return ids


def _people(ids: object) -> list[User]:
    return list(
        db.session.scalars(
            select(User)
            .where(User.id.in_(ids), User.active)  # type: ignore[arg-type]  # ids or a statement of them
            .order_by(User.name, User.id)
        )
    )
