"""The staff of a city: who has which role there, and who hosts which testbed.

Coordinators manage their own city's people, administrators everybody's.  Whoever may not is told
that the city's people are not there.
"""

from sqlalchemy import func, select

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.subject import of_city, of_testbed
from app.policies.table import Action, Subject, may
from app.queries.account import user_by_email
from app.services.audit import record
from app.services.notification import tell
from models.account import CityRole, CityRoleGrant, User
from models.city import City
from models.errors import ConflictError, FieldError, NotFoundError
from models.testbed import Testbed, TestbedHost


@use_case
def grant(actor: Actor, city_id: int, email: str, role: CityRole) -> int:
    """Give somebody who has an account a role in a city; return the id of the grant.

    Raises:
        FieldError: Nobody has this address, or the person has the role already.
    """
    city = _managed(actor, city_id)
    user = _person(email)
    known = select(CityRoleGrant.id).where(
        CityRoleGrant.user_id == user.id,
        CityRoleGrant.city_id == city_id,
        CityRoleGrant.role == role,
    )
    if db.session.scalar(known) is not None:
        raise FieldError("role_known", field="email")
    made = CityRoleGrant(user_id=user.id, city_id=city_id, role=role, granted_at=clock.now())
    db.session.add(made)
    db.session.flush()
    record(actor, "staff:grant", user, city_id=city_id, role=role.value)
    tell(
        user,
        "staff/granted",
        f"granted:{made.id}",
        city=city.name.get(user.language),
        role=role.value,
    )
    return made.id


@use_case
def take_away(actor: Actor, grant_id: int) -> int:
    """Take a role in a city away; return the id of the account that had it.

    Raises:
        ConflictError: The city would have no coordinator.
    """
    given = db.session.get(CityRoleGrant, grant_id)
    if given is None:
        raise NotFoundError
    city, user, role = _managed(actor, given.city_id), given.user, given.role
    db.session.delete(given)
    db.session.flush()
    if role is CityRole.COORDINATOR and not _coordinators(city.id):
        raise ConflictError("last_coordinator")
    record(actor, "staff:take_away", user, city_id=city.id, role=role.value)
    tell(
        user,
        "staff/taken_away",
        f"taken_away:{grant_id}",
        city=city.name.get(user.language),
        role=role.value,
    )
    return user.id


def _coordinators(city_id: int) -> int:
    found = db.session.scalar(
        select(func.count(CityRoleGrant.id))
        .join(User, User.id == CityRoleGrant.user_id)
        .where(
            CityRoleGrant.city_id == city_id,
            CityRoleGrant.role == CityRole.COORDINATOR,
            User.active.is_(True),
        )
    )
    return found or 0


@use_case
def assign_host(actor: Actor, testbed_id: int, email: str) -> None:
    """Make somebody who has an account the host of a testbed.

    Raises:
        FieldError: Nobody has this address, or the person hosts the testbed already.
    """
    testbed = _testbed(actor, testbed_id)
    user = _person(email)
    if db.session.get(TestbedHost, (testbed_id, user.id)) is not None:
        raise FieldError("host_known", field="email")
    db.session.add(TestbedHost(testbed_id=testbed_id, user_id=user.id))
    record(actor, "staff:assign_host", testbed, user_id=user.id)
    tell(
        user,
        "staff/host",
        f"host:{testbed_id}:{user.id}:{clock.now():%Y%m%d%H%M}",
        testbed=testbed.name.best(user.language)[0],
    )


@use_case
def remove_host(actor: Actor, testbed_id: int, user_id: int) -> None:
    """End somebody's being host of a testbed."""
    testbed = _testbed(actor, testbed_id)
    host = db.session.get(TestbedHost, (testbed_id, user_id))
    if host is None:
        raise NotFoundError
    db.session.delete(host)
    record(actor, "staff:remove_host", testbed, user_id=user_id)


def _person(email: str) -> User:
    user = user_by_email(email)
    if user is None or not user.active or user.confirmed_at is None:
        raise FieldError("unknown_person", field="email")
    return user


def _managed(actor: Actor, city_id: int) -> City:
    """Return a city whose people the actor manages; others wait to change them until commit."""
    _see(actor, of_city(city_id))
    db.session.execute(select(City.id).where(City.id == city_id).with_for_update())
    city = db.session.get(City, city_id)
    if city is None:
        raise NotFoundError
    return city


def _testbed(actor: Actor, testbed_id: int) -> Testbed:
    testbed = db.session.get(Testbed, testbed_id)
    if testbed is None:
        raise NotFoundError
    _see(actor, of_testbed(testbed))
    return testbed


def _see(actor: Actor, subject: Subject) -> None:
    if not may(actor, Action.CITY_STAFF, subject):
        raise NotFoundError
