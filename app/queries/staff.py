"""The people of a city as its coordinator sees them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.database import db
from app.policies.actor import Actor
from app.policies.subject import of_city
from app.policies.table import Action, may
from app.queries.city import cities
from models.account import CityRoleGrant, User
from models.city import City
from models.errors import NotFoundError
from models.testbed import Testbed, TestbedHost, TestbedStatus


@dataclass(frozen=True, slots=True)
class Colleague:
    """One person of a city: the roles there, and the testbeds the person hosts."""

    user: User
    grants: tuple[CityRoleGrant, ...]
    testbeds: tuple[Testbed, ...]


def managed_cities(viewer: Actor) -> list[City]:
    """Return the cities whose people the viewer manages."""
    return [city for city in cities() if may(viewer, Action.CITY_STAFF, of_city(city.id))]


def managed_city(viewer: Actor, slug: str) -> City:
    """Return one of them.

    Raises:
        NotFoundError: There is no such city, or its people are not for this viewer.
    """
    for city in managed_cities(viewer):
        if city.slug == slug:
            return city
    raise NotFoundError


def colleagues(city: City) -> list[Colleague]:
    """Return everybody with a role in the city or a testbed there, by name."""
    grants = db.session.scalars(
        select(CityRoleGrant)
        .where(CityRoleGrant.city_id == city.id)
        .order_by(CityRoleGrant.role, CityRoleGrant.id)
    ).all()
    hosted = db.session.execute(
        select(TestbedHost.user_id, Testbed)
        .join(Testbed, Testbed.id == TestbedHost.testbed_id)
        .where(Testbed.city_id == city.id)
        .order_by(Testbed.slug)
    ).all()
    ids = {given.user_id for given in grants} | {user_id for user_id, _testbed in hosted}
    users = db.session.scalars(select(User).where(User.id.in_(ids)).order_by(User.name, User.id))
    return [
        Colleague(
            user,
            tuple(given for given in grants if given.user_id == user.id),
            tuple(testbed for user_id, testbed in hosted if user_id == user.id),
        )
        for user in users
    ]


def testbeds_to_host(city: City) -> Sequence[Testbed]:
    """Return the testbeds of the city that are in use or being written, by slug."""
    return db.session.scalars(
        select(Testbed)
        .where(Testbed.city_id == city.id, Testbed.status != TestbedStatus.RETIRED)
        .order_by(Testbed.slug)
    ).all()
