"""The staff of a city: who has which role there.

Coordinators manage their own city's people, administrators everybody's; whoever may not is told
that the city's people are not there.  People come by invitation (app/services/staff_invitation.py)
and go with a hand-over (app/services/staff_departure.py).
"""

from sqlalchemy import func, select

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.subject import of_city, of_testbed
from app.policies.table import Action, Subject, may
from app.queries.account import user_by_email
from app.services.audit import record
from app.services.notification import tell, tell_address
from models.account import CityRole, CityRoleGrant, User
from models.city import City
from models.errors import ConflictError, FieldError, NotFoundError
from models.testbed import Testbed, TestbedHost


@use_case
def grant(actor: Actor, city_id: int, email: str, role: CityRole) -> int:
    """Give somebody who has an account a role in a city at once, for operators; return its id.

    Raises:
        FieldError: Nobody has this address, or the person has the role already.
    """
    city = managed(actor, city_id)
    user = user_by_email(email)
    if user is None or not user.active or user.confirmed_at is None:
        raise FieldError("unknown_person", field="email")
    if has_role(user.id, city_id, role):
        raise FieldError("role_known", field="email")
    given = add_role(user, city, role)
    record(actor, "staff:grant", user, city_id=city_id, role=role.value)
    tell(
        user,
        "staff/granted",
        f"granted:{given}:{_now()}",
        city=city.name.get(user.language),
        role=role.value,
    )
    return given


@use_case
def take_away(actor: Actor, grant_id: int) -> int:
    """Take a role in a city away, or lay down one's own; return the id of the account it was of.

    Raises:
        ConflictError: The city would have no coordinator.
    """
    given = db.session.get(CityRoleGrant, grant_id)
    if given is None:
        raise NotFoundError
    by_self = given.user_id == actor.user_id
    city = locked(given.city_id) if by_self else managed(actor, given.city_id)
    user, role = given.user, given.role
    db.session.delete(given)
    db.session.flush()
    keep_a_coordinator(city.id, role)
    deed = "staff:lay_down" if by_self else "staff:take_away"
    record(actor, deed, user, city_id=city.id, role=role.value)
    if by_self:
        tell_address(
            city.role_mailbox,
            city.required_languages[0],
            "staff/laid_down",
            f"laid_down:{grant_id}:{_now()}",
            person=user.name,
            city=city.name.get(city.required_languages[0]),
            role=role.value,
        )
    else:
        tell(
            user,
            "staff/taken_away",
            f"taken_away:{grant_id}:{_now()}",
            city=city.name.get(user.language),
            role=role.value,
        )
    return user.id


def _now() -> str:
    """Return what makes a mail's key its own: the ids of what was taken away are given again."""
    return f"{clock.now():%Y%m%d%H%M%S%f}"


def add_role(user: User, city: City, role: CityRole) -> int:
    """Write that somebody has a role, within a use case that has decided so; return its id."""
    made = CityRoleGrant(user_id=user.id, city_id=city.id, role=role, granted_at=clock.now())
    db.session.add(made)
    db.session.flush()
    return made.id


def has_role(user_id: int, city_id: int, role: CityRole) -> bool:
    """Say whether somebody has a role in a city already."""
    known = select(CityRoleGrant.id).where(
        CityRoleGrant.user_id == user_id,
        CityRoleGrant.city_id == city_id,
        CityRoleGrant.role == role,
    )
    return db.session.scalar(known) is not None


def is_host(user_id: int, testbed_id: int) -> bool:
    """Say whether somebody answers for a testbed already."""
    return db.session.get(TestbedHost, (testbed_id, user_id)) is not None


def keep_a_coordinator(city_id: int, *ended: CityRole) -> None:
    """See that a city whose roles have just ended still has a coordinator.

    Raises:
        ConflictError: It has none.
    """
    if CityRole.COORDINATOR not in ended:
        return
    left = db.session.scalar(
        select(func.count(CityRoleGrant.id))
        .join(User, User.id == CityRoleGrant.user_id)
        .where(
            CityRoleGrant.city_id == city_id,
            CityRoleGrant.role == CityRole.COORDINATOR,
            User.active.is_(True),
        )
    )
    if not left:
        raise ConflictError("last_coordinator")


def locked(city_id: int) -> City:
    """Return a city; others wait to change its people until commit."""
    city = db.session.scalar(select(City).where(City.id == city_id).with_for_update(of=City))
    if city is None:
        raise NotFoundError
    return city


def managed(actor: Actor, city_id: int) -> City:
    """Return a city whose people the actor manages, as ``locked`` does."""
    _see(actor, of_city(city_id))
    return locked(city_id)


def managed_testbed(actor: Actor, testbed_id: int) -> Testbed:
    """Return a testbed whose hosts the actor manages; its city's people wait until commit."""
    testbed = db.session.get(Testbed, testbed_id)
    if testbed is None:
        raise NotFoundError
    _see(actor, of_testbed(testbed))
    locked(testbed.city_id)
    return testbed


def _see(actor: Actor, subject: Subject) -> None:
    if not may(actor, Action.CITY_STAFF, subject):
        raise NotFoundError
