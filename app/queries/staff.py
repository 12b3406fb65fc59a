"""The people of a city as its coordinator sees them, and one's own roles at the desk."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.database import db
from app.policies.actor import Actor
from app.policies.subject import of_city
from app.policies.table import Action, may
from app.queries.city import cities
from models.account import CityRole, CityRoleGrant, User
from models.city import City
from models.errors import NotFoundError
from models.testbed import Testbed, TestbedHost, TestbedStatus


@dataclass(frozen=True, slots=True)
class Colleague:
    """One person of a city: the roles there, and the testbeds the person hosts."""

    user: User
    grants: tuple[CityRoleGrant, ...]
    testbeds: tuple[Testbed, ...]


@dataclass(frozen=True, slots=True)
class OwnWork:
    """What somebody is in one city, and whom to ask there."""

    city: City
    grants: tuple[CityRoleGrant, ...]
    testbeds: tuple[Testbed, ...]
    coordinators: tuple[User, ...]


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


def hosts_of(testbed: Testbed) -> list[User]:
    """Return who answers for a testbed, by name, also those whose account is switched off."""
    return list(
        db.session.scalars(
            select(User)
            .join(TestbedHost, TestbedHost.user_id == User.id)
            .where(TestbedHost.testbed_id == testbed.id)
            .order_by(User.name, User.id)
        )
    )


def own_work(viewer: Actor) -> list[OwnWork]:
    """Return the viewer's roles and testbeds, city by city, with whom to ask there."""
    mine = viewer.cities | viewer.hosted_cities
    grants = db.session.scalars(
        select(CityRoleGrant)
        .where(CityRoleGrant.city_id.in_(mine))
        .options(joinedload(CityRoleGrant.user))
        .order_by(CityRoleGrant.role, CityRoleGrant.id)
    ).all()
    hosted = db.session.scalars(
        select(Testbed).where(Testbed.id.in_(viewer.hosted_testbeds)).order_by(Testbed.slug)
    ).all()
    return [
        OwnWork(
            city,
            tuple(one for one in grants if _is(one, city) and one.user_id == viewer.user_id),
            tuple(testbed for testbed in hosted if testbed.city_id == city.id),
            tuple(one.user for one in grants if _is(one, city) and _coordinates(one)),
        )
        for city in cities()
        if city.id in mine
    ]


def _is(given: CityRoleGrant, city: City) -> bool:
    return given.city_id == city.id


def _coordinates(given: CityRoleGrant) -> bool:
    return given.role is CityRole.COORDINATOR and given.user.active
