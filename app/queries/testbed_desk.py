"""Testbeds as their staff read them: those of their own cities, and those they host."""

from sqlalchemy import ColumnElement, or_, select, true

from app.database import db
from app.policies.actor import Actor
from app.policies.subject import of_city, of_testbed
from app.policies.table import Action, may
from app.queries.city import cities
from models.account import CityRole, CityRoleGrant, User
from models.city import City
from models.errors import NotFoundError
from models.testbed import Testbed


def theirs(viewer: Actor) -> ColumnElement[bool]:
    """Return the condition that a testbed is of the viewer's cities, or hosted by them."""
    if viewer.is_admin:
        return true()
    return or_(Testbed.city_id.in_(viewer.cities), Testbed.id.in_(viewer.hosted_testbeds))


def staff_testbed(viewer: Actor, testbed_id: int) -> Testbed:
    """Return a testbed, in any state, for its city's staff or its host.

    Raises:
        NotFoundError: It does not exist, or is not theirs to know of here.
    """
    testbed = db.session.get(Testbed, testbed_id)
    if testbed is None or not may(viewer, Action.TESTBED_READ, of_testbed(testbed)):
        raise NotFoundError
    return testbed


def cities_to_register_in(viewer: Actor) -> list[City]:
    """Return the cities whose testbeds the viewer may register."""
    return [one for one in cities() if may(viewer, Action.TESTBED_CREATE, of_city(one.id))]


def cities_of(viewer: Actor) -> list[City]:
    """Return the cities that the viewer has testbeds in, at the desk."""
    if viewer.is_admin:
        return list(cities())
    mine = viewer.cities | viewer.hosted_cities
    return [one for one in cities() if one.id in mine]


def coordinators(city_id: int) -> list[User]:
    """Return who may publish a city's testbeds, by name."""
    return list(
        db.session.scalars(
            select(User)
            .join(CityRoleGrant, CityRoleGrant.user_id == User.id)
            .where(
                CityRoleGrant.city_id == city_id,
                CityRoleGrant.role == CityRole.COORDINATOR,
                User.active.is_(True),
            )
            .order_by(User.name, User.id)
        )
    )
